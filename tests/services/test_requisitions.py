"""Requisitions: asked for of an order, approved by another one, handed out once and at cost (R65, R66, §3.13)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.models.work_orders import WorkOrder
from app.services import documents, drafts, requisitions, settings, sheets
from app.services.requisitions import bench, counter, drafting, issuing, substitutes, watchers
from app.services.requisitions.gates import no_open_slip
from app.services.requisitions.picking import Pick
from app.services.work_orders import bench as workbench
from app.services.work_orders import gates, looking
from tests.partsdesk import KIND, PartsDesk
from tests.shopfloor import Shopfloor


@query("test.issued_of", allow=None)
def issued_of(ctx: Reader, order: Id) -> list[requisitions.Issued]:
    return requisitions.issued_of(ctx, order)


@query("test.open_slips", allow=None)
def _open_slips(ctx: Reader, order: Id) -> Any:
    return requisitions.open_slips(ctx, order)


@query("test.gate", allow=None)
def _gate(ctx: Reader, order: Id) -> Any:
    one = ctx.session.get_one(WorkOrder, order)
    assert no_open_slip in gates._before_self_check
    assert no_open_slip in gates._before_settling
    return no_open_slip(ctx, one)


@usecase("test.hand_car_back", allow=None)
def hand_car_back(ctx: Context, order: Id) -> None:
    """What the delivery tells."""
    gates.tell_ended(ctx, ctx.session.get_one(WorkOrder, order))


def test_the_beginning_of_the_repair_asks_for_what_was_agreed_and_noted(shop: Shopfloor) -> None:
    """R52, R65: agreed lines with their quantities, then what the technician noted besides; nothing twice."""
    desk = PartsDesk(shop)
    pads, grease = desk.stocked(), desk.stocked("GREASE", name="润滑脂", consumable=True)
    order = desk.order((pads, 2), state="diagnosed")
    shop.run(workbench.need_part, order, part_id=grease, qty=1000, by="TE")
    shop.run(workbench.need_part, order, part_id=pads, qty=2000, by="TE")  # stands on the order already
    desk.garage.step(order, "repair", by="TE")
    (made,) = desk.of_order(order)
    slip, lines = desk.slip(made)
    assert (slip.type, slip.plate) == ("ORDER", desk.garage.read(order)[0].plate)
    assert slip.technician_id == desk.garage.technician()
    assert [(x.code, x.qty, x.item, bool(x.part_line_id), bool(x.needed_id)) for x in lines] == [
        ("PAD-1", 2000, 1, True, False), ("GREASE", 1000, 1, False, True)
    ]  # fmt: skip
    assert all(x.labour_line_id for x in lines)
    with pytest.raises(Refused, match="asked for already"):
        shop.run(drafting.open_for_order, order, by="TE")
    desk.step(made, "cancel", reason="重新来")
    assert desk.slip(shop.run(drafting.open_for_order, order, by="TE"))[0].type == "ORDER"
    with pytest.raises(Refused, match="No item of"):
        shop.run(drafting.open_for_order, order, by=shop.actor("TE", "2"))


def test_e66_who_asks_does_not_approve_and_neither_hands_out(shop: Shopfloor) -> None:
    """E66, SD2: the supervisor's own job is approved by the technical supervisor; keeper and asker are two people."""
    desk = PartsDesk(shop)
    made = desk.draft()
    desk.step(made, "submit", by="WS")
    with pytest.raises(Refused, match="himself"):
        shop.step(KIND, made, "approve", by="WS", signer="WS")
    shop.step(KIND, made, "approve", by="TS", signer="TS")
    both = shop.actor("WK", "TS")
    assert both.user != desk.slip(made)[0].approved_by
    second = desk.submitted()
    shop.step(KIND, second, "approve", by=both, signer="TS")
    shop.step(KIND, desk.submitted(), "approve", by="MG", signer="MG")
    keeper_asked = desk.draft()
    doubled = shop.actor("WK", "TE")
    desk.step(keeper_asked, "submit", by=doubled)
    shop.step(KIND, keeper_asked, "approve", by="WS", signer="WS")
    assert desk.scan(keeper_asked, "PAD-1", by=doubled).verdict == counter.REFUSED
    with pytest.raises(Refused, match="somebody else hands them out"):
        desk.hand_out(keeper_asked, [desk.pick(keeper_asked)], by=doubled)


