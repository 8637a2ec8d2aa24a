"""The list that drops down: rows to choose from, narrowed by typing (also pinyin). Knows no field and no record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.views.kit.cells import LEFT, RIGHT, words
from app.views.kit.pinyin import fits
from app.views.kit.theme import colour, metrics, px

SHOWN = 8
ROW = 34
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
WALKS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Pick:
    """A row: what it stands for, its code (bold), its name, one fact that tells it apart; `ticked` is the present one.

    `heading` begins a group; `tail` marks the last row that is an act and no record ("New part…").
    """

    value: Any
    code: str = ""
    name: str = ""
    fact: str = ""
    ticked: bool = False
    heading: str = ""
    tail: bool = False


class Picks(QAbstractListModel):
    """The rows of the list."""

    def __init__(self) -> None:
        super().__init__()
        self.picks: Sequence[Pick] = ()

    def show_picks(self, picks: Sequence[Pick]) -> None:
        self.beginResetModel()
        self.picks = picks
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.picks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        pick = self.picks[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (pick.code, pick.name, pick.fact) if part)
        return None


class PickPainter(QStyledItemDelegate):
    """Code bold, name, the fact at the right; a group's heading above its first row."""

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        picks: Sequence[Pick] = index.model().picks  # type: ignore[attr-defined]
        pick, r = picks[index.row()], QRect(option.rect)
        if pick.heading:
            head = QRect(r.left() + px(8), r.top(), r.width(), px(24))
            words(p, head, pick.heading, "ink2", LEFT, "caption")
            r.setTop(r.top() + px(24))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        p.fillRect(r, colour("select" if chosen else "surface"))
        if chosen:
            p.fillRect(QRect(r.left(), r.top(), 3, r.height()), colour("accent_ink"))
        inner = r.adjusted(px(10), 0, -px(10), 0)
        if pick.code:
            words(p, inner, pick.code, "ink", LEFT, "strong")
            inner.setLeft(inner.left() + metrics("strong").horizontalAdvance(pick.code) + px(10))
        if pick.fact:
            words(p, inner, pick.fact, "ink2", RIGHT, "caption")
            inner.setRight(inner.right() - metrics("caption").horizontalAdvance(pick.fact) - px(10))
        tone = "accent_ink" if pick.tail else "ink"
        words(p, inner, pick.name, tone, LEFT, "strong" if pick.ticked else "body", elide=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        picks: Sequence[Pick] = index.model().picks  # type: ignore[attr-defined]
        return QSize(px(120), px(ROW + (24 if picks[index.row()].heading else 0)))


class PickView(QListView):
    """The rows, without a frame of their own; walked by ↑↓ from wherever the text is typed."""

    picked = Signal(object)  # the Pick

    def __init__(self) -> None:
        super().__init__()
        self.rows = Picks()
        self.setModel(self.rows)
        self.setItemDelegate(PickPainter(self))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.picked.emit(self.rows.picks[index.row()]))
        self.entered.connect(self.setCurrentIndex)

    def show_picks(self, picks: Sequence[Pick]) -> None:
        """Shows rows, the present one or the first under the cursor."""
        self.rows.show_picks(picks)
        if picks:
            at = next((i for i, pick in enumerate(picks) if pick.ticked), 0)
            self.setCurrentIndex(self.rows.index(at))

    def current(self) -> Pick | None:
        """The row under the cursor."""
        row = self.currentIndex().row()
        return self.rows.picks[row] if 0 <= row < len(self.rows.picks) else None

    def needed_height(self) -> int:
        """Height of up to eight rows and their headings, in px."""
        return sum(self.sizeHintForRow(i) for i in range(min(SHOWN, len(self.rows.picks)))) + px(8)

    def walk(self, event: QKeyEvent) -> bool:
        """Takes a key that walks or picks; True = used."""
        if event.key() in WALKS:
            self.keyPressEvent(event)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (pick := self.current()) is not None:
            self.picked.emit(pick)
            return True
        return False


class PickList(QFrame):
    """A popup with its own filter line: for a choice of more than four. It closes by a pick, Esc or a click outside."""

    picked = Signal(object)  # the Pick

    def __init__(self, home: QWidget, picks: Sequence[Pick], *, least_width: int = 220) -> None:
        super().__init__(home, Qt.WindowType.Popup)
        self.setObjectName("picklist")
        self.setProperty("kind", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._all = picks
        self.filter = QLineEdit()
        self.filter.setObjectName("picklist.filter")
        self.filter.setPlaceholderText(tr("Type to narrow the list"))
        self.filter.setAccessibleName(tr("Type to narrow the list"))
        self.filter.textChanged.connect(self._narrow)
        self.filter.installEventFilter(self)
        if len(picks) <= SHOWN:
            self.filter.hide()
        self.view = PickView()
        self.view.picked.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(6), px(6), px(6), px(6))
        column.setSpacing(px(6))
        column.addWidget(self.filter)
        column.addWidget(self.view)
        widest = max((metrics("strong").horizontalAdvance(f"{p.code} {p.name} {p.fact}") for p in picks), default=0)
        self.setFixedWidth(max(px(least_width), min(px(480), widest + px(56))))
        self._narrow("")

    def open_under(self, widget: QWidget) -> None:
        """Drops down under a widget."""
        drop_under(self, widget)
        (self.filter if len(self._all) > SHOWN else self).setFocus(Qt.FocusReason.PopupFocusReason)

    def _narrow(self, typed: str) -> None:
        self.view.show_picks([replace(p, heading="") if typed else p for p in self._all if fits(typed, p.code, p.name)])
        self.view.setFixedHeight(max(px(ROW), self.view.needed_height()))
        self.adjustSize()

    def _pick(self, pick: Pick) -> None:
        self.close()
        self.picked.emit(pick)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        return isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress and self.view.walk(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif not self.view.walk(event):
            super().keyPressEvent(event)


def pick_from(
    home: QWidget, picks: Sequence[Pick], act: Callable[[Any], object], *, under: QWidget | None = None
) -> PickList:
    """Opens a list under `under` (or `home`) and calls `act` with the value picked."""
    made = PickList(home, picks)
    made.picked.connect(lambda pick: act(pick.value))
    made.open_under(under or home)
    return made


def drop_under(popup: QWidget, widget: QWidget) -> None:
    """Shows a popup under a widget, or above it where the screen ends."""
    popup.adjustSize()
    spot = widget.mapToGlobal(QPoint(0, widget.height() + px(2)))
    screen = QGuiApplication.screenAt(spot) or QGuiApplication.primaryScreen()
    if spot.y() + popup.height() > screen.availableGeometry().bottom():
        spot = widget.mapToGlobal(QPoint(0, -popup.height() - px(2)))
    popup.move(spot)
    popup.show()
