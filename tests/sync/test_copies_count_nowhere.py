"""Another station's papers are copies to read: no board, list of work, figure or report of ours counts them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.boot import load_nouns
from app.core import clock
from app.core.errors import Refused
from app.core.usecase import REGISTRY
from app.services import reports
from app.services.reports import Found, Report
from app.sync import site
from tests.stations import Station

# What sees the records of all stations, and why.
OF_ALL = {
    "exchange.merges": "what two stations changed",
    "reports.stations": "whose books can be read",
    "exchange.status": "how far each station is",
    "imports.known_cars": "cars are masters of all",
    "imports.known_parts": "parts are masters of all",
    "imports.offered": "lists to choose from are masters of all",
    "notices.inbox": "the merge list is told",
    "notices.unread": "the same",
    "diagnostics.collect": "how large the file is",
    "arrival.shop": "the note on the login page is a setting",
    "settings.list": "settings are masters of all",
    "first_run.progress": "people are masters of all",
}
OF_CLASSES = {"turnover", "slow_stock"}
OF_THE_MOMENT = {"people.moment", "appointments.day_sheet", "appointments.board"}  # the board is looked at below


def _asked(parameter: Any) -> Any:
    """A day or a moment; None for what has a default, ValueError for anything else that must be given."""
    if parameter.default is not parameter.empty:
        return None
    given = {"date": clock.today(), "datetime": clock.now()}
    if str(parameter.annotation) not in given:
        raise ValueError
    return given[str(parameter.annotation)]


def _all_answers(station: Station) -> dict[str, str]:
    """What every query says that needs nothing but a day, and every report."""
    found = {}
    for name, case in sorted(REGISTRY.items()):
        ours = case.fn.__module__.startswith("app.")  # other tests in the same process define their own
        if case.writes or not ours or name.startswith("demo.") or name in OF_ALL or name in OF_THE_MOMENT:
            continue
        try:
            given = {p.name: value for p in case.signature.parameters.values() if (value := _asked(p)) is not None}
        except ValueError:
            continue
        found[name] = repr(station.ask(case, **given))
    return found | {" ".join(asked): said for asked, said in _all_reports(station).items()}


def _classless(report: Report, found: Found) -> Found:
    at = [n for n, column in enumerate(report.columns) if column.name != "abc"]
    return replace(found, rows=[tuple(row[n] for n in at) for row in found.rows])


def _since(name: str) -> date | None:
    return clock.today() - timedelta(days=600) if "period" in reports.named(name).asks else None


def _all_reports(station: Station) -> dict[tuple[str, str], str]:
    """Every report in every grouping."""
    return {
        (report.name, by): repr(station.ask(reports.make, report.name, since=_since(report.name), by=by))
        for report in reports.REPORTS
        for by in [choice.code for choice in report.by] or [""]
    }


def test_a_whole_shop_that_comes_from_another_station_changes_no_figure_here(demo_shop: Path, tmp_path: Path) -> None:
    load_nouns()
    shutil.copytree(demo_shop, tmp_path / "one")
    for name in ("two", "between"):
        (tmp_path / name).mkdir()
    one, two = Station("01", tmp_path / "one"), Station("02", tmp_path / "two").set_up()
    one.run(site.set_up)
    one.pair(two)
    two.pair(one)
    before, theirs = _all_answers(two), _all_answers(one)
    [file] = one.send(tmp_path / "between").written
    [seen] = two.take(tmp_path / "between").seen
    assert (seen.name, seen.state) == (file.name, "applied")
    after = _all_answers(two)
    changed = [name for name, said in after.items() if said != before[name]]
    assert changed == [], "\n".join(f"{name}: {before[name][:300]} {after[name][:300]}" for name in changed)
    said_there = {name for name in after if theirs[name] != before[name]}
    assert {"work_orders.board", "complaints.overdue", "satisfaction ", "complaints month"} <= said_there
    day = clock.today()
    board = two.ask(REGISTRY["appointments.board"], since=day - timedelta(days=400), until=day + timedelta(days=20))
    assert (board.slots, board.bays) == ((), ())
    for report in reports.REPORTS:  # head office reads what the branch reads, but for the classes, which are its own
        if report.name in OF_CLASSES:
            continue
        asked = {"since": _since(report.name)}
        theirs, read = (
            one.ask(reports.make, report.name, **asked),
            two.ask(reports.make, report.name, **asked, station="01"),
        )
        assert str(read.remarks[0]).startswith("Books of station 01")
        assert repr(_classless(report, replace(read, remarks=read.remarks[1:]))) == repr(_classless(report, theirs))
    with pytest.raises(Refused, match="No books of station 07"):
        two.ask(reports.make, "stock_value", station="07")
    assert [choice.code for choice in two.ask(reports.stations)] == ["02", "01"]
    for station in (one, two):
        station.close()
