"""Pictures made fit for the screen: shrunk into their room, never enlarged, none where there is none."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.views.kit.images import within


def picture(wide: int, high: int) -> QImage:
    made = QImage(wide, high, QImage.Format.Format_RGB32)
    made.fill(0)
    return made


@pytest.mark.parametrize(
    ("there", "room", "shown"),
    [((4000, 3000), (400, 100), (133, 100)), ((3000, 4000), (300, 9999), (300, 400)), ((40, 30), (400, 300), (40, 30))],
)
def test_a_picture_fits_into_its_room(
    qapp: QApplication, there: tuple[int, int], room: tuple[int, int], shown: tuple[int, int]
) -> None:
    made = within(picture(*there), *room)
    assert (made.width(), made.height()) == shown


def test_what_is_no_picture_shows_none(qapp: QApplication) -> None:
    assert within(b"no picture", 100).isNull()
