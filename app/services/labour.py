"""The labour catalogue: items with hours and price, found by code, name or pinyin. Knows no work order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select

from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context, Reader
from app.core.errors import Refused
from app.core.i18n import N_, pick, quantity
from app.core.kind import Kind, Picker
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Section, View
from app.core.settings import Setting
from app.core.workflow import State, Step, Workflow
from app.models.labour import LabourItem
from app.services.masters import plain_list
from app.services.parts import EDIT_PRICES, VIEW_PRICES, pinyin

VIEW = Permission("labour.view", N_("See the labour catalogue"))
EDIT = Permission("labour.edit", N_("Edit the labour catalogue"))
RATE = Setting(
    "labour.rate", "money", 12_000, N_("Price per labour hour"), group="workshop", most=10_000_000,
    help=N_("With tax; for items that name no price of their own."),
)  # fmt: skip
SETTINGS = (RATE,)

ACTIVE, CLOSED = "active", "closed"
CATEGORIES = {
    "MAINTENANCE": N_("Maintenance"), "MECHANICAL": N_("Mechanics"), "ELECTRICAL": N_("Electrics"),
    "DIAGNOSIS": N_("Diagnosis"), "BODY": N_("Body work"), "PAINT": N_("Paint"), "TYRES": N_("Tyres"),
    "OTHER": N_("Other work"),
}  # fmt: skip
CERTIFICATES = {"HV": N_("High voltage")}

WORKFLOW = Workflow(
    states=(State(ACTIVE, N_("Active"), "ok"), State(CLOSED, N_("Closed"), "idle")),
    start=ACTIVE,
    steps=(
        Step("close", N_("Close"), (ACTIVE,), CLOSED, EDIT, ("R50",), side=True),
        Step("reopen", N_("Reopen"), (CLOSED,), ACTIVE, EDIT, ("R50",)),
    ),
)


def search_text(name_zh: str | None, name_en: str | None) -> str:
    """What typing looks at besides code and names: pinyin initials and whole pinyin of the Chinese name."""
    first, whole = pinyin(name_zh or "")
    return f"{first} {whole} {(name_en or '').lower()}".strip()[:300]


def before_save(_ctx: Context, item: LabourItem, values: dict[str, Any]) -> None:
    """One name is enough, and the pinyin follows it; an item takes some time."""
    zh, en = (values.get(name, getattr(item, name)) for name in ("name_zh", "name_en"))
    if not zh and not en:
        raise Refused("A labour item needs a Chinese or an English name.", where="name_zh")
    if not 0 <= (values.get("hours") or item.hours or 0) <= 999_000:
        raise Refused("Standard hours are at most 999.", where="hours")
    item.search_text = search_text(zh, en)


def rate_of(ctx: Reader, item: LabourItem) -> int:
    """What an hour of it costs with tax, in 1e-6 yuan."""
    return _usual(ctx) if item.rate is None else item.rate


def _usual(ctx: Reader, _items: Sequence[LabourItem] = ()) -> int:
    return ctx.setting(RATE) * 10_000


def find(ctx: Reader, text: str, limit: int = 8) -> Sequence[Id]:
    """Items in use by code, name or pinyin; a code that begins with what was typed comes first."""
    words = select(LabourItem.id).where(LabourItem.state == ACTIVE)
    for word in text.lower().split():
        names = (LabourItem.name_zh, LabourItem.search_text)
        words = words.where(
            or_(
                LabourItem.number.startswith(word.upper(), autoescape=True),
                *(name.contains(word, autoescape=True) for name in names),
            )
        )
    begins = LabourItem.number.startswith(text.strip().upper(), autoescape=True)
    return ctx.conn.execute(words.order_by(begins.desc(), LabourItem.number).limit(limit)).scalars().all()


def fact(_ctx: Reader, item: LabourItem) -> str:
    """What tells two items apart: how long they take."""
    return f"{quantity(item.hours, 1)} h"


def _row(ctx: Any, item: LabourItem, usual: int) -> tuple[Any, ...]:
    own = usual if item.rate is None else item.rate
    rate = own if ctx.actor.may(VIEW_PRICES) else None
    return (
        item.number, pick(item.name_zh, item.name_en), item.category, (item.hours, 1, "h"), rate, item.important,
        item.state,
    )  # fmt: skip


_KINDS = tuple(Choice(code, label) for code, label in CATEGORIES.items())
_LIST = plain_list(
    LabourItem,
    (
        Column("number", N_("Code"), "strong", 120), Column("name", N_("Name"), width=260, stretch=True, sort=False),
        Column("category", N_("Kind of work"), "choice", 110, choices=tuple(CATEGORIES.items())),
        Column("hours", N_("Standard hours"), "quantity", 90),
        Column("rate", N_("Price per hour"), "price", 120, sort=False, allow=VIEW_PRICES),
        Column("important", N_("Important item"), "flag", 90), Column("state", N_("State"), "state", 100),
    ),
    ("number", "name_zh", "name_en", "search_text"),
    row=_row,
    gather=_usual,
    sort="number",
    filters=(
        Filter("category", N_("Kind of work"), _KINDS),
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
    ),
    views=(View("active", N_("Active"), (("state", ACTIVE),)), View("all", N_("All"))),
    hint=N_("Code, name or pinyin"),
    empty=N_("No labour items yet. Add the first one, or import a list."),
)  # fmt: skip

KIND = Kind(
    name="labour",
    label=N_("Labour item"),
    plural=N_("Labour catalogue"),
    icon="wrench",
    area="desk",
    model=LabourItem,
    view=VIEW,
    edit=EDIT,
    list=replace(_LIST, reads=("labour_items", "shop_settings")),
    form=FormSpec(
        sections=(
            Section("", (
                Field("number", N_("Code"), "code", required=True), Field("name_zh"), Field("name_en"),
                Field("category", choices=_KINDS), Field("hours"),
                Field("rate", allow=VIEW_PRICES, change=EDIT_PRICES), Field("important"),
                Field("interval_km"), Field("interval_months"),
                Field(
                    "certificate", kind="choice",
                    choices=tuple(Choice(code, label) for code, label in CERTIFICATES.items()),
                ),
                Field("remark", kind="long", span=2),
            )),
        ),
        editable_in=(ACTIVE,),
    ),
    workflow=WORKFLOW,
    title="name_zh",
    rules=("R50",),
    before_save=before_save,
    picker=Picker(VIEW, find, fact),
)  # fmt: skip
