"""What a technician writes at the car: diagnosis, needed parts, questions to his supervisor; who shares an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text, pick
from app.models.parts import Part
from app.models.work_orders import Diagnosis, LabourLine, NeededPart, TechnicalAdvice, WorkOrder
from app.services.work_orders import shares
from app.services.work_orders.consent import order_of
from app.services.work_orders.rules import ADVISE, ASSIGN, DONE_WITH, KIND_NAME, WORK, WORKED_IN, on_the_job

_AT_THE_CAR = (*WORKED_IN, "paused")


def _at_work(ctx: Any, order: Id) -> WorkOrder:
    """The order, if this person works on it now."""
    one = order_of(ctx, order)
    if one.state not in _AT_THE_CAR:
        raise Refused("{number} is not in the workshop now.", number=one.number)
    if ctx.actor.user is not None and (why := on_the_job(ctx, one, ctx.actor.user)):
        raise Refused(why if isinstance(why, Text) else why.text)
    return one


@usecase("work_orders.diagnose", allow=WORK, rules=("R52",))
def note_diagnosis(
    ctx: Context, order: Id, *, symptom: str, cause: str, remedy: str, item: int | None = None,
    needs_nothing: bool = False,
) -> None:  # fmt: skip
    """Keeps what was found: symptom, cause, remedy; `needs_nothing` says that no part is needed."""
    one = _at_work(ctx, order)
    for name, value in (("symptom", symptom), ("cause", cause), ("remedy", remedy)):
        if not value.strip():
            raise Refused("A diagnosis says symptom, cause and remedy.", where=name)
    ctx.session.add(
        Diagnosis(
            order_id=one.id, item=item, symptom=symptom.strip()[:500], cause=cause.strip()[:500],
            remedy=remedy.strip()[:500], needs_nothing=needs_nothing, found_by=ctx.actor.user, found_at=ctx.now,
        )
    )  # fmt: skip


@usecase("work_orders.need", allow=WORK, rules=("R52", "R65"))
def need_part(
    ctx: Context, order: Id, *, part_id: Id | None = None, name: str = "", qty: int = 1000, item: int = 1
) -> None:
    """Notes a part that the job needs, from the part master or in words."""
    one = _at_work(ctx, order)
    part = ctx.session.get(Part, part_id) if part_id else None
    said = name.strip() or (f"{part.number} {pick(part.name_zh, part.name_en)}" if part else "")
    if not said:
        raise Refused("Choose the part, or write down what is needed.", where="part_id")
    if qty <= 0:
        raise Refused("Enter a quantity above zero.", where="qty")
    if item not in {line.position for line in one.labour}:
        raise Refused("Choose the item that the part is for.", where="item")
    ctx.session.add(
        NeededPart(
            order_id=one.id, item=item, part_id=part_id, name=said[:200], qty=qty, noted_by=ctx.actor.user,
            noted_at=ctx.now,
        )
    )  # fmt: skip


@usecase("work_orders.ask_advice", allow=WORK, rules=("R55",))
def ask_advice(ctx: Context, order: Id, question: str) -> None:
    """Asks the technical supervisor; he finds the question among his notices."""
    one = _at_work(ctx, order)
    if not question.strip():
        raise Refused("Write down the question.", where="question")
    ctx.session.add(
        TechnicalAdvice(order_id=one.id, question=question.strip()[:500], asked_by=ctx.actor.user, asked_at=ctx.now)
    )
    text = Text(N_("{number}: {question}"), number=one.number, question=question.strip()[:200])
    ctx.notify(text, role="TS", document=(KIND_NAME, one.id))


@usecase("work_orders.advise", allow=ADVISE, rules=("R55",))
def advise(ctx: Context, question: Id, advice: str) -> None:
    """Answers a technician's question; he hears of it."""
    one = ctx.session.get(TechnicalAdvice, question)
    if one is None:
        raise Refused("This question does not exist any more.")
    if not advice.strip():
        raise Refused("Write down the advice.", where="advice")
    one.advice, one.advised_by, one.advised_at = advice.strip()[:1000], ctx.actor.user, ctx.now
    order = ctx.session.get_one(WorkOrder, one.order_id)
    text = Text(N_("Advice on {number}: {advice}"), number=order.number, advice=one.advice[:200])
    ctx.notify(text, user=one.asked_by, document=(KIND_NAME, order.id))


@usecase("work_orders.share", allow=ASSIGN, rules=("R6",))
def share(ctx: Context, line: Id, people: Sequence[tuple[Id, int]]) -> None:
    """Sets who does an item and with what share, 10,000 together; also when a technician changes (E57)."""
    found = ctx.session.get(LabourLine, line)
    if found is None:
        raise Refused("This item does not exist any more.")
    order = ctx.session.get_one(WorkOrder, found.order_id)
    if order.state in ("draft", "wait_sign", "terminated", "cancelled", *DONE_WITH):
        raise Refused("{number} has no work to assign now.", number=order.number)
    shares.keep(ctx, found, dict(people))


@usecase("work_orders.to_bay", allow=ASSIGN, rules=("R51",))
def to_bay(ctx: Context, order: Id, bay: str) -> None:
    """The car stands in another bay from now on; "" = in none."""
    one = order_of(ctx, order)
    if one.state not in ("signed", *_AT_THE_CAR):
        raise Refused("{number} is not in the workshop now.", number=one.number)
    one.bay = bay.strip()[:40] or None
