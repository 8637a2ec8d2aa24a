"""The scan-friendly grid of lines: scan, scan, scan; or type and Enter. It knows no document.

Enter goes right, then down. F2 or typing edits, Esc leaves the cell as it was, Ins adds a line, Ctrl+Del takes one out
(with undo). A scan of what stands there already adds to it; `12*` before a scan makes it twelve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from app.core import scan
from app.core.errors import Problem
from app.core.i18n import tr
from app.core.screen import Field, Lines
from app.views.kit.buttons import button
from app.views.kit.chips import Chip
from app.views.kit.fields import make_control
from app.views.kit.labels import text
from app.views.kit.layout import col, row, rule
from app.views.kit.linerows import Line, LineRows
from app.views.kit.linesview import LinesView
from app.views.kit.records import Hit, Records
from app.views.kit.tasks import Tasks

TIMES_MS = 5_000


class LinesGrid(QFrame):
    """A card: title with count, the grid, a foot for totals. It looks scans and typed numbers up by itself."""

    edited = Signal()
    removed = Signal(str, object)  # words for a toast, and the act that brings the line back
    refused = Signal(str, str)  # what was scanned, why it could not be taken
    added = Signal(object)  # the Hit whose line was made or grew

    def __init__(self, spec: Lines, records: Records, tasks: Tasks, *, state: str = "") -> None:
        super().__init__()
        self.setObjectName(f"lines.{spec.name}")
        self.setProperty("kind", "card")
        self.spec, self._records, self._tasks = spec, records, tasks
        self._times = 1
        self._loads = 0
        self.rows_ = LineRows(spec)
        self.view = LinesView(self.rows_, lambda one: make_control(one, records, tasks))
        self.view.setObjectName(f"lines.{spec.name}.table")
        self.view.setAccessibleName(tr(spec.label))
        self.view.asked.connect(self.take_typed)
        self._count, self._flag = text("", "muted"), Chip("", "active", "plus")
        self._flag.hide()
        self._add = button(tr("Add line"), "quiet", "plus", key="Ins", act=self._add_line, object_name="lines.add")
        self.foot: QHBoxLayout = row(gap=24, margins=(14, 6, 14, 6))
        head = row(text(tr(spec.label), "section"), self._count, None, self._flag, self._add, margins=(12, 6, 8, 6))
        self.setLayout(col(head, rule(), self.view, self.foot, gap=0, stretch=2))
        self.setFocusProxy(self.view)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(TIMES_MS)
        self._forget.timeout.connect(lambda: self.times(1))
        self.view.edited.connect(self._changed)
        self.view.removed.connect(self._removed)
        self.editable(not state or not spec.editable_in or state in spec.editable_in)
        self._changed(loud=False)

    # --- values -----------------------------------------------------------------------------------------------------
    def load(self, rows: Sequence[Mapping[str, Any]], hits: Mapping[Any, Hit] | None = None) -> None:
        """Shows lines. The records in them are read in the background unless `hits` names them all."""
        known = dict(hits or {})
        self.rows_.load(rows, known)
        self._changed(loud=False)
        self._loads += 1
        wanted = {
            (f.record, row[f.name]) for row in rows for f in self.spec.fields
            if f.kind == "record" and row.get(f.name) is not None and row[f.name] not in known
        }  # fmt: skip
        if wanted:
            records = self._records
            self._tasks.run_read(
                lambda: [records.get(kind, id_) for kind, id_ in wanted], partial(self._named, self._loads), owner=self
            )

    def _named(self, load: int, hits: Iterable[Hit | None]) -> None:
        if load != self._loads:
            return
        by_id = {hit.id: hit for hit in hits if hit is not None}
        for line in self.rows_.lines:
            for one in self.spec.fields:
                hit = by_id.get(line.values.get(one.name)) if one.kind == "record" else None
                if hit is not None:
                    line.hits[one.name] = hit
        if self.rows_.lines:
            self.rows_.dataChanged.emit(
                self.rows_.index(0, 0), self.rows_.index(len(self.rows_.lines) - 1, len(self.spec.fields) - 1)
            )

    def rows(self) -> list[dict[str, Any]]:
        """The lines as values, what the editor holds included; refused rows are none."""
        self.view.finish()
        return self.rows_.rows()

    def fits(self) -> bool:
        """What the editor holds is a value of its kind; else it stays open and says why."""
        return self.view.finish()

    def editable(self, on: bool) -> None:
        """Off = lines are read; the scan row goes, and the card is no higher than its lines."""
        self.rows_.beginResetModel()
        self.rows_.open = on
        self.rows_.endResetModel()
        self._add.setVisible(on)
        upright = QSizePolicy.Policy.Expanding if on else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, upright)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Marks the cells that are wrong ("lines.3.quantity") and goes to the first."""
        self.rows_.show_problems(problems)
        self.view.grow()
        for number, line in enumerate(self.rows_.lines):
            for column, one in enumerate(self.spec.fields):
                if one.name in line.problems:
                    self.view.go(number, column)
                    return

    # --- scans ------------------------------------------------------------------------------------------------------
    def times(self, n: int) -> None:
        """The next scan counts so many; it is shown, and forgotten after 5 s."""
        self._times = n
        self._flag.tell(f"× {n}", "active", "plus")
        self._flag.setVisible(n != 1)
        self._forget.start()

    def take_scan(self, code: str) -> bool:
        """Takes a scan if the grid can be edited and scans land in it; what becomes of it is seen in a row."""
        if not self.rows_.open or not self.spec.scan:
            return False
        self.view.cancel()
        one = next(f for f in self.spec.fields if f.name == self.spec.scan)
        records = self._records
        self._tasks.run_read(
            lambda: records.scanned(code, (one.record,)), partial(self._resolved, code, one), owner=self
        )
        return True

    def take_typed(self, typed: str) -> None:
        """Typed into the scan cell and entered: `12*` sets the number, all else is looked up like a scan."""
        if typed.endswith("*") and typed[:-1].isdigit() and 0 < int(typed[:-1]) < 100_000:
            self.times(int(typed[:-1]))
            self.view.go_scan_row()
        else:
            self.take_scan(typed)

    def _resolved(self, code: str, one: Field, hit: Hit | None) -> None:
        if hit is None:
            why = tr("Unknown. Type the number or the name, or remove this row with Ctrl+Del.")
            self.rows_.refuse(code, why)
            self.view.go_scan_row()
            self.refused.emit(code, why)
            return
        times, self._times = self._times, 1
        self.times(1)
        marks = self._marks(code)
        row_ = next((i for i, line in enumerate(self.rows_.lines) if _same(line, one.name, hit.id, marks)), -1)
        amount = next((f for f in self.spec.fields if f.name == self.spec.adds), None)
        unit = 1000 if amount is not None and amount.kind == "quantity" else 1
        if row_ < 0 or amount is None:
            row_ = self.rows_.add(Line.new(self.spec.fields))
            self.rows_.put(row_, one, hit.id, hit)
            if amount is not None:
                self.rows_.put(row_, amount, times * unit)
        else:
            self.rows_.put(row_, amount, (self.rows_.lines[row_].values.get(amount.name) or 0) + times * unit)
        for field in self.spec.fields:
            if field.name in marks:
                self.rows_.put(row_, field, marks[field.name])
        self.view.go_scan_row()
        self.view.selectRow(row_)
        self._changed()
        self.added.emit(hit)

    def _marks(self, code: str) -> dict[str, Any]:
        """What a GS1 code says of these goods besides the part, where the grid has a field of that name."""
        said, names = scan.parse(code), {f.name for f in self.spec.fields if not f.fixed}
        found = {
            "batch": said.batch, "serial": said.serial, "produced": said.produced,
            "expires": said.expires or said.best_before,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value and name in names}

    # --- what follows -------------------------------------------------------------------------------------------------
    def _add_line(self) -> None:
        self.view.setFocus()
        self.view.go_scan_row()
        self.view.edit_cell(self.rows_.rowCount() - 1, 0)

    def _removed(self, line: Line, at: int) -> None:
        named = line.hits.get(self.spec.scan)
        words_ = tr("Removed: {what}", what=named.words() if named else line.typed or tr("empty line"))

        def back() -> None:
            self.rows_.add(line, min(at, len(self.rows_.lines)))
            self._changed()

        self.removed.emit(words_, back)

    def _changed(self, *, loud: bool = True) -> None:
        count = len(self.rows_.rows())
        self._count.setText(tr("1 line") if count == 1 else tr("{n} lines", n=count))
        self.view.grow()
        self.view.updateGeometry()
        if loud:
            self.edited.emit()


def _same(line: Line, name: str, id_: Any, marks: Mapping[str, Any]) -> bool:
    """True if the line is of this record, and of no other batch or serial number than was scanned."""
    return line.values.get(name) == id_ and all(line.values.get(n) in (None, "", v) for n, v in marks.items())
