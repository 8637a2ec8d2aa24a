"""What a complaint still asks of people: measures and improvement actions, each with its owner and its button."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.core import clock, i18n
from app.core.desk import UseCase
from app.core.i18n import N_, tr
from app.services.complaints import acts, rules
from app.services.documents import DocumentView
from app.views.kit.buttons import Button, button
from app.views.kit.chips import Chip
from app.views.kit.labels import section, text
from app.views.kit.layout import Item, col, row
from app.views.session import Session

HEADS = {"measures": N_("Measures"), "improvements": N_("Improvement actions")}
Line = Mapping[str, Any]


class ActionsCard(QFrame):
    """One list as it is carried out; whoever is responsible says with one press that a line is done."""

    changed = Signal()
    refused = Signal(object)

    def __init__(self, session: Session, document: DocumentView, name: str, handler: Any) -> None:
        super().__init__()
        self._session, self._document, self._name, self._handler = session, document, name, handler
        self.setObjectName(f"complaint.{name}")
        rows = [self._row(line) for line in document.lines.get(name, ())]
        done = sum(line["done_at"] is not None for line in document.lines.get(name, ()))
        count = text(tr("{done} of {n} done", done=done, n=len(rows)), "muted")
        self.setLayout(col(section(tr(HEADS[name]), col(*rows, gap=10), count, None)))

    def _row(self, line: Line) -> Any:
        """What, by whom, until when; at the right its chip or its button."""
        what = text(line.get("measure") or line.get("action") or "", "strong", wrap=True)
        late = line["done_at"] is None and line["due"] is not None and line["due"] < clock.today()
        due = i18n.day(line["due"], full=False) if line["due"] else ""
        words = " · ".join(filter(None, (self._document.names.get(line["owner_id"], ""), due, line.get("note") or "")))
        below: list[Item] = [text(words, "caption_bold" if late else "caption", "bad" if late else "")]
        if late:
            below.append(Chip(tr("Overdue"), "bad"))
        return row(col(what, row(*below, None), gap=2), *self._right(line), gap=10, stretch=0)

    def _right(self, line: Line) -> list[Any]:
        if line["done_at"] is None:
            return self._button(tr("Done"), acts.measure_done if self._name == "measures" else acts.improvement_done,
                                line, self._mine(line))  # fmt: skip
        when = i18n.moment(line["done_at"], full=False)
        if self._name == "measures":
            return [Chip(tr("done {when}", when=when), "ok")]
        if line["verified_at"] is not None:
            who = self._document.names.get(line["verified_by"], "")
            return [Chip(tr("verified by {name}", name=who), "ok")]
        verify = self._session.may(rules.CLOSE) and line["owner_id"] != self._session.actor.user
        return [Chip(tr("done {when}", when=when), "active"), *self._button(tr("It works"), acts.verify, line, verify)]

    def _mine(self, line: Line) -> bool:
        state = self._document.state
        fits = state in (rules.AGREED, rules.IMPLEMENTING) if self._name == "measures" else state not in rules.INTAKE
        return fits and self._session.actor.user in (line["owner_id"], self._handler)

    def _button(self, label: str, case: UseCase[..., Any], line: Line, may: bool) -> list[Button]:
        if not may:
            return []
        made = button(label, "", "check", act=partial(self._do, case, line["id"]),
                      object_name=f"{self._name}.{line['id']}")  # fmt: skip
        return [made]

    def _do(self, case: UseCase[..., Any], id: Any) -> None:
        self._session.run(
            case, id, done=lambda _none: self.changed.emit(), failed=self.refused.emit, owner=self
        )  # fmt: skip
