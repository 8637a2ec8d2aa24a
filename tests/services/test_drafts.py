"""Generic drafts, forms and documents, tried on a small kind of this test's own over the supplier's records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core.access import Actor, Permission
from app.core.clock import Id
from app.core.desk import Desk, query
from app.core.errors import Conflict, Refused
from app.core.i18n import N_, Text
from app.core.kind import Kind
from app.core.screen import Column, Field, FormSpec, Lines, ListQuery, ListSpec, Section
from app.core.workflow import State, Step, Workflow
from app.models import registry
from app.models.engine import open_store, sqlite_url
from app.models.journal import SqlJournal, digest
from app.models.suppliers import Supplier
from app.services import documents, drafts, forms, kinds

EDIT = Permission("test.edit", N_("Edit suppliers"))
ADMIN = Actor(None, "program", "01")
CLERK = Actor(Id(int=7), "Clerk", "01", permissions=frozenset({"test.edit"}))
GUEST = Actor(Id(int=8), "Guest", "01")


def has_phone(_ctx: Any, doc: Supplier) -> Text | None:
    return None if doc.phone else Text("Enter a phone number first.")


FLOW = Workflow(
    (State("draft", N_("Draft"), "idle"), State("active", N_("Active"), "ok")),
    "draft",
    (
        Step(
            "activate", N_("Activate"), ("draft",), "active", EDIT, ("R6",), guards=(has_phone,),
            asks=(Field("why", N_("Reason"), "text", required=True),),
        ),
    ),
)  # fmt: skip
LIST = ListSpec(
    (Column("number", N_("Number"), "strong"), Column("state", N_("State"), "state")),
    lambda ctx, q: ctx.session.scalars(select(Supplier.id).order_by(Supplier.number)).all(),
    lambda ctx, ids: [(s.number, s.state) for s in (ctx.session.get(Supplier, i) for i in ids)],
    ("suppliers",),
)
FORM = FormSpec(
    (Section("", (Field("number", N_("Code"), required=True), Field("name"), Field("phone"), Field("lead_days"))),),
    (Lines("parts", N_("Parts"), (Field("code"), Field("moq"))),),
)
CARD = Kind(
    "dealers", N_("Dealer"), N_("Dealers"), "truck", "store", Supplier, EDIT, EDIT, LIST, FORM, FLOW, title="name"
)


@query("test.supplier", allow=None)
def supplier(ctx: Any, found_id: Id) -> Supplier | None:
    found: Supplier | None = ctx.session.get(Supplier, found_id)
    return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    assert registry.MODULES
    monkeypatch.setattr(kinds, "KINDS", (CARD,))
    monkeypatch.setattr(forms, "KINDS", (CARD,))
    forms.form_of.cache_clear()
    store = open_store(sqlite_url(tmp_path / "counterpart.db"))
    desk = Desk(store.writer, store.reader, SqlJournal(), digest)
    yield desk
    desk.close()
    forms.form_of.cache_clear()


def made(desk: Desk, **values: Any) -> Id:
    return desk.run(drafts.create, CLERK, "dealers", {"number": "S1", "name": "Bosch", **values})


def test_fields_take_label_and_length_from_the_column(desk: Desk) -> None:
    fields = {f.name: f for f in forms.form_of("dealers").fields()}
    assert (fields["name"].label, fields["name"].length, fields["name"].required) == ("Name", 100, True)
    assert (fields["phone"].required, fields["lead_days"].kind) == (False, "number")


def test_a_draft_is_made_shown_edited_and_stepped(desk: Desk) -> None:
    made_id = made(desk, phone=" 021-1 ")
    seen = desk.ask(documents.show, CLERK, "dealers", made_id)
    assert (seen.called, seen.title, seen.state, seen.values["phone"]) == ("S1", "Bosch", "draft", "021-1")
    assert seen.editable
    version = desk.run(drafts.edit, CLERK, "dealers", made_id, seen.version, {"lead_days": 5})
    stepped = desk.run(documents.step, CLERK, "dealers", made_id, "activate", {"why": "checked"}, version)
    assert stepped.state == "active"
    seen = desk.ask(documents.show, CLERK, "dealers", made_id)
    assert [(d.step, d.rules, d.answers) for d in seen.done] == [("activate", ("R6",), {"why": "checked"})]
    assert [e.fields for e in seen.edits] == [(("lead_days", None, 5),)]
    assert not seen.editable
    assert seen.offers == ()
    with pytest.raises(Refused, match="can't be edited"):
        desk.run(drafts.edit, CLERK, "dealers", made_id, seen.version, {"lead_days": 6})


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(desk: Desk) -> None:
    with pytest.raises(Refused) as said:
        made(desk, name="", phone="x" * 31, lead_days=-1, parts=[{"moq": "2"}], colour="red")
    assert {p.where for p in said.value.problems} == {"name", "phone", "lead_days", "parts.0.moq", "colour"}
    assert desk.ask(documents.find, CLERK, "dealers", ListQuery()) == []


def test_a_taken_number_is_refused(desk: Desk) -> None:
    made(desk)
    with pytest.raises(Refused, match="taken"):
        made(desk)


def test_a_second_editor_is_told(desk: Desk) -> None:
    made_id = made(desk)
    desk.run(drafts.edit, CLERK, "dealers", made_id, 1, {"phone": "1"})
    with pytest.raises(Conflict):
        desk.run(drafts.edit, CLERK, "dealers", made_id, 1, {"phone": "2"})
    with pytest.raises(Conflict):
        desk.run(documents.step, CLERK, "dealers", made_id, "activate", {"why": "x"}, 1)


def test_a_step_says_why_not(desk: Desk) -> None:
    made_id = made(desk)
    offer = desk.ask(documents.show, CLERK, "dealers", made_id).offers[0]
    assert offer.primary
    assert str(offer.refusal) == "Enter a phone number first."
    with pytest.raises(Refused, match="phone number"):
        desk.run(documents.step, CLERK, "dealers", made_id, "activate", {"why": "x"})
    desk.run(drafts.edit, CLERK, "dealers", made_id, 1, {"phone": "1"})
    with pytest.raises(Refused, match="Reason is missing"):
        desk.run(documents.step, CLERK, "dealers", made_id, "activate")
    with pytest.raises(Refused, match="no step"):
        desk.run(documents.step, CLERK, "dealers", made_id, "explode")


def test_without_the_right_nothing_is_shown_or_done(desk: Desk) -> None:
    made_id = made(desk)
    for act in (
        lambda: desk.ask(documents.show, GUEST, "dealers", made_id),
        lambda: desk.run(drafts.create, GUEST, "dealers", {"number": "S2", "name": "x"}),
        lambda: desk.run(documents.step, GUEST, "dealers", made_id, "activate", {"why": "x"}),
        lambda: desk.run(drafts.remove, GUEST, "dealers", made_id, 1),
    ):
        with pytest.raises(Refused, match="roles do not allow"):
            act()


def test_a_draft_can_be_deleted_an_active_one_not(desk: Desk) -> None:
    made_id = made(desk, phone="1")
    desk.run(drafts.remove, CLERK, "dealers", made_id, 1)
    assert desk.ask(supplier, ADMIN, made_id) is None
    with pytest.raises(Refused, match="not exist"):
        desk.ask(documents.show, CLERK, "dealers", made_id)
    made_id = made(desk, phone="1")
    desk.run(documents.step, CLERK, "dealers", made_id, "activate", {"why": "x"})
    with pytest.raises(Refused, match="Cancel S1 instead"):
        desk.run(drafts.remove, CLERK, "dealers", made_id, 2)
