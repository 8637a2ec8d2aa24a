"""Takes a package in: all of it in one transaction, or nothing. The same package a second time changes nothing.

What must come first is waited for. Logs are a union; of a record that two stations changed the newest stands, and both
versions go on the merge list. What is derived is made anew for what came. None of it is sent back to where it is from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, count
from typing import Any

from sqlalchemy import Table, func, select

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.doors import insert_into, open_door, write_rows
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.models.customers import Customer
from app.models.exchange import ExchangeCursor, ExchangePackage
from app.models.journal import AuditEntry, OutboxEntry, chain_hash
from app.models.parts import Part
from app.models.vehicles import Vehicle
from app.services import attachments, customers, parts, stock, vehicles
from app.services.roles import EXCHANGE
from app.sync import tables, versions
from app.sync.merging import Merged, merge_records
from app.sync.package import AUDIT
from app.sync.pasts import one_past
from app.sync.progress import START, Mark, Marks, advance, data_of, have, put
from app.sync.reading import Package
from app.sync.reviving import bring_back, pointers
from app.sync.upserts import upsert

_audit: Any = AuditEntry.__table__
_outbox: Any = OutboxEntry.__table__


@dataclass
class Taken:
    """What became of a package: "applied", "known" (nothing new in it) or "waiting" (and for what)."""

    state: str
    reason: Text | None = None
    records: int = 0
    rows: int = 0
    conflicts: int = 0
    parts: set[Id] = field(default_factory=set)


@usecase("exchange.take_in", allow=EXCHANGE)
def take_in(ctx: Context, package: Package, file_sha: str, *, own: bool = False) -> Taken:
    """Takes a package into the books, or says for what it waits. Raises Refused if its audit is not ours.

    With `own` our own work comes back that a restored copy has not: see app/sync/rejoin.py.
    """
    ctx.lock("exchange")
    versions.stamp(ctx.conn)
    known = have(ctx.conn)
    one_past(ctx, package.sender, package.have, package.heads, known, own=own)
    done = Taken("waiting", waits_for(package, known))
    if done.reason is None:
        fresh = {s: (known.get(s, START), end) for s, (_, end) in package.streams.items()}
        fresh = {s: marks for s, marks in fresh.items() if marks[0].n < marks[1].n}
        done = Taken("applied" if fresh else "known")
        if fresh:
            _apply(ctx, package, fresh, done)
        if ctx.station in fresh:
            words = N_("{n} acts of this station that its backup had not came back from station {station}.")
            lost = fresh[ctx.station][1].n - fresh[ctx.station][0].n
            ctx.notify(Text(words, n=lost, station=package.sender), role="AD")
    _remember(ctx, package, file_sha, done)
    _hear(ctx, package, done)
    return done


def waits_for(package: Package, known: Marks) -> Text | None:
    """What must be here before this package can be read; None if nothing is missing."""
    wanted = {s: begin.n for s, (begin, _) in package.streams.items()}
    for station, n in sorted({**package.needs, **wanted}.items()):
        here = known.get(station, START).n
        if here < n:
            words = N_("waits for an earlier package of station {station}, which holds its entry {n}")
            return Text(words, n=here + 1, station=station)
    return None


def _apply(ctx: Context, package: Package, fresh: dict[str, tuple[Mark, Mark]], done: Taken) -> None:
    far = {s: marks for s, marks in fresh.items() if s != ctx.station}
    entries = _take_audit(ctx, package, fresh)
    _take_files(ctx, package)
    merged = merge_records(ctx, package)
    bring_back(ctx, merged, package)
    upsert(ctx, merged)
    done.records, done.conflicts = len(merged.rows) + len(merged.deleted), len(merged.conflicts)
    for table in tables.logs():
        done.rows += _take_log(ctx, package, table, fresh, done)
    _name_in_outbox(ctx, merged, entries)
    advance(ctx.conn, {s: begin.joined(end) for s, (begin, end) in far.items()})
    vars(ctx).pop("far_stations", None)  # there may be one more now
    derive_for(ctx, merged, done.parts)
    _follow(ctx, merged)


def _take_audit(ctx: Context, package: Package, far: Mapping[str, tuple[Mark, Mark]]) -> dict[tuple[str, int], int]:
    """Adds the other stations' audit to ours, its chain checked; gives their numbers here."""
    ctx.journal.lock(ctx.conn, f"seq:{_audit.name}")
    last = select(_audit.c.seq).order_by(_audit.c.seq.desc()).limit(1)
    seq = ctx.conn.execute(last).scalar() or 0
    ends: dict[str, tuple[int, str]] = {}
    rows, numbers = [], {}
    for line in package.lines(AUDIT):
        station, n = line["station"], line["n"]
        if station not in far or n <= far[station][0].n:
            continue
        before = ends.get(station) or (far[station][0].n, _head(ctx, station))
        if (n - 1, line["previous"]) != before or line["hash"] != chain_hash(line["previous"], line["body"]):
            raise Refused(
                "The audit of station {station} does not continue at entry {n}: that station was restored from a "
                "backup, or its data was changed. Nothing was taken in; ask support.",
                station=station, n=n,
            )  # fmt: skip
        ends[station] = n, line["hash"]
        seq += 1
        numbers[station, n] = seq
        user = Id(line["user_id"]) if line["user_id"] else None
        rows.append(line | {"seq": seq, "at": datetime.fromisoformat(line["at"]), "user_id": user})
    for station, (_, end) in far.items():
        if ends.get(station, (0, ""))[0] != end.n:
            raise Refused("{file} is incomplete: the audit of station {station} ends too early.", file=package.name,
                          station=station)  # fmt: skip
    if rows:
        with open_door(ctx.conn, "journal"):
            write_rows(ctx.conn, insert_into(_audit), rows)
    return numbers


