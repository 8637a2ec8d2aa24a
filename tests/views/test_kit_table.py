"""The table: pages, keys, sorting, columns; what is calm stays uncoloured, what counts is never elided."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.errors import Trouble
from app.core.screen import Column, ListQuery
from app.views.kit import theme
from app.views.kit.cells import PADDING, ready, width_of
from app.views.kit.header import ONE_LINE, TWO_LINES, folded
from app.views.kit.table import Table
from app.views.kit.tasks import Tasks


class Kept:
    """A station's memory."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def put(self, key: str, value: Any) -> None:
        self.values[key] = value


def shown(qtbot: QtBot, tasks: Tasks, source: Any, **more: Any) -> Table:
    """A table on the screen whose rows have arrived."""
    table = Table(source.COLUMNS, source, tasks, states=source.STATES, name="Parts", **more)
    qtbot.addWidget(table)
    table.resize(800, 500)
    table.show()
    table.ask(ListQuery())
    settle(qtbot, table)
    table.setFocus()
    return table


def settle(qtbot: QtBot, table: Table) -> None:
    qtbot.waitUntil(lambda: not table.rows.busy)
    table.viewport().repaint()
    qtbot.waitUntil(lambda: not table.missing)


def test_rows_are_read_in_pages_and_never_in_the_ui_thread(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    assert table.rows.rowCount() == 400
    assert parts.reads == [128]
    table.verticalScrollBar().setValue(300)
    settle(qtbot, table)
    assert parts.reads[1:] == [128]
    assert parts.threads <= {"reader-1", "reader-2"}


def test_the_first_rows_of_a_new_answer_do_not_wait_for_the_others(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    counts: list[int] = []
    table.counted.connect(counts.append)
    table.ask(ListQuery(sort="code"))
    qtbot.waitUntil(lambda: len(counts) == 2)
    assert counts == [128, 400]
    assert [query.limit for query in parts.queries[-2:]] == [128, ListQuery.limit]
    assert table.rows.rowCount() == 400
    assert parts.reads[-1] == 128


def test_a_row_chosen_far_down_is_chosen_again_when_the_others_are_in(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    assert table.choose(350)
    table.ask(ListQuery(sort="code"))
    settle(qtbot, table)
    assert table.current_id() == 350


def test_an_answer_whose_beginning_has_changed_is_asked_for_anew(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    find = parts.find

    def shrinking(query: ListQuery) -> list[int]:
        found: list[int] = find(query)
        return found if query.limit == 128 else found[1:]

    parts.find = shrinking
    table.ask(ListQuery(sort="code"))
    settle(qtbot, table)
    assert table.rows.rowCount() == 399
    assert table.rows.ids[0] == 1


def test_rows_not_read_yet_are_grey_bars_and_come_in(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    parts.gate.clear()
    table.verticalScrollBar().setValue(200)
    table.viewport().repaint()
    assert table.missing
    picture = table.viewport().grab().toImage()
    assert picture.pixelColor(20, table.rowHeight(0) // 2) == theme.colour("line")
    parts.gate.set()
    settle(qtbot, table)
    assert table.rows.row(200) is not None


def test_keys_open_peek_and_walk(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    QTest.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [1]
    with qtbot.waitSignal(table.peeked) as peeked:
        QTest.keyClick(table, Qt.Key.Key_Space)
    assert peeked.args == [1]
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.current_id() == 399
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.current_id() == 0
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.chosen_ids() == list(range(400))


def test_ctrl_enter_is_left_to_the_room(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    opened: list[object] = []
    table.opened.connect(opened.append)
    QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened == []


def test_sorting_by_keyboard_and_by_header(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    asked: list[str] = []
    table.sorted_by.connect(asked.append)
    table.sorted_by.connect(lambda sort: table.ask(ListQuery(sort=sort)))
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, table)
    QTest.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, table)
    table.header.sectionClicked.emit(0)
    table.header.sectionClicked.emit(6)  # can't be sorted
    assert asked == ["-code", "code", "-code"]


def test_the_chosen_row_stays_chosen_when_the_list_is_read_again(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    assert table.choose(250)
    table.reload()
    settle(qtbot, table)
    assert table.current_id() == 250
    table.ask(ListQuery(text="000250"))
    settle(qtbot, table)
    assert table.current_id() == 250


def test_only_the_last_of_many_questions_is_answered(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    for text in ("0", "00", "000", "0001", "00012", "000123"):
        table.ask(ListQuery(text=text))
    settle(qtbot, table)
    assert list(table.rows.ids) == [123]


def test_what_goes_wrong_is_said(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    parts.fail = Trouble("The disk does not answer.")
    with qtbot.waitSignal(table.failed) as failed:
        table.reload()
    assert isinstance(failed.args[0], Trouble)
    assert table.rows.rowCount() == 400  # what was there stays


def test_columns_are_remembered(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    kept = Kept()
    table = shown(qtbot, tasks, parts, memory=kept, key="list.parts")
    assert table.isColumnHidden(6)
    table.show_column(6, True)
    table.header.moveSection(0, 2)
    table.setColumnWidth(2, 150)
    again = shown(qtbot, tasks, parts, memory=kept, key="list.parts")
    assert not again.isColumnHidden(6)
    assert again.header.visualIndex(0) == 2
    assert again.columnWidth(2) == 150


def test_codes_and_figures_are_never_elided(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    parts.code = lambda n: f"04465-0D150-EXTRA-LONG-NUMBER-{n:06d}"
    table = shown(qtbot, tasks, parts)
    table.resize(420, 400)
    less = 2 * theme.px(PADDING - table.header.pad)  # where it does not fit the air goes first
    for number, column in enumerate(parts.COLUMNS):
        if column.kind in ("text", "muted") or column.hidden:
            continue
        for row in range(100):
            cells = table.rows.row(row)
            assert cells is not None
            assert width_of(column.kind, cells[number]) - less <= table.columnWidth(number)


def test_titles_fold_before_a_list_scrolls_sideways(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    """Between words, Chinese between any two characters; the room is there again when the list is wide again."""
    assert folded("Handler named in time") == "Handler\nnamed in time"
    assert folded("Part *") == "Part *"  # the star stays with its word
    assert folded("处置单位许可证号") == "处置单位\n许可证号"
    table = shown(qtbot, tasks, parts)
    table.rows.labels = [f"{label} at the end of the month" for label in table.rows.labels]
    table.resize(1000, 400)
    assert table.header.height() == theme.px(TWO_LINES)
    assert table.horizontalScrollBar().maximum() == 0
    table.resize(2000, 400)
    assert table.header.height() == theme.px(ONE_LINE)


def test_words_that_stretch_give_way_before_a_list_scrolls_sideways(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    shown_ = [n for n, column in enumerate(parts.COLUMNS) if not column.hidden]
    stretch = next(n for n in shown_ if parts.COLUMNS[n].stretch)
    frame = table.width() - table.viewport().width()
    least, wide = sum(table._least(n) for n in shown_), theme.px(parts.COLUMNS[stretch].width)
    for spare, kept in ((wide - table._least(stretch), True), (4, False)):
        table.resize(frame + least + spare, 400)
        assert table.horizontalScrollBar().maximum() == 0
        assert (table.columnWidth(stretch) >= wide) is kept


@pytest.mark.parametrize("dark", [False, True])
def test_a_list_where_all_is_well_shows_no_warning_colour(qtbot: QtBot, tasks: Tasks, parts: Any, dark: bool) -> None:
    theme.apply(theme.Look(dark=dark, motion=False))
    table = shown(qtbot, tasks, parts)
    loud = {theme.colour(name).name() for name in ("warn", "warn_soft", "bad", "bad_soft")}
    assert not loud & colours(table)
    parts.low = True
    table.reload()
    settle(qtbot, table)
    assert theme.colour("warn").name() in colours(table)


def colours(table: Table) -> set[str]:
    picture = table.grab().toImage()
    pixels = {picture.pixel(x, y) for x in range(picture.width()) for y in range(0, picture.height(), 2)}
    return {QColor.fromRgb(pixel).name() for pixel in pixels}


def test_a_screen_reader_hears_the_cells(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    table = shown(qtbot, tasks, parts)
    spoken = [table.rows.data(table.rows.index(0, n), Qt.ItemDataRole.AccessibleTextRole) for n in range(6)]
    assert spoken == ["04465-000000", "Brake pads 0", "A-03-2-05", "9 set", "¥386.00", "Draft"]
    cell = QAccessible.queryAccessibleInterface(table)
    assert cell.text(QAccessible.Text.Name) == "Parts"


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        (Column("x", "X", "quantity"), (2500, 1, "L"), "2.5 L"),
        (Column("x", "X", "money"), -57_400, "−¥574.00"),
        (Column("x", "X", "price"), 33_285_714, "¥33.285714"),
        (Column("x", "X", "percent"), 6_400, "64 %"),
        (Column("x", "X", "number"), 20_431, "20,431"),
        (Column("x", "X", "choice", choices=(("oem", "OEM"),)), "oem", "OEM"),
        (Column("x", "X", "level"), (2000, 0, "套", 0.3, "warn"), "2 set"),
        (Column("x", "X", "plate"), "沪A·8K219", "沪A·8K219"),
    ],
)
def test_each_kind_of_value_is_shown_in_its_way(column: Column, value: object, text: str) -> None:
    assert ready(column.kind, choices=column.choices)(value).spoken() == text


def test_a_hundred_thousand_rows_open_and_scroll(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    """What it costs is measured by the bench; here every page that is scrolled to comes, and no more than needed."""
    parts.count = 100_000
    table = shown(qtbot, tasks, parts)
    for page in range(40):
        table.verticalScrollBar().setValue(page * 15)
        settle(qtbot, table)
        assert table.rows.row(page * 15) is not None
    assert table.rows.rowCount() == 100_000
