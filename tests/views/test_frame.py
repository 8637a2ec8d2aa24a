"""The frame: rooms, rail, keys that mean the same everywhere, and scans that are never lost (ui.md §1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.screen import Choice, Field, FormSpec, Lines, ListSpec, Section
from app.views import main_window
from app.views.kit.buttons import Button, button
from app.views.kit.form import Form
from app.views.kit.keyline import Key
from app.views.kit.keysheet import KeysOverlay
from app.views.kit.layout import col
from app.views.kit.lines import LinesGrid
from app.views.kit.listing import Listing
from app.views.kit.room import Room, RoomCard
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from app.views.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
FIELDS = (
    Field("part", "Part", "record", record="parts"), Field("quantity", "Quantity", "quantity"),
    Field("day", "Day", "date"), Field("how", "How", "choice", choices=(Choice("in", "In"), Choice("out", "Out"))),
    Field("flag", "Wash the car", "flag"), Field("note", "Remark", "long"),
)  # fmt: skip


class Kept:
    """A station's memory."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def put(self, key: str, value: Any) -> None:
        self.values[key] = value


class ListRoom(Room):
    """A list as most rooms have one."""

    def __init__(self, source: Any, tasks: Tasks) -> None:
        super().__init__()
        spec = ListSpec(source.COLUMNS, source.find, source.read, ())
        self.listing = Listing(spec, source, tasks, title="Parts", states=source.STATES, new=("New part", lambda: None))
        self.setLayout(col(self.messages, self.listing, margins=(16, 10, 16, 10), stretch=1))
        self.scans: list[str] = []

    def title(self) -> str:
        return "Parts"

    def keys(self) -> Sequence[Key]:
        return self.listing.keys()

    def on_shown(self, argument: object = None) -> None:
        self.listing.ask()
        self.listing.table.setFocus()

    def refresh(self) -> None:
        self.listing.refresh()

    def regions(self) -> Sequence[QWidget]:
        return (self.listing.filter, self.listing.table)


class FormRoom(Room):
    """A form with lines, as documents have them; it takes scans."""

    def __init__(self, records: Any, tasks: Tasks) -> None:
        super().__init__()
        self.form = Form(FormSpec((Section("", FIELDS),)), records, tasks)
        self.form.load({})
        self.lines = LinesGrid(Lines("lines", "Lines", FIELDS[:2], scan="part", adds="quantity"), records, tasks)
        self.pressed: list[str] = []
        self.dirty = ""
        post = button("Post", "primary", act=lambda: self.pressed.append("post"))
        self.setLayout(col(post, self.form, self.lines, margins=(16, 10, 16, 10), stretch=2))
        self.scans: list[str] = []

    def title(self) -> str:
        return "Receipt"

    def keys(self) -> Sequence[Key]:
        return [Key("Ctrl+Enter", "Post", lambda: self.pressed.append("key")), Key("F8", "Next missing")]

    def wants_scan(self, code: str) -> bool:
        self.scans.append(code)
        return not code.startswith("WO")

    def unsaved(self) -> str:
        return self.dirty


@pytest.fixture
def window(qtbot: QtBot, scanner: Scanner, parts: Any, records: Any, tasks: Tasks) -> MainWindow:
    made = MainWindow(scanner, Kept(), "01")
    qtbot.addWidget(made)
    made.furnish(
        [
            RoomCard("parts", "package-search", "Parts", "Store", lambda: ListRoom(parts, tasks), waiting=lambda: 3),
            RoomCard("receipts", "truck", "Receipts", "Store", lambda: FormRoom(records, tasks)),
            RoomCard("settings", "settings", "Settings", "", Room, foot=True),
        ]
    )
    made.resize(1366, 688)
    made.show()
    qtbot.waitUntil(lambda: not tasks.busy())
    return made


def focusable(room: QWidget) -> list[QWidget]:
    """Every visible widget of a room that can take the focus."""
    found = [w for w in room.findChildren(QWidget) if w.isVisible() and w.isEnabled()]
    return [w for w in found if w.focusPolicy() != Qt.FocusPolicy.NoFocus and w.focusProxy() is None]


@pytest.mark.parametrize("name", ["parts", "receipts"])
def test_thirty_scans_with_the_focus_on_any_widget_are_thirty_events(
    name: str, window: MainWindow, scanner: Scanner, tasks: Tasks, qtbot: QtBot
) -> None:
    window.go(name)
    heard: list[str] = []
    scanner.scanned.connect(heard.append)
    widgets = [*focusable(window.room()), *focusable(window.topbar), *focusable(window.rail)]
    assert len(widgets) > 8
    for at, widget in enumerate(widgets):
        widget.setFocus()
        codes = [f"69344720{n:05d}" for n in range(30)] if at == 0 else [f"WO-01-{at:04d} A"]
        heard.clear()
        for code in codes:
            QTest.keyClicks(widget, code)
            QTest.keyClick(widget, Qt.Key.Key_Return)
        assert heard == codes, widget
    room = window.room()
    assert window.room() is room
    assert not getattr(room, "pressed", [])
    assert QApplication.activeModalWidget() is None
    assert QApplication.activePopupWidget() is None


