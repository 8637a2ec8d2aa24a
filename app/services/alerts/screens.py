"""The alert's card: list by severity with what is there now, the figures in the peek, the form that is only read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, case, select

from app.core import i18n
from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, Text, pick
from app.core.kind import Kind, Link, Waits
from app.core.screen import Choice, Column, Fact, Field, Filter, FormSpec, ListQuery, ListSpec, Peek, Section, View
from app.models.alerts import StockAlert
from app.models.parts import Category, Part, PartIndex
from app.models.stations import Warehouse
from app.models.suppliers import Supplier
from app.services import reorder, stock
from app.services.alerts import daily, requesting, rules
from app.services.alerts.watching import on_order
from app.services.alerts.workflow import WORKFLOW
from app.services.parts.queries import categories, level, words_match
from app.services.stock.balances import available_at

_ORDER = case(rules.WORST_FIRST, value=StockAlert.severity, else_=9)
_SORTS: dict[str, Any] = {
    "number": StockAlert.number, "part": Part.number, "severity": _ORDER, "level": StockAlert.level,
    "suggested": StockAlert.suggested, "supplier": Supplier.name, "created_at": StockAlert.created_at,
    "state": StockAlert.state, "days": StockAlert.days_of_supply,
}  # fmt: skip


def find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    """Alerts by number or by their part, the worst first; none of a part that the asking person is counting now."""
    found = (
        select(StockAlert.id).join(Part, Part.id == StockAlert.part_id)
        .outerjoin(Supplier, Supplier.id == StockAlert.supplier_id)
    )  # fmt: skip
    if blind := stock.blind_parts(ctx):
        found = found.where(StockAlert.part_id.not_in(blind))
    if text := wanted.text.strip():
        parts = select(PartIndex.part_id).where(words_match(text))
        named = StockAlert.number.contains(text.upper(), autoescape=True)
        found = found.where(named | StockAlert.part_id.in_(parts))
    for name, value in wanted.where:
        found = found.where(_condition(name, value))
    key = wanted.sort.lstrip("-")
    column = _SORTS.get(key, _ORDER)
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    ordered = found.order_by(order, Part.number, StockAlert.number)
    return ctx.conn.execute(ordered.limit(wanted.limit)).scalars().all()


def _condition(name: str, value: str) -> Any:
    if name == "category":
        return Part.category_id.in_(select(Category.id).where(Category.code == value))
    if name == "warehouse":
        return StockAlert.warehouse_id.in_(select(Warehouse.id).where(Warehouse.code == value))
    if name == "supplier":
        return Supplier.number == value
    return getattr(StockAlert, name).in_(value.split())


_page = (
    select(
        StockAlert.id, StockAlert.number, StockAlert.severity, StockAlert.part_id, StockAlert.warehouse_id,
        StockAlert.level, StockAlert.suggested, StockAlert.daily_use, StockAlert.created_at, StockAlert.state,
        Part.number.label("part"), Part.name_zh, Part.name_en, Part.spec_model, Part.unit, Part.qty_decimals,
        Part.last_price, Supplier.name.label("supplier"), Warehouse.name.label("warehouse"),
    )
    .join(Part, Part.id == StockAlert.part_id).join(Warehouse, Warehouse.id == StockAlert.warehouse_id)
    .outerjoin(Supplier, Supplier.id == StockAlert.supplier_id)
    .where(StockAlert.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`; what is available and on order is read anew."""
    rows = {row.id: row for row in ctx.conn.execute(_page, {"ids": list(ids)})} if ids else {}
    there = available_at(ctx, [row.part_id for row in rows.values()])
    coming = on_order(ctx, [(row.part_id, row.warehouse_id) for row in rows.values()])
    found = []
    for row in (rows[i] for i in ids if i in rows):
        place, unit = (row.part_id, row.warehouse_id), (row.qty_decimals, row.unit)
        qty = there.get(place, 0)
        found.append(
            (
                row.severity, row.part, pick(row.name_zh, row.name_en), level(qty, *unit, row.level),
                (row.level, *unit), (coming.get(place, 0), *unit), days(qty, row.daily_use), (row.suggested, *unit),
                row.supplier, row.warehouse, row.number, row.spec_model, row.created_at, row.state,
            )
        )  # fmt: skip
    return found


def days(available: int, daily_use: int) -> str:
    """How long it lasts, in days: "3.5", "∞" when nothing is used."""
    if daily_use <= 0:
        return "∞"
    return i18n.quantity(stock.half_up(max(available, 0) * 10_000, daily_use) * 100, 0)


def peek(ctx: Reader, id: Id) -> Peek:
    """Why there is an alert: what is there, what was used, and how level and suggestion came about."""
    alert = ctx.session.get_one(StockAlert, id)
    part = ctx.session.get_one(Part, alert.part_id)
    if part.id in stock.blind_parts(ctx):
        hidden = Fact(N_("Available"), stock.HIDDEN, tone="warn")
        return Peek(part.number, pick(part.name_zh, part.name_en), facts=(hidden,))
    unit = (part.qty_decimals, part.unit)
    place = (alert.part_id, alert.warehouse_id)
    qty = available_at(ctx, [alert.part_id]).get(place, 0)
    coming = on_order(ctx, [place]).get(place, 0)
    state, worst = WORKFLOW.state(alert.state), alert.severity == rules.OUT
    label = next(c.label for c in rules.SEVERITIES if c.code == alert.severity)
    by_hand = part.warning_level is not None
    figures = (
        Fact(N_("Available"), (qty, *unit), "quantity", "bad" if qty <= 0 else "warn"),
        Fact(N_("Suggested quantity"), (alert.suggested, *unit), "quantity"),
    )
    facts = (
        Fact(N_("Warning level"), (alert.level, *unit), "quantity"),
        Fact(N_("Level comes from"), Text(N_("set by hand") if by_hand else N_("the reorder point"))),
        Fact(N_("On order"), (coming, *unit), "quantity"), Fact(N_("Lasts for days"), days(qty, alert.daily_use)),
        *reorder.facts(alert.figures, part.unit, part.qty_decimals),
    )  # fmt: skip
    return Peek(
        part.number, pick(part.name_zh, part.name_en),
        ((state.label, state.family), (label, "bad" if worst else "warn")), figures, facts,
    )  # fmt: skip


