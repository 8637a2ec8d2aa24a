"""The scan room's stage and side, readable from a ladder: pure widgets with setters. They know no count and no desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.i18n import N_, tr
from app.views.kit.buttons import Button
from app.views.kit.chips import BinLabel, paint_bin
from app.views.kit.icons import paint_icon
from app.views.kit.keyline import KeyCap
from app.views.kit.labels import Pic, text
from app.views.kit.lamp import ProgressBar
from app.views.kit.layout import card, clear, col, frame, row, rule, scroll
from app.views.kit.messages import alert
from app.views.kit.theme import colour, font, metrics, px, signal_colours

Signal_ = Literal["scan_ok", "scan_warn", "scan_bad", "scan_idle"]
ICON: dict[Signal_, str] = {
    "scan_ok": "circle-check", "scan_warn": "triangle-alert", "scan_bad": "octagon-alert", "scan_idle": "scan-barcode",
}  # fmt: skip
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Sign:
    """What the stage says: the band (signal, words, right end), bin, name, number, the figure with its unit, a note."""

    signal: Signal_
    head: str
    tail: str = ""
    bin: str = ""
    name: str = ""
    number: str = ""
    figure: str = ""
    unit: str = ""
    note: str = ""
    flag: str = ""  # "× 12": digits typed before the next scan


class Stage(QFrame):
    """One thing at a time: what happened, where, which part, how many. It stays until the next scan."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scan.stage")
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(px(520), px(360))
        self.sign = Sign("scan_idle", "")

    def tell(self, sign: Sign) -> None:
        """Shows another sign and lets a screen reader speak it."""
        self.sign = sign
        said = (sign.head, sign.bin, sign.name, sign.figure, sign.unit, sign.flag)
        self.setAccessibleName(" ".join(filter(None, said)))
        alert(self)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self._paint_band(p) + px(16)
        top = self._paint_what(p, top)
        self._paint_figure(p, top)
        p.end()

    def _paint_band(self, p: QPainter) -> int:
        ground, ink = signal_colours(self.sign.signal)
        w, band = self.width(), px(84)
        shape, cut = QPainterPath(), QPainterPath()
        shape.addRoundedRect(QRectF(0, 0, w, band + 12), 6, 6)
        cut.addRect(QRectF(0, band, w, 20))
        p.fillPath(shape - cut, ground)
        paint_icon(p, px(24), band / 2 - px(22), ICON[self.sign.signal], 44, f"{self.sign.signal}.ink", stroke=2.4)
        p.setPen(ink)
        tail = metrics("tile").horizontalAdvance(self.sign.tail)
        room = w - px(84) - px(36) - tail
        role: Any = next(
            (r for r in ("band", "figure", "tile") if metrics(r).horizontalAdvance(self.sign.head) <= room), "strong"
        )
        p.setFont(font(role))
        p.drawText(QRectF(px(84), 0, room, band - 2), LEFT | Qt.TextFlag.TextWordWrap, self.sign.head)
        p.setFont(font("tile"))
        p.drawText(QRectF(w - px(24) - tail, 0, tail + 1, band), RIGHT, self.sign.tail)
        return band

    def _paint_what(self, p: QPainter, top: int) -> int:
        """Bin, name and number; returns where they end."""
        w = self.width() - px(48)
        if self.sign.bin:
            paint_bin(p, px(24), top + px(24), self.sign.bin, "bin_far")
            top += px(56)
        role: Any = next((r for r in ("far", "figure") if metrics(r).horizontalAdvance(self.sign.name) <= w), "tile")
        p.setFont(font(role))
        p.setPen(colour("ink"))
        box = QRectF(px(24), top, w, px(62))
        p.drawText(box, LEFT | Qt.TextFlag.TextWordWrap, self.sign.name)
        p.setFont(font("scan"))
        p.setPen(colour("ink2"))
        p.drawText(QRectF(px(24), top + px(62), w, px(32)), LEFT, self.sign.number)
        return top + px(94)

    def _paint_figure(self, p: QPainter, top: int) -> None:
        base = self.height() - px(30)
        room = self.width() - px(60) - metrics("far").horizontalAdvance(self.sign.unit)
        role: Any = "count"
        if base - top < px(160) or metrics("count").horizontalAdvance(self.sign.figure) > room:
            role = "far"
        p.setFont(font(role))
        p.setPen(colour("ink"))
        p.drawText(px(18), base, self.sign.figure)
        after = px(18) + metrics(role).horizontalAdvance(self.sign.figure) + px(16)
        p.setFont(font("far"))
        p.setPen(colour("ink2"))
        p.drawText(after, base, self.sign.unit)
        p.setFont(font("scan_bold"))
        lines = [line for line in (*self.sign.note.split("\n"), self.sign.flag) if line]
        for i, line in enumerate(lines):
            p.setFont(font("scan_bold" if line == self.sign.flag else "scan"))
            y = base - px(36) * (len(lines) - i) + px(8)
            p.drawText(QRectF(0, y, self.width() - px(24), px(32)), RIGHT, line)


@dataclass(frozen=True)
class Entry:
    """One row of a tab: bin, words, what stands at the right, a family for the icon ("" = none), and its key."""

    bin: str
    words: str
    tail: str = ""
    family: str = ""
    key: Any = None


