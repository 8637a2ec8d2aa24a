"""The login: tiles, sign-in by password or PIN, lock-out after wrong tries. Knows no screen and no document.

A try is checked outside the writer (argon2 takes long on purpose) and then recorded in one transaction of its own, so
that a wrong one counts although the sign-in is refused, and still counts after a restart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, delete, func, insert, or_, select

from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Context, Desk, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.settings import Setting
from app.models.people import Attempts, RoleRecord, SignIn, User
from app.services.people.hashing import fits

Secret = Literal["PIN", "PASSWORD"]
Purpose = Literal["SESSION", "SIGN"]

LOCK_AFTER = Setting(
    "people.lock_after", "number", 5, N_("Wrong tries before a tile is locked"), group="people", least=3, most=20
)
LOCK_SECONDS = Setting(
    "people.lock_seconds", "number", 60, N_("A locked tile stays locked for"), group="people", least=10, most=86_400,
    unit=N_("seconds"),
)  # fmt: skip
AUTO_LOCK = Setting(
    "people.auto_lock", "number", 10, N_("Lock the screen after"), group="people", least=0, most=240,
    unit=N_("minutes"), help=N_("0 = never. Work that is open stays open behind the lock."),
)  # fmt: skip
RELAXED = Setting(
    "people.sod_relaxed", "flag", False, N_("The manager stands in for a missing role"), group="people", rule="SD12",
    help=N_("For small shops. Such signatures are printed with 代. Nobody approves his own document even then."),
)  # fmt: skip
PASSWORD_LENGTH = Setting(
    "people.password_length", "number", 8, N_("Shortest password"), group="people", least=8, most=64,
    unit=N_("characters"), help=N_("Holds for passwords chosen from now on."),
)  # fmt: skip
SETTINGS = (LOCK_AFTER, LOCK_SECONDS, AUTO_LOCK, PASSWORD_LENGTH, RELAXED)


@dataclass(frozen=True)
class Tile:
    """One person on the login page. `find` is what typed letters filter by; `last` the last sign-in."""

    id: Id
    name: str
    roles: tuple[str, ...]
    find: str
    badge: str | None
    has_pin: bool
    last: datetime | None
    locked_until: datetime | None


@dataclass(frozen=True)
class _Secrets:
    user: Id
    hash: str | None
    active: bool
    locked_until: datetime | None


@dataclass(frozen=True)
class _Tally:
    left: int
    locked_until: datetime | None


@query("people.tiles", allow=None)
def tiles(ctx: Reader) -> list[Tile]:
    """All active users who can sign in at this station, for the login page, who was here last first.

    People of other stations come without their secrets.
    """
    last = (
        select(SignIn.user_id, func.max(SignIn.at).label("last"))
        .where(SignIn.result == "IN", SignIn.purpose == "SESSION")
        .group_by(SignIn.user_id)
        .subquery()
    )
    locked = (
        select(Attempts.user_id, func.max(Attempts.locked_until).label("until")).group_by(Attempts.user_id).subquery()
    )
    rows = ctx.conn.execute(
        select(User.id, User.name, User.roles, User.name_pinyin, User.badge, User.pin_hash, last.c.last, locked.c.until)
        .outerjoin(last, last.c.user_id == User.id)
        .outerjoin(locked, locked.c.user_id == User.id)
        .where(User.active, or_(User.pin_hash.is_not(None), User.password_hash.is_not(None)))
    )
    found = [
        Tile(
            r.id, r.name, tuple(r.roles), r.name_pinyin, r.badge, r.pin_hash is not None, r.last,
            r.until if r.until and r.until > ctx.now else None,
        )
        for r in rows
    ]  # fmt: skip
    return sorted(found, key=lambda t: (-t.last.timestamp() if t.last else 0.0, t.find))


def sign_in(desk: Desk, station: str, who: str | Id, secret: str, *, by: Secret | None = None) -> Actor:
    """Lets a person in by password or PIN and returns the actor of his session.

    `who` is a login name, a badge code or a user id. `by` says which secret it is; None tries the PIN if it is all
    digits and short, else the password. Raises Refused: unknown or disabled, wrong (with the tries left), locked.
    """
    kind: Secret = by or ("PIN" if secret.isdigit() and len(secret) <= 6 else "PASSWORD")
    user = check(desk, station, who, secret, kind, "SESSION")
    return desk.ask(actor_of, program(station), user)


def check(desk: Desk, station: str, who: str | Id, secret: str, kind: Secret, purpose: Purpose) -> Id:
    """Checks one secret of one person, counts the try and returns his id; Refused with the tries left."""
    kept = desk.ask(_secrets, program(station), who, kind)
    if kept is None:
        fits(secret, None)
        raise Refused("Login name or password is wrong.", where="password")
    if not kept.active:
        raise Refused("This user is disabled. The administrator can let him in again.", where="user")
    _not_locked(desk, station, kept.locked_until)
    right = fits(secret, kept.hash)
    tally = desk.run(_record, program(station), kept.user, kind, purpose, right)
    if tally is None:
        return kept.user
    _not_locked(desk, station, tally.locked_until)
    if kind == "PIN":
        raise Refused("The PIN is wrong. Tries left: {n}.", where="pin", n=tally.left)
    raise Refused("Login name or password is wrong. Tries left: {n}.", where="password", n=tally.left)


def program(station: str) -> Actor:
    """The program itself at this station: before anybody has signed in."""
    return Actor(None, "Counterpart", station)


def _not_locked(desk: Desk, station: str, until: datetime | None) -> None:
    if until is not None:
        seconds = max(1, round((until - desk.ask(_moment, program(station))).total_seconds()))
        raise Refused("Too many wrong tries: locked for another {n} seconds.", where="locked", n=seconds)


@query("people.moment", allow=None)
def _moment(ctx: Reader) -> datetime:
    return ctx.now


@query("people.secret", allow=None)
def _secrets(ctx: Reader, who: str | Id, kind: Secret) -> _Secrets | None:
    named = or_(func.lower(User.login) == who.lower(), User.badge == who) if isinstance(who, str) else User.id == who
    row = ctx.conn.execute(
        select(User.id, User.password_hash, User.pin_hash, User.active, Attempts.locked_until)
        .outerjoin(Attempts, (Attempts.user_id == User.id) & (Attempts.secret == kind))
        .where(named)
    ).first()
    if row is None:
        return None
    until = row.locked_until if row.locked_until and row.locked_until > ctx.now else None
    return _Secrets(row.id, row.pin_hash if kind == "PIN" else row.password_hash, row.active, until)


@usecase("people.try", allow=None, audited=False)
def _record(ctx: Context, user: Id, kind: Secret, purpose: Purpose, right: bool) -> _Tally | None:
    """Keeps one try; None if it was right and the door is open, else what is left."""
    attempts = Attempts.__table__
    here = (attempts.c.user_id == user) & (attempts.c.secret == kind)
    kept = ctx.conn.execute(select(attempts.c.wrong, attempts.c.locked_until).where(here)).first()
    locked = kept.locked_until if kept else None
    if locked is not None and locked > ctx.now:
        return _Tally(0, locked)  # somebody else's try locked it while this one was being checked
    limit = ctx.setting(LOCK_AFTER)
    wrong = 0 if right else 1 + (kept.wrong if kept and locked is None else 0)
    until = ctx.now + timedelta(seconds=ctx.setting(LOCK_SECONDS)) if wrong >= limit else None
    if kept:
        ctx.derive(delete(Attempts).where(here))
    if not right:
        row: dict[str, Any] = {"user_id": user, "secret": kind, "wrong": wrong, "locked_until": until}
        ctx.derive(insert(Attempts).values(row))
    result = "IN" if right else "LOCKED" if until else "WRONG"
    entry = {"user_id": user, "at": ctx.now, "secret": kind, "purpose": purpose, "result": result}
    ctx.append(SignIn.__table__, [entry])  # type: ignore[arg-type]
    return None if right else _Tally(limit - wrong, until)


@query("people.actor", allow=None)
def actor_of(ctx: Reader, user: Id) -> Actor:
    """The actor a user becomes at this station: all rights of all his roles, as the shop has them."""
    row = ctx.conn.execute(select(User.name, User.roles).where(User.id == user, User.active)).one()
    return Actor(user, row.name, ctx.station, tuple(row.roles), rights(ctx, row.roles))


_rights: Any = select(RoleRecord.permissions).where(RoleRecord.code.in_(bindparam("roles", expanding=True)))


def rights(ctx: Reader, roles: list[str] | tuple[str, ...]) -> frozenset[str]:
    """Permission codes of these roles together, as the shop has them."""
    found = ctx.conn.execute(_rights, {"roles": list(roles)}).scalars()
    return frozenset(code for permissions in found for code in permissions)
