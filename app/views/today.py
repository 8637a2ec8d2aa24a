"""Today: what waits for this person, the most urgent first, and his notices. No charts to admire. Knows no noun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core import clock
from app.core.desk import Changes
from app.core.i18n import N_, day, moment, tr
from app.services import today
from app.services.today import Waiting
from app.services.vehicles import shown
from app.views.board_card import LATE, LEFT, span
from app.views.complaint_late import LateSide
from app.views.day_side import DaySide
from app.views.inbox import Inbox
from app.views.kit.buttons import Button, button
from app.views.kit.chips import Chip, Plate
from app.views.kit.keyline import Key, caps
from app.views.kit.labels import Glance, LabelRole, Pic, text
from app.views.kit.layout import card, clear, col, frame, row, rule, scroll, stop_before
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.states import empty
from app.views.kit.table import Memory
from app.views.kit.theme import FAMILY_ICON, px
from app.views.session import Session
from app.views.store_side import StoreSide

HERE = (N_("waits {n} min"), N_("waits {n} h"), N_("waits {n} days"))
PATIENCE, SOON = 5, 60  # minutes


class TodayRoom(Room):
    """Hero: the first thing to do, with the room's one primary button. Below: the rest. At the side: notices."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.today")
        self._session = session
        self._waiting: Sequence[Waiting] = ()
        self._came = False  # just now: the first line gets the focus
        self._buttons: list[Button] = []
        self._columns: list[tuple[QWidget, ...]] = []  # of each row: what it is called, when, its verb
        self._hero, self._rows, self._inbox = QVBoxLayout(), QVBoxLayout(), Inbox(session)
        self._day, self._store, self._late = DaySide(session), StoreSide(session), LateSide(session)
        for part in (self._inbox, self._day, self._store, self._late):
            part.asked.connect(self.asked.emit)
        self._store.filled.connect(self._order)
        for box in (self._hero, self._rows):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
        present = clock.today()
        hour = clock.local(clock.now()).hour
        hello = tr("Good morning") if hour < 12 else tr("Good afternoon") if hour < 18 else tr("Good evening")
        head = row(
            text(tr("{hello}, {name}", hello=hello, name=session.actor.name), "title"), text(day(present), "muted"),
            None,
            text(tr("Only what waits for you"), "caption"),
        )  # fmt: skip
        self._next = text("", "section")
        self._area = scroll(frame(col(self._rows, None, gap=0)))
        below = card(
            col(
                row(self._next, None, *caps("Up", "Down"), *caps("Enter"), margins=(14, 8, 14, 8), gap=6), rule(),
                self._area, gap=0, stretch=2,
            )
        )  # fmt: skip
        beside = col(self._late, self._day, self._store, self._inbox, gap=10, margins=(14, 12, 14, 12), stretch=3)
        side = card(col(scroll(frame(beside))))
        side.setFixedWidth(px(284))
        left = col(self._hero, below, gap=12, stretch=1)
        self.setLayout(
            col(head, self.messages, row(left, side, gap=12, stretch=0), gap=10, margins=(16, 10, 16, 10), stretch=2)
        )
        session.changed.connect(self._commit_seen)

    def title(self) -> str:
        return tr("Today")

    def keys(self) -> Sequence[Key]:
        return [
            Key("Up", tr("Choose")), Key("Return", tr("Open it")), Key("Ctrl+Enter", tr("Do the first"), self._first),
            Key("Scan", tr("Open a document or part")),
        ]  # fmt: skip

    def on_shown(self, argument: object = None) -> None:
        self._came = True
        self.refresh()

    def refresh(self) -> None:
        self._session.ask(today.waiting, done=self._show, owner=self, latest="waiting")
        self._day.refresh()
        self._store.refresh()
        self._late.refresh()
        self._inbox.refresh()

    def _commit_seen(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()

    def regions(self) -> Sequence[QWidget]:
        return self._buttons[:1]

    # --- what waits ---------------------------------------------------------------------------------------------
    def _show(self, waiting: Sequence[Waiting]) -> None:
        focus: QWidget | None = self.window().focusWidget()
        mine = isinstance(focus, Button) and focus in self._buttons
        came, self._came = self._came and focus is not None and self.isAncestorOf(focus), False
        held = focus.objectName() if mine and not came and focus is not None else ""  # who comes begins with the first
        free = focus is None or focus is self or mine or came  # nobody types or reads elsewhere
        self._waiting = waiting
        clear(self._hero)
        clear(self._rows)
        self._buttons, self._columns = [], []
        self._next.tell(" ".join((tr("Next"), "", str(max(0, sum(one.count for one in waiting) - 1)))))
        if not waiting:
            self._rows.addWidget(empty(tr("All done. Nothing waits for you.")))
            self.changed.emit()
            return
        self._hero.addWidget(self._hero_card(waiting[0]))
        for one in waiting[1:]:
            self._rows.addWidget(self._row(one))
        if not waiting[1:]:
            self._rows.addWidget(text(tr("Nothing else waits."), "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
            self._rows.insertSpacing(0, px(24))
        self._align()
        self._order()
        if self.isVisible() and free:  # also while another window is in front: else the search field would have it
            same = next((b for b in self._buttons if b.objectName() == held), self._buttons[0])
            same.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _order(self) -> None:
        """Tab goes through what waits, then what stands beside it, whichever came in last."""
        stop_before(self._day, self._buttons)
        stop_before(self._inbox, self._store.links)

    @staticmethod
    def _called(one: Waiting) -> str:
        """The document, or how many more of its kind wait."""
        if one.id is not None:
            return one.called
        if one.overdue:
            return tr("{kind}: {n} more, {late} of them late", kind=tr(one.label), n=one.count, late=one.overdue)
        return tr("{kind}: {n} more", kind=tr(one.label), n=f"{one.count:,}")

    def _hero_card(self, one: Waiting) -> QWidget:
        what = text(one.about, "muted", wrap=True)
        words = col(
            row(text(self._called(one), "title"), *self._marks(one), None),
            row(text(tr(one.label), "muted"), lamp(one), what, gap=12, stretch=2), gap=6,
        )  # fmt: skip
        icon = Pic(one.icon, 36, "bad" if one.late else "accent_ink")
        inner = row(icon, words, self._verb(one, "primary"), gap=16, margins=(16, 14, 16, 14), stretch=1)
        return card(inner, name="today.hero")

    def _row(self, one: Waiting) -> QWidget:
        # beside a plate there is no room for the state: the verb says what is to be done
        marks = self._marks(one)[:1]
        lead = frame(row(text(self._called(one), "strong"), *marks, None, gap=10))
        due, verb = lamp(one), self._verb(one, "")
        if one.id is not None:
            self._columns.append((lead, due, verb))
        icon = Pic(one.icon, 20, "bad" if one.late else "accent_ink")
        line = row(icon, lead, Glance(one.about), due, verb, gap=12, margins=(14, 0, 12, 0), stretch=2)
        made = QWidget()
        made.setLayout(col(frame(line, height=48), rule(), gap=0))
        return made

    def _align(self) -> None:
        """What stands below each other begins below each other."""
        for column in zip(*self._columns, strict=True):
            width = max(widget.sizeHint().width() for widget in column)
            for widget in column:
                widget.setMinimumWidth(width)

    @staticmethod
    def _marks(one: Waiting) -> list[QWidget]:
        """The car, and the state the document is in."""
        plate: list[QWidget] = [Plate(shown(one.plate))] if one.plate else []
        return [*plate, Chip(tr(one.state), one.family)] if one.id is not None else []

    def _verb(self, one: Waiting, kind: Any) -> Button:
        name = f"today.{one.called or one.kind}"
        verb = tr(one.verb) if one.id is not None else tr("Look at them")
        what = " ".join((verb, self._called(one), shown(one.plate), one.about, when(one)[0])).strip()
        made = button(verb, kind, act=partial(self._go, one), object_name=name)
        made.setMinimumWidth(px(112))
        made.setAccessibleName(what)
        made.installEventFilter(self)
        self._buttons.append(made)
        return made

    def _go(self, one: Waiting) -> None:
        if one.id is None:
            self.asked.emit(one.kind, one.wanted)
        else:
            self.begun.emit(one.kind, one.id)

    def _first(self) -> None:
        if self._waiting:
            self._go(self._waiting[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A button would pass ↑ and ↓ on as Tab: here they stay among what waits."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((i for i, b in enumerate(self._buttons) if b.hasFocus()), -1)
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._buttons:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            chosen = self._buttons[max(0, min(len(self._buttons) - 1, at + step))]
            chosen.setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(chosen)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
            self._go(self._waiting[at])
        else:
            super().keyPressEvent(event)


def lamp(one: Waiting) -> QWidget:
    """When it is due, behind the icon of its urgency: a light that needs no colour."""
    words, role, tone = when(one)
    icon = [Pic(FAMILY_ICON[tone], 14, tone)] if tone else []
    return frame(row(None, *icon, text(words, role, tone), gap=5))


def when(one: Waiting) -> tuple[str, LabelRole, str]:
    """How late it is, when it is due, or since when it waits: the words, their role and tone."""
    if one.due is None:
        return (moment(one.since, full=False), "caption", "") if one.id is not None else ("", "caption", "")
    minutes = int((one.due - clock.now()).total_seconds() // 60)
    if one.here:
        return span(HERE, -minutes), "caption_bold", "bad" if -minutes >= PATIENCE else "warn"
    if one.whole_day:
        last = clock.local(one.due).date() - timedelta(days=1)
        late = (clock.today() - last).days
        if late > 0:
            return tr(LATE[2], n=late), "caption_bold", "bad"
        return (tr("today"), "caption_bold", "warn") if late == 0 else (day(last, full=False), "caption", "")
    if minutes < 0:
        return span(LATE, -minutes), "caption_bold", "bad"
    if minutes < SOON:
        return span(LEFT, minutes), "caption_bold", "warn"
    return moment(one.due, full=False), "caption", ""