def test_a_scan_goes_to_the_room_and_only_then_to_the_whole_shop(window: MainWindow, scanner: Scanner) -> None:
    looked_up: list[str] = []
    window.looked_up.connect(looked_up.append)
    window.go("receipts")
    room = window.room()
    assert isinstance(room, FormRoom)
    scanner.feed("6934472009181")
    scanner.feed("WO-01-20261123-0007")
    assert room.scans == ["6934472009181", "WO-01-20261123-0007"]
    assert looked_up == ["WO-01-20261123-0007"]


@pytest.mark.parametrize("name", ["parts", "receipts"])
def test_a_room_has_one_primary_button_and_none_listens_to_enter(window: MainWindow, name: str) -> None:
    window.go(name)
    buttons = [b for b in window.findChildren(Button) if b.isVisible()]
    assert sum(b.property("kind") == "primary" for b in buttons) <= 1
    assert not any(b.autoDefault() or b.isDefault() for b in buttons)
    assert all(b.accessibleName() for b in buttons)


def test_it_fits_the_poorest_screen(
    qtbot: QtBot, scanner: Scanner, parts: Any, records: Any, tasks: Tasks, language: str
) -> None:
    window = MainWindow(scanner, Kept(), "01")
    qtbot.addWidget(window)
    window.furnish(
        [
            RoomCard("parts", "package-search", "Parts", "Store", lambda: ListRoom(parts, tasks)),
            RoomCard("receipts", "truck", "Receipts", "Store", lambda: FormRoom(records, tasks)),
        ]
    )
    window.resize(1280, 640)
    window.show()
    window.go("receipts")
    for _ in range(5):
        QApplication.processEvents()
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 640
    assert (window.width(), window.height()) == (1280, 640)
    assert window.rail.width() <= 56


def test_keys_mean_the_same_everywhere(window: MainWindow, tasks: Tasks, parts: Any, qtbot: QtBot) -> None:
    table = window.room().listing.table  # type: ignore[attr-defined]
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_F3)
    assert window.topbar.box.isAncestorOf(QApplication.focusWidget() or window)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is window.room().regions()[0]
    before = len(parts.queries)
    QTest.keyClick(table, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: len(parts.queries) > before)
    QTest.keyClick(table, Qt.Key.Key_1, CONTROL)
    assert window.room().title() == "Receipt"
    QTest.keyClick(window.room().form.boxes["day"].control.face, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)  # type: ignore[attr-defined]
    assert window.room().title() == "Parts"
    with qtbot.waitSignal(window.lock_wanted):
        QTest.keyClick(table, Qt.Key.Key_F12)
    QTest.keyClick(table, Qt.Key.Key_F11)
    assert not window.rail.isVisible()
    QTest.keyClick(table, Qt.Key.Key_F11)
    assert window.rail.isVisible()


def test_a_room_that_is_opened_builds_neither_rail_nor_key_line_anew(window: MainWindow) -> None:
    rooms, caps = dict(window.rail._items), list(window.keyline._caps)
    window.go(window._here)
    assert window.rail._items == rooms
    assert window.keyline._caps == caps
    window.fold()
    assert not set(window.rail._items.values()) & set(rooms.values())


def test_the_rail_folds_and_the_station_remembers_it(window: MainWindow) -> None:
    wide = window.rail.width()
    QTest.keyClick(window.room().listing.table, Qt.Key.Key_B, CONTROL)  # type: ignore[attr-defined]
    assert window.rail.width() < wide
    assert window._memory.get("rail.slim") is True


def test_a_room_that_wants_the_width_folds_the_rail_and_gives_it_back(window: MainWindow) -> None:
    """The scan room: slim while it is open, as the person had it afterwards."""
    room: Any = window.room()
    wide = window.rail.width()
    for wanted in (True, False):
        room.slim_rail = lambda wanted=wanted: wanted
        room.changed.emit()
        assert window.rail.slim is wanted
    assert window.rail.width() == wide


def test_the_key_line_tells_the_keys_of_the_room_and_f1_all(window: MainWindow) -> None:
    window.go("receipts")
    assert [key.combo for key in window.keyline.told()] == ["Ctrl+Enter", "F8", "F1"]
    QTest.keyClick(window, Qt.Key.Key_F1)
    overlay = window.findChild(KeysOverlay)
    assert overlay is not None
    assert overlay.isVisible()


def test_the_primary_key_works_once_and_only_in_front(window: MainWindow) -> None:
    window.go("receipts")
    room = window.room()
    assert isinstance(room, FormRoom)
    field = room.form.boxes["day"].control.face
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert room.pressed == ["key"]
    room.changed.emit()
    QApplication.processEvents()
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert room.pressed == ["key", "key"]


def test_unsaved_work_is_asked_about_before_it_is_left(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.go("receipts")
    room = window.room()
    assert isinstance(room, FormRoom)
    room.dirty = "PR-01"
    answers = ["stay", "discard"]
    monkeypatch.setattr(main_window, "leave_unsaved", lambda _home, _what: answers.pop(0))
    assert not window.go("parts")
    assert window.room() is room
    assert window.go("parts")
    assert answers == []


def test_a_toast_comes_from_the_room_and_takes_no_focus(window: MainWindow) -> None:
    window.go("receipts")
    field = window.room().form.boxes["day"].control.face  # type: ignore[attr-defined]
    assert isinstance(field, QLineEdit)
    field.setFocus()
    window.room().said.emit("Saved.", None)
    assert window.toast.words() == "Saved."
    assert field.hasFocus()
