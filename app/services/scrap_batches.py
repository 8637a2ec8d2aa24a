"""Scrap batches (R71): old parts and waste that one handler takes away; approved by the manager, hazardous ones with
licence, weights and transfer slip (S10, E74)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from app.core import workflow
from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.kind import Kind, Link, Sheet
from app.core.paper import Mark, Signature
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, Section, View
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.journal import StepProof
from app.models.old_parts import OldPart
from app.models.scrap_batches import ScrapBatch, ScrapLine
from app.services import shop
from app.services.duties import name_of, not_own
from app.services.masters import plain_list
from app.services.old_part_papers import ScrapItem, ScrapSlip
from app.services.old_parts import hazard, rules
from app.services.old_parts.workflow import WORKFLOW as OLD_PARTS
from app.services.parts import VIEW_COST

NAME, PREFIX = "scrap_batches", "OB"
VIEW = Permission("scrap_batches.view", N_("See scrap batches"))
EDIT = Permission("scrap_batches.edit", N_("Make scrap batches and hand them over"))
APPROVE = Permission("scrap_batches.approve", N_("Approve scrap batches"))
ORDINARY, HAZARDOUS = "ORDINARY", "HAZARDOUS"
TYPES = (Choice(ORDINARY, N_("Ordinary scrap")), Choice(HAZARDOUS, N_("Hazardous waste")))
DRAFT, SUBMITTED, APPROVED, DISPOSED, CANCELLED = "draft", "submitted", "approved", "disposed", "cancelled"

_HAND_OVER = (
    Field("handler", N_("Handler"), "text", required=True, length=100),
    Field("licence", N_("Handler's licence"), "text", length=60, help=N_("Asked for with hazardous waste.")),
    Field("slip", N_("Slip number"), "text", length=60, help=N_("With hazardous waste, of the transfer slip.")),
    Field("proceeds", N_("Proceeds"), "money", default=0),
)


def _olds(ctx: Any, batch: ScrapBatch) -> dict[Id, OldPart]:
    ids = [line.old_part_id for line in batch.lines if line.old_part_id]
    return {old.id: old for old in ctx.session.scalars(select(OldPart).where(OldPart.id.in_(ids)))}


# --- guards -----------------------------------------------------------------------------------------------------------
def lines_fit(ctx: Any, batch: ScrapBatch) -> Verdict:
    """Each line is an old part that waits for it, once; and hazardous waste leaves by its own batch (E74)."""
    return next(_problems(ctx, batch), None)


def _problems(ctx: Any, batch: ScrapBatch) -> Iterator[Problem]:
    if not batch.lines:
        yield Problem("lines", Text(N_("Add at least one line.")))
    there, seen = _olds(ctx, batch), set()
    for at, line in enumerate(batch.lines):
        old = there.get(line.old_part_id) if line.old_part_id else None
        if old is not None and (why := _unfit(batch, old, twice=old.id in seen)):
            yield Problem(f"lines.{at}.old_part_id", why)
        if old is None and not line.what:
            yield Problem(f"lines.{at}.what", Text(N_("Scan an old part, or say what it is.")))
        seen.add(line.old_part_id)
        yield from _waste_problems(batch, line, f"lines.{at}.")


def _unfit(batch: ScrapBatch, old: OldPart, *, twice: bool) -> Text | None:
    """Why an old part can't stand on this batch."""
    if twice:
        return Text(N_("{number} is on the list twice. Keep one line."), number=old.number)
    if old.state != rules.SCRAP_WAIT:
        return Text(N_("{number} does not wait for scrapping: {state}."), number=old.number,
                    state=Text(OLD_PARTS.state(old.state).label))  # fmt: skip
    if old.batch_id not in (None, batch.id):
        return Text(N_("{number} stands on another batch."), number=old.number)
    if bool(old.hazardous) != (batch.type == HAZARDOUS):
        said = (
            N_("{number} is hazardous waste. It leaves with a batch of hazardous waste.") if old.hazardous
            else N_("{number} is no hazardous waste. It leaves with ordinary scrap.")
        )  # fmt: skip
        return Text(said, number=old.number)
    return None


def _waste_problems(batch: ScrapBatch, line: ScrapLine, where: str) -> Iterator[Problem]:
    if batch.type != HAZARDOUS:
        return
    if not line.hw_class:
        yield Problem(f"{where}hw_class", Text(N_("Enter the class of hazardous waste, such as HW08.")))
    if not line.grams:
        yield Problem(f"{where}grams", Text(N_("Hazardous waste is weighed: enter the weight.")))


