"""Warehouses and bin locations as masters; a warehouse belongs to the station that opens it. Knows no stock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.kind import Kind
from app.core.screen import Column, Field, FormSpec, ListSpec, Section
from app.models.stations import Bin, Warehouse
from app.services.lists import find_by, read_of

VIEW = Permission("warehouses.view", N_("See warehouses and bins"))
EDIT = Permission("warehouses.edit", N_("Set up warehouses and bins"))


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
    rows = ctx.conn.execute(select(Bin.code, Bin.id).where(Bin.code.in_(codes)))
    return {code: id_ for code, id_ in rows}


@usecase("bins.open", allow=EDIT, rules=("R9",))
def open_bins(ctx: Context, warehouse: Id, codes: Iterable[str]) -> dict[str, Id]:
    """Makes the bins that do not exist yet, in one go; returns code → id of all of them."""
    wanted = [code for code in dict.fromkeys(c.strip().upper() for c in codes) if code]
    known = bins_named(ctx, wanted)
    new = [code for code in wanted if code not in known]
    if too_long := next((code for code in new if len(code) > 40 or not code.isprintable()), None):
        raise Refused("“{code}” can't be a bin: at most 40 printable characters.", where="bin", code=too_long)
    ids = ctx.write_many(
        Bin.__table__,  # type: ignore[arg-type]
        [
            {"warehouse_id": warehouse, "code": c, "version": 1, "station": ctx.station, "created_at": ctx.now}
            for c in new
        ],
    )
    return known | dict(zip(new, ids, strict=True))


def _tidy_code(ctx: Context, record: Any, values: dict[str, Any]) -> None:
    if values.get("code"):
        values["code"] = values["code"].strip().upper()
        others = select(Bin.id).where(Bin.code == values["code"], Bin.id != record.id)
        if isinstance(record, Bin) and ctx.conn.execute(others).first() is not None:
            raise Refused.all((Problem("code", Text(N_("“{value}” is taken."), value=values["code"])),))


WAREHOUSES = Kind(
    name="warehouses", label=N_("Warehouse"), plural=N_("Warehouses"), icon="warehouse", area="manage", model=Warehouse,
    view=VIEW, edit=EDIT, key="code", title="name", rules=("R6",),
    list=ListSpec(
        (
            Column("code", N_("Warehouse code"), "strong", 140), Column("name", N_("Name"), stretch=True),
            Column("station", N_("Station"), width=90), Column("allow_negative", N_("Allow negative stock"), "flag", 150),
        ),
        find_by(Warehouse, "code", "name", order="code"),
        read_of(Warehouse, Warehouse.code, Warehouse.name, Warehouse.station, Warehouse.allow_negative),
        ("warehouses",), hint=N_("Code or name"), empty=N_("No warehouses yet. Open the first one."),
    ),
    form=FormSpec((Section("", (Field("code"), Field("name"), Field("allow_negative"))),)),
    before_save=_tidy_code,
)  # fmt: skip

BINS = Kind(
    name="bins", label=N_("Bin location"), plural=N_("Bin locations"), icon="map-pin", area="store", model=Bin,
    view=VIEW, edit=EDIT, key="code", rules=("R9",),
    list=ListSpec(
        (
            Column("code", N_("Bin location"), "bin", 160), Column("note", N_("Note"), stretch=True),
            Column("active", N_("Active"), "flag", 90),
        ),
        find_by(Bin, "code", "note", order="code"), read_of(Bin, Bin.code, Bin.note, Bin.active), ("bins",),
        hint=N_("Bin location"), empty=N_("No bins yet. Open the first one, or import them with the opening stock."),
    ),
    form=FormSpec(
        (Section("", (
            Field("warehouse_id"), Field("code"), Field("keeper_id", kind="record", record="users"), Field("note"),
            Field("active"),
        )),)
    ),
    usecases=(open_bins,),
    before_save=_tidy_code,
)  # fmt: skip
