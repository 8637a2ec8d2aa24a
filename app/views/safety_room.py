"""Data safety: backups made, sent and put back, the data checked and mended, diagnostics for support. All runs aside.

It shows what the services of backups, doctor and diagnostics say, and knows no table.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core import i18n
from app.core.errors import Refused, Trouble
from app.core.i18n import tr
from app.services import backups, diagnostics, doctor
from app.services.backups import Backup, Replaced, Standing
from app.services.backups.second_place import RECIPIENT_KEY
from app.services.doctor import Finding
from app.services.roles import BACKUP, DIAGNOSE, DOCTOR, TAKE_OUT
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.labels import Pic, section, text
from app.views.kit.layout import clear, col, frame, row, rule, scroll
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.states import Progress
from app.views.kit.table import Memory
from app.views.kit.tasks import Task
from app.views.restore_sheet import RestoreSheet
from app.views.safety_place import PlaceCard
from app.views.second_start import start_on
from app.views.session import Session
from app.views.shop_files_card import ShopFiles

SHOWN, REPLACED_SHOWN = 7, 3
FOUND = {"ok": ("circle-check", "ok"), "warn": ("triangle-alert", "warn"), "bad": ("octagon-alert", "bad")}


class SafetyRoom(Room):
    """Three cards, each for those who may: copies, check, diagnostics."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.safety")
        self._session, self._memory = session, memory
        self._data: Path = session.data or Path()
        self._back = RestoreSheet(self, session.tasks, self._data)
        self._back.wanted.connect(session.restore_wanted)
        self._back.placed.connect(self._placed)
        self._back.refused.connect(self._refused)
        self._place = PlaceCard(self, session, memory, self._data)
        self._place.refused.connect(self._refused)
        self._task: Task[Any] | None = None
        self._copies, self._found, self._saved = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._progress = Progress(tr("Working"), self.cancel)
        self._now = button(
            tr("Back up now"),
            "primary",
            "shield-check",
            key="Ctrl+Enter",
            act=self.back_up,
            object_name="safety.backup",
        )
        self._mend = button(tr("Repair"), "", "wrench", act=partial(self.check, True), object_name="safety.repair")
        self._mend.hide()
        made = (
            (BACKUP, self._backups), (BACKUP, lambda: self._place), (TAKE_OUT, lambda: ShopFiles(session)),
            (DOCTOR, self._doctor), (DIAGNOSE, self._support),
        )  # fmt: skip
        cards = [card for right, card in made if session.may(right)]
        self._now.setVisible(session.may(BACKUP))
        session.backup_told.connect(self._told)
        head = row(text(tr("Data safety"), "title"), None, self._now)
        page = scroll(frame(col(*(make() for make in cards), None, gap=12)), name="safety.page")
        self.setLayout(
            col(head, self.messages, self._progress, page, gap=10, margins=(16, 10, 16, 10), stretch=3)
        )  # fmt: skip

    def _backups(self) -> QWidget:
        where = tr(
            "A verified copy is made every few hours and each time the program closes, if anything was changed. The "
            "copies are in {folder}.",
            folder=str(self._data / backups.FOLDER),
        )
        more = row(
            button(tr("Copy to another place…"), "", "hard-drive", act=self.copy_to, object_name="safety.copy"),
            button(tr("Restore from a file…"), "", "folder-open", act=self._back.choose, object_name="safety.choose"),
            None,
        )  # fmt: skip
        return section(tr("Backups"), col(text(where, "muted", wrap=True), self._copies, more, gap=10))

    def _doctor(self) -> QWidget:
        words = tr("Looks whether everything fits together: stock against its moves, the audit chain, attached files.")
        acts = row(
            button(tr("Check now"), "", "list-checks", act=self.check, object_name="safety.check"), self._mend, None
        )
        return section(tr("Check the data"), col(text(words, "muted", wrap=True), self._found, acts, gap=10))

    def _support(self) -> QWidget:
        words = tr(
            "One file for technical support: versions, settings, the log. Names, phones and plates are blotted out."
        )
        acts = row(
            button(tr("Save diagnostics…"), "", "save", act=self.save_for_support, object_name="safety.diagnose"), None
        )
        return section(tr("For support"), col(text(words, "muted", wrap=True), self._saved, acts, gap=10))

    # --- what the frame asks --------------------------------------------------------------------------------------
    def title(self) -> str:
        return tr("Data safety")

    def keys(self) -> Sequence[Key]:
        return [Key("Ctrl+Enter", tr("Back up now"), self.back_up)] if self._session.may(BACKUP) else []

    def regions(self) -> Sequence[QWidget]:
        return [self._now]

    def on_shown(self, argument: object = None) -> None:
        self.refresh()

    def refresh(self) -> None:
        session, data, place = self._session, self._data, backups.place_of(self._memory.get)
        if session.may(BACKUP):
            self._look()
            if session.store is not None and session.store.file is not None:
                session.tasks.run_aside(
                    lambda _task: backups.standing(session.desk, data, place), self._place.show_standing, owner=self
                )

    def _told(self, told: Standing) -> None:
        """Something was made or sent, or could not be."""
        if self._session.may(BACKUP):
            self._look()
            self._place.show_standing(told)

    def cancel(self) -> None:
        """Stops waiting; what was begun with a file is tidied up by its service."""
        if self._task is not None:
            self._task.cancel()
        self._progress.stop()

    # --- backups --------------------------------------------------------------------------------------------------
    def _look(self) -> None:
        data = self._data
        self._session.tasks.run_aside(
            lambda _task: (backups.list_backups(data), backups.replaced(data)), self._list, owner=self
        )

    def _list(self, both: tuple[Sequence[Backup], Sequence[Replaced]]) -> None:
        found, before = both
        clear(self._copies)
        if not found:
            self._copies.addWidget(text(tr("There is no backup yet."), "body", "warn"))
        for copy in found[:SHOWN]:
            self._copies.addLayout(self._copy_row(copy))
            self._copies.addWidget(rule())
        for one in before[:REPLACED_SHOWN]:
            self._copies.addLayout(self._replaced_row(one))
            self._copies.addWidget(rule())

    def _copy_row(self, copy: Backup) -> Any:
        size = tr("{n} MB", n=f"{copy.size / 1_000_000:,.1f}")
        back = button(
            tr("Restore"), "quiet", "undo-2", act=partial(self.restore, copy.file), object_name="safety.restore",
            name=tr("Restore the backup of {backup}?", backup=i18n.moment(copy.at)),
        )  # fmt: skip
        when, file = text(i18n.moment(copy.at), "strong"), text(copy.file.name, "muted")
        icon, tone = ("shield-alert", "warn") if copy.ahead else ("shield-check", "ok")
        ahead = [text(tr("dated in the future"), "body", "warn")] if copy.ahead else []
        return row(Pic(icon, 16, tone), when, *ahead, text(size, "muted"), file, None, back, gap=12)

    def _replaced_row(self, one: Replaced) -> Any:
        when = i18n.moment(one.at)
        back = button(
            tr("Bring back"), "quiet", "undo-2", act=partial(self.restore, one.file), object_name="safety.take_back",
            name=tr("Bring back the data that was replaced {when}", when=when),
        )  # fmt: skip
        words = text(tr("The data that a backup replaced {when}", when=when), "strong")
        return row(Pic("database", 16, "ink2"), words, text(one.file.name, "muted"), None, back, gap=12)

    def back_up(self) -> None:
        """Into the data folder."""
        self._make(self._data / backups.FOLDER)

    def copy_to(self) -> None:
        """Onto a stick or another disk: a copy beside the data is lost with it."""
        if chosen := QFileDialog.getExistingDirectory(self, tr("Copy to another place…")):
            self.carry(Path(chosen))

    def carry(self, chosen: Path) -> None:
        """A copy of now, with the attached files, sealed if this PC seals."""
        session, data, recipient = self._session, self._data, str(self._memory.get(RECIPIENT_KEY) or "")
        self._run(
            lambda _task: backups.carry(session.desk, session.actor, session.store, data, chosen, recipient).file,
            self._made,
        )

    def _make(self, target: Path) -> None:
        session = self._session
        self._run(lambda _task: backups.make(session.desk, session.actor, session.store, target), self._made)

    def _made(self, file: Path) -> None:
        self._done(tr("The backup is made and verified."), str(file))
        self.refresh()
        self._session.backup_wanted.emit()

    def restore(self, file: Path) -> None:
        """Shows what is in it; then the window leaves the data, and opens it again with the copy in its place."""
        self._back.look(file)

    def _placed(self, folder: Path) -> None:
        words = tr(
            "It is in {folder}. It opens in a window of its own, to look things up; this window and its data stay as "
            "they are.",
            folder=str(folder),
        )
        self._progress.stop()
        self.messages.say(
            "safety", "ok", tr("The backup is in its own folder; the present data was not touched."), words,
            (tr("Open it"), partial(start_on, folder)),
        )  # fmt: skip

    def _refused(self, words: str) -> None:
        self.messages.say("safety", "bad", words)

    # --- check ----------------------------------------------------------------------------------------------------
    def check(self, repair: bool = False) -> None:
        """All checks; with `repair` what is derived is built anew first."""
        session = self._session
        self._run(
            lambda task: doctor.examine(
                session.desk, session.actor, repair=repair, tell=lambda _what, n, of: task.tell(n, of)
            ),
            self._examined,
        )  # fmt: skip

    def _examined(self, found: Sequence[Finding]) -> None:
        self._progress.stop()
        clear(self._found)
        for one in found:
            icon, tone = FOUND[one.severity]
            self._found.addLayout(row(Pic(icon, 16, tone), text(tr(one.text), wrap=True), gap=8, stretch=1))
        self._mend.setVisible(any(f.repairable for f in found))
        if all(f.sound for f in found):
            self._done(tr("The data is sound."), "")
        else:
            words = tr("Press Repair.") if self._mend.isVisible() else tr("Save diagnostics and ask support.")
            self.messages.say("safety", "bad", tr("The check found something that must be looked at."), words)

    # --- diagnostics ----------------------------------------------------------------------------------------------
    def save_for_support(self) -> None:
        """One file, in a folder the user chooses."""
        if chosen := QFileDialog.getExistingDirectory(self, tr("Save diagnostics…")):
            self.diagnose(Path(chosen))

    def diagnose(self, folder: Path) -> None:
        """Writes the file and says where it lies."""
        session, data = self._session, self._data
        self._run(lambda _task: diagnostics.save(session.desk, session.actor, data, folder), self._kept)

    def _kept(self, file: Path) -> None:
        self._done(tr("Diagnostics are saved."), str(file))
        clear(self._saved)
        show = button(tr("Show the folder"), "link", "folder-open", act=partial(_open_folder, file.parent))
        place = text(str(file), wrap=True)
        place.setObjectName("safety.file")
        self._saved.addLayout(row(place, show, gap=12, stretch=0))

    # --- work aside -----------------------------------------------------------------------------------------------
    def _run(self, job: Any, done: Any) -> None:
        self.messages.drop("safety")
        self._progress.start()
        self._task = self._session.tasks.run_aside(job, done, self._failed, owner=self)
        self._task.progressed.connect(self._progress.tell)

    def _done(self, fact: str, more: str) -> None:
        self._progress.stop()
        self.messages.say("safety", "ok", fact, more)

    def _failed(self, error: Exception) -> None:
        self._progress.stop()
        if isinstance(error, (Refused, Trouble)):
            self.messages.say("safety", "bad", tr(error.text))


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