def test_above_the_limit_the_manager_approves(shop: Shopfloor) -> None:
    """§1.10: at cost; the setting decides."""
    desk = PartsDesk(shop)
    dear = desk.stocked("ECU-1", yuan=2100, name="发动机电脑")
    made = desk.submitted((dear, 1))
    with pytest.raises(Refused, match="the manager approves"):
        shop.step(KIND, made, "approve", by="WS", signer="WS")
    shop.run(settings.change, "requisitions.approval_limit", 300_000, by="AD")
    shop.step(KIND, made, "approve", by="WS", signer="WS")
    shop.run(settings.change, "requisitions.approval_limit", 1_000, by="AD")
    shop.step(KIND, desk.submitted(), "approve", by="MG", signer="MG")


def test_less_can_be_approved_than_was_asked_for(shop: Shopfloor) -> None:
    desk = PartsDesk(shop)
    made = desk.submitted()
    (line,) = desk.lines(made)
    with pytest.raises(Refused, match="at most"):
        shop.run(drafting.cut, made, line.id, 3000, by="WS")
    shop.run(drafting.cut, made, line.id, 1000, by="WS")
    shop.step(KIND, made, "approve", by="WS", signer="WS")
    assert desk.bench(made).lines[0].due == 1000
    with pytest.raises(Refused, match="only 1"):
        desk.hand_out(made, [desk.pick(made, qty=2)])
    with pytest.raises(Refused, match="not on RQ-"):
        desk.hand_out(made, [replace(desk.pick(made, qty=1), line=clock.new_id())])


def test_only_signed_work_gets_parts(shop: Shopfloor) -> None:
    """R66: the line belongs to a signed revision; what the customer drops is not handed out (E54)."""
    desk = PartsDesk(shop)
    part = desk.stocked()
    order = desk.order((part, 1), state="issued")
    with pytest.raises(Refused, match="not being worked on"):
        shop.run(drafting.open_for_order, order, by="WS")
    order = desk.order((part, 1))
    values = {"order_id": order, "type": "EXTRA", "lines": [{"item": 3, "part_id": part, "qty": 1000}]}
    with pytest.raises(Refused, match="no agreed item 3"):
        shop.run(drafts.create, KIND, values, by="TE")
    values["lines"][0]["item"] = None  # the only item there is
    extra = shop.run(drafts.create, KIND, values, by="TE")
    assert desk.lines(extra)[0].part_line_id is not None
    for wrong, why in (({"type": "INTERNAL"}, "belongs to no work order"), ({"order_id": None}, "Name the work order")):
        with pytest.raises(Refused, match=why):
            shop.run(drafts.create, KIND, values | wrong, by="TE")


def test_a_hand_over_is_posted_once_at_the_average_and_signed(shop: Shopfloor) -> None:
    """R66, §6.5, E11: the ledger has one row, the line its cost; the same key again changes nothing."""
    desk = PartsDesk(shop)
    part = desk.stocked(qty=10, yuan=30)
    shop.receive(part, 5, 36)  # average 32.00
    heard: list[tuple[int, int]] = []
    watcher = requisitions.after_issue(lambda _ctx, _order, lines: heard.extend((x.qty, x.value) for x in lines))
    made = desk.approved((part, 4))
    key = clock.new_id()
    actor = desk.sign(made)
    given = {"receiver": desk.garage.technician(), "way": "PIN", "picks": [desk.pick(made, qty=4)], "key": key}
    first = shop.run(issuing.issue, made, by=actor, **given)
    again = shop.run(issuing.issue, made, by="WK", **given)
    watchers._issued.remove(watcher)
    assert first == again
    assert (first.state, first.left, first.nth) == ("issued", 0, 1)
    row = shop.rows(part)[-1]
    assert (row.kind, row.qty, row.value, row.source_id, row.source_number) == (
        "REPAIR_ISSUE", -4000, -12_800, made, first.number
    )  # fmt: skip
    assert heard == [(4000, 12_800)]
    assert shop.held(part)[:2] == (11_000, 35_200)
    order = desk.slip(made)[0].order_id
    (got,) = shop.ask(issued_of, order)
    assert (got.qty, got.value, got.type, got.payer, got.requisition) == (
        4000,
        12_800,
        "ORDER",
        "CUSTOMER",
        first.number,
    )
    assert shop.ask(_open_slips, order) == []
    shown = shop.ask(looking.view, order, by="TE").lines
    assert [x.got for x in shown if not x.is_work] == ["4 件"]
    links = shop.ask(documents.show, "work_orders", order, by="TE").links
    assert (KIND, first.number) in [(x.kind, x.called) for x in links]
    assert shop.differences() == []


