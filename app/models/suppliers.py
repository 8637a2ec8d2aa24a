"""Suppliers and what they deliver: their numbers, prices and lead times."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Record, labelled


class Supplier(Document):
    """A supplier; `number` is the supplier's code in this shop."""

    __tablename__ = "suppliers"
    shared = True

    name: Mapped[str] = labelled(N_("Name"), length=100)
    contact: Mapped[str | None] = labelled(N_("Contact"), length=100, default=None)
    phone: Mapped[str | None] = labelled(N_("Phone"), length=30, default=None)
    address: Mapped[str | None] = labelled(N_("Address"), length=200, default=None)
    uscc: Mapped[str | None] = labelled(N_("Company code"), length=20, default=None)
    lead_days: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Lead time (days)")})

    parts: Mapped[list[SupplierPart]] = relationship(cascade="all, delete-orphan", order_by="SupplierPart.id")


class SupplierPart(Record):
    """One part from one supplier: its number there, price (1e-6 yuan), lead days, smallest order and pack (1/1000)."""

    __tablename__ = "supplier_parts"
    __table_args__ = (UniqueConstraint("supplier_id", "part_id", name="uq_supplier_parts_supplier_part"),)

    supplier_id: Mapped[Id] = mapped_column(ForeignKey("suppliers.id"), index=True)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True, info={"label": N_("Part")})
    code: Mapped[str | None] = labelled(N_("Supplier's part number"), length=80, default=None)
    price: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Price"), "kind": "price"})
    lead_days: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Lead time (days)")})
    moq: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Smallest order"), "kind": "quantity"})
    pack: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Pack"), "kind": "quantity"})
