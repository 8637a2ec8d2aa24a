"""The paper of a stock report: what was asked, the table with its sums, remarks, who signs. Knows no query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.graphics.shapes import Drawing

from app.core import i18n
from app.core.i18n import N_, Text, tr
from app.core.screen import Column
from app.printing import charts, tables
from app.printing.blocks import Fact, Facts, Picture, Prose, Signatures, chain_words
from app.printing.pen import A4_LANDSCAPE, MM
from app.printing.sheet import Block, Form, render, said
from app.services.reports.kinds import ReportSheet, Slice

FIGURES = ("quantity", "level", "money", "price", "percent", "number")

HIGH = 48 * MM  # of a Pareto chart


def report(sheet: ReportSheet) -> bytes:
    """The report on A4 landscape."""
    with i18n.language(sheet.imprint.language):
        form = Form(
            title=sheet.title, number="", imprint=sheet.imprint, paper=A4_LANDSCAPE, blocks=list(_blocks(sheet)),
        )  # fmt: skip
        return render(form)


def _blocks(sheet: ReportSheet) -> Iterator[Block]:
    until = i18n.day(sheet.until)
    asked = tr(N_("{since} to {until}"), since=i18n.day(sheet.since), until=until) if sheet.since else until
    group = (
        Fact(tr(N_("Grouped by")), tr(sheet.by)) if sheet.by
        else Fact(tr(N_("Category")), sheet.category or tr(N_("All")))
    )  # fmt: skip
    period = Fact(tr(N_("Period")) if sheet.since else tr(N_("Day")), asked)
    yield Facts([period, group, Fact(tr(N_("Rows")), f"{len(sheet.rows):,}")], gap=1 * MM)
    yield Prose(tr(sheet.about), quiet=True)
    if sheet.chart:
        yield Picture(chart_of(sheet.chart, A4_LANDSCAPE.room, HIGH, pareto=sheet.pareto))
    columns = [
        tables.Column(tr(c.label), stretch=1.0 if c.stretch else 0.0, align="right" if c.kind in FIGURES else "left",
                      strong=c.kind == "strong")
        for c in sheet.columns
    ]  # fmt: skip
    rows = [tables.Row([written(c, cell) for c, cell in zip(sheet.columns, row, strict=True)]) for row in sheet.rows]
    foot = (
        [tables.Row([written(c, cell) for c, cell in zip(sheet.columns, sheet.foot, strict=True)])]
        if sheet.foot
        else []
    )
    yield tables.Table(columns, rows, foot)
    for remark in sheet.remarks:
        yield Prose(said(remark), bullet="·")
    if sheet.audit is not None:
        yield Prose(chain_words(sheet.audit), size=6.5, quiet=True, gap=3 * MM)
    if sheet.signatures:
        yield Signatures(sheet.signatures, zone=sheet.imprint.zone)


def chart_of(
    slices: Sequence[Slice], width: float, height: float, palette: charts.Palette = charts.PAPER, *,
    pareto: bool, size: float = 8.0,
) -> Drawing:  # fmt: skip
    """The bars of a report, in points: the longest first with the line of their share, or as they come."""
    bars = [charts.Bar(said(one.label) if isinstance(one.label, Text) else one.label, one.size, f"{one.size:,}")
            for one in slices]  # fmt: skip
    return charts.pareto(bars, width, height, palette, size=size) if pareto else charts.bars(
        bars, width, palette, size=size
    )  # fmt: skip


def written(column: Column, cell: Any) -> str:
    """A cell in words of the language in force; "" if it is empty."""
    if cell is None:
        return ""
    if isinstance(cell, Text):
        return tr(cell)
    kind = column.kind
    if kind in ("quantity", "level"):
        return f"{i18n.quantity(cell[0], cell[1])} {i18n.unit(cell[2])}".strip()
    if kind in ("choice", "light"):
        label = dict(column.choices).get(cell, cell)
        return tr(label) if label else ""
    if kind == "flag":
        return "✓" if cell else "–"
    makers: dict[str, Any] = {
        "money": i18n.money, "price": i18n.price, "percent": i18n.percent, "date": i18n.day, "moment": i18n.moment,
    }  # fmt: skip
    words: str = makers.get(kind, str)(cell)
    return words
