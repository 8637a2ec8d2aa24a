"""A line of text that suggests words: narrowed by another field, picked by keys or a click, or typed anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.screen import Choice, Field, FormSpec, Section
from app.views.kit.form import Form
from app.views.kit.suggest import SuggestControl
from app.views.kit.tasks import Tasks

WORDS = [Choice("a", "又响", of="fix"), Choice("b", "没修好", of="fix"), Choice("c", "太贵", of="cost"),
         Choice("d", "没修好", of="fix")]  # fmt: skip
SPEC = FormSpec(
    (
        Section("", (Field("kind", "Kind", "choice", choices=(Choice("fix", "Repair"), Choice("cost", "Price"))),
                     Field("more", "More", "text", options=lambda _ctx: WORDS, within="kind", length=60))),
    )
)  # fmt: skip


@pytest.fixture
def form(qtbot: QtBot, records: Any, tasks: Tasks) -> Iterator[Form]:
    home = QWidget()
    qtbot.addWidget(home)
    home.resize(900, 500)
    made = Form(SPEC, records, tasks)
    QVBoxLayout(home).addWidget(made)
    home.show()
    made.load({"kind": "fix"}, "")
    qtbot.waitUntil(lambda: not tasks.busy())
    line(made).offer(WORDS)
    yield made
    home.close()


def line(form: Form) -> SuggestControl:
    """The line that suggests."""
    made = form.boxes["more"].control
    assert isinstance(made, SuggestControl)
    return made


def shown(form: Form) -> list[str]:
    """What it suggests now."""
    made = line(form)
    return [pick.name for pick in made._list.view.rows.picks] if made._list is not None and made.listed() else []


def choose(form: Form, kind: str) -> None:
    """Another kind, as by hand."""
    form.boxes["kind"].control.put(kind)
    form.boxes["kind"].control.edited.emit()


def test_keys_pick_what_fits_the_other_field(form: Form) -> None:
    """F4 or ↓ opens, ↓ walks, Enter takes; each word once; what belongs elsewhere is not offered."""
    face = line(form).face
    face.setFocus()
    QTest.keyClick(face, Qt.Key.Key_F4)
    assert shown(form) == ["又响", "没修好"]
    QTest.keyClick(face, Qt.Key.Key_Down)
    QTest.keyClick(face, Qt.Key.Key_Return)
    assert (line(form).value(), line(form).listed()) == ("没修好", False)
    QTest.keyClick(face, Qt.Key.Key_Down)
    QTest.keyClick(face, Qt.Key.Key_Escape)
    assert (line(form).value(), line(form).listed()) == ("没修好", False)


def test_typing_narrows_also_by_pinyin_and_other_words_stand(form: Form) -> None:
    face = line(form).face
    face.setFocus()
    QTest.keyClicks(face, "mx")
    assert shown(form) == ["没修好"]
    QTest.keyClicks(face, "q")
    assert (shown(form), line(form).value()) == ([], "mxq")
    QTest.mouseClick(face, Qt.MouseButton.LeftButton)
    assert shown(form) == ["又响", "没修好"]
    form.boxes["kind"].control.setFocus()
    assert (line(form).listed(), line(form).value()) == (False, "mxq")


def test_words_of_another_kind_go_and_words_of_his_own_stay(form: Form) -> None:
    line(form).put("又响")
    choose(form, "cost")
    assert line(form).value() is None
    line(form).put("自己写的")
    choose(form, "fix")
    assert line(form).value() == "自己写的"
    form.load({"kind": "cost", "more": "又响"}, "draft")
    assert line(form).value() == "又响", "what was kept is shown as it was kept"
    line(form).editable(False)
    QTest.keyClick(line(form).face, Qt.Key.Key_F4)
    assert not line(form).listed()
