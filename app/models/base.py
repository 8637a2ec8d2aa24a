"""What all records share: ids, versions, document heads, number types. Knows no noun of the shop.

Money is integer fen, unit prices and costs integer 1e-6 yuan, quantities integer 1/1000 of the stock unit, rates basis
points. Moments are stored as microseconds since 1970 in UTC on both engines, so that order and arithmetic agree.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, BigInteger, Dialect, Index, Integer, LargeBinary, MetaData, String, Table, Uuid, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from app.core import clock, workflow
from app.core.clock import Id

_put_int, _put_safe, _new_uuid = vars(uuid.UUID)["int"].__set__, vars(uuid.UUID)["is_safe"].__set__, uuid.UUID.__new__


@lru_cache(maxsize=1 << 15)
def read_id(value: bytes | None) -> Id | None:
    """The id stored as 16 bytes, the same object for the same bytes while it is remembered.

    Lists and postings read the same thousands of ids again and again: the constructor would take most of the time.
    """
    if value is None:
        return None
    made = _new_uuid(uuid.UUID)
    _put_int(made, int.from_bytes(value))
    _put_safe(made, uuid.SafeUUID.unknown)
    return made


def _stored_id(value: Id | None) -> bytes | None:
    return None if value is None else value.int.to_bytes(16)


class IdType(TypeDecorator[Id]):
    """A UUID: 16 bytes in SQLite, native in PostgreSQL."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def bind_processor(self, dialect: Dialect) -> Any:
        return None if dialect.name == "postgresql" else _stored_id

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return None if dialect.name == "postgresql" else read_id


def _stored_moment(value: datetime | None) -> int | None:
    return None if value is None else clock.micros(value)


@lru_cache(maxsize=1 << 14)  # the lines of one document were touched in the same moments
def _read_moment(value: int | None) -> datetime | None:
    return None if value is None else clock.from_micros(value)


class UtcType(TypeDecorator[datetime]):
    """An aware moment, stored as integer microseconds."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        return _stored_moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _read_moment


class Base(DeclarativeBase):
    """The one metadata; constraint names are fixed so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Id: IdType, datetime: UtcType, int: BigInteger, dict[str, Any]: JSON, list[Any]: JSON, date: String(10),
    }  # fmt: skip


class DayType(TypeDecorator[date]):
    """A calendar day as ISO text, equal on both engines."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


Base.type_annotation_map[date] = DayType
Base.registry.update_type_annotation_map({date: DayType})


def labelled(label: str, *, length: int | None = None, decimals: int | None = None, unit: str = "", **more: Any) -> Any:
    """A mapped column whose form field needs no more than its name: label (msgid), text length, decimals, unit."""
    info = {"label": label, "length": length, "decimals": decimals, "unit": unit, **more.pop("info", {})}
    kind: tuple[Any, ...] = (String(length),) if length else ()
    return mapped_column(*kind, info=info, **more)


class Record(Base):
    """A journalled row: entity in the ORM, its field diffs in the audit."""

    __abstract__ = True
    __table_kind__: ClassVar[str] = "record"

    id: Mapped[Id] = mapped_column(primary_key=True, default=clock.new_id, sort_order=-10)


class Versioned(Record):
    """A record that people edit: the version guards against two editors, `station` says whose it is."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(Integer, default=1, nullable=False, sort_order=-9)
    station: Mapped[str] = mapped_column(String(8), default="", index=False, sort_order=-8)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=90)
    created_by: Mapped[Id | None] = mapped_column(default=None, sort_order=91)
    changed_at: Mapped[datetime | None] = mapped_column(default=None, onupdate=clock.now, sort_order=92)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Document(Versioned):
    """A business document: number, state, revision (domain.md §3.0). Only `core/workflow.py` writes `state`."""

    __abstract__ = True
    shared: ClassVar[bool] = False  # True: a master that every station may change; else its own station alone does

    number: Mapped[str] = mapped_column(String(40), unique=True, sort_order=-7)
    state: Mapped[str] = mapped_column(String(20), sort_order=-6)
    revision: Mapped[int] = mapped_column(Integer, default=1, sort_order=-5)
    remark: Mapped[str | None] = labelled("Remark", length=500, default=None, sort_order=80)


class Named:
    """Keeps what a part or partner was called when its paper was submitted: what was printed once never changes."""

    snapshot: Mapped[dict[str, Any] | None] = mapped_column(default=None, sort_order=70)


class Log(Base):
    """An append-only row. `seq` is local; (station, origin_seq) is what it is called everywhere."""

    __abstract__ = True
    __table_kind__: ClassVar[str] = "log"

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, sort_order=-10)
    station: Mapped[str] = mapped_column(String(8), sort_order=-9)
    origin_seq: Mapped[int | None] = mapped_column(default=None, sort_order=-8)


class Derived(Base):
    """A cache that `doctor` can rebuild: not audited, not exported."""

    __abstract__ = True
    __table_kind__: ClassVar[str] = "derived"


@event.listens_for(Base, "instrument_class", propagate=True)
def _kind_of_table(mapper: Mapper[Any], cls: type[Any]) -> None:
    kind = getattr(cls, "__table_kind__", None)
    if kind is not None:
        cast("Table", mapper.local_table).info.setdefault("kind", kind)
    if issubclass(cls, Log):
        table = cast("Table", mapper.local_table)
        Index(f"uq_{table.name}_origin", table.c.station, table.c.origin_seq, unique=True)


class StateIsGuarded(RuntimeError):
    """A state was assigned outside core/workflow.py: always a bug of ours."""


@event.listens_for(Document, "attribute_instrument", propagate=True)
def _guard_state(cls: type[Any], key: str, inst: Any) -> None:
    if key == "state":

        def check(target: Any, value: Any, old: Any, initiator: Any) -> None:
            if not workflow.moving():
                raise StateIsGuarded(f"{type(target).__name__}.state")

        event.listen(inst, "set", check)
