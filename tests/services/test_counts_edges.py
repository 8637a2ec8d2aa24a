"""The edge cases of counting that really happen, one test each (domain.md §8, E9–E20)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import query, usecase
from app.core.errors import Refused
from app.models.counts import CountLine
from app.models.engine import Store
from app.models.people import User
from app.models.stations import Bin
from app.models.stock import StockMove
from app.services import notices, sheets, stock
from app.services.counts import analysis, findings, pairs, places, queries, workflow
from app.services.counts.pairs import Likeness, propose
from tests.rig import PROGRAM, Rig
from tests.services.counting import Shop, shop
from tests.services.test_counts_steps import annual, change
from tests.shopfloor import Shopfloor
from tests.ways import counts as ways

__all__ = ["shop"]


@pytest.fixture
def shop_floor(store: Store, tmp_path: Path, time: Any) -> Iterator[Shopfloor]:
    """A shop on either engine."""
    floor = Shopfloor(Rig.on(tmp_path, store), time)
    yield floor
    floor.desk.close()


@query("edges.moves", allow=None)
def moves_of(ctx: Any, count: Id) -> list[Any]:
    table = StockMove.__table__.c
    wanted = select(table.kind, table.leg, table.qty, table.value, table.bin_id)
    return list(ctx.conn.execute(wanted.where(table.source_id == count).order_by(table.seq)).all())


@usecase("edges.custody", allow=None)
def custody(ctx: Any, part: Id, bin: Id, house: Id) -> None:
    """A customer's three of the same lie in the bin."""
    one = stock.Move(part, bin, house, 3_000, "OTHER", value=0, source_line=1, status="CUSTODY")
    stock.post(ctx, "test", clock.new_id(), "CUST", [one])


def counted_twice(shop: Shop, count: Id, **bins: dict[str, int]) -> dict[str, findings.Finding]:
    """Both people find the same; the count is in analysis. Bins as A01={…}."""
    named = {f"{name[0]}-{name[1:]}": found for name, found in bins.items()}
    for code, found in named.items():
        shop.counted(shop.counter, count, code, **found)
    shop.step(shop.keeper, count, "recount")
    for code, found in named.items():
        due = shop.ask(queries.tabs, shop.second, count, shop.ids[code]).uncounted
        if due:
            shop.counted(shop.second, count, code, **{s.number: found[s.number] for s in due})
    shop.step(shop.keeper, count, "analyse")
    return seen(shop, count)


def seen(shop: Shop, count: Id) -> dict[str, findings.Finding]:
    lines = shop.ask(findings.findings, shop.keeper, count).lines
    twice = {x.number for x in lines if sum(y.number == x.number for y in lines) > 1}
    return {f"{x.number} {x.bin}" if x.number in twice else x.number: x for x in lines}


def adjusted(shop: Shop, count: Id) -> None:
    """What has no treatment yet is adjusted; signed and posted."""
    wrong = [x.id for x in seen(shop, count).values() if x.difference and not x.treatment]
    if wrong:
        shop.run(analysis.treat, shop.keeper, count, wrong, "UNKNOWN", "ADJUST")
    shop.step(shop.keeper, count, "submit")
    shop.signed(shop.finance, count, "approve")
    assert shop.step(shop.finance, count, "post") == "posted"


def test_e9_parts_issued_while_counting_are_reckoned(shop: Shop) -> None:
    count = shop.started(["A-01"])
    shop.take(shop.counter, count, "A-01")
    shop.enter(shop.counter, count, "A-01", "BRAKE", 10_000)
    shop.time.forward(minutes=1)
    shop.move("BRAKE", "A-01", -3_000)
    shop.move("DISC", "A-01", -1_000)
    shop.time.forward(minutes=1)
    shop.enter(shop.counter, count, "A-01", "DISC", 4_000)
    shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])
    shop.step(shop.keeper, count, "recount")
    shop.step(shop.keeper, count, "analyse")
    lines = seen(shop, count)
    assert [(lines[n].book, lines[n].difference) for n in ("BRAKE", "DISC")] == [(10_000, 0), (4_000, 0)]
    adjusted(shop, count)
    assert (shop.on_hand("BRAKE"), shop.on_hand("DISC")) == (7_000, 4_000)


