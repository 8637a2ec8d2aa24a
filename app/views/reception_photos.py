"""Photos of a check-in: chosen, dropped or pasted, kept in the background, one by one. Knows no form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.clock import Id
from app.core.errors import Trouble, why
from app.core.i18n import tr
from app.services import receptions
from app.views.session import Session

Photo = str | tuple[str, bytes]  # a file's path, or what was pasted: its name and content


class Photos(QObject):
    """`kept` carries the hash of each photo, `refused` why one was not taken."""

    kept = Signal(str)
    refused = Signal(object)

    def __init__(self, home: QWidget, session: Session) -> None:
        super().__init__(home)
        self._home, self._session = home, session

    def choose(self) -> Sequence[str]:
        """Files chosen by hand."""
        names, _ = QFileDialog.getOpenFileNames(self._home, tr("Choose photos"), "", "JPEG, PNG (*.jpg *.jpeg *.png)")
        return names

    def keep(self, photos: Sequence[Photo], reception: Callable[[], Id]) -> None:
        """Keeps them with the check-in."""
        for photo in photos:
            self._session.tasks.run_write(
                partial(self._store, photo, reception()), self.kept.emit, self.refused.emit, owner=self
            )

    def _store(self, photo: Photo, reception: Id) -> str:
        if isinstance(photo, tuple):
            name, content = photo
        else:
            name = Path(photo).name
            try:
                content = Path(photo).read_bytes()
            except OSError as error:
                raise Trouble("{file} can't be read: {why}.", file=name, why=why(error)) from error
        session = self._session
        return session.desk.run_as(session, receptions.add_photo, session.actor, reception, name, content)
