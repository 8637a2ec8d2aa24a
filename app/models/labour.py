"""The labour catalogue: what the workshop does, how long it takes and what an hour of it costs."""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.i18n import N_
from app.models.base import Document, labelled


class LabourItem(Document):
    """One repair item; `number` is its code in this shop. Hours are 1/1000 h, the rate 1e-6 yuan per hour with tax.

    `important` items get the full inspection (R58); `certificate` names what who does it must hold ("HV"). After an
    item with an interval the next service is proposed so many km and months later, whichever comes first.
    """

    __tablename__ = "labour_items"
    shared = True

    name_zh: Mapped[str | None] = labelled(N_("Chinese name"), length=100, default=None)
    name_en: Mapped[str | None] = labelled(N_("English name"), length=100, default=None)
    category: Mapped[str] = labelled(N_("Kind of work"), length=20, default="MECHANICAL")
    hours: Mapped[int] = mapped_column(
        default=0, info={"label": N_("Standard hours"), "kind": "quantity", "decimals": 2, "unit": "h"}
    )
    rate: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Price per hour"), "kind": "price"})
    important: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Important item")})
    certificate: Mapped[str | None] = labelled(N_("Certificate required"), length=20, default=None)
    interval_km: Mapped[int | None] = mapped_column(
        Integer, default=None, info={"label": N_("Again after km"), "unit": "km"}
    )
    interval_months: Mapped[int | None] = mapped_column(
        SmallInteger, default=None, info={"label": N_("Again after months")}
    )
    # pinyin of the name: typing initials finds it
    search_text: Mapped[str] = mapped_column(String(300), default="")
