"""Beside the stage: shelf, progress, four tabs of lines with their numbers, and the tape of the last scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from app.core.i18n import N_, tr
from app.views.kit.buttons import Button, Switch
from app.views.kit.cells import LEFT, RIGHT, words
from app.views.kit.icons import paint_icon
from app.views.kit.keycap import KeyCap
from app.views.kit.labels import text
from app.views.kit.lamp import ProgressBar
from app.views.kit.layout import col, row, rule
from app.views.kit.theme import metrics, px
from app.views.scan_rows import Entry, EntryView

Tab = Literal["open", "counted", "extra", "unknown"]
TABS: dict[Tab, str] = {
    "open": N_("To do"), "counted": N_("Counted"), "extra": N_("Extra"), "unknown": N_("Unknown"),
}  # fmt: skip
SPOKEN: dict[Tab, str] = {
    "open": N_("Not counted"), "counted": N_("Counted"), "extra": N_("Not on the list"), "unknown": N_("Unknown codes"),
}  # fmt: skip
FAMILY_ICON = {"ok": "check", "warn": "triangle-alert", "bad": "octagon-alert", "idle": "undo-2", "wait": "hourglass"}
ROWS, ROW = 5, 32


@dataclass(frozen=True)
class Scanned:
    """One row of the tape: time, words, change (+1), family ok, warn, bad, idle or wait."""

    time: str
    words: str
    change: str
    family: str


class Tape(QWidget):
    """The last five scans, newest on top; one that waits for the data file says so."""

    def __init__(self, rows: int = ROWS) -> None:
        super().__init__()
        self.setObjectName("scan.tape")
        self._rows = rows
        self.scans: tuple[Scanned, ...] = ()
        self.setFixedHeight(px(rows * ROW))

    def tell(self, scans: Sequence[Scanned]) -> None:
        """Shows these scans."""
        if (fresh := tuple(scans[: self._rows])) != self.scans:
            self.scans = fresh
            self.setAccessibleName("; ".join(f"{s.time} {s.words} {s.change}" for s in fresh))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(self._rows * ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        for at, scan in enumerate(self.scans):
            r = QRect(px(12), at * px(ROW), self.width() - px(24), px(ROW))
            tone = scan.family if scan.family != "idle" else "ink2"
            paint_icon(p, r.left(), r.center().y() - px(6), FAMILY_ICON[scan.family], 14, tone)
            words(p, r, scan.change, "ink", RIGHT, "strong")
            r.adjust(px(22), 0, -metrics("strong").horizontalAdvance(scan.change) - px(10), 0)
            words(p, r, scan.time, "ink2", LEFT, "caption")
            r.setLeft(r.left() + metrics("caption").horizontalAdvance("00:00:00") + px(8))
            words(p, r, scan.words, "ink", LEFT, "body", elide=True)
        p.end()


class ScanSide(QFrame):
    """The card at the right. Its lists keep their place; only rows that changed are painted again."""

    picked = Signal(str, object)  # tab, key of the row
    turned = Signal()  # another tab is in sight: its rows are wanted
    left = Signal()  # back to scanning

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scan.side")
        self.setFixedWidth(px(372))
        self.setProperty("kind", "card")
        self._shelf, self._figure, self._bar = text("", "title"), text("", "title"), ProgressBar()
        self._tabs: dict[Tab, Button] = {}
        self.lists: dict[Tab, EntryView] = {}
        self._pages = QStackedWidget()
        for name in get_args(Tab):
            tab = self._tabs[name] = Switch("", "view", act=partial(self.show_tab, name))
            tab.setObjectName(f"scan.tab.{name}")
            tab.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # ← and → turn them
            made = self.lists[name] = EntryView(f"scan.rows.{name}")
            made.setAccessibleName(tr(TABS[name]))
            made.picked.connect(partial(self.picked.emit, name))
            made.turned.connect(self.turn)
            made.left.connect(self.left)
            self._pages.addWidget(made)
        self.here: Tab = "open"
        self.tape = Tape()
        head = col(row(self._shelf, None, self._figure), self._bar, gap=10, margins=(14, 12, 14, 12))
        tape_head = row(
            text(tr("Last scans"), "section"), None, KeyCap("Backspace"), text(tr("undo one"), "caption"),
            gap=6, margins=(12, 6, 12, 4),
        )  # fmt: skip
        tabs = row(*self._tabs.values(), None, gap=8, margins=(10, 2, 6, 0))
        self.setLayout(
            col(
                head, rule(), tabs, rule(), self._pages, rule(), tape_head, self.tape, gap=0, margins=(1, 1, 1, 6),
                stretch=4,
            )
        )  # fmt: skip
        for name in get_args(Tab):
            self.tell_tab(name, (), 0)
        self.show_tab("open")

    def tell_shelf(self, name: str, done: int, total: int) -> None:
        """Which bin or shelf, and how far it is."""
        if self._shelf.text() != name:
            self._shelf.tell(name)
        if self._figure.text() != f"{done} / {total}":
            self._figure.tell(f"{done} / {total}")
            self._bar.tell(done, total)

    def tell_tab(self, name: Tab, entries: Sequence[Entry] | None, count: int) -> None:
        """How many rows a tab holds, and its rows if they are in sight."""
        if entries is not None:
            self.lists[name].tell(entries)
        label = f"{tr(TABS[name])} {count}"
        if self._tabs[name].text() != label:
            self._tabs[name].rename(label, spoken=f"{tr(SPOKEN[name])} {count}")

    def show_tab(self, name: Tab) -> None:
        """Shows the rows of one tab; the focus stays in the lists if it was there."""
        had = self.focus_in_lists()
        self.here = name
        for tab, made in self._tabs.items():
            made.setChecked(tab == name)
        self._pages.setCurrentWidget(self.lists[name])
        self.turned.emit()
        if had:
            self.enter()

    def turn(self, by: int) -> None:
        """← →: the tab beside."""
        names = list(TABS)
        self.show_tab(names[(names.index(self.here) + by) % len(names)])

    def enter(self, row: int = 0) -> None:
        """The focus goes into the rows."""
        here = self.lists[self.here]
        here.setFocus(Qt.FocusReason.OtherFocusReason)
        if here.current() is None:
            here.walk_to(row)

    def focus_in_lists(self) -> bool:
        """True while somebody walks through the rows."""
        return any(made.hasFocus() for made in self.lists.values())

    def current(self) -> object:
        """What stands under the cursor of the tab that is shown, or None."""
        return self.lists[self.here].current()

    def forget(self) -> None:
        """No row is chosen."""
        for made in self.lists.values():
            made.forget()
