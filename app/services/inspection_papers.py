"""What the papers of an inspection say, as frozen data. Knows no database, no PDF. Quantities 1/1000, moments aware."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.core.i18n import Text
from app.core.paper import UNSIGNED, Imprint, Signature


@dataclass(frozen=True)
class Looked:
    """One line that was looked at: a repair item with who did it, or a question (msgid). `result` OK, FAULT or ""."""

    label: str
    people: str = ""
    result: str = ""
    note: str = ""
    no: int = 0


@dataclass(frozen=True)
class Value:
    """One measured value, and what it should be."""

    name: str
    value: str
    unit: str = ""
    wanted: str = ""


@dataclass(frozen=True)
class InPlace:
    """One part: what is billed, what was issued. `own` False: the customer brought it."""

    code: str
    name: str
    unit: str
    decimals: int
    billed: int
    issued: int
    own: bool = True


@dataclass(frozen=True)
class Drive:
    """The road test as it was written down."""

    driver: str
    reason: str
    out_km: int | None
    back_km: int | None
    out_at: datetime | None = None
    back_at: datetime | None = None
    result: str = ""


@dataclass(frozen=True)
class CheckSheet:
    """质检单: what was looked at, why the car was inspected, what came of it (`state` and labels are msgids)."""

    number: str
    order: str
    round: int
    plate: str
    vehicle: str
    vin: str
    category: str
    decision: str
    why: Text
    state: str
    items: tuple[Looked, ...]
    questions: tuple[Looked, ...]
    parts: tuple[InPlace, ...]
    measured: tuple[Value, ...]
    drive: Drive | None
    imprint: Imprint = field(metadata=UNSIGNED)
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
    remark: str = ""
    certificate: str = ""


@dataclass(frozen=True)
class CompletionCertificate:
    """竣工出厂合格证: this car was repaired and inspected, and how long the shop answers for it."""

    number: str
    order: str
    customer: str
    plate: str
    vehicle: str
    vin: str
    category: str
    odometer: int | None
    work: tuple[str, ...]
    at: datetime
    days: int
    km: int
    imprint: Imprint = field(metadata=UNSIGNED)
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