def test_e21_nothing_goes_out_that_is_not_there(shop: Shopfloor) -> None:
    """E21: the books never go below zero; what is missing is told and stays due."""
    desk = PartsDesk(shop)
    part = desk.stocked(qty=1)
    made = desk.approved((part, 2))
    assert desk.scan(made, "PAD-1").verdict == "OK"
    told = desk.scan(made, "PAD-1")
    assert (told.verdict, told.picked) == ("NONE", 1000)
    with pytest.raises(Refused, match="only 1"):
        desk.hand_out(made, [desk.pick(made, qty=2)])
    with pytest.raises(Refused, match="not on RQ-"):
        desk.hand_out(made, [replace(desk.pick(made, qty=1), line=clock.new_id())])
    shop.run(counter.short, made, desk.lines(made)[0].id, by="WK")
    done = desk.hand_out(made)
    assert (done.state, done.left) == ("part_issued", 1)
    (line,) = desk.bench(made).lines
    assert (line.due, line.picked, line.short, line.there) == (1000, 0, True, 0)
    (waits,) = shop.ask(bench.waiting, by="WK")
    assert (waits.id, waits.due_lines, waits.ready_lines, waits.bay) == (made, 1, 0, "3 号举升机")


def test_e69_the_rest_is_cancelled_before_the_order_goes_on(shop: Shopfloor) -> None:
    """E69: an open slip stops self-check and settlement; the rest is called off, then it is finished."""
    desk = PartsDesk(shop)
    made = desk.part_issued()
    order = desk.slip(made)[0].order_id
    assert desk.slip(made)[0].number in str(shop.ask(_gate, order))
    desk.step(made, "cancel_rest", by="WK", reason="不用了")
    assert (desk.state(made), desk.lines(made)[0].cancelled) == ("issued", 1000)
    assert shop.ask(_gate, order) is None
    with pytest.raises(Refused, match="nothing is handed out"):
        desk.hand_out(made, [desk.pick(made)])
    shop.run(hand_car_back, order)
    assert desk.state(made) == "closed"


def test_each_scan_is_kept_and_told_what_it_is(shop: Shopfloor) -> None:
    """Right, wrong, too many, unknown, another bin, a pack, a bin's label; undo; typed quantities."""
    desk = PartsDesk(shop)
    pads, filter_ = desk.stocked(), desk.stocked("OF-1", bin="B-01-1-01", name="机油滤清器")
    shop.receive(pads, 3, 30, "C-01-1-01")
    desk.stocked("OX-9", name="机油滤芯")
    made = desk.approved((pads, 3), (filter_, 1))
    ok = desk.scan(made, "PAD-1")
    assert (ok.verdict, ok.picked, ok.due, ok.bin) == ("OK", 1000, 3000, "A-01-1-01")
    wrong = desk.scan(made, "OX-9")
    assert (wrong.verdict, wrong.wanted, wrong.wanted_bin) == ("WRONG", "PAD-1 前制动片", "A-01-1-01")
    assert desk.scan(made, "NOBODY").verdict == "UNKNOWN"
    label = desk.scan(made, "C-01-1-01")
    assert (label.verdict, label.bin_id) == ("BIN", shop.bin("C-01-1-01"))
    amber = desk.scan(made, "PAD-1", bin=label.bin_id)
    assert (amber.verdict, amber.expected_bin, amber.bin) == ("OTHER_BIN", "A-01-1-01", "C-01-1-01")
    assert desk.scan(made, "12*PAD-1").verdict == "SURPLUS"
    assert desk.scan(made, "PAD-1", bin=shop.bin("B-01-1-01")).verdict == "NONE"
    seen = desk.bench(made)
    assert [(x.number, x.bin, x.picked, len(x.picks)) for x in seen.lines] == [
        ("PAD-1", "A-01-1-01", 2000, 2), ("OF-1", "B-01-1-01", 0, 0)
    ]  # fmt: skip
    assert seen.last_seq == amber.seq
    assert seen.old_parts == 4000
    _undone_typed_and_handed_out(shop, desk, made)


