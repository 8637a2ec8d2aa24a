"""What the papers of a work order say, as frozen data. Knows no database, no PDF.

Money is fen with tax, prices 1e-6 yuan, hours and quantities 1/1000, moments microseconds since 1970: a sheet is kept
as JSON with its revision and must read back the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal

from app.core.paper import UNSIGNED, Imprint, Signature
from app.services.inspection_papers import Drive

Change = Literal["", "NEW", "CHANGED", "DROPPED"]


@dataclass(frozen=True)
class Item:
    """One repair item. `old` is the amount that was agreed before, where this line changes it."""

    no: int
    name: str
    hours: int
    rate: int
    amount: int
    payer: str = "CUSTOMER"
    change: Change = ""
    old: int = 0
    note: str = ""


@dataclass(frozen=True)
class Material:
    """One part of one item."""

    item: int
    code: str
    name: str
    unit: str
    decimals: int
    quantity: int
    price: int
    amount: int
    grade: str = ""
    source: str = "OWN"
    payer: str = "CUSTOMER"
    change: Change = ""
    old: int = 0
    note: str = ""


@dataclass(frozen=True)
class Refused:
    """What the customer declined: it stands on every later print with its risk (R53)."""

    name: str
    amount: int
    risk: str


@dataclass(frozen=True)
class Issued:
    """One line of the history of revisions: what it came to, and who agreed how and when."""

    revision: int
    total: int
    outcome: str
    way: str = ""
    by: str = ""
    at: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class OrderSheet:
    """A work order as one revision of it was issued. Unsigned fields are what a later print adds or leaves off."""

    number: str
    revision: int
    customer: str
    phone: str
    plate: str
    vehicle: str
    vin: str
    category: str
    complaint: str
    old_parts: str
    promised_at: int
    advisor: str
    items: tuple[Item, ...]
    parts: tuple[Material, ...]
    labour: int
    material: int
    tax: int
    total: int
    due: int
    other: int = 0
    sender: str = ""
    sender_phone: str = ""
    odometer: int | None = None
    road_test: bool = True
    replaces: int = 0
    old_total: int = 0
    old_promised_at: int = 0
    reason: str = ""
    imprint: Imprint | None = field(metadata=UNSIGNED, default=None)
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
    people: tuple[tuple[int, str], ...] = field(metadata=UNSIGNED, default=())  # item → technicians
    refused: tuple[Refused, ...] = field(metadata=UNSIGNED, default=())
    history: tuple[Issued, ...] = field(metadata=UNSIGNED, default=())
    warranty: tuple[int, int] | None = field(metadata=UNSIGNED, default=None)  # km and days from delivery
    deposit: int = field(metadata=UNSIGNED, default=0)  # what is paid on the order now


def kept(sheet: OrderSheet) -> dict[str, Any]:
    """The matter of a sheet as its revision keeps it in JSON."""
    matter = {f.name: getattr(sheet, f.name) for f in fields(sheet) if not f.metadata.get("unsigned")}
    return matter | {
        "items": [vars(item).copy() for item in sheet.items], "parts": [vars(part).copy() for part in sheet.parts],
    }  # fmt: skip


def read_back(data: dict[str, Any]) -> OrderSheet:
    """The sheet that `kept` wrote."""
    items = tuple(Item(**item) for item in data["items"])
    return OrderSheet(**{**data, "items": items, "parts": tuple(Material(**part) for part in data["parts"])})


@dataclass(frozen=True)
class JobItem:
    """One item of a job card: what is to be done by whom, and the code that starts and stops the clock."""

    no: int
    name: str
    hours: int
    people: str
    code: str
    locked: bool = False
    note: str = ""


@dataclass(frozen=True)
class JobCard:
    """The workshop's card of an order: no prices, no phones."""

    number: str
    revision: int
    plate: str
    vehicle: str
    vin: str
    bay: str
    advisor: str
    complaint: str
    promised_at: datetime | None
    items: tuple[JobItem, ...]
    parts: tuple[Material, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    odometer: int | None = None


@dataclass(frozen=True)
class RoadTest:
    """A slip to take along on a road test; what is empty is filled in by hand."""

    number: str
    plate: str
    vehicle: str
    customer: str
    allowed: bool
    odometer: int | None
    imprint: Imprint = field(metadata=UNSIGNED)
    reason: str = ""
    drive: Drive | None = None


@dataclass(frozen=True)
class GateSlip:
    """The release slip (放行条): this car may leave, and why. `on_account`: until then what is open is owed."""

    number: str
    plate: str
    vehicle: str
    total: int
    paid: int
    released_at: datetime
    released_by: str
    reason: str
    imprint: Imprint = field(metadata=UNSIGNED)
    on_account: date | None = None
