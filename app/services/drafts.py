"""Creates and edits any draft document or master record, checked by its form. Steps are not edits: see documents.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import inspect, select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.doors import owner
from app.core.errors import Conflict, Problem, Refused
from app.core.i18n import N_, Text, pick
from app.core.kind import Kind
from app.core.screen import Field, FormSpec
from app.models.base import Record, Versioned
from app.services.forms import form_of, problems
from app.services.kinds import KINDS, named


@usecase("drafts.create", allow=None)
def create(ctx: Context, kind: str, values: dict[str, Any]) -> Id:
    """Creates a document (numbered at once) or a master record from its form's values; lines under their grid's name.

    Raises Refused with all problems at once.
    """
    card = named(kind)
    ctx.actor.require(card.create or card.edit)
    if not card.creatable:
        raise Refused(
            "{kind} are made by their own step, not by hand: {names}.", kind=Text(card.plural),
            names=", ".join(case.name for case in card.usecases if case.writes) or "–",
        )  # fmt: skip
    form = form_of(kind)
    record = card.model(station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now)
    header, lines = _split(form, values)
    _check(ctx, card, form, header, lines, record, new=True)
    if card.prefix:
        record.number = ctx.number(dict(card.prefixes).get(header.get("type") or "", card.prefix))
    if card.workflow:
        workflow.begin(card.workflow, record)
    _fill(ctx, card, form, record, header, lines)
    return record.id  # type: ignore[no-any-return]


@usecase("drafts.edit", allow=None)
def edit(ctx: Context, kind: str, id: Id, version: int, values: dict[str, Any]) -> int:
    """Changes the given fields (and whole line grids) of a draft; returns the new version.

    Raises Conflict if somebody else saved since `version`, Refused if the state does not allow it.
    """
    card = named(kind)
    ctx.actor.require(card.edit)
    record = fetch(ctx, card, id)
    if record.version != version:
        raise _outrun(card, record)
    _may_write(ctx, card, record)
    form = form_of(kind)
    header, lines = _split(form, values)
    if card.workflow:
        _editable(card, form, record, {**header, **lines})
    _check(ctx, card, form, header, lines, record)
    _fill(ctx, card, form, record, header, lines)
    return record.version  # type: ignore[no-any-return]


@usecase("drafts.remove", allow=None)
def remove(ctx: Context, kind: str, id: Id, version: int) -> None:
    """Deletes a draft that never left its first state; its number is not used again."""
    card = named(kind)
    ctx.actor.require(card.edit)
    record = fetch(ctx, card, id)
    _may_write(ctx, card, record)
    if card.workflow is None or record.state != card.workflow.start:
        raise Refused("Only a draft can be deleted. Cancel {name} instead.", name=called(card, record))
    if record.version != version:
        raise _outrun(card, record)
    if card.before_remove:
        card.before_remove(ctx, record)
    ctx.flush()
    if user := _named_by(ctx, record):
        raise Refused(
            "{name} stands in “{kind}”, so it can't be deleted. Take it out there first, or block or cancel it.",
            name=called(card, record), kind=Text(user.plural),
        )  # fmt: skip
    ctx.session.delete(record)


def _named_by(ctx: Context, record: Any) -> Kind | None:
    """A kind of which some record or line names this one; what is deleted with it does not count."""
    mapper = inspect(type(record))
    along = {link.target for link in mapper.relationships if link.cascade.delete}
    for other in sorted(mapper.registry.mappers, key=lambda m: m.class_.__name__):
        if other.local_table in along or not issubclass(other.class_, Record):
            continue
        for column in other.local_table.columns:
            if any(fk.column.table is mapper.local_table for fk in column.foreign_keys):
                found = select(other.local_table.c.id).where(column == record.id).limit(1)
                if ctx.conn.execute(found).first() and (card := _card_of(other.class_)):
                    return card
    return None


def _card_of(cls: Any) -> Kind | None:
    """The kind of a record, or of what it is a line of."""
    while not issubclass(cls, Versioned):
        _named, cls = owner(cls)
    return next((card for card in KINDS if card.model is cls), None)


def fetch(ctx: Any, card: Kind, id: Id) -> Any:
    """The record, or Refused if it is gone."""
    record = ctx.session.get(card.model, id)
    if record is None:
        raise Refused("This {kind} does not exist any more.", kind=Text(card.label))
    return record


def _may_write(ctx: Context, card: Kind, record: Any) -> None:
    """Refused for another station's record, and for one of ours that this very person may not write."""
    if far := workflow.elsewhere(ctx, record):
        raise Refused(far)
    if card.mine and (problem := workflow.judge(card.mine(ctx, record))):
        raise Refused(problem.text, where=problem.where)


def _outrun(card: Kind, record: Any) -> Conflict:
    return Conflict("{name} was changed by somebody else in the meantime. Look at it again.", name=called(card, record))


def called(card: Kind, record: Any) -> str:
    """What people call a record: its number, code or login."""
    return str(getattr(record, card.key))


def titled(card: Kind, record: Any) -> str:
    """What stands beside it: a name in two languages in the one that is spoken; "" without one."""
    if card.title == "name_zh":
        return pick(record.name_zh, record.name_en)
    return str(getattr(record, card.title, "") or "") if card.title else ""


