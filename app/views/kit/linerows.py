"""The rows of a lines grid: values, the records behind them, what is wrong with them. Knows no widget but Qt's model.

The last row is always the empty one that waits for a scan; it is no line until something stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.core.errors import Problem
from app.core.i18n import tr
from app.core.screen import CellKind, Field, Lines
from app.views.kit.cells import EMPTY, LEFT, RIGHT, Cell, ready
from app.views.kit.header import folded
from app.views.kit.records import Hit

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
CELL_OF: dict[str, CellKind] = {
    "quantity": "quantity", "money": "money", "price": "price", "percent": "percent", "number": "number",
    "date": "date", "moment": "moment", "choice": "choice", "flag": "flag", "record": "text",
    "code": "code",
}  # fmt: skip
LABELLED: dict[str, CellKind] = {"bins": "bin"}  # records that are shown as what is written on the shelf
FIGURES = ("quantity", "money", "price", "percent", "number")


def cell_kind(one: Field) -> CellKind:
    """The cell a field is shown in."""
    return LABELLED.get(one.record) or CELL_OF.get(one.kind or "text", "text")


@dataclass
class Line:
    """One line. `typed` and `refused`: what was scanned or typed for it and why it could not be taken."""

    values: dict[str, Any] = field(default_factory=dict)
    hits: dict[str, Hit] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    typed: str = ""
    refused: str = ""
    start: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def new(cls, fields: Sequence[Field]) -> Line:
        """A new line with its defaults."""
        start = {f.name: f.default for f in fields if f.default is not None}
        return cls(dict(start), start=start)

    def empty(self) -> bool:
        """Nothing stands in it but defaults."""
        said = (v for name, v in self.values.items() if v not in (None, "", self.start.get(name)))
        return not self.hits and not self.typed and not any(True for _ in said)


class LineRows(QAbstractTableModel):
    """Lines and, below them, the scan row (unless the grid is only read)."""

    def __init__(self, spec: Lines) -> None:
        super().__init__()
        self.spec, self.fields = spec, spec.fields
        self.lines: list[Line] = []
        self.open = True
        self.folds = False  # titles of several words stand on two lines
        self._makers = {
            f.name: ready(CELL_OF.get(f.kind or "text", "text"), choices=tuple((c.code, c.label) for c in f.choices))
            for f in self.fields
        }

    # --- lines ------------------------------------------------------------------------------------------------------
    def load(self, rows: Sequence[Mapping[str, Any]], hits: Mapping[Any, Hit]) -> None:
        """Shows rows; `hits` names the records whose ids stand in them."""
        self.beginResetModel()
        self.lines = []
        for row in rows:
            line = Line(dict(row))
            for one in self.fields:
                hit = hits.get(row.get(one.name)) if one.kind == "record" else None
                if hit is not None:
                    line.hits[one.name] = hit
            self.lines.append(line)
        self.endResetModel()

    def rows(self) -> list[dict[str, Any]]:
        """The lines as values; refused rows and the empty scan row are no lines."""
        return [dict(line.values) for line in self.lines if not line.refused and not line.empty()]

    def place_of(self, row: int) -> int:
        """The number under which problems name this row: refused rows are not counted."""
        return sum(1 for line in self.lines[:row] if not line.refused and not line.empty())

    def row_of(self, place: int) -> int:
        """The row of the line that problems call number `place`, -1 if there is none."""
        return next((i for i in range(len(self.lines)) if self.place_of(i) == place and not self.lines[i].refused), -1)

    def add(self, line: Line, at: int | None = None) -> int:
        """Puts a line in; returns its row."""
        row = len(self.lines) if at is None else at
        self.beginInsertRows(ROOT, row, row)
        self.lines.insert(row, line)
        self.endInsertRows()
        return row

    def remove(self, row: int) -> Line:
        """Takes a line out and gives it, for undo."""
        self.beginRemoveRows(ROOT, row, row)
        line = self.lines.pop(row)
        self.endRemoveRows()
        return line

    def line(self, row: int) -> Line:
        """The line of a row; writing into the scan row makes it a line."""
        if row == len(self.lines):
            self.add(Line.new(self.fields))
        return self.lines[row]

    def put(self, row: int, one: Field, value: Any, hit: Hit | None = None) -> None:
        """Writes one value."""
        line = self.line(row)
        line.values[one.name] = value
        line.problems.pop(one.name, None)
        if one.kind == "record":
            line.typed = line.refused = ""
            if hit is not None:
                line.hits[one.name] = hit
            else:
                line.hits.pop(one.name, None)
        self.touch(row)

    def refuse(self, typed: str, why: str) -> int:
        """Keeps what was scanned as a row of its own that says why it is no line."""
        return self.add(Line(typed=typed, refused=why))

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Marks the cells that problems name: "lines.3.quantity"."""
        for line in self.lines:
            line.problems.clear()
        for problem in problems:
            parts = problem.where.split(".")
            row = self.row_of(int(parts[-2])) if len(parts) >= 3 and parts[-2].isdigit() else -1
            if row >= 0:
                self.lines[row].problems[parts[-1]] = problem
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(self.fields) - 1))

    def touch(self, row: int) -> None:
        """A row looks different now."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.fields) - 1))

    # --- cells ------------------------------------------------------------------------------------------------------
    def cell(self, row: int, column: int) -> Cell:
        """The finished cell."""
        one = self.fields[column]
        if row >= len(self.lines):
            return EMPTY
        line = self.lines[row]
        if one.name == self.spec.scan and line.refused:
            return Cell(line.typed)
        if one.kind == "record":
            hit = line.hits.get(one.name)
            if hit is None:
                return EMPTY
            return Cell(hit.code if one.record in LABELLED else hit.words())
        value = line.values.get(one.name)
        if value is None or value == "":
            return EMPTY
        if one.kind == "quantity":
            unit = self.unit_of(line, one)
            return self._makers[one.name]((value, unit[1], unit[0]))
        return self._makers[one.name](value)

    def unit_of(self, line: Line, one: Field) -> tuple[str, int]:
        """(unit, decimals) of a quantity: the part's, else the field's own."""
        hit = line.hits.get(one.unit_of or self.spec.scan)
        if hit is not None and hit.unit:
            return hit.unit, hit.decimals
        return (tr(one.unit) if one.unit else ""), one.decimals or 0

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines) + (1 if self.open else 0)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.cell(index.row(), index.column()).spoken()
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            line = self.lines[index.row()] if index.row() < len(self.lines) else None
            problem = line.problems.get(self.fields[index.column()].name) if line else None
            return tr(problem.text) if problem else (line.refused if line else "") or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            one = self.fields[section]
            if role == Qt.ItemDataRole.DisplayRole:
                label = tr(one.label) + (" *" if one.required and self.open else "")
                return folded(label) if self.folds else label
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if one.kind in FIGURES else LEFT
        return None
