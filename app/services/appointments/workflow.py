"""The life of an appointment: asked for, agreed, moved, arrived, cancelled, missed (domain.md §3.9)."""

from __future__ import annotations

from typing import Any

from app.core.i18n import N_
from app.core.screen import Choice, Field
from app.core.workflow import State, Step, Workflow
from app.models.appointments import Appointment
from app.services import vehicles
from app.services.appointments import rules
from app.services.appointments.rules import (
    ARRIVED,
    CANCELLED,
    CONFIRMED,
    EDIT,
    NO_SHOW,
    REQUESTED,
    RESCHEDULED,
    STANDING,
)

_REASON = Field("reason", N_("Reason"), "text", required=True, length=200)


def _moved(_ctx: Any, appointment: Appointment, answers: dict[str, Any]) -> None:
    appointment.start = answers["start"]
    if answers.get("bay"):
        appointment.bay_id = answers["bay"]


def _arrived(ctx: Any, appointment: Appointment, answers: dict[str, Any]) -> None:
    """He is here, perhaps with another car than was meant (E48); the reception opens with what is known."""
    other = answers.get("vehicle")
    if other is None and appointment.vehicle_id is None and appointment.car:
        other = next(iter(vehicles.by_mark.fn(ctx, appointment.car)), None)
    if other is not None and other != appointment.vehicle_id:
        appointment.booked_vehicle_id, appointment.vehicle_id = appointment.vehicle_id, other
    appointment.arrived_at = ctx.now
    ctx.flush()
    for receive in rules.RECEPTION:
        if led := receive(ctx, appointment):
            appointment.led_kind, appointment.led_id = ctx.leads_to = led


def _not_arrived(_ctx: Any, appointment: Appointment, _answers: dict[str, Any]) -> None:
    appointment.arrived_at = None


def _left(_ctx: Any, _appointment: Appointment, _answers: dict[str, Any]) -> None:
    """That he was reminded stands in the history of steps: by what, whether he was reached, what he said."""


WAYS = (Choice("PHONE", N_("Phone")), Choice("MESSAGE", N_("Message")))

WORKFLOW = Workflow(
    states=(
        State(REQUESTED, N_("Asked for"), "wait"),
        State(CONFIRMED, N_("Agreed"), "active"),
        State(RESCHEDULED, N_("Moved, to be agreed"), "warn", beside=CONFIRMED),
        State(ARRIVED, N_("Arrived"), "ok"),
        State(CANCELLED, N_("Cancelled"), "idle", beside=CONFIRMED),
        State(NO_SHOW, N_("Did not come"), "bad", beside=CONFIRMED),
    ),
    start=REQUESTED,
    steps=(
        Step("confirm", N_("Agreed with the customer"), (REQUESTED, RESCHEDULED), CONFIRMED, EDIT, ("R47", "R48"),
             guards=(rules.has_room,)),
        Step(
            "arrive", N_("Car is here"), (CONFIRMED, REQUESTED, RESCHEDULED, NO_SHOW), ARRIVED, EDIT, ("R49",),
            bars=(rules.is_for_today,), effect=_arrived,
            asks=(Field("vehicle", N_("Came with another car"), "record", record="vehicles"),),
        ),
        Step(
            "reschedule", N_("Move"), (CONFIRMED, CANCELLED, NO_SHOW), RESCHEDULED, EDIT, ("R48",), effect=_moved,
            asks=(
                Field("start", N_("New time"), "moment", required=True),
                Field("bay", N_("Bay"), "record", record="bays"), Field("reason", N_("Reason"), "text", length=200),
            ),
            side=True,
        ),
        Step(
            "remind", N_("Reminded"), (CONFIRMED,), CONFIRMED, EDIT, ("R47",), effect=_left, side=True,
            asks=(
                Field("way", N_("By"), "choice", required=True, choices=WAYS, default="PHONE"),
                Field("reached", N_("Reached"), "flag"), Field("answer", N_("What he said"), "text", length=200),
            ),
        ),
        Step("cancel", N_("Cancel"), STANDING, CANCELLED, EDIT, ("R47",), asks=(_REASON,), side=True, danger=True),
        Step("no_show", N_("Did not come"), (CONFIRMED,), NO_SHOW, EDIT, ("R47",), guards=(rules.is_due,), side=True),
        Step("miss", N_("Did not come"), (CONFIRMED,), NO_SHOW, rules.WATCH, ("R47",), guards=(rules.is_late,),
             follows=True),
        Step("not_here", N_("Not here after all"), (ARRIVED,), CONFIRMED, EDIT, ("R47",), guards=(rules.not_led_on,),
             effect=_not_arrived, side=True),
    ),
)  # fmt: skip
