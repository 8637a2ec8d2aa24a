"""Work orders: what is to be done to a car, every revision a customer was shown, and what the workshop did.

Money is fen with tax, prices 1e-6 yuan with tax, quantities and hours 1/1000, rates and shares basis points.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Record, labelled


class WorkOrder(Document):
    """A work order (维修工单). `revision` is the last one issued, `agreed` the last one agreed to (0: none).

    `plate`, `vin` and `vehicle_name` are what the car was called when the order was issued. `bill_total` is what the
    settlement that holds comes to (None: none yet).
    """

    __tablename__ = "work_orders"

    reception_id: Mapped[Id | None] = mapped_column(default=None, index=True, info={"label": N_("Check-in")})
    customer_id: Mapped[Id] = mapped_column(ForeignKey("customers.id"), index=True, info={"label": N_("Customer")})
    vehicle_id: Mapped[Id] = mapped_column(ForeignKey("vehicles.id"), index=True, info={"label": N_("Vehicle")})
    plate: Mapped[str] = labelled(N_("Plate"), length=40, default="", index=True)
    vin: Mapped[str] = labelled(N_("VIN"), length=20, default="")
    vehicle_name: Mapped[str] = labelled(N_("Car"), length=160, default="")
    sender_name: Mapped[str | None] = labelled(N_("Brought by"), length=100, default=None)
    sender_phone: Mapped[str | None] = labelled(N_("His phone"), length=30, default=None)
    consent_phone: Mapped[str | None] = labelled(N_("Phone for consent"), length=30, default=None)
    odometer: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Odometer in"), "unit": "km"})
    category: Mapped[str] = labelled(N_("Category"), length=12, default="MINOR")
    complaint: Mapped[str] = labelled(N_("Customer's words"), length=1000, default="")
    old_parts: Mapped[str | None] = labelled(N_("Parts taken off"), length=8, default=None)  # TAKE WAIVE DECIDE
    promised_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Promised for")})
    advisor_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Service advisor")}
    )
    bay: Mapped[str | None] = labelled(N_("Bay"), length=40, default=None)
    strict: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Demanding customer")})
    road_test: Mapped[bool] = mapped_column(Boolean, default=True, info={"label": N_("May be test driven")})
    other_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Other charges"), "kind": "money"})
    labour_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Labour"), "kind": "money"})
    parts_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Material"), "kind": "money"})
    tax_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Tax included"), "kind": "money"})
    total_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Estimate"), "kind": "money"})
    agreed: Mapped[int] = mapped_column(Integer, default=0)
    agreed_amount: Mapped[int | None] = mapped_column(
        default=None, info={"label": N_("Agreed amount"), "kind": "money"}
    )
    reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)  # of the pause, proposal or end
    complained: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Customer complained before")})
    comeback_of: Mapped[Id | None] = mapped_column(default=None, info={"label": N_("Comes back after")})
    comebacks: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Times it came back")})
    reworks: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Failed inspections")})
    bill_total: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Bill"), "kind": "money"})
    billed_at: Mapped[datetime | None] = mapped_column(default=None)

    labour: Mapped[list[LabourLine]] = relationship(cascade="all, delete-orphan", order_by="LabourLine.position")
    parts: Mapped[list[PartLine]] = relationship(cascade="all, delete-orphan", order_by="PartLine.position")


class LabourLine(Record):
    """One repair item. `since` is the revision it came in with; `replaces` the line that it stands for once agreed to.

    `status`: PLANNED, PROPOSED (locked until the customer agrees), IN_WORK, DONE, DECLINED, REPLACED.
    `check`: what the technician's self-check found, OK or FAULT, None = not checked; `reworks`: failed inspections.
    `comeback`: done here before and still under warranty (E62), so that the shop bears it unless the note says why not.
    """

    __tablename__ = "work_order_labour"

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    labour_id: Mapped[Id | None] = mapped_column(
        ForeignKey("labour_items.id"), default=None, info={"label": N_("Labour item")}
    )
    name: Mapped[str] = labelled(N_("Work"), length=200, default="")
    hours: Mapped[int] = mapped_column(default=0, info={"label": N_("Hours"), "kind": "quantity", "decimals": 2})
    rate: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Price per hour"), "kind": "price"})
    amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Amount"), "kind": "money"})
    tax_rate: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Tax rate"), "kind": "percent"})
    payer: Mapped[str] = labelled(N_("Paid by"), length=10, default="CUSTOMER")
    important: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Important item")})
    status: Mapped[str] = labelled(N_("State"), length=10, default="PLANNED")
    since: Mapped[int] = mapped_column(Integer, default=1)
    replaces: Mapped[Id | None] = mapped_column(default=None)
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)
    check: Mapped[str | None] = labelled(N_("Self-check"), length=8, default=None)
    check_note: Mapped[str | None] = labelled(N_("Found by the self-check"), length=200, default=None)
    checked_by: Mapped[Id | None] = mapped_column(default=None)
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    reworks: Mapped[int] = mapped_column(Integer, default=0)
    comeback: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Comes back under warranty")})


class PartLine(Record):
    """One part for one item: `item` is the item's position. `source`: OWN, or CUSTOMER (his own part, E60)."""

    __tablename__ = "work_order_parts"

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    item: Mapped[int] = mapped_column(Integer, default=1, info={"label": N_("For item")})
    part_id: Mapped[Id | None] = mapped_column(ForeignKey("parts.id"), default=None, info={"label": N_("Part")})
    code: Mapped[str] = labelled(N_("Part number"), length=40, default="")
    name: Mapped[str] = labelled(N_("Name"), length=200, default="")
    unit: Mapped[str] = labelled(N_("Unit"), length=20, default="件")
    decimals: Mapped[int] = mapped_column(Integer, default=0)
    qty: Mapped[int] = mapped_column(default=1000, info={"label": N_("Quantity"), "kind": "quantity"})
    price: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Price with tax"), "kind": "price"})
    amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Amount"), "kind": "money"})
    tax_rate: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Tax rate"), "kind": "percent"})
    grade: Mapped[str | None] = labelled(N_("Quality grade"), length=20, default=None)
    source: Mapped[str] = labelled(N_("From"), length=10, default="OWN")
    payer: Mapped[str] = labelled(N_("Paid by"), length=10, default="CUSTOMER")
    old_part: Mapped[bool] = mapped_column(Boolean, default=True, info={"label": N_("Old part expected")})
    status: Mapped[str] = labelled(N_("State"), length=10, default="PLANNED")
    since: Mapped[int] = mapped_column(Integer, default=1)
    replaces: Mapped[Id | None] = mapped_column(default=None)
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)


