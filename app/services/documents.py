"""Shows and steps any document: what rooms, the command line and the generated docs share. Knows no noun."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.core.kind import Kind, Link
from app.core.screen import Choice, Field, FormSpec, ListQuery, Peek
from app.core.workflow import Offer
from app.models.journal import AuditEntry, OutboxEntry, StepProof
from app.services import stock, today
from app.services.drafts import called, fetch, titled
from app.services.forms import form_of, problems
from app.services.kinds import named
from app.services.values import record_of


@dataclass(frozen=True)
class Done:
    """A step that was done: label, who, when, signed by whom, which rules of the book, what was answered."""

    step: str
    label: str
    source: str
    target: str
    at: datetime
    who: str
    signer: str | None
    stands_in: bool
    rules: tuple[str, ...]
    answers: dict[str, Any]


@dataclass(frozen=True)
class Edit:
    """One saved change: who, when, what (use-case) and the fields with old and new value."""

    at: datetime
    who: str
    usecase: str
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True)
class DocumentView:
    """A document as a room shows it to one person. `form` has only what he may see; `names` maps record-field values
    to what people call those records.
    """

    kind: str
    id: Id
    called: str
    title: str
    state: str
    version: int
    revision: int
    station: str
    editable: bool
    form: FormSpec
    values: dict[str, Any]
    lines: dict[str, tuple[dict[str, Any], ...]]
    names: dict[Id, str]
    offers: tuple[Offer, ...]
    done: tuple[Done, ...]
    edits: tuple[Edit, ...]
    sheets: tuple[tuple[str, str], ...]
    created_at: datetime | None
    created_by: str
    links: tuple[Link, ...] = ()


@query("documents.find", allow=None)
def find(ctx: Reader, kind: str, wanted: ListQuery) -> Sequence[Id]:
    """Ids of a list in the wanted order."""
    card = named(kind)
    ctx.actor.require(card.view)
    spec = card.list
    hidden = {c.name for c in spec.columns} - {c.name for c in spec.seen_by(ctx.actor.may).columns}
    if wanted.sort.lstrip("-") in hidden:  # the order would tell what the column may not
        wanted = replace(wanted, sort=spec.sort)
    if today.FOR_ME not in wanted.where:
        return spec.find(ctx, wanted)
    mine, where = today.ids_for_me(ctx, card), tuple(pair for pair in wanted.where if pair != today.FOR_ME)
    found = spec.find(ctx, replace(wanted, where=where, limit=ListQuery.limit))
    return [id for id in found if id in mine][: wanted.limit]


@query("documents.read", allow=None)
def read(ctx: Reader, kind: str, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """One tuple per id, in the order of the columns that the actor may see."""
    card = named(kind)
    ctx.actor.require(card.view)
    rows = card.list.read(ctx, ids)
    return [card.list.cells(row, ctx.actor.may) for row in rows] if any(c.allow for c in card.list.columns) else rows


@query("documents.peek", allow=None)
def peek(ctx: Reader, kind: str, id: Id) -> Peek | None:
    """The side panel of one row, if the list has one."""
    card = named(kind)
    ctx.actor.require(card.view)
    return card.list.peek(ctx, id) if card.list.peek else None


@query("documents.locate", allow=None)
def locate(ctx: Reader, kind: str, name: str) -> Id:
    """The id of the document people call `name`; Refused if there is none, with those it may be mistaken for."""
    ctx.actor.require(named(kind).view)
    return record_of(ctx, kind, name)


@query("documents.show", allow=None)
def show(ctx: Reader, kind: str, id: Id) -> DocumentView:
    """Everything a room shows of one document, with the steps this actor is offered."""
    card = named(kind)
    ctx.actor.require(card.view)
    record = fetch(ctx, card, id)
    state = getattr(record, "state", "")
    editable = ctx.actor.may(card.edit) and (card.workflow is None or state in _editable_states(kind))
    editable = editable and workflow.elsewhere(ctx, record) is None
    editable = editable and not (card.mine and card.mine(ctx, record))
    form = form_of(kind).seen_by(ctx.actor.may, own=editable and record.created_by == ctx.actor.user)
    values = {f.name: getattr(record, f.name, None) for f in form.fields()}
    lines = {
        grid.name: tuple(
            {"id": line.id} | {f.name: getattr(line, f.name, None) for f in grid.fields}
            for line in getattr(record, grid.name)
        )
        for grid in form.lines
    }
    if not editable:
        hidden = stock.blind_bins(ctx)
        _blind(form, lines, hidden)
        if values.get("part_id") in stock.blind_parts(ctx, hidden):  # an alert tells as much as the ledger
            values |= {f.name: None for f in form.fields() if f.kind in ("quantity", "choice", "number")}
    return DocumentView(
        kind, id, called(card, record), titled(card, record), state,
        record.version, getattr(record, "revision", 1), record.station, editable, form, values, lines,
        _names(ctx, form, values, lines), workflow.offers(ctx, card.workflow, record) if card.workflow else (),
        _done(ctx, card, id), _edits(ctx, id, {f.name for f in form.fields()}),
        tuple((s.name, s.label) for s in card.sheets if not s.states or state in s.states),
        record.created_at, _person(ctx, record.created_by), _links(ctx, card, record),
    )  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Where a document stands: its state ("" = it has none) and its version."""

    state: str
    version: int


