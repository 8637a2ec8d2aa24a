"""The settlement list in the order of the industry's form (JT/T 1133), and the delivery sheet. Knows no rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.core import i18n
from app.core.capitals import capitals
from app.core.i18n import N_, tr
from app.core.paper import Imprint, paper_code
from app.printing.blocks import Fact, Facts, Figure, Figures, Heading, Prose, Signatures
from app.printing.pen import A4, MM, Paper, Pen
from app.printing.receptions import legend, outline
from app.printing.sheet import Block, Form, Strip, render
from app.printing.tables import Cell, Column, Row, Table
from app.printing.work_orders import warranty
from app.services import car
from app.services.deliveries import fuel_words, sheet_number
from app.services.parts import GRADES
from app.services.settlement_papers import DeliverySheet, SettlementRow, SettlementSheet
from app.services.settlements.rules import DIAGNOSIS, LABOUR, MATERIAL, SECTIONS, WHY
from app.services.work_orders.rules import CATEGORIES, PAYERS

BOXES = {
    "TAKE": N_("Confirmed, taken along by the customer"), "WAIVE": N_("Waived by the customer"),
    "NONE": N_("No old parts"),
}  # fmt: skip
OUTLINE = 118 * MM
HELD = 3  # lines that are never parted from the sums: a page with sums alone could belong to any list


def settlement(sheet: SettlementSheet) -> bytes:
    """维修结算清单, A4."""
    imprint = _imprint(sheet.imprint)
    with i18n.language(imprint.language):
        return render(
            Form(
                title=N_("Settlement list"), number=sheet.number, imprint=imprint, revision=sheet.revision, paper=A4,
                subtitle=tr(N_("Work that was stopped")) if sheet.stopped else "",
                blocks=list(_settlement(sheet, imprint)), code=paper_code(sheet.number, sheet.revision),
            )
        )  # fmt: skip


def _imprint(imprint: Imprint | None) -> Imprint:
    if imprint is None:
        raise ValueError("a sheet is printed with an imprint")
    return imprint


def _settlement(sheet: SettlementSheet, imprint: Imprint) -> Iterator[Block]:
    yield Facts(list(_parties(sheet, imprint)), gap=1 * MM)
    summary = tr(N_("Summary of charges"))
    yield Heading(f"1  {summary}")
    yield _summary(sheet)
    number = 2
    for section, label in SECTIONS.items():
        rows = [row for row in sheet.rows if row.section == section and (row.source == "OWN")]
        if rows and section in (DIAGNOSIS, MATERIAL, LABOUR) and any(row.name for row in rows):
            yield Heading(f"{number}  {tr(label)}")
            yield _parts(rows) if section == MATERIAL else _work(rows)
            number += 1
    brought = [row for row in sheet.rows if row.source == "CUSTOMER"]
    if brought:
        heading = tr(N_("Parts the customer brought himself"))
        yield Heading(f"{number}  {heading}")
        yield _brought(brought)
    yield from _end(sheet, imprint)


def _parties(sheet: SettlementSheet, imprint: Imprint) -> Iterator[Fact]:
    yield Fact(tr(N_("Party ordering the repair")), sheet.customer, strong=True)
    yield Fact(tr(N_("Phone")), sheet.phone)
    yield Fact(tr(N_("Repairer")), imprint.letterhead.company, span=2)
    yield Fact(tr(N_("Plate")), sheet.plate, strong=True)
    yield Fact(tr(N_("Car")), sheet.vehicle)
    yield Fact(tr(N_("VIN")), sheet.vin)
    yield Fact(tr(N_("Category")), tr(CATEGORIES.get(sheet.category, sheet.category)))
    yield Fact(tr(N_("Came in on")), i18n.day(sheet.came_at))
    yield Fact(tr(N_("Left on")), i18n.day(sheet.left_at) if sheet.left_at else "")
    yield Fact(tr(N_("Odometer in")), f"{sheet.odometer_in:,} km" if sheet.odometer_in is not None else "")
    yield Fact(tr(N_("Odometer out")), f"{sheet.odometer_out:,} km" if sheet.odometer_out is not None else "")
    yield Fact(tr(N_("Work order")), sheet.order)
    yield Fact(tr(N_("Completion certificate")), sheet.certificate)
    yield Fact(tr(N_("Invoice number")), sheet.invoice)


def _bare(fen: int) -> str:
    return i18n.money(fen).replace("¥", "")


def _summary(sheet: SettlementSheet) -> Table:
    """One column a kind of charge, as the form has it: what they come to, then what goes off."""
    sums = dict(sheet.sections)
    head = [Column(tr(label), stretch=1, align="right") for label in SECTIONS.values()]
    head.append(Column(tr(N_("Together")), stretch=1, align="right", strong=True))
    figures = [_bare(sums.get(section, 0)) for section in SECTIONS]
    return Table(head, [Row((*figures, _bare(sum(sums.values()))))], grid=True)


def _note(row: SettlementRow) -> str:
    said = []
    if row.payer != "CUSTOMER" and not row.why:
        said.append(tr(N_("paid by: {payer}"), payer=tr(PAYERS.get(row.payer, row.payer))))
    if row.free:
        free = f"{i18n.quantity(row.free, row.decimals)} {i18n.unit(row.unit)}"
        why = tr(WHY[row.why]) if row.why in WHY else ""
        said.append(tr(N_("not billed: {qty} {why}"), qty=free, why=why))
    return "  ".join(said)


def _covered(row: SettlementRow) -> str:
    if not (row.warranty_km or row.warranty_days):
        return "—"
    return tr(N_("{days} d / {km} km"), days=row.warranty_days, km=f"{row.warranty_km:,}")


def _work(rows: list[SettlementRow]) -> Table:
    head = [
        Column(tr(N_("No.")), 9, align="right"), Column(tr(N_("Work")), stretch=4, strong=True),
        Column(tr(N_("Hours")), align="right"), Column(tr(N_("Per hour, ¥")), align="right"),
        Column(tr(N_("Amount, ¥")), align="right"), Column(tr(N_("Tax, %")), align="right"),
        Column(tr(N_("Warranty"))),
    ]  # fmt: skip
    named = [
        Row((
            str(at), Cell(row.name or tr(SECTIONS[row.section]), _note(row)),
            i18n.quantity(row.qty, 1) if row.name else "", i18n.price(row.price).replace("¥", ""), _bare(row.amount),
            f"{row.tax_rate / 100:g}", _covered(row),
        ))
        for at, row in enumerate(rows, 1)
    ]  # fmt: skip
    foot = ("", tr(N_("Total")), "", "", _bare(sum(r.amount for r in rows)), "", "")
    return Table(head, named, [Row(foot)], hold=HELD)


def _parts(rows: list[SettlementRow]) -> Table:
    head = [
        Column(tr(N_("No.")), 9, align="right"), Column(tr(N_("Part number")), strong=True),
        Column(tr(N_("Name")), stretch=3), Column(tr(N_("Quality grade"))), Column(tr(N_("Quantity")), align="right"),
        Column(tr(N_("Unit"))), Column(tr(N_("Price with tax, ¥")), align="right"),
        Column(tr(N_("Amount, ¥")), align="right"), Column(tr(N_("Tax, %")), align="right"),
        Column(tr(N_("Warranty"))),
    ]  # fmt: skip
    named = [
        Row((
            str(at), row.code, Cell(row.name, _note(row)), tr(GRADES[row.grade]) if row.grade in GRADES else "",
            i18n.quantity(row.qty, row.decimals), i18n.unit(row.unit), i18n.price(row.price).replace("¥", ""),
            _bare(row.amount), f"{row.tax_rate / 100:g}", _covered(row),
        ))
        for at, row in enumerate(rows, 1)
    ]  # fmt: skip
    foot = ("", "", tr(N_("Total")), "", "", "", "", _bare(sum(r.amount for r in rows)), "", "")
    return Table(head, named, [Row(foot)], hold=HELD)


def _brought(rows: list[SettlementRow]) -> Table:
    head = [
        Column(tr(N_("No.")), 9, align="right"), Column(tr(N_("Part number"))), Column(tr(N_("Name")), stretch=3),
        Column(tr(N_("Quantity")), align="right"), Column(tr(N_("Unit"))), Column(tr(N_("Warranty")), stretch=2),
    ]  # fmt: skip
    none = tr(N_("Customer's own, no warranty"))
    return Table(
        head,
        [
            Row((str(at), row.code, row.name, i18n.quantity(row.qty, row.decimals), i18n.unit(row.unit), none))
            for at, row in enumerate(rows, 1)
        ],
        hold=HELD,
    )


def _end(sheet: SettlementSheet, imprint: Imprint) -> Iterator[Block]:
    """What is to be paid, the warranty, the boxes and the hands: on one page, together with the last lines."""
    tax = tr(N_("of it tax {amount}"), amount=i18n.money(sheet.tax))
    off = sheet.discount + sheet.rounding
    figures = [Figure(tr(N_("Together")), i18n.money(sum(amount for _s, amount in sheet.sections)))]
    if off:
        round_ = tr(N_("of it rounded down {amount}"), amount=i18n.money(sheet.rounding)) if sheet.rounding else ""
        figures.append(Figure(tr(N_("Discount")), i18n.money(-off), round_))
    figures.append(Figure(tr(N_("To pay with tax")), i18n.money(sheet.total), tax))
    left = sheet.total - sheet.paid
    paid = tr(N_("of it deposit {amount}"), amount=i18n.money(sheet.deposit)) if sheet.deposit else ""
    figures.append(Figure(tr(N_("Paid")), i18n.money(sheet.paid), paid))
    if left > 0:
        until = (
            tr(N_("on account until {day}"), day=i18n.day(sheet.account_due)) if sheet.account_due is not None else ""
        )
        figures.append(Figure(tr(N_("Still to pay")), i18n.money(left), until))
    yield Figures(figures, clings=True)
    yield Prose(tr(N_("Amount in capitals: {words}"), words=capitals(sheet.total)), gap=1.5 * MM, clings=True)
    if sheet.insurer:
        said = tr(N_("Of it paid by the insurer: {amount}"), amount=i18n.money(sheet.insurer))
        yield Prose(said, clings=True)
    yield Prose(warranty(sheet.warranty_km, sheet.warranty_days), gap=2 * MM, clings=True)
    ticked = [f"{'■' if code in sheet.old_parts.split() else '□'} {tr(label)}" for code, label in BOXES.items()]
    yield Prose(tr(N_("Old parts: {boxes}"), boxes="    ".join(ticked)), clings=True)
    if sheet.precautions:
        yield Prose(tr(N_("What to mind: {words}"), words=sheet.precautions), clings=True)
    clause = tr(N_("The settlement holds once the customer has signed it."))
    yield Prose(clause, size=7.5, quiet=True, bullet="·", gap=0.8 * MM, clings=True)
    if sheet.masked:
        yield Prose(_masked(), clings=True)
    yield Signatures(sheet.signatures, zone=imprint.zone)


def _masked() -> str:
    return tr(N_("Personal data was erased after the signature; what it says besides is as it was signed."))


# --- delivery ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Marks:
    """The outside of the car with the damage it came with."""

    sheet: DeliverySheet

    def strips(self, paper: Paper) -> list[Strip]:
        """One strip."""
        high = OUTLINE * car.HEIGHT / car.WIDTH

        def draw(pen: Pen, left: float, top: float) -> None:
            x = left + (paper.room - OUTLINE) / 2
            outline(pen, (x, top), OUTLINE / car.WIDTH, car.OUTSIDE, self.sheet.marks)

        return [Strip(high, draw, gap=1 * MM)]


def delivery(sheet: DeliverySheet) -> bytes:
    """交车单, A4: what the customer signs when he has his car back."""
    imprint = _imprint(sheet.imprint)
    with i18n.language(imprint.language):
        return render(
            Form(
                title=N_("Delivery sheet"),
                number=sheet_number(sheet.order),
                imprint=imprint,
                revision=sheet.revision,
                paper=A4,
                blocks=list(_delivery(sheet, imprint)),
                code=paper_code(sheet_number(sheet.order), sheet.revision),
            )
        )


def _delivery(sheet: DeliverySheet, imprint: Imprint) -> Iterator[Block]:
    yield Facts(list(_dials(sheet, imprint)), gap=1 * MM)
    comma = "、" if i18n.current() == "zh_CN" else ", "
    yield Heading(tr(N_("What was done")))
    yield Facts([Fact(tr(N_("Work")), comma.join(sheet.work), span=4), Fact(tr(N_("Parts")), comma.join(sheet.parts),
                                                                            span=4)])  # fmt: skip
    yield Heading(tr(N_("Damage noted when the car came")))
    yield _Marks(sheet)
    yield from legend(sheet)
    if not sheet.marks:
        yield Prose(tr(N_("None.")))
    found = sheet.found or tr(N_("No new damage."))
    yield Prose(tr(N_("Looked at together on delivery: {words}"), words=found), gap=2 * MM)
    yield Prose(_ticks(sheet), clings=True)
    yield Prose(warranty(sheet.warranty_km, sheet.warranty_days), clings=True)
    if sheet.precautions:
        yield Prose(tr(N_("What to mind: {words}"), words=sheet.precautions), clings=True)
    if sheet.next_service_km or sheet.next_service_on:
        parts = [f"{sheet.next_service_km:,} km" if sheet.next_service_km else "",
                 i18n.day(sheet.next_service_on) if sheet.next_service_on else ""]  # fmt: skip
        yield Prose(tr(N_("Next service: {when}"), when="  ".join(p for p in parts if p)), clings=True)
    if sheet.masked:
        yield Prose(_masked(), clings=True)
    yield Signatures(sheet.signatures, zone=imprint.zone)


def _dials(sheet: DeliverySheet, imprint: Imprint) -> Iterator[Fact]:
    yield Fact(tr(N_("Plate")), sheet.plate, strong=True)
    yield Fact(tr(N_("Car")), sheet.vehicle)
    yield Fact(tr(N_("VIN")), sheet.vin)
    yield Fact(tr(N_("Work order")), sheet.order)
    yield Fact(tr(N_("Settlement")), sheet.settlement)
    yield Fact(tr(N_("Customer")), sheet.customer)
    yield Fact(tr(N_("Handed to")), sheet.receiver, strong=True)
    when = i18n.moment(sheet.delivered_at, zone=imprint.zone) if sheet.delivered_at else ""
    yield Fact(tr(N_("Delivered at")), when)
    amount = i18n.money(sheet.total)
    yield Fact(tr(N_("To pay")), tr(N_("{amount} on account"), amount=amount) if sheet.on_account else amount)
    yield Fact(tr(N_("Odometer in")), f"{sheet.odometer_in:,} km" if sheet.odometer_in is not None else "")
    out = f"{sheet.odometer_out:,} km" if sheet.odometer_out is not None else sheet.odometer_note
    yield Fact(tr(N_("Odometer out")), out, strong=True)
    yield Fact(tr(N_("Fuel in")), fuel_words(sheet.fuel_in, sheet.fuel_scale))
    yield Fact(
        tr(N_("Fuel out")), "  ".join(p for p in (fuel_words(sheet.fuel_out, sheet.fuel_scale), sheet.fuel_note) if p)
    )
    if sheet.road_test:
        yield Fact(tr(N_("Road test")), sheet.road_test, span=4)


def _ticks(sheet: DeliverySheet) -> str:
    said = ((sheet.explained, N_("Work and parts explained")), (sheet.looked, N_("Looked round the car together")))
    return "    ".join(f"{'■' if done else '□'} {tr(label)}" for done, label in said)
