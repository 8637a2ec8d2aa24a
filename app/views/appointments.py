"""The room of appointments: the board by day or week, bay or advisor; what is chosen at the right; the list behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core import clock
from app.core.desk import Changes
from app.core.errors import Refused
from app.core.i18n import Text, tr
from app.services import appointments, documents
from app.services.appointments import EDIT, KIND, WORKFLOW, Board, Slot
from app.services.calendar import ZONE
from app.services.documents import Stepped
from app.views.around import AroundRoom
from app.views.kit.buttons import Button, button, icon_button
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import card, col, row, scroll
from app.views.kit.messages import Messages
from app.views.kit.peek import PeekPanel
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.kit.tasks import Task
from app.views.planner import Planner, day_words
from app.views.planning import Spot
from app.views.preview import Preview
from app.views.receipt_printer import Drawn
from app.views.session import Session, touches

FAMILIES = {s.code: s.family for s in WORKFLOW.states}


class AppointmentsRoom(AroundRoom):
    """F7 agreed, F8 the car is here, F9 the list; PgUp and PgDn another day, Ctrl+Home today."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        board = button(tr("Board"), "", "calendar", key="F9", act=self.show_board, object_name="appointments.board")
        super().__init__(KIND, session, memory, (board,))
        self._remembers = memory
        self.day = clock.today()
        self.span = str(memory.get("appointments.span") or "day")
        self.by = str(memory.get("appointments.by") or "bay")
        self.board: Board | None = None
        self._listed = False
        self._preview: Preview | None = None
        self.said_here = Messages()
        self.planner = Planner(FAMILIES)
        self.planner.opened.connect(lambda slot: self._open(slot.id))
        self.planner.wanted.connect(self._new_at)
        self.planner.moved.connect(self._moved)
        self.planner.chosen.connect(self._chosen)
        self.peek = PeekPanel()
        self._title, self._load = text("", "strong"), text("", "muted")
        self._compose()
        self.base.changed.connect(self._page_changed)
        session.changed.connect(self._seen)

    def _segment(self, group: str, value: str, label: str) -> Button:
        made = button(label, "seg", act=lambda: self.choose(group, value), object_name=f"appointments.{value}")
        self._segments[group, value] = made
        return made

    def _compose(self) -> None:
        self._segments: dict[tuple[str, str], Button] = {}
        days = row(self._segment("span", "day", tr("By day")), self._segment("span", "week", tr("By week")), gap=0)
        by = row(self._segment("by", "bay", tr("Bays")), self._segment("by", "advisor", tr("Advisors")), gap=0)
        listing = icon_button("layout-list", tr("List"), key="F9", act=self.show_list)
        listing.setObjectName("appointments.list")
        printed = icon_button("printer", tr("Print"), key="Ctrl+P", act=self.print_day)
        printed.setObjectName("appointments.print")
        new: list[QWidget] = []
        if self._session.may(EDIT):
            new.append(button(tr("New"), "primary", "plus", key="Ctrl+N", act=self.new, object_name="appointments.new"))
        head = row(
            text(tr("Appointments"), "title"), 6, icon_button("chevron-left", tr("Back"), key="PgUp", act=self.earlier),
            self._title, icon_button("chevron-right", tr("Next"), key="PgDown", act=self.later),
            button(tr("Today"), "quiet", act=self.today, object_name="appointments.today"), self._load, None, days, by,
            listing, printed, *new,
        )  # fmt: skip
        self._area = scroll(self.planner, name="planner.scroll")
        body = row(card(col(self._area, margins=(1, 1, 1, 1))), self.peek, gap=12, stretch=0)
        self.plan = QWidget()
        self.plan.setLayout(col(head, self.said_here, body, gap=10, margins=(16, 10, 16, 10), stretch=2))
        self._stack.addWidget(self.plan)
        self._stack.setCurrentWidget(self.plan)
        acts = (
            (tr("Agreed"), "check", "F7", self.agree, "appointments.agree"),
            (tr("Car is here"), "car-front", "F8", self.arrive, "appointments.arrive"),
        )
        for label, icon, key, act, name in acts if self._session.may(EDIT) else ():
            self.peek.foot.addWidget(button(label, "", icon, key=key, act=act, object_name=name))

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self.base.title() if self._stack.currentWidget() is self.base else tr("Appointments")

    def keys(self) -> Sequence[Key]:
        if self._stack.currentWidget() is not self.plan:
            return [*super().keys(), Key("F9", tr("Board"), self.show_board)]
        own = [
            Key("↑↓←→", tr("Choose")), Key("Enter", tr("Open or new")), Key("Ctrl+↑↓←→", tr("Move")),
            Key("F7", tr("Agreed"), self.agree), Key("F8", tr("Car is here"), self.arrive),
            Key("PgUp", tr("Earlier"), self.earlier, shown=False), Key("PgDown", tr("Later"), self.later),
            Key("Ctrl+Home", tr("Today"), self.today), Key("F9", tr("List"), self.show_list),
            Key("Ctrl+P", tr("Print"), self.print_day), Key("F5", tr("Refresh"), self.refresh, shown=False),
        ]  # fmt: skip
        return [*own, Key("Ctrl+N", tr("New appointment"), self.new)] if self._session.may(EDIT) else own

    def on_shown(self, argument: object = None) -> None:
        if argument is not None:
            self._stack.setCurrentWidget(self.base)
            super().on_shown(argument)
        elif self._stack.currentWidget() is self.plan:
            self.refresh()
            self.planner.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().on_shown(None)

    def refresh(self) -> None:
        if self._stack.currentWidget() is self.base:
            super().refresh()
            return
        since = self.day - timedelta(days=self.day.weekday()) if self.span == "week" else self.day
        until = since + timedelta(days=6) if self.span == "week" else since
        self._session.ask(appointments.board, since, until, done=self._show, failed=self._failed, latest="board")

    def regions(self) -> Sequence[QWidget]:
        return super().regions() if self._stack.currentWidget() is self.base else (self.planner,)

    def _seen(self, changes: Changes) -> None:
        if touches(changes, ("appointments", "bays", "opening_hours")) and self.plan.isVisible():
            self.refresh()

    # --- board and list -----------------------------------------------------------------------------------------------
    def _show(self, board: Board) -> None:
        self.board = board
        self._title.tell(day_words(board))
        booked, possible = (sum(n) for n in zip(*board.load.values(), strict=True))
        self._load.tell(
            tr("{booked} of {possible} bay hours", booked=f"{booked / 60:g}", possible=f"{possible / 60:g}")
            if possible else ""
        )  # fmt: skip
        for (group, value), made in self._segments.items():
            made.setChecked(getattr(self, group) == value)
        if board.provisional:
            words = tr("The holidays of {year} are not known yet: its days are provisional.", year=board.until.year)
            self.said_here.say("calendar", "warn", words)
        else:
            self.said_here.drop("calendar")
        self.peek.setVisible(self.span == "day")  # a week wants the width
        self.planner.show_board(board, self.by)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.said_here.say("refused", "bad", tr(error.text))

    def choose(self, group: str, value: str) -> None:
        """Day or week, by bay or by advisor; remembered on this PC."""
        setattr(self, group, value)
        self._remembers.put(f"appointments.{group}", value)
        self.refresh()
        self.planner.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, by: int) -> None:
        self.day += timedelta(days=by * (7 if self.span == "week" else 1))
        self.refresh()

    def earlier(self) -> None:
        """PgUp: the day or week before."""
        self._turn(-1)

    def later(self) -> None:
        """PgDn: the next one."""
        self._turn(1)

    def today(self) -> None:
        """Ctrl+Home: back to today."""
        self.day = clock.today()
        self.refresh()

    def show_list(self) -> None:
        """F9: all appointments as a list."""
        self._listed = True
        self._stack.setCurrentWidget(self.base)
        self.base.on_shown(None)
        self.changed.emit()

    def show_board(self) -> None:
        """F9: back to the board."""
        self._listed = False
        self._stack.setCurrentWidget(self.plan)
        self.on_shown(None)
        self.changed.emit()

    def _page_changed(self) -> None:
        """A page that was opened from the board leads back to it."""
        if self.base.page is None and not self._listed and self._stack.currentWidget() is self.base:
            self.show_board()

    def _open(self, id: Any) -> None:
        self._stack.setCurrentWidget(self.base)
        self.base.open_document(id)

    # --- making, moving, stepping -------------------------------------------------------------------------------------
    def new(self) -> None:
        """Ctrl+N: an appointment where the cursor is."""
        if self.planner.spot is not None:
            self._new_at(self.planner.spot)

    def _new_at(self, spot: Spot) -> None:
        if not self._session.may(EDIT):
            return
        self._stack.setCurrentWidget(self.base)
        self.base.new_document()
        page, plan = self.base.page, self.planner.plan
        if page is None or page.form is None or plan is None:
            return
        minute = spot.minute if spot.minute >= 0 else 9 * 60
        boxes = page.form.boxes
        boxes["start"].control.put(datetime.combine(spot.day, time(minute // 60, minute % 60), ZONE))
        key = plan.lanes[spot.lane].key
        if key is not None:
            boxes["bay_id" if self.by == "bay" else "advisor_id"].control.put(key)
        page.form.focus_field("vehicle_id")

    def _moved(self, slot: Slot, spot: Spot) -> None:
        if not self._session.may(EDIT):
            return
        plan = self.planner.plan
        key = plan.lanes[spot.lane].key if plan else None
        local = clock.local(slot.start)
        minute = spot.minute if spot.minute >= 0 else local.hour * 60 + local.minute
        start = datetime.combine(spot.day, time(minute // 60, minute % 60), ZONE)
        given: dict[str, Any] = {"start": start, self.by: key}
        self._session.run(
            appointments.move, slot.id, slot.version, done=self._did_move, failed=self._not_moved, owner=self,
            given=given,
        )  # fmt: skip

    def _did_move(self, told: tuple[str, tuple[Text, ...]]) -> None:
        state, remarks = told
        self.said_here.drop("refused")
        self.said_here.drop("remark")
        for remark in remarks[:1]:
            self.said_here.say("remark", "warn", tr(remark))
        if state == appointments.RESCHEDULED:
            self.said.emit(tr("Moved. Call the customer, then F7: agreed."), None)
        self.refresh()

    def _not_moved(self, error: Exception) -> None:
        self._failed(error)
        self.refresh()

    def agree(self) -> None:
        """F7: the chosen one is agreed with the customer."""
        self._step("confirm")

    def arrive(self) -> None:
        """F8: the car is here; its reception opens."""
        self._step("arrive")

    def _step(self, name: str) -> None:
        slot = self.planner.current()
        if slot is None:
            self.said_here.say("refused", "warn", tr("Choose an appointment first."))
            return
        self._session.run(
            documents.step, "appointments", slot.id, name, {}, slot.version, done=self._stepped, failed=self._not_moved,
            owner=self,
        )  # fmt: skip

    def _stepped(self, done: Stepped) -> None:
        self.said_here.drop("refused")
        if done.opens is not None:
            self.asked.emit(*done.opens)
        else:
            self.refresh()

    def _chosen(self, slot: Slot | None) -> None:
        if slot is None:
            self.peek.show_peek(None)
            return
        box = self.planner.cursor_box()
        self._area.ensureVisible(round(box.center().x()), round(box.center().y()), 40, 60)
        self._session.ask(documents.peek, "appointments", slot.id, done=self.peek.show_peek, latest="peek")

    # --- paper --------------------------------------------------------------------------------------------------------
    def print_day(self) -> None:
        """Ctrl+P: the list of the day in the preview."""
        session, day = self._session, self._printed_day()

        def draw(_task: Task[bytes]) -> bytes:
            from app.printing import SHEETS

            return SHEETS["appointments.day"](session.desk.ask(appointments.day_sheet, session.actor, day))

        session.tasks.run_aside(draw, self._show_paper, self._failed, owner=self)

    def _printed_day(self) -> date:
        return self.planner.spot.day if self.planner.spot is not None else self.day

    def _show_paper(self, pdf: bytes) -> None:
        name = f"appointments-{self._printed_day():%Y-%m-%d}.pdf"
        self._preview = Preview(tr("Appointments of the day"), Drawn(pdf), self._session, "appointments.day", name)
        self._preview.closed.connect(self._close_preview)
        self._stack.addWidget(self._preview)
        self._stack.setCurrentWidget(self._preview)
        self._preview.setFocus()

    def _close_preview(self) -> None:
        if self._preview is not None:
            self._stack.removeWidget(self._preview)
            self._preview.deleteLater()
            self._preview = None
        self.show_board()
