"""The customer's hand under a revision: on screen, on paper, or his refusal. A signature brings the order on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, usecase
from app.core.errors import Conflict, Refused
from app.core.paper import read_code
from app.models.work_orders import WorkOrder, WorkOrderRevision
from app.services import attachments, signatures
from app.services.order_papers import OrderSheet, read_back
from app.services.signatures import CameBack, Strokes, Subject
from app.services.work_orders import revisions
from app.services.work_orders.consent import order_of
from app.services.work_orders.rules import AGREE, KIND_NAME, SIGNATURE
from app.services.work_orders.workflow import WORKFLOW


def _signable(ctx: Context, order: Id) -> tuple[WorkOrder, Subject, OrderSheet]:
    """The order, what is signed and the sheet that was issued last; Refused where nothing waits for a signature."""
    one = order_of(ctx, order)
    if one.state not in ("wait_sign", "wait_consent"):
        raise Refused("{number} does not wait for a signature.", number=one.number)
    made = revisions.last(ctx, one)
    if made.outcome != revisions.OPEN:
        raise Refused("Issue {number} again before it is signed.", number=one.number)
    if one.state == "wait_consent" and (why := revisions.still_true(ctx, one)):
        raise Refused(why)
    return one, revisions.subject(one, made.number), read_back(made.sheet)


def _onward(ctx: Context, order: WorkOrder, name: str) -> None:
    """Signed: the order may be assigned, or the proposal is agreed to."""
    if order.state == "wait_sign":
        workflow.apply(ctx, WORKFLOW, order, "sign")
    else:
        workflow.apply(ctx, WORKFLOW, order, "consent", {"way": SIGNATURE, "person": name, "words": ""})


@usecase("work_orders.sign_on_screen", allow=AGREE, rules=("R51", "R53"), secret=("strokes", "image", "paper"))
def sign_on_screen(
    ctx: Context, order: Id, *, name: str, strokes: Strokes, image: bytes, revision: int | None = None,
    paper: bytes | None = None,
) -> None:  # fmt: skip
    """The customer signed the revision issued last on the pad; `revision` and `paper` are what he saw there.

    Raises Conflict if another one was issued while he read.
    """
    one, subject, sheet = _signable(ctx, order)
    if revision not in (None, subject.revision):
        raise Conflict("{number} was changed by somebody else in the meantime. Look at it again.", number=one.number)
    signatures.sign_on_screen(ctx, subject, sheet, name=name, strokes=strokes, image=image)
    if paper is not None:
        attachments.attach(ctx, KIND_NAME, order, f"{one.number}.{subject.revision}.pdf", paper, "print")
    _onward(ctx, one, name)


@usecase("work_orders.sign_on_paper", allow=AGREE, rules=("R51", "R53"))
def sign_on_paper(ctx: Context, order: Id, *, name: str, image: bytes | None = None) -> None:
    """The customer signed the printed revision with a pen; its scan may come back later."""
    one, subject, sheet = _signable(ctx, order)
    signatures.sign_on_paper(ctx, subject, sheet, name=name, image=image)
    _onward(ctx, one, name)


@usecase("work_orders.not_signed", allow=AGREE, rules=("R51",))
def not_signed(ctx: Context, order: Id, *, name: str, reason: str) -> None:
    """The customer would not sign this revision: it is kept, and no work begins."""
    _one, subject, sheet = _signable(ctx, order)
    signatures.refuse(ctx, subject, sheet, name=name, reason=reason)


@usecase("work_orders.paper_back", allow=AGREE, rules=("R51", "R53"), secret=("image",))
def paper_back(ctx: Context, code: str, image: bytes, name: str = "") -> CameBack:
    """A signed paper came back, as scan or photo, and its bar code was read: it is kept with its revision.

    What waits for the signature goes on. Refused if the paper is of a revision that does not hold any more (E56).
    """
    one, made = _of_code(ctx, code)
    subject, matter = revisions.subject(one, made.number), read_back(made.sheet)
    held = revisions.signature(ctx, one, made.number)
    who = name.strip() or one.sender_name or made.answered_by or matter.customer
    if held is not None:
        signatures.bring_back(ctx, subject, made.sheet_hash, image)
    elif made.outcome == revisions.OPEN:
        sign_on_paper.fn(ctx, one.id, name=who, image=image)
    elif made.outcome == revisions.AGREED:  # agreed to by call, signed when the car was fetched
        signatures.sign_on_paper(ctx, subject, matter, name=who, image=image)
    else:
        raise Refused(
            "This paper is revision {n} of {number}, which does not hold any more. Print the order again and let it be "
            "signed.", n=made.number, number=one.number,
        )  # fmt: skip
    signed = held is None and made.outcome == revisions.AGREED
    return CameBack(KIND_NAME, one.id, one.number, made.number, signed=signed)


def paper_signs(ctx: Reader, code: str) -> bool:
    """True if the paper of this code would sign its revision, and not only add to a signature that stands."""
    one, made = _of_code(ctx, code)
    return revisions.signature(ctx, one, made.number) is None and made.outcome in (revisions.OPEN, revisions.AGREED)


def _of_code(ctx: Any, code: str) -> tuple[WorkOrder, WorkOrderRevision]:
    read = read_code(code)
    one = ctx.session.scalar(select(WorkOrder).where(WorkOrder.number == read[0])) if read else None
    if read is None or one is None:
        raise Refused("No work order has the code “{code}”.", code=code)
    made = revisions.find(ctx, one.id, read[1])
    if made is None:
        raise Refused("{number} has no revision {n}.", number=one.number, n=read[1])
    return one, made
