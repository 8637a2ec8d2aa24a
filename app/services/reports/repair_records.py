"""The national electronic repair record (汽车电子健康档案, E93): what must be uploaded of each car that was delivered.

The file holds one {basicInfo, repairprojectlist, vehiclepartslist} per order, names as the interface has them, dates
yyyyMMdd. What is missing is said and holds up nothing: neither the delivery nor the file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.screen import Column
from app.models.receptions import Reception
from app.models.settlements import Delivery, Settlement, SettlementLine
from app.models.work_orders import WorkOrder
from app.services import shop, values
from app.services.reports.kinds import Asked, Found, Report
from app.services.settlements import rules as settling

EXPORT = Permission("repair_records.export", N_("Write repair records for the authority"))
VIN_LENGTH = 17
MISSING = {
    "vehicleplatenumber": N_("Plate"), "companyname": N_("Company name"), "vin": N_("VIN"),
    "repairdate": N_("Check-in"), "repairmileage": N_("Odometer in"), "settledate": N_("Settlement date"),
    "faultdescription": N_("Customer's words"), "costlistcode": N_("Settlement"),
    "repairprojectlist": N_("Repair items"),
}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """What is uploaded of one order; `missing` are the fields that are empty, or can't be right."""

    order: Id
    number: str
    delivered_at: datetime
    basic: dict[str, str]
    items: list[dict[str, str]]
    parts: list[dict[str, str]]

    @property
    def missing(self) -> tuple[str, ...]:
        """Their msgids."""
        empty = [name for name, value in self.basic.items() if not value]
        if self.basic["vin"] and len(self.basic["vin"]) != VIN_LENGTH:
            empty.append("vin")
        return tuple(MISSING[name] for name in [*empty, *([] if self.items else ["repairprojectlist"])])

    def plain(self) -> dict[str, Any]:
        """As the file has it."""
        return {"basicInfo": self.basic, "repairprojectlist": self.items, "vehiclepartslist": self.parts}


_delivered: Any = (
    select(WorkOrder, Delivery.delivered_at, Settlement, Reception.arrived_at)
    .join(Delivery, Delivery.order_id == WorkOrder.id)
    .join(Settlement, (Settlement.order_id == WorkOrder.id) & (Settlement.state != settling.REVERSED))
    .outerjoin(Reception, Reception.id == WorkOrder.reception_id)
    .where(Delivery.delivered_at.is_not(None))
    .order_by(Delivery.delivered_at)
)  # fmt: skip


def _read(ctx: Reader, wanted: Any) -> list[Record]:
    company = ctx.setting(shop.NAME_ZH) or ctx.setting(shop.NAME_EN)
    found = ctx.session.execute(wanted.where(WorkOrder.station.not_in(ctx.far_stations))).all()
    return [_record(company, *row) for row in found]


def _record(
    company: str, order: WorkOrder, delivered: datetime, made: Settlement, arrived: datetime | None
) -> Record:  # fmt: skip
    basic = {
        "vehicleplatenumber": order.plate, "companyname": company, "vin": order.vin,
        "repairdate": _day(arrived or order.created_at),
        "repairmileage": "" if order.odometer is None else str(order.odometer), "settledate": _day(made.confirmed_at),
        "faultdescription": order.complaint.strip(), "costlistcode": made.number,
    }  # fmt: skip
    work = [line for line in made.lines if line.labour_line_id and not line.part_id]
    goods = [line for line in made.lines if line.section == settling.MATERIAL]
    return Record(
        order.id, order.number, delivered, basic,
        [{"repairproject": line.name, "workinghours": _figure(line)} for line in work],
        [{"partsname": line.name, "partsquantity": _figure(line), "partscode": line.code} for line in goods],
    )  # fmt: skip


def _figure(line: SettlementLine) -> str:
    """All that was done or used, whoever pays it."""
    return str(values.unscaled(line.qty + line.free, 3))


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{clock.local(moment):%Y%m%d}"


def _text(records: Sequence[Record]) -> str:
    return json.dumps([record.plain() for record in records], ensure_ascii=False, indent=1) + "\n"


@query("repair_records.export", allow=EXPORT)
def export(ctx: Reader, numbers: Sequence[str]) -> str:
    """The file's text for these orders, by their numbers; Refused for one that was not delivered."""
    records = _read(ctx, _delivered.where(WorkOrder.number.in_(list(numbers))))
    if unknown := sorted(set(numbers) - {record.number for record in records}):
        raise Refused("{number} was not delivered here: there is no repair record of it.", number=unknown[0])
    return _text(records)


def _of_period(ctx: Reader, asked: Asked) -> list[Record]:
    return _read(ctx, _delivered.where(Delivery.delivered_at >= asked.start, Delivery.delivered_at < asked.end))


def listed(ctx: Reader, asked: Asked) -> Found:
    """The orders delivered in the period, with what their record lacks."""
    records = _of_period(ctx, asked)
    rows = [
        (
            r.basic["vehicleplatenumber"], r.number, r.basic["costlistcode"], r.delivered_at, len(r.items),
            len(r.parts), _listed(r.missing),
        )
        for r in records
    ]  # fmt: skip
    bad = sum(bool(r.missing) for r in records)
    remark = Text(N_("{n} records of delivered cars, of which {bad} lack something."), n=len(records), bad=bad)
    return Found(rows, None, () if bad else (remark,), (remark,) if bad else ())


def _listed(names: Sequence[str]) -> Text | None:
    """The names in a row."""
    if not names:
        return None
    rest = _listed(names[1:])
    return Text(names[0]) if rest is None else Text(N_("{first}, {rest}"), first=Text(names[0]), rest=rest)


def file(ctx: Reader, asked: Asked) -> bytes:
    """The file of the period, in UTF-8."""
    return _text(_of_period(ctx, asked)).encode()


def file_of(ctx: Reader, numbers: Sequence[str]) -> bytes:
    """The file of chosen orders, in UTF-8."""
    return export(ctx, numbers).encode()


REPAIR_RECORDS = Report(
    "repair_records", N_("Repair records to upload"),
    N_("Delivered cars for the national electronic repair record. The file is saved as .json."), EXPORT,
    (
        Column("plate", N_("Plate"), "strong", 110), Column("number", N_("Work order"), width=190),
        Column("settlement", N_("Settlement"), width=190), Column("delivered_at", N_("Delivered at"), "moment", 130),
        Column("items", N_("Repair items"), "number", 90), Column("parts", N_("Parts"), "number", 80),
        Column("missing", N_("Missing"), "text", 220, stretch=True),
    ),
    listed, asks=("period",), file=(".json", file), some=("number", file_of),
)  # fmt: skip
