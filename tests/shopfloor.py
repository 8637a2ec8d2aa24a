"""A shop to work in for tests: people by role, parts, bins and documents, all through use-cases. No mocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Context, Desk, Reader, query, usecase
from app.models.parts import Category, Part
from app.models.stations import Bin, Warehouse
from app.models.stock import StockMove
from app.services import documents, drafts, first_run, signing, stock, warehouses
from app.services.people import use_hashing
from tests.rig import PIN, PROGRAM, Rig

MICRO = 1_000_000  # one yuan as a unit cost
MILLI = 1000


def found(desk: Desk) -> None:
    """The template: station 01 and warehouse W1 by the first run's own steps."""
    use_hashing("cheap")
    desk.run(first_run.set_up_place, PROGRAM, first_run.Place("测试店", "Test shop", station="01", warehouse="W1"))


@usecase("test.post", allow=None)
def post_moves(ctx: Context, moves: Sequence[stock.Move], source: Id, number: str = "T-1") -> range:
    """The ledger itself, without a document."""
    return stock.post(ctx, "test", source, number, moves)


@usecase("test.reverse", allow=None)
def reverse_moves(ctx: Context, source: Id, by: Id, number: str = "T-2", override: bool = False) -> range:
    """The ledger's reversal, without a document."""
    return stock.reverse(ctx, source, by_kind="test", by_id=by, by_number=number, override=override)


@query("test.rows", allow=None)
def rows(ctx: Reader, part: Id | None = None) -> list[Any]:
    """Ledger rows, all or of one part, in the order they were posted."""
    table = StockMove.__table__
    wanted = select(table).order_by(table.c.seq)
    return list(ctx.conn.execute(wanted if part is None else wanted.where(table.c.part_id == part)).all())


@query("test.held", allow=None)
def held(ctx: Reader, part: Id) -> tuple[int, int, int | None]:
    """(quantity, value in fen, average cost) of a part at the reader's station."""
    kept = stock.stock_value(ctx, [part]).get(part, stock.Held(0, 0))
    return kept.qty, kept.value, stock.average_cost(ctx, [part]).get(part)


@query("test.differences", allow=None)
def differences(ctx: Reader) -> list[stock.Difference]:
    """What the caches have wrong."""
    return stock.compare(ctx.conn)


@query("test.first", allow=None)
def first(ctx: Reader, model: type[Any], attribute: str, value: Any) -> Any:
    """The record with this value."""
    return ctx.session.scalar(select(model).where(getattr(model, attribute) == value))


