"""What may be changed of a customer, and how: the checks of the form, opening, merging, giving out his data."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import inspect

from app.core import clock, workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.settings import Setting
from app.models.customers import Customer
from app.services.customers.indexing import reindex
from app.services.customers.phones import read_phone
from app.services.customers.ties import TIES, hand_over, tell_changed
from app.services.customers.workflow import EDIT, MERGE, PRIVACY, WORKFLOW

PREFIX = "KH"
AREA_CODE = Setting(
    "customers.area_code", "text", "", N_("Area code of the town"), group="shop",
    help=N_("Put before local numbers of seven or eight digits, as 021."),
)  # fmt: skip
SETTINGS = (AREA_CODE,)
PHONES = ("mobile", "landline")


def before_save(ctx: Context, customer: Customer, values: dict[str, Any]) -> None:
    """Puts the values in order; Refused without a phone, for nobody could be told that his car is ready."""
    problems: list[Problem] = []
    for name in PHONES:
        if values.get(name):
            phone = read_phone(values[name], ctx.setting(AREA_CODE))
            values[name] = phone.number
            if phone.wrong and phone.warning:
                problems.append(Problem(name, phone.warning))
    if not any(values.get(name, getattr(customer, name)) for name in PHONES):
        problems.append(Problem("mobile", Text(N_("A customer needs a phone number: mobile or landline."))))
    if values.get("uscc"):
        values["uscc"] = values["uscc"].upper()
    if values.get("consent") and not (values.get("consent_on") or customer.consent_on):
        values["consent_on"] = clock.local(ctx.now).date()
    if problems:
        raise Refused.all(tuple(problems))


def after_save(ctx: Context, customer: Customer) -> None:
    """Keeps the search indexes true, his own and those of what names him."""
    reindex(ctx, [customer.id])
    tell_changed(ctx, customer.id)


@usecase("customers.open", allow=EDIT, rules=("R48",))
def open_customer(
    ctx: Context, name: str, *, mobile: str = "", landline: str = "", more: dict[str, Any] | None = None
) -> Id:
    """A new customer with name and at least one phone; `more` are further columns. Returns his id."""
    values = {"name": name.strip(), "mobile": mobile, "landline": landline} | (more or {})
    if not values["name"]:
        raise Refused("{field} is missing.", where="name", field=Text(N_("Name")))
    customer = Customer(number=ctx.number(PREFIX), **ctx.stamp())
    workflow.begin(WORKFLOW, customer)
    before_save(ctx, customer, values)
    for key, value in values.items():
        if value not in (None, ""):
            setattr(customer, key, value)
    ctx.session.add(customer)
    ctx.flush()
    after_save(ctx, customer)
    return customer.id


@usecase("customers.merge", allow=MERGE)
def merge(ctx: Context, keep: Id, drop: Id) -> None:
    """Merges a duplicate into the customer that stays: cars and documents follow, empty fields are filled from it."""
    stays, goes = ctx.session.get(Customer, keep), ctx.session.get(Customer, drop)
    usable = WORKFLOW.step("merge").source
    if stays is None or goes is None or keep == drop or stays.state not in usable or goes.state not in usable:
        raise Refused("These two can't be merged. Choose two customers in use.")
    fill(stays, goes)
    ctx.flush()
    hand_over(ctx, keep, drop)
    workflow.follow(ctx, WORKFLOW, goes, "merge")
    goes.merged_into, goes.merges = keep, goes.merges + 1
    ctx.flush()
    reindex(ctx, [keep, drop])
    tell_changed(ctx, keep)


def fill(stays: Customer, goes: Customer) -> None:
    """What is empty at the one that stays is taken from the other."""
    for column in inspect(Customer).columns:
        if column.nullable and column.name not in ("merged_into", "changed_at", "created_by", "erase_asked_on"):
            if getattr(stays, column.name) is None:
                setattr(stays, column.name, getattr(goes, column.name))


@query("customers.give_out", allow=PRIVACY)
def give_out(ctx: Reader, id: Id) -> str:
    """Everything kept about one person, as JSON: what he may ask for (personal information law)."""
    customer = ctx.session.get(Customer, id)
    if customer is None:
        raise Refused("This customer does not exist any more.")
    own = {c.name: getattr(customer, c.name) for c in inspect(Customer).columns if c.name not in ("id", "created_by")}
    kept = {"customer": own} | {name: list(tie.export(ctx, id)) for name, tie in TIES.items()}
    return json.dumps(kept, ensure_ascii=False, indent=1, default=str)
