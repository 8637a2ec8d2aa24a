"""The stock reports to the cent and to the day, on both engines (R15–R17, domain.md §6.4)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.core import clock, i18n
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.models.parts import Part
from app.printing import pages, spreadsheets
from app.printing.reports import report as paper
from app.services import alerts, batches, drafts, reports
from app.services.reports import turning
from app.services.reports.kinds import Asked
from tests.shopfloor import Shopfloor

pytestmark = pytest.mark.both


@usecase("test.note_batch", allow=None)
def note(ctx: Context, part: Id, batch: str, expires: date) -> None:
    """A batch as a receipt notes it."""
    batches.note(ctx, [batches.Noted(part, batch, None, expires)])


@query("test.propose", allow=None)
def propose(ctx: Reader, part: Id, qty: int, house: Id) -> list[batches.Proposed]:
    """First expired, first out."""
    return batches.first_expired_first_out(ctx, part, qty, warehouse_id=house)


def put(shop: Shopfloor, part: Any, days_ago: int, qty: float, kind: str, yuan: float | None = None) -> None:
    """One ledger row so many days ago."""
    shop.post(shop.move(part, qty, kind, yuan, occurred_at=shop.time() - timedelta(days=days_ago)))


def rows(shop: Shopfloor, name: str, **asked: Any) -> list[tuple[Any, ...]]:
    """The rows of a report."""
    return list(shop.ask(reports.make, name, **asked).rows)


def test_stock_value_is_the_ledgers_to_the_cent(shop: Shopfloor) -> None:
    one, two = shop.part("P1", category_id=shop.category("BRK")), shop.part("P2")
    put(shop, one, 40, 3, "OPENING", 33.333333)
    put(shop, two, 40, 7, "OPENING", 14.29)
    put(shop, one, 10, -1, "REPAIR_ISSUE")
    found = shop.ask(reports.make, "stock_value", by="FI")
    assert [(row[0], row[4][0], row[6]) for row in found.rows] == [("P1", 2000, 6667), ("P2", 7000, 10_003)]
    assert found.foot is not None
    assert found.foot[-1] == shop.held(one)[1] + shop.held(two)[1] == 16_670
    assert (str(found.remarks[0]), found.bad) == ("The sum is the ledger's, to the cent.", False)
    before = clock.today() - timedelta(days=20)
    assert [row[6] for row in rows(shop, "stock_value", until=before)] == [10_000, 10_003]
    assert [row[0] for row in rows(shop, "stock_value", category="BRK")] == ["P1"]
    with pytest.raises(Refused):
        shop.ask(reports.make, "stock_value", by="WK")


def test_every_month_closes_to_the_cent(shop: Shopfloor) -> None:
    """Opening + in − out + revaluation = closing, and the last closing is the ledger's value."""
    part = shop.part()
    put(shop, part, 100, 9, "OPENING", 11.11)
    put(shop, part, 70, -2, "REPAIR_ISSUE")
    put(shop, part, 40, 3, "PURCHASE_IN", 12.5)
    shop.revalue(part, 13)
    found = rows(shop, "stock_flow", since=clock.today() - timedelta(days=80))
    for month, opening, came, went, other, closing in found:
        assert opening + came - went + other == closing, month
    assert [row[0] for row in found] == ["2026-09", "2026-10", "2026-11"]
    assert found[0][1] == 9999
    assert found[-1][-1] == shop.held(part)[1] == 13_000
    for before, after in pairwise(found):
        assert before[-1] == after[1]


def test_turnover_is_issue_cost_over_the_mean_of_opening_and_month_ends() -> None:
    assert turning.turnover(90_000, [30_000, 20_000, 40_000], 60) == (30_000, 3000)
    assert turning.turnover(90_000, [0, 0], 60) == (0, None)
    ends = turning.ends(Asked(date(2026, 9, 15), date(2026, 11, 10)))
    assert [clock.local(at).date() for at in ends] == [
        date(2026, 9, 15), date(2026, 10, 1), date(2026, 11, 1), date(2026, 11, 11)
    ]  # fmt: skip


def test_turnover_by_class_and_category(shop: Shopfloor) -> None:
    part, other = shop.part("P1", category_id=shop.category("BRK")), shop.part("P2")
    for one, abc in ((part, "A"), (other, None)):
        if abc:
            shop.run(drafts.edit, "parts", one, shop.get(Part, "id", one).version, {"abc_class": abc})
        put(shop, one, 400, 10, "OPENING", 10)
    put(shop, part, 100, -9, "SALES_OUT")
    put(shop, part, 90, 1, "SALES_RETURN", 10)
    (a, b) = rows(shop, "turnover", by="PU")
    assert (a[0], a[1], a[2], a[4]) == ("A", 10_000, 2000, 8000)
    assert (b[0], b[4], b[5], b[6], b[8]) == ("B", 0, "0.00", "∞", False)
    mean = a[3]
    assert a[5] == f"{8000 / mean:.2f}"
    found = rows(shop, "turnover_category")
    assert {str(row[0]): row[4] for row in found} == {"制动": 8000, "No category": 0}
    assert rows(shop, "turnover", category="FLT") == []


