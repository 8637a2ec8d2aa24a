"""Prints the table of ratios beside plain sqlite3, and the window's own times. Ratios are the bar; exits 0 always."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from benchmarks import bundle, costs, counting, desk, front_desk, issuing, labels, orders, stock_runs, window
from benchmarks.machine import machine, shown
from benchmarks.twin import Row

# A part of the bench: what `--only` calls it, and what measures it; `quick` means fewer turns and a smaller shop.
PARTS: dict[str, Callable[[bool], Iterator[Row]]] = {
    "desk": desk.measured,
    "window": window.measured,
    "growth": desk.grown,
    "counting": counting.measured,
    "labels": labels.measured,
    "runs": stock_runs.measured,
    "front_desk": front_desk.measured,
    "orders": orders.measured,
    "costs": costs.measured,
    "issuing": issuing.measured,
    "bundle": bundle.measured,
}


def main() -> int:
    """Runs what was asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer turns, and 100,000 moves instead of 1,000,000")
    parser.add_argument("--only", metavar="PART", choices=tuple(PARTS), help=", ".join(PARTS))
    given = parser.parse_args()
    print(machine())
    print("\n| task | ours, ms | plain, ms | ratio | bar | verdict | |\n|---|--:|--:|--:|--:|---|---|", flush=True)
    missed = []
    for name, measure in PARTS.items():
        if given.only in (None, name):
            for row in measure(given.quick):
                print(shown(row), flush=True)
                missed += [row.task] if row.verdict == "MISSED" else []
    print("\nEvery bar holds." if not missed else "\nMissed: " + "; ".join(missed) + ".")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
