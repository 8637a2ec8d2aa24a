"""A month's cost run over 5,000 orders and 40,000 lines, beside the same SQL and arithmetic over plain sqlite3.

The plain program reads the same joins with the standard library, sums them the same way and writes the same lines into
a copy of the same file (same indexes, triggers, keys; WAL, synchronous=FULL). It has no audit, no outbox and no desk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.dialects import sqlite

from app.core import clock
from app.core.access import Actor
from app.models.engine import copy_file
from app.services.cost_runs import computing, figures, rules
from benchmarks.costs_shop import furnish
from benchmarks.twin import Row, Series, timed

TURNS = 3
PROGRAM = Actor(None, "bench", "01")
STATEMENTS = (figures.HEADS, figures.ITEMS, figures.REVENUE, figures.ISSUES, figures.RETURNS)


class Plain:
    """The plain program: the statements as SQL text, tuples, and one executemany."""

    def __init__(self, source: Path, file: Path, month: str) -> None:
        copy_file(source, file)
        self.conn = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.conn.execute(f"PRAGMA {pragma}")
        self.month = rules.Month(month)
        asked = {"start": clock.micros(self.month.start), "end": clock.micros(self.month.end), "station": "01"}
        self.asked = asked
        dialect = sqlite.dialect(paramstyle="named")
        self.sql = [_plain(statement, dialect) for statement in STATEMENTS]

    def _read(self, at: int) -> list[Any]:
        text, own = self.sql[at]
        return self.conn.execute(text, own | self.asked).fetchall()

    def run(self) -> None:
        """The month, from the rows to the lines on disk."""
        self.conn.execute("BEGIN IMMEDIATE")
        heads = {row[0]: figures.Head(*row) for row in self._read(0)}
        items = {row[0]: figures.Item(*row) for row in self._read(1)}
        places = {(item.order, item.position): item.id for item in items.values()}
        sums = figures.add(places, self._read(2), (*self._read(3), *self._read(4)))
        rows = figures.lines(sums, heads, items, self.asked["start"])  # type: ignore[arg-type]
        run = clock.new_id().bytes
        first = self.conn.execute("SELECT coalesce(max(seq), 0) FROM cost_lines").fetchone()[0]
        full = [{"seq": n, "station": "01", "run_id": run, "nth": 1} | row for n, row in enumerate(rows, first + 1)]
        names = list(full[0])
        self.conn.executemany(
            f"INSERT INTO cost_lines ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})", full
        )
        for start, end in ((0, self.asked["start"]), (self.asked["start"], self.asked["end"])):
            self.conn.execute("SELECT sum(value) FROM stock_moves WHERE occurred_at >= ? AND occurred_at < ?",
                              (start, end)).fetchone()  # fmt: skip
        self.conn.execute("COMMIT")


def _plain(statement: Any, dialect: Any) -> tuple[str, dict[str, Any]]:
    made = statement.compile(dialect=dialect)
    own = {name: value for name, value in made.params.items() if name not in ("start", "end", "station")}
    return str(made), own


def measured(quick: bool) -> Iterator[Row]:
    """The same month again and again: each time with all its lines."""
    orders, lines = (500, 4_000) if quick else (5_000, 40_000)
    with TemporaryDirectory() as folder:
        base = Path(folder) / "shop"
        store, desk = furnish(base, orders, lines)
        month = f"{clock.today():%Y-%m}"
        run = desk.run(computing.open_run, PROGRAM, month)
        plain, series = Plain(base / "counterpart.db", Path(folder) / "plain.db", month), Series()
        with closing(plain.conn):
            for _turn in range(TURNS):
                series.ours.append(timed(desk.run, computing.calculate, PROGRAM, run))
                series.plain.append(timed(plain.run))
        yield series.row(
            f"cost run of a month: {orders:,} orders, {lines:,} lines", 3, "same SQL and arithmetic over plain sqlite3"
        )
        desk.close()
        store.close()
