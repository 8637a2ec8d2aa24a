"""What changed since a peer was last told, as one package: a zip of NDJSON per table and files by content, signed.

Nothing of it is needed to be believed: each member's SHA-256 stands in the manifest, and the manifest is signed.
Everything is read in one go from one state of the books, so a package never holds half of a document.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from app import __version__
from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Trouble, why
from app.models.engine import newest_revision
from app.models.exchange import ExchangeCursor
from app.models.journal import AuditEntry, OutboxEntry
from app.services import attachments
from app.services.attachments import LOGO_KEY
from app.services.roles import EXCHANGE
from app.sync import keys, tables, versions
from app.sync.pasts import heads
from app.sync.progress import START, Mark, Marks, data_of, have, marks_of
from app.sync.site import Peer, Site, site_of
from app.sync.workbench import bench, home_of

FORMAT = "counterpart-exchange-1"
MANIFEST, SIGNATURE, AUDIT = "manifest.json", "manifest.sig", "audit.ndjson"
OWN_WORK = "exchange."  # use-cases that are the exchange itself: they alone are no reason to send anything
_audit = AuditEntry.__table__.c
_cursors: Any = ExchangeCursor.__table__


@dataclass
class Content:
    """What a package for one peer holds: lines per member, files by hash, and from where to where per station."""

    site: Site
    peer: Peer
    streams: dict[str, tuple[Mark, Mark]]
    have: Marks
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    worth: bool = False  # there is something that a person did

    @property
    def n(self) -> int:
        """The number of the package: how far our own audit goes."""
        return self.have[self.site.station].n if self.site.station in self.have else 0

    @property
    def name(self) -> str:
        """Its file's name: from whom, to whom, which number."""
        return f"counterpart-{self.site.station}-to-{self.peer.code}-{self.n:08d}.zip"

    def manifest(self, members: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        """What the package says of itself."""
        needs = {s: m.n for s, m in self.have.items() if s not in self.streams and s != self.peer.code and m.n}
        return {
            "format": FORMAT, "revision": newest_revision(), "program": __version__,
            "station": self.site.station, "to": self.peer.code, "number": self.n, "worth": self.worth,
            "made_at": clock.now().isoformat(),
            "streams": {s: {"from": a.data(), "to": b.data()} for s, (a, b) in sorted(self.streams.items())},
            "needs": needs, "have": data_of(self.have), "heads": dict(self.heads),
            "members": dict(members),
        }  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A package that was written: its file and number, and how far it goes."""

    file: Path
    number: int
    upto: Marks


@query("exchange.make", allow=EXCHANGE)
def make(ctx: Reader, peer: Peer, folder: Path, *, again: bool = False, anyhow: bool = False) -> Made | None:
    """Writes what this peer lacks, as far as we know, into `folder`; with `again` everything there is.

    The start is what the peer last said it has; while it never said anything, what was sent to it. None if there is
    nothing that a person did and the peer waits for no word from us, unless it is to be made `anyhow`.
    """
    content = collect(ctx, peer, again=again)
    row = ctx.conn.execute(select(_cursors).where(_cursors.c.code == peer.code)).first()
    sent = marks_of(row.sent) if row is not None else {}
    fresh = content.worth and any(sent.get(s, START).n < end.n for s, (_, end) in content.streams.items())
    if not (fresh or again or anyhow or (row is not None and row.owes)):
        return None
    return Made(write(ctx, content, folder), content.n, {s: end for s, (_, end) in content.streams.items()})


def collect(ctx: Reader, peer: Peer, *, again: bool = False) -> Content:
    """Everything for this peer, from one state of the books."""
    if ctx.conn.dialect.name == "postgresql":
        ctx.conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    site, marks = site_of(ctx.conn), have(ctx.conn)
    content = Content(site, peer, {}, marks, heads=heads(ctx.conn, marks))
    start = {} if again else _known(ctx.conn, peer)
    far = ctx.far_stations
    for station, mark in marks.items():
        begin = start.get(station, START)
        echo = station == peer.code and not again  # after a loss the peer may need its own books
        if not echo and (peer.relay or station not in far or station == peer.code) and mark.n > begin.n:
            content.streams[station] = (begin, mark)
    touched = _audit_lines(ctx.conn, content)
    _record_lines(ctx, content, touched)
    for table in tables.logs():
        _log_lines(ctx, content, table)
    content.worth = content.worth or any(name != AUDIT for name in content.lines)
    return content


def _known(conn: Connection, peer: Peer) -> Marks:
    row = conn.execute(select(_cursors).where(_cursors.c.code == peer.code)).first()
    if row is None:
        return {}
    return marks_of(row.sent if row.told is None else row.told)


def _audit_lines(conn: Connection, content: Content) -> dict[str, dict[Id, None]]:
    """The audit of each stream, and the records it touched, by table."""
    outbox = OutboxEntry.__table__.c
    known = {table.name for table in tables.records()}
    touched: dict[str, dict[Id, None]] = {}
    for station, (begin, end) in sorted(content.streams.items()):
        here = (_audit.station == station, _audit.n > begin.n, _audit.n <= end.n)
        for row in conn.execute(select(AuditEntry.__table__).where(*here).order_by(_audit.n)).mappings():
            line = dict(row) | {"at": row["at"].isoformat(), "user_id": str(row["user_id"]) if row["user_id"] else None}
            del line["seq"]
            content.lines.setdefault(AUDIT, []).append(line)
            content.worth = content.worth or not row["usecase"].startswith(OWN_WORK)
        rows = select(outbox.table_name, outbox.record_id).join(AuditEntry.__table__, _audit.seq == outbox.audit_seq)
        for name, id_ in conn.execute(rows.where(*here, outbox.station == station).order_by(outbox.seq)):
            if name in known:
                touched.setdefault(name, {})[id_] = None
    return touched


def _record_lines(ctx: Reader, content: Content, touched: Mapping[str, Mapping[Id, None]]) -> None:
    """Each touched record as it stands now, with its version; a deleted one as its id alone."""
    fresh, _ = versions.unstamped(ctx.conn)
    for table in tables.records():
        ids = list(touched.get(table.name, ()))
        kept = versions.load(ctx.conn, [(table.name, i) for i in ids]) if ids else {}
        for some in tables.chunks(ids):
            found = ctx.conn.execute(select(table).where(table.c.id.in_(some))).mappings()
            rows = {row["id"]: dict(row) for row in found}
            for id_ in some:
                row, key = rows.get(id_), (table.name, id_)
                version = fresh.get(key) or kept.get(key) or versions.NONE
                line: dict[str, Any] = {"id": str(id_)} if row is None else tables.to_plain(table, row)
                line["_changed"] = {"at": version.at, "station": version.station, "seen": dict(version.seen)}
                if row is None:
                    line |= {"_deleted": True, "_was": version.was}
                content.lines.setdefault(f"records/{table.name}.ndjson", []).append(line)
                if row is not None:
                    content.files |= dict.fromkeys(file_names(table, row))


def _log_lines(ctx: Reader, content: Content, table: Table) -> None:
    """The new rows of a log; `seq` is their number at the station that wrote them."""
    for station, (begin, end) in sorted(content.streams.items()):
        first, last = begin.logs.get(table.name, 0), end.logs.get(table.name, 0)
        if last <= first:
            continue
        number = table.c.origin_seq if station in ctx.far_stations else table.c.seq
        wanted = select(table).where(table.c.station == station, number > first, number <= last)
        if station not in ctx.far_stations:
            wanted = wanted.where(table.c.origin_seq.is_(None))
        rows = [dict(row) for row in ctx.conn.execute(wanted.order_by(number)).mappings()]
        links = _links(ctx.conn, table, rows)
        for row in rows:
            line = {"seq": row["origin_seq"] or row["seq"]} | tables.to_plain(table, row)
            line |= {name: known[row[name]] for name, known in links.items() if row[name] is not None}
            content.lines.setdefault(f"logs/{table.name}.ndjson", []).append(line)
            content.files |= dict.fromkeys(file_names(table, row))


def _links(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[int, int]]:
    """Columns that name a row of a log by its number here → that number at its own station."""
    found = {}
    for column in table.columns:
        if "row_of" in column.info:
            other = tables.named()[column.info["row_of"]].c
            wanted = [row[column.name] for row in rows if row[column.name] is not None]
            found[column.name] = {
                seq: origin or seq
                for some in tables.chunks(wanted)
                for seq, origin in conn.execute(select(other.seq, other.origin_seq).where(other.seq.in_(some)))
            }
    return found


def file_names(table: Table, row: Mapping[str, Any]) -> Iterator[str]:
    """The kept files that a row names."""
    if table.name == "attachments":
        yield row["sha256"]
    if table.name == "shop_settings" and row["key"] == LOGO_KEY and row["value"]["value"]:
        yield row["value"]["value"]
    for column in table.columns:
        if column.info.get("kind") == "file" and row.get(column.name):
            yield row[column.name]


def write(ctx: Reader, content: Content, folder: Path) -> Path:
    """Writes the package whole or not at all, sealed if the peer wants that; returns its file."""
    target = folder / (content.name + (".age" if content.peer.sealed else ""))
    part = folder / f".{target.name}.part"
    try:
        if content.peer.sealed:
            with bench(home_of(ctx.conn)) as own:
                plain = own / content.name
                _pack(ctx, content, plain)
                keys.seal(plain, part, content.peer.age_public)
        else:
            _pack(ctx, content, part)
        attachments.sync_file(part)
        part.replace(target)
    except OSError as error:
        raise Trouble(
            "The folder {folder} can't be written: {reason}.", folder=str(folder), reason=why(error)
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def _pack(ctx: Reader, content: Content, file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        told = json.dumps(content.manifest(_members(ctx, content, archive)), ensure_ascii=False, indent=1).encode()
        archive.writestr(MANIFEST, told)
        archive.writestr(SIGNATURE, keys.sign(content.site.private_key, told).hex())


def _members(ctx: Reader, content: Content, archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """Writes the members one after the other; what the manifest says of each."""
    told: dict[str, dict[str, Any]] = {}
    for name, lines in content.lines.items():
        found = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
        archive.writestr(name, found)
        told[name] = {"rows": len(lines), "bytes": len(found), "sha256": hashlib.sha256(found).hexdigest()}
    for sha in content.files:
        if (kept := attachments.content(ctx, sha)) is not None:  # `doctor` names what is missing
            archive.writestr(f"files/{sha}", kept)
            told[f"files/{sha}"] = {"bytes": len(kept), "sha256": hashlib.sha256(kept).hexdigest()}
    return told
