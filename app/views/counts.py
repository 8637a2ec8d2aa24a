"""The counting room: the generic list and page of counts, the scan room, and the differences with cause and treatment.

Built from kit parts and the generic room; it knows the counts' use-cases and no database.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QWidget

from app.core.errors import Refused, Trouble
from app.core.i18n import tr
from app.printing import WORKBOOKS, saving
from app.services import sheets
from app.services.counts import findings, queries, rules
from app.services.counts.screens import KIND
from app.services.documents import DocumentView
from app.views.counts_collector import CollectorPage
from app.views.counts_cycle import CyclePage
from app.views.counts_differences import Differences
from app.views.counts_kept_open import KeptOpenPage
from app.views.counts_paper import PaperPage
from app.views.counts_statistics import StatisticsPage
from app.views.counts_team import ask_member, may_add
from app.views.document_room import DocumentRoom
from app.views.kit.buttons import Button, button
from app.views.kit.keyline import Key
from app.views.kit.layout import frame, row
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.sounds import Sounds
from app.views.kit.table import Memory
from app.views.kit.theme import px
from app.views.scan_page import ScanPage
from app.views.session import Session

COUNTED_IN = ("counting", "recount")
KEPT_OPEN = "kept_open"  # the page a notice of it opens
Aside = CyclePage | KeptOpenPage | PaperPage | CollectorPage | StatisticsPage


class CountingRoom(Room):
    """List, plan and steps as for any document; counting itself in the scan page."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.counts")
        self._session, self._scanner = session, scanner
        self._sounds = Sounds(memory, self)
        self.base = DocumentRoom(KIND, session, memory, self, self._over_list())
        self.aside: Aside | None = None
        self.scan: ScanPage | None = None
        self._stack = QStackedLayout()
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.base)
        self.setLayout(self._stack)
        self.base.changed.connect(self.changed)
        self.base.said.connect(self.said.emit)
        self.base.asked.connect(self.asked.emit)

    def _over_list(self) -> Sequence[QWidget]:
        """What stands above the list besides "New": pages of all counts, for those who plan them."""
        found = []
        if self._judges():
            act = self.show_statistics
            found.append(button(tr("Statistics"), "", "chart-column", key="F8", act=act, object_name="counts.charts"))
            act = self.show_kept_open
            found.append(button(tr("Kept open"), "", "hourglass", key="F9", act=act, object_name="counts.kept_open"))
        if self._plans():
            act = self.show_due
            found.append(button(tr("Cycle counts due"), "", "list-checks", key="F7", act=act, object_name="counts.due"))
        return found

    def _plans(self) -> bool:
        return self._session.may(rules.PLAN) and self._session.may(rules.EDIT)

    # --- pages beside the list ----------------------------------------------------------------------------------------
    def show_due(self) -> None:
        """F7 on the list: what is due for a cycle count."""
        page = CyclePage(self._session)
        page.drafted.connect(self._drafted)
        page.said.connect(self.said.emit)
        self._show_aside(page)

    def show_statistics(self) -> None:
        """F8 on the list: charts over all counts."""
        self._show_aside(StatisticsPage(self._session))

    def show_kept_open(self) -> None:
        """F9 on the list: differences that are still to be cleared up."""
        page = KeptOpenPage(self._session)
        page.said.connect(self.said.emit)
        self._show_aside(page)

    def enter_sheet(self, code: str = "") -> None:
        """F7 on a running count: sheets that came back."""
        page = PaperPage(self._session, code)
        page.said.connect(self.said.emit)
        page.changed.connect(self.changed)
        self._show_aside(page)

    def load_file(self, seen: DocumentView) -> None:
        """F8 on a running count: what a data collector brought."""
        page = CollectorPage(self._session, seen)
        page.said.connect(self.said.emit)
        self._show_aside(page)

    def _show_aside(self, page: Aside) -> None:
        self._drop_aside()
        self.aside = page
        page.left.connect(self.leave_aside)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def leave_aside(self) -> None:
        """Back to what was there before."""
        self._drop_aside()
        self._stack.setCurrentWidget(self.base)
        self.base.refresh()
        (self.base.page or self.base.listing.table).setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop_aside(self) -> None:
        if self.aside is not None:
            self._stack.removeWidget(self.aside)
            self.aside.deleteLater()
            self.aside = None

    def _drafted(self, made: Sequence[Any]) -> None:
        self.leave_aside()
        if len(made) == 1:
            self.base.open_document(made[0])

    # --- what the generic page gets ---------------------------------------------------------------------------------
    def head(self, seen: DocumentView) -> Sequence[QWidget]:
        """The way to the scan room, while the count runs."""
        if self._explained_to(seen):
            act = partial(self.ask_workbook, seen)
            return (button(tr("Excel file"), "", "download", key="Ctrl+E", act=act, object_name="counts.workbook"),)
        if not self._counted_now(seen):
            return ()
        start = Button(tr("Count"), "", "scan-barcode", key="F9", act=partial(self.count, seen.id))
        start.setObjectName("counts.count")
        paper = button(tr("Enter a sheet"), "", "pen-line", key="F7", act=self.enter_sheet, object_name="counts.paper")
        file = button(
            tr("Collector's file"), "", "upload", key="F8", act=partial(self.load_file, seen), object_name="counts.file"
        )
        return (paper, file, start)

    def add_member(self, seen: DocumentView) -> None:
        """F2 on a running count: its leader takes another person into the team."""
        ask_member(self, self._session, seen.id, self._joined)

    def _joined(self, name: str) -> None:
        self.said.emit(tr("{name} is in the team now.", name=name), None)
        self.base.refresh()

    def _explained_to(self, seen: DocumentView) -> bool:
        """From the analysis on, to those who analyse or approve."""
        return self._judges() and seen.state in findings.SHOWN

    def _judges(self) -> bool:
        return any(self._session.may(p) for p in (rules.ANALYSE, rules.APPROVE, rules.APPROVE_ANNUAL))

    def ask_workbook(self, seen: DocumentView) -> None:
        """Ctrl+E: asks where the report goes as a workbook."""
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as workbook"), f"{seen.called}.xlsx", "Excel (*.xlsx)")
        if chosen:
            self.write_workbook(seen, Path(chosen))

    def write_workbook(self, seen: DocumentView, file: Path) -> None:
        """Writes the report as a workbook, in a worker."""
        desk, actor = self._session.desk, self._session.actor

        def draw(_task: object) -> Path:
            saving.check(file)
            data = WORKBOOKS["counts.report"](desk.run(sheets.issue, actor, "counts", seen.id, "counts.report"))
            saving.save(file, data)
            return file

        self._session.tasks.run_aside(draw, self._workbook_written, self._trouble, owner=self)

    def _workbook_written(self, file: Path) -> None:
        self.said.emit(tr("Saved: {file}", file=str(file)), None)

    def _trouble(self, error: Exception) -> None:
        if isinstance(error, (Refused, Trouble)):
            self.base.messages.say("workbook", "bad", tr(error.text))

    def _counted_now(self, seen: DocumentView) -> bool:
        return seen.state in COUNTED_IN and self._session.may(rules.COUNT)

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """While it runs: the leader's way to a larger team. From the analysis on: the differences; till then blind."""
        if may_add(self._session, seen):
            act = partial(self.add_member, seen)
            team = button(tr("Add to the team"), "", "users", key="F2", act=act, object_name="counts.team")
            return (frame(row(team, None)),)
        if self._explained_to(seen):
            differences = Differences(self._session, seen)
            differences.explained.connect(self.base.refresh)
            return (differences,)
        return ()

    def treat(self) -> None:
        """F2: cause and treatment of the chosen differences, of all if none is chosen."""
        shown = [d for d in self.base.findChildren(Differences) if d.isVisible()]
        if shown:
            shown[-1].treat()

    def count(self, id: Any) -> None:
        """Opens the scan room of a count."""
        self._drop_scan()
        self.scan = ScanPage(self._session, self._scanner, id, self._sounds)
        self.scan.closed.connect(self.leave_scan)
        self.scan.changed.connect(self.changed)
        self.scan.layout().setContentsMargins(px(16), px(10), px(16), px(10))  # type: ignore[union-attr]
        self._stack.addWidget(self.scan)
        self._stack.setCurrentWidget(self.scan)
        self.scan.come_to_front()
        self.changed.emit()
        if not self._sounds.ready:
            self._sounds.prepare(self._session.tasks)

    def leave_scan(self) -> None:
        """Back to the count's page; not while scans wait for the data file."""
        if self.scan is not None and self.scan.unsaved():
            self.scan.stay()
            return
        self._drop_scan()
        self._stack.setCurrentWidget(self.base)
        self.base.refresh()
        (self.base.page or self.base.listing.table).setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop_scan(self) -> None:
        if self.scan is not None:
            self.scan.go_back()
            self._stack.removeWidget(self.scan)
            self.scan.deleteLater()
            self.scan = None

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self.base.title()

    def keys(self) -> Sequence[Key]:
        if self.scan is not None:
            return [*self.scan.keys(), Key("Alt+Left", tr("Back"), self.leave_scan)]
        if self.aside is not None:
            return self.aside.keys()
        page = self.base.page
        seen = page.seen if page is not None else None
        extra = []
        if seen and self._explained_to(seen):
            extra = [Key("Ctrl+E", tr("Excel file"), partial(self.ask_workbook, seen))]
        if seen and seen.state == "analysis" and self._session.may(rules.ANALYSE):
            extra.append(Key("F2", tr("Cause and treatment"), self.treat))
        if seen and self._counted_now(seen):
            extra = [
                Key("F7", tr("Enter a sheet"), self.enter_sheet),
                Key("F8", tr("Collector's file"), partial(self.load_file, seen)),
                Key("F9", tr("Count"), partial(self.count, seen.id)),
            ]
        if seen and may_add(self._session, seen):
            extra.insert(0, Key("F2", tr("Add to the team"), partial(self.add_member, seen)))
        if page is None and self._plans():
            extra.append(Key("F7", tr("Cycle counts due"), self.show_due))
        if page is None and self._judges():
            extra.append(Key("F8", tr("Statistics"), self.show_statistics))
            extra.append(Key("F9", tr("Kept open"), self.show_kept_open))
        return [*self.base.keys(), *extra]

    def help(self) -> str:
        return "scan_room" if self.scan is not None else ""

    def on_shown(self, argument: object = None) -> None:
        if self.scan is not None and argument is None:
            self.scan.come_to_front()
            return
        if self.aside is not None and argument is None:
            self.aside.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self.scan is not None and self.scan.unsaved():
            self.scan.stay()
            self.scan.come_to_front()
            return
        self._drop_scan()
        self._drop_aside()
        self._stack.setCurrentWidget(self.base)
        self.base.on_shown(argument)
        if argument == KEPT_OPEN and self._judges():
            self.show_kept_open()

    def on_hidden(self) -> None:
        if self.scan is not None:
            self.scan.go_back()

    def owns_scanner(self) -> bool:
        return self.scan is not None

    def wants_scan(self, code: str) -> bool:
        """A bin label scanned in this room opens the count that is counting it, a sheet's bar code its typing in."""
        if isinstance(self.aside, PaperPage):
            return self.aside.take_scan(code)
        if "/" in code and code.upper().startswith("SC-") and self._session.may(rules.COUNT):
            self.enter_sheet(code)
            return True
        if self.base.wants_scan(code):
            return True
        self._session.ask(queries.open_places, done=partial(self._to_place, code), owner=self)
        return True

    def _to_place(self, code: str, places: Sequence[tuple[Any, str, Any]]) -> None:
        """To the count of that bin; never behind another room, where nobody would see what is counted."""
        count = next((count for _bin, name, count in places if name == code.strip().upper()), None)
        if count is None or not self.isVisible():  # who has left the room meanwhile has scanned all the same
            self.passed_on.emit(code)
        else:
            self.count(count)

    def regions(self) -> Sequence[QWidget]:
        if self.scan is not None:
            return self.scan.regions()
        return (self.aside,) if self.aside is not None else self.base.regions()

    def refresh(self) -> None:
        (self.scan or self.aside or self.base).refresh()

    def unsaved(self) -> str:
        page = self.scan or self.aside
        if isinstance(page, ScanPage | PaperPage):
            return page.unsaved()
        return self.base.unsaved() if page is None else ""

    def save(self) -> bool:
        if isinstance(self.aside, PaperPage):
            self.aside.keep()
            return False
        return not self.scan.unsaved() if self.scan is not None else self.base.save()

    def slim_rail(self) -> bool:
        return self.scan is not None