# --- effects ----------------------------------------------------------------------------------------------------------
def before_save(ctx: Context, batch: ScrapBatch, values: dict[str, Any]) -> None:
    """A line with an old part takes over what is known of it."""
    for row in values.get("lines", ()):
        old = ctx.session.get(OldPart, row["old_part_id"]) if row.get("old_part_id") else None
        if old is not None:
            row["what"] = row.get("what") or f"{old.part} {old.name}"[:200]
            row["hw_class"] = row.get("hw_class") or old.hazardous or ""
            row["grams"] = row.get("grams") or old.grams


def submit(ctx: Any, batch: ScrapBatch, _answers: dict[str, Any]) -> None:
    """From now on these old parts leave with this batch only; the manager is asked."""
    batch.submitted_by = ctx.actor.user
    for old in _olds(ctx, batch).values():
        old.batch_id = batch.id
    ctx.notify(Text(N_("{number} waits for approval."), number=batch.number), role="MG", document=(NAME, batch.id),
               asks=True)  # fmt: skip


def approve(ctx: Any, batch: ScrapBatch, _answers: dict[str, Any]) -> None:
    """The manager signed."""
    batch.approved_by = ctx.entry.signers[-1].user


def free(ctx: Any, batch: ScrapBatch, answers: dict[str, Any]) -> None:
    """The old parts may leave with another batch, or not at all."""
    for old in _olds(ctx, batch).values():
        old.batch_id = None
    batch.submitted_by = batch.approved_by = None
    batch.reason = answers.get("reason") or None


def hand_over(ctx: Any, batch: ScrapBatch, answers: dict[str, Any]) -> None:
    """The handler took it: each old part is disposed of, and the waste ledger says who has it now."""
    if batch.type == HAZARDOUS and not (answers.get("licence") and answers.get("slip")):
        where = "slip" if answers.get("licence") else "licence"
        raise Refused(
            "Hazardous waste goes only to a handler with a licence, and with a transfer slip: enter both.", where=where
        )
    batch.handler, batch.licence, batch.slip = answers["handler"], answers.get("licence"), answers.get("slip")
    batch.proceeds, batch.disposed_at, batch.disposed_by = answers.get("proceeds") or 0, ctx.now, ctx.actor.user
    there = _olds(ctx, batch)
    for line in batch.lines:
        if line.old_part_id:
            workflow.follow(ctx, OLD_PARTS, there[line.old_part_id], "dispose")
        elif batch.type == HAZARDOUS:
            _other_waste(ctx, batch, line)


def _other_waste(ctx: Context, batch: ScrapBatch, line: ScrapLine) -> None:
    """Rags and sludge never were a part: they come into the ledger as they leave."""
    told = {"handler": batch.handler or "", "licence": batch.licence or "", "transfer": batch.slip or ""}
    for way, more in ((hazard.IN, {}), (hazard.HANDLER, told)):
        hazard.note(ctx, line.id, batch.number, line.what, line.hw_class, line.grams or 0, way, **more)


_REASON = Field("reason", N_("Reason"), "text", required=True, length=200)
WORKFLOW = Workflow(
    states=(
        State(DRAFT, N_("Draft"), "idle"), State(SUBMITTED, N_("Waiting for approval"), "wait"),
        State(APPROVED, N_("Approved"), "active"), State(DISPOSED, N_("With the handler"), "ok"),
        State(CANCELLED, N_("Cancelled"), "idle", beside=DRAFT),
    ),
    start=DRAFT,
    steps=(
        Step("submit", N_("Submit"), (DRAFT,), SUBMITTED, EDIT, ("R71",), guards=(lines_fit,), effect=submit,
             done=N_("Submitted to the manager")),
        Step("approve", N_("Approve"), (SUBMITTED,), APPROVED, APPROVE, ("R71", "SD1"), guards=(lines_fit,),
             bars=(not_own,), effect=approve, sign=True, done=N_("Approved")),
        Step("hand_over", N_("Hand over to the handler"), (APPROVED,), DISPOSED, EDIT, ("R71",), effect=hand_over,
             asks=_HAND_OVER, prints="scrap_batches.slip", done=N_("With the handler")),
        Step("reject", N_("Reject"), (SUBMITTED,), DRAFT, APPROVE, ("R71",), effect=free, asks=(_REASON,), side=True),
        Step("withdraw", N_("Withdraw"), (SUBMITTED, APPROVED), DRAFT, EDIT, ("R71",), effect=free, side=True),
        Step("cancel", N_("Cancel"), (DRAFT,), CANCELLED, EDIT, ("R71",), effect=free, asks=(_REASON,), side=True,
             danger=True),
    ),
)  # fmt: skip


