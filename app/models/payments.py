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

    `reference` is the slip of the terminal, or the transaction of the phone. `given` is the cash that was laid down and
    `change` what went back of it; `rounded` is by how much the change was rounded in the customer's favour, or below
    zero in the shop's.
    """

    __tablename__ = "payments"

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), index=True, info={"label": N_("Work order")})
    customer_id: Mapped[Id] = mapped_column(ForeignKey("customers.id"), index=True, info={"label": N_("Customer")})
    purpose: Mapped[str] = labelled(N_("For what"), length=10, default="DEPOSIT")
    method: Mapped[str] = labelled(N_("How paid"), length=10, default="CASH")
    amount: Mapped[int] = mapped_column(info={"label": N_("Amount"), "kind": "money"})
    reference: Mapped[str | None] = labelled(N_("Slip or transaction"), length=60, default=None)
    given: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Given"), "kind": "money"})
    change: Mapped[int] = mapped_column(default=0, info={"label": N_("Change"), "kind": "money"})
    rounded: Mapped[int] = mapped_column(default=0, info={"label": N_("Change rounded by"), "kind": "money"})
    reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)
    taken_at: Mapped[datetime] = mapped_column(info={"label": N_("Taken at")})
    reversed_at: Mapped[datetime | None] = mapped_column(default=None)
