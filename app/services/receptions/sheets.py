"""The check sheet as frozen data: what the customer signs, and who signed it. Knows no PDF."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.core.clock import Id
from app.core.i18n import N_
from app.core.paper import UNSIGNED, Imprint, Signature, paper_code
from app.models.receptions import Reception
from app.services import signatures
from app.services.car import KINDS, zone
from app.services.receptions import rules
from app.services.shop import imprint
from app.services.signatures import Signed, Subject


@dataclass(frozen=True)
class SheetMark:
    """One damage on the outline and in the legend; `photo` is the file's name or hash, "" if there is none."""

    side: str
    x: int
    y: int
    place: str
    damage: str
    size_cm: int | None = None
    photo: str = ""


@dataclass(frozen=True)
class CheckSheet:
    """One revision of a check-in. Labels are msgids; nothing here is looked up again."""

    number: str
    plate: str
    vin: str
    car: str
    owner: str
    sender: str
    phone: str
    arrived_at: datetime
    towed: bool
    odometer: int | None
    odometer_unit: str
    odometer_note: str
    fuel: int | None
    fuel_scale: str
    range_km: int | None
    marks: tuple[SheetMark, ...]
    walked: bool
    lamps: tuple[str, ...]
    belongings: tuple[str, ...]
    valuables: str
    valuables_told: bool
    words: str
    wanted: tuple[str, ...]
    old_parts: str
    wash: bool
    road_test: bool
    consent_phone: str
    promised_at: datetime | None
    estimate: int | None
    advisor: str
    revision: int
    vin_note: str = ""
    consent_by: str = ""
    pays: str = ""
    belongings_other: str = ""
    signatures: tuple[Signature, ...] = field(default=(), metadata=UNSIGNED)
    imprint: Imprint | None = field(default=None, metadata=UNSIGNED)
    code: str = field(default="", metadata=UNSIGNED)


@dataclass(frozen=True)
class LeaveSlip:
    """放行条 of a car that leaves unrepaired: no work order, nothing owed; the gate keeps it."""

    number: str
    plate: str
    car: str
    sender: str
    reason: str
    released_at: datetime
    released_by: str
    imprint: Imprint = field(metadata=UNSIGNED)


def leave_slip(ctx: Any, id: Id) -> LeaveSlip:
    """Whose car leaves, and why."""
    r = ctx.session.get_one(Reception, id)
    return LeaveSlip(
        r.number, r.plate or r.vin or "", r.car, r.sender_name or "", r.left_reason or "", ctx.now, ctx.actor.name,
        imprint(ctx),
    )  # fmt: skip


def subject_of(reception: Reception) -> Subject:
    """This revision, as a signature knows it."""
    return Subject(rules.NAME, reception.id, reception.number, reception.revision)


def matter_of(reception: Reception) -> CheckSheet:
    """What is signed, from the check-in alone."""
    r = reception
    return CheckSheet(
        r.number, r.plate or "", r.vin or "", r.car, r.owner, r.sender_name or "", r.sender_phone or "", r.arrived_at,
        r.arrival == "TOWED", r.odometer, r.odometer_unit, r.odometer_reason or "", r.fuel, r.fuel_scale, r.range_km,
        tuple(_mark(m) for m in r.marks), r.walked, tuple(rules.labels(rules.LAMPS, r.lamps)),
        tuple(rules.labels(rules.BELONGINGS, r.belongings)), r.valuables or "", r.valuables_told, r.words or "",
        tuple(line.strip() for line in (r.wanted or "").splitlines() if line.strip()),
        _label(rules.OLD_PARTS, r.old_parts), r.wash, r.road_test, r.consent_phone or "", r.promised_at, r.estimate,
        r.advisor, r.revision, r.vin_reason or "", _label(rules.PARTIES, r.consent_by), _label(rules.PARTIES, r.pays),
        r.belongings_other or "",
    )  # fmt: skip


def _mark(mark: Any) -> SheetMark:
    place = zone(mark.side, mark.x / 1000, mark.y / 1000)
    return SheetMark(mark.side, mark.x, mark.y, place, dict(KINDS)[mark.damage], mark.size_cm, mark.photo or "")


def _label(choices: Any, code: str | None) -> str:
    return next((c.label for c in choices if c.code == code), "")


def hash_of(reception: Reception) -> str:
    """What a signature of this revision must agree with."""
    return signatures.canonical_hash(matter_of(reception))


def signed(ctx: Any, reception: Reception) -> Signed | None:
    """The signature that holds for this revision (E56: another content, another revision: none)."""
    return signatures.signature_of(ctx, subject_of(reception), hash_of(reception))


def check_sheet(ctx: Any, id: Id) -> CheckSheet:
    """The sheet of the present revision, with who signed it and on whose paper it is printed."""
    reception = ctx.session.get_one(Reception, id)
    held = signed(ctx, reception)
    boxes = (
        Signature(N_("Service advisor"), reception.advisor), signatures.box(ctx, N_("Customer"), held),
        Signature(N_("Customer, when the car is handed back")),
    )  # fmt: skip
    return replace(
        matter_of(reception), signatures=boxes,
        imprint=imprint(ctx, "draft" if reception.state == rules.DRAFT else ""),
        code=paper_code(reception.number, reception.revision),
    )  # fmt: skip
