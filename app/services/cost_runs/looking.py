"""A cost run read: its lines, the margins by what one wants to know, and the slips behind one line. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import N_, pick
from app.core.screen import Choice, Column, Filter, ListQuery, ListSpec, View
from app.models.cost_runs import CostLine, CostRun
from app.models.people import User
from app.models.requisitions import PartIssue, PartIssueLine, ReturnSlip
from app.models.work_orders import LabourShare
from app.services.cost_runs import figures
from app.services.cost_runs.computing import AMOUNTS, run_of
from app.services.cost_runs.rules import CANCELLED, NATURES, NORMAL, VIEW, Month
from app.services.settlements.arithmetic import spread
from app.services.stock import half_up
from app.services.work_orders.rules import CATEGORIES

_line: Any = CostLine.__table__.c
BY = (
    Choice("item", N_("By repair item")), Choice("category", N_("By category")),
    Choice("technician", N_("By technician")), Choice("advisor", N_("By service advisor")),
    Choice("brand", N_("By brand")), Choice("month", N_("By month")),
)  # fmt: skip
WHOLE = 10_000
MONTHS = 12
NOBODY, NO_BRAND, NO_ITEM = N_("Nobody"), N_("Brand unknown"), N_("Of no item: fees")


def margin(revenue: int, cost: int) -> int | None:
    """(revenue − cost) / revenue in basis points, half up; None where nothing was earned: never 100 % (§6.6)."""
    return half_up((revenue - cost) * WHOLE, revenue) if revenue > 0 else None


@dataclass
class Share:
    """What falls to one item, category, person, brand or month. `label` is a msgid or a name; amounts are fen."""

    label: str
    orders: int = 0
    parts_revenue: int = 0
    parts_cost: int = 0
    labour_revenue: int = 0
    fees_revenue: int = 0

    @property
    def margin(self) -> int:
        """Part revenue less part cost."""
        return self.parts_revenue - self.parts_cost

    @property
    def share(self) -> int | None:
        """The margin's share of the part revenue in basis points, None = n/a."""
        return margin(self.parts_revenue, self.parts_cost)


def _of(ctx: Reader, run: Id) -> Any:
    return (_line.run_id == run) & (_line.nth == run_of(ctx, run).nth)


@query("cost_runs.shares", allow=VIEW)
def shares(ctx: Reader, run: Id, by: str = "item") -> list[Share]:
    """The charged part of a run by item, category, technician, advisor, brand; "month": this and the runs before.

    The largest margin first, months in their order. A technician has his share of each item, fen for fen.
    """
    if by == "month":
        return _months(ctx, run_of(ctx, run))
    if by not in {choice.code for choice in BY}:
        raise Refused("There is no view “{name}”.", where="by", name=by)
    rows = ctx.conn.execute(select(CostLine.__table__).where(_of(ctx, run), _line.nature == NORMAL)).all()
    crew = _crew(ctx, run) if by == "technician" else {}
    people: dict[Id | None, str] = dict(ctx.conn.execute(select(User.id, User.name)).all())
    found: dict[Any, Share] = {}
    orders: dict[Any, set[Id]] = {}
    for row in rows:
        for key, label, amounts in _parted(row, by, crew, people):
            share = found.setdefault(key, Share(label))
            orders.setdefault(key, set()).add(row.order_id)
            for name, amount in zip(AMOUNTS, amounts, strict=True):
                setattr(share, name, getattr(share, name) + amount)
    for key, share in found.items():
        share.orders = len(orders[key])
    return sorted(found.values(), key=lambda one: (-one.margin, one.label))


def _crew(ctx: Reader, run: Id) -> dict[Id, list[tuple[Id, int]]]:
    """Item → who did it, with his share of it."""
    wanted = (
        select(LabourShare.line_id, LabourShare.user_id, LabourShare.share)
        .where(LabourShare.line_id.in_(select(_line.labour_line_id).where(_of(ctx, run))))
        .order_by(LabourShare.line_id, LabourShare.user_id)
    )
    found: dict[Id, list[tuple[Id, int]]] = {}
    for line, user, share in ctx.conn.execute(wanted):
        found.setdefault(line, []).append((user, share))
    return found


