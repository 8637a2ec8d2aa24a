"""Requisition, hand-over and return of parts (领料单, 退料单): what the workshop asked for, got and gave back.

Quantities are 1/1000 of the stock unit, values fen at cost.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Log, Record, labelled


class Requisition(Document):
    """A requisition slip (领料单). `plate` and `order_number` are what the order was called; internal use has none."""

    __tablename__ = "requisitions"
    __table_args__ = (Index("ix_requisitions_state", "state"),)  # the few that hold parts are found among all ever made

    order_id: Mapped[Id | None] = mapped_column(
        ForeignKey("work_orders.id"), default=None, index=True, info={"label": N_("Work order")}
    )
    order_number: Mapped[str] = labelled(N_("Work order no."), length=40, default="")
    plate: Mapped[str] = labelled(N_("Plate"), length=40, default="", index=True)
    type: Mapped[str] = labelled(N_("Type"), length=10, default="ORDER")  # ORDER EXTRA REWORK INTERNAL
    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    technician_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, index=True, info={"label": N_("Asked for by")}
    )
    reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)

    lines: Mapped[list[RequisitionLine]] = relationship(
        cascade="all, delete-orphan", order_by="RequisitionLine.position"
    )


class RequisitionLine(Record):
    """One part asked for. Of `approved` the keeper has handed out `issued`; `cancelled` will not be handed out.

    `labour_line_id` is the item whose cost it is, None only for internal use; `item` its place on the order. The part
    that goes out is `substitute_id` where there is one: allowed by the technical supervisor (`substitute_by`), agreed
    to by the customer (`consent_…`) if its grade or price differs (E70), at `agreed_price`.
    """

    __tablename__ = "requisition_lines"

    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisitions.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    item: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("For item")})
    labour_line_id: Mapped[Id | None] = mapped_column(ForeignKey("work_order_labour.id"), default=None, index=True)
    part_line_id: Mapped[Id | None] = mapped_column(ForeignKey("work_order_parts.id"), default=None, index=True)
    needed_id: Mapped[Id | None] = mapped_column(default=None, index=True)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True, info={"label": N_("Part")})
    code: Mapped[str] = labelled(N_("Part number"), length=40, default="")
    name: Mapped[str] = labelled(N_("Name"), length=200, default="")
    spec: Mapped[str] = labelled(N_("Specification"), length=200, default="")
    unit: Mapped[str] = labelled(N_("Unit"), length=20, default="件")
    decimals: Mapped[int] = mapped_column(Integer, default=0)
    qty: Mapped[int] = mapped_column(default=1000, info={"label": N_("Requested qty"), "kind": "quantity"})
    approved: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Approved qty"), "kind": "quantity"})
    issued: Mapped[int] = mapped_column(default=0, info={"label": N_("Issued qty"), "kind": "quantity"})
    cancelled: Mapped[int] = mapped_column(default=0, info={"label": N_("Cancelled"), "kind": "quantity"})
    bin_id: Mapped[Id | None] = mapped_column(ForeignKey("bins.id"), default=None, info={"label": N_("Bin location")})
    substitute_id: Mapped[Id | None] = mapped_column(
        ForeignKey("parts.id"), default=None, info={"label": N_("Substitute")}
    )
    substitute_reason: Mapped[str | None] = labelled(N_("Why a substitute"), length=200, default=None)
    substitute_by: Mapped[Id | None] = mapped_column(default=None)
    substitute_at: Mapped[datetime | None] = mapped_column(default=None)
    consent_way: Mapped[str] = mapped_column(String(10), default="")  # CALL MESSAGE SIGNATURE, "" = not needed yet
    consent_person: Mapped[str] = mapped_column(String(100), default="")
    consent_words: Mapped[str] = mapped_column(String(500), default="")
    consent_at: Mapped[datetime | None] = mapped_column(default=None)
    consent_heard_by: Mapped[Id | None] = mapped_column(default=None)
    agreed_price: Mapped[int | None] = mapped_column(
        default=None, info={"label": N_("Price with tax"), "kind": "price"}
    )
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)


class PartIssue(Record):
    """One hand-over of parts on a slip. `way` says how the receiver signed: PIN, or PAPER.

    `scans_until` is the last scan it took in: what is scanned later belongs to the next hand-over.
    """

    __tablename__ = "part_issues"
    __table_args__ = (UniqueConstraint("requisition_id", "nth", name="uq_part_issues_nth"),)

    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisitions.id"))
    nth: Mapped[int] = mapped_column(Integer)
    issued_by: Mapped[Id | None]
    receiver_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    way: Mapped[str] = mapped_column(String(8))
    occurred_at: Mapped[datetime]
    posted_at: Mapped[datetime]
    scans_until: Mapped[int] = mapped_column(default=0)

    lines: Mapped[list[PartIssueLine]] = relationship(cascade="all, delete-orphan", order_by="PartIssueLine.position")


class PartIssueLine(Record):
    """One part from one bin (and batch) handed over. `position` is its place on the whole slip and in the ledger.

    `value` is the cost as posted; `returned` what came back since, `returned_value` its cost; `fitted` what is in the
    car by the technician's self-check of the item.
    """

    __tablename__ = "part_issue_lines"

    issue_id: Mapped[Id] = mapped_column(ForeignKey("part_issues.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    line_id: Mapped[Id] = mapped_column(ForeignKey("requisition_lines.id"), index=True)
    order_id: Mapped[Id | None] = mapped_column(ForeignKey("work_orders.id"), default=None, index=True)
    labour_line_id: Mapped[Id | None] = mapped_column(ForeignKey("work_order_labour.id"), default=None, index=True)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True)
    qty: Mapped[int]
    bin_id: Mapped[Id] = mapped_column(ForeignKey("bins.id"))
    other_bin: Mapped[bool] = mapped_column(Boolean, default=False)
    batch: Mapped[str] = mapped_column(String(40), default="")
    serial: Mapped[str] = mapped_column(String(40), default="")
    value: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    returned_value: Mapped[int] = mapped_column(default=0)
    fitted: Mapped[int] = mapped_column(default=0)


class IssueScan(Log):
    """One act at the counter of a slip: a scan and what it was taken for, or its undo.

    `verdict`: OK, OTHER_BIN (right part, other bin), WRONG (part not on the slip), SURPLUS (more than is still due),
    RESERVED (for a slip approved before), UNKNOWN, MANY (code of several parts), UNDO. Only OK and OTHER_BIN count;
    `ref` is the seq that an UNDO takes back.
    """

    __tablename__ = "issue_scans"
    __table_args__ = (Index("ix_issue_scans_slip", "requisition_id", "seq"),)

    requisition_id: Mapped[Id]
    line_id: Mapped[Id | None] = mapped_column(default=None)
    part_id: Mapped[Id | None] = mapped_column(default=None)
    bin_id: Mapped[Id | None] = mapped_column(default=None)
    qty: Mapped[int] = mapped_column(default=0)
    batch: Mapped[str] = mapped_column(String(40), default="")
    serial: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str] = mapped_column(String(200), default="")
    verdict: Mapped[str] = mapped_column(String(10))
    ref: Mapped[int | None] = mapped_column(default=None)
    user_id: Mapped[Id | None]
    at: Mapped[datetime]


class ReturnSlip(Document):
    """A return slip (退料单): parts of one order that were not used. Posted at the cost at which they were issued."""

    __tablename__ = "return_slips"

    order_id: Mapped[Id | None] = mapped_column(
        ForeignKey("work_orders.id"), default=None, index=True, info={"label": N_("Work order")}
    )
    order_number: Mapped[str] = labelled(N_("Work order no."), length=40, default="")
    plate: Mapped[str] = labelled(N_("Plate"), length=40, default="", index=True)
    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    technician_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, index=True, info={"label": N_("Brought back by")}
    )
    reason: Mapped[str] = labelled(N_("Reason"), length=200, default="")
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    checked_by: Mapped[Id | None] = mapped_column(default=None)
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    posted_by: Mapped[Id | None] = mapped_column(default=None)
    posted_at: Mapped[datetime | None] = mapped_column(default=None)

    lines: Mapped[list[ReturnSlipLine]] = relationship(cascade="all, delete-orphan", order_by="ReturnSlipLine.position")


class ReturnSlipLine(Record):
    """One part that comes back. `condition`: UNOPENED goes to its bin, OPENED to quarantine, DAMAGED is scrapped."""

    __tablename__ = "return_slip_lines"

    slip_id: Mapped[Id] = mapped_column(ForeignKey("return_slips.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    issue_line_id: Mapped[Id] = mapped_column(ForeignKey("part_issue_lines.id"), index=True)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True, info={"label": N_("Part")})
    code: Mapped[str] = labelled(N_("Part number"), length=40, default="")
    name: Mapped[str] = labelled(N_("Name"), length=200, default="")
    spec: Mapped[str] = labelled(N_("Specification"), length=200, default="")
    unit: Mapped[str] = labelled(N_("Unit"), length=20, default="件")
    decimals: Mapped[int] = mapped_column(Integer, default=0)
    issued: Mapped[int] = mapped_column(default=0, info={"label": N_("Issued qty"), "kind": "quantity"})
    qty: Mapped[int] = mapped_column(default=1000, info={"label": N_("Quantity"), "kind": "quantity"})
    condition: Mapped[str] = labelled(N_("Condition"), length=10, default="UNOPENED")
    reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)
    responsible_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Person responsible")}
    )
    bin_id: Mapped[Id | None] = mapped_column(ForeignKey("bins.id"), default=None, info={"label": N_("Bin location")})
    batch: Mapped[str] = labelled(N_("Batch or serial number"), length=40, default="")
    value: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Value"), "kind": "money"})
