"""Complaints in the window: nothing typed is lost, a second call is noticed, evidence is dropped, lights are seen."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.core.screen import ListQuery
from app.models.vehicles import Vehicle
from app.services import documents
from app.services.complaints import acts
from app.views.board_card import BoardCard
from tests.garage import Garage
from tests.grievances import KIND, Grievances
from tests.rig import PROGRAM, open_rig
from tests.services.reception_desk import Desk, png
from tests.shopfloor import Shopfloor
from tests.ways import follow_ups
from tests.window import CTRL, Hands, drop


@dataclass
class Office:
    """The shop at rest: its folder, who works there, and its complaints."""

    folder: Path
    people: dict[str, Actor]
    late: Id
    mine: Id

    def window(self, role: str) -> Hands:
        """The window of somebody with this role."""
        hands = Hands(self.folder)
        hands.shell.resize(1366, 768)
        hands.app._signed_in(self.people[role])
        hands.settle()
        return hands


@pytest.fixture
def office(template: Path, tmp_path: Path, qapp: QApplication) -> Office:
    """The car 沪A8K219 is in the house, and somebody complained about it two weeks ago; one is handled since today."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, clock.now)
    office = Grievances(shop)
    car = Desk(shop).car()
    plate, owner = shop.get(Vehicle, "id", car).plate, shop.get(Vehicle, "id", car).owner_id
    Garage(shop).order(car=car)
    with clock.frozen(clock.now() - timedelta(days=14)):
        late = office.handling(vehicle_id=car, customer_id=owner, plate=plate)
    mine = office.handling()
    people = {role: shop.actor(role) for role in ("CS", "TS", "MG")}
    rig.close()
    return Office(tmp_path, people, late, mine)


def found(hands: Hands) -> list[Id]:
    """All complaints, the first one first."""
    return list(hands.app.desk.ask(documents.find, PROGRAM, KIND, ListQuery(sort="number")))


def shown(hands: Hands, id: Id) -> documents.DocumentView:
    """A complaint as it stands in the data file."""
    return hands.app.desk.ask(documents.show, PROGRAM, KIND, id)


def call(hands: Hands) -> Any:
    """Ctrl+N: the form of a new one, the focus on the caller."""
    hands.go("complaints")
    hands.key(Qt.Key.Key_N, CTRL)
    form = hands.room.base.page.intake
    hands.until(form.search.line.hasFocus, "the caller")
    return form


def opened(hands: Hands, id: Id) -> Any:
    """The page of a complaint, its thread read."""
    hands.go("complaints", id)
    page = hands.room.base.page
    hands.until(lambda: page.aside is not None and page.aside._seen is not None, "the thread")
    hands.front()
    return page


