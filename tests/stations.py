"""Stations that exchange data for tests: real shops in folders of their own, each with its clock, paired."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import select

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Desk, Reader, query
from app.models.journal import AuditEntry
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.models.stock import Balance, StockValue
from app.services import customers, documents, drafts, first_run, people, stock, vehicles, warehouses
from app.services.appointments import changes as appointments
from app.services.work_orders import drafting
from app.sync import exchange, site, tables
from app.sync.exchange import Report
from tests.rig import PIN, open_rig
from tests.shopfloor import first, post_moves


def _plain(value: Any) -> Any:
    return repr(value) if isinstance(value, (dict, list)) else value


@query("test.books", allow=None)
def books(ctx: Reader) -> dict[str, Any]:
    """Everything that travels, as a content that can be compared: what is local to a station is left out."""
    found: dict[str, Any] = {}
    for table in tables.records():
        local = {"version"} | ({"changed_at"} if table.name == "parts" else set())  # own figures of a part change it
        names = [c.name for c in tables.columns(table) if c.name not in local]
        rows = ctx.conn.execute(select(*(table.c[name] for name in names))).all()
        found[table.name] = {tuple(_plain(value) for value in row) for row in rows}
    for table in tables.logs():
        names = [c.name for c in tables.columns(table) if "row_of" not in c.info]
        number = table.c.origin_seq.label("n"), table.c.seq
        rows = ctx.conn.execute(select(*(table.c[name] for name in names), *number)).all()
        found[table.name] = {(*(_plain(v) for v in row[:-2]), row[-2] or row[-1]) for row in rows}
    entries = AuditEntry.__table__
    found["audit"] = {tuple(row)[1:] for row in ctx.conn.execute(select(entries))}
    kept = Balance.__table__
    found["balances"] = {tuple(row) for row in ctx.conn.execute(select(kept).where(kept.c.qty != 0))}
    kept = StockValue.__table__
    found["values"] = {tuple(row) for row in ctx.conn.execute(select(kept))}
    return found


class Station:
    """One station: its desk, its warehouse, and what people do there in tests."""

    def __init__(self, code: str, folder: Path, *, url: str = "", slow: float = 0) -> None:
        self.code, self.folder = code, folder
        self.actor = Actor(None, "Counterpart", code)
        self.skew = timedelta(minutes=slow)
        self.rig = open_rig(folder, seeded=False, url=url)
        self.desk: Desk = self.rig.desk

    def run(self, case: Any, *args: Any, by: Actor | None = None, **kwargs: Any) -> Any:
        """Runs a use-case here, by this station's clock."""
        present = clock.now() - self.skew
        with clock.frozen(present):
            return self.desk.run(case, by or self.actor, *args, **kwargs)

    def ask(self, case: Any, *args: Any, **kwargs: Any) -> Any:
        """Asks a query here."""
        return self.desk.ask(case, self.actor, *args, **kwargs)

    def set_up(self) -> Station:
        """The first run, and a key."""
        place = first_run.Place(
            "测试店", "Test shop", station=self.code, station_name=f"分店 {self.code}", warehouse=f"W{self.code}"
        )
        self.run(first_run.set_up_place, place)
        self.run(site.set_up)
        return self

    def pair(self, other: Station, *, relay: bool = True, sealed: bool = False) -> None:
        """Trusts another station after its fingerprint was compared."""
        card = other.ask(site.card)
        self.run(site.pair, card, site.read_card(card).fingerprint, relay=relay, sealed=sealed)

    # --- work -----------------------------------------------------------------------------------------------------
    def part(self, number: str, **values: Any) -> Id:
        """A new part."""
        given = {"number": number, "name_zh": "前制动片", "unit": "件"} | values
        return self.run(drafts.create, "parts", given)  # type: ignore[no-any-return]

    def edit(self, id: Id, **values: Any) -> None:
        """Changes a part."""
        self.run(drafts.edit, "parts", id, self.ask(documents.standing, "parts", id).version, values)

    def get(self, model: type[Any], attribute: str, value: Any) -> Any:
        """The record with this value, or None."""
        return self.ask(first, model, attribute, value)

    def bin(self, code: str = "A-01") -> Id:
        """A bin of this station's own warehouse."""
        house = self.get(Warehouse, "station", self.code)
        return self.run(warehouses.open_bins, house.id, [code])[code]  # type: ignore[no-any-return]

    def move(self, part: Id, qty: int, kind: str = "PURCHASE_IN", cost: int = 1_000_000) -> None:
        """Posts a movement in the own warehouse."""
        house = self.get(Warehouse, "station", self.code)
        one = stock.Move(
            part_id=part, bin_id=self.bin(), warehouse_id=house.id, qty=qty * 1000, kind=kind,
            unit_cost=cost if qty > 0 else None,
        )  # fmt: skip
        self.run(post_moves, [one], clock.new_id())

    def customer(self, name: str = "王小明", mobile: str = "13800138000") -> Id:
        """Somebody new at the desk."""
        return self.run(customers.open_customer, name, mobile=mobile)  # type: ignore[no-any-return]

    def order(self, customer: Id, plate: str) -> Id:
        """A draft work order for a car of his that was never here."""
        car = self.run(vehicles.open_vehicle, plate, "", customer, more={"sender_name": "王师傅"})
        return self.run(drafting.open_order, car, complaint="刹车异响")  # type: ignore[no-any-return]

    def name_of(self, part: Id) -> str:
        """What a part is called here."""
        return self.get(Part, "id", part).name_zh  # type: ignore[no-any-return]

    # --- exchange -------------------------------------------------------------------------------------------------
    def send(self, folder: Path, **how: Any) -> Report:
        """Writes packages."""
        with clock.frozen(clock.now() - self.skew):
            return exchange.export(self.desk, self.actor, folder, **how)

    def take(self, folder: Path) -> Report:
        """Takes in what lies there."""
        with clock.frozen(clock.now() - self.skew):
            return exchange.take(self.desk, self.actor, folder)

    def books(self) -> dict[str, Any]:
        """Everything that travels."""
        return self.ask(books)  # type: ignore[no-any-return]

    def close(self) -> None:
        """Closes the files."""
        self.rig.close()


