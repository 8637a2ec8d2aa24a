"""What the papers at the end of an order say, as frozen data. Knows no database, no PDF.

Money is fen with tax, prices 1e-6 yuan, quantities and hours 1/1000, fuel in thousandths.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.paper import UNSIGNED, Imprint, Signature


@dataclass(frozen=True)
class SettlementRow:
    """One row of a table: work, part or fee (no name). `free` is not billed, for the reason `why`."""

    section: str
    item: int
    code: str
    name: str
    unit: str
    decimals: int
    qty: int
    price: int
    amount: int
    free: int = 0
    why: str = ""
    payer: str = "CUSTOMER"
    grade: str = ""
    source: str = "OWN"
    tax_rate: int = 0
    warranty_km: int = 0
    warranty_days: int = 0


@dataclass(frozen=True)
class SettlementSheet:
    """维修结算清单 as the customer signs it. Codes are those of orders and settlements."""

    number: str
    revision: int
    order: str
    customer: str
    phone: str
    plate: str
    vehicle: str
    vin: str
    category: str
    odometer_in: int | None
    came_at: date
    rows: tuple[SettlementRow, ...]
    sections: tuple[tuple[str, int], ...]
    discount: int
    rounding: int
    tax: int
    total: int
    insurer: int
    old_parts: str
    warranty_km: int
    warranty_days: int
    precautions: str
    stopped: bool = False
    certificate: str = ""
    sender: str = ""
    advisor: str = ""
    paid: int = field(metadata=UNSIGNED, default=0)
    deposit: int = field(metadata=UNSIGNED, default=0)
    odometer_out: int | None = field(metadata=UNSIGNED, default=None)
    left_at: date | None = field(metadata=UNSIGNED, default=None)
    invoice: str = field(metadata=UNSIGNED, default="")
    account_due: date | None = field(metadata=UNSIGNED, default=None)
    imprint: Imprint | None = field(metadata=UNSIGNED, default=None)
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
    masked: bool = field(metadata=UNSIGNED, default=False)  # names were erased since (E91)


@dataclass(frozen=True)
class Damage:
    """One mark of the check-in, as the customer sees it again when he fetches the car."""

    side: str
    x: int
    y: int
    place: str
    damage: str
    size_cm: int | None = None
    photo: str = ""


@dataclass(frozen=True)
class DeliverySheet:
    """交车单: what the customer signs when he gets his car back (R62–R64)."""

    order: str
    revision: int
    settlement: str
    customer: str
    receiver: str
    plate: str
    vehicle: str
    vin: str
    work: tuple[str, ...]
    parts: tuple[str, ...]
    odometer_in: int | None
    odometer_out: int | None
    odometer_note: str
    road_test: str
    fuel_in: int | None
    fuel_out: int | None
    fuel_scale: str
    fuel_note: str
    marks: tuple[Damage, ...]
    found: str
    explained: bool
    looked: bool
    precautions: str
    warranty_km: int
    warranty_days: int
    next_service_km: int | None
    next_service_on: date | None
    total: int
    on_account: bool
    delivered_at: datetime | None = field(metadata=UNSIGNED, default=None)
    imprint: Imprint | None = field(metadata=UNSIGNED, default=None)
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
    masked: bool = field(metadata=UNSIGNED, default=False)  # names were erased since (E91)
