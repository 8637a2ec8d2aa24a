"""The papers of purchasing: request, order, goods receipt, return, and the register. Knows no session and no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.core import i18n, screen
from app.core.capitals import capitals
from app.core.i18n import N_, Text, tr
from app.core.paper import Signature
from app.printing.blocks import Fact, Facts, Prose, Signatures
from app.printing.pen import A4, A4_LANDSCAPE, HALF, MM
from app.printing.sheet import Block, Form, render
from app.printing.spreadsheets import csv_of, xlsx_of
from app.printing.tables import Cell, Column, Row, Table
from app.services.purchase_papers import PurchaseLine, PurchasePaper, PurchaseRegister, RegisterLine
from app.services.tables import Page

TITLES = {
    "REQUEST": N_("Purchase request"),
    "ORDER": N_("Purchase order"),
    "RECEIPT": N_("Goods receipt slip"),
    "RETURN": N_("Return to supplier slip"),
    "PRICE": N_("Late price slip"),
}
ROLES = {
    "REQUEST": (N_("Requested by"), N_("Approved by")),
    "ORDER": (N_("Ordered by"), N_("Approved by"), N_("Supplier")),
    "RECEIPT": (N_("Handled by"), N_("Inspected by"), N_("Checked by")),
    "RETURN": (N_("Handled by"), N_("Approved by"), N_("Supplier")),
    "PRICE": (N_("Prepared by"), N_("Approved by")),
}
Shown = tuple[Column, Callable[[PurchaseLine], Cell | str]]


def paper(sheet: PurchasePaper) -> bytes:
    """One of these papers on A4 or half a continuous sheet (241 × 140 mm), as `sheet.paper` says."""
    with i18n.language(sheet.imprint.language):
        form = Form(
            title=TITLES[sheet.kind],
            number=sheet.number,
            imprint=sheet.imprint,
            revision=sheet.revision,
            subtitle=tr(N_("reverses {number}"), number=sheet.reverses) if sheet.reverses else "",
            paper=HALF if sheet.paper == "half" else A4,
            blocks=list(_blocks(sheet)),
        )
        return render(form)


def _blocks(sheet: PurchasePaper) -> Iterator[Block]:
    yield Facts(list(_facts(sheet)), gap=1 * MM)
    yield _table(sheet)
    total = _total(sheet)
    if total is not None and sheet.kind != "PRICE":
        yield Prose(tr(N_("Amount in capitals: {words}"), words=capitals(total)), gap=1.5 * MM, clings=True)
    if sheet.terms:
        yield Prose(tr(N_("Terms: {terms}"), terms=sheet.terms))
    boxes = sheet.signatures or tuple(Signature(role) for role in ROLES[sheet.kind])
    yield Signatures(boxes, zone=sheet.imprint.zone)


def _facts(sheet: PurchasePaper) -> Iterator[Fact]:
    zone = sheet.imprint.zone
    if sheet.kind != "REQUEST":
        yield Fact(tr(N_("Supplier")), sheet.supplier, span=2)
    if sheet.kind == "ORDER":
        yield Fact(tr(N_("Contact")), sheet.supplier_contact, span=2)
    if sheet.kind != "PRICE":
        yield Fact(tr(N_("Warehouse")), sheet.warehouse)
    if sheet.kind in ("REQUEST", "ORDER"):
        label = N_("Needed by") if sheet.kind == "REQUEST" else N_("Expected on")
        yield Fact(tr(label), i18n.day(sheet.day) if sheet.day else "")
        yield Fact(tr(N_("Number of lines")), str(len(sheet.lines)))
    if sheet.kind == "RECEIPT":
        yield Fact(tr(N_("Purchase order")), sheet.order)
        yield Fact(tr(N_("Delivery note no.")), sheet.delivery_note)
        yield Fact(tr(N_("Invoice no.")), sheet.invoice)
        yield Fact(tr(N_("Arrived at")), i18n.moment(sheet.at, zone=zone) if sheet.at else "")
    if sheet.kind in ("RETURN", "PRICE"):
        yield Fact(tr(N_("Goods receipt")), sheet.order)
    if sheet.kind == "PRICE":
        yield Fact(tr(N_("Invoice no.")), sheet.invoice)
    if sheet.kind in ("RECEIPT", "RETURN", "PRICE"):
        posted = i18n.moment(sheet.posted_at, zone=zone) if sheet.posted_at else tr(N_("not posted yet"))
        yield Fact(tr(N_("Posted at")), posted)
    if sheet.reason:
        label = N_("Remark") if sheet.kind in ("RECEIPT", "PRICE") else N_("Reason")
        yield Fact(tr(label), sheet.reason, span=3)


def _columns(sheet: PurchasePaper) -> list[Shown]:
    """The columns this paper needs, each with what it shows of a line."""
    columns: list[Shown] = [
        (Column(tr(N_("Part number")), strong=True), lambda line: line.code),
        (Column(tr(N_("Name")), stretch=3), lambda line: Cell(line.name, line.note)),
        (Column(tr(N_("Spec / model")), stretch=2), lambda line: Cell(line.spec, line.fitment)),
    ]
    if any(line.bin or line.batch for line in sheet.lines):
        label = N_("Bin, batch") if any(line.batch for line in sheet.lines) else N_("Bin")
        columns.append((Column(tr(label)), lambda line: Cell(line.bin, line.batch)))
    if sheet.kind == "REQUEST" and any(line.supplier for line in sheet.lines):
        columns.append((Column(tr(N_("Supplier")), stretch=1), lambda line: line.supplier))
    if any(line.needed_by for line in sheet.lines):
        columns.append((Column(tr(N_("Needed by"))), lambda line: i18n.day(line.needed_by) if line.needed_by else ""))
    return columns + _figures(sheet)


def _figures(sheet: PurchasePaper) -> list[Shown]:
    columns: list[Shown] = []
    if sheet.kind == "RECEIPT" and any(line.delivered != line.quantity for line in sheet.lines):
        columns.append((Column(tr(N_("Delivered")), align="right"), lambda line: _quantity(line, line.delivered or 0)))
    label = N_("Accepted") if sheet.kind == "RECEIPT" else N_("Quantity")
    columns += [
        (Column(tr(label), align="right"), lambda line: Cell(_quantity(line, line.quantity), line.packs)),
        (Column(tr(N_("Unit"))), lambda line: i18n.unit(line.unit)),
    ]
    if sheet.kind == "RECEIPT":
        columns.append((Column(tr(N_("Certificate"))), lambda line: tr(N_("seen")) if line.certificate else ""))
    if sheet.costs and sheet.kind == "PRICE":
        columns.append((Column(tr(N_("Estimated, ¥")), align="right"), lambda line: _unit_price(line.estimate)))
    if sheet.costs:
        columns += [
            (Column(tr(N_("Price with tax, ¥")), align="right"), _price),
            (Column(tr(N_("Amount, ¥")), align="right"), lambda line: _money(line.amount)),
        ]
    if sheet.costs and sheet.kind == "PRICE":
        columns += [
            (Column(tr(N_("To stock, ¥")), align="right"), lambda line: _money(line.to_stock)),
            (Column(tr(N_("Variance, ¥")), align="right"), lambda line: _money(line.variance)),
        ]
    return columns


def _quantity(line: PurchaseLine, qty: int) -> str:
    return i18n.quantity(qty, line.decimals)


def _price(line: PurchaseLine) -> Cell | str:
    if line.price is None:
        return ""
    return Cell(_unit_price(line.price), tr(N_("provisional")) if line.provisional else "")


def _unit_price(micro: int | None) -> str:
    return "" if micro is None else i18n.price(micro).replace("¥", "")


def _money(fen: int | None) -> str:
    return "" if fen is None else i18n.money(fen).replace("¥", "")


def _total(sheet: PurchasePaper) -> int | None:
    """The sum, if every line has an amount."""
    if not sheet.costs or not sheet.lines or any(line.amount is None for line in sheet.lines):
        return None
    return sum(line.amount or 0 for line in sheet.lines)


def _table(sheet: PurchasePaper) -> Table:
    columns = _columns(sheet)
    rows = [Row((str(place), *(show(line) for _, show in columns))) for place, line in enumerate(sheet.lines, 1)]
    total, foot = _total(sheet), []
    if total is not None:
        sums = [total]
        if sheet.kind == "PRICE":
            sums += [sum(getattr(line, name) or 0 for line in sheet.lines) for name in ("to_stock", "variance")]
        gap = [""] * (len(columns) - 1 - len(sums))
        foot = [Row(("", tr(N_("Total")), *gap, *map(_money, sums)))]
    return Table([Column(tr(N_("No.")), 8, align="right"), *(column for column, _ in columns)], rows, foot, gap=2 * MM)


def register(sheet: PurchaseRegister) -> bytes:
    """The purchase register of a period, A4 landscape."""
    shown: list[tuple[Column, Callable[[RegisterLine], Cell | str]]]
    with i18n.language(sheet.imprint.language):
        shown = [
            (Column(tr(N_("Date"))), lambda line: i18n.day(line.day)),
            (Column(tr(N_("Supplier")), stretch=2), lambda line: line.supplier),
            (Column(tr(N_("Maker")), stretch=1), lambda line: line.maker),
            (Column(tr(N_("Part number")), strong=True), lambda line: line.code),
            (Column(tr(N_("Name")), stretch=3), lambda line: line.name),
            (Column(tr(N_("Spec / model")), stretch=2), lambda line: line.spec),
            (Column(tr(N_("Batch"))), lambda line: line.batch),
            (Column(tr(N_("Quantity")), align="right"), lambda line: i18n.quantity(line.quantity, line.decimals)),
            (Column(tr(N_("Unit"))), lambda line: i18n.unit(line.unit)),
            (Column(tr(N_("Certificate"))), lambda line: tr(N_("seen")) if line.certificate else tr(N_("not seen"))),
            (Column(tr(N_("Receipt"))), lambda line: line.receipt),
        ]
        rows = [Row((str(place), *(show(line) for _, show in shown))) for place, line in enumerate(sheet.lines, 1)]
        head = [Column(tr(N_("No.")), 8, align="right"), *(column for column, _ in shown)]
        period = tr(N_("{first} to {last}"), first=i18n.day(sheet.first), last=i18n.day(sheet.last))
        facts = [
            Fact(tr(N_("Period")), period, span=2),
            Fact(tr(N_("Supplier")), sheet.supplier or tr(N_("All"))),
            Fact(tr(N_("Number of lines")), str(len(sheet.lines))),
        ]
        boxes = Signatures((Signature(N_("Prepared by")), Signature(N_("Checked by"))), zone=sheet.imprint.zone)
        form = Form(
            title=N_("Purchase register"), number=sheet.number, imprint=sheet.imprint, paper=A4_LANDSCAPE,
            blocks=[Facts(facts, gap=1 * MM), Table(head, rows, gap=2 * MM), boxes],
        )  # fmt: skip
        return render(form)


def register_workbook(sheet: PurchaseRegister) -> bytes:
    """The register as a workbook (.xlsx): one line a row."""
    with i18n.language(sheet.imprint.language):
        return xlsx_of([_register_page(sheet)])


def register_csv(sheet: PurchaseRegister) -> bytes:
    """The register as text (.csv): one line a row."""
    with i18n.language(sheet.imprint.language):
        return csv_of(_register_page(sheet))


def _register_page(sheet: PurchaseRegister) -> Page:
    columns = (
        screen.Column("day", N_("Date"), "date"), screen.Column("supplier", N_("Supplier")),
        screen.Column("maker", N_("Maker")), screen.Column("code", N_("Part number")),
        screen.Column("name", N_("Name")), screen.Column("spec", N_("Spec / model")),
        screen.Column("batch", N_("Batch")), screen.Column("quantity", N_("Quantity"), "quantity"),
        screen.Column("unit", N_("Unit")), screen.Column("certificate", N_("Certificate"), "flag"),
        screen.Column("receipt", N_("Receipt")),
    )  # fmt: skip
    rows = [
        (
            x.day, x.supplier, x.maker, x.code, x.name, x.spec, x.batch, (x.quantity, x.decimals, x.unit), x.unit,
            x.certificate, x.receipt,
        )
        for x in sheet.lines
    ]  # fmt: skip
    period = Text(N_("{first} to {last}"), first=i18n.day(sheet.first), last=i18n.day(sheet.last))
    return Page(N_("Purchase register"), columns, rows, (period,))
