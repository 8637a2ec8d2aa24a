"""Rows and documents as text, CSV and XLSX. Knows kinds of cells, no desk."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import tr
from app.core.kind import Kind
from app.core.screen import Column
from app.services import values
from app.services.documents import DocumentView
from app.services.kinds import named

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXACT = {"quantity": 3, "level": 3, "money": 2, "price": 6, "percent": 2}


def bare(column: Column, cell: Any) -> Any:
    """A cell as JSON and files carry it: exact, without unit and currency sign."""
    if cell is None:
        return None
    if column.kind in ("quantity", "level"):
        cell = cell[0] if isinstance(cell, tuple) else cell
        return None if cell is None else values.unscaled(cell, 3)
    if column.kind in _EXACT and isinstance(cell, int):
        return values.unscaled(cell, _EXACT[column.kind])
    return values.plain(cell)


def shown(card: Kind, column: Column, cell: Any) -> str:
    """A cell as people read it in a terminal."""
    if cell is None:
        return ""
    kind = column.kind
    if kind in ("quantity", "level"):
        return " ".join(filter(None, (i18n.quantity(cell[0], cell[1]), cell[2]))) if cell[0] is not None else ""
    if kind == "state" and card.workflow:
        return tr(card.workflow.state(cell).label)
    if kind == "choice":
        return tr(dict(column.choices).get(cell, cell))
    if kind == "flag":
        return "✓" if cell else ""
    written: dict[str, Any] = {
        "money": i18n.money, "price": i18n.price, "percent": i18n.percent, "date": i18n.day, "moment": i18n.moment,
    }  # fmt: skip
    return written[kind](cell) if kind in written else tr(cell) if isinstance(cell, i18n.Text) else str(cell)


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def aligned(card: Kind, columns_: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """A table in columns; Chinese characters are two columns wide."""
    columns = [(i, c) for i, c in enumerate(columns_) if not c.hidden]
    cells = [[tr(c.label) for _, c in columns], *([shown(card, c, row[i]) for i, c in columns] for row in rows)]
    widths = [min(40, max(map(_wide, column))) for column in zip(*cells, strict=True)]
    right = [c.kind in (*_EXACT, "number") for _, c in columns]

    def pad(text: str, width: int, to_right: bool) -> str:
        gap = " " * max(0, width - _wide(text))
        return gap + text if to_right else text + gap

    return ["  ".join(pad(*each) for each in zip(row, widths, right, strict=True)).rstrip() for row in cells]


def document(view: DocumentView) -> dict[str, Any]:
    """A document as JSON: values as `create` and `edit` take them."""
    form = view.form
    grids = {g.name: {f.name: f for f in g.fields} for g in form.lines}
    return {
        "kind": view.kind, "id": str(view.id), "number": view.called, "state": view.state, "version": view.version,
        "values": {
            f.name: values.shown(f, view.values[f.name], view.names) for f in form.fields() if f.name in view.values
        },
        "lines": {
            name: [
                {k: values.shown(grids[name][k], v, view.names) if k in grids[name] else str(v) for k, v in r.items()}
                for r in rows
            ]
            for name, rows in view.lines.items()
        },
        "steps": [
            {"step": o.step, "label": tr(o.label), "permitted": o.permitted, "sign": o.sign,
             "refusal": tr(o.refusal) if o.refusal else None, "asks": [a.name for a in o.asks]}
            for o in view.offers
        ],
        "done": [
            {"step": d.step, "at": values.plain(d.at), "who": d.who, "signer": d.signer, "rules": list(d.rules)}
            for d in view.done
        ],
        "sheets": [name for name, _ in view.sheets],
    }  # fmt: skip


def sheet(view: DocumentView) -> list[str]:
    """A document as people read it."""
    form, card = view.form, named(view.kind)
    state = f" · {tr(card.workflow.state(view.state).label)}" if card.workflow else ""
    lines = [f"{view.called} {view.title}{state}"]
    for field in form.fields():
        value = values.shown(field, view.values.get(field.name), view.names)
        if value not in (None, "", False):
            lines.append(f"  {tr(field.label)}: {value}")
    for grid in form.lines:
        lines.append(f"{tr(grid.label)}: {len(view.lines[grid.name])}")
        for row in view.lines[grid.name]:
            said = (values.shown(f, row.get(f.name), view.names) for f in grid.fields)
            lines.append("  " + " · ".join(str(v) for v in said if v not in (None, "")))
    for offer in view.offers:
        why = tr(offer.refusal) if offer.refusal else "" if offer.permitted else tr("not yours")
        lines.append(f"→ {offer.step} ({tr(offer.label)})" + (f": {why}" if why else ""))
    return lines


def write(file: Path, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> None:
    """Writes a list to .csv (UTF-8 with BOM, as Excel wants it) or .xlsx, by the ending."""
    head = [tr(c.label) for c in columns]
    body = ([bare(c, cell) for c, cell in zip(columns, row, strict=True)] for row in rows)
    if file.suffix.lower() == ".csv":
        _write_csv(file, head, body)
    elif file.suffix.lower() == ".xlsx":
        _write_xlsx(file, head, body, [c.kind in (*_EXACT, "number") for c in columns])
    else:
        raise Refused("Files are written as .csv or .xlsx; {file} ends otherwise.", where="out", file=file.name)


def tame(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay what they are."""
    if not isinstance(value, str) or not value.startswith(_STARTS_FORMULA):
        return value
    try:
        values.scaled(value, 12)
    except Refused:
        return "'" + value
    return value


def _write_csv(file: Path, head: list[str], body: Iterator[list[Any]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for row in body:
            writer.writerow(["" if v is None else tame(v) for v in row])


def _write_xlsx(file: Path, head: list[str], body: Iterator[list[Any]], numeric: list[bool]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook(write_only=True)
    table = book.create_sheet()

    def cell(value: Any, number: bool) -> Any:
        if number and isinstance(value, str):
            return float(value) if "." in value else int(value)
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(table)
        try:
            made.value = value
        except IllegalCharacterError:
            made.value = "".join(c for c in value if c.isprintable())
        made.data_type = "s"  # never a formula, whatever it begins with
        return made

    table.append(head)
    for row in body:
        table.append([cell(v, n) for v, n in zip(row, numeric, strict=True)])
    book.save(file)
