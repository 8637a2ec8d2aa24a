"""The settings room on a real shop: the logo is chosen, dropped, pasted and taken out; a value is kept when left."""

from __future__ import annotations

import io
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.services import settings, shop
from app.views.kit import theme
from app.views.kit.controls import FlagControl
from app.views.kit.picture import PictureField
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from app.views.session import Session
from app.views.settings_room import SettingsRoom
from app.views.tax_card import TaxCard
from tests.rig import PROGRAM, Rig
from tests.shopfloor import Shopfloor
from tests.views.test_frame import Kept
from tests.window import Hands


@pytest.fixture
def room(qtbot: QtBot, shop: Shopfloor, tasks: Tasks, scanner: Scanner) -> Iterator[SettingsRoom]:
    """The room as the administrator sees it."""
    made = SettingsRoom(Session(shop.desk, shop.actor("AD"), tasks), Kept(), scanner)
    qtbot.addWidget(made)
    made.resize(1180, 640)
    made.show()
    made.on_shown()
    qtbot.waitUntil(lambda: made.findChild(PictureField) is not None)
    return made


def picture(file: Path, width: int) -> str:
    Image.new("RGB", (width, width // 3), (200, 30, 30)).save(file)
    return str(file)


def dropped(field: PictureField, data: QMimeData) -> None:
    point = QPoint(5, 5)
    field.dropEvent(
        QDropEvent(point, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )


def test_the_logo_is_brought_in_every_way_and_shown_as_it_is_printed(
    qtbot: QtBot, room: SettingsRoom, shop: Shopfloor, tmp_path: Path
) -> None:
    field = room.findChild(PictureField)
    assert field is not None
    assert field.preview.text() != ""

    def width() -> int:
        kept = logo(shop)
        return Image.open(io.BytesIO(kept)).width if kept else 0

    field._ask = lambda: picture(tmp_path / "a.png", 300)
    QTest.mouseClick(field.findChild(QPushButton, "picture.choose"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: width() == 300 and not field.preview.pixmap().isNull())
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(picture(tmp_path / "b.jpg", 400))])
    dropped(field, files)
    qtbot.waitUntil(lambda: width() == 400)
    image = QImage(500, 100, QImage.Format.Format_RGB32)
    image.fill(0)
    QGuiApplication.clipboard().setImage(image)
    field._choose.setFocus()
    QTest.keyClick(field._choose, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: width() == 500)
    words = QMimeData()
    words.setText("no picture")
    dropped(field, words)
    assert "no picture" in field._said.text()
    field.bring(str(tmp_path / "none.png"))
    qtbot.waitUntil(lambda: "could not be read" in field._said.text())
    field.bring(picture(tmp_path / "tiny.png", 9))
    qtbot.waitUntil(lambda: "9 pixels" in field._said.text())
    assert width() == 500
    QTest.mouseClick(field._out, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: logo(shop) == b"" and field.preview.text() != "")


def logo(floor: Shopfloor) -> bytes:
    return bytes(floor.desk.ask(shop.logo, PROGRAM))


def test_a_value_is_kept_when_its_field_is_left(qtbot: QtBot, room: SettingsRoom, shop: Shopfloor) -> None:
    box = room._boxes["counts.cycle_bins"]
    box.control.put(7)
    box.left.emit("")
    qtbot.waitUntil(lambda: shop.desk.ask(settings.value, PROGRAM, "counts.cycle_bins") == 7)
    box.control.put(501)
    box.left.emit("")
    qtbot.waitUntil(lambda: box.problem is not None)
    assert shop.desk.ask(settings.value, PROGRAM, "counts.cycle_bins") == 7
    flag = room._boxes["people.sod_relaxed"].control
    assert isinstance(flag, FlagControl)


def test_a_new_tax_rate_is_kept_as_soon_as_its_line_is_whole(qtbot: QtBot, room: SettingsRoom, shop: Shopfloor) -> None:
    card = room.findChild(TaxCard)
    assert card is not None
    grid = card.grid
    before = shop.ask(settings.value, "tax.rates")
    last = len(before)
    QTest.mouseClick(grid.findChild(QPushButton, "lines.add"), Qt.MouseButton.LeftButton)
    fields = {field.name: field for field in grid.spec.fields}
    for name, value in (("name", "GOODS"), ("rate", 1200), ("from", date(2027, 1, 1))):
        grid.rows_.put(last, fields[name], value)
        grid.view.edited.emit()
    qtbot.waitUntil(lambda: len(shop.ask(settings.value, "tax.rates")) == last + 1)
    assert shop.ask(settings.value, "tax.rates")[-1] == {"name": "GOODS", "rate": 1200, "from": "2027-01-01"}


def test_the_look_of_this_pc_is_there_at_the_next_start(qapp: QApplication, store: Any, tmp_path: Path) -> None:
    """Rows, zoom and dark are kept; dark only once it is set, for until then it follows the system."""
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    admin = shop.actor("AD")
    shop.desk.close()
    before, hands = theme.look(), Hands(tmp_path, "en")
    hands.app._signed_in(admin)
    hands.settle()
    room = hands.go("settings")
    for name, value in (("rows", "roomy"), ("zoom", "115")):
        room._look(name, value)
    assert hands.app.memory.get("dark") is None
    room._look("look", "dark")
    hands.end()
    again = Hands(tmp_path, "en")
    look = theme.look()
    again.end()
    theme.apply(before)
    assert (look.dark, look.zoom, look.rows) == (True, 115, "roomy")


def test_dark_follows_the_system_until_it_is_set(qapp: QApplication) -> None:
    system = qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark
    wanted = [theme.system_look(theme.Look(), dark).dark for dark in (None, True, False)]
    assert wanted == [system, True, False]
