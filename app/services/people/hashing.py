"""Hashes passwords and PINs with argon2; what it costs is set once by boot. Knows no user."""

from __future__ import annotations

from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Profile = Literal["full", "cheap"]

# "full" is OWASP's advice for argon2id; "cheap" is for tests and the demo shop, whose PINs everybody knows
_COSTS = {"full": (2, 19_456), "cheap": (1, 8)}  # passes, KiB of memory
_profile: Profile = "full"


def use_hashing(profile: Profile) -> None:
    """Sets what a new hash costs from now on; old hashes carry their own cost with them."""
    global _profile
    _profile = profile


@cache
def _hasher(profile: Profile) -> PasswordHasher:
    passes, memory = _COSTS[profile]
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1)


def hashed(secret: str) -> str:
    """The argon2id hash of a password or PIN, with its salt and cost."""
    return _hasher(_profile).hash(secret)


def fits(secret: str, kept: str | None) -> bool:
    """True if `secret` is what was hashed. Takes as long when there is no hash, so that time tells nothing."""
    try:
        _hasher(_profile).verify(kept or _nobody(_profile), secret)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobody(profile: Profile) -> str:
    return _hasher(profile).hash("nobody")
