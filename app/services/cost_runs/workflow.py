"""The life of a cost run: calculated as often as needed, closed by finance with a PIN; then the month is locked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import State, Step, Workflow
from app.models.cost_runs import CostRun
from app.models.stock import Period
from app.services.cost_runs import computing, figures, rules
from app.services.cost_runs.rules import CALCULATED, CANCELLED, CLOSED, KIND_NAME, OPEN, RUN, Month

REASON = Field("reason", N_("Reason"), "text", required=True, length=200)


def lock(ctx: Any, run: CostRun, _answers: dict[str, Any]) -> None:
    """Closes the month of the ledger: nothing is posted into it any more. Refused if something came since."""
    month = Month(run.month)
    now = computing.summed(ctx, month, figures.rows_of(ctx, month, lambda _done, _total: None))
    if changed := [name for name, value in now.items() if getattr(run, name) != value]:
        label = CostRun.__table__.c[changed[0]].info["label"]
        raise Refused(
            "“{what}” has changed since the calculation. Calculate {month} again, look at it, then close it.",
            what=Text(label), month=run.month,
        )  # fmt: skip
    run.closed_at = ctx.now
    known = select(Period.id).where(Period.month == run.month, Period.station == ctx.station)
    if ctx.conn.execute(known).first() is None:
        ctx.session.add(Period(month=run.month, station=ctx.station, closed_by=ctx.actor.user))
    text = Text(N_("{month} is closed. Its margins stand in {number}."), month=run.month, number=run.number)
    ctx.notify(text, role="MG", document=(KIND_NAME, run.id))


WORKFLOW = Workflow(
    states=(
        State(OPEN, N_("Opened"), "idle"),
        State(CALCULATED, N_("Calculated"), "active"),
        State(CLOSED, N_("Month closed"), "ok"),
        State(CANCELLED, N_("Cancelled"), "idle", beside=CALCULATED),
    ),
    start=OPEN,
    steps=(
        Step(
            "close", N_("Close the month"), (CALCULATED,), CLOSED, RUN, ("R72", "R73", "R74"),
            guards=(rules.over, rules.in_order, rules.allocated, rules.costed, rules.ties), effect=lock, sign=True,
            done=N_("The month is closed"),
        ),
        Step(
            "calculate", N_("Calculate"), (OPEN, CALCULATED), CALCULATED, RUN, ("R72", "R73"),
            effect=computing.fill, done=N_("Calculated"), side=True,
        ),
        Step(
            "cancel", N_("Cancel"), (OPEN, CALCULATED), CANCELLED, RUN, ("R72",), asks=(REASON,), side=True,
            danger=True,
        ),
    ),
)  # fmt: skip
