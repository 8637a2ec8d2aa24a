"""Check sheet and completion certificate on paper, from frozen data. Knows no database."""

from __future__ import annotations

from collections.abc import Iterator

from app.core import i18n
from app.core.i18n import N_, tr
from app.printing.blocks import Fact, Facts, Heading, Prose, Signatures
from app.printing.pen import A5_LANDSCAPE, MM
from app.printing.sheet import Block, Form, render
from app.printing.tables import Cell, Column, Row, Table
from app.services.inspection_papers import CheckSheet, CompletionCertificate, Drive, InPlace, Looked

_MARKS = {"OK": N_("In order"), "FAULT": N_("Not in order")}
_OPEN = "□"


def sheet(data: CheckSheet) -> bytes:
    """质检单, A4."""
    with i18n.language(data.imprint.language):
        form = Form(
            title=N_("Inspection sheet"), number=data.number, imprint=data.imprint, blocks=list(_sheet(data))
        )  # fmt: skip
        return render(form)


def _sheet(data: CheckSheet) -> Iterator[Block]:
    yield Facts(
        [
            Fact(tr(N_("Plate")), data.plate, strong=True), Fact(tr(N_("Car")), data.vehicle),
            Fact(tr(N_("VIN")), data.vin), Fact(tr(N_("Category")), tr(data.category)),
            Fact(tr(N_("Work order")), data.order), Fact(tr(N_("Round")), str(data.round)),
            Fact(tr(N_("Inspection")), tr(data.decision)), Fact(tr(N_("Result")), tr(data.state), strong=True),
            Fact(tr(N_("Why")), tr(data.why), span=4),
        ]
    )  # fmt: skip
    yield Heading(tr(N_("Repair items")))
    yield Table(
        [
            Column(tr(N_("No.")), 9, align="right"), Column(tr(N_("Work")), stretch=3, strong=True),
            Column(tr(N_("Technician")), stretch=1), Column(tr(N_("Result")), 22), Column(tr(N_("Note")), stretch=2),
        ],
        [Row((str(i.no), i.label, i.people, _mark(i), i.note)) for i in data.items], grid=True,
    )  # fmt: skip
    yield Heading(tr(N_("The car as a whole")))
    yield _questions(data.questions)
    if data.parts:
        yield Heading(tr(N_("Parts in the car")))
        yield _parts(data.parts)
    yield Heading(tr(N_("Measured values")))
    yield _measured(data)
    if data.drive:  # else the slip that went along has it
        yield Heading(tr(N_("Road test")))
        yield Facts(_driven(data.drive, data.imprint.zone))
    if data.remark:
        yield Prose(tr(N_("Remark: {words}"), words=data.remark))
    if data.certificate:
        yield Prose(tr(N_("Completion certificate {number}"), number=data.certificate))
    yield Signatures(data.signatures, data.imprint.zone)


def _questions(questions: tuple[Looked, ...]) -> Table:
    """Two beside each other: the sheet stays one page."""
    pairs = [questions[at : at + 2] for at in range(0, len(questions), 2)]
    rows = [Row([cell for q in pair for cell in (tr(q.label), _mark(q))]) for pair in pairs]
    head = [Column(tr(N_("Question")), stretch=3), Column(tr(N_("Result")), 18)]
    return Table([*head, *head], rows, grid=True)


def _driven(drive: Drive, zone: str) -> list[Fact]:
    out, back = (i18n.moment(at, zone=zone) if at else "" for at in (drive.out_at, drive.back_at))
    run = " – ".join(f"{km:,}" for km in (drive.out_km, drive.back_km) if km is not None)
    return [
        Fact(tr(N_("Drive out")), out), Fact(tr(N_("Drive back")), back), Fact(tr(N_("Odometer (km)")), run),
        Fact(tr(N_("Driver")), drive.driver), Fact(tr(N_("Reason of the drive")), drive.reason),
        Fact(tr(N_("Result of the road test")), drive.result, span=3),
    ]  # fmt: skip