def slip(ctx: Any, id: Id) -> ScrapSlip:
    """What the handler signs for."""
    batch: ScrapBatch = ctx.session.get(ScrapBatch, id)
    there = _olds(ctx, batch)
    mark: Mark = "" if batch.state in (APPROVED, DISPOSED) else "void" if batch.state == CANCELLED else "draft"
    items = []
    for line in batch.lines:
        old = there.get(line.old_part_id) if line.old_part_id else None
        number, plate = (old.number, old.plate) if old is not None else ("", "")
        items.append(ScrapItem(number, line.what, plate, line.hw_class, line.grams))
    keeper = Signature(N_("Warehouse keeper"), name_of(ctx, batch.disposed_by) if batch.disposed_by else "",
                       batch.disposed_at)  # fmt: skip
    manager = Signature(
        N_("Manager"), name_of(ctx, batch.approved_by) if batch.approved_by else "", _signed_at(ctx, batch)
    )
    return ScrapSlip(
        batch.number, batch.type == HAZARDOUS, tuple(items), shop.imprint(ctx, mark), batch.handler or "",
        batch.licence or "", batch.slip or "", batch.proceeds, batch.disposed_at, batch.remark or "",
        (keeper, manager, Signature(N_("Handler"))),
    )  # fmt: skip


def _signed_at(ctx: Any, batch: ScrapBatch) -> Any:
    """When the manager signed what stands approved now."""
    if batch.approved_by is None:
        return None
    wanted = select(func.max(StepProof.at)).where(StepProof.document_id == batch.id, StepProof.step == "approve")
    return ctx.conn.execute(wanted).scalar()


def _row(_ctx: Any, one: ScrapBatch) -> tuple[Any, ...]:
    weight = sum(line.grams or 0 for line in one.lines)
    return (
        one.number, one.type, len(one.lines), (weight, 3, "kg") if weight else None, one.handler, one.slip,
        one.disposed_at, one.state,
    )  # fmt: skip


def _links(ctx: Any, batch: ScrapBatch) -> Sequence[Link]:
    return [Link(rules.NAME, old.id, old.number, old.part, old.state) for old in _olds(ctx, batch).values()]


KIND = Kind(
    name=NAME,
    label=N_("Scrap batch"),
    plural=N_("Scrap batches"),
    icon="truck",
    area="store",
    model=ScrapBatch,
    view=VIEW,
    edit=EDIT,
    list=plain_list(
        ScrapBatch,
        (
            Column("number", N_("Number"), "strong", 190),
            Column("type", N_("Type"), "choice", 130, choices=tuple((c.code, c.label) for c in TYPES)),
            Column("lines", N_("Lines"), "number", 60, sort=False),
            Column("weight", N_("Weight"), "quantity", 100, sort=False),
            Column("handler", N_("Handler"), width=160, stretch=True), Column("slip", N_("Slip number"), width=140),
            Column("disposed_at", N_("Handed over at"), "moment", 120), Column("state", N_("State"), "state", 140),
        ),
        ("number", "handler", "slip"),
        row=_row,
        sort="number",
        filters=(
            Filter("type", N_("Type"), TYPES),
            Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        ),
        views=(
            View("open", N_("Open"), (("state", f"{DRAFT} {SUBMITTED} {APPROVED}"),)), View("all", N_("All")),
        ),
        hint=N_("Number, handler or slip"),
        empty=N_("No scrap batches yet. Scan the tags of old parts that are to be scrapped."),
    ),
    form=FormSpec(
        sections=(
            Section("", (
                Field("type", choices=TYPES, required=True, default=ORDINARY), Field("handler", fixed=True),
                Field("licence", fixed=True), Field("slip", fixed=True),
                Field("proceeds", fixed=True, allow=VIEW_COST), Field("disposed_at", fixed=True),
                Field("reason", fixed=True), Field("remark", kind="long", span=2),
            )),
        ),
        lines=(
            Lines("lines", N_("What leaves"), (
                Field("old_part_id"), Field("what"), Field("hw_class"), Field("grams"),
            ), scan="old_part_id"),
        ),
    ),
    workflow=WORKFLOW,
    prefix=PREFIX,
    sheets=(Sheet("scrap_batches.slip", N_("Scrap slip"), slip),),
    rules=("R71",),
    links=_links,
    before_save=before_save,
)  # fmt: skip
