"""The small papers around a work order: job card, road-test slip, release slip, receipt. Knows no rule."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.core import i18n
from app.core.capitals import capitals
from app.core.i18n import N_, tr
from app.core.paper import Signature
from app.printing import barcodes
from app.printing.blocks import Fact, Facts, Figure, Figures, Heading, Prose, Signatures
from app.printing.inspections import drive_table
from app.printing.pen import A5_LANDSCAPE, LEADING, MM, QUIET, Paper, Pen
from app.printing.sheet import Block, Form, Strip, render
from app.printing.tables import Cell, Column, Row, Table
from app.printing.tickets import leave
from app.services.order_papers import GateSlip, JobCard, JobItem, RoadTest
from app.services.parts import GRADES
from app.services.payment_papers import Receipt

MODULE = 0.6  # points: 0.21 mm, five dots at 600 dpi


class JobLines:
    """The items of a job card, each with the bar code that starts and stops its clock."""

    def __init__(self, items: tuple[JobItem, ...]) -> None:
        self._items = items

    def strips(self, paper: Paper) -> list[Strip]:
        """One strip an item, never cut; a locked one has no bar code and takes less."""
        high = {True: 10 * MM, False: 14 * MM}
        return [Strip(high[item.locked], partial(self._draw, item), gap=1.5 * MM) for item in self._items]

    @staticmethod
    def _draw(item: JobItem, pen: Pen, left: float, top: float) -> None:
        paper = pen.paper
        right, size = left + paper.room, paper.body + 1.5
        bars = barcodes.code128(item.code)
        wide = len(bars) * MODULE
        end = right - wide - 6 * MM
        pen.rule(left, right, top, 0.4, QUIET)
        pen.squeezed(left, top - 5 * MM, f"{item.no}", size, 8 * MM, bold=True)
        pen.squeezed(left + 9 * MM, top - 5 * MM, item.name, size, end - left - 9 * MM, bold=True)
        hours = tr(N_("{hours} h"), hours=i18n.quantity(item.hours, 1))
        words = [hours, item.people, tr(N_("LOCKED until the customer agrees")) if item.locked else "", item.note]
        said = "   ".join(word for word in words if word)
        pen.squeezed(left + 9 * MM, top - 5 * MM - size * LEADING, said, paper.body - 0.5, end - left - 9 * MM)
        if not item.locked:
            pen.bars(right - wide, top - 10.5 * MM, bars, MODULE, 9 * MM)
            pen.squeezed(right, top - 13.5 * MM, item.code, 7, wide, shade=QUIET, align="right")


def job_card(sheet: JobCard) -> bytes:
    """派工单, A5, without prices."""
    with i18n.language(sheet.imprint.language):
        promised = i18n.moment(sheet.promised_at, zone=sheet.imprint.zone) if sheet.promised_at else ""
        facts = [
            Fact(tr(N_("Plate")), sheet.plate, strong=True), Fact(tr(N_("Car")), sheet.vehicle),
            Fact(tr(N_("VIN")), sheet.vin), Fact(tr(N_("Promised for")), promised, strong=True),
            Fact(tr(N_("Bay")), sheet.bay), Fact(tr(N_("Service advisor")), sheet.advisor),
            Fact(tr(N_("Odometer in")), f"{sheet.odometer:,} km" if sheet.odometer is not None else ""),
        ]  # fmt: skip
        blocks: list[Block] = [Facts(facts, gap=1 * MM)]
        if sheet.complaint:
            blocks.append(Prose(tr(N_("Customer's words: {words}"), words=sheet.complaint), gap=1.5 * MM))
        blocks.append(JobLines(sheet.items))
        if sheet.parts:
            blocks += [Heading(tr(N_("Parts"))), _job_parts(sheet)]
        boxes = (Signature(N_("Technician")), Signature(N_("Workshop supervisor")))
        blocks.append(Signatures(boxes, sheet.imprint.zone, flat=True))
        form = Form(
            title=N_("Job card"), number=sheet.number, imprint=sheet.imprint, revision=sheet.revision,
            paper=A5_LANDSCAPE, blocks=blocks,
        )  # fmt: skip
        return render(form)


def _job_parts(sheet: JobCard) -> Table:
    head = [
        Column(tr(N_("Item")), 10, align="right"), Column(tr(N_("Part number")), strong=True),
        Column(tr(N_("Name")), stretch=3), Column(tr(N_("Quality grade"))), Column(tr(N_("Quantity")), align="right"),
        Column(tr(N_("Unit"))),
    ]  # fmt: skip
    rows = [
        Row(
            (
                str(p.item), p.code, Cell(p.name, tr(N_("LOCKED until the customer agrees")) if p.change else p.note),
                tr(GRADES[p.grade]) if p.grade in GRADES else "", i18n.quantity(p.quantity, p.decimals),
                i18n.unit(p.unit),
            )
        )
        for p in sheet.parts
    ]  # fmt: skip
    return Table(head, rows)


def road_test(sheet: RoadTest) -> bytes:
    """试车单, A5: times, km and fuel, as far as they are not known, are written by hand."""
    drive = sheet.drive
    with i18n.language(sheet.imprint.language):
        allowed = tr(N_("allowed")) if sheet.allowed else tr(N_("NOT allowed by the customer"))
        facts = [
            Fact(tr(N_("Plate")), sheet.plate, strong=True), Fact(tr(N_("Car")), sheet.vehicle),
            Fact(tr(N_("Customer")), sheet.customer), Fact(tr(N_("Road test")), allowed, strong=not sheet.allowed),
            Fact(tr(N_("Odometer in")), f"{sheet.odometer:,} km" if sheet.odometer is not None else ""),
            Fact(tr(N_("Reason")), drive.reason if drive else sheet.reason, span=3),
        ]  # fmt: skip
        found = drive.result if drive else ""
        result = Table([Column(tr(N_("Result of the road test")), stretch=1)], [Row((found,))], grid=True, least=16)
        form = Form(
            title=N_("Road-test slip"), number=sheet.number, imprint=sheet.imprint, paper=A5_LANDSCAPE,
            blocks=[
                Facts(facts, gap=1 * MM), drive_table(drive, sheet.imprint.zone, least=10), result,
                Signatures(
                    (Signature(N_("Driver"), drive.driver if drive else ""), Signature(N_("Customer"))),
                    sheet.imprint.zone,
                ),
            ],
        )  # fmt: skip
        return render(form)


def gate(sheet: GateSlip) -> bytes:
    """放行条, A5: the gate keeps it."""
    with i18n.language(sheet.imprint.language):
        zone = sheet.imprint.zone
        facts = [
            Fact(tr(N_("Plate")), sheet.plate, strong=True), Fact(tr(N_("Car")), sheet.vehicle),
            Fact(tr(N_("Work order")), sheet.number, span=2), Fact(tr(N_("Bill")), i18n.money(sheet.total)),
            Fact(tr(N_("Paid")), i18n.money(sheet.paid), strong=True),
            Fact(tr(N_("Released at")), i18n.moment(sheet.released_at, zone=zone)),
            Fact(tr(N_("Released by")), sheet.released_by), Fact(tr(N_("Reason")), sheet.reason, span=4),
        ]  # fmt: skip
        form = Form(
            title=N_("Release slip"), number=sheet.number, imprint=sheet.imprint, paper=A5_LANDSCAPE,
            blocks=[
                Facts(facts, gap=2 * MM), Prose(leave(sheet), size=11, gap=4 * MM),
                Signatures((Signature(N_("Cashier")), Signature(N_("Gate"))), zone),
            ],
        )  # fmt: skip
        return render(form)


def receipt(sheet: Receipt) -> bytes:
    """收据, A5."""
    with i18n.language(sheet.imprint.language):
        form = Form(
            title=N_("Payment receipt"), number=sheet.number, imprint=sheet.imprint, paper=A5_LANDSCAPE,
            blocks=list(_receipt(sheet)),
        )  # fmt: skip
        return render(form)


def _change(sheet: Receipt) -> Iterator[Fact]:
    if sheet.given is not None:
        yield Fact(tr(N_("Given")), i18n.money(sheet.given))
        yield Fact(tr(N_("Change")), i18n.money(sheet.change))


def _receipt(sheet: Receipt) -> Iterator[Block]:
    facts = [
        Fact(tr(N_("Received from")), sheet.customer, strong=True), Fact(tr(N_("Plate")), sheet.plate),
        Fact(tr(N_("Work order")), sheet.order, span=2), Fact(tr(N_("For what")), tr(sheet.purpose)),
        Fact(tr(N_("How paid")), tr(sheet.method)), Fact(tr(N_("Slip or transaction")), sheet.reference),
        Fact(tr(N_("Taken at")), i18n.moment(sheet.taken_at, zone=sheet.imprint.zone)),
        *_change(sheet),
    ]  # fmt: skip
    yield Facts(facts, gap=2 * MM)
    figures = [
        Figure(tr(N_("Amount")), i18n.money(sheet.amount)),
        Figure(tr(N_("Paid so far")), i18n.money(sheet.held)),
    ]
    last = (N_("Bill"), sheet.bill) if sheet.bill is not None else (N_("Estimate"), sheet.estimate)
    yield Figures([*figures, Figure(tr(last[0]), i18n.money(last[1] or 0))])
    yield Prose(tr(N_("Amount in capitals: {words}"), words=capitals(sheet.amount)), gap=2 * MM)
    yield Signatures((Signature(N_("Taken by"), sheet.taken_by), Signature(N_("Customer"))), sheet.imprint.zone)
