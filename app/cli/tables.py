"""Rows and documents as text for a terminal. Knows kinds of cells, no desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core import i18n
from app.core.i18n import tr
from app.core.kind import Kind
from app.core.screen import Column, Field
from app.services import values
from app.services.documents import DocumentView
from app.services.kinds import named

_FIGURES = ("quantity", "level", "money", "price", "percent", "number")


def shown(card: Kind, column: Column, cell: Any) -> str:
    """A cell as people read it in a terminal."""
    if cell is None:
        return ""
    kind = column.kind
    if kind in ("quantity", "level"):
        return " ".join(filter(None, (i18n.quantity(cell[0], cell[1]), cell[2]))) if cell[0] is not None else ""
    if kind == "state" and card.workflow:
        return tr(card.workflow.state(cell).label)
    if kind in ("choice", "light"):
        return tr(dict(column.choices).get(cell, cell))
    if kind == "flag":
        return "✓" if cell else ""
    written: dict[str, Any] = {
        "money": i18n.money, "price": i18n.price, "percent": i18n.percent, "date": i18n.day, "moment": i18n.moment,
    }  # fmt: skip
    return written[kind](cell) if kind in written else tr(cell) if isinstance(cell, i18n.Text) else str(cell)


def aligned(card: Kind, columns_: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """A table in columns; Chinese characters are two columns wide."""
    columns = [(i, c) for i, c in enumerate(columns_) if not c.hidden]
    cells = [[tr(c.label) for _, c in columns], *([shown(card, c, row[i]) for i, c in columns] for row in rows)]
    widths = [min(40, max(map(i18n.columns, column))) for column in zip(*cells, strict=True)]
    right = [c.kind in _FIGURES for _, c in columns]

    def pad(text: str, width: int, to_right: bool) -> str:
        gap = " " * max(0, width - i18n.columns(text))
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


def _said(field: Field, value: Any, view: DocumentView) -> str:
    if field.kind == "choice":
        return tr({c.code: c.label for c in field.choices}.get(value, value or ""))
    if field.kind == "flag":
        return "✓" if value else ""
    if field.kind == "moment" and value:
        return i18n.moment(value)
    said = values.shown(field, value, view.names)
    return "" if said is None else str(said)


def sheet(view: DocumentView) -> list[str]:
    """A document as people read it."""
    form, card = view.form, named(view.kind)
    state = f" · {tr(card.workflow.state(view.state).label)}" if card.workflow else ""
    lines = [" ".join(filter(None, (view.called, view.title))) + state]
    for field in form.fields():
        value = _said(field, view.values.get(field.name), view)
        if value:
            lines.append(f"  {tr(field.label)}: {value}")
    for grid in form.lines:
        lines.append(f"{tr(grid.label)}: {len(view.lines[grid.name])}")
        lines += [
            "  " + " · ".join(filter(None, (_said(f, row.get(f.name), view) for f in grid.fields)))
            for row in view.lines[grid.name]
        ]
    for offer in view.offers:
        why = " ".join(dict.fromkeys(tr(problem.text) for problem in offer.problems))
        why = why or ("" if offer.permitted else tr("not yours"))
        lines.append(f"→ {offer.step} ({tr(offer.label)})" + (f": {why}" if why else ""))
    return lines