def _undone_typed_and_handed_out(shop: Shopfloor, desk: PartsDesk, made: Id) -> None:
    """The rest of the story: undo, a typed quantity, and what is scanned after a hand-over belongs to the next."""
    back = shop.run(counter.undo, made, by="WK")
    assert (back.verdict, back.picked, back.bin) == ("UNDO", 1000, "C-01-1-01")
    line = desk.bench(made).lines[0].line_id
    assert shop.run(counter.pick, made, line, 3000, by="WK").picked == 3000
    assert shop.run(counter.pick, made, line, 1000, by="WK").picked == 1000
    assert shop.run(counter.pick, made, line, 1000, by="WK").verdict == "OK"
    assert desk.scan(made, "2*PAD-1").picked == 3000
    with pytest.raises(Refused, match="no scan"):
        shop.run(counter.undo, made, seq=999, by="WK")
    done = desk.hand_out(made)
    assert (done.state, done.left) == ("part_issued", 1)
    assert desk.bench(made).lines[0].picked == 0
    with pytest.raises(Refused, match="Nothing is picked"):
        desk.hand_out(made)
    assert desk.scan(made, "OF-1").verdict == "OK"
    assert desk.hand_out(made).state == "issued"
    assert desk.scan(made, "OF-1").verdict == counter.REFUSED
    assert [x.other_bin for x in desk.handed(desk.slip(made)[0].order_id)] == [False, False]


def test_batches_and_serial_numbers_are_asked_for(shop: Shopfloor) -> None:
    desk = PartsDesk(shop)
    oil = desk.part("OIL-1", "机油", batch_tracked=True)
    for batch, qty in (("B1", 2), ("B2", 3)):
        shop.through(shop.paper("IN", shop.line(oil, qty, 50, batch=batch)))
    pump = desk.part("PUMP-1", "水泵", serial_tracked=True)
    shop.through(shop.paper("IN", shop.line(pump, 1, 400, batch="SN7")))
    made = desk.approved((oil, 2), (pump, 1))
    asked = desk.scan(made, "OIL-1")
    assert (asked.verdict, [(x.batch, x.qty) for x in asked.lots]) == ("ASK", [("B1", 2000), ("B2", 3000)])
    assert desk.scan(made, "OIL-1", batch="B2").batch == "B2"
    with pytest.raises(Refused, match="batch"):
        desk.hand_out(made, [desk.pick(made)])
    with pytest.raises(Refused, match="serial number"):
        desk.hand_out(made, [desk.pick(made, 2)])
    assert desk.scan(made, "PUMP-1").batch == "SN7"  # there is only one
    desk.hand_out(made)
    assert [(x.batch, x.serial) for x in desk.handed(desk.slip(made)[0].order_id)] == [("B2", ""), ("", "SN7")]
    assert {r.batch for r in shop.rows(oil)[-1:]} == {"B2"}


def test_e70_a_substitute_needs_the_supervisor_and_the_customer(shop: Shopfloor) -> None:
    """E70: another grade or price is allowed by the technical supervisor and agreed to by the customer first."""
    desk = PartsDesk(shop)
    old, new = (
        desk.stocked(),
        desk.stocked("PAD-2", bin="D-01-1-01", quality_grade="AFTERMARKET", price_retail=80_500_000),
    )
    made = desk.approved((old, 1))
    line = desk.lines(made)[0].id
    with pytest.raises(Refused, match="no substitute that a customer"):
        shop.run(sheets.issue, "requisitions", made, "requisitions.consent", by="SA")
    shop.run(substitutes.ask, made, line, new, "原厂缺货", by="WK")
    assert desk.bench(made).lines[0].substitute.state == "ASKED"
    assert desk.scan(made, "PAD-1").verdict == counter.REFUSED
    with pytest.raises(Refused, match="Your roles"):
        shop.run(substitutes.allow, made, line, by="WS")
    shop.run(substitutes.allow, made, line, by="TS")
    seen = desk.bench(made).lines[0]
    assert (seen.number, seen.bin, seen.substitute.state) == ("PAD-2", "D-01-1-01", "ALLOWED")
    with pytest.raises(Refused, match="has not agreed"):
        desk.hand_out(made, [desk.pick(made, bin="D-01-1-01")])
    asked = shop.run(sheets.issue, "requisitions", made, "requisitions.consent", by="SA")
    (swap,) = asked.lines
    assert (swap.old_code, swap.old_price, swap.new_code, swap.new_price, swap.difference, swap.waits) == (
        "PAD-1", 100_000_000, "PAD-2", 80_500_000, -1_950, True,
    )  # fmt: skip
    assert (str(swap.old_grade), str(swap.new_grade)) == ("OEM genuine", "Aftermarket")
    assert [box.name for box in asked.signatures] == ["", "Sa"]
    shop.run(substitutes.agree, made, line, way="CALL", person="李芳", words="同意", by="SA")
    answered = shop.run(sheets.issue, "requisitions", made, "requisitions.consent", by="SA")
    assert (answered.signatures[0].name, answered.lines[0].waits) == ("李芳", False)
    assert desk.scan(made, "PAD-2").verdict == "OK"
    desk.hand_out(made)
    assert [x.part_id for x in desk.handed(desk.slip(made)[0].order_id)] == [new]


