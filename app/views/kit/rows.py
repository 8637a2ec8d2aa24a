"""The only table of the program: rows are named by ids and read in pages as they come into sight. Knows no query.

`find` and `read` of the source run in a reader thread; what is not read yet is painted as a grey bar. The answer to a
new question comes in two parts, so that the first rows are there while all the others are still being sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.core.i18n import tr
from app.core.screen import Column, ListQuery
from app.views.kit.cells import FIGURES, LEFT, RIGHT, Cell, States, rows_ready
from app.views.kit.tasks import Tasks

PAGE = 128
KEPT_PAGES = 64
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Row = tuple[Cell, ...]


class Source(Protocol):
    """Where rows come from. Both are called in a reader thread."""

    def find(self, query: ListQuery) -> Sequence[Any]:
        """The ids that fit, in order."""

    def read(self, ids: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """One tuple per id, in the order of the columns."""


class Rows(QAbstractTableModel):
    """The model: ids of all rows, finished cells of the pages near what is seen."""

    found = Signal(bool)  # an answer is in; True = another query than before (start at the top)
    failed = Signal(object)  # the exception
    grown = Signal(int, int)  # rows first to last have arrived
    completed = Signal()  # the rest of an answer is in

    def __init__(
        self, columns: Sequence[Column], source: Source, tasks: Tasks, states: States | None = None,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.columns = tuple(columns)
        self.labels = [tr(c.label) for c in self.columns]
        self.ids: Sequence[Any] = ()
        self.query = ListQuery()
        self.busy = False  # something is still to come
        self._source, self._tasks = source, tasks
        self._ready = rows_ready(self.columns, states)
        self._pages: dict[int, list[Row]] = {}
        self._reading = False
        self._turn = 0

    # --- asking ---------------------------------------------------------------------------------------------------
    def ask(self, query: ListQuery) -> None:
        """Finds anew; the rows shown stay until the answer is in."""
        fresh = query != self.query
        self.query = query
        self._turn += 1
        self.busy = True
        turn, source, ready = self._turn, self._source, self._ready
        asked = replace(query, limit=min(query.limit, PAGE)) if fresh else query

        def job() -> tuple[Sequence[Any], list[Row]]:
            ids = source.find(asked)
            return ids, [ready(row) for row in source.read(ids[:PAGE])]

        self._tasks.run_read(
            job, lambda answer: self._found(turn, fresh, *answer), lambda error: self._failed(turn, error),
            owner=self, latest="find",
        )  # fmt: skip

    def want(self, first: int, last: int) -> None:
        """The rows first to last are in sight: reads what is missing, one read at a time."""
        pages = [page for page in range(first // PAGE, last // PAGE + 1) if page not in self._pages]
        if self._reading or not pages or not self.ids:
            return
        self._reading = True
        turn, source, ready = self._turn, self._source, self._ready
        ids = self.ids[pages[0] * PAGE : (pages[-1] + 1) * PAGE]

        def job() -> list[Row]:
            return [ready(row) for row in source.read(ids)]

        self._tasks.run_read(
            job, lambda rows: self._read(turn, pages[0], rows), lambda error: self._failed(turn, error), owner=self
        )

    def _found(self, turn: int, fresh: bool, ids: Sequence[Any], first: list[Row]) -> None:
        if turn != self._turn:
            return
        self.busy = fresh and len(ids) == PAGE < self.query.limit
        self.beginResetModel()
        self.ids = ids
        self._pages = {0: first} if first else {}
        self.endResetModel()
        self.found.emit(fresh)
        self.grown.emit(0, len(first) - 1)
        if self.busy and turn == self._turn:
            source, query = self._source, self.query
            self._tasks.run_read(
                lambda: source.find(query), partial(self._complete, turn), lambda error: self._failed(turn, error),
                owner=self, latest="find",
            )  # fmt: skip

    def _complete(self, turn: int, ids: Sequence[Any]) -> None:
        """The rest is in. Should somebody have changed the beginning in the meantime, the list is asked for anew."""
        if turn != self._turn:
            return
        shown = len(self.ids)
        self.busy = False
        if list(ids[:shown]) != list(self.ids):
            self.ask(self.query)
            return
        if len(ids) > shown:
            self.beginInsertRows(ROOT, shown, len(ids) - 1)
            self.ids = ids
            self.endInsertRows()
        self.completed.emit()

    def _read(self, turn: int, page: int, rows: list[Row]) -> None:
        self._reading = False
        if turn != self._turn:
            return
        for at in range(0, len(rows), PAGE):
            self._pages[page + at // PAGE] = rows[at : at + PAGE]
        while len(self._pages) > KEPT_PAGES:  # dicts keep their order: the oldest goes first
            self._pages.pop(next(iter(self._pages)))
        first, last = page * PAGE, page * PAGE + len(rows) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        self.grown.emit(first, last)

    def _failed(self, turn: int, error: Exception) -> None:
        self._reading = False
        if turn == self._turn:
            self.busy = False
            self.failed.emit(error)

    # --- answering ------------------------------------------------------------------------------------------------
    def row(self, number: int) -> Row | None:
        """The finished cells of a row, None if they are not read yet."""
        page = self._pages.get(number // PAGE)
        at = number % PAGE
        return page[at] if page is not None and at < len(page) else None

    def place(self, id_: object) -> int:
        """The row of an id, -1 if it is not among those found."""
        try:
            return self.ids.index(id_)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index.row())
            return row[index.column()].spoken() if row is not None else ""
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.labels[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if self.columns[section].kind in FIGURES else LEFT
        return None
