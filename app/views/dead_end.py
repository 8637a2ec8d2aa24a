"""The page that is shown when the shop can't be opened: why, and the ways out, backups among them. It opens nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.views.kit.buttons import button
from app.views.kit.dialogs import restore_backup
from app.views.kit.labels import Pic, text
from app.views.kit.layout import card, col, row
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px


class DeadEnd(QWidget):
    """What is so in one sentence, and buttons: again; with `restore` the last good backup and one from elsewhere."""

    again = Signal()
    restore_wanted = Signal(object, str)  # a backup's file and passphrase

    def __init__(self, words: str, tasks: Tasks, data: Path, *, restore: bool) -> None:
        super().__init__()
        self.setObjectName("deadend")
        self.setProperty("kind", "canvas")
        self._data = data
        buttons = row(button(tr("Try again"), act=self.again.emit, object_name="deadend.again"), gap=8)
        if restore:
            from app.views.restore_sheet import RestoreSheet

            self.back = RestoreSheet(self, tasks, data)
            self.back.wanted.connect(self.restore_wanted)
            said = tr("Restore the last good backup")
            buttons.addWidget(button(said, "primary", act=self.restore, object_name="deadend.restore"))
            said = tr("Restore from a file…")
            buttons.addWidget(button(said, act=self.back.choose, object_name="deadend.choose"))
        buttons.addStretch(1)
        self._said = text("", "body", "bad", wrap=True)
        head = row(Pic("octagon-alert", 20, "bad"), text(tr("The shop can't be opened"), "title"), None)
        box = card(col(head, text(words, wrap=True), self._said, buttons, gap=12, margins=(24, 20, 24, 20)))
        box.setFixedWidth(px(640))
        self.setLayout(row(None, col(None, box, None), None))

    def restore(self) -> None:
        """The newest copy in the shop's folder whose bytes are still those that were examined."""
        from app.services import backups

        newest = backups.last_good(self._data)
        if newest is None:
            self.say(tr("There is no good backup in {folder}.", folder=str(self._data / backups.FOLDER)))
        elif restore_backup(self, newest.name, tr("What was entered after it is lost.")):
            self.restore_wanted.emit(newest, "")

    def say(self, words: str) -> None:
        """What came of a way out that led nowhere."""
        self._said.tell(words)
