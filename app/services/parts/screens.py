"""The part's card: list, form, workflow, verbs. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.i18n import N_, pick
from app.core.kind import Kind, Sheet
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, ListSpec, Section, View
from app.models.parts import Part, Unit
from app.services.parts import changes, labels, merging, queries
from app.services.parts.grades import GRADES
from app.services.parts.workflow import (
    ACTIVE,
    DRAFT,
    EDIT,
    EDIT_PRICES,
    SALE_STOP,
    VIEW,
    VIEW_COST,
    VIEW_PRICES,
    WORKFLOW,
)

GRADE_CHOICES = tuple(Choice(code, label) for code, label in GRADES.items())
CODE_KINDS = (
    Choice("BARCODE", N_("Barcode")), Choice("OEM", N_("OEM number")), Choice("ALIAS", N_("Alias")),
    Choice("SUPPLIER", N_("Supplier's number")),
)  # fmt: skip
_YES_NO = (Choice("yes", N_("Yes")), Choice("no", N_("No")))


def units(ctx: Any) -> Sequence[Choice]:
    """The shop's units."""
    rows = ctx.conn.execute(select(Unit.code, Unit.name_zh, Unit.name_en).order_by(Unit.decimals, Unit.code))
    return [Choice(code, pick(zh, en) or code) for code, zh, en in rows]


LIST = ListSpec(
    columns=(
        Column("number", N_("Part number"), "strong", 150),
        Column("name", N_("Name"), width=220, stretch=True),
        Column("grade", N_("Grade"), "choice", 90, choices=tuple(GRADES.items())),
        Column("bin", N_("Bin location"), "bin", 110, sort=False),
        Column("available", N_("Available"), "level", 110),
        Column("price", N_("Retail price"), "price", 100, allow=VIEW_PRICES),
        Column("abc", N_("ABC"), width=50),
        Column("state", N_("State"), "state", 100, hidden=True),
        Column("incomplete", N_("To complete"), "flag", 80, sort=False, hidden=True),
        # so that a list that was written to a file can be imported again
        Column("unit", N_("Unit"), width=60, sort=False, hidden=True),
        Column("category", N_("Category"), width=120, sort=False, hidden=True),
    ),
    find=queries.find,
    read=queries.read,
    reads=("parts", "part_codes", "part_bins", "stock_moves"),
    filters=(
        Filter("category", N_("Category"), query=queries.categories),
        Filter("bin", N_("Bin location"), query=queries.aisles),
        Filter("grade", N_("Grade"), GRADE_CHOICES),
        Filter(
            "level", N_("Stock level"), (Choice("low", N_("Below warning level")), Choice("out", N_("Out of stock")))
        ),
        Filter("incomplete", N_("To complete"), _YES_NO),
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
    ),
    views=(
        View("all", N_("All")),
        View("low", N_("Below warning level"), (("level", "low"),)),
        View("out", N_("Out of stock"), (("level", "out"),)),
        View("incomplete", N_("To complete"), (("incomplete", "yes"),)),
    ),
    sort="number",
    hint=N_("Part number, name, pinyin initials, fitment"),
    empty=N_("No parts yet. Import a list, or add the first one."),
    peek=queries.peek,
)


def _price(name: str) -> Field:
    return Field(name, allow=VIEW_PRICES, change=EDIT_PRICES)


FORM = FormSpec(
    sections=(
        Section("", (
            Field("number", N_("Part number"), "code", required=True, editable_in=(DRAFT,)), Field("name_zh"),
            Field("name_en"), Field("spec_model"), Field("quality_grade", choices=GRADE_CHOICES), Field("category_id"),
            Field("unit", options=units), Field("incomplete"),
        )),
        Section(N_("Origin and fitment"), (
            Field("brand"), Field("maker"), Field("origin"), Field("fitment", kind="long", span=2), Field("photo"),
        )),
        Section(N_("Prices"), (
            _price("price_retail"), _price("price_wholesale"), _price("price_insurance"), _price("price_floor"),
            _price("price_taxed"),
            Field("tax_rate", allow=VIEW_PRICES, change=EDIT_PRICES,
                  help=N_("Left empty: that of goods. When the law changes, papers take the new rate by themselves.")),
            Field("last_price", allow=VIEW_COST, fixed=True),
        )),
        Section(N_("Stock keeping"), (
            Field("warning_level"), Field("reorder_point"), Field("max_level"), Field("abc_class"),
            Field("abc_locked_until"), Field("criticality"), Field("generic"),
            Field("purchase_unit", options=units, kind="choice"), Field("factor_up"), Field("shelf_life_days"),
            Field("batch_tracked"), Field("serial_tracked"),
        )),
        Section(N_("Safety and warranty"), (
            Field("safety_critical"), Field("hazardous"), Field("core_return"), _price("core_deposit"),
            Field("consumable"), Field("warranty_months"), Field("warranty_km"), Field("weight_g"),
        )),
    ),
    lines=(
        Lines("codes", N_("Codes"), (
            Field("kind", choices=CODE_KINDS), Field("code", kind="code", required=True), Field("pack_qty"),
        )),
        Lines("bins", N_("Bins"), (Field("bin_id"), Field("is_primary"))),
    ),
    editable_in=(DRAFT, ACTIVE, SALE_STOP),
)  # fmt: skip

KIND = Kind(
    name="parts",
    label=N_("Part"),
    plural=N_("Parts"),
    icon="package-search",
    area="store",
    model=Part,
    view=VIEW,
    edit=EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    sheets=(Sheet("parts.label", N_("Labels"), labels.label),),
    usecases=(changes.supersede, changes.unsupersede, changes.keep_code, merging.merge),
    rules=("R9",),
    title="name_zh",
    before_save=changes.before_save,
    after_save=changes.after_save,
)
