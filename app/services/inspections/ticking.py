"""The inspector's ticks beside the car: each is kept at once. Steps nothing."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.models.inspections import Inspection, InspectionItem
from app.services import attachments
from app.services.inspections.rules import FAULT, INSPECT, NAME, NO, OK, QUESTIONS, YES
from app.services.inspections.workflow import OPEN, WORKFLOW, no_own_work

PICTURE = "fault"  # the role of a photo, followed by the item's number


def _open(ctx: Any, sheet: Id) -> Inspection:
    """The sheet, while this person may write on it."""
    found = ctx.session.get(Inspection, sheet)
    if found is None:
        raise Refused("This inspection does not exist any more.")
    if found.state != OPEN:
        state = Text(WORKFLOW.state(found.state).label)
        raise Refused("{number} is “{state}”: nothing is ticked on it any more.", number=found.number, state=state)
    if ctx.actor.user is not None and (why := no_own_work(ctx, found, ctx.actor.user)):
        raise Refused(why if isinstance(why, Text) else why.text)
    return found  # type: ignore[no-any-return]


@usecase("inspections.tick", allow=INSPECT, rules=("R57", "R58"))
def tick(ctx: Context, sheet: Id, item: int, *, right: bool, note: str = "") -> None:
    """One repair item is right, or wrong with a note of what the technician has to do. `item` is its number."""
    line = _item(_open(ctx, sheet), item)
    if not right and not note.strip():
        raise Refused("Write down what is wrong.", where="note")
    line.result, line.note = (OK, None) if right else (FAULT, note.strip()[:200])


@usecase("inspections.answer", allow=INSPECT, rules=("R57",))
def answer(ctx: Context, sheet: Id, question: str, *, yes: bool) -> None:
    """Answers one of the questions about the car as a whole."""
    found = _open(ctx, sheet)
    if question not in QUESTIONS:
        raise Refused("The sheet has no question “{question}”. It has: {names}.", question=question,
                      names=", ".join(QUESTIONS))  # fmt: skip
    setattr(found, question, YES if yes else NO)


@usecase("inspections.all_right", allow=INSPECT, rules=("R57",))
def all_right(ctx: Context, sheet: Id) -> None:
    """Everything that is still open on the sheet is right; what was marked wrong stays wrong."""
    found = _open(ctx, sheet)
    for line in found.items:
        line.result = line.result or OK
    for name in QUESTIONS:
        setattr(found, name, getattr(found, name) or YES)


@usecase("inspections.picture", allow=INSPECT, rules=("R60",), secret=("content",))
def picture(ctx: Context, sheet: Id, item: int, name: str, content: bytes) -> Id:
    """Keeps a photo of what is wrong with an item; returns the attachment's id."""
    found = _open(ctx, sheet)
    line = _item(found, item)
    return attachments.attach(ctx, NAME, found.id, name, content, f"{PICTURE} {line.item}")


def _item(found: Inspection, item: int) -> InspectionItem:
    line = next((line for line in found.items if line.item == item), None)
    if line is None:
        raise Refused("{number} has no item {n}.", number=found.number, n=item)
    return line
