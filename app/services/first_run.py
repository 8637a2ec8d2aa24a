"""The first run: makes a shop out of an empty database, step by step, and never a second time. Knows no screen.

Each step is one transaction and may be given again until the people are there, so that the wizard can be left and
resumed at any page; with the first user the shop is set up, and every step refuses.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.access import Actor
from app.core.clock import Id, fixed_id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.models.journal import AuditEntry
from app.models.parts import Category, Unit
from app.models.people import User
from app.models.stations import Station, Warehouse
from app.services import calendar, people, settings, shop
from app.services.starting_lists import CATEGORIES, UNITS


@dataclass(frozen=True)
class Place:
    """The shop's page: names and data of the shop, this PC's station, the warehouse, the language."""

    name_zh: str = ""
    name_en: str = ""
    uscc: str = ""
    phone: str = ""
    address: str = ""
    station: str = "01"
    station_name: str = "01"
    warehouse: str = "01"
    warehouse_name: str = ""
    language: str = "zh_CN"


@dataclass(frozen=True)
class Founder:
    """One of the first two people: everything needed to sign in and to sign."""

    login: str
    name: str
    password: str
    pin: str
    badge: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Progress:
    """How far the first run got: what the shop's page holds (None = not yet), whether there are people."""

    place: Place | None
    people: bool


def program(station: str = "01") -> Actor:
    """Who does the first run: the program itself, at the station that is being set up."""
    return Actor(None, "Counterpart", station)


@query("first_run.progress", allow=None)
def progress(ctx: Reader) -> Progress:
    """Where the wizard goes on."""
    station = ctx.session.scalar(
        select(Station).where(Station.code.not_in(ctx.far_stations)).order_by(Station.code).limit(1)
    )
    warehouse = ctx.session.scalar(
        select(Warehouse).where(Warehouse.station.not_in(ctx.far_stations)).order_by(Warehouse.code).limit(1)
    )
    place = None
    if station and warehouse:
        place = Place(
            ctx.setting(shop.NAME_ZH), ctx.setting(shop.NAME_EN), ctx.setting(shop.USCC), ctx.setting(shop.PHONE),
            ctx.setting(shop.ADDRESS), station.code, station.name, warehouse.code, warehouse.name,
            ctx.setting(shop.LANGUAGE),
        )  # fmt: skip
    return Progress(place, _peopled(ctx))


@usecase("first_run.place", allow=None)
def set_up_place(ctx: Context, place: Place) -> None:
    """Keeps the shop's data, makes station and warehouse, and seeds roles, units and categories.

    May be given again while nobody works here yet: then it changes what it made. Raises Refused with all problems.
    """
    _refuse_a_second_time(ctx)
    _check(ctx, place)
    shop.change(
        ctx, name_zh=place.name_zh, name_en=place.name_en, uscc=place.uscc, phone=place.phone, address=place.address
    )
    settings.put(ctx, shop.LANGUAGE, place.language)
    station = ctx.session.scalar(select(Station).limit(1)) or Station()
    station.code, station.name, station.station = (
        place.station,
        place.station_name.strip() or place.station,
        place.station,
    )
    warehouse = ctx.session.scalar(select(Warehouse).limit(1)) or Warehouse()
    warehouse.code, warehouse.station = place.warehouse, place.station
    warehouse.name = place.warehouse_name.strip() or place.warehouse
    ctx.session.add_all((station, warehouse))
    people.seed_roles(ctx)
    _seed_lists(ctx)
    calendar.seed(ctx)
    ctx.flush()


@usecase("first_run.people", allow=None, rules=("SD10",), secret=("administrator", "manager"))
def set_up_people(ctx: Context, administrator: Founder, manager: Founder | None = None) -> tuple[Id, ...]:
    """Creates the administrator and the manager, with password and PIN each; returns their ids.

    One person can be both: then `manager` is None and the administrator gets both roles, approving as manager (SD10).
    Raises Refused if the shop's page is still open, or with all problems of both (where "manager.pin").
    """
    _refuse_a_second_time(ctx)
    if ctx.session.scalar(select(func.count(Station.id))) == 0:
        raise Refused("First enter the shop: name, station and warehouse.", where="place")
    wanted = [(administrator, "administrator", ("AD",) if manager else ("AD", "MG"))]
    if manager is not None:
        wanted.append((manager, "manager", ("MG",)))
    made, problems = [], []
    for founder, where, roles in wanted:
        try:
            made.append(
                people.create(
                    ctx, founder.login, founder.name, roles, password=founder.password, pin=founder.pin,
                    badge=founder.badge, phone=founder.phone,
                )
            )  # fmt: skip
        except Refused as error:
            problems += [Problem(f"{where}.{p.where}", p.text) for p in error.problems]
    if problems:
        raise Refused.all(tuple(problems))
    return tuple(made)


def _peopled(ctx: Reader) -> bool:
    return ctx.session.scalar(select(User.id).limit(1)) is not None


def _refuse_a_second_time(ctx: Reader) -> None:
    if _peopled(ctx):
        raise Refused("This shop is set up already. Sign in; the administrator can change what was entered.")


def _check(ctx: Context, place: Place) -> None:
    problems = []
    for where, code in (("station", place.station), ("warehouse", place.warehouse)):
        most = 8 if where == "station" else 20
        if not (code.isascii() and code.isalnum() and code.upper() == code and len(code) <= most):
            said = Text(N_("Use up to {n} capital letters and digits."), n=most)
            problems.append(Problem(where, said))
    if place.station != ctx.station:
        problems.append(Problem("station", Text(N_("The first station is set up on its own PC."))))
    begun = ctx.session.scalar(select(AuditEntry.station).where(AuditEntry.station != place.station).limit(1))
    if begun is not None and not problems:  # its chain goes on under that code, and another station may have this one
        said = Text(N_("These books began as station {code}. For another code begin in an empty folder."), code=begun)
        problems.append(Problem("station", said))
    if problems:
        raise Refused.all(tuple(problems))


def _seed_lists(ctx: Context) -> None:
    units = set(ctx.session.scalars(select(Unit.code)))
    for code, name, decimals in UNITS:
        if code not in units:
            unit = fixed_id(f"units {code}")  # stations that exchange data have the same ones
            ctx.session.add(Unit(id=unit, code=code, name_zh=code, name_en=name, decimals=decimals))
    categories = set(ctx.session.scalars(select(Category.code)))
    for code, name_zh, name_en in CATEGORIES:
        if code not in categories:
            category = fixed_id(f"categories {code}")
            ctx.session.add(Category(id=category, code=code, name_zh=name_zh, name_en=name_en))
