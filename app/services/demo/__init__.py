"""The demo shop: deterministic, through use-cases, its clock walking twelve months up to yesterday."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.access import Actor
from app.core.desk import Desk
from app.services.demo import founding
from app.services.demo.people import ADMINISTRATOR, PEOPLE, DemoPerson


@dataclass(frozen=True)
class Made:
    """What was made: the shop's name and its people, with their public secrets."""

    shop: str
    people: tuple[DemoPerson, ...]


def make(desk: Desk, station: str, *, empty: bool = False, parts: int = 2000) -> Made:
    """Makes the demo shop; `empty` = only an administrator. Refused if there is a shop already."""
    program = Actor(None, "Counterpart", station)
    if empty:
        founding.found(desk, program, (ADMINISTRATOR,))
        return Made(founding.SHOP, (ADMINISTRATOR,))
    from app.services.demo import year

    year.walk(desk, program, parts)
    return Made(founding.SHOP, PEOPLE)
