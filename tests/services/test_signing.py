"""Signing with a PIN: who is offered, who is struck and why, what a signature is good for (SD1, SD4, SD12)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import workflow
from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import UseCase
from app.core.errors import Refused
from app.core.kind import Kind
from app.core.screen import FormSpec, ListSpec
from app.core.workflow import State, Step, Workflow
from app.models.journal import StepProof
from app.models.stations import Warehouse
from app.models.stock import StockDocument
from app.services import duties, kinds, people, settings, signing
from tests.rig import PIN, PROGRAM, Rig, open_rig

VIEW = Permission("counts.view", "See counts")
APPROVE = Permission("counts.approve", "Approve counts")
FLOW = Workflow(
    (State("draft", "Draft"), State("ok", "Approved"), State("in", "Posted")),
    "draft",
    (
        Step("approve", "Approve", ("draft",), "ok", APPROVE, ("SD1",), bars=(duties.not_own,), sign=True),
        Step("post", "Post", ("ok", "draft"), "in", APPROVE, ("SD4",), bars=(duties.not_own,), sign=True),
    ),
)
CARD = Kind(
    "papers", "Paper", "Papers", "file", "x", StockDocument, VIEW, VIEW,
    ListSpec((), lambda c, q: (), lambda c, i: (), ()), FormSpec(), FLOW,
)  # fmt: skip
PLAIN = Kind("plain", "P", "Plain things", "file", "x", StockDocument, VIEW, VIEW, CARD.list, CARD.form)


def case(fn: Any) -> UseCase[Any, Any]:
    """A use-case that is not registered: for this test only."""
    return UseCase(f"test.{fn.__name__}", None, fn, (), True, (), writes=True)


@case
def draw_up(ctx: Any) -> Id:
    place = Warehouse(code=str(ctx.number("W")), name="Main")
    ctx.session.add(place)
    ctx.flush()
    paper = StockDocument(number=ctx.number("MV"), warehouse_id=place.id)
    workflow.begin(FLOW, paper)
    ctx.session.add(paper)
    ctx.flush()
    return paper.id


@case
def step_on(ctx: Any, paper: Id, name: str) -> str:
    document = ctx.session.get(StockDocument, paper)
    workflow.apply(ctx, FLOW, document, name)
    return str(document.state)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setattr(kinds, "KINDS", (CARD, PLAIN))
    rig = open_rig(tmp_path)
    yield rig
    rig.close()


def proofs(shop: Rig) -> list[Any]:
    with shop.store.reader.connect() as conn:
        return list(conn.execute(StepProof.__table__.select()))


def test_finance_signs_and_the_signature_is_used_up(shop: Rig) -> None:
    keeper, finance = shop.actor("keeper", "WK"), shop.hire("finance", "FI")
    paper = shop.desk.run(draw_up, keeper)
    signer = signing.sign(shop.desk, keeper, user=finance, pin=PIN, kind="papers", id=paper, step="approve", version=1)
    assert shop.desk.run(step_on, keeper.signed(signer), paper, "approve") == "ok"
    proof = proofs(shop)[-1]
    assert (proof.user_id, proof.signer_id, proof.signer_name) == (keeper.user, finance, "Finance")
    assert not proof.stands_in
    with pytest.raises(Refused, match="needs a signature"):
        shop.desk.run(step_on, keeper.signed(signer), paper, "post")


def test_a_wrong_pin_counts_towards_the_lock(shop: Rig) -> None:
    keeper, finance = shop.actor("keeper", "WK"), shop.hire("finance", "FI")
    paper = shop.desk.run(draw_up, keeper)
    for _ in range(5):
        with pytest.raises(Refused):
            signing.sign(shop.desk, keeper, user=finance, pin="0", kind="papers", id=paper, step="approve", version=1)
    with pytest.raises(Refused, match="locked"):
        people.sign_in(shop.desk, "01", finance, PIN)


def test_sd1_who_created_it_is_shown_struck_and_can_not_sign(shop: Rig) -> None:
    author, other = shop.actor("author", "FI"), shop.hire("other", "FI")
    shop.hire("keeper", "WK")
    bare = shop.hire("bare", "FI", pin=None)
    paper = shop.desk.run(draw_up, author)
    found = shop.desk.ask(signing.signers, author, "papers", paper, "approve")
    assert [c.user for c in found] == [other, author.user, bare]
    assert found[0].reason is None
    assert "created or submitted" in str(found[1].reason)
    assert "no PIN yet" in str(found[2].reason)
    assert author.user
    with pytest.raises(Refused, match="created or submitted"):
        signing.sign(shop.desk, author, user=author.user, pin=PIN, kind="papers", id=paper, step="approve", version=1)


def test_another_role_can_not_sign(shop: Rig) -> None:
    author, keeper = shop.actor("author", "FI"), shop.hire("keeper", "WK")
    paper = shop.desk.run(draw_up, author)
    with pytest.raises(Refused, match="belongs to another role"):
        signing.sign(shop.desk, author, user=keeper, pin=PIN, kind="papers", id=paper, step="approve", version=1)


def test_a_signature_is_for_what_was_seen(shop: Rig) -> None:
    keeper, finance = shop.actor("keeper", "WK"), shop.hire("finance", "FI")
    paper = shop.desk.run(draw_up, keeper)
    with pytest.raises(Refused, match="changed in the meantime"):
        signing.sign(shop.desk, keeper, user=finance, pin=PIN, kind="papers", id=paper, step="approve", version=2)
    with pytest.raises(Refused, match="no steps"):
        signing.sign(shop.desk, keeper, user=finance, pin=PIN, kind="plain", id=paper, step="approve", version=1)
    with pytest.raises(Refused, match="no step “x”"):
        shop.desk.ask(signing.signers, keeper, "papers", paper, "x")


def test_a_disabled_person_can_not_sign(shop: Rig) -> None:
    keeper, finance = shop.actor("keeper", "WK"), shop.hire("finance", "FI")
    paper = shop.desk.run(draw_up, keeper)
    shop.desk.run(people.disable, PROGRAM, finance, 1)
    assert shop.desk.ask(signing.signers, keeper, "papers", paper, "approve") == []
    with pytest.raises(Refused, match="disabled"):
        signing.sign(shop.desk, keeper, user=finance, pin=PIN, kind="papers", id=paper, step="approve", version=1)


def test_sd12_the_manager_stands_in_for_a_missing_role_if_the_shop_allows_it(shop: Rig) -> None:
    keeper, boss = shop.actor("keeper", "WK"), shop.hire("boss", "MG")
    paper = shop.desk.run(draw_up, keeper)
    assert shop.desk.ask(signing.signers, keeper, "papers", paper, "approve") == []
    shop.desk.run(settings.change, PROGRAM, people.RELAXED.key, True)
    [candidate] = shop.desk.ask(signing.signers, keeper, "papers", paper, "approve")
    assert (candidate.user, candidate.stands_in, candidate.reason) == (boss, True, None)
    signer = signing.sign(shop.desk, keeper, user=boss, pin=PIN, kind="papers", id=paper, step="approve", version=1)
    shop.desk.run(step_on, keeper.signed(signer), paper, "approve")
    assert proofs(shop)[-1].stands_in


def test_sd12_is_over_when_the_role_is_there_again(shop: Rig) -> None:
    keeper = shop.actor("keeper", "WK")
    shop.hire("boss", "MG")
    finance = shop.hire("finance", "FI")
    shop.desk.run(settings.change, PROGRAM, people.RELAXED.key, True)
    paper = shop.desk.run(draw_up, keeper)
    assert [c.user for c in shop.desk.ask(signing.signers, keeper, "papers", paper, "approve")] == [finance]


def test_sd12_never_relaxes_sd1_nor_a_step_of_sd4(shop: Rig) -> None:
    boss = shop.actor("boss", "MG")
    shop.desk.run(settings.change, PROGRAM, people.RELAXED.key, True)
    paper = shop.desk.run(draw_up, boss)
    [candidate] = shop.desk.ask(signing.signers, boss, "papers", paper, "approve")
    assert "created or submitted" in str(candidate.reason)
    assert shop.desk.ask(signing.signers, boss, "papers", paper, "post") == []
    assert boss.user
    with pytest.raises(Refused, match="belongs to another role"):
        signing.sign(shop.desk, boss, user=boss.user, pin=PIN, kind="papers", id=paper, step="post", version=1)
    with pytest.raises(Refused, match="created or submitted"):
        signing.sign(shop.desk, boss, user=boss.user, pin=PIN, kind="papers", id=paper, step="approve", version=1)
