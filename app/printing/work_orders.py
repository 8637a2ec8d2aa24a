"""The work order on paper, revision by revision, with what changed and what was declined. Knows no session, no rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.core import i18n
from app.core.capitals import capitals
from app.core.clock import from_micros
from app.core.i18n import N_, tr
from app.core.paper import Imprint, Signature, paper_code
from app.printing.blocks import Fact, Facts, Figure, Figures, Heading, Prose, Signatures
from app.printing.pen import A4, MM
from app.printing.sheet import Block, Form, render
from app.printing.tables import Cell, Column, Row, Table
from app.services.order_papers import Item, Material, OrderSheet
from app.services.parts import GRADES
from app.services.work_orders.rules import CATEGORIES, OLD_PARTS, PAYERS

CHANGES = {"NEW": N_("new"), "CHANGED": N_("changed"), "DROPPED": N_("dropped")}
OUTCOMES = {
    "OPEN": N_("not answered yet"), "AGREED": N_("agreed"), "REFUSED": N_("refused"), "LAPSED": N_("lapsed"),
}  # fmt: skip
ROLES = (
    N_("Customer"), N_("Service advisor"), N_("Technician"), N_("Passed inspection"), N_("Customer, on delivery"),
)  # fmt: skip
TRADES = (N_("Mechanics and electrics"), N_("Body and paint"), N_("Final inspection"))
CLAUSES = (
    N_("No work begins before the customer signs. What is added or changed is asked first and issued anew."),
    N_("Parts that the customer brings carry no warranty of the shop."),
    N_("Take valuables out of the car before you leave it."),
)


def order(sheet: OrderSheet | Sequence[OrderSheet]) -> bytes:
    """One revision, or several of them one after the other."""
    sheets = [sheet] if isinstance(sheet, OrderSheet) else list(sheet)
    return render(*(_form(one) for one in sheets))


def _form(sheet: OrderSheet) -> Form:
    imprint = _imprint(sheet)
    with i18n.language(imprint.language):
        subtitle = tr(N_("replaces revision {n}"), n=sheet.replaces) if sheet.replaces else ""
        return Form(
            title=N_("Work order"), number=sheet.number, imprint=imprint, revision=sheet.revision, subtitle=subtitle,
            paper=A4, blocks=list(_blocks(sheet, imprint)), code=paper_code(sheet.number, sheet.revision),
        )  # fmt: skip


def _imprint(sheet: OrderSheet) -> Imprint:
    if sheet.imprint is None:
        raise ValueError("a sheet is printed with an imprint")
    return sheet.imprint


def _blocks(sheet: OrderSheet, imprint: Imprint) -> Iterator[Block]:
    zone = imprint.zone
    yield Facts(list(_facts(sheet, zone)), gap=1 * MM)
    if sheet.complaint:
        yield Prose(tr(N_("Customer's words: {words}"), words=sheet.complaint), gap=2 * MM)
    if sheet.replaces:
        yield from _changes(sheet, zone)
    yield Heading(tr(N_("Items")))
    yield _items(sheet)
    if sheet.parts:
        yield Heading(tr(N_("Parts")))
        yield _parts(sheet)
    yield from _declined(sheet)
    yield from _history(sheet, zone)
    yield Figures(_totals(sheet))  # from here on all stays together: the total stands over the hand that signs for it
    words = tr(N_("Amount in capitals: {words}"), words=capitals(sheet.total))
    yield Prose(words, gap=1.5 * MM, clings=True)
    if sheet.due != sheet.total:
        paid = tr(N_("Paid by the customer himself: {amount}"), amount=i18n.money(sheet.due))
        yield Prose(paid, clings=True)
    if sheet.deposit > 0:
        yield Prose(_deposit(sheet), clings=True)
    yield Prose(_old_parts(sheet), gap=2.5 * MM, clings=True)
    if sheet.warranty is not None:
        yield Prose(warranty(*sheet.warranty), clings=True)
    yield Prose(_trades(), clings=True)
    for clause in CLAUSES:
        yield Prose(tr(clause), size=7.5, quiet=True, bullet="·", gap=0.8 * MM, clings=True)
    yield Signatures(sheet.signatures or tuple(Signature(role) for role in ROLES), zone=zone)


def _facts(sheet: OrderSheet, zone: str) -> Iterator[Fact]:
    yield Fact(tr(N_("Plate")), sheet.plate, strong=True)
    yield Fact(tr(N_("Car")), sheet.vehicle)
    yield Fact(tr(N_("VIN")), sheet.vin)
    yield Fact(tr(N_("Odometer in")), f"{sheet.odometer:,} km" if sheet.odometer is not None else "")
    yield Fact(tr(N_("Customer")), sheet.customer)
    yield Fact(tr(N_("Phone")), sheet.phone)
    yield Fact(tr(N_("Brought by")), "  ".join(part for part in (sheet.sender, sheet.sender_phone) if part))
    yield Fact(tr(N_("Category")), tr(CATEGORIES.get(sheet.category, sheet.category)))
    promised = i18n.moment(from_micros(sheet.promised_at), zone=zone) if sheet.promised_at else ""
    yield Fact(tr(N_("Promised for")), promised, strong=True)
    yield Fact(tr(N_("Service advisor")), sheet.advisor)
    yield Fact(tr(N_("Road test")), tr(N_("allowed")) if sheet.road_test else tr(N_("not allowed")))


def _changes(sheet: OrderSheet, zone: str) -> Iterator[Block]:
    """What a re-issued order says first: what it replaces, why, and by how much it differs."""
    difference = i18n.money(sheet.total - sheet.old_total, sign=True)
    yield Prose(
        tr(
            N_("This revision replaces revision {n}. Agreed so far {old}, now {new}, difference {difference}."),
            n=sheet.replaces, old=i18n.money(sheet.old_total), new=i18n.money(sheet.total), difference=difference,
        ),
        gap=2.5 * MM, size=10,
    )  # fmt: skip
    if sheet.reason:
        yield Prose(tr(N_("Reason: {reason}"), reason=sheet.reason))
    if sheet.old_promised_at != sheet.promised_at:
        yield Prose(
            tr(
                N_("Promised for {new} instead of {old}."),
                new=i18n.moment(from_micros(sheet.promised_at), zone=zone),
                old=i18n.moment(from_micros(sheet.old_promised_at), zone=zone),
            )
        )


def _money(fen: int, *, sign: bool = False) -> str:
    return i18n.money(fen, sign=sign).replace("¥", "")


def _priced(row: Item | Material) -> tuple[str, str, str]:
    """Old amount, new amount and difference of a line in a re-issued order."""
    old = row.amount if row.change == "" else row.old
    return _money(old), _money(row.amount), _money(row.amount - old, sign=True) if row.change else ""


def _amounts(sheet: OrderSheet) -> list[Column]:
    if not sheet.replaces:
        return [Column(tr(N_("Amount, ¥")), align="right")]
    labels = (N_("Agreed, ¥"), N_("Now, ¥"), N_("Difference, ¥"))
    return [Column(tr(label), align="right") for label in labels]


def _note(row: Item | Material) -> str:
    said = [tr(CHANGES[row.change])] if row.change else []
    if row.payer != "CUSTOMER":
        said.append(tr(N_("paid by: {payer}"), payer=tr(PAYERS.get(row.payer, row.payer))))
    return "  ".join([*said, *([row.note] if row.note else [])])


def _figures(sheet: OrderSheet, row: Item | Material) -> tuple[str, ...]:
    return _priced(row) if sheet.replaces else (_money(row.amount),)


def _items(sheet: OrderSheet) -> Table:
    people = dict(sheet.people)
    head = [
        Column(tr(N_("No.")), 9, align="right"), Column(tr(N_("Work")), stretch=4, strong=True),
        Column(tr(N_("Hours")), align="right"), Column(tr(N_("Per hour, ¥")), align="right"), *_amounts(sheet),
        Column(tr(N_("Technician")), stretch=1), Column(tr(N_("Checked")), 14),
    ]  # fmt: skip
    rows = [
        Row(
            (
                str(item.no), Cell(item.name, _note(item)), i18n.quantity(item.hours, 1),
                i18n.price(item.rate).replace("¥", ""), *_figures(sheet, item), people.get(item.no, ""), "",
            )
        )
        for item in sheet.items
    ]  # fmt: skip
    return Table(head, rows)


def _parts(sheet: OrderSheet) -> Table:
    head = [
        Column(tr(N_("Item")), 10, align="right"), Column(tr(N_("Part number")), strong=True),
        Column(tr(N_("Name")), stretch=3), Column(tr(N_("Quality grade"))), Column(tr(N_("Quantity")), align="right"),
        Column(tr(N_("Unit"))), Column(tr(N_("Price with tax, ¥")), align="right"), *_amounts(sheet),
    ]  # fmt: skip
    rows = [
        Row(
            (
                str(part.item), part.code, Cell(part.name, _note(part)), _grade(part),
                i18n.quantity(part.quantity, part.decimals), i18n.unit(part.unit),
                i18n.price(part.price).replace("¥", ""),
                *_figures(sheet, part),
            )
        )
        for part in sheet.parts
    ]  # fmt: skip
    return Table(head, rows)


def _grade(part: Material) -> str:
    if part.source == "CUSTOMER":
        return tr(N_("Customer's own, no warranty"))
    return tr(GRADES[part.grade]) if part.grade in GRADES else ""


def _totals(sheet: OrderSheet) -> list[Figure]:
    amounts = [(N_("Labour"), sheet.labour), (N_("Material"), sheet.material)]
    if sheet.other:
        amounts.append((N_("Other charges"), sheet.other))
    figures = [Figure(tr(label), i18n.money(fen)) for label, fen in amounts]
    tax = tr(N_("of it tax {amount}"), amount=i18n.money(sheet.tax))
    return [*figures, Figure(tr(N_("Estimate with tax")), i18n.money(sheet.total), tax)]


def _old_parts(sheet: OrderSheet) -> str:
    """The three boxes of the settlement list, with the one ticked that the customer chose."""
    boxes = [f"{'■' if code == sheet.old_parts else '□'} {tr(label)}" for code, label in OLD_PARTS.items()]
    return tr(N_("Old parts: {boxes}"), boxes="    ".join(boxes))


def _deposit(sheet: OrderSheet) -> str:
    """What was paid beforehand counts when the car is settled."""
    left = i18n.money(max(0, sheet.due - sheet.deposit))
    text = N_("Deposit paid: {paid}; still to pay by this estimate: {left}")
    return tr(text, paid=i18n.money(sheet.deposit), left=left)


def warranty(km: int, days: int) -> str:
    """How long the shop answers for the work."""
    text = N_("Warranty: {days} days or {km} km from delivery, whichever comes first. A comeback begins it anew.")
    return tr(text, days=days, km=f"{km:,}")


def _trades() -> str:
    """The boxes that those who worked on the car tick."""
    return tr(N_("Checked by: {boxes}"), boxes="    ".join(f"□ {tr(label)}" for label in TRADES))


def _declined(sheet: OrderSheet) -> Iterator[Block]:
    if not sheet.refused:
        return
    yield Heading(tr(N_("Declined by the customer")))
    head = [Column(tr(N_("Work")), stretch=2, strong=True), Column(tr(N_("Amount, ¥")), align="right"),
            Column(tr(N_("Risk he was told of")), stretch=3)]  # fmt: skip
    yield Table(head, [Row((row.name, _money(row.amount), row.risk)) for row in sheet.refused])


def _history(sheet: OrderSheet, zone: str) -> Iterator[Block]:
    """Who agreed to which amount, how and when: from the second revision on."""
    if len(sheet.history) < 2:
        return
    yield Heading(tr(N_("Revisions")))
    head = [
        Column(tr(N_("Revision")), align="right"), Column(tr(N_("Amount, ¥")), align="right"), Column(tr(N_("Answer"))),
        Column(tr(N_("By")), stretch=1), Column(tr(N_("When"))), Column(tr(N_("Words")), stretch=2),
    ]  # fmt: skip
    rows = [
        Row(
            (
                str(row.revision), _money(row.total),
                "  ".join([tr(OUTCOMES[row.outcome]), *([tr(row.way)] if row.way else [])]), row.by,
                i18n.moment(row.at, zone=zone) if row.at else "", row.words,
            )
        )
        for row in sheet.history
    ]  # fmt: skip
    yield Table(head, rows)
