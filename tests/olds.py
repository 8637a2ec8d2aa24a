"""Old parts to work with in tests: a part is given out for an order, its old part is handed in, registered, settled."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.workflow import State, Workflow
from app.models.old_parts import HazardousMove, OldPart
from app.models.parts import Part
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, RequisitionLine
from app.models.stations import Bin
from app.models.work_orders import LabourLine, WorkOrder
from app.services import documents, drafts
from app.services.old_parts import hazard, queries, rules
from app.services.requisitions import watchers
from tests.garage import Garage
from tests.shopfloor import MICRO, Shopfloor

KIND, BATCH = rules.NAME, "scrap_batches"
_ISSUED = Workflow((State("issued", "Issued"),), "issued", ())


@usecase("test.give_out", allow=None)
def _give_out(ctx: Context, order: Id, part: Id, qty: int, payer: str, type: str, serial: str, by: Id) -> Id:
    """One line of a hand-over, as the requisitions tell of it; the issue room has tests of its own."""
    one, of, bin_ = (
        ctx.session.get_one(WorkOrder, order),
        ctx.session.get_one(Part, part),
        ctx.session.scalar(select(Bin)),
    )
    assert bin_ is not None
    item = ctx.session.scalars(select(LabourLine).where(LabourLine.order_id == order)).first()
    assert item is not None
    item.payer = payer
    slip = Requisition(
        number=ctx.number("RQ"), station=ctx.station, order_id=order, order_number=one.number, plate=one.plate,
        type=type, warehouse_id=bin_.warehouse_id, technician_id=by,
    )  # fmt: skip
    workflow.begin(_ISSUED, slip)
    ctx.session.add(slip)
    ctx.flush()
    line = RequisitionLine(
        requisition_id=slip.id, position=1, labour_line_id=item.id, part_id=part, code=of.number, qty=qty,
        approved=qty, issued=qty,
    )  # fmt: skip
    issue = PartIssue(
        requisition_id=slip.id, nth=1, issued_by=None, receiver_id=by, way="PIN", occurred_at=ctx.now,
        posted_at=ctx.now,
    )  # fmt: skip
    ctx.session.add_all([line, issue])
    ctx.flush()
    made = PartIssueLine(
        issue_id=issue.id, position=1, line_id=line.id, order_id=order, labour_line_id=item.id, part_id=part, qty=qty,
        bin_id=bin_.id, serial=serial,
    )  # fmt: skip
    ctx.session.add(made)
    ctx.flush()
    watchers.tell_issued(ctx, one, [watchers.Given(made.id, line.id, part, qty, serial, made.value)])
    return made.id


@usecase("test.bring_old_back", allow=None)
def _bring_back(ctx: Context, line: Id, qty: int) -> None:
    made = ctx.session.get_one(PartIssueLine, line)
    made.returned += qty
    watchers.tell_returned(ctx, [made])


@query("test.olds", allow=None)
def _olds(ctx: Reader, line: Id) -> list[OldPart]:
    return list(ctx.session.scalars(select(OldPart).where(OldPart.issue_line_id == line).order_by(OldPart.number)))


@query("test.waste", allow=None)
def _waste(ctx: Reader) -> tuple[list[Any], dict[str, int]]:
    return list(ctx.conn.execute(select(HazardousMove.__table__).order_by("seq")).all()), hazard.by_class(ctx)


@query("test.old_boxes", allow=None)
def _boxes(ctx: Reader, order: Id) -> queries.Boxes:
    return queries.boxes(ctx, order)


class Yard:
    """Where old parts are handed in. Each way makes an order, a part and an old part of its own."""

    def __init__(self, shop: Shopfloor) -> None:
        self.shop, self.garage = shop, Garage(shop)
        self.bin = shop.bin("J-01-1-01")

    def part(self, **values: Any) -> Id:
        """A part that nobody else has."""
        given = {"name_zh": "发电机总成", "price_retail": 386 * MICRO} | values
        return self.shop.part(f"27060-{str(clock.new_id())[-8:].upper()}", **given)

    def given_out(
        self, qty: int = 1000, *, payer: str = "CUSTOMER", intent: str = "WAIVE", order: Id | None = None,
        type: str = "ORDER", serial: str = "", **values: Any,
    ) -> tuple[Id, Id]:  # fmt: skip
        """(order, issue line): a part goes to a car; `values` are of the part."""
        id = order or self.garage.in_repair(old_parts=intent)
        technician = self.garage.technician()
        line = self.shop.run(_give_out, id, self.part(**values), qty, payer, type, serial, technician)
        return id, line

    def olds(self, line: Id) -> list[OldPart]:
        """The old parts of an issue line."""
        return self.shop.ask(_olds, line)  # type: ignore[no-any-return]

    def expected(self, qty: int = 1000, **more: Any) -> Id:
        """One old part is expected."""
        return self.olds(self.given_out(qty, **more)[1])[0].id

    def bring_back(self, line: Id, qty: int = 1000) -> None:
        """So many new ones come back unused."""
        self.shop.run(_bring_back, line, qty)

    def step(self, id: Id, name: str, by: str = "WK", signer: str = "", **answers: Any) -> None:
        """One step of an old part."""
        self.shop.step(KIND, id, name, by=by, signer=signer, **answers)

    def handed_in(self, qty: int = 1000, **more: Any) -> Id:
        """The technician brought it."""
        made = self.expected(qty, **more)
        self.step(made, "hand_in", by="TE")
        return made

    def register(self, id: Id, **answers: Any) -> None:
        """The keeper counts it and puts it away."""
        usual = {"completeness": "COMPLETE", "usability": "USABLE", "bin": self.bin}
        self.step(id, "register", **(usual | answers))

    def registered(self, qty: int = 1000, *, found: dict[str, Any] | None = None, **more: Any) -> Id:
        """Registered; `found` is what the keeper wrote."""
        made = self.handed_in(qty, **more)
        self.register(made, **(found or {}))
        return made

    def kept(self, **answers: Any) -> Id:
        """Kept for a customer who decides later."""
        made = self.registered(intent="DECIDE")
        self.step(made, "keep", by="SA", **answers)
        return made

    def to_scrap(self, **more: Any) -> Id:
        """Waits for a scrap batch."""
        made = self.registered(**more)
        self.step(made, "scrap")
        return made

    def reused(self, **more: Any) -> Id:
        """In stock among the old parts."""
        made = self.registered(**more)
        self.step(made, "reuse", by="TS", signer="TS", bin=self.bin)
        return made

    # --- scrap batches ------------------------------------------------------------------------------------------------
    def batch(self, *olds: Id, type: str = "ORDINARY", more: tuple[dict[str, Any], ...] = ()) -> Id:
        """A draft batch."""
        lines = [*({"old_part_id": old} for old in olds), *more]
        return self.shop.run(drafts.create, BATCH, {"type": type, "lines": lines}, by="WK")  # type: ignore[no-any-return]

    def approved(self, *olds: Id, **more: Any) -> Id:
        """The manager signed it."""
        made = self.batch(*(olds or (self.to_scrap(),)), **more)
        self.shop.step(BATCH, made, "submit")
        self.shop.step(BATCH, made, "approve", by="MG", signer="MG")
        return made

    def disposed(self, *olds: Id, **more: Any) -> Id:
        """The handler has it."""
        made = self.approved(*olds, **more)
        self.shop.step(BATCH, made, "hand_over", handler="绿源再生资源", licence="沪危废许 012", slip="2026-0117")
        return made

    # --- looking ------------------------------------------------------------------------------------------------------
    def see(self, id: Id, kind: str = KIND) -> dict[str, Any]:
        """All values of an old part, its state among them."""
        seen = self.shop.ask(documents.show, kind, id)
        return seen.values | {"state": seen.state, "number": seen.called}

    def waste(self) -> tuple[list[Any], dict[str, int]]:
        """(lines of the waste ledger, grams that lie here by class)."""
        return self.shop.ask(_waste)  # type: ignore[no-any-return]

    def boxes(self, order: Id) -> queries.Boxes:
        """What the settlement says."""
        return self.shop.ask(_boxes, order)  # type: ignore[no-any-return]