def test_e10_a_late_slip_makes_its_line_stale_and_nothing_else(shop: Shop) -> None:
    count = shop.started(["A-01"])
    before = shop.time.forward(minutes=1)
    shop.time.forward(minutes=1)
    counted_twice(shop, count, A01={"BRAKE": 9_000, "DISC": 5_000})
    shop.time.forward(minutes=1)
    shop.move("BRAKE", "A-01", -1_000, occurred=before)
    assert [n for n, x in seen(shop, count).items() if x.stale] == ["BRAKE"]
    assert shop.run(analysis.reconfirm, shop.keeper, count) == 1
    assert (seen(shop, count)["BRAKE"].difference, seen(shop, count)["BRAKE"].stale) == (0, False)


@usecase("edges.post_again", allow=None)
def post_again(ctx: Any, count: Id) -> None:
    workflow.post_differences(ctx, places.fetch(ctx, count), {})


def test_e11_posted_twice_is_posted_once(shop: Shop) -> None:
    count = shop.started(["A-01"])
    counted_twice(shop, count, A01={"BRAKE": 9_000, "DISC": 5_000})
    adjusted(shop, count)
    with pytest.raises(Refused):
        shop.step(shop.finance, count, "post")
    shop.run(post_again, PROGRAM, count)
    assert shop.on_hand("BRAKE") == 9_000
    assert len(shop.ask(moves_of, PROGRAM, count)) == 1


def test_e12_a_second_counter_is_refused_until_the_leader_hands_over(shop: Shop) -> None:
    count = shop.started(["A-01"])
    shop.take(shop.counter, count, "A-01")
    shop.enter(shop.counter, count, "A-01", "BRAKE", 4_000)
    with pytest.raises(Refused, match="Liu is counting this bin"):
        shop.take(shop.second, count, "A-01")
    assert shop.scan(shop.second, count, "A-01", "BRAKE").kind == "refused"
    shop.run(places.hand_over, shop.keeper, count, shop.ids["A-01"], shop.user(shop.second))
    assert shop.scan(shop.second, count, "A-01", "BRAKE").total == 5_000
    with pytest.raises(Refused, match="Chen is counting this bin"):
        shop.take(shop.counter, count, "A-01")


def test_e13_an_uncounted_line_is_not_zero(shop: Shop) -> None:
    count = shop.started(["A-01"])
    shop.take(shop.counter, count, "A-01")
    shop.enter(shop.counter, count, "A-01", "BRAKE", 10_000)
    with pytest.raises(Refused, match="1 lines of this bin are not counted yet, first DISC"):
        shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])
    with pytest.raises(Refused, match="DISC"):
        shop.step(shop.keeper, count, "recount")


def test_e14_a_part_in_a_foreign_bin_is_transferred_by_one_act(shop: Shop) -> None:
    """Two brake pads lie in A-02: no gain and no loss, one transfer that leaves quantity and value as they were."""
    count = shop.started()
    lines = counted_twice(
        shop, count, A01={"BRAKE": 8_000, "DISC": 5_000}, A02={"FILTER": 20_000, "OIL": 2_500, "BRAKE": 2_000}
    )
    (offer,) = shop.ask(findings.findings, shop.keeper, count).proposals
    assert (offer.kind, offer.gain, offer.loss) == ("TRANSFER", lines["BRAKE A-02"].id, lines["BRAKE A-01"].id)
    assert shop.run(pairs.pair, shop.keeper, count, offer.gain, offer.loss) == "TRANSFER"
    kept = seen(shop, count)["BRAKE A-01"]
    assert (kept.cause, kept.treatment, kept.paired) == ("MISPLACED", "TRANSFER", True)
    assert shop.ask(findings.findings, shop.keeper, count).proposals == ()
    adjusted(shop, count)
    assert [(m.kind, m.leg, m.qty, m.value) for m in shop.ask(moves_of, PROGRAM, count)] == [
        ("TRANSFER", 0, -2_000, -6_000), ("TRANSFER", 1, 2_000, 6_000),
    ]  # fmt: skip
    assert shop.on_hand("BRAKE") == 10_000
    report = shop.run(sheets.issue, shop.finance, "counts", count, "counts.report")
    assert str(report.differences[0].treatment) == "Transfer between bins ↔ BRAKE"


