"""What cost runs are bound to: rights, codes, months, guards of closing. Knows no workflow and no screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core.access import Permission
from app.core.errors import Refused
from app.core.i18n import N_, Text, money
from app.core.workflow import Verdict
from app.models.cost_runs import CostRun

KIND_NAME, PREFIX = "cost_runs", "CR"
VIEW = Permission("cost_runs.view", N_("See cost runs and margins"))
RUN = Permission("cost_runs.run", N_("Calculate and close the costs of a month"))

OPEN, CALCULATED, CLOSED, CANCELLED = "open", "calculated", "closed", "cancelled"
NORMAL, WARRANTY, REWORK, INTERNAL = "NORMAL", "WARRANTY", "REWORK", "INTERNAL"
NATURES = {
    NORMAL: N_("Charged"), WARRANTY: N_("Maker's warranty"), REWORK: N_("Rework"), INTERNAL: N_("Borne by the shop"),
}  # fmt: skip
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Month:
    """A month of the shop's calendar, "2026-10": `start` is its first moment, `end` the first one after it."""

    name: str

    @classmethod
    def named(cls, name: str) -> Month:
        """The month of this name; Refused if it is none."""
        if not _MONTH.fullmatch(name):
            raise Refused("Write the month as 2026-10.", where="month")
        return cls(name)

    @property
    def start(self) -> datetime:
        """The first moment."""
        return datetime(int(self.name[:4]), int(self.name[5:]), 1, tzinfo=_ZONE)

    @property
    def end(self) -> datetime:
        """The first moment of the month after."""
        return self.after.start

    @property
    def after(self) -> Month:
        """The next month."""
        year, month = int(self.name[:4]), int(self.name[5:])
        return Month(f"{year + month // 12}-{month % 12 + 1:02}")

    @property
    def before(self) -> Month:
        """The month before."""
        year, month = int(self.name[:4]), int(self.name[5:])
        return Month(f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}")


# --- guards of closing ------------------------------------------------------------------------------------------------
def over(ctx: Any, run: CostRun) -> Verdict:
    """Guard: nothing of the month is still to come."""
    if Month(run.month).end > ctx.now:
        return Text(N_("{month} is not over yet. Close it when it is."), month=run.month)
    return None


def allocated(_ctx: Any, run: CostRun) -> Verdict:
    """Guard: each part that was issued belongs to an item (§3.15)."""
    if run.unallocated_count:
        return Text(
            N_("{n} issues of {amount} belong to no item: give each its item first."), n=run.unallocated_count,
            amount=money(run.unallocated),
        )  # fmt: skip
    return None


def costed(_ctx: Any, run: CostRun) -> Verdict:
    """Guard: no part went out without a cost (E23)."""
    if run.no_cost_count:
        return Text(N_("{n} issues have no cost: enter what each part cost first."), n=run.no_cost_count)
    return None


def ties(_ctx: Any, run: CostRun) -> Verdict:
    """Guard: the stock value of the ledger is that of the stock, to the cent."""
    if run.closing != run.kept:
        return Text(
            N_("The ledger closes with {closing}, the stock has {kept}: run the check of the data first."),
            closing=money(run.closing), kept=money(run.kept),
        )  # fmt: skip
    return None


def in_order(ctx: Any, run: CostRun) -> Verdict:
    """Guard: months close one after the other."""
    earlier = select(CostRun.month).where(
        CostRun.station == run.station, CostRun.month < run.month, CostRun.state.in_((OPEN, CALCULATED))
    )
    month = ctx.conn.execute(earlier.order_by(CostRun.month).limit(1)).scalar()
    return Text(N_("Close {month} first: months close one after the other."), month=month) if month else None
