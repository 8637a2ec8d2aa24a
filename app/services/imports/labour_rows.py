"""Writes checked rows of a labour catalogue: new, changed, unchanged by their code. Knows no file.

A row without a value leaves what the item has. Importing the same rows again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.core.desk import Context, usecase
from app.models.labour import LabourItem
from app.services.imports.part_rows import IMPORT, Written
from app.services.labour import ACTIVE, search_text


@dataclass(frozen=True, slots=True)
class LabourRow:
    """One row to import: its number in the file, the item's code and its columns by name."""

    row: int
    number: str
    columns: dict[str, Any] = field(default_factory=dict)


@usecase("imports.labour", allow=IMPORT, rules=("R50",), secret=("rows",))
def import_labour(ctx: Context, rows: Sequence[LabourRow]) -> Written:
    """Imports checked rows in one transaction."""
    table = LabourItem.__table__
    names = sorted({"name_zh", "name_en", *(name for row in rows for name in row.columns)})
    present = {r.number: r for r in ctx.conn.execute(select(table.c.id, table.c.number, *(table.c[n] for n in names)))}
    usual = {name: _usual(table.c[name]) for name in names}
    new, changed = [], []
    for row in rows:
        kept = present.get(row.number)
        if kept is None:
            new.append(_whole({"number": row.number, "state": ACTIVE, **usual, **row.columns}))
        elif any(getattr(kept, name) != value for name, value in row.columns.items()):
            now = {name: row.columns.get(name, getattr(kept, name)) for name in names}
            changed.append(_whole({"id": kept.id, **now}))
    ctx.write_many(table, new)  # type: ignore[arg-type]
    ctx.update_many(table, changed)  # type: ignore[arg-type]
    return Written(len(new), len(changed), len(rows) - len(new) - len(changed), 0)


def _usual(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"search_text": search_text(row["name_zh"], row["name_en"])}