def test_a_substitute_of_the_same_grade_and_price_asks_no_customer(shop: Shopfloor) -> None:
    """E70: nothing changes for him; the supervisor's word is enough, and the part asked for may come back."""
    desk = PartsDesk(shop)
    old, same = desk.stocked(), desk.stocked("PAD-3", bin="E-01-1-01")
    second = desk.approved((old, 1))
    line = desk.lines(second)[0].id
    shop.run(substitutes.ask, second, line, same, "同级同价", by="TE")
    shop.run(substitutes.allow, second, line, by="TS")
    assert desk.bench(second).lines[0].substitute.state == "READY"  # nothing changes for the customer
    assert shop.ask(substitutes.swaps, second, by="SA") == ()
    shop.run(substitutes.drop, second, line, by="WK")
    assert desk.scan(second, "PAD-1").verdict == "OK"


def test_who_may_receive(shop: Shopfloor) -> None:
    """The receiver signs for himself, holds the right, and is not the keeper."""
    desk = PartsDesk(shop)
    made = desk.approved()
    pick = [desk.pick(made)]
    for receiver, why in (
        (shop.actor("WK").user, "Somebody else receives"), (shop.actor("FI").user, "receives no parts"),
        (clock.new_id(), "Choose who receives"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            desk.hand_out(made, pick, receiver=receiver)
    with pytest.raises(Refused, match="himself"):
        desk.hand_out(made, pick, by=desk.sign(made), receiver=shop.actor("TE", "2").user, way="PIN")
    with pytest.raises(Refused, match="how the receiver signs"):
        desk.hand_out(made, pick, way="NOD")
    with pytest.raises(Refused, match="warehouse"):
        desk.hand_out(made, [Pick(pick[0].line, 1000, clock.new_id())])


def test_internal_use_needs_a_reason_and_is_no_repair(shop: Shopfloor) -> None:
    desk = PartsDesk(shop)
    rag = desk.stocked("RAG", name="抹布")
    values = {"type": "INTERNAL", "lines": [{"part_id": rag, "qty": 2000}]}
    made = shop.run(drafts.create, KIND, values, by="TE")
    with pytest.raises(Refused, match="reason"):
        desk.step(made, "submit")
    one = desk.slip(made)[0]
    shop.run(drafts.edit, KIND, made, one.version, {"reason": "清洁工位"}, by="TE")
    desk.step(made, "submit")
    shop.step(KIND, made, "approve", by="WS", signer="WS")
    desk.scan(made, "2*RAG")
    desk.hand_out(made)
    assert (shop.rows(rag)[-1].kind, shop.rows(rag)[-1].reason) == ("INTERNAL_USE", "清洁工位")


def test_the_workshops_copy_has_no_money(shop: Shopfloor) -> None:
    """§4: three copies; costs on finance's only, and only for eyes that may see them."""
    desk = PartsDesk(shop)
    made = desk.issued()
    warehouse, finance, workshop = shop.run(sheets.issue, KIND, made, "requisitions.slip", by="FI")
    assert [x.copy for x in (warehouse, finance, workshop)] == ["WAREHOUSE", "FINANCE", "WORKSHOP"]
    assert finance.lines[0].value == 6000
    assert warehouse.lines[0].value is workshop.lines[0].value is None
    assert all(x.lines[0].value is None for x in shop.run(sheets.issue, KIND, made, "requisitions.slip", by="WK"))
    assert len(finance.hand_overs) == 1
    assert finance.signatures[1].name
