"""Every step of a count with its guards and bars, scopes, the annual count, treatments, papers and the list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import workflow
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import usecase
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.stations import Bin, Warehouse
from app.models.stock import StockDocument, StockLine
from app.services import documents, drafts, sheets
from app.services.counts import analysis, findings, places, queries, rules
from app.services.counts.rules import Outcome, Tolerance, figures
from tests.rig import PROGRAM
from tests.services.counting import MASTER, Shop, shop

__all__ = ["shop"]


@usecase("counting_test.change", allow=None)
def change(ctx: Any, model: Any, id: Id, **values: Any) -> None:
    record = ctx.session.get(model, id)
    for name, value in values.items():
        setattr(record, name, value)


@usecase("counting_test.foreign_bin", allow=None)
def foreign_bin(ctx: Any) -> Id:
    house = Warehouse(code="W2", name="Other", station="02")
    ctx.session.add(house)
    ctx.flush()
    bin_ = Bin(warehouse_id=house.id, code="Z-01", station="02")
    ctx.session.add(bin_)
    ctx.flush()
    return bin_.id


@usecase("counting_test.waiting_slip", allow=None)
def waiting_slip(ctx: Any, house: Id, part: Id, bin: Id) -> Id:
    slip = StockDocument(number="MV-1", type="OUT", warehouse_id=house)
    workflow.begin(MASTER, slip)
    slip.lines.append(StockLine(position=1, part_id=part, bin_id=bin, qty=1_000))
    ctx.session.add(slip)
    ctx.flush()
    return slip.id


@usecase("counting_test.forget_slip", allow=None)
def forget_slip(ctx: Any, id: Id) -> None:
    ctx.session.delete(ctx.session.get(StockDocument, id))


def wrong(shop: Shop, count: Id) -> list[findings.Finding]:
    return [x for x in shop.ask(findings.findings, shop.keeper, count).lines if x.difference]


def through(shop: Shop, count: Id, bin: str, **quantities: int) -> None:
    """Counts a bin; what is over tolerance again with the same result; ends in analysis."""
    shop.counted(shop.counter, count, bin, **quantities)
    shop.step(shop.keeper, count, "recount")
    if again := [s.number for s in shop.ask(queries.tabs, shop.second, count).uncounted]:
        shop.counted(shop.second, count, bin, **{number: quantities[number] for number in again})
    shop.step(shop.keeper, count, "analyse")


def test_a_plan_needs_a_scope_of_its_own(shop: Shop) -> None:
    with pytest.raises(Refused, match="scope is empty"):
        shop.step(shop.keeper, shop.draft([]), "plan")
    shop.step(shop.keeper, shop.draft(["A-01"]), "plan")
    with pytest.raises(Refused, match=r"A-01 is being counted by SC-01-20261123-0002"):
        shop.step(shop.keeper, shop.draft(["A-01", "A-02"]), "plan")
    assert shop.step(shop.keeper, shop.draft(["A-02"]), "plan") == "planned"


def test_what_the_form_can_not_see_is_refused(shop: Shop) -> None:
    shop.ids["Z-01"] = shop.run(foreign_bin, PROGRAM)
    with pytest.raises(Refused) as said:
        shop.draft(["A-01", "A-01", "Z-01"], scope="CLASS")
    assert {p.where for p in said.value.problems} == {"bins.1.bin_id", "bins.2.bin_id", "abc_class"}
    count = shop.draft(["A-01"])
    other = shop.ask(queries.header, shop.keeper, count)
    shop.run(drafts.edit, shop.keeper, "counts", count, other.version, {"bins": [{"bin_id": shop.ids["A-02"]}]})
    shop.run(change, PROGRAM, Bin, shop.ids["A-02"], warehouse_id=shop.run(second_house, PROGRAM))
    with pytest.raises(Refused, match="A-02 lies in another warehouse"):
        shop.step(shop.keeper, count, "plan")


@usecase("counting_test.second_house", allow=None)
def second_house(ctx: Any) -> Id:
    house = Warehouse(code="W3", name="Third", station="01")
    ctx.session.add(house)
    ctx.flush()
    return house.id


@pytest.mark.parametrize(
    ("scope", "values", "expected"),
    [
        ("ALL", {}, ["A-01", "A-02", "B-01"]),
        ("CATEGORY", {"category_id": "FLT"}, ["A-02"]),
        ("CLASS", {"abc_class": "B"}, ["A-01"]),
    ],
)
def test_scopes_and_their_words(shop: Shop, scope: str, values: dict[str, Any], expected: list[str]) -> None:
    """A part that lies in a counted bin but outside the class has a book: it is not taken for a gain."""
    given = {k: shop.ids.get(v, v) for k, v in values.items()}
    count = shop.started([], scope=scope, **given)
    assert [b.bin for b in shop.header(shop.keeper, count).bins] == expected
    held = {"A-01": ("BRAKE", 10_000, "DISC", 5_000), "A-02": ("FILTER", 20_000, "OIL", 2_500)}
    for bin_ in expected:
        shop.take(shop.counter, count, bin_)
        first, n, other, m = held.get(bin_, ("", 0, "", 0))
        for part, quantity in ((first, n), (other, m)):
            if part:
                shop.enter(shop.counter, count, bin_, part, quantity)
    shop.step(shop.keeper, count, "recount")
    shop.step(shop.keeper, count, "analyse")
    assert wrong(shop, count) == []
    report = shop.run(sheets.issue, shop.keeper, "counts", count, "counts.report")
    assert str(report.scope) in ("Whole warehouse", "Category 滤清器", "ABC class B")
    assert (report.unlisted == ()) == (scope == "ALL")


def test_counting_waits_for_unposted_slips(shop: Shop) -> None:
    count = shop.draft(["A-01"])
    shop.step(shop.keeper, count, "plan")
    papers = shop.run(sheets.issue, shop.keeper, "counts", count, "counts.sheet")
    assert [(p.bin, [x.code for x in p.lines], p.leader) for p in papers] == [("A-01", ["BRAKE", "DISC"], "Wang")]
    slip = shop.run(waiting_slip, PROGRAM, shop.ids["house"], shop.ids["BRAKE"], shop.ids["A-01"])
    with pytest.raises(Refused, match="MV-1"):
        shop.step(shop.keeper, count, "start")
    shop.run(forget_slip, PROGRAM, slip)
    assert shop.step(shop.keeper, count, "start") == "counting"


def test_who_plans_leads(shop: Shop) -> None:
    """R9: the warehouse organises the monthly count; a named counter who plans it becomes the leader."""
    count = shop.draft(["A-01"], team=[])
    shop.step(shop.keeper, count, "plan")
    assert (shop.header(shop.keeper, count).leader, shop.header(shop.keeper, count).role) == ("Wang", "LEADER")
    mine = shop.draft(["A-02"], team=[{"user_id": shop.user(shop.keeper), "role": "COUNTER"}])
    shop.step(shop.keeper, mine, "plan")
    assert shop.header(shop.keeper, mine).role == "LEADER"
    shop.step(shop.keeper, mine, "start")
    shop.take(shop.keeper, mine, "A-02")
    shop.enter(shop.keeper, mine, "A-02", "FILTER", 20_000)
    shop.enter(shop.keeper, mine, "A-02", "OIL", 2_500)
    deputy = shop.rig.actor("sun", "WK")
    with pytest.raises(Refused, match="Only the leader"):
        shop.step(deputy, mine, "recount")


def annual(shop: Shop, **values: Any) -> Id:
    team = [
        {"user_id": shop.user(a), "role": role}
        for a, role in (
            (shop.keeper, "LEADER"), (shop.counter, "COUNTER"), (shop.second, "COUNTER"), (shop.finance, "OBSERVER")
        )
    ]  # fmt: skip
    bins = values.pop("bins", ["A-01"])
    return shop.draft(bins, **{"type": "ANNUAL", "period": "2026", "team": team, **values})


def test_the_annual_count(shop: Shop) -> None:
    """R10, SD4, E20: planned by the manager with a whole team; the keeper of a bin may count it, but neither count it
    again nor approve; the manager signs before finance."""
    with pytest.raises(Refused, match="Plan the annual count"):
        shop.step(shop.keeper, annual(shop), "plan")
    with pytest.raises(Refused, match="two counters and an observer"):
        shop.step(shop.manager, annual(shop, team=[]), "plan")
    count = annual(shop)
    assert shop.step(shop.manager, count, "plan") == "planned"
    shop.step(shop.keeper, count, "start")
    clerk = shop.rig.actor("jin", "FI", "QI")
    shop.run(change, PROGRAM, Bin, shop.ids["A-01"], keeper_id=shop.user(shop.second))
    shop.counted(shop.counter, count, "A-01", BRAKE=9_000, DISC=5_000)
    shop.step(shop.keeper, count, "recount")
    with pytest.raises(Refused, match="You keep this bin"):
        shop.take(shop.second, count, "A-01")
    shop.counted(shop.keeper, count, "A-01", BRAKE=9_000)
    shop.step(shop.keeper, count, "analyse")
    shop.run(analysis.treat, shop.keeper, count, [x.id for x in wrong(shop, count)], "LOST", "ADJUST")
    shop.step(shop.keeper, count, "submit")
    shop.run(change, PROGRAM, Bin, shop.ids["A-01"], keeper_id=shop.user(clerk))
    with pytest.raises(Refused, match="keeps a bin"):
        shop.signed(clerk, count, "reject", reason="x")
    with pytest.raises(Refused, match="by the manager first"):
        shop.signed(shop.finance, count, "approve")
    assert shop.signed(shop.manager, count, "approve_annual") == "pending"
    with pytest.raises(Refused, match="approved this count already"):
        shop.signed(shop.manager, count, "approve_annual")
    assert shop.signed(shop.finance, count, "approve") == "approved"
    report = shop.run(sheets.issue, shop.finance, "counts", count, "counts.report")
    assert [s.name for s in report.signatures][1:] == ["Wang", "Fang", "Fang", "Ma"]
    assert "Wang" in report.signatures[0].name
    assert (report.observer, report.imprint.mark) == ("Fang", "draft")
    signed = report.document_hash
    shop.step(shop.finance, count, "post")
    report = shop.run(sheets.issue, shop.finance, "counts", count, "counts.report")
    assert (report.document_hash, report.imprint.mark, report.imprint.copy) == (signed, "", 2)


def test_only_the_annual_count_needs_the_manager(shop: Shop) -> None:
    count = shop.started(["A-01"])
    through(shop, count, "A-01", BRAKE=10_000, DISC=5_000)
    shop.step(shop.keeper, count, "submit")
    with pytest.raises(Refused, match="Only the annual count"):
        shop.signed(shop.manager, count, "approve_annual")


def test_a_treatment_says_all_that_is_missing(shop: Shop) -> None:
    count = shop.started(["A-01"])
    with pytest.raises(Refused, match="not in analysis"):
        shop.run(analysis.treat, shop.keeper, count, [], "LOST", "ADJUST")
    through(shop, count, "A-01", BRAKE=8_000, DISC=7_000)
    brake, disc = wrong(shop, count)
    assert (brake.pair, disc.pair) == ("DISC", "BRAKE")  # E15: perhaps mixed up
    with pytest.raises(Refused) as said:
        shop.run(analysis.treat, shop.keeper, count, [count], "", "?")
    assert {p.where for p in said.value.problems} == {"lines", "cause", "treatment"}
    with pytest.raises(Refused, match="who is responsible"):
        shop.run(analysis.treat, shop.keeper, count, [brake.id], "LOST", "COMPENSATE")
    with pytest.raises(Refused, match="until when"):
        shop.run(analysis.treat, shop.keeper, count, [brake.id], "LOST", "SUSPEND")
    paid = {"responsible": shop.user(shop.second), "note": " broke it "}
    assert shop.run(analysis.treat, shop.keeper, count, [brake.id], "DAMAGED", "COMPENSATE", **paid) == 1
    assert shop.run(analysis.treat, shop.keeper, count, [disc.id], "MIXED_UP", "SUSPEND", due=date(2026, 12, 24)) == 0
    report = shop.run(sheets.issue, shop.keeper, "counts", count, "counts.report")
    first, second = report.differences
    assert (first.responsible, first.note, second.due) == ("Chen", "broke it", date(2026, 12, 24))
    assert [c.cause for c in report.causes] == ["Wrong part issued or mixed up", "Damaged or spoilt"]
    assert len(report.suggestions) == 2


def test_a_gain_without_any_cost_takes_the_cost_entered(shop: Shop) -> None:
    """§3.2: current average, else last purchase, else it must be entered."""
    count = shop.started(["B-01"])
    shop.take(shop.counter, count, "B-01")
    shop.scan(shop.counter, count, "B-01", "3*BULB")
    shop.run(places.finish_bin, shop.counter, count, shop.ids["B-01"])
    shop.step(shop.keeper, count, "recount")
    shop.counted(shop.second, count, "B-01", BULB=3_000)
    shop.step(shop.keeper, count, "analyse")
    (bulb,) = wrong(shop, count)
    assert (bulb.listed, bulb.value) == (False, 0)
    shop.run(analysis.treat, shop.keeper, count, [bulb.id], "OPENING", "ADJUST")
    shop.step(shop.keeper, count, "submit")
    shop.signed(shop.finance, count, "approve")
    with pytest.raises(Refused, match="has no cost yet"):
        shop.step(shop.finance, count, "post")
    shop.step(shop.manager, count, "cancel", reason="again with a cost")
    assert shop.on_hand("BULB") == 0


def test_the_cost_entered_values_the_gain(shop: Shop) -> None:
    count = shop.started(["B-01"])
    shop.take(shop.counter, count, "B-01")
    shop.scan(shop.counter, count, "B-01", "3*BULB")
    shop.step(shop.keeper, count, "recount")
    shop.counted(shop.second, count, "B-01", BULB=3_000)
    shop.step(shop.keeper, count, "analyse")
    ids = [x.id for x in wrong(shop, count)]
    shop.run(analysis.treat, shop.keeper, count, ids, "OPENING", "ADJUST", unit_cost=2_000_000)
    shop.step(shop.keeper, count, "submit")
    shop.signed(shop.finance, count, "approve")
    shop.step(shop.finance, count, "post")
    assert shop.ask(findings.findings, shop.finance, count).lines[0].cost_posted == 2_000_000


def test_the_report_remembers_the_count_before(shop: Shop) -> None:
    before = shop.started(["A-01"])
    through(shop, before, "A-01", BRAKE=9_000, DISC=5_000)
    shop.run(analysis.treat, shop.keeper, before, [x.id for x in wrong(shop, before)], "LOST", "ADJUST")
    shop.step(shop.keeper, before, "submit")
    shop.signed(shop.finance, before, "approve")
    shop.step(shop.finance, before, "post")
    other = shop.started(["A-02"], period="2026-12")
    through(shop, other, "A-02", FILTER=20_000, OIL=2_500)
    assert shop.run(sheets.issue, shop.keeper, "counts", other, "counts.report").last is None
    count = shop.started(["A-01"], period="2026-12")
    through(shop, count, "A-01", BRAKE=0, DISC=5_000)
    report = shop.run(sheets.issue, shop.keeper, "counts", count, "counts.report")
    assert report.last is not None
    assert (report.last.period, report.last.figures.lines_strict) == ("2026-11", 5000)
    assert [(x.code, x.quantity) for x in report.missing] == [("BRAKE", 9_000)]
    assert report.audit is not None
    assert report.audit.seq > 0


def test_the_list_finds_counts(shop: Shop) -> None:
    first = shop.draft(["A-01"])
    second = shop.draft(["A-02"], period="2026-12")
    shop.step(shop.keeper, second, "plan")

    def found(text: str = "", where: tuple[tuple[str, str], ...] = (), sort: str = "") -> Any:
        return shop.ask(documents.find, shop.keeper, "counts", ListQuery(text, where, sort))

    assert found() == [second, first]
    assert found(sort="number") == [first, second]
    assert found("0002") == [second]
    assert found("2026-11") == [first]
    assert found(where=(("state", "planned counting"),)) == [second]
    rows = shop.ask(documents.read, shop.keeper, "counts", [first, second, shop.ids["A-01"]])
    assert [(r[0][-4:], r[3], r[5], r[7], r[9]) for r in rows] == [
        ("0001", "Main", 1, "Wang", "draft"), ("0002", "Main", 1, "Wang", "planned"),
    ]  # fmt: skip


def test_the_program_itself_may_run_a_count(shop: Shop) -> None:
    """The demo's past is made by people, but a plan by the program has no leader of its own."""
    count = shop.draft(["A-01"], team=[])
    shop.step(PROGRAM, count, "plan")
    assert shop.header(PROGRAM, count).leader == ""
    shop.step(PROGRAM, count, "start")
    assert shop.ask(queries.tabs, Actor(None, "Counterpart", "01"), count).uncounted[0].counted is None


