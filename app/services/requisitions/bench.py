"""What the keeper sees: slips to hand out, and one slip as a walk through the store. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.parts import Part
from app.models.requisitions import Requisition, RequisitionLine
from app.models.stations import Bin
from app.models.work_orders import LabourLine, PartLine, WorkOrder
from app.services import stock
from app.services.duties import name_of
from app.services.requisitions import picking, reserving, rules, substitutes
from app.services.requisitions.places import Lying, first_bin, homes, lying, part_of
from app.services.requisitions.rules import ISSUE, TO_ISSUE, due


@dataclass(frozen=True)
class Picked:
    """What was scanned of a line from one bin and batch since the last hand-over (1/1000)."""

    bin_id: Id
    bin: str
    batch: str
    qty: int
    other_bin: bool


@dataclass(frozen=True)
class Substitute:
    """Another part that is to go out instead; `state`: ASKED (supervisor), ALLOWED (customer), READY."""

    part_id: Id
    number: str
    name_zh: str | None
    name_en: str | None
    reason: str
    state: str


@dataclass(frozen=True)
class BenchLine:
    """One line as the keeper walks it. Quantities 1/1000; `due` is still to be handed out, `picked` of it scanned.

    `part_id` and the names are of the part that goes out. `there`: what can be handed out in this warehouse and is not
    reserved for a slip approved before, None
    while the reader counts it blind. `tracked`: "batch", "serial" or "".
    """

    line_id: Id
    position: int
    item: int | None
    work: str
    part_id: Id
    number: str
    name_zh: str | None
    name_en: str | None
    spec: str
    unit: str
    decimals: int
    bin_id: Id | None
    bin: str
    photo: str | None
    approved: int
    issued: int
    cancelled: int
    due: int
    picked: int
    picks: tuple[Picked, ...]
    there: int | None
    tracked: str
    substitute: Substitute | None
    short: bool
    dropped: bool


@dataclass(frozen=True)
class Bench:
    """A slip on the counter. `work` is the order's items, or what internal use is for; `old_parts` pieces (1/1000)."""

    id: Id
    number: str
    version: int
    state: str
    type: str
    plate: str
    car: str
    order_id: Id | None
    order_number: str
    work: str
    technician_id: Id | None
    technician: str
    bay: str
    approved_by: str
    approved_at: datetime | None
    old_parts: int
    lines: tuple[BenchLine, ...]
    last_seq: int | None


@dataclass(frozen=True)
class Waiting:
    """A slip to hand out; `ready_lines` of its `due_lines` can be handed out from stock."""

    id: Id
    number: str
    state: str
    type: str
    plate: str
    order_number: str
    technician: str
    bay: str
    approved_at: datetime | None
    lines: int
    due_lines: int
    ready_lines: int


@query("requisitions.waiting", allow=ISSUE)
def waiting(ctx: Reader) -> tuple[Waiting, ...]:
    """The slips that are to be handed out at this station, the one approved first first."""
    slips = list(
        ctx.session.scalars(
            select(Requisition)
            .where(Requisition.state.in_(TO_ISSUE), Requisition.station == ctx.station)
            .order_by(Requisition.approved_at, Requisition.number)
        )
    )
    left: dict[tuple[Id, Id], int] = {}  # what the slips approved before leave of a part in a warehouse
    for house in {slip.warehouse_id for slip in slips}:
        wanted = {part_of(line) for slip in slips if slip.warehouse_id == house for line in slip.lines if due(line)}
        left |= {(house, part): sum(x.qty for x in places) for part, places in lying(ctx, wanted, house).items()}
    return tuple(_waiting(ctx, slip, left) for slip in slips)


def _waiting(ctx: Reader, slip: Requisition, left: dict[tuple[Id, Id], int]) -> Waiting:
    open_ = [line for line in slip.lines if due(line)]
    ready = []
    for line in open_:
        place = (slip.warehouse_id, part_of(line))
        if left.get(place, 0) >= due(line):
            ready.append(line)
        left[place] = left.get(place, 0) - due(line)
    order = ctx.session.get(WorkOrder, slip.order_id) if slip.order_id else None
    return Waiting(
        slip.id, slip.number, slip.state, slip.type, slip.plate, slip.order_number,
        name_of(ctx, slip.technician_id) if slip.technician_id else "", (order.bay or "") if order else "",
        slip.approved_at, len(slip.lines), len(open_), len(ready),
    )  # fmt: skip


