"""More or other work than was agreed (R53): proposed by technicians, priced by advisors, asked of the customer.

A signed line is never changed: another one stands beside it, locked, until the customer agrees to take it instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text, pick
from app.models.labour import LabourItem
from app.models.parts import Part
from app.models.work_orders import LabourLine, PartLine, WorkOrder
from app.services import attachments, contacts, labour, taxes
from app.services.work_orders import revisions, shares
from app.services.work_orders.revisions import AGREED, OPEN, REFUSED
from app.services.work_orders.rules import (
    AGREE,
    AGREED_LINES,
    CALL,
    DECLINED,
    EDIT,
    KIND_NAME,
    PICTURE,
    PLANNED,
    PROPOSED,
    PROPOSED_IN,
    REPLACED,
    WORK,
    labour_tax,
    lines_of,
    on_the_job,
    proposed,
)


@dataclass(frozen=True)
class Work:
    """An item to propose: from the catalogue or in words. `replaces` an agreed item; hours 0 then drops it."""

    labour_id: Id | None = None
    name: str = ""
    hours: int | None = None
    rate: int | None = None
    replaces: Id | None = None
    note: str = ""


@dataclass(frozen=True)
class Goods:
    """A part to propose for the item at position `item`; 0 is the first item of the same proposal."""

    item: int = 0
    part_id: Id | None = None
    name: str = ""
    qty: int = 1000
    price: int | None = None
    grade: str = ""
    source: str = "OWN"
    replaces: Id | None = None


def order_of(ctx: Any, id: Id) -> WorkOrder:
    """The order, or Refused if it is gone."""
    found = ctx.session.get(WorkOrder, id)
    if found is None:
        raise Refused("This work order does not exist any more.")
    return found  # type: ignore[no-any-return]


def filled_work(ctx: Any, order: WorkOrder, line: LabourLine) -> None:
    """What the catalogue knows of an item and the line leaves open."""
    item = ctx.session.get(LabourItem, line.labour_id) if line.labour_id else None
    if item is not None:
        line.name = line.name or pick(item.name_zh, item.name_en)
        line.important = line.important or item.important
        line.hours = line.hours or item.hours
        if line.rate is None:
            line.rate = labour.rate_of(ctx, item)
    if line.rate is None:
        line.rate = ctx.setting(labour.RATE) * 10_000
    line.tax_rate = labour_tax(ctx, order)


def filled_part(ctx: Any, order: WorkOrder, line: PartLine) -> None:
    """Snapshots of the part: what the customer is shown never changes afterwards."""
    part = ctx.session.get(Part, line.part_id) if line.part_id else None
    if part is not None:
        line.code, line.unit, line.decimals = part.number, part.unit, part.qty_decimals
        line.name = line.name or pick(part.name_zh, part.name_en)
        line.grade = line.grade or part.quality_grade
        line.old_part = line.old_part and not part.consumable
        if line.price is None:
            line.price = part.price_retail
    line.tax_rate = taxes.sold(ctx, part.tax_rate if part else None, order.created_at)
    if line.source == "CUSTOMER":
        line.price, line.old_part = 0, False


@usecase("work_orders.propose_lines", allow=None, rules=("R53",))
def propose_lines(ctx: Context, order: Id, work: Sequence[Work] = (), goods: Sequence[Goods] = ()) -> None:
    """Adds lines that wait for the customer; nothing of them is done or issued before he agrees.

    For the technicians of the order while they work, and for advisors, also while the customer is being asked.
    """
    one = order_of(ctx, order)
    if not (ctx.actor.may(EDIT) or ctx.actor.may(WORK)):
        ctx.actor.require(WORK)
    if one.state not in (*PROPOSED_IN, "wait_consent"):
        raise Refused("More work is proposed while the car is diagnosed or repaired.")
    if ctx.actor.user is not None and not ctx.actor.may(EDIT) and (why := on_the_job(ctx, one, ctx.actor.user)):
        raise Refused(why if isinstance(why, Text) else why.text)
    if not work and not goods:
        raise Refused("Propose an item or a part.")
    first = len(one.labour) + 1
    for row in work:
        _add_work(ctx, one, row)
    for part in goods:
        _add_goods(ctx, one, part, first if work else 1)
    ctx.flush()
    revisions.reckon(ctx, one)


def _replaced(lines: Sequence[Any], id: Id | None) -> Any:
    """The agreed line that a proposal replaces."""
    if id is None:
        return None
    found = next((line for line in lines if line.id == id), None)
    if found is None or found.status not in AGREED_LINES:
        raise Refused("Only a line that the customer agreed to can be replaced.")
    if any(line.replaces == id and line.status == PROPOSED for line in lines):
        raise Refused("There is a proposal for “{name}” already.", name=found.name)
    return found


def _add_work(ctx: Context, order: WorkOrder, row: Work) -> None:
    old = _replaced(order.labour, row.replaces)
    if old is not None and old.status != PLANNED and row.hours == 0:
        raise Refused("“{name}” is begun already and can't be dropped.", name=old.name)
    line = LabourLine(
        position=len(order.labour) + 1, labour_id=row.labour_id or (old.labour_id if old else None),
        name=row.name or (old.name if old else ""), hours=row.hours or 0, rate=row.rate, status=PROPOSED,
        since=order.revision + 1, replaces=row.replaces, note=row.note[:200] or None,
    )  # fmt: skip
    filled_work(ctx, order, line)
    if row.hours is not None:
        line.hours = row.hours
    if not line.name:
        raise Refused("Name the work.", where="name")
    if line.hours <= 0 and old is None:
        raise Refused("Say how many hours “{name}” takes.", where="hours", name=line.name)
    order.labour.append(line)


def _add_goods(ctx: Context, order: WorkOrder, row: Goods, first: int) -> None:
    old = _replaced(order.parts, row.replaces)
    line = PartLine(
        position=len(order.parts) + 1, item=old.item if old else row.item or first,
        part_id=row.part_id or (old.part_id if old and not row.name else None),
        name=row.name, qty=row.qty, price=row.price, grade=row.grade or None, source=row.source, status=PROPOSED,
        since=order.revision + 1, replaces=row.replaces, unit="件", decimals=0, old_part=True, code="",
    )  # fmt: skip
    filled_part(ctx, order, line)
    if old is not None and not line.name:
        line.name, line.unit, line.decimals = old.name, old.unit, old.decimals
    if not line.name:
        raise Refused("Name the part.", where="name")
    order.parts.append(line)


def _proposed_line(order: WorkOrder, line: Id) -> Any:
    found = next((x for x in proposed(order) if x.id == line), None)
    if found is None:
        raise Refused("This line does not wait for the customer: it can't be changed any more.")
    return found


@usecase("work_orders.price_line", allow=EDIT, rules=("R53",))
def price_line(
    ctx: Context, order: Id, line: Id, *, hours: int | None = None, rate: int | None = None, qty: int | None = None,
    price: int | None = None, grade: str | None = None, payer: str | None = None,
) -> None:  # fmt: skip
    """The advisor's price for a proposed line: hours and rate of an item, quantity, price and grade of a part."""
    one = order_of(ctx, order)
    found = _proposed_line(one, line)
    given = {"hours": hours, "rate": rate, "qty": qty, "price": price, "grade": grade, "payer": payer}
    for name, value in given.items():
        if isinstance(value, int) and value < 0:
            raise Refused("A value below zero does not fit here. Enter it without the minus sign.", where=name)
        if value is not None and hasattr(found, name):
            setattr(found, name, value)
    revisions.reckon(ctx, one)


