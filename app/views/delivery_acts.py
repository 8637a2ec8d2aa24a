"""Handing a car back, on a sheet of the order's room: what is explained and looked at, the dials, the signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from app.core.i18n import N_, tr
from app.core.screen import Choice, Field
from app.services import deliveries
from app.services.documents import DocumentView
from app.services.settlement_papers import DeliverySheet
from app.views.around import Refuse
from app.views.pad_signing import Asked, PadSigning

if TYPE_CHECKING:
    from app.views.work_orders import WorkOrderRoom

STATES = deliveries.HANDED_IN
EIGHTHS = tuple(
    Choice(str(n * 125), label) for n, label in enumerate(("E", "1/8", "1/4", "3/8", "1/2", "5/8", "3/4", "7/8", "F"))
)
KEPT = (
    "receiver", "odometer", "odometer_reason", "road_test", "fuel", "fuel_reason", "explained", "looked", "found",
    "next_service_km", "next_service_on",
)  # fmt: skip


def tools(room: WorkOrderRoom) -> list[tuple[str, str, str, str, Callable[[DocumentView], None]]]:
    """What the advisor can do with a car that is to be fetched: key, label, icon, name, act."""
    return [
        ("F9", tr("Hand the car over"), "car-front", "orders.hand_over", partial(hand_over, room)),
        ("F8", tr("Sign for the car"), "signature", "orders.sign_for", partial(sign, room)),
        ("", tr("Signed for on paper"), "pen-line", "orders.signed_for", partial(sign_on_paper, room)),
    ]


def hand_over(room: WorkOrderRoom, seen: DocumentView) -> None:
    """The sheet, with what the car came with beside it and what was typed before."""
    room.session.ask(deliveries.handing, seen.id, done=lambda found: _sheet(room, seen, found), owner=room)


def _sheet(room: WorkOrderRoom, seen: DocumentView, found: deliveries.Handing) -> None:
    kept: Mapping[str, Any] = found.kept
    eighths = found.fuel_scale == "EIGHTHS"
    fuel = (
        Field("fuel", N_("Fuel level"), "choice", choices=EIGHTHS) if eighths else
        Field("fuel", N_("Fuel or charge, %"), "number")
    )  # fmt: skip
    fields = [
        Field("receiver", N_("Handed to"), "text", required=True, length=100),
        Field("odometer", N_("Odometer out"), "number", unit="km"),
        Field("odometer_reason", N_("Why it can't be read"), "text", length=200),
        Field("road_test", N_("Road test: who drove, how far"), "text", length=200), fuel,
        Field("fuel_reason", N_("Why the fuel differs"), "text", length=200),
        Field("explained", N_("Work and parts explained"), "flag"),
        Field("looked", N_("Looked round the car together"), "flag"),
        Field("found", N_("What was found"), "text", length=500),
        Field("next_service_km", N_("Next service at"), "number", unit="km"),
        Field("next_service_on", N_("Next service on"), "date"),
    ]  # fmt: skip
    shown = [_with(field, kept.get(field.name), eighths) for field in fields]

    def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
        room.do(deliveries.hand_over, seen.id, _named(given, eighths), close, refuse)

    room.ask(tr("Hand the car over"), tr("Keep it"), _came(found), shown, act)


def _with(field: Field, value: Any, eighths: bool) -> Field:
    if field.name == "fuel" and value is not None:
        value = str(value) if eighths else value // 10
    return replace(field, default=value)


def _named(given: Mapping[str, Any], eighths: bool) -> dict[str, Any]:
    named = {name: given[name] for name in KEPT if given.get(name) is not None}
    if "fuel" in named:
        named["fuel"] = int(named["fuel"]) if eighths else named["fuel"] * 10
    return named | {"receiver": given["receiver"] or ""}


def _came(found: deliveries.Handing) -> str:
    """What the car came with, in a line: the damage stands on the card beside."""
    km = f"{found.odometer:,} km" if found.odometer is not None else "—"
    fuel = deliveries.fuel_words(found.fuel, found.fuel_scale)
    return tr("It came with {km}, fuel {fuel}, {n} marks of damage.", km=km, fuel=fuel, n=len(found.marks))


def sign(room: WorkOrderRoom, seen: DocumentView) -> None:
    """The delivery sheet on the pad: the customer signs that he has his car back."""

    def asked(sheet: DeliverySheet) -> Asked:
        said = tr("My car was explained to me, I looked at it, and I take it back.")
        return Asked(said, sheet.receiver, sheet.total, deliveries.sign_delivery, {"order": seen.id})

    signing = PadSigning(room, room.session, "work_orders", seen.id, "work_orders.delivery", asked)
    signing.refused.connect(room.refused)
    signing.ended.connect(lambda done: room.base.refresh() if done else None)
    signing.open()


def sign_on_paper(room: WorkOrderRoom, seen: DocumentView) -> None:
    """The printed delivery sheet was signed with a pen."""
    fields = (Field("name", N_("Name of the one who signs"), "text", required=True, length=100),)
    room.do_sheet(tr("Signed for on paper"), seen, fields, deliveries.sign_delivery_on_paper)
