"""What parts and suppliers were called when a paper was submitted: kept on it, so that no old print changes (§3.0).

A draft says what is so now; from its submission on a paper says what was so then, whatever is renamed or merged later.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from app.models.parts import Part
from app.models.suppliers import Supplier

PART = ("number", "name_zh", "name_en", "spec_model", "unit", "qty_decimals", "fitment", "maker", "brand")
SUPPLIER = ("name", "contact", "phone")
WRITING = ("draft", "rejected")  # the states in which a paper is still being written


def keep(ctx: Any, paper: Any) -> None:
    """Keeps on a paper what its parts and its supplier are called now."""
    parts = parts_of(ctx, paper.lines)
    for line in paper.lines:
        named = _read(parts[line.part_id], PART)
        if getattr(line, "supplier_id", None):
            named["supplier"] = ctx.session.get(Supplier, line.supplier_id).name
        line.snapshot = named
    if hasattr(paper, "supplier_id"):
        paper.snapshot = _read(ctx.session.get(Supplier, paper.supplier_id), SUPPLIER)
    elif hasattr(paper, "part_id"):
        paper.snapshot = _read(ctx.session.get(Part, paper.part_id), PART)


def _read(record: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def parts_of(ctx: Any, lines: Iterable[Any]) -> dict[Any, Part]:
    """The parts of these lines, as they are now."""
    wanted = {line.part_id for line in lines}
    return {part.id: part for part in ctx.session.scalars(select(Part).where(Part.id.in_(wanted)))}


def as_then(paper: Any, row: Any, now: Any) -> Any:
    """What `row` (a line, or the paper itself) was about, as it was called when the paper was submitted."""
    return SimpleNamespace(**row.snapshot) if row.snapshot and paper.state not in WRITING else now