def _parted(
    row: Any, by: str, crew: dict[Id, list[tuple[Id, int]]], people: dict[Id | None, str]
) -> list[tuple[Any, str, Sequence[int]]]:  # fmt: skip
    """(key, label, amounts) of those to whom a line falls."""
    amounts = tuple(getattr(row, name) for name in AMOUNTS)
    if by == "technician":
        those = crew.get(row.labour_line_id, [])
        if not those:
            return [(None, NOBODY, amounts)]
        parts = zip(*(spread(amount, [share for _, share in those]) for amount in amounts), strict=True)
        return [(user, people.get(user, ""), part) for (user, _), part in zip(those, parts, strict=True)]
    if by == "advisor":
        return [(row.advisor_id, people.get(row.advisor_id, NOBODY), amounts)]
    if by == "category":
        return [(row.category, CATEGORIES.get(row.category, row.category), amounts)]
    if by == "brand":
        return [(row.brand, row.brand or NO_BRAND, amounts)]
    if row.labour_line_id is None:
        return [(None, NO_ITEM, amounts)]
    return [(row.code or row.work, " ".join(filter(None, (row.code, row.work))), amounts)]


def _months(ctx: Reader, run: CostRun) -> list[Share]:
    """Twelve months up to the run's, as their runs have them."""
    wanted = select(CostRun).where(
        CostRun.month <= run.month, CostRun.state != CANCELLED, CostRun.station == run.station
    )
    found = ctx.session.scalars(wanted.order_by(CostRun.month.desc()).limit(MONTHS)).all()
    return [Share(one.month, one.orders, *(getattr(one, name) for name in AMOUNTS)) for one in reversed(found)]


@query("cost_runs.apart", allow=VIEW)
def apart(ctx: Reader, run: Id) -> list[Share]:
    """What was not charged, by why: warranty, rework, borne by the shop."""
    wanted = (
        select(_line.nature, func.count(func.distinct(_line.order_id)), func.sum(_line.parts_cost))
        .where(_of(ctx, run), _line.nature != NORMAL)
        .group_by(_line.nature)
    )
    found = {nature: (orders, int(cost)) for nature, orders, cost in ctx.conn.execute(wanted)}
    return [
        Share(label, found[nature][0], parts_cost=found[nature][1])
        for nature, label in NATURES.items()
        if nature in found
    ]


# --- its lines --------------------------------------------------------------------------------------------------------
_SORTS = {
    "order": _line.order_number, "item": _line.item, "work": _line.work, "code": _line.code,
    "category": _line.category, "brand": _line.brand, "nature": _line.nature, "parts_revenue": _line.parts_revenue,
    "parts_cost": _line.parts_cost, "labour_revenue": _line.labour_revenue,
    "margin": _line.parts_revenue - _line.parts_cost,
}  # fmt: skip


@query("cost_runs.find_lines", allow=VIEW)
def find_lines(ctx: Reader, run: Id, wanted: ListQuery) -> Sequence[int]:
    """The lines of a run that fit, by order and item unless asked otherwise."""
    found = select(_line.seq).where(_of(ctx, run))
    for word in wanted.text.split():
        fits = (c.contains(word, autoescape=True) for c in (_line.order_number, _line.plate, _line.work, _line.code))
        found = found.where(or_(*fits))
    for name, value in wanted.where:
        if name == "only":
            found = found.where(_ONLY[value])
        else:
            found = found.where(_line[name].in_(value.split()))
    column = _SORTS.get(wanted.sort.lstrip("-"), _line.order_number)
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    return ctx.conn.execute(found.order_by(order, _line.seq).limit(wanted.limit)).scalars().all()


_ONLY = {"loss": _line.parts_cost > _line.parts_revenue, "late": _line.late.is_(True)}


@query("cost_runs.read_lines", allow=VIEW)
def read_lines(ctx: Reader, run: Id, seqs: Sequence[int]) -> Sequence[tuple[Any, ...]]:
    """One row per line, in the order of the columns of `LINES`."""
    table = CostLine.__table__
    rows = {r.seq: r for r in ctx.conn.execute(select(table).where(_of(ctx, run), table.c.seq.in_(list(seqs))))}
    return [_cells(rows[seq]) for seq in seqs if seq in rows]


