"""An approved slip holds its parts: others see them as promised, until they are handed out, cancelled or given up."""

from __future__ import annotations

import pytest

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.models.alerts import StockAlert
from app.services import documents, drafts, notices, stock, warehouses
from app.services.requisitions import bench, counter, substitutes
from tests.partsdesk import PartsDesk
from tests.shopfloor import Shopfloor


@query("test.available", allow=None)
def available(ctx: Reader, part: Id) -> tuple[int, int]:
    """(available, reserved) in pieces."""
    held = sum(stock.reserved(ctx, [part]).values())
    assert held == sum(qty for (of, _house), qty in stock.reserved(ctx).items() if of == part)
    return stock.available(ctx, [part])[part] // 1000, held // 1000


@query("test.alerts_of", allow=None)
def alerts_of(ctx: Reader, part: Id) -> list[str]:
    """The states of a part's alerts."""
    return [one.state for one in ctx.session.query(StockAlert).filter(StockAlert.part_id == part)]


@pytest.fixture
def desk(shop: Shopfloor) -> PartsDesk:
    """A parts counter and its workshop."""
    return PartsDesk(shop)


def test_what_is_approved_is_reserved_until_it_is_handed_out(desk: PartsDesk, shop: Shopfloor) -> None:
    """Asked for is not reserved; handed out in part, the rest is; a part that comes back is free."""
    pads = desk.stocked(qty=10)
    slip = desk.submitted((pads, 4))
    assert shop.ask(available, pads) == (10, 0)
    shop.step("requisitions", slip, "approve", by="WS", signer="WS")
    assert shop.ask(available, pads) == (6, 4)
    desk.hand_out(slip, [desk.pick(slip, 1, 3)])
    assert shop.ask(available, pads) == (6, 1)
    desk.step(slip, "cancel_rest", by="WK", reason="不用了")
    assert shop.ask(available, pads) == (7, 0)
    back = desk.open_return(slip, line1=1)
    desk.step(back, "submit", kind="return_slips")
    desk.edit(back, "WK", {"condition": "UNOPENED"})
    desk.step(back, "check", by="WK", kind="return_slips")
    if desk.state(back, "return_slips") != "posted":
        desk.step(back, "post", by="WK", kind="return_slips")
    assert shop.ask(available, pads) == (8, 0)


def test_a_cancelled_slip_reserves_nothing_and_a_substitute_is_held_in_place(desk: PartsDesk, shop: Shopfloor) -> None:
    pads, other = desk.stocked(qty=10), desk.stocked("PAD-2", bin="D-01-1-01", quality_grade="AFTERMARKET")
    slip = desk.approved((pads, 4))
    line = desk.lines(slip)[0].id
    shop.run(substitutes.ask, slip, line, other, "原厂缺货", by="WK")
    assert shop.ask(available, pads) == (6, 4)  # nobody allowed it yet
    shop.run(substitutes.allow, slip, line, by="TS")
    assert (shop.ask(available, pads), shop.ask(available, other)) == ((10, 0), (6, 4))
    desk.step(slip, "cancel", by="TE", reason="客户不修了")
    assert shop.ask(available, other) == (10, 0)


def test_a_later_slip_takes_nothing_that_was_promised_before(desk: PartsDesk, shop: Shopfloor) -> None:
    """§3.0: at the scanner and by hand; the first slip takes its own; once the rest is given up, the second may."""
    pads = desk.stocked(qty=5)
    first, second = desk.approved((pads, 4)), desk.approved((pads, 2))
    assert [(w.id, w.ready_lines) for w in shop.ask(bench.waiting, by="WK")] == [(first, 1), (second, 0)]
    assert desk.bench(second).lines[0].there == 1000
    assert desk.scan(second, "PAD-1").verdict == "OK"
    said = desk.scan(second, "PAD-1")
    number = desk.slip(first)[0].number
    assert (said.verdict, str(said.reason)) == (
        "RESERVED", f"PAD-1: 4 件 of it are reserved for {number}, which was approved before.",
    )  # fmt: skip
    line = desk.lines(second)[0].id
    assert shop.run(counter.pick, second, line, 2000, by="WK").verdict == "RESERVED"
    with pytest.raises(Refused, match="reserved for"):
        desk.hand_out(second, [desk.pick(second, 1, 2)])
    assert desk.bench(first).lines[0].there == 5000
    desk.hand_out(first, [desk.pick(first, 1, 3)])
    desk.step(first, "cancel_rest", by="WK", reason="不用了")
    desk.hand_out(second, [desk.pick(second, 1, 2)])
    assert shop.ask(available, pads) == (0, 0)


