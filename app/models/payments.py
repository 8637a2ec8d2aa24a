"""Payments: money taken from or given back to a customer, in fen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, labelled


class Payment(Document):
    """One payment for one work order. `purpose`: DEPOSIT, BILL or REFUND (money that goes back); `amount` is above 0.

    `reference` is the slip of the terminal, or the transaction of the phone.
    """

    __tablename__ = "payments"

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), index=True, info={"label": N_("Work order")})
    customer_id: Mapped[Id] = mapped_column(ForeignKey("customers.id"), index=True, info={"label": N_("Customer")})
    purpose: Mapped[str] = labelled(N_("For what"), length=10, default="DEPOSIT")
    method: Mapped[str] = labelled(N_("How paid"), length=10, default="CASH")
    amount: Mapped[int] = mapped_column(info={"label": N_("Amount"), "kind": "money"})
    reference: Mapped[str | None] = labelled(N_("Slip or transaction"), length=60, default=None)
    taken_at: Mapped[datetime] = mapped_column(info={"label": N_("Taken at")})
    reversed_at: Mapped[datetime | None] = mapped_column(default=None)
