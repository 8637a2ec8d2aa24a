"""How scanners differ: ends, prefixes, separators, and the input method that catches a scan."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.views.kit.scanner import Scanner
from app.views.kit.wedge import Tuning
from tests.views.keyboarding import CODES, field, scan, scan_slowly, type_slowly


def test_a_scan_that_ends_with_tab_moves_no_focus(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    home, first, second = QWidget(), field("keep"), field()
    box = QVBoxLayout(home)
    box.addWidget(first)
    box.addWidget(second)
    qtbot.addWidget(home)
    home.show()
    home.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    for code in CODES:
        QTest.keyClicks(first, code)
        QTest.keyClick(first, Qt.Key.Key_Tab)
    assert heard == CODES
    assert (QApplication.focusWidget(), first.text(), second.text()) == (first, "keep", "")
    qtbot.wait(80)
    QTest.keyClick(first, Qt.Key.Key_Tab)  # a person's Tab goes on
    assert QApplication.focusWidget() is second


def test_prefix_and_suffix_tell_a_slow_scanner_and_are_no_part_of_the_code(
    qtbot: QtBot, scanner: Scanner, heard: list[str]
) -> None:
    scanner.tune(Tuning(prefix="~", suffix="#"))
    line = field("keep")
    qtbot.addWidget(line)
    line.show()
    scan_slowly(line, "~AB-1#", 90)  # slower than many a hand
    assert (heard, line.text()) == (["AB-1"], "keep")
    scan(line, "6934472009181")  # another scanner, without prefix
    type_slowly(line, "x~y")
    assert (heard[1:], line.text()) == (["6934472009181"], "x~y")


def test_a_prefix_may_be_a_control_character(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    scanner.tune(Tuning(prefix="\x02", suffix="\x03"))
    line = field("keep")
    qtbot.addWidget(line)
    line.show()
    for key, sign in ((Qt.Key.Key_B, "\x02"), (Qt.Key.Key_7, "7"), (Qt.Key.Key_8, "8"), (Qt.Key.Key_C, "\x03")):
        held = Qt.KeyboardModifier.NoModifier if sign.isdigit() else Qt.KeyboardModifier.ControlModifier
        QTest.sendKeyEvent(QTest.KeyAction.Click, line, key, sign, held)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert (heard, line.text()) == (["78"], "keep")


def test_a_substitute_for_the_separator_is_put_right(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    scanner.tune(Tuning(group="|"))
    line = field()
    qtbot.addWidget(line)
    line.show()
    scan(line, "010690123456789210AB|17261231")
    scan(line, "PN|12345")
    assert heard == ["010690123456789210AB\x1d17261231", "PN|12345"]


def test_a_car_makers_label_comes_whole(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    line = field()
    qtbot.addWidget(line)
    line.show()
    QTest.keyClicks(line, "[)>")
    for sign in "\x1e06\x1dP04465\x1e\x04":
        if sign.isprintable():
            QTest.keyClicks(line, sign)
        else:
            QTest.sendKeyEvent(
                QTest.KeyAction.Click, line, Qt.Key.Key_D, sign, Qt.KeyboardModifier.ControlModifier
            )  # fmt: skip
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert heard == ["[)>\x1e06\x1dP04465\x1e\x04"]


def test_tuning_survives_its_file_and_a_broken_one() -> None:
    tuning = Tuning(gap=80, ends="silence", prefix="~", group="{GS}")
    assert Tuning.kept(tuning.to_keep()) == tuning
    assert Tuning().to_keep() == {}
    for broken in (None, 7, {"gap": "x", "ends": "never", "idle": True, "least": -4, "prefix": 5}):
        assert Tuning.kept(broken) == Tuning()


def test_e5_a_scan_into_a_name_field_under_a_chinese_input_method_changes_nothing(
    qtbot: QtBot, scanner: Scanner, heard: list[str]
) -> None:
    line = field("前制动片")
    line.setCursorPosition(2)
    pressed: list[bool] = []
    line.returnPressed.connect(lambda: pressed.append(True))
    qtbot.addWidget(line)
    line.show()
    line.setFocus()
    states: list[str] = []
    scanner.state_changed.connect(states.append)
    with qtbot.waitSignal(scanner.swallowed):
        QTest.keyClicks(line, "04465")  # digits come through, letters become candidates
        for preedit, commit in (("d", ""), ("da", ""), ("dab", ""), ("", "大"), ("c", "")):
            event = QInputMethodEvent(preedit, [])
            event.setCommitString(commit)
            QApplication.sendEvent(line, event)
        QTest.keyClicks(line, "150")
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert (line.text(), line.cursorPosition(), pressed, heard) == ("前制动片", 2, [], [])
    assert "composing" in states
    assert scanner.state() == "composing"
    scan(line, "04465-0D150")
    assert heard == ["04465-0D150"]
    assert scanner.state() == "ready"


def test_a_person_who_composes_chinese_is_left_alone(qtbot: QtBot, scanner: Scanner, heard: list[str]) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    caught: list[bool] = []
    scanner.swallowed.connect(lambda: caught.append(True))
    for end in range(1, 9):
        QApplication.sendEvent(line, QInputMethodEvent("zhidongp"[:end], []))
        QTest.qWait(70)
    event = QInputMethodEvent("", [])
    event.setCommitString("制动片")
    QApplication.sendEvent(line, event)
    type_slowly(line, "2")
    assert (line.text(), caught, heard) == ("制动片2", [], [])
