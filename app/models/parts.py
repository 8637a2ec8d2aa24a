"""The part master: parts, their codes, bins, substitutes, categories and units (domain.md §3.1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Derived, Document, Record, Versioned, labelled


def goods_rate() -> int:
    """The VAT of goods as this is written, for a part made without its form; services/taxes.py knows the shop's."""
    return 1300


class Unit(Versioned):
    """A stock unit: 件, 套, L … with its decimals 0–3 (domain.md §5.13)."""

    __tablename__ = "units"

    code: Mapped[str] = labelled(N_("Unit"), length=20, unique=True)
    name_zh: Mapped[str] = labelled(N_("Chinese name"), length=20)
    name_en: Mapped[str] = labelled(N_("English name"), length=20)
    decimals: Mapped[int] = mapped_column(SmallInteger, default=0, info={"label": N_("Decimals")})


class Category(Versioned):
    """A category of parts, named in both languages."""

    __tablename__ = "categories"

    code: Mapped[str] = labelled(N_("Category"), length=20, unique=True)
    name_zh: Mapped[str | None] = labelled(N_("Chinese name"), length=100)
    name_en: Mapped[str | None] = labelled(N_("English name"), length=100)


class Part(Document):
    """A part. `number` is the part number (件号): ≤ 40 printable ASCII in upper case, compared exactly."""

    __tablename__ = "parts"
    shared = True

    name_zh: Mapped[str | None] = labelled(N_("Chinese name"), length=100, default=None)
    name_en: Mapped[str | None] = labelled(N_("English name"), length=100, default=None)
    spec_model: Mapped[str] = labelled(N_("Spec / model"), length=200, default="")
    quality_grade: Mapped[str] = labelled(N_("Quality grade"), length=20, default="OEM")
    category_id: Mapped[Id | None] = mapped_column(
        ForeignKey("categories.id"), default=None, info={"label": N_("Category")}
    )
    unit: Mapped[str] = labelled(N_("Unit"), length=20, default="件")
    qty_decimals: Mapped[int] = mapped_column(SmallInteger, default=0, info={"label": N_("Decimals")})
    purchase_unit: Mapped[str | None] = labelled(N_("Purchase unit"), length=20, default=None)
    factor_up: Mapped[int] = mapped_column(Integer, default=1, info={"label": N_("Stock units per purchase unit")})
    factor_down: Mapped[int] = mapped_column(Integer, default=1)  # exact rational: factor_up / factor_down
    brand: Mapped[str | None] = labelled(N_("Brand"), length=100, default=None)
    maker: Mapped[str | None] = labelled(N_("Maker"), length=100, default=None)
    origin: Mapped[str | None] = labelled(N_("Origin"), length=100, default=None)
    fitment: Mapped[str | None] = labelled(N_("Fitment"), length=500, default=None)
    price_retail: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Retail price"), "kind": "price"})
    price_wholesale: Mapped[int | None] = mapped_column(
        default=None, info={"label": N_("Wholesale price"), "kind": "price"}
    )
    price_insurance: Mapped[int | None] = mapped_column(
        default=None, info={"label": N_("Insurance price"), "kind": "price"}
    )
    price_floor: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Floor price"), "kind": "price"})
    price_taxed: Mapped[bool] = mapped_column(Boolean, default=True, info={"label": N_("Prices include tax")})
    tax_rate: Mapped[int] = mapped_column(
        Integer, default=goods_rate, info={"label": N_("Tax rate"), "kind": "percent"}
    )
    last_price: Mapped[int | None] = mapped_column(
        default=None, info={"exchange": False, "label": N_("Last purchase price"), "kind": "price"}
    )
    abc_class: Mapped[str | None] = labelled(N_("ABC class"), length=4, default=None, info={"exchange": False})
    abc_locked_until: Mapped[date | None] = mapped_column(
        default=None, info={"label": N_("Class locked until"), "exchange": False}
    )
    criticality: Mapped[int] = mapped_column(SmallInteger, default=2, info={"label": N_("Criticality")})
    generic: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Fits many series")})
    warning_level: Mapped[int | None] = mapped_column(
        default=None, info={"label": N_("Warning level"), "kind": "quantity"}
    )
    reorder_point: Mapped[int | None] = mapped_column(
        default=None, info={"exchange": False, "label": N_("Reorder point"), "kind": "quantity"}
    )
    max_level: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Maximum stock"), "kind": "quantity"})
    batch_tracked: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Batch tracked")})
    serial_tracked: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Serial tracked")})
    shelf_life_days: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Shelf life (days)")})
    hazardous: Mapped[str | None] = labelled(N_("Hazardous waste class"), length=20, default=None)
    safety_critical: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Safety part")})
    core_return: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Core return required")})
    core_deposit: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Core deposit"), "kind": "money"})
    consumable: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Consumable, no old part")})
    warranty_months: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Warranty months")})
    warranty_km: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Warranty km")})
    weight_g: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Weight (g)")})
    photo: Mapped[str | None] = mapped_column(String(64), default=None, info={"label": N_("Photo"), "kind": "file"})
    incomplete: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("To complete")})
    merged_into: Mapped[Id | None] = mapped_column(ForeignKey("parts.id"), default=None)
    merges: Mapped[int] = mapped_column(SmallInteger, default=0)  # see app/sync/tables.py: end_of

    codes: Mapped[list[PartCode]] = relationship(cascade="all, delete-orphan", order_by="PartCode.id")
    bins: Mapped[list[PartBin]] = relationship(cascade="all, delete-orphan", order_by="PartBin.id")


class PartCode(Record):
    """Another code of a part: BARCODE (with its pack quantity), OEM number, ALIAS after a merge, SUPPLIER's number.

    `key` is the compare key: upper case without space - / . (GTINs: 14 digits).
    """

    __tablename__ = "part_codes"

    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True)
    code: Mapped[str] = labelled(N_("Code"), length=80)
    key: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = labelled(N_("Kind of code"), length=12, default="BARCODE")
    symbology: Mapped[str | None] = mapped_column(String(20), default=None)
    pack_qty: Mapped[int] = mapped_column(default=1000, info={"label": N_("Pack quantity"), "kind": "quantity"})


class PartBin(Record):
    """A bin where a part lives; one of them is the primary."""

    __tablename__ = "part_bins"
    __table_args__ = (UniqueConstraint("part_id", "bin_id", name="uq_part_bins_part_bin"),)

    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True)
    bin_id: Mapped[Id] = mapped_column(ForeignKey("bins.id"), index=True, info={"label": N_("Bin location")})
    is_primary: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Primary bin")})


class Supersession(Record):
    """`old` is replaced by `new`: directed, without circles; the old one may be used up first."""

    __tablename__ = "supersessions"
    __table_args__ = (UniqueConstraint("old_id", name="uq_supersessions_old"),)

    old_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"))
    new_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True)
    use_up_old: Mapped[bool] = mapped_column(Boolean, default=True)


class PartIndex(Derived):
    """What searching reads: number with and without punctuation, names, OEM numbers, barcodes, pinyin initials."""

    __tablename__ = "part_index"
    __table_args__ = (Index("ix_part_index_key", "number_key"),)

    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[str] = mapped_column(String(40), index=True)
    number_key: Mapped[str] = mapped_column(String(40))
    sort_name: Mapped[str] = mapped_column(String(200), index=True)
    search_text: Mapped[str] = mapped_column(Text)
