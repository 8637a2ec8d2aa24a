"""The count report as a workbook: result, gains, losses, what was missing, unlisted or unknown. Knows no session.

Figures are numbers, texts are texts: what a spreadsheet would run as a formula is written as the text it is.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from app.core import i18n
from app.core.i18n import N_, tr
from app.printing.sheet import said
from app.services.counts.sheets import CountDifference, CountItem, CountReport

BOLD, TOP = Font(bold=True), Alignment(vertical="top", wrap_text=True)
Table = tuple[str, Sequence[tuple[str, int]], Iterable[Sequence[Any]]]  # title, (heading, width), rows


def workbook(sheet: CountReport) -> bytes:
    """The report (.xlsx) in the language of its imprint."""
    with i18n.language(sheet.imprint.language):
        book = Workbook(write_only=True)
        book.properties.creator = sheet.imprint.printed_by
        book.properties.created = book.properties.modified = sheet.imprint.printed_at.replace(tzinfo=None)
        for table in _tables(sheet):
            _write(book, *table)
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()


def _tables(sheet: CountReport) -> Iterator[Table]:
    yield tr(N_("Count report")), ((tr(N_("Count report")), 34), (sheet.number, 44)), _head(sheet)
    gains = [line for line in sheet.differences if line.difference > 0]
    losses = [line for line in sheet.differences if line.difference < 0]
    for title, lines in ((tr(N_("Gain list")), gains), (tr(N_("Loss list")), losses)):
        yield title, _of_differences(), [_difference(line) for line in lines]
    yield tr(N_("Expected, not found")), _of_items(tr(N_("Book quantity"))), map(_item, sheet.missing)
    yield tr(N_("Found, not listed")), _of_items(tr(N_("Counted quantity"))), map(_item, sheet.unlisted)
    codes = ((tr(N_("Scanned code")), 24), (tr(N_("Bin")), 14), (tr(N_("Counted quantity")), 12),
             (tr(N_("Scanned by")), 14), (tr(N_("What became of it")), 40))  # fmt: skip
    yield (
        tr(N_("Unknown codes")),
        codes,
        [(u.code, u.bin, _milli(u.quantity), u.by, said(u.outcome) or tr(N_("still open"))) for u in sheet.unknown],
    )
    causes = ((tr(N_("Cause")), 30), (tr(N_("Lines")), 10), (tr(N_("Gain")), 14), (tr(N_("Loss")), 14))
    yield tr(N_("Causes")), causes, [(said(c.cause), c.lines, _fen(c.gain), _fen(c.loss)) for c in sheet.causes]


def _head(sheet: CountReport) -> Iterator[tuple[str, Any]]:
    figures, zone = sheet.figures, sheet.imprint.zone
    yield tr(N_("Type")), said(sheet.kind)
    yield tr(N_("Period")), said(sheet.period)
    yield tr(N_("Warehouse")), sheet.warehouse
    yield tr(N_("Count scope")), said(sheet.scope)
    yield tr(N_("Count mode")), said(sheet.mode)
    yield tr(N_("Count leader")), sheet.leader
    yield tr(N_("Counters")), tr(N_(", ")).join(sheet.counters)
    for label, at in ((N_("Snapshot taken"), sheet.snapshot_at), (N_("Posted at"), sheet.posted_at)):
        yield tr(label), i18n.moment(at, zone=zone) if at else ""
    yield tr(N_("Lines counted")), figures.lines
    for label, value in (
        (N_("Book value"), figures.book_value), (N_("Gain"), figures.gain_value), (N_("Loss"), figures.loss_value),
        (N_("Gain less loss"), figures.net_value),
    ):  # fmt: skip
        yield tr(label), _fen(value)
    for label, rate in (
        (N_("Lines exactly right"), figures.lines_strict), (N_("Lines within tolerance"), figures.lines_tolerance),
        (N_("Accuracy by value"), figures.value_accuracy), (N_("Gain rate"), figures.gain_rate),
        (N_("Loss rate"), figures.loss_rate),
    ):  # fmt: skip
        yield tr(label), i18n.percent(rate) if rate is not None else tr(N_("n/a"))
    for signature in sheet.signatures:
        signed = i18n.moment(signature.signed_at, zone=zone) if signature.signed_at else ""
        yield said(signature.role), " ".join(filter(None, (signature.name, signed)))
    yield tr(N_("Fingerprint")), sheet.document_hash


def _of_differences() -> tuple[tuple[str, int], ...]:
    return (
        (tr(N_("Part number")), 18), (tr(N_("Name")), 26), (tr(N_("Spec / model")), 22), (tr(N_("Bin")), 14),
        (tr(N_("Unit")), 7), (tr(N_("Book quantity")), 11), (tr(N_("First count")), 11), (tr(N_("Recount")), 11),
        (tr(N_("Third count")), 11), (tr(N_("Accepted quantity")), 11), (tr(N_("Difference")), 11),
        (tr(N_("Unit cost, ¥")), 12), (tr(N_("Value, ¥")), 12), (tr(N_("Posted unit cost, ¥")), 12),
        (tr(N_("Cause")), 22), (tr(N_("Treatment")), 24), (tr(N_("Responsible")), 12), (tr(N_("Due")), 12),
        (tr(N_("Note")), 30),
    )  # fmt: skip


def _difference(x: CountDifference) -> tuple[Any, ...]:
    counts = [_milli(t.quantity) for t in x.tallies] + [None] * 3
    return (
        x.code, x.name, x.spec, x.bin, x.unit, _milli(x.book), *counts[:3], _milli(x.accepted), _milli(x.difference),
        _micro(x.cost), _fen(x.value), None if x.cost_posted is None else _micro(x.cost_posted), said(x.cause),
        said(x.treatment), x.responsible, x.due, x.note,
    )  # fmt: skip


def _of_items(quantity: str) -> tuple[tuple[str, int], ...]:
    return (
        (tr(N_("Part number")), 18), (tr(N_("Name")), 30), (tr(N_("Bin")), 14), (quantity, 12), (tr(N_("Unit")), 7),
        (tr(N_("Value, ¥")), 12), (tr(N_("Remark")), 30),
    )  # fmt: skip


def _item(x: CountItem) -> tuple[Any, ...]:
    value = None if x.value is None else _fen(x.value)
    return x.code, x.name, x.bin, _milli(x.quantity), x.unit, value, x.note


def _milli(quantity: int) -> Decimal:
    return Decimal(quantity) / 1000


def _fen(money: int) -> Decimal:
    return Decimal(money) / 100


def _micro(cost: int) -> Decimal:
    return Decimal(cost) / 1_000_000


def _write(book: Any, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> None:
    table = book.create_sheet(title[:31].replace("/", " "))
    table.freeze_panes = "A2"
    for at, (_heading, width) in enumerate(columns):
        table.column_dimensions[chr(ord("A") + at)].width = width
    table.append([_cell(table, heading, BOLD) for heading, _width in columns])
    for row in rows:
        table.append([_cell(table, value) for value in row])


def _cell(table: Any, value: Any, font: Font | None = None) -> Any:
    """A text never becomes a formula, whatever it begins with; what no workbook may hold is left out."""
    made = WriteOnlyCell(table, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        made.data_type = "s"
        made.alignment = TOP
    if font is not None:
        made.font = font
    return made
