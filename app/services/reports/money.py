"""Money at the desk: the day's cash per cashier and way of paying, and what customers owe, by age (R62, SD9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from app.core import clock
from app.core.desk import Reader
from app.core.i18n import N_, Text, money
from app.core.screen import Column
from app.models.payments import Payment
from app.models.people import User
from app.models.settlements import Settlement
from app.services.payments import CASH, METHODS, REFUND, REVERSED, TAKEN
from app.services.payments import VIEW as PAYMENTS
from app.services.reports.kinds import Asked, Found, Report
from app.services.settlements.queries import receivables
from app.services.settlements.rules import VIEW as SETTLEMENTS

_P = Payment.__table__.c
AGES = ((0, N_("Not due")), (30, N_("1–30 days")), (60, N_("31–60 days")), (90, N_("61–90 days")))
OLDEST = N_("Over 90 days")
_LABELS = (*(label for _most, label in AGES), OLDEST)


def cash_day(ctx: Reader, asked: Asked) -> Found:
    """One row for each cashier and way: what came in, what went back, what was reversed that day, and what is left.

    The till is this station's: what others took is in their own report.
    """
    end = asked.end
    start = end - timedelta(days=1)
    wanted = select(
        _P.number, _P.purpose, _P.method, _P.amount, _P.rounded, _P.taken_at, _P.reversed_at, _P.created_by, _P.state
    ).where(
        _P.state.in_((TAKEN, REVERSED)), _P.station.not_in(ctx.far_stations),
        or_((_P.taken_at >= start) & (_P.taken_at < end), (_P.reversed_at >= start) & (_P.reversed_at < end)),
    )  # fmt: skip
    names = dict(ctx.conn.execute(select(User.id, User.name)).all())
    sums: dict[tuple[str, str], list[int]] = {}
    till = rounded = gone = 0
    numbers = []
    for row in ctx.conn.execute(wanted.order_by(_P.number)):
        numbers.append(row.number)
        sign = -1 if row.purpose == REFUND else 1
        kept = sums.setdefault((names.get(row.created_by, ""), row.method), [0, 0, 0, 0])
        taken = start <= row.taken_at < end
        undone = row.reversed_at is not None and start <= row.reversed_at < end
        kept[0] += taken
        kept[2 if sign < 0 else 1] += row.amount * taken
        kept[3] += sign * row.amount * undone
        gone += undone
        if row.method == CASH:
            till += (taken - undone) * sign * (row.amount - row.rounded)
            rounded += (taken - undone) * sign * row.rounded
    rows: list[tuple[Any, ...]] = [
        (who, method, n, came, back, void, came - back - void)
        for (who, method), (n, came, back, void) in sorted(sums.items())
    ]
    foot = (Text(N_("{n} payments"), n=len(numbers)), None, *(sum(r[at] for r in rows) for at in range(2, 7)))
    return Found(rows, foot, tuple(_head(ctx, numbers, gone, till, rounded, start, end)))


def _head(
    ctx: Reader, numbers: list[str], gone: int, till: int, rounded: int, start: Any, end: Any
) -> list[Text]:  # fmt: skip
    """What an auditor reads first: from which paper to which, what was reversed, what must lie in the till."""
    found = []
    if numbers:
        text = N_("From {first} to {last}: {n} payments, {gone} reversed.")
        found.append(Text(text, first=numbers[0], last=numbers[-1], n=len(numbers), gone=gone))
    found.append(Text(N_("Cash in the till: {till}; change rounded by {rounded} altogether."), till=money(till),
                      rounded=money(rounded)))  # fmt: skip
    account = select(Settlement.account_amount).where(Settlement.account_at >= start, Settlement.account_at < end)
    put = sum(ctx.conn.execute(account.where(Settlement.station.not_in(ctx.far_stations))).scalars())
    found.append(Text(N_("Put on account that day: {amount}."), amount=money(put)))
    return found


def owed_by(ctx: Reader, _asked: Asked) -> Found:
    """Every settlement on account, customer by customer, with how long it is overdue."""
    today = clock.local(ctx.now).date()
    found = sorted(receivables(ctx, today), key=lambda r: (r.customer, r.due, r.number))
    rows = [
        (r.customer, r.number, r.plate, r.total, r.owed, r.insurer, r.since, r.due, r.late, _age(r.late)) for r in found
    ]
    late = sum(r.owed for r in found if r.late)
    count = Text(N_("{n} customers"), n=len({str(r.customer) for r in found}))
    foot = (count, None, None, sum(r.total for r in found), sum(r.owed for r in found), sum(r.insurer for r in found),
            None, None, None, None)  # fmt: skip
    remark = Text(N_("Overdue: {amount}."), amount=money(late))
    return Found(rows, foot, wrong=(remark,)) if late else Found(rows, foot, (remark,))


def _age(late: int) -> str:
    return next((label for most, label in AGES if late <= most), OLDEST)


CASH_DAY = Report(
    "cash_day", N_("Daily cash report"), N_("What each cashier took on a day, way by way; it is signed and filed."),
    PAYMENTS,
    (
        Column("cashier", N_("Cashier"), "strong", 150, stretch=True),
        Column("method", N_("How paid"), "choice", 120, choices=tuple(METHODS.items())),
        Column("count", N_("How many"), "number", 90), Column("taken", N_("Taken"), "money", 120),
        Column("back", N_("Paid back"), "money", 120), Column("reversed", N_("Reversed"), "money", 120),
        Column("left", N_("Net taken"), "money", 130),
    ),
    cash_day, asks=("until",), signs=(N_("Cashier"), N_("Finance"), N_("Manager")), rules=("R62", "SD9"),
    chained=True,
)  # fmt: skip
RECEIVABLES = Report(
    "receivables", N_("Receivables"), N_("What left the house on account and is not paid, by customer and age."),
    SETTLEMENTS,
    (
        Column("customer", N_("Customer"), "strong", 150, stretch=True),
        Column("number", N_("Settlement"), width=190), Column("plate", N_("Plate"), "plate", 110),
        Column("total", N_("Amount"), "money", 110), Column("owed", N_("Owed"), "money", 110),
        Column("insurer", N_("Of it the insurer's"), "money", 110),
        Column("since", N_("On account since"), "date", 100),
        Column("due", N_("Due on"), "date", 100), Column("late", N_("Days late"), "number", 80),
        Column("age", N_("Age"), "choice", 110, choices=tuple((label, label) for label in _LABELS)),
    ),
    owed_by, asks=(), signs=(N_("Finance"), N_("Manager")), rules=("R62",),
)  # fmt: skip
