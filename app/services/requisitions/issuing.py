"""The hand-over of parts on a slip: posted once, at the average cost, signed by the receiver (R66, R67, E21)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core import i18n, workflow
from app.core.clock import Id, new_id
from app.core.desk import Context, usecase
from app.core.errors import Conflict, Problem, Refused
from app.core.i18n import N_, Text
from app.models.parts import Part
from app.models.people import User
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, RequisitionLine
from app.models.stations import Bin
from app.models.work_orders import LabourLine, PartLine, WorkOrder
from app.services import stock
from app.services.people.login import rights
from app.services.requisitions import rules, substitutes, watchers
from app.services.requisitions.picking import Pick, counted, last_scan
from app.services.requisitions.places import part_of
from app.services.requisitions.rules import INTERNAL, ISSUE, KIND_NAME
from app.services.requisitions.workflow import WORKFLOW, label_of
from app.services.stock.balances import moves_table

PIN, PAPER = "PIN", "PAPER"
SIGNED_STEP = "issue"


@dataclass(frozen=True)
class Handed:
    """What a hand-over led to; `left` is how many lines still have something due."""

    issue_id: Id
    number: str
    nth: int
    state: str
    version: int
    left: int


@usecase("requisitions.issue", allow=ISSUE, rules=("R66", "R67", "SD2"))
def issue(
    ctx: Context, slip: Id, *, receiver: Id, way: str = PAPER, picks: Sequence[Pick] | None = None,
    key: Id | None = None, version: int | None = None, occurred_at: datetime | None = None,
) -> Handed:  # fmt: skip
    """Hands out what was picked (None: what was scanned since the last hand-over) and posts it to the ledger.

    The receiver signs by PIN (a signature for the step "issue") or on the printed slip. The same `key` again changes
    nothing and gives the first result. `occurred_at` is when it happened, of a paper that is entered later. Raises
    Refused: slip not approved, more than is due, a substitute nobody agreed to, an item the customer dropped, not
    enough in the bin, the keeper asked or approved himself.
    """
    one = rules.slip_of(ctx, slip)
    if key is not None and (before := ctx.session.get(PartIssue, key)) is not None:
        return _result(one, before)
    if version is not None and one.version != version:
        raise Conflict("{number} was changed by somebody else in the meantime. Look at it again.", number=one.number)
    _may_begin(ctx, one, receiver, way)
    wanted = list(counted(ctx, one)) if picks is None else list(picks)
    rows = [(rules.line_of(one, pick.line), pick) for pick in wanted]
    if not rows:
        raise Refused("Nothing is picked yet: scan the parts first.")
    held = _read_together(ctx, one, rows)  # as long as it is held, asking for one of them costs no statement
    _check(ctx, one, rows)
    made = _hand_over(ctx, one, rows, PartIssue(
        id=key or new_id(), requisition_id=one.id, issued_by=ctx.actor.user, receiver_id=receiver, way=way,
        occurred_at=_moment(ctx, one, occurred_at), posted_at=ctx.now, scans_until=last_scan(ctx, one.id),
    ))  # fmt: skip
    left = any(rules.due(line) for line in one.lines)
    workflow.follow(ctx, WORKFLOW, one, "issue_part" if left else "issue")
    watchers.tell_issued(ctx, made.lines)
    ctx.flush()
    held.clear()
    return _result(one, made)


def _read_together(ctx: Context, slip: Requisition, rows: Sequence[tuple[RequisitionLine, Pick]]) -> list[Any]:
    """What judging and posting these lines, and whoever is told, will ask for one by one: five statements instead."""
    wanted: tuple[tuple[type[Any], set[Id | None]], ...] = (
        (Part, {part_of(line) for line, _ in rows}), (Bin, {pick.bin for _, pick in rows}),
        (LabourLine, {line.labour_line_id for line, _ in rows}), (PartLine, {line.part_line_id for line, _ in rows}),
        (WorkOrder, {slip.order_id}),
    )  # fmt: skip
    return [
        one for model, ids in wanted for one in ctx.session.scalars(select(model).where(model.id.in_(ids - {None})))
    ]


def _result(slip: Requisition, made: PartIssue) -> Handed:
    left = sum(1 for line in slip.lines if rules.due(line))
    return Handed(made.id, slip.number, made.nth, slip.state, slip.version, left)


def _may_begin(ctx: Context, slip: Requisition, receiver: Id, way: str) -> None:
    rules.to_issue(slip, label_of(slip))
    keeper = ctx.actor.user
    if keeper is not None and (why := rules.not_asker_nor_approver(ctx, slip, keeper)):
        raise Refused(why if isinstance(why, Text) else why.text)
    if slip.order_id is not None:
        order = ctx.session.get_one(WorkOrder, slip.order_id)
        if order.state not in rules.IN_THE_SHOP:
            raise Refused("{number} is not being worked on: no parts are handed out for it.", number=order.number)
    person = ctx.session.get(User, receiver)
    if person is None or not person.active:
        raise Refused("Choose who receives the parts.", where="receiver")
    if receiver == keeper:
        raise Refused("Somebody else receives the parts: {name} hands them out.", where="receiver", name=person.name)
    if rules.RECEIVE.code not in rights(ctx, person.roles):
        raise Refused("{name} receives no parts for the workshop.", where="receiver", name=person.name)
    if way not in (PIN, PAPER):
        raise Refused("Choose how the receiver signs: with his PIN, or on paper.", where="way")
    if way == PIN and ctx.redeem(slip.id, slip.version, SIGNED_STEP).user != receiver:
        raise Refused("Whoever receives the parts signs for them himself: {name}.", where="pin", name=person.name)


def _check(ctx: Context, slip: Requisition, rows: list[tuple[RequisitionLine, Pick]]) -> None:
    """Everything that speaks against these picks, line by line."""
    found: list[Problem] = []
    sums: dict[Id, int] = defaultdict(int)
    for line, pick in rows:
        sums[line.id] += pick.qty
        if why := pick_problem(ctx, slip, line, pick):
            found.append(Problem(f"lines.{line.position - 1}.qty", why))
    for line in slip.lines:
        if sums[line.id] > rules.due(line):
            text = N_("{part}: only {qty} {unit} are due.")
            said = {"part": line.code, "qty": i18n.quantity(rules.due(line), line.decimals), "unit": line.unit}
            found.append(Problem(f"lines.{line.position - 1}.qty", Text(text, **said)))
    if found:
        raise Refused.all(tuple(found))


def pick_problem(ctx: Any, slip: Requisition, line: RequisitionLine, pick: Pick) -> Text | None:
    """Why this can't be handed out on this line; how much is due is judged over all picks of the line."""
    part = ctx.session.get(Part, part_of(line))
    place = ctx.session.get(Bin, pick.bin)
    said = {"part": part.number, "unit": part.unit, "decimals": part.qty_decimals, "bin": place.code if place else ""}
    if pick.qty <= 0:
        return Text(N_("{part}: enter a quantity above zero."), **said)
    if pick.qty % 10 ** (3 - part.qty_decimals):
        return Text(N_("In {unit}, quantities have at most {decimals} decimals."), **said)
    if place is None or place.warehouse_id != slip.warehouse_id:
        return Text(N_("{part}: choose a bin of the slip's warehouse."), **said)
    if name := rules.dropped(ctx, line):
        return Text(N_("The customer dropped “{name}”: cancel the rest of this slip."), name=name)
    if why := substitutes.waits_for(line):
        return why
    if part.serial_tracked and (not pick.batch or pick.qty != 1000):
        return Text(N_("{part}: scan the serial number of each piece."), **said)
    if part.batch_tracked and not pick.batch:
        return Text(N_("{part}: scan the batch on its label, or choose it."), **said)
    return None


