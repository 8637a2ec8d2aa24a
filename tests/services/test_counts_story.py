"""One count from plan to posted ledger, while a receipt and an issue happen in between; and what can go wrong on it."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

from app.core.desk import usecase
from app.core.errors import Refused
from app.services import documents, sheets
from app.services.counts import analysis, findings, places, queries, workflow
from tests.rig import PROGRAM
from tests.services.counting import Shop, shop

__all__ = ["shop"]


def by_number(shop: Shop, count: Any) -> dict[str, findings.Finding]:
    return {x.number: x for x in shop.ask(findings.findings, shop.keeper, count).lines}


def explain(shop: Shop, count: Any, treatment: str = "ADJUST", **more: Any) -> int:
    wrong = [x.id for x in by_number(shop, count).values() if x.difference]
    left: int = shop.run(analysis.treat, shop.keeper, count, wrong, "UNKNOWN", treatment, **more)
    return left


def analysed(shop: Shop, **quantities: int) -> Any:
    """A count of A-01 (book: BRAKE 10, DISC 5) by two people, in analysis. What differs is counted twice alike."""
    count = shop.started(["A-01"])
    shop.counted(shop.counter, count, "A-01", **quantities)
    assert shop.step(shop.keeper, count, "recount") == "recount"
    if not shop.header(shop.keeper, count).bins[0].finished:
        shop.take(shop.second, count, "A-01")
        for spot in shop.ask(queries.tabs, shop.second, count).uncounted:
            shop.enter(shop.second, count, "A-01", spot.number, quantities[spot.number])
        assert shop.run(places.finish_bin, shop.second, count, shop.ids["A-01"]) == 0
    assert shop.step(shop.keeper, count, "analyse") == "analysis"
    return count


def _first_count(shop: Shop, count: Any) -> None:
    """Two bins are scanned; a receipt and issues happen in between."""
    seen = shop.header(shop.counter, count)
    assert (seen.total, seen.counted, seen.leader, seen.role) == (4, 0, "Wang", "COUNTER")
    assert shop.take(shop.counter, count, "A-01") == 1
    for expected in range(1, 10):
        answer = shop.scan(shop.counter, count, "A-01", "6900000000014")
        assert (answer.kind, answer.total, answer.number, answer.bin) == ("ok", expected * 1000, "BRAKE", "A-01")
    shop.time.forward(minutes=1)
    shop.move("BRAKE", "A-01", -2_000)  # after nine were scanned, two go out, one more of the rest is scanned
    shop.move("BRAKE", "A-01", 2_000, cost=30)
    shop.time.forward(minutes=1)
    assert shop.scan(shop.counter, count, "A-01", "brake").total == 10_000
    assert shop.scan(shop.counter, count, "A-01", "4*DISC").added == 4_000
    shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])
    shop.time.forward(minutes=1)
    shop.move("DISC", "A-01", -1_000)  # sold after it was counted: stays sold
    assert shop.take(shop.counter, count, "A-02") == 1
    carton = shop.scan(shop.counter, count, "A-02", "6934472009174")
    assert (carton.added, carton.pack) == (12_000, 12_000)
    assert shop.scan(shop.counter, count, "A-02", "10*FILTER").total == 22_000
    assert shop.scan(shop.counter, count, "A-02", "OIL").kind == "ask"
    assert shop.scan(shop.counter, count, "A-02", "OIL", quantity=2_500).total == 2_500
    assert shop.header(shop.counter, count).counted == 4


def _recount(shop: Shop, count: Any) -> None:
    """DISC and FILTER (class C: one unit) are over tolerance; the first counter may not count them again."""
    left = shop.ask(queries.tabs, shop.second, count).uncounted
    assert [(s.number, s.counted) for s in left] == [("DISC", None), ("FILTER", None)]
    with pytest.raises(Refused, match="another person"):
        shop.take(shop.counter, count, "A-01")
    assert shop.take(shop.second, count, "A-01") == 2
    shop.enter(shop.second, count, "A-01", "DISC", 3_000)  # one was sold meanwhile: the same difference
    assert shop.run(places.finish_bin, shop.second, count, shop.ids["A-01"]) == 0
    shop.counted(shop.second, count, "A-02", FILTER=21_000)
    with pytest.raises(Refused, match="counted again"):
        shop.step(shop.keeper, count, "analyse")
    with pytest.raises(Refused, match="leader"):
        shop.take(shop.second, count, "A-02")
    assert shop.take(shop.keeper, count, "A-02") == 3
    shop.enter(shop.keeper, count, "A-02", "FILTER", 22_000)
    shop.run(places.finish_bin, shop.keeper, count, shop.ids["A-02"])
    assert shop.step(shop.keeper, count, "analyse") == "analysis"


def _explained_by_moves(shop: Shop, count: Any) -> None:
    """Book at count time, differences and all counts, as the analysis shows them."""
    lines = by_number(shop, count)
    assert (lines["BRAKE"].book, lines["BRAKE"].difference) == (10_000, 0)
    assert [(m.number, m.quantity) for m in lines["BRAKE"].moves] == [("SLIP-1", -2_000), ("GR-1", 2_000)]
    assert (lines["DISC"].book, lines["DISC"].accepted, lines["DISC"].difference, lines["DISC"].value) == (
        4_000, 3_000, -1_000, -10_000,
    )  # fmt: skip
    assert [t.quantity for t in lines["FILTER"].tallies] == [22_000, 21_000, 22_000]
    assert (lines["FILTER"].difference, lines["FILTER"].value) == (2_000, 1_000)


def _approved_and_posted(shop: Shop, count: Any) -> None:
    """Finance signs with the PIN; the ledger equals the shelf; once."""
    with pytest.raises(Refused, match="cause and treatment"):
        shop.step(shop.keeper, count, "submit")
    assert explain(shop, count) == 0
    assert shop.step(shop.keeper, count, "submit") == "pending"
    with pytest.raises(Refused, match="needs a signature"):
        shop.step(shop.finance, count, "approve")
    assert shop.signed(shop.finance, count, "approve") == "approved"
    assert shop.step(shop.finance, count, "post") == "posted"
    assert {p: shop.on_hand(p) for p in ("BRAKE", "DISC", "FILTER", "OIL")} == {
        "BRAKE": 10_000, "DISC": 3_000, "FILTER": 22_000, "OIL": 2_500,
    }  # fmt: skip
    with pytest.raises(Refused, match="Posted"):
        shop.step(shop.finance, count, "post")
    with pytest.raises(Refused, match="Print the report"):
        shop.step(shop.keeper, count, "close")
    report = shop.run(sheets.issue, shop.keeper, "counts", count, "counts.report")
    assert (report.figures.gain_value, report.figures.loss_value) == (1_000, 10_000)
    assert [d.code for d in report.differences] == ["DISC", "FILTER"]
    assert report.differences[0].cost_posted == 100_000_000
    assert shop.step(shop.keeper, count, "close") == "closed"


def test_a_month_is_counted_while_goods_move(shop: Shop) -> None:
    """Plan, snapshot, scans with a receipt and an issue in between, recount, causes, PIN, posting: the ledger equals
    the shelf. Figures of domain.md §6.3: 10@30 counted 10, 5@100 counted 4, 20@5 counted 22."""
    count = shop.started()
    _first_count(shop, count)
    assert shop.step(shop.keeper, count, "recount") == "recount"
    _recount(shop, count)
    _explained_by_moves(shop, count)
    _approved_and_posted(shop, count)


def test_figures_of_the_domain_example(shop: Shop) -> None:
    """§6.3: 10@30 counted 10, 5@100 counted 4, 20@5 counted 22 → strict 33.3 %, value 87.8 %, +1.11 %, −11.11 %."""
    shop.move("OIL", "A-02", -2_500)
    count = shop.started()
    shop.counted(shop.counter, count, "A-01", BRAKE=10_000, DISC=4_000)
    shop.counted(shop.counter, count, "A-02", FILTER=22_000)
    shop.step(shop.keeper, count, "recount")
    shop.counted(shop.second, count, "A-01", DISC=4_000)
    shop.counted(shop.second, count, "A-02", FILTER=22_000)
    shop.step(shop.keeper, count, "analyse")
    seen = shop.ask(findings.findings, shop.keeper, count).figures
    assert (seen.lines_strict, seen.value_accuracy, seen.gain_rate, seen.loss_rate, seen.net_rate) == (
        3333, 8778, 111, 1111, -1000,
    )  # fmt: skip


def test_a_late_slip_makes_the_line_stale_until_looked_at(shop: Shop) -> None:
    """E10: a slip entered after the counting with an earlier time; re-confirmed, the difference is gone."""
    count = analysed(shop, BRAKE=9_000, DISC=5_000)
    assert by_number(shop, count)["BRAKE"].difference == -1_000
    assert explain(shop, count, "DOCUMENT") == 0
    before = shop.time.present - timedelta(minutes=4)
    shop.time.forward(minutes=10)
    shop.step(shop.keeper, count, "submit")
    shop.signed(shop.finance, count, "approve")
    with pytest.raises(Refused, match="nothing has to be taken up"):
        shop.step(shop.keeper, count, "reopen", reason="why not")
    shop.move("BRAKE", "A-01", -1_000, occurred=before)
    assert by_number(shop, count)["BRAKE"].stale
    with pytest.raises(Refused, match="came late for BRAKE"):
        shop.step(shop.finance, count, "post")
    with pytest.raises(Refused, match="not in analysis"):
        shop.run(analysis.reconfirm, shop.keeper, count)
    assert shop.step(shop.keeper, count, "reopen", reason="late slip") == "analysis"
    with pytest.raises(Refused, match="came late"):
        shop.step(shop.keeper, count, "submit")
    assert shop.run(analysis.reconfirm, shop.keeper, count, [shop.ids["DISC"]]) == 0
    assert shop.run(analysis.reconfirm, shop.keeper, count) == 1
    line = by_number(shop, count)["BRAKE"]
    assert (line.difference, line.cause, line.stale) == (0, "", False)
    shop.step(shop.keeper, count, "submit")
    shop.signed(shop.finance, count, "approve")
    assert shop.step(shop.finance, count, "post") == "posted"
    assert shop.on_hand("BRAKE") == 9_000


def test_goods_that_arrive_while_counting(shop: Shop) -> None:
    """A2. The peer takes "counted = expected" as default and lets it follow; here nothing is counted until somebody
    counts it (§3.3), and the book at count time explains the receipt. 2.5 + 1.3 is exactly 3.8."""
    count = shop.started(["A-02"])
    shop.take(shop.counter, count, "A-02")
    shop.enter(shop.counter, count, "A-02", "FILTER", 21_000)
    shop.time.forward(minutes=1)
    shop.move("FILTER", "A-02", 1_000, cost=5)
    shop.move("OIL", "A-02", 1_300, cost=70)
    shop.time.forward(minutes=1)
    shop.enter(shop.counter, count, "A-02", "OIL", 3_800)
    shop.run(places.finish_bin, shop.counter, count, shop.ids["A-02"])
    shop.step(shop.keeper, count, "recount")
    shop.step(shop.keeper, count, "analyse")
    lines = by_number(shop, count)
    assert (lines["OIL"].book, lines["OIL"].difference) == (3_800, 0)
    assert (lines["FILTER"].book, lines["FILTER"].difference, lines["FILTER"].tolerated) == (20_000, 1_000, True)
    explain(shop, count)
    shop.step(shop.keeper, count, "submit")
    shop.signed(shop.finance, count, "approve")
    shop.step(shop.finance, count, "post")
    assert (shop.on_hand("FILTER"), shop.on_hand("OIL")) == (22_000, 3_800)
    shop.move("FILTER", "A-02", -22_000)
    shop.move("OIL", "A-02", -3_800)
    again = shop.started(["A-02"])
    assert shop.header(shop.keeper, again).total == 0


@usecase("counting_test.post_again", allow=None)
def post_again(ctx: Any, count: Any) -> None:
    """The effect once more, as a second station or a re-imported file would have it."""
    workflow.post_differences(ctx, places.fetch(ctx, count), {})


def test_posting_is_once_and_whole(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """E11, I4: what fails in the middle changes nothing; the same posting again returns the first rows."""
    count = analysed(shop, BRAKE=9_000, DISC=5_000)
    explain(shop, count)
    shop.step(shop.keeper, count, "submit")
    shop.signed(shop.finance, count, "approve")

    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("app.services.counts.workflow.unfreeze", broken)
        with pytest.raises(RuntimeError):
            shop.step(shop.finance, count, "post")
    assert shop.on_hand("BRAKE") == 10_000
    assert shop.header(shop.keeper, count).state == "approved"
    assert shop.step(shop.finance, count, "post") == "posted"
    assert shop.on_hand("BRAKE") == 9_000
    shop.run(post_again, PROGRAM, count)
    assert shop.on_hand("BRAKE") == 9_000


def test_a_loss_greater_than_what_is_left_is_counted_again(shop: Shop) -> None:
    """A delta must not make the stock negative: the line is blocked until the leader has counted it (§3.3)."""
    count = analysed(shop, BRAKE=0, DISC=5_000)
    explain(shop, count)
    shop.time.forward(minutes=1)
    shop.move("BRAKE", "A-01", -4_000)
    assert by_number(shop, count)["BRAKE"].blocked
    assert shop.step(shop.keeper, count, "submit") == "pending"
    shop.signed(shop.finance, count, "approve")
    with pytest.raises(Refused, match="more than what is left"):
        shop.step(shop.finance, count, "post")
    shop.step(shop.keeper, count, "reopen", reason="sold meanwhile")
    assert shop.step(shop.keeper, count, "count_again") == "recount"
    assert shop.take(shop.keeper, count, "A-01") == 3
    shop.enter(shop.keeper, count, "A-01", "BRAKE", 6_000)
    shop.run(places.finish_bin, shop.keeper, count, shop.ids["A-01"])
    shop.step(shop.keeper, count, "analyse")
    line = by_number(shop, count)["BRAKE"]
    assert (line.book, line.difference, [t.quantity for t in line.tallies]) == (6_000, 0, [0, 0, 6_000])
    with pytest.raises(Refused, match="nothing has to be taken up"):
        shop.step(shop.keeper, count, "count_again")


def test_a_count_is_called_off_and_its_scans_are_kept(shop: Shop) -> None:
    count = shop.started(["A-01"], mode="FREEZE")
    shop.take(shop.counter, count, "A-01")
    shop.scan(shop.counter, count, "A-01", "BRAKE")
    with pytest.raises(Refused, match="frozen"):
        shop.move("BRAKE", "A-01", -1_000)
    with pytest.raises(Refused, match="Reason"):
        shop.step(shop.manager, count, "cancel")
    assert shop.step(shop.manager, count, "cancel", reason="fire drill") == "cancelled"
    shop.move("BRAKE", "A-01", -1_000)
    assert shop.on_hand("BRAKE") == 9_000
    assert len(shop.ask(queries.tape, shop.counter, count)) == 1
    assert shop.scan(shop.counter, count, "A-01", "BRAKE").kind == "refused"
    assert shop.started(["A-01"])


def test_counters_learn_nothing(shop: Shop) -> None:
    """Blind: neither list, document, room queries nor scan answers tell a book quantity, a cost or another's count."""
    count = shop.started(["A-01"])
    shop.counted(shop.counter, count, "A-01", BRAKE=9_000, DISC=5_000)
    shop.step(shop.keeper, count, "recount")
    shop.take(shop.second, count, "A-01")
    seen: list[Any] = [
        shop.ask(documents.show, shop.second, "counts", count),
        shop.ask(documents.read, shop.second, "counts", [count]),
        asdict(shop.header(shop.second, count)),
        asdict(shop.ask(queries.tabs, shop.second, count)),
        shop.ask(queries.tape, shop.second, count),
        shop.run(sheets.issue, shop.keeper, "counts", count, "counts.sheet"),
    ]
    for told in map(repr, seen):
        assert not re.search(r"\b(?:9000|10000|5000|30000000|-1000)\b|snapshot=|book", told)
    for actor in (shop.second, shop.keeper, shop.finance):
        with pytest.raises(Refused, match=r"blind|do not allow"):
            shop.ask(findings.findings, actor, count)
    with pytest.raises(Refused):
        shop.run(sheets.issue, shop.keeper, "counts", count, "counts.report")
    assert shop.ask(queries.blind_bins, shop.second) == {shop.ids["A-01"]}
    assert shop.ask(queries.blind_bins, shop.counter) == frozenset()
    assert [row[1] for row in shop.ask(queries.open_places, shop.second)] == ["A-01"]


def test_nobody_approves_what_he_counted_or_submitted(shop: Shop) -> None:
    """SD1, SD4: neither the creator nor a counter signs, whatever his roles; finance may send it back with a reason."""
    count = shop.draft(["A-01"])
    shop.step(shop.keeper, count, "plan")
    clerk = shop.rig.actor("jin", "FI", "TE")
    shop.run(places.add_member, shop.keeper, count, shop.user(clerk))
    shop.step(shop.keeper, count, "start")
    shop.counted(clerk, count, "A-01", BRAKE=10_000, DISC=5_000)
    shop.step(shop.keeper, count, "recount")
    shop.step(shop.keeper, count, "analyse")
    shop.step(shop.keeper, count, "submit")
    with pytest.raises(Refused, match="counted here"):
        shop.signed(clerk, count, "approve")
    assert shop.signed(shop.finance, count, "reject", reason="explain DISC") == "analysis"
    shop.step(shop.keeper, count, "submit")
    assert shop.signed(shop.finance, count, "approve") == "approved"
    with pytest.raises(Refused, match="counted here"):
        shop.step(clerk, count, "post")
    shop.step(shop.finance, count, "post")
