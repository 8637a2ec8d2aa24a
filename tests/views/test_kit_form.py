"""Forms and lines: what is missing, where problems go, scans that make lines."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.core.errors import Problem
from app.core.i18n import Text
from app.core.screen import Choice, Field, FormSpec, Lines, Section
from app.views.kit.form import Form
from app.views.kit.lines import LinesGrid
from app.views.kit.tasks import Tasks

CONTROL = Qt.KeyboardModifier.ControlModifier
IN_OUT = (Choice("in", "In"), Choice("out", "Out"))
SPEC = FormSpec(
    (
        Section("", (Field("part", "Part", "record", record="parts", required=True),
                     Field("quantity", "Quantity", "quantity", unit_of="part", required=True))),
        Section("More", (Field("how", "How", "choice", choices=IN_OUT, default="in"),
                         Field("price", "Price", "price", editable_in=("draft", "counted")),
                         Field("note", "Remark", "long"))),
    )
)  # fmt: skip
LINES = Lines(
    "lines", "Parts",
    (Field("part", "Part", "record", record="parts", required=True),
     Field("quantity", "Quantity", "quantity", required=True),
     Field("note", "Remark", "text")),
    scan="part", adds="quantity",
)  # fmt: skip


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: not tasks.busy())
    QApplication.processEvents()


@pytest.fixture
def form(qtbot: QtBot, records: Any, tasks: Tasks) -> Form:
    made = Form(SPEC, records, tasks)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.load({})
    return made


def test_what_fills_itself_is_left_out_until_something_stands_in_it(qtbot: QtBot, records: Any, tasks: Tasks) -> None:
    made = Form(FormSpec((Section("", (Field("sent", "Sent", fixed=True), Field("note", "Remark"))),)), records, tasks)
    qtbot.addWidget(made)
    made.show()
    made.load({})
    assert [made.boxes[name].isVisible() for name in ("sent", "note")] == [False, True]
    made.load({"sent": "today"}, "draft")
    assert made.boxes["sent"].isVisible()
    assert made.boxes["sent"].x() < made.boxes["note"].x()


def test_a_new_form_has_its_defaults_and_says_what_is_missing(qtbot: QtBot, form: Form, tasks: Tasks) -> None:
    assert form.values()["how"] == "in"
    assert len(form.missing()) == 2
    form.focus_field("note")
    assert form.next_missing()
    assert form.boxes["part"].control.face.hasFocus()
    form.take_scan("04465-0D152")
    settle(qtbot, tasks)
    assert len(form.missing()) == 1
    form.next_missing()
    quantity = form.boxes["quantity"].control.face
    assert quantity.hasFocus()
    QTest.keyClicks(quantity, "3")
    assert not form.missing()
    assert form.changed() == {"part": 2, "quantity": 3_000}


def test_all_problems_are_shown_at_once_and_the_focus_is_on_the_first(form: Form) -> None:
    assert not form.judge()
    assert [box.place for box in form.boxes.values() if box.problem] == ["part", "quantity"]
    assert form.boxes["part"].control.face.hasFocus()
    form.show_problems([Problem("price", Text("Too low.")), Problem("lines.0.quantity", Text("Elsewhere."))])
    assert form.boxes["price"].control.face.hasFocus()


def test_a_quantity_follows_the_unit_of_its_part(qtbot: QtBot, form: Form, tasks: Tasks) -> None:
    form.take_scan("04465-0D151")
    settle(qtbot, tasks)
    assert "set" in [w.text() for w in form.boxes["quantity"].findChildren(type(form.boxes["quantity"]._label))]


def test_an_unknown_scan_is_told_under_the_field_and_changes_nothing(qtbot: QtBot, form: Form, tasks: Tasks) -> None:
    assert form.take_scan("no such code")
    settle(qtbot, tasks)
    problem = form.boxes["part"].problem
    assert problem is not None
    assert problem.warning
    assert form.values()["part"] is None


def test_the_state_says_which_fields_can_be_changed(form: Form) -> None:
    form.load({"part": 1, "price": 100}, "counted")
    price, note = form.boxes["price"].control.face, form.boxes["note"].control.face
    assert isinstance(price, QLineEdit)
    assert not price.isReadOnly()
    assert note.isReadOnly()  # type: ignore[attr-defined]
    form.load({"part": 1}, "closed")
    assert price.isReadOnly()


def test_a_narrow_form_stands_in_two_columns(form: Form) -> None:
    form.resize(500, 600)
    QApplication.processEvents()
    assert form._columns == 2


# --- lines ------------------------------------------------------------------------------------------------------
@pytest.fixture
def grid(qtbot: QtBot, records: Any, tasks: Tasks) -> LinesGrid:
    made = LinesGrid(LINES, records, tasks)
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    made.view.setFocus()
    made.view.go_scan_row()
    return made


def scan(qtbot: QtBot, grid: LinesGrid, tasks: Tasks, *codes: str) -> None:
    for code in codes:
        assert grid.take_scan(code)
        settle(qtbot, tasks)


def test_scans_make_lines_and_add_to_those_there(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    scan(qtbot, grid, tasks, "04465-0D150", "04465-0D151", "04465-0D150")
    assert grid.rows() == [{"part": 0, "quantity": 2_000}, {"part": 1, "quantity": 1_000}]
    assert grid.rows_.rowCount() == 3  # the last row waits for the next scan


def test_twelve_star_makes_the_next_scan_twelve_and_only_that(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    QTest.keyClicks(grid.view, "1")
    editor = grid.view.editor
    assert editor is not None
    QTest.keyClicks(editor.face, "2*")
    QTest.keyClick(editor.face, Qt.Key.Key_Return)
    assert grid._flag.isVisible()
    assert grid._flag.accessibleName() == "× 12"
    scan(qtbot, grid, tasks, "04465-0D150", "04465-0D151")
    assert [row["quantity"] for row in grid.rows()] == [12_000, 1_000]
    assert not grid._flag.isVisible()


def test_an_unknown_scan_keeps_its_text_in_a_row_that_says_why(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    scan(qtbot, grid, tasks, "04465-0D150", "nothing-like-it", "04465-0D150")
    assert grid.rows_.lines[1].typed == "nothing-like-it"
    assert "Unknown" in grid.rows_.lines[1].refused
    assert grid.rows() == [{"part": 0, "quantity": 2_000}]
    assert "Unknown" in grid.rows_.data(grid.rows_.index(1, 0), Qt.ItemDataRole.ToolTipRole)


def test_a_scan_while_a_cell_is_edited_leaves_the_cell_as_it_was(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    scan(qtbot, grid, tasks, "04465-0D150")
    grid.view.edit_cell(0, 1)
    scan(qtbot, grid, tasks, "04465-0D151")
    assert [row["quantity"] for row in grid.rows()] == [1_000, 1_000]


def test_enter_goes_right_then_down_and_esc_leaves_the_cell(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    scan(qtbot, grid, tasks, "04465-0D150", "04465-0D151")
    grid.view.go(0, 1)
    QTest.keyClick(grid.view, Qt.Key.Key_F2)
    QTest.keyClicks(grid.view.editor.face, "7")
    QTest.keyClick(grid.view.editor.face, Qt.Key.Key_Return)
    assert (grid.view.currentIndex().row(), grid.view.currentIndex().column()) == (0, 2)
    QTest.keyClicks(grid.view, "x")
    QTest.keyClick(grid.view.editor.face, Qt.Key.Key_Return)
    assert (grid.view.currentIndex().row(), grid.view.currentIndex().column()) == (1, 0)
    grid.view.go(1, 1)
    QTest.keyClicks(grid.view, "9")
    QTest.keyClick(grid.view.editor.face, Qt.Key.Key_Escape)
    assert grid.rows() == [{"part": 0, "quantity": 7_000, "note": "x"}, {"part": 1, "quantity": 1_000}]
    assert grid.view.hasFocus()


def test_a_value_that_does_not_fit_keeps_the_cell_open(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    scan(qtbot, grid, tasks, "04465-0D150")
    grid.view.edit_cell(0, 1)
    QTest.keyClicks(grid.view.editor.face, "1.5")
    QTest.keyClick(grid.view.editor.face, Qt.Key.Key_Return)
    assert grid.view.editor is not None
    assert grid.view.editor.face.property("state") == "bad"


def test_a_typed_number_is_looked_up_or_picked_from_the_list(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    QTest.keyClicks(grid.view, "0")
    QTest.keyClicks(grid.view.editor.face, "4465-0D153")
    QTest.keyClick(grid.view.editor.face, Qt.Key.Key_Return)
    settle(qtbot, tasks)
    assert grid.rows() == [{"part": 3, "quantity": 1_000}]


def test_lines_go_by_ctrl_del_and_come_back(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    scan(qtbot, grid, tasks, "04465-0D150", "04465-0D151")
    told: list[tuple[str, Any]] = []
    grid.removed.connect(lambda words, back: told.append((words, back)))
    grid.view.go(0, 0)
    QTest.keyClick(grid.view, Qt.Key.Key_Delete, CONTROL)
    assert [row["part"] for row in grid.rows()] == [1]
    words, back = told[0]
    assert "04465-0D150" in words
    back()
    assert [row["part"] for row in grid.rows()] == [0, 1]


def test_ins_puts_an_empty_line_in_that_counts_for_nothing(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    scan(qtbot, grid, tasks, "04465-0D150")
    grid.view.go(0, 0)
    QTest.keyClick(grid.view, Qt.Key.Key_Insert)
    grid.view.cancel()
    assert grid.rows() == [{"part": 0, "quantity": 1_000}]


def test_kept_lines_show_what_their_records_are_called(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    grid.load([{"id": "a", "part": 4, "quantity": 2_000}, {"id": "b", "part": 2, "quantity": 1_000}])
    settle(qtbot, tasks)
    assert grid.rows_.cell(0, 0).text == "04465-0D154 Brake pads 4"
    assert grid.rows()[0] == {"id": "a", "part": 4, "quantity": 2_000}


def test_problems_go_to_their_cells_also_past_refused_rows(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    scan(qtbot, grid, tasks, "04465-0D150", "unknown-1", "04465-0D151")
    grid.show_problems([Problem("lines.1.quantity", Text("Only 2 left. Change the quantity."))])
    assert grid.rows_.lines[2].problems["quantity"]
    assert grid.view.currentIndex().row() == 2
    grid.grab()


def test_lines_that_are_only_read_take_no_scan(qtbot: QtBot, grid: LinesGrid, tasks: Tasks) -> None:
    scan(qtbot, grid, tasks, "04465-0D150")
    grid.editable(False)
    assert grid.rows_.rowCount() == 1
    assert not grid.take_scan("04465-0D151")
    QTest.keyClicks(grid.view, "5")
    assert grid.view.editor is None
