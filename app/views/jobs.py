"""The technician's view: my jobs, started and stopped by the job card's codes. Knows the use-cases, no database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.desk import Changes
from app.core.errors import Refused
from app.core.i18n import moment, quantity, tr
from app.services import documents
from app.services.vehicles import shown
from app.services.work_orders import board, checking, times
from app.services.work_orders.board import Job
from app.services.work_orders.rules import DONE, KIND_NAME, LINE_STATES, RIGHT
from app.views.kit.buttons import Button, button
from app.views.kit.chips import Chip, Plate
from app.views.kit.keyline import Key
from app.views.kit.labels import Pic, text
from app.views.kit.layout import card, clear, col, frame, row, rule, scroll
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.states import empty
from app.views.kit.table import Memory
from app.views.order_cards import STATUS
from app.views.session import Session, touches

READS = ("work_orders", "work_order_labour", "labour_shares", "work_times", "inspections")


class JobsRoom(Room):
    """Rows of 74: what runs stands first, in colour; one button starts or stops, a scan of the job card does too."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.jobs")
        self._session = session
        self.jobs: Sequence[Job] = ()
        self._buttons: list[Button] = []
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._count = text("", "muted")
        head = row(
            text(tr("My jobs"), "title"), self._count, None, text(tr("Scan the job card: start, stop"), "caption")
        )
        body = card(col(scroll(frame(col(self._rows, None, gap=0)))))
        self.setLayout(col(head, self.messages, body, gap=10, margins=(16, 10, 16, 10), stretch=2))
        session.changed.connect(self._commit_seen)

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        return tr("My jobs")

    def keys(self) -> Sequence[Key]:
        return [
            Key("Up", tr("Choose")), Key("Return", tr("Start or stop")), Key("F9", tr("Finished"), self.finish),
            Key("F8", tr("Self-check: all of mine are in order"), self.check_all),
            Key("F2", tr("Open the order"), self.open_chosen), Key("Scan", tr("Start or stop by the job card")),
        ]  # fmt: skip

    def on_shown(self, argument: object = None) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._session.ask(board.jobs, done=self._show, owner=self, latest="jobs")

    def regions(self) -> Sequence[QWidget]:
        return self._buttons[:1]

    def _commit_seen(self, changes: Changes) -> None:
        if self.isVisible() and touches(changes, READS):
            self.refresh()

    def wants_scan(self, code: str) -> bool:
        """The code of an item starts or stops its clock; that of an order opens it, as everywhere."""
        if "/" not in code or not code.upper().startswith("WO-"):
            return False
        self._session.run(times.scan, code, done=self._clocked, failed=self._refused, owner=self)
        return True

    # --- rows ---------------------------------------------------------------------------------------------------------
    def _show(self, found: Sequence[Job]) -> None:
        at = self._at()
        self.jobs = found
        clear(self._rows)
        self._buttons = []
        self._count.tell(str(len(found)))
        if not found:
            self._rows.addWidget(empty(tr("No jobs for you now.")))
        for job in found:
            self._rows.addWidget(self._row(job))
        if self._buttons and self.isVisible():
            self._buttons[max(0, min(at, len(self._buttons) - 1))].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _row(self, job: Job) -> QWidget:
        due = moment(job.promised_at, full=False) if job.promised_at else ""
        worked = tr("{minutes} min of {hours} h", minutes=job.minutes, hours=quantity(job.hours, 1))
        checked = job.check == RIGHT
        state = Chip(tr("Self-checked") if checked else tr(LINE_STATES[job.status]), STATUS[job.status])
        again = (Chip(tr("Rework"), "bad"), text(job.wrong, "strong", "bad")) if job.wrong else ()
        words = col(
            None,
            row(text(f"{job.item}  {job.name}", "section"), state, *again, None),
            row(text(job.vehicle, "muted"), text(job.bay, "muted"), text(job.complaint, "muted"), None), None, gap=2,
        )  # fmt: skip
        late = text(due, "strong" if job.late else "body", "bad" if job.late else "")
        clock = Pic("octagon-alert", 16, "bad") if job.late else Pic("clock")
        times_ = col(None, row(None, clock, late),
                     row(None, text(worked, "caption")), None, gap=2)  # fmt: skip
        go = self._button(job)
        if why := self._why_not(job):
            go.refuse(why)
        go.setMinimumWidth(112)
        self._buttons.append(go)
        line = row(Plate(shown(job.plate)), words, times_, go, gap=16, margins=(14, 0, 14, 0), stretch=1)
        made = QWidget()
        made.setLayout(col(frame(line, height=74), rule(), gap=0))
        return made

    def _button(self, job: Job) -> Button:
        """What is next: the clock, the self-check, then the car's way to the inspector."""
        name = f"jobs.{job.number}/{job.item}"
        if job.status == DONE and job.check != RIGHT:
            return button(tr("Self-check"), "", "list-checks", act=partial(self.check, job), object_name=name)
        if job.ready:
            return button(
                tr("Self-check is done"), "primary", "check", act=partial(self.hand_over, job), object_name=name
            )
        verb, icon = (tr("Stop"), "pause") if job.running else (tr("Start"), "circle-dot")
        return button(verb, "primary" if job.running else "", icon, act=partial(self.toggle, job), object_name=name)

    @staticmethod
    def _why_not(job: Job) -> str:
        """Why its clock can't be started now."""
        if job.locked:
            return tr("Locked until the customer agrees.")
        if job.state == "paused":
            return tr("The order pauses. Open it and go on with it first.")
        done = job.status == DONE and job.check == RIGHT and not job.ready
        return tr("This item is self-checked; others of the order are not.") if done else ""

    def _at(self) -> int:
        return next((i for i, b in enumerate(self._buttons) if b.hasFocus()), 0)

    def _chosen(self) -> Job | None:
        return self.jobs[self._at()] if self.jobs else None

    # --- acts ---------------------------------------------------------------------------------------------------------
    def toggle(self, job: Job) -> None:
        """Starts the clock of an item, or stops it."""
        case: Any = times.stop if job.running else times.start
        self._session.run(case, job.line, done=self._clocked, failed=self._refused, owner=self)

    def finish(self) -> None:
        """F9: the item is done."""
        job = self._chosen()
        if job is not None:
            self._session.run(
                times.stop, job.line, given={"done": True}, done=self._clocked, failed=self._refused, owner=self
            )

    def check(self, job: Job) -> None:
        """Looked at again: the item is in order. What is not goes back into work on the order's page."""
        self._session.run(checking.check_line, job.line, done=self._checked, failed=self._refused, owner=self)

    def check_all(self) -> None:
        """F8: all of one's own items of the chosen order are in order."""
        job = self._chosen()
        if job is not None:
            self._session.run(checking.check_mine, job.order, done=self._checked, failed=self._refused, owner=self)

    def hand_over(self, job: Job) -> None:
        """The whole order is self-checked: it goes to the inspector, or on if it is not drawn."""
        self._session.run(
            documents.step, KIND_NAME, job.order, "self_check", done=self._handed, failed=self._refused, owner=self
        )

    def _checked(self, _answer: object) -> None:
        self.messages.drop("refused")
        self.said.emit(tr("Self-checked"), None)
        self.refresh()

    def _handed(self, _stepped: object) -> None:
        self.messages.drop("refused")
        self.said.emit(tr("Self-check is done"), None)
        self.refresh()

    def open_chosen(self) -> None:
        """F2: the order, where diagnosis and needed parts are written."""
        job = self._chosen()
        if job is not None:
            self.asked.emit("work_orders", job.order)

    def _clocked(self, done: times.Clocked) -> None:
        self.messages.drop("refused")
        words = tr("Started: {name}", name=done.name) if done.running else tr("Stopped: {name}", name=done.name)
        self.said.emit(words, None)
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.messages.say("refused", "bad", tr(error.text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._buttons:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            at = max(0, min(len(self._buttons) - 1, self._at() + step))
            self._buttons[at].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._buttons:
            self._buttons[self._at()].click()
        else:
            super().keyPressEvent(event)
