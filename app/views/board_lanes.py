"""The lanes of the board: cards below their heads, kept while they are the same. Knows no order and no desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.clock import Id
from app.core.i18n import tr
from app.services.work_orders.board import Card, Lane
from app.views.board_card import HEIGHT, BoardCard
from app.views.kit.labels import Pic, Words, text
from app.views.kit.layout import clear, col, frame, row, scroll
from app.views.kit.theme import FAMILY_ICON, family_tokens, px
from app.views.kit.watch import watch

FAMILIES = {"sign": "idle", "work": "active", "wait": "wait", "check": "wait", "settle": "warn", "ready": "ok"}
LEAST, GAP = 190, 8  # px of a lane, between two cards
AT_ONCE, A_FEW = 8, 12  # cards of a lane that are made before the board is painted; then so many at a time


@dataclass
class _Column:
    """One lane on the screen."""

    panel: QWidget
    box: QVBoxLayout
    count: Words
    area: QScrollArea
    body: QWidget


class Lanes(QWidget):
    """Side by side; more than fit are scrolled to. A card that is the same as before stays the same widget."""

    def __init__(self, make: Callable[[Card], BoardCard]) -> None:
        super().__init__()
        self.cards: dict[str, list[BoardCard]] = {}
        self._make = make
        self._old: dict[Id, BoardCard] = {}  # cards that stood here and are not yet put again
        self._waiting: list[tuple[str, Card]] = []
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._put_some)
        self._columns: dict[str, _Column] = {}
        self._heads: list[tuple[str, str]] = []
        self._row = QHBoxLayout()
        self._area = scroll(frame(self._row), name="board.lanes")
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(8))
        self.setLayout(col(self._area))

    def show_lanes(self, lanes: Sequence[Lane], *, by_state: bool, wanted: Id | None = None) -> None:
        """Shows these lanes and cards: what is seen first at once, the others a few at a time; `wanted` at once too."""
        heads = [(lane.name, tr(lane.label) if by_state or not lane.name else lane.label) for lane in lanes]
        if heads != self._heads:
            self.forget()
            self._heads = heads
            for name, label in heads:
                self._columns[name] = self._column(name, label, by_state=by_state)
                self._row.addWidget(self._columns[name].panel, 1)
        self._old |= {made.card.id: made for cards in self.cards.values() for made in cards}
        self._waiting = []
        for lane in lanes:
            self._columns[lane.name].count.tell(str(len(lane.cards)))
            place = len(lane.cards) * (px(HEIGHT) + px(GAP))  # also for those to come: nothing moves while they do
            self._columns[lane.name].body.setMinimumHeight(max(0, place - px(GAP)))
            now = next((at + 1 for at, card in enumerate(lane.cards) if card.id == wanted), 0)
            now = max(now, AT_ONCE)
            self.cards[lane.name] = []
            for card in lane.cards[:now]:
                self._put(lane.name, card)
            self._waiting += [(lane.name, card) for card in lane.cards[now:]]
        self._clear_away({card.id for _name, card in self._waiting})
        self._in_order()
        self._next.start() if self._waiting else self._next.stop()

    def _put_some(self) -> None:
        """A few more cards, and then whatever else the program has to do."""
        some, self._waiting = self._waiting[:A_FEW], self._waiting[A_FEW:]
        with watch().closed():
            for name, card in some:
                self._put(name, card)
        if self._waiting:
            self._next.start()
        else:
            self._clear_away(set())
            self._in_order()

    def _in_order(self) -> None:
        """Tab goes down one lane and then the next, whenever a card was made."""
        for one, two in pairwise([card for cards in self.cards.values() for card in cards]):
            QWidget.setTabOrder(one, two)

    def _put(self, name: str, card: Card) -> None:
        """The next card of a lane."""
        column, cards = self._columns[name], self.cards[name]
        made = self._kept(card)
        if column.box.indexOf(made) != len(cards):
            column.box.insertWidget(len(cards), made)
        cards.append(made)

    def _clear_away(self, but: set[Id]) -> None:
        for id in [id for id in self._old if id not in but]:
            gone = self._old.pop(id)
            gone.hide()
            gone.deleteLater()

    def _kept(self, card: Card) -> BoardCard:
        """The widget of a card that did not change, else a new one."""
        made = self._old.get(card.id)
        if made is None or made.card != card:
            return self._make(card)
        return self._old.pop(card.id)

    def _column(self, name: str, label: str, *, by_state: bool) -> _Column:
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP))
        count = text("0", "strong", "ink2")
        family = FAMILIES[name] if by_state else "idle"
        icon = FAMILY_ICON[family] if by_state else "layout-list"
        head = row(
            Pic(icon, 16, family_tokens(family)[0]), text(label, "section"), None, count, gap=6, margins=(4, 0, 4, 0)
        )
        body = frame(col(box, None, gap=0))
        area = scroll(body)
        panel = frame(col(head, area, gap=8, margins=(6, 10, 6, 8), stretch=1), kind="sunken", name=f"board.{name}")
        panel.setMinimumWidth(LEAST)  # not zoomed: on the wall as many as can be seen stand side by side
        return _Column(panel, box, count, area, body)

    def forget(self) -> None:
        """All lanes go; the next ones are made anew."""
        clear(self._row)
        self._next.stop()
        self._columns, self._heads, self.cards, self._old, self._waiting = {}, [], {}, {}, []

    # --- where things are ---------------------------------------------------------------------------------------------
    def at(self, where: QPoint) -> str | None:
        """The lane under a point of the screen."""
        for name, column in self._columns.items():
            if column.panel.rect().contains(column.panel.mapFromGlobal(where)):
                return name
        return None

    def panel(self, name: str) -> QWidget:
        """A lane."""
        return self._columns[name].panel

    def lane_of(self, card: BoardCard) -> str:
        """The lane in which a card stands."""
        return next(name for name, cards in self.cards.items() if card in cards)

    def bring(self, card: BoardCard) -> None:
        """Scrolls to a card."""
        column = self._columns[self.lane_of(card)]
        column.area.ensureWidgetVisible(card)
        self._area.ensureWidgetVisible(column.panel)

    def walk(self, chosen: BoardCard, key: int) -> None:
        """Up and down in the lane, left and right to the next lane that has a car."""
        name = self.lane_of(chosen)
        lane = self.cards[name]
        at = lane.index(chosen)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            to = lane[max(0, min(len(lane) - 1, at + (1 if key == Qt.Key.Key_Down else -1)))]
        else:
            names = [one for one in self._columns if self.cards[one]]
            place = names.index(name) + (1 if key == Qt.Key.Key_Right else -1)
            other = self.cards[names[max(0, min(len(names) - 1, place))]]
            to = chosen if other is lane else other[min(at, len(other) - 1)]
        to.setFocus(Qt.FocusReason.TabFocusReason)
        self.bring(to)

    def turn(self) -> None:
        """Each lane that is longer than the screen shows its next page, after the last one the first again."""
        for column in self._columns.values():
            bar = column.area.verticalScrollBar()
            bar.setValue(0 if bar.value() >= bar.maximum() else bar.value() + bar.pageStep())
