"""Qt's own words speak the language of the program."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.core import i18n
from app.views.kit.qtwords import speak

ROOT = Path(__file__).parents[2]


def test_the_file_dialog_and_the_menu_of_a_field_follow_the_language(qtbot: QtBot, qapp: QApplication) -> None:
    said = {"zh_CN": ("剪切", "文件名称"), "en": ("Cu&t", "File &name")}
    for language in ("zh_CN", "en", "zh_CN", "en"):
        cut, name = said[language]
        speak(language)
        field, dialog = QLineEdit(), QFileDialog()
        qtbot.addWidget(field)
        qtbot.addWidget(dialog)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        assert i18n.current() == language
        assert any(cut in action.text() for action in field.createStandardContextMenu().actions())
        assert any(name in label.text() for label in dialog.findChildren(QLabel))


def test_qt_is_translated_by_qt() -> None:
    """Never by a translator of ours: Qt's threads would ask it, and wait for the interpreter (see the module)."""
    ours = [
        file for file in (ROOT / "app").rglob("*.py") if re.search(r"class \w+\(.*QTranslator", file.read_text("utf-8"))
    ]
    assert ours == []
