"""ABC runs through the ledger and their steps, on both engines (R14–R17, §3.4)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.core import clock
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.abc_runs import AbcRun
from app.models.parts import Part
from app.services import abc_runs, documents
from tests.shopfloor import Shopfloor

pytestmark = pytest.mark.both


def used(shop: Shopfloor, part: Any, documents_: int, yuan: float = 10, qty: float = 1) -> None:
    """In stock since ten months ago, issued by so many documents since."""
    start = shop.time() - timedelta(days=300)
    shop.post(shop.move(part, 100, "OPENING", yuan, occurred_at=start))
    for at in range(documents_):
        shop.post(shop.move(part, -qty, "REPAIR_ISSUE", occurred_at=start + timedelta(days=1 + at)))


def four_parts(shop: Shopfloor) -> dict[str, Any]:
    """Often and critical, often, seldom and critical, new."""
    parts = {
        "OFTEN1": shop.part("OFTEN1", criticality=1), "OFTEN3": shop.part("OFTEN3", criticality=3),
        "RARE1": shop.part("RARE1", criticality=1), "FRESH": shop.part("FRESH"),
    }  # fmt: skip
    used(shop, parts["OFTEN1"], 12, yuan=100)
    used(shop, parts["OFTEN3"], 12)
    used(shop, parts["RARE1"], 2)
    return parts


def by_number(shop: Shopfloor, run: Any, **asked: Any) -> dict[str, Any]:
    """The lines of a run by part number, each by column."""
    text = asked.pop("text", "")
    wanted = ListQuery(text=text, where=tuple((name, str(value)) for name, value in asked.items()))
    rows = shop.ask(abc_runs.read_lines, run, shop.ask(abc_runs.find_lines, run, wanted))
    names = [column.name for column in abc_runs.LINES.columns]
    return {row[0]: SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows}


def test_a_run_computes_both_methods_and_says_which_rule_fired(shop: Shopfloor) -> None:
    four_parts(shop)
    run = shop.run(abc_runs.open_run, by="WK")
    lines = by_number(shop, run)
    assert {n: (x.rule_class, x.rule, x.value_class) for n, x in lines.items()} == {
        "OFTEN1": ("A", "OFTEN_CRITICAL", "A"), "OFTEN3": ("B", "OFTEN", "B"), "RARE1": ("C", "SAFEGUARD", "C"),
        "FRESH": ("NEW", "NEW", "NEW"),
    }  # fmt: skip
    assert (lines["OFTEN1"].used[0], lines["OFTEN1"].value, lines["OFTEN1"].documents) == (12_000, 120_000, 12)
    kept = shop.get(AbcRun, "id", run)
    assert (kept.parts, kept.count_a, kept.count_b, kept.count_c, kept.count_new, kept.changed) == (4, 1, 1, 1, 1, 4)
    assert kept.parameters["reorder.often"] == 12
    assert kept.method_version == 1


def test_an_undone_issue_is_no_use(shop: Shopfloor) -> None:
    part = shop.part("P1")
    used(shop, part, 4)
    shop.receive(part, 5, 30)
    paper = shop.issue(part, 2)
    shop.step("stock_documents", paper, "reverse", by="FI", signer="MG", reason="wrong part")
    run = shop.run(abc_runs.open_run, by="WK")
    line = by_number(shop, run)["P1"]
    assert (line.used[0], line.documents) == (4000, 4)


def test_reviewed_changed_and_applied(shop: Shopfloor) -> None:
    """WK or PU change with a reason, MG applies with his PIN; SD1."""
    parts = four_parts(shop)
    run = shop.run(abc_runs.open_run, by="WK")
    until = clock.today() + timedelta(days=90)
    assert (
        shop.run(abc_runs.change, run, [parts["RARE1"]], abc="B", reason="campaign", locked_until=until, by="PU") == 1
    )
    assert shop.run(abc_runs.change, run, [parts["RARE1"]], abc="A", reason="recall", locked_until=until, by="PU") == 1
    line = by_number(shop, run, only="by_hand")["RARE1"]
    assert (line.new_class, line.by_hand, line.until) == ("A", "recall", until)
    with pytest.raises(Refused, match="is still open"):
        shop.run(abc_runs.open_run, by="PU")
    shop.step("abc_runs", run, "review")
    with pytest.raises(Refused, match="is still open"):  # one at a time: two would undo each other
        shop.run(abc_runs.open_run, by="PU")
    with pytest.raises(Refused, match="withdraw"):
        shop.run(abc_runs.change, run, [parts["RARE1"]], abc="B", reason="x", by="PU")
    with pytest.raises(Refused):
        shop.step("abc_runs", run, "apply", by="WK", signer="WK")
    shop.step("abc_runs", run, "apply", by="WK", signer="MG")
    held = {number: shop.get(Part, "number", number).abc_class for number in parts}
    assert held == {"OFTEN1": "A", "OFTEN3": "B", "RARE1": "A", "FRESH": "NEW"}
    assert shop.get(Part, "number", "RARE1").abc_locked_until == until
    again = shop.run(abc_runs.open_run, "VALUE", by="WK")
    line = by_number(shop, again)["RARE1"]
    assert (str(line.by_hand), line.rule_class, line.new_class, line.old_class) == ("locked", "C", "A", "A")
    past = shop.ask(abc_runs.history, parts["RARE1"], by="PU")
    assert [(p.state, p.new_class, p.by_hand) for p in past] == [("draft", "A", None), ("applied", "A", "recall")]


def test_a_run_can_come_back_and_be_cancelled(shop: Shopfloor) -> None:
    shop.part()
    run = shop.run(abc_runs.open_run, by="PU")
    shop.step("abc_runs", run, "review", by="PU")
    shop.step("abc_runs", run, "hand_back", by="MG", reason="look at tyres")
    shop.step("abc_runs", run, "review", by="PU")
    shop.step("abc_runs", run, "withdraw", by="PU")
    shop.step("abc_runs", run, "cancel", by="PU", reason="computed too early")
    assert shop.state("abc_runs", run) == "cancelled"


def test_what_a_change_must_say(shop: Shopfloor) -> None:
    part = shop.part()
    run = shop.run(abc_runs.open_run, by="WK")
    for wrong, said in (
        ({"abc": "D", "reason": "x"}, "A, B or C"), ({"abc": "A", "reason": " "}, "reason"),
        ({"abc": "A", "reason": "x", "locked_until": clock.today()}, "after today"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            shop.run(abc_runs.change, run, [part], by="WK", **wrong)
    with pytest.raises(Refused, match="no method"):
        shop.run(abc_runs.open_run, "XYZ", by="WK")


def test_the_sheet_filters_and_counts(shop: Shopfloor) -> None:
    four_parts(shop)
    run = shop.run(abc_runs.open_run, by="WK")
    whole = shop.ask(abc_runs.spread, run)
    assert whole.matrix == {("HIGH", 1): 1, ("HIGH", 3): 1, ("LOW", 1): 1, ("LOW", 2): 1}
    assert whole.classes == {"A": 1, "B": 1, "C": 1, "NEW": 1}
    assert list(by_number(shop, run, frequency="HIGH", criticality=3)) == ["OFTEN3"]
    assert list(by_number(shop, run, new_class="A")) == ["OFTEN1"]
    assert list(by_number(shop, run, text="rare")) == ["RARE1"]
    assert len(by_number(shop, run, only="changed")) == 4
    assert by_number(shop, run, only="methods") == {}
    assert shop.ask(documents.show, "abc_runs", run).values["method"] == "RULEBOOK"
    with pytest.raises(Refused, match="does not exist"):
        shop.ask(abc_runs.spread, clock.new_id())
