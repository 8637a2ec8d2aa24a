"""Makes the draft of a settlement from its order, and computes what it comes to. Knows no workflow and no screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.i18n import pick
from app.models.customers import Customer
from app.models.inspections import Inspection
from app.models.labour import LabourItem
from app.models.parts import Part
from app.models.settlements import Settlement, SettlementLine
from app.models.work_orders import LabourLine, PartLine, WorkOrder
from app.services.duties import name_of
from app.services.old_parts.queries import boxes
from app.services.receptions.warranty import ELSE, PERIODS
from app.services.requisitions.queries import Issued, issued_of
from app.services.settlements import rules
from app.services.settlements.arithmetic import spread, taxes
from app.services.stock import value_of
from app.services.work_orders.rules import AGREED_LINES, DONE, IN_WORK, labour_tax

OF_PAYER = {"WARRANTY": rules.WARRANTY, "INTERNAL": rules.INTERNAL}
AT_OUR_COST = (rules.NO_CONSENT, rules.REWORK, rules.INTERNAL)
_ORDER = {section: at for at, section in enumerate(rules.SECTIONS)}


def open_draft(ctx: Any, order: WorkOrder) -> Settlement:
    """The draft of an order that is done, or of what is done of a stopped one: nothing that was not agreed to (E55)."""
    from app.services.settlements.workflow import WORKFLOW  # it follows the order's, which asks this module

    km, days = PERIODS.get(order.category, ELSE)
    made = Settlement(
        number=ctx.number(rules.PREFIX), station=ctx.station, order_id=order.id, customer_id=order.customer_id,
        plate=order.plate, vehicle_name=order.vehicle_name, came_from=order.state, other=order.other_amount,
        old_parts=_boxes(ctx, order), warranty_km=km, warranty_days=days, created_by=ctx.actor.user, created_at=ctx.now,
        diagnosis=0, testing=0, processing=0, discount=0, rounding=0,
    )  # fmt: skip
    workflow.begin(WORKFLOW, made)
    made.lines = [*_work(ctx, order, made), *_goods(ctx, order, made)]
    name_parties(ctx, made)
    ctx.session.add(made)
    reckon(ctx, made)
    return made


def name_parties(ctx: Any, made: Settlement) -> None:
    """Who is on the list and under which certificate, as they are called now: a revision that is signed stays so."""
    order = ctx.session.get_one(WorkOrder, made.order_id)
    customer = ctx.session.get_one(Customer, made.customer_id)
    made.customer_name, made.sender = customer.name, order.sender_name or ""
    made.phone = made.phone or order.consent_phone or customer.mobile or customer.landline or ""
    made.advisor = name_of(ctx, order.advisor_id) if order.advisor_id else ""
    wanted = select(Inspection.certificate).where(Inspection.order_id == order.id, Inspection.certificate.is_not(None))
    made.certificate = ctx.session.scalar(wanted.order_by(Inspection.created_at.desc()).limit(1)) or ""


def _boxes(ctx: Any, order: WorkOrder) -> str:
    """The boxes to tick (S3): what he has or is kept for him, what he waived; else what he said when he signed."""
    found = boxes(ctx, order.id)
    if found.none:
        return "NONE"
    fates = ["TAKE"] * bool(found.taken or found.kept) + ["WAIVE"] * bool(found.waived)
    return " ".join(fates) or order.old_parts or ""


def _work(ctx: Any, order: WorkOrder, made: Settlement) -> Iterator[SettlementLine]:
    """What is done is billed whole; what was begun on a stopped order stands there with nothing billed yet."""
    trades = dict(
        ctx.conn.execute(
            select(LabourItem.id, LabourItem.category).where(LabourItem.id.in_([x.labour_id for x in order.labour]))
        ).all()
    )
    for line in order.labour:
        if line.status not in (DONE, IN_WORK):
            continue
        why = OF_PAYER.get(line.payer)
        billed = line.hours if line.status == DONE and why is None else 0
        section = rules.DIAGNOSIS if trades.get(line.labour_id) == "DIAGNOSIS" else rules.LABOUR
        yield SettlementLine(
            section=section, labour_line_id=line.id, item=line.position, name=line.name, unit="h", decimals=2,
            qty=billed, free=line.hours if why else 0, why=why, price=line.rate or 0, tax_rate=line.tax_rate,
            payer=line.payer, source="OWN", warranty_km=made.warranty_km, warranty_days=made.warranty_days,
        )  # fmt: skip


def _goods(ctx: Any, order: WorkOrder, made: Settlement) -> Iterator[SettlementLine]:
    """Parts of the order as they were issued, then what was issued beside it."""
    finished = {line.position for line in order.labour if line.status in (DONE, IN_WORK)}
    got = issued_of(ctx, order.id)
    for part in order.parts:
        agreed = part.status in AGREED_LINES and part.item in finished
        if part.part_id is None or part.source == "CUSTOMER":
            if agreed:
                yield _material(part, made, part.qty, 0, None)
            continue
        why = OF_PAYER.get(part.payer)
        left = part.qty if agreed and why is None else 0
        for (id, price), out in _handed_out(got, part).items():
            billed = min(left, out)
            left -= billed
            row = _material(part, made, billed, out - billed, why if out > billed else None)
            yield row if id == part.part_id else _substituted(ctx, row, id, price)
    known = {part.id for part in order.parts}
    yield from _beside(ctx, order, made, [one for one in got if one.part_line_id not in known and one.qty])


def _handed_out(got: Iterable[Issued], part: PartLine) -> dict[tuple[Id, int | None], int]:
    """What was kept for one line of the order: the part (a substitute at its agreed price) → how much."""
    found: dict[tuple[Id, int | None], int] = {}
    for one in got:
        if one.part_line_id == part.id and one.qty:
            key = (one.part_id, one.price)
            found[key] = found.get(key, 0) + one.qty
    return found


def _substituted(ctx: Any, row: SettlementLine, id: Id, price: int | None) -> SettlementLine:
    """The row of an order's line as what was issued instead (E70): its own name, grade and price as agreed."""
    part = ctx.session.get_one(Part, id)
    row.part_id, row.code, row.name = part.id, part.number, pick(part.name_zh, part.name_en)
    row.grade, row.price = part.quality_grade, row.price if price is None else price
    return row


