"""The life of a vehicle: in use, sold with its new owner unknown, scrapped (domain.md §3.5). Knows no screen."""

from __future__ import annotations

from typing import Any

from app.core.i18n import N_
from app.core.screen import Choice, Field
from app.core.workflow import State, Step, Workflow
from app.models.vehicles import Vehicle
from app.services.customers import EDIT, VIEW
from app.services.vehicles import marks, odometer, plates

ACTIVE, TRANSFERRED, SCRAPPED = "active", "transferred", "scrapped"

_REASON = Field("reason", N_("Reason"), "text", required=True, length=200)


def _replate(ctx: Any, vehicle: Vehicle, answers: dict[str, Any]) -> None:
    marks.hang(ctx, vehicle, answers.get("plate") or "", reason=answers["reason"], take=True)


def _change_owner(ctx: Any, vehicle: Vehicle, answers: dict[str, Any]) -> None:
    marks.give_to(ctx, vehicle, answers["owner"], reason=answers.get("reason") or "")


def _sold(ctx: Any, vehicle: Vehicle, answers: dict[str, Any]) -> None:
    marks.give_to(ctx, vehicle, None, reason=answers["reason"])


def _cluster(ctx: Any, vehicle: Vehicle, answers: dict[str, Any]) -> None:
    odometer.replace_cluster(
        ctx, vehicle, old_km=answers["old_km"], new_start_km=answers.get("new_start_km") or 0,
        evidence=answers["evidence"],
    )  # fmt: skip


WORKFLOW = Workflow(
    states=(
        State(ACTIVE, N_("In use"), "ok"),
        State(TRANSFERRED, N_("Sold"), "warn", beside=ACTIVE),
        State(SCRAPPED, N_("Scrapped"), "idle", beside=ACTIVE),
    ),
    start=ACTIVE,
    steps=(
        Step(
            "replate", N_("Change plate"), (ACTIVE,), ACTIVE, EDIT, ("R48",), effect=_replate, side=True,
            asks=(Field("plate", N_("New plate"), "text", length=20), _REASON),
        ),
        Step(
            "change_owner", N_("New owner"), (ACTIVE, TRANSFERRED), ACTIVE, EDIT, ("R48",), effect=_change_owner,
            asks=(
                Field("owner", N_("New owner"), "record", required=True, record="customers"),
                Field("reason", N_("Reason"), "text", length=200),
            ),
            side=True,
        ),
        Step(
            "change_cluster", N_("New instrument cluster"), (ACTIVE,), ACTIVE, EDIT, ("R49",), effect=_cluster,
            asks=(
                Field("old_km", N_("Last reading of the old one (km)"), "number", required=True),
                Field("new_start_km", N_("First reading of the new one (km)"), "number"),
                Field("evidence", N_("Evidence"), "text", required=True, length=200),
            ),
            side=True,
        ),
        Step("sell", N_("Sold, new owner unknown"), (ACTIVE,), TRANSFERRED, EDIT, ("R48",), effect=_sold,
             asks=(_REASON,), side=True),
        Step("scrap", N_("Scrapped"), (ACTIVE, TRANSFERRED), SCRAPPED, EDIT, ("R48",), asks=(_REASON,), side=True,
             danger=True),
        Step("restore", N_("Back in use"), (SCRAPPED,), ACTIVE, EDIT, ("R48",), asks=(_REASON,), side=True),
    ),
)  # fmt: skip

FUELS = {
    "PETROL": N_("Petrol"), "DIESEL": N_("Diesel"), "EV": N_("Battery electric"), "PHEV": N_("Plug-in hybrid"),
    "EREV": N_("Range extender"), "GAS": N_("Gas"),
}  # fmt: skip
SCALES = {"EIGHTHS": N_("Eighths"), "PERCENT": N_("Per cent"), "SOC": N_("Charge")}
FUEL_CHOICES = tuple(Choice(code, label) for code, label in FUELS.items())
SCALE_CHOICES = tuple(Choice(code, label) for code, label in SCALES.items())
PLATE_KINDS = tuple(Choice(code, label) for code, label in plates.KINDS.items())
PLATE_COLOURS = tuple(Choice(code, label) for code, label in plates.COLOURS.items())
__all__ = ["ACTIVE", "EDIT", "SCRAPPED", "TRANSFERRED", "VIEW", "WORKFLOW"]
