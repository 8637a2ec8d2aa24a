"""Stations, warehouses and bins: where things are. Knows no part and no stock but whether a bin is empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, select

from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.kind import Kind, Sheet
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Section
from app.models.parts import Category, Unit
from app.models.stations import Bin, Station, Warehouse
from app.models.stock import Balance
from app.services import bin_keepers
from app.services.bin_labels import bin_label
from app.services.duties import name_of
from app.services.masters import plain_list
from app.services.parts import folded
from app.services.starting_lists import CATEGORIES, UNITS

VIEW = Permission("warehouses.view", N_("See warehouses"))
EDIT = Permission("warehouses.edit", N_("Edit warehouses"))
VIEW_BINS = Permission("bins.view", N_("See bins"))
EDIT_BINS = Permission("bins.edit", N_("Edit bins"))


def _table(model: Any) -> Table:
    return model.__table__  # type: ignore[no-any-return]


def home(ctx: Reader) -> Id:
    """The first warehouse of this station: where a document works that names none. Refused if there is none."""
    wanted = select(Warehouse.id).where(Warehouse.station == ctx.station).order_by(Warehouse.code).limit(1)
    found = ctx.conn.execute(wanted).scalar_one_or_none()
    if found is None:
        raise Refused("This station has no warehouse. Make one first.", where="warehouse_id")
    return found


@usecase("stations.open", allow=EDIT)
def open_station(ctx: Context, code: str, name: str) -> Id:
    """A station that numbers its own documents ("01"). Returns its id; the same code again changes nothing."""
    kept = ctx.session.scalar(select(Station).where(Station.code == code))
    if kept is None:
        if not (code.isascii() and code.isalnum() and len(code) <= 8):
            raise Refused("A station's code has 1 to 8 letters and digits.", where="code")
        kept = Station(code=code, name=name, station=code)
        ctx.session.add(kept)
        ctx.flush()
    return kept.id


@usecase("warehouses.open", allow=EDIT)
def open_warehouse(ctx: Context, code: str, name: str, *, allow_negative: bool = False) -> Id:
    """A warehouse of this station, the only one that posts there. Returns its id; Refused if the code is taken."""
    if ctx.session.scalar(select(Warehouse.id).where(Warehouse.code == code)) is not None:
        raise Refused("“{value}” is taken. Choose another one, or open that one.", where="code", value=code)
    made = Warehouse(code=code, name=name, allow_negative=allow_negative)
    ctx.session.add(made)
    ctx.flush()
    return made.id


@usecase("bins.open", allow=EDIT_BINS, secret=("codes",))
def open_bins(ctx: Context, warehouse: Id, codes: Iterable[str]) -> dict[str, Id]:
    """Bins by code in one warehouse, new ones made in one go; returns the id of each code."""
    wanted = list(dict.fromkeys(bin_code(code) for code in codes))
    found = dict(ctx.conn.execute(select(Bin.code, Bin.id).where(Bin.warehouse_id == warehouse)).all())
    missing = [code for code in wanted if code not in found]
    made = ctx.write_many(_table(Bin), [{"warehouse_id": warehouse, "code": code} for code in missing])
    return {code: id for code, id in (found | dict(zip(missing, made, strict=True))).items() if code in set(wanted)}


def bin_code(text: str) -> str:
    """A bin's code as it is kept: full-width letters folded, upper case, at most 40 characters."""
    code = folded(text).upper()
    if not code or len(code) > 40:
        raise Refused("A bin's code has 1 to 40 characters.", where="code")
    return code


@usecase("masters.seed", allow=EDIT)
def seed_masters(ctx: Context) -> None:
    """The stock units and categories a new shop begins with; those that are there stay as they are."""
    units = set(ctx.session.scalars(select(Unit.code)))
    ctx.write_many(
        _table(Unit),
        [
            {"code": code, "name_zh": code, "name_en": name, "decimals": decimals}
            for code, name, decimals in UNITS
            if code not in units
        ],
    )
    there = set(ctx.session.scalars(select(Category.code)))
    ctx.write_many(
        _table(Category), [{"code": c, "name_zh": zh, "name_en": en} for c, zh, en in CATEGORIES if c not in there]
    )


