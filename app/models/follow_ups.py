"""Follow-up calls (回访): what customers say some days after a delivery or a closed complaint, in scores 1 to 5."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, labelled


class FollowUp(Document):
    """One call about one document (`source_kind`, `source_id`), in which the customer was served by `advisor_id`.

    `customer_id` is None where somebody complained who is no customer; the complaint says how he is called.
    Scores are 1 (bad) to 5 (very good), None = not asked or not answered; `tries` counts calls that reached nobody.
    """

    __tablename__ = "follow_ups"

    source_kind: Mapped[str] = mapped_column(String(40), default="work_orders")
    source_id: Mapped[Id] = mapped_column(index=True)
    source_number: Mapped[str] = labelled(N_("It is about"), length=40, default="")
    customer_id: Mapped[Id | None] = mapped_column(
        ForeignKey("customers.id"), default=None, index=True, info={"label": N_("Customer")}
    )
    plate: Mapped[str] = labelled(N_("Plate"), length=40, default="", index=True)
    vehicle_name: Mapped[str] = labelled(N_("Car"), length=160, default="")
    advisor_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, index=True, info={"label": N_("Served by")}
    )
    delivered_at: Mapped[datetime] = mapped_column(info={"label": N_("Delivered or closed at")})
    due: Mapped[date] = mapped_column(info={"label": N_("To be called on")})
    channel: Mapped[str] = labelled(N_("How"), length=12, default="PHONE")
    overall: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("Overall")})
    quality: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("Quality of the work")})
    attitude: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("Attitude")})
    timeliness: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("On time")})
    price: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("Price")})
    words: Mapped[str | None] = labelled(N_("Customer's words"), length=1000, default=None)
    problem: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("There is a problem")})
    tries: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Calls in vain")})
    called_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), default=None, info={"label": N_("Called by")})
    called_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Called at")})
