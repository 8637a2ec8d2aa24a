"""What a check-in must say before it is signed, its choices and its rights. Knows values, no table and no screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from app.core.access import Permission
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.screen import Choice
from app.services.customers import read_phone
from app.services.vehicles import SCALES, read_plate, read_vin

NAME, PREFIX = "receptions", "RC"
VIEW = Permission("receptions.view", N_("See check-ins"))
EDIT = Permission("receptions.edit", N_("Check cars in"))

DRAFT, CHECKED, SIGNED, CONVERTED, LEFT = "draft", "checked", "signed", "converted", "left"
ARRIVALS = (Choice("DRIVEN", N_("Driven")), Choice("TOWED", N_("Towed")))
OLD_PARTS = (
    Choice("TAKE", N_("Take along")), Choice("WAIVE", N_("Leave")), Choice("DECIDE", N_("Decide later")),
)  # fmt: skip
PARTIES = (Choice("OWNER", N_("Owner")), Choice("SENDER", N_("Who brings it")))
UNITS = (Choice("km", "km"), Choice("mi", N_("miles")))
FUEL_SCALES = tuple(Choice(code, label) for code, label in SCALES.items())
ANSWERS = (
    Choice("LAST_WRONG", N_("Was wrong")), Choice("CLUSTER", N_("New dials")),
    Choice("ROLLOVER", N_("Rollover")),
)  # fmt: skip
LAMPS = (
    Choice("ENGINE", N_("Engine")), Choice("ABS", "ABS"), Choice("AIRBAG", N_("Airbag")), Choice("OIL", N_("Oil")),
    Choice("TEMP", N_("Coolant")), Choice("TYRES", N_("TPMS")), Choice("CHARGE", N_("Battery")),
    Choice("EV", N_("EV")), Choice("NONE", N_("None lit")),
)  # fmt: skip
BELONGINGS = (
    Choice("SPARE", N_("Spare wheel")), Choice("JACK", N_("Jack")), Choice("TRIANGLE", N_("Triangle")),
    Choice("EXTINGUISHER", N_("Extinguisher")), Choice("TOOLS", N_("Tools")), Choice("CHARGER", N_("Charging cable")),
)  # fmt: skip
MOST_KM = 9_999_999
Get = Callable[[str], Any]


def codes(text: str | None) -> list[str]:
    """Codes that stand in one text."""
    return (text or "").split()


def labels(choices: tuple[Choice, ...], text: str | None) -> list[str]:
    """What the codes of a text are called, in the order of the choices."""
    chosen = set(codes(text))
    return [c.label for c in choices if c.code in chosen]


def lacks(get: Get) -> Iterator[Problem]:
    """Everything a check-in still lacks, field by field; `get(name)` gives a value. Looks at nothing else."""
    yield from _car(get)
    yield from _dials(get)
    for name, words in (
        ("sender_name", N_("Enter who brings the car.")),
        ("sender_phone", N_("Enter the phone of who brings the car.")),
        ("words", N_("Write down what the customer says.")), ("wanted", N_("Enter what is to be done.")),
        ("old_parts", N_("Ask what becomes of the replaced parts.")),
    ):  # fmt: skip
        if not get(name):
            yield Problem(name, Text(words))
    for name in ("sender_phone", "consent_phone"):
        phone = read_phone(get(name) or "")
        if get(name) and phone.wrong and phone.warning:
            yield Problem(name, phone.warning)
    if not get("walked"):
        yield Problem("walked", Text(N_("Walk round the car and say that there is no other damage.")))
    if get("valuables") and not get("valuables_told"):
        yield Problem("valuables_told", Text(N_("Tell the customer about his valuables and tick it.")))


def _car(get: Get) -> Iterator[Problem]:
    plate, vin = read_plate(get("plate") or ""), read_vin(get("vin") or "")
    if not plate.plate and not vin.vin:
        yield Problem("plate", Text(N_("Scan or type the plate or the VIN.")))
    elif plate.wrong and plate.warning:
        yield Problem("plate", plate.warning)
    if vin.wrong and vin.warning:
        yield Problem("vin", vin.warning)
    elif plate.plate and not vin.vin and not get("vin_reason"):
        yield Problem("vin", Text(N_("Scan the VIN, or say why there is none.")))
    elif vin.vin and vin.warning and not get("vin_reason"):
        yield Problem("vin", vin.warning)


def _dials(get: Get) -> Iterator[Problem]:
    if get("odometer") is None and not get("odometer_reason"):
        yield Problem("odometer", Text(N_("Enter the odometer, or say why it can't be read.")))
    if get("odometer") is not None and get("odometer") > MOST_KM:
        yield Problem("odometer", Text(N_("An odometer shows at most {most}."), most=MOST_KM))
    fuel, scale = get("fuel"), get("fuel_scale")
    if fuel is None:
        if get("odometer") is not None:  # dead dials show neither
            yield Problem("fuel", Text(N_("Set the charge.") if scale == "SOC" else N_("Set the fuel gauge.")))
    elif not 0 <= fuel <= 1000 or (scale == "EIGHTHS" and fuel % 125):
        yield Problem("fuel", Text(N_("A fuel gauge shows empty to full, in eighths or per cent.")))
