"""The list of a day's appointments on A4 landscape: for the front desk and the wall of the workshop. Knows no query."""

from __future__ import annotations

from collections.abc import Iterator

from app.core import clock, i18n
from app.core.i18n import N_, tr
from app.printing import tables
from app.printing.blocks import Fact, Facts, Prose
from app.printing.pen import A4_LANDSCAPE, MM
from app.printing.sheet import Block, Form, render, said
from app.services.appointments.board import DaySheet


def day(sheet: DaySheet) -> bytes:
    """One line per appointment, in order of time; phones are masked already."""
    with i18n.language(sheet.imprint.language):
        form = Form(
            title=N_("Appointments of the day"), number="", imprint=sheet.imprint, paper=A4_LANDSCAPE,
            blocks=list(_blocks(sheet)),
        )  # fmt: skip
        return render(form)


def _blocks(sheet: DaySheet) -> Iterator[Block]:
    facts = [Fact(tr(N_("Day")), i18n.day(sheet.day)), Fact(tr(N_("Appointments")), f"{len(sheet.rows)}")]
    if sheet.possible:
        hours = f"{sheet.booked / 60:g} / {sheet.possible / 60:g}"
        facts.append(Fact(tr(N_("Bay hours")), hours))
    yield Facts(facts, gap=1 * MM)
    if sheet.note is not None:
        yield Prose(said(sheet.note), quiet=True)
    columns = [
        tables.Column(tr(N_("Time")), 24), tables.Column(tr(N_("Plate")), 26, strong=True),
        tables.Column(tr(N_("Vehicle")), 34), tables.Column(tr(N_("Customer")), 34),
        tables.Column(tr(N_("Fault description")), stretch=1.0), tables.Column(tr(N_("Bay")), 16),
        tables.Column(tr(N_("Service advisor")), 24), tables.Column(tr(N_("State")), 24),
    ]  # fmt: skip
    rows = []
    for one in sheet.rows:
        times = f"{clock.local(one.start):%H:%M}–{clock.local(one.end):%H:%M}"
        parts = tr(N_("Keep ready: {parts}"), parts=one.parts) if one.parts else ""
        customer = tables.Cell(one.name, one.phone)
        rows.append(
            tables.Row([times, one.plate, one.car, customer, one.fault, one.bay, one.advisor, tr(one.state)], parts)
        )
    yield tables.Table(columns, rows)
    if not sheet.rows:
        yield Prose(tr(N_("Nothing is agreed for this day.")), quiet=True)
