"""The exchange as a person does it: write a package for each peer into a folder, take in what lies there for us.

One package is one transaction. Stopped anywhere, even by a power cut, the next run goes on where this one was.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.access import Actor
from app.core.desk import Context, Desk, Reader, query, usecase
from app.core.errors import Refused, Trouble, why
from app.core.i18n import N_, Text
from app.models.exchange import ExchangeCursor
from app.services.exchange import MINUTES
from app.services.roles import EXCHANGE
from app.sync.apply import Taken, remember, take_in
from app.sync.package import Made, make
from app.sync.progress import Marks, data_of, marks_of, put
from app.sync.reading import opened
from app.sync.site import Peer, Site, peers, peers_of, site_of
from app.sync.workbench import bench, home, sweep

DONE, SET_ASIDE = "done", "set-aside"
KEPT = 50  # packages of a station that stay in the folder of what was taken in
PACKAGE = re.compile(r"counterpart-(\w+)-to-(\w+)-(\d+)\.zip(?:\.age)?")
Tell = Callable[[int, int], None]  # (how many, of how many); may raise to stop between two packages
P = ParamSpec("P")
_busy = threading.Lock()
log = logging.getLogger(__name__)
_cursors: Any = ExchangeCursor.__table__


@dataclass(frozen=True)
class Seen:
    """One package that was looked at: its file, and what became of it."""

    name: str
    state: str
    reason: Text | None = None
    records: int = 0
    rows: int = 0
    conflicts: int = 0


@dataclass
class Report:
    """What an exchange did."""

    written: list[Path] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def count(self, state: str) -> int:
        """How many packages ended so."""
        return sum(one.state == state for one in self.seen)


@query("exchange.site", allow=EXCHANGE)
def site(ctx: Reader) -> Site:
    """This station and its keys."""
    return site_of(ctx.conn)


@query("exchange.due", allow=EXCHANGE)
def is_due(ctx: Reader, last: datetime | None) -> bool:
    """True if the shop exchanges by the clock, with anybody, and the `last` exchange of this PC was long enough ago."""
    minutes = ctx.setting(MINUTES)
    if not minutes or not peers_of(ctx.conn):
        return False
    return last is None or ctx.now - last >= timedelta(minutes=minutes)


def _one_at_a_time(work: Callable[P, Report]) -> Callable[P, Report]:
    """Who presses the button while the clock does the same waits for its end."""

    @functools.wraps(work)
    def alone(*args: P.args, **kwargs: P.kwargs) -> Report:
        with _busy:
            return work(*args, **kwargs)

    return alone


@_one_at_a_time
def export(
    desk: Desk, actor: Actor, folder: Path, *, only: str = "", again: bool = False, anyhow: bool = False,
    tell: Tell | None = None,
) -> Report:  # fmt: skip
    """Writes a package for each peer that lacks something (or for one, or `anyhow`); `again` from the beginning."""
    known = [peer for peer in desk.ask(peers, actor) if only in ("", peer.code)]
    if not known:
        raise Refused("There is no station to exchange with. Pair one first.")
    if desk.ask(site, actor).restored:
        raise Refused(
            "This station was restored from a backup and sends nothing yet. Import first what the others sent; then "
            "say under Data exchange that it goes on."
        )
    sweep(desk.ask(home, actor), _folder(folder), actor.station)
    report = Report()
    for number, peer in enumerate(known, 1):
        if tell:
            tell(number, len(known))
        made = desk.ask(make, actor, peer, _folder(folder), again=again, anyhow=anyhow)
        if made is not None:
            _note_sent(desk, actor, peer, made, folder)
            report.written.append(made.file)
    return report


def _note_sent(desk: Desk, actor: Actor, peer: Peer, made: Made, folder: Path) -> None:
    if desk.run(note_sent, actor, peer.code, made.file.name, data_of(made.upto)):
        for file in _packages(folder):  # the new one holds all that these hold and the peer has not
            found = PACKAGE.fullmatch(file.name)
            sender, to, number = found.groups() if found else ("", "", "0")
            if (sender, to) == (actor.station, peer.code) and int(number) < made.number:
                with suppress(OSError):
                    file.unlink()


@usecase("exchange.send", allow=EXCHANGE)
def note_sent(ctx: Context, code: str, file: str, upto: dict[str, Any]) -> bool:
    """Keeps how far a peer was told; True if it answers, so that older packages for it are of no more use."""
    row = ctx.conn.execute(select(_cursors).where(_cursors.c.code == code)).mappings().first()
    kept = dict(row) if row else {"code": code, "sent": {}, "told": None, "told_n": 0, "received_at": None}
    sent: Marks = marks_of(kept["sent"])
    for station, mark in marks_of(upto).items():
        sent[station] = sent[station].joined(mark) if station in sent else mark
    put(ctx.conn, _cursors, ("code",), kept | {"sent": data_of(sent), "owes": False, "sent_at": ctx.now})
    ctx.written.add(_cursors.name)
    return kept["told"] is not None


@_one_at_a_time
def take(desk: Desk, actor: Actor, folder: Path, *, tell: Tell | None = None) -> Report:
    """Takes in everything that lies in the folder for this station, as long as anything comes forward."""
    here, known = desk.ask(site, actor), desk.ask(peers, actor)
    sweep(desk.ask(home, actor), _folder(folder), here.station)
    report, moved = Report(), True
    unread: dict[Path, Text | str] = {}
    while moved:
        moved = False
        waiting = packages_for(_folder(folder), here.station)
        report.seen = [one for one in report.seen if one.state != "waiting"]
        for number, file in enumerate(waiting, 1):
            if tell:
                tell(number, len(waiting))
            try:
                found = _take_one(desk, actor, file, here, known)
            except FileNotFoundError:  # somebody else took it away
                continue
            except OSError as error:
                unread[file] = why(error)
                continue
            report.seen.append(found)
            moved = moved or found.state == "applied"
    for file, reason in unread.items():
        raise Trouble("{file} can't be read: {reason}. Nothing was taken from it.", file=str(file), reason=reason)
    return report


def _take_one(desk: Desk, actor: Actor, file: Path, here: Site, known: list[Peer]) -> Seen:
    with file.open("rb") as stream:
        sha = hashlib.file_digest(stream, "sha256").hexdigest()
    try:
        with bench(desk.ask(home, actor)) as own, opened(file, here, known, own) as package:
            done = _fitted(desk, actor, package, sha)
    except Refused as refused:
        desk.run(set_aside, actor, sha, file.name, refused.text)
        _put_away(file, SET_ASIDE)
        return Seen(file.name, "refused", refused.text)
    if done.state != "waiting":
        _put_away(file, DONE)
    return Seen(file.name, done.state, done.reason, done.records, done.rows, done.conflicts)


def _fitted(desk: Desk, actor: Actor, package: Any, sha: str) -> Taken:
    """Signed and whole it is; what still does not fit our books is refused as well, and the log says more."""
    try:
        return desk.run(take_in, actor, package, sha)
    except (IntegrityError, LookupError, ValueError, TypeError) as error:
        log.exception("package %s", package)
        words = N_("{file} does not fit this station's books. Nothing was taken from it; ask support.")
        raise Refused(Text(words, file=package.name)) from error


@usecase("exchange.set_aside", allow=EXCHANGE)
def set_aside(ctx: Context, sha: str, name: str, reason: Text) -> None:
    """Keeps why a package was refused."""
    found = PACKAGE.fullmatch(name)
    remember(ctx, sha, name, found[1] if found else "", "refused", reason)


def _is_for(file: Path, station: str) -> bool:
    found = PACKAGE.fullmatch(file.name)
    return found is not None and found[2] == station


def packages_for(folder: Path, station: str) -> list[Path]:
    """What lies in a folder for a station, in the order of their numbers."""
    return [file for file in _packages(folder) if _is_for(file, station)]


def _packages(folder: Path) -> Iterator[Path]:
    yield from sorted((f for f in folder.glob("counterpart-*-to-*.zip*") if f.is_file()), key=_order)


def _order(file: Path) -> tuple[int, str]:
    found = PACKAGE.fullmatch(file.name)
    return int(found[3]) if found else 0, file.name


def _put_away(file: Path, name: str) -> None:
    """Out of the way, but not gone. A folder that does not let us leaves it: it is known the next time."""
    with suppress(OSError):
        target = file.parent / name
        target.mkdir(exist_ok=True)
        file.replace(target / file.name)
        prefix = file.name.rpartition("-")[0]
        for old in sorted(target.glob(f"{prefix}-*"), key=_order)[:-KEPT]:
            old.unlink()


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise Refused("There is no folder {folder}. Choose the folder for the exchange again.", folder=str(folder))
    return folder
