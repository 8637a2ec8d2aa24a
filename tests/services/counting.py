"""A small warehouse in which to count: four people, three bins, four parts, all through the desk. No mocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core import clock, workflow
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import query, usecase
from app.core.workflow import State, Workflow
from app.models.parts import Category, Part, PartBin, PartCode
from app.models.stations import Bin, Station, Warehouse
from app.services import documents, drafts, people, signing, stock
from app.services.counts import acts, places, queries, scanning
from app.services.counts.scanning import ScanResult
from app.services.parts.codes import code_key
from app.services.parts.indexing import reindex
from tests.rig import PIN, PROGRAM, Rig, open_rig

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


MASTER = Workflow((State("active", "Active"),), "active", ())


class Time:
    """A clock that a test sets going by hand: each look moves it on by a millisecond."""

    def __init__(self) -> None:
        self.present = START

    def __call__(self) -> datetime:
        self.present += timedelta(milliseconds=1)
        return self.present

    def forward(self, **delta: float) -> datetime:
        """Lets time pass, and says what time it is now."""
        self.present += timedelta(**delta)
        return self.present


@usecase("counting_test.counting_shop", allow=None)
def build(ctx: Any) -> dict[str, Id]:
    """Station, warehouse, bins, parts with codes, and opening stock: 10@30, 5@100, 20@5, 2.5@70."""
    ctx.session.add(Station(code="01", name="Counter"))
    house = Warehouse(code="W1", name="Main", station="01")
    category = Category(code="FLT", name_zh="滤清器", name_en="Filters")
    ctx.session.add_all([house, category])
    ctx.flush()
    bins = [Bin(warehouse_id=house.id, code=code, station="01") for code in ("A-01", "A-02", "B-01")]
    parts = [
        Part(number="BRAKE", name_zh="前制动片", name_en="Brake pads", unit="套", abc_class="A"),
        Part(number="DISC", name_zh="制动盘", name_en="Brake disc", unit="片", abc_class="B"),
        Part(number="FILTER", name_zh="机油滤清器", unit="个", abc_class="C", category_id=category.id),
        Part(number="OIL", name_zh="机油", unit="L", qty_decimals=3, abc_class="C"),
        Part(number="BULB", name_zh="灯泡", unit="只"),
    ]
    for part in parts:
        workflow.begin(MASTER, part)
    ctx.session.add_all([*bins, *parts])
    ctx.flush()
    ids = {b.code: b.id for b in bins} | {p.number: p.id for p in parts} | {"house": house.id, "FLT": category.id}
    for part, code, pack in (("FILTER", "6934472009174", 12_000), ("BRAKE", "6900000000014", 1000)):
        ctx.session.add(PartCode(part_id=ids[part], code=code, key=code_key(code, "BARCODE"), pack_qty=pack))
    ctx.session.add(PartBin(part_id=ids["BULB"], bin_id=ids["B-01"], is_primary=True))
    ctx.flush()
    reindex(ctx, [p.id for p in parts])
    opening = (("BRAKE", "A-01", 10_000, 30), ("DISC", "A-01", 5_000, 100), ("FILTER", "A-02", 20_000, 5),
               ("OIL", "A-02", 2_500, 70))  # fmt: skip
    stock.post(
        ctx, "test", clock.new_id(), "OPEN",
        [
            stock.Move(ids[p], ids[b], house.id, qty, "OPENING", unit_cost=cost * 1_000_000, source_line=n)
            for n, (p, b, qty, cost) in enumerate(opening, 1)
        ],
    )  # fmt: skip
    return ids


@usecase("counting_test.move", allow=None)
def move(
    ctx: Any, part: Id, bin: Id, house: Id, qty: int, cost: int | None = None, occurred: datetime | None = None
) -> None:
    """A receipt (with cost in yuan) or an issue, perhaps entered late."""
    kind = "PURCHASE_IN" if qty > 0 else "REPAIR_ISSUE"
    micro = None if cost is None else cost * 1_000_000
    one = stock.Move(part, bin, house, qty, kind, unit_cost=micro, source_line=1, occurred_at=occurred)
    stock.post(ctx, "test", clock.new_id(), "SLIP-1" if qty < 0 else "GR-1", [one])


@query("counting_test.held", allow=None)
def held(ctx: Any) -> dict[Id, int]:
    """What the ledger has of every part."""
    return stock.on_hand(ctx)


@dataclass
class Shop:
    """The open shop, its people and its things by name."""

    rig: Rig
    time: Time
    ids: dict[str, Id]
    keeper: Actor
    counter: Actor
    second: Actor
    finance: Actor
    manager: Actor

    def user(self, actor: Actor) -> Id:
        """The user behind an actor."""
        assert actor.user is not None
        return actor.user

    def run(self, case: Any, actor: Actor, *args: Any, **kwargs: Any) -> Any:
        """Runs a use-case."""
        return self.rig.desk.run(case, actor, *args, **kwargs)

    def ask(self, case: Any, actor: Actor, *args: Any, **kwargs: Any) -> Any:
        """Asks a query."""
        return self.rig.desk.ask(case, actor, *args, **kwargs)

    def draft(self, bins: Sequence[str] = ("A-01", "A-02"), **values: Any) -> Id:
        """A drafted monthly count with leader, first and second counter."""
        team = [
            {"user_id": self.user(self.keeper), "role": "LEADER"},
            {"user_id": self.user(self.counter), "role": "COUNTER"},
            {"user_id": self.user(self.second), "role": "COUNTER"},
        ]
        given = {
            "type": "MONTHLY", "period": "2026-11", "warehouse_id": self.ids["house"], "mode": "LIVE", "scope": "BINS",
            "bins": [{"bin_id": self.ids[b]} for b in bins], "team": team, **values,
        }  # fmt: skip
        made: Id = self.run(drafts.create, self.keeper, "counts", given)
        return made

    def step(self, actor: Actor, count: Id, name: str, **answers: Any) -> str:
        """Does a step; returns the new state."""
        state: str = self.run(documents.step, actor, "counts", count, name, answers).state
        return state

    def signed(self, signer: Actor, count: Id, name: str, *, session: Actor | None = None, **answers: Any) -> str:
        """Does a step that needs the PIN of `signer`, in somebody's session."""
        session = session or self.keeper
        seen = self.ask(documents.show, session, "counts", count)
        token = signing.sign(
            self.rig.desk, session, user=self.user(signer), pin=PIN, kind="counts", id=count, step=name,
            version=seen.version,
        )  # fmt: skip
        return self.step(session.signed(token), count, name, **answers)

    def started(self, bins: Sequence[str] = ("A-01", "A-02"), **values: Any) -> Id:
        """A count that is being counted."""
        count = self.draft(bins, **values)
        assert self.step(self.keeper, count, "plan") == "planned"
        assert self.step(self.keeper, count, "start") == "counting"
        return count

    def take(self, actor: Actor, count: Id, bin: str) -> int:
        """Begins counting a bin."""
        number: int = self.run(places.take_bin, actor, count, self.ids[bin])
        return number

    def scan(self, actor: Actor, count: Id, bin: str, code: str, **more: Any) -> ScanResult:
        """Scans a code in a bin."""
        seen: ScanResult = self.run(scanning.scan, actor, count, self.ids[bin], code, **more)
        return seen

    def enter(self, actor: Actor, count: Id, bin: str, part: str, quantity: int) -> ScanResult:
        """Types a quantity (1/1000)."""
        seen: ScanResult = self.run(acts.enter, actor, count, self.ids[bin], self.ids[part], quantity)
        return seen

    def counted(self, actor: Actor, count: Id, bin: str, **quantities: int) -> None:
        """Takes a bin, types whole quantities and finishes it."""
        self.take(actor, count, bin)
        for part, quantity in quantities.items():
            self.enter(actor, count, bin, part, quantity)
        self.run(places.finish_bin, actor, count, self.ids[bin])

    def move(self, part: str, bin: str, qty: int, cost: int | None = None, occurred: datetime | None = None) -> None:
        """Posts a receipt or an issue."""
        self.run(move, PROGRAM, self.ids[part], self.ids[bin], self.ids["house"], qty, cost, occurred)

    def on_hand(self, part: str) -> int:
        """What the ledger says."""
        seen: int = self.ask(held, PROGRAM).get(self.ids[part], 0)
        return seen

    def header(self, actor: Actor, count: Id) -> queries.CountHeader:
        """The head of the scan room."""
        seen: queries.CountHeader = self.ask(queries.header, actor, count)
        return seen


def open_shop(folder: Path, time: Time) -> Shop:
    """The shop, ready to count; call it within `clock.frozen(time)`."""
    rig = open_rig(folder)
    ids = rig.desk.run(build, PROGRAM)
    actors = [
        rig.actor(login, role)
        for login, role in (("wang", "WK"), ("liu", "TE"), ("chen", "QI"), ("fang", "FI"), ("ma", "MG"))
    ]
    assert people.KIND
    return Shop(rig, time, ids, *actors)


@contextmanager
def counting_shop(folder: Path) -> Iterator[Shop]:
    """The shop five minutes after it was opened, on a clock that a test sets going."""
    time = Time()
    with clock.frozen(time):
        made = open_shop(folder, time)
        time.forward(minutes=5)
        yield made
        made.rig.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """The small warehouse; a test file imports it by its name."""
    with counting_shop(tmp_path) as made:
        yield made