@query("documents.standing", allow=None)
def standing(ctx: Reader, kind: str, id: Id) -> Standing:
    """State and version alone, for who does a step without looking at all that `show` tells."""
    card = named(kind)
    ctx.actor.require(card.view)
    record = fetch(ctx, card, id)
    return Standing(getattr(record, "state", ""), record.version)


def _blind(form: FormSpec, lines: Mapping[str, Sequence[dict[str, Any]]], hidden: frozenset[Id]) -> None:
    """Takes out the quantities of lines in a bin that the reader is counting now. A draft is his own writing."""
    for grid in form.lines if hidden else ():
        bins = [f.name for f in grid.fields if f.record == "bins"]
        figures = [f.name for f in grid.fields if f.kind == "quantity"]
        for row in lines[grid.name]:
            if hidden & {row[name] for name in bins}:
                row |= dict.fromkeys(figures)


def _links(ctx: Reader, card: Kind, record: Any) -> tuple[Link, ...]:
    """The documents that belong to it, of the kinds this actor may see."""
    found = card.links(ctx, record) if card.links else ()
    return tuple(link for link in found if ctx.actor.may(named(link.kind).view))


def _editable_states(kind: str) -> set[str]:
    form = form_of(kind)
    states = set(form.editable_in)
    for names in [f.editable_in for f in form.fields()] + [g.editable_in for g in form.lines]:
        states |= set(names or ())
    return states


def _names(ctx: Reader, form: Any, values: dict[str, Any], lines: dict[str, Any]) -> dict[Id, str]:
    wanted: dict[str, set[Id]] = {}

    def note(fields: Sequence[Field], row: dict[str, Any]) -> None:
        for field in fields:
            if field.kind == "record" and field.record and row.get(field.name):
                wanted.setdefault(field.record, set()).add(row[field.name])

    note(form.fields(), values)
    for grid in form.lines:
        for row in lines[grid.name]:
            note(grid.fields, row)
    return {i: name for kind, ids in wanted.items() for i, name in names_of(ctx, kind, ids).items()}


def names_of(ctx: Reader, kind: str, ids: set[Id]) -> dict[Id, str]:
    """What people call these records: "04465-0D150 前制动片"."""
    card = named(kind)
    records = ctx.session.scalars(select(card.model).where(card.model.id.in_(ids)))
    if card.picker is not None and card.picker.called:
        return {r.id: str(getattr(r, card.picker.called)) for r in records}
    return {r.id: " ".join(filter(None, (called(card, r), titled(card, r)))) for r in records}


def _person(ctx: Reader, user: Id | None) -> str:
    if user is None:
        return ""
    from app.models.people import User

    found = ctx.session.get(User, user)
    return found.name if found else ""


def _done(ctx: Reader, card: Kind, id: Id) -> tuple[Done, ...]:
    proofs = ctx.session.scalars(select(StepProof).where(StepProof.document_id == id).order_by(StepProof.seq))
    steps = {s.name: s for s in card.workflow.steps} if card.workflow else {}
    hidden = {(s.name, f.name) for s in steps.values() for f in s.asks if not f.seen_by(ctx.actor.may)}
    return tuple(
        Done(
            p.step, steps[p.step].label if p.step in steps else p.step, p.source, p.target, p.at, p.user_name,
            p.signer_name, p.stands_in, tuple(p.rules.split()),
            {name: value for name, value in p.answers.items() if (p.step, name) not in hidden},
        )
        for p in proofs
    )  # fmt: skip