class Shopfloor:
    """Desk, clock and short words for what tests do again and again."""

    def __init__(self, rig: Rig, time: Any) -> None:
        self.rig, self.desk, self.time = rig, rig.desk, time
        self._people: dict[tuple[str, ...], Actor] = {}
        house = self.get(Warehouse, "code", "W1")
        self.house: Id = house.id

    def actor(self, *roles: str) -> Actor:
        """Somebody with these roles, hired at first need; `actor("WK", "2")` is another keeper."""
        if roles not in self._people:
            carried = [role for role in roles if role.isalpha()]
            self._people[roles] = self.rig.actor("-".join(roles).lower(), *carried)
        return self._people[roles]

    def run(self, case: Any, *args: Any, by: Any = PROGRAM, **kwargs: Any) -> Any:
        """Runs a use-case as the program, or as somebody: `by="WK"`."""
        return self.desk.run(case, self.actor(by) if isinstance(by, str) else by, *args, **kwargs)

    def ask(self, case: Any, *args: Any, by: Any = PROGRAM, **kwargs: Any) -> Any:
        """Asks a query as the program, or as somebody."""
        return self.desk.ask(case, self.actor(by) if isinstance(by, str) else by, *args, **kwargs)

    def get(self, model: type[Any], attribute: str, value: Any) -> Any:
        """The record with this value, or None."""
        return self.ask(first, model, attribute, value)

    def bin(self, code: str = "A-01-1-01", house: Id | None = None) -> Id:
        """A bin's id; made at first need."""
        return self.run(warehouses.open_bins, house or self.house, [code])[code]  # type: ignore[no-any-return]

    def part(self, number: str = "P1", *, active: bool = True, by: Any = PROGRAM, **values: Any) -> Id:
        """A part through its form; in use unless told otherwise (signed by the manager)."""
        given = {"number": number, "name_zh": "前制动片", "unit": "件"} | values
        id_: Id = self.run(drafts.create, "parts", given, by=by)
        if active:
            self.step("parts", id_, "activate", by="WK", signer="MG")
        return id_

    def category(self, code: str) -> Id:
        """The id of a shipped category."""
        return self.get(Category, "code", code).id  # type: ignore[no-any-return]

    def step(self, kind: str, id: Id, name: str, *, by: Any = "WK", signer: Any = "", **answers: Any) -> Any:
        """One step of a document, signed by `signer` where it needs a PIN."""
        actor = self.actor(by) if isinstance(by, str) else by
        version = self.ask(documents.standing, kind, id).version
        if signer:
            person = (self.actor(signer) if isinstance(signer, str) else signer).user
            assert person is not None
            proof = signing.sign(
                self.desk, actor, user=person, pin=PIN, kind=kind, id=id, step=name, version=version
            )  # fmt: skip
            actor = actor.signed(proof)
        return self.desk.run(documents.step, actor, kind, id, name, answers, version)

    # --- stock documents --------------------------------------------------------------------------------------------
    def paper(self, type: str, *lines: dict[str, Any], reason: str = "test", **head: Any) -> Id:
        """A draft stock document written by the keeper."""
        given = {"type": type, "warehouse_id": self.house, "reason": reason} | head
        return self.run(drafts.create, "stock_documents", given | {"lines": list(lines)}, by="WK")  # type: ignore[no-any-return]

    def line(
        self, part: Id, qty: float, yuan: float | None = None, bin: str = "A-01-1-01", **more: Any
    ) -> dict[str, Any]:
        """One line: quantity in stock units, unit cost in yuan."""
        cost = {} if yuan is None else {"unit_cost": round(yuan * MICRO)}
        return {"part_id": part, "bin_id": self.bin(bin), "qty": round(qty * MILLI)} | cost | more

    def through(self, id: Id) -> Id:
        """Submitted by the keeper, signed by finance, posted."""
        self.step("stock_documents", id, "submit")
        self.step("stock_documents", id, "approve", signer="FI")
        if self.state("stock_documents", id) != "posted":
            self.step("stock_documents", id, "post")
        return id

    def receive(self, part: Id, qty: float, yuan: float, bin: str = "A-01-1-01") -> Id:
        """Goods come in by a posted document; returns its id."""
        return self.through(self.paper("IN", self.line(part, qty, yuan, bin)))

    def issue(self, part: Id, qty: float, bin: str = "A-01-1-01") -> Id:
        """Goods go out by a posted document; returns its id."""
        return self.through(self.paper("OUT", self.line(part, qty, bin=bin)))

    def revalue(self, part: Id, yuan: float) -> Id:
        """A new cost by a posted document."""
        return self.through(self.paper("REVALUATION", self.line(part, 0, yuan)))

    def state(self, kind: str, id: Id) -> str:
        """The state of a document."""
        return self.ask(documents.standing, kind, id).state  # type: ignore[no-any-return]

    # --- the ledger itself -------------------------------------------------------------------------------------------
    def post(self, *moves: stock.Move, source: Id | None = None) -> range:
        """Posts rows without a document."""
        return self.run(post_moves, list(moves), source or clock.new_id())  # type: ignore[no-any-return]

    def move(self, part: Id, qty: float, kind: str, yuan: float | None = None, **more: Any) -> stock.Move:
        """One row in warehouse W1, bin A-01-1-01: quantity in units, unit cost in yuan."""
        cost = None if yuan is None else round(yuan * MICRO)
        given = {"bin_id": more.pop("bin_id", None) or self.bin(), "warehouse_id": self.house} | more
        return stock.Move(part_id=part, qty=round(qty * MILLI), kind=kind, unit_cost=cost, **given)

    def held(self, part: Id) -> tuple[int, int, int | None]:
        """(quantity milli, value fen, average cost micro)."""
        return self.ask(held, part)  # type: ignore[no-any-return]

    def rows(self, part: Id | None = None) -> list[Any]:
        """Ledger rows as posted."""
        return self.ask(rows, part)  # type: ignore[no-any-return]

    def differences(self) -> list[stock.Difference]:
        """What the caches have wrong; must be nothing."""
        return self.ask(differences)  # type: ignore[no-any-return]


__all__ = ["MICRO", "MILLI", "Bin", "Part", "Shopfloor", "found"]
