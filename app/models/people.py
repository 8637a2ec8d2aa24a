"""People who use the program: users with password and PIN, their roles, and roles' permissions as data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Derived, Log, Versioned, labelled


class User(Versioned):
    """A person. Hashes are argon2 and never enter the audit."""

    __tablename__ = "users"

    login: Mapped[str] = labelled(N_("Login name"), length=40, unique=True)
    name: Mapped[str] = labelled(N_("Full name"), length=100)
    name_pinyin: Mapped[str] = mapped_column(String(100), default="")
    badge: Mapped[str | None] = labelled(N_("Badge code"), length=40, default=None, unique=True)
    phone: Mapped[str | None] = labelled(N_("Phone"), length=30, default=None)
    roles: Mapped[list[Any]] = mapped_column(default=list, info={"label": N_("Roles")})  # role codes: ["WK"]
    heads: Mapped[list[Any]] = mapped_column(
        default=list, info={"label": N_("Head of department")}
    )  # HD(x): role codes
    hv_until: Mapped[date | None] = mapped_column(default=None, info={"label": N_("High-voltage certificate until")})
    trial_until: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Trial period until")})
    active: Mapped[bool] = mapped_column(Boolean, default=True, info={"label": N_("Active")})
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None, info={"journal": False})
    pin_hash: Mapped[str | None] = mapped_column(String(200), default=None, info={"journal": False})
    language: Mapped[str | None] = mapped_column(String(8), default=None)
    zoom: Mapped[int] = mapped_column(Integer, default=100)


class RoleRecord(Versioned):
    """A role as the shop has it: seeded from the shipped matrix (domain.md §2), permissions as a list of codes."""

    __tablename__ = "roles"

    code: Mapped[str] = labelled(N_("Role code"), length=8, unique=True)
    name_zh: Mapped[str] = labelled(N_("Chinese name"), length=40)
    name_en: Mapped[str] = labelled(N_("English name"), length=40)
    permissions: Mapped[list[Any]] = mapped_column(default=list)


class Attempts(Derived):
    """Wrong tries since the last right one, per user and secret (PIN, PASSWORD); a lock-out survives a restart."""

    __tablename__ = "attempts"

    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(10), primary_key=True)
    wrong: Mapped[int] = mapped_column(Integer)
    locked_until: Mapped[datetime | None]


class SignIn(Log):
    """One try with a secret (PIN, PASSWORD): IN, WRONG, or LOCKED when it was the try that locked the tile."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_user", "user_id", "at"),)

    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    secret: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[str] = mapped_column(String(10))  # SESSION or SIGN
    result: Mapped[str] = mapped_column(String(10))
