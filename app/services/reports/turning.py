"""Turnover per class and per category, slow and dead stock, with what is aimed at (R15–R17, domain.md §6.4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from app.core import clock
from app.core.desk import Reader
from app.core.i18n import N_, Text, pick
from app.core.screen import Choice, Column
from app.models.parts import Category, Part
from app.services.parts import VIEW_COST
from app.services.reorder.rules import OTHER_USE
from app.services.reorder.usage import USES
from app.services.reports import rules
from app.services.reports.kinds import ZONE, Asked, Found, Report
from app.services.reports.values import ABC, CATEGORY, NAME, OUR_STATUS, PART, of_category
from app.services.stock import half_up, here
from app.services.stock.balances import moves_table

_m = moves_table.c
DAYS_PER_YEAR = 365
SLOW, DEAD = "SLOW", "DEAD"
VERDICTS = (Choice(SLOW, N_("Slow")), Choice(DEAD, N_("Dead")))
CLASSES = ("A", "B", "C")


def _used(ctx: Reader) -> Any:
    """Rows that are use: sales, issues to repair and their returns; other issues if the shop counts them."""
    kinds = _m.kind.in_(USES)
    if not ctx.setting(OTHER_USE):
        return kinds
    out = or_(and_(_m.qty < 0, _m.is_reversal.is_(False)), and_(_m.qty > 0, _m.is_reversal.is_(True)))
    return or_(kinds, and_(_m.kind == "OTHER", out))


def ends(asked: Asked) -> list[datetime]:
    """The moments at which the stock is looked at: the opening, every month's end within the period, its last day."""
    found, at = [asked.start], asked.since
    while True:
        at = (at.replace(day=1) + timedelta(days=32)).replace(day=1)
        if at > asked.until:
            break
        found.append(datetime.combine(at, time(), ZONE))
    return [*found, asked.end]


def turnover(cost: int, values: list[int], days: int) -> tuple[int, int | None]:
    """(mean stock value in fen, turnover in 1/1000): issue cost / mean of opening and month-end values; None = n/a."""
    mean = half_up(sum(values), len(values))
    return mean, half_up(cost * 1000, mean) if mean > 0 else None


def _rows(ctx: Reader, asked: Asked, key: Any) -> dict[Any, tuple[int, list[int]]]:
    """Group → issue cost and stock values at the ends, in one pass."""
    moments = ends(asked)
    cost = case((and_(_m.occurred_at >= asked.start, _used(ctx)), -_m.value), else_=0)
    sums = select(
        key, func.sum(cost), *(func.sum(case((_m.occurred_at < at, _m.value), else_=0)) for at in moments)
    ).join(Part, Part.id == _m.part_id)
    wanted = of_category(sums.where(_m.status.in_(OUR_STATUS), _m.occurred_at < asked.end), asked).group_by(key)
    mine = here(ctx, wanted, _m.warehouse_id)
    return {row[0]: (int(row[1]), [int(v) for v in row[2:]]) for row in ctx.conn.execute(mine)}


def _line(cost: int, values: list[int], asked: Asked) -> tuple[Any, ...]:
    """Opening, closing, mean, cost, turnover of the period, days."""
    mean, times = turnover(cost, values, asked.days)
    lasts = half_up(asked.days * mean * 10, cost) if cost > 0 and mean > 0 else None
    return (
        values[0], values[-1], mean, cost, "–" if times is None else f"{times / 1000:.2f}",
        "∞" if lasts is None else f"{lasts / 10:.1f}",
    )  # fmt: skip


def turnover_by_class(ctx: Reader, asked: Asked) -> Found:
    """Classes A, B (with new parts) and C beside what is aimed at."""
    by_class: dict[str, tuple[int, list[int]]] = {}
    for abc, (cost, values) in _rows(ctx, asked, Part.abc_class).items():
        name = abc if abc in ("A", "C") else "B"
        before = by_class.get(name, (0, [0] * len(values)))
        by_class[name] = (before[0] + cost, [a + b for a, b in zip(before[1], values, strict=True)])
    aims = {"A": rules.TURNOVER_A, "B": rules.TURNOVER_B, "C": rules.TURNOVER_C}
    rows = []
    for name in CLASSES:
        if name in by_class:
            cost, values = by_class[name]
            aim = ctx.setting(aims[name])
            _mean, times = turnover(cost, values, asked.days)
            yearly = None if times is None else times * DAYS_PER_YEAR // asked.days
            rows.append((name, *_line(cost, values, asked), str(aim), yearly is not None and yearly >= aim * 1000))
    return Found(rows, _whole(by_class.values(), asked, 2), (_how(),))


def turnover_by_category(ctx: Reader, asked: Asked) -> Found:
    """Category by category, the most valuable stock first."""
    names = {
        row[0]: pick(row[1], row[2])
        for row in ctx.conn.execute(select(Category.id, Category.name_zh, Category.name_en))
    }
    found = _rows(ctx, asked, Part.category_id)
    rows = [(names.get(key, "") or Text(N_("No category")), *_line(*found[key], asked)) for key in found]
    return Found(sorted(rows, key=lambda row: -row[3]), _whole(found.values(), asked, 0), (_how(),))


