"""This shop and its peers as the exchange knows them: keys, the card that is handed over, the pairing of two."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.core.desk import Context, Reader, query, usecase
from app.core.doors import open_door
from app.core.errors import Refused
from app.models.exchange import ExchangePeer, ExchangeSite
from app.models.stations import Station
from app.services.roles import EXCHANGE, PAIR
from app.sync import keys

CARD = "counterpart-station-1"
CODE = re.compile("[A-Z0-9]{1,8}")  # of a station: it stands in numbers and names of files
_site: Any = ExchangeSite.__table__
_peers: Any = ExchangePeer.__table__


@dataclass(frozen=True)
class Site:
    """This shop: its station, and the keys that never leave it."""

    station: str
    private_key: bytes
    public_key: str
    age_secret: str
    age_public: str
    restored: bool = False  # from a backup, and nobody said yet that the exchange goes on

    def __repr__(self) -> str:
        return f"Site({self.station})"

    @property
    def fingerprint(self) -> str:
        """What the other side must see when it pairs with us."""
        return keys.fingerprint(self.station, self.public_key, self.age_public)


@dataclass(frozen=True)
class Peer:
    """A station we exchange with."""

    code: str
    name: str
    public_key: str
    age_public: str
    relay: bool
    sealed: bool

    def __str__(self) -> str:
        return self.code

    @property
    def called(self) -> str:
        """Its code, and its name where it has another."""
        return self.code if self.name == self.code else f"{self.code} {self.name}"

    @property
    def fingerprint(self) -> str:
        """What was compared when it was paired."""
        return keys.fingerprint(self.code, self.public_key, self.age_public)


def site_of(conn: Connection) -> Site:
    """This shop's own keys. Refused before the first `set_up`."""
    row = conn.execute(select(_site)).first()
    if row is None:
        raise Refused("This station has no key yet. Pair it with another station first.")
    return Site(
        row.station, row.private_key, row.public_key, row.age_secret, row.age_public, row.restored_at is not None
    )


@usecase("exchange.set_up", allow=PAIR)
def set_up(ctx: Context) -> str:
    """Makes this shop's keys if it has none; returns the fingerprint of their public halves."""
    row = ctx.conn.execute(select(_site)).first()
    if row is None:
        with open_door(ctx.conn, "journal"):
            ctx.conn.execute(insert(_site), [{"station": ctx.station, "stamped": 0, **keys.new_keys()}])
        ctx.written.add(_site.name)
    return site_of(ctx.conn).fingerprint


@usecase("exchange.go_on", allow=PAIR)
def go_on(ctx: Context) -> None:
    """Sends again after a restore: nobody has anything newer of this station. Who has it all the same refuses."""
    if not site_of(ctx.conn).restored:
        raise Refused("The exchange goes on already.")
    with open_door(ctx.conn, "journal"):
        ctx.conn.execute(update(_site).values(restored_at=None))
    ctx.written.add(_site.name)


@query("exchange.card", allow=EXCHANGE)
def card(ctx: Reader) -> str:
    """The card of this station, which the other one pairs with: station, name and public keys, as JSON."""
    site = site_of(ctx.conn)
    name = ctx.conn.execute(select(Station.name).where(Station.code == site.station)).scalar() or site.station
    told = {
        "card": CARD, "station": site.station, "name": name, "public_key": site.public_key, "age": site.age_public,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1)


def read_card(text: str) -> Peer:
    """The station on a card. Refused if it is none."""
    try:
        told = json.loads(text)
        found = Peer(
            str(told["station"]), str(told["name"]), str(told["public_key"]), str(told["age"]), False, False
        )  # fmt: skip
        right = told["card"] == CARD and CODE.fullmatch(found.code) and keys.is_key(found.public_key, found.age_public)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("This is no card of a station. Save it there anew: Data exchange, Save my card.") from error
    if not right:
        raise Refused("This is no card of a station. Save it there anew: Data exchange, Save my card.")
    return found


@usecase("exchange.pair", allow=PAIR)
def pair(ctx: Context, card: str, fingerprint: str, *, relay: bool = True, sealed: bool = False) -> str:
    """Trusts a station from now on; `fingerprint` is what was read out there. Returns the station's code.

    Refused if it is not that of the card, and for a card of this station itself.
    """
    set_up(ctx)
    peer = read_card(card)
    if peer.code == ctx.station or peer.code == site_of(ctx.conn).station:
        raise Refused(
            "The card is of station {station}, as this one is. Two stations need two codes: they number their papers. "
            "Set the newer one up anew in an empty folder, under a code of its own.",
            station=peer.code,
        )  # fmt: skip
    if _bare(fingerprint) != _bare(peer.fingerprint):
        raise Refused(
            "The fingerprint is not that of the card. Have it read out by station {station} again; if it still "
            "differs, the card was changed on its way.",
            where="fingerprint", station=peer.code,
        )  # fmt: skip
    kept = ctx.session.scalar(select(ExchangePeer).where(ExchangePeer.code == peer.code)) or ExchangePeer()
    kept.code, kept.name, kept.public_key, kept.age_public = peer.code, peer.name, peer.public_key, peer.age_public
    kept.relay, kept.sealed = relay, sealed
    ctx.session.add(kept)
    ctx.flush()
    return peer.code


@usecase("exchange.unpair", allow=PAIR)
def unpair(ctx: Context, code: str) -> None:
    """Sends nothing to this station any more and takes nothing from it; what came before stays."""
    kept = ctx.session.scalar(select(ExchangePeer).where(ExchangePeer.code == code))
    if kept is None:
        raise Refused("Station {station} is not paired with this one.", station=code)
    ctx.session.delete(kept)


@query("exchange.peers", allow=EXCHANGE)
def peers(ctx: Reader) -> list[Peer]:
    """The stations we exchange with, by code."""
    return peers_of(ctx.conn)


def peers_of(conn: Connection) -> list[Peer]:
    """The stations we exchange with, by code."""
    rows = conn.execute(select(_peers).order_by(_peers.c.code)).all()
    return [Peer(r.code, r.name, r.public_key, r.age_public, r.relay, r.sealed) for r in rows]


def _bare(fingerprint: str) -> str:
    return "".join(c for c in fingerprint.upper() if c.isalnum())
