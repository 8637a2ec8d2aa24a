"""The way of a signed paper: filed with the document whose code it bears, looked at, or put aside. Knows no file."""

from __future__ import annotations

from typing import Any

from app.core.access import Permission
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.paper import paper_code, read_code
from app.core.screen import Field
from app.core.usecase import UseCase
from app.core.workflow import State, Step, Workflow
from app.models.returned_papers import ReturnedPaper
from app.services import attachments, deliveries, receptions
from app.services.old_parts import rules as old_parts
from app.services.old_parts import signing as old_slips
from app.services.settlements import rules as settlements
from app.services.settlements import signing as settling
from app.services.signatures import CameBack
from app.services.work_orders import rules as orders
from app.services.work_orders import signing

NAME, PREFIX = "returned_papers", "SP"
VIEW = Permission("returned_papers.view", N_("See signed papers that came back"))
EDIT = Permission("returned_papers.edit", N_("File signed papers that came back"))
OPEN, FILED, DROPPED = "open", "filed", "dropped"
# prefix of the document's number → the use-case that takes its signed paper
TAKERS: dict[str, UseCase[..., CameBack]] = {
    receptions.KIND.prefix: receptions.paper_back, orders.PREFIX: signing.paper_back,
    old_parts.PREFIX: old_slips.paper_back, settlements.PREFIX: settling.paper_back,
    deliveries.PREFIX: deliveries.paper_back,
}  # fmt: skip
# … → whether that would sign it, and not only add to a signature that stands
SIGNS = {
    receptions.KIND.prefix: receptions.paper_signs, orders.PREFIX: signing.paper_signs,
    old_parts.PREFIX: old_slips.paper_signs, settlements.PREFIX: settling.paper_signs,
    deliveries.PREFIX: deliveries.paper_signs,
}  # fmt: skip

_CODE = Field("code", N_("Number on the paper"), "code", length=40)
_REVISION = Field("revision", N_("Revision on the paper"), "number")
_REASON = Field("reason", N_("Reason"), "text", required=True, length=200)


def file(ctx: Any, paper: ReturnedPaper, answers: dict[str, Any]) -> None:
    """The document takes its paper; Refused by it if the paper is not one that signs it."""
    code = (answers.get("code") or paper.code).strip().upper()
    if not code:
        raise Refused("Enter the number that stands on the paper.", where="code")
    if read_code(code) is None:
        if not answers.get("revision"):
            raise Refused("Enter the revision that stands on the paper: each is signed for itself.", where="revision")
        code = paper_code(code, answers["revision"])
    taker = TAKERS.get(code.partition("-")[0])
    if taker is None:
        raise Refused("No paper that customers sign has the number “{code}”.", code=code, where="code")
    content = attachments.content(ctx, paper.sha256) if paper.sha256 else None
    if content is None:
        raise Refused("The file of {name} could not be kept. Scan the paper again.", name=paper.name)
    ctx.actor.require(taker.allow)
    back = taker.fn(ctx, code, content)
    paper.kind, paper.document_id, paper.document, paper.of_revision = back.kind, back.id, back.number, back.revision
    paper.code, paper.said = code[:40], None


def put_aside(_ctx: Any, paper: ReturnedPaper, answers: dict[str, Any]) -> None:
    """Why nobody needs it."""
    paper.reason = answers["reason"]


WORKFLOW = Workflow(
    states=(
        State(OPEN, N_("To look at"), "warn"),
        State(FILED, N_("Filed"), "ok"),
        State(DROPPED, N_("Put aside"), "idle", beside=OPEN),
    ),
    start=OPEN,
    steps=(
        Step("file", N_("File it"), (OPEN,), FILED, EDIT, ("R49", "R51"), effect=file, asks=(_CODE, _REVISION),
             done=N_("Filed")),
        Step("drop", N_("Put aside"), (OPEN,), DROPPED, EDIT, ("R49",), effect=put_aside, asks=(_REASON,), side=True),
    ),
)  # fmt: skip