def _whole(groups: Any, asked: Asked, empty: int) -> tuple[Any, ...] | None:
    some = list(groups)
    if not some:
        return None
    cost = sum(one[0] for one in some)
    values = [sum(at) for at in zip(*(one[1] for one in some), strict=True)]
    return (Text(N_("Together")), *_line(cost, values, asked), *[None] * empty)


def _how() -> Text:
    return Text(
        N_("Turnover = issue cost / mean of opening and month-end values; days = days of the period / turnover.")
    )


def slow_stock(ctx: Reader, asked: Asked) -> Found:
    """Parts in stock from which nothing was issued for long: since the last issue, or since they first came."""
    issued = case((and_(_used(ctx), _m.qty < 0, _m.is_reversal.is_(False)), _m.occurred_at), else_=None)
    sums = (
        select(
            Part.number, Part.name_zh, Part.name_en, Category.name_zh, Category.name_en, Part.abc_class, Part.unit,
            Part.qty_decimals, func.sum(_m.qty), func.sum(_m.value), func.max(issued), func.min(_m.occurred_at),
        )
        .join(Part, Part.id == _m.part_id).outerjoin(Category, Category.id == Part.category_id)
        .where(_m.status.in_(OUR_STATUS), _m.occurred_at < asked.end)
        .group_by(
            Part.id, Part.number, Part.name_zh, Part.name_en, Category.name_zh, Category.name_en, Part.abc_class,
            Part.unit, Part.qty_decimals,
        )
    )  # fmt: skip
    slow, dead = ctx.setting(rules.SLOW_DAYS), ctx.setting(rules.DEAD_DAYS)
    rows: list[tuple[Any, ...]] = []
    worth: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for number, zh, en, cat_zh, cat_en, abc, unit, decimals, qty, value, last, first in ctx.conn.execute(
        here(ctx, of_category(sums, asked), _m.warehouse_id)
    ):
        name = abc if abc in ("A", "C") else "B"
        worth[name][1] += int(value)
        days = _days(last or first, asked.until)
        if int(qty) <= 0 or days <= slow:
            continue
        worth[name][0] += int(value)
        rows.append(
            (
                number, pick(zh, en), pick(cat_zh, cat_en), abc, (int(qty), decimals, unit), int(value),
                clock.local(last).date() if last else None, days, DEAD if days > dead else SLOW,
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (-row[5], row[0]))
    total = sum(row[5] for row in rows)
    foot = (None, Text(N_("{n} parts"), n=len(rows)), None, None, None, total, None, None, None)
    return Found(rows, foot, *_shares(ctx, worth))


def _days(since: datetime, until: date) -> int:
    return (until - clock.local(since).date()).days


def _shares(ctx: Reader, worth: dict[str, list[int]]) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """How much of each class's value is slow or dead, beside the most that it should be; apart what is too much."""
    most = {"A": rules.SLOW_A, "B": rules.SLOW_B, "C": rules.SLOW_C}
    fine: list[Text] = []
    wrong: list[Text] = []
    for name in CLASSES:
        idle, whole = worth.get(name, (0, 0))
        if whole > 0:
            share, limit = half_up(idle * 1000, whole), ctx.setting(most[name]) // 10
            (wrong if share > limit else fine).append(
                Text(
                    N_("Class {name}: {share} % of its value is slow or dead, at most {limit} % is aimed at."),
                    name=name, share=f"{share / 10:g}", limit=f"{limit / 10:g}",
                )
            )  # fmt: skip
    return tuple(fine), tuple(wrong)


_FIGURES = (
    Column("opening", N_("Opening value"), "money", 120), Column("closing", N_("Closing value"), "money", 120),
    Column("mean", N_("Mean value"), "money", 120), Column("cost", N_("Issue cost"), "money", 120),
    Column("turnover", N_("Turnover"), "text", 80), Column("days", N_("Days"), "text", 70),
)  # fmt: skip
TURNOVER = Report(
    "turnover", N_("Turnover by class"),
    N_("How often the stock of each class is turned over, beside what is aimed at."), VIEW_COST,
    (
        Column("abc", N_("Class"), "strong", 90, stretch=True), *_FIGURES,
        Column("aim", N_("Aimed at a year"), "text", 90), Column("reached", N_("Reached"), "flag", 70),
    ),
    turnover_by_class, rules=("R15", "R16", "R17"),
)  # fmt: skip
TURNOVER_CATEGORY = Report(
    "turnover_category", N_("Turnover by category"), N_("How often the stock of each category is turned over."),
    VIEW_COST, (Column("category", N_("Category"), "strong", 160, stretch=True), *_FIGURES), turnover_by_category,
    asks=("period",), rules=("R15",),
)  # fmt: skip
SLOW_STOCK = Report(
    "slow_stock", N_("Slow and dead stock"), N_("Parts in stock from which nothing was issued for long."), VIEW_COST,
    (
        PART, NAME, CATEGORY, ABC, Column("qty", N_("In stock"), "quantity", 90),
        Column("value", N_("Value"), "money", 110), Column("last", N_("Last issue"), "date", 100),
        Column("days", N_("Days"), "number", 60),
        Column("verdict", N_("Verdict"), "choice", 80, choices=tuple((c.code, c.label) for c in VERDICTS)),
    ),
    slow_stock, asks=("until", "category"), rules=("R15", "R16", "R17"),
)  # fmt: skip
