"""A key as it is printed on a keyboard, and its cap on the screen. Knows no room and binds nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.core.i18n import N_, tr

SPOKEN = {
    "Space": N_("Space"), "PgDown": "PgDn", "PgUp": "PgUp", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓",
    "Return": "Enter", "Del": "Del", "Scan": N_("Scan"),
}  # fmt: skip


def spoken(combo: str) -> str:
    """The key as it is printed on a keyboard: "Ctrl+Space" → "Ctrl+空格"."""
    head, _, last = combo.rpartition("+")
    if not last:  # the plus key itself
        return combo
    word = SPOKEN.get(last, last)
    return (f"{head}+" if head else "") + (tr(word) if word in (N_("Space"), N_("Scan")) else word)


class KeyCap(QLabel):
    """A key as a cap."""

    def __init__(self, combo: str) -> None:
        super().__init__(spoken(combo))
        self.setProperty("kind", "keycap")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