def _edits(ctx: Reader, id: Id, seen: set[str]) -> tuple[Edit, ...]:
    """What was changed of the fields the actor may see; what steps write by themselves is told by the steps."""
    entries = ctx.session.execute(
        select(AuditEntry.at, AuditEntry.usecase, AuditEntry.body)
        .join(OutboxEntry, OutboxEntry.audit_seq == AuditEntry.seq)
        .where(OutboxEntry.record_id == id)
        .group_by(AuditEntry.seq, AuditEntry.at, AuditEntry.usecase, AuditEntry.body)
        .order_by(AuditEntry.seq)
    ).all()
    out = []
    for at, usecase_name, body in entries:
        said = json.loads(body)
        changed = tuple(
            (name, old, new)
            for diff in said["diffs"]
            if diff["id"] == str(id) and diff["op"] == "update"
            for name, (old, new) in diff["fields"].items()
            if name in seen
        )
        if changed:
            out.append(Edit(at, said["name"], usecase_name, changed))
    return tuple(out)


@dataclass(frozen=True)
class Stepped:
    """What a step led to: state, version, the sheet to offer for printing ("" = none), a document it made."""

    state: str
    version: int
    prints: str
    opens: tuple[str, Id] | None = None


@usecase("documents.step", allow=None)
def step(
    ctx: Context, kind: str, id: Id, name: str, answers: dict[str, Any] | None = None, version: int | None = None
) -> Stepped:
    """Does one step of a document's workflow; Refused with the reason, Conflict if `version` is not the present one."""
    card = named(kind)
    if card.workflow is None:
        raise Refused("{kind} have no steps.", kind=Text(card.plural))
    record = fetch(ctx, card, id)
    asked = card.workflow.step(name).asks
    answers = {n: v.strip() if isinstance(v, str) else v for n, v in (answers or {}).items()}
    if wrong := [p for p in problems(ctx, asked, answers) if answers.get(p.where) not in (None, "")]:
        raise Refused.all(tuple(wrong))
    did = workflow.apply(ctx, card.workflow, record, name, answers, version)
    ctx.flush()
    return Stepped(record.state, record.version, did.prints, ctx.leads_to)


@query("documents.names", allow=None)
def names(ctx: Reader, kind: str, ids: frozenset[Id]) -> dict[Id, str]:
    """What people call these records, for a chip or a search hit."""
    card = named(kind)
    ctx.actor.require(card.picker.allow if card.picker else card.view)
    return names_of(ctx, kind, set(ids))


@query("documents.filter_choices", allow=None)
def filter_choices(ctx: Reader, kind: str, name: str) -> Sequence[Choice]:
    """The values of one filter button: fixed, or asked of the shop's own lists."""
    card = named(kind)
    ctx.actor.require(card.view)
    wanted = next(f for f in card.list.filters if f.name == name)
    return tuple(wanted.query(ctx)) if wanted.query else wanted.choices


@dataclass(frozen=True)
class Called:
    """A record as a picker shows it: code, name, one fact that tells it apart; unit and decimals of a part."""

    id: Id
    code: str
    name: str
    fact: str
    unit: str
    decimals: int


@query("documents.hits", allow=None)
def hits(ctx: Reader, kind: str, ids: tuple[Id, ...]) -> list[Called]:
    """These records for a picker, in the given order."""
    card = named(kind)
    ctx.actor.require(card.picker.allow if card.picker else card.view)
    found = {r.id: r for r in ctx.session.scalars(select(card.model).where(card.model.id.in_(ids)))}
    return [_called(ctx, card, r) for i in ids if (r := found.get(i)) is not None]


@query("documents.pick", allow=None)
def pick(ctx: Reader, kind: str, text: str, limit: int = 8) -> list[Called]:
    """Records for a picker that fit what was typed, the likeliest first."""
    card = named(kind)
    if card.picker is None:
        ctx.actor.require(card.view)
        return hits(ctx, kind, tuple(card.list.find(ctx, ListQuery(text=text, limit=limit))[:limit]))
    ctx.actor.require(card.picker.allow)
    return hits(ctx, kind, tuple(card.picker.find(ctx, text)[:limit]))


def _called(ctx: Reader, card: Kind, record: Any) -> Called:
    if card.picker is not None and card.picker.called:
        code, name = str(getattr(record, card.picker.called)), ""
    else:
        code, name = called(card, record), titled(card, record)
    fact = str(card.picker.fact(ctx, record)) if card.picker is not None else ""
    return Called(record.id, code, name, fact, getattr(record, "unit", ""), getattr(record, "qty_decimals", 0))
