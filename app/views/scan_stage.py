"""The scan room's stage, readable from a ladder: one thing at a time, painted by hand. Knows no count and no desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.views.kit.buttons import Button
from app.views.kit.chips import paint_bin
from app.views.kit.icons import paint_icon
from app.views.kit.keycap import KeyCap
from app.views.kit.layout import clear, col, frame, row
from app.views.kit.messages import alert
from app.views.kit.paint import rounded
from app.views.kit.theme import Role, colour, font, metrics, px, signal_colours
from app.views.scan_rows import Entry, EntryView, fitted

Signal_ = Literal["scan_ok", "scan_warn", "scan_bad", "scan_idle"]
ICON: dict[Signal_, str] = {
    "scan_ok": "circle-check", "scan_warn": "triangle-alert", "scan_bad": "octagon-alert", "scan_idle": "scan-barcode",
}  # fmt: skip
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
BAND, EDGE, PHOTO = 84, 24, 176


@dataclass(frozen=True)
class Sign:
    """What the stage says: the band (signal, words, right end), bin, name, number, the figure with its unit, a note.

    `icon` in place of the signal's own; `full`: the whole stage wears the signal, something is complete.
    """

    signal: Signal_
    head: str
    tail: str = ""
    bin: str = ""
    name: str = ""
    number: str = ""
    figure: str = ""
    unit: str = ""
    note: str = ""
    icon: str = ""
    full: bool = False
    photo: str | None = None


def laid(words: str, role: Role, width: float, most: int) -> list[str]:
    """The words in at most `most` lines of this width; what does not fit ends in an ellipsis."""
    layout = QTextLayout(words, font(role))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        if len(lines) == most - 1:
            lines.append(metrics(role).elidedText(words[start:], Qt.TextElideMode.ElideRight, int(width)))
            break
        lines.append(words[start : start + line.textLength()].strip())
    layout.endLayout()
    return lines


class Stage(QFrame):
    """What happened, where, which part, how many. It stays until the next scan; a list may lie under the band."""

    def __init__(self, photo: Callable[[str], QImage | None]) -> None:
        super().__init__()
        self.setObjectName("scan.stage")
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(px(520), px(340))
        self.sign, self.flag = Sign("scan_idle", ""), ""
        self._photo = photo
        self.list = EntryView("scan.list", height=64, role="tile", photo=photo)
        self.list.setParent(self)
        self.list.hide()

    def tell(self, sign: Sign) -> None:
        """Shows another sign and lets a screen reader speak it."""
        self.sign = sign
        said = (sign.head, sign.tail, sign.bin, sign.name, sign.number, sign.figure, sign.unit, self.flag)
        self.setAccessibleName(" ".join(filter(None, said)))
        alert(self)
        self.update()

    def wave(self, flag: str) -> None:
        """Shows what was typed and waits for its scan ("× 12"), "" = nothing."""
        if flag != self.flag:
            self.flag = flag
            self.update()

    def tell_list(self, entries: Sequence[Entry] | None) -> None:
        """Rows under the band, to be walked by keyboard; None = the part is shown again."""
        self.list.setVisible(entries is not None)
        if entries is not None:
            self.list.tell(entries)
            self._place()
        self.update()

    def _place(self) -> None:
        self.list.setGeometry(px(1), px(BAND) + px(4), self.width() - px(2), self.height() - px(BAND) - px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    # --- painting -------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_band(p)
        if self.list.isHidden():
            picture = self._photo(self.sign.photo) if self.sign.photo else None
            narrow = px(PHOTO) + px(16) if picture is not None else 0
            if picture is not None:
                self._paint_photo(p, picture)
            self._paint_figure(p, self._paint_what(p, px(BAND) + px(16), self.width() - px(2 * EDGE) - narrow))
            self._paint_notes(p)
        p.end()

    def _ink(self, token: str) -> QColor:
        return signal_colours(self.sign.signal)[1] if self.sign.full else colour(token)

    def _paint_band(self, p: QPainter) -> None:
        ground, ink = signal_colours(self.sign.signal)
        w, band, sign = self.width(), px(BAND), self.sign
        if sign.full:
            rounded(p, QRectF(self.rect()), 6, ground)
        else:
            shape, cut = QPainterPath(), QPainterPath()
            shape.addRoundedRect(QRectF(0, 0, w, band + 12), 6, 6)
            cut.addRect(QRectF(0, band, w, 20))
            p.fillPath(shape - cut, ground)
        name = sign.icon or ICON[sign.signal]
        paint_icon(p, px(EDGE), band / 2 - px(22), name, 44, f"{sign.signal}.ink", stroke=2.4)
        p.setPen(ink)
        tail = metrics("tile").horizontalAdvance(sign.tail)
        room = w - px(84) - px(36) - tail
        role = self._fitting(("band", "figure", "tile"), sign.head, room)
        p.setFont(font(role))
        lines = laid(sign.head, role, room, 1 if role != "tile" else 2)
        high = px(26) if len(lines) > 1 else band
        for i, line in enumerate(lines):
            top = (band - high * len(lines)) / 2 + i * high
            p.drawText(QRectF(px(84), top, room, high), LEFT, line)
        p.setFont(font("tile"))
        p.drawText(QRectF(w - px(EDGE) - tail, 0, tail + 1, band), RIGHT, sign.tail)

    @staticmethod
    def _fitting(roles: Sequence[Any], words: str, room: float) -> Role:
        """The first role in which the words fit into one line, else the last."""
        return next((r for r in roles if metrics(r).horizontalAdvance(words) <= room), roles[-1])

    def _paint_photo(self, p: QPainter, picture: QImage) -> None:
        side = px(PHOTO)
        box = QRectF(self.width() - px(EDGE) - side, px(BAND) + px(16), side, side)
        rounded(p, box, 6, colour("sunken"), colour("line"))
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        p.drawImage(fitted(picture, box.adjusted(3, 3, -3, -3)), picture)

    def _paint_what(self, p: QPainter, top: int, width: int) -> int:
        """Bin, name in at most two lines, number; returns where they end."""
        sign = self.sign
        if sign.bin:
            paint_bin(p, px(EDGE), top + px(26), sign.bin, "bin_far")
            top += px(58)
        tall = self.height() - top > px(330) or not sign.figure
        role = self._fitting(("far",), sign.name, width) if tall else self._fitting(("far", "figure"), sign.name, width)
        p.setFont(font(role))
        p.setPen(self._ink("ink"))
        high = px(58) if role == "far" else px(38)
        for line in laid(sign.name, role, width, 2):
            p.drawText(QRectF(px(EDGE), top, width + px(4), high), LEFT, line)
            top += high
        if sign.number:
            p.setFont(font("number"))
            p.setPen(self._ink("ink2"))
            role_number: Role = "number"
            p.drawText(QRectF(px(EDGE), top, width, px(34)), LEFT, laid(sign.number, role_number, width, 1)[0])
            top += px(34)
        return top

    def _paint_figure(self, p: QPainter, top: int) -> None:
        """The number, as large as the room allows: it is never pushed out by what stands above it."""
        sign, base = self.sign, self.height() - px(30)
        if not sign.figure:
            return
        notes = max((metrics("scan").horizontalAdvance(n) for n in sign.note.split("\n")), default=0)
        room = self.width() - px(60) - metrics("far").horizontalAdvance(sign.unit) - notes
        roles: tuple[Role, ...] = ("count", "count_low", "count_least", "far")
        fits = (r for r in roles if metrics(r).horizontalAdvance(sign.figure) <= room)
        role: Role = next((r for r in fits if metrics(r).capHeight() <= base - top - px(12)), "far")
        p.setFont(font(role))
        p.setPen(self._ink("ink"))
        p.drawText(px(18), base, sign.figure)
        after = px(18) + metrics(role).horizontalAdvance(sign.figure) + px(16)
        p.setFont(font("far"))
        p.setPen(self._ink("ink2"))
        p.drawText(after, base, sign.unit)

    def _paint_notes(self, p: QPainter) -> None:
        """At the right foot: what the number is made of; over it the flag of typed digits."""
        right, bottom = self.width() - px(EDGE), self.height() - px(22)
        lines = [line for line in self.sign.note.split("\n") if line]
        p.setFont(font("scan"))
        p.setPen(self._ink("ink2"))
        for line in reversed(lines):
            p.drawText(QRectF(0, bottom - px(36), right, px(36)), RIGHT, line)
            bottom -= px(36)
        if self.flag:
            width = metrics("far").horizontalAdvance(self.flag) + px(28)
            if self.sign.photo and bottom - px(72) < px(BAND + PHOTO + 20):  # on a low stage beside the photo
                right -= px(PHOTO) + px(16)
            box = QRectF(right - width, bottom - px(72), width, px(64))
            rounded(p, box, 6, colour("accent_soft"), colour("accent_ink"), 2)
            p.setFont(font("far"))
            p.setPen(colour("ink"))
            p.drawText(box, Qt.AlignmentFlag.AlignCenter, self.flag)

    def arrived(self) -> None:
        """A photo came in."""
        if self.list.isVisible():
            self.list.viewport().update()
        else:
            self.update()


Press = tuple[str, str, str, Callable[[], object], str]  # label, icon, key, act, object name


class BigButtons(QWidget):
    """Up to four buttons 56 px high for gloved fingers, each with its key below."""

    def __init__(self) -> None:
        super().__init__()
        self._row = row(gap=10)
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self.setLayout(self._row)

    def tell(self, buttons: Sequence[Press]) -> None:
        """Shows other buttons; the same ones again cost nothing."""
        shown = tuple((label, key, name) for label, _, key, _, name in buttons)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._row)
        for label, icon_name, key, act, name in buttons:
            made = Button(label, "big", icon_name, key=key, act=act)
            made.setObjectName(name)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has its own key for it
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._row.addWidget(frame(col(made, row(None, KeyCap(key), None), gap=4)), 1)
