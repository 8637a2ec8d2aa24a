"""The room of requisitions: for the keeper the slips that wait and the issue room; for all others list and page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.core.screen import ListQuery
from app.services import lookup
from app.services.documents import DocumentView
from app.services.lookup import Hit
from app.services.requisitions import bench
from app.services.requisitions.bench import Bench
from app.services.requisitions.issuing import Handed
from app.services.requisitions.rules import ISSUE, TO_ISSUE
from app.services.requisitions.screens import KIND
from app.views.around import AroundRoom
from app.views.issue_page import IssuePage
from app.views.issue_queue import IssueQueue
from app.views.kit.buttons import Button, button
from app.views.kit.keyline import Key
from app.views.kit.overflow import OverflowRow
from app.views.kit.scanner import Scanner
from app.views.kit.sounds import Sounds
from app.views.kit.table import Memory
from app.views.papers import Papers
from app.views.requisition_acts import tools
from app.views.session import Session

SHEET = "requisitions.slip"


class RequisitionRoom(AroundRoom):
    """List, page and steps as for any document; at the counter the queue of slips and one slip at a time."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        self.session, self._keeper = session, session.may(ISSUE)
        more = [
            button(tr("Slips to issue"), "", "package-minus", key="F9", act=self.show_queue, object_name="issue.go")
        ]
        super().__init__(KIND, session, memory, more if self._keeper else (), tools=self)
        self._scanner, self._sounds = scanner, Sounds(memory, self)
        self.issue: IssuePage | None = None
        everything = button(
            tr("All requisitions"), "", "layout-list", key="F7", act=self.show_list, object_name="issue.all"
        )
        self.queue = IssueQueue(session, [everything])
        self.queue.opened.connect(self.open_slip)
        self.papers = Papers(self.queue, self.queue.column, KIND, session)
        self.papers.closed.connect(self.queue.setFocus)
        self.papers.refused.connect(self.refused)
        self.papers.said.connect(self.said.emit)
        self._stack.addWidget(self.queue)

    # --- what the generic page gets ---------------------------------------------------------------------------------
    def head(self, seen: DocumentView) -> Sequence[QWidget]:
        """The way to the counter, while something may be handed out."""
        if not (self._keeper and seen.state in TO_ISSUE):
            return ()
        start = Button(tr("Issue parts"), "primary", "scan-barcode", key="F9", act=partial(self.open_slip, seen.id))
        start.setObjectName("requisitions.issue")
        return (start,)

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """What is done beside its steps, in a row."""
        found = tools(self, seen)
        if not found:
            return ()
        made = OverflowRow()
        made.show_buttons([button(label, "", icon, act=act, object_name=name) for label, icon, name, act in found])
        return (made,)

    def list_keys(self) -> Sequence[Key]:
        return [Key("F9", tr("Slips to issue"), self.show_queue)] if self._keeper else ()

    def page_keys(self) -> Sequence[Key]:
        page = self.base.page
        if page is None or page.seen is None or not self.head(page.seen):
            return ()
        return [Key("F9", tr("Issue parts"), partial(self.open_slip, page.seen.id))]

    # --- which of the three is in front -------------------------------------------------------------------------------
    def show_queue(self) -> None:
        """The slips that wait."""
        self._drop_issue()
        self.papers.close_preview()
        self._stack.setCurrentWidget(self.queue)
        self.queue.refresh()
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def show_list(self) -> None:
        """F7: all requisitions, as any list."""
        self._drop_issue()
        self._stack.setCurrentWidget(self.base)
        self.base.on_shown(None)
        self.base.listing.table.setFocus()
        self.changed.emit()

    def open_slip(self, id: Any) -> None:
        """The issue room of a slip."""
        self._drop_issue()
        self.papers.close_preview()
        page = self.issue = IssuePage(self._session, self._scanner, id, self._sounds)
        page.closed.connect(self.leave_issue)
        page.changed.connect(self.changed)
        page.handed.connect(self._handed)
        page.scanned_document.connect(self._other)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.come_to_front()
        self.changed.emit()
        if not self._sounds.ready:
            self._sounds.prepare(self._session.tasks)

    def leave_issue(self) -> None:
        """Back to the slips; what is picked stays picked. Not while scans wait for the data file."""
        if self.issue is not None and self.issue.unsaved():
            self.issue.stay()
            return
        self.show_queue()

    def _drop_issue(self) -> None:
        page, self.issue = self.issue, None
        if page is not None:
            page.go_back()
            self._stack.removeWidget(page)
            page.deleteLater()

    def _handed(self, handed: Handed, _way: str) -> None:
        """The parts are out: the slip is printed, the next one is at hand."""
        slip = self.issue.slip if self.issue is not None else None
        rest = tr("{n} lines stay due", n=handed.left) if handed.left else tr("complete")
        self.show_queue()
        self.said.emit(tr("Handed over: {number}, {rest}", number=handed.number, rest=rest), None)
        if slip is not None:
            self.papers.after_step(SHEET, slip, handed.number)

    def _other(self, code: str) -> None:
        """The bar code of another document: a slip opens here, anything else in its own room."""
        self._session.ask(lookup.code, code, done=self._found, owner=self)

    def _found(self, hits: Sequence[Hit]) -> None:
        for hit in hits[:1]:
            if self.issue is None or not self.issue.unsaved():
                self.begun.emit(hit.kind, hit.id)

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        if self.issue is not None and self.issue.issuing.bench is not None:
            return self.issue.issuing.bench.number
        return super().title()

    def keys(self) -> Sequence[Key]:
        if self.issue is not None:
            return [*self.issue.keys(), Key("Alt+Left", tr("Back"), self.leave_issue)]
        if self._stack.currentWidget() is self.queue:
            return [Key("Return", tr("Issue it")), Key("Scan", tr("Open a slip")),
                    Key("F7", tr("All requisitions"), self.show_list)]  # fmt: skip
        return super().keys()

    def help(self) -> str:
        return "issue_room" if self.issue is not None or self._stack.currentWidget() is self.queue else ""

    def on_shown(self, argument: object = None) -> None:
        if self.issue is not None and (argument is None or self.issue.unsaved()):
            self.issue.come_to_front()
        elif argument is None and self._keeper and self.base.page is None:
            self.show_queue()
        else:
            self._open_base(argument)

    def begin(self, id: Any) -> None:
        """Scanned, or chosen on Today: while something may be handed out it is opened at the counter."""
        if self._keeper and not (self.issue is not None and self.issue.unsaved()):
            self._session.ask(bench.bench, id, done=self._arrived, failed=self.refused, owner=self)

    def _arrived(self, found: Bench) -> None:
        if found.state in TO_ISSUE:
            self.open_slip(found.id)

    def _open_base(self, argument: object) -> None:
        self._drop_issue()
        self._stack.setCurrentWidget(self.base)
        if isinstance(argument, UUID | ListQuery | None):
            self.base.on_shown(argument)
        self.changed.emit()

    def on_hidden(self) -> None:
        if self.issue is not None:
            self.issue.go_back()

    def owns_scanner(self) -> bool:
        return self.issue is not None

    def wants_scan(self, code: str) -> bool:
        return self._stack.currentWidget() is self.base and super().wants_scan(code)

    def regions(self) -> Sequence[QWidget]:
        if self.issue is not None:
            return self.issue.regions()
        return (self.queue.view,) if self._stack.currentWidget() is self.queue else super().regions()

    def refresh(self) -> None:
        if self.issue is not None:
            self.issue.issuing.refresh()
        elif self._stack.currentWidget() is self.queue:
            self.queue.refresh()
        else:
            super().refresh()

    def unsaved(self) -> str:
        return self.issue.unsaved() if self.issue is not None else super().unsaved()

    def save(self) -> bool:
        return not self.issue.unsaved() if self.issue is not None else super().save()

    def slim_rail(self) -> bool:
        return self.issue is not None
