"""A complaint from the call to the closed case, in the window and by keyboard: one proposal refused, one waiting time.

Who takes it, who names the handler, who handles it and who closes it are four people at the same PC.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core import clock
from app.core.screen import ListQuery
from app.models.vehicles import Vehicle
from app.services import documents
from app.views.kit.sidesheet import open_sheets
from tests.garage import Garage
from tests.rig import PIN, PROGRAM, open_rig
from tests.services.reception_desk import Desk
from tests.shopfloor import Shopfloor
from tests.window import CTRL, Hands, by_day

DOWN, ENTER, TAB = Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Tab


@pytest.fixture
def hands(template: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Hands]:
    """A shop that knows the car and repaired it last week; nobody is signed in."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    with by_day():
        rig = open_rig(tmp_path, seeded=False)
        shop = Shopfloor(rig, clock.now)
        Desk(shop).car()
        for role in ("CS", "WS", "TS", "TE", "MG"):
            shop.actor(role)
        Garage(shop).order(car=shop.get(Vehicle, "plate", "沪A8K219").id)
        rig.close()
        made = Hands(tmp_path)
        made.shell.resize(1366, 768)
        yield made
        made.end()


def kept(hands: Hands) -> documents.DocumentView:
    """The only complaint, as it stands in the data file."""
    [id] = hands.app.desk.ask(documents.find, PROGRAM, "complaints", ListQuery())
    return hands.app.desk.ask(documents.show, PROGRAM, "complaints", id)


def page_of(hands: Hands) -> Any:
    return hands.room.base.page


def choose(hands: Hands, control: Any, down: int) -> None:
    """A value of a choice by keyboard: its list, some rows down, Enter."""
    control.setFocus(Qt.FocusReason.TabFocusReason)
    hands.key(DOWN)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    target = popup.filter if popup.filter.isVisible() else popup  # type: ignore[attr-defined]
    for _ in range(down):
        QTest.keyClick(target, DOWN)
    QTest.keyClick(target, ENTER)
    hands.settle()


def say(hands: Hands, control: Any, words: str) -> None:
    hands.type(control, words)
    hands.settle()


def arrive(hands: Hands, name: str) -> Any:
    """Somebody signs in and opens what waits for him from Today, by Ctrl+Enter."""
    hands.sign_in(name, PIN)
    hands.go("today")
    hands.until(lambda: hands.room._waiting, "something that waits")
    hands.key(ENTER, CTRL)
    hands.until(lambda: hands.room.objectName() == "room.complaints" and page_of(hands), "the complaint")
    hands.until(lambda: page_of(hands).seen is not None and page_of(hands).aside is not None, "its page")
    hands.settle()
    return page_of(hands)


def state(hands: Hands, code: str) -> None:
    hands.until(lambda: kept(hands).state == code, code)
    hands.settle()
    hands.close_preview(page_of(hands))


def answer(hands: Hands, **answers: Any) -> None:
    """The side sheet of a step: its fields, then Ctrl+Enter."""
    [sheet] = open_sheets(hands.room)
    for box in sheet.boxes:  # type: ignore[attr-defined]
        if box.field.name in answers:
            box.control.put(answers[box.field.name])
    hands.next()


def side(hands: Hands, page: Any, step: str, **answers: Any) -> None:
    """A step from under More."""
    page.steps.press(step)
    hands.settle()
    answer(hands, **answers)


def the_call(hands: Hands) -> None:
    """Plate, Enter, words, F7 links the order, F9 promises, the kind of complaint; the keys are few."""
    hands.sign_in("Cs", PIN)
    hands.go("complaints")
    hands.key(Qt.Key.Key_N, CTRL)
    form = page_of(hands).intake
    hands.until(form.search.line.hasFocus, "the caller's line to have the focus")
    say(hands, form.search.line, "8K219")
    hands.key(ENTER)
    hands.until(form.boxes["description"].control.face.hasFocus, "the words")
    assert (form.boxes["plate"].control.value(), form.boxes["complainant"].control.value()) == ("沪A8K219", "李芳")
    say(hands, form.boxes["description"].control, "noise again after the repair")
    hands.until(lambda: form._dues, "the deadlines as times to be promised")
    hands.key(Qt.Key.Key_F7)
    hands.key(Qt.Key.Key_F9)
    choose(hands, form.boxes["category"].control, 2)
    hands.until(lambda: not page_of(hands)._dirty and not page_of(hands).busy(), "it to be kept")
    seen = kept(hands)
    assert (seen.values["category"], seen.values["promised"]) == ("REPAIR", True)
    assert seen.values["source_number"].startswith("WO-")
    hands.next()
    state(hands, "classified")


