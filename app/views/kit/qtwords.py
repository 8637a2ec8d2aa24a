"""Qt's own words (file dialogs, the menu of a text field) in the language in force. It knows no word of ours."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QLibraryInfo, QTranslator

from app.core import i18n


@cache
def _chinese() -> QTranslator:
    """Read at the first word that is wanted: a start needs none."""
    words = QTranslator()
    words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return words


class QtWords(QTranslator):
    """Asks for the language at each word, so that a change of language needs no second call. None: as Qt says it.

    Some labels gained a mnemonic after they were translated: those are looked for without it.
    """

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        if i18n.current() != "zh_CN":
            return None
        found = _chinese().translate(context, sourceText, disambiguation, n)
        return found or _chinese().translate(context, sourceText.replace("&", ""), disambiguation, n) or None
