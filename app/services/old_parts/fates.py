"""What the steps of an old part do: to the row, the stock, the waste ledger, and to those who must hear of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_, Text, quantity
from app.models.old_parts import OldPart
from app.models.parts import Part
from app.models.stations import Bin
from app.models.stock import StockMove
from app.models.suppliers import Supplier
from app.services import stock
from app.services.duties import name_of
from app.services.old_parts import hazard, rules, signing
from app.services.parts import MOVABLE

Answers = dict[str, Any]


def hold(ctx: Any, old: OldPart, _answers: Answers) -> None:
    """It came off; the technician answers for it (R68)."""
    old.technician_id = ctx.actor.user


def hand_in(ctx: Any, old: OldPart, answers: Answers) -> None:
    """It lies on the counter of the warehouse."""
    old.handed_by, old.handed_at = ctx.actor.user, ctx.now
    old.technician_id = old.technician_id or ctx.actor.user
    old.serial_old = answers.get("serial_old") or old.serial_old


def send_back(ctx: Any, old: OldPart, answers: Answers) -> None:
    """E71: what was handed in is not what came off; the technician brings the right one."""
    old.reason = answers["reason"]
    text = Text(N_("{number}: this is not the old part of {part}: {reason}"), number=old.number, part=old.part,
                reason=answers["reason"])  # fmt: skip
    ctx.notify(text, user=old.handed_by, document=(rules.NAME, old.id), asks=True)
    old.handed_by = old.handed_at = None


def register(ctx: Any, old: OldPart, answers: Answers) -> None:
    """Counted, looked at, put away (R69). What is short is expected as a row of its own (E71)."""
    counted = old.qty if answers.get("counted") is None else answers["counted"]
    if counted <= 0:
        raise Refused("Nothing was handed in? Send it back to the technician instead.", where="counted")
    if counted % 10 ** (3 - old.decimals):
        raise Refused("In {unit}, quantities have at most {decimals} decimals.", where="counted", unit=old.unit,
                      decimals=old.decimals)  # fmt: skip
    if counted > old.qty and not answers.get("reason"):
        raise Refused(
            "Only {qty} were expected. Say in a word why there are more, or count again.", where="reason",
            qty=quantity(old.qty, old.decimals),
        )  # fmt: skip
    grams = answers.get("grams") or (old.grams * counted // old.qty if old.grams else None)
    if old.hazardous and not grams:
        raise Refused("{part} is hazardous waste ({kind}): weigh it.", where="grams", part=old.part, kind=old.hazardous)
    short = old.qty - counted
    if short > 0:
        _expect_rest(ctx, old, short)
    old.qty, old.grams, old.bin_id = counted, grams if old.hazardous else None, answers.get("bin")
    old.completeness, old.usability = answers["completeness"], answers["usability"]
    old.checker_id, old.registered_at = ctx.actor.user, ctx.now
    old.reason = answers.get("reason") or None
    hazard.follow(ctx, old, hazard.IN)
    if old.bin_id:
        answers["bin"] = ctx.session.get(Bin, old.bin_id).code
    if old.grams:
        answers["grams"] = f"{quantity(old.grams, 3)} kg"


def _expect_rest(ctx: Any, old: OldPart, short: int) -> None:
    """The rest of an old part that was counted short, still expected of the same technician."""
    rest = OldPart(
        number=ctx.number(rules.PREFIX), station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now,
        order_id=old.order_id, order_number=old.order_number, plate=old.plate, issue_line_id=old.issue_line_id,
        part_id=old.part_id, part=old.part, name=old.name, unit=old.unit, decimals=old.decimals, qty=short,
        payer=old.payer, owner=old.owner, hazardous=old.hazardous, safety=old.safety, waived_by=old.waived_by,
        technician_id=old.handed_by, grams=old.grams * short // old.qty if old.grams else None,
    )  # fmt: skip
    from app.services.old_parts.workflow import WORKFLOW  # its steps name this module

    workflow.begin(WORKFLOW, rest)
    ctx.session.add(rest)
    ctx.flush()
    text = Text(
        N_("{number}: {qty} of {part} were not handed in. Bring them, or have the supervisor note them missing."),
        number=rest.number, qty=quantity(short, old.decimals), part=old.part,
    )  # fmt: skip
    for role, user in (("WS", None), (None, old.handed_by)):
        ctx.notify(text, role=role, user=user, document=(rules.NAME, rest.id), asks=True)


# --- the customer -----------------------------------------------------------------------------------------------------
def give_back(ctx: Any, old: OldPart, answers: Answers) -> None:
    """He takes it, and signs for it (E72)."""
    signing.keep(ctx, old, rules.TAKE, answers)
    old.taken_by = answers["person"]
    hazard.follow(ctx, old, hazard.BY_CUSTOMER)


def waive(ctx: Any, old: OldPart, answers: Answers) -> None:
    """He waives it, and signs for that: from now on the shop decides."""
    signing.keep(ctx, old, rules.WAIVE, answers)
    old.owner, old.waived_by, old.kept_until = rules.SHOP, answers["person"], None


def keep(ctx: Any, old: OldPart, answers: Answers) -> None:
    """He decides later; the date stands on the slip. If he signs for it, the part is the shop's after that date."""
    old.kept_until = _until(ctx, answers.get("until"))
    if answers.get("person"):
        signing.keep(ctx, old, rules.KEEP, answers)
        old.kept_for = answers["person"]


def extend(ctx: Any, old: OldPart, answers: Answers) -> None:
    """It is kept longer: a later date never takes a right from him, his signature stands."""
    until = _until(ctx, answers["until"])
    if old.kept_until is not None and until <= old.kept_until:
        raise Refused(
            "It is kept until {day} already. Enter a later day.", where="until", day=old.kept_until.isoformat()
        )
    old.kept_until, old.reason = until, answers["reason"]