def _head(ctx: Context, station: str) -> str:
    last = select(_audit.c.hash).where(_audit.c.station == station).order_by(_audit.c.n.desc()).limit(1)
    return ctx.conn.execute(last).scalar() or ""


def _take_files(ctx: Context, package: Package) -> None:
    """Files first, synced to disk: what a package that fails leaves over does no harm."""
    for sha, content in package.files():
        attachments.keep(ctx, sha, content)


def _take_log(
    ctx: Context, package: Package, table: Table, far: Mapping[str, tuple[Mark, Mark]], done: Taken
) -> int:  # fmt: skip
    rows = []
    for line in package.lines(f"logs/{table.name}.ndjson"):
        station, number = line["station"], line["seq"]
        if station in far and number > far[station][0].logs.get(table.name, 0):
            rows.append(tables.from_plain(table, line) | {"origin_seq": number})
    rows.sort(key=lambda row: (row["station"], row["origin_seq"]))
    for missing, value in tables.defaults(table).items():
        for row in rows:
            if missing not in row and missing != "seq":
                row[missing] = value
    ours = [row | {"seq": row["origin_seq"], "origin_seq": None} for row in rows if row["station"] == ctx.station]
    others = [row for row in rows if row["station"] != ctx.station]
    _number(ctx, package, table, ours, others)
    _link(ctx, table, others)
    if ours:
        with open_door(ctx.conn, "log"):
            write_rows(ctx.conn, insert_into(table), ours + others)
    else:
        ctx.append(table, others)
    if "part_id" in table.c and "warehouse_id" in table.c:
        done.parts |= {row["part_id"] for row in rows}
    return len(rows)


def _number(
    ctx: Context, package: Package, table: Table, ours: list[dict[str, Any]], others: list[dict[str, Any]]
) -> None:  # fmt: skip
    """Numbers the rows of others for here. Ours that come back keep theirs, and others fill the places between.

    Refused if too few of others come: a hole in a log is what a deleted row leaves.
    """
    first = (ctx.conn.execute(select(func.max(table.c.seq))).scalar() or 0) + 1
    kept = {row["seq"] for row in ours}
    free = [seq for seq in range(first, max(kept, default=first)) if seq not in kept]
    if len(others) < len(free):
        raise Refused(
            "{file} has not all that this station had of others. Let station {station} exchange with them first.",
            file=package.name, station=package.sender,
        )  # fmt: skip
    for row, seq in zip(others, chain(free, count(max(kept, default=first - 1) + 1)), strict=False):
        row["seq"] = seq