def _mark(line: Looked) -> str:
    return tr(_MARKS[line.result]) if line.result in _MARKS else _OPEN


def _measured(data: CheckSheet) -> Table:
    """What was measured, or empty lines to write on."""
    rows = [Row((m.name, m.value, m.unit, m.wanted)) for m in data.measured] or [Row(("", "", "", ""))] * 3
    return Table(
        [
            Column(tr(N_("Measured")), stretch=2), Column(tr(N_("Reading")), stretch=1, align="right"),
            Column(tr(N_("Unit")), stretch=1), Column(tr(N_("Should be")), stretch=1),
        ],
        rows, grid=True, least=0 if data.measured else 7,
    )  # fmt: skip


def _parts(parts: tuple[InPlace, ...]) -> Table:
    rows = []
    for p in parts:
        issued = i18n.quantity(p.issued, p.decimals) if p.own else tr(N_("Brought by the customer"))
        differs = tr(N_("differs")) if p.own and p.billed != p.issued else ""
        rows.append(
            Row((p.code, p.name, i18n.quantity(p.billed, p.decimals), Cell(issued, differs), i18n.unit(p.unit)))
        )
    return Table(
        [
            Column(tr(N_("Part number")), strong=True), Column(tr(N_("Name")), stretch=3),
            Column(tr(N_("Billed")), align="right"), Column(tr(N_("Issued from the store")), align="right"),
            Column(tr(N_("Unit"))),
        ],
        rows,
    )  # fmt: skip


def drive_table(drive: Drive | None, zone: str, *, least: float) -> Table:
    """Out and back with time and odometer; what is not known is left to be written."""
    out = (drive.out_at, drive.out_km) if drive else (None, None)
    back = (drive.back_at, drive.back_km) if drive else (None, None)
    rows = [
        Row((
            tr(label), i18n.moment(at, zone=zone, full=False) if at else "", f"{km:,} km" if km is not None else "", "",
        ))
        for label, (at, km) in ((N_("Drive out"), out), (N_("Drive back"), back))
    ]  # fmt: skip
    head = [
        Column(""), Column(tr(N_("Time")), stretch=1), Column(tr(N_("Odometer (km)")), stretch=1),
        Column(tr(N_("Fuel")), stretch=1),
    ]  # fmt: skip
    return Table(head, rows, grid=True, least=least)


def certificate(data: CompletionCertificate) -> bytes:
    """竣工出厂合格证, A5 landscape."""
    with i18n.language(data.imprint.language):
        facts = [
            Fact(tr(N_("Plate")), data.plate, strong=True), Fact(tr(N_("Car")), data.vehicle),
            Fact(tr(N_("VIN")), data.vin, span=2), Fact(tr(N_("Customer")), data.customer),
            Fact(tr(N_("Work order")), data.order), Fact(tr(N_("Category")), tr(data.category)),
            Fact(tr(N_("Odometer")), f"{data.odometer:,} km" if data.odometer is not None else ""),
            Fact(tr(N_("Repair items")), "、".join(data.work), span=4),
        ]  # fmt: skip
        day = f"{i18n.day(data.at.date())}"
        passed = tr(N_("This car was repaired as ordered, inspected and found in order. It may leave. {day}"), day=day)
        warranty = tr(
            N_("Warranty from delivery: {km} km or {days} days, whichever comes first."), km=f"{data.km:,}",
            days=data.days,
        )  # fmt: skip
        form = Form(
            title=N_("Certificate of completion"), number=data.number, imprint=data.imprint, paper=A5_LANDSCAPE,
            blocks=[
                Facts(facts, gap=2 * MM), Prose(passed, size=11, gap=4 * MM), Prose(warranty, gap=2 * MM),
                Signatures(data.signatures, data.imprint.zone),
            ],
        )  # fmt: skip
        return render(form)
