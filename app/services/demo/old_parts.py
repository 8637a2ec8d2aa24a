"""The demo shop's old parts: what came off cars, in every state, with a scrap batch of each kind. Deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.old_parts import OldPart
from app.models.parts import Part
from app.models.stock import Balance
from app.models.suppliers import Supplier
from app.services.demo.parts_counter import PartsCounter
from app.services.demo.people import FINANCE, KEEPER, MANAGER, PURCHASER
from app.services.demo.workshop import ADVISOR, SUPERVISOR
from app.services.warehouses import open_bins

KIND, BATCH, SPECIALIST = "old_parts", "scrap_batches", "machao"
SHELF = "J-01-1-01"


@query("demo.olds", allow=None)
def _olds(ctx: Reader, order: Id) -> list[Id]:
    """The old parts of an order."""
    return list(
        ctx.conn.execute(select(OldPart.id).where(OldPart.order_id == order).order_by(OldPart.number)).scalars()
    )


@query("demo.kinds_of_goods", allow=None)
def _goods(ctx: Reader) -> tuple[list[Id], list[Id], Id | None]:
    """(parts that are neither for safety nor waste, hazardous ones, both in stock; a supplier)."""
    there = (
        select(Part.id)
        .join(Balance, Balance.part_id == Part.id)
        .where(Balance.qty >= 4000, Balance.status == "AVAILABLE", Part.unit == "件")
        .order_by(Part.number)
    )
    plain = there.where(Part.safety_critical.is_(False), Part.hazardous.is_(None)).limit(15)
    waste = there.where(Part.hazardous.is_not(None)).limit(2)
    supplier = ctx.conn.execute(select(Supplier.id).order_by(Supplier.number).limit(1)).scalar()
    return list(ctx.conn.execute(plain).scalars()), list(ctx.conn.execute(waste).scalars()), supplier


class OldYard:
    """Technicians bring what they took off; the keeper registers it; each goes where its owner wants it."""

    def __init__(self, counter: PartsCounter, house: Id) -> None:
        self.counter, self.walker = counter, counter.walker
        found = self.walker.desk.ask(_goods, self.walker.people[KEEPER.login])
        self.plain, self.waste, self.supplier = found
        self.bin = self.walker.run(KEEPER.login, open_bins, house, [SHELF])[SHELF]

    def order(self, parts: Sequence[Id], intent: str, payer: str = "CUSTOMER") -> list[Id]:
        """The old parts of an order whose parts were handed out."""
        made = self.counter.workshop.draft()
        self.counter.follow_technician()
        rows = [{"item": 1, "part_id": part, "qty": 1000, "payer": payer} for part in parts]
        self.walker.edit(ADVISOR, "work_orders", made, {"parts": rows, "old_parts": intent})
        self.counter.workshop.bring(made)
        slip = self.counter.slip(made)[0]
        self.counter.step(slip, "submit")
        self.counter.step(slip, "approve", SUPERVISOR)
        self.counter.hand_out(slip)
        return self.walker.desk.ask(_olds, self.walker.people[KEEPER.login], made)

    def step(self, id: Id, name: str, by: str = KEEPER.login, kind: str = KIND, **answers: Any) -> None:
        """One step, some minutes after the last one."""
        self.walker.go(self.walker.at + timedelta(minutes=3))
        self.walker.step(by, kind, id, name, answers)

    def registered(self, olds: Sequence[Id], usability: str = "USELESS", **more: Any) -> Sequence[Id]:
        """Handed in and registered."""
        for old in olds:
            self.step(old, "hand_in", self.counter.technician)
            self.step(old, "register", completeness="COMPLETE", usability=usability, bin=self.bin, **more)
        return olds

    def today(self) -> None:
        """Every state, most of them of this morning; of a shop with too few kinds of parts, fewer."""
        if len(self.plain) < 4:
            return
        self._waived(self.order(self._some(0, 4), "WAIVE"))
        self._customers(self.order(self._some(4, 4), "DECIDE"))
        self._wrong(self.order(self._some(8, 4), "WAIVE"))
        back = self.registered(self.order(self._some(12, 2), "TAKE", "WARRANTY"))
        if self.supplier is not None:
            self.step(back[0], "to_supplier", PURCHASER.login, supplier=self.supplier, slip="SF1399210045512")
        if self.waste:
            self._hazardous(self.order(self.waste, "WAIVE"))

    def _some(self, first: int, count: int) -> list[Id]:
        """So many different parts, beginning anew where the list ends: there are at least four of each."""
        return [self.plain[at % len(self.plain)] for at in range(first, first + count)]

    def _waived(self, olds: Sequence[Id]) -> None:
        """The shop decides: scrapped, to be scrapped, used again, still open."""
        self.registered(olds, "USABLE")
        for old in olds[:2]:
            self.step(old, "scrap")
        self._batch("ORDINARY", olds[:1])
        for old in olds[2:3]:
            self.step(old, "appraise", FINANCE.login, value=0)
            self.step(old, "reuse", SPECIALIST, bin=self.bin)

    def _customers(self, olds: Sequence[Id]) -> None:
        """He takes one, leaves two, has not been asked about the last."""
        self.registered(olds, "REPAIRABLE")
        for old, name, answers in zip(
            olds, ("give_back", "keep", "keep"), ({"person": "车主"}, {"person": "车主"}, {}), strict=False
        ):
            self.step(old, name, ADVISOR, **answers)

    def _wrong(self, olds: Sequence[Id]) -> None:
        """With the technician, on the counter, missing, none at all."""
        responsible = self.walker.people[self.counter.technician].user
        acts: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("hold", self.counter.technician, {}), ("hand_in", self.counter.technician, {}),
            ("missing", SUPERVISOR, {"responsible": responsible, "reason": "随废料误丢"}),
            ("none", KEEPER.login, {"reason": "原车未装此件"}),
        )  # fmt: skip
        for old, (name, by, answers) in zip(olds, acts, strict=False):
            self.step(old, name, by, **answers)

    def _hazardous(self, olds: Sequence[Id]) -> None:
        """Weighed; one leaves with its transfer slip, the other waits."""
        self.registered(olds)
        for old in olds:
            self.step(old, "scrap")
        self._batch("HAZARDOUS", olds[:1], {"what": "含油抹布、手套", "hw_class": "HW49", "grams": 3_200})

    def _batch(self, type_: str, olds: Sequence[Id], *more: dict[str, Any]) -> None:
        lines = [*({"old_part_id": old} for old in olds), *more]
        made = self.walker.create(KEEPER.login, BATCH, {"type": type_, "lines": lines})
        self.step(made, "submit", kind=BATCH)
        self.step(made, "approve", MANAGER.login, BATCH)
        told = {"handler": "上海绿源环保科技有限公司", "licence": "沪环危废 2024-012", "slip": "2026310112000117"}
        self.step(made, "hand_over", kind=BATCH, **told)
