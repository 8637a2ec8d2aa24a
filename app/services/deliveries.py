"""Handing a car back (R62–R64): what is explained and looked at, what the dials show, and the customer's signature."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.paper import Signature, read_code
from app.models.customers import Customer
from app.models.labour import LabourItem
from app.models.receptions import Reception
from app.models.settlements import Delivery, Settlement
from app.models.work_orders import LabourLine, WorkOrder
from app.services import attachments, shop, signatures
from app.services.customers import MASKED_NAME, Tie, tie
from app.services.duties import name_of
from app.services.receptions.sheets import matter_of
from app.services.settlement_papers import Damage, DeliverySheet
from app.services.settlements import making, personal
from app.services.settlements import rules as settling
from app.services.signatures import CameBack, Signed, Strokes, Subject
from app.services.work_orders.rules import AGREE, DONE, KIND_NAME, ROAD_TEST_KM
from app.services.work_orders.rules import PREFIX as ORDER_PREFIX

PREFIX = "DL"  # of the number on the sheet: the order's own, so that a scan tells one paper from the other
HANDED_IN = ("settling", "ready")
MOST_FUEL, MOST_CHARGE = 250, 150  # thousandths that may be missing or more without a word (§5.10)


def today(ctx: Any) -> date:
    """The shop's day."""
    return clock.local(ctx.now).date()


def of_order(ctx: Any, order: Id) -> Delivery | None:
    """The delivery of an order, if it was begun."""
    return ctx.session.scalar(select(Delivery).where(Delivery.order_id == order))  # type: ignore[no-any-return]


def _check_in(ctx: Any, order: WorkOrder) -> Reception | None:
    return ctx.session.get(Reception, order.reception_id) if order.reception_id else None


@dataclass(frozen=True)
class CameWith:
    """One damage of the check-in: where (thousandths of the side's frame), what (code and msgid), its photo's hash."""

    side: Any
    x: int
    y: int
    kind: str
    place: str
    damage: str
    size_cm: int | None
    photo: str