def test_slow_is_more_than_180_days_and_dead_more_than_365(shop: Shopfloor) -> None:
    """Since the last issue; what was never issued since it first came."""
    days = {"D181": 181, "D180": 180, "D366": 366, "D365": 365}
    for number, ago in days.items():
        part = shop.part(number)
        put(shop, part, 500, 5, "OPENING", 10)
        put(shop, part, ago, -1, "REPAIR_ISSUE")
    put(shop, shop.part("NEVER"), 400, 5, "OPENING", 10)
    empty = shop.part("GONE")
    put(shop, empty, 500, 1, "OPENING", 10)
    put(shop, empty, 400, -1, "REPAIR_ISSUE")
    found = shop.ask(reports.make, "slow_stock")
    assert {row[0]: row[8] for row in found.rows} == {"D181": "SLOW", "D365": "SLOW", "D366": "DEAD", "NEVER": "DEAD"}
    assert {row[0]: row[7] for row in found.rows}["D181"] == 181
    assert found.bad
    assert "Class B: 81 % of its value is slow or dead" in str(found.wrong[0])


def test_batches_that_expire(shop: Shopfloor) -> None:
    """Expired, soon, later; and what has expired is not proposed to be taken."""
    part = shop.part("OIL")
    today = clock.today()
    for batch, left in (("OLD", -1), ("TODAY", 0), ("SOON", 90), ("LATER", 91)):
        shop.post(shop.move(part, 2, "OPENING", 10, batch=batch))
        shop.run(note, part, batch, today + timedelta(days=left))
    found = shop.ask(reports.make, "expiry")
    assert [(row[2], row[5], row[6]) for row in found.rows] == [
        ("OLD", -1, "EXPIRED"), ("TODAY", 0, "SOON"), ("SOON", 90, "SOON"), ("LATER", 91, ""),
    ]  # fmt: skip
    assert found.foot is not None
    assert (found.foot[-1], found.bad) == (8000, True)
    assert len(shop.ask(reports.make, "expiry", by="WK").rows[0]) == len(found.rows[0]) - 1
    proposed = shop.ask(propose, part, 9000, shop.house)
    assert [one.batch for one in proposed] == ["TODAY", "SOON", "LATER"]


def test_what_must_be_bought(shop: Shopfloor) -> None:
    """The replenishment notice for purchasing (R13)."""
    shop.part("P1", warning_level=5000, max_level=9000, category_id=shop.category("BRK"))
    shop.part("P2", warning_level=5000)
    shop.run(alerts.run)
    assert [row[1] for row in rows(shop, "to_buy", by="PU")] == ["P1", "P2"]
    assert [row[1] for row in rows(shop, "to_buy", by="PU", category="BRK")] == ["P1"]


def test_what_cannot_be_asked(shop: Shopfloor) -> None:
    with pytest.raises(Refused, match="There is no report"):
        shop.ask(reports.make, "weather")
    with pytest.raises(Refused, match="ends before"):
        shop.ask(reports.make, "stock_flow", since=date(2026, 5, 2), until=date(2026, 5, 1))
    assert rows(shop, "turnover", until=date(2020, 1, 1)) == []
    assert {r.name for r in reports.seen_by(shop.actor("WK"))} == {
        "expiry", "to_buy", "hazardous_waste", "old_parts_overdue", "complaints",
    }  # fmt: skip


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_report_on_paper_and_in_files(shop: Shopfloor, tmp_path: Path, language: str) -> None:
    i18n.use(language)
    part = shop.part("P1", name_zh="=1+1", warning_level=5000)
    put(shop, part, 400, 3, "OPENING", 10)
    put(shop, part, 390, -1, "REPAIR_ISSUE")
    shop.run(alerts.run)
    for report in reports.REPORTS:
        sheet = shop.ask(reports.sheet, report.name, by=shop.actor("MG"))
        assert pages.sizes(paper(sheet))[0][0] > 800, report.name
        found = shop.ask(reports.make, report.name)
        for ending in ("xlsx", "csv"):
            spreadsheets.write(tmp_path / f"{report.name}.{ending}", [reports.page_of(report, found)])
    book = load_workbook(tmp_path / "stock_value.xlsx")
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert next(cell for cell in cells if cell.value == "=1+1").data_type == "s"
    assert 20.0 in [cell.value for cell in cells]
    assert "'=1+1" in (tmp_path / "stock_value.csv").read_text(encoding="utf-8-sig")
