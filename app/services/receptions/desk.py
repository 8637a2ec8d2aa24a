"""What is done at the reception desk besides steps: who comes, keeping what is typed, signing, returned papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect, select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Conflict, Refused
from app.core.i18n import N_, Text
from app.core.paper import read_code
from app.models.attachments import Attachment
from app.models.customers import Customer
from app.models.receptions import Reception
from app.models.vehicles import Vehicle
from app.services import attachments, calendar, signatures, vehicles
from app.services.receptions import cars, rules, sheets
from app.services.receptions.rules import CHECKED, DRAFT, EDIT, SIGNED, VIEW
from app.services.receptions.workflow import WORKFLOW
from app.services.signatures import CameBack, Strokes
from app.services.vehicles import life


@dataclass(frozen=True)
class LastTime:
    """The last visit of a car: day, odometer, what was done."""

    day: date
    number: str
    words: str
    odometer_km: int | None


@dataclass(frozen=True)
class Arriving:
    """A car at the door: what the form is filled with, and what the advisor should know."""

    vehicle: Id
    values: Mapping[str, Any]
    visits: int
    last: LastTime | None
    last_km: int | None
    last_at: datetime | None
    open_reception: tuple[Id, str] | None


@query("receptions.arriving", allow=VIEW)
def arriving(ctx: Reader, vehicle: Id) -> Arriving:
    """Everything known of a car that comes: owner, who brings it, last visit and reading, an open check-in."""
    car = ctx.session.get_one(Vehicle, vehicle)
    owner = ctx.session.get(Customer, car.owner_id) if car.owner_id else None
    visits, last = life(ctx, vehicle), vehicles.last_known(ctx, vehicle)
    values = {
        "plate": car.plate, "vin": car.vin, "vin_reason": car.vin_reason, "car": cars.name_of(car),
        "owner": owner.name if owner else "", "fuel_scale": car.fuel_scale,
        "sender_name": car.sender_name or (owner.name if owner else None),
        "sender_phone": car.sender_phone or ((owner.mobile or owner.landline) if owner else None),
        "sender_owns": car.sender_name is None,
    }  # fmt: skip
    opened = cars.open_for(ctx, vehicle)
    seen = visits[0] if visits else None
    return Arriving(
        vehicle, values, len(visits),
        LastTime(seen.day, seen.number, seen.work or seen.fault, seen.odometer_km) if seen else None,
        last.value_km if last else None, last.at if last else None, (opened.id, opened.number) if opened else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A check-in as it was kept: its id, number and new version."""

    id: Id
    number: str
    version: int


@usecase("receptions.keep", allow=EDIT, rules=("R49",))
def keep(
    ctx: Context, id: Id | None, version: int, values: dict[str, Any], marks: Sequence[dict[str, Any]] | None = None,
    typed: dict[str, str] | None = None,
) -> Kept:  # fmt: skip
    """Keeps a half-filled form as it stands; the first time it gets its number. `typed` is what is no value yet.

    Raises Conflict if somebody else saved since `version`, Refused for a value that does not fit its field.
    """
    from app.services import drafts  # drafts knows all kinds, and so this one

    given = {**values} if marks is None else {**values, "marks": list(marks)}
    if id is None:
        id = drafts.create.fn(ctx, rules.NAME, given)
    else:
        drafts.edit.fn(ctx, rules.NAME, id, version, given)
    reception = ctx.session.get_one(Reception, id)
    if typed is not None and reception.typed != typed:
        reception.typed = typed
    ctx.flush()
    return Kept(id, reception.number, reception.version)


def before_save(ctx: Context, reception: Reception, values: dict[str, Any]) -> None:
    """Puts plate, VIN and phones in order as they are kept; refuses what no dial can show."""
    if values.get("plate"):
        values["plate"] = vehicles.read_plate(values["plate"]).plate[:12]
    if values.get("vin"):
        values["vin"] = vehicles.read_vin(values["vin"]).vin
    if values.get("plate") and not inspect(reception).persistent:
        _recall(ctx, reception, values)
    for name in ("lamps", "belongings", "odometer_answer"):
        if name in values and values[name] is None:
            values[name] = ""
    fuel = values.get("fuel")
    if fuel is not None and fuel > 1000:
        raise Refused("A fuel gauge shows empty to full, in eighths or per cent.", where="fuel")
    reception.advisor = reception.advisor or ctx.actor.name