def said(widget: Any) -> str:
    """All words that are read on a widget."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_what_was_typed_survives_a_crash(office: Office) -> None:
    """Half a date and all: the window is gone without a word, and everything stands there again."""
    hands = office.window("CS")
    form = call(hands)
    hands.type(form.boxes["description"].control, "noise again")
    hands.type(form.boxes["promised_at"].control, "2026-1")
    hands.until(lambda: len(found(hands)) == 3 and not hands.room.base.page._dirty, "it to be kept")
    hands.settle()
    hands.drop()
    hands = office.window("CS")
    hands.go("complaints", found(hands)[-1])
    page = hands.room.base.page
    hands.until(lambda: page.intake is not None, "the form")
    hands.until(lambda: page.intake.boxes["promised_at"].control.face.text() == "2026-1", "the half date")
    assert page.intake.boxes["description"].control.value() == "noise again"
    hands.end()


def test_who_said_nothing_leaves_nothing(office: Office) -> None:
    hands = office.window("CS")
    call(hands)
    hands.key(Qt.Key.Key_Escape)
    hands.until(lambda: hands.room.base.page is None, "the list")
    assert len(found(hands)) == 2
    hands.end()


def test_a_caller_nobody_knows_is_entered_as_he_was_typed(office: Office) -> None:
    """A number goes to the phone, a plate to the plate, anything else is his name; Enter may outrun the answer."""
    hands = office.window("CS")
    form = call(hands)
    for words, name in (("13900001111", "contact"), ("沪B77777", "plate"), ("Wang", "complainant")):
        form.search.line.setText(words)
        QTest.keyClick(form.search.line, Qt.Key.Key_Return)
        hands.until(lambda name=name, words=words: form.boxes[name].control.value() == words, name)
    form.search.line.setText("8K219")
    QTest.keyClick(form.search.line, Qt.Key.Key_Return)
    hands.until(lambda: form.boxes["plate"].control.value() == "沪A8K219", "the answer to choose him")
    assert form.boxes["vehicle_name"].control.value()
    hands.end()


def test_what_is_still_to_be_asked_is_marked_at_once_and_walked_through(office: Office) -> None:
    """Ctrl+Enter too early: every field that lacks something says so; F8 goes from one to the next."""
    hands = office.window("CS")
    form = call(hands)
    hands.type(form.boxes["description"].control, "noise again")
    hands.key(Qt.Key.Key_F8)
    assert form.boxes["promised"].problem is not None, "the next one after the words"
    assert form.boxes["promised"].isAncestorOf(QApplication.focusWidget())
    hands.next()
    hands.until(lambda: hands.room.base.page.intake.boxes["complainant"].problem, "the problems")
    form = hands.room.base.page.intake
    lacking = {name for name, box in form.boxes.items() if box.problem is not None}
    assert lacking == {"complainant", "contact", "vehicle_name", "promised", "promised_at", "category"}
    hands.type(form.boxes["complainant"].control, "Wang")
    assert form.boxes["complainant"].problem is None, "it goes with the first letter"
    hands.key(Qt.Key.Key_F8)
    assert form.boxes["contact"].isAncestorOf(QApplication.focusWidget())
    assert form.boxes["category"].control.face.accessibleName() == "Kind of complaint: Choose"
    hands.key(Qt.Key.Key_F9)
    assert (form.boxes["promised"].problem, form.boxes["promised_at"].problem) == (None, None), "F9 wrote over it"
    hands.end()


def test_a_step_pressed_twice_is_done_once(office: Office) -> None:
    """A key that bounces: no word of somebody else who was faster."""
    hands = office.window("MG")
    page = opened(hands, office.mine)
    offer = next(o for o in page.seen.offers if o.step == "escalate")
    answers = {"body": "COURT", "reason": "sued", "words": "told him"}
    for _ in range(3):
        page._do(offer, answers)
    hands.until(lambda: shown(hands, office.mine).state == "escalated", "it to be taken outside")
    hands.settle()
    assert hands.room.base.page.messages.said() == ()
    hands.end()


def test_a_second_call_about_the_same_is_noticed_and_joined(office: Office) -> None:
    """E79: the open complaint is said and opened by one press; joined to it, both run by the earliest clock."""
    hands = office.window("CS")
    form = call(hands)
    form.search.line.setText("8K219")
    QTest.keyClick(form.search.line, Qt.Key.Key_Return)
    page = hands.room.base.page
    hands.until(lambda: any(m.key == "twice" for m in page.messages.said()), "the warning")
    first = shown(hands, office.late)
    assert first.called in next(m.fact for m in page.messages.said() if m.key == "twice")
    hands.type(form.boxes["description"].control, "he calls again")
    hands.until(lambda: form._dues and not page._dirty, "it to be kept")
    form.same_case.emit(form.known._open[0])
    hands.until(lambda: any(link.id == office.late for link in shown(hands, page._id).links), "the link")
    hands.settle()
    hands.end()


def test_a_file_and_a_record_are_evidence_and_can_be_taken_off(office: Office, tmp_path: Path) -> None:
    """Files are dropped on the page; one that can't be read is said and ends nothing."""
    hands = office.window("TS")
    page = opened(hands, office.late)
    (tmp_path / "photo.png").write_bytes(png())
    page.aside.show_tab("evidence")
    drop(page, tmp_path / "gone.png", tmp_path / "photo.png")
    hands.until(lambda: len(page.aside._seen.evidence) == 1, "the photo")
    assert page.aside._seen.evidence[0].type == "PHOTO"
    assert any("gone.png can't be read" in message.fact for message in page.aside.messages.said())
    hands.press("evidence.own")
    QTest.keyClick(hands.until(QApplication.activePopupWidget, "our records"), Qt.Key.Key_Return)
    hands.until(lambda: len(page.aside._seen.evidence) == 2, "the record")
    page.aside.evidence._do(acts.drop_evidence, page.aside._seen.evidence[0].id)
    hands.until(lambda: len(page.aside._seen.evidence) == 1, "one less")
    hands.end()


def test_who_proposes_without_evidence_is_led_to_it(office: Office) -> None:
    hands = office.window("TS")
    page = opened(hands, office.mine)
    hands.next()
    assert "evidence" in page.messages.said()[0].fact
    assert page.aside.evidence.own.hasFocus()
    hands.end()


def test_a_word_is_added_beside_an_unsaved_form(office: Office) -> None:
    """What is typed into the form stays, and can be saved after the customer was waited for."""
    hands = office.window("TS")
    page = opened(hands, office.mine)
    hands.type(page.form.boxes["impact"].control, "came twice")
    hands.until(lambda: page._dirty, f"it to be typed: {page.form.boxes['impact'].control.value()}")
    page.aside.words.put("he sends a picture")
    page.aside.write()
    hands.until(lambda: len(page.aside._seen.entries) == 2, "the word")
    assert page.form.boxes["impact"].control.value() == "came twice"
    page.save()
    hands.until(lambda: shown(hands, office.mine).values["impact"] == "came twice", "the form to be saved")
    hands.settle()
    hands.end()


