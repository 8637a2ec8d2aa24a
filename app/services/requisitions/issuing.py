"""The hand-over of parts on a slip: posted once, at the average cost, signed by the receiver (R66, R67, E21)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from app.core import i18n, workflow
from app.core.clock import Id, new_id
from app.core.desk import Context, usecase
from app.core.errors import Conflict, Problem, Refused
from app.core.i18n import N_, Text
from app.models.people import User
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, RequisitionLine
from app.models.work_orders import WorkOrder
from app.services import stock
from app.services.people.login import rights
from app.services.requisitions import reserving, rules, substitutes, watchers
from app.services.requisitions.line_facts import bins_of, dropped, lines_of
from app.services.requisitions.picking import Pick, events, last_scan, on_counter
from app.services.requisitions.places import part_of
from app.services.requisitions.rules import INTERNAL, ISSUE, KIND_NAME
from app.services.requisitions.watchers import Given
from app.services.requisitions.workflow import WORKFLOW, label_of
from app.services.stock.balances import moves_table

PIN, PAPER = "PIN", "PAPER"
SIGNED_STEP = "issue"
_requested: Any = RequisitionLine.__table__
_issues: Any = PartIssue.__table__
_issue_lines: Any = PartIssueLine.__table__
_before: Any = (  # hand-overs of the slip so far, and the last place they took
    select(func.count(_issues.c.id.distinct()), func.coalesce(func.max(_issue_lines.c.position), 0))
    .select_from(_issues.outerjoin(_issue_lines, _issue_lines.c.issue_id == _issues.c.id))
    .where(_issues.c.requisition_id == bindparam("slip"))
)
_receiver: Any = select(User.name, User.active, User.roles).where(User.id == bindparam("user"))
_posted_values: Any = select(moves_table.c.source_line, moves_table.c.value).where(
    moves_table.c.seq >= bindparam("first"), moves_table.c.seq < bindparam("stop")
)


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
    order = _may_begin(ctx, one, receiver, way)
    scanned = events(ctx, one.id)
    lines = lines_of(ctx, one)
    rows = [
        (_line_of(one, lines, pick), pick)
        for pick in (on_counter(lines.values(), scanned) if picks is None else picks)
    ]  # fmt: skip
    if not rows:
        raise Refused("Nothing is picked yet: scan the parts first.")
    _check(ctx, one, lines, rows)
    made: dict[str, Any] = {
        "id": key or new_id(), "requisition_id": one.id, "issued_by": ctx.actor.user, "receiver_id": receiver,
        "way": way, "occurred_at": _moment(ctx, one, occurred_at), "posted_at": ctx.now,
        "scans_until": scanned[-1].seq if scanned else last_scan(ctx, one.id),
    }  # fmt: skip
    given = _hand_over(ctx, one, rows, made)
    left = _left(lines.values(), given)
    workflow.follow(ctx, WORKFLOW, one, "issue_part" if left else "issue")
    watchers.tell_issued(ctx, order, given)
    ctx.flush()
    return Handed(made["id"], one.number, made["nth"], one.state, one.version, left)


def _result(slip: Requisition, made: PartIssue) -> Handed:
    return Handed(made.id, slip.number, made.nth, slip.state, slip.version, _left(slip.lines, ()))


def _left(lines: Iterable[Any], given: Sequence[Given]) -> int:
    """On how many lines something is still due, after this was given."""
    gone: dict[Id, int] = defaultdict(int)
    for one in given:
        gone[one.line_id] += one.qty
    return sum(1 for line in lines if rules.due(line) > gone[line.id])


def _line_of(slip: Requisition, lines: Mapping[Id, Any], pick: Pick) -> Any:
    if pick.line not in lines:
        raise Refused("This line is not on {number} any more.", number=slip.number)
    return lines[pick.line]


def _may_begin(ctx: Context, slip: Requisition, receiver: Id, way: str) -> WorkOrder | None:
    rules.to_issue(slip, label_of(slip))
    keeper = ctx.actor.user
    if keeper is not None and (why := rules.not_asker_nor_approver(ctx, slip, keeper)):
        raise Refused(why if isinstance(why, Text) else why.text)
    order = ctx.session.get_one(WorkOrder, slip.order_id) if slip.order_id is not None else None
    if order is not None and order.state not in rules.IN_THE_SHOP:
        raise Refused("{number} is not being worked on: no parts are handed out for it.", number=order.number)
    person = ctx.conn.execute(_receiver, {"user": receiver}).first()
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
    return order


def _check(ctx: Context, slip: Requisition, lines: Mapping[Id, Any], rows: Sequence[tuple[Any, Pick]]) -> None:
    """Everything that speaks against these picks, line by line."""
    bins = bins_of(ctx, [pick for _, pick in rows])
    found: list[Problem] = []
    sums: dict[Id, int] = defaultdict(int)
    of_parts: dict[Id, int] = defaultdict(int)
    for line, pick in rows:
        sums[line.id] += pick.qty
        of_parts[part_of(line)] += pick.qty
        if why := _problem(slip, line, pick, bins):
            found.append(Problem(f"lines.{line.position - 1}.qty", why))
    for line in lines.values():
        if sums[line.id] > rules.due(line):
            text = N_("{part}: only {qty} {unit} are due.")
            said = {"part": line.code, "qty": i18n.quantity(rules.due(line), line.decimals), "unit": line.unit}
            found.append(Problem(f"lines.{line.position - 1}.qty", Text(text, **said)))
    promised = reserving.taken_from_others(ctx, slip, of_parts)
    places = {part_of(line): line.position - 1 for line, _ in rows}
    found += [Problem(f"lines.{places[part]}.qty", why) for part, why in promised.items()]
    if found:
        raise Refused.all(tuple(found))


def _problem(slip: Requisition, line: Any, pick: Pick, bins: Mapping[Id, tuple[str, Id]]) -> Text | None:
    """Why this can't be handed out on this line; how much is due is judged over all picks of the line."""
    code, house = bins.get(pick.bin, ("", None))
    said = {"part": line.number, "unit": line.part_unit, "decimals": line.qty_decimals, "bin": code}
    if pick.qty <= 0:
        return Text(N_("{part}: enter a quantity above zero."), **said)
    if pick.qty % 10 ** (3 - line.qty_decimals):
        return Text(N_("In {unit}, quantities have at most {decimals} decimals."), **said)
    if house != slip.warehouse_id:
        return Text(N_("{part}: choose a bin of the slip's warehouse."), **said)
    if name := dropped(line):
        return Text(N_("The customer dropped “{name}”: cancel the rest of this slip."), name=name)
    if why := substitutes.waits_for(line):
        return why
    if line.serial_tracked and (not pick.batch or pick.qty != 1000):
        return Text(N_("{part}: scan the serial number of each piece."), **said)
    if line.batch_tracked and not pick.batch:
        return Text(N_("{part}: scan the batch on its label, or choose it."), **said)
    return None


