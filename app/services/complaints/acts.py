"""What is done to a complaint between its steps: words, evidence, waiting, measures, improvements (R81–R90)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.attachments import Attachment
from app.models.complaints import (
    Complaint,
    ComplaintEvidence,
    ComplaintImprovement,
    ComplaintMeasure,
    ComplaintWait,
)
from app.services import attachments
from app.services.complaints import effects, guards, rules, thread, timing
from app.services.complaints.workflow import WORKFLOW


def _open(
    ctx: Context, id: Id, states: tuple[str, ...] = rules.OPEN_STATES, *, owner: Id | None = None
) -> Complaint:  # fmt: skip
    """The complaint, if it is ours, still open and not about the one who acts (SD7); `owner` makes good his own."""
    case = ctx.session.get(Complaint, id)
    if case is None:
        raise Refused("This complaint does not exist any more.")
    if far := workflow.elsewhere(ctx, case):
        raise Refused(far)
    if case.state not in states:
        raise Refused("{number} is past that. A correction is a step of its own.", number=case.number)
    user = ctx.actor.user
    if user not in (None, owner) and (problem := workflow.judge(guards.not_about(ctx, case, user))):
        raise Refused(problem.text)
    return case


def _handler(ctx: Context, case: Complaint) -> None:
    """Only the handler does this."""
    if ctx.actor.user is not None and (problem := workflow.judge(guards.is_handler(ctx, case, ctx.actor.user))):
        raise Refused(problem.text)


@usecase("complaints.note", allow=rules.VIEW, rules=("R81", "R84", "R87"))
def note(
    ctx: Context, complaint: Id, type: str, words: str, *, channel: str = "", person: str = "", method: str = ""
) -> None:  # fmt: skip
    """Adds a line to the thread: SAID by the customer, TOLD to him, FINDING of the investigation, or PROGRESS.

    Everybody who answers the phone writes down what a customer says; findings are the handler's.
    """
    case = _open(ctx, complaint)
    if type not in rules.ENTRIES:
        raise Refused("Choose what it is: {names}.", where="type", names=", ".join(rules.ENTRIES))
    if channel and channel not in rules.CHANNELS:
        raise Refused("Choose one of the channels offered.", where="channel")
    if type == rules.FINDING:
        _handler(ctx, case)
    thread.add(ctx, case, type, words, channel=channel, person=person, method=method)


@usecase("complaints.add_evidence", allow=rules.HANDLE, rules=("R81",))
def add_evidence(
    ctx: Context, complaint: Id, type: str, *, note: str = "", kind: str = "", document: Id | None = None,
    attachment: Id | None = None,
) -> Id:  # fmt: skip
    """Adds evidence: a document of ours by kind and id, or a file attached to the complaint. Returns its id."""
    case = _open(ctx, complaint, (*rules.INTAKE, rules.ASSIGNED, *rules.UNREPORTED))
    if type not in rules.EVIDENCE:
        raise Refused("Choose what kind of evidence it is.", where="type")
    number = _called(ctx, case, kind, document, attachment)
    if document == case.id:
        raise Refused("A complaint is no evidence of itself. Choose another record, or a file.", where="document")
    same = ComplaintEvidence.attachment_id == attachment if attachment else ComplaintEvidence.document_id == document
    since = ComplaintEvidence.added_at >= (case.started_at or case.received_at)  # a reopened case shows it again
    if ctx.session.scalar(select(ComplaintEvidence.id).where(ComplaintEvidence.complaint_id == case.id, same, since)):
        raise Refused("{number} stands among the evidence already.", where="document", number=number)
    made = ComplaintEvidence(
        complaint_id=case.id, type=type, kind=kind, document_id=document, number=number, attachment_id=attachment,
        note=note.strip()[:500] or None, added_at=ctx.now, added_by=ctx.actor.user,
    )  # fmt: skip
    ctx.session.add(made)
    ctx.flush()
    return made.id


def _called(ctx: Context, case: Complaint, kind: str, document: Id | None, attachment: Id | None) -> str:
    """What the evidence is called: the document's number, or the file's name."""
    from app.services.kinds import named  # kinds name their modules, of which this is one

    if attachment is not None:
        file = ctx.session.get(Attachment, attachment)
        if file is None or file.document_id != case.id:
            raise Refused("Attach the file to this complaint first.", where="attachment")
        if file.role == attachments.EVIDENCE:
            file.role = attachments.PROOF  # nobody takes it off as long as it is evidence
        return file.name
    card: Any = named(kind)
    ctx.actor.require(card.view)
    found = ctx.session.get(card.model, document) if document is not None else None
    if found is None:
        raise Refused("Choose a document, or attach a file.", where="document")
    return str(getattr(found, card.key))


@usecase("complaints.drop_evidence", allow=rules.HANDLE, rules=("R81",))
def drop_evidence(ctx: Context, evidence: Id) -> None:
    """Takes a piece of evidence off again while the case is investigated; the audit keeps that it was there."""
    found = ctx.session.get(ComplaintEvidence, evidence)
    if found is None:
        raise Refused("This evidence is gone already.")
    case = _open(ctx, found.complaint_id, (rules.HANDLING, rules.NEGOTIATING))
    _handler(ctx, case)
    if case.repeats and case.started_at is not None and found.added_at < case.started_at:
        raise Refused("{number} was evidence before the case was reopened; it stays.", number=found.number)
    file = ctx.session.get(Attachment, found.attachment_id) if found.attachment_id else None
    ctx.session.delete(found)
    ctx.flush()
    still = select(ComplaintEvidence.id).where(ComplaintEvidence.attachment_id == found.attachment_id).limit(1)
    if file is not None and file.role == attachments.PROOF and ctx.session.scalar(still) is None:
        file.role = attachments.EVIDENCE


@usecase("complaints.wait", allow=rules.HANDLE, rules=("R87",))
def wait(ctx: Context, complaint: Id, reason: str) -> None:
    """The customer is waited for: the clocks stand still from now on."""
    case = _open(ctx, complaint, rules.TALKING)
    _handler(ctx, case)
    if case.waiting_since is not None:
        raise Refused("The customer is being waited for already.")
    if not reason.strip():
        raise Refused("Write down what the customer is waited for.", where="reason")
    case.waiting_since = ctx.now
    case.waits.append(ComplaintWait(begun_at=ctx.now, begun_by=ctx.actor.user, reason=reason.strip()[:200]))
    timing.settle(ctx, case)
    ctx.flush()


@usecase("complaints.go_on", allow=rules.HANDLE, rules=("R87",))
def go_on(ctx: Context, complaint: Id, note: str = "") -> None:
    """The waiting is over: what is due moves by the working time that was lost."""
    case = _open(ctx, complaint, rules.TALKING)
    _handler(ctx, case)
    if effects.stop_waiting(ctx, case, note.strip()[:200]) is None:
        raise Refused("Nobody is being waited for.")
    timing.settle(ctx, case)
    ctx.flush()


@usecase("complaints.measure_done", allow=rules.VIEW, rules=("R86",))
def measure_done(ctx: Context, measure: Id, note: str = "") -> None:
    """Its owner or the handler says that a measure is done; the first one begins the implementation."""
    line = ctx.session.get(ComplaintMeasure, measure)
    if line is None:
        raise Refused("This measure does not exist any more.")
    case = _open(ctx, line.complaint_id, (rules.AGREED, rules.IMPLEMENTING), owner=line.owner_id)
    if ctx.actor.user not in (None, line.owner_id, case.handler_id):
        raise Refused("Only who is responsible for a measure, or the handler, says that it is done.")
    if line.done_at is not None:
        return
    line.done_at, line.done_by, line.note = ctx.now, ctx.actor.user, note.strip()[:200] or line.note
    thread.add(ctx, case, rules.PROGRESS, " — ".join(filter(None, (line.measure, note.strip()))))
    workflow.follow(ctx, WORKFLOW, case, "begin")
    ctx.flush()


@usecase("complaints.improvement_done", allow=rules.VIEW, rules=("R90",))
def improvement_done(ctx: Context, improvement: Id, note: str = "") -> None:
    """Its owner or the handler says that an improvement action is done; also after the case is closed."""
    line, case = _improvement(ctx, improvement)
    if ctx.actor.user not in (None, line.owner_id, case.handler_id):
        raise Refused("Only who is responsible for an improvement action, or the handler, says that it is done.")
    if line.done_at is None:
        line.done_at, line.done_by, line.note = ctx.now, ctx.actor.user, note.strip()[:200] or line.note


@usecase("complaints.verify", allow=rules.CLOSE, rules=("R90",))
def verify(ctx: Context, improvement: Id, note: str = "") -> None:
    """The superior saw that an improvement works; never who did it himself, nor who said that it is done."""
    line, _case = _improvement(ctx, improvement)
    if line.done_at is None:
        raise Refused("This improvement action is not done yet.")
    if ctx.actor.user is not None and ctx.actor.user in (line.owner_id, line.done_by):
        raise Refused("Somebody else verifies what you improved.")
    if line.verified_at is None:
        line.verified_at, line.verified_by = ctx.now, ctx.actor.user
        line.note = note.strip()[:200] or line.note


def _improvement(ctx: Context, id: Id) -> tuple[ComplaintImprovement, Complaint]:
    line = ctx.session.get(ComplaintImprovement, id)
    if line is None:
        raise Refused("This improvement action does not exist any more.")
    case = ctx.session.get_one(Complaint, line.complaint_id)
    if far := workflow.elsewhere(ctx, case):
        raise Refused(far)
    return line, case