def _split(form: FormSpec, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and lines as given, without what is only shown."""
    fixed = {g.name: {f.name for f in g.fields if f.fixed} for g in form.lines}
    shown = {f.name for f in form.fields() if f.fixed}
    header = {k: _tidy(v) for k, v in values.items() if k not in fixed and k not in shown}
    lines = {
        k: [{n: _tidy(v) for n, v in row.items() if n not in fixed[k]} for row in rows]
        for k, rows in values.items()
        if k in fixed
    }
    return header, lines


def _tidy(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _editable(card: Kind, form: FormSpec, record: Any, values: Mapping[str, Any]) -> None:
    parts = {f.name: f.editable_in for f in form.fields()} | {g.name: g.editable_in for g in form.lines}
    for name in values:
        own = parts.get(name)
        states = form.editable_in if own is None else own
        if record.state not in states:
            label = card.workflow.state(record.state).label if card.workflow else record.state
            raise Refused(
                "{name} is “{state}” and can't be edited there. A correction is a step of its own.",
                where=name, name=called(card, record), state=Text(label),
            )  # fmt: skip


def _same(record: Any, field: Field, value: Any) -> bool:
    """True if the record has this value, or a new one would get it."""
    kept = getattr(record, field.name, None)
    return bool((kept or field.default or None) == (value or None))


def _check(
    ctx: Context, card: Kind, form: FormSpec, header: dict[str, Any], lines: dict[str, Any], record: Any, *,
    new: bool = False,
) -> None:  # fmt: skip
    found = list(_unentitled(ctx, form, record, header, lines))
    fields = form.fields() if new else tuple(f for f in form.fields() if f.name in header)
    found += problems(ctx, fields if new else _with_unknown(form, header, fields), header)
    for grid in form.lines:
        for i, row in enumerate(lines.get(grid.name, ())):
            plain = {k: v for k, v in row.items() if k != "id"}
            found += problems(ctx, grid.fields, plain, f"{grid.name}.{i}.")
    found += _duplicate(ctx, card, header, None if new else record)
    if found:
        raise Refused.all(tuple(found))


def _unentitled(
    ctx: Context, form: FormSpec, record: Any, header: Mapping[str, Any], lines: Mapping[str, Any]
) -> Iterator[Problem]:
    """What was given for a field that this person may not see or change. What stands there already is no change."""
    own = record.created_by == ctx.actor.user
    changed = [("", f) for f in form.fields() if f.name in header and not _same(record, f, header[f.name])]
    for grid in form.lines:
        kept = {line.id: line for line in getattr(record, grid.name)} if grid.name in lines else {}
        for i, row in enumerate(lines.get(grid.name, ())):
            line = kept.get(row.get("id"))
            changed += [
                (f"{grid.name}.{i}.", f)
                for f in grid.fields
                if row.get(f.name) is not None and not (line and getattr(line, f.name) == row[f.name])
            ]
    for prefix, field in changed:
        seen = field.seen_by(ctx.actor.may, own=own)
        right = field.change if seen else field.allow
        if right is not None and not (seen and ctx.actor.may(right)):
            text = Text(N_("Your roles do not allow this: {right}."), right=Text(right.label))
            yield Problem(prefix + field.name, text)


def _with_unknown(form: FormSpec, header: Mapping[str, Any], fields: tuple[Any, ...]) -> tuple[Any, ...]:
    return fields if header.keys() <= {f.name for f in form.fields()} else form.fields()


def _duplicate(ctx: Context, card: Kind, header: Mapping[str, Any], record: Any) -> list[Problem]:
    """A key that people type (a part number, a login) must be free."""
    value = header.get(card.key)
    if card.prefix or value is None:
        return []
    column = getattr(card.model, card.key)
    kept = ctx.session.scalar(select(card.model.id).where(column == value))
    if kept is None or (record is not None and kept == record.id):
        return []
    return [Problem(card.key, Text(N_("“{value}” is taken. Choose another one, or open that one."), value=value))]


def _fill(ctx: Context, card: Kind, form: FormSpec, record: Any, header: dict[str, Any], lines: dict[str, Any]) -> None:
    given = {**header, **lines}
    if card.before_save:
        card.before_save(ctx, record, given)
    for name, value in given.items():
        if name in lines:
            _fill_lines(record, name, value)
        elif value is not None or not _needs(card, name):
            setattr(record, name, value)
    ctx.session.add(record)
    ctx.flush()
    if card.after_save:
        card.after_save(ctx, record)
        ctx.flush()


def _needs(card: Kind, name: str) -> bool:
    column = inspect(card.model).columns.get(name)
    return column is not None and not column.nullable


def _fill_lines(record: Any, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows with an id change that line, rows without make one, lines not named go."""
    present = getattr(record, name)
    kept = {line.id: line for line in present if line.id is not None}
    model = inspect(type(record)).relationships[name].mapper.class_
    wanted = []
    for position, row in enumerate(rows, 1):
        line = kept.get(row["id"]) if row.get("id") else None
        line = model() if line is None else line
        for key, value in row.items():
            if key != "id" and not (value is None and not inspect(model).columns[key].nullable):
                setattr(line, key, value)
        if hasattr(model, "position"):
            line.position = position
        wanted.append(line)
    present[:] = wanted