def test_e15_swapped_look_alikes_are_offset_as_a_pair(shop: Shop) -> None:
    """Proposed by bin, category, name and cost; taken by one act; dissolved when either is explained otherwise."""
    count = shop.started(["A-01"])
    lines = counted_twice(shop, count, A01={"BRAKE": 8_000, "DISC": 7_000})
    (offer,) = shop.ask(findings.findings, shop.keeper, count).proposals
    assert (offer.kind, [str(w) for w in offer.why]) == ("OFFSET", ["same bin", "names alike"])
    with pytest.raises(Refused, match="Take the two lines as a pair"):
        shop.run(analysis.treat, shop.keeper, count, [offer.gain], "MIXED_UP", "OFFSET")
    for gain, loss in ((offer.loss, offer.gain), (offer.gain, count)):
        with pytest.raises(Refused, match="of the same size"):
            shop.run(pairs.pair, shop.keeper, count, gain, loss)
    assert shop.run(pairs.pair, shop.keeper, count, offer.gain, offer.loss) == "OFFSET"
    assert [(x.treatment, x.pair) for x in seen(shop, count).values()] == [("OFFSET", "DISC"), ("OFFSET", "BRAKE")]
    shop.run(analysis.treat, shop.keeper, count, [offer.gain], "LOST", "ADJUST")
    assert seen(shop, count)["BRAKE"].treatment == ""
    shop.run(pairs.pair, shop.keeper, count, offer.gain, offer.loss)
    shop.move("BRAKE", "A-01", -1_000, occurred=shop.time.present - timedelta(minutes=1))
    assert lines["BRAKE"].difference == -2_000
    shop.run(analysis.reconfirm, shop.keeper, count)
    assert [(x.difference, x.treatment) for x in seen(shop, count).values()] == [(-1_000, ""), (2_000, "")]


def test_e15_the_likeliest_pair_wins_and_no_line_is_used_twice() -> None:
    def one(name: str, difference: int, **more: Any) -> Likeness:
        given = {
            "line": name, "part": name, "number": name, "names": (f"{name} pad",), "category": None, "unit": "套",
            "bin": "A-01-1", "state": ("AVAILABLE", ""), "difference": difference, "cost": 10_000_000,
        }  # fmt: skip
        return Likeness(**(given | more))

    lost = one("front", -2_000, category=1)
    rows = [lost, one("rear", 2_000, category=1, bin="A-01-2"), one("frond", 2_000), one("oil", 3_000)]
    (best,) = propose(rows)
    assert (best.gain, best.loss) == ("frond", "front")
    far = [lost, one("lamp", 2_000, bin="Z", names=("灯泡",), cost=1)]
    assert propose(far) == ()
    assert propose([lost, one("x", 2_000, unit="L"), one("y", 2_000, state=("CUSTODY", ""))]) == ()
    assert propose([one("p", -1_000), one("q", 1_000, part="p", state=("DEFECT", ""))]) == ()
    again = [one("front", -1_000), one("frond", 1_000, bin="A-01-9", cost=0)]
    assert [p.kind for p in propose(again)] == ["OFFSET"]


def test_e16_the_average_of_the_day_of_posting_counts_and_the_snapshots_is_shown(shop: Shop) -> None:
    count = shop.started(["A-01"])
    counted_twice(shop, count, A01={"BRAKE": 9_000, "DISC": 5_000})
    shop.move("BRAKE", "A-01", 10_000, cost=60)  # (10 × 30 + 10 × 60) / 20 = 45
    adjusted(shop, count)
    assert [m.value for m in shop.ask(moves_of, PROGRAM, count)] == [-4_500]
    report = shop.run(sheets.issue, shop.finance, "counts", count, "counts.report")
    (line,) = report.differences
    assert (line.cost, line.value, line.cost_posted) == (30_000_000, -3_000, 45_000_000)


