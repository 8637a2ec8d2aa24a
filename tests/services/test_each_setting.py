"""Each setting changes what the program does: the shipped value beside another one, through the service that asks it.

Settings of one noun may also be tested with it; tests/house/test_settings.py wants each named by some test.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock, i18n
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.models.abc_runs import AbcRun
from app.services import abc_runs, appointments, arrival, batches, people, reports, settings
from app.services.abc_runs import computing
from app.services.counts import cycles, places
from app.services.counts.cycles import Facts
from app.services.reorder import figures
from app.services.shop import letterhead
from tests.rig import PIN
from tests.shopfloor import Shopfloor
from tests.ways.appointments import confirmed


def choose(shop_: Shopfloor, key: str, value: Any) -> None:
    """What the administrator does in the settings room."""
    shop_.run(settings.change, key, value, by="AD")


def put(shop_: Shopfloor, part: Id, days_ago: int, qty: float, kind: str, yuan: float | None = None) -> None:
    """One ledger row so many days ago."""
    shop_.post(shop_.move(part, qty, kind, yuan, occurred_at=shop_.time() - timedelta(days=days_ago)))


# --- warnings and reorder points --------------------------------------------------------------------------------------
@query("test.reckoned", allow=None)
def reckoned(ctx: Reader, part: Id) -> figures.Reckoned:
    """The figures of one part."""
    return figures.reckoned(ctx, figures.rows(ctx, [part]))[part]


def used_part(shop_: Shopfloor, kind: str = "REPAIR_ISSUE", **values: Any) -> Id:
    """A part of which one was used on each third of the last 90 days."""
    part = shop_.part(**values)
    put(shop_, part, 91, 1000, "OPENING", 30)
    for days in range(3, 90, 3):
        put(shop_, part, days, -1, kind)
    return part


@pytest.mark.parametrize(
    ("key", "abc", "value", "shipped", "then"),
    [
        ("reorder.service_a", "A", "90", 205, 128), ("reorder.service_b", None, "99", 165, 233),
        ("reorder.service_c", "C", "98", 128, 205),
    ],
)  # fmt: skip
def test_the_service_level_of_a_class(
    shop: Shopfloor, key: str, abc: str | None, value: str, shipped: int, then: int
) -> None:
    part = used_part(shop, abc_class=abc)
    before = shop.ask(reckoned, part)
    choose(shop, key, value)
    after = shop.ask(reckoned, part)
    assert (before.z, after.z) == (shipped, then)
    assert (before.point.safety < after.point.safety) == (shipped < then)


@pytest.mark.parametrize(
    ("key", "abc"), [("reorder.review_a", "A"), ("reorder.review_b", None), ("reorder.review_c", "C")]
)
def test_an_order_lasts_for_the_review_cycle_of_its_class(shop: Shopfloor, key: str, abc: str | None) -> None:
    part = used_part(shop, abc_class=abc)
    before = shop.ask(reckoned, part).point
    choose(shop, key, 90)
    after = shop.ask(reckoned, part).point
    assert before.reorder == after.reorder
    assert after.maximum > before.maximum


def test_safety_stock_the_simple_way(shop: Shopfloor) -> None:
    part = used_part(shop)
    choose(shop, "reorder.method", "SIMPLE")
    week = shop.ask(reckoned, part).point.safety
    choose(shop, "reorder.safety_days", 14)
    assert shop.ask(reckoned, part).point.safety == pytest.approx(2 * week, abs=1)
    assert week == pytest.approx(7 * 29_000 / 90, abs=1)


def test_the_usual_lead_time_stands_in_for_an_unknown_one(shop: Shopfloor) -> None:
    part = used_part(shop)
    assert shop.ask(reckoned, part).lead.shown() == 7
    choose(shop, "reorder.lead_days", 20)
    assert shop.ask(reckoned, part).lead.shown() == 20


def test_other_issues_are_use_or_not(shop: Shopfloor) -> None:
    part = used_part(shop, kind="OTHER")
    assert shop.ask(reckoned, part).documents == 29
    choose(shop, "reorder.other_use", False)
    assert shop.ask(reckoned, part).documents == 0


def test_what_is_seldom_used_is_looked_at_over_a_year(shop: Shopfloor) -> None:
    part = used_part(shop)
    assert shop.ask(reckoned, part).days == 90
    choose(shop, "reorder.seldom", 30)
    assert shop.ask(reckoned, part).days == 365


# --- ABC classes ------------------------------------------------------------------------------------------------------
@query("test.classes", allow=None)
def classes(ctx: Reader, method: str = "RULEBOOK") -> dict[Id, tuple[str, str]]:
    """Part → class by value, class by the rulebook."""
    return {row["part_id"]: (row["value_class"], row["rule_class"]) for row in computing.computed(ctx, method)}


def worth(shop_: Shopfloor, number: str, yuan: float, uses: int = 4, days: int = 300, **values: Any) -> Id:
    """A part of this cost, used so often since it came."""
    part = shop_.part(number, **values)
    put(shop_, part, days, 100, "OPENING", yuan)
    for at in range(uses):
        put(shop_, part, days - 1 - at, -1, "REPAIR_ISSUE")
    return part


def test_the_shares_of_the_classes_by_value(shop: Shopfloor) -> None:
    """70, 20 and 10 % of the value: with 80/95 the classes are A, A, B."""
    parts = [worth(shop, f"P{n}", yuan) for n, yuan in enumerate((70, 20, 10))]

    def seen() -> str:
        found = shop.ask(classes)
        return "".join(found[part][0] for part in parts)

    assert seen() == "AAB"
    choose(shop, "abc.share_a", 6000)
    assert seen() == "ABB"
    choose(shop, "abc.share_b", 8500)
    assert seen() == "ABC"


def test_the_valuable_are_guarded_or_not(shop: Shopfloor) -> None:
    part = worth(shop, "P1", 1000, criticality=3)
    assert shop.ask(classes)[part] == ("A", "B")
    choose(shop, "abc.guard", False)
    assert shop.ask(classes)[part] == ("A", "C")


def test_a_part_is_new_for_so_many_months(shop: Shopfloor) -> None:
    part = worth(shop, "P1", 10, days=100)
    assert shop.ask(classes)[part][1] == "NEW"
    choose(shop, "abc.new_months", 3)
    assert shop.ask(classes)[part][1] != "NEW"


def test_often_is_the_shops_word(shop: Shopfloor) -> None:
    part = worth(shop, "P1", 10, uses=6, criticality=1)
    assert shop.ask(classes)[part][1] == "B"
    choose(shop, "reorder.often", 6)
    assert shop.ask(classes)[part][1] == "A"


def test_the_method_of_a_run(shop: Shopfloor) -> None:
    worth(shop, "P1", 10)
    choose(shop, "abc.method", "VALUE")
    assert shop.get(AbcRun, "id", shop.run(abc_runs.open_run, by="WK")).method == "VALUE"


# --- reports ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "abc", "shipped"),
    [("reports.turnover_a", "A", "8"), ("reports.turnover_b", "B", "4"), ("reports.turnover_c", "C", "2")],
)
def test_the_turnover_aimed_at(shop: Shopfloor, key: str, abc: str, shipped: str) -> None:
    """Half of the stock issued in the year: reached when nothing more is aimed at."""
    part = shop.part(abc_class=abc)
    put(shop, part, 200, 10, "OPENING", 10)
    put(shop, part, 100, -5, "SALES_OUT")

    def seen() -> tuple[str, bool]:
        (row,) = shop.ask(reports.make, "turnover").rows
        return row[7], row[8]

    assert seen() == (shipped, False)
    choose(shop, key, 0)
    assert seen() == ("0", True)


def test_from_when_stock_is_slow_and_dead(shop: Shopfloor) -> None:
    part = shop.part()
    put(shop, part, 200, 5, "OPENING", 10)

    def seen() -> list[str]:
        return [row[8] for row in shop.ask(reports.make, "slow_stock").rows]

    assert seen() == ["SLOW"]
    choose(shop, "reports.dead_days", 190)
    assert seen() == ["DEAD"]
    choose(shop, "reports.slow_days", 210)
    assert seen() == []


@pytest.mark.parametrize(
    ("key", "abc", "shipped"),
    [("reports.slow_a", "A", "5 %"), ("reports.slow_b", "B", "10 %"), ("reports.slow_c", "C", "20 %")],
)
def test_how_much_of_a_class_may_be_slow(shop: Shopfloor, key: str, abc: str, shipped: str) -> None:
    put(shop, shop.part(abc_class=abc), 200, 5, "OPENING", 10)
    found = shop.ask(reports.make, "slow_stock")
    assert f"at most {shipped}" in str(found.wrong[0])
    choose(shop, key, 10_000)
    found = shop.ask(reports.make, "slow_stock")
    assert (found.wrong, "at most 100 %" in str(found.remarks[0])) == ((), True)


@usecase("test.batch_expires", allow=None)
def expires(ctx: Context, part: Id, batch: str, days: int) -> None:
    """A batch that expires in so many days."""
    batches.note(ctx, [batches.Noted(part, batch, None, clock.today() + timedelta(days=days))])


def test_a_batch_expires_soon(shop: Shopfloor) -> None:
    part = shop.part()
    shop.post(shop.move(part, 2, "OPENING", 10, batch="B1"))
    shop.run(expires, part, "B1", 100)
    assert shop.ask(reports.make, "expiry").rows[0][6] == ""
    choose(shop, "reports.expiry_days", 100)
    assert shop.ask(reports.make, "expiry").rows[0][6] == "SOON"


# --- counts -----------------------------------------------------------------------------------------------------------
@query("test.counted_again", allow=None)
def counted_again(ctx: Reader, abc: str, book: int, counted: int, yuan: int = 1) -> bool:
    """Whether the shop counts such a line a second time."""
    cost = yuan * 1_000_000
    return places.tolerance(ctx).trips(abc, book=book * 1000, counted=counted * 1000, cost=cost)


@pytest.mark.parametrize(
    ("key", "value", "abc", "book", "counted", "yuan", "shipped"),
    [
        ("counts.tolerance_a", 200, "A", 100, 98, 1, True), ("counts.tolerance_b", 0, "B", 100, 99, 1, False),
        ("counts.tolerance_c", 300, "C", 100, 97, 1, True), ("counts.tolerance_c_units", 0, "C", 10, 9, 1, False),
        ("counts.value_limit", 10_000, "B", 100, 99, 150, False),
    ],
)  # fmt: skip
def test_what_is_counted_again(
    shop: Shopfloor, key: str, value: int, abc: str, book: int, counted: int, yuan: int, shipped: bool
) -> None:
    assert shop.ask(counted_again, abc, book, counted, yuan) is shipped
    choose(shop, key, value)
    assert shop.ask(counted_again, abc, book, counted, yuan) is not shipped


def due(shop_: Shopfloor) -> list[str]:
    """Why bins are due for a cycle count."""
    return [r.code for one in shop_.ask(cycles.due_bins, shop_.house, by="WK") for r in one.reasons]


@pytest.mark.parametrize(
    ("key", "abc", "days"), [("counts.cycle_a", "A", 92), ("counts.cycle_b", "B", 183), ("counts.cycle_c", "C", 365)]
)
def test_how_often_a_class_is_counted(shop: Shopfloor, key: str, abc: str, days: int) -> None:
    shop.receive(shop.part(abc_class=abc), 5, 10)
    shop.time.forward(days=days)
    assert due(shop) == [f"CLASS_{abc}"]
    choose(shop, key, 0)
    assert due(shop) == []


def test_an_emptied_bin_is_counted_or_not(shop: Shopfloor) -> None:
    part = shop.part()
    shop.receive(part, 5, 10)
    shop.issue(part, 5)
    assert due(shop) == ["ZERO"]
    choose(shop, "counts.cycle_zero", False)
    assert due(shop) == []


@query("test.due_again", allow=None)
def due_again(ctx: Reader, accuracy: int, days: int) -> list[str]:
    """Why a bin is due whose last count, so many days ago, found so much right."""
    last = ctx.now - timedelta(days=days)
    one = Facts(clock.new_id(), "A-01", parts=1, accuracy=accuracy, last=last, since=last)
    return [r.code for r in cycles.reasons(one, cycles.plan_of(ctx), ctx.now)]


@pytest.mark.parametrize(("key", "value"), [("counts.cycle_accuracy", 8000), ("counts.cycle_wait", 60)])
def test_when_a_badly_counted_bin_is_counted_again(shop: Shopfloor, key: str, value: int) -> None:
    assert shop.ask(due_again, 9000, 30) == ["ACCURACY"]
    choose(shop, key, value)
    assert shop.ask(due_again, 9000, 30) == []


# --- people, the desk, the shop ---------------------------------------------------------------------------------------
def test_after_how_long_nobody_is_expected_any_more(shop: Shopfloor) -> None:
    confirmed(shop)
    shop.time.forward(minutes=95)
    assert shop.ask(appointments.overdue) == 1
    choose(shop, "appointments.no_show_after", 240)
    assert shop.ask(appointments.overdue) == 0


def test_for_how_long_a_tile_is_locked(shop: Shopfloor) -> None:
    choose(shop, "people.lock_after", 3)
    choose(shop, "people.lock_seconds", 600)
    user = shop.rig.hire("ann", "WK")
    for _ in range(3):
        with pytest.raises(Refused):
            people.sign_in(shop.desk, "01", user, "0000")
    shop.time.forward(seconds=500)
    with pytest.raises(Refused, match="locked"):
        people.sign_in(shop.desk, "01", user, PIN)
    shop.time.forward(seconds=120)
    assert people.sign_in(shop.desk, "01", user, PIN).user == user


def test_the_login_page_says_what_the_shop_says(shop: Shopfloor) -> None:
    for key, value in (("people.auto_lock", 3), ("demo.note", "PIN 1001"), ("shop.name_en", "Wang's Garage")):
        choose(shop, key, value)
    choose(shop, "shop.name_zh", "老王汽修")
    page = arrival.arrival(shop.desk)
    assert (page.auto_lock, page.note, page.shop) == (3, "PIN 1001", "老王汽修")
    with i18n.language("en"):
        assert arrival.arrival(shop.desk).shop == "Wang's Garage"


def test_the_language_of_the_shop(shop: Shopfloor) -> None:
    """What a PC speaks on which nobody chose another one."""
    assert arrival.arrival(shop.desk).language == "zh_CN"
    choose(shop, "shop.language", "en")
    assert arrival.arrival(shop.desk).language == "en"


def test_how_long_passwords_are(shop: Shopfloor) -> None:
    shop.rig.hire("ann", "WK", password="12345678")
    choose(shop, "people.password_length", 12)
    with pytest.raises(Refused, match="at least 12 characters"):
        shop.rig.hire("bob", "WK", password="12345678901")
    shop.rig.hire("bob", "WK", password="123456789012")


def test_what_stands_on_every_paper(shop: Shopfloor) -> None:
    for key, value in (("shop.address", "南京"), ("shop.phone", "025-1"), ("shop.uscc", "91110108551385082Q")):
        choose(shop, key, value)
    head = shop.ask(letterhead)
    assert (head.address, head.phone, head.uscc) == ("南京", "025-1", "91110108551385082Q")
