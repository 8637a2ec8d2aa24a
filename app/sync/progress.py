"""How far everybody has come: the audit entry and the last row of each log, per station. The measure of packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, literal, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from app.core.doors import open_door
from app.models.exchange import ExchangeOrigin
from app.models.journal import AuditEntry
from app.sync import tables

_origins: Any = ExchangeOrigin.__table__
_audit = AuditEntry.__table__.c


@dataclass(frozen=True)
class Mark:
    """A place in the books of one station: its audit entry `n`, and the last row of each log."""

    n: int = 0
    logs: Mapping[str, int] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """As packages and cursors keep it."""
        return {"n": self.n, "logs": dict(self.logs)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Mark:
        """The mark that `data` wrote."""
        return cls(int(data["n"]), {str(k): int(v) for k, v in data["logs"].items()})

    def joined(self, other: Mark) -> Mark:
        """What both together have."""
        names = self.logs.keys() | other.logs.keys()
        return Mark(
            max(self.n, other.n), {name: max(self.logs.get(name, 0), other.logs.get(name, 0)) for name in names}
        )


Marks = dict[str, Mark]
START = Mark()


def marks_of(data: Mapping[str, Any]) -> Marks:
    """Marks per station, from what was written as JSON."""
    return {station: Mark.of(mark) for station, mark in data.items()}


def data_of(marks: Mapping[str, Mark]) -> dict[str, Any]:
    """Marks per station as JSON."""
    return {station: mark.data() for station, mark in sorted(marks.items())}


def far_stations(conn: Connection) -> list[str]:
    """Stations whose books came by the exchange."""
    return list(conn.execute(select(_origins.c.station)).scalars())


def have(conn: Connection) -> Marks:
    """How far this shop has the books of every station: its own to the end, the others as far as they came."""
    found = {row.station: Mark(row.n, row.logs) for row in conn.execute(select(_origins))}
    for station in conn.execute(select(_audit.station).distinct()).scalars():
        if station not in found:
            last = select(_audit.n).where(_audit.station == station).order_by(_audit.n.desc()).limit(1)
            found[station] = Mark(conn.execute(last).scalar_one(), _ends(conn, station))
    return found


def _ends(conn: Connection, station: str) -> dict[str, int]:
    """The last row of each log that was written here by this station."""
    return {name: int(last) for name, last in conn.execute(_last_rows(), {"station": station}) if last is not None}


@cache
def _last_rows() -> Any:
    of_each = []
    for table in tables.logs():
        own = select(table.c.seq).where(table.c.station == bindparam("station"), table.c.origin_seq.is_(None))
        last = own.order_by(table.c.seq.desc()).limit(1).scalar_subquery()
        of_each.append(select(literal(table.name), last))
    return union_all(*of_each)


def advance(conn: Connection, marks: Mapping[str, Mark]) -> None:
    """Keeps how far the books of these stations have come now."""
    for station, mark in marks.items():
        put(conn, _origins, ("station",), {"station": station, "n": mark.n, "logs": dict(mark.logs)})


def put(conn: Connection, table: Any, key: Sequence[str], row: Mapping[str, Any]) -> None:
    """Keeps one row of what the exchange knows, in place of the one before."""
    made: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[conn.dialect.name](table)
    others = {name: made.excluded[name] for name in row if name not in key}
    with open_door(conn, "journal"):
        conn.execute(made.on_conflict_do_update(index_elements=list(key), set_=others), [dict(row)])