@usecase("work_orders.decline_line", allow=AGREE, rules=("R53",))
def decline_line(ctx: Context, order: Id, line: Id, risk: str) -> None:
    """The customer refuses one of several proposed lines: it stays, with its risk; the rest is issued anew."""
    one = order_of(ctx, order)
    found = _proposed_line(one, line)
    if not risk.strip():
        raise Refused("Write down the risk that the customer was told of.", where="risk")
    _decline(one, [found], risk)
    revisions.reckon(ctx, one)


@usecase("work_orders.take_back", allow=None, rules=("R53",))
def take_back(ctx: Context, order: Id, line: Id) -> None:
    """Takes a proposed line away that nobody was shown yet."""
    one = order_of(ctx, order)
    if not ctx.actor.may(EDIT):
        ctx.actor.require(WORK)
    found = _proposed_line(one, line)
    last = revisions.find(ctx, one.id, one.revision)
    if last is not None and last.outcome == OPEN:
        raise Refused("The customer was shown this line: he declines it, or agrees.")
    (one.labour if found in one.labour else one.parts).remove(found)
    ctx.flush()
    revisions.reckon(ctx, one)


def _decline(order: WorkOrder, lines: Sequence[Any], risk: str) -> None:
    """The lines, and the parts of items among them, are declined."""
    items = {line.position for line in lines if isinstance(line, LabourLine) and not line.replaces}
    for line in proposed(order):
        if line in lines or (isinstance(line, PartLine) and line.item in items):
            line.status, line.note = DECLINED, risk.strip()[:200]


