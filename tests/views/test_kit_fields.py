"""Fields: what may be typed, when they judge, how a record is picked or scanned."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core import clock
from app.core.errors import Problem, Refused
from app.core.i18n import Text, tr
from app.core.screen import Choice, Field
from app.services.shop import uscc_warning
from app.views.kit.buttons import Button
from app.views.kit.controls import ChoiceControl, Control
from app.views.kit.dates import Calendar, DateControl
from app.views.kit.daytext import month_later, read_day, read_moment
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.figures import SCALE, Figure
from app.views.kit.files import FileControl
from app.views.kit.picker import RecordControl, Suggestions
from app.views.kit.picklist import PickList
from app.views.kit.tasks import Tasks

TODAY = date(2026, 11, 23)


# --- what may be typed ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "decimals", "typed", "value"),
    [
        ("quantity", 0, "12", 12_000), ("quantity", 1, "0.5", 500), ("quantity", 0, "12*", 12_000),
        ("quantity", 0, "12*6", 72_000), ("quantity", 0, "１２", 12_000), ("money", None, "1,639.00", 163_900),
        ("money", None, "¥1639.5", 163_950), ("price", None, "33.285714", 33_285_714), ("percent", None, "64%", 6_400),
        ("percent", None, "8.5", 850), ("number", None, "20,431", 20_431), ("quantity", 0, "  ", None),
    ],
)  # fmt: skip
def test_figures_are_read_as_people_type_them(kind: Any, decimals: int | None, typed: str, value: int | None) -> None:
    assert Figure(kind, decimals).read(typed) == value


@pytest.mark.parametrize(
    ("kind", "decimals", "typed"),
    [
        ("quantity", 0, "0.5"), ("quantity", 1, "0.55"), ("money", None, "-5"), ("money", None, "1.234"),
        ("number", None, "1.5"), ("quantity", 0, "twelve"), ("money", None, "1..2"), ("quantity", 0, "*6"),
        ("quantity", 0, "9" * 20), ("money", None, "."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence_that_says_what_does(
    kind: Any, decimals: int | None, typed: str
) -> None:
    with pytest.raises(Refused) as why:
        Figure(kind, decimals).read(typed)
    assert len(tr(why.value.text).split(". ")) >= 2 or why.value.text.msgid.count(".") >= 2


@given(st.sampled_from(sorted(SCALE)), st.integers(-(10**12), 10**12))
def test_what_a_field_writes_it_reads_back(kind: Any, value: int) -> None:
    figure = Figure(kind, None if kind != "quantity" else 3, negative=True)
    assert figure.read(figure.write(value)) == value


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1123", date(2026, 11, 23)), ("11-23", date(2026, 11, 23)), ("11/24", date(2026, 11, 24)),
        ("+3", date(2026, 11, 26)), ("-1", date(2026, 11, 22)), ("今天", TODAY), ("today", TODAY),
        ("昨天", date(2026, 11, 22)), ("2026-12-01", date(2026, 12, 1)), ("20261201", date(2026, 12, 1)),
        ("0105", date(2027, 1, 5)), ("23 Nov", TODAY), ("23 Nov 2025", date(2025, 11, 23)), ("7", date(2026, 11, 7)),
        ("11月30日", date(2026, 11, 30)), ("", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_type_them(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["1340", "31-11", "tomorrowish", "99", "2026-02-30", "0230"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        read_day(typed, TODAY)


def test_moments_are_read_on_the_shops_clock() -> None:
    now = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert read_moment("16:30", now) == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert read_moment("11-24 09:05", now) == datetime(2026, 11, 24, 1, 5, tzinfo=UTC)
    for typed in ("25:00", "noon", "16:99"):
        with pytest.raises(Refused):
            read_moment(typed, now)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(-24, 24))
def test_a_month_on_is_the_same_day_or_the_last(day: date, by: int) -> None:
    moved = month_later(day, by)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == by
    assert moved.day <= day.day


# --- boxes ------------------------------------------------------------------------------------------------------
@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made).addWidget(QLineEdit())
    made.resize(700, 500)
    qtbot.addWidget(made)
    made.show()
    return made


def put(home: QWidget, field: Field, records: Any, tasks: Tasks) -> FieldBox:
    """A field on the screen, with the focus."""
    box = FieldBox(field, make_control(field, records, tasks))
    home.layout().addWidget(box)
    QApplication.processEvents()
    box.control.setFocus()
    return box


def leave(home: QWidget) -> None:
    home.findChild(QLineEdit, "").setFocus()


def face(box: FieldBox) -> QWidget:
    return box.control.face


def test_what_is_odd_is_said_on_leaving_and_may_stay(home: QWidget, records: Any, tasks: Tasks) -> None:
    box = put(home, Field("code", "Company code", "code", warn=uscc_warning), records, tasks)
    QTest.keyClicks(face(box), "91110108551385082X")
    assert box.problem is None
    leave(home)
    assert (box.problem.warning, face(box).property("state")) == (True, "warn")  # type: ignore[union-attr]
    assert "Compare it with the licence" in face(box).accessibleDescription()
    assert box.demand()
    box.control.setFocus()
    QTest.keyClick(face(box), Qt.Key.Key_Backspace)
    QTest.keyClicks(face(box), "Q")
    leave(home)
    assert box.problem is None


def test_a_field_judges_on_leaving_and_never_while_typing(home: QWidget, records: Any, tasks: Tasks) -> None:
    box = put(home, Field("amount", "Amount", "money"), records, tasks)
    QTest.keyClicks(face(box), "12x")
    assert box.problem is None
    leave(home)
    assert box.problem is not None
    assert face(box).property("state") == "bad"
    assert "not an amount" in face(box).accessibleDescription()
    box.control.setFocus()
    QTest.keyClick(face(box), Qt.Key.Key_Backspace)
    assert box.problem is None
    leave(home)
    assert (box.control.value(), face(box).text()) == (1_200, "12.00")


def test_arrows_change_a_quantity_by_one_and_never_below_zero(home: QWidget, records: Any, tasks: Tasks) -> None:
    box = put(home, Field("quantity", "Quantity", "quantity"), records, tasks)
    for _ in range(3):
        QTest.keyClick(face(box), Qt.Key.Key_Up)
    assert box.control.value() == 3_000
    for _ in range(5):
        QTest.keyClick(face(box), Qt.Key.Key_Down)
    assert box.control.value() == 0


def test_a_date_moves_by_day_and_month_and_by_the_calendar(home: QWidget, records: Any, tasks: Tasks) -> None:
    box = put(home, Field("day", "Day", "date"), records, tasks)
    box.control.put(date(2026, 11, 23))
    QTest.keyClick(face(box), Qt.Key.Key_Up)
    QTest.keyClick(face(box), Qt.Key.Key_PageDown)
    assert box.control.value() == date(2026, 10, 24)
    QTest.keyClick(face(box), Qt.Key.Key_F4)
    calendar = box.findChild(Calendar)
    assert calendar.month.first().weekday() == 0
    QTest.keyClick(calendar.month, Qt.Key.Key_Right)
    QTest.keyClick(calendar.month, Qt.Key.Key_Return)
    assert box.control.value() == date(2026, 10, 25)


def test_holidays_and_make_up_days_are_spoken(qtbot: QtBot) -> None:
    control = DateControl(kind_of=lambda day: "holiday" if day.day == 1 else "workday" if day.day == 2 else "")
    qtbot.addWidget(control)
    control.put(date(2026, 10, 1))
    calendar = Calendar(control, date(2026, 10, 1), control._kind_of)
    assert "holiday" in calendar.month.accessibleName()
    calendar.month.go(date(2026, 10, 2))
    assert "working day" in calendar.month.accessibleName()
    calendar.grab()


def test_four_choices_stand_side_by_side_and_more_drop_down(home: QWidget, records: Any, tasks: Tasks) -> None:
    few = put(home, Field("how", "How", "choice", choices=(Choice("in", "In"), Choice("out", "Out"))), records, tasks)
    segment = few.findChild(Button, "field.how.out")
    segment.setFocus()
    QTest.keyClick(segment, Qt.Key.Key_Space)
    assert few.control.value() == "out"
    assert segment.isChecked()
    many = put(home, Field("unit", "Unit", "choice", options=lambda _ctx: ()), records, tasks)
    while tasks.busy():
        QApplication.processEvents()
    assert isinstance(many.control, ChoiceControl)
    QTest.keyClick(face(many), Qt.Key.Key_F4)
    popup = many.findChild(PickList)
    QTest.keyClicks(popup.filter, "hhs")  # pinyin initials of 火花塞
    assert [pick.name for pick in popup.view.rows.picks] == ["火花塞"]
    QTest.keyClick(popup.filter, Qt.Key.Key_Return)
    assert many.control.value() == "c7"


def test_typing_finds_a_record_which_becomes_a_chip(qtbot: QtBot, home: QWidget, records: Any, tasks: Tasks) -> None:
    box = put(home, Field("part", "Part", "record", record="parts", required=True), records, tasks)
    assert box.missing()
    QTest.keyClicks(face(box), "0D15")
    qtbot.waitUntil(lambda: any(s.isVisible() for s in home.findChildren(Suggestions)))
    QTest.keyClick(face(box), Qt.Key.Key_Down)
    QTest.keyClick(face(box), Qt.Key.Key_Return)
    assert box.control.value() == 1
    assert not box.missing()
    assert face(box).accessibleName() == "04465-0D151 Brake pads 1"
    assert face(box).hasFocus()
    assert records.threads <= {"reader-1", "reader-2"}
    assert isinstance(box.control, RecordControl)
    with qtbot.waitSignal(box.control.open_wanted) as opened:
        QTest.keyClick(face(box), Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert opened.args == ["parts", 1]
    QTest.keyClick(face(box), Qt.Key.Key_Backspace)
    assert box.control.value() is None


def test_text_that_names_no_record_is_kept_and_told(home: QWidget, records: Any, tasks: Tasks) -> None:
    box = put(home, Field("part", "Part", "record", record="parts"), records, tasks)
    QTest.keyClicks(face(box), "no such thing")
    leave(home)
    assert box.problem is not None
    assert "no such thing" in tr(box.problem.text)


def test_a_warning_has_its_ways_out(home: QWidget, records: Any, tasks: Tasks) -> None:
    box = put(home, Field("km", "Odometer", "number"), records, tasks)
    pressed: list[str] = []
    ways = [("Typing error", lambda: pressed.append("typo")), ("New instrument", lambda: pressed.append("new"))]
    box.show_problem(Problem("km", Text("Lower than last time."), warning=True), ways)
    assert face(box).property("state") == "warn"
    next(b for b in box.findChildren(Button) if b.text() == "New instrument").click()
    assert pressed == ["new"]


def test_a_file_is_taken_over_in_the_writers_thread(
    qtbot: QtBot, home: QWidget, records: Any, tasks: Tasks, tmp_path: Any
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"jpeg")
    control = FileControl(records, tasks, ask=lambda: str(photo))
    home.layout().addWidget(control)
    control.choose()
    qtbot.waitUntil(lambda: control.value() == "photo.jpg")
    assert "writer-1" in records.threads


def test_of_two_files_the_last_one_is_taken(
    qtbot: QtBot, home: QWidget, records: Any, tasks: Tasks, tmp_path: Any
) -> None:
    control = FileControl(records, tasks)
    home.layout().addWidget(control)
    for name in ("wrong.jpg", "right.jpg"):
        (tmp_path / name).write_bytes(b"...")
        control.take(str(tmp_path / name))
    qtbot.waitUntil(lambda: not tasks.busy())
    assert control.value() == "right.jpg"


ALL_KINDS = [
    Field("a", "A", "text", length=5), Field("b", "B", "long"), Field("c", "C", "code"), Field("d", "D", "quantity"),
    Field("e", "E", "money"), Field("f", "F", "price"), Field("g", "G", "percent"), Field("h", "H", "number"),
    Field("i", "I", "date"), Field("j", "J", "moment"), Field("k", "K", "choice", choices=(Choice("x", "X"),)),
    Field("l", "L", "flag"), Field("m", "M", "record", record="parts"), Field("n", "N", "file"),
    Field("o", "O", "secret"),
]  # fmt: skip
VALUES: dict[str, Any] = {
    "text": "abc", "long": "two\nlines", "code": "A-1", "quantity": 2_000, "money": 100, "price": 1_500_000,
    "percent": 6_400, "number": 12, "date": TODAY, "moment": datetime(2026, 11, 23, 8, 30, tzinfo=UTC), "choice": "x",
    "flag": True, "record": 1, "file": "photo.jpg", "secret": "pin",
}  # fmt: skip


@pytest.mark.parametrize("field", ALL_KINDS, ids=lambda f: f.kind)
def test_every_kind_of_field_gives_back_what_was_put_in(
    qtbot: QtBot, home: QWidget, records: Any, tasks: Tasks, field: Field
) -> None:
    box = put(home, field, records, tasks)
    control: Control = box.control
    assert control.value() in (None, False)
    control.put(VALUES[field.kind or "text"])
    qtbot.waitUntil(lambda: not tasks.busy())
    assert control.value() == VALUES[field.kind or "text"]
    assert control.wrong() is None
    assert box.judge()
    control.editable(False)
    control.editable(True)
    control.put(None)
    assert control.value() in (None, False)
    assert control.face.accessibleName() or field.kind == "file"


@pytest.mark.parametrize("field", ALL_KINDS, ids=lambda f: f.kind)
def test_every_field_shows_a_ring_when_it_has_the_focus(
    home: QWidget, records: Any, tasks: Tasks, field: Field
) -> None:
    box = put(home, field, records, tasks)
    target = box.control.face
    leave(home)
    QApplication.processEvents()
    plain = target.grab().toImage()
    target.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert target.grab().toImage() != plain


def test_codes_and_figures_take_no_input_method(home: QWidget, records: Any, tasks: Tasks) -> None:
    for kind in ("code", "quantity", "money", "date"):
        box = put(home, Field("x", "X", kind), records, tasks)  # type: ignore[arg-type]
        assert not face(box).testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_today_follows_the_shops_clock() -> None:
    with clock.frozen(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)):
        assert read_day("今天") == date(2026, 11, 23)
