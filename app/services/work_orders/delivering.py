"""The end of an order: settled, the customer told, the car handed back, and the order closed (R61–R64, §3.11).

Knows the settlement and the delivery as records; their own workflows follow this one's.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.i18n import N_, Text, money
from app.core.screen import Field
from app.core.workflow import State, Step, Verdict
from app.models.settlements import Delivery, Settlement
from app.models.vehicles import Vehicle
from app.models.work_orders import WorkOrder
from app.services import contacts, deliveries, payments
from app.services.settlements import making
from app.services.settlements import rules as settling
from app.services.vehicles import record_odometer
from app.services.work_orders import gates, rules

FROM = ("qc_passed", "qc_skipped", "terminated")  # where an order is settled from
BACK = {state: f"unsettle_{state}" for state in FROM}  # state before → step that leads back there
DELIVERED_STATES = ("delivered", "closed")
CHANNEL = Field(
    "channel", N_("How"), "choice", required=True, choices=contacts.CHANNELS, default="PHONE",
)  # fmt: skip
RECIPIENT = Field("recipient", N_("Who, which number"), "text", required=True, length=100)
REACHED = Field("reached", N_("Reached"), "flag", default=True)
WORDS = Field("words", N_("What was said"), "long", length=500)


# --- guards -----------------------------------------------------------------------------------------------------------
def settled(ctx: Any, order: WorkOrder) -> Verdict:
    """Guard: paid, or on account with approval; else no car leaves (E63)."""
    made = making.live(ctx, order.id)
    if made is None or made.state not in settling.SETTLED:
        return Text(N_("Not paid yet. Take the money, or have it put on account."))
    left = payments.owed(ctx, order)
    return Text(N_("{amount} is paid too much: pay it back first."), amount=money(-left)) if left < 0 else None


def handed_over(ctx: Any, order: WorkOrder) -> Verdict:
    """Guard: what was done is explained, car and dials looked at together (R62, R63), and the customer signed (R64)."""
    kept = deliveries.of_order(ctx, order.id)
    if kept is None or not (kept.explained and kept.looked):
        return Text(N_("Hand the car over first: explain the work and look round the car with the customer."))
    if deliveries.signature(ctx, kept) is None:
        return Text(N_("The customer has not signed for the car yet."))
    return None


# --- effects ----------------------------------------------------------------------------------------------------------
def settle(ctx: Any, order: WorkOrder, _answers: dict[str, Any]) -> None:
    """The draft of the settlement; the window goes there."""
    made = making.open_draft(ctx, order)
    ctx.leads_to = (settling.KIND_NAME, made.id)


def tell(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """The call or message to the customer is written down (R61)."""
    contacts.log(
        ctx, rules.KIND_NAME, order.id, purpose="COLLECT", channel=answers["channel"], recipient=answers["recipient"],
        reached=bool(answers["reached"]), words=answers.get("words") or "",
    )  # fmt: skip


def hand_back(ctx: Any, order: WorkOrder, _answers: dict[str, Any]) -> None:
    """From now on the warranty runs; the car's own record learns its odometer and its next service."""
    kept = ctx.session.scalars(select(Delivery).where(Delivery.order_id == order.id)).one()
    kept.delivered_at, kept.warranty_from = ctx.now, deliveries.today(ctx)
    car = ctx.session.get_one(Vehicle, order.vehicle_id)
    if kept.odometer is not None:
        record_odometer(
            ctx, car.id, kept.odometer, source_kind=rules.KIND_NAME, source_id=order.id, source_number=order.number,
            reason=kept.road_test or "",
        )  # fmt: skip
    car.next_service_km = kept.next_service_km or car.next_service_km
    car.next_service_on = kept.next_service_on or car.next_service_on


STATES = (
    State("settling", N_("To be settled"), "wait"),
    State("ready", N_("Ready to be fetched"), "ok"),
    State("delivered", N_("Handed back"), "ok"),
    State("closed", N_("Closed"), "idle"),
)
STEPS = (
    Step(
        "settle", N_("Settle"), FROM, "settling", rules.BILL, ("R62",), guards=(gates.before_settling,), effect=settle,
        done=N_("Settlement written"),
    ),
    *(
        Step(step, N_("Unsettled"), ("settling", "ready"), state, rules.BILL, ("SD9",), follows=True)
        for state, step in BACK.items()
    ),
    Step(
        "notify_ready", N_("Tell the customer"), ("settling",), "ready", rules.AGREE, ("R61",), effect=tell,
        asks=(CHANNEL, RECIPIENT, REACHED, WORDS), done=N_("Ready to be fetched"),
    ),
    Step(
        "deliver", N_("Deliver"), ("ready",), "delivered", rules.RELEASE, ("R62", "R63", "R64"),
        guards=(settled, handed_over), effect=hand_back, after=gates.tell_ended, prints="work_orders.gate",
        done=N_("The car may leave"),
    ),
    Step("close", N_("Close"), ("delivered",), "closed", rules.RELEASE, ("R64",), follows=True),
)  # fmt: skip


def settlement(ctx: Any, order: WorkOrder) -> Settlement | None:
    """The order's settlement that counts."""
    return making.live(ctx, order.id)
