"""Asking for a substitute from the counter: which part, why. The technical supervisor allows it, the customer agrees
where grade or price differ (E70); until then nothing is picked of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services.requisitions import substitutes
from app.services.requisitions.bench import BenchLine
from app.services.requisitions.counter import Scanned
from app.views.issue_words import called
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import text
from app.views.kit.layout import col
from app.views.kit.sidesheet import SideSheet, ask_sheet
from app.views.records import DeskRecords
from app.views.scan_stage import Sign

if TYPE_CHECKING:
    from app.views.issue_page import IssuePage

FIELDS = (
    Field("part", N_("Substitute"), "record", record="parts", required=True),
    Field("reason", N_("Why a substitute"), "text", required=True, length=200),
)


class Substituting(QObject):
    """The sheet of one page."""

    def __init__(self, page: IssuePage) -> None:
        super().__init__(page)
        self._page = page
        self.sheet: SideSheet | None = None
        self.boxes: list[FieldBox] = []

    def open(self, line: BenchLine | None, last: Scanned | None) -> None:
        """F7: for the line that is to be fetched; the wrong part just scanned is proposed."""
        page = self._page
        if line is None or self.sheet is not None:
            return
        if last is not None and last.replaces is not None:
            line = page.issuing.line(last.replaces) or line
        records = DeskRecords(page.session)
        self.boxes = [FieldBox(f, make_control(f, records, page.session.tasks), place=f.name) for f in FIELDS]
        if last is not None and last.verdict == "WRONG" and last.part_id is not None:
            self.boxes[0].control.put(last.part_id)
        head = text(tr("In place of {number} {part}", number=line.number, part=called(line)), "section", wrap=True)
        said = text(tr("The technical supervisor allows it; where grade or price differ the customer agrees first."),
                    "caption", wrap=True)  # fmt: skip
        content = col(head, *self.boxes, said, None, gap=12)
        self.sheet = ask_sheet(page, tr("Substitute"), tr("Ask"), content, lambda: self._ask(line))
        self.sheet.closed.connect(self._gone)
        filled = self.boxes[0].control.value() is not None
        self.boxes[1 if filled else 0].control.setFocus()

    def _ask(self, line: BenchLine) -> None:
        fine = [box.demand() for box in self.boxes]  # each says what it misses
        if all(fine):
            part, reason = (box.control.value() for box in self.boxes)
            self._page.session.run(
                substitutes.ask, self._page.slip, line.line_id, part, reason, done=lambda _none: self._asked(line),
                failed=self._refused, owner=self,
            )  # fmt: skip

    def _asked(self, line: BenchLine) -> None:
        if self.sheet is not None:
            self.sheet.close_sheet()
        note = tr("{part} waits for the technical supervisor. Go on with the other lines.", part=called(line))
        self._page.say(Sign("scan_idle", tr("Substitute asked for"), note=note))
        self._page.issuing.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            problem = error.problems[0]
            box = next((b for b in self.boxes if b.field.name == problem.where), self.boxes[0])
            box.show_problem(problem)

    def _gone(self) -> None:
        self.sheet = None
        self._page.listen()
