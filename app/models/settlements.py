"""Settlements (结算) and deliveries: what a repair costs in the end, who owes it, and how the car went back.

Money is fen with tax, prices 1e-6 yuan with tax, quantities and hours 1/1000, rates basis points.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Record, Versioned, labelled


class Settlement(Document):
    """A settlement list (维修结算清单) of one order; `came_from` is the order's state before.

    Amounts are computed from the lines: `labour`, `parts` and `fees` before discount, `total_amount` what is owed.
    `insurer_amount` is what of the total an insurer owes, `own_cost` what the shop bears itself. `old_parts` are the
    ticked boxes of the form, as the old parts stood when it was written: TAKE WAIVE NONE, apart by spaces.
    `customer_name`, `phone`, `sender`, `advisor` and `certificate` are what the list says, whatever is corrected later.
    """

    __tablename__ = "settlements"

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), index=True, info={"label": N_("Work order")})
    customer_id: Mapped[Id] = mapped_column(ForeignKey("customers.id"), index=True, info={"label": N_("Customer")})
    plate: Mapped[str] = labelled(N_("Plate"), length=40, default="", index=True)
    vehicle_name: Mapped[str] = labelled(N_("Car"), length=160, default="")
    customer_name: Mapped[str] = labelled(N_("Customer"), length=100, default="")
    phone: Mapped[str | None] = labelled(N_("Phone"), length=30, default=None)
    sender: Mapped[str] = labelled(N_("Brought by"), length=100, default="")
    advisor: Mapped[str] = labelled(N_("Service advisor"), length=100, default="")
    certificate: Mapped[str] = labelled(N_("Certificate number"), length=40, default="")
    came_from: Mapped[str] = mapped_column(String(20), default="")
    diagnosis: Mapped[int] = mapped_column(default=0, info={"label": N_("Diagnosis fee"), "kind": "money"})
    testing: Mapped[int] = mapped_column(default=0, info={"label": N_("Testing fee"), "kind": "money"})
    processing: Mapped[int] = mapped_column(default=0, info={"label": N_("Processing fee"), "kind": "money"})
    other: Mapped[int] = mapped_column(default=0, info={"label": N_("Other charges"), "kind": "money"})
    discount: Mapped[int] = mapped_column(default=0, info={"label": N_("Discount"), "kind": "money"})
    discount_reason: Mapped[str | None] = labelled(N_("Reason of the discount"), length=200, default=None)
    rounding: Mapped[int] = mapped_column(default=0, info={"label": N_("Rounded down by"), "kind": "money"})
    warranty_km: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Warranty km")})
    warranty_days: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Warranty days")})
    precautions: Mapped[str | None] = labelled(N_("What to mind"), length=500, default=None)
    old_parts: Mapped[str] = mapped_column(String(20), default="", server_default="")
    labour_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Labour"), "kind": "money"})
    parts_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Material"), "kind": "money"})
    fees_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Fees"), "kind": "money"})
    tax_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Tax included"), "kind": "money"})
    total_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("To pay"), "kind": "money"})
    insurer_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Of it the insurer's"), "kind": "money"})
    own_cost: Mapped[int] = mapped_column(default=0, info={"label": N_("Borne by the shop"), "kind": "money"})
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    account_due: Mapped[date | None] = mapped_column(default=None, info={"label": N_("On account until")})
    account_at: Mapped[datetime | None] = mapped_column(default=None)
    account_amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Put on account"), "kind": "money"})
    invoice_type: Mapped[str | None] = labelled(N_("Invoice"), length=12, default=None)  # NONE GENERAL SPECIAL PAPER
    invoice_number: Mapped[str | None] = labelled(N_("Invoice number"), length=20, default=None)
    invoice_title: Mapped[str | None] = labelled(N_("Invoice title"), length=100, default=None)
    invoice_tax_no: Mapped[str | None] = labelled(N_("Tax number"), length=20, default=None)
    invoice_amount: Mapped[int | None] = mapped_column(
        default=None, info={"label": N_("Invoice amount"), "kind": "money"}
    )
    invoice_on: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Invoice date")})

    lines: Mapped[list[SettlementLine]] = relationship(
        cascade="all, delete-orphan", order_by="SettlementLine.position"
    )  # fmt: skip


class SettlementLine(Record):
    """One row. `section`: DIAGNOSIS, TESTING, MATERIAL, LABOUR, PROCESSING or OTHER, in the form's order.

    `qty` is billed at `price`; `free` is not, for the reason `why`. `reduced` is the line's share of the discount and
    of the rounding. `part_line_id` is empty for parts that were issued and stand on no order.
    """

    __tablename__ = "settlement_lines"

    settlement_id: Mapped[Id] = mapped_column(ForeignKey("settlements.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    section: Mapped[str] = labelled(N_("Section"), length=12)
    labour_line_id: Mapped[Id | None] = mapped_column(ForeignKey("work_order_labour.id"), default=None)
    part_line_id: Mapped[Id | None] = mapped_column(ForeignKey("work_order_parts.id"), default=None)
    part_id: Mapped[Id | None] = mapped_column(ForeignKey("parts.id"), default=None, info={"label": N_("Part")})
    item: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("For item")})
    code: Mapped[str] = labelled(N_("Part number"), length=40, default="")
    name: Mapped[str] = labelled(N_("Name"), length=200, default="")
    unit: Mapped[str] = labelled(N_("Unit"), length=20, default="")
    decimals: Mapped[int] = mapped_column(Integer, default=0)
    qty: Mapped[int] = mapped_column(default=0, info={"label": N_("Billed"), "kind": "quantity"})
    free: Mapped[int] = mapped_column(default=0, info={"label": N_("Not billed"), "kind": "quantity"})
    why: Mapped[str | None] = labelled(N_("Why not billed"), length=12, default=None)
    price: Mapped[int] = mapped_column(default=0, info={"label": N_("Price with tax"), "kind": "price"})
    amount: Mapped[int] = mapped_column(default=0, info={"label": N_("Amount"), "kind": "money"})
    reduced: Mapped[int] = mapped_column(default=0, info={"label": N_("Discount"), "kind": "money"})
    tax_rate: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Tax rate"), "kind": "percent"})
    tax: Mapped[int] = mapped_column(default=0, info={"label": N_("Tax included"), "kind": "money"})
    payer: Mapped[str] = labelled(N_("Paid by"), length=10, default="CUSTOMER")
    grade: Mapped[str | None] = labelled(N_("Quality grade"), length=20, default=None)
    source: Mapped[str] = labelled(N_("From"), length=10, default="OWN")
    old_part: Mapped[bool] = mapped_column(Boolean, default=False)
    warranty_km: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Warranty km")})
    warranty_days: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Warranty days")})


class Delivery(Versioned):
    """How a car went back to its owner (R62–R64): what was explained and looked at, what the dials showed.

    `fuel` is in thousandths; each time it is kept otherwise is another `revision`. `warranty_from` is the day of
    delivery; from it the warranty of the settlement runs.
    """

    __tablename__ = "deliveries"

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), unique=True)
    settlement_id: Mapped[Id] = mapped_column(ForeignKey("settlements.id"))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    odometer: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Odometer out")})
    odometer_reason: Mapped[str | None] = labelled(N_("Why it can't be read"), length=200, default=None)
    road_test: Mapped[str | None] = labelled(N_("Road test: who drove, how far"), length=200, default=None)
    fuel: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("Fuel level")})
    fuel_reason: Mapped[str | None] = labelled(N_("Why the fuel differs"), length=200, default=None)
    explained: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Work and parts explained")})
    looked: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Looked round the car together")})
    found: Mapped[str | None] = labelled(N_("What was found"), length=500, default=None)
    receiver: Mapped[str] = labelled(N_("Handed to"), length=100, default="")
    next_service_km: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Next service at")})
    next_service_on: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Next service on")})
    warranty_from: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Warranty from")})
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
