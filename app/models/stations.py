"""Stations (PCs that open documents), warehouses and their bins."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Versioned, labelled


class Station(Versioned):
    """One PC or office that numbers its own documents: code 01, 02 …"""

    __tablename__ = "stations"

    code: Mapped[str] = labelled(N_("Station code"), length=8, unique=True)
    name: Mapped[str] = labelled(N_("Name"), length=100)


class Warehouse(Versioned):
    """A warehouse belongs to one station (`station`), and only that one posts there (architecture §2)."""

    __tablename__ = "warehouses"

    code: Mapped[str] = labelled(N_("Warehouse code"), length=20, unique=True)
    name: Mapped[str] = labelled(N_("Name"), length=100)
    allow_negative: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Allow negative stock")})


class Bin(Versioned):
    """A bin location such as A-03-2-05. `frozen_by` is the count that holds it in mode FREEZE."""

    __tablename__ = "bins"
    __table_args__ = (UniqueConstraint("warehouse_id", "code", name="uq_bins_warehouse_code"),)

    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    code: Mapped[str] = labelled(N_("Bin location"), length=40, index=True)
    frozen_by: Mapped[Id | None] = mapped_column(default=None)
    keeper_id: Mapped[Id | None] = mapped_column(default=None, info={"label": N_("Keeper")})
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    note: Mapped[str | None] = mapped_column(String(200), default=None, info={"label": N_("Note")})
