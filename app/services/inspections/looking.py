"""What rooms and papers show of inspections: the sheet to tick through, the rounds of an order. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import N_, Text, quantity
from app.models.inspections import Inspection
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.inspections import rules
from app.services.inspections.rules import QUESTIONS, VIEW
from app.services.inspections.workflow import WORKFLOW, rounds_of, what_failed
from app.services.work_orders.rules import AGREED_LINES


@dataclass(frozen=True)
class Tick:
    """One line to look at: number, what it says (msgid for questions), who did it, OK/FAULT/None, what is wrong."""

    key: str
    label: str
    people: str
    result: str | None
    note: str = ""
    photos: int = 0


@dataclass(frozen=True)
class Fitted:
    """A part of the order as the inspector compares it: number, name, quantity agreed, unit."""

    code: str
    name: str
    amount: str
    item: int


@dataclass(frozen=True)
class TickSheet:
    """The sheet beside the car: items, questions, parts; `open_` while it may be written on."""

    number: str
    round: int
    open_: bool
    items: tuple[Tick, ...]
    questions: tuple[Tick, ...]
    parts: tuple[Fitted, ...]
    may_drive: bool


@dataclass(frozen=True)
class Round:
    """One inspection as the order's page shows it: state (msgid), why, by whom and when, what failed."""

    id: Id
    number: str
    round: int
    state: str
    label: str
    why: Text
    who: str
    at: datetime
    failed: Text | str
    certificate: str


def reason(one: Inspection) -> Text:
    """Why it is inspected or not, with the item or person meant."""
    why = Text(rules.WHYS[one.why])
    if one.why == rules.CHANCE:
        return Text(N_("By chance: drew {drawn}, inspected below {rate}"), drawn=one.drawn, rate=one.rate)
    return Text(N_("{why}: {about}"), why=why, about=one.about) if one.about else why


@query("inspections.sheet", allow=VIEW)
def sheet(ctx: Reader, inspection: Id) -> TickSheet:
    """One sheet as its room shows it."""
    from app.models.attachments import Attachment

    one = ctx.session.get(Inspection, inspection)
    if one is None:
        raise Refused("This inspection does not exist any more.")
    order = ctx.session.get_one(WorkOrder, one.order_id)
    taken = list(ctx.conn.execute(select(Attachment.role).where(Attachment.document_id == one.id)).scalars())
    items = tuple(
        Tick(str(i.item), i.name, i.people, i.result, i.note or "", taken.count(f"fault {i.item}")) for i in one.items
    )
    answers = {rules.YES: rules.OK, rules.NO: rules.FAULT}
    questions = tuple(Tick(name, label, "", answers.get(getattr(one, name))) for name, label in QUESTIONS.items())
    return TickSheet(
        one.number, one.round, one.state == "open", items, questions, fitted(order), order.road_test
    )  # fmt: skip


def fitted(order: WorkOrder) -> tuple[Fitted, ...]:
    """The parts that should be in the car."""
    return tuple(
        Fitted(p.code, p.name, f"{quantity(p.qty, p.decimals)} {p.unit}", p.item)
        for p in order.parts
        if p.status in AGREED_LINES
    )


@query("inspections.rounds", allow=VIEW)
def rounds(ctx: Reader, order: Id) -> list[Round]:
    """All rounds of an order, the first one first."""
    return [_round(ctx, one) for one in rounds_of(ctx, order)]


def _round(ctx: Any, one: Inspection) -> Round:
    return Round(
        one.id, one.number, one.round, one.state, WORKFLOW.state(one.state).label, reason(one),
        name_of(ctx, one.inspector_id) if one.inspector_id else "", one.inspected_at or one.created_at,
        what_failed(one) if one.state == "failed" else "", one.certificate or "",
    )  # fmt: skip
