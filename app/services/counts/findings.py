"""The finished count as it may be seen from ANALYSIS on: every difference with its proof, and the figures (R11, §6.3).

Refuses everything before that, and everybody who neither analyses nor approves: a counter learns no book quantity.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.models.counts import StockCount
from app.models.stock import StockMove
from app.services import stock
from app.services.counts import rules
from app.services.counts.analysis import blocked_lines, stale_lines
from app.services.counts.books import Moved, moves_since
from app.services.counts.pairs import Proposal, proposals
from app.services.counts.places import PLACES, fetch, key_of, lines_of, tolerance
from app.services.counts.queries import codes_of, parts_of, people_of
from app.services.counts.rules import Outcome, Tolerance, figures
from app.services.counts.sheets import CountFigures, MoveBetween, Tally

SHOWN = ("analysis", "pending", "approved", "posted", "closed")


@dataclass(frozen=True)
class Finding:
    """One line of the result. Quantities 1/1000, cost 1e-6 yuan, value fen.

    `pair` names the part it is offset against, or may be (then it stands in the proposals too); `moved` says that the
    manager let something out of the frozen bin while it was counted.
    """

    id: Id
    position: int
    bin: str
    part_id: Id
    number: str
    name_zh: str | None
    name_en: str | None
    spec: str
    unit: str
    decimals: int
    status: str
    batch: str
    listed: bool
    result: str
    snapshot: int
    moves: tuple[MoveBetween, ...]
    book: int
    tallies: tuple[Tally, ...]
    accepted: int
    difference: int
    value: int
    cost: int
    cost_posted: int | None
    tolerated: bool
    cause: str
    treatment: str
    responsible_id: Id | None
    responsible: str
    due: date | None
    note: str
    stale: bool
    blocked: bool
    pair: str = ""
    paired: bool = False
    moved: bool = False


@dataclass(frozen=True)
class Findings:
    """All lines and the figures; `open` is how many differences still lack cause and treatment."""

    number: str
    state: str
    version: int
    lines: tuple[Finding, ...]
    figures: CountFigures
    open: int
    proposals: tuple[Proposal, ...] = ()


def may_see(ctx: Any, count: StockCount) -> None:
    """Refused before ANALYSIS, for those who neither analyse nor approve, and to one who counts a bin of it again."""
    if not any(ctx.actor.may(p) for p in (rules.ANALYSE, rules.APPROVE, rules.APPROVE_ANNUAL)):
        ctx.actor.require(rules.ANALYSE)
    if count.state not in SHOWN:
        raise Refused("The count is blind: its figures are shown from the analysis on.")
    stock.must_see(ctx, ctx.conn.execute(select(PLACES.c.bin_id).where(PLACES.c.count_id == count.id)).scalars())


@query("counts.findings", allow=rules.VIEW)
def findings(ctx: Reader, count: Id) -> Findings:
    """Every line with its proof: book at count explained by the moves in between, counts, difference, treatment."""
    document = fetch(ctx, count)
    may_see(ctx, document)
    return found_in(ctx, document)


def found_in(ctx: Any, count: StockCount) -> Findings:
    """The findings without asking for the right: for the report and its signers."""
    rows = lines_of(ctx, count)
    allowed = tolerance(ctx)
    moves = moves_since(ctx, count)
    stale = {x.id for x in stale_lines(ctx, count)} if count.state in ("analysis", "pending", "approved") else set()
    blocked = {x.id for x in blocked_lines(ctx, count)} if count.state in ("analysis", "pending", "approved") else set()
    parts, codes = parts_of(ctx, [x.part_id for x in rows]), codes_of(ctx, [x.bin_id for x in rows])
    people = people_of(ctx, [p for x in rows for p in (x.by1, x.by2, x.by3, x.responsible_id)])
    costs = _posted_costs(ctx, count)
    offers = proposals(ctx, rows)
    mates = {x.id: x.pair_id for x in rows if x.pair_id}
    mates |= {i: mate for p in offers for i, mate in ((p.gain, p.loss), (p.loss, p.gain))}
    numbers = {x.id: x.number for x in rows}
    lines = []
    for x in rows:
        part = parts[x.part_id]
        lines.append(
            Finding(
                x.id, x.position, codes[x.bin_id], x.part_id, part.number, part.name_zh, part.name_en, part.spec_model,
                part.unit, part.qty_decimals, x.status, x.batch, x.listed, x.result, x.snapshot,
                _explained(x, moves.get(key_of(x), [])), x.book, _tallies(x, people), x.accepted, x.difference, x.value,
                x.cost, costs.get(x.position), allowed.allows(x.abc_class, x.book, x.difference), x.cause or "",
                x.treatment or "", x.responsible_id, people.get(x.responsible_id, ""), x.due, x.note or "",
                x.id in stale, x.id in blocked, numbers.get(mates.get(x.id), ""), x.pair_id is not None,
                any(m.flag == stock.OVERRIDE for m in moves.get(key_of(x), ())),
            )
        )  # fmt: skip
    open_ = sum(1 for x in lines if x.difference and not (x.cause and x.treatment))
    return Findings(count.number, count.state, count.version, tuple(lines), figures_of(rows, allowed), open_, offers)


def _explained(line: Any, moves: list[Moved]) -> tuple[MoveBetween, ...]:
    return tuple(
        MoveBetween(m.occurred_at, stock.KIND_LABELS[m.kind], m.number, m.qty)
        for m in moves
        if m.occurred_at <= line.counted_at
    )


def _tallies(line: Any, people: dict[Id | None, str]) -> tuple[Tally, ...]:
    rounds = (
        (line.counted1, line.by1, line.at1),
        (line.counted2, line.by2, line.at2),
        (line.counted3, line.by3, line.at3),
    )
    return tuple(Tally(qty, people.get(by, ""), at) for qty, by, at in rounds if qty is not None)


def _posted_costs(ctx: Any, count: StockCount) -> dict[int, int]:
    wanted = select(StockMove.source_line, StockMove.unit_cost).where(
        StockMove.source_id == count.id, StockMove.leg == 0
    )
    return {row.source_line: row.unit_cost for row in ctx.conn.execute(wanted)}


def figures_of(rows: list[Any], allowed: Tolerance) -> CountFigures:
    """Accuracy, gain and loss of the lines of a count (§6.3)."""
    return figures(Outcome(x.book, x.accepted, x.cost, allowed.allows(x.abc_class, x.book, x.difference)) for x in rows)


def last_count(ctx: Any, count: StockCount) -> tuple[StockCount, CountFigures] | None:
    """The posted count of the same scope before this one, with its figures."""
    before = ctx.session.scalars(
        select(StockCount)
        .where(
            StockCount.state.in_(("posted", "closed")), StockCount.warehouse_id == count.warehouse_id,
            StockCount.scope == count.scope, StockCount.posted_at < count.snapshot_at,
        )
        .order_by(StockCount.posted_at.desc())
    )  # fmt: skip
    for other in before:
        if _scope(other) == _scope(count):
            return other, figures_of(lines_of(ctx, other), tolerance(ctx))
    return None


def _scope(count: StockCount) -> tuple[Any, ...]:
    return count.category_id, count.abc_class, frozenset(b.bin_id for b in count.bins)
