"""Brings in complaints of earlier years, as closed history: no clocks, no notices, found by their words. Knows no file.

What a list does not say gets a default: complainant 无, channel online. Car, VIN and mileage stay free text, for a list
from outside may name cars the shop never saw. Importing the same rows again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.desk import Context, usecase
from app.core.i18n import N_
from app.models.complaints import Complaint
from app.services.calendar import ZONE
from app.services.complaints import receiving, rules
from app.services.imports.front_desk_rows import IMPORT
from app.services.imports.part_rows import Written
from app.services.imports.targets import ListKind, Takes, Target

CHANNELS = (
    ("HOTLINE", ("热线", "电话", "phone", "hotline")), ("ONLINE", ("网络平台", "在线", "网络", "online", "web")),
    ("EMAIL", ("邮件", "电子邮件", "by e-mail", "email", "mail")), ("LETTER", ("信函", "来信", "letter")),
    ("VISIT", ("到店", "上门", "当面", "in the shop", "visit", "in person")), ("C12315", ("12315",)),
)  # fmt: skip
CATEGORIES = (
    ("PART", ("配件质量", "配件", "part quality", "part")),
    ("ATTITUDE", ("服务态度", "态度", "service attitude", "service", "attitude")),
    ("REPAIR", ("维修质量", "维修", "repair quality", "repair")),
    ("RETURN", ("退换货纠纷", "退换货", "return or exchange", "return", "exchange")),
    ("PRICE", ("价格收费", "价格", "收费", "price and charges", "price")),
    ("DELAY", ("交期", "延误", "delivery time", "delay")), ("OTHER", ("其他", "other matters", "other")),
)  # fmt: skip
COMPLAINTS = ListKind(
    "complaints",
    N_("Earlier complaints"),
    (
        Target("received_on", N_("Received on"), Takes.DATE, required=True),
        Target("description", N_("Complaint in his words"), Takes.NOTE, required=True, limit=3800),
        Target("channel", N_("Channel"), Takes.CHOICE, choices=CHANNELS, words="complaint_channel"),
        Target("complainant", N_("Complainant"), Takes.TEXT),
        Target("complaint_contact", N_("Phone or address"), Takes.TEXT),
        Target("plate", N_("Plate"), Takes.TEXT, limit=20),
        Target("car_brand", N_("Brand"), Takes.TEXT, limit=50),
        Target("series", N_("Series / model"), Takes.TEXT),
        Target("model_year", N_("Model year"), Takes.TEXT, limit=10),
        Target("vin", N_("VIN"), Takes.TEXT, limit=40),
        Target("mileage", N_("Mileage"), Takes.TEXT, limit=40, words="odometer"),
        Target("component", N_("Part or system"), Takes.TEXT, limit=200),
        Target("complaint_category", N_("Kind of complaint"), Takes.CHOICE, choices=CATEGORIES),
        Target("subcategory", N_("Sub-category"), Takes.TEXT, limit=60),
        Target("demand", N_("What he demands"), Takes.NOTE, limit=500),
        Target("report_result", N_("Result"), Takes.NOTE, limit=2000),
        Target("closed_on", N_("Closed on"), Takes.DATE),
        Target("reference", N_("Number elsewhere"), Takes.TEXT, limit=40),
    ),
    key=("reference", "received_on", "description"),
)
Row = Mapping[str, Any]  # a row's values by target, as checked
Same = tuple[str, date, str]


@usecase("imports.complaints", allow=IMPORT, rules=("R76", "R88"), secret=("rows",))
def import_complaints(ctx: Context, rows: Sequence[Row]) -> Written:
    """Imports checked rows in one transaction, as closed complaints."""
    kept = select(Complaint.reference, Complaint.received_at, Complaint.description).where(Complaint.imported)
    there = {_same(ref, clock.local(at).date(), text) for ref, at, text in ctx.conn.execute(kept)}
    cases = [_case(row) for row in rows]
    new = [case for case in cases if _same(case.reference, clock.local(case.received_at).date(), case.description)
           not in there]  # fmt: skip
    numbers = ctx.numbers(rules.PREFIX, len(new))
    ctx.write_many(
        Complaint.__table__,  # type: ignore[arg-type]
        [_columns(case, number) for case, number in zip(new, numbers, strict=True)],
    )
    return Written(len(new), 0, len(rows) - len(new), 0)


def _same(reference: str | None, day: date, text: str) -> Same:
    """What makes two rows the same complaint."""
    return reference or "", day, text


def _case(row: Row) -> Complaint:
    """The complaint of a row; what has no column of its own is added to the words."""
    said = [row["description"]]
    said += [f"{word} {row[name]}" for name, word in (("vin", "VIN"), ("mileage", "里程")) if row.get(name)]
    return Complaint(
        received_at=_noon(row["received_on"]), channel=row.get("channel") or "ONLINE",
        complainant=row.get("complainant") or rules.NOBODY, contact=row.get("complaint_contact"),
        plate=receiving.plate_of(row.get("plate") or ""),
        vehicle_name=" ".join(str(row[n]) for n in ("car_brand", "series", "model_year") if row.get(n))[:160],
        component=row.get("component"), category=row.get("complaint_category") or "OTHER",
        subcategory=row.get("subcategory"), description="\n".join(said), demand=row.get("demand"),
        report_result=row.get("report_result"), reference=row.get("reference"),
        closed_at=_noon(row.get("closed_on") or row["received_on"]),
    )  # fmt: skip


def _noon(day: date) -> datetime:
    """A list says only the day."""
    return datetime.combine(day, time(12), ZONE)


_FILLED = (
    "received_at", "channel", "complainant", "contact", "plate", "vehicle_name", "component", "category", "subcategory",
    "description", "demand", "report_result", "reference", "closed_at", "search_text",
)  # fmt: skip


def _columns(case: Complaint, number: str) -> dict[str, Any]:
    case.number = number
    receiving.index(case)
    return {name: getattr(case, name) for name in _FILLED} | {
        "number": number, "state": rules.CLOSED, "imported": True, "typed": {}, "revision": 1, "version": 1,
    }  # fmt: skip
