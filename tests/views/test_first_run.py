"""The first run's short way: a sample shop in an empty folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.core.desk import Desk
from app.models.engine import open_store, sqlite_url
from app.models.journal import SqlJournal, digest
from app.services import demo, first_run
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
