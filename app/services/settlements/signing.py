"""The customer's hand under a settlement list, on screen or on paper: with it the settlement holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, usecase
from app.core.errors import Conflict, Refused
from app.core.paper import read_code
from app.models.settlements import Settlement
from app.services import attachments, signatures
from app.services.settlement_papers import SettlementSheet
from app.services.settlements import guards, papers, rules
from app.services.settlements.workflow import WORKFLOW
from app.services.signatures import CameBack, Strokes


def _signable(ctx: Any, id: Id) -> tuple[Settlement, SettlementSheet]:
    """The draft and its sheet, if nothing stands in the way but the signature."""
    made = ctx.session.get(Settlement, id)
    if made is None or made.state != rules.DRAFT:
        raise Refused("This settlement does not wait for a signature.")
    for guard in (guards.reconciled, guards.within_agreed):
        if problem := workflow.judge(guard(ctx, made)):
            raise Refused(problem.text, where=problem.where)
    return made, papers.sheet_of(ctx, made)


@usecase("settlements.sign_on_screen", allow=rules.EDIT, rules=("R62",), secret=("strokes", "image", "paper"))
def sign_on_screen(
    ctx: Context, settlement: Id, *, name: str, strokes: Strokes, image: bytes, total: int | None = None,
    paper: bytes | None = None,
) -> None:  # fmt: skip
    """The customer signed on the pad; `total` and `paper` are what he saw there. The settlement holds from now on.

    Raises Conflict if it was changed while he read.
    """
    made, sheet = _signable(ctx, settlement)
    if total not in (None, made.total_amount):
        raise Conflict("{number} was changed by somebody else in the meantime. Look at it again.", number=made.number)
    signatures.sign_on_screen(ctx, papers.subject(made), sheet, name=name, strokes=strokes, image=image)
    if paper is not None:
        attachments.attach(ctx, rules.KIND_NAME, made.id, f"{made.number}.pdf", paper, "print")
    workflow.apply(ctx, WORKFLOW, made, "confirm")


def _of_code(ctx: Any, code: str) -> tuple[Settlement, int]:
    """The settlement of a paper's bar code, and the revision that was printed."""
    read = read_code(code)
    made = ctx.session.scalar(select(Settlement).where(Settlement.number == read[0])) if read else None
    if read is None or made is None:
        raise Refused("No settlement has the code “{code}”.", code=code)
    return made, read[1]


@usecase("settlements.paper_back", allow=rules.EDIT, rules=("R62",), secret=("image",))
def paper_back(ctx: Context, code: str, image: bytes, name: str = "") -> CameBack:
    """A signed list came back, as scan or photo, and its bar code was read: it is kept, and the draft holds by it.

    Refused if the settlement was reversed, or its draft changed since the paper was printed (E56).
    """
    made, printed = _of_code(ctx, code)
    if made.state == rules.DRAFT and printed != made.revision:
        raise Refused("{number} was changed after this paper was printed. Print it again.", number=made.number)
    sheet, subject = papers.sheet_of(ctx, made), papers.subject(made)
    if made.state == rules.DRAFT:
        sign_on_paper.fn(ctx, made.id, name=name.strip() or sheet.sender or sheet.customer, image=image)
        return CameBack(rules.KIND_NAME, made.id, made.number, made.revision, signed=True)
    if made.state == rules.REVERSED:
        raise Refused("{number} was reversed: this paper does not hold any more.", number=made.number)
    signatures.bring_back(ctx, subject, signatures.canonical_hash(sheet), image)
    return CameBack(rules.KIND_NAME, made.id, made.number, made.revision, signed=False)


def paper_signs(ctx: Reader, code: str) -> bool:
    """True if the paper of this code would sign its settlement."""
    made, printed = _of_code(ctx, code)
    return made.state == rules.DRAFT and printed == made.revision


@usecase("settlements.sign_on_paper", allow=rules.EDIT, rules=("R62",), secret=("image",))
def sign_on_paper(ctx: Context, settlement: Id, *, name: str, image: bytes | None = None) -> None:
    """The customer signed the printed list with a pen; its scan may come back later."""
    made, sheet = _signable(ctx, settlement)
    signatures.sign_on_paper(ctx, papers.subject(made), sheet, name=name, image=image)
    workflow.apply(ctx, WORKFLOW, made, "confirm")
