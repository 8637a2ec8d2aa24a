"""Views are tested on Qt's offscreen platform, dressed as the program dresses itself."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.views.kit import theme


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: QApplication) -> None:
    """The packaged fonts, once."""
    theme.load_fonts()


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, fonts: None) -> Iterator[None]:
    """Light, 100 %, Chinese; no movement. Each test starts so and may change it."""
    i18n.use("zh_CN")
    plain = theme.Look(motion=False)
    if theme.look() != plain or not qapp.styleSheet():
        theme.apply(plain)
    yield
    i18n.use("zh_CN")


@pytest.fixture(params=["zh_CN", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each of the two languages in turn."""
    i18n.use(request.param)
    return str(request.param)
