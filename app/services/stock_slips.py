"""What a plain stock document puts on paper, as frozen data. Knows neither database nor PDF.

Quantities are in 1/1000 of the stock unit, unit costs in 1e-6 yuan, money in fen; a `Label` is a msgid or text for
words of ours, or simply the name the shop gave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.core.i18n import Text
from app.core.paper import UNSIGNED, Imprint, Signature

Label = str | Text
SlipKind = Literal["OPENING", "IN", "OUT", "TRANSFER", "SCRAP", "USE", "STATUS", "REVALUATION", "SPLIT"]
SlipPaper = Literal["half", "a5", "a4"]


@dataclass(frozen=True)
class StockSlipLine:
    """One part that moves. `unit_cost` and `value` None: not known yet, or not for this reader's eyes.

    In a revaluation `unit_cost` is the new cost and `value` what it changes.
    """

    code: str
    name: str
    unit: str
    quantity: int
    spec: str = ""
    decimals: int = 0
    bin: str = ""
    to_bin: str = ""
    batch: str = ""
    status: Label = ""
    to_status: Label = ""
    unit_cost: int | None = None
    value: int | None = None
    note: str = ""


@dataclass(frozen=True)
class StockSlip:
    """A receipt, issue, transfer, revaluation or kit split. `costs` False leaves the money off (the workshop's copy).

    Of a split `whole` is the set that is taken apart, `lines` the pieces it becomes.
    """

    number: str
    kind: SlipKind
    warehouse: str
    reason: str
    lines: tuple[StockSlipLine, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    revision: int = 1
    whole: StockSlipLine | None = None
    supplier: str = ""
    occurred_at: datetime | None = None
    posted_at: datetime | None = None
    reverses: str = ""
    costs: bool = field(metadata=UNSIGNED, default=True)
    paper: SlipPaper = field(metadata=UNSIGNED, default="half")
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
