"""The lanes of the board: cards below their heads, kept while they are the same. Knows no order and no desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.clock import Id
from app.core.i18n import tr
from app.services.work_orders.board import Card, Lane
from app.views.board_card import BoardCard
from app.views.kit.labels import Pic, Words, text
from app.views.kit.layout import clear, col, frame, row, scroll
from app.views.kit.theme import FAMILY_ICON, family_tokens, px

FAMILIES = {"sign": "idle", "work": "active", "wait": "wait", "check": "wait", "leave": "bad"}
LEAST = 206  # px of a lane


@dataclass
class _Column:
    """One lane on the screen."""

    panel: QWidget
    box: QVBoxLayout
    count: Words
    area: QScrollArea


class Lanes(QWidget):
    """Side by side; more than fit are scrolled to. A card that is the same as before stays the same widget."""

    def __init__(self, make: Callable[[Card], BoardCard]) -> None:
        super().__init__()
        self.cards: dict[str, list[BoardCard]] = {}
        self._make = make
        self._columns: dict[str, _Column] = {}
        self._heads: list[tuple[str, str]] = []
        self._row = QHBoxLayout()
        self._area = scroll(frame(self._row), name="board.lanes")
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(8))
        self.setLayout(col(self._area))

    def show_lanes(self, lanes: Sequence[Lane], *, by_state: bool) -> None:
        """Shows these lanes and cards."""
        heads = [(lane.name, tr(lane.label) if by_state or not lane.name else lane.label) for lane in lanes]
        if heads != self._heads:
            self.forget()
            self._heads = heads
            for name, label in heads:
                self._columns[name] = self._column(name, label, by_state=by_state)
                self._row.addWidget(self._columns[name].panel, 1)
        kept = {made.card.id: made for cards in self.cards.values() for made in cards}
        for lane in lanes:
            column = self._columns[lane.name]
            self.cards[lane.name] = [self._kept(kept, card) for card in lane.cards]
            column.count.tell(str(len(lane.cards)))
            for at, made in enumerate(self.cards[lane.name]):
                if column.box.indexOf(made) != at:
                    column.box.insertWidget(at, made)
        for gone in kept.values():
            gone.hide()
            gone.deleteLater()

    def _kept(self, kept: dict[Id, BoardCard], card: Card) -> BoardCard:
        """The widget of a card that did not change, else a new one."""
        made = kept.get(card.id)
        if made is None or made.card != card:
            return self._make(card)
        return kept.pop(card.id)

    def _column(self, name: str, label: str, *, by_state: bool) -> _Column:
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        count = text("0", "strong", "ink2")
        family = FAMILIES[name] if by_state else "idle"
        icon = FAMILY_ICON[family] if by_state else "layout-list"
        head = row(
            Pic(icon, 16, family_tokens(family)[0]), text(label, "section"), None, count, gap=6, margins=(4, 0, 4, 0)
        )
        area = scroll(frame(col(box, None, gap=0)))
        panel = frame(col(head, area, gap=8, margins=(6, 10, 6, 8), stretch=1), kind="sunken", name=f"board.{name}")
        panel.setMinimumWidth(LEAST)  # not zoomed: on the wall as many as can be seen stand side by side
        return _Column(panel, box, count, area)

    def forget(self) -> None:
        """All lanes go; the next ones are made anew."""
        clear(self._row)
        self._columns, self._heads, self.cards = {}, [], {}

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