def _cells(row: Any) -> tuple[Any, ...]:
    charged = row.nature == NORMAL
    return (
        row.order_number, row.plate, row.item or None, row.code, row.work, row.category, row.brand, row.nature,
        row.parts_revenue, row.parts_cost, row.parts_revenue - row.parts_cost if charged else None,
        margin(row.parts_revenue, row.parts_cost) if charged else None, row.labour_revenue or row.fees_revenue,
        row.late,
    )  # fmt: skip


_NATURES = tuple(Choice(code, label) for code, label in NATURES.items())
LINES = ListSpec(
    columns=(
        Column("order", N_("Work order"), "strong", 168),
        Column("plate", N_("Plate"), "plate", 100, sort=False, hidden=True),
        Column("item", N_("Item"), "number", 44), Column("code", N_("Code"), width=80, hidden=True),
        Column("work", N_("Work"), width=110, stretch=True),
        Column("category", N_("Category"), "choice", 110, choices=tuple(CATEGORIES.items()), hidden=True),
        Column("brand", N_("Brand"), width=80, hidden=True),
        Column("nature", N_("Nature"), "choice", 76, choices=tuple(NATURES.items())),
        Column("parts_revenue", N_("Part revenue"), "money", 92), Column("parts_cost", N_("Part cost"), "money", 92),
        Column("margin", N_("Margin"), "money", 92), Column("share", N_("Margin %"), "percent", 72, sort=False),
        Column("labour_revenue", N_("Labour, fees"), "money", 92),
        Column("late", N_("Late"), "flag", 60, sort=False, hidden=True),
    ),
    find=lambda _ctx, _wanted: (),  # a run's lines are asked with the run: find_lines, read_lines
    read=lambda _ctx, _ids: (),
    reads=("cost_lines",),
    filters=(
        Filter("nature", N_("Nature"), _NATURES),
        Filter("category", N_("Category"), tuple(Choice(code, label) for code, label in CATEGORIES.items())),
        Filter("only", N_("Only"), (Choice("loss", N_("Cost above revenue")), Choice("late", N_("Late changes")))),
    ),
    views=(
        View("all", N_("All")), View("loss", N_("Cost above revenue"), (("only", "loss"),)),
        View("apart", N_("Not charged"), (("nature", "WARRANTY REWORK INTERNAL"),)),
        View("late", N_("Late changes"), (("only", "late"),)),
    ),
    sort="order",
    hint=N_("Work order, plate, work or code"),
    empty=N_("No car was delivered in this month."),
)  # fmt: skip


# --- down to the slip -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Slip:
    """One part on one slip behind a line: `value` is what it added to the cost, below zero what came back."""

    kind: str
    id: Id
    number: str
    part: str
    name: str
    qty: tuple[int, int, str]
    value: int
    at: datetime


@query("cost_runs.slips", allow=VIEW)
def slips(ctx: Reader, run: Id, line: int) -> list[Slip]:
    """The hand-overs and returns whose sum is the line's cost, in the order of time."""
    table = CostLine.__table__
    row = ctx.conn.execute(select(table).where(table.c.seq == line, table.c.run_id == run)).one_or_none()
    if row is None:
        raise Refused("This line does not exist any more.")
    month = Month(run_of(ctx, run).month)
    asked = figures.given(ctx, month)
    issues = figures.of_line(False).where(*_fits(row, month, PartIssue.occurred_at))
    returns = figures.of_line(True).where(*_fits(row, month, ReturnSlip.posted_at))
    found = [*ctx.conn.execute(issues, asked), *ctx.conn.execute(returns, asked)]
    made = [
        Slip(kind, id, number, part, pick(zh, en), (int(qty), decimals, unit), int(value), at)
        for kind, id, number, part, zh, en, qty, decimals, unit, value, at in found
    ]
    return sorted(made, key=lambda one: (one.at, one.number, one.part))


def _fits(row: Any, month: Month, moment: Any) -> tuple[Any, ...]:
    own = (
        PartIssueLine.order_id == row.order_id, row.labour_line_id == figures.ITEM, row.nature == figures.NATURE,
        moment < month.end,
    )  # fmt: skip
    return (*own, moment >= month.start) if row.late else own