def _material(part: PartLine, made: Settlement, billed: int, free: int, why: str | None) -> SettlementLine:
    own = part.source == "OWN"
    return SettlementLine(
        section=rules.MATERIAL, part_line_id=part.id, part_id=part.part_id, item=part.item, code=part.code,
        name=part.name, unit=part.unit, decimals=part.decimals, qty=billed, free=free, why=why,
        price=(part.price or 0) if own else 0, tax_rate=part.tax_rate, payer=part.payer, grade=part.grade,
        source=part.source, old_part=part.old_part, warranty_km=made.warranty_km if own else 0,
        warranty_days=made.warranty_days if own else 0,
    )  # fmt: skip


def _beside(ctx: Any, order: WorkOrder, made: Settlement, got: Iterable[Issued]) -> Iterator[SettlementLine]:
    """Parts that were issued and stand on no line: rework, consumables, and what nobody asked the customer about."""
    items = {line.id: line.position for line in order.labour}
    together: dict[tuple[Id, Id | None, str], int] = {}
    for one in got:
        key = (one.part_id, one.labour_line_id, one.type)
        together[key] = together.get(key, 0) + one.qty
    for (part_id, item, type_), qty in together.items():
        part = ctx.session.get_one(Part, part_id)
        why = rules.REWORK if type_ == "REWORK" else rules.CONSUMABLE if part.consumable else rules.NO_CONSENT
        yield SettlementLine(
            section=rules.MATERIAL, labour_line_id=item, part_id=part_id, item=items.get(item, 0) if item else 0,
            code=part.number, name=pick(part.name_zh, part.name_en), unit=part.unit, decimals=part.qty_decimals,
            qty=0, free=qty, why=why, price=part.price_retail or 0, tax_rate=part.tax_rate or 0, payer="INTERNAL",
            grade=part.quality_grade, source="OWN", old_part=not part.consumable, warranty_km=made.warranty_km,
            warranty_days=made.warranty_days,
        )  # fmt: skip


def is_fee(line: Any) -> bool:
    """True for a line that stands for a fee of the head."""
    return not (line.labour_line_id or line.part_line_id or line.part_id)


def _fees(ctx: Any, made: Settlement) -> None:
    """The fees of the head as lines of their own, for tax and discount like any other."""
    rate = labour_tax(ctx, ctx.session.get_one(WorkOrder, made.order_id))
    kept = [line for line in made.lines if not is_fee(line)]
    fees = [
        SettlementLine(
            section=section, item=0, name="", unit="", decimals=0, qty=1000, free=0, price=amount * 10_000,
            tax_rate=rate, payer="CUSTOMER", source="OWN", old_part=False, warranty_km=0, warranty_days=0,
        )
        for name, section in rules.FEES.items()
        if (amount := getattr(made, name))
    ]  # fmt: skip
    made.lines[:] = sorted([*kept, *fees], key=lambda x: (_ORDER[x.section], x.item, x.part_id is not None))
    for at, line in enumerate(made.lines, 1):
        line.position = at


def reckon(ctx: Any, made: Settlement) -> None:
    """Amounts and taxes of the lines and of the whole; the discount goes to the customer's lines by their amounts."""
    _fees(ctx, made)
    for line in made.lines:
        line.amount = value_of(line.qty, line.price)
    own = [line for line in made.lines if line.payer == "CUSTOMER"]
    less = spread(made.discount + made.rounding, [x.amount for x in own])
    for line in made.lines:
        line.reduced = 0
    for line, part in zip(own, less, strict=True):
        line.reduced = part
    rows = made.lines
    found = taxes([x.amount for x in rows], [x.reduced for x in rows], [x.tax_rate for x in rows])
    for line, tax in zip(rows, found, strict=True):
        line.tax = tax
    made.labour_amount = sum(x.amount for x in rows if x.labour_line_id and not x.part_id)
    made.parts_amount = sum(x.amount for x in rows if x.section == rules.MATERIAL)
    made.fees_amount = sum(x.amount for x in rows if is_fee(x))
    made.tax_amount = sum(found)
    made.total_amount = sum(x.amount - x.reduced for x in rows)
    made.insurer_amount = sum(x.amount for x in rows if x.payer == "INSURER")
    made.own_cost = sum(value_of(x.free, x.price) for x in rows if x.why in AT_OUR_COST)
    ctx.flush()


def live(ctx: Any, order: Id) -> Settlement | None:
    """The settlement of an order that counts: the newest that is not reversed."""
    wanted = select(Settlement).where(Settlement.order_id == order, Settlement.state != rules.REVERSED)
    return ctx.session.scalar(wanted.order_by(Settlement.created_at.desc()).limit(1))  # type: ignore[no-any-return]


def labour_line(ctx: Any, line: SettlementLine) -> LabourLine | None:
    """The order's item behind a line, if it is one."""
    return ctx.session.get(LabourLine, line.labour_line_id) if line.labour_line_id else None
