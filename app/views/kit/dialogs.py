"""The only two questions that stop the work: leaving what is not saved, and restoring a backup.

Everything else is said in the page (see messages.py). It knows no room.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QMessageBox, QWidget

from app.core.i18n import tr
from app.views.kit.watch import watch


def _ask(home: QWidget, title: str, words: str, *buttons: tuple[str, QMessageBox.ButtonRole]) -> int:
    box = QMessageBox(home)
    box.setObjectName("dialog")
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(words)
    made = [box.addButton(label, role) for label, role in buttons]
    for one in made:
        one.setAutoDefault(False)
        one.setDefault(False)
    box.setEscapeButton(made[-1])
    made[-1].setFocus()
    with watch().opened():
        box.exec()
    pressed = box.clickedButton()
    return next((i for i, one in enumerate(made) if one is pressed), len(made) - 1)


def leave_unsaved(home: QWidget, what: str) -> Literal["save", "discard", "stay"]:
    """Asks what becomes of unsaved work before its room is left."""
    role = QMessageBox.ButtonRole
    answer = _ask(
        home,
        tr("{what} is not saved.", what=what),
        tr("Save it, or leave and lose the changes?"),
        (tr("Save"), role.AcceptRole),
        (tr("Discard"), role.DestructiveRole),
        (tr("Stay here"), role.RejectRole),
    )
    return "save" if answer == 0 else "discard" if answer == 1 else "stay"


def restore_backup(home: QWidget, backup: str, loses: str) -> bool:
    """Asks before the present data is replaced by a backup. `loses` says what was entered since."""
    role = QMessageBox.ButtonRole
    answer = _ask(
        home,
        tr("Restore the backup of {backup}?", backup=backup),
        tr("{loses} The present data is kept as a copy beside it.", loses=loses),
        (tr("Restore"), role.DestructiveRole),
        (tr("Keep the present data"), role.RejectRole),
    )
    return answer == 0
