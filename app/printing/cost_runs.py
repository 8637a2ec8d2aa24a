"""The cost report of a month: what was charged and what it cost, by several views. Knows no query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.core import i18n
from app.core.i18n import N_, tr
from app.core.screen import Column as ListColumn
from app.printing import charts, spreadsheets
from app.printing.blocks import Fact, Facts, Figure, Figures, Heading, Picture, Prose, Signatures
from app.printing.pen import A4, MM
from app.printing.sheet import Block, Form, render
from app.printing.tables import Column, Row, Table
from app.services.cost_runs.looking import Share
from app.services.cost_runs.papers import CostSheet
from app.services.tables import Page

MOST = 12  # rows of a view on paper; the workbook has all
NOT_AVAILABLE = N_("n/a")


def report(sheet: CostSheet) -> bytes:
    """The report on A4."""
    with i18n.language(sheet.imprint.language):
        return render(
            Form(title=N_("Cost report"), number=sheet.number, imprint=sheet.imprint, paper=A4,
                 blocks=list(_blocks(sheet)))
        )  # fmt: skip


def workbook(sheet: CostSheet) -> bytes:
    """The same as a workbook: each view a tab, and all lines."""
    columns = (
        ListColumn("label", N_("Name"), "strong", 200), ListColumn("orders", N_("Orders"), "number"),
        ListColumn("revenue", N_("Part revenue"), "money"), ListColumn("cost", N_("Part cost"), "money"),
        ListColumn("margin", N_("Margin"), "money"), ListColumn("share", N_("Margin %"), "percent"),
        ListColumn("labour", N_("Labour revenue"), "money"), ListColumn("fees", N_("Fees"), "money"),
    )  # fmt: skip
    with i18n.language(sheet.imprint.language):
        pages = [
            Page(label, columns, [
                (tr(s.label), s.orders, s.parts_revenue, s.parts_cost, s.margin, s.share, s.labour_revenue,
                 s.fees_revenue) for s in (*rows, sheet.sums)
            ], (sheet.number,))
            for label, rows in sheet.views
        ]  # fmt: skip
        return spreadsheets.xlsx_of([*pages, sheet.lines])


def rate(share: int | None) -> str:
    """A margin in words; "n/a" where nothing was earned."""
    return tr(NOT_AVAILABLE) if share is None else i18n.percent(share)


def _blocks(sheet: CostSheet) -> Iterator[Block]:
    sums = sheet.sums
    yield Facts(
        [
            Fact(tr(N_("Month")), sheet.month, strong=True),
            Fact(tr(N_("Orders")), f"{sheet.orders:,}"), Fact(tr(N_("Repair items")), f"{sheet.items:,}"),
            Fact(tr(N_("Calculated at")), i18n.moment(sheet.calculated_at) if sheet.calculated_at else ""),
        ],
        gap=2 * MM,
    )  # fmt: skip
    yield Figures(
        [
            Figure(tr(N_("Part revenue")), i18n.money(sums.parts_revenue), tr(N_("without tax"))),
            Figure(tr(N_("Part cost")), i18n.money(sums.parts_cost), ""),
            Figure(tr(N_("Margin")), i18n.money(sums.margin), rate(sums.share)),
            Figure(tr(N_("Labour revenue")), i18n.money(sums.labour_revenue), tr(N_("without tax"))),
            Figure(tr(N_("Fees")), i18n.money(sums.fees_revenue), tr(N_("without tax"))),
        ]
    )
    yield from _stock(sheet)
    if sheet.apart:
        yield Heading(tr(N_("Not charged")))
        yield Table(
            [Column(tr(N_("Nature")), stretch=1), Column(tr(N_("Orders")), align="right"),
             Column(tr(N_("Part cost")), align="right", strong=True)],
            [Row((tr(s.label), f"{s.orders:,}", i18n.money(s.parts_cost))) for s in sheet.apart],
        )  # fmt: skip
    for label, rows in sheet.views:
        if rows:
            yield from _view(tr(label), rows, chart=label == N_("By category"))
    yield from _waiting(sheet)
    yield Signatures(sheet.signatures, zone=sheet.imprint.zone)


def _stock(sheet: CostSheet) -> Iterator[Block]:
    names = (N_("Opening stock value"), N_("In"), N_("Out"), N_("Closing stock value"))
    yield Heading(tr(N_("Stock value")), tr(N_("opening + in − out = closing")))
    yield Facts([Fact(tr(name), i18n.money(value)) for name, value in zip(names, sheet.flow, strict=True)])
    work = zip((N_("In work before"), N_("In work after")), sheet.work, strict=True)
    yield Facts([Fact(tr(name), i18n.money(value)) for name, value in work], gap=2 * MM)


def _view(title: str, rows: Sequence[Share], *, chart: bool) -> Iterator[Block]:
    more = len(rows) - MOST
    yield Heading(
        title, tr(N_("the first {n}; {more} more stand in the workbook"), n=MOST, more=more) if more > 0 else ""
    )
    if chart:
        bars = [charts.Bar(tr(s.label), max(0, s.margin), f"{i18n.money(s.margin)}  {rate(s.share)}") for s in rows]
        yield Picture(charts.bars(bars[:MOST], A4.room, size=8.5))
    yield Table(
        [
            Column(tr(N_("Name")), stretch=1, strong=True), Column(tr(N_("Orders")), align="right"),
            Column(tr(N_("Part revenue")), align="right"), Column(tr(N_("Part cost")), align="right"),
            Column(tr(N_("Margin")), align="right", strong=True), Column(tr(N_("Margin %")), align="right"),
            Column(tr(N_("Labour, fees")), align="right"),
        ],
        [
            Row(
                (
                    tr(s.label), f"{s.orders:,}", i18n.money(s.parts_revenue), i18n.money(s.parts_cost),
                    i18n.money(s.margin), rate(s.share), i18n.money(s.labour_revenue + s.fees_revenue),
                )
            )
            for s in rows[:MOST]
        ],
    )  # fmt: skip


def _waiting(sheet: CostSheet) -> Iterator[Block]:
    if not sheet.waiting:
        return
    yield Heading(tr(N_("To be cleared before the month is closed")))
    for one in sheet.waiting:
        qty = f"{i18n.quantity(one.qty[0], one.qty[1])} {one.qty[2]}"
        text = (
            N_("{slip}: {part} {name}, {qty}, belongs to no item.")
            if one.why == "ITEM"
            else N_("{slip}: {part} {name}, {qty}, has no cost.")
        )
        yield Prose(tr(text, slip=one.slip, part=one.part, name=one.name, qty=qty), bullet="·")
