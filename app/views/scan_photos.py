"""Photos of parts for the stage: read and decoded in a worker, kept small in memory. Painting never waits for one."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.services.counts import floor
from app.views.kit.images import within
from app.views.kit.theme import px
from app.views.session import Session

SIDE, KEPT = 176, 64


class Photos(QObject):
    """Pictures by the hash of their file."""

    arrived = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._kept: OrderedDict[str, QImage | None] = OrderedDict()

    def get(self, sha: str) -> QImage | None:
        """The picture if it is here; else it is fetched, and `arrived` tells when."""
        if sha in self._kept:
            return self._kept[sha]
        self._kept[sha] = None  # asked for
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        job = partial(self._read, sha, px(SIDE) * 2)
        self._session.tasks.run_read(job, partial(self._got, sha), lambda _error: None, owner=self)
        return None

    def _read(self, sha: str, side: int) -> QImage | None:
        """In a worker."""
        found = self._session.desk.ask(floor.photo, self._session.actor, sha)
        picture = within(found, side, side) if found else QImage()
        return None if picture.isNull() else picture

    def _got(self, sha: str, picture: QImage | None) -> None:
        self._kept[sha] = picture
        if picture is not None:
            self.arrived.emit(sha)
