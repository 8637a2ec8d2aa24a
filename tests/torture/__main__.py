"""Runs all of it and writes the table: `python -m tests.torture --cuts 500 --out docs/reliability.md`."""

from __future__ import annotations

import argparse
import platform
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from app.core import clock, i18n
from app.services import backups
from tests.rig import PROGRAM
from tests.torture import cuts, disks, new_pc
from tests.torture.cuts import Tally
from tests.torture.table import Row, page
from tests.torture.work import found_shop

SEED = 20261126


def main(argv: Sequence[str]) -> int:
    """0 if nothing was lost, doubled or left half and doctor found nothing; the table is written either way."""
    parser = argparse.ArgumentParser(prog="dev.py torture")
    parser.add_argument("--cuts", type=int, default=500, help="how often the power goes (default 500)")
    parser.add_argument("--out", type=Path, default=Path("docs/reliability.md"))
    args = parser.parse_args(argv)
    i18n.use("en")
    with tempfile.TemporaryDirectory(prefix="counterpart-torture-") as folder:
        rows, tail = torture(Path(folder), args.cuts)
    args.out.write_text(page(rows, tail), encoding="utf-8")
    print(args.out.read_text(encoding="utf-8"))
    return int(any(row.failed for row in rows))


def torture(folder: Path, times: int) -> tuple[list[Row], str]:
    """All blows; those to disks a twenty-fifth as often as the power is cut, for each of them takes long.

    SIGTERM ends the cuts early: the table then tells how many there were.
    """
    random, began = Random(SEED), clock.stopwatch()
    shop = folder / "shop"
    shop.mkdir()
    lengths = found_shop(shop)
    with disks.opened(shop) as (open_, _promised):
        backups.make(open_.desk, PROGRAM, open_.rig.store, shop / backups.FOLDER)
    say("the shop is there")
    few = max(3, times // 25)
    blows = _on_disks(shop, folder, few, random)
    blows.append(disks.flipped_bytes(shop, folder / "flipped", 2 * few, random))
    say("flipped")
    blows.append(disks.clock_set_back(shop, max(3, few // 2), random))
    tail = new_pc.old_pc_dies(shop, folder / "pc")
    blows.append(disks.wal_cut_short(shop, lengths, few, random))
    say("logs cut short")
    enough: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: enough.append(1))

    def told(turn: int) -> bool:
        if turn % 25 == 0:
            say(f"cut {turn}")
        return not enough

    tallies = cuts.run(shop, lengths, times, random, warm=True, told=told)
    minutes = (clock.stopwatch() - began) / 60
    machine = f"{platform.system()}, Python {platform.python_version()}, {clock.now():%Y-%m-%d}"
    rows = [_row(name, tally) for name, tally in tallies.items() if tally.cuts]
    return [*rows, *blows], f"{tail}\n\nMeasured on {machine}, in {minutes:.0f} minutes; seed {SEED}."


def _row(name: str, tally: Tally) -> Row:
    row = Row(f"`kill -9`: {name}", tally.cuts, tally.promised, tally.lost, tally.doubled, tally.half)
    row.told = "Nothing: the next start opens the shop as it was."
    if tally.unheard:
        row.told += f" {tally.unheard} acts were committed and died before they could say so."
    for words in tally.unsound:
        row.fault(f"doctor: {words}")
    return row


def _on_disks(shop: Path, folder: Path, times: int, random: Random) -> list[Row]:
    if not disks.may_mount():
        say("small disks need root on Linux: disk full and read-only are left out")
        return [Row("Disk full, read-only folder", told="Left out: making a small disk needs root on Linux.")]
    found = [
        disks.disk_full(shop, folder / "small", times, random),
        disks.backup_disk_full(shop, folder / "stick", max(3, times // 3), random),
        disks.read_only(shop, folder / "still"),
    ]
    say("disks")
    return found


def say(words: str) -> None:
    """Progress."""
    print(f"torture: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
