"""The shop's own copy of the roles: seeded from the shipped ones, changed by the administrator. Knows no user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Conflict, Refused
from app.models.people import RoleRecord
from app.services.roles import ADMINISTRATOR, EDIT_PEOPLE, GRANTS, SHIPPED, VIEW_PEOPLE, permissions


@dataclass(frozen=True)
class ShopRole:
    """A role as the shop has it: code, names, permission codes, version."""

    code: str
    name_zh: str
    name_en: str
    permissions: tuple[str, ...]
    version: int


@query("people.shop_roles", allow=VIEW_PEOPLE)
def list_roles(ctx: Reader) -> list[ShopRole]:
    """All roles in the order of the rulebook, with what they carry in this shop."""
    order = [r.code for r in SHIPPED]
    found = [
        ShopRole(r.code, r.name_zh, r.name_en, tuple(sorted(r.permissions)), r.version)
        for r in ctx.session.scalars(select(RoleRecord))
    ]
    return sorted(found, key=lambda r: order.index(r.code) if r.code in order else len(order))


@usecase("people.grant", allow=EDIT_PEOPLE)
def grant(ctx: Context, role: str, version: int, codes: Sequence[str]) -> int:
    """Sets what a role carries; returns the new version. The administrator's role keeps the right to mend it (SD10).

    Raises Refused for a code that does not exist, or an approval given to the administrator's role.
    """
    kept = ctx.session.scalar(select(RoleRecord).where(RoleRecord.code == role))
    if kept is None:
        raise Refused("There is no role “{role}”.", role=role)
    if kept.version != version:
        raise Conflict("{name} was changed by somebody else in the meantime. Look at it again.", name=role)
    if unknown := sorted(set(codes) - GRANTS.keys()):
        raise Refused("There is no right “{name}”.", name=", ".join(unknown))
    if role == ADMINISTRATOR:
        if EDIT_PEOPLE.code not in codes:
            raise Refused("The administrator's role must keep the right to change roles.")
        if any("approve" in code for code in codes):
            raise Refused("The administrator's role can't approve business documents; give that person another role.")
    kept.permissions = sorted(set(codes))
    ctx.flush()
    return kept.version


@usecase("people.seed_roles", allow=EDIT_PEOPLE)
def seed_roles(ctx: Context) -> int:
    """Adds shipped roles that the shop lacks, and gives out rights that are new in this version; returns how many
    roles changed.

    A right that any role of the shop carries is known to it and left as the shop has it; one that no role carries came
    with a new version and is given out as shipped.
    """
    kept = {r.code: r for r in ctx.session.scalars(select(RoleRecord))}
    known = {code for r in kept.values() for code in r.permissions}
    changed = 0
    for shipped in SHIPPED:
        wanted = permissions((shipped.code,))
        role = kept.get(shipped.code)
        if role is None:
            names = {"name_zh": shipped.name_zh, "name_en": shipped.name_en}
            ctx.session.add(RoleRecord(code=shipped.code, permissions=sorted(wanted), **names))
        elif new := wanted - known:
            role.permissions = sorted({*role.permissions, *new})
        else:
            continue
        changed += 1
    return changed


@query("people.roles_are_current", allow=None)
def roles_are_current(ctx: Reader) -> bool:
    """False if `seed_roles` would change something: asked by boot, so that an ordinary start writes nothing."""
    kept = {r.code: set(r.permissions) for r in ctx.session.scalars(select(RoleRecord))}
    known = set().union(*kept.values()) if kept else set()
    return {r.code for r in SHIPPED} <= kept.keys() and GRANTS.keys() <= known
