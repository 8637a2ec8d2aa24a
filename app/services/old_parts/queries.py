"""What others ask of old parts: those of an order, the boxes of the settlement form, what stands in an order's way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_, Text
from app.core.workflow import Verdict
from app.models.old_parts import OldPart
from app.models.stations import Bin
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.old_parts import papers, rules
from app.services.work_orders import gates


@dataclass(frozen=True)
class Row:
    """One old part as the room of an order shows it. `due` is until when it is kept for the customer."""

    id: Id
    number: str
    part: str
    name: str
    unit: str
    decimals: int
    qty: int
    state: str
    owner: str
    technician: str
    completeness: str
    usability: str
    bin: str
    hazardous: str
    safety: bool
    photos: int
    due: date | None
    version: int
    grams: int | None


@dataclass(frozen=True)
class Boxes:
    """The three boxes of the settlement form (S3): handed to the customer, waived by him, none; and kept until when."""

    taken: int
    waived: int
    kept: int
    until: date | None
    none: bool


def of_order(ctx: Reader, order: Id) -> list[OldPart]:
    """The old parts of an order, without those of which none comes off."""
    wanted = select(OldPart).where(OldPart.order_id == order, OldPart.state != rules.NONE)
    return list(ctx.session.scalars(wanted.order_by(OldPart.number)))


def boxes(ctx: Reader, order: Id) -> Boxes:
    """What the settlement list says of an order's old parts."""
    there = of_order(ctx, order)
    kept = [old for old in there if old.state == rules.CUSTODY]
    return Boxes(
        taken=sum(old.state == rules.TO_CUSTOMER for old in there),
        waived=sum(old.owner == rules.SHOP and bool(old.waived_by) for old in there), kept=len(kept),
        until=max((old.kept_until for old in kept if old.kept_until), default=None), none=not there,
    )  # fmt: skip


def outstanding(ctx: Reader, order: Id) -> list[OldPart]:
    """What was not handed in yet."""
    return [old for old in of_order(ctx, order) if old.state in rules.OUTSTANDING]


@query("old_parts.of", allow=rules.VIEW)
def rows_of(ctx: Reader, order: Id) -> list[Row]:
    """The old parts of an order as rows, by their number."""
    there = of_order(ctx, order)
    photos = papers.photos_of(ctx, [old.id for old in there])
    bins = {old.bin_id for old in there if old.bin_id}
    codes: dict[Id, str] = dict(ctx.conn.execute(select(Bin.id, Bin.code).where(Bin.id.in_(bins))).all())
    return [
        Row(
            old.id, old.number, old.part, old.name, old.unit, old.decimals, old.qty, old.state, old.owner,
            name_of(ctx, old.technician_id) if old.technician_id else "", old.completeness or "", old.usability or "",
            codes.get(old.bin_id, "") if old.bin_id else "", old.hazardous or "", old.safety, photos.get(old.id, 0),
            old.kept_until if old.state == rules.CUSTODY else None, old.version, old.grams,
        )
        for old in there
    ]  # fmt: skip


@gates.self_check
def all_handed_in(ctx: Any, order: WorkOrder) -> Verdict:
    """R68: before the self-check the technician has handed in what came off (a setting)."""
    if not ctx.setting(rules.BEFORE_CHECK):
        return None
    left = outstanding(ctx, order.id)
    if not left:
        return None
    return Text(
        N_("{n} old parts are not handed in yet: {parts}. Hand them in at the warehouse."), n=len(left),
        parts=", ".join(old.part for old in left[:3]),
    )  # fmt: skip


@gates.settling
def all_settled(ctx: Any, order: WorkOrder) -> Verdict:
    """Before the settlement the fate of each is known, or until when it is kept (§3.12)."""
    left = [
        old for old in of_order(ctx, order.id)
        if old.state in rules.UNSETTLED and not (old.state == rules.REGISTERED and old.owner != rules.CUSTOMER)
    ]  # fmt: skip
    if not left:
        return None
    return Text(
        N_("What becomes of these old parts is open: {parts}. Give them back, keep them until a day, or have them "
           "waived."), parts=", ".join(f"{old.number} {old.part}" for old in left[:3]),
    )  # fmt: skip


def overdue(ctx: Reader) -> list[OldPart]:
    """What is kept for customers past its date, the longest first."""
    wanted = select(OldPart).where(OldPart.state == rules.CUSTODY, OldPart.kept_until < clock.today())
    wanted = wanted.where(OldPart.station.not_in(ctx.far_stations))
    return list(ctx.session.scalars(wanted.order_by(OldPart.kept_until, OldPart.number)))
