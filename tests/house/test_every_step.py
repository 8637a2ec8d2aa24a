"""Every offered button is pressed in every state, in the real window, by one who may and by one who may not.

Over every kind and step. To add a kind, say in `tests/ways/<kind>.py` how its states are reached (see there); nothing
here names one. Who may is found out by asking the desk as each person of the shop.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.core import i18n
from app.core.access import Actor
from app.core.clock import Id, today
from app.core.desk import Desk
from app.core.errors import Refused
from app.core.i18n import tr
from app.core.screen import Field
from app.core.workflow import Offer, Step
from app.services import documents, roles, signing
from app.services.documents import DocumentView
from app.views.kit.sidesheet import open_sheets
from tests.rig import PIN, Rig, open_rig
from tests.shopfloor import Shopfloor
from tests.ways import STEPPED, Ways, ways_of
from tests.window import Hands, by_day

EVERYBODY = tuple(role.code for role in roles.SHIPPED)


@dataclass(frozen=True)
class Case:
    """One document on which one step is to be pressed; `plain` is another one that has no more than its state."""

    state: str
    step: Step
    id: Id
    plain: Id


@dataclass
class Stage:
    """The window, and the people who may come to it."""

    hands: Hands
    people: dict[str, Actor]
    known: Ways
    answers: dict[str, dict[str, Any]]
    cases: list[Case]
    views: dict[tuple[str, Id], DocumentView] = field(default_factory=dict)  # until a step is done

    @property
    def desk(self) -> Desk:
        """The window's own desk."""
        return self.hands.app.desk

    def enter(self, role: str) -> None:
        """Somebody with the role is at the window; who is there already stays."""
        session = self.hands.app.session
        if session is None or session.actor.user != self.people[role].user:
            self.hands.app._signed_in(self.people[role])
            self.hands.settle()

    def nearest(self, among: list[str]) -> str:
        """The one who is at the window already, if he is among them."""
        session = self.hands.app.session
        return next((r for r in among if session and session.actor.user == self.people[r].user), among[0])

    def user(self, role: str) -> Id:
        """The user with the role."""
        user = self.people[role].user
        assert user is not None
        return user

    def see(self, role: str, id: Id) -> DocumentView | None:
        """The document as this person sees it; None if he may not."""
        actor = self.people[role]
        if not actor.may(self.known.kind.view):
            return None
        if (role, id) not in self.views:
            self.views[role, id] = self.desk.ask(documents.show, actor, self.known.kind.name, id)
        return self.views[role, id]

    def offer(self, role: str, case: Case, id: Id | None = None) -> Offer | None:
        """The step as it is offered to this person."""
        seen = self.see(role, id or case.id)
        return next((o for o in seen.offers if o.step == case.step.name), None) if seen else None

    def open(self, role: str, id: Id) -> Any:
        """The document's page, opened by this person."""
        self.enter(role)
        room = self.hands.go(self.known.kind.name, id)
        page = (getattr(room, "base", None) or room).page
        self.hands.until(lambda: page.seen is not None and page.seen.id == id, "the document")
        return page


