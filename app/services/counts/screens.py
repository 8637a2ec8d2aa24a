"""The stock count's card: list, form and papers. No figure of a count is on it: those are shown by `analysis` alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select

from app.core.clock import Id
from app.core.desk import Context
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.kind import Kind, Sheet, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, ListQuery, ListSpec, Section, View
from app.models.counts import CountBin, CountMember, StockCount
from app.models.people import User
from app.models.stations import Bin, Warehouse
from app.services import warehouses
from app.services.counts import (
    acts,
    analysis,
    collector,
    cycles,
    handing,
    kept_open,
    learning,
    paper_entry,
    papers,
    places,
    rules,
    scanning,
)  # fmt: skip
from app.services.counts.workflow import OPEN, WORKFLOW


def _pairs(choices: Sequence[Choice]) -> tuple[tuple[str, str], ...]:
    return tuple((c.code, c.label) for c in choices)


COLUMNS = (
    Column("number", N_("Number"), "strong", 190),
    Column("type", N_("Type"), "choice", 120, choices=_pairs(rules.TYPES)),
    Column("period", N_("Period"), "text", 90),
    Column("warehouse", N_("Warehouse"), "text", 120, sort=False),
    Column("scope", N_("Scope"), "choice", 120, choices=_pairs(rules.SCOPES)),
    Column("bins", N_("Bins"), "number", 60, sort=False),
    Column("mode", N_("Mode"), "choice", 120, choices=_pairs(rules.MODES)),
    Column("leader", N_("Leader"), "text", 100, stretch=True, sort=False),
    Column("created_at", N_("Created"), "moment", 120),
    Column("state", N_("State"), "state", 130),
)
_SORTS = {
    name: getattr(StockCount, name) for name in ("number", "type", "period", "scope", "mode", "created_at", "state")
}


def find(ctx: Any, wanted: ListQuery) -> Sequence[Id]:
    """Counts by number or period, newest first."""
    found = select(StockCount.id)
    if text := wanted.text.strip():
        found = found.where(or_(StockCount.number.contains(text, autoescape=True), StockCount.period == text))
    for name, code in wanted.where:
        column = getattr(StockCount, name)
        found = found.where(column.in_(code.split()))
    column = _SORTS.get(wanted.sort.lstrip("-"), StockCount.created_at)
    rising = wanted.sort and not wanted.sort.startswith("-")
    order = (column.asc(), StockCount.number) if rising else (column.desc(), StockCount.number.desc())
    return ctx.conn.execute(found.order_by(*order).limit(wanted.limit)).scalars().all()  # type: ignore[no-any-return]


def read(ctx: Any, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """Rows of the list; no figure of the count is among them."""
    bins = select(func.count()).where(CountBin.count_id == StockCount.id).scalar_subquery()
    leader = (
        select(func.min(User.name))
        .join(CountMember, CountMember.user_id == User.id)
        .where(CountMember.count_id == StockCount.id, CountMember.role == "LEADER")
        .scalar_subquery()
    )
    rows = ctx.conn.execute(
        select(
            StockCount.id, StockCount.number, StockCount.type, StockCount.period, Warehouse.name, StockCount.scope,
            bins, StockCount.mode, leader, StockCount.created_at, StockCount.state,
        )
        .join(Warehouse, Warehouse.id == StockCount.warehouse_id)
        .where(StockCount.id.in_(ids))
    )  # fmt: skip
    by_id = {row[0]: tuple(row[1:]) for row in rows}
    return [by_id[i] for i in ids if i in by_id]


LIST = ListSpec(
    columns=COLUMNS,
    find=find,
    read=read,
    reads=("stock_counts", "count_bins", "count_members"),
    filters=(
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        Filter("type", N_("Type"), rules.TYPES),
    ),
    views=(
        View("open", N_("Open"), (("state", " ".join(OPEN)),)),
        View("approval", N_("Waiting for approval"), (("state", "pending"),)),
    ),
    sort="-created_at",
    hint=N_("Number or period"),
    empty=N_("No counts yet. Create the first one."),
)

FORM = FormSpec(
    sections=(
        Section(
            "",
            (
                Field("type", kind="choice", choices=rules.TYPES, default="MONTHLY", required=True),
                Field("period", help=N_("For example 2026-11")),
                Field("warehouse_id", required=False),
                Field("mode", kind="choice", choices=rules.MODES, default="LIVE", required=True),
            ),
        ),
        Section(
            N_("Scope"),
            (
                Field("scope", kind="choice", choices=rules.SCOPES, default="BINS", required=True),
                Field("category_id"),
                Field("abc_class", kind="choice", choices=rules.CLASSES),
                Field("remark", kind="long"),
            ),
        ),
    ),
    lines=(
        Lines(
            "bins", N_("Bins to count"),
            (Field("bin_id", required=True), Field("why", kind="choice", choices=rules.REASONS)),
            scan="bin_id",
        ),
        Lines(
            "team", N_("Team"),
            (Field("user_id", required=True), Field("role", kind="choice", choices=rules.TEAM, default="COUNTER")),
            editable_in=("draft", "planned"),
        ),
    ),
)  # fmt: skip


def before_save(ctx: Context, count: StockCount, values: dict[str, Any]) -> None:
    """Refuses what the form can't see: the same bin or person twice, a scope without its category or class, bins of
    another warehouse. A count that names no warehouse is one of this station's."""
    if values.get("warehouse_id") is None:
        kept: Id | None = count.warehouse_id
        values["warehouse_id"] = warehouses.home(ctx) if kept is None else kept
    found = []
    for name, field in (("bins", "bin_id"), ("team", "user_id")):
        chosen = [row.get(field) for row in values.get(name, ())]
        for i, value in enumerate(chosen):
            if value in chosen[:i]:
                found.append(Problem(f"{name}.{i}.{field}", Text(N_("This is on the list already."))))
    scope = values.get("scope", count.scope)
    for wanted, field in (("CATEGORY", "category_id"), ("CLASS", "abc_class")):
        if scope == wanted and not values.get(field, getattr(count, field)):
            found.append(Problem(field, Text(N_("Choose which one is to be counted."))))
    warehouse = values["warehouse_id"]
    for i, row in enumerate(values.get("bins", ())):
        bin_ = ctx.session.get(Bin, row.get("bin_id"))
        if bin_ is not None and bin_.warehouse_id != warehouse:
            found.append(Problem(f"bins.{i}.bin_id", Text(N_("This bin lies in another warehouse."))))
    if found:
        raise Refused.all(tuple(found))


KIND = Kind(
    name="counts",
    label=N_("Stock count"),
    plural=N_("Stock counts"),
    icon="clipboard-check",
    area="store",
    model=StockCount,
    view=rules.VIEW,
    edit=rules.EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=cycles.PREFIX,
    waits=Waits(about=("period",)),
    sheets=(
        Sheet("counts.sheet", N_("Count sheet"), papers.count_sheets, ("planned", "counting", "recount")),
        Sheet(
            "counts.report", N_("Count report"), papers.count_report,
            ("analysis", "pending", "approved", "posted", "closed"),
        ),
    ),
    usecases=(
        places.take_bin, places.finish_bin, places.hand_over, places.add_member, scanning.scan, acts.enter,
        acts.confirm_zero, acts.undo, acts.attach, learning.attach_and_keep, acts.set_aside, analysis.treat,
        analysis.reconfirm, kept_open.clear, cycles.plan_cycle, paper_entry.enter_sheet, collector.load_file,
    ),
    rules=("R7", "R8", "R9", "R10", "R11"),
    before_save=before_save,
    charges=handing.CHARGES,
)  # fmt: skip
