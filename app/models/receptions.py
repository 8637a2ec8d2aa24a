"""Reception check-ins: what the car looked like, what it showed and what the customer said when it came (R49).

What is printed and signed stands here itself, not looked up: a car renamed later does not change an old check-in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Record, labelled


class Reception(Document):
    """A check-in (接车检查单). `typed` holds what stands in the form and is no value yet, as it was typed.

    Lamps and belongings are codes with spaces between; wanted work is one item a line. `fuel` is in thousandths.
    """

    __tablename__ = "receptions"

    plate: Mapped[str | None] = labelled(N_("Plate"), length=12, default=None, index=True)
    vin: Mapped[str | None] = labelled(N_("VIN"), length=20, default=None)
    vin_reason: Mapped[str | None] = labelled(N_("Why no VIN"), length=200, default=None)
    vehicle_id: Mapped[Id | None] = mapped_column(
        ForeignKey("vehicles.id"), default=None, index=True, info={"label": N_("Vehicle")}
    )
    plate_moved: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("The plate hangs here now")})
    car: Mapped[str] = labelled(N_("Car"), length=160, default="")
    customer_id: Mapped[Id | None] = mapped_column(
        ForeignKey("customers.id"), default=None, index=True, info={"label": N_("Customer")}
    )
    owner: Mapped[str] = labelled(N_("Owner"), length=100, default="")
    appointment_id: Mapped[Id | None] = mapped_column(default=None)
    odometer: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Odometer")})
    odometer_unit: Mapped[str] = labelled(N_("Unit"), length=2, default="km")
    odometer_answer: Mapped[str] = labelled(N_("What is it with the odometer"), length=12, default="")
    odometer_reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)
    odometer_id: Mapped[Id | None] = mapped_column(ForeignKey("odometer_readings.id"), default=None)
    fuel: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("Fuel level")})
    fuel_scale: Mapped[str] = labelled(N_("Fuel gauge"), length=10, default="EIGHTHS")
    range_km: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Range left (km)")})
    arrived_at: Mapped[datetime] = mapped_column(default=clock.now, info={"label": N_("Came at")})
    arrival: Mapped[str] = labelled(N_("How it came"), length=8, default="DRIVEN")
    sender_name: Mapped[str | None] = labelled(N_("Brought by"), length=100, default=None)
    sender_phone: Mapped[str | None] = labelled(N_("Phone"), length=30, default=None)
    sender_owns: Mapped[bool] = mapped_column(Boolean, default=True, info={"label": N_("The car is his")})
    consent_by: Mapped[str] = labelled(N_("Who may agree"), length=8, default="SENDER")
    pays: Mapped[str] = labelled(N_("Who pays"), length=8, default="OWNER")
    walked: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("No other damage seen")})
    lamps: Mapped[str] = labelled(N_("Warning lamps"), length=200, default="")
    belongings: Mapped[str] = labelled(N_("Belongings"), length=200, default="")
    belongings_other: Mapped[str | None] = labelled(N_("Other belongings"), length=100, default=None)
    valuables: Mapped[str | None] = labelled(N_("Valuables left in the car"), length=200, default=None)
    valuables_told: Mapped[bool] = mapped_column(
        Boolean, default=False, info={"label": N_("Told to take valuables along")}
    )
    words: Mapped[str | None] = labelled(N_("Customer's words"), length=1000, default=None)
    wanted: Mapped[str | None] = mapped_column(
        Text, default=None, info={"label": N_("Wanted work"), "length": 1000, "kind": "long"}
    )
    old_parts: Mapped[str | None] = labelled(N_("Replaced parts"), length=8, default=None)
    wash: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Wash the car")})
    road_test: Mapped[bool] = mapped_column(Boolean, default=True, info={"label": N_("Road test allowed")})
    consent_phone: Mapped[str | None] = labelled(N_("Call for consent"), length=30, default=None)
    promised_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Promised for")})
    estimate: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Estimate"), "kind": "money"})
    advisor: Mapped[str] = mapped_column(String(100), default="")
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    order_id: Mapped[Id | None] = mapped_column(default=None)
    order_number: Mapped[str] = mapped_column(String(40), default="")
    left_reason: Mapped[str | None] = labelled(N_("Why it left unrepaired"), length=200, default=None)
    typed: Mapped[dict[str, Any]] = mapped_column(default=dict)

    marks: Mapped[list[ReceptionMark]] = relationship(
        cascade="all, delete-orphan", order_by="ReceptionMark.position"
    )  # fmt: skip


class ReceptionMark(Record):
    """One damage that was there when the car came. `x` and `y` in thousandths of the side's frame."""

    __tablename__ = "reception_marks"

    reception_id: Mapped[Id] = mapped_column(ForeignKey("receptions.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    side: Mapped[str] = labelled(N_("Side"), length=8)
    x: Mapped[int] = mapped_column(SmallInteger, info={"label": N_("Across")})
    y: Mapped[int] = mapped_column(SmallInteger, info={"label": N_("Down")})
    damage: Mapped[str] = labelled(N_("Damage"), length=8)
    size_cm: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("Size (cm)")})
    photo: Mapped[str | None] = labelled(N_("Photo"), length=64, default=None)
