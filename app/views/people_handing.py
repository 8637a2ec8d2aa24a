"""The sheet that hands a person's open work to others, before he is disabled or after (E92). Knows no document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

from PySide6.QtWidgets import QLayout

from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.core.kind import Task
from app.core.screen import Field
from app.services import people
from app.services.documents import DocumentView
from app.services.people import OpenTask
from app.views.kit.controls import FlagControl
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import text
from app.views.kit.layout import clear, col, frame, row
from app.views.kit.room import Room
from app.views.kit.sidesheet import SideSheet
from app.views.kit.theme import px
from app.views.records import DeskRecords
from app.views.session import Session

OPEN_WORK = "open_work"  # where a refusal points that asks for this sheet
TO = Field("to", N_("Goes to"), "record", record="people", required=True)


class HandingSheet(SideSheet):
    """All open tasks, ticked; what stays ticked goes to the person chosen. `free` is called when none is left.

    What is of another station's books stands below, without a tick: it is handed over there.
    """

    def __init__(
        self, home: Room, seen: DocumentView, session: Session, free: Callable[[DocumentView], object], words: str
    ) -> None:  # fmt: skip
        super().__init__(home, tr("Open work of {name}", name=seen.title), tr("Hand over"))
        self._seen, self._session, self._free = seen, session, free
        self.to = FieldBox(TO, make_control(TO, DeskRecords(session), session.tasks))
        self.flags: dict[tuple[str, Id], FlagControl] = {}
        self._said = text("", "body", "bad", wrap=True)
        self._list = col(gap=6)
        self.put(text(words, wrap=True))
        for item in (self.to, self._said, frame(self._list)):
            self.put(item)
        self.done.connect(self._send)

    def read(self) -> None:
        """Asks what is open, then shows itself."""
        self._session.ask(people.open_work, self._seen.id, done=self._show, owner=self)

    def said(self) -> str:
        """What stands in the way of handing over, beside the person."""
        return self._said.text()

    def _show(self, tasks: Sequence[OpenTask]) -> None:
        clear(self._list)
        self.flags = {}
        for label, own in groupby((one for one in tasks if not one.far), lambda one: one.label):
            self._list.addLayout(self._sort(tr(label), list(own)))
        far = sorted((one.task for one in tasks if one.far), key=lambda task: task.station)
        for station, theirs in groupby(far, lambda task: task.station):
            self._list.addLayout(_elsewhere(station, list(theirs)))
        if not tasks:
            self._list.addWidget(text(tr("Nothing waits for {name}.", name=self._seen.title), "muted", wrap=True))
        if self.isHidden():
            self.open_sheet(self.to.control)

    def _sort(self, label: str, tasks: Sequence[OpenTask]) -> QLayout:
        """Tasks of one sort; the tick over them is for all."""
        every, lines = FlagControl(tr("{sort}: {n}", sort=label, n=len(tasks))), col(gap=6)
        flags: list[FlagControl] = []
        every.called(label, f"all.{tasks[0].charge}")
        every.put(True)
        for one in tasks:
            flag = FlagControl(one.task.number)
            flag.called(one.task.number, f"task.{len(self.flags)}")
            flag.put(True)
            self.flags[one.charge, one.task.id] = flag
            flags.append(flag)
            lines.addLayout(row(flag, text(one.task.what, "muted", wrap=True), gap=8, stretch=1))
        every.edited.connect(partial(_tick, every, flags))
        lines.setContentsMargins(px(24), 0, 0, px(8))
        return col(every, lines, gap=4)

    def _send(self) -> None:
        if not self.to.demand():
            return
        to, chosen = self.to.control.value(), [key for key, flag in self.flags.items() if flag.value()]
        self._session.run(
            people.hand_over, self._seen.id, to, chosen, done=self._handed, failed=self._failed, owner=self
        )  # fmt: skip

    def _handed(self, left: int) -> None:
        self._said.tell("")
        self.to.show_problem(None)
        if left:
            self.to.control.put(None)
            self.read()
            return
        self.close_sheet()
        self._free(self._seen)

    def _failed(self, error: Exception) -> None:
        problem = error.problems[0] if isinstance(error, Refused) else None
        at_person = problem is not None and problem.where == "to"
        self.to.show_problem(problem if at_person else None)
        self._said.tell("" if at_person or problem is None else tr(problem.text), "bad")


def _elsewhere(station: str, tasks: Sequence[Task]) -> QLayout:
    """What station `station` hands over."""
    lines = [row(text(one.number), text(one.what, "muted", wrap=True), gap=8, stretch=1) for one in tasks]
    words = tr("Station {station} hands over its own: {n}", station=station, n=len(tasks))
    return col(text(words, "section", wrap=True), *lines, gap=4)


def _tick(every: FlagControl, flags: Sequence[FlagControl]) -> None:
    for flag in flags:
        flag.put(every.value())