@usecase("work_orders.log_contact", allow=AGREE, rules=("R53",))
def log_contact(
    ctx: Context, order: Id, *, channel: str, recipient: str, reached: bool, words: str = "", purpose: str = "CONSENT"
) -> None:
    """Keeps a call or message to the customer of an order; unreached ones are the proof that he was tried (E53)."""
    one = order_of(ctx, order)
    contacts.log(
        ctx, KIND_NAME, one.id, purpose=purpose, channel=channel, recipient=recipient, reached=reached, words=words
    )


# --- effects of the steps ---------------------------------------------------------------------------------------------
def send_proposal(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """Tells the advisor: he prices it and asks the customer."""
    order.reason = answers["reason"]
    if answers.get("promised_at"):
        order.promised_at = answers["promised_at"]
    revisions.reckon(ctx, order)
    text = Text(N_("{number} needs the customer's consent: {reason}"), number=order.number, reason=order.reason)
    ctx.notify(text, user=order.advisor_id, role=None if order.advisor_id else "SA", document=(KIND_NAME, order.id))


def issue_again(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """Revision n+1: what was agreed with what is proposed, old and new amounts beside each other."""
    if answers.get("promised_at"):
        order.promised_at = _later(ctx, answers["promised_at"])
    revisions.issue(ctx, order, order.reason or "")


def _later(ctx: Any, moment: datetime) -> datetime:
    if moment <= ctx.now:
        raise Refused("The promised time is over. Agree on a later one.", where="promised_at")
    return moment


def agree(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """The customer agreed: the new revision holds, its lines may be worked on, what they replace is out."""
    made = revisions.answer(
        ctx, order, AGREED, way=answers["way"], by=answers["person"] or "", words=answers.get("words") or ""
    )
    if answers["way"] != "SIGNATURE":
        _log_answer(ctx, order, answers, answers.get("words") or "")
    _keep_picture(ctx, order, answers)
    new = proposed(order)
    old: dict[Id | None, Any] = {line.id: line for line in lines_of(order)}
    team = shares.of_order(ctx, order)
    for line in new:
        line.status, line.since = PLANNED, made.number
        if line.replaces:
            old[line.replaces].status = REPLACED
        if isinstance(line, LabourLine):
            _staff(ctx, line, old.get(line.replaces), team)
    _drop_empty(new)


def _staff(ctx: Any, line: LabourLine, old: Any, team: set[Id]) -> None:
    """Who did the old item does the new one; a new item goes to the technician of the order if there is but one."""
    people = dict(shares.shares_of(ctx, [old.id]).get(old.id, ())) if old is not None else {}
    if not people and len(team) == 1:
        people = dict.fromkeys(team, shares.WHOLE)
    if people:
        shares.keep(ctx, line, people)


def _drop_empty(lines: Sequence[Any]) -> None:
    """A replacement by nothing was the wish to drop a line."""
    for line in lines:
        if line.replaces and (line.hours if isinstance(line, LabourLine) else line.qty) == 0:
            line.status = REPLACED


def refuse(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """The customer refused: the lines are declined with their risk, the agreed scope goes on."""
    if revisions.still_true(ctx, order) is not None:
        revisions.issue(ctx, order, order.reason or "")
    revisions.answer(ctx, order, REFUSED, way=answers["way"], by=answers["person"] or "", words=answers["risk"])
    _log_answer(ctx, order, answers, answers["risk"])
    _keep_picture(ctx, order, answers)
    for line in proposed(order):
        line.status, line.note = DECLINED, answers["risk"][:200]
    revisions.reckon(ctx, order)


def _keep_picture(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """The chat as a picture belongs to the revision that it answers, and stays."""
    if answers.get("picture"):
        name, role = f"{order.number}.{order.revision}", f"{PICTURE} {order.revision}"
        attachments.name_kept(ctx, KIND_NAME, order.id, answers["picture"], name, role)
        answers["picture"] = name  # what the history says: a hash tells a reader nothing


def _log_answer(ctx: Any, order: WorkOrder, answers: dict[str, Any], words: str) -> None:
    contacts.log(
        ctx, KIND_NAME, order.id, purpose="CONSENT", channel="PHONE" if answers["way"] == CALL else "MESSAGE",
        recipient=f"{answers['person'] or ''} {order.consent_phone or ''}".strip(), reached=True, words=words,
    )  # fmt: skip