@pytest.fixture(params=STEPPED, ids=lambda kind: kind.name)
def stage(request: pytest.FixtureRequest, qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[Stage]:
    """A shop with one person of every role and a document for every step of the kind."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    with by_day():
        rig = open_rig(tmp_path, seeded=False)
        known = ways_of(request.param)
        people, answers, cases = prepared(known, rig)
        rig.close()
        hands = Hands(tmp_path, "en")
        yield Stage(hands, people, known, answers, cases)
        hands.end()
    i18n.use("zh_CN")


def prepared(known: Ways, rig: Rig) -> tuple[dict[str, Actor], dict[str, dict[str, Any]], list[Case]]:
    """The people, what the steps are answered, and the documents to press on."""
    shop = Shopfloor(rig, None)
    people = {role: shop.actor(role) for role in EVERYBODY}
    flow = known.kind.workflow
    assert flow is not None
    cases = []
    for step in (s for s in flow.steps if not s.follows):
        for state in step.source:
            id = known.to(state, step.name)(shop)
            own = f"{state}/{step.name}" in known.ways
            cases.append(Case(state, step, id, known.to(state)(shop) if own else id))
    answers = {step: {name: way(shop) for name, way in given.items()} for step, given in known.answers.items()}
    for state in (s.code for s in flow.states if flow.final(s.code)):
        assert shop.state(known.kind.name, known.to(state)(shop)) == state
    return people, answers, cases


# --- hands ------------------------------------------------------------------------------------------------------------
def button_of(page: Any, step: str) -> Any:
    """What is pressed for a step: the primary button, or its line under “More”; None if there is neither."""
    primary = page.steps.primary()
    if primary is not None and primary.step == step:
        return page.steps.findChild(object, "steps.primary")
    more = page.steps.findChild(object, "steps.more")
    if more is None:
        return None
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    menu = next(m for m in page.steps.findChildren(QMenu) if m.isVisible())
    found = menu.findChild(QAction, f"steps.{step}")
    if found is None:
        menu.close()
    return found


def press(stage: Stage, page: Any, step: str) -> None:
    """Presses it as a person does."""
    found = button_of(page, step)
    assert found is not None, f"no button for {step}"
    if isinstance(found, QAction):
        assert found.isEnabled(), (step, found.toolTip())
        found.trigger()
        for menu in page.steps.findChildren(QMenu):
            menu.close()
    else:
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)
    stage.hands.settle()


def answered(stage: Stage, page: Any, case: Case) -> None:
    """Fills the sheet of a step that asks, and does it."""
    sheet = open_sheets(page)[0]
    given = stage.answers.get(case.step.name, {})
    for box in sheet.boxes:  # type: ignore[attr-defined]
        if box.field.name in given:
            box.control.put(given[box.field.name])
        elif box.field.required and box.field.default is None:
            box.control.put(some_value(box.field))
    stage.hands.settle()
    sheet.verb.click()
    stage.hands.settle()


def some_value(field: Field) -> Any:
    """An ordinary value of a field's kind."""
    made: dict[str, Any] = {
        "text": "because of the test", "long": "because of the test", "code": "T1", "quantity": 1000, "money": 100,
        "price": 1_000_000, "percent": 100, "number": 1, "flag": True, "date": today(),
    }  # fmt: skip
    return field.choices[0].code if field.choices else made[field.kind or "text"]


def signed(stage: Stage, page: Any, signer: str) -> None:
    """The signer's tile and his PIN."""
    sheet: Any = next(s for s in open_sheets(page) if s.objectName() == "approval")
    tile = next(t for t in sheet.tiles if t.person.id == stage.people[signer].user)
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    stage.hands.pin(sheet.pin, PIN)


def candidates(stage: Stage, case: Case) -> dict[Any, signing.Candidate]:
    """Who stands on the approval sheet, struck or not, by user."""
    actor = next(a for a in stage.people.values() if a.may(stage.known.kind.view))
    found = stage.desk.ask(signing.signers, actor, stage.known.kind.name, case.id, case.step.name)
    return {c.user: c for c in found}


# --- the tests --------------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_every_step_is_pressed_by_one_who_may_and_one_who_may_not(stage: Stage) -> None:
    """The one who may not first: nothing has changed by it; then the guard's reason; then the step itself."""
    looked: set[tuple[str, str]] = set()  # (state, step) of which somebody was seen to have no button
    for case in stage.cases:
        where = f"{stage.known.kind.name}: {case.step.name} in {case.state}"
        offered = {role: offer for role in stage.people if (offer := stage.offer(role, case)) is not None}
        signers = candidates(stage, case) if case.step.sign else {}
        outside = [r for r in stage.people if not carries(stage, case, r, offered.get(r), signers)]
        assert outside, f"everybody may do {where}"
        assert_refused(stage, case, outside[0])
        onlookers = [r for r in outside if r in offered]
        if onlookers and (case.state, case.step.name) not in looked and not case.step.sign:
            looked |= no_buttons(stage, case, stage.nearest(onlookers))
        the_reason_is_shown(stage, case)
        may = [r for r in stage.people if r not in outside and can(stage, r, offered.get(r), signers)]
        assert may, f"nobody can do {where}: give “{case.state}/{case.step.name}” a way"
        do(stage, case, stage.nearest(may))


def carries(stage: Stage, case: Case, role: str, offer: Offer | None, signers: dict[Any, signing.Candidate]) -> bool:
    """True if the step is this person's, whatever stands in its way now."""
    return stage.people[role].user in signers if case.step.sign else offer is not None and offer.permitted


def can(stage: Stage, role: str, offer: Offer | None, signers: dict[Any, signing.Candidate]) -> bool:
    """True if nothing is in the way."""
    if signers:
        return signers[stage.people[role].user].reason is None and (offer is None or offer.refusal is None)
    return offer is not None and offer.refusal is None


def do(stage: Stage, case: Case, who: str) -> None:
    """Pressed, asked, signed: the document is where the step leads, and the proof names step and person."""
    viewers = [r for r, a in stage.people.items() if a.may(stage.known.kind.view)]
    session = stage.nearest(viewers) if case.step.sign else who
    stage.views.clear()
    page = stage.open(session, case.id)
    before = page.seen
    assert before.state == case.state
    press(stage, page, case.step.name)
    if case.step.asks:
        answered(stage, page, case)
    if case.step.sign:
        signed(stage, page, who)
    stage.hands.close_preview(page)
    assert not page.messages.isVisible(), page.messages.said()
    flow = stage.known.kind.workflow
    assert flow is not None
    proof, *led_to = page.seen.done[len(before.done) :]
    assert all(flow.step(one.step).follows for one in led_to)  # what the step itself brought about
    assert page.seen.state == flow.step(page.seen.done[-1].step).target
    assert (proof.step, proof.who) == (case.step.name, stage.people[session].name)
    assert not case.step.sign or proof.signer == stage.people[who].name


def assert_refused(stage: Stage, case: Case, who: str) -> None:
    """The desk refuses one whose step it is not, and names the right; his PIN signs nothing."""
    kind, actor = stage.known.kind, stage.people[who]
    viewer = next(a for a in stage.people.values() if a.may(kind.view))
    version = stage.desk.ask(documents.standing, viewer, kind.name, case.id).version
    press_or_sign: Callable[[], object] = (
        partial(
            signing.sign, stage.desk, viewer, user=stage.user(who), pin=PIN, kind=kind.name, id=case.id,
            step=case.step.name, version=version,
        )
        if case.step.sign
        else partial(stage.desk.run, documents.step, actor, kind.name, case.id, case.step.name, {}, version)
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        press_or_sign()
    assert tr(case.step.allow.label) in str(refused.value)


def no_buttons(stage: Stage, case: Case, who: str) -> set[tuple[str, str]]:
    """In this state he has no button for what is not his; these are the steps."""
    page = stage.open(who, case.id)
    mine = {o.step for o in page.seen.offers if o.permitted}
    others = [s for s in page.kind.workflow.steps if case.state in s.source and s.name not in mine]
    assert case.step in others
    assert [s.name for s in others if button_of(page, s.name) is not None] == []
    return {(case.state, s.name) for s in others}


def the_reason_is_shown(stage: Stage, case: Case) -> None:
    """Where a guard or a bar is in the way of somebody whose step it is, the button says why and changes nothing."""
    for role in sorted(stage.people, key=lambda role: role != stage.nearest([*stage.people])):
        offer = stage.offer(role, case, case.plain)
        if offer is None or not offer.permitted or offer.refusal is None:
            continue
        page = stage.open(role, case.plain)
        found, why = button_of(page, case.step.name), tr(offer.refusal)
        if isinstance(found, QAction):
            assert (found.isEnabled(), found.toolTip()) == (False, why)
            for menu in page.steps.findChildren(QMenu):
                menu.close()
            return
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        assert why in [message.fact for message in page.messages.said()]
        assert page.seen.state == case.state
        return


def test_a_kind_with_steps_says_how_its_states_are_reached() -> None:
    """Every state, and nothing that is none."""
    for kind in STEPPED:
        known, flow = ways_of(kind), kind.workflow
        assert flow is not None
        codes = {s.code for s in flow.states}
        leaving = {code: [s for s in flow.steps if code in s.source] for code in codes}
        passing = {  # what comes after such a step leads on at once
            s.target for s in flow.steps if s.after and leaving[s.target] and all(n.follows for n in leaving[s.target])
        }
        named = {key.partition("/")[0] for key in known.ways}
        assert codes - passing <= named <= codes, kind.name
        steps = {f"{state}/{s.name}" for s in flow.steps for state in s.source}
        assert {key for key in known.ways if "/" in key} <= steps, kind.name


def test_a_kind_without_a_way_is_a_fault() -> None:
    class Unknown:
        name = "no_such_kind"

    with pytest.raises(AssertionError, match=r"tests/ways/no_such_kind\.py"):
        ways_of(Unknown())  # type: ignore[arg-type]


def test_where_a_way_is_broken_off_is_no_station_of_it() -> None:
    """A state that only dangerous steps lead to, and none leads out of, hangs beside the others in the step bar."""
    for kind in STEPPED:
        flow = kind.workflow
        assert flow is not None
        for state in flow.states:
            inward = [s for s in flow.steps if s.target == state.code]
            if inward and all(s.danger for s in inward) and flow.final(state.code):
                assert state.beside, f"{kind.name}: “{state.code}” stands last in the row; give it a `beside`"
