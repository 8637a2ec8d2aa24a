"""The page that is shown when the shop can't be opened: why, and the ways out. It knows no database."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.views.kit.buttons import button
from app.views.kit.labels import Pic, text
from app.views.kit.layout import card, col, row
from app.views.kit.theme import px


class DeadEnd(QWidget):
    """What is so in one sentence, and buttons: again; with `restore` the last good backup as well."""

    again = Signal()
    restore = Signal()

    def __init__(self, words: str, *, restore: bool) -> None:
        super().__init__()
        self.setObjectName("deadend")
        self.setProperty("kind", "canvas")
        buttons = row(button(tr("Try again"), act=self.again.emit, object_name="deadend.again"), gap=8)
        if restore:
            said = tr("Restore the last good backup")
            buttons.addWidget(button(said, "primary", act=self.restore.emit, object_name="deadend.restore"))
        buttons.addStretch(1)
        self._said = text("", "body", "bad", wrap=True)
        head = row(Pic("octagon-alert", 20, "bad"), text(tr("The shop can't be opened"), "title"), None)
        box = card(col(head, text(words, wrap=True), self._said, buttons, gap=12, margins=(24, 20, 24, 20)))
        box.setFixedWidth(px(640))
        self.setLayout(row(None, col(None, box, None), None))

    def say(self, words: str) -> None:
        """What came of a way out that led nowhere."""
        self._said.tell(words)
