"""The second place for backups under Data safety: which folder, how its copies stand, and the passphrase. No table."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core import i18n
from app.core.errors import Problem, Refused
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services import backups
from app.services.backups import Standing
from app.services.backups.second_place import FOLDER_KEY, RECIPIENT_KEY
from app.views.kit.buttons import Button, button
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import Pic, section, text
from app.views.kit.layout import clear, col, row, rule
from app.views.kit.sidesheet import SideSheet
from app.views.kit.table import Memory
from app.views.session import Session

FIELDS = (
    Field("passphrase", N_("Passphrase"), "secret", required=True),
    Field("again", N_("The same once more"), "secret", required=True),
)


class PlaceCard(QWidget):
    """Says where copies go besides, and how that stands; what is chosen here is kept on this PC."""

    refused = Signal(str)
    changed = Signal()

    def __init__(self, home: QWidget, session: Session, memory: Memory, data: Path) -> None:
        super().__init__()
        self._home = home  # the room that the sheet slides over
        self.setObjectName("safety.place")
        self._session, self._memory, self._data = session, memory, data
        self._body = QVBoxLayout()
        self.setLayout(col(section(tr("Second place"), self._body), margins=(0, 0, 0, 0)))
        self.show_standing(None)

    def show_standing(self, told: Standing | None) -> None:
        """How it stands; None: not asked yet. Tab comes to the new buttons where the old ones were."""
        before = self.findChildren(Button)
        self._show(told)
        stops = [*before[-1:], *(one for one in self.findChildren(Button) if one not in before)]
        for one, two in pairwise(stops):
            QWidget.setTabOrder(one, two)

    def _show(self, told: Standing | None) -> None:
        clear(self._body)
        place = backups.place_of(self._memory.get)
        if place is None:
            words = tr(
                "The copies lie on the same drive as the data and go with it. Choose another drive or a share: each "
                "verified copy is sent there too."
            )
            choose = button(
                tr("Choose a second place…"), "", "hard-drive", act=self.choose, object_name="safety.place.choose"
            )
            self._body.addLayout(row(Pic("triangle-alert", 16, "warn"), text(words, wrap=True), gap=8, stretch=1))
            self._body.addLayout(row(choose, None))
            return
        self._body.addLayout(self._state(told))
        if told is None or told.trouble is None:
            self._body.addWidget(text(str(place.folder), "muted", wrap=True))
        else:
            self._body.addWidget(text(tr(told.trouble), "body", "warn" if told.absent else "bad", wrap=True))
        self._body.addLayout(row(
            button(tr("Send now"), "", "upload", act=self._session.backup_wanted.emit, object_name="safety.place.send"),
            button(tr("Another place…"), "", "folder-open", act=self.choose, object_name="safety.place.other"),
            button(tr("Send no more"), "quiet", "", act=self.drop, object_name="safety.place.drop"), None,
        ))  # fmt: skip
        self._body.addWidget(rule())
        self._body.addLayout(self._sealing(bool(place.recipient)))

    def _state(self, told: Standing | None) -> Any:
        if told is None or (told.there is None and told.here is None):
            return row(Pic("hard-drive", 16, "ink2"), text(tr("No copy was sent yet.")), None, gap=8)
        late = told.late_there or told.fails
        if told.there is None:
            words = tr("No copy is there.")
        else:
            words = tr("Newest copy there: {when}", when=i18n.moment(told.there.at, full=False))
        icon, tone = ("shield-alert", "warn") if late else ("shield-check", "ok")
        return row(Pic(icon, 16, tone), text(words, "strong"), None, gap=8)

    def _sealing(self, sealed: bool) -> Any:
        if sealed:
            words = tr("Copies there are encrypted. Whoever restores one needs your passphrase.")
            acts = [
                button(tr("Another passphrase…"), "", "lock", act=self.ask, object_name="safety.passphrase"),
                button(tr("Encrypt no more"), "quiet", "", act=partial(self._seal, None), object_name="safety.open"),
            ]
        else:
            words = tr("Copies there are not encrypted: whoever finds the drive can read them.")
            acts = [button(tr("Set a passphrase…"), "", "lock", act=self.ask, object_name="safety.passphrase")]
        return col(text(words, "muted", wrap=True), row(*acts, None), gap=8)

    # --- choosing -----------------------------------------------------------------------------------------------------
    def choose(self) -> None:
        """Another drive or a share."""
        if chosen := QFileDialog.getExistingDirectory(self, tr("Choose a second place…")):
            self.take(Path(chosen))

    def take(self, chosen: Path) -> None:
        """Marks the folder in a worker (a share may be slow) and keeps it."""
        data, actor = self._data, self._session.actor
        self._session.tasks.run_aside(
            lambda _task: backups.choose(data, actor, chosen), self._taken, self._failed, owner=self
        )

    def _taken(self, folder: Path) -> None:
        self._memory.put(FOLDER_KEY, str(folder))
        self._told()

    def drop(self) -> None:
        """No second place any more; what lies there stays."""
        self._memory.put(FOLDER_KEY, None)
        self._told()

    def _told(self) -> None:
        self.show_standing(None)
        self.changed.emit()
        self._session.backup_wanted.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.refused.emit(tr(error.text))

    # --- passphrase ---------------------------------------------------------------------------------------------------
    def ask(self) -> None:
        """Asks for it twice, after saying what happens when it is lost."""
        sheet = SideSheet(self._home, tr("Passphrase of the copies"), tr("Encrypt from now on"))
        boxes = {f.name: FieldBox(f, make_control(f, None, self._session.tasks)) for f in FIELDS}  # type: ignore[arg-type]
        lost = tr(
            "It is kept nowhere, neither here nor at the second place. If it is lost, nobody can open the encrypted "
            "copies: write it down and keep it away from this PC."
        )
        rest = tr(
            "The copies on this PC stay unencrypted and usable. Copies that were sent before stay as they are until "
            "newer ones replace them."
        )
        sheet.put(text(lost, "body", "warn", wrap=True))
        for box in boxes.values():
            sheet.put(box)
        sheet.put(text(rest, "muted", wrap=True))
        sheet.done.connect(partial(self._set, sheet, boxes))
        sheet.open_sheet(boxes["passphrase"].control)

    def _set(self, sheet: SideSheet, boxes: dict[str, FieldBox]) -> None:
        words, again = (str(boxes[name].control.value() or "") for name in ("passphrase", "again"))
        data, actor = self._data, self._session.actor
        for box in boxes.values():
            box.show_problem(None)

        def done(recipient: str) -> None:
            sheet.close_sheet()
            self._seal(recipient)

        def failed(error: Exception) -> None:
            if isinstance(error, Refused):
                boxes.get(error.where, boxes["passphrase"]).show_problem(Problem(error.where, error.text))

        self._session.tasks.run_aside(
            lambda _task: backups.set_passphrase(data, actor, words, again), done, failed, owner=sheet
        )

    def _seal(self, recipient: str | None) -> None:
        self._memory.put(RECIPIENT_KEY, recipient)
        self._told()
