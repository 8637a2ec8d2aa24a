"""The smaller parts: messages, sheets, PIN, steps, keys, states; no Enter presses anything, each says its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import Problem, Refused
from app.core.i18n import Text
from app.core.screen import Field, FormSpec, Lines, Section
from app.core.workflow import Offer, State
from app.views.kit import buttons
from app.views.kit.approval import ApprovalSheet
from app.views.kit.buttons import Button, icon_button
from app.views.kit.chips import Avatar, BinLabel, Chip, Plate
from app.views.kit.form import Form
from app.views.kit.keycap import spoken
from app.views.kit.keyline import Key, KeyLine, bind
from app.views.kit.lamp import BigLamp, Lamp, ProgressBar
from app.views.kit.lines import LinesGrid
from app.views.kit.messages import MessageBar, Messages, Toast, remark
from app.views.kit.picklist import Pick, PickList
from app.views.kit.pinpad import Person, PinPad, UserTile
from app.views.kit.scanner import Scanner
from app.views.kit.sidesheet import SideSheet, open_sheets
from app.views.kit.states import Plain, Progress
from app.views.kit.steps import StepBar, StepButtons, ask_step, marks_of
from app.views.kit.tasks import Tasks

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.setLayout(QVBoxLayout())
    made.layout().addWidget(QLineEdit())
    made.resize(1182, 692)
    qtbot.addWidget(made)
    made.show()
    made.findChild(QLineEdit).setFocus()
    return made


# --- messages ---------------------------------------------------------------------------------------------------
def test_the_gravest_two_messages_are_shown_and_the_rest_counted(home: QWidget) -> None:
    messages = Messages()
    home.layout().addWidget(messages)
    messages.say("info", "active", "Saved.")
    messages.say("low", "warn", "Below level.", "Order more.", ("Order", lambda: None))
    messages.say("disk", "bad", "The disk is full.")
    QApplication.processEvents()
    shown = [bar.accessibleName() for bar in messages.findChildren(MessageBar) if bar.isVisible()]
    assert shown == ["The disk is full.", "Below level. Order more."]
    more = next(b for b in messages.findChildren(Button) if b.text() == "1 more")
    more.click()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    assert len([bar for bar in messages.findChildren(MessageBar) if bar.isVisible()]) == 3
    messages.drop("disk")
    messages.drop("low")
    assert [m.key for m in messages.said()] == ["info"]


def test_only_information_can_be_closed(home: QWidget) -> None:
    messages = Messages()
    home.layout().addWidget(messages)
    messages.say("info", "active", "A new version is there.")
    close = next(b for b in messages.findChildren(Button) if b.accessibleName() == "Close")
    close.click()
    assert messages.said() == ()
    messages.say("disk", "bad", "The disk is full.")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [b for b in messages.findChildren(Button) if b.accessibleName() == "Close"]


def test_a_toast_takes_no_focus_and_its_undo_works_once(home: QWidget) -> None:
    toast, undone = Toast(home), []
    focus = QApplication.focusWidget()
    toast.say("Line removed.", ("Undo", lambda: undone.append(1)))
    assert QApplication.focusWidget() is focus
    assert toast.geometry().bottom() < home.height()
    toast.findChild(Button).click()
    assert undone == [1]
    assert toast.words() == ""


# --- side sheet, steps ----------------------------------------------------------------------------------------------
def test_a_sheet_is_not_modal_closes_by_esc_and_gives_the_focus_back(home: QWidget) -> None:
    field = home.findChild(QLineEdit)
    sheet, done = SideSheet(home, "Pause", "Pause"), []
    inside = QLineEdit()
    sheet.put(inside)
    sheet.done.connect(lambda: done.append(1))
    sheet.open_sheet(inside)
    assert not sheet.isModal()
    assert sheet.geometry().right() == home.width() - 1
    QTest.keyClick(inside, Qt.Key.Key_Return)
    assert done == []
    QTest.keyClick(inside, Qt.Key.Key_Return, CONTROL)
    assert done == [1]
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert open_sheets(home) == []
    assert QApplication.focusWidget() is field


def test_the_sheet_follows_its_room(home: QWidget) -> None:
    sheet = SideSheet(home, "Pause", "Pause")
    sheet.open_sheet()
    home.resize(900, 500)
    assert (sheet.height(), sheet.geometry().right()) == (500, 899)


def offer(step: str, **more: Any) -> Offer:
    values = {
        "label": step.capitalize(), "target": "x", "permitted": True, "problems": (), "sign": False,
        "asks": (), "prints": "", "side": False, "danger": False,
    }  # fmt: skip
    return Offer(step, **(values | more))


def test_one_primary_the_rest_under_more_with_its_reason_the_dangerous_last(home: QWidget) -> None:
    buttons, pressed = StepButtons(), []
    home.layout().addWidget(buttons)
    buttons.pressed.connect(lambda one: pressed.append(one.step))
    buttons.show_offers(
        (
            offer("cancel", side=True, danger=True),
            offer("submit", primary=True, problems=(Problem("", Text("Nothing is counted.")),)),
            offer("pause", side=True, problems=(Problem("", Text("Nothing is under way.")),)), offer("recount"),
            offer("approve", permitted=False),
        )
    )  # fmt: skip
    assert [b.text() for b in buttons.findChildren(Button)] == [" More", "Submit"]
    primary = buttons.findChild(Button, "steps.primary")
    assert primary.isEnabled()
    assert primary.accessibleDescription() == "Nothing is counted."
    primary.click()
    assert pressed == ["submit"]  # the room says why not
    menu = buttons.menu_for([o for o in buttons._offers if not o.primary])
    entries = [a for a in menu.actions() if not a.isSeparator()]
    assert [a.text() for a in entries] == ["Recount", "Pause\tNothing is under way.", "Cancel"]
    assert [a.isEnabled() for a in entries] == [True, False, True]


def test_a_step_that_asks_shows_what_is_missing_and_then_answers(home: QWidget, records: Any, tasks: Tasks) -> None:
    answers: list[Any] = []
    one = offer("terminate", asks=(Field("reason", "Reason", "long", required=True),))
    sheet = ask_step(home, one, records, tasks, answers.append)
    sheet.verb.click()
    assert sheet.boxes[0].problem is not None
    assert answers == []
    page = sheet.boxes[0].control.face
    QTest.keyClicks(page, "Customer left")
    QTest.keyClick(page, Qt.Key.Key_Return, CONTROL)
    assert answers == [{"reason": "Customer left"}]
    sheet.show_problems([Problem("reason", Text("Too short."))])


STATES = (
    State("draft", "Draft", "idle"), State("repair", "Repair"), State("wait", "Waiting for consent", "wait", "repair"),
    State("done", "Done", "ok"),
)  # fmt: skip


def test_the_bar_ticks_what_is_done_and_hangs_side_states_beneath() -> None:
    marks = marks_of(STATES, "wait", {"draft": datetime(2026, 11, 23, 1, 0, tzinfo=UTC)})
    assert [(m.label, m.place) for m in marks] == [("Draft", "done"), ("Repair", "here"), ("Done", "later")]
    assert marks[1].note == "Waiting for consent"
    bar = StepBar()
    bar.show_states(STATES, "wait")
    assert bar.accessibleName() == "2 / 3 Repair Waiting for consent"
    bar.resize(900, 38)
    bar.grab()


# --- PIN and approval -------------------------------------------------------------------------------------------------
def test_a_pin_is_typed_or_pressed_handed_over_and_forgotten(home: QWidget) -> None:
    pad, entered = PinPad(), []
    home.layout().addWidget(pad)
    pad.entered.connect(entered.append)
    pad.setFocus()
    QTest.keyClicks(pad, "12x")
    pad.findChild(Button, "pin.7").click()
    QTest.keyClick(pad, Qt.Key.Key_Return)
    assert entered == []  # too short
    assert "4 to 6" in pad.said()
    QTest.keyClicks(pad, "8901")
    QTest.keyClick(pad, Qt.Key.Key_Backspace)
    QTest.keyClick(pad, Qt.Key.Key_Enter)
    assert entered == ["12789"]
    pad.wrong("3 tries left.")
    assert (pad.typed(), pad.said()) == (0, "3 tries left.")
    pad.lock("Locked for 1 minute.")
    QTest.keyClicks(pad, "1234")
    QTest.keyClick(pad, Qt.Key.Key_Return)
    assert len(entered) == 1
    pad.lock("")
    QTest.keyClicks(pad, "1234")
    assert pad.dots.accessibleName() == "PIN, 4 digits entered"


PEOPLE = [
    Person(1, "Chen Jing", "Manager", find="cj b-001"),
    Person(2, "Wang Lei", "Storekeeper", barred="Made this document"),
    Person(3, "Zhou Min", "Finance", find="zm b-003"),
]  # fmt: skip


def test_who_may_signs_with_his_pin_and_who_may_not_is_struck(home: QWidget) -> None:
    sheet, got = ApprovalSheet(home, "Approve", "Approve", PEOPLE, [("Difference", "+¥574.00")]), []
    sheet.approved.connect(lambda who, pin: got.append((who, pin)))
    sheet.open_sheet()
    barred = sheet.findChild(UserTile, "approval.Wang Lei")
    assert not barred.isEnabled()
    assert "Made this document" in barred.accessibleName()
    QTest.keyClicks(sheet.pin, "1234")
    QTest.keyClick(sheet.pin, Qt.Key.Key_Return)
    assert got == []  # nobody chosen
    sheet.findChild(UserTile, "approval.Zhou Min").click()
    QTest.keyClicks(sheet.pin, "1234")
    QTest.keyClick(sheet.pin, Qt.Key.Key_Return, CONTROL)
    assert got == [(3, "1234")]
    sheet.refused(Refused("Wrong PIN. 4 tries left."))
    assert "4 tries" in sheet.pin.said()


def test_rejecting_needs_a_reason(home: QWidget) -> None:
    sheet, got = ApprovalSheet(home, "Approve", "Approve", PEOPLE[:1], reject="Reject"), []
    sheet.rejected.connect(lambda *answer: got.append(answer))
    sheet.approved.connect(lambda *answer: got.append(answer))
    sheet.open_sheet()
    sheet.findChild(Button, "approval.reject").click()
    QTest.keyClicks(sheet.pin, "1234")
    sheet.verb.click()
    assert got == []
    QTest.keyClicks(sheet.reason.control.face, "Wrong price")
    QTest.keyClicks(sheet.pin, "1234")
    sheet.verb.click()
    assert got == [(1, "1234", "Wrong price")]


def test_a_badge_picks_the_person_and_never_replaces_the_pin(home: QWidget, scanner: Scanner) -> None:
    sheet, got = ApprovalSheet(home, "Approve", "Approve", PEOPLE), []
    sheet.approved.connect(lambda *answer: got.append(answer))
    sheet.open_sheet()
    scanner.feed("B-003")
    assert sheet.person is PEOPLE[2]
    scanner.feed("B-999")
    assert "nobody" in sheet.pin.said()
    assert got == []
    sheet.close_sheet()
    assert scanner.owner() is None


def test_nobody_who_may_sign_is_said(home: QWidget) -> None:
    sheet = ApprovalSheet(home, "Approve", "Approve", PEOPLE[1:2])
    sheet.open_sheet()
    assert not sheet.verb.isEnabled()
    assert sheet._nobody.isVisible()


# --- keys ---------------------------------------------------------------------------------------------------------
def test_keys_work_inside_their_room_and_not_while_an_input_method_composes(home: QWidget) -> None:
    pressed: list[str] = []
    bind(home, [Key("F8", "Next", lambda: pressed.append("F8")), Key("Ctrl+Enter", "Do", lambda: pressed.append("do"))])
    field = home.findChild(QLineEdit)
    QTest.keyClick(field, Qt.Key.Key_F8)
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    QTest.keyClick(field, Qt.Key.Key_Enter, CONTROL)
    assert pressed == ["F8", "do", "do"]
    QApplication.sendEvent(field, QInputMethodEvent("hhs", []))
    QTest.keyClick(field, Qt.Key.Key_F8)
    assert pressed == ["F8", "do", "do"]
    QApplication.sendEvent(field, QInputMethodEvent("", []))
    QTest.keyClick(field, Qt.Key.Key_F8)
    assert pressed[-1] == "F8"


@pytest.mark.parametrize("combo", ["A", "5", "*", "Space"])
def test_what_a_scanner_types_can_be_no_shortcut(home: QWidget, combo: str) -> None:
    with pytest.raises(ValueError, match="scanners type it"):
        bind(home, [Key(combo, "x", lambda: None)])


def test_the_key_line_leaves_out_what_does_not_fit_but_never_f1(qtbot: QtBot, language: str) -> None:
    line = KeyLine()
    qtbot.addWidget(line)
    line.tell([Key(f"F{n}", f"something rather long {n}") for n in range(2, 12)] + [Key("F1", "All keys")])
    line.tell_right("01    2026-11-23 14:26")
    line.resize(700, 28)
    line.show()
    QApplication.processEvents()
    shown = [pair.isVisible() for pair in line._caps]
    assert shown[-1]
    assert 1 < sum(shown) < len(shown)
    assert "F11 something rather long 11" in line.accessibleName()


def test_keys_are_called_as_they_are_printed() -> None:
    assert spoken("Ctrl+PgDown") == "Ctrl+PgDn"
    assert spoken("Alt+Left") == "Alt+←"
    assert spoken("Ctrl++") == "Ctrl++"


# --- everything painted says its name, nothing listens to Enter -------------------------------------------------
PAINTED: dict[str, Callable[[], QWidget]] = {
    "chip": lambda: Chip("Draft", "idle"), "plate": lambda: Plate("沪A·8K219"), "bin": lambda: BinLabel("A-03-2-05"),
    "avatar": lambda: Avatar("陈静"), "lamp": Lamp, "big lamp": BigLamp, "progress": lambda: ProgressBar(38, 52),
    "remark": lambda: remark("Kept.", "warn"), "icon button": lambda: icon_button("printer", "Print"),
    "pin": PinPad, "tile": lambda: UserTile(PEOPLE[0], lambda: None), "plain": lambda: Plain("Nothing here yet."),
}  # fmt: skip


@pytest.mark.parametrize("name", PAINTED)
def test_what_is_painted_says_its_name(qtbot: QtBot, name: str, language: str) -> None:
    widget = PAINTED[name]()
    qtbot.addWidget(widget)
    assert widget.accessibleName()
    widget.grab()


@pytest.mark.parametrize(
    "kind", ["", "primary", "quiet", "danger", "view", "seg", "big", "pad", "tile", "chip", "drop"]
)
def test_no_button_listens_to_enter_and_each_shows_its_focus(home: QWidget, kind: Any) -> None:
    pressed: list[int] = []
    button = buttons.button("Post", kind, act=lambda: pressed.append(1))
    home.layout().addWidget(button)
    assert not button.autoDefault()
    assert not button.isDefault()
    QApplication.processEvents()
    plain = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert button.grab().toImage() != plain
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == []
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [1]


def test_building_a_part_opens_no_window(qtbot: QtBot, records: Any, tasks: Tasks) -> None:
    """A widget shown before it has a parent flashes up as a window of its own and takes the focus."""
    fields = tuple(
        Field(kind, kind, kind, required=True, unit="L", help="x")
        for kind in (
            "text",
            "long",
            "quantity",
            "money",
            "percent",
            "date",
            "choice",
            "flag",
            "record",
            "file",
            "secret",
        )
    )
    before = {id(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()}  # of other tests
    home = QWidget()
    made = [make() for make in PAINTED.values()]
    form = Form(FormSpec((Section("x", fields),)), records, tasks)
    form.load({})
    parts = [*made, form, LinesGrid(Lines("l", "L", fields), records, tasks), Messages()]
    parts += [Progress("x"), StepButtons(), KeyLine(), PickList(home, [Pick(n, name=str(n)) for n in range(20)])]
    parts[-2].tell([Key("F8", "x")])
    messages = next(part for part in parts if isinstance(part, Messages))
    messages.say("x", "bad", "x")
    assert {id(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()} <= before
    for part in [*parts, home]:
        part.deleteLater()


def test_progress_shows_itself_late_counts_and_can_be_cancelled(qtbot: QtBot, home: QWidget) -> None:
    cancelled: list[int] = []
    progress = Progress("Reading the file", lambda: cancelled.append(1))
    home.layout().addWidget(progress)
    progress.hide()
    progress.start()
    assert not progress.isVisible()
    progress.tell(38, 52)
    qtbot.waitUntil(progress.isVisible, timeout=60_000)
    assert progress.accessibleName() == "Reading the file  38 / 52"
    next(b for b in progress.findChildren(Button) if b.text() == "Cancel").click()
    assert cancelled == [1]
    progress.stop()
    assert not progress.isVisible()
