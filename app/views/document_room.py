"""The room of any kind: its list, and one document opened from it. Knows kinds by their cards, no noun."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QStackedLayout, QWidget

from app.core.desk import Changes
from app.core.i18n import tr
from app.core.kind import Kind
from app.core.screen import Choice, ListQuery, Peek
from app.services import documents, today
from app.services.labels import label_sheet
from app.views.document_page import DocumentPage, Tools
from app.views.export import ListExport
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.layout import col
from app.views.kit.listing import Listing
from app.views.kit.room import Room
from app.views.kit.table import Memory
from app.views.label_sheet import offer_labels
from app.views.session import Session, touches


def states_of(kind: Kind) -> dict[str, tuple[str, str]] | None:
    """State code → (label, family), for the state column."""
    return {s.code: (s.label, s.family) for s in kind.workflow.states} if kind.workflow else None


class DocumentRoom(Room):
    """List and document of one kind, built from its card alone; `more` are a hand-made room's buttons over the list,
    `page` its own page of one document."""

    def __init__(
        self, kind: Kind, session: Session, memory: Memory, tools: Tools | None = None, more: Sequence[QWidget] = (),
        page: type[DocumentPage] = DocumentPage,
    ) -> None:  # fmt: skip
        super().__init__()
        self._more, self._page_made = more, page
        self.setObjectName(f"room.{kind.name}")
        self.kind, self._session, self._memory, self._tools = kind, session, memory, tools
        self.export = ListExport(kind, session)
        self.export.written.connect(partial(self.said.emit))
        self.listing = self._make_list()
        self.page: DocumentPage | None = None
        self._stack = QStackedLayout()
        self._stack.addWidget(self.listing)
        holder = QWidget()
        holder.setLayout(self._stack)
        self.setLayout(col(self.messages, self.export, holder, gap=10, margins=(16, 10, 16, 10), stretch=2))
        session.changed.connect(self._commit_seen)

    def _make_list(self) -> Listing:
        kind, session = self.kind, self._session
        spec = today.list_of(kind).seen_by(session.may)
        may_create = kind.creatable and session.may(kind.create or kind.edit)
        export = button(tr("Export"), "", "download", key="Ctrl+E", act=self.export_list, object_name="listing.export")
        made = Listing(
            spec, session.source(kind.name), session.tasks, title=tr(kind.plural), key=f"list.{kind.name}",
            states=states_of(kind), memory=self._memory,
            new=(tr("New {kind}", kind=tr(kind.label).lower()), self.new_document) if may_create else None,
            peek=self._peek if kind.list.peek else None, choices=self._choices,
            more=(*self._more, export, *self._label_button()),
        )  # fmt: skip
        made.opened.connect(self.open_document)
        return made

    def _label_button(self) -> Sequence[QWidget]:
        if label_sheet(self.kind) is None:
            return ()
        return [button(tr("Labels"), "", "tag", key="Ctrl+P", act=self.print_labels, object_name="list.labels")]

    def print_labels(self) -> None:
        """Ctrl+P in the list: labels of all chosen rows."""
        chosen = self.listing.table.chosen_ids() or [self.listing.table.current_id()]
        ids = [id_ for id_ in chosen if id_ is not None]
        if ids:
            offer_labels(self, self._session, self.kind.name, ids)

    def _peek(self, id: Any) -> Peek | None:
        return self._session.desk.ask(documents.peek, self._session.actor, self.kind.name, id)

    def _choices(self, name: str) -> Sequence[Choice]:
        return self._session.desk.ask(documents.filter_choices, self._session.actor, self.kind.name, name)

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        if self.page is not None:
            return self.page.called() or tr(self.kind.label)
        return tr(self.kind.plural)

    def keys(self) -> Sequence[Key]:
        if self.page is not None:
            return self.page.papers.over(self.page.keys())
        labels = [Key("Ctrl+P", tr("Labels"), self.print_labels)] if label_sheet(self.kind) else []
        return [*self.listing.keys(), Key("Ctrl+E", tr("Export"), self.export_list), *labels]

    def on_shown(self, argument: object = None) -> None:
        if isinstance(argument, UUID):
            self.open_document(argument)
        elif isinstance(argument, ListQuery):
            self._drop_page()
            self._stack.setCurrentWidget(self.listing)
            self.listing.show_query(argument)
            self.listing.table.setFocus()
            self.changed.emit()
        elif self.page is None:
            self.listing.refresh()
            self.listing.table.setFocus()

    def wants_scan(self, code: str) -> bool:
        return self.page is not None and self.page.take_scan(code)

    def shows(self, kind: str, id: Any) -> bool:
        """In the list: its row and its peek, even if the filter hides it."""
        if kind != self.kind.name or self.page is not None or self.kind.list.peek is None:
            return False
        self.messages.drop("scanned")
        if not self.listing.peek_at(id):
            clear = (tr("Clear filters"), self.listing.clear)
            self.messages.say(
                "scanned", "active", tr("Not in the current filter"), tr("It stands at the right."), clear
            )
        return True

    def regions(self) -> Sequence[QWidget]:
        return self.page.regions() if self.page is not None else (self.listing.table, self.listing.filter)

    def refresh(self) -> None:
        if self.page is not None:
            self.page.refresh()
        else:
            self.listing.refresh()

    def unsaved(self) -> str:
        return self.page.unsaved() if self.page is not None else ""

    def save(self) -> bool:
        return self.page is None or self.page.save_now()

    def export_list(self) -> None:
        """Ctrl+E: what the list shows, all rows of it, as a spreadsheet."""
        if self.page is None:
            self.export.export(self.listing.query())

    # --- list and page ------------------------------------------------------------------------------------------------
    def new_document(self) -> None:
        """Ctrl+N: an empty form."""
        self._show_page(None)

    def open_document(self, id: Any) -> None:
        """Enter on a row, a scan, a link."""
        self._show_page(id)

    def _show_page(self, id: Any) -> None:
        self._drop_page()
        self.page = self._page_made(self.kind, self._session, id, self._tools)
        self.page.back_wanted.connect(self.close_page)
        self.page.opened.connect(self.asked)
        self.page.changed.connect(self.changed)
        self.page.said.connect(partial(self.said.emit))
        self.page.led.connect(partial(self.asked.emit))
        self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)
        if id is None and self.page.form is not None:
            self.page.form.focus_first()  # put into the stack, a page gives the focus to its first button
        self.changed.emit()

    def _drop_page(self) -> None:
        if self.page is not None:
            self._stack.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None

    def close_page(self) -> None:
        """Back to the list, at the row that was open."""
        self._drop_page()
        self._stack.setCurrentWidget(self.listing)
        self.listing.ask()
        self.listing.table.setFocus()
        self.changed.emit()

    def _commit_seen(self, changes: Changes) -> None:
        if touches(changes, self.kind.list.reads):
            if self.isVisible() and self.page is None:
                self.listing.refresh()
            if self.page is not None:
                self.page.commit_seen(changes)