class WorkOrderRevision(Record):
    """One revision as it was issued: the sheet's matter, its hash, the amount, and who agreed to it, how and when.

    `outcome`: OPEN, AGREED, REFUSED, LAPSED (another one was issued before anybody answered).
    """

    __tablename__ = "work_order_revisions"
    __table_args__ = (UniqueConstraint("order_id", "number", name="uq_work_order_revisions_number"),)

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"))
    number: Mapped[int] = mapped_column(Integer)
    sheet: Mapped[dict[str, Any]]
    sheet_hash: Mapped[str] = mapped_column(String(64))
    total: Mapped[int]
    promised_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200), default="")
    issued_at: Mapped[datetime]
    issued_by: Mapped[Id | None] = mapped_column(default=None)
    outcome: Mapped[str] = mapped_column(String(10), default="OPEN")
    way: Mapped[str] = mapped_column(String(10), default="")  # SIGNATURE CALL MESSAGE
    answered_by: Mapped[str] = mapped_column(String(100), default="")
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    heard_by: Mapped[Id | None] = mapped_column(default=None)


class LabourShare(Record):
    """A technician on an item and his share of it; the shares of one item are 10,000 together (E57)."""

    __tablename__ = "labour_shares"
    __table_args__ = (UniqueConstraint("line_id", "user_id", name="uq_labour_shares_line_user"),)

    line_id: Mapped[Id] = mapped_column(ForeignKey("work_order_labour.id", ondelete="CASCADE"))
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    share: Mapped[int] = mapped_column(Integer)


class WorkTime(Record):
    """A stretch of work on an item by one technician; `ended_at` None = he is at it. One at a time.

    `rework`: after an inspection had failed the item; such hours are nobody's output and are not charged (E61).
    """

    __tablename__ = "work_times"
    __table_args__ = (
        Index(
            "uq_work_times_running", "user_id", "line_id", unique=True, sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    line_id: Mapped[Id] = mapped_column(ForeignKey("work_order_labour.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    rework: Mapped[bool] = mapped_column(Boolean, default=False)


class Diagnosis(Record):
    """What a technician found (R52): symptom, cause, remedy."""

    __tablename__ = "diagnoses"

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), index=True)
    item: Mapped[int | None] = mapped_column(Integer, default=None)
    symptom: Mapped[str] = mapped_column(String(500))
    cause: Mapped[str] = mapped_column(String(500))
    remedy: Mapped[str] = mapped_column(String(500))
    needs_nothing: Mapped[bool] = mapped_column(Boolean, default=False)  # said: no part is needed
    found_by: Mapped[Id | None]
    found_at: Mapped[datetime]


class NeededPart(Record):
    """A part that a technician needs for the job (R52); the requisition is made from it."""

    __tablename__ = "needed_parts"

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), index=True)
    item: Mapped[int] = mapped_column(Integer, default=1)
    part_id: Mapped[Id | None] = mapped_column(ForeignKey("parts.id"), default=None)
    name: Mapped[str] = mapped_column(String(200))
    qty: Mapped[int]
    noted_by: Mapped[Id | None]
    noted_at: Mapped[datetime]


class TechnicalAdvice(Record):
    """A question to the technical supervisor and his answer (R55)."""

    __tablename__ = "technical_advice"

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), index=True)
    question: Mapped[str] = mapped_column(String(500))
    asked_by: Mapped[Id | None]
    asked_at: Mapped[datetime]
    advice: Mapped[str] = mapped_column(String(1000), default="")
    advised_by: Mapped[Id | None] = mapped_column(default=None)
    advised_at: Mapped[datetime | None] = mapped_column(default=None)
