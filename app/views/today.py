"""Today: what waits for this person, the longest waiting first, and his notices. No charts to admire. Knows no noun."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core import clock
from app.core.desk import Changes
from app.core.i18n import day, moment, tr
from app.services import today
from app.services.today import Waiting
from app.views.inbox import Inbox
from app.views.kit.buttons import Button, button
from app.views.kit.chips import Chip
from app.views.kit.keyline import Key, caps
from app.views.kit.labels import Pic, text
from app.views.kit.layout import card, clear, col, frame, row, rule, scroll, stop_before
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.states import empty
from app.views.kit.table import Memory
from app.views.session import Session


class TodayRoom(Room):
    """Hero: the first thing to do, with the room's one primary button. Below: the rest. At the side: notices."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.today")
        self._session = session
        self._waiting: Sequence[Waiting] = ()
        self._buttons: list[Button] = []
        self._hero, self._rows, self._inbox = QVBoxLayout(), QVBoxLayout(), Inbox(session)
        self._inbox.asked.connect(self.asked.emit)
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
        below = card(
            col(
                row(self._next, None, *caps("Up", "Down"), *caps("Enter"), margins=(14, 8, 14, 8), gap=6), rule(),
                scroll(frame(col(self._rows, None, gap=0))), gap=0, stretch=2,
            )
        )  # fmt: skip
        side = card(col(self._inbox, margins=(14, 12, 14, 12)))
        side.setFixedWidth(284)
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
        self.refresh()

    def refresh(self) -> None:
        self._session.ask(today.waiting, done=self._show, owner=self, latest="waiting")
        self._inbox.refresh()

    def _commit_seen(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()

    def regions(self) -> Sequence[QWidget]:
        return self._buttons[:1]

    # --- what waits ---------------------------------------------------------------------------------------------
    def _show(self, waiting: Sequence[Waiting]) -> None:
        self._waiting = waiting
        clear(self._hero)
        clear(self._rows)
        self._buttons = []
        self._next.tell(" ".join((tr("Next"), "", str(max(0, len(waiting) - 1)))))
        if not waiting:
            self._rows.addWidget(empty(tr("All done.")))
            return
        self._hero.addWidget(self._hero_card(waiting[0]))
        for one in waiting[1:]:
            self._rows.addWidget(self._row(one))
        stop_before(self._inbox, self._buttons)
        if self.isActiveWindow() and self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @staticmethod
    def _called(one: Waiting) -> str:
        """The document, or how many of its kind wait."""
        return one.called if one.id is not None else tr("{kind}: {n} waiting", kind=tr(one.label), n=f"{one.count:,}")

    def _hero_card(self, one: Waiting) -> QWidget:
        verb = self._verb(one, "primary")
        chip = [Chip(tr(one.state), one.family)] if one.id is not None else []
        label = f"{tr(one.label)}  {one.title}" if one.id is not None else ""
        words = col(
            row(text(self._called(one), "title"), *chip, None),
            text(f"{label}  {moment(one.since, full=False)}".strip(), "muted"), gap=4,
        )  # fmt: skip
        return card(row(Pic(one.icon, 36, "accent_ink"), words, verb, gap=16, margins=(16, 14, 16, 14), stretch=1))

    def _row(self, one: Waiting) -> QWidget:
        chip = [Chip(tr(one.state), one.family)] if one.id is not None else []
        line = row(
            Pic(one.icon, 20, "accent_ink"), text(self._called(one), "strong"), *chip,
            text(one.title), None, text(moment(one.since, full=False), "caption"), self._verb(one, ""),
            gap=12, margins=(14, 0, 12, 0),
        )  # fmt: skip
        holder = frame(line, height=48)
        made = QWidget()
        made.setLayout(col(holder, rule(), gap=0))
        return made

    def _verb(self, one: Waiting, kind: Any) -> Button:
        name = f"today.{one.called or one.kind}"
        verb = tr(one.verb) if one.id is not None else tr("Look at them")
        made = button(verb, kind, act=partial(self._go, one), object_name=name)
        made.setMinimumWidth(112)
        self._buttons.append(made)
        return made

    def _go(self, one: Waiting) -> None:
        self.asked.emit(one.kind, one.id)

    def _first(self) -> None:
        if self._waiting:
            self._go(self._waiting[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((i for i, b in enumerate(self._buttons) if b.hasFocus()), -1)
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._buttons:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._buttons[max(0, min(len(self._buttons) - 1, at + step))].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
            self._go(self._waiting[at])
        else:
            super().keyPressEvent(event)
