"""What the papers of purchasing and the purchase register put on paper, as frozen data. Knows no database, no PDF.

Quantities are 1/1000 of the stock unit, prices 1e-6 yuan with tax, money fen. Prices and amounts are None where they
are not known, or not for this reader's eyes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from app.core.paper import UNSIGNED, Imprint, Signature

PaperKind = Literal["REQUEST", "ORDER", "RECEIPT", "RETURN", "PRICE"]
PaperSize = Literal["half", "a4"]


@dataclass(frozen=True)
class PurchaseLine:
    """One part. `quantity` is what is asked for, ordered, accepted or given back, by the kind of paper."""

    code: str
    name: str
    unit: str
    quantity: int
    spec: str = ""
    decimals: int = 0
    packs: str = ""
    fitment: str = ""
    bin: str = ""
    batch: str = ""
    supplier: str = ""
    needed_by: date | None = None
    delivered: int | None = None
    rejected: int = 0
    certificate: bool = False
    price: int | None = None
    amount: int | None = None
    provisional: bool = False
    estimate: int | None = None  # of a late price: what it was thought to be, and where the difference went
    to_stock: int | None = None
    variance: int | None = None
    note: str = ""


@dataclass(frozen=True)
class PurchasePaper:
    """A purchase request, order, goods receipt, return or late price. `costs` False leaves the money off."""

    kind: PaperKind
    number: str
    lines: tuple[PurchaseLine, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    warehouse: str = ""
    supplier: str = ""
    supplier_contact: str = ""
    reason: str = ""
    terms: str = ""
    order: str = ""
    delivery_note: str = ""
    invoice: str = ""
    day: date | None = None  # needed by, expected on
    at: datetime | None = None  # arrived at
    posted_at: datetime | None = None
    reverses: str = ""
    revision: int = 1
    costs: bool = field(metadata=UNSIGNED, default=True)
    paper: PaperSize = field(metadata=UNSIGNED, default="a4")
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())


@dataclass(frozen=True)
class RegisterLine:
    """One accepted delivery in the purchase register."""

    day: date
    supplier: str
    maker: str
    code: str
    name: str
    spec: str
    unit: str
    quantity: int
    decimals: int
    batch: str
    certificate: bool
    receipt: str


@dataclass(frozen=True)
class PurchaseRegister:
    """The purchase register of a period (采购登记台账)."""

    first: date
    last: date
    lines: tuple[RegisterLine, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    number: str = ""
    supplier: str = ""
