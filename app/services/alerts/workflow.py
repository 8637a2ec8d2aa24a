"""The life of a stock alert: raised, known to purchasing, in purchase, resolved; or ignored for a while (§3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core import clock
from app.core.clock import Id
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.alerts import StockAlert
from app.models.purchasing import PurchaseRequest
from app.services.alerts import rules
from app.services.purchasing import Wanted, open_request

REASON = Field("reason", N_("Reason"), "text", required=True, length=200)
UNTIL = Field("until", N_("Ignored until"), "date", required=True)


def acknowledge(ctx: Any, alert: StockAlert, _answers: dict[str, Any]) -> None:
    """Notes who of purchasing knows of it since when (R13)."""
    alert.notified_by, alert.notified_at = ctx.actor.user, ctx.now


def ignore(_ctx: Any, alert: StockAlert, answers: dict[str, Any]) -> None:
    """Keeps why, and until when nobody wants to hear of it."""
    if answers["until"] <= clock.today():
        raise Refused("Choose a day after today.", where="until")
    alert.reason, alert.until = answers["reason"], answers["until"]


def look_again(_ctx: Any, alert: StockAlert, _answers: dict[str, Any]) -> None:
    """What was said about ignoring it does not hold any more."""
    alert.reason = alert.until = None


def has_quantity(_ctx: Any, alert: StockAlert) -> Verdict:
    """A suggestion to buy nothing is none."""
    if alert.suggested > 0:
        return None
    return Problem("suggested", Text(N_("Nothing has to be bought: the maximum is reached. Ignore the alert.")))


def request(ctx: Any, alert: StockAlert, _answers: dict[str, Any]) -> None:
    """Has purchasing buy what is suggested: a purchase request of its own, unless it stands on one already."""
    if alert.request_id is None:
        put_on_requests(ctx, [alert])


def lapse(_ctx: Any, alert: StockAlert, _answers: dict[str, Any]) -> None:
    """Nothing came of the request, or not enough: it has to be bought again."""
    alert.request_id = alert.request_number = None


def put_on_requests(ctx: Any, alerts: Sequence[StockAlert]) -> list[Id]:
    """One draft request per warehouse and supplier for these alerts; returns the requests."""
    groups: dict[tuple[Id, Id | None], list[StockAlert]] = {}
    for alert in alerts:
        groups.setdefault((alert.warehouse_id, alert.supplier_id), []).append(alert)
    made = []
    for (house, supplier), some in groups.items():
        wanted = [Wanted(one.part_id, one.suggested, "ALERT", one.id, one.number, supplier_id=supplier) for one in some]
        id_ = open_request(ctx, wanted, warehouse_id=house)
        number = ctx.session.get(PurchaseRequest, id_).number
        for one in some:
            one.request_id, one.request_number = id_, number
        made.append(id_)
    return made


def resolve(ctx: Any, alert: StockAlert, _answers: dict[str, Any]) -> None:
    """Notes when it was over."""
    alert.resolved_at = ctx.now


WORKFLOW = Workflow(
    states=(
        State(rules.OPEN, N_("To replenish"), "warn"),
        State(rules.NOTIFIED, N_("Known to purchasing"), "wait"),
        State(rules.IN_PURCHASE, N_("Being bought"), "active"),
        State(rules.IGNORED, N_("Ignored"), "idle", beside=rules.OPEN),
        State(rules.RESOLVED, N_("Resolved"), "ok"),
    ),
    start=rules.OPEN,
    steps=(
        Step(
            "acknowledge", N_("Acknowledge"), (rules.OPEN,), rules.NOTIFIED, rules.ACKNOWLEDGE, ("R13",),
            effect=acknowledge, done=N_("Acknowledged"),
        ),
        Step(
            "request", N_("Request purchase"), (rules.OPEN, rules.NOTIFIED), rules.IN_PURCHASE, rules.REQUEST, ("R13",),
            guards=(has_quantity,), effect=request, done=N_("A purchase request is made"),
        ),
        Step(
            "ignore", N_("Ignore"), (rules.OPEN, rules.NOTIFIED), rules.IGNORED, rules.IGNORE, ("R12",), effect=ignore,
            asks=(REASON, UNTIL), side=True,
        ),
        Step(
            "look_again", N_("Watch it again"), (rules.IGNORED,), rules.OPEN, rules.IGNORE, ("R12",), effect=look_again,
            side=True,
        ),
        Step(
            "lapse", N_("Nothing is coming"), (rules.IN_PURCHASE,), rules.OPEN, rules.WATCH, ("R12",), effect=lapse,
            follows=True,
        ),
        Step(
            "wake", N_("The time is over"), (rules.IGNORED,), rules.OPEN, rules.WATCH, ("R12",), effect=look_again,
            follows=True,
        ),
        Step(
            "resolve", N_("Stock is back"), rules.STANDING, rules.RESOLVED, rules.WATCH, ("R12",), effect=resolve,
            follows=True,
        ),
    ),
)  # fmt: skip