def hire(station: Station, login: str, *roles: str) -> Id:
    """Somebody with these roles."""
    return station.run(people.create, login, login.title(), roles, pin=PIN)  # type: ignore[no-any-return]


def booked(station: Station, advisor: Id, plate: str) -> Id:
    """A car comes, to this advisor."""
    owner = station.customer()
    given = {"customer_id": owner, "car": plate, "advisor_id": advisor}
    return station.run(appointments.book, clock.now(), "刹车异响", more=given)  # type: ignore[no-any-return]


def _picture(grey: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (4, 4), grey).save(out, "PNG")
    return out.getvalue()


PNG = (_picture(10), _picture(200))
CODES = ("01", "02", "03")
SLOW = {"01": 0, "02": 7, "03": -3}  # minutes that a station's clock is behind


@cache
def _template() -> Path:
    """Three stations that met: paired with each other, their first lists exchanged. Made once per process."""
    base = Path(tempfile.mkdtemp(prefix="counterpart-stations-"))
    made = [Station(code, _empty(base / code)).set_up() for code in CODES]
    for one in made:
        for other in made:
            if one is not other:
                one.pair(other)
    settle(made, _empty(base / "between"))
    for one in made:
        one.close()
    return base


def _empty(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def three(folder: Path) -> list[Station]:
    """Three paired stations in `folder`."""
    found = []
    for code in CODES:
        shutil.copytree(_template() / code, folder / code)
        found.append(Station(code, folder / code, slow=SLOW[code]))
    return found


Pair = tuple[Station, Station, Path]


def sent(one: Station, other: Station, folder: Path) -> Path:
    """The package of one for the other; what it wrote for others is put out of the way."""
    [file] = one.send(folder, only=other.code, anyhow=True).written
    return file


def settle(stations: Iterable[Station], folder: Path, rounds: int = 6) -> None:
    """Everybody exchanges until nobody has anything to say."""
    everybody = list(stations)
    for _ in range(rounds):
        sent = [path for one in everybody for path in one.send(folder).written]
        seen = [each for one in everybody for each in one.take(folder).seen]
        if not sent and not seen:
            return


__all__ = ["CODES", "PNG", "Bin", "Pair", "Station", "booked", "books", "hire", "sent", "settle", "three"]
