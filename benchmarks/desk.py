"""The tasks of the desk, and how they grow with the ledger, each beside the plain program."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import tasks
from benchmarks.shop import Shop, age, staff
from benchmarks.twin import Row, Twin


def measured(quick: bool) -> Iterator[Row]:
    """The six tasks of the desk, in a shop of 20,000 parts of which 2,000 have stock."""
    scale = 4 if quick else 1
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


def grown(quick: bool) -> Iterator[Row]:
    """The same tasks with 10,000 and with 1,000,000 moves in the ledger: the "plain" column is the small one."""
    moves, scale = (100_000, 4) if quick else (1_000_000, 1)
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
