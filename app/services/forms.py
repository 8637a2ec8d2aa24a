"""Fills in what a form left to its mapped columns, and checks values against it. Knows every field kind, no noun."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Boolean, String, inspect
from sqlalchemy import Text as TextType

from app.core.desk import Reader
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.screen import Choice, Field, FieldKind, FormSpec
from app.models.base import DayType, UtcType
from app.services.kinds import KINDS, named

_TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str, "long": str, "code": str, "choice": str, "secret": str, "file": str, "quantity": int, "money": int,
    "price": int, "percent": int, "number": int, "flag": bool, "date": date, "moment": datetime, "record": UUID,
}  # fmt: skip

LARGEST = 2**53  # beyond, no column holds its sum, and no spreadsheet the number itself


@cache
def form_of(name: str) -> FormSpec:
    """The form of a kind with label, kind, required, length and decimals of every field filled in."""
    kind = named(name)
    mapper = inspect(kind.model)
    sections = tuple(replace(s, fields=tuple(_resolved(f, kind.model) for f in s.fields)) for s in kind.form.sections)
    lines = tuple(
        replace(grid, fields=tuple(_resolved(f, mapper.relationships[grid.name].mapper.class_) for f in grid.fields))
        for grid in kind.form.lines
    )
    return kind.form.with_(sections, lines)


def resolved(field: Field, model: type[Any]) -> Field:
    """One field with what it left to the column of the same name in `model`."""
    return _resolved(field, model)


def _resolved(field: Field, model: type[Any]) -> Field:
    column = inspect(model).columns.get(field.name)
    if column is None:
        return replace(field, kind=field.kind or "text", required=bool(field.required))
    info = column.info
    kind = field.kind or info.get("kind") or _kind_of(column, field)
    record = field.record
    if kind == "record" and not record:
        target = next(iter(column.foreign_keys)).column.table
        record = next((k.name for k in KINDS if k.model.__table__ is target), "")
    length = field.length or info.get("length") or (column.type.length if isinstance(column.type, String) else None)
    free = column.nullable or column.default is not None
    return replace(
        field,
        label=field.label or info.get("label") or field.name,
        kind=cast("FieldKind", kind),
        required=not free if field.required is None else field.required,
        length=length,
        default=_default(column) if field.default is None else field.default,
        decimals=field.decimals if field.decimals is not None else info.get("decimals"),
        unit=field.unit or info.get("unit", ""),
        record=record,
    )


def _default(column: Any) -> Any:
    """What a new record gets if nobody says otherwise: the form shows it, unless it says nothing (0, no)."""
    return (column.default.arg or None) if column.default is not None and column.default.is_scalar else None


def _kind_of(column: Any, field: Field) -> str:
    if column.foreign_keys:
        return "record"
    if field.choices or field.options:
        return "choice"
    for type_, kind in (
        (Boolean, "flag"),
        (DayType, "date"),
        (UtcType, "moment"),
        (TextType, "long"),
        (String, "text"),
    ):
        if isinstance(column.type, type_):
            return kind
    return "number"


def choices(ctx: Reader, field: Field) -> tuple[Choice, ...]:
    """The values a choice field offers: fixed, or asked of the shop's own lists."""
    return tuple(field.options(ctx)) if field.options else field.choices


def problems(ctx: Reader, fields: tuple[Field, ...], values: Mapping[str, Any], prefix: str = "") -> Iterator[Problem]:
    """Everything wrong with the given values, each beside its field; all at once."""
    by_name = {f.name: f for f in fields}
    for name in values.keys() - by_name.keys():
        yield Problem(prefix + name, Text(N_("There is no field “{name}” here."), name=name))
    for field in (f for f in fields if not f.fixed):
        value = values.get(field.name)
        if value in (None, ""):
            if field.required and (field.name in values or not prefix.endswith("?")):
                yield Problem(prefix + field.name, Text(N_("{field} is missing."), field=Text(field.label)))
        elif text := _wrong(ctx, field, value):
            yield Problem(prefix + field.name, text)


def _wrong(ctx: Reader, field: Field, value: Any) -> Text | None:
    label = Text(field.label)
    kind = field.kind or "text"
    if not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "flag"):
        return Text(N_("{field}: this value does not fit."), field=label)
    if isinstance(value, str):
        if field.length and len(value) > field.length:
            return Text(N_("{field} is too long: at most {length} characters."), field=label, length=field.length)
        if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in value):
            return Text(N_("{field} contains control characters. Type it again."), field=label)
        if kind == "choice" and value not in {c.code for c in choices(ctx, field)}:
            return Text(N_("{field}: choose one of the values offered."), field=label)
    if isinstance(value, int) and not isinstance(value, bool) and value < 0 and not field.negative:
        return Text(N_("{field} can't be negative."), field=label)
    if isinstance(value, int) and abs(value) >= LARGEST:
        return Text(N_("{field} is too large. Check it."), field=label)
    if kind == "quantity" and isinstance(value, int) and abs(value) > 999_999_000:
        return Text(N_("{field} is too large: at most 999,999."), field=label)
    if kind == "quantity" and field.decimals is not None and value % 10 ** (3 - field.decimals):
        return Text(N_("{field}: at most {decimals} decimals."), field=label, decimals=field.decimals)
    if kind == "record" and field.record and ctx.session.get(named(field.record).model, value) is None:
        return Text(N_("{field}: this record does not exist any more."), field=label)
    return None
