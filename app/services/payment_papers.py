"""What a receipt says, as frozen data. Knows no database, no PDF. Money is fen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.core.i18n import Text
from app.core.paper import UNSIGNED, Imprint


@dataclass(frozen=True)
class Receipt:
    """One payment: for which car, what for, how much, and what is paid on the order by now.

    Of a bill also its lines in short (name, or msgid of a fee or discount, and amount) and the invoice's number.
    """

    number: str
    order: str
    plate: str
    customer: str
    purpose: str
    method: str
    amount: int
    taken_at: datetime
    taken_by: str
    imprint: Imprint = field(metadata=UNSIGNED)
    reference: str = ""
    held: int = field(metadata=UNSIGNED, default=0)
    bill: int | None = field(metadata=UNSIGNED, default=None)
    estimate: int = field(metadata=UNSIGNED, default=0)
    given: int | None = field(metadata=UNSIGNED, default=None)
    change: int = field(metadata=UNSIGNED, default=0)
    lines: tuple[tuple[str | Text, int], ...] = field(metadata=UNSIGNED, default=())
    invoice: str = field(metadata=UNSIGNED, default="")