def test_e17_a_loss_that_takes_what_others_wait_for_is_posted_and_told(shop: Shop) -> None:
    """The stock part: the ledger follows the shelf and who answers for it hears of it; orders come with theirs."""
    shop.run(change, PROGRAM, User, shop.user(shop.keeper), heads=["WK"])
    count = shop.started(["A-01"])
    counted_twice(shop, count, A01={"BRAKE": 0, "DISC": 5_000})
    adjusted(shop, count)
    assert shop.on_hand("BRAKE") == 0
    for person in (shop.finance, shop.keeper):
        told = [str(n.text) for n in shop.ask(notices.inbox, person)]
        assert any("is posted: 1 differences" in words for words in told)
    deputy = shop.rig.actor("sun", "WK")
    assert not any("is posted" in str(n.text) for n in shop.ask(notices.inbox, deputy))


def test_e18_a_part_filled_drum_is_counted_in_litres(shop: Shop) -> None:
    """17.35 of 18 L: decimals as the unit has them, and within the 2 % or one unit of class C."""
    shop.move("OIL", "A-02", 15_500, cost=70)
    count = shop.started(["A-02"])
    lines = counted_twice(shop, count, A02={"FILTER": 20_000, "OIL": 17_350})
    assert (lines["OIL"].book, lines["OIL"].difference, lines["OIL"].tolerated) == (18_000, -650, True)
    assert len(lines["OIL"].tallies) == 1
    other = shop.started(["A-01"])
    shop.take(shop.counter, other, "A-01")
    with pytest.raises(Refused, match="At most 0 decimals"):
        shop.enter(shop.counter, other, "A-01", "BRAKE", 500)


def test_e19_a_customers_goods_are_counted_apart_and_have_no_value(shop: Shop) -> None:
    shop.run(custody, PROGRAM, shop.ids["BRAKE"], shop.ids["A-01"], shop.ids["house"])
    count = shop.started(["A-01"])
    paper = shop.run(sheets.issue, shop.keeper, "counts", count, "counts.sheet")
    assert [(x.code, x.status) for x in paper[0].lines] == [("BRAKE", ""), ("BRAKE", "Custody"), ("DISC", "")]
    asked = shop.take(shop.counter, count, "A-01") and shop.scan(shop.counter, count, "A-01", "BRAKE")
    assert asked.kind == "choose"
    shop.scan(shop.counter, count, "A-01", "10*BRAKE", status="AVAILABLE")
    shop.scan(shop.counter, count, "A-01", "2*BRAKE", status="CUSTODY")
    shop.enter(shop.counter, count, "A-01", "DISC", 5_000)
    shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])
    shop.step(shop.keeper, count, "recount")
    shop.take(shop.second, count, "A-01")
    shop.scan(shop.second, count, "A-01", "2*BRAKE", status="CUSTODY")
    shop.run(places.finish_bin, shop.second, count, shop.ids["A-01"])
    shop.step(shop.keeper, count, "analyse")
    (wrong,) = [x for x in seen(shop, count).values() if x.difference]
    assert (wrong.status, wrong.difference, wrong.value, wrong.cost) == ("CUSTODY", -1_000, 0, 0)
    figures = shop.ask(findings.findings, shop.keeper, count).figures
    assert (figures.book_value, figures.loss_value) == (80_000, 0)
    adjusted(shop, count)
    assert [(m.qty, m.value) for m in shop.ask(moves_of, PROGRAM, count)] == [(-1_000, 0)]
    assert shop.on_hand("BRAKE") == 10_000


