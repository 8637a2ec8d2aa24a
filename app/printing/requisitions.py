"""The papers of the parts counter: requisition and return slip. Knows no session and no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from app.core import i18n
from app.core.i18n import N_, tr
from app.printing.blocks import Fact, Facts, Prose, Signatures, whose_car
from app.printing.pen import A5_LANDSCAPE, HALF, MM
from app.printing.sheet import Block, Form, render, said
from app.printing.tables import Cell, Column, Row, Table
from app.services.requisition_papers import BackLine, BackSlip, ConsentSheet, RequisitionSlip, SlipLine, SwapLine

Slip = TypeVar("Slip", RequisitionSlip, BackSlip)
PAPERS = {"half": HALF, "a5": A5_LANDSCAPE}
COPIES = {
    "WAREHOUSE": N_("Copy for the warehouse"), "FINANCE": N_("Copy for finance"),
    "WORKSHOP": N_("Copy for the workshop"), "": "",
}  # fmt: skip


def requisition(sheets: RequisitionSlip | Sequence[RequisitionSlip]) -> bytes:
    """领料单: one sheet for each copy; a multi-ply sheet is one."""
    several = [sheets] if isinstance(sheets, RequisitionSlip) else list(sheets)
    return render(*(_form(one, N_("Parts requisition"), _asked) for one in several))


def back(sheets: BackSlip | Sequence[BackSlip]) -> bytes:
    """退料单: one sheet for each copy."""
    several = [sheets] if isinstance(sheets, BackSlip) else list(sheets)
    return render(*(_form(one, N_("Parts return slip"), _returned) for one in several))


def _form(sheet: Slip, title: str, blocks: Callable[[Slip], Iterator[Block]]) -> Form:
    with i18n.language(sheet.imprint.language):
        copy = COPIES[sheet.copy]
        return Form(
            title=title, number=sheet.number, imprint=sheet.imprint, revision=sheet.revision,
            subtitle=tr(copy) if copy else "", paper=PAPERS[sheet.paper], blocks=list(blocks(sheet)),
        )  # fmt: skip


# --- requisition ------------------------------------------------------------------------------------------------------
def _asked(sheet: RequisitionSlip) -> Iterator[Block]:
    zone = sheet.imprint.zone
    yield Facts(
        [
            Fact(tr(N_("Plate")), sheet.plate, strong=True), Fact(tr(N_("Work order")), sheet.order),
            Fact(tr(N_("Car")), sheet.car), Fact(tr(N_("Service advisor")), sheet.advisor),
            Fact(tr(N_("Asked for by")), sheet.technician), Fact(tr(N_("Type")), said(sheet.type)),
            Fact(tr(N_("Warehouse")), sheet.warehouse),
            Fact(tr(N_("Approved at")), i18n.moment(sheet.approved_at, zone=zone) if sheet.approved_at else ""),
            *([Fact(tr(N_("Reason")), sheet.reason, span=4)] if sheet.reason else ()),
        ],
        gap=1 * MM,
    )  # fmt: skip
    columns = [
        Column(tr(N_("Name")), stretch=3), Column(tr(N_("Spec / model")), stretch=1), Column(tr(N_("Bin"))),
        Column(tr(N_("Unit"))), Column(tr(N_("Requested qty")), align="right"),
        Column(tr(N_("Approved qty")), align="right"), Column(tr(N_("Issued qty")), align="right"),
    ]  # fmt: skip
    yield _table(sheet.lines, columns, _asked_cells)
    for one in sheet.hand_overs:
        words = tr(
            N_("Hand-over {n}, {at}: {keeper} to {receiver}, signed: {way}"), n=one.nth,
            at=i18n.moment(one.at, zone=zone), keeper=one.issued_by, receiver=one.receiver, way=said(one.way),
        )  # fmt: skip
        yield Prose(words, size=7.5, quiet=True, gap=1 * MM, clings=True)
    yield Signatures(sheet.signatures, zone=zone)


def _table(lines: Sequence[Any], columns: Sequence[Column], cells: Callable[[Any], tuple[Cell | str, ...]]) -> Table:
    """The lines with their number and part before `cells`, and what they are worth on a copy that says so."""
    money = any(line.value is not None for line in lines)
    head = [Column(tr(N_("No.")), 7, align="right"), Column(tr(N_("Part number")), strong=True), *columns]
    rows = [
        Row((str(at), line.code, *cells(line), *([_money(line.value)] if money else ())))
        for at, line in enumerate(lines, 1)
    ]
    return Table([*head, *([Column(tr(N_("Value, ¥")), align="right")] if money else ())], rows, gap=2 * MM)


def _asked_cells(line: SlipLine) -> tuple[Cell | str, ...]:
    instead = tr(N_("instead goes out: {part}"), part=line.substitute) if line.substitute else ""
    below = "  ·  ".join(filter(None, (line.work, instead, line.note)))
    approved = "" if line.approved is None else i18n.quantity(line.approved, line.decimals)
    issued = i18n.quantity(line.issued, line.decimals) if line.issued else ""
    return (
        Cell(line.name, below), line.spec, line.bin, i18n.unit(line.unit), i18n.quantity(line.asked, line.decimals),
        approved, issued,
    )  # fmt: skip


# --- a substitute -----------------------------------------------------------------------------------------------------
def consent(sheet: ConsentSheet) -> bytes:
    """替代配件确认单, A5: each part beside its substitute, with grades and prices, for the customer to sign."""
    with i18n.language(sheet.imprint.language):
        form = Form(
            title=N_("Consent to a substitute part"), number=sheet.number, imprint=sheet.imprint,
            revision=sheet.revision, paper=A5_LANDSCAPE, blocks=list(_swapped(sheet)),
        )  # fmt: skip
        return render(form)


def _swapped(sheet: ConsentSheet) -> Iterator[Block]:
    yield whose_car(sheet.plate, sheet.car, sheet.customer, sheet.order)
    columns = [
        Column(tr(N_("No.")), 7, align="right"), Column(tr(N_("Part of the order")), stretch=3),
        Column(tr(N_("Price")), align="right"), Column(tr(N_("Substitute")), stretch=3),
        Column(tr(N_("Its price")), align="right"), Column(tr(N_("Quantity")), align="right"),
        Column(tr(N_("Difference")), align="right"),
    ]  # fmt: skip
    yield Table(columns, [_swap_row(at, line) for at, line in enumerate(sheet.lines, 1)], gap=2 * MM)
    yield Prose(
        tr(N_("I agree that the substitute is fitted instead, at its price, tax included.")), size=10, gap=3 * MM
    )
    yield Signatures(sheet.signatures, zone=sheet.imprint.zone)


def _swap_row(at: int, line: SwapLine) -> Row:
    below = "  ·  ".join(filter(None, (line.new_code, said(line.new_grade), line.reason)))
    return Row(
        (
            str(at), Cell(line.old_name, f"{line.old_code}  ·  {said(line.old_grade)}"),
            _priced(line.old_price), Cell(line.new_name, below), _priced(line.new_price),
            f"{i18n.quantity(line.qty, line.decimals)} {i18n.unit(line.unit)}",
            "–" if line.difference is None else i18n.money(line.difference, sign=True),
        )
    )  # fmt: skip


def _priced(micro: int | None) -> str:
    return "–" if micro is None else i18n.price(micro)


# --- return -----------------------------------------------------------------------------------------------------------
def _returned(sheet: BackSlip) -> Iterator[Block]:
    zone = sheet.imprint.zone
    yield Facts(
        [
            Fact(tr(N_("Plate")), sheet.plate, strong=True), Fact(tr(N_("Work order")), sheet.order),
            Fact(tr(N_("Car")), sheet.car), Fact(tr(N_("Brought back by")), sheet.technician),
            Fact(tr(N_("Warehouse")), sheet.warehouse),
            Fact(tr(N_("Posted at")), i18n.moment(sheet.posted_at, zone=zone) if sheet.posted_at else ""),
            Fact(tr(N_("Reason")), sheet.reason, span=2),
        ],
        gap=1 * MM,
    )  # fmt: skip
    columns = [
        Column(tr(N_("Name")), stretch=2), Column(tr(N_("Spec / model")), stretch=1), Column(tr(N_("Bin"))),
        Column(tr(N_("Unit"))), Column(tr(N_("Quantity")), align="right"), Column(tr(N_("Condition")), stretch=2),
    ]  # fmt: skip
    yield _table(sheet.lines, columns, _returned_cells)
    yield Signatures(sheet.signatures, zone=zone)


def _returned_cells(line: BackLine) -> tuple[Cell | str, ...]:
    who = tr(N_("answers for it: {name}"), name=line.responsible) if line.responsible else ""
    return (
        Cell(line.name, "  ·  ".join(filter(None, (line.slip, line.batch)))), line.spec, line.bin, i18n.unit(line.unit),
        i18n.quantity(line.quantity, line.decimals),
        Cell(said(line.condition), "  ·  ".join(filter(None, (line.reason, who)))),
    )  # fmt: skip


def _money(value: int | None) -> str:
    return "" if value is None else i18n.money(value).replace("¥", "")
