"""Lets the customer sign a check-in on screen: draws the sheet, opens the pad, keeps what is written. No form."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core import i18n
from app.core.errors import Conflict, Refused
from app.core.i18n import tr
from app.printing import SHEETS
from app.services import receptions, sheets, signatures
from app.services.documents import DocumentView
from app.views.kit.tasks import Task
from app.views.session import Session
from app.views.signing_pad import SigningPad

SHEET = "receptions.sheet"


class PadSigning(QObject):
    """One signing of one revision. `ended` carries whether it was signed."""

    ended = Signal(bool)
    refused = Signal(object)

    def __init__(self, home: QObject, session: Session, seen: DocumentView) -> None:
        super().__init__(home)
        self._session, self._seen = session, seen
        self._pdf, self._kept = b"", False
        self.pad: SigningPad | None = None

    def open(self) -> None:
        """Draws what is signed, then shows it."""
        self._session.tasks.run_aside(self._drawn, self._open, self._failed, owner=self)

    def _drawn(self, _task: Task[bytes]) -> bytes:
        actor, desk = self._session.actor, self._session.desk
        return SHEETS[SHEET](desk.run(sheets.issue, actor, self._seen.kind, self._seen.id, SHEET))

    def _open(self, pdf: bytes) -> None:
        self._pdf, values = pdf, self._seen.values
        estimate = values.get("estimate")
        agreed = tr("I agree to what stands on this sheet: what was seen on the car and what is to be done.")
        amount = i18n.money(estimate) if estimate is not None else ""
        self.pad = SigningPad(self._session, pdf, agreed, str(values.get("sender_name") or ""), amount)
        self.pad.signed.connect(self._written)
        self.pad.closed.connect(lambda: self.ended.emit(self._kept))
        self.pad.open_pad()

    def _written(self, name: str, strokes: Any, image: bytes) -> None:
        if self.pad is None:
            return
        written = signatures.Strokes(self.pad.field.width(), self.pad.field.height(), strokes)
        self._session.run(
            receptions.sign, self._seen.id, self._seen.version, name, written, image, self._pdf, done=self._signed,
            failed=self._failed, owner=self,
        )  # fmt: skip

    def _signed(self, _version: int) -> None:
        self._kept = True
        if self.pad is not None:
            self.pad.thank()

    def _failed(self, error: Exception) -> None:
        if self.pad is not None and isinstance(error, Refused) and not isinstance(error, Conflict):
            self.pad.refuse(tr(error.text))
            return
        if self.pad is not None:
            self.pad.drop()
        else:
            self.ended.emit(False)
        self.refused.emit(error)