def _moment(ctx: Context, slip: Requisition, occurred_at: datetime | None) -> datetime:
    """When it happened: now, or what a paper says, never before the slip was approved."""
    if occurred_at is not None and slip.approved_at is not None and occurred_at < slip.approved_at:
        raise Refused("The slip was approved later than that. Correct the time.", where="occurred_at")
    return occurred_at or ctx.now


def _hand_over(ctx: Context, slip: Requisition, rows: Sequence[tuple[Any, Pick]], made: dict[str, Any]) -> list[Given]:
    before, place = ctx.conn.execute(_before, {"slip": slip.id}).one()
    made["nth"] = before + 1
    given: list[dict[str, Any]] = []
    issued: dict[Id, int] = {}
    for at, (line, pick) in enumerate(rows, place + 1):
        serial = line.serial_tracked
        given.append(
            {
                "id": new_id(), "issue_id": made["id"], "position": at, "line_id": line.id, "order_id": slip.order_id,
                "labour_line_id": line.labour_line_id, "part_id": part_of(line), "qty": pick.qty, "bin_id": pick.bin,
                "other_bin": line.bin_id is not None and pick.bin != line.bin_id,
                "batch": "" if serial else pick.batch, "serial": pick.batch if serial else "",
            }
        )  # fmt: skip
        issued[line.id] = issued.get(line.id, line.issued) + pick.qty
    ctx.write_many(_issues, [made])
    ctx.update_many(_requested, [{"id": id_, "issued": qty} for id_, qty in issued.items()])
    values = _post(ctx, slip, made, given)
    for row in given:
        row["value"] = -values[row["position"]]
    ctx.write_many(_issue_lines, given)
    return [Given(row["id"], row["line_id"], row["part_id"], row["qty"], row["serial"], row["value"]) for row in given]


def _post(ctx: Context, slip: Requisition, made: dict[str, Any], given: Sequence[dict[str, Any]]) -> dict[int, int]:
    """The ledger values it at the average; position → what it says (fen, below zero)."""
    kind = "INTERNAL_USE" if slip.type == INTERNAL else "REPAIR_ISSUE"
    moves = [
        stock.Move(
            row["part_id"], row["bin_id"], slip.warehouse_id, -row["qty"], kind, batch=row["serial"] or row["batch"],
            source_line=row["position"], occurred_at=made["occurred_at"], reason=slip.reason,
        )
        for row in given
    ]  # fmt: skip
    seqs = stock.post(ctx, KIND_NAME, slip.id, slip.number, moves)
    return dict(ctx.conn.execute(_posted_values, {"first": seqs.start, "stop": seqs.stop}).all())