def test_the_part_tells_what_is_reserved_and_the_level_counts_it(desk: PartsDesk, shop: Shopfloor) -> None:
    """R12: the alert comes with the approval, not when the last one is gone; a cancelled slip takes it back."""
    pads = desk.stocked(qty=10)
    version = shop.ask(documents.standing, "parts", pads).version
    shop.run(drafts.edit, "parts", pads, version, {"warning_level": 7000}, by="PU")
    slip = desk.approved((pads, 4))
    assert shop.ask(alerts_of, pads) == ["open"]
    figures = {str(f.label): f.value for f in shop.ask(documents.peek, "parts", pads, by="WK").figures}
    assert (figures["Available"][0], figures["Reserved"][0]) == (6000, 4000)
    desk.step(slip, "cancel", by="TE", reason="客户不修了")
    assert shop.ask(alerts_of, pads) == ["resolved"]


def news(shop: Shopfloor, role: str) -> list[str]:
    """What somebody was told of goods that are gone."""
    return [str(n.text) for n in shop.ask(notices.inbox, by=role) if "here any more" in str(n.text)]


def test_no_document_takes_away_what_is_promised_to_a_slip(desk: PartsDesk, shop: Shopfloor) -> None:
    """§3.0: free goods go out, are used up, moved to another house or split; what a slip holds does not."""
    pads, pieces = desk.stocked(qty=5), desk.part("HALF-1")
    slip = desk.approved((pads, 4))
    number = desk.slip(slip)[0].number
    far = shop.bin("X-01", shop.run(warehouses.open_warehouse, "W3", "Third"))
    said = f"PAD-1: 4 件 of it are reserved for {number}. Take less, or have the rest of that slip cancelled."
    for type_, more in (("OUT", {}), ("USE", {}), ("TRANSFER", {"to_bin_id": far})):
        paper = shop.paper(type_, shop.line(pads, 1, **more), shop.line(pads, 1, **more))
        with pytest.raises(Refused) as refused:
            shop.step("stock_documents", paper, "submit")
        assert [(p.where, str(p.text)) for p in refused.value.problems] == [(f"lines.{n}.qty", said) for n in (0, 1)]
    split = {"part_id": pads, "qty": 2000, "reason": "broken"}
    lines = [{"part_id": pieces, "qty": 2000, "weight": 1}]
    kit = shop.run(drafts.create, "kit_splits", split | {"lines": lines}, by="WK")
    with pytest.raises(Refused) as refused:
        shop.step("kit_splits", kit, "submit")
    assert [(p.where, str(p.text)) for p in refused.value.problems] == [("qty", said)]
    shop.issue(pads, 1)  # the one that nobody was promised
    within = shop.paper("TRANSFER", shop.line(pads, 4, to_bin_id=shop.bin("A-09")))
    shop.through(within)  # it stays in the house
    assert (shop.ask(available, pads), news(shop, "TE")) == ((0, 4), [])


def test_a_slip_approved_while_a_document_waits_comes_first(desk: PartsDesk, shop: Shopfloor) -> None:
    """What was free when it was submitted may not be any more when finance signs."""
    pads = desk.stocked(qty=2)
    paper = shop.paper("OUT", shop.line(pads, 1))
    shop.step("stock_documents", paper, "submit")
    desk.approved((pads, 2))
    with pytest.raises(Refused, match="reserved for"):
        shop.step("stock_documents", paper, "approve", signer="FI")
    assert shop.held(pads)[0] == 2000


def test_e17_owners_hear_that_what_was_reserved_is_gone(desk: PartsDesk, shop: Shopfloor) -> None:
    """E17: broken or counted away, whoever waits for it; the slip approved last is short, once, and stays due."""
    pads = desk.stocked(qty=5)
    first, second = desk.approved((pads, 2)), desk.approved((pads, 2))
    shop.through(shop.paper("SCRAP", shop.line(pads, 1)))
    assert news(shop, "TE") == []
    shop.post(shop.move(pads, -1, "COUNT_LOSS"))
    one = desk.slip(second)[0]
    words = f"PAD-1: what was reserved for {one.number} is not all here any more. {one.plate} waits for it."
    assert [news(shop, role) for role in ("TE", "SA", "PU", "WK")] == [[words], [words], [words], []]
    desk.hand_out(first, [desk.pick(first, 1, 2)])  # takes its own, the second is no shorter than before
    shop.through(shop.paper("STATUS", shop.line(pads, 1, to_status="DEFECT")))
    assert news(shop, "TE") == [words]
    assert (desk.state(second), desk.bench(second).lines[0].due) == ("approved", 2000)
