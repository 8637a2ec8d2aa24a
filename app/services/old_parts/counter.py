"""Old parts at the warehouse's counter: one order's rows, and what a scan there means. Scans hand in one after another.

A tag names its old part; a part's own code the next one of that part that is still expected; a work order's paper or a
requisition slip opens its order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.models.old_parts import OldPart
from app.models.requisitions import Requisition
from app.models.work_orders import WorkOrder
from app.services.old_parts import queries, rules
from app.services.old_parts.queries import Row
from app.services.old_parts.workflow import WORKFLOW
from app.services.work_orders import rules as orders

ROW, ORDER, BIN, NONE = "row", "order", "bin", "none"


@dataclass(frozen=True)
class Bench:
    """One order at the counter."""

    order: Id
    number: str
    plate: str
    vehicle: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Spot:
    """What a scan means: an old part (`row`), an order, a bin, or nothing here. `taken`: it was handed in by it."""

    kind: str
    id: Id | None = None
    called: str = ""
    order: Id | None = None
    name: str = ""
    state: str = ""
    taken: bool = False


@query("old_parts.bench", allow=rules.VIEW)
def bench(ctx: Reader, order: Id) -> Bench:
    """An order with its old parts. Refused if it is gone."""
    one = ctx.session.get(WorkOrder, order)
    if one is None:
        raise Refused("This work order does not exist any more.")
    return Bench(one.id, one.number, one.plate, one.vehicle_name, tuple(queries.rows_of(ctx, order)))


@query("old_parts.spot", allow=rules.VIEW)
def spot(ctx: Reader, code: str, order: Id | None = None) -> Spot:
    """What a code means at the counter while `order` lies there; changes nothing."""
    return _spot(ctx, code, order)


@usecase("old_parts.take_in", allow=rules.HAND_IN, rules=("R68",))
def take_in(ctx: Context, code: str, order: Id | None = None) -> Spot:
    """Hands in what was scanned, if it is an old part that is still expected; else only says what it is.

    Raises Refused if it is a colleague's.
    """
    found = _spot(ctx, code, order)
    if found.kind != ROW or found.state not in rules.OUTSTANDING:
        return found
    old = ctx.session.get_one(OldPart, found.id)
    workflow.apply(ctx, WORKFLOW, old, "hand_in")
    return replace(found, state=old.state, taken=True)


def _spot(ctx: Any, code: str, order: Id | None) -> Spot:
    from app.services import lookup  # it names all kinds, and they this one

    hits = {hit.kind: hit for hit in lookup.code(ctx, code)}
    if rules.NAME in hits:
        return _row(ctx.session.get_one(OldPart, hits[rules.NAME].id))
    if orders.KIND_NAME in hits:
        found = hits[orders.KIND_NAME]
        return Spot(ORDER, found.id, found.called, found.id)
    if "requisitions" in hits:
        slip = ctx.session.get_one(Requisition, hits["requisitions"].id)
        if slip.order_id is not None:
            return Spot(ORDER, slip.order_id, slip.order_number, slip.order_id)
    if "parts" in hits and order is not None:
        of_part = [old for old in queries.of_order(ctx, order) if old.part_id == hits["parts"].id]
        if of_part:
            return _row(next((old for old in of_part if old.state in rules.OUTSTANDING), of_part[0]))
    if "bins" in hits:
        return Spot(BIN, hits["bins"].id, hits["bins"].called)
    named = next(iter(hits.values()), None)
    return Spot(NONE, None, named.called if named else code.strip()[:40])


def _row(old: OldPart) -> Spot:
    return Spot(ROW, old.id, old.number, old.order_id, f"{old.part} {old.name}", old.state)
