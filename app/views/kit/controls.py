"""The plain controls of a form: text, long text, figures, yes or no, choices, secrets. They know no record and no form.

Each offers `value()`, `put(value)`, `editable(on)`, `wrong()` (why what stands there does not fit, or None) and the
signals `edited` (the user changed it) and `left` (the focus has gone: the moment to judge).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import Text, tr
from app.core.screen import Choice
from app.views.kit.buttons import Button, DropButton, Switch
from app.views.kit.figures import Figure
from app.views.kit.labels import Words, text
from app.views.kit.layout import col, row
from app.views.kit.picklist import Pick, pick_from
from app.views.kit.scanner import no_input_method
from app.views.kit.theme import dress, px

SEGMENTS = 4


class Control(QWidget):
    """What a form asks of every control. `face` is the widget that has the focus and wears the error border."""

    edited = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.face: QWidget = self

    def value(self) -> Any:
        """The value as it travels (see core/screen.Field), None if empty. Every control says its own."""
        raise TypeError(f"{type(self).__name__} has no value")

    def put(self, value: Any) -> None:
        """Shows a value; says nothing to anybody."""
        raise TypeError(f"{type(self).__name__} takes no {value!r}")

    def editable(self, on: bool) -> None:
        """Off = it shows its value as text."""
        self.setEnabled(on)

    def wrong(self) -> Text | None:
        """Why what stands there is no value of this kind."""
        return None

    def wear(self, state: str) -> None:
        """The border of an error ("bad"), a warning ("warn") or none ("")."""
        if (self.face.property("state") or "") != state:  # looking up the style sheet costs half a millisecond
            dress(self.face, state=state)

    def called(self, name: str, object_name: str) -> None:
        """The label, for screen readers, and the name for tests."""
        self.face.setAccessibleName(name)
        self.face.setObjectName(object_name)

    def described(self, words: str) -> None:
        """The sentence under the field, for screen readers."""
        self.face.setAccessibleDescription(words)

    def _take_face(self, face: QWidget) -> None:
        self.face = face
        self.setFocusProxy(face)
        face.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.face and event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
                self.left.emit()
        return False


class TextControl(Control):
    """One line of text. `code` fields take no input method: scans land there; `secret` shows dots."""

    def __init__(self, *, length: int | None = None, code: bool = False, secret: bool = False) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._was: str | None = None
        if length:
            self._line.setMaxLength(length)
        if code or secret:
            no_input_method(self._line)
        items = row(self._line, gap=4, stretch=0)
        if secret:
            self._line.setEchoMode(QLineEdit.EchoMode.Password)
            self._eye = Button("", "quiet", "eye", name=tr("Show what is typed"), act=self._look)
            items.addWidget(self._eye)
        self.setLayout(items)
        self._take_face(self._line)
        self._line.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> str | None:
        return self._line.text().strip() or None

    def put(self, value: Any) -> None:
        self._line.setText(str(value or ""))
        self._line.setCursorPosition(0)

    def editable(self, on: bool) -> None:
        if self._line.isReadOnly() == on:
            self._line.setReadOnly(not on)
            dress(self._line)

    def _look(self) -> None:
        hidden = self._line.echoMode() == QLineEdit.EchoMode.Password
        self._line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.show_icon("eye-off" if hidden else "eye")


class LongControl(Control):
    """Several lines; Tab leaves it."""

    def __init__(self, *, rows: int = 3) -> None:
        super().__init__()
        self._page = QPlainTextEdit()
        self._page.setTabChangesFocus(True)
        self._page.setFixedHeight(px(22 * rows + 14))
        self.setLayout(row(self._page))
        self._take_face(self._page)
        self._quiet = False
        self._page.textChanged.connect(lambda: None if self._quiet else self.edited.emit())

    def value(self) -> str | None:
        return self._page.toPlainText().strip() or None

    def put(self, value: Any) -> None:
        self._quiet = True
        self._page.setPlainText(str(value or ""))
        self._quiet = False

    def editable(self, on: bool) -> None:
        self._page.setReadOnly(not on)


class FigureControl(Control):
    """A number at the right, ¥ before or a unit after it. ↑↓ change it by one; the wheel does nothing."""

    def __init__(self, figure: Figure, *, unit: str = "") -> None:
        super().__init__()
        self._figure = figure
        self._line = QLineEdit()
        self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        no_input_method(self._line)
        self._unit: Words = text(unit, "muted")
        if not unit:
            self._unit.hide()
        items = row(gap=6)
        self._yuan = text("¥", "muted") if figure.kind in ("money", "price") else None
        if self._yuan is not None:
            items.addWidget(self._yuan)
        items.addWidget(self._line, 1)
        items.addWidget(self._unit if figure.kind != "percent" else text("%", "muted"))
        self.setLayout(items)
        self._take_face(self._line)
        self._line.textEdited.connect(lambda _text: self.edited.emit())
        self.left.connect(self._tidy)

    def unit(self, unit: str, decimals: int) -> None:
        """Follows the part: its unit, its decimals."""
        self._figure = Figure(self._figure.kind, decimals, self._figure.negative)
        self._unit.setText(i18n.unit(unit))
        self._unit.setVisible(bool(unit))

    def value(self) -> int | None:
        try:
            return self._figure.read(self._line.text())
        except Refused:
            return None

    def wrong(self) -> Text | None:
        try:
            self._figure.read(self._line.text())
        except Refused as why:
            return why.text
        return None

    def put(self, value: Any) -> None:
        self._line.setText(self._figure.write(value))
        self._mark()

    def editable(self, on: bool) -> None:
        if self._line.isReadOnly() == on:
            self._line.setReadOnly(not on)
            dress(self._line)
        self._mark()

    def _mark(self) -> None:
        """No ¥ stands alone where nothing can be written."""
        if self._yuan is not None:
            self._yuan.setHidden(self._line.isReadOnly() and not self._line.text())

    def _tidy(self) -> None:
        """Thousands and decimals on leaving."""
        if self.wrong() is None:
            self.put(self.value())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self._line.isReadOnly():
            by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
            if by and not event.modifiers() & Qt.KeyboardModifier.AltModifier and self.wrong() is None:
                self.put(self._figure.step(self.value(), by))
                self.edited.emit()
                return True
        return super().eventFilter(watched, event)


class FlagControl(Control):
    """Yes or no: a box whose whole label is its target."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._box = QCheckBox(label)
        self.setLayout(row(self._box, None))
        self._take_face(self._box)
        self._box.clicked.connect(lambda _on: self.edited.emit())

    def value(self) -> bool:
        return self._box.isChecked()

    def put(self, value: Any) -> None:
        self._box.setChecked(bool(value))

    def editable(self, on: bool) -> None:
        self._box.setEnabled(on)


