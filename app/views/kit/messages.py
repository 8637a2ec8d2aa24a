"""Message bars and toasts: what is wrong stands in the page with its way out; nothing ever blocks. Knows no room."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.views.kit.buttons import Button, button, icon_button
from app.views.kit.labels import Pic, text
from app.views.kit.layout import clear, frame, row
from app.views.kit.theme import MESSAGE_ICON, family_tokens, motion_ms, px

Grade = Literal["bad", "warn", "wait", "ok", "active"]
ORDER = ("bad", "warn", "wait", "ok", "active")
SHOWN = 2
TROUBLE = "trouble"  # the key of what the world refused: nothing takes it away but who has read it
TOAST_MS, TOAST_WITH_ACTION_MS = 6_000, 10_000


@dataclass(frozen=True)
class Message:
    """A bold fact, its plain consequence and one way out. `active`, `ok` and trouble can be closed."""

    key: str
    grade: Grade
    fact: str
    consequence: str = ""
    action: tuple[str, Callable[[], object]] | None = None


def alert(widget: QWidget) -> None:
    """Tells a screen reader to speak this widget's name now."""
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))


class MessageBar(QFrame):
    """One message, 44 px high; it grows when its words need a second line."""

    closed = Signal(str)

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.setObjectName(f"message.{message.key}")
        self.setProperty("kind", "message")
        self.setProperty("family", message.grade)
        self.setMinimumHeight(px(44))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        ink = family_tokens(message.grade)[0]
        words = text(message.consequence, wrap=True)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        items = row(Pic(MESSAGE_ICON[message.grade], 16, ink), text(message.fact, "strong"), words, gap=10, stretch=2)
        items.setContentsMargins(px(12), px(5), px(8), px(5))
        if message.action:
            label, act = message.action
            items.addWidget(button(label, act=act, object_name=f"message.{message.key}.act"))
        if message.grade in ("active", "ok") or message.key == TROUBLE:
            items.addWidget(icon_button("x", tr("Close"), act=lambda: self.closed.emit(message.key)))
        self.setLayout(items)
        self.setAccessibleName(f"{message.fact} {message.consequence}".strip())


class Messages(QWidget):
    """The messages of a page: bad before warn before information, two at most, then "1 more"."""

    def __init__(self) -> None:
        super().__init__()
        self._messages: dict[str, Message] = {}
        self._all = False
        self._anchor = QWidget(self)  # its turn with Tab is where the bars have theirs; they come and go
        self._anchor.setFixedSize(0, 0)
        self._anchor.setEnabled(False)
        self._anchor.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt orders only after what could have the focus
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def say(
        self, key: str, grade: Grade, fact: str, consequence: str = "",
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> None:  # fmt: skip
        """Shows a message, in place of an earlier one with the same key."""
        self._messages[key] = Message(key, grade, fact, consequence, action)
        self._show()
        bar = self.findChild(MessageBar, f"message.{key}")
        if isinstance(bar, MessageBar):
            alert(bar)

    def drop(self, key: str) -> None:
        """Takes a message away: it is no longer true, or was closed."""
        if self._messages.pop(key, None) is not None:
            self._show()

    def keep_if(self, key: str, facts: Collection[str]) -> None:
        """Takes a message away unless it still says one of these."""
        if key in self._messages and self._messages[key].fact not in facts:
            self.drop(key)

    def drop_all(self) -> None:
        """Takes all messages away."""
        self._messages.clear()
        self._show()

    def said(self) -> tuple[Message, ...]:
        """All messages, the gravest first."""
        return tuple(sorted(self._messages.values(), key=lambda m: ORDER.index(m.grade)))

    def _show(self) -> None:
        clear(self._column)
        messages = self.said()
        shown = messages if self._all else messages[:SHOWN]
        bars = [MessageBar(message) for message in shown]
        for bar in bars:
            bar.closed.connect(self.drop)
            self._column.addWidget(bar)
        if len(messages) > len(shown):
            more = button(tr("{n} more", n=len(messages) - len(shown)), "link", act=self._show_all)
            self._column.addLayout(row(more, None))
        elif len(messages) <= SHOWN:
            self._all = False
        if self.parentWidget() is not None or not messages:  # shown without a parent it would be a window
            self.setVisible(bool(messages))
        # Tab comes to what a message offers where it stands: under the header, before the page
        before = self._anchor
        for made in (made for bar in bars for made in bar.findChildren(Button)):
            self.setTabOrder(before, made)
            before = made

    def _show_all(self) -> None:
        self._all = True
        self._show()


class Toast(QFrame):
    """A short word of success at the bottom left, over the key line. It never takes the focus and tells no error.

    One at a time: a new one takes the place of the old.
    """

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self._home = home
        self.setObjectName("toast")
        self.setProperty("kind", "toast")
        self._words = text("")
        self._action: Button = Button(tr("Undo"), "toast")
        self._act: Callable[[], object] | None = None
        self._action.clicked.connect(self._pressed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setLayout(row(self._words, self._action, gap=16, margins=(16, 8, 12, 8)))
        self.hide()

    def say(self, words: str, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Shows the words for 6 s, with an action (undo of what is truly reversible) for 10 s."""
        self._words.setText(words)
        self._act = action[1] if action else None
        self._action.setVisible(action is not None)
        if action:
            self._action.rename(action[0])
        self.setAccessibleName(words)
        self.adjustSize()
        self.setFixedHeight(max(px(40), self.sizeHint().height()))
        self.show()
        self.raise_()
        self._move_in()
        alert(self)
        self._timer.start(TOAST_WITH_ACTION_MS if action else TOAST_MS)

    def words(self) -> str:
        """What it says, "" when it is gone."""
        return "" if self.isHidden() else self._words.text()

    def place(self) -> None:
        """Goes to its corner; the window calls it when it is resized."""
        self.move(self._corner())

    def _corner(self) -> QPoint:
        left = self._home.property("toast_left") or px(16)
        return QPoint(int(left), self._home.height() - self.height() - px(28 + 12))

    def _move_in(self) -> None:
        corner = self._corner()
        if not motion_ms():
            self.move(corner)
            return
        self._slide.stop()
        self._slide.setDuration(motion_ms())
        self._slide.setStartValue(corner + QPoint(0, px(16)))
        self._slide.setEndValue(corner)
        self._slide.start()

    def _pressed(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act:
            act()


def remark(words: str, grade: Grade = "active") -> QFrame:
    """A boxed remark inside a card or sheet: icon and words in the colours of its grade."""
    ink = family_tokens(grade)[0]
    said = text(words, wrap=True)
    made = frame(row(Pic(MESSAGE_ICON[grade], 16, ink), said, gap=8, margins=(10, 8, 10, 8), stretch=1), kind="remark")
    made.setProperty("family", grade)
    made.setAccessibleName(words)
    return made
