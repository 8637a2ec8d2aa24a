"""Qt's own words speak the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.core import i18n
from app.views.kit.qtwords import QtWords


def test_the_file_dialog_and_the_menu_of_a_field_follow_the_language(qtbot: QtBot, qapp: QApplication) -> None:
    owner = QObject()
    words = QtWords(owner)
    qapp.installTranslator(words)
    try:
        for language, cut, look_in in (("zh_CN", "剪切", "查找范围"), ("en", "Cu&t", "Look in")):
            i18n.use(language)
            field, dialog = QLineEdit(), QFileDialog()
            qtbot.addWidget(field)
            qtbot.addWidget(dialog)
            dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
            assert any(cut in action.text() for action in field.createStandardContextMenu().actions())
            assert any(look_in in label.text() for label in dialog.findChildren(QLabel))
    finally:
        qapp.removeTranslator(words)
