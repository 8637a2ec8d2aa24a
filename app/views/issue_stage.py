"""The issue room's left half: a band that says what the last scan was, over the lines of the slip. Knows no desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from app.views.issue_rows import PickView
from app.views.kit.buttons import Button
from app.views.kit.icons import paint_icon
from app.views.kit.layout import clear, col, frame, row
from app.views.kit.messages import alert
from app.views.kit.paint import rounded
from app.views.kit.theme import colour, font, metrics, px, signal_colours
from app.views.scan_rows import EntryView
from app.views.scan_stage import ICON, Sign, laid

BAND = 72
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
Way = tuple[str, str, Callable[[], object], str]  # label, key, act, object name


class Band(QFrame):
    """What happened, in the colour of the signal; at its right what was typed, and the ways out."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("issue.band")
        self.setFixedHeight(px(BAND))
        self.sign, self.flag = Sign("scan_idle", ""), ""
        self._ways = row(gap=10, margins=(0, 0, 14, 0))
        self._shown: tuple[str, ...] = ()
        self.setLayout(row(None, self._ways, gap=0))

    def tell(self, sign: Sign, ways: Sequence[Way] = ()) -> None:
        """Says something else and offers these ways out."""
        self.sign = sign
        if (shown := tuple(way[3] for way in ways)) != self._shown:
            self._shown = shown
            clear(self._ways)
            for label, key, act, name in ways:
                made = Button(label, key=key, act=act)
                made.setObjectName(name)
                made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has its own key for it
                self._ways.addWidget(made)
        self._speak()

    def wave(self, flag: str) -> None:
        """Shows what was typed and waits for its scan ("× 12"), "" = nothing."""
        if flag != self.flag:
            self.flag = flag
            self._speak()

    def _speak(self) -> None:
        self.setVisible(bool(self.sign.head or self.flag))
        self.setAccessibleName(" ".join(filter(None, (self.sign.head, self.detail(), self.sign.figure, self.flag))))
        alert(self)
        self.update()

    def detail(self) -> str:
        """The second line."""
        sign = self.sign
        return sign.note or " · ".join(x for x in (sign.bin, sign.name, sign.number, sign.tail) if x)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = signal_colours(self.sign.signal)
        rounded(p, QRectF(self.rect()), 6, ground)
        icon = self.sign.icon or ICON[self.sign.signal]
        paint_icon(p, px(18), self.height() / 2 - px(18), icon, 36, f"{self.sign.signal}.ink")
        right = self.width() - px(18) - (self._ways.sizeHint().width() if self._shown else 0)
        p.setPen(ink)
        figure = " ".join(x for x in (self.sign.figure, self.sign.unit) if x)
        if self.flag:
            right = self._flag(p, right)
        elif figure:
            p.setFont(font("figure"))
            p.drawText(QRectF(0, 0, right, self.height()), RIGHT, figure)
            right -= metrics("figure").horizontalAdvance(figure) + px(18)
        left, room = px(68), right - px(68)
        detail = self.detail()
        p.setFont(font("title"))
        top = px(10) if detail else (self.height() - px(30)) / 2
        for line in laid(self.sign.head, "title", room, 1):
            p.drawText(QRectF(left, top, room, px(30)), LEFT, line)
        p.setFont(font("body"))
        for line in laid(detail, "body", room, 1) if detail else ():
            p.drawText(QRectF(left, px(40), room, px(22)), LEFT, line)
        p.end()

    def _flag(self, p: QPainter, right: int) -> int:
        width = metrics("figure").horizontalAdvance(self.flag) + px(28)
        box = QRectF(right - width, px(10), width, self.height() - px(20))
        rounded(p, box, 6, colour("accent_soft"), colour("accent_ink"), 2)
        p.save()
        p.setFont(font("figure"))
        p.setPen(colour("ink"))
        p.drawText(box, Qt.AlignmentFlag.AlignCenter, self.flag)
        p.restore()
        return round(right - width - px(14))


class IssueStage(QWidget):
    """Band over lines; a question's list takes the place of the lines until it is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.band, self.lines = Band(), PickView()
        self.list = EntryView("issue.list", height=64, role="tile")
        self._pages = QStackedLayout()
        self._pages.setContentsMargins(1, 1, 1, 1)
        for page in (self.lines, self.list):
            self._pages.addWidget(page)
        self.setLayout(col(self.band, frame(self._pages, kind="card", name="issue.card"), gap=10, stretch=1))
        self.band.hide()

    @property
    def sign(self) -> Sign:
        """What the band says."""
        return self.band.sign

    def tell(self, sign: Sign, ways: Sequence[Way] = ()) -> None:
        """Says something else."""
        self.band.tell(sign, ways)

    def tell_list(self, entries: Sequence[object] | None) -> None:
        """Rows to choose from in place of the lines; None = the lines again."""
        self._pages.setCurrentWidget(self.lines if entries is None else self.list)
        if entries is not None:
            self.list.tell(entries)  # type: ignore[arg-type]
