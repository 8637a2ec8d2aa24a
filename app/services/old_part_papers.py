"""What the papers of old parts and scrap batches say, as frozen data. Knows no database, no PDF.

Quantities are 1/1000 of the unit, weights grams, money fen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.i18n import Text
from app.core.paper import UNSIGNED, Imprint, Signature

Label = str | Text


@dataclass(frozen=True)
class OldLine:
    """One old part beside the new one. `fate` is what became of it, `photos` the numbers of its pictures."""

    number: str
    part: str
    name: str
    unit: str
    decimals: int
    quantity: int
    serial_new: str = ""
    serial_old: str = ""
    completeness: Label = ""
    usability: Label = ""
    fate: Label = ""
    bin: str = ""
    photos: str = ""
    hazardous: str = ""


@dataclass(frozen=True)
class OldPartSlip:
    """旧件回收单 of one order. `declares` is what the customer signs (TAKE WAIVE KEEP, "" = nothing), with its date."""

    number: str
    order: str
    plate: str
    vehicle: str
    customer: str
    lines: tuple[OldLine, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    declares: str = ""
    until: date | None = None
    revision: int = 1
    answers: tuple[Text, ...] = field(metadata=UNSIGNED, default=())
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())


@dataclass(frozen=True)
class ScrapItem:
    """One line of a scrap batch: an old part by its number, or other waste."""

    number: str
    what: str
    plate: str = ""
    hw_class: str = ""
    grams: int | None = None


@dataclass(frozen=True)
class ScrapSlip:
    """What a handler takes away; `hazardous` with his licence and the transfer slip."""

    number: str
    hazardous: bool
    lines: tuple[ScrapItem, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    handler: str = ""
    licence: str = ""
    slip: str = ""
    proceeds: int = 0
    disposed_at: datetime | None = None
    remark: str = ""
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
