"""What needs a search field: choosing a part (F4), settling an unknown code. Side sheets over the page, never modal.

A scan while a sheet is open fills its part field. They know the page, its session and the counts' use-cases.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text, tr
from app.core.screen import Field
from app.services.counts import acts, learning
from app.services.counts.queries import UnknownSpot
from app.services.counts.rules import LEAD
from app.services.parts.workflow import EDIT
from app.views.kit.buttons import Button
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import text
from app.views.kit.layout import col, frame, row
from app.views.kit.picker import RecordControl
from app.views.kit.records import Hit
from app.views.kit.sidesheet import SideSheet, ask_sheet
from app.views.records import DeskRecords
from app.views.scan_snaps import Strip
from app.views.scan_words import time_of

if TYPE_CHECKING:
    from app.views.scan_page import ScanPage

PART = Field("part", N_("Part"), "record", record="parts", required=True)
FIELDS = (
    Field("part", N_("Which part is it?"), "record", record="parts"),
    Field("quantity", N_("Quantity"), "quantity", help=N_("Empty: as it was scanned")),
    Field("keep", N_("Keep the code on the part"), "flag"),
    Field("reason", N_("It is no part of ours: what was it?"), "text", length=200),
)


class Settling:
    """The sheets of one scan page; each gives the focus back to the page when it goes."""

    def __init__(self, page: ScanPage) -> None:
        self._page = page
        self.sheet: SideSheet | None = None
        self.about: int | None = None  # the unknown code that is being settled
        self.strip: Strip | None = None
        self._boxes: dict[str, FieldBox] = {}

    def _open(
        self, title: str, verb: str, fields: tuple[Field, ...], *above: QWidget
    ) -> tuple[dict[str, FieldBox], SideSheet]:
        session = self._page.session
        records = DeskRecords(session)
        self._boxes = {f.name: FieldBox(f, make_control(f, records, session.tasks)) for f in fields}
        holder = QWidget()
        holder.setLayout(col(*above, *self._boxes.values(), None, gap=12))
        self.sheet = sheet = ask_sheet(self._page, title, verb, holder, lambda: None)
        sheet.closed.connect(self._closed)
        self._boxes["part"].control.setFocus(Qt.FocusReason.OtherFocusReason)
        return self._boxes, sheet

    def _closed(self) -> None:
        self.sheet = self.about = self.strip = None
        self._page.back_to_scanning()

    def take_scan(self, code: str) -> bool:
        """While a sheet is open, a scan names the part of its field."""
        if self.sheet is None:
            return False
        session = self._page.session
        job = partial(DeskRecords(session).scanned, code, ("parts",))
        session.tasks.run_read(job, partial(self._scanned, code), owner=self._page, latest="sheet")
        return True

    def _scanned(self, code: str, hit: Hit | None) -> None:
        box = self._boxes["part"]
        if self.sheet is None:
            return
        if hit is not None and isinstance(box.control, RecordControl):
            box.control.take_hit(hit)
        else:
            box.show_problem(Problem("part", Text(N_("Nothing here has the code {code}."), code=code)))

    # --- F4 -------------------------------------------------------------------------------------------------------
    def choose_part(self) -> None:
        """A part by name or number; what is counted of it is asked on the stage."""
        if self.sheet is not None:
            return
        boxes, sheet = self._open(tr("Choose part"), tr("Count it"), (PART,))
        box = boxes["part"]

        def take() -> None:
            if box.demand() and isinstance(box.control, RecordControl) and box.control.hit is not None:
                hit = box.control.hit
                sheet.close_sheet()
                self._page.questions.ask_hit(hit)

        sheet.done.connect(take)

    # --- unknown codes ----------------------------------------------------------------------------------------------
    def settle(self, unknown: UnknownSpot) -> None:
        """Which part it was, or what else it was; bin, time and the good scans around it help to remember."""
        if self.sheet is not None:
            return
        may_edit = self._page.session.may(EDIT)
        fields = tuple(f for f in FIELDS if (f.name != "keep" or may_edit) and (f.name != "reason" or self._may_drop()))
        where = tr("{bin} · {time} · {name}", bin=unknown.bin, time=time_of(unknown.at), name=unknown.by or "–")
        near = tr("Between {before} and {after}", before=unknown.before or "–", after=unknown.after or "–")
        head = text(unknown.code, "title", wrap=True)
        self.about, self.strip = unknown.seq, Strip(self._page.photos, unknown.photos)
        snap = Button(tr("Photo"), "", "camera", key="F9", act=self._page.snaps.choose)
        said = frame(row(text(near, wrap=True), snap, stretch=0))
        boxes, sheet = self._open(
            tr("Unknown code"), tr("Take over"), fields, head, text(where, "muted", wrap=True), said, self.strip
        )
        sheet.done.connect(partial(self._settled, unknown, boxes, sheet))

    def _may_drop(self) -> bool:
        return self._page.session.may(LEAD)

    def _settled(self, unknown: UnknownSpot, boxes: dict[str, FieldBox], sheet: SideSheet) -> None:
        values = {name: box.control.value() for name, box in boxes.items()}
        if not all(box.judge() for box in boxes.values()):
            return
        if values["part"] is None and not values.get("reason"):
            words = Text(N_("Choose the part, or say what it was."))
            boxes["part"].show_problem(Problem("part", words))
            return
        self._page.session.run(
            *self._case(unknown, values), done=partial(self._done, sheet), failed=partial(self._refused, boxes),
            owner=self._page,
            given={"quantity": values["quantity"]} if values["part"] is not None and values["quantity"] else None,
        )  # fmt: skip

    def _case(self, unknown: UnknownSpot, values: dict[str, Any]) -> tuple[Any, ...]:
        count, seq, part = self._page.count_id, unknown.seq, values["part"]
        if part is None:
            return acts.set_aside, count, seq, values["reason"]
        return (learning.attach_and_keep if values.get("keep") else acts.attach), count, seq, part

    def _done(self, sheet: SideSheet, _seq: object) -> None:
        sheet.close_sheet()
        self._page.acts.settled()

    @staticmethod
    def _refused(boxes: dict[str, FieldBox], error: Exception) -> None:
        if isinstance(error, Refused):
            for problem in error.problems:
                place = problem.where if problem.where in boxes else "part"
                boxes[place].show_problem(Problem(place, problem.text))
