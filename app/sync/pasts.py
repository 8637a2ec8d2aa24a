"""Tells a station that was restored from a backup, which has forgotten what others have of it, before work is lost.

Every package says how far its sender is with each station, and the audit hash there. Where two have come to the same
entry, the hash is the same: else one of them went on from an older state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from app.core.desk import Context
from app.core.errors import Refused
from app.models.journal import AuditEntry
from app.sync.progress import START, Mark, Marks

_audit: Any = AuditEntry.__table__.c


def heads(conn: Connection, marks: Mapping[str, Mark]) -> dict[str, str]:
    """The audit hash of each station at the entry to which its books are here."""
    return {station: hash_at(conn, station, mark.n) for station, mark in marks.items() if mark.n}


def hash_at(conn: Connection, station: str, n: int) -> str:
    """The hash of one audit entry; "" if it is not here."""
    return conn.execute(select(_audit.hash).where(_audit.station == station, _audit.n == n)).scalar() or ""


def one_past(
    ctx: Context, sender: str, told: Marks, hashes: Mapping[str, str], known: Marks, *, own: bool = False
) -> None:  # fmt: skip
    """Refused if the sender has another past of any station than we have, or more of our own books than we.

    With `own` it may have more of ours: that is what comes back.
    """
    for station, mark in sorted(told.items()):
        n = known.get(station, START).n
        ours = station not in ctx.far_stations and station in known
        forgotten = ours and mark.n > n and not own
        if forgotten or (station in hashes and mark.n <= n and hashes[station] != hash_at(ctx.conn, station, mark.n)):
            raise Refused(
                "Station {station} was restored from a backup: station {other} has other entries of it than it has "
                "itself. Nothing was taken in. Restore at station {station} its newest copy, or the data file that "
                "was replaced then. If neither is left, have station {other} send everything again, then restore the "
                "copy once more: what lies in the folder of the exchange comes back with it.",
                station=station, other=sender if ours else ctx.station,
            )  # fmt: skip
