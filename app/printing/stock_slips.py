"""The paper of the plain stock document and the kit split: receipt, issue, transfer. Knows no session and no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.core import i18n
from app.core.capitals import capitals
from app.core.i18n import N_, tr
from app.core.paper import Signature
from app.printing.blocks import Fact, Facts, Prose, Signatures
from app.printing.pen import A4, A5_LANDSCAPE, HALF, MM
from app.printing.sheet import Block, Form, render, said
from app.printing.tables import Cell, Column, Row, Table
from app.services.stock_slips import StockSlip, StockSlipLine

TITLES = {
    "OPENING": N_("Opening stock slip"),
    "IN": N_("Stock receipt slip"),
    "OUT": N_("Stock issue slip"),
    "TRANSFER": N_("Stock transfer slip"),
    "SCRAP": N_("Scrap slip"),
    "USE": N_("Internal use slip"),
    "STATUS": N_("Status change slip"),
    "REVALUATION": N_("Stock revaluation slip"),
    "SPLIT": N_("Kit split slip"),
}
ROLES = {
    "OPENING": (N_("Handled by"), N_("Checked by"), N_("Approved by")),
    "IN": (N_("Handled by"), N_("Accepted by"), N_("Approved by")),
    "OUT": (N_("Issued by"), N_("Received by"), N_("Approved by")),
    "TRANSFER": (N_("Handed over by"), N_("Received by"), N_("Approved by")),
    "SCRAP": (N_("Handled by"), N_("Checked by"), N_("Approved by")),
    "USE": (N_("Issued by"), N_("Received by"), N_("Approved by")),
    "STATUS": (N_("Handled by"), N_("Approved by")),
    "REVALUATION": (N_("Prepared by"), N_("Approved by")),
    "SPLIT": (N_("Handled by"), N_("Approved by")),
}
PAPERS = {"half": HALF, "a5": A5_LANDSCAPE, "a4": A4}


def slip(sheet: StockSlip) -> bytes:
    """The slip on half a continuous sheet (241 × 140 mm), A5 or A4, as `sheet.paper` says."""
    with i18n.language(sheet.imprint.language):
        form = Form(
            title=TITLES[sheet.kind],
            number=sheet.number,
            imprint=sheet.imprint,
            revision=sheet.revision,
            subtitle=tr(N_("reverses {number}"), number=sheet.reverses) if sheet.reverses else "",
            paper=PAPERS[sheet.paper],
            blocks=list(_blocks(sheet)),
        )
        return render(form)


def _blocks(sheet: StockSlip) -> Iterator[Block]:
    zone = sheet.imprint.zone
    yield Facts(
        [
            Fact(tr(N_("Warehouse")), sheet.warehouse),
            Fact(tr(N_("Supplier")), sheet.supplier)
            if sheet.kind in ("IN", "OPENING")
            else Fact(tr(N_("Number of lines")), str(len(sheet.lines))),
            Fact(tr(N_("Happened at")), i18n.moment(sheet.occurred_at, zone=zone) if sheet.occurred_at else ""),
            Fact(tr(N_("Posted at")), i18n.moment(sheet.posted_at, zone=zone) if sheet.posted_at else _unposted()),
            Fact(tr(N_("Reason")), sheet.reason, span=4),
            *(_whole(sheet.whole, costs=sheet.costs) if sheet.whole else ()),
        ],
        gap=1 * MM,
    )
    yield _table(sheet)
    if sheet.costs:
        total = sum(line.value or 0 for line in sheet.lines)
        yield Prose(tr(N_("Amount in capitals: {words}"), words=capitals(total)), gap=1.5 * MM, clings=True)
    boxes = sheet.signatures or tuple(Signature(role) for role in ROLES[sheet.kind])
    yield Signatures(boxes, zone=zone)


def _whole(one: StockSlipLine, *, costs: bool) -> Iterator[Fact]:
    """The set that is taken apart."""
    yield Fact(tr(N_("Set")), f"{one.code}  {one.name}  {one.spec}".rstrip(), span=4)
    yield Fact(tr(N_("Quantity")), f"{i18n.quantity(one.quantity, one.decimals)} {i18n.unit(one.unit)}")
    yield Fact(tr(N_("Bin")), "  ".join(filter(None, (one.bin, one.batch))))
    if costs:
        yield Fact(tr(N_("Value, ¥")), _money(one.value, i18n.money))


def _unposted() -> str:
    return tr(N_("not posted yet"))


def _columns(sheet: StockSlip) -> list[tuple[Column, Callable[[StockSlipLine], Cell | str]]]:
    """The columns this slip needs, each with what it shows of a line."""
    columns: list[tuple[Column, Callable[[StockSlipLine], Cell | str]]] = [
        (Column(tr(N_("Part number")), strong=True), lambda line: line.code),
        (Column(tr(N_("Name")), stretch=3), lambda line: Cell(line.name, line.note)),
        (Column(tr(N_("Spec / model")), stretch=1), lambda line: line.spec),
        (Column(tr(N_("Bin"))), lambda line: line.bin),
    ]
    if sheet.kind == "TRANSFER":
        columns.append((Column(tr(N_("To bin"))), lambda line: line.to_bin))
    if any(line.batch for line in sheet.lines):
        columns.append((Column(tr(N_("Batch"))), lambda line: line.batch))
    if any(line.status for line in sheet.lines):
        columns.append((Column(tr(N_("Stock status"))), lambda line: said(line.status)))
    if sheet.kind == "STATUS":
        columns.append((Column(tr(N_("New status"))), lambda line: said(line.to_status)))
    columns += [
        (Column(tr(N_("Quantity")), align="right"), lambda line: i18n.quantity(line.quantity, line.decimals)),
        (Column(tr(N_("Unit"))), lambda line: i18n.unit(line.unit)),
    ]
    if sheet.costs:
        cost = N_("New unit cost, ¥") if sheet.kind == "REVALUATION" else N_("Unit cost, ¥")
        columns += [
            (Column(tr(cost), align="right"), lambda line: _money(line.unit_cost, i18n.price)),
            (Column(tr(N_("Value, ¥")), align="right"), lambda line: _money(line.value, i18n.money)),
        ]
    return columns


def _table(sheet: StockSlip) -> Table:
    columns = _columns(sheet)
    rows = [Row((str(place), *(show(line) for _, show in columns))) for place, line in enumerate(sheet.lines, 1)]
    foot = []
    if sheet.costs:
        total = sum(line.value or 0 for line in sheet.lines)
        gap = [""] * (len(columns) - 2)
        foot = [Row(("", tr(N_("Total")), *gap, _money(total, i18n.money)))]
    return Table([Column(tr(N_("No.")), 8, align="right"), *(column for column, _ in columns)], rows, foot, gap=2 * MM)


def _money(value: int | None, words: Callable[[int], str]) -> str:
    return "" if value is None else words(value).replace("¥", "")
