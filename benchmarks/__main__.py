"""Prints the table of ratios beside plain sqlite3, and the window's own times. Ratios are the bar; exits 0 always."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import tasks, window
from benchmarks.shop import Shop, age, staff
from benchmarks.twin import Row, Twin


def machine() -> str:
    """Name, processor and number of CPUs."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return f"{platform.node()}: {os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}"


def show(row: Row) -> None:
    """One line of the table."""
    bar = f"≤ {row.bar:g} ×" if row.bar else ""
    ratio = f"{row.ratio:.1f} ×" if row.plain else ""
    plain = f"{row.plain:.3f}" if row.plain else ""
    print(f"| {row.task} | {row.ours:.3f} | {plain} | {ratio} | {bar} | {row.verdict} | {row.note} |", flush=True)


def at_the_desk(scale: int) -> Iterator[Row]:
    """The six tasks of the desk, in a shop of 20,000 parts of which 2,000 have stock."""
    with TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        shop.fill(20_000, stocked=2_000)
        twin = Twin(shop.store, Path(folder) / "plain.db")
        yield tasks.scans(shop, twin, 400 // scale)
        yield tasks.look_ups(shop, twin, 1000 // scale)
        yield from tasks.receipts(shop, twin, 40 // scale)
        yield tasks.counts(shop, twin, max(2, 3 // scale))
        yield tasks.all_on_hand(shop, twin, 20 // scale)
        twin.close()
        shop.close()
    yield tasks.imports(max(2, 3 // scale))


def growth(moves: int, scale: int) -> Iterator[Row]:
    """The same tasks with 10,000 and with `moves` moves in the ledger: the "plain" column is the small one."""
    rows: dict[int, list[Row]] = {}
    with TemporaryDirectory() as folder:
        base = Path(folder) / "small"
        shop = Shop(base)
        shop.fill(2_000, stocked=2_000)
        shop.close()
        shutil.copytree(base, Path(folder) / "large")
        for name, size in (("small", 10_000), ("large", moves)):
            here = Path(folder) / name
            age(here / "counterpart.db", size)
            shop = Shop(here, staff)
            shop.stocked = 2_000
            twin = Twin(shop.store, here / "plain.db")
            rows[size] = [
                tasks.scans(shop, twin, 400 // scale), tasks.look_ups(shop, twin, 1000 // scale),
                *tasks.receipts(shop, twin, 40 // scale), tasks.counts(shop, twin, 1),
                tasks.all_on_hand(shop, twin, 20 // scale),
            ]  # fmt: skip
            twin.close()
            shop.close()
    for small, large in zip(rows[10_000], rows[moves], strict=True):
        yield Row(f"growth to {moves:,} moves: {large.task}", large.ours, small.ours, 2, "beside 10,000 moves")


def main() -> int:
    """Runs what was asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer turns, and 100,000 moves instead of 1,000,000")
    parser.add_argument("--only", metavar="PART", choices=("desk", "window", "growth"))
    given = parser.parse_args()
    scale = 4 if given.quick else 1
    parts: dict[str, Callable[[], Iterator[Row]]] = {
        "desk": lambda: at_the_desk(scale),
        "window": lambda: window.measured(100_000, 5 if scale == 1 else 2),
        "growth": lambda: growth(1_000_000 if scale == 1 else 100_000, scale),
    }
    print(machine())
    print("\n| task | ours, ms | plain, ms | ratio | bar | verdict | |\n|---|--:|--:|--:|--:|---|---|", flush=True)
    missed = []
    for name, measure in parts.items():
        if given.only in (None, name):
            for row in measure():
                show(row)
                missed += [row.task] if row.verdict == "MISSED" else []
    print("\nEvery bar holds." if not missed else "\nMissed: " + "; ".join(missed) + ".")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
