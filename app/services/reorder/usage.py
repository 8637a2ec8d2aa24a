"""What was used: net issues per part and week, in one pass over the ledger. Set-based; writes nothing.

Use is what was sold, issued to repair or taken by the house, less what came back; receipts, transfers, counts and
scrap are none. SQL only sums; everything else is whole-number arithmetic in Python.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, case, func, or_, select, type_coerce

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader
from app.services.reorder.rules import OTHER_USE
from app.services.stock.balances import chunks, moves_table

SHORT, LONG = 90, 365  # days looked back: usually, and for what is seldom used and for classes
WEEK = 7 * 86_400_000_000  # in microseconds
SHORT_WEEKS, LONG_WEEKS = SHORT // 7, LONG // 7
USES = ("INTERNAL_USE", "REPAIR_ISSUE", "REPAIR_RETURN", "SALES_OUT", "SALES_RETURN")
ALL_PARTS = 2000  # from this many parts on one pass over everything is quicker than asking for each


@dataclass(slots=True)
class Usage:
    """Net issues (1/1000) of one part: of the last 90 and 365 days, and per whole week, the latest first (sparse).

    `documents` is how many documents issued it in 365 days.
    """

    recent: int
    year: int
    documents: int
    weeks: dict[int, int]

    def weekly(self, count: int) -> list[int]:
        """The issues of the last `count` weeks."""
        return [self.weeks.get(at, 0) for at in range(count)]


NOTHING = Usage(0, 0, 0, {})

_m = moves_table.c
_when: Any = type_coerce(_m.occurred_at, BigInteger)
_undone_out = or_(and_(_m.qty < 0, _m.is_reversal.is_(False)), and_(_m.qty > 0, _m.is_reversal.is_(True)))


@cache
def _sums(others: bool, by_part: bool) -> Select[Any]:
    kinds = _m.kind.in_(USES)
    counted = or_(kinds, and_(_m.kind == "OTHER", _undone_out)) if others else kinds
    until: Any = bindparam("until", type_=BigInteger)
    week = ((until - _when) // WEEK).label("week")
    issued = and_(_m.qty < 0, _m.is_reversal.is_(False))
    wanted = select(
        _m.part_id, week, func.sum(-_m.qty), func.sum(case((_when > bindparam("recent"), -_m.qty), else_=0)),
        func.count(case((issued, _m.source_id)).distinct()),
    ).where(_when > bindparam("since"), _when <= until, counted, _m.status == "AVAILABLE")  # fmt: skip
    if by_part:
        wanted = wanted.where(_m.part_id.in_(bindparam("parts", expanding=True)))
    return wanted.group_by(_m.part_id, week)


_reversed = moves_table.alias("reversed")
_undone = (
    select(_m.part_id, _reversed.c.source_id)
    .join(_reversed, _reversed.c.seq == _m.reversal_of)
    .where(_m.is_reversal.is_(True), _when > bindparam("since"), _reversed.c.qty < 0, _m.reversal_of.is_not(None))
    .distinct()
)


def _here(ctx: Reader, wanted: Select[Any]) -> Select[Any]:
    """What other stations use is theirs to replenish."""
    return wanted.where(_m.station.not_in(ctx.far_stations)) if ctx.far_stations else wanted


def usage(ctx: Reader, parts: Collection[Id] | None = None) -> dict[Id, Usage]:
    """The use of all parts, or of these, up to now; parts without any are absent."""
    others = ctx.setting(OTHER_USE)
    given = windows(ctx.now)
    if parts is None or len(parts) > ALL_PARTS:
        found = collect(ctx.conn.execute(_here(ctx, _sums(others, False)), given))
    else:
        sums = _here(ctx, _sums(others, True))
        found = collect(row for some in chunks(parts) for row in ctx.conn.execute(sums, {**given, "parts": some}))
    undone = ctx.conn.execute(_here(ctx, _undone), {"since": given["since"]})
    for part, times in Counter(row[0] for row in undone).items():
        if part in found:
            found[part].documents = max(0, found[part].documents - times)
    return found


def windows(until: datetime) -> dict[str, int]:
    """The moments between which is summed, as the ledger keeps them."""
    return {
        "until": clock.micros(until), "recent": clock.micros(until - timedelta(days=SHORT)),
        "since": clock.micros(until - timedelta(days=LONG)),
    }  # fmt: skip


def collect(rows: Iterable[Any]) -> dict[Any, Usage]:
    """Rows of part, week, net issues, those of the last 90 days, documents → use per part."""
    found: dict[Any, Usage] = defaultdict(lambda: Usage(0, 0, 0, {}))
    for part, week, used, recent, documents in rows:
        one = found[part]
        one.year += int(used)
        one.recent += int(recent)
        one.documents += documents
        one.weeks[week] = int(used)
    return dict(found)