def _save_bin(ctx: Context, bin_: Bin, values: dict[str, Any]) -> None:
    """Code in order and free; a bin moves to no other warehouse, and is only closed when it is empty."""
    if values.get("code"):
        values["code"] = bin_code(values["code"])
    warehouse = values.get("warehouse_id", bin_.warehouse_id)
    with ctx.session.no_autoflush:
        other = ctx.session.scalar(
            select(Bin.id).where(Bin.warehouse_id == warehouse, Bin.code == values.get("code", bin_.code))
        )
        held = ctx.session.scalar(select(Balance.qty).where(Balance.bin_id == bin_.id, Balance.qty != 0).limit(1))
    if other not in (None, bin_.id):
        raise Refused("“{value}” is taken. Choose another one, or open that one.", where="code", value=values["code"])
    if held is not None and (warehouse != bin_.warehouse_id or values.get("active") is False):
        raise Refused("There is stock in bin {bin}. Move it elsewhere first.", where="code", bin=bin_.code)


@query("warehouses.named", allow=None)
def warehouse_named(ctx: Reader, code: str) -> Id:
    """The id of the warehouse with this code; Refused if there is none."""
    found = ctx.conn.execute(select(Warehouse.id).where(Warehouse.code == code)).scalar_one_or_none()
    if found is None:
        raise Refused("There is no warehouse “{code}”.", where="warehouse", code=code)
    return found


@query("bins.named", allow=None)
def bins_named(ctx: Reader, codes: Sequence[str]) -> dict[str, Id]:
    """Code → id of those bins that exist."""
    return {row[0]: row[1] for row in ctx.conn.execute(select(Bin.code, Bin.id).where(Bin.code.in_(codes)))}


_FLAG = (Choice("yes", N_("Yes")), Choice("no", N_("No")))

WAREHOUSES = Kind(
    name="warehouses",
    label=N_("Warehouse"),
    plural=N_("Warehouses"),
    icon="warehouse",
    area="manage",
    model=Warehouse,
    view=VIEW,
    edit=EDIT,
    list=plain_list(
        Warehouse,
        (
            Column("code", N_("Warehouse code"), "strong", 120), Column("name", N_("Name"), width=200, stretch=True),
            Column("station", N_("Station"), width=80),
            Column("allow_negative", N_("Allow negative stock"), "flag", 140),
        ),
        ("code", "name"),
        row=lambda _ctx, w: (w.code, w.name, w.station, w.allow_negative),
    ),
    form=FormSpec((Section("", (Field("code"), Field("name"), Field("allow_negative"))),)),
    key="code",
    title="name",
    usecases=(open_station, open_warehouse, seed_masters),
)  # fmt: skip

BINS = Kind(
    name="bins",
    label=N_("Bin"),
    plural=N_("Bins"),
    icon="map-pin",
    area="store",
    model=Bin,
    view=VIEW_BINS,
    edit=EDIT_BINS,
    list=plain_list(
        Bin,
        (
            Column("code", N_("Bin location"), "bin", 140),
            Column("warehouse", N_("Warehouse"), width=160, sort=False),
            Column("keeper", N_("Keeper"), width=110, sort=False),
            Column("frozen", N_("Frozen"), "flag", 80, sort=False), Column("active", N_("Active"), "flag", 80),
            Column("note", N_("Note"), "muted", 200, stretch=True, sort=False),
        ),
        ("code", "note"),
        row=lambda ctx, b: (
            b.code, ctx.session.get(Warehouse, b.warehouse_id).name,
            name_of(ctx, b.keeper_id) if b.keeper_id else "", b.frozen_by is not None, b.active, b.note,
        ),
        filters=(Filter("active", N_("Active"), _FLAG),),
    ),
    form=FormSpec((
        Section("", (
            Field("warehouse_id"), Field("code"), Field("keeper_id", kind="record", record="people"), Field("note"),
            Field("active", N_("Active")),
        )),
    )),
    key="code",
    before_save=_save_bin,
    sheets=(Sheet("bins.label", N_("Labels"), bin_label),),
    usecases=(open_bins,),
    charges=(bin_keepers.CHARGE,),
)  # fmt: skip
