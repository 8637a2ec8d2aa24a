"""The wedge: a scan is never lost, changes no field and presses no button; a person's typing stays typing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.views.kit.buttons import Button
from app.views.kit.pinpad import PinPad
from app.views.kit.scanner import Scanner, no_input_method
from app.views.kit.wedge import Burst, Tuning
from tests.views.keyboarding import CODES, field, scan, scan_slowly, type_slowly


def page(text: str = "first\nsecond") -> QPlainTextEdit:
    return QPlainTextEdit(text)


def combo() -> QComboBox:
    made = QComboBox()
    made.addItems(["000001", "ABC", "zebra"])
    return made


def listing() -> QListWidget:
    made = QListWidget()
    made.addItems(["000001", "ABC", "zebra"])
    made.setCurrentRow(1)
    return made


WIDGETS: dict[str, Callable[[], QWidget]] = {
    "line": lambda: field("前制动片"), "empty line": field, "page": page, "button": lambda: Button("Post", "primary"),
    "check": lambda: QCheckBox("Wash"), "choice": combo, "list": listing, "pin": PinPad, "plain": QWidget,
}  # fmt: skip


@pytest.mark.parametrize("name", WIDGETS)
def test_thirty_scans_over_any_widget_are_thirty_events_and_nothing_else(
    name: str, qtbot: QtBot, scanner: Scanner, heard: list[str]
) -> None:
    widget = WIDGETS[name]()
    home = QWidget()
    QVBoxLayout(home).addWidget(widget)
    qtbot.addWidget(home)
    home.show()
    widget.setFocus()
    pressed: list[object] = []
    if isinstance(widget, (Button, QCheckBox)):
        widget.clicked.connect(lambda: pressed.append(True))
    if isinstance(widget, PinPad):
        widget.entered.connect(pressed.append)
    before = look(widget)
    for code in CODES:
        scan(widget, code)
    assert heard == CODES
    assert pressed == []
    assert look(widget) == before


def look(widget: QWidget) -> object:
    """What a scan could have changed."""
    if isinstance(widget, QLineEdit):
        return widget.text(), widget.selectedText(), widget.cursorPosition()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText(), widget.textCursor().position()
    if isinstance(widget, QComboBox):
        return widget.currentIndex()
    if isinstance(widget, QListWidget):
        return widget.currentRow()
    if isinstance(widget, QCheckBox):
        return widget.isChecked()
    return widget.typed() if isinstance(widget, PinPad) else None


@pytest.mark.parametrize("gap", [5, 12, 25, 42])
def test_slow_scanners_leave_the_field_as_it_was_too(
    gap: int, qtbot: QtBot, scanner: Scanner, heard: list[str]
) -> None:
    line = field("keep me")
    line.setSelection(2, 3)
    qtbot.addWidget(line)
    line.show()
    scan_slowly(line, "SC-01-20261123", gap)
    assert heard == ["SC-01-20261123"]
    assert line.text() == "keep me"
    assert line.selectedText() == "ep "


def test_a_persons_typing_appears_and_its_enter_arrives(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    line = QLineEdit()
    done: list[bool] = []
    line.returnPressed.connect(lambda: done.append(True))
    qtbot.addWidget(line)
    line.show()
    type_slowly(line, "12.5 mm")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "12.5 mm"
    assert done == [True]
    assert heard == []


def test_a_typed_key_appears_without_an_enter(qtbot: QtBot, scanner: Scanner) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    QTest.keyClicks(line, "a")
    qtbot.waitUntil(lambda: line.text() != "")
    assert line.text() == "a"


def test_a_digit_of_a_pin_shows_at_once_and_a_badge_is_taken_back(
    qtbot: QtBot, scanner: Scanner, heard: list[str]
) -> None:
    pad = PinPad()
    qtbot.addWidget(pad)
    pad.show()
    QTest.keyClicks(pad, "12")
    assert pad.typed() == 2
    scanner.settle()
    for badge in ("B-0017", "0017-B", "00170017"):
        QTest.keyClicks(pad, badge)
        QTest.keyClick(pad, Qt.Key.Key_Return)
        assert (heard[-1], pad.typed()) == (badge, 2)
    QTest.keyClicks(pad, "00170018")  # its Enter got lost
    qtbot.waitUntil(lambda: heard[-1] == "00170018", timeout=60_000)
    assert (len(heard), pad.typed()) == (4, 2)


def test_keys_held_back_come_before_an_arrow_or_backspace(qtbot: QtBot, scanner: Scanner) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    QTest.keyClicks(line, "ab")
    QTest.keyClick(line, Qt.Key.Key_Left)
    QTest.keyClicks(line, "c")
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert line.text() == "ab"
    assert line.cursorPosition() == 1


def test_a_person_presses_a_button_with_space(qtbot: QtBot, scanner: Scanner) -> None:
    button = Button("Post")
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    qtbot.addWidget(button)
    button.show()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(pressed), timeout=60_000)
    assert not button.isDown()


def test_three_fast_keys_and_enter_are_typing(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    scan(line, "120")
    assert (line.text(), heard) == ("120", [])


def test_a_lost_enter_over_a_list_still_counts_but_in_a_text_field_it_is_text(
    qtbot: QtBot, scanner: Scanner, heard: list[str]
) -> None:
    rows, line = listing(), QLineEdit()
    for widget in (rows, line):
        qtbot.addWidget(widget)
        widget.show()
    QTest.keyClicks(rows, "6934472009181")
    qtbot.waitUntil(lambda: heard == ["6934472009181"], timeout=60_000)
    QTest.keyClicks(line, "pasted by a tool")
    qtbot.waitUntil(lambda: line.text() == "pasted by a tool", timeout=60_000)
    assert heard == ["6934472009181"]


def test_e7_a_scanner_without_terminator_ends_by_silence_when_so_set(
    qtbot: QtBot, scanner: Scanner, heard: list[str]
) -> None:
    scanner.tune(Tuning(ends="silence", gap=60))
    line = QLineEdit("keep")
    qtbot.addWidget(line)
    line.show()
    QTest.keyClicks(line, "6934472009181")
    qtbot.waitUntil(lambda: heard == ["6934472009181"], timeout=60_000)
    assert line.text() == "keep"
    scan_slowly(line, "6934472009198", 40, end="")  # slow enough for single keys to slip into the field
    qtbot.waitUntil(lambda: heard[1:] == ["6934472009198"], timeout=60_000)
    assert line.text() == "keep"


def test_carriage_return_and_line_feed_are_one_end(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    line = QLineEdit()
    done: list[bool] = []
    line.returnPressed.connect(lambda: done.append(True))
    qtbot.addWidget(line)
    line.show()
    scan(line, "6934472009181")
    QTest.keyClick(line, Qt.Key.Key_Enter)
    assert (heard, done) == (["6934472009181"], [])


def test_a_gs1_separator_is_part_of_the_scan(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    QTest.keyClicks(line, "10AB12")
    QTest.sendKeyEvent(
        QTest.KeyAction.Click, line, Qt.Key.Key_BracketRight, "\x1d", Qt.KeyboardModifier.ControlModifier
    )  # fmt: skip
    scan(line, "3712")
    assert heard == ["10AB12\x1d3712"]


def test_capitals_with_shift_between_them_are_one_scan(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    for character in "WO-01":
        QTest.keyPress(line, Qt.Key.Key_Shift)
        QTest.keyClicks(line, character)
        QTest.keyRelease(line, Qt.Key.Key_Shift)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert (heard, line.text()) == (["WO-01"], "")


def test_who_claims_the_scanner_gets_the_code_until_it_is_gone(
    qtbot: QtBot, scanner: Scanner, heard: list[str]
) -> None:
    free: list[str] = []
    room: list[str] = []
    sheet: list[str] = []
    scanner.unclaimed.connect(free.append)
    home, over = QWidget(), QWidget()
    scanner.claim(home, room.append)
    scanner.claim(over, sheet.append)
    scanner.feed("1111")
    over.deleteLater()
    qtbot.wait(1)
    scanner.feed("2222")
    scanner.release(home)
    scanner.feed("3333")
    assert (sheet, room, free) == (["1111"], ["2222"], ["3333"])
    assert heard == ["1111", "2222", "3333"]
    assert scanner.state() == "ready"
    assert isinstance(home, QObject)


def test_the_lamp_says_who_has_the_scanner(qtbot: QtBot, scanner: Scanner) -> None:
    states: list[str] = []
    scanner.state_changed.connect(states.append)
    home = QWidget()
    qtbot.addWidget(home)
    scanner.claim(home, lambda _code: None)
    scanner.pause(True)
    scanner.pause(False)
    scanner.release(home)
    turns = [state for state, before in zip(states, ["ready", *states], strict=False) if state != before]
    assert turns == ["elsewhere", "paused", "elsewhere", "ready"]


def test_an_input_method_that_swallows_a_scan_is_noticed(qtbot: QtBot, scanner: Scanner) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    with qtbot.waitSignal(scanner.swallowed) as noticed:
        for end in range(1, 7):
            QApplication.sendEvent(line, QInputMethodEvent("wo0001"[:end], []))
    assert noticed.signal_triggered


def test_scan_fields_switch_the_input_method_off() -> None:
    line = QLineEdit()
    no_input_method(line)
    assert not line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


@given(st.lists(st.floats(1, 28), min_size=3, max_size=40), st.floats(30, 140))
def test_single_late_keys_do_not_break_a_scan(gaps: list[float], late: float) -> None:
    burst, at = Burst(Tuning()), 0.0
    burst.take("0", at)
    gaps = [*gaps, *gaps, late]
    for gap in gaps:
        at += gap
        burst.take("1", at)
    assert burst.is_scan()
    assert len(burst.text()) == len(gaps) + 1


@given(st.lists(st.floats(60, 149), min_size=3, max_size=20))
def test_a_person_is_never_taken_for_a_scanner(gaps: list[float]) -> None:
    burst, at = Burst(Tuning()), 0.0
    for gap in gaps:
        at += gap
        burst.take("1", at)
    assert not burst.is_scan()
