"""How the merge list says tables, columns and values: in the words of forms, states and settings, never in codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.core import i18n
from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, Text, pick
from app.core.screen import Choice
from app.services import settings, shop_files
from app.services.forms import form_of
from app.services.kinds import KINDS
from app.services.shop_files import Sheet, Told

NOTHING = "—"
Words = str | Text  # a Text is still to be said in the language of whoever reads it


def sheet_of(name: str) -> Sheet:
    """What is known of a table."""
    return next(sheet for sheet in shop_files.sheets() if sheet.name == name)


def told(said: Told) -> Words:
    """A meaning, in words."""
    return Text(said.label) if said.label else pick(said.zh, said.en)


def title(name: str) -> Words:
    """What one record of a table is called: "Part"; of a table without a room what is in it."""
    card = next((k for k in KINDS if k.model.__tablename__ == name), None)
    return Text(card.label) if card else told(sheet_of(name).told)


def called(table: str, row: Mapping[str, Any]) -> Words:
    """What people call a record: number or code, and its name; a setting by its label."""
    if table == "shop_settings" and (known := settings.registered().get(row.get("key", ""))):
        return Text(known.label)
    key = code(row)
    name = next((row[n] for n in ("name_zh", "name", "name_en") if row.get(n)), "")
    return " ".join(str(word) for word in (key, name) if word) or str(row.get("id", ""))


def code(row: Mapping[str, Any]) -> str:
    """What a record is called by: its number, code or login; "" if it has none."""
    return str(next((row[n] for n in ("number", "code", "login", "key", "plate", "called") if row.get(n)), ""))


def label(table: str, column: Any) -> Words:
    """What a column means."""
    if column.name == "state" or table == "shop_settings":
        return Text(N_("State")) if column.name == "state" else Text(N_("Set to"))
    part = next(part for part in sheet_of(table).parts if part.name == column.name)
    return told(part.told) or column.name


def value(ctx: Reader, table: str, column: Any, row: Mapping[str, Any]) -> Words:
    """A value of a record as it travels, in words."""
    found, sheet = row.get(column.name), sheet_of(table)
    if found is None or found == "":
        return NOTHING
    if column.name == "state":
        return Text(dict(sheet.states)[found]) if found in dict(sheet.states) else str(found)
    if column.foreign_keys:
        return _named(ctx, column, found)
    if table == "shop_settings" and (known := settings.registered().get(row.get("key", ""))):
        return _plain(known.shape, found["value"], known.choices)
    kind = next((k for k in KINDS if k.model.__tablename__ == table), None)
    field = next((f for f in form_of(kind.name).fields() if f.name == column.name), None) if kind else None
    form = next(part.form for part in sheet.parts if part.name == column.name)
    return _plain(form, found, field.choices if field else ())


def _named(ctx: Reader, column: Any, id_: str) -> Words:
    target = next(iter(column.foreign_keys)).column.table
    found = ctx.conn.execute(select(target).where(target.c.id == Id(id_))).mappings().first()
    return called(target.name, dict(found)) if found else id_


def _plain(form: str, found: Any, choices: Sequence[Choice]) -> Words:
    said = {choice.code: choice.label for choice in choices}
    if isinstance(found, bool):
        return Text(N_("Yes")) if found else Text(N_("No"))
    if isinstance(found, list):
        return ", ".join(str(each) for each in found) or NOTHING
    put: dict[str, Any] = {
        "money": i18n.money, "price": i18n.price, "quantity": i18n.quantity, "percent": i18n.percent,
        "moment": lambda v: i18n.moment(datetime.fromisoformat(v)), "date": lambda v: i18n.day(date.fromisoformat(v)),
    }  # fmt: skip
    if form in put:
        return str(put[form](found))
    return Text(said[str(found)]) if said.get(str(found)) else str(found)
