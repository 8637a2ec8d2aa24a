"""People: users with password and PIN, their roles, the login. Knows no document; signing one is in signing.py."""

from app.services.people.handing import OpenTask, hand_over, open_work
from app.services.people.hashing import use_hashing
from app.services.people.login import (
    AUTO_LOCK,
    LOCK_AFTER,
    LOCK_SECONDS,
    RELAXED,
    SETTINGS,
    Tile,
    actor_of,
    sign_in,
    tiles,
)  # fmt: skip
from app.services.people.shop_roles import ShopRole, grant, list_roles, roles_are_current, seed_roles
from app.services.people.users import (
    KIND,
    Standing,
    change_secret,
    create,
    disable,
    edit,
    enable,
    prefer,
    preferences,
    set_roles,
    set_secrets,
    standing,
)  # fmt: skip

__all__ = [
    "AUTO_LOCK", "KIND", "LOCK_AFTER", "LOCK_SECONDS", "RELAXED", "SETTINGS", "OpenTask", "ShopRole", "Standing",
    "Tile", "actor_of", "change_secret", "create", "disable", "edit", "enable", "grant", "hand_over", "list_roles",
    "open_work", "prefer", "preferences", "roles_are_current", "seed_roles", "set_roles", "set_secrets", "sign_in",
    "standing", "tiles", "use_hashing",
]  # fmt: skip
