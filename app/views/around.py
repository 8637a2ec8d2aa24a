"""A room that is a document room with more around it: buttons over the list, tools on the page. Knows no noun."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.core.errors import Refused
from app.core.i18n import tr
from app.core.kind import Kind
from app.core.screen import Field
from app.views.document_page import DocumentPage, Tools
from app.views.document_room import DocumentRoom
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import col
from app.views.kit.room import Room
from app.views.kit.sidesheet import ask_sheet
from app.views.kit.table import Memory
from app.views.records import DeskRecords
from app.views.session import Session

Refuse = Callable[[Exception], None]


class AroundRoom(Room):
    """Passes everything on to its document room; `list_keys` work on the list, `page_keys` on an open document."""

    def __init__(
        self, kind: Kind, session: Session, memory: Memory, more: Sequence[QWidget] = (), tools: Tools | None = None,
        page: type[DocumentPage] = DocumentPage,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName(f"room.{kind.name}")
        self._session = session
        self.base = DocumentRoom(kind, session, memory, tools, more, page)
        self._stack = QStackedLayout()
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.base)
        self.setLayout(self._stack)
        self.base.changed.connect(self.changed)
        self.base.said.connect(self.said.emit)
        self.base.asked.connect(self.asked.emit)

    def list_keys(self) -> Sequence[Key]:
        """Keys of the buttons over the list."""
        return ()

    def page_keys(self) -> Sequence[Key]:
        """Keys of the tools on the page."""
        return ()

    def chosen(self) -> list[Any]:
        """The rows chosen in the list; says so if there are none."""
        found = self.base.listing.table.chosen_ids()
        if not found:
            self.base.messages.say("chosen", "warn", tr("Choose at least one row first."))
        else:
            self.base.messages.drop("chosen")
        return found

    def refused(self, error: Exception) -> None:
        """Says why something was not done, over the list."""
        if isinstance(error, Refused):
            self.base.messages.say("refused", "bad", tr(error.text))

    def ask(
        self, title: str, verb: str, about: str, fields: Sequence[Field],
        act: Callable[[Mapping[str, Any], Callable[[], None], Refuse], None],
    ) -> None:  # fmt: skip
        """A sheet with fields; `act(values, close, refuse)` does it and closes, or shows what is wrong in place."""
        boxes = {
            field.name: FieldBox(field, make_control(field, DeskRecords(self._session), self._session.tasks))
            for field in fields
        }
        for field in fields:
            if field.default is not None:
                boxes[field.name].control.put(field.default)
        holder = QWidget()
        holder.setLayout(col(text(about, "muted", wrap=True), *boxes.values(), None, gap=10))

        def refuse(error: Exception) -> None:
            for problem in error.problems if isinstance(error, Refused) else ():
                if problem.where in boxes:
                    boxes[problem.where].show_problem(problem)
                else:
                    self.refused(error)

        def answer() -> None:
            fine = [box.judge() for box in boxes.values()]  # each says what does not fit; none counts as empty
            if all(fine):
                act({name: box.control.value() for name, box in boxes.items()}, sheet.close_sheet, refuse)

        sheet = ask_sheet(self, title, verb, holder, answer)
        next(iter(boxes.values())).control.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self.base.title()

    def keys(self) -> Sequence[Key]:
        return [*self.base.keys(), *(self.list_keys() if self.base.page is None else self.page_keys())]

    def on_shown(self, argument: object = None) -> None:
        self.base.on_shown(argument)

    def wants_scan(self, code: str) -> bool:
        return self.base.wants_scan(code)

    def shows(self, kind: str, id: Any) -> bool:
        return self._stack.currentWidget() is self.base and self.base.shows(kind, id)

    def regions(self) -> Sequence[QWidget]:
        return self.base.regions()

    def refresh(self) -> None:
        self.base.refresh()

    def unsaved(self) -> str:
        return self.base.unsaved()

    def save(self) -> bool:
        return self.base.save()
