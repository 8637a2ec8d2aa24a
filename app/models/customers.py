"""Customers: who owns cars, brings them and pays (domain.md §3.5)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, ForeignKey, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Derived, Document, labelled


class Customer(Document):
    """A person, a company, an insurer or the trade. Phones are kept as digits, an extension behind a hyphen."""

    __tablename__ = "customers"
    __table_args__ = ({"info": {"last": "masked"}},)  # no change of the same time elsewhere undoes this
    shared = True

    kind: Mapped[str] = labelled(N_("Kind of customer"), length=10, default="person")
    name: Mapped[str] = labelled(N_("Name"), length=100)
    salutation: Mapped[str | None] = labelled(N_("Salutation"), length=20, default=None)
    mobile: Mapped[str | None] = labelled(N_("Mobile phone"), length=30, default=None)
    landline: Mapped[str | None] = labelled(N_("Landline"), length=30, default=None)
    contact: Mapped[str | None] = labelled(N_("Contact"), length=100, default=None)
    address: Mapped[str | None] = labelled(N_("Address"), length=200, default=None)
    email: Mapped[str | None] = labelled(N_("E-mail"), length=100, default=None)
    uscc: Mapped[str | None] = labelled(N_("Company code"), length=20, default=None)
    invoice_title: Mapped[str | None] = labelled(N_("Invoice title"), length=100, default=None)
    tax_no: Mapped[str | None] = labelled(N_("Tax number"), length=20, default=None)
    bank: Mapped[str | None] = labelled(N_("Bank and account"), length=100, default=None)
    price_level: Mapped[str] = labelled(N_("Price level"), length=10, default="retail")
    on_account: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("May pay on account")})
    credit_limit: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Credit limit"), "kind": "money"})
    source: Mapped[str | None] = labelled(N_("How he found us"), length=100, default=None)
    consent: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Agrees to use of data")})
    consent_on: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Agreed on")})
    erase_asked_on: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Erasure asked on")})
    merged_into: Mapped[Id | None] = mapped_column(
        ForeignKey("customers.id"), default=None, index=True, info={"label": N_("Merged into")}
    )
    merges: Mapped[int] = mapped_column(SmallInteger, default=0)  # see app/sync/tables.py: end_of


class CustomerIndex(Derived):
    """What searching reads: number, name, pinyin, phones, company code."""

    __tablename__ = "customer_index"

    customer_id: Mapped[Id] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True)
    sort_name: Mapped[str] = mapped_column(String(200), index=True)
    search_text: Mapped[str] = mapped_column(Text)
