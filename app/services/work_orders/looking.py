"""What rooms show of orders beside the form: revisions with their answers, notes of the workshop, money, calls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_, quantity, unit
from app.models.attachments import Attachment
from app.models.work_orders import Diagnosis, NeededPart, TechnicalAdvice, WorkOrder, WorkOrderRevision
from app.services import contacts, payments
from app.services.contacts import Contact
from app.services.duties import name_of
from app.services.inspections.looking import Round, rounds_shown
from app.services.parts import VIEW_PRICES
from app.services.requisitions.queries import issued_of
from app.services.work_orders import revisions, shares
from app.services.work_orders.consent import order_of
from app.services.work_orders.rules import KIND_NAME, LINE_STATES, PICTURE, VIEW, WAYS, lines_of


@dataclass(frozen=True)
class Revision:
    """One revision in the history: what it came to (None: not for these eyes), who agreed, how (msgid) and when."""

    number: int
    total: int | None
    outcome: str
    way: str
    by: str
    at: datetime
    words: str
    signed: bool
    picture: Id | None = None  # of the message, an attachment


@dataclass(frozen=True)
class Line:
    """One item or part: what it is, its amount, its state (msgid) and who does it."""

    id: Id
    label: str
    amount: int | None
    status: str
    state: str
    people: str
    is_work: bool
    item: int
    check: str = ""  # of the self-check, OK or FAULT
    check_note: str = ""
    got: str = ""  # of a part: how much of it was handed out and not brought back, "1 套"


@dataclass(frozen=True)
class Note:
    """One note of the workshop: its heading (msgid), what it says, who and when. `question` can be answered."""

    label: str
    words: str
    who: str
    at: datetime
    question: Id | None = None


@dataclass(frozen=True)
class OrderView:
    """Everything beside the form. Money is None for those who see no prices."""

    revision: int
    agreed: int
    revisions: tuple[Revision, ...]
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    calls: tuple[Contact, ...]
    held: int | None
    owed: int | None
    phone: str
    rounds: tuple[Round, ...]


@query("work_orders.view", allow=VIEW)
def view(ctx: Reader, order: Id) -> OrderView:
    """One order as its room shows it beside the form."""
    one = order_of(ctx, order)
    prices = ctx.actor.may(VIEW_PRICES)
    return OrderView(
        one.revision, one.agreed, _revisions(ctx, one, prices),
        _lines(ctx, one, prices), _notes(ctx, one), tuple(contacts.entries_of(ctx, KIND_NAME, order)),
        payments.held(ctx, order) if prices else None, payments.owed(ctx, one) if prices else None,
        one.consent_phone or "", tuple(rounds_shown(ctx, order)),
    )  # fmt: skip


def _revisions(ctx: Reader, one: WorkOrder, prices: bool) -> tuple[Revision, ...]:
    wanted = (Attachment.kind == KIND_NAME, Attachment.document_id == one.id, Attachment.role.startswith(f"{PICTURE} "))
    pictures = {role: id for id, role in ctx.conn.execute(select(Attachment.id, Attachment.role).where(*wanted))}
    return tuple(
        replace(_revision(ctx, one, made, prices), picture=pictures.get(f"{PICTURE} {made.number}"))
        for made in revisions.all_of(ctx, one.id)
    )


def _revision(ctx: Reader, one: WorkOrder, made: WorkOrderRevision, prices: bool) -> Revision:
    signed = revisions.signature(ctx, one, made.number)
    return Revision(
        made.number, made.total if prices else None, made.outcome, WAYS.get(made.way, ""),
        made.answered_by or (signed.name if signed else ""), made.answered_at or made.issued_at, made.answer,
        signed is not None,
    )  # fmt: skip


def _lines(ctx: Reader, one: WorkOrder, prices: bool) -> tuple[Line, ...]:
    teams = shares.shares_of(ctx, [line.id for line in one.labour])
    out: dict[Id | None, int] = {}
    for issued in issued_of(ctx, one.id):
        out[issued.part_line_id] = out.get(issued.part_line_id, 0) + issued.qty
    found = []
    for line in lines_of(one):
        work = hasattr(line, "hours")
        amount = quantity(line.hours, 1) + " h" if work else f"{quantity(line.qty, line.decimals)} {unit(line.unit)}"
        people = shares.called(ctx, teams[line.id]) if line.id in teams else ""
        found.append(
            Line(
                line.id, f"{line.name}  {amount}", line.amount if prices else None, line.status,
                LINE_STATES[line.status], people, work, line.position if work else line.item,
                (line.check or "") if work else "", (line.check_note or "") if work else "",
                f"{quantity(out[line.id], line.decimals)} {unit(line.unit)}" if not work and out.get(line.id) else "",
            )
        )  # fmt: skip
    return tuple(found)


def _notes(ctx: Reader, one: WorkOrder) -> tuple[Note, ...]:
    found = [
        Note(N_("Diagnosis"), f"{d.symptom} → {d.cause} → {d.remedy}", _who(ctx, d.found_by), d.found_at)
        for d in ctx.session.scalars(select(Diagnosis).where(Diagnosis.order_id == one.id))
    ]
    for n in ctx.session.scalars(select(NeededPart).where(NeededPart.order_id == one.id)):
        words = f"{n.name} × {quantity(n.qty)}"
        found.append(Note(N_("Needed part"), words, _who(ctx, n.noted_by), n.noted_at))
    for a in ctx.session.scalars(select(TechnicalAdvice).where(TechnicalAdvice.order_id == one.id)):
        open_ = None if a.advice else a.id
        found.append(Note(N_("Question"), a.question, _who(ctx, a.asked_by), a.asked_at, open_))
        if a.advised_at is not None:
            found.append(Note(N_("Advice"), a.advice, _who(ctx, a.advised_by), a.advised_at))
    return tuple(sorted(found, key=lambda note: note.at))


def _who(ctx: Reader, user: Id | None) -> str:
    return name_of(ctx, user) if user else ""