@dataclass(frozen=True)
class Scanned:
    """One row of the tape: time, words, change (+1), family ok, warn, bad or idle."""

    time: str
    words: str
    change: str
    family: str


TABS = (
    ("open", N_("To count")),
    ("counted", N_("Counted")),
    ("extra", N_("Extra")),
    ("unknown", N_("Unknown")),
)
TAPE_ICON = {"ok": "check", "warn": "triangle-alert", "bad": "octagon-alert", "idle": "undo-2"}


class ScanSide(QFrame):
    """Shelf, progress, four tabs with numbers, and the tape of the last scans."""

    picked = Signal(str, object)  # tab, key of the row

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scan.side")
        self.setFixedWidth(px(372))
        self.setProperty("kind", "card")
        self._shelf, self._figure, self._bar = text("", "title"), text("", "title"), ProgressBar()
        self._tabs = {name: Button("", "view", act=partial(self.show_tab, name)) for name, _ in TABS}
        for name, tab in self._tabs.items():
            tab.setObjectName(f"scan.tab.{name}")
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._rows: dict[str, Sequence[Entry]] = {}
        self._here = "open"
        self._list, self._tape = QVBoxLayout(), QVBoxLayout()
        for box in (self._list, self._tape):
            box.setSpacing(0)
            box.setContentsMargins(0, 0, 0, 0)
        head = col(row(self._shelf, None, self._figure), self._bar, gap=10, margins=(14, 12, 14, 12))
        tape_head = row(
            text(tr("Last scans"), "section"), None, KeyCap("Backspace"), text(tr("undo one"), "caption"),
            gap=6, margins=(12, 6, 12, 4),
        )  # fmt: skip
        tabs = row(*self._tabs.values(), None, gap=12, margins=(12, 2, 12, 0))
        self.setLayout(
            col(
                head, rule(), tabs, rule(), scroll(frame(col(self._list, None, gap=0))), rule(), tape_head, self._tape,
                gap=0, margins=(0, 0, 0, 6), stretch=4,
            )
        )  # fmt: skip
        self.tell_tabs({})

    def tell_shelf(self, name: str, done: int, total: int) -> None:
        """Which bin or shelf, and how far it is."""
        self._shelf.tell(name)
        self._figure.tell(f"{done} / {total}")
        self._bar.tell(done, total)

    def tell_tabs(self, rows: dict[str, Sequence[Entry]]) -> None:
        """Fills the tabs; each shows how many rows it holds."""
        self._rows = rows
        for name, label in TABS:
            self._tabs[name].rename(f"{tr(label)} {len(rows.get(name, ()))}")
        self.show_tab(self._here)

    def show_tab(self, name: str) -> None:
        """Shows the rows of one tab (the first 200: nobody reads further while counting)."""
        self._here = name
        for tab, made in self._tabs.items():
            made.setChecked(tab == name)
        clear(self._list)
        for entry in self._rows.get(name, ())[:200]:
            self._list.addWidget(self._row(name, entry))

    def _row(self, tab: str, entry: Entry) -> QWidget:
        made = Button("", "quiet", act=lambda: self.picked.emit(tab, entry.key), name=f"{entry.bin} {entry.words}")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setFixedHeight(px(40))
        inside: QHBoxLayout = row(gap=10, margins=(12, 0, 12, 0))
        if entry.family:
            inside.addWidget(Pic(TAPE_ICON[entry.family], 14, entry.family))
        if entry.bin:
            inside.addWidget(BinLabel(entry.bin))
        words = text(entry.words)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        inside.addWidget(words, 1)
        if entry.tail:
            inside.addWidget(text(entry.tail, "strong"))
        inside.addWidget(Pic("chevron-right", 14, "ink3"))
        made.setLayout(inside)
        for child in made.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return made

    def tell_tape(self, scans: Sequence[Scanned]) -> None:
        """The last five scans, newest on top."""
        clear(self._tape)
        for scan in scans[:5]:
            words = text(scan.words)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            tone = scan.family if scan.family != "idle" else "ink2"
            line = row(
                Pic(TAPE_ICON[scan.family], 14, tone), text(scan.time, "caption"), words, text(scan.change, "strong"),
                gap=8, margins=(12, 0, 12, 0), stretch=2,
            )  # fmt: skip
            self._tape.addWidget(frame(line, height=32))


class BigButtons(QWidget):
    """Up to four buttons 56 px high for gloved fingers, each with its key below."""

    def __init__(self) -> None:
        super().__init__()
        self._row = row(gap=10)
        self.setLayout(self._row)

    def tell(self, buttons: Sequence[tuple[str, str, str, Callable[[], object], str]]) -> None:
        """Shows buttons: (label, icon, key, act, object name)."""
        clear(self._row)
        for label, icon_name, key, act, name in buttons:
            made = Button(label, "big", icon_name, key=key, act=act)
            made.setObjectName(name)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has its own key for it
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._row.addWidget(frame(col(made, row(None, KeyCap(key), None), gap=4)), 1)


def side_card(content: QWidget) -> QFrame:
    """A plain card for what stands beside the stage instead of the lists."""
    return card(col(content, margins=(12, 12, 12, 12)))
