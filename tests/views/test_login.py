"""The login page: tiles, filter by typing, PIN, what it says; keys typed before the tiles came are kept."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import boot
from app.core import clock, i18n
from app.views.kit.buttons import Button
from app.views.kit.pinpad import Person, UserTile
from app.views.login import LoginPage

FIRST_WINDOW = """
import sys
from pathlib import Path
from app import boot
from app.core import clock, i18n

house = boot.window_house(Path(sys.argv[1]))
from app.views.application import Application
from PySide6.QtWidgets import QApplication

app = QApplication([])
here = Application(app, house)
here.start()
app.processEvents()
heavy = ("sqlalchemy", "alembic", "app.models", "app.services", "reportlab", "PySide6.QtNetwork")
print("shown" if here.login.isVisible() else "hidden", *(name for name in heavy if name in sys.modules))
while here.desk is None:
    app.processEvents()
print("opened", *(name for name in heavy[:2] if name in sys.modules))
here.end()
"""
PEOPLE = [
    Person(1, "陈静", "Service advisor", find="chenjing cj"), Person(2, "王磊", "Storekeeper", find="wanglei wl"),
    Person(3, "孙浩", "Inspector", find="sunhao sh", note="Certificate: 7 days"),
    *(Person(n, f"Person {n}", "Technician", find=f"person{n}") for n in range(4, 12)),
]  # fmt: skip


@pytest.fixture
def page(qtbot: QtBot) -> LoginPage:
    made = LoginPage()
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    return made


def said(page: LoginPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_the_first_tile_is_ready_for_its_pin(page: LoginPage, qtbot: QtBot) -> None:
    page.show_people(PEOPLE, chosen=2)
    with qtbot.waitSignal(page.entered) as entered:
        QTest.keyClicks(page.pad, "1002")
        QTest.keyClick(page.pad, Qt.Key.Key_Return)
    assert entered.args == [2, "1002"]
    page.wrong("Wrong PIN. 3 tries left.")
    assert page.pad.said() == "Wrong PIN. 3 tries left."
    assert page.pad.typed() == 0


def test_digits_typed_before_the_tiles_came_are_kept(page: LoginPage, qtbot: QtBot) -> None:
    QTest.keyClicks(page.pad, "10")
    page.show_people(PEOPLE)
    assert page.pad.typed() == 2
    with qtbot.waitSignal(page.entered) as entered:
        QTest.keyClicks(page.pad, "01")
        QTest.keyClick(page.pad, Qt.Key.Key_Return)
    assert entered.args == [1, "1001"]


def test_the_day_stands_at_the_foot_once_the_page_is_on_the_screen(page: LoginPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: i18n.day(clock.today()) in said(page))


def test_letters_filter_the_tiles_and_esc_brings_all_back(page: LoginPage) -> None:
    page.show_people(PEOPLE)
    QTest.keyClicks(page.pad, "wl")
    assert page.chosen() == PEOPLE[1]
    QTest.keyClicks(page.pad, "q")
    assert page.chosen() is None
    assert "Nobody matches." in said(page)
    QTest.keyClick(page.pad, Qt.Key.Key_Escape)
    QTest.keyClick(page.pad, Qt.Key.Key_Right)
    assert page.chosen() == PEOPLE[1]


def test_a_badge_picks_the_person_and_the_pin_is_still_asked(page: LoginPage, qtbot: QtBot) -> None:
    page.show_people(PEOPLE)
    with qtbot.assertNotEmitted(page.entered):
        assert page.badge("B-3", {"B-3": 3})
    assert page.chosen() == PEOPLE[2]
    assert not page.badge("B-9", {"B-3": 3})
    assert "B-9" in said(page)


def test_a_locked_tile_takes_no_digits_but_another_person_does(page: LoginPage) -> None:
    page.show_people(PEOPLE)
    page.lock("Locked for 1 minute after 5 wrong tries.")
    QTest.keyClicks(page.pad, "1234")
    assert page.pad.typed() == 0
    QTest.keyClick(page.pad, Qt.Key.Key_Right)
    QTest.keyClicks(page.pad, "1234")
    assert page.pad.typed() == 4


def test_the_other_language_is_one_press_away(page: LoginPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.language_wanted) as wanted:
        page.findChild(Button, "login.language").click()
    assert wanted.args == ["zh_CN"]


def test_an_expiring_certificate_stands_on_the_tile(page: LoginPage) -> None:
    page.show_people(PEOPLE)
    assert "Certificate: 7 days" in page.findChild(UserTile, "tile.孙浩").accessibleName()


def test_it_fits_the_poorest_screen(qtbot: QtBot, language: str) -> None:
    page = LoginPage()
    qtbot.addWidget(page)
    page.show_people(PEOPLE)
    page.show_note("Demo: 陈静 1001 · 王磊 1002")
    page.show()
    assert page.minimumSizeHint().width() <= 1280
    assert page.minimumSizeHint().height() <= 640


def test_the_login_is_on_the_screen_before_the_database_is_loaded(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_WINDOW, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.splitlines() == ["shown", "opened sqlalchemy alembic"], done.stderr


def test_what_was_loaded_is_never_looked_through_for_garbage(tmp_path: Path) -> None:
    house = boot.window_house(tmp_path)
    try:
        assert not gc.isenabled()
        store, desk = house.open_shop(tmp_path, None)
        assert not gc.isenabled()  # the window sweeps by itself
        assert gc.get_freeze_count() > 10_000
        desk.close()
        store.close()
    finally:
        gc.enable()
        gc.unfreeze()
        boot.close_log()
