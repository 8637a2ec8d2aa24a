"""What the login page needs of the shop, and what the window's frame keeps saying: tiles, inbox, search. No screen."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.clock import Id
from app.core.desk import Desk, Reader, query
from app.core.i18n import N_, pick
from app.core.settings import Setting
from app.services import shop
from app.services.people.login import AUTO_LOCK, program, tiles
from app.services.roles import SHIPPED

# What a demo shop tells on its login page: names, PINs. Empty in a real shop.
DEMO_NOTE = Setting("demo.note", "text", "", N_("Note on the login page"), group="shop")
SETTINGS = (DEMO_NOTE,)


@dataclass(frozen=True)
class Face:
    """One person as a tile: `role` in words of the language in force."""

    id: Id
    name: str
    role: str
    find: str
    badge: str | None


@dataclass(frozen=True)
class Arrival:
    """Shop and station by name, people by last visit, minutes to the lock (0 = never), a note, the shop's language."""

    shop: str
    station: str
    people: tuple[Face, ...]
    auto_lock: int
    note: str
    language: str


@query("arrival.shop", allow=None)
def _shop(ctx: Reader) -> tuple[str, str, int, str, str]:
    name = pick(ctx.setting(shop.NAME_ZH), ctx.setting(shop.NAME_EN))
    return name, shop.own_station(ctx), ctx.setting(AUTO_LOCK), ctx.setting(DEMO_NOTE), ctx.setting(shop.LANGUAGE)


def role_words(codes: tuple[str, ...]) -> str:
    """The first role in words, "+1" if there are more."""
    known = {r.code: pick(r.name_zh, r.name_en) for r in SHIPPED}
    first = known.get(codes[0], codes[0]) if codes else ""
    return first + (f" +{len(codes) - 1}" if len(codes) > 1 else "")


def arrival(desk: Desk) -> Arrival:
    """Everything the login page shows; no people means that the first run is still to come."""
    name, station, minutes, note, language = desk.ask(_shop, program(""))
    faces = tuple(
        Face(t.id, t.name, role_words(t.roles), t.find, t.badge) for t in desk.ask(tiles, program(station))
    )  # fmt: skip
    return Arrival(name, station, faces, minutes, note, language)
