"""A parts counter for tests: slips of an order asked for, approved, handed out and given back, by use-cases only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.parts import Part
from app.models.requisitions import PartIssueLine, Requisition, ReturnSlip
from app.services import documents, drafts, signing
from app.services.requisitions import bench, counter, drafting, issuing
from app.services.requisitions.picking import Pick
from app.services.return_slips import drafting as returning
from app.services.work_orders.consent import Goods, Work
from tests.garage import Garage
from tests.rig import PIN
from tests.shopfloor import Shopfloor

KIND, BACK = "requisitions", "return_slips"


@query("test.requisition", allow=None)
def _slip(ctx: Reader, id: Id) -> Any:
    one = ctx.session.get_one(Requisition, id)
    return one, list(one.lines)


@query("test.return_slip", allow=None)
def _back(ctx: Reader, id: Id) -> Any:
    one = ctx.session.get_one(ReturnSlip, id)
    return one, list(one.lines)


@query("test.handed_out", allow=None)
def _handed(ctx: Reader, order: Id) -> list[PartIssueLine]:
    wanted = select(PartIssueLine).where(PartIssueLine.order_id == order).order_by(PartIssueLine.position)
    return list(ctx.session.scalars(wanted))


@query("test.slips_of_order", allow=None)
def _of_order(ctx: Reader, order: Id) -> list[Id]:
    wanted = select(Requisition.id).where(Requisition.order_id == order).order_by(Requisition.number)
    return list(ctx.conn.execute(wanted).scalars())


class PartsDesk:
    """Two parts on the shelf: pads at ¥30 in A-01-1-01, oil filters at ¥10 in B-01-1-01, ten of each."""

    def __init__(self, shop: Shopfloor) -> None:
        self.shop, self.garage = shop, Garage(shop)

    def part(self, number: str, name: str = "前制动片", **more: Any) -> Id:
        """A part, made at first need, with a retail price."""
        kept = self.shop.get(Part, "number", number)
        if kept is not None:
            return kept.id  # type: ignore[no-any-return]
        return self.shop.part(number, name_zh=name, **({"price_retail": 100_000_000} | more))

    def stocked(self, number: str = "PAD-1", qty: float = 10, yuan: float = 30, bin: str = "A-01-1-01",
                name: str = "前制动片", **more: Any) -> Id:  # fmt: skip
        """A part with stock."""
        part = self.part(number, name, **more)
        self.shop.receive(part, qty, yuan, bin)
        return part

    def order(self, *goods: tuple[Id, int], state: str = "in_repair", **more: Any) -> Id:
        """An order in repair whose only item needs these parts."""
        rows = [Goods(item=1, part_id=part, qty=qty * 1000) for part, qty in goods]
        return getattr(self.garage, state)(goods=rows, work=[Work(name="更换前制动片", hours=1200)], **more)  # type: ignore[no-any-return]

    def draft(self, *goods: tuple[Id, int], order: Id | None = None, **more: Any) -> Id:
        """The slip that the beginning of the repair made, or one asked for."""
        made = order or self.order(*(goods or ((self.stocked(), 2),)), **more)
        found = self.of_order(made)
        return found[0] if found else self.shop.run(drafting.open_for_order, made, by="TE")

    def of_order(self, order: Id) -> list[Id]:
        """The slips of an order, oldest first."""
        return self.shop.ask(_of_order, order)  # type: ignore[no-any-return]

    def step(self, id: Id, name: str, by: Any = "TE", kind: str = KIND, **answers: Any) -> Any:
        """One step, by its usual person."""
        return self.shop.step(kind, id, name, by=by, **answers)

    def submitted(self, *goods: tuple[Id, int], **more: Any) -> Id:
        """Waits for the supervisor."""
        made = self.draft(*goods, **more)
        self.step(made, "submit")
        return made

    def approved(self, *goods: tuple[Id, int], **more: Any) -> Id:
        """The keeper may hand it out."""
        made = self.submitted(*goods, **more)
        self.shop.step(KIND, made, "approve", by="WS", signer="WS")
        return made

    def scan(self, id: Id, code: str, by: Any = "WK", **more: Any) -> counter.Scanned:
        """One scan at the counter."""
        return self.shop.run(counter.scan, id, code, by=by, **more)  # type: ignore[no-any-return]

    def hand_out(self, id: Id, picks: Sequence[Pick] | None = None, by: Any = "WK", **more: Any) -> issuing.Handed:
        """What was scanned (or these picks) goes to the technician, who signs on paper."""
        given = {"receiver": self.garage.technician(), "picks": picks} | more
        return self.shop.run(issuing.issue, id, by=by, **given)  # type: ignore[no-any-return]

    def pick(self, id: Id, line: int = 1, qty: int = 1, bin: str = "A-01-1-01", batch: str = "") -> Pick:
        """So many of the slip's nth line."""
        return Pick(self.lines(id)[line - 1].id, qty * 1000, self.shop.bin(bin), batch)

    def sign(self, id: Id, who: str = "TE", keeper: str = "WK") -> Any:
        """The keeper's session with the receiver's PIN in hand."""
        actor, person = self.shop.actor(keeper), self.shop.actor(who).user
        assert person is not None
        version = self.shop.ask(documents.standing, KIND, id).version
        proof = signing.sign(
            self.shop.desk, actor, user=person, pin=PIN, kind=KIND, id=id, step=issuing.SIGNED_STEP, version=version
        )
        return actor.signed(proof)

    def issued(self, *goods: tuple[Id, int], **more: Any) -> Id:
        """Everything is handed out."""
        made = self.approved(*goods, **more)
        self.hand_out(made, [self.pick(made, line.position, line.qty // 1000, self.bin_of(made, line))
                             for line in self.lines(made)])  # fmt: skip
        return made

    def part_issued(self) -> Id:
        """One of two is handed out."""
        made = self.approved()
        self.hand_out(made, [self.pick(made)])
        return made

    def bin_of(self, id: Id, line: Any) -> str:
        """The bin where the keeper is sent."""
        seen = self.bench(id)
        return next(x.bin for x in seen.lines if x.line_id == line.id)

    # --- returns --------------------------------------------------------------------------------------------------
    def open_return(self, slip: Id, by: Any = "TE", **quantities: int) -> Id:
        """A draft return of one slip; `line1=1`: one of what its first hand-over line gave."""
        lines = self.handed(self.slip(slip)[0].order_id)
        given = [(lines[int(name[4:]) - 1].id, qty * 1000) for name, qty in quantities.items()]
        return self.shop.run(returning.open_for_slip, slip, given, by=by)  # type: ignore[no-any-return]

    def edit(self, id: Id, by: Any, *rows: dict[str, Any], **head: Any) -> None:
        """Changes lines of a return slip: a row for each line."""
        one, lines = self.back(id)
        merged = [{"id": line.id, **row} for line, row in zip(lines, rows, strict=True)]
        self.shop.run(drafts.edit, BACK, id, one.version, head | {"lines": merged}, by=by)

    # --- looking --------------------------------------------------------------------------------------------------
    def slip(self, id: Id) -> Any:
        """(slip, lines)."""
        return self.shop.ask(_slip, id)

    def lines(self, id: Id) -> list[Any]:
        """The slip's lines."""
        return self.slip(id)[1]  # type: ignore[no-any-return]

    def back(self, id: Id) -> Any:
        """(return slip, lines)."""
        return self.shop.ask(_back, id)

    def handed(self, order: Id) -> list[Any]:
        """The lines handed out for an order."""
        return self.shop.ask(_handed, order)  # type: ignore[no-any-return]

    def bench(self, id: Id, by: Any = "WK") -> bench.Bench:
        """The slip as the keeper sees it."""
        return self.shop.ask(bench.bench, id, by=by)  # type: ignore[no-any-return]

    def state(self, id: Id, kind: str = KIND) -> str:
        """Where it stands."""
        return self.shop.state(kind, id)
