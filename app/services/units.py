"""Stock units and their decimals (domain.md §5.13)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.access import Permission
from app.core.desk import Context
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.kind import Kind
from app.core.screen import Column, Field, FormSpec, Section
from app.models.parts import Part, Unit
from app.services.masters import plain_list
from app.services.parts import VIEW

EDIT = Permission("units.edit", N_("Edit units"))


def before_save(ctx: Context, unit: Unit, values: dict[str, Any]) -> None:
    """0 to 3 decimals; neither decimals nor code change once a part uses the unit."""
    decimals = values.get("decimals")
    if decimals is not None and not 0 <= decimals <= 3:
        raise Refused("A unit has 0 to 3 decimals.", where="decimals")
    changed = [name for name in ("code", "decimals") if name in values and values[name] != getattr(unit, name)]
    with ctx.session.no_autoflush:
        used = unit.code and ctx.session.scalar(select(Part.id).where(Part.unit == unit.code).limit(1))
    if changed and used:
        raise Refused("Parts are kept in {unit}: it can't change. Add another unit.", where=changed[0], unit=unit.code)


KIND = Kind(
    name="units",
    label=N_("Unit"),
    plural=N_("Units"),
    icon="calculator",
    area="manage",
    model=Unit,
    view=VIEW,
    edit=EDIT,
    list=plain_list(
        Unit,
        (
            Column("code", N_("Unit"), "strong", 100),
            Column("name_zh", N_("Chinese name"), width=140),
            Column("name_en", N_("English name"), width=140, stretch=True),
            Column("decimals", N_("Decimals"), "number", 90),
        ),
        ("code", "name_zh", "name_en"),
        row=lambda _ctx, u: (u.code, u.name_zh, u.name_en, u.decimals),
    ),
    form=FormSpec((Section("", (Field("code"), Field("name_zh"), Field("name_en"), Field("decimals"))),)),
    key="code",
    title="name_en",
    before_save=before_save,
)  # fmt: skip
