"""Differences of a count: book at count time, cause and treatment, late slips (domain.md §3.3, R11).

Posting writes the differences only, never "set to counted": what was sold after the counting stays sold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.models.counts import StockCount
from app.models.people import User
from app.models.stock import Balance
from app.services import stock
from app.services.counts import rules
from app.services.counts.books import book_at, last_seq, late, moves_since
from app.services.counts.places import ALL_LINES, LINES, fetch, key_of, lines_of
from app.services.counts.rules import ANALYSE

PAIRED = ("OFFSET", "TRANSFER")  # treatments of two lines at once, see pairs


def account(ctx: Context, count: StockCount) -> None:
    """Computes the book at count time, difference and value of every line. What was explained before stays, unless
    its difference changed."""
    moves = moves_since(ctx, count)
    lines = lines_of(ctx, count)
    _keep(ctx, lines, [_reckoned(line, moves.get(key_of(line), [])) for line in lines])


def _keep(ctx: Context, lines: list[Any], rows: list[dict[str, Any]]) -> None:
    """Writes what was reckoned; of a pair, none is left when the other's difference is another one now."""
    changed = {row["id"] for row in rows if row["pair_id"] is None}
    alone = unpaired(lines, changed)
    by_id = {row["id"]: row for row in rows}
    for line in lines:
        if line.id in alone:
            by_id.setdefault(line.id, _row(line)).update(dict.fromkeys(EXPLANATION))
    ctx.update_many(LINES, list(by_id.values()))  # type: ignore[arg-type]


def unpaired(lines: Iterable[Any], ids: Collection[Id]) -> list[Id]:
    """The lines that were offset against one of these, and are none of them."""
    return [line.id for line in lines if line.pair_id in ids and line.id not in ids]


def _row(line: Any) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("id", "book", "difference", "value", "confirmed_seq", *EXPLANATION)}


EXPLANATION = ("cause", "treatment", "responsible_id", "due", "pair_id")


def _reckoned(line: Any, moves: list[Any]) -> dict[str, Any]:
    book = book_at(line.snapshot, moves, line.counted_at)
    difference = line.accepted - book
    same = difference == line.difference
    return {
        "id": line.id, "book": book, "difference": difference, "value": stock.value_of(difference, line.cost),
        "confirmed_seq": line.confirmed_seq,
        **{name: getattr(line, name) if same else None for name in EXPLANATION},
    }  # fmt: skip


_line, _balance = LINES.c, Balance.__table__.c
_differing = ALL_LINES.where(_line.difference != 0)
# Where the missing document is to be entered, the difference does not go into the ledger: that document makes the line
# stale and takes the difference away.
_posted = and_(_line.difference != 0, func.coalesce(_line.treatment, "") != "DOCUMENT")
_postings = (
    select(
        _line.position, _line.part_id, _line.bin_id, _line.status, _line.batch, _line.difference, _line.cost_entered,
        _line.cause, _line.treatment, _line.id, _line.pair_id,
    )
    .where(_line.count_id == bindparam("count"), _posted)
    .order_by(_line.position)
)  # fmt: skip
_same_place = and_(*(_balance[name] == _line[name] for name in ("part_id", "bin_id", "status", "batch")))
_blocked = ALL_LINES.outerjoin(
    Balance.__table__,
    and_(_balance.warehouse_id == bindparam("house"), _same_place),  # the whole key: one step a line
).where(_posted, _line.difference < 0, func.coalesce(_balance.qty, 0) + _line.difference < 0)


def differing(ctx: Any, count: StockCount) -> list[Any]:
    """The lines whose accepted quantity is not the book's."""
    return ctx.conn.execute(_differing, {"count": count.id}).all()  # type: ignore[no-any-return]


def postings(ctx: Any, count: StockCount) -> list[Any]:
    """The differences that go into the ledger."""
    return ctx.conn.execute(_postings, {"count": count.id}).all()  # type: ignore[no-any-return]