def _recall(ctx: Context, reception: Reception, values: dict[str, Any]) -> None:
    """Whoever opens a check-in by the plate alone finds what is known of the car, as the window shows it."""
    named = Reception(plate=values["plate"], vin=values.get("vin"))
    car, _other = cars.found(ctx, named)
    if car is None:
        return
    known = {**arriving.fn(ctx, car.id).values}
    reception.car, reception.owner = known.pop("car")[:160], known.pop("owner")
    for name, value in known.items():
        values.setdefault(name, value)


def before_remove(ctx: Context, reception: Reception) -> None:
    """A draft takes its photos along; what the customer had before him is a paper, and papers stay."""
    if reception.revision > 1:
        raise Refused(
            "The customer had {number} before him already. Let it leave unrepaired instead.", number=reception.number
        )
    attachments.take_off(ctx, rules.NAME, reception.id)


@query("receptions.half_typed", allow=VIEW)
def half_typed(ctx: Reader, id: Id) -> dict[str, str]:
    """What stood in the fields of a half-filled form and is no value yet, as it was typed."""
    return dict(ctx.session.get_one(Reception, id).typed)


@usecase("receptions.add_photo", allow=EDIT, rules=("R49",))
def add_photo(ctx: Context, id: Id, name: str, content: bytes) -> str:
    """Keeps a photo of the car; returns its hash, by which a mark names it."""
    reception = _fetch(ctx, id, DRAFT)
    kept = attachments.attach(ctx, rules.NAME, reception.id, name, content, attachments.PHOTO)
    return ctx.session.get_one(Attachment, kept).sha256


@usecase("receptions.sign", allow=EDIT, rules=("R49",), secret=("strokes", "image", "paper"))
def sign(
    ctx: Context, id: Id, version: int, name: str, strokes: Strokes, image: bytes, paper: bytes | None = None
) -> int:
    """The customer signed on screen: strokes, picture and the sheet that he saw are kept with this revision.

    All or nothing: what is cut off on the way leaves a check-in that is still to be signed. Returns the new version.
    """
    reception = _fetch(ctx, id, CHECKED)
    if reception.version != version:
        raise Conflict(
            "{number} was changed by somebody else in the meantime. Look at it again.", number=reception.number
        )
    subject, matter = sheets.subject_of(reception), sheets.matter_of(reception)
    signatures.sign_on_screen(ctx, subject, matter, name=name, strokes=strokes, image=image)
    if paper is not None:
        attachments.attach(ctx, rules.NAME, id, f"{subject.number}.{subject.revision}.pdf", paper, "print")
    workflow.apply(ctx, WORKFLOW, reception, "sign", {"who": name}, version)
    ctx.flush()
    return reception.version


@usecase("receptions.paper_back", allow=EDIT, rules=("R49",), secret=("image",))
def paper_back(ctx: Context, code: str, image: bytes, name: str = "") -> CameBack:
    """A signed paper came back, as scan or photo, and its bar code was read: it is kept with its revision.

    Raises Refused if the paper is of an older revision: the customer has signed something else (E56).
    """
    reception, revision = _of_code(ctx, code)
    if revision != reception.revision or reception.state == DRAFT:
        raise Refused(
            "This paper is revision {n} of {number}; the check-in has changed since. Print it again and let it be "
            "signed.", n=revision, number=reception.number,
        )  # fmt: skip
    if reception.state != CHECKED:
        signatures.bring_back(ctx, sheets.subject_of(reception), sheets.hash_of(reception), image)
        return CameBack(rules.NAME, reception.id, reception.number, revision, signed=False)
    subject, matter = sheets.subject_of(reception), sheets.matter_of(reception)
    who = name.strip() or reception.sender_name or ""
    signatures.sign_on_paper(ctx, subject, matter, name=who, image=image)
    workflow.apply(ctx, WORKFLOW, reception, "sign", {"who": who})
    return CameBack(rules.NAME, reception.id, reception.number, revision, signed=True)


