"""Stock value that ties to the ledger: per part at a day, per month as opening + in − out = closing (§6.4, §6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, select

from app.core import clock
from app.core.desk import Reader
from app.core.i18n import N_, Text, pick
from app.core.screen import Column
from app.models.parts import Category, Part
from app.services.parts import VIEW_COST
from app.services.reports.kinds import Asked, Found, Report
from app.services.stock import OURS, cost_of, here
from app.services.stock.balances import moves_table, values_table

_m = moves_table.c
OUR_STATUS = sorted(OURS)


def of_category(statement: Any, asked: Asked) -> Any:
    """Only the parts of one category, if one is asked for; `parts` is joined already."""
    if not asked.category:
        return statement
    return statement.where(Part.category_id.in_(select(Category.id).where(Category.code == asked.category)))


def stock_value(ctx: Reader, asked: Asked) -> Found:
    """What is in stock at the end of a day, part by part; the sum is the ledger's."""
    sums = (
        select(
            Part.number, Part.name_zh, Part.name_en, Category.name_zh, Category.name_en, Part.abc_class, Part.unit,
            Part.qty_decimals, func.sum(_m.qty), func.sum(_m.value),
        )
        .join(Part, Part.id == _m.part_id).outerjoin(Category, Category.id == Part.category_id)
        .where(_m.status.in_(OUR_STATUS), _m.occurred_at < asked.end)
        .group_by(
            Part.id, Part.number, Part.name_zh, Part.name_en, Category.name_zh, Category.name_en, Part.abc_class,
            Part.unit, Part.qty_decimals,
        )
        .order_by(Part.number)
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    ours = here(ctx, of_category(sums, asked), _m.warehouse_id)
    for number, zh, en, cat_zh, cat_en, abc, unit, decimals, qty, value in ctx.conn.execute(ours):
        qty, value = int(qty), int(value)
        if qty or value:
            cost = cost_of(value, qty) if qty > 0 else None
            rows.append((number, pick(zh, en), pick(cat_zh, cat_en), abc, (qty, decimals, unit), cost, value))
    total = sum(row[-1] for row in rows)
    remarks: tuple[Text, ...] = ()
    wrong: tuple[Text, ...] = ()
    if not asked.category and asked.until >= clock.today():
        whole = select(func.coalesce(func.sum(values_table.c.value), 0))
        kept = int(ctx.conn.execute(whole.where(values_table.c.owner.not_in(ctx.far_stations))).scalar_one())
        bad = kept != total
        if bad:
            wrong = (Text(N_("The sum differs from the kept stock values: run the check of the data.")),)
        else:
            remarks = (Text(N_("The sum is the ledger's, to the cent.")),)
    return Found(rows, (None, Text(N_("{n} parts"), n=len(rows)), None, None, None, None, total), remarks, wrong)


def _months(asked: Asked) -> Iterator[tuple[str, Asked]]:
    """The months of the period from their first day on; the last one up to the day asked for."""
    at = asked.since.replace(day=1)
    while at <= asked.until:
        after = (at + timedelta(days=32)).replace(day=1)
        yield f"{at:%Y-%m}", Asked(at, min(after - timedelta(days=1), asked.until), asked.category)
        at = after


def stock_flow(ctx: Reader, asked: Asked) -> Found:
    """Month by month: opening, what came in and went out by kind, revaluations, closing. Whole months only."""
    first = asked.since.replace(day=1)
    whole = Asked(first, asked.until, asked.category)
    flow = case((_m.kind == "REVALUATION", "REVALUATION"), (_m.qty > 0, "IN"), else_="OUT")
    sums = select(flow, func.sum(_m.value)).join(Part, Part.id == _m.part_id).where(_m.status.in_(OUR_STATUS))
    ours = here(ctx, of_category(sums, asked), _m.warehouse_id).group_by(flow)
    opening = sum(int(row[1]) for row in ctx.conn.execute(ours.where(_m.occurred_at < whole.start)))
    rows: list[tuple[Any, ...]] = []
    for month, one_month in _months(asked):
        within = ours.where(_m.occurred_at >= one_month.start, _m.occurred_at < one_month.end)
        one = {row[0]: int(row[1]) for row in ctx.conn.execute(within)}
        came, went, other = (one.get(name, 0) for name in ("IN", "OUT", "REVALUATION"))
        closing = opening + came + went + other
        rows.append((month, opening, came, -went, other, closing))
        opening = closing
    foot = (
        (Text(N_("Whole period")), rows[0][1], *(sum(row[at] for row in rows) for at in (2, 3, 4)), rows[-1][5])
        if rows
        else None
    )
    return Found(rows, foot, (Text(N_("Closing = opening + in − out + revaluation, to the cent.")),))


CATEGORY = Column("category", N_("Category"), width=120)
ABC = Column("abc", N_("Class"), width=50)
PART = Column("part", N_("Part number"), "strong", 140)
NAME = Column("name", N_("Name"), width=200, stretch=True)

STOCK_VALUE = Report(
    "stock_value", N_("Stock value"), N_("Quantity, average cost and value of every part at the end of a day."),
    VIEW_COST,
    (
        PART, NAME, CATEGORY, ABC, Column("qty", N_("In stock"), "quantity", 100),
        Column("cost", N_("Average cost"), "price", 110), Column("value", N_("Value"), "money", 120),
    ),
    stock_value, asks=("until", "category"), signs=(N_("Warehouse head"), N_("Finance")), rules=("R7",),
)  # fmt: skip
STOCK_FLOW = Report(
    "stock_flow", N_("Receipts, issues and balance"), N_("The value of the stock month by month."), VIEW_COST,
    (
        Column("month", N_("Month"), "strong", 110, stretch=True), Column("opening", N_("Opening"), "money", 130),
        Column("in", N_("In"), "money", 130), Column("out", N_("Out"), "money", 130),
        Column("revalued", N_("Revaluation"), "money", 130), Column("closing", N_("Closing"), "money", 130),
    ),
    stock_flow, signs=(N_("Warehouse head"), N_("Finance")), rules=("R7",),
)  # fmt: skip

__all__ = ["ABC", "CATEGORY", "NAME", "PART", "STOCK_FLOW", "STOCK_VALUE", "of_category"]