def stale_lines(ctx: Any, count: StockCount) -> list[Any]:
    """Lines about which a slip came late: entered after the counting, dated before it, not yet looked at (E10)."""
    moves = moves_since(ctx, count)
    if not moves:
        return []
    return [
        line for line in lines_of(ctx, count)
        if line.counted_at is not None and late(moves.get(key_of(line), ()), line.counted_at, line.confirmed_seq)
    ]  # fmt: skip


def blocked_lines(ctx: Any, count: StockCount) -> list[Any]:
    """Lines whose loss would leave less than nothing: goods not found went out later. They are counted again."""
    return ctx.conn.execute(_blocked, {"count": count.id, "house": count.warehouse_id}).all()  # type: ignore[no-any-return]


@usecase("counts.treat", allow=ANALYSE, rules=("R11",))
def treat(
    ctx: Context, count: Id, lines: Sequence[Id], cause: str, treatment: str, *, responsible: Id | None = None,
    due: date | None = None, unit_cost: int | None = None, note: str | None = None,
) -> int:  # fmt: skip
    """Gives one or many differences their cause and treatment; returns how many are still without.

    Compensation names who is responsible, what is kept open a due date; `unit_cost` (1e-6 yuan) is for a gain of a
    part that never had a cost. Raises Refused with everything that is missing.
    """
    document = fetch(ctx, count)
    in_analysis(document)
    known = {line.id: line for line in differing(ctx, document)}
    _check(ctx, lines, known, cause, treatment, responsible, due)
    alone = unpaired(known.values(), set(lines))
    ctx.update_many(
        LINES,  # type: ignore[arg-type]
        [
            {
                "id": line, "pair_id": None, "cause": cause, "treatment": treatment, "responsible_id": responsible,
                "due": due, "cost_entered": unit_cost, "note": (note or "").strip()[:200] or None,
            }
            for line in dict.fromkeys(lines)
        ]
        + [
            {
                "id": line, "pair_id": None, "cause": None, "treatment": None, "responsible_id": None, "due": None,
                "cost_entered": None, "note": None,
            }
            for line in alone
        ],
    )  # fmt: skip
    return sum(1 for line in differing(ctx, document) if not line.treatment)


def in_analysis(count: StockCount) -> None:
    """Refused unless the differences may be explained now."""
    if count.state != "analysis":
        raise Refused("{number} is not in analysis; its differences can't be changed now.", number=count.number)


def _check(
    ctx: Context, lines: Sequence[Id], known: dict[Id, Any], cause: str, treatment: str, responsible: Id | None,
    due: date | None,
) -> None:  # fmt: skip
    found = []
    if not lines or not set(lines) <= known.keys():
        found.append(Problem("lines", Text(N_("Choose lines of this count that have a difference."))))
    if not rules.label(rules.CAUSES, cause):
        found.append(Problem("cause", Text(N_("Choose the cause."))))
    if not rules.label(rules.TREATMENTS, treatment):
        found.append(Problem("treatment", Text(N_("Choose the treatment."))))
    if treatment in PAIRED:
        found.append(Problem("treatment", Text(N_("Take the two lines as a pair: one gain and one loss of one size."))))
    if treatment == "COMPENSATE" and (responsible is None or ctx.session.get(User, responsible) is None):
        found.append(Problem("responsible", Text(N_("Say who is responsible for the compensation."))))
    if treatment == "SUSPEND" and due is None:
        found.append(Problem("due", Text(N_("Say until when this is to be cleared up."))))
    if found:
        raise Refused.all(tuple(found))


@usecase("counts.reconfirm", allow=ANALYSE, rules=("R7", "R11"))
def reconfirm(ctx: Context, count: Id, lines: Sequence[Id] | None = None) -> int:
    """Looks at stale lines again (all, or these): their count stands, book and difference are computed anew (E10).

    Returns how many lines were stale. Lines whose difference changed lose their cause and treatment.
    """
    document = fetch(ctx, count)
    in_analysis(document)
    stale = [line for line in stale_lines(ctx, document) if lines is None or line.id in lines]
    moves, seq = moves_since(ctx, document), last_seq(ctx)
    rows = [_reckoned(line, moves.get(key_of(line), [])) | {"confirmed_seq": seq} for line in stale]
    _keep(ctx, lines_of(ctx, document), rows)
    return len(rows)