def _until(ctx: Any, given: Any) -> Any:
    until = given or clock.local(ctx.now).date() + timedelta(days=ctx.setting(rules.CUSTODY_DAYS))
    if until <= clock.local(ctx.now).date():
        raise Refused("Enter a day that is still to come.", where="until")
    return until


def lapse(_ctx: Any, old: OldPart, _answers: Answers) -> None:
    """He signed for the date and did not come: the shop decides."""
    old.owner, old.waived_by = rules.SHOP, old.kept_for


# --- the shop ---------------------------------------------------------------------------------------------------------
def appraise(_ctx: Any, old: OldPart, answers: Answers) -> None:
    """What it is worth once it is our stock."""
    old.value = answers["value"]


def reuse(ctx: Any, old: OldPart, answers: Answers) -> None:
    """Into stock: as a part of its own that shows its grade, or among the old parts, which have no value (E29)."""
    house = ctx.session.get(Bin, answers["bin"])
    part, status = ctx.session.get(Part, answers.get("stocked") or old.part_id), "OLD"
    if answers.get("stocked"):
        status = "AVAILABLE"
        _must_show_its_grade(part)
    elif old.value:
        raise Refused(
            "It was appraised: choose the part of the grade “used” or “reconditioned” that it becomes.",
            where="stocked",
        )
    move = stock.Move(
        part.id, house.id, house.warehouse_id, old.qty, "OLD_IN", value=old.value, status=status,
        source_line=len(_moves(ctx, old)) + 1, reason=old.number,
    )  # fmt: skip
    stock.post(ctx, rules.NAME, old.id, old.number, [move])
    old.stocked_id, old.bin_id = part.id, house.id
    answers["stocked"], answers["bin"] = part.number, house.code


def _must_show_its_grade(part: Part) -> None:
    """Raises Refused unless the part is one of used or reconditioned goods."""
    if part.quality_grade not in rules.USED_GRADES:
        raise Refused(
            "{part} is sold as a new part. Choose one of the grade “used” or “reconditioned”, or create it.",
            where="stocked", part=part.number,
        )  # fmt: skip
    if part.safety_critical:
        raise Refused("{part} is a safety part: an old one is never used again. Scrap it.", where="stocked",
                      part=part.number)  # fmt: skip
    if part.state not in MOVABLE:
        raise Refused("{part} is not in use. Activate it first.", where="stocked", part=part.number)
    if part.batch_tracked or part.serial_tracked:
        raise Refused("{part} is kept by batch or serial number; an old part has none.", where="stocked",
                      part=part.number)  # fmt: skip


def discard(ctx: Any, old: OldPart, answers: Answers) -> None:
    """Nobody wanted it: out of stock, to the scrap."""
    before = _moves(ctx, old)
    came = before[-1]  # as what it was put there: the part that replaced it may be one of used goods itself
    move = stock.Move(
        old.stocked_id or came.part_id, came.bin_id, came.warehouse_id, -old.qty, "OLD_OUT", status=came.status,
        source_line=len(before) + 1, reason=answers["reason"],
    )  # fmt: skip
    stock.post(ctx, rules.NAME, old.id, old.number, [move])
    old.reason = answers["reason"]


def _moves(ctx: Any, old: OldPart) -> list[Any]:
    """What the ledger knows of it: in, out, and in again each have a line of their own."""
    table = StockMove.__table__
    return list(ctx.conn.execute(select(table).where(table.c.source_id == old.id).order_by(table.c.seq)).all())


def to_supplier(ctx: Any, old: OldPart, answers: Answers) -> None:
    """It leaves for the supplier or maker (E73)."""
    old.supplier_id, old.slip = answers["supplier"], answers.get("slip")
    hazard.follow(ctx, old, hazard.BY_SUPPLIER)
    answers["supplier"] = ctx.session.get(Supplier, old.supplier_id).name


def release(_ctx: Any, old: OldPart, answers: Answers) -> None:
    """The supplier does not want it: the shop decides."""
    old.owner, old.reason = rules.SHOP, answers["reason"]


def disposed(ctx: Any, old: OldPart, _answers: Answers) -> None:
    """It left with its scrap batch."""
    from app.models.scrap_batches import ScrapBatch

    batch = ctx.session.get(ScrapBatch, old.batch_id)
    old.slip = batch.slip
    hazard.follow(
        ctx, old, hazard.HANDLER, handler=batch.handler or "", licence=batch.licence or "", transfer=batch.slip or ""
    )


# --- what went wrong --------------------------------------------------------------------------------------------------
def missing(ctx: Any, old: OldPart, answers: Answers) -> None:
    """E71: it can't be found; the supervisor signs, and never for himself."""
    person: Id = answers["responsible"]
    if person == ctx.entry.signers[-1].user:
        raise Refused("Who is responsible can't approve it himself.", where="responsible")
    old.responsible_id, old.reason = person, answers["reason"]
    hazard.follow(ctx, old, hazard.GONE)
    text = Text(N_("{number}: the old part of {part} is missing, and you answer for it: {reason}"), number=old.number,
                part=old.part, reason=answers["reason"])  # fmt: skip
    ctx.notify(text, user=person, document=(rules.NAME, old.id))
    answers["responsible"] = name_of(ctx, person)


def found(ctx: Any, old: OldPart, _answers: Answers) -> None:
    """It turned up: on the counter, to be looked at."""
    old.handed_by, old.handed_at, old.responsible_id = ctx.actor.user, ctx.now, None


def spared(_ctx: Any, old: OldPart, answers: Answers) -> None:
    """Nothing comes off here, and why."""
    old.reason = answers.get("reason") or old.reason
