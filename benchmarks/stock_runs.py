"""ABC and reorder run over all parts, beside the same arithmetic in plain Python over plain sqlite3.

The plain program reads with the standard library, calls the same arithmetic, and writes the same lines and parts into a
copy of the same file (same indexes, triggers, keys; WAL, synchronous=FULL). It has no audit, no outbox and no desk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from app.core import clock
from app.core.clock import Id
from app.models.engine import copy_file
from app.services import abc_runs, reorder
from app.services.abc_runs import classes, computing
from app.services.demo.people import KEEPER
from app.services.reorder import figures, rules
from app.services.reorder.usage import NOTHING, WEEK, collect, windows
from app.services.stock.costing import Worth
from benchmarks.shop import Shop, staff
from benchmarks.twin import Row, Series, timed

MONTH = 30 * 86_400 * 1_000_000
TURNS = 3


class Part(NamedTuple):
    """What both runs need to know of a part, as sqlite3 gives it."""

    id: bytes
    number: str
    criticality: int
    generic: int
    abc_class: str | None
    abc_locked_until: str | None
    created_at: int
    qty_decimals: int
    reorder_point: int | None
    state: str
    superseded: int


PARTS = """
SELECT id, number, criticality, generic, abc_class, abc_locked_until, created_at, qty_decimals, reorder_point, state,
       EXISTS (SELECT 1 FROM supersessions WHERE old_id = parts.id)
FROM parts WHERE merged_into IS NULL ORDER BY number"""
SUMS = f"""
SELECT part_id, (:until - occurred_at) / {WEEK}, sum(-qty), sum(CASE WHEN occurred_at > :recent THEN -qty ELSE 0 END),
       count(DISTINCT CASE WHEN qty < 0 AND NOT is_reversal THEN source_id END)
FROM stock_moves
WHERE occurred_at > :since AND occurred_at <= :until AND status = 'AVAILABLE'
  AND (kind IN ('INTERNAL_USE', 'REPAIR_ISSUE', 'REPAIR_RETURN', 'SALES_OUT', 'SALES_RETURN')
       OR kind = 'OTHER' AND (qty < 0 AND NOT is_reversal OR qty > 0 AND is_reversal))
GROUP BY part_id, 2"""
VALUES = "SELECT part_id, qty, value, last_cost FROM stock_values"
FIRST = "SELECT part_id, min(occurred_at) FROM stock_moves GROUP BY part_id"


def spread(file: Path, moves: int) -> None:
    """Past moves, a month apart: what came in went out again, so that balances stand."""
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("PRAGMA cache_size=-200000")
        names = [row[1] for row in conn.execute("PRAGMA table_info(stock_moves)")]
        base = conn.execute("SELECT max(seq) FROM stock_moves").fetchone()[0]
        conn.execute("BEGIN IMMEDIATE")
        for turn in range(1, moves // base // 2 * 2):
            changed = {
                "seq": f"seq + {turn * base}", "source_id": "randomblob(16)",
                "kind": "'PURCHASE_IN'" if turn % 2 else "'REPAIR_ISSUE'", "qty": "1000" if turn % 2 else "-1000",
                "value": "1200" if turn % 2 else "-1200",
                "occurred_at": f"occurred_at - {MONTH} * (12 - {turn} % 12) + seq % 97 * 86400000000 / 4",
            }  # fmt: skip
            wanted = ", ".join(changed.get(name, name) for name in names)
            conn.execute(
                f"INSERT INTO stock_moves ({', '.join(names)}) SELECT {wanted} FROM stock_moves WHERE seq <= {base}"
            )
        conn.execute("COMMIT")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Plain:
    """The plain program."""

    def __init__(self, source: Path, file: Path) -> None:
        copy_file(source, file)
        self.conn = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.conn.execute(f"PRAGMA {pragma}")
        self.policy = rules.Policy(
            {"A": 205, "B": 165, "C": 128}, dict.fromkeys("ABC", rules.REVIEW_A.default), False,
            rules.SAFETY_DAYS.default, rules.LEAD_DAYS.default, rules.SELDOM.default,
        )  # fmt: skip

    def _used(self, now: Any) -> dict[Any, Any]:
        return collect(self.conn.execute(SUMS, windows(now)))

    def _parts(self) -> list[Any]:
        return [Part(*row) for row in self.conn.execute(PARTS)]

    def classes(self) -> None:
        """The lines of an ABC run."""
        now = clock.now()
        self.conn.execute("BEGIN IMMEDIATE")
        costs = {row[0]: Worth(*row[1:]).average or 0 for row in self.conn.execute(VALUES)}
        since = clock.micros(now - computing.MONTH * classes.NEW_MONTHS.default)
        given = computing.Rulings("RULEBOOK", (8000, 9500), 12, 3, True, since, "")  # type: ignore[arg-type]
        rows = computing.lines(self._parts(), self._used(now), costs, dict(self.conn.execute(FIRST).fetchall()), given)
        run = clock.new_id().bytes
        first = self.conn.execute("SELECT coalesce(max(seq), 0) FROM abc_lines").fetchone()[0]
        full = [{"seq": seq, "station": "01", "run_id": run} | row for seq, row in enumerate(rows, first + 1)]
        names = list(full[0])
        self.conn.executemany(
            f"INSERT INTO abc_lines ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})", full
        )
        self.conn.execute("COMMIT")

    def points(self) -> None:
        """The reorder points of all parts."""
        now = clock.now()
        self.conn.execute("BEGIN IMMEDIATE")
        used, changed = self._used(now), []
        for part in self._parts():
            point = None
            if figures.is_replenished(part):
                found = figures.reckon(part, used.get(part.id, NOTHING), None, (), self.policy)
                point = found.point.reorder
            if point != part.reorder_point:
                changed.append((point, clock.micros(now), part.id))
        self.conn.executemany(
            "UPDATE parts SET reorder_point = ?, version = version + 1, changed_at = ? WHERE id = ?", changed
        )
        self.conn.execute("COMMIT")

    def forget(self) -> None:
        """All points are to be written again."""
        self.conn.execute("UPDATE parts SET reorder_point = NULL")


def measured(quick: bool) -> Iterator[Row]:
    """Both runs, by turns; the first reorder run writes every part, which is the dearest."""
    count, moves = (10_000, 100_000) if quick else (100_000, 1_000_000)
    with TemporaryDirectory() as folder:
        base = Path(folder) / "shop"
        shop = Shop(base)
        shop.fill(count, stocked=count)
        shop.close()
        spread(base / "counterpart.db", moves)
        shop = Shop(base, staff)
        plain = Plain(base / "counterpart.db", Path(folder) / "plain.db")
        run, points = Series(), Series()
        for _turn in range(TURNS):
            made: list[Id] = []
            run.ours.append(timed(lambda made=made: made.append(shop.desk.run(abc_runs.open_run, shop.keeper))))
            run.plain.append(timed(plain.classes))
            shop.walker.step(KEEPER.login, "abc_runs", made[0], "cancel", {"reason": "bench"})  # one is open at a time
        points.ours.append(timed(shop.desk.run, reorder.compute, shop.keeper))
        points.plain.append(timed(plain.points))
        both = Row(
            f"ABC and reorder run over {count:,} parts, {moves:,} moves",
            run.row("", 0).ours + points.row("", 0).ours, run.row("", 0).plain + points.row("", 0).plain, 3,
            "same arithmetic in plain Python over plain sqlite3",
        )  # fmt: skip
        yield run.row("… ABC run", 0)
        yield points.row("… reorder run, every part new", 0)
        yield both
        plain.conn.close()
        shop.close()
