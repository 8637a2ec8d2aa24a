"""Who may do what: permissions, roles and the actor. Knows no user table and no use-case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import Text


@dataclass(frozen=True)
class Permission:
    """One right, e.g. Permission("counts.plan", N_("Plan counts")). Compared by its code."""

    code: str
    label: str = field(compare=False, default="")


@dataclass(frozen=True)
class Role:
    """A bundle of rights as shipped: code "WK", label, and the codes of its permissions (domain.md §2)."""

    code: str
    label: str
    permissions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Signer:
    """A one-use proof that `user` just gave the PIN for exactly this step of this revision of this document."""

    token: str
    user: Id
    name: str
    permissions: frozenset[str]
    document: Id
    version: int
    step: str
    stands_in: bool = False  # SD12: the manager acts for a missing role; printed as 代


@dataclass(frozen=True)
class Actor:
    """The person in whose session something is done, with the rights of all his roles, at one station.

    `user` is None only for the program itself (migration, demo, daily run).
    """

    user: Id | None
    name: str
    station: str
    roles: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    signer: Signer | None = None

    def may(self, permission: Permission) -> bool:
        """True if one of the roles carries the permission."""
        return permission.code in self.permissions or self.user is None

    def require(self, permission: Permission) -> None:
        """Raises Refused if not permitted."""
        if not self.may(permission):
            raise Refused(
                "Your roles do not allow this: {right}. Ask somebody who may, or the administrator.",
                right=Text(permission.label or permission.code),
            )

    def signed(self, signer: Signer) -> Actor:
        """The same session with a signature in hand for the next step."""
        return replace(self, signer=signer)