def paper_signs(ctx: Reader, code: str) -> bool:
    """True if the paper of this code would sign its check-in, and not only add to a signature that stands."""
    reception, revision = _of_code(ctx, code)
    return revision == reception.revision and reception.state == CHECKED


def _of_code(ctx: Any, code: str) -> tuple[Reception, int]:
    read = read_code(code)
    reception = ctx.session.scalar(select(Reception).where(Reception.number == read[0])) if read else None
    if read is None or reception is None:
        raise Refused("No check-in has the code “{code}”.", code=code)
    return reception, read[1]


@dataclass(frozen=True)
class ForOrder:
    """What a signed check-in hands over to its work order's draft (§3.10)."""

    id: Id
    number: str
    vehicle_id: Id
    customer_id: Id
    plate: str
    vin: str
    car: str
    sender_name: str
    sender_phone: str
    consent_phone: str
    odometer: int | None
    words: str
    wanted: tuple[str, ...]
    old_parts: str
    wash: bool
    road_test: bool
    promised_at: datetime | None
    estimate: int | None
    advisor_id: Id | None


def to_order(ctx: Reader, id: Id) -> ForOrder:
    """Words, wanted work, promise, estimate and old-part intent. Refused unless this revision is signed (R51)."""
    reception = ctx.session.get_one(Reception, id)
    if reception.order_number:
        raise Refused("{number} has its work order already: {order}.", number=reception.number,
                      order=reception.order_number)  # fmt: skip
    if reception.state != SIGNED or sheets.signed(ctx, reception) is None:
        raise Refused("{number} is not signed. Let the customer sign it first.", number=reception.number)
    matter = sheets.matter_of(reception)
    if reception.vehicle_id is None or reception.customer_id is None:
        raise Refused("{number} has no car or customer.", number=reception.number)
    km = reception.odometer
    return ForOrder(
        reception.id, reception.number, reception.vehicle_id, reception.customer_id, matter.plate, matter.vin,
        matter.car, matter.sender, matter.phone, matter.consent_phone,
        None if km is None else vehicles.to_km(km, reception.odometer_unit), matter.words, matter.wanted,
        reception.old_parts or "", matter.wash, matter.road_test, matter.promised_at, matter.estimate,
        reception.created_by,
    )  # fmt: skip


def converted(ctx: Context, id: Id, order: Id, number: str) -> None:
    """The work order of this check-in was made. Refused if it has one, or is not signed."""
    reception = ctx.session.get_one(Reception, id)
    if problem := workflow.refusal(ctx, reception, WORKFLOW.step("convert"), None):
        raise Refused(problem.text)
    if not workflow.follow(ctx, WORKFLOW, reception, "convert"):
        raise Refused("{number} has a work order already, or is not signed.", number=reception.number)
    reception.order_id, reception.order_number = order, number


@dataclass(frozen=True)
class Promise:
    """When the car could be ready: after so many minutes of opening hours; `open` is False outside of them."""

    at: datetime
    open: bool


@query("receptions.promise", allow=VIEW)
def promise(ctx: Reader, minutes: int) -> Promise:
    """The moment when the shop has been open for `minutes` from now."""
    return Promise(calendar.add_working_minutes(ctx, ctx.now, minutes), open=True)


@query("receptions.promised", allow=VIEW)
def promised(ctx: Reader, at: datetime) -> Text | None:
    """What is odd about a promised time: past, or the shop is closed then."""
    if at < ctx.now:
        return Text(N_("This time is past."))
    local = clock.local(at)
    spans = calendar.opening_hours(ctx, local.date())
    if not any(opens <= local.time() <= closes for opens, closes in spans):
        return Text(N_("The shop is closed then."))
    return None


def _fetch(ctx: Context, id: Id, state: str) -> Reception:
    reception = ctx.session.get(Reception, id)
    if reception is None:
        raise Refused("This {kind} does not exist any more.", kind=Text(N_("Check-in")))
    if reception.state != state:
        raise Refused(
            "{number} is “{state}”; this is not possible there.", number=reception.number,
            state=Text(WORKFLOW.state(reception.state).label),
        )  # fmt: skip
    return reception
