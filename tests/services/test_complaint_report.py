"""What complaints come to: judged by their deadlines (domain.md §6.6), grouped six ways, n/a where there is none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.core import clock, i18n
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import Text
from app.printing import pages, spreadsheets
from app.printing.reports import report as paper
from app.services import reports
from app.services.complaints import acts, figures
from app.services.reports.complaints import COMPLAINTS, _most
from app.services.reports.kinds import Asked, Slice
from tests.grievances import Grievances
from tests.shopfloor import Shopfloor

pytestmark = pytest.mark.both
NAMES = [column.name for column in COMPLAINTS.columns]


@pytest.fixture
def office(shop: Shopfloor) -> Grievances:
    """Customer service and those who handle."""
    return Grievances(shop)


def grouped(shop: Shopfloor, by: str) -> reports.Found:
    """The report, as the manager reads it."""
    return shop.desk.ask(reports.make, shop.actor("MG"), "complaints", by=by)  # type: ignore[no-any-return]


def row(found: reports.Found, at: int = 0) -> dict[str, Any]:
    """A row by the names of its columns."""
    return dict(zip(NAMES, found.rows[at], strict=True))


@query("test.timeliness", allow=None)
def summed(ctx: Reader, asked: Asked) -> figures.Timeliness:
    """The sums of a period."""
    return figures.timeliness(ctx, asked.start, asked.end)


def judged(shop: Shopfloor) -> figures.Timeliness:
    """All deadlines from a year ago until those to come."""
    today = clock.local(shop.time.present).date()
    return shop.ask(summed, Asked(today - timedelta(days=400), today + timedelta(days=40)))  # type: ignore[no-any-return]


def test_in_time_late_and_not_due_yet(shop: Shopfloor, office: Grievances) -> None:
    """Open past its deadline is late; what is not due yet is not judged; withdrawn ones are out; waiting moves it."""
    office.resolved()
    assert judged(shop) == figures.Timeliness(1, 1, 1, 1, 1, 1)
    office.handling()
    assert (judged(shop).due, judged(shop).in_time) == (1, 1)
    gone = office.handling()
    shop.time.forward(days=20)
    assert (judged(shop).due, judged(shop).in_time) == (3, 1)
    office.step(gone, "withdraw", reason="误会", words="谢谢")
    assert judged(shop) == figures.Timeliness(2, 1, 2, 2, 2, 2)


def test_while_the_customer_is_waited_for_no_deadline_passes(shop: Shopfloor, office: Grievances) -> None:
    case = office.handling()
    shop.run(acts.wait, case, "配件照片", by="TS")
    shop.time.forward(days=20)
    assert judged(shop).due == 0
    shop.run(acts.go_on, case, by="TS")
    assert judged(shop).due == 0
    shop.time.forward(days=20)
    assert (judged(shop).due, judged(shop).in_time) == (1, 0)


def test_nothing_is_nothing_and_never_a_hundred_per_cent(shop: Shopfloor, office: Grievances) -> None:
    """No complaint: no row, no chart. One that nobody judged yet: n/a, and too few answers."""
    empty = grouped(shop, "category")
    assert (list(empty.rows), empty.foot, empty.chart) == ([], None, ())
    office.classified()
    found = row(grouped(shop, "category"))
    assert (str(found["group"]), found["count"], found["share"]) == ("Repair quality", 1, 10_000)
    assert [str(found[name]) for name in ("resolved", "named", "days", "satisfaction")] == ["n/a"] * 4
    assert found["verdict"] == "FEW"


def test_what_was_decided_outside_is_flagged(shop: Shopfloor, office: Grievances) -> None:
    """E78: it counts, and the report says so."""
    made = office.negotiating()
    assert not any("outside" in str(remark) for remark in grouped(shop, "category").remarks)
    office.step(made, "escalate", body="COURT", reason="起诉", words="已告知")
    found = grouped(shop, "category")
    assert found.foot is not None
    assert found.foot[1] == 1
    assert any("1 of them were decided outside" in str(remark) for remark in found.remarks)


def test_six_ways_to_group_and_each_sums_to_the_same(shop: Shopfloor, office: Grievances) -> None:
    office.closed()
    office.received(category="PRICE", component="空调")
    office.handling(category="PART")
    for by in ("category", "subcategory", "dept", "cause", "part", "month"):
        found = grouped(shop, by)
        assert sum(dict(zip(NAMES, one, strict=True))["count"] for one in found.rows) == 3, by
        assert found.foot is not None
        assert found.foot[1] == 3
        assert sum(bar.size for bar in found.chart) == 3, by
    assert [str(one[0]) for one in grouped(shop, "dept").rows] == ["Workshop", "Not assigned yet"]
    assert [one[0] for one in grouped(shop, "month").rows] == ["2026-11"]
    assert not grouped(shop, "month").pareto
    assert {str(one[0]) for one in grouped(shop, "part").rows} == {"空调", "No part"}
    assert Text("Methods") in [one[0] for one in grouped(shop, "cause").rows]
    with pytest.raises(Refused, match="not grouped"):
        grouped(shop, "weather")


def test_days_scores_repeats_and_what_is_left_out(shop: Shopfloor, office: Grievances) -> None:
    """Working days after the day of receipt; mean × 20; reopened counts as repeat; withdrawn ones are said."""
    case = office.closed()
    shop.time.forward(days=1)
    office.step(case, "reopen", reason="又响")
    gone = office.classified()
    office.step(gone, "withdraw", reason="误会", words="谢谢")
    found = row(grouped(shop, "category"))
    assert found["repeated"] == 1
    assert found["repeats"] == 10_000
    assert found["count"] == 1
    assert found["satisfaction"][0] == 80_000, "4 of 5, given before it was reopened"
    assert any("1 withdrawn" in str(remark) for remark in grouped(shop, "category").remarks)


def test_working_days_and_what_a_reopening_does_not_wipe_out(shop: Shopfloor, office: Grievances) -> None:
    """Received on Monday: solved on Wednesday and late the second time; the weekend is none of the days."""
    case = office.implementing()
    shop.time.forward(days=2)
    office.do_measures(case)
    office.step(case, "resolve", by="TS", words="好了", satisfaction="2")
    assert row(grouped(shop, "category"))["days"][0] == 2_000
    office.write(case, "TS", no_improvement="个案", report_process="x", report_solution="x", report_result="x")
    office.step(case, "report", by="TS")
    office.step(case, "close", by="MG", signer="MG")
    shop.time.forward(days=1)
    office.step(case, "reopen", reason="又响")
    before = row(grouped(shop, "category"))
    assert (before["days"][0], before["satisfaction"][0], before["count"]) == (2_000, 40_000, 1)
    shop.time.forward(days=30)
    assert (judged(shop).due, judged(shop).in_time) == (2, 1), "in time the first time, late the second"


def test_a_year_by_month_shows_all_its_months() -> None:
    bars = [Slice(f"2026-{month:02}", month) for month in range(1, 13)]
    assert _most(bars, "month") == tuple(bars)
    assert len(_most(bars, "category")) == 10


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_on_paper_with_its_pareto_chart_and_in_a_workbook(
    shop: Shopfloor, office: Grievances, tmp_path: Path, language: str
) -> None:
    for kind in ("PART", "PART", "REPAIR", "PRICE"):
        office.received(category=kind)
    i18n.use(language)
    sheet = shop.desk.ask(reports.sheet, shop.actor("MG"), "complaints", by="category")
    assert (sheet.pareto, [bar.size for bar in sheet.chart]) == (True, [2, 1, 1])
    words = pages.text(paper(sheet))
    assert i18n.tr("Kind of complaint") in words
    assert "100%" in words
    file = tmp_path / "complaints.xlsx"
    found = grouped(shop, "category")
    spreadsheets.write(file, [reports.page_of(COMPLAINTS, found)])
    cells = [cell.value for line in load_workbook(file).active.iter_rows() for cell in line]
    assert i18n.tr("n/a") in cells
    assert 50.0 in cells
