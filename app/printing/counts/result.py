"""The count report's result: headline figures, comparison with the last count, causes. Judges nothing itself."""

from __future__ import annotations

from collections.abc import Iterator

from app.core import i18n
from app.core.i18n import N_, tr
from app.printing import charts
from app.printing.blocks import Fact, Facts, Figure, Figures, Heading, Picture
from app.printing.counts.figures import NOT_AVAILABLE, points, rate
from app.printing.pen import A4
from app.printing.sheet import Block, said
from app.printing.tables import Column, Row, Table
from app.services.counts.sheets import CountFigures, CountReport


def headline(figures: CountFigures) -> Figures:
    """The five figures one looks for first."""
    differing = figures.lines - figures.matched
    return Figures(
        [
            Figure(tr(N_("Lines counted")), f"{figures.lines:,}", tr(N_("{n} with a difference"), n=f"{differing:,}")),
            Figure(tr(N_("Count gain")), i18n.money(figures.gain_value), rate(figures.gain_rate)),
            Figure(tr(N_("Count loss")), i18n.money(figures.loss_value), rate(figures.loss_rate)),
            Figure(tr(N_("Net of gain and loss")), i18n.money(figures.net_value, sign=True), rate(figures.net_rate)),
            Figure(
                tr(N_("Lines that match")),
                rate(figures.lines_strict),
                tr(N_("with tolerance {rate}"), rate=rate(figures.lines_tolerance)),
            ),
        ]
    )


def comparison(sheet: CountReport) -> Iterator[Block]:
    """All figures of §6.3, beside those of the last count if there was one."""
    last = sheet.last
    if last is None:
        yield Heading(tr(N_("Result in figures")), tr(N_("There is no earlier count of this scope.")))
        yield Facts([Fact(name, words, strong=True) for name, words, _, _ in _measures(sheet.figures)])
        return
    yield Heading(tr(N_("Result in figures")))
    columns = [
        Column(tr(N_("Indicator")), stretch=1),
        Column(tr(N_("This count")), 32, align="right", strong=True),
        Column("\n".join((tr("Last count"), last.number)), 48, align="right"),
        Column(tr(N_("Change since last count")), 32, align="right"),
    ]
    rows = [
        Row((name, this, before, _change(new, old, kind)))
        for (name, this, new, kind), (_, before, old, _) in zip(
            _measures(sheet.figures), _measures(last.figures), strict=True
        )
    ]
    yield Table(columns, rows)


def _measures(f: CountFigures) -> list[tuple[str, str, int | None, str]]:
    """Name, words, value and kind ("number", "money", "rate") of each figure, in the order of the table."""
    numbers = [(N_("Lines counted"), f.lines), (N_("Lines with a difference"), f.lines - f.matched)]
    money = [
        (N_("Book value at count"), f.book_value),
        (N_("Gain value"), f.gain_value),
        (N_("Loss value"), f.loss_value),
        (N_("Net difference"), f.net_value),
    ]
    rates = [
        (N_("Record accuracy by lines, no tolerance"), f.lines_strict),
        (N_("Record accuracy by lines, within tolerance"), f.lines_tolerance),
        (N_("Record accuracy by value"), f.value_accuracy),
        (N_("Gain rate"), f.gain_rate),
        (N_("Loss rate"), f.loss_rate),
    ]
    return [
        *((tr(name), f"{value:,}", value, "number") for name, value in numbers),
        *((tr(name), i18n.money(value), value, "money") for name, value in money),
        *((tr(name), rate(share), share, "rate") for name, share in rates),
    ]


def _change(new: int | None, old: int | None, kind: str) -> str:
    if new is None or old is None:
        return tr(NOT_AVAILABLE)
    if kind == "money":
        return i18n.money(new - old, sign=True)
    if kind == "number":
        return i18n.quantity((new - old) * 1000, sign=True)
    return tr(N_("{points} pts"), points=points(new - old, sign=True))


def causes(sheet: CountReport) -> Iterator[Block]:
    """The causes by the value they explain, as bars."""
    found = sorted(sheet.causes, key=lambda cause: -(cause.gain + cause.loss))
    if not found:
        return
    yield Heading(tr(N_("Top causes")), tr(N_("by value of gain and loss together")))
    whole = sum(cause.gain + cause.loss for cause in found)
    shown = [
        charts.Bar(
            said(cause.cause),
            cause.gain + cause.loss,
            tr(
                N_("{value}   {share}   lines: {n}"),
                value=i18n.money(cause.gain + cause.loss),
                n=cause.lines,
                share=rate((cause.gain + cause.loss) * 10_000 // whole if whole else None, digits=0),
            ),
        )
        for cause in found[:8]
    ]
    yield Picture(charts.bars(shown, A4.room, size=8.5))
