"""What a page shows instead of its content: nothing yet, no result, loading, or trouble. Knows no data."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.views.kit.buttons import Button, button
from app.views.kit.labels import Pic, text
from app.views.kit.lamp import ProgressBar
from app.views.kit.layout import col, row
from app.views.kit.paint import rounded
from app.views.kit.theme import colour, px, row_height

QUIET_MS, SLOW_MS, COUNT_MS = 150, 300, 5_000
Action = tuple[str, Callable[[], object]]


class Plain(QWidget):
    """A quiet page: icon, what is so, and the buttons that lead on."""

    def __init__(self, words: str, *actions: Action, icon_name: str = "", tone: str = "ink2", detail: str = "") -> None:
        super().__init__()
        self.buttons = [button(label, act=act) for label, act in actions]
        head = text(words, "strong")
        head.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head.setWordWrap(True)
        items = col(None, gap=12)
        if icon_name:
            items.addLayout(row(None, Pic(icon_name, 32, tone), None))
        items.addWidget(head)
        if detail:
            more = text(detail, "muted", wrap=True)
            more.setAlignment(Qt.AlignmentFlag.AlignCenter)
            items.addWidget(more)
        items.addLayout(row(None, *self.buttons, None))
        items.addStretch(2)
        items.setContentsMargins(px(24), px(16), px(24), px(16))
        self.setLayout(items)
        self.setAccessibleName(f"{words} {detail}".strip())


def empty(words: str, *actions: Action, icon_name: str = "") -> Plain:
    """Nothing here yet: what belongs here and the one button that makes the first."""
    return Plain(words, *actions, icon_name=icon_name)


def no_result(typed: str, clear: Action, new: Action | None = None) -> Plain:
    """Nothing fits the filter."""
    said = tr("Nothing matches “{text}”.", text=typed) if typed else tr("Nothing matches these filters.")
    return Plain(said, clear, *([new] if new else []), icon_name="search")


def trouble(what: str, safe: str, again: Callable[[], object], report: str = "") -> Plain:
    """Something went wrong: what, whether the data is safe, try again, and a text for technical support."""
    actions: list[Action] = [(tr("Try again"), again)]
    if report:
        actions.append((tr("Copy for support"), lambda: QGuiApplication.clipboard().setText(report)))
    return Plain(what, *actions, icon_name="octagon-alert", tone="bad", detail=safe)


class Loading(QWidget):
    """Lies over what is being filled: nothing for 150 ms, then three grey rows."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._seen = False
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self._appear)
        self.setAccessibleName(tr("Loading…"))

    def start(self) -> None:
        """Begins to wait."""
        self._seen = False
        self._cover()
        self.show()
        self._timer.start()

    def stop(self) -> None:
        """What was waited for is here."""
        self._timer.stop()
        self.hide()

    def _appear(self) -> None:
        self._cover()
        self._seen = True
        self.update()

    def _cover(self) -> None:
        if (over := self.parentWidget()) is not None:  # a room that is leaving may be gone before its timer
            self.setGeometry(over.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._seen:
            return
        p = QPainter(self)
        for i, share in enumerate((0.72, 0.58, 0.66)):
            top = px(12) + i * row_height()
            rounded(p, QRectF(px(12), top, self.width() * share, px(12)), 3, colour("line"))
        p.end()


class Progress(QWidget):
    """Work that takes longer: an 8 px bar with words and cancel; shows itself only after 300 ms, counts after 5 s."""

    def __init__(self, what: str, cancel: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.setObjectName("progress")
        self._what, self._done, self._total = what, 0, 0
        self._words, self._bar = text(what), ProgressBar()
        self._cancel = Button(tr("Cancel"), act=cancel)
        if cancel is None:
            self._cancel.hide()
        self.setLayout(row(col(self._words, self._bar, gap=4), self._cancel, gap=12, stretch=0))
        self._late, self._long = QTimer(self), QTimer(self)
        for timer, after, act in ((self._late, SLOW_MS, self.show), (self._long, COUNT_MS, self._say)):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(act)
        self.hide()

    def start(self) -> None:
        """Work begins; nothing is seen of it for 300 ms."""
        self._done = self._total = 0
        self._say()
        self._late.start()
        self._long.start()

    def tell(self, done: int, total: int) -> None:
        """So much is done."""
        self._done, self._total = done, total
        self._bar.tell(done, total)
        self._say()

    def stop(self) -> None:
        """Work has ended."""
        self._late.stop()
        self._long.stop()
        self.hide()

    def _say(self) -> None:
        counted = self._total > 0
        self._words.setText(f"{self._what}  {self._done:,} / {self._total:,}" if counted else self._what)
        self.setAccessibleName(self._words.text())
