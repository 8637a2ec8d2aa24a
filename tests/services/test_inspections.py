"""Self-check, the draw, the inspector's sheet, rework, comebacks: through use-cases."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.models.inspections import Inspection
from app.models.journal import Notice
from app.models.people import User
from app.models.work_orders import WorkOrder, WorkTime
from app.services import documents, drafts, signing
from app.services import settings as shop_settings
from app.services.inspections import drawing, looking, rules, ticking
from app.services.inspections.workflow import begin
from app.services.work_orders import bench, checking, gates, times
from app.services.work_orders.consent import Work
from tests.garage import Garage
from tests.rig import PIN
from tests.shopfloor import Shopfloor
from tests.ways.vehicles import active

FILTER = (Work(name="更换空调滤清器", hours=300),)  # no important item


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """A workshop."""
    return Garage(shop)


def choose(garage: Garage, key: str, value: Any) -> None:
    """What the administrator does in the settings room."""
    garage.shop.run(shop_settings.change, key, value, by="AD")


@query("test.qc_inspection", allow=None)
def _inspection(ctx: Reader, id: Id) -> Any:
    one = ctx.session.get_one(Inspection, id)
    return one, list(one.items)


@query("test.qc_told", allow=None)
def _told(ctx: Reader) -> list[Any]:
    return [(row.role, row.user_id, row.message) for row in ctx.session.scalars(select(Notice))]


@query("test.qc_again", allow=None)
def _again(ctx: Reader, order: Id) -> list[drawing.Decision]:
    one = ctx.session.get_one(WorkOrder, order)
    return [drawing.decide(ctx, one, 1) for _ in range(3)]


@query("test.qc_times", allow=None)
def _times(ctx: Reader) -> list[bool]:
    return list(ctx.conn.execute(select(WorkTime.rework).order_by(WorkTime.started_at)).scalars())


def inspection(garage: Garage, order: Id) -> Any:
    """The last sheet of an order."""
    return garage.shop.ask(_inspection, garage.sheet_of(order))[0]


# --- the self-check ---------------------------------------------------------------------------------------------------
def test_each_item_is_self_checked_by_who_did_it(garage: Garage, shop: Shopfloor) -> None:
    """R56: finished first, then looked at again; a fault goes back into work; one press for all of one's own."""
    order = garage.in_repair(work=[*FILTER, Work(name="更换机油机滤", hours=500)])
    first, second = (line.id for line in garage.lines(order))
    with pytest.raises(Refused, match="not finished yet"):
        shop.run(checking.check_mine, order, by="TE")
    with pytest.raises(Refused, match="not finished yet"):
        garage.step(order, "self_check", by="TE")
    for line in (first, second):
        shop.run(times.stop, line, done=True, by="TE")
    with pytest.raises(Refused, match="not self-checked yet"):
        garage.step(order, "self_check", by="TE")
    with pytest.raises(Refused, match="somebody else's"):
        shop.run(checking.check_line, first, by=shop.actor("TE", "2"))
    with pytest.raises(Refused, match="what is wrong"):
        shop.run(checking.check_line, first, right=False, by="TE")
    shop.run(checking.check_line, first, right=False, note="卡扣没装到位", by="TE")
    line = garage.lines(order)[0]
    assert (line.status, line.check, line.check_note) == ("IN_WORK", "FAULT", "卡扣没装到位")
    shop.run(times.stop, first, done=True, by="TE")
    assert shop.run(checking.check_mine, order, by="TE") == 2
    line = garage.lines(order)[0]
    assert (line.check, line.checked_by) == ("OK", garage.technician())
    garage.step(order, "self_check", by="TE")
    assert garage.state(order) == "qc_wait"  # the first of his week
    with pytest.raises(Refused, match="no work is done"):
        shop.run(checking.check_mine, order, by="TE")


