"""Decides for each record that a package brings whether it or ours stands. Reads; what is to be written it returns.

Ours has seen theirs: nothing to do. Theirs has seen ours: theirs stands. Neither: the newest stands, and where a person
would see a difference, both versions go on the merge list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Table, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context
from app.models.exchange import Merge
from app.services.exchange import ENDED
from app.sync import tables, versions
from app.sync.reading import Package
from app.sync.versions import Key, Version

Row = dict[str, Any]


@dataclass
class Merged:
    """What is to be written: rows that stand now, records that go (with what they were), and their versions.

    `brought` is all that came, with whose changes it has seen; `here` what stood here before; `followed` what was
    changed there by somebody who had our version.
    """

    rows: dict[Key, Row] = field(default_factory=dict)
    deleted: dict[Key, Row | None] = field(default_factory=dict)
    versions: dict[Key, Version] = field(default_factory=dict)
    brought: dict[Key, Mapping[str, int]] = field(default_factory=dict)
    here: dict[Key, Row] = field(default_factory=dict)
    conflicts: list[Key] = field(default_factory=list)
    followed: set[Key] = field(default_factory=set)


def merge_records(ctx: Context, package: Package) -> Merged:
    """Goes through all records of a package."""
    merged = Merged()
    for table in tables.records():
        lines = list(package.lines(f"records/{table.name}.ndjson"))
        for some in tables.chunks(lines):
            _merge(ctx, table, some, merged)
    versions.keep(ctx.conn, merged.versions)
    _close_decided(ctx, merged)
    return merged


def _merge(ctx: Context, table: Table, lines: list[dict[str, Any]], merged: Merged) -> None:
    ids = [Id(line["id"]) for line in lines]
    ours = {row["id"]: dict(row) for row in ctx.conn.execute(select(table).where(table.c.id.in_(ids))).mappings()}
    kept = versions.load(ctx.conn, [(table.name, id_) for id_ in ids])
    for id_, line in zip(ids, lines, strict=True):
        key, told = (table.name, id_), line["_changed"]
        theirs = Version(int(told["at"]), told["station"], dict(told["seen"]), bool(line.get("_deleted")),
                         line.get("_was"))  # fmt: skip
        mine = kept.get(key, versions.NONE)
        merged.brought[key] = theirs.seen
        if id_ in ours:
            merged.here[key] = ours[id_]
        if mine.follows(theirs):
            continue
        row = None if theirs.gone else tables.from_plain(table, line)
        stands, wins = mine.meet(theirs, (tables.end_of(table, ours.get(id_)), tables.end_of(table, row)))
        if stands.gone and stands.was is None and id_ in ours:
            stands = replace(stands, was=tables.to_plain(table, ours[id_]))
        merged.versions[key] = stands
        if theirs.follows(mine):
            merged.followed.add(key)
        if not theirs.follows(mine):
            both = (mine, ours.get(id_)), (theirs, row)
            _note_conflict(ctx, table, key, both if not wins else both[::-1], merged)
        if wins:
            _take(key, row, ours.get(id_), merged)


def _take(key: Key, row: Row | None, ours: Row | None, merged: Merged) -> None:
    if row is None:
        if ours is not None:
            merged.deleted[key] = ours
        return
    if ours is not None and "version" in ours:
        row["version"] = max(ours["version"] + 1, row["version"])  # whoever has it open here must look again
    merged.rows[key] = row


def _note_conflict(
    ctx: Context, table: Table, key: Key, sides: Sequence[tuple[Version, Row | None]], merged: Merged
) -> None:
    """What stands, then what gives way. Of a record that was masked nothing is kept: nobody may bring it back."""
    kept, other = sides
    if not tables.says_the_same(table, kept[1], other[1]) and tables.end_of(table, kept[1]) != tables.LAST:
        note(ctx, table, key[1], "EDITED", kept, other)
        merged.conflicts.append(key)


def note(
    ctx: Context, table: Table, record: Id, reason: str, kept: tuple[Version, Row | None],
    other: tuple[Version, Row | None],
) -> None:  # fmt: skip
    """Puts two versions on the merge list: what stands now and what it replaced."""
    (stands, row), (fell, replaced) = kept, other
    ctx.session.add(
        Merge(
            station=ctx.station, table_name=table.name, record_id=record, reason=reason,
            kept=None if row is None else tables.to_plain(table, row), kept_by=stands.station,
            kept_at=clock.from_micros(stands.at),
            other=None if replaced is None else tables.to_plain(table, replaced), other_by=fell.station,
            other_at=clock.from_micros(fell.at),
        )
    )  # fmt: skip


def _close_decided(ctx: Context, merged: Merged) -> None:
    """What somebody changed since, at a station that had both versions, is decided: it leaves the list here too."""
    for merge in ctx.session.scalars(select(Merge).where(Merge.decided == "")) if merged.followed else ():
        key = merge.table_name, merge.record_id
        if key in merged.followed:
            own = clock.micros(merge.other_at)  # of two with one code what stands is another record's
            newest = own if merge.reason == "CODE" else max(clock.micros(merge.kept_at), own)
            if merged.versions[key].at > newest:
                merge.decided, merge.decided_at = ENDED, ctx.now