def links(ctx: Reader, alert: StockAlert) -> Sequence[Link]:
    """The part, and the request by which it is bought."""
    part = ctx.session.get_one(Part, alert.part_id)
    found = [Link("parts", part.id, part.number, N_("Part"))]
    if alert.request_id and alert.request_number:
        found.append(Link("purchase_requests", alert.request_id, alert.request_number, N_("Purchase request")))
    return found


def warehouses(ctx: Reader) -> Sequence[Choice]:
    """The shop's warehouses, for the filter."""
    return [Choice(*row) for row in ctx.conn.execute(select(Warehouse.code, Warehouse.name).order_by(Warehouse.code))]


def suppliers(ctx: Reader) -> Sequence[Choice]:
    """The suppliers that are proposed, for the filter."""
    wanted = select(Supplier.number, Supplier.name).join(StockAlert, StockAlert.supplier_id == Supplier.id).distinct()
    return [Choice(*row) for row in ctx.conn.execute(wanted.order_by(Supplier.number))]


LIST = ListSpec(
    columns=(
        Column("severity", N_("Severity"), "choice", 84, choices=tuple((c.code, c.label) for c in rules.SEVERITIES)),
        Column("part", N_("Part number"), "strong", 130),
        Column("name", N_("Name"), width=140, stretch=True, sort=False),
        Column("available", N_("Available"), "level", 100, sort=False),
        Column("level", N_("Warning level"), "quantity", 90, hidden=True),
        Column("on_order", N_("On order"), "quantity", 80, sort=False, hidden=True),
        Column("days", N_("Lasts for days"), width=76),
        Column("suggested", N_("To buy"), "quantity", 80),
        Column("supplier", N_("Supplier"), width=120, hidden=True),
        Column("warehouse", N_("Warehouse"), width=90, sort=False, hidden=True),
        Column("number", N_("Number"), "code", 180, hidden=True),
        Column("spec", N_("Spec / model"), width=140, sort=False, hidden=True),
        Column("created_at", N_("Since"), "moment", 120, hidden=True),
        Column("state", N_("State"), "state", 120),
    ),
    find=find,
    read=read,
    reads=("stock_alerts", "step_proofs", "balances"),
    filters=(
        Filter("severity", N_("Severity"), rules.SEVERITIES),
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        Filter("supplier", N_("Supplier"), query=suppliers),
        Filter("category", N_("Category"), query=categories),
        Filter("warehouse", N_("Warehouse"), query=warehouses),
    ),
    views=(
        View("todo", N_("To replenish"), (("state", f"{rules.OPEN} {rules.NOTIFIED}"),)),
        View("out", N_("Out of stock"), (("severity", rules.OUT), ("state", f"{rules.OPEN} {rules.NOTIFIED}"))),
        View("buying", N_("Being bought"), (("state", rules.IN_PURCHASE),)),
        View("ignored", N_("Ignored"), (("state", rules.IGNORED),)),
    ),
    sort="severity",
    hint=N_("Part, name or alert number"),
    empty=N_("No part is below its warning level."),
    peek=peek,
)

FORM = FormSpec(
    sections=(
        Section("", (
            Field("part_id"), Field("warehouse_id"), Field("severity", choices=rules.SEVERITIES),
            Field("supplier_id"), Field("level", unit_of="part_id"), Field("available", unit_of="part_id"),
            Field("on_order", unit_of="part_id"), Field("suggested", unit_of="part_id"),
        )),
        Section(N_("What became of it"), (
            Field("notified_at"), Field("request_number"), Field("reason"), Field("until"), Field("resolved_at"),
        )),
    ),
    editable_in=(),
)  # fmt: skip


def _parts(ctx: Reader, alerts: Sequence[StockAlert]) -> dict[Id, str]:
    """Alert → the part that is short, for many at once."""
    wanted = [alert.part_id for alert in alerts]
    rows = ctx.conn.execute(select(Part.id, Part.number, Part.name_zh, Part.name_en).where(Part.id.in_(wanted)))
    names = {r.id: f"{r.number} {pick(r.name_zh, r.name_en)}" for r in rows}
    return {alert.id: names.get(alert.part_id, "") for alert in alerts}


KIND = Kind(
    name=rules.KIND_NAME,
    label=N_("Stock alert"),
    plural=N_("Stock alerts"),
    icon="triangle-alert",
    area="store",
    model=StockAlert,
    view=rules.VIEW,
    edit=rules.IGNORE,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    usecases=(daily.run, requesting.acknowledge, requesting.ignore, requesting.request),
    waits=Waits(tell=_parts),
    links=links,
    rules=("R12", "R13"),
    creatable=False,
)
