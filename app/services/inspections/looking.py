"""What rooms and papers show of inspections: the sheet to tick through, the rounds of an order. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.models.attachments import Attachment
from app.models.inspections import Inspection
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.inspections import rules
from app.services.inspections.rules import QUESTIONS, VIEW
from app.services.inspections.workflow import WORKFLOW, rounds_of, what_failed
from app.services.requisitions.queries import issued_of
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
    """A part as the inspector compares it: number, name, unit, what was agreed and what was issued, 1/1000 of the unit.

    The customer's own part was issued by nobody.
    """

    code: str
    name: str
    unit: str
    decimals: int
    agreed: int
    issued: int
    own: bool

    @property
    def same(self) -> bool:
        """True if as much was issued as is billed."""
        return not self.own or self.agreed == self.issued


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
        one.number, one.round, one.state == "open", items, questions, fitted(ctx, order), order.road_test
    )  # fmt: skip


def fitted(ctx: Any, order: WorkOrder) -> tuple[Fitted, ...]:
    """The parts that should be in the car, and those issued for it that no line names."""
    issued: dict[Id, int] = {}
    got = {one.part_id: one for one in issued_of(ctx, order.id)}
    for one in issued_of(ctx, order.id):
        issued[one.part_id] = issued.get(one.part_id, 0) + one.qty
    found = []
    for part in (p for p in order.parts if p.status in AGREED_LINES):
        took = min(part.qty, issued.get(part.part_id, 0)) if part.part_id else 0
        if part.part_id:
            issued[part.part_id] = issued.get(part.part_id, 0) - took
        found.append(Fitted(part.code, part.name, part.unit, part.decimals, part.qty, took, part.source == "OWN"))
    for id, rest in issued.items():
        if rest > 0:
            one = got[id]
            found.append(Fitted(one.number, one.name, one.unit, one.decimals, 0, rest, True))
    return tuple(found)


@query("inspections.rounds", allow=VIEW)
def rounds(ctx: Reader, order: Id) -> list[Round]:
    """All rounds of an order, the first one first."""
    return rounds_shown(ctx, order)


def rounds_shown(ctx: Any, order: Id) -> list[Round]:
    """The rounds for whoever sees the order."""
    return [_round(ctx, one) for one in rounds_of(ctx, order)]


def _round(ctx: Any, one: Inspection) -> Round:
    return Round(
        one.id, one.number, one.round, one.state, WORKFLOW.state(one.state).label, reason(one),
        name_of(ctx, one.inspector_id) if one.inspector_id else "", one.inspected_at or one.created_at,
        what_failed(one) if one.state == "failed" else "", one.certificate or "",
    )  # fmt: skip
