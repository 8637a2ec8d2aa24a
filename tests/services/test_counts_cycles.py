"""Cycle counts: what is due and why, and the drafts made of it (R14–R17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.errors import Refused
from app.services import documents, drafts, settings
from app.services.counts import acts, analysis, cycles, places
from app.services.counts.cycles import Facts, Plan, reasons
from tests.shopfloor import Shopfloor
from tests.ways import counts as ways

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PLAN = Plan({"A": 4, "B": 2, "C": 1}, 1_000_000, 9_500, 30, True)


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({}, []),
        ({"classes": {"A": days_ago(91)}}, []),
        ({"classes": {"A": days_ago(92)}}, ["CLASS_A"]),
        ({"classes": {"B": days_ago(182)}}, []),
        ({"classes": {"B": days_ago(183), "C": days_ago(365)}}, ["CLASS_B", "CLASS_C"]),
        ({"classes": {"A": None}, "since": days_ago(10)}, []),
        ({"classes": {"A": None}, "since": days_ago(100)}, ["CLASS_A"]),
        ({"classes": {"A": None}}, []),
        ({"issued": 999_999}, []),
        ({"issued": 1_000_000, "classes": {"C": days_ago(400)}}, ["TURNOVER", "CLASS_C"]),
        ({"accuracy": 9_499, "last": days_ago(30)}, ["ACCURACY"]),
        ({"accuracy": 9_499, "last": days_ago(29)}, []),
        ({"accuracy": 9_500, "last": days_ago(90)}, []),
        ({"moved": days_ago(1)}, ["ZERO"]),
        ({"moved": days_ago(1), "last": days_ago(2)}, ["ZERO"]),
        ({"moved": days_ago(2), "last": days_ago(1)}, []),
        ({"moved": days_ago(1), "parts": 1}, []),
    ],
)  # fmt: skip
def test_why_a_bin_is_due(facts: dict[str, Any], due: list[str]) -> None:
    one = Facts(Any, "A-01", **facts)  # type: ignore[arg-type]
    assert [r.code for r in reasons(one, PLAN, NOW)] == due


def test_every_rule_can_be_switched_off() -> None:
    one = Facts(Any, "A-01", {"A": days_ago(400)}, 0, None, days_ago(1), days_ago(400), 10**9, 0)  # type: ignore[arg-type]
    assert len(reasons(one, PLAN, NOW)) == 4
    assert reasons(one, Plan({"A": 0, "B": 0, "C": 0}, 0, 0, 30, False), NOW) == ()


def due(shop: Shopfloor) -> dict[str, list[str]]:
    return {d.bin: [r.code for r in d.reasons] for d in shop.ask(cycles.due_bins, shop.house, by="WK")}


def counted(shop: Shopfloor, bin: str, found: dict[Any, int], **scope: Any) -> Any:
    """A count of one bin from plan to close; what is found is what is there."""
    team = [{"user_id": shop.actor(r).user, "role": as_} for r, as_ in (("WK", "LEADER"), ("TE", "COUNTER"))]
    values = {
        "type": "CYCLE",
        "mode": "LIVE",
        "warehouse_id": shop.house,
        "bins": [{"bin_id": shop.bin(bin)}],
        "scope": "BINS",
        "team": team,
    }
    count = shop.run(drafts.create, "counts", values | scope, by="WK")
    shop.step("counts", count, "plan")
    shop.step("counts", count, "start")
    shop.run(places.add_member, count, shop.actor("QI").user, by="WK")
    again = any(found[x.part_id] * 1000 != x.snapshot for x in shop.ask(ways.lines_of, count))
    for who, step in (("TE", "recount"), ("QI", "analyse")):
        if who == "TE" or again:
            shop.run(places.take_bin, count, shop.bin(bin), by=who)
            for line in shop.ask(ways.lines_of, count):
                if who == "QI" and not line.again:
                    continue
                shop.run(acts.enter, count, shop.bin(bin), line.part_id, found[line.part_id] * 1000, by=who)
            shop.run(places.finish_bin, count, shop.bin(bin), by=who)
        shop.step("counts", count, step)
    wrong = [x.id for x in shop.ask(ways.lines_of, count) if x.difference]
    if wrong:
        shop.run(analysis.treat, count, wrong, "LOST", "ADJUST", by="WK")
    shop.step("counts", count, "submit")
    shop.step("counts", count, "approve", signer="FI")
    shop.step("counts", count, "post", by="FI")
    return count


def test_a_bin_out_of_use_is_never_due(shop: Shopfloor) -> None:
    part = shop.part("P-A", abc_class="A")
    shop.receive(part, 10, 10, "A-01")
    shop.issue(part, 10, "A-01")
    assert due(shop) == {"A-01": ["ZERO"]}
    seen = shop.ask(documents.show, "bins", shop.bin("A-01"), by="WK")
    shop.run(drafts.edit, "bins", seen.id, seen.version, {"active": False}, by="WK")
    assert due(shop) == {}


@pytest.mark.both
def test_bins_become_due_and_are_drafted(shop: Shopfloor) -> None:
    """Class A after a quarter, B after half a year, C after a year; counted bins wait anew; drafts are not doubled."""
    parts = {abc: shop.part(f"P-{abc}", abc_class=abc if abc != "N" else None) for abc in ("A", "B", "C", "N")}
    for abc, part in parts.items():
        shop.receive(part, 10, 10, f"{abc}-01")
    empty = shop.part("GONE")
    shop.receive(empty, 1, 10, "Z-01")
    assert due(shop) == {}
    shop.issue(empty, 1, "Z-01")
    assert due(shop) == {"Z-01": ["ZERO"]}
    shop.time.forward(days=92)
    assert due(shop) == {"A-01": ["CLASS_A"], "Z-01": ["ZERO"]}
    counted(shop, "A-01", {parts["A"]: 10})
    assert due(shop) == {"Z-01": ["ZERO"]}
    shop.time.forward(days=91)
    assert due(shop) == {"B-01": ["CLASS_B"], "N-01": ["CLASS_B"], "Z-01": ["ZERO"]}
    shop.time.forward(days=200)
    assert list(due(shop)) == ["A-01", "B-01", "N-01", "C-01", "Z-01"]
    shop.run(settings.change, "counts.cycle_bins", 3, by="AD")
    made = shop.run(cycles.plan_cycle, shop.house, by="WK")
    seen = [shop.ask(documents.show, "counts", id, by="WK") for id in made]
    assert [len(s.lines["bins"]) for s in seen] == [3, 2]
    assert [(s.values["type"], s.state) for s in seen] == [("CYCLE", "draft")] * 2
    assert [row["why"] for s in seen for row in s.lines["bins"]] == ["CLASS_A", "CLASS_B", "CLASS_C", "CLASS_B", None]
    assert due(shop) == {}
    with pytest.raises(Refused, match="in a count already"):
        shop.run(cycles.plan_cycle, shop.house, by="WK")
    shop.step("counts", made[0], "plan")
    assert due(shop) == {}
    shop.step("counts", made[0], "cancel", by="MG", reason="later")
    assert list(due(shop)) == ["A-01", "B-01", "C-01"]
    with pytest.raises(Refused, match="Look again"):
        shop.run(cycles.plan_cycle, shop.house, [shop.bin("Z-01")], by="WK")
    (one,) = shop.run(cycles.plan_cycle, shop.house, [shop.bin("C-01")], by="WK")
    assert len(shop.ask(documents.show, "counts", one, by="WK").lines["bins"]) == 1


@pytest.mark.both
def test_turnover_bad_accuracy_and_narrow_counts(shop: Shopfloor) -> None:
    """What was issued since the last count; a bin whose last count was bad; a count of class B is none of class A."""
    first, second = shop.part("P1", abc_class="A"), shop.part("P2", abc_class="B")
    shop.receive(first, 100, 200, "A-01")
    shop.receive(second, 10, 10, "A-01")
    shop.issue(first, 50, "A-01")
    assert due(shop) == {"A-01": ["TURNOVER"]}
    counted(shop, "A-01", {first: 50, second: 8})
    assert due(shop) == {}
    shop.time.forward(days=29)
    assert due(shop) == {}
    shop.time.forward(days=1)
    assert due(shop) == {"A-01": ["ACCURACY"]}
    shop.time.forward(days=30)
    counted(shop, "A-01", {second: 8}, scope="CLASS", abc_class="B", bins=[])
    shop.time.forward(days=40)
    assert due(shop) == {"A-01": ["ACCURACY", "CLASS_A"]}
    counted(shop, "A-01", {first: 50, second: 8})
    assert due(shop) == {}
    shop.run(settings.change, "counts.cycle_turnover", 0, by="AD")
    shop.issue(first, 50, "A-01")
    assert due(shop) == {}
