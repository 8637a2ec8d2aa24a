"""Stock alerts: a part that has fallen below its warning level in one warehouse, and what became of it (R12, R13)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, labelled

_STANDS = text("state <> 'resolved'")


class StockAlert(Document):
    """One alert; as long as it is not resolved there is no other one of its part in its warehouse.

    Quantities are 1/1000 units as they were when it was raised, `daily_use` 1e-6 units a day, `days_of_supply` tenths
    of a day (None = ∞). `figures` say how level and suggestion came about.
    """

    __tablename__ = "stock_alerts"
    __table_args__ = (
        Index(
            "uq_stock_alerts_standing", "part_id", "warehouse_id", unique=True, sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )  # fmt: skip

    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), info={"label": N_("Part")})
    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    severity: Mapped[str] = labelled(N_("Severity"), length=8, default="REORDER")  # OUT LOW REORDER
    level: Mapped[int] = mapped_column(info={"label": N_("Warning level"), "kind": "quantity"})
    available: Mapped[int] = mapped_column(info={"label": N_("Available then"), "kind": "quantity"})
    on_order: Mapped[int] = mapped_column(default=0, info={"label": N_("On order then"), "kind": "quantity"})
    safety: Mapped[int] = mapped_column(default=0, info={"label": N_("Safety stock"), "kind": "quantity"})
    suggested: Mapped[int] = mapped_column(default=0, info={"label": N_("Suggested quantity"), "kind": "quantity"})
    daily_use: Mapped[int] = mapped_column(default=0)
    days_of_supply: Mapped[int | None] = mapped_column(default=None)
    supplier_id: Mapped[Id | None] = mapped_column(
        ForeignKey("suppliers.id"), default=None, info={"label": N_("Supplier")}
    )
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notified_by: Mapped[Id | None] = mapped_column(default=None, info={"label": N_("Acknowledged by")})
    notified_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Acknowledged at")})
    request_id: Mapped[Id | None] = mapped_column(default=None, index=True)
    request_number: Mapped[str | None] = mapped_column(String(40), default=None, info={"label": N_("Purchase request")})
    reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)
    until: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Ignored until")})
    resolved_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Resolved at")})
