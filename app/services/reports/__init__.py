"""The reports: stock, flow, turnover, slow stock, expiry, what to buy, cash, what is owed.

Each is one line in `REPORTS`.

A report declares what it asks, its columns and its query; the room, the command line and the paper read that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core import clock, i18n
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.paper import Imprint, Signature
from app.core.screen import Choice, Field
from app.models.journal import AuditEntry
from app.models.stations import Station
from app.services import shop
from app.services.parts.queries import categories as all_categories
from app.services.reports.complaints import COMPLAINTS
from app.services.reports.inspections import INSPECTIONS
from app.services.reports.kinds import READ, Asked, Found, Report, ReportSheet
from app.services.reports.lists import EXPIRY, TO_BUY
from app.services.reports.money import CASH_DAY, RECEIVABLES
from app.services.reports.old_parts import HAZARDOUS_WASTE, OLD_OVERDUE
from app.services.reports.repair_records import REPAIR_RECORDS
from app.services.reports.satisfaction import SATISFACTION
from app.services.reports.stand_ins import STAND_INS
from app.services.reports.turning import SLOW_STOCK, TURNOVER, TURNOVER_CATEGORY
from app.services.reports.values import STOCK_FLOW, STOCK_VALUE
from app.services.tables import Page

REPORTS: tuple[Report, ...] = (
    STOCK_VALUE, STOCK_FLOW, TURNOVER, TURNOVER_CATEGORY, SLOW_STOCK, EXPIRY, TO_BUY, HAZARDOUS_WASTE, OLD_OVERDUE,
    INSPECTIONS, CASH_DAY, RECEIVABLES, SATISFACTION, COMPLAINTS, REPAIR_RECORDS, STAND_INS,
)  # fmt: skip
USUAL_DAYS = 365


def named(name: str) -> Report:
    """The report with this name; Refused if there is none."""
    for report in REPORTS:
        if report.name == name:
            return report
    raise Refused(
        "There is no report “{name}”. There are: {names}.", name=name, names=", ".join(r.name for r in REPORTS)
    )


def by_field(report: Report) -> Field:
    """The choice of how the rows of a report are grouped."""
    return Field("by", N_("Grouped by"), "choice", required=True, choices=report.by, default=report.by[0].code)


def usual(report: Report, today: date) -> Asked:
    """What is asked for unless somebody chooses: twelve months up to today."""
    since = today - timedelta(days=USUAL_DAYS - 1) if "period" in report.asks else today
    return Asked(since, today)


@query("reports.make", allow=None)
def make(
    ctx: Reader, name: str, since: date | None = None, until: date | None = None, category: str = "", by: str = "",
    station: str = "",
) -> Found:  # fmt: skip
    """The rows of a report, with the columns that this person may see; without dates the usual ones.

    `station`: whose books, as far as they came here; "" = ours.
    """
    report = named(name)
    ctx.actor.require(report.allow)
    ctx, until_when = _of_station(ctx, station)
    found = report.make(ctx, _asked(ctx, report, since, until, category, by))
    shown = [n for n, c in enumerate(report.columns) if c.allow is None or ctx.actor.may(c.allow)]
    foot = tuple(found.foot[n] for n in shown) if found.foot else None
    rows = [tuple(row[n] for n in shown) for row in found.rows]
    return replace(found, rows=rows, foot=foot, remarks=(*until_when, *found.remarks))


def _of_station(ctx: Reader, station: str) -> tuple[Reader, tuple[Text, ...]]:
    """The reader as that station is: its papers are the own ones. With how far its books came here."""
    if station in ("", ctx.station):
        return ctx, ()
    if station not in ctx.far_stations:
        raise Refused("No books of station {station} came here.", where="station", station=station)
    there = Reader(ctx.conn, replace(ctx.actor, station=station), ctx.journal)
    vars(there).update(now=ctx.now, far_stations=ctx.far_stations - {station} | {ctx.station}, _session=ctx.session)
    last = ctx.conn.execute(select(func.max(AuditEntry.at)).where(AuditEntry.station == station)).scalar()
    words = N_("Books of station {station}, as they came here up to {when}; ABC classes are those of this station.")
    return there, (Text(words, station=station, when=i18n.moment(last) if last else "–"),)


@query("reports.stations", allow=None)
def stations(ctx: Reader) -> list[Choice]:
    """Whose books can be read here: ours, then those of other stations; empty where there are no others."""
    names: dict[str, str] = dict(ctx.conn.execute(select(Station.code, Station.name)).all())
    codes = [ctx.station, *sorted(ctx.far_stations)] if ctx.far_stations else []
    return [Choice(code, name if code in (name := names.get(code, code)) else f"{code} {name}") for code in codes]


def _asked(
    ctx: Reader, report: Report, since: date | None, until: date | None, category: str, by: str = ""
) -> Asked:  # fmt: skip
    given = usual(report, clock.local(ctx.now).date())
    groups = [choice.code for choice in report.by] or [""]
    if (by or groups[0]) not in groups:
        raise Refused("This report is not grouped by “{by}”.", where="by", by=by)
    wanted = Asked(since or min(given.since, until or given.since), until or given.until, category, by or groups[0])
    if wanted.since > wanted.until:
        raise Refused("The period ends before it begins.", where="until")
    return wanted


@query("reports.sheet", allow=None)
def sheet(
    ctx: Reader, name: str, since: date | None = None, until: date | None = None, category: str = "", by: str = "",
    station: str = "",
) -> ReportSheet:  # fmt: skip
    """A report for the printer."""
    report = named(name)
    found = make(ctx, name, since, until, category, by, station)
    ctx, _until_when = _of_station(ctx, station)
    asked = _asked(ctx, report, since, until, category, by)
    words = next((c.label for c in all_categories(ctx) if c.code == category), category)
    return ReportSheet(
        report.label, report.about, report.seen_by(ctx.actor.may).columns, tuple(found.rows), found.foot,
        (*found.remarks, *found.wrong),
        asked.since if "period" in report.asks else None, asked.until, words,
        next((choice.label for choice in report.by if choice.code == asked.by), ""), found.chart, found.pareto,
        tuple(Signature(Text(role)) for role in report.signs),
        Imprint(shop.letterhead(ctx), ctx.station, ctx.actor.name, ctx.now, language=i18n.current()),
        shop.audit_head(ctx) if report.chained else None,
    )  # fmt: skip


@query("reports.file", allow=None)
def file(
    ctx: Reader, name: str, since: date | None = None, until: date | None = None, category: str = "", by: str = "",
    some: Sequence[str] = (), station: str = "",
) -> bytes:  # fmt: skip
    """The content of a report's own form of file, of all rows or of `some`; Refused if it has none."""
    report = named(name)
    ctx.actor.require(report.allow)
    if report.file is None:
        raise Refused("This report is written as .xlsx, .csv or .pdf.", where="out")
    ctx, _until_when = _of_station(ctx, station)
    if some and report.some is not None:
        return report.some[1](ctx, some)
    return report.file[1](ctx, _asked(ctx, report, since, until, category, by))


def _with_all(ctx: Reader) -> Sequence[Choice]:
    return [Choice("", N_("All")), *all_categories(ctx)]


STATION = Field("station", N_("Station"), "choice", required=True, options=stations, widget="drops")
CATEGORY = Field("category", N_("Category"), "choice", options=_with_all)


__all__ = [
    "CATEGORY", "READ", "REPORTS", "STATION", "Asked", "Found", "Report", "ReportSheet", "by_field", "file", "make",
    "named", "page_of", "seen_by", "sheet", "stations", "usual",
]  # fmt: skip


def page_of(report: Report, found: Found) -> Page:
    """A report as a table for a file: its rows, the sums as the last one, the remarks above."""
    rows = [*found.rows, *([found.foot] if found.foot else [])]
    return Page(report.label, report.columns, rows, (*found.remarks, *found.wrong))


def seen_by(actor: Any) -> tuple[Report, ...]:
    """The reports this person may read."""
    return tuple(report for report in REPORTS if actor.may(report.allow))
