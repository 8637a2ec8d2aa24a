"""How the exchange stands, for the page and the command line: peers, packages that wait or were refused, merge list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.desk import Reader, query
from app.core.i18n import Text
from app.models.exchange import ExchangeCursor, ExchangePackage, ExchangePeer, ExchangeSite
from app.services.roles import EXCHANGE
from app.sync.decisions import undecided
from app.sync.progress import START, have, marks_of
from app.sync.site import Peer, peers_of, site_of

RECENT = 20


@dataclass(frozen=True)
class PeerState:
    """One peer: when we last sent and received, and how many audit entries of ours it has not confirmed."""

    peer: Peer
    sent_at: datetime | None
    received_at: datetime | None
    unconfirmed: int | None  # None: it never answered


@dataclass(frozen=True)
class PackageState:
    """A package that is not in the books, and why."""

    name: str
    code: str
    state: str
    reason: Text | None
    at: datetime


@dataclass(frozen=True)
class Standing:
    """All of it. `fingerprint` "" = this station has no key yet."""

    station: str
    fingerprint: str
    peers: tuple[PeerState, ...]
    packages: tuple[PackageState, ...]
    merges: int
    restored: bool  # from a backup: it sends nothing before somebody says that it goes on


@query("exchange.status", allow=EXCHANGE)
def status(ctx: Reader) -> Standing:
    """How the exchange stands now."""
    has_key = ctx.conn.execute(select(ExchangeSite.station)).first() is not None
    site = site_of(ctx.conn) if has_key else None
    return Standing(
        site.station if site else ctx.station, site.fingerprint if site else "", tuple(_peers(ctx)),
        tuple(_packages(ctx)), len(undecided(ctx)), site is not None and site.restored,
    )  # fmt: skip


def _peers(ctx: Reader) -> list[PeerState]:
    cursors: Any = ExchangeCursor.__table__
    known = {row.code: row for row in ctx.conn.execute(select(cursors))}
    ours = have(ctx.conn).get(ctx.station, START).n if known else 0
    found = []
    for peer in peers_of(ctx.conn):
        row = known.get(peer.code)
        told = None if row is None or row.told is None else marks_of(row.told).get(ctx.station, START).n
        found.append(
            PeerState(
                peer, row.sent_at if row else None, row.received_at if row else None,
                None if told is None else max(0, ours - told),
            )
        )  # fmt: skip
    return found


def _packages(ctx: Reader) -> list[PackageState]:
    """What waits, all of it, and what was refused last; of a package that was taken in since, nothing."""
    kept: Any = ExchangePackage.__table__.c
    wanted = select(ExchangePackage.__table__).where(kept.state != "applied").order_by(kept.at.desc())
    there = {peer.code for peer in ctx.session.scalars(select(ExchangePeer))}
    return [
        PackageState(row.name, row.code, row.state, Text.of(row.reason) if row.reason else None, row.at)
        for row in ctx.conn.execute(wanted.limit(RECENT))
        if row.state == "refused" or row.code in there
    ]
