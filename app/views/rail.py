"""The rail: rooms by group with what waits there; wide, or slim with icons only. Knows no room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy

from app.views.kit.icons import paint_icon
from app.views.kit.labels import Pic, text
from app.views.kit.layout import clear, col, frame, row, scroll
from app.views.kit.room import RoomCard
from app.views.kit.theme import colour, font, px

WIDE, SLIM = 184, 56


class RailItem(QAbstractButton):
    """One room: icon, name, how many things wait there; a dot when slim and something waits for this very person."""

    def __init__(self, entry: RoomCard, *, slim: bool) -> None:
        super().__init__()
        self.entry, self.slim, self.here = entry, slim, False
        self.setObjectName(f"rail.{entry.name}")
        self.setText(entry.label)
        self.setAccessibleName(entry.label)
        self.setToolTip(entry.label if slim else "")
        self.setFixedHeight(px(36 if slim else 32))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        r = QRectF(self.rect()).adjusted(px(8), 1, -px(8), -1)
        if self.here:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(colour("surface"))
            p.drawRoundedRect(r, 4, 4)
            p.fillRect(QRectF(r.left(), r.top() + px(6), 3, r.height() - px(12)), colour("accent_ink"))
        elif self.underMouse():
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(colour("hover"))
            p.drawRoundedRect(r, 4, 4)
        if self.hasFocus():
            p.setPen(QPen(colour("accent_ink"), 2))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(r.adjusted(1, 1, -1, -1), 4, 4)
        tone = "accent_ink" if self.here else "ink2"
        if self.slim:
            self._paint_slim(p, tone)
        else:
            self._paint_wide(p, r, tone)
        p.end()

    def _paint_slim(self, p: QPainter, tone: str) -> None:
        middle = QPointF(self.width() / 2, self.height() / 2)
        paint_icon(p, middle.x() - px(10), middle.y() - px(10), self.entry.icon, 20, tone)
        if self.entry.waiting and self.entry.waiting():
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(colour("accent"))
            p.drawEllipse(middle + QPointF(px(11), -px(10)), 3.5, 3.5)

    def _paint_wide(self, p: QPainter, r: QRectF, tone: str) -> None:
        paint_icon(p, r.left() + px(9), r.center().y() - px(8), self.entry.icon, 16, tone)
        p.setPen(colour("ink" if self.here else "ink2"))
        waiting = str((self.entry.waiting() if self.entry.waiting else 0) or "")
        place = r.adjusted(px(31), 0, -px(4), 0)
        p.setFont(font("strong" if self.here else "body"))
        p.drawText(
            place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._name(place.width(), waiting)
        )
        p.setPen(colour("ink2"))
        p.setFont(font("caption"))
        p.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, waiting)

    def _name(self, room: float, waiting: str) -> str:
        """The room's name never runs into the number: a long one is cut, and whole when the mouse rests on it."""
        taken = QFontMetricsF(font("caption")).horizontalAdvance(waiting) + px(4) if waiting else 0.0
        face = QFontMetricsF(font("strong" if self.here else "body"))
        shown = face.elidedText(self.entry.label, Qt.TextElideMode.ElideRight, room - taken)
        self.setToolTip("" if shown == self.entry.label else self.entry.label)
        return shown


class Rail(QFrame):
    """All rooms this person may open."""

    wanted = Signal(str)  # name of a room

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setProperty("kind", "rail")
        self._shown: object = None  # rooms, slim, zoom
        self._items: dict[str, RailItem] = {}
        self._here = ""
        self.slim = False
        self._column = col(gap=1)
        area = scroll(frame(self._column))  # on a low screen the rooms scroll; the window never grows for them
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(col(area, gap=0, margins=(0, 0, 0, 6)))

    def tell(self, cards: Sequence[RoomCard], *, slim: bool) -> None:
        """Shows these rooms, wide or slim; nothing is built anew for those that stand there already."""
        wanted = [*cards], slim, px(100)
        if wanted == self._shown:
            return
        self._shown, self.slim = wanted, slim
        self.setFixedWidth(px(SLIM if slim else WIDE))
        clear(self._column)
        self._items = {c.name: RailItem(c, slim=slim) for c in cards}
        mark = Pic("gauge", 20, "accent_ink")
        head = row(None, mark, None) if slim else row(mark, text("Counterpart", "strong"), None, margins=(20, 0, 0, 0))
        self._column.addWidget(frame(head, height=48))
        group = ""
        for entry in (c for c in cards if not c.foot):
            if entry.group != group:
                group = entry.group
                self._column.addSpacing(px(6 if slim else 10))
                if not slim:
                    self._column.addLayout(row(text(group, "caption", "ink3"), margins=(20, 0, 0, 2)))
            self._column.addWidget(self._items[entry.name])
        self._column.addStretch(1)
        for entry in (c for c in cards if c.foot):
            self._column.addWidget(self._items[entry.name])
        for name, item in self._items.items():
            item.clicked.connect(partial(self.wanted.emit, name))
        self.show_here(self._here)

    def show_here(self, name: str) -> None:
        """Marks the room that is open."""
        self._here = name
        for item in self._items.values():
            item.here = item.entry.name == name
            item.update()

    def recount(self) -> None:
        """The numbers of what waits have changed."""
        for item in self._items.values():
            item.update()
