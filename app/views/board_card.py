"""One car on the board, painted: plate, bay, job, car, promise or trouble, technician. Knows no database."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.i18n import N_, moment, tr
from app.core.screen import LIGHTS
from app.services.vehicles import shown
from app.services.work_orders.board import Card
from app.services.work_orders.workflow import WORKFLOW
from app.views.kit.chips import paint_avatar, paint_plate, plate_width
from app.views.kit.icons import paint_icon
from app.views.kit.paint import rounded
from app.views.kit.theme import FAMILY_ICON, colour, family_tokens, font, metrics, px

HEIGHT = 104
MIDDLE = Qt.AlignmentFlag.AlignVCenter
LATE = (N_("{n} min late"), N_("{n} h late"), N_("{n} days late"))
LEFT = (N_("{n} min left"), N_("{n} h left"), N_("{n} days left"))


class BoardCard(QWidget):
    """Takes the focus; Enter and a double click open it, Space asks for its steps."""

    opened = Signal(object)
    stepped = Signal(object)
    chosen = Signal(object)
    dragged = Signal(object, object)  # this card, the global point where it was let go

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        self._pressed = False
        self.setObjectName(f"board.{card.number}")
        self.setFixedHeight(px(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.due, self.family = _due(card)
        state = tr(WORKFLOW.state(card.state).label)
        self.setAccessibleName(f"{card.plate} {card.vehicle} {card.job} {state} {self.due}")
        about = f"{tr('Complaint')} {card.complaint}" if card.complaint else ""
        self.setAccessibleDescription(about)
        self.setToolTip("\n".join(filter(None, (f"{card.number}  {state}", about))))

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        r = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        rounded(p, r, 6, colour("surface"), colour("line"))
        if self.hasFocus():
            p.setPen(QPen(colour("accent_ink"), 2))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(r, 6, 6)
        ink = family_tokens(self.family)[0] if self.family else "ink2"
        if self.family:
            p.fillRect(QRectF(r.left() + 1, r.top() + px(6), px(4), r.height() - px(12)), colour(ink))
        x, right = px(13), self.width() - px(10)
        plate = shown(self.card.plate)
        paint_plate(p, QRectF(x + 0.5, px(8) + 0.5, plate_width(plate), px(23)), plate)
        bay = metrics("caption").elidedText(
            self.card.bay, Qt.TextElideMode.ElideRight, right - x - plate_width(plate) - 8
        )
        p.setFont(font("caption"))
        p.setPen(colour("ink2"))
        p.drawText(QRect(x, px(8), right - x, px(24)), Qt.AlignmentFlag.AlignRight | MIDDLE, bay)
        self._line(p, QRect(x, px(34), right - x, px(20)), self.card.job, "strong", "ink")
        marked = self._complaint(p, right) if self.card.complaint else 0
        self._line(p, QRect(x, px(54), right - x - marked, px(18)), self.card.vehicle, "caption", "ink2")
        icon = FAMILY_ICON[self.family] if self.family else "clock"
        paint_icon(p, x, px(80), icon, 14, ink)
        beside = px(26) if self.card.technicians else 0
        due = QRect(x + px(19), px(77), right - x - px(19) - beside, px(20))
        self._line(p, due, self.due, "caption_bold" if self.family else "caption", ink)
        if self.card.technicians:
            paint_avatar(p, QRectF(right - px(22), px(76), px(22), px(22)), self.card.technicians[0][1])
        p.end()

    def _complaint(self, p: QPainter, right: int) -> int:
        """At the right of the car: that there is an open complaint, with the icon of its light; how wide that is."""
        family, word = LIGHTS.get(self.card.light, "idle"), tr("Complaint")
        ink, wide = family_tokens(family)[0], metrics("caption_bold").horizontalAdvance(word)
        p.setFont(font("caption_bold"))
        p.setPen(colour(ink))
        p.drawText(QRect(right - wide, px(54), wide + 1, px(18)), MIDDLE, word)
        paint_icon(p, right - wide - px(18), px(56), FAMILY_ICON[family], 14, ink)
        return wide + px(24)

    @staticmethod
    def _line(p: QPainter, r: QRect, words: str, role: str, tone: str) -> None:
        p.setFont(font(role))  # type: ignore[arg-type]
        p.setPen(colour(tone))
        p.drawText(r, MIDDLE, metrics(role).elidedText(words, Qt.TextElideMode.ElideRight, r.width()))  # type: ignore[arg-type]

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
        self.chosen.emit(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.card)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.button() == Qt.MouseButton.LeftButton
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed and not self.rect().contains(event.position().toPoint()):
            self.dragged.emit(self, event.globalPosition().toPoint())
        self._pressed = False


def _due(card: Card) -> tuple[str, str]:
    """The promise, or what is wrong with it, and the family of its colour."""
    when = moment(card.promised_at, full=False) if card.promised_at else ""
    if card.trouble == "late":
        return span(LATE, -card.minutes), "bad"
    if card.state in ("wait_consent", "wait_sign", "paused", "terminated", "rework"):
        state = WORKFLOW.state(card.state)
        return tr(state.label), state.family
    return (span(LEFT, card.minutes), "warn") if card.trouble == "risk" else (when, "")


def span(words: tuple[str, str, str], minutes: int) -> str:
    """So many minutes, hours or, from two on, days, in the words of the place."""
    for least, size, text in ((2880, 1440, words[2]), (60, 60, words[1])):
        if minutes >= least:
            return tr(text, n=minutes // size)
    return tr(words[0], n=max(0, minutes))
