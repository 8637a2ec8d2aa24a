"""The warranty check at reception: what was done to this car so lately that the shop still answers for it (§3.12).

The same fault within the period is shown first: it is a comeback, not new work. Words are compared, no codes: old
visits have nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.services.receptions.rules import VIEW
from app.services.vehicles import Visit, life

# category of the work → (km, days), whichever comes first, from delivery (minimum by rule, domain.md S6)
PERIODS = {"VEHICLE": (20_000, 100), "ASSEMBLY": (20_000, 100), "LEVEL_2": (5_000, 30)}
ELSE = (2_000, 10)
_WORD = re.compile(r"[a-z]{3,}|[\u3400-\u9fff]+")
_EMPTY = frozenset(
    [
        *"the and with for not has was are car when from this that does".split(),
        *"客户 车辆 更换 检查 维修 有点 一下 保养 时候 没有 需要".split(),
    ]
)


@dataclass(frozen=True)
class Covered:
    """A visit whose work is still under warranty; `same` if the customer says the same fault again."""

    visit: Visit
    same: bool
    days_left: int
    km_left: int | None


def said(text: str) -> frozenset[str]:
    """What a fault is compared by: words of Latin script, pairs of Chinese characters."""
    found: set[str] = set()
    for word in _WORD.findall(text.lower()):
        found |= {word} if word.isascii() else {word[i : i + 2] for i in range(len(word) - 1)}
    return frozenset(found - _EMPTY)


def covered(visits: Sequence[Visit], today: date, odometer_km: int | None, words: str) -> list[Covered]:
    """The visits still under warranty, the same fault first, then the newest."""
    asked, found = said(words), []
    for visit in visits:
        km, days = PERIODS.get(visit.category, ELSE)
        left = days - (today - visit.day).days
        gone = None if odometer_km is None or visit.odometer_km is None else odometer_km - visit.odometer_km
        if left >= 0 and (gone is None or gone <= km):
            same = bool(asked & said(f"{visit.fault} {visit.work}"))
            found.append(Covered(visit, same, left, None if gone is None else km - gone))
    return sorted(found, key=lambda c: (not c.same, -c.visit.day.toordinal()))


@query("receptions.warranty", allow=VIEW)
def check_warranty(
    ctx: Reader, vehicle: Id, odometer_km: int | None, words: str, but: Id | None = None
) -> list[Covered]:  # fmt: skip
    """What of this car's past the shop still answers for; `but`: the check-in that asks."""
    visits: list[Any] = [v for v in life(ctx, vehicle) if v.id != but and v.work]
    return covered(visits, clock.local(ctx.now).date(), odometer_km, words)
