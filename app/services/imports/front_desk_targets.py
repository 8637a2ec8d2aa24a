"""What lists of the front desk can fill: customers, vehicles with their owners, visits of earlier years. Data only."""

from __future__ import annotations

from app.core.i18n import N_
from app.services.imports.targets import ListKind, Takes, Target, Values

KINDS = (
    ("person", ("个人", "私人", "private person", "private", "individual")),
    ("company", ("单位", "公司", "企业", "公户", "firm", "business")),
    ("insurer", ("保险", "保险公司", "insurance")), ("trade", ("同行", "经销商", "dealer")),
)  # fmt: skip
FUELS = (
    ("PETROL", ("汽油", "gasoline", "gas")), ("DIESEL", ("柴油",)), ("EV", ("纯电", "电动", "电", "electric", "bev")),
    ("PHEV", ("插混", "插电混动", "混动", "hybrid")), ("EREV", ("增程",)), ("GAS", ("天然气", "燃气", "cng", "lpg")),
)  # fmt: skip


def _phone(values: Values) -> None:
    """A list that has only one column of phones: eleven digits are a mobile phone."""
    if number := values.pop("phone", None):
        digits = "".join(c for c in number if c.isdigit())
        name = "mobile" if len(digits) == 11 and digits.startswith("1") else "landline"
        values[name] = values.get(name) or number


CUSTOMERS = ListKind(
    "customers",
    N_("Customers"),
    (
        Target("name", N_("Name"), Takes.NAME, required=True, words="customer_name"),
        Target("mobile", N_("Mobile phone"), Takes.TEXT, limit=30, one_of="phone"),
        Target("landline", N_("Landline"), Takes.TEXT, limit=30, one_of="phone"),
        Target("phone", N_("Phone"), Takes.TEXT, limit=30, one_of="phone"),
        Target("kind", N_("Kind of customer"), Takes.CHOICE, choices=KINDS, words="customer_kind"),
        Target("contact", N_("Contact"), Takes.TEXT),
        Target("address", N_("Address"), Takes.TEXT, limit=200),
        Target("email", N_("E-mail"), Takes.TEXT, limit=100),
        Target("uscc", N_("Company code"), Takes.TEXT, limit=20),
        Target("invoice_title", N_("Invoice title"), Takes.TEXT, limit=100),
        Target("remark", N_("Remark"), Takes.NOTE, limit=500),
    ),
    key=("name", "mobile", "landline"),
    settle=_phone,
)

VEHICLES = ListKind(
    "vehicles",
    N_("Vehicles and owners"),
    (
        Target("plate", N_("Plate"), Takes.TEXT, limit=20, one_of="car"),
        Target("vin", N_("VIN"), Takes.TEXT, limit=20, one_of="car"),
        Target("owner", N_("Owner"), Takes.NAME),
        Target("owner_phone", N_("Phone of the owner"), Takes.TEXT, limit=30),
        Target("brand", N_("Brand"), Takes.TEXT, limit=50, words="car_brand"),
        Target("series", N_("Series / model"), Takes.TEXT),
        Target("model_year", N_("Model year"), Takes.WHOLE, limit=2100),
        Target("fuel_kind", N_("Fuel"), Takes.CHOICE, choices=FUELS),
        Target("engine_no", N_("Engine number"), Takes.TEXT, limit=30),
        Target("colour", N_("Colour"), Takes.TEXT, limit=20),
        Target("first_registered", N_("First registration"), Takes.DATE),
        Target("odometer", N_("Odometer (km)"), Takes.WHOLE, limit=9_999_999),
        Target("sender_name", N_("Brought by"), Takes.TEXT),
        Target("sender_phone", N_("His phone"), Takes.TEXT, limit=30),
        Target("insurer", N_("Insurer"), Takes.TEXT),
        Target("insured_until", N_("Insured until"), Takes.DATE),
        Target("remark", N_("Remark"), Takes.NOTE, limit=500),
    ),
    key=("plate", "vin"),
)

VISITS = ListKind(
    "visits",
    N_("Visits of earlier years"),
    (
        Target("plate", N_("Plate"), Takes.TEXT, limit=20, one_of="car"),
        Target("vin", N_("VIN"), Takes.TEXT, limit=20, one_of="car"),
        Target("day", N_("Day"), Takes.DATE, required=True),
        Target("number", N_("Number"), Takes.TEXT, limit=40, words="visit_number"),
        Target("fault", N_("Fault description"), Takes.NOTE, limit=500),
        Target("work", N_("Work"), Takes.NOTE, limit=2000),
        Target("odometer", N_("Odometer (km)"), Takes.WHOLE, limit=9_999_999),
        Target("amount", N_("Amount"), Takes.MONEY),
    ),
    key=("plate", "vin", "day", "number"),
)
