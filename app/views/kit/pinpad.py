"""PIN entry and tiles of people: the dots, the number pad, who it is. It checks nothing and keeps no PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QPointF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.i18n import tr
from app.views.kit.buttons import Button
from app.views.kit.chips import Avatar
from app.views.kit.labels import Pic, text
from app.views.kit.layout import col, grid, row
from app.views.kit.theme import colour, motion_ms, px

MOST, LEAST = 6, 4
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Dots(QWidget):
    """Six places for the PIN: filled ones are dots, never digits. Wrong: they shake once and clear."""

    def __init__(self) -> None:
        super().__init__()
        self._filled = 0
        self.setFixedHeight(px(40))
        self.setMinimumWidth(px(34 * MOST))
        self._shift = 0.0
        self._shake: QVariantAnimation | None = None
        self.tell(0)

    def tell(self, filled: int) -> None:
        """Shows so many filled dots."""
        self._filled = filled
        self.setAccessibleName(tr("PIN, {n} digits entered", n=filled))
        self.update()

    def shake(self) -> None:
        """One short movement, if movement is wanted."""
        if not motion_ms():
            return
        if self._shake is None:  # most PINs are right
            self._shake = QVariantAnimation(self)
            self._shake.setEasingCurve(QEasingCurve.Type.OutCubic)
            self._shake.valueChanged.connect(self._shifted)
        for at, shift in ((0.0, 0.0), (0.2, 9.0), (0.5, -9.0), (0.8, 5.0), (1.0, 0.0)):
            self._shake.setKeyValueAt(at, shift)
        self._shake.setDuration(motion_ms() * 2)
        self._shake.start()

    def _shifted(self, value: float) -> None:
        self._shift = value
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap, radius = px(34), px(7)
        left = self.width() / 2 - gap * (MOST - 1) / 2 + self._shift
        for i in range(MOST):
            on = i < self._filled
            p.setPen(QPen(colour("ink" if on else "edge"), 2))
            p.setBrush(colour("ink") if on else Qt.BrushStyle.NoBrush)
            p.drawEllipse(QPointF(left + i * gap, self.height() / 2), radius, radius)
        p.end()


class PinPad(QWidget):
    """Dots and keys. It takes digits typed anywhere inside it; `entered` carries the PIN, which is then forgotten."""

    entered = Signal(str)
    changed = Signal(int)  # how many digits

    def __init__(self, verb: str = "", *, tall: bool = True) -> None:
        super().__init__()
        self.setObjectName("pin")
        self._digits = ""
        self._on = True
        self.first: Callable[[QKeyEvent], bool] = lambda _event: False  # takes the keys that are not for the pad
        self.dots = Dots()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._keys = [self._key(str(n)) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)]
        wipe = self._pad(Button(tr("Clear"), "pad", act=self.wipe))
        wipe.setProperty("scale", "word")
        back = self._pad(Button("", "pad", "delete", name=tr("Delete the last digit"), act=self.backspace))
        self._keys += [wipe, back]
        k = self._keys
        pad = grid([[k[0], k[1], k[2]], [k[3], k[4], k[5]], [k[6], k[7], k[8]], [wipe, k[9], back]], hgap=8, vgap=8)
        self.enter = Button(verb or tr("Enter"), "primary", key="Enter", act=self.finish)
        self.enter.setObjectName("pin.enter")
        for key in self._keys if not tall else ():
            key.setProperty("low", True)
        if tall:
            self.enter.setProperty("scale", "big")
        self._said = text("", "caption", wrap=True)
        self._said.setMinimumHeight(px(18))
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        entry = col(self.dots, self._said, gap=0)  # what is wrong stands beside what was typed
        self.setLayout(col(entry, pad, self.enter, gap=12 if tall else 8))
        self.setAccessibleName(tr("PIN"))

    def _key(self, digit: str) -> Button:
        made = self._pad(Button(digit, "pad", act=lambda: self.type(digit)))
        made.setObjectName(f"pin.{digit}")
        return made

    def _pad(self, key: Button) -> Button:
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        key.setMinimumWidth(px(72))
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the pad itself has the focus; digits are typed
        return key

    def type(self, digits: str) -> None:
        """Takes digits, as from the keyboard."""
        if not self._on:
            return
        self._digits = (self._digits + digits)[:MOST]
        self._tell()

    def before_scan(self) -> Callable[[], None]:
        """For the scanner: how to forget digits of a badge that slipped in."""
        digits = self._digits

        def put_back() -> None:
            self._digits = digits
            self._tell()

        return put_back

    def only_shows(self, key: str) -> bool:
        """For the scanner: a digit fills a dot and does nothing else."""
        return key.isdigit() and key.isascii()

    def typed(self) -> int:
        """How many digits are in."""
        return len(self._digits)

    def backspace(self) -> None:
        """Takes the last digit back."""
        self._digits = self._digits[:-1]
        self._tell()

    def wipe(self) -> None:
        """Forgets what was typed."""
        self._digits = ""
        self._tell()

    def finish(self) -> None:
        """Hands the PIN over and forgets it; too short says so."""
        if not self._on:
            return
        if len(self._digits) < LEAST:
            self.say(tr("The PIN has {least} to {most} digits.", least=LEAST, most=MOST))
            return
        pin, self._digits = self._digits, ""
        self.entered.emit(pin)

    def wrong(self, why: str) -> None:
        """The PIN was not right: the dots shake once and clear, the sentence says what is left."""
        self.wipe()
        self.dots.shake()
        self.say(why)

    def say(self, words: str, tone: str = "bad") -> None:
        """A sentence under the dots; "" clears it."""
        self._said.tell(words, tone)

    def said(self) -> str:
        """The sentence under the dots."""
        return self._said.text()

    def lock(self, why: str) -> None:
        """Off with a reason; "" = on again."""
        self._on = not why
        for key in (*self._keys, self.enter):
            key.setEnabled(not why)
        self.wipe()
        self.say(why, "warn")

    def _tell(self) -> None:
        self.dots.tell(len(self._digits))
        if self._digits and self.said():
            self.say("")
        self.changed.emit(len(self._digits))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.first(event):
            return
        if self.only_shows(event.text()):
            self.type(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.backspace()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.finish()
        elif event.key() == Qt.Key.Key_Escape and self._digits:
            self.wipe()
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True)
class Person:
    """Who can be chosen on a tile. `find` is what typing filters by (pinyin, initials, login name), lower case.

    `note` is a warning shown instead of the role (an expiring certificate); `barred` the reason why not.
    """

    id: object
    name: str
    role: str
    find: str = ""
    note: str = ""
    barred: str = ""


class UserTile(Button):
    """A person as a tile, 196 × 84. One who may not is shown struck, with the reason."""

    def __init__(self, person: Person, act: Callable[[], object], *, width: int = 196, low: bool = False) -> None:
        super().__init__("", "tile", name=f"{person.name}, {person.barred or person.note or person.role}", act=act)
        self.person = person
        self.setObjectName(f"tile.{person.name}")
        self.setProperty("low", low)  # the style sheet gives the height: 84 px, low 56
        self.setFixedWidth(px(width))
        self.setFixedHeight(px(56 if low else 84))
        below = row(text(person.role, "caption"), None, gap=4)
        if person.barred:
            below = row(Pic("ban", 12), text(person.barred, "caption", wrap=True), gap=4, stretch=1)
        elif person.note:
            below = row(Pic("triangle-alert", 12, "warn"), text(person.note, "caption", "warn"), None, gap=4)
        size = 32 if low else 44
        name = text(person.name, "strong", "struck" if person.barred else "")
        self.setLayout(
            row(Avatar(person.name, size), col(None, name, below, None, gap=2), gap=12, margins=(14, 0, 8, 0))
        )
        for label in self.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if person.barred:
            self.refuse(person.barred)