def the_assignment(hands: Hands) -> None:
    """Department, problem, requirement, day."""
    page = page_of(hands)
    hands.until(lambda: page.form is not None and page.intake is None, "the assignment to be written")
    boxes = page.form.boxes
    choose(hands, boxes["dept"].control, 3)
    say(hands, boxes["problem"].control, "brake noise")
    say(hands, boxes["requirement"].control, "find the cause and propose")
    assert boxes["due_on"].control.value(), "the day of the clock stands there already"
    hands.next()
    state(hands, "assigned")
    assert kept(hands).values["dept"] == "WS"


def the_handler_is_named(hands: Hands) -> None:
    page = arrive(hands, "Ws")
    hands.next()
    [sheet] = open_sheets(hands.room)
    say(hands, sheet.boxes[0].control, "ts")  # type: ignore[attr-defined]
    hands.until(lambda: QApplication.focusWidget() is not None, "the hits")
    QTest.qWait(300)
    hands.key(ENTER)
    hands.settle()
    hands.next()
    state(hands, "handling")
    assert page.seen.names[kept(hands).values["handler_id"]] == "Ts"


def the_investigation(hands: Hands) -> Any:
    """Words into the thread, a record of ours as evidence, cause and measure; then the proposal."""
    page = arrive(hands, "Ts")
    hands.next()
    assert any("evidence" in said.fact for said in page.messages.said())
    hands.key(Qt.Key.Key_F7)
    hands.until(page.aside.words.face.hasFocus, "the line of the thread")
    say(hands, page.aside.words, "he comes tomorrow")
    hands.key(Qt.Key.Key_F7)
    hands.until(lambda: page.aside.words.value() is None, "it to be written down")
    hands.settle()
    page.aside.show_tab("evidence")
    hands.press("evidence.own")
    QTest.keyClick(hands.until(QApplication.activePopupWidget, "our records"), ENTER)
    hands.until(lambda: page.aside._seen is not None and page.aside._seen.evidence, "the evidence")
    boxes = page.form.boxes
    choose(hands, boxes["cause_code"].control, 3)
    say(hands, boxes["cause_why"].control, "pin not greased")
    choose(hands, boxes["responsibility"].control, 0)
    say(hands, boxes["impact"].control, "came twice")
    grid = page.grids["measures"]
    people = {name: id for id, name in _people(hands).items()}
    grid.load([{"measure": "repair again", "owner_id": people["Ts"], "due": clock.today()}])
    grid.edited.emit()
    hands.next()
    state(hands, "proposed")
    return page


def _people(hands: Hands) -> dict[Any, str]:
    desk = hands.app.desk
    ids = desk.ask(documents.find, PROGRAM, "people", ListQuery())
    return {id: name.split()[-1] for id, name in desk.ask(documents.names, PROGRAM, "people", frozenset(ids)).items()}


def refused_waited_agreed(hands: Hands, page: Any) -> None:
    """He objects; he is waited for, and the clocks stand still; he answers, and agrees to the second proposal."""
    side(hands, page, "object", words="three hundred are not enough", channel="HOTLINE")
    state(hands, "negotiating")
    hands.press("thread.wait")
    [sheet] = open_sheets(hands.room)
    hands.front()
    hands.until(lambda: sheet.isAncestorOf(QApplication.focusWidget() or page), "its field to have the focus")
    QTest.keyClicks(QApplication.focusWidget(), "he asks his wife")
    hands.app.scanner.settle()
    hands.next()
    hands.until(lambda: page.aside._seen is not None and page.aside._seen.waiting, "the waiting")
    assert {c.light for c in page.strip.clocks if c.done_at is None} == {"STOPPED"}
    assert any("he asks his wife" in said.fact for said in page.aside.messages.said())
    hands.press("thread.wait")
    hands.until(lambda: page.aside._seen is not None and not page.aside._seen.waiting, "the answer")
    hands.settle()
    page.steps.press("propose_again")
    state(hands, "proposed")
    hands.next()
    answer(hands, method="PHONE", words="all right")
    state(hands, "agreed")
    heads = list(page.aside._seen.rounds)
    assert [one.round for one in heads] == [1, 2]


def done_and_reported(hands: Hands, page: Any) -> None:
    """The measure is done by one press; told and asked; the report says why nothing is improved."""
    [line] = kept(hands).lines["measures"]
    hands.press(f"measures.{line['id']}")
    state(hands, "implementing")
    hands.next()
    answer(hands, words="repaired again", channel="HOTLINE", satisfaction="4")
    state(hands, "resolved")
    boxes = page.form.boxes
    for name in ("report_process", "report_solution", "report_result", "no_improvement"):
        say(hands, boxes[name].control, f"words of {name}")
    hands.next()
    state(hands, "reported")


def test_from_the_call_to_the_closed_case(hands: Hands) -> None:
    the_call(hands)
    the_assignment(hands)
    the_handler_is_named(hands)
    page = the_investigation(hands)
    refused_waited_agreed(hands, page)
    done_and_reported(hands, page)
    page = arrive(hands, "Mg")
    hands.step(page, signer="Mg", pin=PIN)
    state(hands, "closed")
    assert [done.step for done in kept(hands).done][-1] == "close"
