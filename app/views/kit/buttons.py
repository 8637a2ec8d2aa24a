"""Buttons: verbs that are pressed by mouse, Space or their own key, never by a stray Enter. Knows no room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from app.views.kit.icons import icon, paint_icon
from app.views.kit.theme import metrics, px

ButtonKind = Literal[
    "", "primary", "quiet", "link", "danger", "view", "seg", "big", "pad", "tile", "rail", "chip", "toast",
    "missing", "drop",
]  # fmt: skip
CHOICES = ("view", "seg")  # made as `Switch`
ICON_SIZE = {"big": 20, "pad": 20}
ICON_TONE = {
    "primary": "on_accent", "danger": "bad", "chip": "accent_ink", "link": "accent_ink", "toast": "surface",
    "missing": "warn",
}  # fmt: skip


class Button(QPushButton):
    """A push button that no Enter reaches: a scanner ends with Enter, so nothing may listen to it.

    `key` is shown in the tooltip ("Ctrl+N"); an icon without a word needs `name`, which is spoken and shown as tooltip.
    """

    def __init__(
        self, label: str = "", kind: ButtonKind = "", icon_name: str = "", *,
        key: str = "", name: str = "", act: Callable[[], object] | None = None, tone: str = "",
    ) -> None:  # fmt: skip
        super().__init__(label)
        if (kind in CHOICES) != isinstance(self, Switch):
            raise TypeError(f"a button of the kind {kind} is a Switch")
        self.setAutoDefault(False)
        self.setDefault(False)
        if kind:
            self.setProperty("kind", kind)
        self._icon, self._kind, self._tone = icon_name, kind, tone
        self._key = key
        self.rename(label, spoken=name)
        self._tint()
        if kind in (*CHOICES, "tile"):
            self.setCheckable(True)
        if act is not None:
            self.clicked.connect(lambda _checked=False: act())

    def rename(self, label: str, *, spoken: str = "") -> None:
        """Gives the button another word; `spoken` names one that shows an icon only."""
        self.setText(f" {label}" if self._icon and label else label)
        self.setAccessibleName(spoken or label)
        hint = f"{spoken or label}  {self._key}" if self._key else spoken
        self.setToolTip(hint)

    def show_icon(self, name: str) -> None:
        """Shows another icon."""
        self._icon = name
        self._tint()

    def refuse(self, why: str) -> None:
        """Off, with the reason as tooltip; "" = on again."""
        self.setEnabled(not why)
        self.setToolTip(why)
        self.setAccessibleDescription(why)

    def _tint(self) -> None:
        if not self._icon:
            return
        tone = self._tone or ICON_TONE.get(self._kind, "ink2")
        if self.isCheckable() and self.isChecked():
            tone = "accent_ink"
        size = ICON_SIZE.get(self._kind, 16)
        self.setIcon(icon(self._icon, tone, size))
        self.setIconSize(QSize(px(size), px(size)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._tint()


class Switch(Button):
    """A tab ("view") or a segment ("seg"): its word is bold when it is chosen.

    The room for that is there before, so that nothing moves. Only these ask Python for their size: a page asks each of
    its buttons many times.
    """

    def sizeHint(self) -> QSize:
        """With room for the bold word; Qt's own smallest size of a button is this one too: a word is never cut."""
        hint = super().sizeHint()
        more = metrics("strong").horizontalAdvance(self.text()) - metrics("body").horizontalAdvance(self.text())
        hint.setWidth(hint.width() + max(0, more))
        return hint


def button(
    label: str, kind: ButtonKind = "", icon_name: str = "", *,
    key: str = "", name: str = "", act: Callable[[], object] | None = None, object_name: str = "",
) -> Button:  # fmt: skip
    """A button with a word, perhaps an icon, its key and what it does."""
    made = (Switch if kind in CHOICES else Button)(label, kind, icon_name, key=key, name=name, act=act)
    if object_name:
        made.setObjectName(object_name)
    return made


def icon_button(icon_name: str, name: str, *, key: str = "", act: Callable[[], object] | None = None) -> Button:
    """A button that shows an icon only; `name` is its tooltip and accessible name."""
    made = Button("", "quiet", icon_name, key=key, name=name, act=act)
    made.setFixedWidth(px(36))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


class DropButton(Button):
    """A button that shows the present choice and drops a list: its word at the left, the arrow at the right."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__("", "drop", act=act)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        p = QPainter(self)
        if self.isEnabled():
            paint_icon(p, self.width() - px(24), (self.height() - px(16)) / 2, "chevron-down", 16, "ink2")
        p.end()