def test_lights_on_the_page_the_list_and_level_by_level(office: Office) -> None:
    """Icon, word and colour; F7 on the list: what is late, the manager's first; Enter opens it."""
    hands = office.window("MG")
    page = opened(hands, office.late)
    assert {c.name: c.light for c in page.strip.clocks}["proposal"] == "RED"
    assert "Overdue" in said(page.strip)
    assert "late" in hands.find("complaint.clock.proposal", page).accessibleName()
    hands.key(Qt.Key.Key_Escape)
    hands.until(lambda: hands.room.base.page is None, "the list")
    cells = hands.until(lambda: hands.room.base.listing.table.rows.row(1), "the list")
    assert ("Overdue", "bad") in [(cell.text, cell.tone) for cell in cells]
    hands.key(Qt.Key.Key_F7)
    overdue = hands.until(lambda: hands.room.over, "what is late")
    hands.until(lambda: overdue.table.rows.ids, "the late one")
    assert "Manager 1" in overdue._count.text()
    assert overdue._rows.read([office.late])[0][0] == "MANAGER"
    overdue.table.setFocus()
    hands.key(Qt.Key.Key_Return)
    hands.until(lambda: hands.room.base.page is not None and hands.room.over is None, "the complaint")
    hands.settle()
    hands.end()


def test_improvements_are_tracked_beyond_the_closed_case(template: Path, tmp_path: Path, qapp: QApplication) -> None:
    """F8 on the list: the open ones; on its page the superior presses that it works, and it is gone from there."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, clock.now)
    office = Grievances(shop)
    closed = office.closed()
    [line] = shop.ask(documents.show, KIND, closed).lines["improvements"]
    shop.run(acts.improvement_done, line["id"], by="WS")
    actor = shop.actor("MG")
    rig.close()
    hands = Hands(tmp_path)
    hands.app._signed_in(actor)
    hands.settle()
    hands.go("complaints")
    hands.key(Qt.Key.Key_F8)
    page = hands.until(lambda: hands.room.over, "the improvements")
    hands.until(lambda: page.table.rows.ids, "the open one")
    assert page._rows.read([line["id"]])[0][0] == "STOPPED"
    page.table.setFocus()
    hands.key(Qt.Key.Key_Return)
    hands.until(lambda: hands.room.base.page is not None and hands.room.base.page.aside is not None, "the complaint")
    hands.settle()
    hands.press(f"improvements.{line['id']}")
    hands.until(lambda: shown(hands, closed).lines["improvements"][0]["verified_at"], "it to be verified")
    hands.settle()
    hands.key(Qt.Key.Key_Escape)
    hands.until(lambda: hands.room.base.page is None, "the list")
    hands.key(Qt.Key.Key_F8)
    page = hands.until(lambda: hands.room.over, "the improvements")
    hands.until(lambda: page._stack.currentIndex() == 1, "nothing to be open")
    hands.key(Qt.Key.Key_Escape)
    hands.end()


def test_today_and_the_board_wear_the_light(office: Office) -> None:
    """The manager finds what is late beside Today; the card of the car says that somebody complains."""
    hands = office.window("MG")
    room = hands.go("today")
    hands.until(lambda: room._late.isVisible() and "Overdue complaints" in said(room._late), "the late one")
    number = shown(hands, office.late).called
    hands.find(f"late.{number}", room).click()
    hands.until(lambda: hands.room.objectName() == "room.complaints" and hands.room.base.page, "the complaint")
    hands.settle()
    hands.go("board")
    [card] = hands.until(
        lambda: [c for c in hands.room.findChildren(BoardCard) if c.card.complaint], "the card to wear it"
    )
    assert (card.card.light, number in card.accessibleDescription()) == ("RED", True)
    assert not card.grab().isNull()
    hands.end()


def test_today_of_the_handler_begins_with_what_is_late(office: Office) -> None:
    hands = office.window("TS")
    room = hands.go("today")
    hands.until(lambda: len(room._waiting) == 2, "his two")
    assert [(one.id, one.late) for one in room._waiting] == [(office.late, True), (office.mine, False)]
    assert not room._late.isVisible()
    hands.end()


def test_a_follow_up_call_with_a_problem_becomes_a_complaint(
    template: Path, tmp_path: Path, qapp: QApplication
) -> None:
    """One press on its page; without a problem there is nothing to press; from then on it stands among the links."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, clock.now)
    made = follow_ups.planned(shop)
    actor = shop.actor("CS")
    rig.close()
    hands = Hands(tmp_path)
    hands.shell.resize(1366, 768)
    hands.app._signed_in(actor)
    hands.settle()
    room = hands.go("follow_ups", made)
    hands.until(lambda: room.base.page.seen is not None, "the call")
    assert room.head(room.base.page.seen) == ()
    for name, value in (("problem", True), ("words", "还在响")):
        room.base.page.form.boxes[name].control.put(value)
    room.base.page.form.edited.emit()
    room.base.page.save()
    hands.until(lambda: room.base.page.seen.values["problem"], "the problem to be kept")
    hands.settle()
    hands.front()
    hands.key(Qt.Key.Key_F7)
    hands.until(lambda: hands.room.objectName() == "room.complaints" and hands.room.base.page, "the complaint")
    page = hands.room.base.page
    hands.until(lambda: page.intake is not None, "its form")
    assert page.intake.boxes["description"].control.value() == "还在响"
    room = hands.go("follow_ups", made)
    hands.until(lambda: any(link.kind == KIND for link in room.base.page.seen.links), "the link")
    assert room.head(room.base.page.seen) == ()
    hands.end()
