"""Old parts that came off a car (旧件): one expected row for each part given out, its fate, and the waste ledger.

Quantities are 1/1000 of the stock unit, weights grams, money fen.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Log, labelled


class OldPart(Document):
    """What came off for one part that was given out; a row of its own for what was counted short of it.

    `part…` is the new part as it was called then. `owner` says who decides: CUSTOMER, SHOP (he waived it, or never paid
    for it), SUPPLIER (it must go back to him). `grams` is its weight if it is hazardous waste.
    """

    __tablename__ = "old_parts"
    __table_args__ = (Index("ix_old_parts_order_id_state", "order_id", "state"),)

    order_id: Mapped[Id] = mapped_column(ForeignKey("work_orders.id"), info={"label": N_("Work order")})
    order_number: Mapped[str] = mapped_column(String(40), default="")
    plate: Mapped[str] = labelled(N_("Plate"), length=40, default="", index=True)
    issue_line_id: Mapped[Id | None] = mapped_column(default=None, index=True)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), info={"label": N_("New part")})
    part: Mapped[str] = labelled(N_("Part number"), length=40, default="")
    name: Mapped[str] = labelled(N_("Name"), length=200, default="")
    unit: Mapped[str] = labelled(N_("Unit"), length=20, default="件")
    decimals: Mapped[int] = mapped_column(Integer, default=0)
    qty: Mapped[int] = mapped_column(default=1000, info={"label": N_("Quantity"), "kind": "quantity"})
    payer: Mapped[str] = labelled(N_("Paid by"), length=10, default="CUSTOMER")
    owner: Mapped[str] = labelled(N_("Whose it is"), length=10, default="CUSTOMER")
    hazardous: Mapped[str | None] = labelled(N_("Hazardous waste class"), length=20, default=None)
    safety: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Safety part")})
    serial_new: Mapped[str | None] = labelled(N_("New serial number"), length=60, default=None)
    serial_old: Mapped[str | None] = labelled(N_("Old serial number"), length=60, default=None)
    technician_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, index=True, info={"label": N_("Technician")}
    )
    handed_by: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Handed in by")}
    )
    handed_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Handed in at")})
    checker_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Registered by")}
    )
    registered_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Registered at")})
    completeness: Mapped[str | None] = labelled(N_("Completeness"), length=12, default=None)
    usability: Mapped[str | None] = labelled(N_("Usability"), length=12, default=None)
    grams: Mapped[int | None] = mapped_column(
        default=None, info={"label": N_("Weight"), "kind": "quantity", "decimals": 3, "unit": "kg"}
    )
    bin_id: Mapped[Id | None] = mapped_column(ForeignKey("bins.id"), default=None, info={"label": N_("Bin location")})
    value: Mapped[int] = mapped_column(default=0, info={"label": N_("Appraised value"), "kind": "money"})
    waived_by: Mapped[str | None] = labelled(N_("Waived by"), length=100, default=None)
    kept_until: Mapped[date | None] = mapped_column(default=None, index=True, info={"label": N_("Kept until")})
    kept_for: Mapped[str | None] = labelled(N_("Kept for"), length=100, default=None)  # who signed for the deadline
    taken_by: Mapped[str | None] = labelled(N_("Taken by"), length=100, default=None)
    stocked_id: Mapped[Id | None] = mapped_column(
        ForeignKey("parts.id"), default=None, info={"label": N_("In stock as")}
    )
    supplier_id: Mapped[Id | None] = mapped_column(
        ForeignKey("suppliers.id"), default=None, info={"label": N_("Supplier")}
    )
    slip: Mapped[str | None] = labelled(N_("Slip number"), length=60, default=None)
    batch_id: Mapped[Id | None] = mapped_column(
        ForeignKey("scrap_batches.id"), default=None, index=True, info={"label": N_("Scrap batch")}
    )
    responsible_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Responsible")}
    )
    reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)


class HazardousMove(Log):
    """One line of the hazardous waste ledger (S10): `grams` in (+) or out (−) of one HW class.

    `source` is the old part's number, or the scrap batch's for what never was a part (rags). Out: `handler` with
    licence and transfer slip, or who else has it now (`way`: HANDLER, CUSTOMER, SUPPLIER, MISSING).
    """

    __tablename__ = "hazardous_moves"

    document_id: Mapped[Id] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(200))
    hw_class: Mapped[str] = mapped_column(String(20))
    grams: Mapped[int]
    way: Mapped[str] = mapped_column(String(10))  # IN or as above
    handler: Mapped[str] = mapped_column(String(100), default="")
    licence: Mapped[str] = mapped_column(String(60), default="")
    transfer: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]
    user_id: Mapped[Id | None]
