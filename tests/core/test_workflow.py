"""Steps: the only way a state changes, refused with a reason, traced with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import workflow
from app.core.access import Actor, Permission, Signer
from app.core.clock import Id, new_id
from app.core.desk import UseCase
from app.core.errors import Conflict, Problem, Refused
from app.core.i18n import Text
from app.core.screen import Field
from app.core.workflow import State, Step, Workflow
from app.models.base import StateIsGuarded
from app.models.journal import AuditEntry, OutboxEntry, StepProof
from app.models.stations import Warehouse
from app.models.stock import StockDocument
from tests.rig import PROGRAM, Rig, open_rig

EDIT = Permission("x.edit", "Edit papers")
APPROVE = Permission("x.approve", "Approve papers")


def has_reason(_ctx: Any, paper: Any) -> Text | None:
    return None if paper.reason else Text("There is no reason yet.")


def has_lines(_ctx: Any, paper: Any) -> Problem | None:
    return Problem("lines", Text("There are no lines.")) if paper.remark == "no lines" else None


def not_own(_ctx: Any, paper: Any, person: Id) -> Text | None:
    return Text("Your own paper.") if person == paper.created_by else None


def note(_ctx: Any, paper: Any, answers: dict[str, Any]) -> None:
    paper.remark = answers.get("remark")


FLOW = Workflow(
    (State("draft", "Draft", "idle"), State("open", "Open"), State("done", "Done", "ok"), State("gone", "Gone", "bad")),
    "draft",
    (
        Step("submit", "Submit", ("draft",), "open", EDIT, ("R1",), guards=(has_reason, has_lines)),
        Step("approve", "Approve", ("open",), "done", APPROVE, ("SD1", "R2"), bars=(not_own,), sign=True),
        Step("take", "Take", ("open",), "open", EDIT, (), bars=(not_own,), side=True),
        Step(
            "cancel", "Cancel", ("draft", "open"), "gone", EDIT, (), effect=note, side=True, danger=True,
            asks=(Field("remark", "Reason", required=True), Field("fee", "Fee", default=0), Field("until", "Until")),
        ),
        Step("drop", "Drop", ("draft",), "gone", EDIT, ()),
    ),
)  # fmt: skip


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path, seeded=False)
    yield rig
    rig.close()


@pytest.fixture
def ann() -> Actor:
    return Actor(new_id(), "Ann", "01", permissions=frozenset({"x.edit"}))


def run(rig: Rig, actor: Actor, fn: Any) -> Any:
    return rig.desk.run(UseCase("test.run", None, fn, (), True, (), writes=True), actor)


def paper(rig: Rig, actor: Actor = PROGRAM, **values: Any) -> Id:
    def add(ctx: Any) -> Id:
        place = Warehouse(code=ctx.number("W"), name="Main")
        ctx.session.add(place)
        ctx.flush()
        document = StockDocument(number=ctx.number("MV"), warehouse_id=place.id, **{"reason": "why", **values})
        workflow.begin(FLOW, document)
        ctx.session.add(document)
        ctx.flush()
        return document.id

    return run(rig, actor, add)  # type: ignore[no-any-return]


def step(rig: Rig, actor: Actor, id: Id, name: str, answers: Any = None, version: int | None = None) -> Any:
    def go(ctx: Any) -> Any:
        document = ctx.session.get(StockDocument, id)
        workflow.apply(ctx, FLOW, document, name, answers, version)
        ctx.flush()
        return document

    return run(rig, actor, go)


def offers(rig: Rig, actor: Actor, id: Id) -> dict[str, Any]:
    def look(ctx: Any) -> Any:
        return {o.step: o for o in workflow.offers(ctx, FLOW, ctx.session.get(StockDocument, id))}

    return rig.desk.ask(UseCase("test.look", None, look, (), False, (), writes=False), actor)


def rows(rig: Rig, model: Any) -> list[Any]:
    with rig.store.reader.connect() as conn:
        return list(conn.execute(model.__table__.select()))


def test_a_step_changes_the_state_and_leaves_its_proof(rig: Rig, ann: Actor) -> None:
    id = paper(rig)
    before = len(rows(rig, OutboxEntry))
    document = step(rig, ann, id, "submit", version=1)
    assert (document.state, document.version) == ("open", 2)
    [proof] = rows(rig, StepProof)
    assert (proof.kind, proof.document_id, proof.step, proof.source, proof.target) == (
        "stock_documents", id, "submit", "draft", "open",
    )  # fmt: skip
    assert (proof.rules, proof.user_id, proof.user_name, proof.signer_id) == ("R1", ann.user, "Ann", None)
    assert {o.record_id for o in rows(rig, OutboxEntry)[before:]} == {id}
    assert '"state":["draft","open"]' in rows(rig, AuditEntry)[-1].body


def test_nobody_writes_the_state_but_a_step(rig: Rig, ann: Actor) -> None:
    id = paper(rig)

    def cheat(ctx: Any) -> None:
        ctx.session.get(StockDocument, id).state = "done"

    with pytest.raises(StateIsGuarded):
        run(rig, ann, cheat)
    assert not workflow.moving()


def test_a_refused_step_changes_nothing_and_says_why(rig: Rig, ann: Actor) -> None:
    for values, says, where in (
        ({"reason": ""}, "no reason yet", ""),
        ({"remark": "no lines"}, "There are no lines", "lines"),
    ):
        id = paper(rig, **values)
        with pytest.raises(Refused, match=says) as caught:
            step(rig, ann, id, "submit")
        assert caught.value.where == where
    assert rows(rig, StepProof) == []
    assert {d.state for d in rows(rig, StockDocument)} == {"draft"}


def test_the_wrong_state_the_wrong_step_and_the_wrong_person(rig: Rig, ann: Actor) -> None:
    id = paper(rig, ann)
    with pytest.raises(Refused, match="is “Draft”; “Take” is not possible"):
        step(rig, ann, id, "take")
    with pytest.raises(Refused, match=r"There is no step “fly” here\. Possible: submit, approve, take, cancel, drop"):
        step(rig, ann, id, "fly")
    with pytest.raises(Refused, match="Your roles do not allow this: Edit papers"):
        step(rig, Actor(new_id(), "Bob", "01"), id, "submit")
    step(rig, ann, id, "submit")
    with pytest.raises(Refused, match="Your own paper"):
        step(rig, ann, id, "take")
    assert step(rig, PROGRAM, id, "take").state == "open"


def test_somebody_was_faster(rig: Rig, ann: Actor) -> None:
    id = paper(rig)
    step(rig, ann, id, "submit", version=1)
    with pytest.raises(Conflict, match="was changed by somebody else"):
        step(rig, ann, id, "take", version=1)


def test_a_step_asks(rig: Rig, ann: Actor) -> None:
    id = paper(rig)
    with pytest.raises(Refused, match="Reason is missing") as caught:
        step(rig, ann, id, "cancel", {"remark": ""})
    assert caught.value.where == "remark"
    with pytest.raises(Refused, match="does not ask for: colour"):
        step(rig, ann, id, "cancel", {"remark": "x", "colour": 1})
    document = step(rig, ann, id, "cancel", {"remark": "Twice"})
    assert (document.state, document.remark) == ("gone", "Twice")
    assert rows(rig, StepProof)[-1].answers == {"remark": "Twice", "fee": 0}


def test_a_signed_step_needs_the_signature_of_one_who_may(rig: Rig, ann: Actor) -> None:
    id = paper(rig, ann)
    step(rig, ann, id, "submit")

    def signed(user: Id, *rights: str, version: int = 2, name: str = "approve") -> Actor:
        return ann.signed(rig.desk.mint(Signer("", user, "Fin", frozenset(rights), id, version, name)))

    with pytest.raises(Refused, match="needs a signature"):
        step(rig, ann, id, "approve")
    with pytest.raises(Refused, match="needs a signature"):
        step(rig, signed(new_id(), "x.approve", version=1), id, "approve")
    with pytest.raises(Refused, match="Fin may not sign this: Approve papers belongs to another role"):
        step(rig, signed(new_id(), "x.edit"), id, "approve")
    assert ann.user
    with pytest.raises(Refused, match="Your own paper"):
        step(rig, signed(ann.user, "x.approve"), id, "approve")
    finance = new_id()
    assert step(rig, signed(finance, "x.approve"), id, "approve").state == "done"
    proof = rows(rig, StepProof)[-1]
    assert (proof.user_id, proof.signer_id, proof.signer_name, proof.rules) == (ann.user, finance, "Fin", "SD1 R2")
    assert '"signers":[{' in rows(rig, AuditEntry)[-1].body


def test_what_is_offered_to_whom(rig: Rig, ann: Actor) -> None:
    id = paper(rig, ann)
    shown = offers(rig, ann, id)
    assert list(shown) == ["submit", "cancel", "drop"]
    assert [o.step for o in shown.values() if o.primary] == ["submit"]
    assert shown["cancel"].asks[0].name == "remark"
    assert shown["cancel"].danger
    stranger = offers(rig, Actor(new_id(), "Bob", "01"), id)
    assert not any(o.permitted or o.primary for o in stranger.values())
    step(rig, ann, id, "submit")
    shown = offers(rig, ann, id)
    assert list(shown) == ["approve", "take", "cancel"]
    assert (shown["approve"].permitted, shown["approve"].primary, shown["approve"].refusal) == (True, True, None)
    assert str(shown["take"].refusal) == "Your own paper."
    lame = paper(rig, remark="no lines")
    assert offers(rig, ann, lame)["submit"].where == "lines"


def test_a_workflow_answers_for_itself() -> None:
    assert FLOW.state("open").label == "Open"
    assert FLOW.final("gone")
    assert not FLOW.final("draft")
    assert FLOW.step("take").side
    assert workflow.judge(None) is None
    assert workflow.judge(Text("x"), "here") == Problem("here", Text("x"))


def test_a_paper_of_another_station_with_which_we_share_our_books_goes_on_here(rig: Rig, ann: Actor) -> None:
    id = paper(rig, Actor(None, "Counterpart", "02"))
    assert step(rig, ann, id, "submit").state == "open"
    assert rows(rig, StockDocument)[0].station == "02"
