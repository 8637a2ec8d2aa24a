"""The tax rates under Settings: what each is for, and the day from which it holds. Knows no document that takes one."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import Refused
from app.core.i18n import tr
from app.services import settings, taxes
from app.views.kit.labels import Words, text
from app.views.kit.layout import col
from app.views.kit.lines import LinesGrid
from app.views.records import DeskRecords
from app.views.session import Session


class TaxCard(QWidget):
    """Lines as in every document; kept as soon as every line is whole, and what does not fit is said below."""

    said = Signal(str, object)

    def __init__(self, session: Session, rates: list[dict[str, Any]]) -> None:
        super().__init__()
        self.setObjectName("settings.taxes")
        self._session, self._kept = session, rates
        self.grid = LinesGrid(taxes.LINES, DeskRecords(session), session.tasks)
        self.grid.load([row | {"from": date.fromisoformat(row["from"])} for row in rates])
        self.grid.edited.connect(self._keep)
        self.grid.removed.connect(lambda words, back: self.said.emit(words, (tr("Undo"), back)))
        self._trouble: Words = text("", "body", "bad", wrap=True)
        self._trouble.hide()
        self.setLayout(col(text(tr(taxes.RATES.help), "caption", wrap=True), self.grid, self._trouble, gap=8))

    def editable(self, on: bool) -> None:
        """Off = the rates are read."""
        self.grid.editable(on)

    def _keep(self) -> None:
        rows = self.grid.rows_.rows()
        if not all(row.get(name) is not None for row in rows for name in ("name", "rate", "from")):
            return
        given = [{"name": row["name"], "rate": row["rate"], "from": row["from"].isoformat()} for row in rows]
        if given != self._kept:
            self._session.run(
                settings.change, taxes.RATES.key, given, done=partial(self._changed, given), failed=self._refused,
                owner=self,
            )  # fmt: skip

    def _changed(self, given: list[dict[str, Any]], _none: Any) -> None:
        self._kept = given
        self._trouble.hide()
        self.said.emit(tr("Saved: {setting}", setting=tr(taxes.RATES.label)), None)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._trouble.tell(tr(error.text), "bad")
            self._trouble.show()
