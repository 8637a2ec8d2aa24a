"""Writes checked rows of a list of suppliers: new, changed, unchanged by their code. Knows no file.

A row without a value leaves what the supplier has. Importing the same rows again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.core.desk import Context, usecase
from app.models.suppliers import Supplier
from app.services.imports.part_rows import IMPORT, Written
from app.services.suppliers import ACTIVE


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """One row to import: its number in the file, the supplier's code and his columns by name."""

    row: int
    number: str
    columns: dict[str, Any] = field(default_factory=dict)


@usecase("imports.suppliers", allow=IMPORT, rules=("R13",), secret=("rows",))
def import_suppliers(ctx: Context, rows: Sequence[SupplierRow]) -> Written:
    """Imports checked rows in one transaction."""
    table = Supplier.__table__
    names = sorted({name for row in rows for name in row.columns})
    present = {r.number: r for r in ctx.conn.execute(select(table.c.id, table.c.number, *(table.c[n] for n in names)))}
    new, changed = [], []
    for row in rows:
        kept = present.get(row.number)
        if kept is None:
            new.append({"number": row.number, "state": ACTIVE, **dict.fromkeys(names), **row.columns})
        elif any(getattr(kept, name) != value for name, value in row.columns.items()):
            now = {name: row.columns.get(name, getattr(kept, name)) for name in names}
            changed.append({"id": kept.id, **now})
    ctx.write_many(table, new)  # type: ignore[arg-type]
    ctx.update_many(table, changed)  # type: ignore[arg-type]
    return Written(len(new), len(changed), len(rows) - len(new) - len(changed), 0)
