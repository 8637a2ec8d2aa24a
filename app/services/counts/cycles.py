"""Cycle counts: which bins are due and why, and the drafts made of them (R14–R17, domain.md §3.3).

A bin is due by its class (A four times a year, B twice, C once), by what was issued from it, by a bad last count, or
because it has become empty. What is being counted or planned already is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.models.counts import CountBin, CountLine, CountPlace, StockCount
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.models.stock import Balance, StockMove
from app.services.counts import rules
from app.services.counts.books import OPEN, bins_in_scope
from app.services.counts.places import tolerance
from app.services.counts.workflow import WORKFLOW
from app.services.stock.moves import PAIRED

PREFIX = "SC"
DONE = ("posted", "closed")
_M, _L, _P = StockMove.__table__.c, CountLine.__table__.c, CountPlace.__table__.c
_NO_ISSUE = ("COUNT_LOSS", *sorted(PAIRED))


@dataclass(frozen=True)
class Reason:
    """Why a bin is due: a code of `rules.REASONS`, and it in words."""

    code: str
    text: Text


@dataclass(frozen=True)
class DueBin:
    """A bin whose count is due, with all reasons, the most pressing first."""

    bin_id: Id
    bin: str
    parts: int
    last: datetime | None
    reasons: tuple[Reason, ...]


@dataclass
class Facts:
    """What the rules need to know of a bin. `classes` → last count of that class here; `accuracy` in basis points."""

    bin_id: Id
    bin: str
    classes: dict[str, datetime | None] = field(default_factory=dict)
    parts: int = 0
    since: datetime | None = None  # first move ever
    moved: datetime | None = None  # last move but for counts
    last: datetime | None = None
    issued: int = 0
    accuracy: int | None = None


@dataclass(frozen=True)
class Plan:
    """The shop's rules of cycle counting."""

    times: dict[str, int]
    turnover: int
    accuracy: int
    wait: int
    zero: bool