def test_other_nouns_hold_an_order_back(garage: Garage, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is registered at the gate is asked like a guard."""
    monkeypatch.setattr(gates, "_before_self_check", [lambda _ctx, one: Text("{number} has a slip", number=one.number)])
    order = garage.done()
    with pytest.raises(Refused, match="has a slip"):
        garage.step(order, "self_check", by="TE")


# --- the draw ---------------------------------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(st.uuids(version=4), st.integers(0, 10_000))
def test_the_draw_answers_the_same_when_asked_again(order: Any, rate: int) -> None:
    """R57: a seed has one number; who draws more at a higher rate is never let off."""
    seed = f"{order}/1"
    found = drawing.by_chance(seed, rate)
    assert found == drawing.by_chance(seed, rate)
    assert 0 <= (found.drawn or 0) < 10_000
    assert (found.decision == rules.SAMPLED) == ((found.drawn or 0) < rate)
    if found.decision == rules.SAMPLED:
        assert drawing.by_chance(seed, min(10_000, rate + 1)).decision == rules.SAMPLED


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from((0, 1000, 3000, 7000, 10_000)))
def test_the_rate_is_held(first: int, rate: int) -> None:
    """Of four thousand seeds as many are drawn as the rate says, within four standard deviations."""
    n = 4000
    drawn = sum(drawing.by_chance(f"{first}-{i}", rate).decision == rules.SAMPLED for i in range(n))
    p = rate / 10_000
    assert abs(drawn - n * p) <= 4 * (n * p * (1 - p)) ** 0.5


def test_every_technician_is_inspected_at_least_once_a_week(garage: Garage, shop: Shopfloor) -> None:
    """Rate 0 and one a week: his first car is inspected, the next are not; next Monday it begins anew; 2 mean two."""
    choose(garage, "inspections.rate", 0)
    seen = []
    for at in range(6):
        if at == 3:
            shop.time.forward(days=7)
        order = garage.self_checked(work=FILTER)
        one = inspection(garage, order)
        seen.append((one.decision, one.why))
        assert shop.ask(_again, order)[0] == shop.ask(_again, order)[2]
    first, chance = (rules.SAMPLED, rules.FIRST), (rules.NOT_DRAWN, rules.CHANCE)
    assert seen == [first, chance, chance, first, chance, chance]
    assert (one.drawn, one.rate) == (drawing.draw(one.seed), 0)
    assert garage.state(order) == "qc_skipped"
    choose(garage, "inspections.least", 2)
    assert inspection(garage, garage.self_checked(work=FILTER)).why == rules.FIRST
    choose(garage, "inspections.rate", 10_000)
    assert inspection(garage, garage.self_checked(work=FILTER)).decision == rules.SAMPLED


def test_what_is_always_inspected(garage: Garage, shop: Shopfloor) -> None:
    """R58: category, item by name or mark, demanding customer, comeback, complaint, technician on trial; with why."""
    choose(garage, "inspections.rate", 0)
    choose(garage, "inspections.least", 0)
    assert inspection(garage, garage.self_checked(work=FILTER)).decision == rules.NOT_DRAWN

    def why(**values: Any) -> tuple[str, str]:
        made = garage.order(work=values.pop("work", FILTER), category=values.pop("category", "MINOR"))
        if values:
            version = shop.ask(documents.standing, "work_orders", made).version
            shop.run(drafts.edit, "work_orders", made, version, values, by="SA")
        garage.step(made, "issue")
        garage.sign(made)
        garage.step(made, "assign", by="WS", technician=garage.technician())
        garage.step(made, "diagnose", by="TE")
        garage.diagnose(made)
        garage.step(made, "repair", by="TE")
        garage.finish(made)
        garage.step(made, "self_check", by="TE")
        one = inspection(garage, made)
        assert one.decision == rules.FULL
        return one.why, one.about

    assert why(category="LEVEL_2") == (rules.CATEGORY, "")
    assert why(work=[Work(name="更换前制动片", hours=1200)]) == (rules.ITEM, "更换前制动片")
    marked = garage.item("XX1", "更换滤清器", important=True)
    assert why(work=[Work(labour_id=marked)]) == (rules.ITEM, "更换滤清器")
    assert why(strict=True)[0] == rules.STRICT
    assert why(category="COMEBACK")[0] == rules.COMEBACK
    assert why(complained=True)[0] == rules.COMPLAINT
    choose(garage, "inspections.important", "滤清器")
    assert why(complained=True)[0] == rules.ITEM
    choose(garage, "inspections.important", "")
    user = shop.get(User, "id", garage.technician())
    shop.run(drafts.edit, "people", user.id, user.version, {"trial_until": clock.today()}, by="AD")
    assert why() == (rules.TRIAL, user.name)


# --- the sheet --------------------------------------------------------------------------------------------------------
def test_a_sheet_is_ticked_through_and_signed(garage: Garage, shop: Shopfloor) -> None:
    """R57, R59: nothing left out, a road test noted whole, signed with PIN; a certificate where the category wants."""
    choose(garage, "inspections.rate", 10_000)
    order = garage.to_inspect(work=[*FILTER, Work(name="更换机油机滤", hours=500)])
    sheet = garage.sheet_of(order)

    def sign() -> None:
        shop.step("inspections", sheet, "pass", by="QI", signer="QI")

    with pytest.raises(Refused, match=r"Item 1 .* not looked at yet"):
        sign()
    for item in (1, 2):
        shop.run(ticking.tick, sheet, item, right=True, by="QI")
    with pytest.raises(Refused, match="not answered yet"):
        sign()
    shop.run(ticking.answer, sheet, "clean", yes=False, by="QI")
    shop.run(ticking.all_right, sheet, by="QI")
    with pytest.raises(Refused, match="answered with no"):
        sign()
    shop.run(ticking.answer, sheet, "clean", yes=True, by="QI")
    version = shop.ask(documents.standing, "inspections", sheet).version
    drive = {"driver": "孙丽", "drive_reason": "路试制动", "out_km": 46_830, "back_km": 46_820}
    shop.run(drafts.edit, "inspections", sheet, version, drive, by="QI")
    with pytest.raises(Refused, match="fewer kilometres"):
        sign()
    more = {"back_km": 46_836, "measured": [{"name": "前制动片厚度", "value": "11.2", "unit": "mm", "wanted": "≥ 3"}]}
    version = shop.ask(documents.standing, "inspections", sheet).version
    shop.run(drafts.edit, "inspections", sheet, version, more, by="QI")
    with pytest.raises(Refused, match="signature with PIN"):
        shop.step("inspections", sheet, "pass", by="QI")
    sign()
    one = inspection(garage, order)
    assert (garage.state(order), one.state, one.inspector_id) == ("qc_passed", "passed", shop.actor("QI").user)
    assert one.certificate.startswith("CC-")
    with pytest.raises(Refused, match="nothing is ticked on it any more"):
        shop.run(ticking.tick, sheet, 1, right=True, by="QI")


def test_a_certificate_only_where_it_is_wanted(garage: Garage) -> None:
    """S8: not after a minor repair, unless the shop gives one to every inspected car."""
    choose(garage, "inspections.rate", 10_000)
    plain = garage.to_inspect(category="MINOR", work=FILTER)
    garage.inspect(plain)
    assert inspection(garage, plain).certificate is None
    choose(garage, "inspections.certify_all", True)
    other = garage.to_inspect(work=[Work(name="更换前制动片", hours=1200)], category="MINOR")
    garage.inspect(other)
    assert inspection(garage, other).certificate.startswith("CC-")


def test_e58_nobody_inspects_his_own_work(garage: Garage, shop: Shopfloor) -> None:
    """SD3: the inspector had an item of the car: refused for ticking and signing, with who may."""
    both = shop.actor("QI", "TE")
    order = garage.assigned(category="LEVEL_2")
    shop.run(bench.share, garage.lines(order)[0].id, [(both.user, 10_000)], by="WS")
    garage.step(order, "diagnose", by=both)
    garage.diagnose(order, by=both)
    garage.step(order, "repair", by=both)
    garage.finish(order, by=both)
    garage.step(order, "self_check", by=both)
    sheet = garage.sheet_of(order)
    with pytest.raises(Refused, match="Give another person the inspector's role"):
        shop.run(ticking.tick, sheet, 1, right=True, by=both)
    name = shop.actor("QI").name
    with pytest.raises(Refused, match=f"may be inspected by: {name}"):
        shop.run(ticking.tick, sheet, 1, right=True, by=both)
    shop.run(ticking.all_right, sheet, by="QI")
    version = shop.ask(documents.standing, "inspections", sheet).version
    with pytest.raises(Refused, match=f"may be inspected by: {name}"):
        signing.sign(shop.desk, both, user=both.user, pin=PIN, kind="inspections", id=sheet, step="pass",
                     version=version)  # fmt: skip
    garage.inspect(order)
    assert garage.state(order) == "qc_passed"


def test_e59_failing_twice_tells_the_heads(garage: Garage, shop: Shopfloor) -> None:
    """R60: failed items come back open, the technician hears; the same inspector again; the second time TS and MG."""
    order = garage.to_inspect(work=[*FILTER, Work(name="更换机油机滤", hours=500)])
    with pytest.raises(Refused, match="Mark first"):
        shop.step("inspections", garage.sheet_of(order), "fail", by="QI")
    garage.inspect(order, 2)
    first, second = garage.lines(order)
    assert (garage.state(order), garage.read(order)[0].reworks) == ("rework", 1)
    assert (first.status, first.check, first.reworks) == ("DONE", "OK", 0)
    assert (second.status, second.check, second.reworks) == ("IN_WORK", None, 1)
    told = shop.ask(_told)
    assert any(user == garage.technician() and "螺栓" in str(words) for _role, user, words in told)
    assert not any(role in ("TS", "MG") for role, _user, words in told if "failed inspection" in str(words))
    with pytest.raises(Refused, match="not finished yet"):
        garage.step(order, "self_check", by="TE")
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    again = inspection(garage, order)
    assert (again.round, again.decision, again.why, again.wanted_id) == (
        2, rules.FULL, rules.REWORKED, shop.actor("QI").user,
    )  # fmt: skip
    garage.inspect(order, 2)
    told = [role for role, _user, words in shop.ask(_told) if "failed inspection {n} times" in str(words)]
    assert sorted(told) == ["MG", "TS"]
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order)
    assert [r.state for r in shop.ask(looking.rounds, order)] == ["failed", "failed", "passed"]


def test_a_dirty_car_goes_back_without_new_work(garage: Garage, shop: Shopfloor) -> None:
    """What failed for the car as a whole is checked again; no item counts as rework."""
    order = garage.to_inspect()
    sheet = garage.sheet_of(order)
    shop.run(ticking.answer, sheet, "clean", yes=False, by="QI")
    shop.step("inspections", sheet, "fail", by="QI")
    line = garage.lines(order)[0]
    assert (line.status, line.check, line.reworks, garage.state(order)) == ("DONE", None, 0, "rework")


def test_e61_rework_hours_are_marked_and_not_charged(garage: Garage, shop: Shopfloor) -> None:
    """The clock of a failed item runs as rework; the order's amount stays what it was."""
    order = garage.in_repair(category="LEVEL_2")
    line = garage.lines(order)[0].id
    shop.run(times.start, line, by="TE")
    total = garage.read(order)[0].total_amount
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order, 1)
    shop.run(times.start, line, by="TE")
    assert shop.ask(_times) == [False, True]
    assert garage.read(order)[0].total_amount == total


