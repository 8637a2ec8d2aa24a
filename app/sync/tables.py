"""Which tables travel, and how their values are written as JSON that a person and pandas can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Table

from app.core.clock import Id
from app.models.base import Base, DayType, IdType, UtcType

BOOKKEEPING = frozenset({"id", "version", "station", "created_at", "created_by", "changed_at", "merges"})
LAST = 1 << 20
CHUNK = 500


@cache
def records() -> tuple[Table, ...]:
    """Every table of records that travels, parents before children."""
    return _of("record")


@cache
def logs() -> tuple[Table, ...]:
    """Every log that travels."""
    return _of("log")


def _of(kind: str) -> tuple[Table, ...]:
    return tuple(
        t for t in Base.metadata.sorted_tables if t.info.get("kind") == kind and t.info.get("exchange", True)
    )  # fmt: skip


@cache
def named() -> dict[str, Table]:
    """The tables that travel, by name."""
    return {table.name: table for table in (*records(), *logs())}


@cache
def columns(table: Table) -> tuple[Any, ...]:
    """The columns that travel: no secrets, no figures that each station reckons for itself, no local numbers."""
    local = {"seq", "origin_seq"} if table.info["kind"] == "log" else set()
    return tuple(
        c for c in table.columns
        if c.info.get("journal") is not False and c.info.get("exchange", True) and c.name not in local
    )  # fmt: skip


@cache
def own_figures(table: Table) -> frozenset[str]:
    """Columns that each station keeps for itself: reorder point, class, last price."""
    return frozenset(c.name for c in table.columns if not c.info.get("exchange", True)) | {"changed_at", "version"}


def _out(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, IdType):
        return str
    return datetime.isoformat if isinstance(kind, UtcType) else date.isoformat if isinstance(kind, DayType) else None


def _in(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, IdType):
        return Id
    if isinstance(kind, UtcType):
        return datetime.fromisoformat
    return date.fromisoformat if isinstance(kind, DayType) else None


@cache
def _writers(table: Table) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    return tuple((c.name, _out(c.type)) for c in columns(table))


@cache
def _readers(table: Table) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    return tuple((c.name, _in(c.type)) for c in columns(table))


def to_plain(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON carries it: ids and days as text, moments in UTC, money and quantities as whole numbers."""
    return {
        name: row[name] if put is None or row[name] is None else put(row[name]) for name, put in _writers(table)
    }  # fmt: skip


def from_plain(table: Table, plain: Mapping[str, Any]) -> dict[str, Any]:
    """The row that `to_plain` wrote; columns that the sender does not know yet are left out."""
    return {
        name: plain[name] if take is None or plain[name] is None else take(plain[name])
        for name, take in _readers(table)
        if name in plain
    }


@cache
def defaults(table: Table) -> dict[str, Any]:
    """What a new row has where its sender knows no such column."""
    return {
        c.name: getattr(c.default, "arg", None) if c.default is not None and c.default.is_scalar else None
        for c in table.columns
        if c.name != "id"
    }


def end_of(table: Table, row: Mapping[str, Any] | None) -> int:
    """How final a record is, 0 = not at all: of two versions the more final stands, whichever is newer.

    Who was merged, or came back because stations merged two into each other, has one merger more; LAST is masked. It
    never gets less, else stations that hear of it in another order would end with other versions.
    """
    if row is None:
        return 0
    if "last" in table.info and row.get("state") == table.info["last"]:
        return LAST
    return row.get("merges") or int(row.get("merged_into") is not None)  # an older program does not count them


def says_the_same(table: Table, one: Mapping[str, Any] | None, two: Mapping[str, Any] | None) -> bool:
    """True if two versions differ in nothing that travels and a person would see."""
    if one is None or two is None:
        return one is two
    return all(one.get(c.name) == two.get(c.name) for c in columns(table) if c.name not in BOOKKEEPING)


def chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    """`items` in lists short enough for one statement."""
    all_ = list(items)
    for start in range(0, len(all_), CHUNK):
        yield all_[start : start + CHUNK]
