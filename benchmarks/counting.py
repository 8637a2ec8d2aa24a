"""Counting in a shop of full size: a scan to its commit and to its painted number, a whole count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from app.services.demo.people import KEEPER
from benchmarks import tasks
from benchmarks.shop import PER_BIN, Shop, age, bin_of, number, staff
from benchmarks.twin import Row, Twin
from benchmarks.window import child

FRAME = 16.7  # ms at 60 pictures a second


def measured(quick: bool) -> Iterator[Row]:
    """All of them with 100,000 parts and 1,000,000 moves."""
    parts, moves, scale = (20_000, 100_000, 4) if quick else (100_000, 1_000_000, 1)
    with TemporaryDirectory() as name:
        folder = Path(name)
        shop = Shop(folder)
        shop.fill(parts, stocked=2_000)
        shop.close()
        age(folder / "counterpart.db", moves)
        shop = Shop(folder, staff)
        shop.stocked = 2_000
        twin = Twin(shop.store, folder / "plain.db")
        called = f"with {parts:,} parts and {moves:,} moves"
        yield tasks.scans(shop, twin, 400 // scale, task=f"scan to committed {called}", bar=4)
        hows: tuple[tasks.How, ...] = ("sheet", "scan")
        for how in hows:
            yield tasks.whole_count(shop, twin, 3, 200 if quick else 1_000, how)
        twin.close()
        first = shop.stocked - 2 * PER_BIN  # the last bin is still being counted
        count = tasks.opened(shop, [shop.places[number(first)][1]])
        shop.close()
        yield from painted(folder, shop.walker.people[KEEPER.login].name, str(count), first)


def painted(folder: Path, name: str, count: str, first: int) -> Iterator[Row]:
    """The scanner's Enter to the painted number, in the scan room."""
    figures = child("scan", str(folder), name, count, bin_of(first), str(first))[1]
    note = f"{len(figures)} scans by key strokes; one frame is {FRAME} ms"
    yield Row("scan to painted number, p50", median(figures), 0, 0, note)
    yield Row("scan to painted number, p99", quantiles(figures, n=100)[98], FRAME, 1, "the bar is one frame")
