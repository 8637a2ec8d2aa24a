"""The whole shop as tables: which there are, what their columns mean, and all rows of one moment. Knows no file format.

Secrets, search indexes and caches that follow from the rest are left out; the bytes of attachments come as files.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import JSON, Boolean, Table, func, select

from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, resources
from app.models.base import Base, DayType, IdType, UtcType
from app.models.engine import one_moment
from app.services import attachments
from app.services.kinds import KINDS
from app.services.pictures import mime_of
from app.services.roles import TAKE_OUT
from app.services.stock.blind import blind_bins

KEPT_CACHES = ("balances", "stock_values")  # derived, but what people ask for first
BYTES = "blobs"  # what attachments are made of in PostgreSQL: they go out as files
FOLDER = "attachments"
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf", "application/json": ".json"}
CHUNK = 1000
FORMS = {
    "id": N_("identifier"), "moment": N_("date and time on the shop's clock"), "date": N_("date"),
    "flag": N_("1 = yes"), "money": N_("yuan"), "price": N_("exact to a millionth"),
    "quantity": N_("exact to a thousandth"), "percent": N_("per cent"), "tenths": N_("exact to a tenth"),
    "number": N_("number"), "json": N_("JSON"), "text": N_("text"),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a table, column or state means: a msgid of the program, or both languages from the dictionary."""

    label: str = ""
    en: str = ""
    zh: str = ""


@dataclass(frozen=True)
class Part:
    """A column as it is written: name, form (one of FORMS), meaning, and the table it points into."""

    name: str
    form: str
    told: Told
    points: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table: its name, meaning, columns, and the states of its documents by code."""

    name: str
    told: Told
    parts: tuple[Part, ...]
    states: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Outside:
    """Where the data goes. `table` is given the rows of a sheet, `file` the name and bytes of an attachment."""

    begin: Callable[[int], None]
    table: Callable[[Sheet, Iterator[Sequence[Any]]], None]
    file: Callable[[str, bytes], None]


@usecase("shop_files.note", allow=TAKE_OUT)
def note(ctx: Context, folder: str) -> None:
    """Notes in the audit who takes all data out, and where to. Refused to who counts: he would see the book."""
    refuse_counters(ctx)


@query("shop_files.read", allow=TAKE_OUT)
def read(ctx: Reader, outside: Outside) -> None:
    """Hands over every row and attachment of one moment; whoever works meanwhile is not held up."""
    one_moment(ctx.conn)
    refuse_counters(ctx)
    tables = {sheet.name: Base.metadata.tables[sheet.name] for sheet in sheets()}
    kept = sorted(attachments.referenced(ctx.conn))
    counts = [int(ctx.conn.execute(select(func.count()).select_from(t)).scalar_one()) for t in tables.values()]
    outside.begin(sum(counts) + len(kept))
    for sheet in sheets():
        outside.table(sheet, _rows(ctx, sheet, tables[sheet.name]))
    for sha in kept:
        content = attachments.content(ctx, sha)
        if content is not None:  # `doctor` says so if it should be there
            outside.file(f"{sha}{ENDINGS.get(mime_of(content) or 'application/json', '')}", content)


def refuse_counters(ctx: Any) -> None:
    """Blind: who counts a bin now must not read its quantity in a file."""
    if blind_bins(ctx):
        raise Refused("You are counting a bin now, and all quantities would stand in the files. Finish it first.")


def _rows(ctx: Reader, sheet: Sheet, table: Table) -> Iterator[Sequence[Any]]:
    columns = [table.c[part.name] for part in sheet.parts if part.name in table.c]
    found = ctx.conn.execute(select(*columns).order_by(*table.primary_key), execution_options={"yield_per": CHUNK})
    for row in found:
        if sheet.name == "attachments":
            yield (*row, f"{FOLDER}/{row.sha256}{ENDINGS.get(row.mime, '')}")
        else:
            yield row


@cache
def sheets() -> tuple[Sheet, ...]:
    """All tables that go out, by name."""
    found = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    return tuple(_sheet(t) for t in found if _goes_out(t))


def _goes_out(table: Table) -> bool:
    if table.info.get("kind") == "derived":
        return table.name in KEPT_CACHES
    return table.name != BYTES


def _sheet(table: Table) -> Sheet:
    kind = next((k for k in KINDS if k.model.__tablename__ == table.name), None)
    states = tuple((s.code, s.label) for s in kind.workflow.states) if kind and kind.workflow else ()
    parts = _parts(table)
    if table.name == "attachments":
        parts = (*parts, Part("file", "text", _said("file", "", "columns")))
    told = Told(kind.plural) if kind else _said(table.name, "", "tables")
    return Sheet(table.name, told, parts, states)


def _parts(table: Table) -> tuple[Part, ...]:
    return tuple(_part(table, column) for column in table.columns if column.info.get("journal", True))


def _part(table: Table, column: Any) -> Part:
    points = next((key.column.table.name for key in column.foreign_keys), "")
    told = Told(column.info["label"]) if column.info.get("label") else _said(column.name, table.name, "columns")
    if not (told.label or told.en) and points:
        kind = next((k.plural for k in KINDS if k.model.__tablename__ == points), "")
        told = Told(kind) if kind else _said(points, "", "tables")
    return Part(column.name, _form(table, column), told, points)


def _form(table: Table, column: Any) -> str:
    """How the values are to be read; figures by the kind that the column or the dictionary names."""
    by_type = {IdType: "id", UtcType: "moment", DayType: "date", Boolean: "flag"}
    form = next((form for kind, form in by_type.items() if isinstance(column.type, kind)), "")
    if form:
        return form
    if column.type.python_type is int:
        said = column.info.get("kind") or _kept(column.name, table.name, "columns").get("kind")
        return said if said in FORMS else "number"
    return "json" if isinstance(column.type, JSON) else "text"


def _said(name: str, table: str, book: str) -> Told:
    row = _kept(name, table, book)
    return Told(en=row.get("en", ""), zh=row.get("zh", ""))


def _kept(name: str, table: str, book: str) -> dict[str, str]:
    rows = dictionary(book)
    return rows.get(f"{table}.{name}") or rows.get(name) or {}


@cache
def dictionary(book: str) -> dict[str, dict[str, str]]:
    """What resources/dictionary says of tables or columns that no form shows, by name or by table.name."""
    with (resources() / "dictionary" / f"{book}.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}
