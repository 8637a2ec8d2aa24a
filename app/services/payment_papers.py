"""What a receipt says, as frozen data. Knows no database, no PDF. Money is fen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.core.paper import UNSIGNED, Imprint


@dataclass(frozen=True)
class Receipt:
    """One payment: for which car, what for, how much, and what is paid on the order by now."""

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
