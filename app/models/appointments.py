"""Appointments and the bays they are for (domain.md §3.9)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Versioned, labelled


class Bay(Versioned):
    """A place where a car is worked on: lift, paint booth, wash."""

    __tablename__ = "bays"

    code: Mapped[str] = labelled(N_("Bay"), length=20, unique=True)
    name: Mapped[str] = labelled(N_("Name"), length=100)
    position: Mapped[int] = mapped_column(SmallInteger, default=0, info={"label": N_("Position")})
    active: Mapped[bool] = mapped_column(Boolean, default=True, info={"label": N_("Active")})


class Appointment(Document):
    """Somebody comes at `start` for `minutes`. `car` is what he said of his car as long as it is not in the list.

    `booked_vehicle_id` keeps the car that was meant when he came with another one (E48).
    """

    __tablename__ = "appointments"
    __table_args__ = (Index("ix_appointments_start", "start"),)

    channel: Mapped[str] = labelled(N_("Came by"), length=10, default="PHONE")
    customer_id: Mapped[Id | None] = mapped_column(
        ForeignKey("customers.id"), default=None, index=True, info={"label": N_("Customer")}
    )
    customer_name: Mapped[str] = labelled(N_("Name"), length=100)
    phone: Mapped[str] = labelled(N_("Phone"), length=30)
    vehicle_id: Mapped[Id | None] = mapped_column(
        ForeignKey("vehicles.id"), default=None, index=True, info={"label": N_("Vehicle")}
    )
    booked_vehicle_id: Mapped[Id | None] = mapped_column(ForeignKey("vehicles.id"), default=None)
    car: Mapped[str | None] = labelled(N_("Plate or car"), length=40, default=None)
    fault: Mapped[str] = labelled(N_("Fault description"), length=500)
    category: Mapped[str] = labelled(N_("Kind of work"), length=20, default="MAINTENANCE")
    start: Mapped[datetime] = mapped_column(info={"label": N_("Start")})
    minutes: Mapped[int] = mapped_column(Integer, default=60, info={"label": N_("Minutes")})
    advisor_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, index=True, info={"label": N_("Service advisor")}
    )
    bay_id: Mapped[Id | None] = mapped_column(ForeignKey("bays.id"), default=None, info={"label": N_("Bay")})
    parts_wanted: Mapped[str | None] = labelled(N_("Parts to keep ready"), length=500, default=None)
    pick_up: Mapped[str | None] = labelled(N_("Fetch the car at"), length=200, default=None)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    led_kind: Mapped[str | None] = mapped_column(String(40), default=None)
    led_id: Mapped[Id | None] = mapped_column(default=None)
