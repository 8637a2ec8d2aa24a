"""A hundred scans into a running count: the shop, the codes, what goes on meanwhile, what was counted in the end.

Run as a program it is the window of that shop on a real display, for a test that types with xdotool:
`python -m tests.hundred FOLDER COUNT` says "ready", then "counted CODE …" once a hundred scans are kept.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.core.clock import Id
from app.core.desk import query
from app.services.counts.tallies import events
from tests.rig import PIN, PROGRAM
from tests.services import counting
from tests.services.counting import Time, open_shop
from tests.window import Hands

BIN, COUNTER = "A-01", "Liu"
CODES = [("BRAKE", "DISC", "6900000000014", f"X-{n:04d}/ab")[n % 4] for n in range(100)]


def prepare(folder: Path) -> Id:
    """A shop in which a count of two bins runs; nobody has taken one yet."""
    folder.mkdir()
    shop = open_shop(folder, Time())
    count = shop.started()
    shop.rig.close()
    return count


def at_the_bin(folder: Path, count: Id) -> Hands:
    """The counter in front of the first bin."""
    hands = Hands(folder)
    hands.sign_in(COUNTER, PIN)
    hands.go("counts").count(count)
    hands.settle()
    hands.app.scanner.feed(BIN)
    hands.settle()
    return hands


@contextmanager
def bustle(hands: Hands) -> Iterator[list[int]]:
    """Meanwhile another thread posts goods, and the lists of the room are read and painted again and again."""
    posted: list[int] = []
    desk, over = hands.app.desk, threading.Event()
    ids = desk.ask(things, PROGRAM)

    def post() -> None:
        while not over.is_set():
            desk.run(counting.move, PROGRAM, ids["BULB"], ids["B-01"], ids["W1"], 1_000, 5)
            posted.append(1)
            over.wait(0.02)

    repaint = QTimer(hands.shell)
    repaint.timeout.connect(lambda: (hands.shell.update(), hands.room.refresh()))
    repaint.start(120)
    worker = threading.Thread(target=post)
    worker.start()
    try:
        yield posted
    finally:
        over.set()
        worker.join()
        repaint.stop()


@query("hundred_test.things", allow=None)
def things(ctx: Any) -> dict[str, Id]:
    """Ids by number or code."""
    from sqlalchemy import select

    from app.models.parts import Part
    from app.models.stations import Bin, Warehouse

    found: dict[str, Id] = {}
    for column, name in ((Part.id, Part.number), (Bin.id, Bin.code), (Warehouse.id, Warehouse.code)):
        found |= {called: id_ for id_, called in ctx.conn.execute(select(column, name))}
    return found


@query("hundred_test.kept", allow=None)
def kept(ctx: Any, count: Id) -> list[str]:
    """The codes of the scan log, in its order."""
    return [e.code for e in events(ctx, count) if e.kind in ("SCAN", "UNKNOWN")]


def main(folder: Path, count: Id) -> int:
    """The window on a display, until a hundred scans are kept or two minutes are over."""
    QApplication(["counterpart"])
    hands = at_the_bin(folder, count)
    with bustle(hands) as posted:
        print("ready", flush=True)
        end = time.monotonic() + 120
        while len(found := hands.app.desk.ask(kept, PROGRAM, count)) < len(CODES) and time.monotonic() < end:
            until = time.monotonic() + 0.2
            while time.monotonic() < until:
                QApplication.processEvents()
                time.sleep(0.001)
    print("posted", len(posted), flush=True)
    print("counted", *found, flush=True)
    hands.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), UUID(sys.argv[2])))
