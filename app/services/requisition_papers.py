"""What requisitions and return slips put on paper, as frozen data. Knows neither database nor PDF.

Quantities are in 1/1000 of the stock unit, money in fen; a `Label` is a msgid or text for words of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.core.i18n import Text
from app.core.paper import UNSIGNED, Imprint, Signature

Label = str | Text
Copy = Literal["", "WAREHOUSE", "FINANCE", "WORKSHOP"]
Paper = Literal["half", "a5"]


@dataclass(frozen=True)
class SlipLine:
    """One part asked for. `approved` None: nobody has approved it yet; `value` None: not for this copy."""

    code: str
    name: str
    spec: str
    unit: str
    decimals: int
    bin: str
    asked: int
    approved: int | None
    issued: int
    work: str = ""
    substitute: str = ""
    note: str = ""
    value: int | None = None


@dataclass(frozen=True)
class HandOver:
    """One hand-over: when, who got it, and how he signed (a msgid)."""

    nth: int
    at: datetime
    receiver: str
    issued_by: str
    way: Label


@dataclass(frozen=True)
class RequisitionSlip:
    """领料单, one copy of it. `copy` "" is the multi-ply sheet that makes all copies at once."""

    number: str
    type: Label
    warehouse: str
    order: str
    plate: str
    car: str
    advisor: str
    technician: str
    reason: str
    lines: tuple[SlipLine, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    revision: int = 1
    approved_at: datetime | None = None
    hand_overs: tuple[HandOver, ...] = ()
    copy: Copy = field(metadata=UNSIGNED, default="")
    paper: Paper = field(metadata=UNSIGNED, default="half")
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())


@dataclass(frozen=True)
class SwapLine:
    """A part and its substitute, each with grade and price with tax (1e-6 yuan, None: no price is known).

    `difference` is what the customer pays more for the quantity, in fen; None without both prices.
    """

    old_code: str
    old_name: str
    old_grade: Label
    old_price: int | None
    new_code: str
    new_name: str
    new_grade: Label
    new_price: int | None
    qty: int
    decimals: int
    unit: str
    difference: int | None
    reason: str = ""
    waits: bool = field(metadata=UNSIGNED, default=False)  # for the customer's word


@dataclass(frozen=True)
class ConsentSheet:
    """替代配件确认单: what the customer agrees to before another part than he signed for is fitted (E70)."""

    number: str
    order: str
    plate: str
    car: str
    customer: str
    advisor: str
    lines: tuple[SwapLine, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    revision: int = 1
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())


@dataclass(frozen=True)
class BackLine:
    """One part that comes back. `value` None: not for this copy."""

    code: str
    name: str
    spec: str
    unit: str
    decimals: int
    bin: str
    quantity: int
    condition: Label
    reason: str = ""
    responsible: str = ""
    slip: str = ""
    batch: str = ""
    value: int | None = None


@dataclass(frozen=True)
class BackSlip:
    """退料单, one copy of it."""

    number: str
    warehouse: str
    order: str
    plate: str
    car: str
    technician: str
    reason: str
    lines: tuple[BackLine, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    revision: int = 1
    posted_at: datetime | None = None
    copy: Copy = field(metadata=UNSIGNED, default="")
    paper: Paper = field(metadata=UNSIGNED, default="half")
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
