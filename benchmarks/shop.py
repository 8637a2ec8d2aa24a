"""A shop of the size the bench wants: people, parts, bins and opening stock through use-cases, old moves by SQL."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from app import boot
from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Desk, Reader, query
from app.models.engine import Store
from app.models.stock import StockMove
from app.services import documents, signing, stock
from app.services.demo import founding
from app.services.demo.catalogue import ean13
from app.services.demo.people import FINANCE, KEEPER, PEOPLE, PURCHASER
from app.services.demo.walker import Walker
from app.services.demo.year import places
from app.services.imports import part_rows, stock_rows
from app.services.imports.part_rows import PartRow
from app.services.imports.stock_rows import StockRow
from app.services.people import actor_of
from app.services.people.login import tiles

PROGRAM = Actor(None, "Counterpart", "01")
PINS = {p.login: p.pin for p in PEOPLE}
PER_BIN = 100
WORDS = ("前制动片", "机油滤清器", "火花塞", "雨刮片", "水泵总成", "节温器", "点火线圈", "正时皮带", "外球笼", "蓄电池")
CARS = ("卡罗拉", "凯美瑞", "轩逸", "朗逸", "速腾", "思域", "雅阁", "飞度", "英朗", "福克斯", "途胜")


@query("bench.on_hand", allow=None)
def on_hand(ctx: Reader) -> dict[Id, int]:
    """What is on hand of all parts."""
    return stock.on_hand(ctx)


@query("bench.house", allow=None)
def house(ctx: Reader) -> Id:
    """The warehouse."""
    return part_rows.the_warehouse(ctx, "")


def number(at: int) -> str:
    """The part number of the part at this place."""
    return f"{10000 + at * 7919 % 90000:05d}-{at:06d}"


def barcode(at: int) -> str:
    """Its EAN-13."""
    return ean13(f"6907{at:08d}")


def bin_of(at: int) -> str:
    """The bin in which it lies."""
    return f"A-{at // PER_BIN:04d}"


def staff(desk: Desk) -> dict[str, Actor]:
    """The people of a shop that is there already, by login."""
    names = {p.name: p.login for p in PEOPLE}
    found = desk.ask(tiles, PROGRAM)
    return {names[t.name]: desk.ask(actor_of, PROGRAM, t.id) for t in found if t.name in names}


class Shop:
    """An open shop and short words for its people's work."""

    def __init__(self, folder: Path, people: Callable[[Desk], dict[str, Actor]] | None = None) -> None:
        self.folder = folder
        self.store: Store
        self.store, self.desk = boot.open_shop(folder)
        self.walker = Walker(self.desk, clock.now())
        self.walker.people = people(self.desk) if people else founding.found(self.desk, PROGRAM, PEOPLE)
        self.keeper = self.walker.people[KEEPER.login]
        self.house: Id = self.desk.ask(house, PROGRAM)
        self.stocked = 0
        self.places: dict[str, tuple[Id, Id]] = self.desk.ask(places, PROGRAM)
        gc.freeze()  # as the window does once its shop is open; the places are the bench's own

    def fill(self, parts: int, *, stocked: int = 0) -> None:
        """Imports parts with barcodes and bins; the first `stocked` get 500 pieces each, signed by finance."""
        for start in range(0, parts, 20_000):
            rows = tuple(_part(at) for at in range(start, min(parts, start + 20_000)))
            self.desk.run(part_rows.import_parts, self.walker.people[PURCHASER.login], rows)
        if stocked:
            self.stocked = stocked
            lines = tuple(StockRow(at, number(at), bin_of(at), 500_000, 12_000_000) for at in range(stocked))
            called = self.desk.run(stock_rows.import_opening_stock, self.keeper, lines).number
            id_ = self.desk.ask(documents.locate, self.keeper, "stock_documents", called)
            self.step(KEEPER.login, "stock_documents", id_, "submit")
            self.step(FINANCE.login, "stock_documents", id_, "approve")
        self.places = self.desk.ask(places, PROGRAM)
        gc.freeze()  # all this is the bench's own: a shop that is opened has none of it in memory

    def step(self, login: str, kind: str, id_: Id, name: str) -> None:
        """One step of a document, signed where it must be."""
        self.walker.step(login, kind, id_, name)

    def signed(self, login: str, kind: str, id_: Id, name: str) -> tuple[Actor, int]:
        """The person with a signature in hand for the step, and the version it is for: what stands before the click."""
        actor = self.walker.people[login]
        version = self.desk.ask(documents.show, actor, kind, id_).version
        proof = signing.sign(
            self.desk, actor, user=user_of(actor), pin=PINS[login], kind=kind, id=id_, step=name, version=version
        )
        return actor.signed(proof), version

    def receipt(self, first: int, lines: int = 10) -> dict[str, Any]:
        """The values of a receipt of parts from place `first` on, ten pieces each."""
        wanted = []
        for at in range(first, first + lines):
            part, bin_ = self.places[number(at)]
            wanted.append({"part_id": part, "bin_id": bin_, "qty": 10_000, "unit_cost": 12_500_000 + at})
        return {"type": "IN", "warehouse_id": self.house, "reason": "采购入库", "lines": wanted}

    def close(self) -> None:
        """Closes the file."""
        self.desk.close()
        self.store.close()


def user_of(actor: Actor) -> Id:
    """The user of somebody who signs."""
    if actor.user is None:
        raise ValueError("the program signs nothing")
    return actor.user


def _part(at: int) -> PartRow:
    name = f"{WORDS[at % len(WORDS)]} {CARS[at // 7 % len(CARS)]} {at}"
    columns: dict[str, Any] = {
        "name_zh": name, "name_en": f"Part {at} for car {at % 97}", "unit": "件", "quality_grade": "OEM",
        "price_retail": 1_000_000 + at, "abc_class": "ABC"[at % 3],
    }  # fmt: skip
    return PartRow(at, number(at), columns, (("BARCODE", barcode(at)),), (bin_of(at),))


def age(file: Path, moves: int) -> None:
    """Adds past moves until the ledger has about `moves`: what came in went out again, so that balances stand."""
    names = [c.name for c in StockMove.__table__.columns]
    changed = {
        "seq": "seq + :add", "source_id": "randomblob(16)", "kind": ":kind", "qty": "1000 * :sign",
        "value": "1200 * :sign", "occurred_at": "occurred_at - 31000000000000 + :add * 30000",
        "source_number": "'MV-OLD-' || :add",
    }  # fmt: skip
    wanted = ", ".join(changed.get(n, n) for n in names)
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("PRAGMA cache_size=-200000")
        base = conn.execute("SELECT max(seq) FROM stock_moves").fetchone()[0]
        conn.execute("BEGIN IMMEDIATE")
        for turn in range(1, (moves // base - 1) // 2 * 2 + 1):
            inward = turn % 2
            given = {
                "add": turn * base,
                "kind": "PURCHASE_IN" if inward else "REPAIR_ISSUE",
                "sign": 1 if inward else -1,
            }
            conn.execute(
                f"INSERT INTO stock_moves ({', '.join(names)}) SELECT {wanted} FROM stock_moves WHERE seq <= {base}",
                given,
            )
        conn.execute("COMMIT")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
