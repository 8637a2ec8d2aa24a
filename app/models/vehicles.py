"""Vehicles and what their life leaves behind: plates, owners, odometer readings, visits (domain.md §3.5, §5.9)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Derived, Document, Record, labelled


class Vehicle(Document):
    """A vehicle. The VIN decides which one it is; `plate` is the current one, `called` what people call it.

    `sender_*` is who usually brings it, where that is not the owner (送修人).
    """

    __tablename__ = "vehicles"
    shared = True

    called: Mapped[str] = mapped_column(String(40), default="", index=True)
    plate: Mapped[str | None] = labelled(N_("Plate"), length=12, default=None, index=True)
    plate_kind: Mapped[str] = labelled(N_("Kind of plate"), length=12, default="NONE")
    plate_colour: Mapped[str | None] = labelled(N_("Plate colour"), length=10, default=None)
    plate_reason: Mapped[str | None] = labelled(N_("Why this plate, or none"), length=200, default=None)
    vin: Mapped[str | None] = labelled(N_("VIN"), length=20, default=None, unique=True)
    vin_reason: Mapped[str | None] = labelled(N_("Why this VIN, or none"), length=200, default=None)
    brand: Mapped[str | None] = labelled(N_("Brand"), length=50, default=None)
    series: Mapped[str | None] = labelled(N_("Series / model"), length=100, default=None)
    model_year: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("Model year")})
    fuel_kind: Mapped[str | None] = labelled(N_("Fuel"), length=10, default=None)
    fuel_scale: Mapped[str] = labelled(N_("Fuel gauge"), length=10, default="EIGHTHS")
    engine_no: Mapped[str | None] = labelled(N_("Engine number"), length=30, default=None)
    displacement: Mapped[str | None] = labelled(N_("Displacement"), length=20, default=None)
    gearbox: Mapped[str | None] = labelled(N_("Gearbox"), length=20, default=None)
    colour: Mapped[str | None] = labelled(N_("Colour"), length=20, default=None)
    first_registered: Mapped[date | None] = mapped_column(default=None, info={"label": N_("First registration")})
    owner_id: Mapped[Id | None] = mapped_column(
        ForeignKey("customers.id"), default=None, index=True, info={"label": N_("Owner")}
    )
    sender_name: Mapped[str | None] = labelled(N_("Brought by"), length=100, default=None)
    sender_phone: Mapped[str | None] = labelled(N_("His phone"), length=30, default=None)
    insurer: Mapped[str | None] = labelled(N_("Insurer"), length=100, default=None)
    insured_until: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Insured until")})
    next_service_km: Mapped[int | None] = mapped_column(
        Integer, default=None, info={"label": N_("Next service at (km)")}
    )
    next_service_on: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Next service on")})


class PlateSpell(Record):
    """A plate on a vehicle from one day to another; `until` None = it hangs there now. `typed` is what was entered."""

    __tablename__ = "plate_spells"
    __table_args__ = (
        Index(
            "uq_plate_spells_current", "plate", unique=True, sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )  # fmt: skip

    vehicle_id: Mapped[Id] = mapped_column(ForeignKey("vehicles.id"), index=True)
    plate: Mapped[str] = labelled(N_("Plate"), length=12, index=True)
    typed: Mapped[str] = mapped_column(String(30), default="")
    kind: Mapped[str] = mapped_column(String(12))
    colour: Mapped[str | None] = mapped_column(String(10), default=None)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(String(200), default=None)


class OwnerSpell(Record):
    """An owner of a vehicle from one day to another; `until` None = he is it now."""

    __tablename__ = "owner_spells"

    vehicle_id: Mapped[Id] = mapped_column(ForeignKey("vehicles.id"), index=True)
    owner_id: Mapped[Id] = mapped_column(ForeignKey("customers.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(String(200), default=None)


class OdometerReading(Record):
    """What an odometer said: `shown` in its own unit, `value_km` of this cluster, `total_km` over all clusters.

    `flag`: OK, JUMP, ROLLOVER, UNREADABLE (then there is no value) or STRUCK (was wrong, is kept to be seen).
    """

    __tablename__ = "odometer_readings"
    __table_args__ = (Index("ix_odometer_readings_life", "vehicle_id", "at"),)

    vehicle_id: Mapped[Id] = mapped_column(ForeignKey("vehicles.id"))
    at: Mapped[datetime]
    shown: Mapped[int | None] = mapped_column(Integer, default=None)
    unit: Mapped[str] = mapped_column(String(2), default="km")
    value_km: Mapped[int | None] = mapped_column(Integer, default=None)
    total_km: Mapped[int | None] = mapped_column(Integer, default=None)
    source_kind: Mapped[str] = mapped_column(String(40), default="")
    source_id: Mapped[Id | None] = mapped_column(default=None)
    source_number: Mapped[str] = mapped_column(String(40), default="")
    flag: Mapped[str] = mapped_column(String(10), default="OK")
    reason: Mapped[str | None] = mapped_column(String(200), default=None)
    created_by: Mapped[Id | None] = mapped_column(default=None)


class ClusterChange(Record):
    """The instrument cluster was replaced: what the old one said at last and where the new one began."""

    __tablename__ = "cluster_changes"

    vehicle_id: Mapped[Id] = mapped_column(ForeignKey("vehicles.id"), index=True)
    at: Mapped[datetime]
    old_km: Mapped[int] = mapped_column(Integer)
    new_start_km: Mapped[int] = mapped_column(Integer, default=0)
    evidence: Mapped[str | None] = mapped_column(String(200), default=None)
    created_by: Mapped[Id | None] = mapped_column(default=None)


class PastVisit(Record):
    """A visit of the time before this program, brought in from a list: for the car's life and the warranty check."""

    __tablename__ = "past_visits"
    __table_args__ = (Index("ix_past_visits_life", "vehicle_id", "day"),)

    vehicle_id: Mapped[Id] = mapped_column(ForeignKey("vehicles.id"))
    day: Mapped[date]
    number: Mapped[str] = mapped_column(String(40), default="")
    category: Mapped[str | None] = mapped_column(String(20), default=None)
    odometer_km: Mapped[int | None] = mapped_column(Integer, default=None)
    fault: Mapped[str] = mapped_column(String(500), default="")
    work: Mapped[str] = mapped_column(String(2000), default="")
    amount: Mapped[int | None] = mapped_column(default=None)


class VehicleIndex(Derived):
    """What searching reads: plates now and before, VIN, owner and sender with pinyin and phones, brand and series."""

    __tablename__ = "vehicle_index"

    vehicle_id: Mapped[Id] = mapped_column(ForeignKey("vehicles.id", ondelete="CASCADE"), primary_key=True)
    called: Mapped[str] = mapped_column(String(40), index=True)
    search_text: Mapped[str] = mapped_column(Text)
