"""Keys: what a room's keys are called and do, the line at the foot that tells them, and the overlay that lists all.

While an input method is composing no room key fires. This module knows no room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.views.kit.keycap import KeyCap, spoken
from app.views.kit.labels import Words, text
from app.views.kit.layout import clear, row
from app.views.kit.theme import px
from app.views.kit.watch import one_of, watch


@dataclass(frozen=True)
class Key:
    """One key of a room: `combo` as Qt writes it ("Ctrl+Enter", "F8", "Space"), what it does, and the act.

    Without `act` the key is only told (the widget under the focus handles it itself). `shown` False keeps it out of
    the key line; F1 lists it all the same. `combo` may also be something that is no key: "Scan", "12*".
    """

    combo: str
    what: str
    act: Callable[[], object] | None = None
    shown: bool = True


class Composing(QObject):
    """Knows whether an input method is composing at this moment."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.now = False
        watch().add(self._composed, QInputMethodEvent)
        app.focusChanged.connect(self._left)

    def _composed(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent):
            self.now = bool(event.preeditString())
        return False

    def _left(self) -> None:
        self.now = False


def composing() -> bool:
    """True while an input method holds characters that are not yet text."""
    return QApplication.instance() is not None and one_of(Composing).now


def bind(home: QWidget, keys: Iterable[Key], *, everywhere: bool = False) -> list[QShortcut]:
    """Makes the keys with an act work while the focus is inside `home` (`everywhere`: in its whole window).

    A single letter, digit or Space is refused: in the middle of a scan it would fire. Widgets take those themselves.
    """
    one_of(Composing)
    context = Qt.ShortcutContext.WindowShortcut if everywhere else Qt.ShortcutContext.WidgetWithChildrenShortcut
    made = []
    for key in keys:
        if key.act is None:
            continue
        if len(key.combo) == 1 or key.combo == "Space":
            raise ValueError(f"{key.combo} can't be a shortcut: scanners type it")
        for combo in _both_enters(key.combo):
            shortcut = QShortcut(QKeySequence(combo), home)
            shortcut.setContext(context)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(_unless_composing(key.act))
            shortcut.activatedAmbiguously.connect(partial(_innermost, shortcut.key()))
            made.append(shortcut)
    return made


def unbind(shortcuts: Iterable[QShortcut]) -> None:
    """Takes keys away again. At once, not when Qt gets round to deleting: two of the same key fire neither."""
    for shortcut in shortcuts:
        shortcut.setEnabled(False)
        shortcut.deleteLater()


def _both_enters(combo: str) -> tuple[str, ...]:
    return (combo.replace("Enter", "Return"), combo) if combo.endswith("Enter") else (combo,)


def _innermost(keys: QKeySequence) -> None:
    """A sheet or preview inside a room has some of the room's keys: what lies nearest to the focus gets the key."""
    home = QApplication.focusWidget()
    while home is not None:
        for own in home.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if own.key() == keys and own.isEnabled():
                own.activated.emit()
                return
        home = home.parentWidget()


def _unless_composing(act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        if not composing():
            act()

    return run


class KeyLine(QFrame):
    """The line at the foot: which keys do something here, right now; at the right station and clock.

    Keys that do not fit are left out from the end; F1 stands last and always stays.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("frame.keyline")
        self.setProperty("kind", "keyline")
        self.setFixedHeight(px(28))
        self._keys: tuple[Key, ...] = ()
        self._caps: list[QWidget] = []
        self._shown: object = None  # keys and zoom
        self._line: QHBoxLayout = row(gap=16)
        self._right = text("", "caption")
        self.setLayout(row(self._line, None, self._right, margins=(12, 0, 12, 0)))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def tell(self, keys: Sequence[Key]) -> None:
        """Shows these keys."""
        self._keys = tuple(k for k in keys if k.shown)
        words = [(k.combo, k.what) for k in self._keys], px(100)
        if words == self._shown:  # a room tells its keys with each thing that changes in it
            return
        self._shown = words
        clear(self._line)
        self._caps = []
        for key in self._keys:
            pair = QWidget()
            pair.setLayout(row(KeyCap(key.combo), text(key.what, "caption"), gap=6))
            self._line.addWidget(pair)
            self._caps.append(pair)
        self.setAccessibleName(", ".join(f"{spoken(k.combo)} {k.what}" for k in self._keys))
        self._fit()

    def tell_right(self, words: str) -> None:
        """Shows the words at the right: station, date and time."""
        self._right.setText(words)
        self._fit()

    def told(self) -> tuple[Key, ...]:
        """The keys shown."""
        return self._keys

    def _fit(self) -> None:
        """Leaves out from the last but one until the rest fits."""
        room = self.width() - self._right.sizeHint().width() - px(40)
        widths = [pair.sizeHint().width() + px(16) for pair in self._caps]
        shown = [True] * len(widths)
        for at in range(len(widths) - 2, -1, -1):
            if sum(w for w, on in zip(widths, shown, strict=True) if on) <= room:
                break
            shown[at] = False
        for pair, on in zip(self._caps, shown, strict=True):
            pair.setVisible(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()


def caps(*combos: str) -> list[Words | KeyCap]:
    """Key caps to put beside something."""
    return [KeyCap(combo) for combo in combos]