def reasons(one: Facts, plan: Plan, now: datetime) -> tuple[Reason, ...]:
    """Why this bin is due now; nothing if it is not."""
    found = []
    if one.last is not None and one.accuracy is not None and one.accuracy < plan.accuracy:
        if one.last + timedelta(days=plan.wait) <= now:
            words = Text(N_("The last count found only {percent} % of the lines right"), percent=one.accuracy // 100)
            found.append(Reason("ACCURACY", words))
    for abc, counted in sorted(one.classes.items()):
        begun = counted or one.since
        if plan.times[abc] and begun is not None and begun + timedelta(days=365) / plan.times[abc] <= now:
            days = (now - begun).days
            words = Text(
                N_("Class {abc}, {times} × a year: last {days} days ago") if counted
                else N_("Class {abc}, {times} × a year: here for {days} days, never counted"),
                abc=abc, times=plan.times[abc], days=days,
            )  # fmt: skip
            found.append(Reason(f"CLASS_{abc}", words))
    if plan.turnover and one.issued >= plan.turnover:
        found.append(Reason("TURNOVER", Text(N_("Much was issued from it since the last count"))))
    if plan.zero and not one.parts and one.moved is not None and (one.last is None or one.moved > one.last):
        found.append(Reason("ZERO", Text(N_("It has become empty: one look confirms it"))))
    order = [c.code for c in rules.REASONS]
    return tuple(sorted(found, key=lambda r: order.index(r.code)))


def plan_of(ctx: Any) -> Plan:
    """The shop's settings."""
    return Plan(
        {"A": ctx.setting(rules.CYCLE_A), "B": ctx.setting(rules.CYCLE_B), "C": ctx.setting(rules.CYCLE_C)},
        ctx.setting(rules.CYCLE_TURNOVER), ctx.setting(rules.CYCLE_ACCURACY), ctx.setting(rules.CYCLE_WAIT),
        ctx.setting(rules.CYCLE_ZERO),
    )  # fmt: skip


@query("counts.warehouses", allow=rules.PLAN)
def warehouses(ctx: Reader) -> tuple[tuple[Id, str, str], ...]:
    """(id, code, name) of this station's warehouses: those it may count."""
    wanted = select(Warehouse.id, Warehouse.code, Warehouse.name).where(Warehouse.station == ctx.station)
    return tuple((row[0], row[1], row[2]) for row in ctx.conn.execute(wanted.order_by(Warehouse.code)))


@query("counts.due", allow=rules.PLAN)
def due_bins(ctx: Reader, warehouse: Id) -> tuple[DueBin, ...]:
    """The bins of a warehouse that are due for a cycle count, the most pressing reason first, then the longest wait."""
    return _due(ctx, warehouse)


def _due(ctx: Any, warehouse: Id) -> tuple[DueBin, ...]:
    plan, taken = plan_of(ctx), _taken(ctx, warehouse)
    found = []
    for one in _facts(ctx, warehouse).values():
        why = reasons(one, plan, ctx.now) if one.bin_id not in taken else ()
        if why:
            found.append(DueBin(one.bin_id, one.bin, one.parts, one.last, why))
    order = [c.code for c in rules.REASONS]
    return tuple(sorted(found, key=lambda d: (order.index(d.reasons[0].code), d.last or ctx.now, d.bin)))


def _taken(ctx: Any, warehouse: Id) -> set[Id]:
    """Bins of counts that are drafted, planned or running."""
    wanted = select(StockCount).where(
        StockCount.warehouse_id == warehouse, StockCount.state.in_(("draft", *OPEN))
    )  # fmt: skip
    return {bin_ for count in ctx.session.scalars(wanted) for bin_ in bins_in_scope(ctx, count)}


def _facts(ctx: Any, warehouse: Id) -> dict[Id, Facts]:
    """All active bins of the warehouse with what is known of them, in a handful of statements."""
    given = {"warehouse": warehouse}
    bins = select(Bin.id, Bin.code).where(Bin.warehouse_id == bindparam("warehouse"), Bin.active)
    facts = {row.id: Facts(row.id, row.code) for row in ctx.conn.execute(bins, given)}
    counted = _last_counts(ctx, given)

    def known(rows: Iterable[Any]) -> Iterator[Any]:
        """Rows of bins that are in use: the ledger remembers others too."""
        return (row for row in rows if row[0] in facts)

    for bin_, abc, parts in known(ctx.conn.execute(_held, given)):
        kind = abc if abc in ("A", "B", "C") else "B"  # a part without a class counts as B (§6.1)
        facts[bin_].parts += parts
        facts[bin_].classes[kind] = counted[bin_].get(kind)
    for bin_, first, last in known(ctx.conn.execute(_moved, given)):
        facts[bin_].since, facts[bin_].moved = first, last
    for bin_, at in known(ctx.conn.execute(_whole, given)):
        facts[bin_].last = at
    for bin_, value in known(ctx.conn.execute(_issued, given | {"from": ctx.now - timedelta(days=365)})):
        facts[bin_].issued = -int(value)
    for bin_, share in known(_accuracies(ctx, given).items()):
        facts[bin_].accuracy = share
    return facts


_held = (
    select(Balance.bin_id, Part.abc_class, func.count())
    .join(Part, Part.id == Balance.part_id)
    .where(Balance.warehouse_id == bindparam("warehouse"), Balance.qty != 0)
    .group_by(Balance.bin_id, Part.abc_class)
)
_moved = (
    select(_M.bin_id, func.min(_M.occurred_at), func.max(_M.occurred_at))
    .where(_M.warehouse_id == bindparam("warehouse"), _M.kind.not_in(("COUNT_GAIN", "COUNT_LOSS")))
    .group_by(_M.bin_id)
)
_counts = StockCount.__table__.c
_by_scope = (
    select(_P.bin_id, _counts.scope, _counts.abc_class, func.max(_counts.snapshot_at))
    .join(StockCount.__table__, _counts.id == _P.count_id)
    .where(_counts.state.in_(DONE), _counts.warehouse_id == bindparam("warehouse"))
    .group_by(_P.bin_id, _counts.scope, _counts.abc_class)
)
_whole = (
    select(_P.bin_id, func.max(_counts.snapshot_at).label("at"))
    .join(StockCount.__table__, _counts.id == _P.count_id)
    .where(
        _counts.state.in_(DONE), _counts.warehouse_id == bindparam("warehouse"), _counts.scope.in_(("BINS", "ALL"))
    )
    .group_by(_P.bin_id)
)  # fmt: skip
_lasts = _whole.subquery("lasts")
_issued = (
    select(_M.bin_id, func.sum(_M.value))
    .outerjoin(_lasts, _lasts.c.bin_id == _M.bin_id)
    .where(
        _M.warehouse_id == bindparam("warehouse"), _M.qty < 0, _M.kind.not_in(_NO_ISSUE),
        _M.is_reversal.is_(False), _M.occurred_at > bindparam("from"),
        or_(_lasts.c.at.is_(None), _M.occurred_at > _lasts.c.at),
    )
    .group_by(_M.bin_id)
)  # fmt: skip
_judged = (
    select(_L.bin_id, _L.book, _L.difference, Part.abc_class)
    .join(StockCount.__table__, _counts.id == _L.count_id)
    .join(_lasts, and_(_lasts.c.bin_id == _L.bin_id, _lasts.c.at == _counts.snapshot_at))
    .join(Part, Part.id == _L.part_id)
    .where(_counts.state.in_(DONE), _L.difference.is_not(None))
)


def _last_counts(ctx: Any, given: dict[str, Any]) -> dict[Id, dict[str, datetime]]:
    """Bin → class → when it was last counted, by a count of the whole bin or of that class."""
    found: dict[Id, dict[str, datetime]] = defaultdict(dict)
    for bin_, scope, abc, at in ctx.conn.execute(_by_scope, given):
        kinds = ("A", "B", "C") if scope in ("BINS", "ALL") else (abc,) if scope == "CLASS" else ()
        for kind in kinds:
            found[bin_][kind] = max(at, found[bin_].get(kind, at))
    return found


def _accuracies(ctx: Any, given: dict[str, Any]) -> dict[Id, int]:
    """Bin → share of lines within tolerance in its last count, in basis points (§6.3)."""
    allowed = tolerance(ctx)
    seen: dict[Id, list[bool]] = defaultdict(list)
    for bin_, book, difference, abc in ctx.conn.execute(_judged, given):
        seen[bin_].append(not difference or allowed.allows(abc, book, difference))
    return {bin_: rules.rate(sum(right), len(right)) or 0 for bin_, right in seen.items()}


@usecase("counts.plan_cycle", allow=rules.EDIT, rules=("R7", "R14", "R15", "R16", "R17"))
def plan_cycle(ctx: Context, warehouse: Id, bins: Sequence[Id] | None = None) -> tuple[Id, ...]:
    """Drafts cycle counts of the bins that are due (all, or these), some bins each in the order one walks them.

    Each draft keeps why its bins are due, but for the empty ones: whoever counts them shall not know what to find.
    """
    due = {d.bin_id: d for d in _due(ctx, warehouse)}
    chosen = [d for d in due.values() if bins is None or d.bin_id in set(bins)]
    if not chosen or set(bins or ()) - due.keys():
        raise Refused("None of these bins is due any more, or they are in a count already. Look again.", where="bins")
    chosen.sort(key=lambda d: d.bin)
    size = ctx.setting(rules.CYCLE_BINS)
    return tuple(_draft(ctx, warehouse, chosen[at : at + size]) for at in range(0, len(chosen), size))


def _draft(ctx: Context, warehouse: Id, some: Iterable[DueBin]) -> Id:
    made = StockCount(
        number=ctx.number(PREFIX), type="CYCLE", period=f"{clock.local(ctx.now):%Y-%m}", warehouse_id=warehouse,
        mode="LIVE", scope="BINS", station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(WORKFLOW, made)
    made.bins = [
        CountBin(
            bin_id=d.bin_id, position=at, why=None if d.reasons[0].code == "ZERO" else d.reasons[0].code
        )
        for at, d in enumerate(some, 1)
    ]  # fmt: skip
    ctx.session.add(made)
    ctx.flush()
    return made.id
