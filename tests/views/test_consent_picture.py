"""The customer answers by message: the chat is pasted, dropped or chosen, and shown again beside its revision."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel

from app.core import i18n
from app.core.clock import Id
from app.services.work_orders import looking
from app.views.kit.fields import FieldBox
from app.views.kit.sidesheet import open_sheets
from tests.garage import Garage, picture
from tests.rig import open_rig
from tests.shopfloor import Shopfloor
from tests.window import CTRL, Hands, drop


@pytest.fixture
def asked(qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[tuple[Hands, Any, Id]]:
    """(window, advisor, order): revision 2 waits for the customer's answer; its page is open."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    garage = Garage(Shopfloor(rig, None))
    advisor, order = garage.shop.actor("SA"), garage.reissued()
    rig.close()
    hands = Hands(tmp_path, "en")
    hands.shell.resize(1366, 768)
    hands.app._signed_in(advisor)
    hands.settle()
    hands.front()
    room = hands.go("work_orders", order)
    hands.until(lambda: room.base.page.seen is not None, "the order")
    hands.settle()
    yield hands, advisor, order
    hands.end()
    i18n.use("zh_CN")


def boxes_of(hands: Hands, step: str) -> dict[str, FieldBox]:
    """The fields of the step's sheet."""
    page = hands.room.base.page
    page.steps.press(step)
    hands.settle()
    [sheet] = open_sheets(page)
    return {box.field.name: box for box in sheet.findChildren(FieldBox)}


def test_a_pasted_chat_is_shown_beside_its_revision(asked: tuple[Hands, Any, Id]) -> None:
    """R53: Ctrl+V on the field takes the picture of the clipboard; "Picture" shows it again."""
    hands, advisor, order = asked
    boxes = boxes_of(hands, "consent")
    field: Any = boxes["picture"].control
    QGuiApplication.clipboard().setText("no picture")
    field.face.setFocus(Qt.FocusReason.OtherFocusReason)
    hands.key(Qt.Key.Key_V, CTRL)
    assert "no picture to paste" in field._busy.text()
    chat = QImage(720, 1560, QImage.Format.Format_RGB32)
    chat.fill(QColor("white"))
    QGuiApplication.clipboard().setImage(chat)
    hands.key(Qt.Key.Key_V, CTRL)
    hands.until(field.value, "the picture to be kept")
    assert field._seen.isVisible()
    for name, value in (("way", "MESSAGE"), ("person", "李芳"), ("words", "同意")):
        boxes[name].control.put(value)
    hands.next()
    hands.close_preview(hands.room.base.page)
    assert hands.app.desk.ask(looking.view, advisor, order).agreed == 2
    hands.press("order.picture.2")
    [sheet] = open_sheets(hands.room)
    shown = sheet.findChild(QLabel, "kept.picture")
    hands.until(lambda: not shown.pixmap().isNull(), "the picture")
    assert shown.size() == shown.pixmap().size()
    assert shown.height() > 2 * shown.width()
    hands.key(Qt.Key.Key_Escape)
    hands.settle()
    assert not open_sheets(hands.room)


def test_a_chat_is_dropped_as_a_file_and_what_is_none_is_said(asked: tuple[Hands, Any, Id], tmp_path: Path) -> None:
    """A text file is refused beside the field; a picture's file is taken, and may be taken out again."""
    hands, _advisor, _order = asked
    field: Any = boxes_of(hands, "refuse")["picture"].control
    text, photo = tmp_path / "chat.txt", tmp_path / "chat.png"
    text.write_text("agreed", encoding="utf-8")
    photo.write_bytes(picture())
    drop(field, text)
    hands.until(lambda: "not a JPEG" in field._busy.text(), "the refusal")
    assert field.value() is None
    drop(field, photo)
    hands.until(field.value, "the picture to be kept")
    hands.settle()
    field._out.click()
    assert (field.value(), field._seen.isVisible()) == (None, False)
