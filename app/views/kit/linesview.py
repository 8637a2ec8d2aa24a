"""The cells of a lines grid and their one editor, which is the field's own control put over the cell.

It knows how to walk and edit, not what a scan means: that is the grid's business (lines.py).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.core.errors import Problem
from app.core.i18n import tr
from app.core.screen import Field
from app.views.kit.cells import LEFT, PADDING, paint_cell, width_of, words
from app.views.kit.controls import Control, FigureControl
from app.views.kit.header import TWO_LINES, folded
from app.views.kit.icons import paint_icon
from app.views.kit.layout import into_view
from app.views.kit.linerows import Line, LineRows, cell_kind
from app.views.kit.picker import RecordControl
from app.views.kit.records import Hit
from app.views.kit.theme import colour, px

ROW, LEAST_SCAN, LEAST_TIGHT = 30, 240, 150
MARK = 18  # room for the sign of what is wrong in a cell
TIGHT_WORDS = 110  # words are cut where all columns do not fit; the cell that is typed into says them whole
LEAST = {"record": 130, "long": 160, "text": 110, "quantity": 96, "money": 100, "price": 104}
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Index = QModelIndex | QPersistentModelIndex


class LinePainter(QStyledItemDelegate):
    """Cells as in every list; a cell that is wrong wears a red frame, a refused row says why."""

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        grid: LinesView = self.parent()  # type: ignore[assignment]
        r, row_, rows = option.rect, index.row(), grid.rows
        line = rows.lines[row_] if row_ < len(rows.lines) else None
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "bad_soft" if line is not None and line.refused else "select" if here else "surface"
        p.fillRect(r, colour(ground if line is not None or here else "sunken"))
        p.fillRect(QRect(r.left(), r.bottom(), r.width(), 1), colour("line"))
        inner = r.adjusted(px(PADDING), 0, -px(PADDING), -1)
        one = rows.fields[index.column()]
        problem = line.problems.get(one.name) if line else None
        if problem is not None:
            tone = "warn" if problem.warning else "bad"
            _ring(p, r, tone)
            paint_icon(
                p,
                inner.left(),
                r.center().y() - px(7),
                "triangle-alert" if problem.warning else "octagon-alert",
                14,
                tone,
            )
            inner.setLeft(inner.left() + px(MARK))
        if line is not None and line.refused:
            self._refused(p, r, line, grid.columnViewportPosition(0))
        elif line is None and one.name == rows.spec.scan:
            words(p, inner, tr("Scan or type here"), "ink2", LEFT, "body", elide=True)
        else:
            paint_cell(p, inner, cell_kind(one), rows.cell(row_, index.column()))
        if grid.hasFocus() and index == grid.currentIndex():
            _ring(p, r, "accent_ink")

    @staticmethod
    def _refused(p: QPainter, cell: QRect, line: Line, left: int) -> None:
        """What was scanned and why it is no line, in one run over all cells of the row."""
        p.save()
        p.setClipRect(cell)
        start = left + px(PADDING)
        paint_icon(p, start, cell.center().y() - px(7), "octagon-alert", 14, "bad")
        whole = QRect(start + px(20), cell.top(), px(4000), cell.height())
        words(p, whole, f"{line.typed}   {line.refused}", "bad", LEFT, "body")
        p.restore()


def _ring(p: QPainter, r: QRect, tone: str) -> None:
    for part in (
        QRect(r.left(), r.top(), r.width(), 2), QRect(r.left(), r.bottom() - 2, r.width(), 2),
        QRect(r.left(), r.top(), 2, r.height()), QRect(r.right() - 1, r.top(), 2, r.height()),
    ):  # fmt: skip
        p.fillRect(part, colour(tone))


class LinesView(QTableView):
    """The cells and their one editor, which is the field's own control put over the cell."""

    edited = Signal()
    removed = Signal(object, int)  # Line, its row
    asked = Signal(str)  # typed into the scan cell and entered, not picked from the list

    def __init__(self, rows: LineRows, make: Callable[[Field], Control]) -> None:
        super().__init__()
        self.rows, self._make = rows, make
        self.editor: Control | None = None
        self._at = (0, 0)
        self._squeezed: dict[int, tuple[int, int]] = {}  # column → its width, and the one it has while it is typed into
        self.setModel(rows)
        self.setItemDelegate(LinePainter(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(px(ROW))
        self.doubleClicked.connect(lambda index: self.edit_cell(index.row(), index.column()))
        rows.dataChanged.connect(lambda *_: self.grow())

    # --- the cursor -------------------------------------------------------------------------------------------------
    def go(self, row: int, column: int) -> None:
        """Puts the cursor on a cell."""
        index = self.rows.index(max(0, min(row, self.rows.rowCount() - 1)), column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.viewport().update()

    def go_scan_row(self) -> None:
        """To the empty row at the end, where the next scan lands; the page scrolls there too."""
        self.go(self.rows.rowCount() - 1, 0)
        into_view(self)

    def _onward(self) -> None:
        """Right to the next cell that can be edited, then down to the first cell of the next row."""
        row, column = self._at
        after = next((i for i, f in enumerate(self.rows.fields) if i > column and not f.fixed), None)
        if after is not None:
            self.go(row, after)
        else:
            self.go(row + 1, 0)

    # --- editing ----------------------------------------------------------------------------------------------------
    def edit_cell(self, row: int, column: int, typed: str = "") -> None:
        """Opens the field's control over a cell; `typed` replaces what stands there."""
        if not self.rows.open or (row < len(self.rows.lines) and self.rows.lines[row].refused and column > 0):
            return
        self.finish()
        one = self.rows.fields[column]
        if one.fixed:
            return
        line = self.rows.lines[row] if row < len(self.rows.lines) else Line()
        self._at = (row, column)
        self.editor = self._make(one)
        self.editor.setParent(self.viewport())
        self.editor.called(tr(one.label), f"cell.{one.name}")
        self._fill(self.editor, one, line, typed)
        if column in self._squeezed:
            self.setColumnWidth(column, self._squeezed[column][1])
            self.scrollTo(self.rows.index(row, column))
        cell = self.visualRect(self.rows.index(row, column))
        self.editor.setGeometry(cell.adjusted(0, -1, 0, 0))
        for face in {self.editor.face, *self.editor.findChildren(QLineEdit)}:
            face.installEventFilter(self)
        self.editor.show()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.editor, RecordControl):
            self.editor.found.connect(self._picked)

    def _fill(self, editor: Control, one: Field, line: Line, typed: str) -> None:
        if isinstance(editor, FigureControl) and one.kind == "quantity":
            editor.unit(*self.rows.unit_of(line, one))
        face = editor.face
        if isinstance(editor, RecordControl):
            start = typed or line.typed or (line.hits[one.name].code if one.name in line.hits else "")
            if isinstance(face, QLineEdit):
                face.setText(start)
                face.selectAll() if not typed else None
                if typed:
                    face.textEdited.emit(typed)
        elif typed and isinstance(face, QLineEdit):
            face.setText(typed)
        else:
            editor.put(line.values.get(one.name))
            if isinstance(face, QLineEdit):
                face.selectAll()

    def _picked(self, hit: Hit | None) -> None:
        if hit is not None and self.editor is not None:
            row, column = self._at
            self.rows.put(row, self.rows.fields[column], hit.id, hit)
            self._close()
            self._onward()
            self.edited.emit()

    def finish(self) -> bool:
        """Takes over what the editor holds; False = it does not fit and stays open."""
        if self.editor is None:
            return True
        row, column = self._at
        one, wrong = self.rows.fields[column], self.editor.wrong()
        if wrong is not None:
            if one.name == self.rows.spec.scan:
                self._close()  # the grid asks the shop what was typed
                return True
            self.rows.line(row).problems[one.name] = Problem(one.name, wrong)
            self.editor.wear("bad")
            self.editor.setToolTip(tr(wrong))
            self.rows.touch(row)
            return False
        value = self.editor.value()
        kept = self.rows.lines[row].values.get(one.name) if row < len(self.rows.lines) else None
        if isinstance(self.editor, RecordControl):
            changed = False  # a record is taken over when it is picked
        else:
            changed = value != kept
        self._close()
        if changed:
            self.rows.put(row, one, value)
            self.edited.emit()
        return True

    def cancel(self) -> None:
        """Leaves the cell as it was."""
        self._close()

    def _close(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()
            column = self._at[1]
            if column in self._squeezed:
                self.setColumnWidth(column, self._squeezed[column][0])
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- lines ------------------------------------------------------------------------------------------------------
    def remove_current(self) -> None:
        """Ctrl+Del."""
        row = self.currentIndex().row()
        if self.rows.open and 0 <= row < len(self.rows.lines):
            self.cancel()
            line = self.rows.remove(row)
            self.go(row, max(0, self.currentIndex().column()))
            self.removed.emit(line, row)
            self.edited.emit()

    def insert_here(self) -> None:
        """Ins: an empty line above the cursor."""
        if self.rows.open:
            self.cancel()
            row = max(0, self.currentIndex().row())
            self.rows.add(Line(), min(row, len(self.rows.lines)))
            self.go(row, 0)
            self.edit_cell(row, 0)

    # --- Qt ---------------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.editor is not None and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (*ENTERS, Qt.Key.Key_Escape) and isinstance(self.editor, RecordControl):
                if self.editor.listed():
                    return False  # the list under the cell is picked from, or closed, first
            if event.key() == Qt.Key.Key_Escape:
                self.cancel()
                return True
            if event.key() in (*ENTERS, Qt.Key.Key_Tab) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return self._entered()
        return super().eventFilter(watched, event)

    def _entered(self) -> bool:
        typed = self._typed_record()
        if typed:
            self._close()
            self.asked.emit(typed)
        elif self.finish():
            self._onward()
        return True

    def _typed_record(self) -> str:
        """What was typed into the scan cell without picking from the list."""
        one = self.rows.fields[self._at[1]]
        if one.name != self.rows.spec.scan or not isinstance(self.editor, RecordControl):
            return ""
        face = self.editor.face
        row = self._at[0]
        known = self.rows.lines[row].hits.get(one.name) if row < len(self.rows.lines) else None
        typed = face.text().strip() if isinstance(face, QLineEdit) else ""
        return "" if known is not None and typed == known.code else typed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        at = self.currentIndex()
        if key == Qt.Key.Key_F2 or (key in ENTERS and not control):
            self.edit_cell(max(0, at.row()), max(0, at.column()))
        elif key == Qt.Key.Key_Delete and control:
            self.remove_current()
        elif key == Qt.Key.Key_Insert:
            self.insert_here()
        elif event.text().isprintable() and event.text() and not control:
            self.edit_cell(max(0, at.row()), max(0, at.column()), event.text())
        elif control and key in ENTERS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def grow(self) -> None:
        """Codes and figures are never cut: columns grow; the scan column takes what is left.

        A column in which nothing stands is left out where lines are only read, and where it fills itself. If all do not
        fit, those without much in them shrink to their titles; the one that is typed into has its usual width.
        """
        stretch = next((i for i, f in enumerate(self.rows.fields) if f.name == self.rows.spec.scan), 0)
        usual, tight, short = {}, {}, {}  # as they should be, as narrow as can be, and that with titles on two lines
        for number, one in enumerate(self.rows.fields):
            kind = cell_kind(one)
            need = max((width_of(kind, self.rows.cell(n, number)) for n in range(len(self.rows.lines))), default=0)
            if need and any(one.name in line.problems for line in self.rows.lines):
                need += px(MARK)  # what is wrong stands beside the figure, not on it
            unused = (one.fixed or not self.rows.open) and number != stretch and not need
            self.setColumnHidden(number, unused)
            if unused:
                continue
            label = tr(one.label) + " *" * bool(one.required)
            title, brief = (self._wide(words) + px(2 * PADDING) for words in (label, folded(label)))
            least = px(LEAST.get(one.kind or "text", 90) if number != stretch else LEAST_SCAN)
            if not self.rows.open:
                least = min(least, need)
            usual[number] = max(least, title, min(need, px(420)))
            # a record says its number first: what is cut of it is the end of its name
            most = px(TIGHT_WORDS if (one.kind or "text") in ("text", "long") else 420)
            content = min(need, most) if number != stretch else px(LEAST_TIGHT)
            tight[number], short[number] = max(title, content), max(brief, content)
        room = self.viewport().width()
        full = sum(usual.values()) > room
        self._fold(sum(tight.values()) > room)
        tight = short if self.rows.folds else tight
        self._squeezed = {n: (tight[n], width) for n, width in usual.items() if tight[n] < width} if full else {}
        typed = self._at[1] if self.editor is not None else -1
        for number, width in usual.items():
            squeezed = number in self._squeezed and number != typed
            self.setColumnWidth(number, tight[number] if squeezed else width)
        rest = room - sum(self.columnWidth(number) for number in usual if number != stretch)
        self.setColumnWidth(stretch, max(self.columnWidth(stretch), rest))

    def _wide(self, title: str) -> int:
        return max(self.fontMetrics().horizontalAdvance(line) for line in title.split("\n"))

    def _fold(self, on: bool) -> None:
        if on != self.rows.folds:
            self.rows.folds = on
            self.horizontalHeader().setFixedHeight(px(TWO_LINES if on else ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.grow()

    def sizeHint(self) -> QSize:
        if self.rows.open:
            shown = max(4, min(10, self.rows.rowCount()))
        else:
            shown = min(12, self.rows.rowCount())
        return QSize(px(400), px(ROW) * (shown + 1) + px(8))