def _link(ctx: Context, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows that name another row of their station's log by its number there: by its number here from now on."""
    for column in table.columns:
        if "row_of" not in column.info:
            continue
        other = tables.named()[column.info["row_of"]].c
        wanted = {(row["station"], row[column.name]) for row in rows if row[column.name] is not None}
        here: dict[tuple[str, int], int] = {}
        for station in {station for station, _ in wanted}:
            for some in tables.chunks(n for s, n in wanted if s == station):
                found = select(other.origin_seq, other.seq).where(
                    other.station == station, other.origin_seq.in_(some)
                )  # fmt: skip
                here |= {(station, origin): seq for origin, seq in ctx.conn.execute(found)}
        if table.name == column.info["row_of"]:  # the row meant may come in this very package
            here |= {(row["station"], row["origin_seq"]): row["seq"] for row in rows}
        for row in rows:
            if row[column.name] is not None:
                row[column.name] = here[row["station"], row[column.name]]


def _name_in_outbox(ctx: Context, merged: Merged, entries: Mapping[tuple[str, int], int]) -> None:
    """Keeps which audit entry of another station touched what: for the history, and for who gets it from us."""
    ctx.journal.lock(ctx.conn, f"seq:{_outbox.name}")
    seq = ctx.conn.execute(select(_outbox.c.seq).order_by(_outbox.c.seq.desc()).limit(1)).scalar() or 0
    rows = []
    for (table, id_), seen in sorted(merged.brought.items(), key=str):
        for station, n in sorted(seen.items()):
            if (station, n) in entries:
                seq += 1
                rows.append(
                    {"seq": seq, "station": station, "audit_seq": entries[station, n], "table_name": table,
                     "record_id": id_}
                )  # fmt: skip
    if rows:
        with open_door(ctx.conn, "journal"):
            write_rows(ctx.conn, insert_into(_outbox), rows)


def derive_for(ctx: Context, merged: Merged, stocked: set[Id]) -> None:
    """Makes balances, values and search rows anew for what came; `doctor` finds nothing to mend."""
    ctx.flush()
    if stocked:
        stock.rebuild_parts(ctx.conn, sorted(stocked))
        ctx.written |= {"balances", "stock_values"}
    parts.reindex(ctx, _of(merged, "parts", part_codes="part_id"))
    owners = _of(merged, "customers")
    customers.reindex(ctx, owners)
    cars = set(_of(merged, "vehicles", plate_spells="vehicle_id"))
    for some in tables.chunks(owners):
        cars |= set(ctx.conn.execute(select(Vehicle.id).where(Vehicle.owner_id.in_(some))).scalars())
    vehicles.reindex(ctx, sorted(cars))
    ctx.written |= {table for table, _ in merged.brought}


def _follow(ctx: Context, merged: Merged) -> None:
    """What is ours of who was merged or masked elsewhere follows; so does what still named him and came."""
    ctx.session.expire_all()
    ended = Customer.state.in_((customers.MASKED, customers.MERGED))
    came = set(_of(merged, "customers"))
    for id_ in _named(ctx, merged, Customer, ended):
        customers.follow_afar(ctx, id_, tell=id_ in came)
    for id_ in {*_named(ctx, merged, Part, Part.merged_into.is_not(None)), *parts.left_behind(ctx)}:
        parts.follow_afar(ctx, id_)


def _named(ctx: Context, merged: Merged, model: Any, which: Any) -> list[Id]:
    """The records of a table that came or are named by what came, and of which `which` is true."""
    table = model.__tablename__
    named = set(_of(merged, table))
    for (name, _), row in merged.rows.items():
        named |= {row[c] for c, target in pointers(tables.named()[name]) if target == table and row.get(c)}
    return [
        id_
        for some in tables.chunks(sorted(named))
        for id_ in ctx.conn.execute(select(model.id).where(model.id.in_(some), which)).scalars()
    ]


def _of(merged: Merged, name: str, **through: str) -> list[Id]:
    """The records of a table that came, or of which a row came that belongs to them."""
    found = {id_ for table, id_ in merged.brought if table == name}
    for table, column in through.items():
        for key, row in (*merged.rows.items(), *merged.deleted.items()):
            if key[0] == table and row:
                found.add(row[column])
    return sorted(found)


def _remember(ctx: Context, package: Package, file_sha: str, done: Taken) -> None:
    remember(ctx, file_sha, package.name, package.sender, "waiting" if done.state == "waiting" else "applied",
             done.reason)  # fmt: skip
    if done.conflicts:
        ctx.notify(
            Text(N_("{n} records were changed here and at another station. Decide which version stands."),
                 n=done.conflicts), role="AD", asks=False,
        )  # fmt: skip


def remember(ctx: Context, sha: str, name: str, sender: str, state: str, reason: Text | None) -> None:
    """Keeps what became of a package file."""
    row = {
        "sha256": sha, "name": name[:120], "code": sender, "state": state, "at": ctx.now,
        "reason": reason.data() if reason else None,
    }  # fmt: skip
    put(ctx.conn, ExchangePackage.__table__, ("sha256",), row)
    ctx.written.add("exchange_packages")


def _hear(ctx: Context, package: Package, done: Taken) -> None:
    """What the sender says it has is where its next package begins; it waits for our word if it sent something new."""
    cursors: Any = ExchangeCursor.__table__
    kept = ctx.conn.execute(select(cursors).where(cursors.c.code == package.sender)).mappings().first()
    row = dict(kept) if kept else {
        "code": package.sender, "sent": {}, "told": None, "told_n": 0, "owes": False, "sent_at": None,
    }  # fmt: skip
    if package.number >= row["told_n"]:
        row |= {"told": data_of(package.have), "told_n": package.number}
    owes = row["owes"] or done.state == "waiting" or (done.state == "applied" and package.worth)
    put(ctx.conn, cursors, ("code",), row | {"owes": owes, "received_at": ctx.now})
