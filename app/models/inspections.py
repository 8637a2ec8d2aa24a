"""Inspections: one row for every self-check of an order, whether it was inspected or not drawn, with its sheet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Record, labelled


class Inspection(Document):
    """An inspection sheet (质检单), made by the self-check of an order; `round` counts from 1, after rework on.

    `decision` FULL, SAMPLED or NOT_DRAWN; `why` says by what rule, `about` names the item or person it speaks of.
    Where chance decided, `seed` and the number `drawn` from it (0 to 9999, drawn below `rate`) are kept.
    `wanted_id`: who failed it before and should look again. Answers are YES, NO or None (not looked at yet).
    """

    __tablename__ = "inspections"
    __table_args__ = (UniqueConstraint("order_id", "round", name="uq_inspections_order_round"),)

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"))
    order_number: Mapped[str] = labelled(N_("Work order"), length=40, index=True)
    plate: Mapped[str] = labelled(N_("Plate"), length=40, default="")
    vehicle_name: Mapped[str] = labelled(N_("Car"), length=160, default="")
    round: Mapped[int] = mapped_column(Integer, info={"label": N_("Round")})
    decision: Mapped[str] = labelled(N_("Inspection"), length=10)
    why: Mapped[str] = labelled(N_("Why"), length=12)
    about: Mapped[str] = labelled(N_("About"), length=200, default="")
    seed: Mapped[str | None] = labelled(N_("Seed of the draw"), length=64, default=None)
    drawn: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Number drawn")})
    rate: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Rate"), "kind": "percent"})
    wanted_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Inspected before by")}
    )
    inspector_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Inspector")}
    )
    inspected_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Inspected at")})
    items_complete: Mapped[str | None] = labelled(N_("All items were done"), length=3, default=None)
    quality: Mapped[str | None] = labelled(N_("The work is good"), length=3, default=None)
    parts_correct: Mapped[str | None] = labelled(N_("Parts: issued, fitted and billed are the same"), length=3,
                                                 default=None)  # fmt: skip
    clean: Mapped[str | None] = labelled(N_("The car is clean"), length=3, default=None)
    driver: Mapped[str | None] = labelled(N_("Driver"), length=100, default=None)
    drive_reason: Mapped[str | None] = labelled(N_("Reason of the drive"), length=200, default=None)
    out_km: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Drive out"), "unit": "km"})
    back_km: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Drive back"), "unit": "km"})
    out_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Drive out at")})
    back_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Drive back at")})
    drive_result: Mapped[str | None] = labelled(N_("Result of the road test"), length=500, default=None)
    certificate: Mapped[str | None] = labelled(N_("Certificate number"), length=40, default=None)
    certified: Mapped[datetime | None] = mapped_column(default=None)

    items: Mapped[list[InspectionItem]] = relationship(cascade="all, delete-orphan", order_by="InspectionItem.position")
    measured: Mapped[list[Measured]] = relationship(cascade="all, delete-orphan", order_by="Measured.position")


class InspectionItem(Record):
    """One repair item on the sheet, with who did it as he was called then. `result` OK, FAULT or None."""

    __tablename__ = "inspection_items"

    inspection_id: Mapped[Id] = mapped_column(ForeignKey("inspections.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    line_id: Mapped[Id]
    item: Mapped[int] = mapped_column(Integer, info={"label": N_("Item")})
    name: Mapped[str] = labelled(N_("Work"), length=200)
    people: Mapped[str] = labelled(N_("Technician"), length=200, default="")
    result: Mapped[str | None] = labelled(N_("Result"), length=5, default=None)
    note: Mapped[str | None] = labelled(N_("What is wrong"), length=200, default=None)


class Measured(Record):
    """A value that was measured, and what it should be, as the inspector writes them."""

    __tablename__ = "inspection_values"

    inspection_id: Mapped[Id] = mapped_column(ForeignKey("inspections.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = labelled(N_("Measured"), length=100, default="")
    value: Mapped[str] = labelled(N_("Reading"), length=40, default="")
    unit: Mapped[str | None] = mapped_column(String(20), default=None, info={"label": N_("Unit"), "length": 20})
    wanted: Mapped[str | None] = labelled(N_("Should be"), length=40, default=None)