@query("requisitions.bench", allow=ISSUE)
def bench(ctx: Reader, slip: Id) -> Bench:
    """One slip with what was scanned for it so far, its lines in walking order. Refused if it is gone."""
    one = rules.slip_of(ctx, slip)
    order = ctx.session.get(WorkOrder, one.order_id) if one.order_id else None
    rows = picking.events(ctx, slip)
    last = picking.undoable(rows)
    items = [ctx.session.get_one(LabourLine, id_) for id_ in dict.fromkeys(x.labour_line_id for x in one.lines) if id_]
    return Bench(
        one.id, one.number, one.version, one.state, one.type, one.plate, order.vehicle_name if order else "",
        one.order_id, one.order_number, "、".join(x.name for x in items) if items else one.reason or "",
        one.technician_id, name_of(ctx, one.technician_id) if one.technician_id else "",
        (order.bay or "") if order else "", name_of(ctx, one.approved_by) if one.approved_by else "", one.approved_at,
        _old_parts(ctx, one), _lines(ctx, one, rows), last.seq if last is not None else None,
    )  # fmt: skip


def _old_parts(ctx: Reader, slip: Requisition) -> int:
    """How many old parts are to come back for what this slip hands out."""
    total = 0
    for line in slip.lines if slip.order_id else ():
        signed = ctx.session.get(PartLine, line.part_line_id) if line.part_line_id else None
        part = ctx.session.get_one(Part, part_of(line))
        if signed.old_part if signed is not None else not part.consumable:
            total += max(0, (line.approved or 0) - line.cancelled)
    return total


def _lines(ctx: Reader, slip: Requisition, rows: list[Any]) -> tuple[BenchLine, ...]:
    parts = {p.id: p for p in ctx.session.scalars(select(Part).where(Part.id.in_([part_of(x) for x in slip.lines])))}
    there, home = lying(ctx, list(parts), slip.warehouse_id), homes(ctx, list(parts), slip.warehouse_id)
    sums = picking.sums(rows)
    expected = {x.id: x.bin_id or first_bin(part_of(x), there, home) for x in slip.lines}
    bins = set(expected.values()) | {key[1] for key in sums}
    codes = dict(ctx.conn.execute(select(Bin.id, Bin.code).where(Bin.id.in_([b for b in bins if b]))).all())
    hidden, held = stock.blind_bins(ctx), reserving.held_before(ctx, slip, list(parts))
    shorts = picking.said_short(ctx, slip.id)
    found = [
        _line(ctx, line, parts[part_of(line)], expected[line.id], codes, sums, there.get(part_of(line), []),
              held.get(part_of(line), (0, ""))[0], hidden, line.id in shorts)
        for line in slip.lines
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda x: (not x.bin, x.bin, x.position)))


def _line(
    ctx: Reader, line: RequisitionLine, part: Part, place: Id | None, codes: dict[Id, str],
    sums: dict[tuple[Id, Id, str], int], there: list[Lying], held: int, hidden: Collection[Id], short: bool,
) -> BenchLine:  # fmt: skip
    picks = tuple(
        Picked(bin_, codes.get(bin_, ""), lot, qty, line.bin_id is not None and bin_ != line.bin_id)
        for (id_, bin_, lot), qty in sums.items()
        if id_ == line.id
    )
    item = rules.item_of(ctx, line)
    blind = any(x.bin_id in hidden for x in there)
    return BenchLine(
        line.id, line.position, line.item, item.name if item else "", part.id, part.number, part.name_zh, part.name_en,
        part.spec_model, part.unit, part.qty_decimals, place, codes.get(place, "") if place else "", part.photo,
        line.approved or 0, line.issued, line.cancelled, due(line), sum(x.qty for x in picks), picks,
        None if blind else max(0, sum(x.qty for x in there) - held),
        "serial" if part.serial_tracked else "batch" if part.batch_tracked else "", _substitute(ctx, line), short,
        bool(rules.dropped(ctx, line)),
    )  # fmt: skip


def _substitute(ctx: Reader, line: RequisitionLine) -> Substitute | None:
    new = ctx.session.get(Part, line.substitute_id) if line.substitute_id else None
    if new is None:
        return None
    return Substitute(
        new.id, new.number, new.name_zh, new.name_en, line.substitute_reason or "", substitutes.stage(line)
    )
