"""From the log of scans to what was counted: sums, zeros, open unknown codes. Knows neither book nor cost.

What was counted is always the sum of the events; an undo is an event of its own, nothing is overwritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import bindparam, select

from app.core.clock import Id
from app.models.counts import ScanEvent

Key = tuple[Id, Id, str, str]  # bin, part, status, batch

_E = ScanEvent.__table__.c
_COLUMNS = (
    _E.seq, _E.kind, _E.bin_id, _E.part_id, _E.status, _E.batch, _E.round, _E.qty, _E.code, _E.mark, _E.ref,
    _E.user_id, _E.at, _E.note,
)  # fmt: skip
_of_count = select(*_COLUMNS).where(_E.count_id == bindparam("count")).order_by(_E.seq)
_of_bin = select(*_COLUMNS).where(_E.count_id == bindparam("count"), _E.bin_id == bindparam("bin")).order_by(_E.seq)

COUNTING = frozenset({"SCAN", "TYPED", "ZERO", "NOT_FOUND", "ATTACH"})


class Event(NamedTuple):
    """One row of the scan log, as it was written."""

    seq: int
    kind: str
    bin_id: Id
    part_id: Id | None
    status: str
    batch: str
    round: int
    qty: int
    code: str
    mark: str
    ref: int | None
    user_id: Id | None
    at: datetime
    note: str | None

    @property
    def key(self) -> Key:
        """Which line it belongs to; only for events that have a part."""
        return self.bin_id, cast("Id", self.part_id), self.status, self.batch


@dataclass
class Tally:
    """What one round counted for one line: sum, scanned and typed apart, last touched by whom and when."""

    qty: int = 0
    scanned: int = 0
    typed: int = 0
    acts: int = 0  # counting events that were not taken back
    zero: str = ""  # ZERO or NOT_FOUND, if confirmed and not taken back
    by: Id | None = None
    at: datetime | None = None
    marks: set[str] = field(default_factory=set)

    @property
    def result(self) -> str:
        """The status of the line: OPEN, COUNTED, ZERO_CONFIRMED or NOT_FOUND. Nothing scanned is not zero."""
        if not self.acts:
            return "OPEN"
        if self.qty or not self.zero:
            return "COUNTED"
        return "NOT_FOUND" if self.zero == "NOT_FOUND" else "ZERO_CONFIRMED"


def events(ctx: Any, count: Id, bin_id: Id | None = None) -> list[Event]:
    """The scan log of a count, or of one of its bins, in order."""
    if bin_id is None:
        rows = ctx.conn.execute(_of_count, {"count": count})
    else:
        rows = ctx.conn.execute(_of_bin, {"count": count, "bin": bin_id})
    return [Event(*row) for row in rows]


def undone(log: Iterable[Event]) -> set[int]:
    """Sequence numbers of the events that were taken back."""
    return {e.ref for e in log if e.kind == "UNDO" and e.ref is not None}


def tallied(log: list[Event]) -> dict[int, dict[Key, Tally]]:
    """Round → line → what was counted."""
    found: dict[int, dict[Key, Tally]] = defaultdict(lambda: defaultdict(Tally))
    gone = undone(log)
    for event in log:
        if event.kind in COUNTING and event.seq not in gone:
            _add(found[event.round][event.key], event)
    return {number: dict(lines) for number, lines in found.items()}


def add_rows(tallies: dict[Key, Tally], rows: Iterable[dict[str, Any]]) -> None:
    """Adds events of one round that were just written to what it had counted, without reading them back."""
    for row in rows:
        event = Event(0, **{name: row[name] for name in Event._fields[1:]})
        if event.kind in COUNTING:
            _add(tallies.setdefault(event.key, Tally()), event)


def _add(tally: Tally, event: Event) -> None:
    tally.acts += 1
    tally.qty += event.qty
    if event.kind in ("ZERO", "NOT_FOUND"):
        tally.zero = event.kind
    elif event.kind == "SCAN":
        tally.scanned += event.qty
    else:
        tally.typed += event.qty
    tally.by, tally.at = event.user_id, event.at
    if event.mark:
        tally.marks.add(event.mark)


@dataclass(frozen=True)
class Unknown:
    """A code nobody knew: where, who, when, and the good scans before and after it in the same bin."""

    seq: int
    code: str
    bin_id: Id
    qty: int
    by: Id | None
    at: datetime
    before: Id | None
    after: Id | None
    outcome: str  # "" open, ATTACH, ASIDE
    part_id: Id | None = None
    note: str = ""


def unknowns(log: list[Event]) -> list[Unknown]:
    """All unknown codes with their neighbours in scan order; those taken back are left out."""
    gone = undone(log)
    settled = {e.ref: e for e in log if e.kind in ("ATTACH", "ASIDE") and e.seq not in gone}
    good: dict[Id, list[Event]] = defaultdict(list)
    for event in log:
        if event.kind == "SCAN" and event.seq not in gone:
            good[event.bin_id].append(event)
    found = []
    for event in log:
        if event.kind == "UNKNOWN" and event.seq not in gone:
            mates = good[event.bin_id]
            before = [e.part_id for e in mates if e.seq < event.seq]
            after = [e.part_id for e in mates if e.seq > event.seq]
            end = settled.get(event.seq)
            found.append(
                Unknown(
                    event.seq, event.code, event.bin_id, event.qty, event.user_id, event.at,
                    before[-1] if before else None, after[0] if after else None,
                    end.kind if end else "", end.part_id if end else None, (end.note or "") if end else "",
                )
            )  # fmt: skip
    return found
