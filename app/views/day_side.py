"""The advisor's day beside Today: who comes, which of his cars are promised, and where they stand.

Others see nothing of it: it is there for who agrees things with customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core import clock
from app.core.i18n import tr
from app.services import appointments
from app.services.appointments.board import Board, Slot
from app.services.vehicles import shown
from app.services.work_orders import board
from app.services.work_orders import rules as orders
from app.services.work_orders.board import LANES, Card
from app.views.kit.buttons import Button
from app.views.kit.labels import Glance, text
from app.views.kit.layout import clear, col, row, rule
from app.views.session import Session

SHOWN = 4  # of each; the rest stands in its room


class DaySide(QWidget):
    """Appointments of today and the cars that were promised for today or earlier, each a line that opens it."""

    asked = Signal(str, object)  # kind, id (None: the room)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("today.day")
        self._session = session
        self._board: Board | None = None
        self._cards: Sequence[Card] | None = None
        self._coming, self._promised = QVBoxLayout(), QVBoxLayout()
        self.setLayout(col(self._coming, self._promised, gap=10))
        self._mine = session.may(orders.AGREE) and session.may(appointments.rules.VIEW)
        self.setVisible(self._mine)

    def refresh(self) -> None:
        """Asks again who comes and what is promised."""
        if self._mine:
            day = clock.today()
            self._session.ask(appointments.board, day, day, done=self._show_coming, owner=self, latest="coming")
            self._session.ask(board.board, done=self._show_promised, owner=self, latest="promised")

    def _show_coming(self, found: Board) -> None:
        """His own appointments and those that are nobody's; who is here already needs no line."""
        if found == self._board:  # a line that has the focus keeps it
            return
        self._board = found
        me = self._session.actor.user
        slots = [s for s in found.slots if s.advisor_id in (None, me)]
        to_come = [s for s in slots if s.movable]
        head = tr("{n} of {all} still to come", n=len(to_come), all=len(slots)) if slots else ""
        lines = [self._slot(slot) for slot in to_come[:SHOWN]]
        rest = len(to_come) - len(lines)
        self._fill(self._coming, tr("Appointments today"), head, lines, tr("Nobody comes."), "appointments", rest)

    def _slot(self, slot: Slot) -> QWidget:
        tone = "bad" if slot.late else ""
        return self._line("appointments", slot.id, f"{clock.local(slot.start):%H:%M}", slot.car, slot.name, tone)

    def _show_promised(self, cards: Sequence[Card]) -> None:
        if cards == self._cards:
            return
        self._cards = cards
        mine = [c for c in cards if c.advisor_id == self._session.actor.user]
        day = clock.today()
        due = [c for c in mine if c.promised_at is not None and clock.local(c.promised_at).date() <= day]
        lines = [self._car(card) for card in due[:SHOWN]]
        rest = len(due) - len(lines)
        count = str(len(due)) if due else ""
        self._fill(self._promised, tr("Promised for today"), count, lines, tr("No car."), "board", rest)
        for name, label, _states in LANES:
            count = str(sum(c.lane == name for c in mine))
            self._promised.addLayout(row(text(tr(label), "muted"), None, text(count, "strong")))
        self._promised.addWidget(rule())

    def _car(self, card: Card) -> QWidget:
        at = clock.local(card.promised_at) if card.promised_at else None
        same = at is not None and at.date() == clock.today()
        shown_at = f"{at:%H:%M}" if same else f"{at:%m-%d}"
        tone = {"late": "bad", "risk": "warn"}.get(card.trouble, "")
        return self._line("work_orders", card.id, shown_at, card.plate, card.job, tone)

    # --- lines --------------------------------------------------------------------------------------------------------
    def _fill(
        self, box: QVBoxLayout, title: str, head: str, lines: Sequence[QWidget], nothing: str, room: str, rest: int
    ) -> None:  # fmt: skip
        clear(box)
        box.setSpacing(4)
        box.addLayout(row(text(title, "section"), None, text(head, "caption")))
        for line in lines:
            box.addWidget(line)
        if not lines:
            box.addWidget(text(nothing, "muted"))
        if rest > 0:
            more = Button(tr("{n} more", n=rest), "link", act=partial(self.asked.emit, room, None))
            more.setObjectName(f"day.more.{room}")
            box.addLayout(row(more, None))
        box.addWidget(rule())

    def _line(self, kind: str, id: Any, at: str, plate: str, about: str, tone: str) -> QWidget:
        called = shown(plate)
        look = Button(called, "link", act=partial(self.asked.emit, kind, id), name=f"{at} {called} {about}")
        look.setObjectName(f"day.{kind}.{plate}")
        time = text(at, "strong", tone)
        words = Glance(about, "muted")
        made = QWidget()
        made.setLayout(row(time, look, words, gap=6, stretch=2))
        return made
