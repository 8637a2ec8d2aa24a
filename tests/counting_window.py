"""A second window on the same shop, in a process of its own: signs in, takes a bin, scans with key strokes, says so.

`python -m tests.counting_window FOLDER NAME PIN BIN TIMES CODE…`: after each scan that was counted it writes one line,
"seq number total"; after the last one it ends the bin.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.screen import ListQuery
from app.services import documents
from tests.window import Hands


def open_count(hands: Hands, name: str, pin: str) -> None:
    """Signs in and opens the scan room of the only count."""
    hands.sign_in(name, pin)
    desk, actor = hands.app.desk, hands.app.session.actor
    hands.go("counts", desk.ask(documents.find, actor, "counts", ListQuery())[0])
    hands.key(Qt.Key.Key_F9)
    hands.settle()


def main(folder: str, name: str, pin: str, bin_: str, times: str, *codes: str) -> int:
    """Counts until it is through, or killed."""
    app = QApplication(["counterpart"])
    hands = Hands(Path(folder))
    open_count(hands, name, pin)
    counting = hands.room.scan.counting
    hands.scan(bin_)
    for turn in range(int(times)):
        for code in codes:
            before = counting._turn
            hands.type_scan(code)
            hands.until(lambda before=before: counting._turn > before, code)  # type: ignore[misc]
            seen = counting.last
            print(seen.seq, seen.number, seen.total, flush=True)
        hands.room.scan._heard = ("", float(turn))  # a person needs longer than 300 ms
    hands.next()
    print("finished", counting.place is None, flush=True)
    hands.end()
    app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
