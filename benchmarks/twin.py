"""The plain sqlite3 program beside ours: the same file copied, the same rows written, the same durability.

It hears every INSERT, UPDATE and DELETE the desk commits and writes them again with the standard library alone, one
transaction for one. What it replays needs no thought any more: it is the floor, not a rival. Knows no shop noun.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event

from app.models.engine import Store, copy_file

Write = tuple[str, Any, bool]
CODE = "SELECT p.id, p.number, c.pack_qty FROM part_codes c JOIN parts p ON p.id = c.part_id WHERE c.key = ?"
SUM = "SELECT part_id, sum(qty) FROM balances WHERE status IN ('AVAILABLE', 'DEFECT', 'QUARANTINE') GROUP BY part_id"
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Row:
    """One line of the table: medians in ms, `bar` the most that ours / plain may be (0: there is none)."""

    task: str
    ours: float
    plain: float
    bar: float
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times as long as the plain program."""
        return self.ours / self.plain if self.plain else 0.0

    @property
    def verdict(self) -> str:
        """Whether the bar holds."""
        return "" if not self.bar else "holds" if self.ratio <= self.bar else "MISSED"


@dataclass
class Series:
    """The times of one task, in seconds, ours and the plain program's by turns."""

    ours: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)

    def row(self, task: str, bar: float, note: str = "") -> Row:
        """The medians in ms."""
        return Row(task, median(self.ours) * 1000, median(self.plain) * 1000, bar, note)


def timed(work: Callable[..., Any], *args: Any) -> float:
    """Seconds that `work` takes with these arguments."""
    start = time.perf_counter()
    work(*args)
    return time.perf_counter() - start


class Twin:
    """A copy of the shop's file, kept in step by replaying what was committed."""

    def __init__(self, store: Store, file: Path) -> None:
        if store.file is None:
            raise ValueError("the twin copies a file")
        copy_file(store.file, file)
        self.conn = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.conn.execute(f"PRAGMA {pragma}")
        self._open: list[Write] = []
        self._committed: list[list[Write]] = []
        # heard where the driver is called: listeners of connections would slow down the desk alone
        event.listen(store.writer, "do_execute", lambda _cursor, *said: self._heard(*said, many=False))
        event.listen(store.writer, "do_executemany", lambda _cursor, *said: self._heard(*said, many=True))
        dialect = store.writer.dialect
        commit, rollback = dialect.do_commit, dialect.do_rollback
        dialect.do_commit = lambda conn: (commit(conn), self._commit())  # type: ignore[method-assign, assignment]
        dialect.do_rollback = lambda conn: (rollback(conn), self._open.clear())  # type: ignore[method-assign, assignment]

    def _heard(self, statement: str, given: Any, _context: Any, *, many: bool) -> None:
        if statement.startswith(WRITES):
            self._open.append((statement, given, many))

    def _commit(self) -> None:
        if self._open:
            self._committed.append(self._open)
        self._open = []

    def look_up(self, code: str) -> list[Any]:
        """The parts an EAN-13 means."""
        return self.conn.execute(CODE, ("0" + code,)).fetchall()

    def on_hand(self) -> dict[bytes, int]:
        """What is on hand of all parts."""
        return dict(self.conn.execute(SUM).fetchall())

    def replay(self, code: str = "") -> float:
        """Writes what was committed since the last call; seconds. With `code` it is looked up first, in that time."""
        waiting, self._committed = self._committed, []
        start = time.perf_counter()
        if code:
            self.look_up(code)
        for writes in waiting:
            self.conn.execute("BEGIN IMMEDIATE")
            for statement, given, many in writes:
                if many:
                    self.conn.executemany(statement, given)
                else:
                    self.conn.execute(statement, given).fetchall()
            self.conn.execute("COMMIT")
        return time.perf_counter() - start

    def close(self) -> None:
        """Closes the copy."""
        self.conn.close()