def fuel_words(level: int | None, scale: str) -> str:
    """A level in thousandths as the gauge says it: 3/8, F, 45 %."""
    if level is None:
        return "—"
    if scale == "EIGHTHS":
        return {0: "E", 8: "F"}.get(level // 125, f"{level // 125}/8")
    return f"{level // 10} %"


@dataclass(frozen=True)
class Handing:
    """What the one who hands over needs: how the car came, its damage with photos, what was typed, whether signed."""

    odometer: int | None
    fuel: int | None
    fuel_scale: str
    marks: tuple[CameWith, ...]
    photos: dict[str, bytes]
    kept: dict[str, Any]
    signed: bool


def _marks(came: Reception | None) -> tuple[CameWith, ...]:
    if came is None:
        return ()
    shown = zip(came.marks, matter_of(came).marks, strict=True)
    return tuple(
        CameWith(kept.side, kept.x, kept.y, kept.damage, m.place, m.damage, m.size_cm, m.photo) for kept, m in shown
    )


def _photos(ctx: Reader, came: Reception | None) -> dict[str, bytes]:
    """The photos of the marks, by hash."""
    wanted = {mark.photo for mark in came.marks if mark.photo} if came is not None else set()
    return {sha: found for sha in wanted if (found := attachments.content(ctx, sha))}


def _next_service(ctx: Reader, order: WorkOrder) -> dict[str, Any]:
    """When the work that was done is due again, by the intervals of its items: the nearest of each, to be changed."""
    rows = ctx.conn.execute(
        select(LabourItem.interval_km, LabourItem.interval_months)
        .join(LabourLine, LabourLine.labour_id == LabourItem.id)
        .where(LabourLine.order_id == order.id, LabourLine.status == DONE)
    ).all()
    found: dict[str, Any] = {}
    if order.odometer is not None and (km := [row[0] for row in rows if row[0]]):
        found["next_service_km"] = order.odometer + min(km)
    if months := [row[1] for row in rows if row[1]]:
        month = today(ctx).month - 1 + min(months)
        year, month = today(ctx).year + month // 12, month % 12 + 1
        found["next_service_on"] = date(year, month, min(today(ctx).day, monthrange(year, month)[1]))
    return found


@query("work_orders.handing", allow=AGREE)
def handing(ctx: Reader, order: Id) -> Handing:
    """How a car came and how far it is handed back; the customer's name stands there until another one is typed."""
    one = ctx.session.get_one(WorkOrder, order)
    came, kept, made = _check_in(ctx, one), of_order(ctx, order), making.live(ctx, order)
    names = (
        "receiver", "odometer", "odometer_reason", "road_test", "fuel", "fuel_reason", "explained", "looked", "found",
        "next_service_km", "next_service_on",
    )  # fmt: skip
    typed = {name: getattr(kept, name) for name in names} if kept is not None else _next_service(ctx, one)
    owner = ctx.session.get_one(Customer, one.customer_id).name if made is not None else ""
    return Handing(
        one.odometer, came.fuel if came else None, came.fuel_scale if came else "EIGHTHS",
        _marks(came), _photos(ctx, came), {"receiver": one.sender_name or owner} | typed,
        kept is not None and signature(ctx, kept) is not None,
    )  # fmt: skip


@usecase("work_orders.hand_over", allow=AGREE, rules=("R62", "R63"))
def hand_over(
    ctx: Context, order: Id, *, receiver: str, odometer: int | None = None, odometer_reason: str = "",
    road_test: str = "", fuel: int | None = None, fuel_reason: str = "", explained: bool = False, looked: bool = False,
    found: str = "", next_service_km: int | None = None, next_service_on: date | None = None,
) -> Id:  # fmt: skip
    """Keeps how the car is handed back, as often as it changes until the customer signs; `fuel` in thousandths.

    Raises Refused for an odometer below the one at check-in, kilometres without a road test, fuel that is missing
    without a reason, or an order that is not settled.
    """
    one = ctx.session.get(WorkOrder, order)
    made = making.live(ctx, order)
    if one is None or one.state not in HANDED_IN or made is None:
        raise Refused("Settle the order first.")
    found_wrong = _wrong(ctx, one, receiver, odometer, odometer_reason, road_test, fuel, fuel_reason)
    if found_wrong:
        raise Refused.all(tuple(found_wrong))
    kept = of_order(ctx, order)
    if kept is None:
        kept = Delivery(
            order_id=order, settlement_id=made.id, station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now
        )
        ctx.session.add(kept)
    kept.settlement_id, kept.receiver = made.id, receiver.strip()[:100]
    kept.odometer, kept.odometer_reason = odometer, odometer_reason.strip() or None
    kept.road_test, kept.fuel, kept.fuel_reason = road_test.strip() or None, fuel, fuel_reason.strip() or None
    kept.explained, kept.looked, kept.found = explained, looked, found.strip()[:500] or None
    kept.next_service_km, kept.next_service_on = next_service_km, next_service_on
    if kept in ctx.session.dirty and ctx.session.is_modified(kept):
        kept.revision += 1  # what was printed before signs nothing any more (E56)
    ctx.flush()
    return kept.id


def _wrong(
    ctx: Any, order: WorkOrder, receiver: str, odometer: int | None, odometer_reason: str, road_test: str,
    fuel: int | None, fuel_reason: str,
) -> list[Problem]:  # fmt: skip
    found = []
    if not receiver.strip():
        found.append(Problem("receiver", Text(N_("Enter who fetches the car."))))
    if odometer is None and not odometer_reason.strip():
        found.append(Problem("odometer", Text(N_("Enter the odometer, or say why it can't be read."))))
    if odometer is not None and order.odometer is not None:
        gone, most = odometer - order.odometer, ctx.setting(ROAD_TEST_KM)
        if gone < 0:
            text = Text(N_("It came with {km} km: it can't leave with less."), km=order.odometer)
            found.append(Problem("odometer", text))
        elif gone > most and not road_test.strip():
            text = Text(N_("{km} km were driven here. Write down the road test: who drove, and why."), km=gone)
            found.append(Problem("road_test", text))
    came = _check_in(ctx, order)
    if fuel is not None and came is not None and came.fuel is not None:
        least = MOST_CHARGE if came.fuel_scale == "SOC" else MOST_FUEL
        if abs(fuel - came.fuel) > least and not fuel_reason.strip():
            found.append(Problem("fuel_reason", Text(N_("Say why the fuel differs so much from what it came with."))))
    return found


# --- the sheet and its signature --------------------------------------------------------------------------------------
def sheet_of(ctx: Any, kept: Delivery) -> DeliverySheet:
    """What the customer signs: the work, the dials then and now, the damage of the check-in, the warranty."""
    order: WorkOrder = ctx.session.get_one(WorkOrder, kept.order_id)
    made: Settlement = ctx.session.get_one(Settlement, kept.settlement_id)
    came = _check_in(ctx, order)
    shown = [line for line in made.lines if (line.qty or line.free) and not making.is_fee(line)]
    marks = matter_of(came).marks if came else ()
    return DeliverySheet(
        order=order.number, revision=kept.revision, settlement=made.number, customer=made.customer_name,
        receiver=kept.receiver, plate=order.plate,
        vehicle=order.vehicle_name, vin=order.vin,
        work=tuple(line.name for line in shown if line.part_id is None and line.section != settling.MATERIAL),
        parts=tuple(line.name for line in shown if line.section == settling.MATERIAL),
        odometer_in=order.odometer, odometer_out=kept.odometer, odometer_note=kept.odometer_reason or "",
        road_test=kept.road_test or "", fuel_in=came.fuel if came else None, fuel_out=kept.fuel,
        fuel_scale=came.fuel_scale if came else "EIGHTHS", fuel_note=kept.fuel_reason or "",
        marks=tuple(Damage(m.side, m.x, m.y, m.place, m.damage, m.size_cm, m.photo) for m in marks),
        found=kept.found or "", explained=kept.explained, looked=kept.looked, precautions=made.precautions or "",
        warranty_km=made.warranty_km, warranty_days=made.warranty_days, next_service_km=kept.next_service_km,
        next_service_on=kept.next_service_on, total=made.total_amount, on_account=made.account_at is not None,
    )  # fmt: skip


def _subject(sheet: DeliverySheet, kept: Delivery) -> Subject:
    return Subject(KIND_NAME, kept.order_id, sheet_number(sheet.order), sheet.revision, signatures.DELIVERY)


def signature(ctx: Any, kept: Delivery) -> Signed | None:
    """The customer's signature under exactly this delivery."""
    sheet = sheet_of(ctx, kept)
    content = signatures.canonical_hash(sheet)
    return signatures.signature_of(ctx, _subject(sheet, kept), content, masked=sheet.customer == MASKED_NAME)


def delivery_sheet(ctx: Any, id: Id) -> DeliverySheet:
    """交车单 of an order."""
    kept = of_order(ctx, id)
    if kept is None:
        raise Refused("Hand the car over first: explain the work and look round the car with the customer.")
    order: WorkOrder = ctx.session.get_one(WorkOrder, id)
    advisor = name_of(ctx, order.advisor_id) if order.advisor_id else ""
    sheet = sheet_of(ctx, kept)
    masked, box = sheet.customer == MASKED_NAME, signatures.box(ctx, N_("Customer"), signature(ctx, kept))
    boxes = (personal.unnamed(box) if masked else box, Signature(N_("Service advisor"), advisor))
    return replace(
        sheet, delivered_at=kept.delivered_at, imprint=shop.imprint(ctx), signatures=boxes, masked=masked
    )  # fmt: skip


def _mask(ctx: Any, customer: Id) -> None:
    """Who fetched the car (E91)."""
    wanted = select(Delivery).join(Settlement, Settlement.id == Delivery.settlement_id)
    ours = Settlement.station.not_in(ctx.far_stations)  # copies are masked at their own station
    for kept in ctx.session.scalars(wanted.where(Settlement.customer_id == customer, ours)):
        kept.receiver = MASKED_NAME
    ctx.flush()


tie(Tie("deliveries", mask=_mask))


def _signable(ctx: Context, order: Id) -> tuple[Subject, DeliverySheet]:
    kept = of_order(ctx, order)
    if kept is None or not (kept.explained and kept.looked):
        raise Refused("Hand the car over first: explain the work and look round the car with the customer.")
    sheet = sheet_of(ctx, kept)
    return _subject(sheet, kept), sheet


@usecase("work_orders.sign_delivery", allow=AGREE, rules=("R64",), secret=("strokes", "image", "paper"))
def sign_delivery(
    ctx: Context, order: Id, *, name: str, strokes: Strokes, image: bytes, paper: bytes | None = None
) -> None:  # fmt: skip
    """The customer signs on the pad that he has his car back as the sheet says; `paper` is what he saw."""
    subject, sheet = _signable(ctx, order)
    signatures.sign_on_screen(ctx, subject, sheet, name=name, strokes=strokes, image=image)
    if paper is not None:
        attachments.attach(ctx, KIND_NAME, order, f"{subject.number}.pdf", paper, "print")


@usecase("work_orders.sign_delivery_on_paper", allow=AGREE, rules=("R64",), secret=("image",))
def sign_delivery_on_paper(ctx: Context, order: Id, *, name: str, image: bytes | None = None) -> None:
    """The customer signed the printed sheet with a pen; its scan may come back later."""
    subject, sheet = _signable(ctx, order)
    signatures.sign_on_paper(ctx, subject, sheet, name=name, image=image)


# --- the signed paper -------------------------------------------------------------------------------------------------
def sheet_number(order: str) -> str:
    """The number that stands on the delivery sheet of an order."""
    return PREFIX + order.removeprefix(ORDER_PREFIX)


def order_number(sheet: str) -> str:
    """The order whose delivery sheet has this number; "" if it is no such number."""
    prefix, dash, rest = sheet.upper().partition("-")
    return f"{ORDER_PREFIX}-{rest}" if dash and prefix == PREFIX else ""


def _of_code(ctx: Any, code: str) -> tuple[Delivery, int]:
    """The delivery of a paper's bar code, and the revision that was printed."""
    read = read_code(code)
    wanted = select(Delivery).join(WorkOrder, WorkOrder.id == Delivery.order_id)
    kept = ctx.session.scalar(wanted.where(WorkOrder.number == order_number(read[0]))) if read else None
    if read is None or kept is None:
        raise Refused("No delivery sheet has the code “{code}”.", code=code)
    return kept, read[1]


@usecase("work_orders.delivery_back", allow=AGREE, rules=("R64",), secret=("image",))
def paper_back(ctx: Context, code: str, image: bytes, name: str = "") -> CameBack:
    """A signed delivery sheet came back, as scan or photo, and its bar code was read: the car is signed for by it.

    Refused if it was handed over otherwise since the paper was printed (E56).
    """
    kept, printed = _of_code(ctx, code)
    sheet, held = sheet_of(ctx, kept), signature(ctx, kept)
    subject = _subject(sheet, kept)
    if printed != kept.revision:
        raise Refused("{number} was changed after this paper was printed. Print it again.", number=subject.number)
    if held is None:
        sign_delivery_on_paper.fn(ctx, kept.order_id, name=name.strip() or kept.receiver, image=image)
    else:
        signatures.bring_back(ctx, subject, signatures.canonical_hash(sheet), image)
    return CameBack(KIND_NAME, kept.order_id, sheet.order, kept.revision, signed=held is None)


def paper_signs(ctx: Reader, code: str) -> bool:
    """True if the paper of this code would sign for the car."""
    kept, printed = _of_code(ctx, code)
    return printed == kept.revision and signature(ctx, kept) is None
