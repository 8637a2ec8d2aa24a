"""Lets the customer sign a sheet on screen: draws it, opens the pad, keeps what is written. Knows no document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.core import i18n
from app.core.desk import UseCase
from app.core.errors import Conflict, Refused
from app.core.i18n import tr
from app.printing import SHEETS
from app.services import sheets, signatures
from app.views.around import AroundRoom
from app.views.kit.tasks import Task
from app.views.session import Session
from app.views.signing_pad import SigningPad


@dataclass(frozen=True)
class Asked:
    """What the customer is asked; `case` keeps his answer: `of`, then name, strokes, image and paper."""

    agreed: str
    name: str
    amount: int | None
    case: UseCase[..., Any]
    of: Mapping[str, Any]


class PadSigning(QObject):
    """One signing of one sheet; `asked` tells from its data what is asked. `ended`: whether it was signed."""

    ended = Signal(bool)
    refused = Signal(object)

    def __init__(
        self, home: QObject, session: Session, kind: str, id: Any, sheet: str, asked: Callable[[Any], Asked]
    ) -> None:  # fmt: skip
        super().__init__(home)
        self._session, self._kind, self._id, self._sheet, self._ask = session, kind, id, sheet, asked
        self._kept = False
        self.pad: SigningPad | None = None

    def open(self) -> None:
        """Draws what is signed, then shows it."""
        self._session.tasks.run_aside(self._drawn, self._open, self._failed, owner=self)

    def drop(self) -> None:
        """The clerk wants something else: a pad that is open goes, nothing is kept."""
        if self.pad is not None:
            self.pad.drop()

    def _drawn(self, _task: Task[Any]) -> tuple[Any, bytes]:
        data = self._session.desk.run(sheets.issue, self._session.actor, self._kind, self._id, self._sheet)
        return data, SHEETS[self._sheet](data)

    def _open(self, drawn: tuple[Any, bytes]) -> None:
        data, self._pdf = drawn
        asked = self._asked = self._ask(data)
        amount = i18n.money(asked.amount) if asked.amount is not None else ""
        self.pad = SigningPad(self._session, self._pdf, asked.agreed, asked.name, amount)
        self.pad.signed.connect(self._written)
        self.pad.closed.connect(self._closed)
        self.destroyed.connect(self.pad.drop)  # the page went: nobody would keep what is written
        self.pad.open_pad()

    def _closed(self) -> None:
        self.ended.emit(self._kept)
        self.deleteLater()

    def _written(self, name: str, strokes: Any, image: bytes) -> None:
        if self.pad is None:
            return
        written = signatures.Strokes(self.pad.field.width(), self.pad.field.height(), strokes)
        given = {**self._asked.of, "name": name, "strokes": written, "image": image, "paper": self._pdf}
        self._session.run(self._asked.case, given=given, done=self._signed, failed=self._failed, owner=self)

    def _signed(self, _answer: object) -> None:
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


class PadRoom(AroundRoom):
    """A room of documents that customers sign on screen."""

    signing: PadSigning | None = None

    def sign_on_pad(self, id: Any, sheet: str, asked: Callable[[Any], Asked]) -> None:
        """The sheet and the field to sign in, on the screen turned to the customer."""
        if self.signing is not None:
            self.signing.drop()  # on a screen of its own for another document: this one is wanted now
        if self.signing is None:  # else it is just being drawn
            self.signing = PadSigning(self, self._session, self.base.kind.name, id, sheet, asked)
            self.signing.refused.connect(self.refused)
            self.signing.ended.connect(self._pad_closed)
            self.signing.open()

    def _pad_closed(self, signed: bool) -> None:
        self.signing = None
        if self.base.page is not None:
            self.base.page.setFocus(Qt.FocusReason.OtherFocusReason)
        if signed:
            self.said.emit(tr("Signed"), None)
            self.base.refresh()
