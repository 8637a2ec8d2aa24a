"""Every permission that a use-case, a kind or a step asks for is carried by some role. Judges no single grant."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import app.services
from app.core.access import Permission
from app.core.desk import REGISTRY
from app.services import roles
from app.services.kinds import KINDS


def declared() -> Iterator[Permission]:
    """All permissions the services declare, wherever they use them."""
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Permission):
                yield value
    yield from (case.allow for case in REGISTRY.values() if case.allow)
    for kind in KINDS:
        yield from (kind.view, kind.edit)
        yield from (step.allow for step in (kind.workflow.steps if kind.workflow else ()))


def test_every_permission_belongs_to_a_role() -> None:
    orphans = {p.code for p in declared()} - roles.GRANTS.keys() - roles.PROGRAM_ONLY
    assert not orphans, f"no role may do this; add it to app/services/roles.py: {sorted(orphans)}"


def test_every_permission_has_a_label() -> None:
    """A refusal names the right that is missing."""
    assert not sorted({p.code for p in declared() if not p.label})


def test_every_grant_is_asked_for_somewhere() -> None:
    """A right that guards nothing would look as if it did."""
    unused = roles.GRANTS.keys() - {p.code for p in declared()}
    assert not unused, f"no module declares: {sorted(unused)}"


def test_grants_name_roles_that_exist() -> None:
    codes = {role.code for role in roles.SHIPPED}
    assert {code for holders in roles.GRANTS.values() for code in holders.split()} <= codes


def test_the_administrator_approves_nothing() -> None:
    """SD10: the role that keeps users and settings has no business approvals."""
    assert not [code for code, holders in roles.GRANTS.items() if "AD" in holders.split() and "approve" in code]
