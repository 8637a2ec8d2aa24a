"""Reports of old parts: the ledger of hazardous waste (危险废物台账), and what is kept for customers past its date."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.core.desk import Reader
from app.core.i18n import N_, Text
from app.core.screen import Column
from app.models.old_parts import HazardousMove, OldPart
from app.models.stations import Bin
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.old_parts import hazard, rules
from app.services.reports.kinds import Asked, Found, Report

_table: Any = HazardousMove.__table__
WAYS = (
    (hazard.IN, N_("Came in")), (hazard.HANDLER, N_("To the handler")), (hazard.BY_CUSTOMER, N_("To the customer")),
    (hazard.BY_SUPPLIER, N_("To the supplier")), (hazard.GONE, N_("Missing")),
)  # fmt: skip


def waste(ctx: Reader, asked: Asked) -> Found:
    """Each line of the period by class and time, with what lay here after it; the opening stock is in the first."""
    ours = _table.c.station.not_in(ctx.far_stations)
    before: dict[str, Any] = dict(
        ctx.conn.execute(
            select(_table.c.hw_class, func.sum(_table.c.grams))
            .where(_table.c.at < asked.start, ours)
            .group_by(_table.c.hw_class)
        ).all()
    )
    lying: dict[str, int] = {hw: int(grams) for hw, grams in before.items()}
    wanted = select(_table).where(_table.c.at >= asked.start, _table.c.at < asked.end, ours)
    rows: list[tuple[Any, ...]] = []
    for one in ctx.conn.execute(wanted.order_by(_table.c.hw_class, _table.c.at, _table.c.seq)):
        lying[one.hw_class] = lying.get(one.hw_class, 0) + one.grams
        came, went = (one.grams, None) if one.grams > 0 else (None, -one.grams)
        rows.append(
            (
                one.hw_class, one.at, one.what, one.way, _kg(came), _kg(went), _kg(lying[one.hw_class]), one.handler,
                one.licence, one.transfer, one.source,
            )
        )  # fmt: skip
    left = {hw: grams for hw, grams in sorted(lying.items()) if grams}
    remarks = tuple(
        Text(N_("{kind}: {kg} kg lie here at the end."), kind=hw, kg=f"{grams / 1000:.3f}")
        for hw, grams in left.items()
    )
    return Found(rows, remarks=remarks or (Text(N_("Nothing lies here at the end.")),))


def _kg(grams: int | None) -> tuple[int, int, str] | None:
    return None if grams is None else (grams, 3, "kg")


def overdue(ctx: Reader, asked: Asked) -> Found:
    """What is kept for customers past its date on that day, the longest first, with whom to ask."""
    wanted = (
        select(OldPart, WorkOrder.sender_name, WorkOrder.advisor_id, Bin.code)
        .join(WorkOrder, WorkOrder.id == OldPart.order_id)
        .outerjoin(Bin, Bin.id == OldPart.bin_id)
        .where(
            OldPart.state == rules.CUSTODY, OldPart.kept_until < asked.until, OldPart.station.not_in(ctx.far_stations)
        )
        .order_by(OldPart.kept_until, OldPart.number)
    )
    rows = [
        (
            old.number, old.plate, old.part, old.name, (old.qty, old.decimals, old.unit), bin_ or "", old.kept_until,
            (asked.until - old.kept_until).days if old.kept_until else 0, bool(old.kept_for), sender or "",
            name_of(ctx, advisor) if advisor else "", old.order_number,
        )
        for old, sender, advisor, bin_ in ctx.session.execute(wanted)
    ]  # fmt: skip
    said = Text(N_("{n} old parts are past their date."), n=len(rows))
    return Found(rows, wrong=(said,)) if rows else Found(rows, remarks=(said,))


HAZARDOUS_WASTE = Report(
    "hazardous_waste", N_("Ledger of hazardous waste"),
    N_("What of each class came in, who has it now, and what lies here."), rules.VIEW,
    (
        Column("hw_class", N_("HW class"), "strong", 80), Column("at", N_("Time"), "moment", 120),
        Column("what", N_("What it is"), width=190, stretch=True),
        Column("way", N_("Way"), "choice", 100, choices=WAYS), Column("came", N_("In"), "quantity", 84),
        Column("went", N_("Out"), "quantity", 84), Column("lies", N_("Lies here"), "quantity", 84),
        Column("handler", N_("Handler"), width=150), Column("licence", N_("Handler's licence"), width=120),
        Column("transfer", N_("Transfer slip"), "code", 130), Column("source", N_("Document"), "code", 170),
    ),
    waste, asks=("period",), signs=(N_("Warehouse keeper"), N_("Manager")), rules=("R71",),
)  # fmt: skip
OLD_OVERDUE = Report(
    "old_parts_overdue", N_("Old parts past their date"),
    N_("Kept for customers who did not fetch them; who did not sign for the date must be asked."), rules.VIEW,
    (
        Column("number", N_("Number"), "strong", 170), Column("plate", N_("Plate"), "plate", 104),
        Column("part", N_("Part number"), width=120), Column("name", N_("Name"), width=140, stretch=True),
        Column("qty", N_("Quantity"), "quantity", 70), Column("bin", N_("Bin location"), "bin", 90),
        Column("until", N_("Kept until"), "date", 100), Column("late", N_("Days over"), "number", 70),
        Column("signed", N_("Signed for"), "flag", 70), Column("sender", N_("Brought by"), width=90),
        Column("advisor", N_("Service advisor"), width=90), Column("order", N_("Work order"), "code", 170),
    ),
    overdue, asks=("until",), rules=("R68",),
)  # fmt: skip
