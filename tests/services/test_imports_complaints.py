"""Complaints of earlier years: a real list of 101 without a header, whole, closed, silent, found by two characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core import clock
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.complaints import Complaint
from app.services import documents, notices
from app.services.complaints import queries, watching
from app.services.imports import running
from app.services.imports.reading import read
from tests.shopfloor import Shopfloor

FILE = Path(__file__).parents[1] / "data" / "nhtsa_complaints_100.tsv"
COLUMNS = {
    "received_on": "P", "description": "T", "component": "L", "vin": "O", "car_brand": "D", "series": "E",
    "model_year": "F", "mileage": "R", "reference": "A",
}  # fmt: skip


@query("test.earlier", allow=None)
def earlier(ctx: Reader) -> list[Complaint]:
    """All that was brought in."""
    return list(ctx.session.query(Complaint).filter(Complaint.imported).order_by(Complaint.number))


def bring_in(shop: Shopfloor) -> running.Report:
    """As the wizard and the command line do."""
    actor = shop.actor("AD")
    plan = running.prepare(shop.desk, actor, "complaints", FILE, columns=COLUMNS)
    return running.carry_out(shop.desk, actor, plan)


@pytest.mark.both
def test_a_real_list_comes_in_whole(shop: Shopfloor) -> None:
    report = bring_in(shop)
    assert (report.rows, report.accepted, report.created, report.refused) == (101, 101, 101, ())
    assert bring_in(shop).unchanged == 101, "the second time nothing changes"
    kept = shop.ask(earlier)
    for case, line in zip(kept, read(FILE).rows, strict=True):
        assert case.description.startswith(line[19].strip()[:60])
        assert (line[14] in case.description, line[11].strip() == case.component) == (True, True)
        assert clock.local(case.received_at).strftime("%Y%m%d") == line[15]
        assert (case.complainant, case.channel, case.state) == ("无", "ONLINE", "closed")
    first = kept[0]
    assert (first.vehicle_name, first.reference) == ("LINCOLN TOWN CAR 1994", "1")
    assert "VIN 1LNLM82W8RY" in first.description


def test_earlier_complaints_are_silent_and_found_by_any_two_characters(shop: Shopfloor) -> None:
    """No clocks, no notices, nothing overdue; each is found by each two characters of its words."""
    bring_in(shop)
    assert shop.ask(queries.overdue) == []
    assert not shop.ask(watching.watch_due)
    for role in ("CS", "MG"):
        assert shop.ask(notices.inbox, by=role) == []
    for case in shop.ask(earlier)[::9]:
        assert shop.ask(queries.view, case.id, by="CS").clocks == ()
        text = case.description.replace("\n", " ").lower()
        for at in range(0, len(text) - 2, 97):
            if " " not in (pair := text[at : at + 2]):
                assert case.id in shop.ask(documents.find, "complaints", ListQuery(text=pair), by="CS"), pair
    assert len(shop.ask(documents.find, "complaints", ListQuery(text="lincoln"), by="CS")) >= 1
    offered = [o.step for o in shop.ask(documents.show, "complaints", shop.ask(earlier)[0].id, by="CS").offers]
    assert offered == ["reopen"]


def test_who_may_bring_them_in_and_what_is_refused(shop: Shopfloor, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "投诉日期,投诉内容,投诉人,渠道\n2025-03-01,刹车异响,王小明,热线\n,没有日期,李雷,\n2025-03-02,x,,飞鸽\n"
    )
    with pytest.raises(Refused, match="roles do not allow"):
        running.prepare(shop.desk, shop.actor("CS"), "complaints", file)
    actor = shop.actor("AD")
    report = running.carry_out(shop.desk, actor, running.prepare(shop.desk, actor, "complaints", file))
    assert (report.created, len(report.refused)) == (1, 2)
    (case,) = shop.ask(earlier)
    assert (case.complainant, case.channel, case.category) == ("王小明", "HOTLINE", "OTHER")
