"""The hazardous waste ledger (S10): what of each HW class came in and where it went. Only adds lines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.core.clock import Id
from app.core.desk import Context, Reader
from app.models.old_parts import HazardousMove, OldPart

IN, HANDLER, BY_CUSTOMER, BY_SUPPLIER, GONE = "IN", "HANDLER", "CUSTOMER", "SUPPLIER", "MISSING"
_table: Any = HazardousMove.__table__


def note(
    ctx: Context, document: Id, source: str, what: str, hw_class: str, grams: int, way: str, *, handler: str = "",
    licence: str = "", transfer: str = "",
) -> None:  # fmt: skip
    """One line: `grams` come in (way IN) or go out by the other ways."""
    row = {
        "document_id": document, "source": source, "what": what[:200], "hw_class": hw_class,
        "grams": grams if way == IN else -grams, "way": way, "handler": handler, "licence": licence,
        "transfer": transfer, "at": ctx.now, "user_id": ctx.actor.user,
    }  # fmt: skip
    ctx.append(_table, [row], document=document)


def follow(ctx: Context, old: OldPart, way: str, **handler: str) -> None:
    """Notes an old part's coming or going, if it is hazardous and its weight was registered."""
    if not old.hazardous or not old.grams:
        return
    if way != IN and not lying(ctx, old.id):
        return  # never registered, so it never came in
    note(ctx, old.id, old.number, f"{old.part} {old.name}", old.hazardous, old.grams, way, **handler)


def lying(ctx: Reader, document: Id) -> int:
    """Grams of one old part that are still here."""
    wanted = select(func.coalesce(func.sum(_table.c.grams), 0)).where(_table.c.document_id == document)
    return int(ctx.conn.execute(wanted).scalar_one())


def by_class(ctx: Reader) -> dict[str, int]:
    """HW class → grams that lie here now."""
    wanted = select(_table.c.hw_class, func.sum(_table.c.grams)).group_by(_table.c.hw_class)
    return {hw: int(grams) for hw, grams in ctx.conn.execute(wanted) if grams}
