"""By itself: a copy at close and every few hours of use, then the second place. How all stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.core import clock
from app.core.access import Actor
from app.core.desk import Desk, Reader, query
from app.core.errors import Trouble
from app.core.i18n import N_, Text
from app.core.settings import Setting
from app.models.engine import Store
from app.services.backups import copies, keeping, making, second_place
from app.services.backups.copies import FOLDER, Backup, list_backups
from app.services.backups.second_place import LATE, Check, Place

EVERY = Setting(
    "backups.every", "number", 4, N_("A backup is made every"), group="data", least=1, most=24, unit=N_("hours"),
    help=N_("While the program is open, and when it closes; only when something was changed since the last one."),
)  # fmt: skip
PROGRAM = Actor(None, "Counterpart", "01")


@dataclass(frozen=True)
class Standing:
    """How the backups stand: the newest here and at the second place, and what stands in the way (None: nothing)."""

    here: Backup | None = None
    there: Backup | None = None
    place: Path | None = None
    trouble: Text | None = None
    late_here: bool = False
    late_there: bool = False
    absent: bool = False  # chosen and not plugged in: worth a word, and a warning when it gets late
    ahead: bool = False  # a copy here is dated in the future

    @property
    def fails(self) -> bool:
        """True if the second place is there and takes nothing."""
        return self.trouble is not None and not self.absent

    @property
    def worry(self) -> bool:
        """True if somebody should look."""
        return self.late_here or self.late_there or self.fails or self.ahead


def backup_at_close(desk: Desk, store: Store, data: Path) -> Path | None:
    """The copy made when the program closes, if anything was changed since the last one. None otherwise, and on
    PostgreSQL.
    """
    if store.file is None or not desk.ask(_changed, PROGRAM, next(iter(list_backups(data)), None)):
        return None
    made = making.make(desk, PROGRAM, store, data / FOLDER)
    keeping.rotate(list_backups(data), desk.ask(keeping.rule, PROGRAM))
    return made


def carry(desk: Desk, actor: Actor, store: Store, data: Path, chosen: Path, recipient: str) -> Backup:
    """A copy of now, taken along on a stick or another disk: sealed if this PC seals; with the attached files."""
    made = copies.read_manifest(making.make(desk, actor, store, data / FOLDER))
    if made is None:
        raise Trouble("The backup is not sound: {what}. The live data was not touched.", what=FOLDER)
    place = Place(second_place.choose(data, actor, chosen), recipient)
    return second_place.send(data, place, made, desk.ask(keeping.rule, PROGRAM))


def keep_up(
    desk: Desk, store: Store, data: Path, place: Place | None, *, check: Check = lambda: None
) -> Standing:  # fmt: skip
    """What is due: a copy if the last one is hours old, then the newest one to the second place. How it stands then.

    What the second place refuses is told in the answer; what this PC's own disk refuses is raised as Trouble.
    """
    if store.file is None:
        return Standing()
    newest = next(iter(list_backups(data)), None)
    hours, _days = desk.ask(_rhythm, PROGRAM)
    if newest is None or newest.ahead or clock.now() - newest.at >= timedelta(hours=hours):
        backup_at_close(desk, store, data)
    return deliver(desk, data, place, check=check)


def deliver(desk: Desk, data: Path, place: Place | None, *, check: Check = lambda: None) -> Standing:
    """The newest copy to the second place, if there is one; how it stands then."""
    newest = next(iter(list_backups(data)), None)
    trouble = None
    if place is not None and newest is not None:
        try:
            second_place.send(data, place, newest, desk.ask(keeping.rule, PROGRAM), check)
        except Trouble as said:
            trouble = said.text
    return standing(desk, data, place, trouble)


def standing(desk: Desk, data: Path, place: Place | None, trouble: Text | None = None) -> Standing:
    """How the backups stand, without making one; `trouble` is what stood in the way the last time."""
    found = list_backups(data)
    here = next(iter(found), None)
    there = second_place.last_sent(data, place) if place is not None else None
    _hours, days = desk.ask(_rhythm, PROGRAM)
    absent = False
    if place is not None:
        try:
            absent = not second_place.is_there(place.folder)
            if absent:
                trouble = trouble or second_place.absent(place.folder).text
        except Trouble as said:
            trouble = said.text
    return Standing(
        here, there, place.folder if place is not None else None, trouble,
        late_here=here is not None and _late(here, days) and desk.ask(_changed, PROGRAM, here),
        late_there=here is not None and place is not None and _late_there(there, here, days),
        absent=absent, ahead=any(one.ahead for one in found),
    )  # fmt: skip


@query("backups.rhythm", allow=None)
def _rhythm(ctx: Reader) -> tuple[int, int]:
    return ctx.setting(EVERY), ctx.setting(LATE)


def _late(copy: Backup, days: int) -> bool:
    return copy.ahead or clock.now() - copy.at > timedelta(days=days)


def _late_there(there: Backup | None, here: Backup, days: int) -> bool:
    """One that holds all the newest one here holds is never late: nothing was changed since."""
    return there is None or (there.content != here.content and _late(there, days))


@query("backups.changed", allow=None)
def _changed(ctx: Reader, newest: Backup | None) -> bool:
    """True if a copy does not hold all that the live file holds: every change is an audit entry or a row."""
    return newest is None or making.heads(ctx.conn) != newest.heads or making.rows(ctx.conn) != newest.rows
