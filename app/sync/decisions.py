"""The merge list: records that two stations changed at once, both versions side by side, and the step that decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.exc import IntegrityError

from app.core.clock import Id, micros
from app.core.desk import Context, Reader, query, usecase
from app.core.doors import insert_into, open_door, write_rows
from app.core.errors import Conflict, Refused
from app.models.exchange import Merge
from app.services.kinds import KINDS
from app.services.roles import DECIDE_MERGES
from app.sync import tables, versions, wording
from app.sync.apply import derive_for
from app.sync.merging import Merged
from app.sync.wording import Words

KEPT, OTHER = "KEPT", "OTHER"


@dataclass(frozen=True)
class Side:
    """One of two versions: the station where it was made, when, and whether it deletes the record."""

    station: str
    at: datetime
    gone: bool


@dataclass(frozen=True)
class Differs:
    """One field in which they differ: its label and both values."""

    label: Words
    kept: Words
    other: Words


@dataclass(frozen=True)
class Twice:
    """One entry of the merge list. `reason`: EDITED, CODE or DROPPED; `kind` and `record` open it in its room.

    `renamed`: of two with one code, what the other is called now.
    """

    id: Id
    table: str
    label: Words
    called: Words
    reason: str
    kept: Side
    other: Side
    fields: tuple[Differs, ...]
    kind: str
    record: Id
    fixed: bool  # what stands can't be taken back: each has its own code, or he was merged into another
    renamed: str = ""


@query("exchange.merges", allow=DECIDE_MERGES)
def merges(ctx: Reader) -> list[Twice]:
    """What is to be decided, the oldest first."""
    return [_shown(ctx, merge) for merge in undecided(ctx)]


def undecided(ctx: Reader) -> list[Merge]:
    """The entries of the list. Who changed the record since, of whatever station, has decided: his version stands."""
    rows = ctx.session.scalars(select(Merge).where(Merge.decided == "").order_by(Merge.created_at, Merge.id)).all()
    edited = [merge for merge in rows if merge.reason != "CODE"]
    keys = {(merge.table_name, merge.record_id) for merge in edited}
    standing = versions.load(ctx.conn, keys) | (versions.unstamped(ctx.conn)[0] if keys else {})
    over = {m.id for m in edited if standing.get((m.table_name, m.record_id), versions.NONE).at > micros(m.kept_at)}
    return [merge for merge in rows if merge.id not in over]


def _shown(ctx: Reader, merge: Merge) -> Twice:
    table = tables.named()[merge.table_name]
    card = next((k for k in KINDS if k.model.__tablename__ == table.name), None)
    kept, other = merge.kept or {}, merge.other or {}
    code = merge.reason == "CODE"
    if code and (now := ctx.conn.execute(select(table).where(table.c.id == merge.record_id)).mappings().first()):
        other = tables.to_plain(table, dict(now))  # under the code that it was given
    return Twice(
        merge.id, table.name, wording.title(table.name), wording.called(table.name, kept or other), merge.reason,
        Side(merge.kept_by, merge.kept_at, merge.kept is None),
        Side(merge.other_by, merge.other_at, merge.other is None),
        tuple(_differences(ctx, table, kept, other)), card.name if card else "", merge.record_id,
        code or tables.end_of(table, merge.kept) > 0, wording.code(other) if code else "",
    )  # fmt: skip


def _differences(ctx: Reader, table: Table, kept: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Differs]:
    for column in tables.columns(table):
        if kept.get(column.name) != other.get(column.name) and column.name not in tables.BOOKKEEPING:
            one, two = (wording.value(ctx, table.name, column, side) for side in (kept, other))
            yield Differs(wording.label(table.name, column), one, two)


@usecase("exchange.decide", allow=DECIDE_MERGES)
def decide(ctx: Context, merge: Id, which: str) -> None:
    """Says which of two versions stands: KEPT, as it is, or OTHER, which then goes to all stations as the newest.

    Refused if somebody decided already, and OTHER where two records had one code: there both stand.
    """
    kept = ctx.session.get(Merge, merge)
    if kept is None or kept.decided:
        raise Refused("This was decided already.")
    if which not in (KEPT, OTHER):
        raise Refused("Choose {kept} or {other}.", kept=KEPT, other=OTHER)
    table, key = tables.named()[kept.table_name], (kept.table_name, kept.record_id)
    versions.stamp(ctx.conn)
    gone = kept.kept is None
    if which == OTHER:
        if kept.reason == "CODE":
            raise Refused("Two records had the same code; each has its own now. Change or merge them in their room.")
        if tables.end_of(table, kept.kept):
            raise Refused("It was merged into another record meanwhile, and that stands. Change that one in its room.")
        if versions.load(ctx.conn, [key])[key].at > micros(kept.kept_at):
            raise Conflict("Somebody changed this record since. What stands now stays; look at it again.")
        gone = kept.other is None
        _put(ctx, table, kept)
    standing = versions.load(ctx.conn, [key]).get(key, versions.NONE)
    was = (kept.kept or kept.other) if gone else None
    versions.changed_here(ctx, key, standing, gone=gone, was=was)
    kept.decided, kept.decided_by, kept.decided_at = which, ctx.actor.user, ctx.now
    ctx.flush()


def _put(ctx: Context, table: Table, merge: Merge) -> None:
    """Writes the version that had to give way in place of what stands."""
    here = table.c.id == merge.record_id
    before = ctx.conn.execute(select(table).where(here)).mappings().first()
    row = None if merge.other is None else tables.from_plain(table, merge.other)
    if row is not None and before is not None and "version" in row:
        row["version"] = before["version"] + 1
    try:
        with ctx.conn.begin_nested(), open_door(ctx.conn, "record"):
            if row is None:
                ctx.conn.execute(delete(table).where(here))
            elif before is None:
                write_rows(ctx.conn, insert_into(table), [tables.defaults(table) | row])
            else:
                ctx.conn.execute(update(table).where(here).values(row))
    except IntegrityError as error:
        raise Refused("This version can't stand: its code is taken, or something still points to it.") from error
    ctx.session.expire_all()
    _tell_audit(ctx, table, merge.record_id, dict(before) if before else None, row)
    came = Merged(brought={(table.name, merge.record_id): {}})
    came.rows |= {(table.name, merge.record_id): row} if row else {}
    came.deleted |= {} if row else {(table.name, merge.record_id): dict(before) if before else None}
    derive_for(ctx, came, set())


def _tell_audit(
    ctx: Context, table: Table, id_: Id, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    names = [c.name for c in tables.columns(table)]
    old, new = before or {}, after or {}
    fields = {n: [old.get(n), new.get(n)] for n in names if old.get(n) != new.get(n)}
    op = "delete" if after is None else "insert" if before is None else "update"
    ctx.entry.diffs.append({"table": table.name, "id": id_, "op": op, "fields": fields})
