"""The scanner's lamp and thin progress bars. Knows no scanner."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from app.core.i18n import N_, tr
from app.views.kit.buttons import Button
from app.views.kit.labels import Pic, text
from app.views.kit.layout import row
from app.views.kit.theme import colour, dress, px

State = Literal["ready", "elsewhere", "deaf", "paused", "composing", "lost"]
SAID = {
    "ready": N_("Scanner ready"),
    "elsewhere": N_("This page receives the scans"),
    "deaf": N_("Click here to go on scanning"),
    "paused": N_("Scanning is paused"),
    "composing": N_("Input method on: press Shift or Ctrl+Space, then scan again"),
    "lost": N_("The scanner is unplugged; typing still works"),
}


class Lamp(QWidget):
    """Ready = a green disc with a halo; not listening = an amber ring: shape and colour both tell."""

    def __init__(self, size: int = 20) -> None:
        super().__init__()
        self.setFixedSize(px(size), px(size))
        self.state: State = "ready"
        self.tell("ready")

    def tell(self, state: State) -> None:
        """Shows another state."""
        self.state = state
        self.setAccessibleName(tr(SAID[state]))
        self.setToolTip(tr(SAID[state]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, r = QPointF(self.width() / 2, self.height() / 2), self.width() / 2
        if self.state in ("ready", "elsewhere"):
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(colour("ok", 60))
            p.drawEllipse(middle, r - 0.5, r - 0.5)
            p.setBrush(colour("ok"))
            p.drawEllipse(middle, r * 0.52, r * 0.52)
        else:
            p.setPen(QPen(colour("warn"), 2))
            p.drawEllipse(middle, r * 0.6, r * 0.6)
        p.end()


class BigLamp(QFrame):
    """The lamp of a scan room, with its words; not listening it can be clicked to come back."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scan.lamp")
        self.setProperty("kind", "remark")
        self.setProperty("family", "ok")
        self.setFixedHeight(px(34))
        self._pic, self._words = Pic("scan-barcode", 20, "ok"), text("", "strong", "ok")
        self._back = Button("", "link", act=self.wanted.emit)
        self._back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(row(self._pic, self._words, self._back, gap=8, margins=(12, 0, 12, 0)))
        self.tell("ready")

    def tell(self, state: State) -> None:
        """Shows another state."""
        good = state in ("ready", "elsewhere")
        tone = "ok" if good else "idle" if state == "paused" else "warn"
        shown: State = "ready" if good else state
        words = tr(SAID[shown])
        self._pic.show_icon("pause" if state == "paused" else "scan-barcode", tone)
        self._words.tell(words, tone if tone != "idle" else "ink2")
        self._words.setVisible(state != "deaf")
        self._back.rename(words)
        self._back.setVisible(state == "deaf")
        self.setAccessibleName(words)
        dress(self, family=tone)


class ProgressBar(QWidget):
    """An 8 px bar; the words (38 / 52) stand beside it."""

    def __init__(self, done: int = 0, total: int = 0, *, height: int = 8) -> None:
        super().__init__()
        self.setFixedHeight(px(height))
        self.tell(done, total)

    def tell(self, done: int, total: int) -> None:
        """Shows how far it is."""
        self._done, self._total = done, total
        self.setAccessibleName(f"{done} / {total}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        r, radius = QRectF(self.rect()), self.height() / 2
        p.setBrush(colour("line"))
        p.drawRoundedRect(r, radius, radius)
        if self._total > 0 and self._done > 0:
            share = min(1.0, self._done / self._total)
            p.setBrush(colour("accent_ink"))
            p.drawRoundedRect(QRectF(r.left(), r.top(), max(r.height(), r.width() * share), r.height()), radius, radius)
        p.end()
