"""Bays: where cars are worked on, in the order in which they stand in the hall. Knows no appointment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context, Reader, usecase
from app.core.i18n import N_
from app.core.kind import Kind
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Section
from app.models.appointments import Bay
from app.services.masters import plain_list

VIEW = Permission("bays.view", N_("See bays"))
EDIT = Permission("bays.edit", N_("Edit bays"))


@dataclass(frozen=True)
class Place:
    """A bay in use: id, code and name."""

    id: Id
    code: str
    name: str


def in_use(ctx: Reader) -> list[Place]:
    """The bays in use, in their order. Those of another station stand in its hall."""
    wanted = select(Bay.id, Bay.code, Bay.name).where(Bay.active, Bay.station.not_in(ctx.far_stations))
    return [Place(*row) for row in ctx.conn.execute(wanted.order_by(Bay.position, Bay.code))]


@usecase("bays.open", allow=EDIT)
def open_bays(ctx: Context, wanted: Sequence[tuple[str, str]]) -> list[Id]:
    """Bays by code and name, in this order; one that is there already stays. Returns their ids."""
    there = {row[0]: row[1] for row in ctx.conn.execute(select(Bay.code, Bay.id))}
    new = [(code, name) for code, name in wanted if code not in there]
    rows = [{"code": code, "name": name, "position": len(there) + n} for n, (code, name) in enumerate(new, 1)]
    made = ctx.write_many(Bay.__table__, rows)  # type: ignore[arg-type]
    there |= dict(zip((code for code, _ in new), made, strict=True))
    return [there[code] for code, _ in wanted]


KIND = Kind(
    name="bays",
    label=N_("Bay"),
    plural=N_("Bays"),
    icon="wrench",
    area="manage",
    model=Bay,
    view=VIEW,
    edit=EDIT,
    list=plain_list(
        Bay,
        (
            Column("position", N_("Position"), "number", 80), Column("code", N_("Bay"), "strong", 100),
            Column("name", N_("Name"), width=220, stretch=True), Column("active", N_("Active"), "flag", 80),
        ),
        ("code", "name"),
        row=lambda _ctx, b: (b.position, b.code, b.name, b.active),
        sort="position",
        filters=(Filter("active", N_("Active"), (Choice("yes", N_("Yes")), Choice("no", N_("No")))),),
        empty=N_("No bays yet. With bays, appointments can't be booked twice onto one."),
    ),
    form=FormSpec((Section("", (Field("code"), Field("name"), Field("position"), Field("active"))),)),
    key="code",
    title="name",
    usecases=(open_bays,),
    rules=("R47",),
)  # fmt: skip
