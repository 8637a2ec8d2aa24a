"""Another part instead of the one asked for (E70): proposed, allowed by the technical supervisor, agreed to by the
customer where its grade or price differs. Until then it is not handed out."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text, pick, price
from app.models.parts import Part
from app.models.requisitions import Requisition, RequisitionLine
from app.models.work_orders import PartLine, WorkOrder
from app.services import stock
from app.services.parts import GRADES, MOVABLE
from app.services.requisition_papers import SwapLine
from app.services.requisitions import rules
from app.services.requisitions.places import first_bin, homes, lying
from app.services.requisitions.rules import KIND_NAME
from app.services.work_orders.rules import AGREE, WAYS

ASKED, ALLOWED, READY = "ASKED", "ALLOWED", "READY"
NOBODY = "NONE"  # grade and price are the same: the customer is not asked


def differs(ctx: Any, line: RequisitionLine) -> bool:
    """True if the customer has to agree: lower or other grade, or another price, than what he signed."""
    new = ctx.session.get(Part, line.substitute_id)
    return (new.quality_grade, new.price_retail) != _signed(ctx, line)


def _signed(ctx: Any, line: RequisitionLine) -> tuple[str, int | None]:
    """Grade and price of the part as the customer signed it, or as the part says."""
    signed = ctx.session.get(PartLine, line.part_line_id) if line.part_line_id else None
    old = ctx.session.get(Part, line.part_id)
    grade = signed.grade if signed is not None and signed.grade else old.quality_grade
    return grade, signed.price if signed is not None else old.price_retail


@query("requisitions.swaps", allow=rules.VIEW)
def swaps(ctx: Reader, slip: Id) -> tuple[SwapLine, ...]:
    """The substitutes of a slip that a customer is or was asked about, beside what they stand for."""
    return tuple(
        _swap(ctx, line) for line in rules.slip_of(ctx, slip).lines
        if stage(line) in (ALLOWED, READY) and line.consent_way != NOBODY
    )  # fmt: skip


def _swap(ctx: Reader, line: RequisitionLine) -> SwapLine:
    new = ctx.session.get_one(Part, line.substitute_id)
    grade, old_price = _signed(ctx, line)
    price = line.agreed_price if stage(line) == READY else new.price_retail
    qty = line.qty if line.approved is None else line.approved
    more = None if old_price is None or price is None else stock.half_up((price - old_price) * qty, 10_000_000)
    return SwapLine(
        line.code, line.name, _grade(grade), old_price, new.number, pick(new.name_zh, new.name_en),
        _grade(new.quality_grade), price, qty, line.decimals, line.unit, more, line.substitute_reason or "",
        stage(line) == ALLOWED,
    )  # fmt: skip


def _grade(code: str) -> Text | str:
    return Text(GRADES[code]) if code in GRADES else "–"


def stage(line: RequisitionLine) -> str:
    """ "" without a substitute, else ASKED, ALLOWED (the customer must agree) or READY."""
    if line.substitute_id is None:
        return ""
    if line.substitute_by is None:
        return ASKED
    return READY if line.consent_way else ALLOWED


def waits_for(line: RequisitionLine) -> Text | None:
    """Whose word is missing, None if the line can be handed out."""
    if stage(line) == ASKED:
        return Text(N_("{part}: the technical supervisor has not allowed the substitute yet."), part=line.code)
    if stage(line) == ALLOWED:
        return Text(N_("{part}: the customer has not agreed to the substitute yet."), part=line.code)
    return None


def _line(ctx: Context, slip: Id, line: Id) -> tuple[Requisition, RequisitionLine]:
    one = rules.slip_of(ctx, slip)
    if one.state not in ("draft", "submitted", *rules.TO_ISSUE):
        raise Refused("Nothing of {number} is handed out any more.", number=one.number)
    return one, rules.line_of(one, line)


@usecase("requisitions.ask_substitute", allow=None, rules=("R54",))
def ask(ctx: Context, slip: Id, line: Id, part: Id, reason: str) -> None:
    """Proposes another part for what is still due of a line; the technical supervisor hears of it."""
    if not ctx.actor.may(rules.ISSUE):
        ctx.actor.require(rules.EDIT)
    one, found = _line(ctx, slip, line)
    new = ctx.session.get(Part, part)
    if new is None or new.state not in MOVABLE:
        raise Refused("Choose a part that is in use.", where="part")
    if part == found.part_id:
        raise Refused("{part} is the part that was asked for.", where="part", part=new.number)
    if new.unit != found.unit:
        raise Refused("{part} is counted in {unit}: it can't stand for this one.", where="part", part=new.number,
                      unit=new.unit)  # fmt: skip
    if found.issued:
        raise Refused("Part of this line was handed out: cancel the rest and ask for the other part.", where="part")
    if not reason.strip():
        raise Refused("Enter the reason.", where="reason")
    _clear(found)
    found.substitute_id, found.substitute_reason = part, reason.strip()[:200]
    text = Text(
        N_("{number}: may {new} stand for {old}? {reason}"), number=one.number, new=new.number, old=found.code,
        reason=reason.strip()[:100],
    )  # fmt: skip
    ctx.notify(text, role="TS", document=(KIND_NAME, one.id))


@usecase("requisitions.allow_substitute", allow=rules.SUBSTITUTE, rules=("R54", "R55"))
def allow(ctx: Context, slip: Id, line: Id) -> None:
    """The technical supervisor allows it; where grade or price differ, the advisor now asks the customer."""
    one, found = _line(ctx, slip, line)
    if stage(found) != ASKED:
        raise Refused("No substitute of this line waits for the technical supervisor.")
    found.substitute_by, found.substitute_at = ctx.actor.user, ctx.now
    new = ctx.session.get_one(Part, found.substitute_id)
    there, home = lying(ctx, [new.id], one.warehouse_id), homes(ctx, [new.id], one.warehouse_id)
    found.bin_id = first_bin(new.id, there, home)
    if one.order_id is None or not differs(ctx, found):
        found.consent_way, found.agreed_price = NOBODY, new.price_retail
        return
    order = ctx.session.get_one(WorkOrder, one.order_id)
    text = Text(
        N_("{number}: ask the customer about {new} ({grade}, {price}) instead of {old}."), number=order.number,
        new=new.number, grade=_grade(new.quality_grade),
        price=price(new.price_retail or 0), old=found.code,
    )  # fmt: skip
    ctx.notify(text, user=order.advisor_id, role=None if order.advisor_id else "SA", document=(KIND_NAME, one.id))


@usecase("requisitions.agree_substitute", allow=AGREE, rules=("R53", "R54"))
def agree(ctx: Context, slip: Id, line: Id, *, way: str, person: str, words: str = "") -> None:
    """The customer agrees to the substitute: how, who, and his words."""
    one, found = _line(ctx, slip, line)
    if stage(found) != ALLOWED:
        raise Refused("No substitute of this line waits for the customer.")
    if way not in WAYS:
        raise Refused("Choose how he answered.", where="way")
    if not person.strip():
        raise Refused("Write down who answered.", where="person")
    found.consent_way, found.consent_person, found.consent_words = way, person.strip()[:100], words.strip()[:500]
    found.consent_at, found.consent_heard_by = ctx.now, ctx.actor.user
    found.agreed_price = ctx.session.get_one(Part, found.substitute_id).price_retail
    ctx.notify(
        Text(N_("{number}: the customer agrees to the substitute for {old}."), number=one.number, old=found.code),
        role="WK", document=(KIND_NAME, one.id),
    )  # fmt: skip


@usecase("requisitions.drop_substitute", allow=None, rules=("R54",))
def drop(ctx: Context, slip: Id, line: Id) -> None:
    """No substitute after all: the part that was asked for is handed out."""
    if not (ctx.actor.may(rules.ISSUE) or ctx.actor.may(rules.SUBSTITUTE)):
        ctx.actor.require(rules.EDIT)
    one, found = _line(ctx, slip, line)
    if not found.substitute_id:
        raise Refused("This line has no substitute.")
    if found.issued:
        raise Refused("Part of this line was handed out: cancel the rest and ask for the other part.")
    _clear(found)
    there, home = lying(ctx, [found.part_id], one.warehouse_id), homes(ctx, [found.part_id], one.warehouse_id)
    found.bin_id = first_bin(found.part_id, there, home)


def _clear(line: RequisitionLine) -> None:
    line.substitute_id = line.substitute_reason = line.substitute_by = line.substitute_at = None
    line.consent_way = line.consent_person = line.consent_words = ""
    line.consent_at = line.consent_heard_by = line.agreed_price = None


def called(ctx: Reader, line: RequisitionLine) -> str:
    """The substitute as papers name it; "" without one."""
    new = ctx.session.get(Part, line.substitute_id) if line.substitute_id else None
    return f"{new.number} {pick(new.name_zh, new.name_en)}" if new is not None else ""
