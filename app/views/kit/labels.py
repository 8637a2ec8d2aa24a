"""Texts, icons and headed cards: what is read and never pressed. Knows no data."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from app.views.kit.icons import paint_icon
from app.views.kit.layout import Item, card, col, row
from app.views.kit.theme import dress, px

LabelRole = Literal[
    "body", "caption", "caption_bold", "label", "muted", "strong", "section", "title", "figure",
    "scan", "scan_bold", "far",
]  # fmt: skip
Tone = Literal["", "ink2", "ink3", "ok", "warn", "bad", "wait", "accent", "struck"]


class Words(QLabel):
    """A text in one of the roles of the type scale; never rich text, never elided."""

    def __init__(self, words: str = "", role: LabelRole = "body", tone: str = "", *, wrap: bool = False) -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if tone:
            self.setProperty("tone", tone)
        self.setWordWrap(wrap)

    def tell(self, words: str, tone: str | None = None) -> None:
        """Shows other words, in another tone if given."""
        self.setText(words)
        if tone is not None and tone != (self.property("tone") or ""):
            dress(self, tone=tone)


class Glance(Words):
    """A remark of one line that is cut where the room ends; its tooltip says all of it. Never for a number or plate."""

    def __init__(self, words: str, role: LabelRole = "body") -> None:
        super().__init__(words, role)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setFont(self.font())
        p.setPen(self.palette().color(self.foregroundRole()))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        p.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        p.end()


def text(words: str, role: LabelRole = "body", tone: str = "", *, wrap: bool = False) -> Words:
    """A text in a role and tone."""
    return Words(words, role, tone, wrap=wrap)


class Pic(QWidget):
    """One line icon; repaints in the colours of a new look. It says nothing by itself: words stand beside it."""

    def __init__(self, name: str, size: int = 16, tone: str = "ink2", *, stroke: float = 2.0) -> None:
        super().__init__()
        self._name, self._size, self._tone, self._stroke = name, size, tone, stroke
        self.setFixedSize(px(size), px(size))

    def show_icon(self, name: str, tone: str = "") -> None:
        """Shows another icon."""
        self._name, self._tone = name, tone or self._tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        paint_icon(p, 0, 0, self._name, self._size, self._tone, stroke=self._stroke)
        p.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and self.width() != px(self._size):  # another zoom
            self.setFixedSize(px(self._size), px(self._size))
        super().changeEvent(event)


def fact(
    label: str, value: str | QWidget, tone: str = "", role: LabelRole = "body", *, wrap: bool = False
) -> QVBoxLayout:
    """A read-only label over its value; `wrap` lets a long label break where there is little room."""
    shown = text(value, role, tone) if isinstance(value, str) else value
    made = col(text(label, "label", wrap=wrap), shown, gap=2)
    made.addStretch(0)
    return made


def section(title: str, body: QLayout | QWidget, *head: Item, name: str = "", gap: int = 10) -> QFrame:
    """A card with a bold heading; `head` stands right of the heading."""
    made = card(col(row(text(title, "section"), *head), body, gap=gap, margins=(12, 10, 12, 12), stretch=1), name=name)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return made
