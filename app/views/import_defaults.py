"""Import: the value that a required field takes in all rows when the file has no column of it. Knows no file.

What the shop has already, units and categories, is offered; another one may be typed. A field of choices only offers.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.core.i18n import tr
from app.core.screen import Choice
from app.services.imports.targets import Target
from app.services.parts.grades import GRADES


class DefaultBox(QComboBox):
    """A list to choose from, which may be typed into unless the field has values of its own."""

    textEdited = Signal(str)

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.setObjectName(f"import.default.{target.name}")
        self.setAccessibleName(tr(target.label))
        self.setEditable(not target.choices)
        line = self.lineEdit()
        if line is not None:
            line.textEdited.connect(self.textEdited)
            line.setObjectName(f"import.default.{target.name}.line")
            line.setAccessibleName(tr(target.label))
        self.activated.connect(lambda _at: self.textEdited.emit(self.text()))
        self.offer([Choice(value, GRADES.get(value) or words[0]) for value, words in target.choices])

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offers these values; what was said before stays."""
        said = self.text()
        self.clear()
        self.addItem("", "")
        for choice in choices:
            self.addItem(tr(choice.label), choice.code)
        self.setText(said)

    def text(self) -> str:
        """The value chosen or typed."""
        at = self.findText(self.currentText())
        return str(self.itemData(at)) if at >= 0 else self.currentText().strip()

    def setText(self, words: str) -> None:
        """Shows a value, also one that is not offered."""
        at = self.findData(words)
        if at < 0:
            self.addItem(words, words)
            at = self.count() - 1
        self.setCurrentIndex(at)
