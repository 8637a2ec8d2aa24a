"""A box to scan into that shows what the scanner sends, key by key, and offers the settings that fit it.

It takes every key while it has the focus; typing elsewhere on the page goes on as ever. Knows no settings file.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QImage, QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.core.i18n import tr
from app.views.kit.buttons import Button
from app.views.kit.chips import Chip
from app.views.kit.labels import text
from app.views.kit.layout import clear, col, row
from app.views.kit.paint import rounded
from app.views.kit.scanner import COMMANDS, ENDS, MODIFIERS, Scanner
from app.views.kit.scanreport import Report, Stroke, report, shown
from app.views.kit.theme import colour, dress, font, px
from app.views.kit.wedge import Tuning

PAUSE_MS, TOGETHER_MS = 500, 600
CELL, TALL, QUIET, MODULE = 52, 64, 10, 2
NAMES = {Qt.Key.Key_Return: "Enter", Qt.Key.Key_Enter: "Enter", Qt.Key.Key_Tab: "Tab", Qt.Key.Key_Space: "␣"}


class Bars(QWidget):
    """A bar code on the screen: black on white in every look, two pixels a module, white beside it."""

    def __init__(self, modules: str, name: str) -> None:
        super().__init__()
        wide = len(modules) + 2 * QUIET
        picture = QImage(wide, 1, QImage.Format.Format_Mono)
        picture.fill(1)
        for place, module in enumerate(modules, QUIET):
            picture.setPixel(place, 0, 0 if module == "1" else 1)
        self._picture = picture
        self.setAccessibleName(name)
        self.setFixedSize(wide * MODULE, px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.drawImage(self.rect(), self._picture)
        p.end()


class KeyStrip(QWidget):
    """The keys of a scan in their order: key, ms since the key before, character code; as many rows as it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.strokes: Sequence[Stroke] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def tell(self, strokes: Sequence[Stroke]) -> None:
        """Shows other keys."""
        self.strokes = tuple(strokes)
        self.setAccessibleName(" ".join(s.name for s in strokes))
        self.updateGeometry()
        self.update()

    def _columns(self, width: int) -> int:
        return max(1, width // px(CELL))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(1, -(-len(self.strokes) // self._columns(width))) * px(TALL)

    def sizeHint(self) -> QSize:
        return QSize(px(10 * CELL), self.heightForWidth(self.width() or px(10 * CELL)))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        columns = self._columns(self.width())
        for place, stroke in enumerate(self.strokes):
            x, y = place % columns * px(CELL), place // columns * px(TALL)
            cap = QRectF(x, y, px(CELL - 4), px(TALL - 6))
            rounded(p, cap, px(4), colour("surface"), colour("line"))
            gap = "" if stroke.gap is None else f"{round(stroke.gap)} ms"
            code = f"{ord(stroke.text):02X}" if len(stroke.text) == 1 else ""
            for line, (words, bold, ink) in enumerate(
                ((stroke.name, True, "ink"), (gap, False, "ink2"), (code, False, "ink3"))
            ):
                p.setFont(font("strong" if bold else "caption"))
                p.setPen(colour(ink))
                third = QRectF(cap.left(), cap.top() + px(3) + line * px(17), cap.width(), px(17))
                p.drawText(third, Qt.AlignmentFlag.AlignCenter, words)
        p.end()


class ScanTest(QFrame):
    """Click, scan, read what arrived, take the settings over with one button."""

    accepted = Signal(object)  # Tuning
    heard = Signal(str)

    def __init__(self, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("scantest")
        self.setProperty("kind", "box")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)  # to notice one that would catch scans
        self.setAccessibleName(tr("Scanner test"))
        self._scanner = scanner
        self._strokes: list[Stroke] = []
        self._last = 0.0
        self.report: Report | None = None
        self._head = text("", "strong", wrap=True)
        self.strip = KeyStrip()
        self._notes = col(gap=4)
        self._take = Button(tr("Use these settings"), "primary", act=self._accept)
        self._take.setObjectName("scantest.accept")
        self._take.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._take.hide()
        self.setLayout(col(self._head, self.strip, self._notes, row(self._take, None), gap=8, margins=(12, 10, 12, 10)))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._judge)
        self._invite()

    def _invite(self) -> None:
        ready = self.hasFocus()
        self._head.tell(
            tr("Scan a test barcode now.") if ready else tr("Click here, then scan."), "" if ready else "ink2"
        )

    # --- keys -----------------------------------------------------------------------------------------------------
    def study(self, event: QEvent, at: float) -> bool:
        """For the scanner, which hands over every key while this box has the focus; True = taken."""
        if isinstance(event, QInputMethodEvent):
            if event.preeditString() or event.commitString():
                self._composed()
            return True
        if not isinstance(event, QKeyEvent) or event.key() in MODIFIERS:
            return False
        key, sign = event.key(), event.text()
        together = at - self._last <= TOGETHER_MS and bool(self._strokes)
        if key in ENDS:
            if event.modifiers() & COMMANDS or not together:
                return False  # a person's Tab, Ctrl+Enter
            sign = ""
        elif len(sign) != 1 or key == Qt.Key.Key_Escape or (sign.isprintable() and event.modifiers() & COMMANDS):
            return False
        if not together:
            self._strokes = []
        name = NAMES.get(Qt.Key(key)) or shown(sign)
        self._strokes.append(Stroke(name, sign, at - self._last if together else None))
        self._last = at
        self._timer.start()
        return True

    def _composed(self) -> None:
        QGuiApplication.inputMethod().reset()
        self._strokes = []
        self._show_notes((("bad", tr("Input method on: press Shift or Ctrl+Space, then scan again")),))

    def show_code(self, code: str) -> None:
        """A code that did not come as keys into this box: over the serial port, or while the focus was elsewhere."""
        self.strip.tell(())
        self._take.hide()
        self._head.tell(tr("The scanner works: {code}", code=shown(code)), "ok")
        self._show_notes((("ok", tr("It was recognised without looking at its keys. Click here to see them.")),))
        self.heard.emit(code)

    # --- the report -----------------------------------------------------------------------------------------------
    def _judge(self) -> None:
        self.report = found = report(self._strokes, self._scanner.tuning)
        self.strip.tell(self._strokes)
        self._head.tell(tr("This arrived: {code}", code=shown(found.code)), "ok" if found.notes[0][0] == "ok" else "")
        self._show_notes([(family, tr(words)) for family, words in found.notes])
        self._take.setVisible(found.proposal != self._scanner.tuning)
        self.heard.emit(found.code)

    def _show_notes(self, notes: Sequence[tuple[str, str]]) -> None:
        clear(self._notes)
        names = {"ok": tr("Good"), "warn": tr("Look"), "bad": tr("Mend")}
        for family, words in notes:
            self._notes.addLayout(row(Chip(names[family], family), text(words, wrap=True), gap=8, stretch=1))

    def _accept(self) -> None:
        if self.report is not None:
            tuning: Tuning = self.report.proposal
            self._scanner.tune(tuning)
            self._take.hide()
            self.accepted.emit(tuning)

    # --- focus ----------------------------------------------------------------------------------------------------
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._scanner.claim(self, self.show_code)
        dress(self, here="true")
        self._invite()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._scanner.release(self)
        dress(self, here="")
        if not self._strokes:
            self._invite()
