"""The vehicle's card: list, form, workflow, verbs. Knows no widget."""

from __future__ import annotations

from app.core.i18n import N_, Text
from app.core.kind import Kind
from app.core.screen import Choice, Column, Field, Filter, FormSpec, ListSpec, Section, View
from app.models.vehicles import Vehicle
from app.services.customers import CONTACT, EDIT, VIEW
from app.services.vehicles import changes, odometer, plates, queries, visits
from app.services.vehicles.plates import read_plate
from app.services.vehicles.vins import read_vin
from app.services.vehicles.workflow import (
    ACTIVE,
    FUEL_CHOICES,
    PLATE_COLOURS,
    PLATE_KINDS,
    SCALE_CHOICES,
    TRANSFERRED,
    WORKFLOW,
)

LIST = ListSpec(
    columns=(
        Column("called", N_("Plate"), "plate", 120), Column("car", N_("Vehicle"), width=180, stretch=True),
        Column("vin", N_("VIN"), "code", 170), Column("owner", N_("Owner"), width=110),
        Column("phone", N_("Phone"), "code", 120, sort=False, allow=CONTACT),
        Column("sender", N_("Brought by"), width=110, sort=False, hidden=True),
        Column("next_service_on", N_("Next service on"), "date", 110), Column("state", N_("State"), "state", 90),
    ),
    find=queries.find,
    read=queries.read,
    reads=("vehicles", "customers", "plate_spells"),
    filters=(
        Filter("fuel_kind", N_("Fuel"), FUEL_CHOICES),
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
    ),
    views=(View("active", N_("In use"), (("state", ACTIVE),)), View("all", N_("All"))),
    sort="called",
    hint=N_("Part of plate, VIN, phone, name or pinyin"),
    empty=N_("No vehicles yet. Import a list, or add the first one."),
    peek=queries.peek,
)  # fmt: skip


def _odd_plate(typed: str) -> Text | None:
    return read_plate(typed).warning


def _odd_vin(typed: str) -> Text | None:
    return read_vin(typed).warning


FORM = FormSpec(
    sections=(
        Section("", (
            Field("plate", warn=_odd_plate), Field("vin", kind="code", warn=_odd_vin), Field("brand"),
            Field("series", required=True), Field("fuel_kind", choices=FUEL_CHOICES),
            Field("fuel_scale", choices=SCALE_CHOICES), Field("model_year"), Field("colour"),
        )),
        Section(N_("Owner and who brings it"), (
            Field("owner_id", required=True), Field("sender_name"), Field("sender_phone", allow=CONTACT),
        )),
        Section(N_("Plate and VIN"), (
            Field("plate_kind", choices=PLATE_KINDS, fixed=True), Field("plate_colour", choices=PLATE_COLOURS),
            Field("plate_reason"), Field("vin_reason"),
        )),
        Section(N_("Further data"), (
            Field("engine_no", kind="code"), Field("displacement"), Field("gearbox"), Field("first_registered"),
            Field("insurer"), Field("insured_until"), Field("next_service_km"), Field("next_service_on"),
            Field("remark", kind="long", span=2),
        )),
    ),
    editable_in=(ACTIVE, TRANSFERRED),
)  # fmt: skip

KIND = Kind(
    name="vehicles",
    label=N_("Vehicle"),
    plural=N_("Vehicles"),
    icon="car-front",
    area="desk",
    model=Vehicle,
    view=VIEW,
    edit=EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=changes.PREFIX,
    usecases=(
        changes.open_vehicle, odometer.read_odometer, odometer.strike_reading, visits.add_past_visits,
    ),
    rules=("R48",),
    key="called",
    spelt=plates.normal,
    title="series",
    before_save=changes.before_save,
    after_save=changes.after_save,
)  # fmt: skip