def test_e62_a_comeback_is_known_by_vin_and_item(garage: Garage, shop: Shopfloor) -> None:
    """Under a new plate and owner too; another item is none; the second one is told to the heads; the days count."""
    car = active(shop)
    first = garage.passed(car=car)
    second = garage.passed(car=car)
    found = garage.read(second)[0]
    assert (found.comeback_of, found.comebacks) == (first, 1)
    assert inspection(garage, second).why == rules.CATEGORY
    owner = shop.run(drafts.create, "customers", {"name": "王新", "mobile": "13812345678"}, by="SA")
    third = garage.order(car=car, customer=owner)
    other = garage.order(car=car, work=FILTER)
    assert (garage.read(third)[0].comebacks, garage.read(other)[0].comeback_of) == (2, None)
    garage.step(third, "issue")
    told = [role for role, _user, words in shop.ask(_told) if "comes back for the same work" in str(words)]
    assert sorted(told) == ["MG", "TS"]
    choose(garage, "work_orders.comeback_days", 0)
    shop.time.forward(days=1)
    assert garage.read(garage.order(car=car))[0].comeback_of is None


def test_asked_again_nothing_is_decided_anew(garage: Garage, shop: Shopfloor) -> None:
    """A second call finds the sheet that was made."""

    @usecase("test.qc_begin_again", allow=None)
    def again(ctx: Context, order: Id) -> None:
        begin(ctx, ctx.session.get_one(WorkOrder, order))

    order = garage.not_drawn()
    before = inspection(garage, order)
    shop.run(again, order)
    assert inspection(garage, order).id == before.id
