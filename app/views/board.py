"""The board: all cars in the house by lanes, moved only along allowed steps, by keyboard or mouse."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.desk import Changes
from app.core.i18n import tr
from app.core.workflow import Offer
from app.services import documents
from app.services.documents import DocumentView
from app.services.work_orders import board
from app.services.work_orders.board import LANES, Card
from app.views.board_card import BoardCard
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.labels import Pic, text
from app.views.kit.layout import clear, col, frame, row, scroll
from app.views.kit.picklist import Pick, pick_from
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.kit.theme import FAMILY_ICON, family_tokens
from app.views.session import Session, touches

KIND = "work_orders"
READS = ("work_orders", "work_order_labour", "labour_shares", "step_proofs")
FAMILIES = {"sign": "idle", "work": "active", "wait": "wait", "leave": "bad"}
ANYBODY = ""


class BoardRoom(Room):
    """Arrows move between cards, Enter opens, Space lists the allowed steps; a drop offers its step or says why not."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.board")
        self._session, self._memory = session, memory
        self._all: Sequence[Card] = ()
        self.cards: dict[str, list[BoardCard]] = {}
        self._advisor: Any = ANYBODY
        self._technician: Any = ANYBODY
        self._wanted: Any = None  # the order to jump to once the cards are there
        self._house, self._late, self._risk = text("", "muted"), text("", "strong", "bad"), text("", "strong", "warn")
        self._by_advisor = button(tr("All advisors"), "seg", "list-filter", key="F7", act=self.choose_advisor)
        self._by_technician = button(tr("All technicians"), "seg", "list-filter", key="F8", act=self.choose_technician)
        head = row(
            text(tr("Board"), "title"), self._house, Pic("octagon-alert", 16, "bad"), self._late,
            Pic("triangle-alert", 16, "warn"), self._risk, None, self._by_advisor, self._by_technician, gap=10,
        )  # fmt: skip
        self._boxes: dict[str, QVBoxLayout] = {}
        self._counts: dict[str, Any] = {}
        self._lanes: dict[str, QWidget] = {}
        lanes = row(*(self._lane(name, label) for name, label, _states in LANES), gap=8)
        for at in range(len(LANES)):
            lanes.setStretch(at, 1)
        self.setLayout(col(head, self.messages, lanes, gap=10, margins=(16, 10, 16, 10), stretch=2))
        session.changed.connect(self._commit_seen)

    def _lane(self, name: str, label: str) -> QWidget:
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, 0, 0)
        self._boxes[name], self._counts[name] = box, text("0", "strong", "ink2")
        family = FAMILIES[name]
        head = row(
            Pic(FAMILY_ICON[family], 16, family_tokens(family)[0]), text(tr(label), "section"), None,
            self._counts[name], gap=6, margins=(4, 0, 4, 0),
        )  # fmt: skip
        body = scroll(frame(col(box, None, gap=8)))
        made = frame(col(head, body, gap=8, margins=(6, 10, 6, 8), stretch=1), kind="sunken", name=f"board.{name}")
        self._lanes[name] = made
        return made

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        return tr("Board")

    def keys(self) -> Sequence[Key]:
        return [
            Key("Up", tr("Choose a car")), Key("Return", tr("Open the order")), Key("Space", tr("Allowed steps")),
            Key("F7", tr("By advisor"), self.choose_advisor), Key("F8", tr("By technician"), self.choose_technician),
            Key("Scan", tr("Jump to the car")),
        ]  # fmt: skip

    def on_shown(self, argument: object = None) -> None:
        self._wanted = argument
        self.refresh()

    def refresh(self) -> None:
        self._session.ask(board.board, done=self._show, owner=self, latest="board")

    def slim_rail(self) -> bool:
        return True

    def shows(self, kind: str, id: Any) -> bool:
        """A scanned paper jumps to its car; Enter opens it."""
        if kind != KIND:
            return False
        self._advisor = self._technician = ANYBODY
        self._wanted = id
        self._fill()
        return any(card.card.id == id for cards in self.cards.values() for card in cards)

    def regions(self) -> Sequence[QWidget]:
        return [cards[0] for cards in self.cards.values() if cards]

    def _commit_seen(self, changes: Changes) -> None:
        if self.isVisible() and touches(changes, READS):
            self.refresh()

    # --- cards --------------------------------------------------------------------------------------------------------
    def _show(self, found: Sequence[Card]) -> None:
        now = self._chosen()
        if self._wanted is None and now is not None:
            self._wanted = now.card.id
        self._all = found
        self._fill()

    def _fill(self) -> None:
        shown = [c for c in self._all if self._fits(c)]
        self._house.tell(tr("{n} cars in the house", n=len(shown)))
        self._late.tell(tr("{n} late", n=sum(c.trouble == "late" for c in shown)))
        self._risk.tell(tr("{n} at risk", n=sum(c.trouble == "risk" for c in shown)))
        first = None
        for name, _label, _states in LANES:
            clear(self._boxes[name])
            self.cards[name] = [self._card(c) for c in shown if c.lane == name]
            self._counts[name].tell(str(len(self.cards[name])))
            for made in self.cards[name]:
                self._boxes[name].addWidget(made)
                first = first or made
        wanted = next((c for cards in self.cards.values() for c in cards if c.card.id == self._wanted), first)
        self._wanted = None
        if wanted is not None and self.isVisible():
            wanted.show()  # the layout would show it only later, and what is hidden takes no focus
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _fits(self, card: Card) -> bool:
        mine = self._technician in {user for user, _name in card.technicians}
        return self._advisor in (ANYBODY, card.advisor_id) and (self._technician == ANYBODY or mine)

    def _card(self, card: Card) -> BoardCard:
        made = BoardCard(card)
        made.opened.connect(self._open)
        made.dragged.connect(self._dropped)
        return made

    def _chosen(self) -> BoardCard | None:
        return next((c for cards in self.cards.values() for c in cards if c.hasFocus()), None)

    def _open(self, card: Card) -> None:
        self.asked.emit(KIND, card.id)

    # --- filters ------------------------------------------------------------------------------------------------------
    def choose_advisor(self) -> None:
        """F7: the cars of one advisor."""
        people = {c.advisor_id: c.advisor for c in self._all if c.advisor_id}
        self._choose(people, tr("All advisors"), self._by_advisor, partial(self._narrow, "_advisor"))

    def choose_technician(self) -> None:
        """F8: the cars of one technician."""
        people = {user: name for c in self._all for user, name in c.technicians}
        self._choose(people, tr("All technicians"), self._by_technician, partial(self._narrow, "_technician"))

    def _choose(self, people: dict[Any, str], everybody: str, under: Any, act: Any) -> None:
        picks = [Pick(ANYBODY, name=everybody), *(Pick(user, name=name) for user, name in people.items())]
        pick_from(self, picks, lambda user: act(user, people.get(user, everybody), under), under=under)

    def _narrow(self, what: str, user: Any, name: str, under: Any) -> None:
        setattr(self, what, user)
        under.setText(name)
        self._fill()

    # --- moving -------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen, key = self._chosen(), event.key()
        if chosen is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(chosen.card)
        elif key == Qt.Key.Key_Space:
            self._ask_steps(chosen, None)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk(chosen, key)
        else:
            super().keyPressEvent(event)

    def _walk(self, chosen: BoardCard, key: int) -> None:
        """Up and down in the lane, left and right to the next lane that has a car."""
        lane = self.cards[chosen.card.lane]
        at = lane.index(chosen)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            at = max(0, min(len(lane) - 1, at + (1 if key == Qt.Key.Key_Down else -1)))
            lane[at].setFocus(Qt.FocusReason.TabFocusReason)
            return
        names = [name for name, _label, _states in LANES]
        step = 1 if key == Qt.Key.Key_Right else -1
        place = names.index(chosen.card.lane) + step
        while 0 <= place < len(names) and not self.cards[names[place]]:
            place += step
        if 0 <= place < len(names):
            other = self.cards[names[place]]
            other[min(at, len(other) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def _dropped(self, card: BoardCard, where: QPoint) -> None:
        """A car let go over another lane: the step that leads there, or why not."""
        name = next((n for n, lane in self._lanes.items() if lane.rect().contains(lane.mapFromGlobal(where))), "")
        if name and name != card.card.lane:
            self._ask_steps(card, name)

    def _ask_steps(self, card: BoardCard, lane: str | None) -> None:
        self._session.ask(
            documents.show, KIND, card.card.id, done=partial(self._offer, card, lane), owner=self, latest="steps"
        )

    def _offer(self, card: BoardCard, lane: str | None, seen: DocumentView) -> None:
        """The steps this person may do, with the reason beside those that are not possible now."""
        states = next((states for name, _label, states in LANES if name == lane), None)
        offers = [o for o in seen.offers if o.permitted and (states is None or o.target in states)]
        self.messages.drop("refused")
        if not offers:
            self.messages.say("refused", "warn", tr("No step of yours leads there."), card.card.number)
            return
        picks = [Pick(o, name=tr(o.label), fact=tr(o.refusal) if o.refusal else "") for o in offers]
        pick_from(self, picks, partial(self._do, card, seen), under=card)

    def _do(self, card: BoardCard, seen: DocumentView, offer: Offer) -> None:
        if offer.refusal is not None:
            self.messages.say("refused", "bad", tr(offer.refusal), card.card.number)
        elif offer.asks or offer.sign or offer.prints:
            self._open(card.card)  # what it asks and prints is asked and shown on the order's page
        else:
            self._session.run(
                documents.step, KIND, card.card.id, offer.step, {}, seen.version, done=lambda _s: self.refresh(),
                failed=lambda e: self.messages.say("refused", "bad", tr(getattr(e, "text", str(e)))), owner=self,
            )  # fmt: skip
