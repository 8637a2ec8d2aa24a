"""Opens an ABC run: one pass over the ledger, the classes of all parts by both methods, one executemany (R14–R17)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, usecase
from app.core.errors import Refused
from app.core.settings import Setting
from app.models.abc_runs import AbcLine, AbcRun
from app.models.parts import Part
from app.services.abc_runs import classes
from app.services.abc_runs.workflow import PREFIX, WORKFLOW
from app.services.reorder.rules import OFTEN, OTHER_USE, SELDOM
from app.services.reorder.usage import LONG, NOTHING, Usage, usage
from app.services.stock import here, value_of
from app.services.stock.balances import moves_table, values_table
from app.services.stock.costing import Worth

LINES: Any = AbcLine.__table__
MONTH = timedelta(days=365) / 12

_parts: Any = select(
    Part.id, Part.number, Part.criticality, Part.generic, Part.abc_class, Part.abc_locked_until, Part.created_at
).where(Part.merged_into.is_(None), Part.state != "obsolete").order_by(Part.number)  # fmt: skip
_costs = select(values_table.c.part_id, values_table.c.qty, values_table.c.value, values_table.c.last_cost)
_first_moves = select(moves_table.c.part_id, func.min(moves_table.c.occurred_at)).group_by(moves_table.c.part_id)


@usecase("abc_runs.open", allow=classes.COMPUTE, rules=("R14", "R15", "R16", "R17"))
def open_run(ctx: Context, method: str | None = None) -> Id:
    """Computes the classes of all parts from the use of twelve months, as a draft to be reviewed; returns its id.

    `method`: RULEBOOK or VALUE; None = as the shop's setting says. Raises Refused while another run is open: two would
    undo each other.
    """
    chosen = method or ctx.setting(classes.METHOD)
    if chosen not in (classes.RULEBOOK, classes.VALUE):
        raise Refused("There is no method “{method}”.", method=chosen)
    ctx.lock("abc_runs")
    standing = select(AbcRun.number).where(AbcRun.state.in_(("draft", "reviewed"))).limit(1)
    if number := ctx.conn.execute(standing).scalar():
        raise Refused("{number} is still open. Apply it or cancel it first.", number=number)
    ctx.leads_to = ("abc_runs", make(ctx, chosen))
    return ctx.leads_to[1]


def make(ctx: Context, chosen: str) -> Id:
    """Computes and keeps a run by this method."""
    rows = computed(ctx, chosen)
    held = Counter(_held(row, chosen) for row in rows)
    run = AbcRun(
        number=ctx.number(PREFIX), method=chosen, method_version=classes.VERSION, until=ctx.now, parts=len(rows),
        parameters=parameters(ctx), changed=sum(_held(row, chosen) != row["old_class"] for row in rows),
        count_a=held["A"], count_b=held["B"], count_c=held["C"], count_new=held["NEW"],
    )  # fmt: skip
    workflow.begin(WORKFLOW, run)
    ctx.session.add(run)
    ctx.flush()
    ctx.append(LINES, [{"run_id": run.id} | row for row in rows], document=run.id)
    return run.id


def parameters(ctx: Reader) -> dict[str, Any]:
    """What the method was told; kept with the run."""
    kept: tuple[Setting[Any], ...] = (
        classes.SHARE_A,
        classes.SHARE_B,
        classes.GUARD,
        classes.NEW_MONTHS,
        OFTEN,
        SELDOM,
        OTHER_USE,
    )
    return {setting.key: ctx.setting(setting) for setting in kept}


def computed(ctx: Reader, method: str) -> list[dict[str, Any]]:
    """What is found for every part, in the order of part numbers; writes nothing."""
    used, parts = usage(ctx), ctx.conn.execute(_parts).all()
    costs: dict[Id, int] = {}
    for part, qty, value, last in ctx.conn.execute(_costs.where(values_table.c.owner.not_in(ctx.far_stations))):
        costs[part] = Worth(qty, value, last).average or 0
    first: dict[Id, datetime] = dict(ctx.conn.execute(here(ctx, _first_moves, moves_table.c.warehouse_id)).all())
    return lines(parts, used, costs, first, Rulings.of(ctx, method))


class Rulings:
    """Thresholds as the shop has them, read once for all parts."""

    def __init__(self, method: str, shares: tuple[int, int], often: int, seldom: int, guard: bool, since: datetime,
                 today: Any) -> None:  # fmt: skip
        self.method, self.shares, self.often, self.seldom = method, shares, often, seldom
        self.guard, self.since, self.today = guard, since, today

    @classmethod
    def of(cls, ctx: Reader, method: str) -> Rulings:
        """From the settings; `since`: a part with its first move after it is new."""
        return cls(
            method, (ctx.setting(classes.SHARE_A), ctx.setting(classes.SHARE_B)), ctx.setting(OFTEN),
            ctx.setting(SELDOM), ctx.setting(classes.GUARD), ctx.now - MONTH * ctx.setting(classes.NEW_MONTHS),
            ctx.now.date(),
        )  # fmt: skip


def lines(
    parts: Any, used: dict[Any, Usage], costs: dict[Any, int], first: dict[Any, datetime], given: Rulings
) -> list[dict[str, Any]]:
    """The lines of a run: pure arithmetic over what was read."""
    found = {part.id: used.get(part.id, NOTHING) for part in parts}
    values = {id_: value_of(use.year, costs.get(id_, 0)) for id_, use in found.items()}
    ranked = classes.by_value(values, given.shares)
    rows = []
    for part in parts:
        use, value = found[part.id], ranked[part.id]
        often = classes.frequency(use.documents, given.often, given.seldom)
        judged = classes.by_rulebook(often, part.criticality, part.generic, value.abc, guard=given.guard)
        new = first.get(part.id, part.created_at) > given.since
        if new:
            judged = classes.Judged("NEW", "NEW")
        elif given.method == classes.VALUE:
            judged = classes.Judged(judged.abc, "VALUE")
        rows.append(
            {
                "part_id": part.id, "used": use.year, "value": values[part.id], "documents": use.documents,
                "share": value.share, "criticality": part.criticality, "generic": part.generic, "frequency": often,
                "value_class": "NEW" if new else value.abc, "rule_class": judged.abc, "rule": judged.rule,
                "old_class": part.abc_class,
                "locked": part.abc_locked_until is not None and part.abc_locked_until >= given.today,
            }
        )  # fmt: skip
    return rows


def _held(row: dict[str, Any], method: str) -> str:
    """The class that the run proposes: a locked one stays."""
    if row["locked"] and row["old_class"]:
        return str(row["old_class"])
    return str(row["value_class"] if method == classes.VALUE else row["rule_class"])


__all__ = ["LONG", "Rulings", "computed", "lines", "open_run", "parameters"]