@pytest.mark.parametrize(
    ("abc", "book", "counted", "cost", "again"),
    [
        ("A", 100_000, 99_999, 1, True), ("A", 5_000, 5_000, 1, False), ("B", 100_000, 99_000, 1, False),
        ("B", 100_000, 98_999, 1, True), (None, 100_000, 99_000, 1, False), ("C", 10_000, 11_000, 1, False),
        ("C", 100_000, 98_000, 1, False), ("C", 100_000, 97_000, 1, True), ("C", 0, 1_000, 1, True),
        ("C", 1_000, 0, 1, True), ("C", 0, 0, 1, False), ("C", 10_000, 11_000, 200_010_000, True),
        ("C", 10_000, 11_000, 200_000_000, False), ("C", 18_000, 17_350, 1, False),
    ],
)  # fmt: skip
def test_tolerance(abc: str | None, book: int, counted: int, cost: int, again: bool) -> None:
    """§1.10 and E18: A 0, B 1 %, C 2 % or 1 unit, value over ¥200, a difference at zero always."""
    assert Tolerance().trips(abc, book=book, counted=counted, cost=cost) is again


def test_figures_without_anything_are_not_a_hundred_percent() -> None:
    empty = figures([])
    assert (empty.lines_strict, empty.value_accuracy, empty.gain_rate) == (None, None, None)
    assert empty.net_value == 0


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**9), st.booleans())))
def test_figures_add_up(rows: list[tuple[int, int, int, bool]]) -> None:
    seen = figures(Outcome(*row) for row in rows)
    assert 0 <= seen.matched <= seen.lines
    assert seen.gain_value >= 0
    assert seen.loss_value >= 0
    assert seen.net_value == seen.gain_value - seen.loss_value


def test_labels_and_settings() -> None:
    assert rules.label(rules.CAUSES, "LOST") == "Lost or stolen"
    assert rules.label(rules.CAUSES, None) == ""
    assert {s.rule for s in rules.SETTINGS} == {"R7", "R14", "R15", "R16", "R17"}
