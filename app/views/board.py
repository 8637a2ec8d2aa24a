"""The board: all cars in the house in lanes, by state, bay, advisor or technician; moved only along allowed steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core import clock
from app.core.desk import Changes
from app.core.i18n import moment, tr
from app.core.workflow import Offer
from app.services import documents
from app.services.complaints import rules as complaints
from app.services.complaints.day import InHouse, in_house
from app.services.documents import DocumentView
from app.services.work_orders import bench, board
from app.services.work_orders.board import BY, LANES, Card
from app.views.board_card import BoardCard
from app.views.board_lanes import Lanes
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.labels import Pic, text
from app.views.kit.layout import col, frame, row
from app.views.kit.picklist import Pick, pick_from
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.session import Session, touches

KIND = "work_orders"
READS = ("work_orders", "work_order_labour", "labour_shares", "step_proofs", "complaints")
ANYBODY = ""
LOOK_MS, WALL_MS = 60_000, 15_000  # promises pass and other PCs work on; on the wall lanes turn their pages besides
WALL_ZOOM = 150


class BoardRoom(Room):
    """Arrows move between cards, Enter opens, Space lists the allowed steps; a drop offers its step or says why not."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.board")
        self._session, self._memory = session, memory
        self._all: Sequence[Card] = ()
        self._bays: Sequence[str] = ()
        self._complaints: Mapping[Any, InHouse] = {}
        self._advisor: Any = ANYBODY
        self._technician: Any = ANYBODY
        self.by = memory.get("board.by") if memory.get("board.by") in BY else "state"
        self._alone = False
        self._wanted: Any = None  # the order to jump to once the cards are there
        self._house, self._late, self._risk = text("", "muted"), text("", "strong", "bad"), text("", "strong", "warn")
        self._time = text("", "title")
        self._by_advisor = button(tr("All advisors"), "seg", "list-filter", key="F7", act=self.choose_advisor)
        self._by_technician = button(tr("All technicians"), "seg", "list-filter", key="F8", act=self.choose_technician)
        self._by_lane = button(tr(BY[self.by]), "seg", "layout-list", key="F9", act=self.choose_lanes)
        self._tools = frame(row(self._by_advisor, self._by_technician, self._by_lane, gap=10))
        self._time.hide()
        self._signs = (Pic("octagon-alert", 16, "bad"), Pic("triangle-alert", 16, "warn"))
        head = row(
            text(tr("Board"), "title"), self._house, self._signs[0], self._late, self._signs[1], self._risk, None,
            self._tools, self._time, gap=10,
        )  # fmt: skip
        self.lanes = Lanes(self._card)
        self.setLayout(col(head, self.messages, self.lanes, gap=10, margins=(16, 10, 16, 10), stretch=2))
        self._look = QTimer(self)
        self._look.timeout.connect(self._look_again)
        session.changed.connect(self._commit_seen)

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        return tr("Board")

    def keys(self) -> Sequence[Key]:
        if self._alone:
            return [Key("Esc", tr("Leave the wall view"), self.alone_left.emit)]
        return [
            Key("Up", tr("Choose a car")), Key("Return", tr("Open the order")), Key("Space", tr("Allowed steps")),
            Key("F7", tr("By advisor"), self.choose_advisor), Key("F8", tr("By technician"), self.choose_technician),
            Key("F9", tr("Lanes"), self.choose_lanes), Key("F11", tr("Wall view")), Key("Scan", tr("Jump to the car")),
        ]  # fmt: skip

    def on_shown(self, argument: object = None) -> None:
        self._wanted = argument
        self._look.start(WALL_MS if self._alone else LOOK_MS)
        self.refresh()

    def on_hidden(self) -> None:
        self._look.stop()

    def refresh(self) -> None:
        self._session.ask(board.places, done=self._know_bays, owner=self, latest="bays")
        if self._session.may(complaints.VIEW):
            self._session.ask(in_house, done=self._know_complaints, owner=self, latest="complaints")
        self._session.ask(board.board, done=self._show, owner=self, latest="board")

    def slim_rail(self) -> bool:
        return True

    def wall_zoom(self) -> int:
        return WALL_ZOOM

    def on_alone(self, alone: bool) -> None:
        """On the wall: larger, with the time, by itself up to date; no button stands in the way."""
        self._alone = alone
        self._tools.setVisible(not alone)
        self._time.setVisible(alone)
        self._look.start(WALL_MS if alone else LOOK_MS)
        self.lanes.forget()  # cards are as large as the zoom was when they were made
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # for Esc
        self._fill()
        if alone:
            self.said.emit(tr("Esc leaves the wall view."), None)

    def shows(self, kind: str, id: Any) -> bool:
        """A scanned paper of the order or its check-in jumps to the car; Enter opens it."""
        found = next((c for c in self._all if id == (c.id if kind == KIND else c.reception)), None)
        if kind not in (KIND, "receptions") or found is None:
            return False
        self._advisor = self._technician = ANYBODY
        self._wanted = found.id
        self._fill()
        return True

    def wants_scan(self, code: str) -> bool:
        """The code of an item on a job card jumps to its car like the order's own."""
        number = code.strip().upper().partition("/")[0] if "/" in code else ""
        found = next((c for c in self._all if c.number == number), None)
        return found is not None and self.shows(KIND, found.id)

    def regions(self) -> Sequence[QWidget]:
        return [cards[0] for cards in self.lanes.cards.values() if cards]

    def _commit_seen(self, changes: Changes) -> None:
        if self.isVisible() and touches(changes, READS):
            self.refresh()

    def _look_again(self) -> None:
        """Time passes: promises become late; on the wall long lanes show their next page."""
        if self.isVisible():
            self.refresh()
        if self._alone:
            self.lanes.turn()

    # --- cards --------------------------------------------------------------------------------------------------------
    @property
    def cards(self) -> dict[str, list[BoardCard]]:
        """The cards that are shown, lane by lane."""
        return self.lanes.cards

    def _know_bays(self, found: Sequence[str]) -> None:
        self._bays = found

    def _know_complaints(self, found: Mapping[Any, InHouse]) -> None:
        """Cars about which somebody complains wear it."""
        if found != self._complaints:
            self._complaints = found
            self._all = [self._marked(card) for card in self._all]
            self._fill()

    def _marked(self, card: Card) -> Card:
        one = self._complaints.get(card.id)
        return replace(card, complaint=one.number if one else "", light=one.light if one else "")

    def _show(self, found: Sequence[Card]) -> None:
        now = self._chosen()
        if self._wanted is None and now is not None:
            self._wanted = now.card.id
        self._all = [self._marked(card) for card in found]
        self._fill()

    def _fill(self) -> None:
        shown = [c for c in self._all if self._fits(c)]
        self._house.tell(tr("{n} cars in the house", n=len(shown)))
        late, risk = (sum(c.trouble == what for c in shown) for what in ("late", "risk"))
        self._late.tell(tr("{n} late", n=late) if late else "")
        self._risk.tell(tr("{n} at risk", n=risk) if risk else "")
        for sign, count in zip(self._signs, (late, risk), strict=True):
            sign.setVisible(count > 0)
        self._time.tell(moment(clock.now(), full=False))
        lanes = board.lanes_of(shown, self.by, self._bays)
        self.lanes.show_lanes(lanes, by_state=self.by == "state", wanted=self._wanted)
        every = [card for cards in self.cards.values() for card in cards]
        wanted = next((c for c in every if c.card.id == self._wanted), every[0] if every else None)
        self._wanted = None
        if wanted is not None and self.isVisible() and not self._alone:
            wanted.show()  # the layout would show it only later, and what is hidden takes no focus
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
            self.lanes.bring(wanted)
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
        under.rename(name)
        self._fill()

    def choose_lanes(self) -> None:
        """F9: what the lanes stand for; kept on this PC."""
        picks = [Pick(name, name=tr(label), ticked=name == self.by) for name, label in BY.items()]
        pick_from(self, picks, self.show_by, under=self._by_lane)

    def show_by(self, by: str) -> None:
        """Lanes by state, bay, advisor or technician."""
        chosen = self._chosen()
        self._wanted = chosen.card.id if chosen is not None else None
        self.by = by
        self._memory.put("board.by", by)
        self._by_lane.rename(tr(BY[by]))
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
            self.lanes.walk(chosen, key)
        else:
            super().keyPressEvent(event)

    def _dropped(self, card: BoardCard, where: QPoint) -> None:
        """A car let go over another lane: the step that leads there, another bay, or why not."""
        name = self.lanes.at(where)
        if name is None or name == self.lanes.lane_of(card):
            return
        if self.by == "state":
            self._ask_steps(card, name)
        elif self.by == "bay":
            self._session.run(bench.to_bay, card.card.id, name, done=self._moved, failed=self._refused, owner=self)
        else:
            who = tr("Who does what is changed on the order's page. Enter opens it.")
            self.messages.say("refused", "warn", who, card.card.number)

    def _moved(self, _done: object) -> None:
        self.messages.drop("refused")
        self.refresh()

    def _refused(self, error: Exception) -> None:
        self.messages.say("refused", "bad", tr(getattr(error, "text", str(error))))

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
                documents.step, KIND, card.card.id, offer.step, {}, seen.version, done=self._moved,
                failed=self._refused, owner=self,
            )  # fmt: skip
