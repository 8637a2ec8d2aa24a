"""Many alerts at once: acknowledged, ignored, or put on purchase requests, one per supplier (R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.alerts import StockAlert
from app.services.alerts import rules
from app.services.alerts.workflow import WORKFLOW, put_on_requests


@dataclass(frozen=True)
class Requested:
    """The purchase requests made, and how many alerts stand on them."""

    requests: tuple[Id, ...]
    alerts: int


def _chosen(ctx: Context, ids: Sequence[Id], states: Sequence[str]) -> list[StockAlert]:
    found = [
        one for one in ctx.session.scalars(select(StockAlert).where(StockAlert.id.in_(ids))) if one.state in states
    ]
    if not found:
        raise Refused("None of the chosen alerts waits for this. Choose open ones.")
    return found


@usecase("alerts.acknowledge", allow=rules.ACKNOWLEDGE, rules=("R13",))
def acknowledge(ctx: Context, ids: Sequence[Id]) -> int:
    """Purchasing knows of these; those that are known already are left alone. Returns how many were open."""
    found = _chosen(ctx, ids, (rules.OPEN,))
    for alert in found:
        workflow.apply(ctx, WORKFLOW, alert, "acknowledge")
    return len(found)


@usecase("alerts.ignore", allow=rules.IGNORE, rules=("R12",))
def ignore(ctx: Context, ids: Sequence[Id], *, reason: str, until: date) -> int:
    """Nobody wants to hear of these until a day; returns how many."""
    found = _chosen(ctx, ids, WORKFLOW.step("ignore").source)
    for alert in found:
        workflow.apply(ctx, WORKFLOW, alert, "ignore", {"reason": reason, "until": until})
    return len(found)


@usecase("alerts.request", allow=rules.REQUEST, rules=("R13",))
def request(ctx: Context, ids: Sequence[Id]) -> Requested:
    """Has purchasing buy what these suggest: one purchase request per warehouse and supplier.

    Alerts that are being bought, ignored or resolved are left alone, and so are those that suggest nothing.
    """
    found = [one for one in _chosen(ctx, ids, WORKFLOW.step("request").source) if one.suggested > 0]
    if not found:
        raise Refused("Nothing has to be bought: the maximum is reached. Ignore the alert.")
    made = put_on_requests(ctx, found)
    for alert in found:
        workflow.apply(ctx, WORKFLOW, alert, "request")
    return Requested(tuple(made), len(found))
