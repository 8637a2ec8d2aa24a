"""The first run's short way: a sample shop in an empty folder."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.desk import Desk
from app.models.engine import open_store, sqlite_url
from app.models.journal import SqlJournal, digest
from app.printing import pages
from app.services import demo, first_run, shop
from app.views.first_run import FirstRun
from app.views.kit.tasks import Tasks
from tests.views.test_frame import Kept


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(sqlite_url(tmp_path / "counterpart.db"))
    made = Desk(store.writer, store.reader, SqlJournal(), digest)
    yield made
    made.close()


def test_a_sample_shop_is_made_from_the_first_page_and_never_over_a_shop(
    qtbot: QtBot, desk: Desk, tasks: Tasks, scanner: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = demo.make
    monkeypatch.setattr(demo, "make", lambda desk, station: whole(desk, station, empty=True))  # a year takes too long
    page = FirstRun(desk, tasks, scanner, tmp_path, Kept())
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page._next.hasFocus)  # one choice looks chosen, and going on is at hand
    with qtbot.waitSignal(page.finished, timeout=20_000):
        page.sample()
    assert desk.ask(first_run.progress, first_run.program()).people
    page.sample()
    qtbot.waitUntil(lambda: bool(page.messages.said()))
    assert page._sample.isEnabled()


def test_a_second_shop_gets_its_own_code_and_its_logo_with_it(
    qtbot: QtBot, desk: Desk, tasks: Tasks, scanner: Any, tmp_path: Path
) -> None:
    page = FirstRun(desk, tasks, scanner, tmp_path, Kept())
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: not tasks.busy())
    page._show(1)
    page.shop.boxes["name_en"].control.put("Branch")
    code = page.shop.boxes["station"].control
    code.put("02")
    code.left.emit()
    assert page.shop.values()["warehouse"] == "02"
    picture = io.BytesIO()
    Image.new("RGB", (300, 100), "red").save(picture, "PNG")
    page.logo.brought.emit("sign.png", picture.getvalue())
    qtbot.waitUntil(lambda: page._logo is not None)
    assert not desk.ask(shop.logo, first_run.program())  # nothing is written under a code that may still change
    page.go_on()
    qtbot.waitUntil(lambda: page._stack.currentIndex() == 2)
    assert desk.ask(shop.own_station, first_run.program("")) == "02"
    assert desk.ask(shop.logo, first_run.program("02"))
    page.back()
    code.put("03")
    page.go_on()
    qtbot.waitUntil(lambda: page.shop.boxes["station"].problem is not None)
    problem = page.shop.boxes["station"].problem
    assert problem is not None
    assert "began as station 02" in str(problem.text)


@pytest.mark.parametrize(("name", "size"), [("trial.sheet", (595, 842)), ("trial.label", (170, 113))])
def test_the_device_page_tries_the_printer(
    qtbot: QtBot, desk: Desk, tasks: Tasks, scanner: Any, tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    """Without a printer it says so and offers nothing; with one a sheet and a label are printed."""
    page = FirstRun(desk, tasks, scanner, tmp_path, Kept())
    qtbot.addWidget(page)
    page.show()
    page.shop.boxes["name_en"].control.put("Nine Lands")
    page._show(3)
    qtbot.waitUntil(lambda: not tasks.busy())
    trial = page.trial
    button = trial.findChild(QWidget, name)
    assert button is not None
    trial.offer([])
    assert "No printer is set up on this PC" in trial.outcome.text()
    assert not button.isVisible()
    target = tmp_path / "printed.pdf"
    trial.offer([f"file:{target}", "no such printer"])
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "The printer took it" in trial.outcome.text())
    assert [(round(w), round(h)) for w, h in pages.sizes(target.read_bytes())] == [size]
    trial._control.put("no such printer")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "There is no printer" in trial.outcome.text())
    assert button.isEnabled()
