"""What lies on the counter of a slip: the log of its scans, read back. Each scan is kept at once; nothing else is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from app.core.clock import Id
from app.core.desk import Context, Reader
from app.models.requisitions import IssueScan, PartIssue, Requisition, RequisitionLine

SCANS: Any = IssueScan.__table__
OK, OTHER_BIN, WRONG, SURPLUS, RESERVED, UNKNOWN, MANY, ASK, NONE, SHORT, UNDO = (
    "OK", "OTHER_BIN", "WRONG", "SURPLUS", "RESERVED", "UNKNOWN", "MANY", "ASK", "NONE", "SHORT", "UNDO",
)  # fmt: skip
COUNTS = (OK, OTHER_BIN, UNDO)


@dataclass(frozen=True)
class Pick:
    """So much (1/1000) of a line's part, taken from this bin; `batch` is the batch or serial number."""

    line: Id
    qty: int
    bin: Id
    batch: str = ""


_until = select(func.coalesce(func.max(PartIssue.scans_until), 0)).where(PartIssue.requisition_id == bindparam("slip"))
_since: Any = (
    select(SCANS)
    .where(SCANS.c.requisition_id == bindparam("slip"), SCANS.c.seq > _until.scalar_subquery())
    .order_by(SCANS.c.seq)
)


def events(ctx: Reader, slip: Id) -> list[Any]:
    """The scans of a slip since its last hand-over, as they came."""
    return list(ctx.conn.execute(_since, {"slip": slip}).all())


def last_scan(ctx: Reader, slip: Id) -> int:
    """The seq of the slip's last scan; 0 if there is none."""
    return int(ctx.conn.execute(select(func.max(SCANS.c.seq)).where(SCANS.c.requisition_id == slip)).scalar() or 0)


def said_short(ctx: Reader, slip: Id) -> set[Id]:
    """The lines that a keeper could not find enough of."""
    wanted = select(SCANS.c.line_id).where(SCANS.c.requisition_id == slip, SCANS.c.verdict == SHORT)
    return set(ctx.conn.execute(wanted).scalars())


def sums(rows: Sequence[Any]) -> dict[tuple[Id, Id, str], int]:
    """Line, bin, batch or serial → what lies on the counter (1/1000)."""
    found: dict[tuple[Id, Id, str], int] = {}
    for row in rows:
        if row.verdict in COUNTS and row.line_id is not None and row.bin_id is not None:
            key = (row.line_id, row.bin_id, row.serial or row.batch)
            found[key] = found.get(key, 0) + row.qty
    return {key: qty for key, qty in found.items() if qty}


def on_counter(lines: Iterable[Any], rows: Sequence[Any]) -> list[Pick]:
    """What lies on the counter after these scans, as picks in the order of the slip's lines."""
    place = {line.id: line.position for line in lines}
    found = sums(rows)
    return [
        Pick(line, qty, bin_, batch)
        for (line, bin_, batch), qty in sorted(found.items(), key=lambda kv: (place.get(kv[0][0], 0), kv[0][2]))
        if qty > 0
    ]


def undoable(rows: Sequence[Any], seq: int | None = None) -> Any:
    """The last scan that counts and was not taken back (or this one); None if there is none."""
    gone = {row.ref for row in rows if row.verdict == UNDO}
    lies = sums(rows)  # what was typed down since is not there to be taken back
    counting = [
        row for row in rows
        if row.verdict in (OK, OTHER_BIN) and row.seq not in gone
        and lies.get((row.line_id, row.bin_id, row.serial or row.batch), 0) >= row.qty
    ]  # fmt: skip
    return next((row for row in reversed(counting) if seq in (None, row.seq)), None)


def keep(
    ctx: Context, slip: Requisition, verdict: str, *, line: RequisitionLine | None = None, part: Id | None = None,
    bin: Id | None = None, qty: int = 0, lot: str = "", serial: bool = False, code: str = "", ref: int | None = None,
) -> int:  # fmt: skip
    """Writes one act down at once; returns its seq."""
    row = {
        "requisition_id": slip.id, "line_id": line.id if line else None, "part_id": part, "bin_id": bin, "qty": qty,
        "batch": "" if serial else lot, "serial": lot if serial else "", "code": code[:200], "verdict": verdict,
        "ref": ref, "user_id": ctx.actor.user, "at": ctx.now,
    }  # fmt: skip
    return ctx.append(SCANS, [row], document=slip.id).start