class ChoiceControl(Control):
    """One of several: up to four stand side by side, more drop down and are narrowed by typing (pinyin too).

    `drops`: long names drop down, however few they are. `offer` gives the values when they come later.
    """

    def __init__(self, choices: Sequence[Choice], *, may_be_empty: bool = True, drops: bool = False) -> None:
        super().__init__()
        self._choices, self._free, self._drops = tuple(choices), may_be_empty, drops
        self._code: str | None = None
        self._name = ""
        self._on = True
        self._segments: dict[str, Button] = {}
        self._drop = DropButton(self.open_list)
        self._drop.setParent(self)
        self._line = row(gap=6)
        self.setLayout(col(self._line, gap=0))
        self._build()
        self.put(None)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Other values."""
        self._choices = tuple(choices)
        self._build()
        self.put(self._code)

    def _build(self) -> None:
        while (item := self._line.takeAt(0)) is not None:
            if (old := item.widget()) is self._drop:
                old.hide()  # it stays a child: Tab comes to its place, whenever the values came
            elif old is not None:
                old.setParent(None)
        self._segments = {}
        if 0 < len(self._choices) <= SEGMENTS and not self._drops:
            for choice in self._choices:
                made = Switch(tr(choice.label), "seg", act=partial(self._pressed, choice.code))
                made.installEventFilter(self)
                self._line.addWidget(made, 1)
                QWidget.setTabOrder(next(reversed(self._segments.values()), self._drop), made)
                self._segments[choice.code] = made
            self._take_face(next(iter(self._segments.values())))
        else:
            self._line.addWidget(self._drop, 1)
            self._drop.show()
            self._take_face(self._drop)

    def called(self, name: str, object_name: str) -> None:
        super().called(name, object_name)
        self._name = name
        self._drop.setAccessibleName(f"{name}: {self._drop.text()}")
        for code, made in self._segments.items():
            made.setObjectName(f"{object_name}.{code}")
            made.setAccessibleName(f"{name}: {made.text()}")

    def value(self) -> str | None:
        return self._code

    def put(self, value: Any) -> None:
        self._code = value or None
        for code, made in self._segments.items():
            made.setChecked(code == self._code)
        label = next((tr(c.label) for c in self._choices if c.code == self._code), self._code or tr("Choose"))
        self._drop.rename(label)
        self._drop.setAccessibleName(f"{self._name}: {label}" if self._name else label)

    def editable(self, on: bool) -> None:
        self._on = on
        self._drop.setEnabled(on)
        for code, made in self._segments.items():
            made.setVisible(on or code == self._code)
            made.setEnabled(on)

    def open_list(self) -> None:
        """F4 or a press: the list."""
        if not self._on or self._segments:
            return
        picks = [Pick(c.code, name=tr(c.label), ticked=c.code == self._code) for c in self._choices]
        if self._free and self._code:
            picks.append(Pick("", name=tr("None of these"), tail=True))
        pick_from(self, picks, self._chosen, under=self._drop)

    def _pressed(self, code: str) -> None:
        self._chosen("" if self._free and code == self._code else code)

    def _chosen(self, code: str) -> None:
        self.put(code)
        self.edited.emit()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self._drop and event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down):
                self.open_list()
                return True
            by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            buttons = list(self._segments.values())
            if by and watched in buttons:
                buttons[(buttons.index(watched) + by) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
