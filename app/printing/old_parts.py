"""The papers of old parts: slip of an order, what a customer signs, scrap slip. Knows no session and no rule."""

from __future__ import annotations

from collections.abc import Iterator

from app.core import i18n
from app.core.i18n import N_, tr
from app.core.paper import paper_code
from app.printing.blocks import Fact, Facts, Prose, Signatures, whose_car
from app.printing.pen import A5_LANDSCAPE, MM
from app.printing.sheet import Block, Form, render, said
from app.printing.tables import Cell, Column, Row, Table
from app.services.old_part_papers import OldLine, OldPartSlip, ScrapSlip

TITLES = {
    "": N_("Old-part slip"), "TAKE": N_("Receipt for old parts"), "WAIVE": N_("Waiver of old parts"),
    "KEEP": N_("Custody slip for old parts"),
}  # fmt: skip
DECLARED = {
    "TAKE": N_("I have received these old parts of my car."),
    "WAIVE": N_("I waive these old parts of my car. The shop may dispose of them."),
    "KEEP": N_("These old parts are kept for me until {date}. If I have not fetched them by then, the shop may dispose "
               "of them."),
}  # fmt: skip

WORDS = {"TAKE": N_("Taken along"), "WAIVE": N_("Waived"), "KEEP": N_("Kept for the customer")}


def slip(sheet: OldPartSlip) -> bytes:
    """旧件回收单, A5: new part beside old part, what was found and what became of it; or what the customer declares."""
    with i18n.language(sheet.imprint.language):
        form = Form(
            title=TITLES[sheet.declares], number=sheet.number, imprint=sheet.imprint, revision=sheet.revision,
            paper=A5_LANDSCAPE, blocks=list(_blocks(sheet)), code=paper_code(sheet.number, sheet.revision),
        )  # fmt: skip
        return render(form)


def _blocks(sheet: OldPartSlip) -> Iterator[Block]:
    yield whose_car(sheet.plate, sheet.vehicle, sheet.customer, sheet.order)
    yield _table(sheet)
    if sheet.declares:
        date = i18n.day(sheet.until) if sheet.until else ""
        yield Prose(tr(DECLARED[sheet.declares], date=date), size=10, gap=3 * MM)
    for answer in sheet.answers:
        yield Prose(tr(answer), gap=1.5 * MM)
    yield Signatures(sheet.signatures, zone=sheet.imprint.zone)


def _table(sheet: OldPartSlip) -> Table:
    head = [
        Column(tr(N_("No.")), 8, align="right"), Column(tr(N_("Old part")), strong=True),
        Column(tr(N_("New part")), stretch=3), Column(tr(N_("Quantity")), align="right"),
        Column(tr(N_("Completeness"))), Column(tr(N_("Usability"))),
        Column(tr(N_("Declaration") if sheet.declares else N_("What becomes of it")), stretch=2),
        Column(tr(N_("Bin"))), Column(tr(N_("Photos"))),
    ]  # fmt: skip
    rows = [
        Row(
            (
                str(at), Cell(_short(line.number), line.serial_old), Cell(line.name, _new(line)),
                f"{i18n.quantity(line.quantity, line.decimals)} {i18n.unit(line.unit)}", said(line.completeness),
                said(line.usability), Cell(_fate(sheet, line), line.hazardous), line.bin, line.photos,
            )
        )
        for at, line in enumerate(sheet.lines, 1)
    ]  # fmt: skip
    return Table(head, rows, gap=2 * MM)


def _fate(sheet: OldPartSlip, line: OldLine) -> str:
    """What became of it; on a declaration in a word what the customer signs."""
    return tr(WORDS[sheet.declares]) if sheet.declares else said(line.fate)


def _new(line: OldLine) -> str:
    return "  ".join(filter(None, (line.part, line.serial_new)))


def _short(number: str) -> str:
    """The day and running number: prefix and station are the same on every line."""
    return "-".join(number.split("-")[-2:])


def scrap(sheet: ScrapSlip) -> bytes:
    """报废处置单, A5: what a handler takes away, with licence and transfer slip if it is hazardous waste."""
    with i18n.language(sheet.imprint.language):
        form = Form(
            title=N_("Hazardous waste slip") if sheet.hazardous else N_("Scrap batch slip"), number=sheet.number,
            imprint=sheet.imprint, paper=A5_LANDSCAPE, blocks=list(_scrap_blocks(sheet)),
        )  # fmt: skip
        return render(form)


def _scrap_blocks(sheet: ScrapSlip) -> Iterator[Block]:
    zone = sheet.imprint.zone
    facts = [
        Fact(tr(N_("Handler")), sheet.handler, strong=True, span=2), Fact(tr(N_("Handler's licence")), sheet.licence),
        Fact(tr(N_("Slip number")), sheet.slip),
        Fact(tr(N_("Handed over at")), i18n.moment(sheet.disposed_at, zone=zone) if sheet.disposed_at else ""),
        Fact(tr(N_("Weight")), _kg(sum(line.grams or 0 for line in sheet.lines))),
        Fact(tr(N_("Proceeds")), i18n.money(sheet.proceeds)), Fact(tr(N_("Remark")), sheet.remark),
    ]  # fmt: skip
    yield Facts(facts, gap=1 * MM)
    head = [
        Column(tr(N_("No.")), 8, align="right"), Column(tr(N_("Old part"))), Column(tr(N_("What it is")), stretch=3,
                                                                                    strong=True),
        Column(tr(N_("Plate"))), Column(tr(N_("HW class"))), Column(tr(N_("Weight")), align="right"),
    ]  # fmt: skip
    rows = [
        Row((str(at), _short(line.number), line.what, line.plate, line.hw_class, _kg(line.grams)))
        for at, line in enumerate(sheet.lines, 1)
    ]
    yield Table(head, rows, gap=2 * MM)
    yield Signatures(sheet.signatures, zone=zone)


def _kg(grams: int | None) -> str:
    return f"{i18n.quantity(grams, 3)} kg" if grams else ""