def test_e20_the_keeper_of_a_bin_counts_it_but_neither_again_nor_approves(shop: Shop) -> None:
    clerk = shop.rig.actor("jin", "FI", "QI")
    shop.run(change, PROGRAM, Bin, shop.ids["A-01"], keeper_id=shop.user(shop.counter))
    count = annual(shop)
    shop.step(shop.manager, count, "plan")
    shop.step(shop.keeper, count, "start")
    shop.counted(shop.counter, count, "A-01", BRAKE=9_000, DISC=5_000)
    shop.run(change, PROGRAM, Bin, shop.ids["A-01"], keeper_id=shop.user(shop.second))
    shop.step(shop.keeper, count, "recount")
    with pytest.raises(Refused, match="You keep this bin"):
        shop.take(shop.second, count, "A-01")
    shop.counted(shop.keeper, count, "A-01", BRAKE=9_000)
    shop.step(shop.keeper, count, "analyse")
    shop.run(analysis.treat, shop.keeper, count, [seen(shop, count)["BRAKE"].id], "LOST", "ADJUST")
    shop.step(shop.keeper, count, "submit")
    shop.run(change, PROGRAM, Bin, shop.ids["A-01"], keeper_id=shop.user(clerk))
    shop.signed(shop.manager, count, "approve_annual")
    with pytest.raises(Refused, match="keeps a bin"):
        shop.signed(clerk, count, "approve")
    assert shop.signed(shop.finance, count, "approve") == "approved"


def test_what_is_kept_open_has_a_date_before_the_count_is_closed(shop: Shop) -> None:
    count = shop.started(["A-01"])
    lines = counted_twice(shop, count, A01={"BRAKE": 9_000, "DISC": 5_000})
    due = {"due": date(2026, 12, 24)}
    shop.run(analysis.treat, shop.keeper, count, [lines["BRAKE"].id], "UNKNOWN", "SUSPEND", **due)
    adjusted(shop, count)
    shop.run(sheets.issue, shop.keeper, "counts", count, "counts.report")
    shop.run(change, PROGRAM, CountLine, lines["BRAKE"].id, due=None)
    with pytest.raises(Refused, match="BRAKE is kept open without a date"):
        shop.step(shop.keeper, count, "close")
    shop.run(change, PROGRAM, CountLine, lines["BRAKE"].id, **due)
    assert shop.step(shop.keeper, count, "close") == "closed"


@pytest.mark.both
def test_the_manager_may_move_goods_of_a_frozen_bin_and_the_line_says_so(shop_floor: Shopfloor) -> None:
    """FREEZE: nothing leaves; in an emergency the manager signs, the book follows, the line is marked."""
    floor = shop_floor
    part, code = floor.part("P1"), "A-01"
    floor.receive(part, 10, 10, code)
    count = ways.counting(floor, mode="FREEZE", bins=[{"bin_id": floor.bin(code)}])
    paper = floor.paper("OUT", floor.line(part, 2, bin=code))
    floor.step("stock_documents", paper, "submit")
    with pytest.raises(Refused, match="frozen by a count"):
        floor.step("stock_documents", paper, "approve", signer="FI")
    with pytest.raises(Refused, match="may not sign"):
        floor.step("stock_documents", paper, "override", signer="FI", reason="car on the lift")
    ways.counted_by(floor, count, "TE")
    assert floor.step("stock_documents", paper, "override", signer="MG", reason="car on the lift").state == "posted"
    told = [str(n.text) for n in floor.ask(notices.inbox, by="WK")]
    assert any("frozen bin A-01: car on the lift" in words for words in told)
    floor.step("counts", count, "recount")
    ways.counted_by(floor, count, "QI", 6)
    floor.step("counts", count, "analyse")
    (line,) = floor.ask(findings.findings, count, by="WK").lines
    assert (line.moved, line.snapshot, line.book, line.difference) == (True, 10_000, 8_000, -2_000)
    other = floor.paper("IN", floor.line(part, 1, 10, bin="B-01"))
    floor.step("stock_documents", other, "submit")
    with pytest.raises(Refused, match="Approve it as usual"):
        floor.step("stock_documents", other, "override", signer="MG", reason="x")


def test_what_is_measured_differently_is_no_pair(shop: Shop) -> None:
    """E15, E18: two litres too many are not offset against two filters too few."""
    count = shop.started(["A-02"])
    counted_twice(shop, count, A02={"FILTER": 18_000, "OIL": 4_500})
    lines = seen(shop, count)
    assert shop.ask(findings.findings, shop.keeper, count).proposals == ()
    with pytest.raises(Refused, match="unit, status or batch differs"):
        shop.run(pairs.pair, shop.keeper, count, lines["OIL"].id, lines["FILTER"].id)
