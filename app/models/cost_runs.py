"""Cost runs: what each repair item of a month earned and cost (R72–R74). Amounts are fen without tax."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Log, Record, labelled


class CostRun(Document):
    """One month of one station. `nth` is the calculation whose lines count; each one leaves its lines in the log.

    Revenue and cost are of what customers and insurers pay; `warranty_…`, `rework_cost` and `internal_cost` stand
    apart. `in_work_before` and `in_work_after` are parts of orders that were not delivered yet. `value_in` is above
    zero, `value_out` below; opening + in + out = closing, and `kept` is the closing value as the stock itself has it.
    """

    __tablename__ = "cost_runs"

    month: Mapped[str] = labelled(N_("Month"), length=7)
    nth: Mapped[int] = mapped_column(Integer, default=0)
    calculated_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Calculated at")})
    closed_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Closed at")})
    orders: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Orders")})
    items: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Repair items")})
    parts_revenue: Mapped[int] = mapped_column(default=0, info={"label": N_("Part revenue"), "kind": "money"})
    parts_cost: Mapped[int] = mapped_column(default=0, info={"label": N_("Part cost"), "kind": "money"})
    labour_revenue: Mapped[int] = mapped_column(default=0, info={"label": N_("Labour revenue"), "kind": "money"})
    fees_revenue: Mapped[int] = mapped_column(default=0, info={"label": N_("Fees"), "kind": "money"})
    warranty_cost: Mapped[int] = mapped_column(default=0, info={"label": N_("Warranty cost"), "kind": "money"})
    rework_cost: Mapped[int] = mapped_column(default=0, info={"label": N_("Rework cost"), "kind": "money"})
    internal_cost: Mapped[int] = mapped_column(default=0, info={"label": N_("Borne by the shop"), "kind": "money"})
    in_work_before: Mapped[int] = mapped_column(default=0, info={"label": N_("In work before"), "kind": "money"})
    in_work_after: Mapped[int] = mapped_column(default=0, info={"label": N_("In work after"), "kind": "money"})
    unallocated: Mapped[int] = mapped_column(default=0, info={"label": N_("Without an item"), "kind": "money"})
    unallocated_count: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Issues without an item")})
    no_cost_count: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Issues without a cost")})
    opening: Mapped[int] = mapped_column(default=0, info={"label": N_("Opening stock value"), "kind": "money"})
    value_in: Mapped[int] = mapped_column(default=0, info={"label": N_("In"), "kind": "money"})
    value_out: Mapped[int] = mapped_column(default=0, info={"label": N_("Out"), "kind": "money"})
    closing: Mapped[int] = mapped_column(default=0, info={"label": N_("Closing stock value"), "kind": "money"})
    kept: Mapped[int] = mapped_column(default=0, info={"label": N_("Value as the stock has it"), "kind": "money"})
    submitted_by: Mapped[Id | None] = mapped_column(default=None)


class CostLine(Log):
    """One item of one order in one calculation, by nature: NORMAL WARRANTY REWORK INTERNAL. What it was called then.

    `labour_line_id` None is what belongs to no item: fees, and parts that are not allocated. `late`: the order was
    counted in a month before, this came afterwards.
    """

    __tablename__ = "cost_lines"
    __table_args__ = (Index("ix_cost_lines_run", "run_id", "nth"),)

    run_id: Mapped[Id]
    nth: Mapped[int] = mapped_column(Integer)
    order_id: Mapped[Id]
    order_number: Mapped[str] = mapped_column(String(40))
    plate: Mapped[str] = mapped_column(String(40))
    labour_line_id: Mapped[Id | None]
    item: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(40))
    work: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(12))
    brand: Mapped[str] = mapped_column(String(50))
    advisor_id: Mapped[Id | None]
    nature: Mapped[str] = mapped_column(String(8))
    late: Mapped[bool] = mapped_column(Boolean)
    parts_revenue: Mapped[int]
    parts_cost: Mapped[int]
    labour_revenue: Mapped[int]
    fees_revenue: Mapped[int]


class CostFix(Record):
    """What finance decided about one hand-over line: the item it belongs to, or the cost it had (fen), and why."""

    __tablename__ = "cost_fixes"
    __table_args__ = (UniqueConstraint("issue_line_id", name="uq_cost_fixes_issue_line"),)

    run_id: Mapped[Id] = mapped_column(ForeignKey("cost_runs.id"))
    issue_line_id: Mapped[Id] = mapped_column(ForeignKey("part_issue_lines.id"))
    labour_line_id: Mapped[Id | None] = mapped_column(ForeignKey("work_order_labour.id"), default=None)
    cost: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(200))
    fixed_by: Mapped[Id | None] = mapped_column(default=None)
    fixed_at: Mapped[datetime]