def _moment(ctx: Context, slip: Requisition, occurred_at: datetime | None) -> datetime:
    """When it happened: now, or what a paper says, never before the slip was approved."""
    if occurred_at is not None and slip.approved_at is not None and occurred_at < slip.approved_at:
        raise Refused("The slip was approved later than that. Correct the time.", where="occurred_at")
    return occurred_at or ctx.now


def _hand_over(ctx: Context, slip: Requisition, rows: list[tuple[RequisitionLine, Pick]], made: PartIssue) -> PartIssue:
    ours = select(PartIssue.id).where(PartIssue.requisition_id == slip.id)
    nth = ctx.conn.execute(select(func.count()).select_from(ours.subquery())).scalar_one() + 1
    place = ctx.conn.execute(
        select(func.max(PartIssueLine.position)).where(PartIssueLine.issue_id.in_(ours))
    ).scalar() or 0  # fmt: skip
    made.nth = nth
    given: list[dict[str, Any]] = []
    for at, (line, pick) in enumerate(rows, place + 1):
        serial = ctx.session.get_one(Part, part_of(line)).serial_tracked
        given.append(
            {
                "issue_id": made.id, "position": at, "line_id": line.id, "order_id": slip.order_id,
                "labour_line_id": line.labour_line_id, "part_id": part_of(line), "qty": pick.qty, "bin_id": pick.bin,
                "other_bin": line.bin_id is not None and pick.bin != line.bin_id,
                "batch": "" if serial else pick.batch, "serial": pick.batch if serial else "",
            }
        )  # fmt: skip
        line.issued += pick.qty
    values = _post(ctx, slip, made, given)
    ctx.session.add(made)
    priced = [row | {"value": -values[row["position"]]} for row in given]
    ctx.write_many(PartIssueLine.__table__, priced)  # type: ignore[arg-type]
    return made


def _post(ctx: Context, slip: Requisition, made: PartIssue, given: Sequence[dict[str, Any]]) -> dict[int, int]:
    """The ledger values it at the average; position → what it says (fen, below zero)."""
    kind = "INTERNAL_USE" if slip.type == INTERNAL else "REPAIR_ISSUE"
    moves = [
        stock.Move(
            row["part_id"], row["bin_id"], slip.warehouse_id, -row["qty"], kind, batch=row["serial"] or row["batch"],
            source_line=row["position"], occurred_at=made.occurred_at, reason=slip.reason,
        )
        for row in given
    ]  # fmt: skip
    seqs = stock.post(ctx, KIND_NAME, slip.id, slip.number, moves)
    return dict(
        ctx.conn.execute(
            select(moves_table.c.source_line, moves_table.c.value).where(
                moves_table.c.seq >= seqs.start, moves_table.c.seq < seqs.stop
            )
        ).all()
    )
