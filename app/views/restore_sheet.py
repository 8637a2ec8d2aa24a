"""Restoring, from whichever page: the passphrase if it is sealed, what is in the copy, and only then where it goes.

Nothing is touched before the person has seen what the copy holds. It knows no page and puts nothing back itself.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core import i18n
from app.core.errors import Problem, Refused, Trouble
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services import backups
from app.services.backups import Inside, Restored
from app.views.kit.buttons import button
from app.views.kit.dialogs import restore_backup
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import Glance, fact, text
from app.views.kit.layout import clear, col, frame, row, rule
from app.views.kit.sidesheet import SideSheet
from app.views.kit.tasks import Tasks

PASSPHRASE = Field("passphrase", N_("Passphrase"), "secret", required=True)


class RestoreSheet(QObject):
    """One talk about one copy over the page `home`."""

    wanted = Signal(object, str)  # file and passphrase: in place of the live data
    placed = Signal(object)  # the folder of its own that it is in now
    refused = Signal(str)  # why it can't be, when the sheet is gone or was never there

    def __init__(self, home: QWidget, tasks: Tasks, data: Path, *, replaces: bool = True) -> None:
        super().__init__(home)
        self._home, self._tasks, self._data, self._replaces = home, tasks, data, replaces
        self._sheet: SideSheet | None = None
        self._file, self._passphrase = Path(), ""
        self._inside: Inside | None = None
        self._box: FieldBox | None = None
        self._holder = col()

    def choose(self) -> None:
        """A copy that lies elsewhere."""
        kinds = tr("Backups") + " (*.db *.age)"
        chosen, _ = QFileDialog.getOpenFileName(self._home, tr("Restore from a file…"), "", kinds)
        if chosen:
            self.look(Path(chosen))

    def look(self, file: Path) -> None:
        """Opens the sheet; an open copy is read at once, a sealed one asks the passphrase first."""
        self._file, self._inside = file, None
        sealed = backups.is_sealed(file)
        self._sheet = sheet = SideSheet(
            self._home, tr("What is in this backup"), tr("Look inside") if sealed else tr("Restore")
        )
        self._holder = col()
        self._box = self._asked() if sealed else None
        sheet.put(text(str(file), "muted", wrap=True))
        if self._box is not None:
            sheet.put(self._box)
        sheet.put(frame(self._holder))
        sheet.done.connect(self._go)
        sheet.open_sheet(self._box.control if self._box is not None else None)
        if not sealed:
            self._read("")

    def _asked(self) -> FieldBox:
        return FieldBox(PASSPHRASE, make_control(PASSPHRASE, None, self._tasks))  # type: ignore[arg-type]

    def _go(self) -> None:
        if self._inside is not None:
            self._restore()
        elif self._box is not None:
            self._read(str(self._box.control.value() or ""))

    # --- looking ----------------------------------------------------------------------------------------------------
    def _read(self, passphrase: str) -> None:
        if self._sheet is None:
            return
        self._passphrase = passphrase
        self._sheet.verb.setEnabled(False)
        clear(self._holder)
        self._holder.addWidget(text(tr("Reading the backup…"), "muted"))
        file, data = self._file, self._data
        self._tasks.run_aside(
            lambda _task: backups.look_inside(file, data, passphrase), self._looked, self._not_read, owner=self._sheet
        )

    def _not_read(self, error: Exception) -> None:
        clear(self._holder)
        if self._sheet is None or not isinstance(error, (Refused, Trouble)):
            return
        if self._box is not None and isinstance(error, Refused) and error.where == "passphrase":
            self._box.show_problem(Problem("passphrase", error.text))
            self._sheet.verb.setEnabled(True)
            self._box.control.setFocus()
        else:
            self._holder.addWidget(text(tr(error.text), "body", "bad", wrap=True))

    def _looked(self, inside: Inside) -> None:
        if self._sheet is None:
            return
        self._inside = inside
        if self._box is not None:
            self._box.hide()
        clear(self._holder)
        if not inside.newer:
            self._offer()
        self._holder.addLayout(contents(inside))
        if inside.newer:
            words = tr("It was made by a newer version and can't be restored here. Install the newer version.")
            self._holder.insertWidget(0, text(words, "body", "bad", wrap=True))
        if inside.foreign:
            words = tr("This is a backup of another shop: nothing of the books on this PC is in it.")
            self._holder.insertWidget(0, text(words, "body", "warn", wrap=True))

    def _offer(self) -> None:
        if self._sheet is None:
            return
        if self._replaces:
            own = button(tr("Into a folder of its own…"), act=self._own, object_name="restore.own")
            self._holder.addLayout(row(own, None))
        self._sheet.verb.rename(tr("Restore"))
        self._sheet.verb.setEnabled(True)

    # --- restoring --------------------------------------------------------------------------------------------------
    def _restore(self) -> None:
        inside = self._inside
        when = i18n.moment(inside.made_at) if inside and inside.made_at else self._file.name
        if self._replaces and not restore_backup(self._home, when, tr("What was entered after it is lost.")):
            return
        self._close()
        self.wanted.emit(self._file, self._passphrase)

    def _own(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self._home, tr("Choose an empty folder")):
            self.put_into(Path(chosen))

    def put_into(self, folder: Path) -> None:
        """Into a folder of its own; the live data goes on as it is."""
        file, words = self._file, self._passphrase
        self._close()
        self._tasks.run_aside(
            lambda _task: backups.restore(folder, file, words, fresh_folder=True), partial(self._placed, folder),
            self._not_placed, owner=self,
        )  # fmt: skip

    def _placed(self, folder: Path, _done: Restored) -> None:
        self.placed.emit(folder)

    def _not_placed(self, error: Exception) -> None:
        if isinstance(error, (Refused, Trouble)):
            self.refused.emit(tr(error.text))

    def _close(self) -> None:
        if self._sheet is not None:
            self._sheet.close_sheet()
            self._sheet = None


def contents(inside: Inside) -> QVBoxLayout:
    """What a copy holds: when, which version, stations, rows per kind, the last papers."""
    made = i18n.moment(inside.made_at) if inside.made_at else tr("unknown: its manifest is missing")
    last = i18n.moment(inside.last_at) if inside.last_at else "–"
    size = tr("{n} MB", n=f"{inside.size / 1_000_000:,.1f}")
    box = col(
        row(fact(tr("Made"), made), fact(tr("Last entry"), last), None, gap=24),
        row(fact(tr("Program version"), inside.version or "–"), fact(tr("Size"), size), None, gap=24),
        rule(), gap=10,
    )  # fmt: skip
    for code, (n, head) in inside.heads.items():
        box.addWidget(
            text(tr("Station {code}: {n} audit entries, head {head}", code=code, n=n, head=head[:12]), "muted")
        )
    if inside.papers:
        box.addWidget(text(tr("Last papers"), "caption_bold"))
    for paper in inside.papers:
        when = text(i18n.moment(paper.at, full=False), "muted")
        box.addLayout(row(text(paper.number), Glance(tr(paper.kind), "muted"), when, stretch=1))
    box.addWidget(text(tr("Records"), "caption_bold"))
    for label, count in inside.rows:
        box.addLayout(row(text(tr(label)), None, text(f"{count:,}")))
    return box
