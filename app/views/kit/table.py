"""The table as it is seen and worked with: painting, keys, columns, selection. The rows come from rows.py.

Enter opens, Space peeks, Alt+↑/↓ sorts by the column of the cursor, Ctrl+A chooses all. It knows no list spec.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.core.screen import Column, ListQuery
from app.views.kit.cells import MAY_ELIDE, PADDING, States, paint_cell, width_of
from app.views.kit.header import TIGHT, Header
from app.views.kit.rows import Rows, Source
from app.views.kit.tasks import Tasks
from app.views.kit.theme import colour, px, row_height

LEAST_STRETCH, LEAST_TEXT = 100, 72
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Memory(Protocol):
    """Keeps what a station likes: widths, hidden columns, the slim rail. Values are plain JSON."""

    def get(self, key: str) -> Any: ...
    def put(self, key: str, value: Any) -> None: ...


class CellPainter(QStyledItemDelegate):
    """One look for every list: ground, selection, hairline, cell."""

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        table: Table = self.parent()  # type: ignore[assignment]
        r = option.rect
        row, column = index.row(), index.column()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        p.fillRect(r, colour("select" if chosen else "hover" if row == table.hovered else "surface"))
        p.fillRect(QRect(r.left(), r.bottom(), r.width(), 1), colour("line"))
        if chosen and table.header.visualIndex(column) == 0:
            p.fillRect(QRect(r.left(), r.top(), 3, r.height() - 1), colour("accent_ink"))
        pad = px(table.header.pad)
        inner = r.adjusted(pad, 0, -pad, -1)
        cells = table.rows.row(row)
        if cells is None:
            table.missing = True
            p.fillRect(
                QRect(inner.left(), inner.center().y() - px(5), round(inner.width() * 0.6), px(10)), colour("line")
            )
        else:
            paint_cell(p, inner, table.rows.columns[column].kind, cells[column])


class Table(QTableView):
    """A list of any length. `key` is where its columns are remembered."""

    opened = Signal(object)  # Enter or double click: the id
    peeked = Signal(object)  # Space: the id
    chosen = Signal()  # the selection is new; see chosen_ids()
    counted = Signal(int)  # a new answer is in, or its rest: how many rows
    sorted_by = Signal(str)  # "name" or "-name"
    failed = Signal(object)

    def __init__(
        self, columns: Sequence[Column], source: Source, tasks: Tasks, *, states: States | None = None,
        memory: Memory | None = None, key: str = "", name: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("table")
        self.setAccessibleName(name)
        self.hovered, self.missing = -1, False
        self._memory, self._key = memory, key
        self._wanted_id: Any = None
        self._by_user: dict[int, int] = {}  # px at 100 %
        self._needs: dict[int, int] = {}
        self.rows = Rows(columns, source, tasks, states, self)
        self.header = Header(self)
        self._dress()
        self.setModel(self.rows)
        self.setHorizontalHeader(self.header)
        self.setItemDelegate(CellPainter(self))
        self._columns_back()
        self.header.sectionClicked.connect(self.sort_section)
        self.header.sectionResized.connect(self._resized_by_user)
        self.header.sectionMoved.connect(self._remember)
        self.rows.found.connect(self._found)
        self.rows.completed.connect(self._completed)
        self.rows.failed.connect(self.failed)
        self.rows.grown.connect(self._grown)
        self.doubleClicked.connect(lambda index: self._say(self.opened, index))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(1)
        vertical.setDefaultSectionSize(row_height())

    # --- asking ---------------------------------------------------------------------------------------------------
    def ask(self, query: ListQuery) -> None:
        """Shows what fits the query; the chosen row stays chosen if it is among it."""
        self._wanted_id = self.current_id()
        self.rows.ask(query)

    def reload(self) -> None:
        """Reads again what is shown."""
        self.ask(self.rows.query)

    def sorted_column(self) -> tuple[str, int, bool]:
        """(column name, its number or -1, True = descending)."""
        sort = self.rows.query.sort
        name = sort.removeprefix("-")
        number = next((i for i, c in enumerate(self.rows.columns) if c.name == name), -1)
        return name, number, sort.startswith("-")

    def sort_section(self, section: int, down: bool | None = None) -> None:
        """Sorts by a column; a second time turns the order round."""
        column = self.rows.columns[section]
        if not column.sort:
            return
        name, _, was_down = self.sorted_column()
        if down is None:
            down = name == column.name and not was_down
        self.sorted_by.emit(("-" if down else "") + column.name)

    # --- choosing -------------------------------------------------------------------------------------------------
    def current_id(self) -> Any:
        """The id of the row under the cursor, None if there is none."""
        row = self.currentIndex().row()
        return self.rows.ids[row] if 0 <= row < len(self.rows.ids) else None

    def chosen_ids(self) -> list[Any]:
        """The ids of all chosen rows, in order."""
        ids: list[Any] = []
        parts = list(self.selectionModel().selection())  # type: ignore[call-overload]
        for part in sorted(parts, key=lambda part: part.top()):
            ids += self.rows.ids[part.top() : part.bottom() + 1]
        return ids

    def choose(self, id_: object) -> bool:
        """Puts the cursor on the row of an id; False if it is not among what is found."""
        row = self.rows.place(id_)
        if row < 0:
            self._wanted_id = id_ if self.rows.busy else None
            return False
        self._go(row)
        return True

    def _go(self, row: int) -> None:
        column = max(0, self.currentIndex().column())
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.rows.index(row, column), flags)
        self.scrollTo(self.rows.index(row, column))

    # --- rows come in -----------------------------------------------------------------------------------------------
    def _found(self, fresh: bool) -> None:
        wanted, self._wanted_id = self._wanted_id, None
        row = self.rows.place(wanted) if wanted is not None else -1
        if row >= 0:
            self._go(row)
        elif self.rows.ids:
            self._wanted_id = wanted if self.rows.busy else None  # it may be further down
            self._go(0)
        if fresh and row < 0:
            self.scrollToTop()
        self._fit()
        self.counted.emit(len(self.rows.ids))
        self.chosen.emit()

    def _completed(self) -> None:
        """All rows are known: the one that was chosen before is, unless somebody has moved on."""
        wanted, self._wanted_id = self._wanted_id, None
        if wanted is not None and self.currentIndex().row() <= 0 and (row := self.rows.place(wanted)) >= 0:
            self._go(row)
        self.counted.emit(len(self.rows.ids))

    def _grown(self, first: int, last: int) -> None:
        """Codes and figures are never elided: their columns grow with what arrives."""
        wider = False
        for number, column in enumerate(self.rows.columns):
            if column.kind in MAY_ELIDE or self.isColumnHidden(number):
                continue
            need, measured = self._needs.get(number, 0), set()
            for row in range(first, last + 1):
                cells = self.rows.row(row)
                if cells is not None and cells[number].text not in measured:
                    measured.add(cells[number].text)
                    need = max(need, width_of(column.kind, cells[number]))
            wider = wider or need > self._needs.get(number, 0)
            self._needs[number] = need
        if wider:
            self._fit()

    # --- columns ----------------------------------------------------------------------------------------------------
    def _columns_back(self) -> None:
        kept = (self._memory.get(self._key) if self._memory and self._key else None) or {}
        widths, hidden = kept.get("widths", {}), kept.get("hidden")
        for number, column in enumerate(self.rows.columns):
            width = widths.get(column.name)
            if width:
                self._by_user[number] = width
            self._set_width(number, px(width or column.width))
            self.setColumnHidden(number, column.name in hidden if hidden is not None else column.hidden)
        for place, name in enumerate(kept.get("order", [])):
            number = next((i for i, c in enumerate(self.rows.columns) if c.name == name), -1)
            if number >= 0:
                self.header.moveSection(self.header.visualIndex(number), place)

    def show_column(self, number: int, on: bool) -> None:
        """Shows or hides a column, and remembers it."""
        self.setColumnHidden(number, not on)
        self._grown(0, len(self.rows.ids[:128]) - 1)
        self._fit()
        self._remember()

    def _set_width(self, number: int, width: int) -> None:
        self.header.blockSignals(True)
        self.setColumnWidth(number, width)
        self.header.blockSignals(False)

    def _resized_by_user(self, number: int, _old: int, new: int) -> None:
        self._by_user[number] = round(new * 100 / px(100))
        self._fit()
        self._remember()

    def _remember(self) -> None:
        if self._memory is None or not self._key:
            return
        columns = self.rows.columns
        order = [columns[self.header.logicalIndex(place)].name for place in range(len(columns))]
        hidden = [c.name for i, c in enumerate(columns) if self.isColumnHidden(i)]
        widths = {columns[i].name: width for i, width in self._by_user.items()}
        self._memory.put(self._key, {"order": order, "hidden": hidden, "widths": widths})

    def _least(self, number: int, fold: bool = False) -> int:
        """The width below which a column loses something: its title, and its codes and figures."""
        if number in self._by_user:
            return px(self._by_user[number])
        column = self.rows.columns[number]
        text = px(LEAST_STRETCH if column.stretch else LEAST_TEXT)
        elidable = min(px(column.width), text) if column.kind in MAY_ELIDE else 0
        least = max(self.header.needed(number, fold), self._needs.get(number, 0), elidable)
        return least - px(2 * (PADDING - TIGHT)) if fold else least

    def _fit(self) -> None:
        """Columns have the width of their spec or what they need; room too small is taken from what can spare it,
        room left over goes to the columns that stretch.
        """
        shown = [i for i in range(len(self.rows.columns)) if not self.isColumnHidden(i)]
        least = {i: self._least(i) for i in shown}
        if fold := sum(least.values()) > self.viewport().width():
            least = {i: self._least(i, fold) for i in shown}
        self.header.fold(fold)
        wish = {i: max(least[i], px(self.rows.columns[i].width)) if i not in self._by_user else least[i] for i in shown}
        for stretches in (False, True):  # what stretches is what one reads: it gives way last
            group = [i for i in shown if self.rows.columns[i].stretch == stretches]
            over = sum(wish.values()) - self.viewport().width()
            spare = sum(wish[i] - least[i] for i in group)
            share = min(1.0, max(0, over) / spare) if spare else 0.0
            wish |= {i: wish[i] - math.ceil((wish[i] - least[i]) * share) for i in group}
        stretch = [i for i in shown if self.rows.columns[i].stretch and i not in self._by_user]
        rest = self.viewport().width() - sum(wish.values())
        for number in shown:
            more = rest // len(stretch) if number in stretch and rest > 0 else 0
            self._set_width(number, wish[number] + more)
        self.viewport().update()

    # --- Qt ---------------------------------------------------------------------------------------------------------
    def _say(self, signal: Any, index: QModelIndex) -> None:
        if index.isValid():
            signal.emit(self.rows.ids[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        current = self.currentIndex()
        if key in ENTERS and not control:
            self._say(self.opened, current)
        elif key == Qt.Key.Key_Space and not control:
            self._say(self.peeked, current)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.sort_section(max(0, current.column()), key == Qt.Key.Key_Down)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not control and self.rows.ids:
            self._go(0 if key == Qt.Key.Key_Home else len(self.rows.ids) - 1)
        elif control and key in ENTERS:
            event.ignore()
        else:
            super().keyPressEvent(event)
            if event.text().isprintable() and event.text():
                event.ignore()  # the room may know what to do with it

    def keyboardSearch(self, search: str) -> None:
        """Letters do not jump in a list of pages: that is what the filter is for."""

    def paintEvent(self, event: Any) -> None:
        self.missing = False
        super().paintEvent(event)
        if self.missing:
            bottom = self.rowAt(self.viewport().height() - 1)
            self.rows.want(max(0, self.rowAt(0)), bottom if bottom >= 0 else len(self.rows.ids) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "header"):
            self.verticalHeader().setDefaultSectionSize(row_height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.header.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.header.viewport().update()

    def currentChanged(self, current: Any, previous: Any) -> None:
        super().currentChanged(current, previous)
        self.header.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(QPoint(event.position().toPoint()).y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()
