"""Qt's own words (file dialogs, the menu of a text field) in the language of the program. It knows no word of ours.

A translator written in Python would be asked by Qt's own threads too, while they load a library and hold the loader's
lock: whoever holds the interpreter's lock and loads another one then waits for ever.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from app.core import i18n


@cache
def _chinese() -> QTranslator:
    words = QTranslator()
    words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return words


def speak(language: str) -> None:
    """The program goes on in this language, and Qt with it."""
    i18n.use(language)
    app = QCoreApplication.instance()
    if app is not None:
        app.removeTranslator(_chinese())
        if i18n.current() == "zh_CN":
            app.installTranslator(_chinese())
