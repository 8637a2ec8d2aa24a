"""A workshop to repair cars in for tests: an order, its lines, its signatures, through use-cases. No mocks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PIL import Image

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.work_orders import WorkOrder
from app.services import deliveries, documents, drafts, payments, settings, sheets
from app.services.inspections import looking, ticking
from app.services.inspections import rules as inspecting
from app.services.settlements import making, money
from app.services.settlements import signing as settling
from app.services.settlements.money import Tender
from app.services.signatures import Strokes
from app.services.work_orders import bench, checking, consent, drafting, revisions, rules, signing, times
from app.services.work_orders.consent import Goods, Work
from tests.shopfloor import Shopfloor
from tests.ways.vehicles import active

KIND = "work_orders"
HAND = Strokes(520, 260, tuple(tuple((10 * i + n, 40 * n, 40 * i + 400 * n) for i in range(15)) for n in range(2)))


def picture() -> bytes:
    """A small PNG: what the pad or the scanner gives."""
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "PNG")
    return out.getvalue()


@query("test.order", allow=None)
def _order(ctx: Reader, id: Id) -> Any:
    one = ctx.session.get_one(WorkOrder, id)
    return one, list(one.labour), list(one.parts), revisions.all_of(ctx, id), payments.owed(ctx, one)


@query("test.settlement", allow=None)
def _settlement(ctx: Reader, order: Id) -> Any:
    made = making.live(ctx, order)
    if made is not None:
        list(made.lines)
    return made


class Garage:
    """Orders as advisors, supervisors and technicians make them. Prices: 1.2 h at ¥120, a part at ¥386."""

    def __init__(self, shop: Shopfloor) -> None:
        self.shop = shop
        if shop.ask(settings.value, rules.CHECK_IN.key):  # the desk has tests of its own; here orders come at once
            shop.run(settings.change, rules.CHECK_IN.key, False)

    def item(self, number: str = "BR01", name: str = "更换前制动片", hours: int = 1200, **more: Any) -> Id:
        """An item of the labour catalogue."""
        given = {"number": number, "name_zh": name, "hours": hours} | more
        return self.shop.run(drafts.create, "labour", given, by="WS")  # type: ignore[no-any-return]

    def order(
        self, *, work: Sequence[Work] = (Work(name="更换前制动片", hours=1200),), goods: Sequence[Goods] = (),
        car: Id | None = None, **more: Any,
    ) -> Id:  # fmt: skip
        """A draft order of one item for a car of its own."""
        usual = {
            "complaint": "刹车有尖叫声", "promised_at": clock.now() + timedelta(hours=6), "old_parts": "WAIVE",
            "odometer": 46_820,
        }  # fmt: skip
        return self.shop.run(  # type: ignore[no-any-return]
            drafting.open_order, car or active(self.shop), work=list(work), goods=list(goods), by="SA", **(usual | more)
        )

    def part(self, number: str = "04465-0D150", yuan: int = 386) -> Id:
        """A part with a retail price."""
        return self.shop.part(number, name_zh="前制动片", price_retail=yuan * 1_000_000)

    def step(self, id: Id, name: str, by: Any = "SA", **answers: Any) -> None:
        """One step, by its usual person."""
        self.shop.step(KIND, id, name, by=by, **answers)

    def sign(self, id: Id, name: str = "李芳") -> None:
        """The customer signs on the pad what was issued last."""
        self.shop.run(signing.sign_on_screen, id, name=name, strokes=HAND, image=picture(), by="SA")

    def technician(self, *who: str) -> Id:
        """A technician's id."""
        user = self.shop.actor(*(who or ("TE",))).user
        assert user is not None
        return user

    def issued(self, **more: Any) -> Id:
        """Printed, waits for the signature."""
        made = self.order(**more)
        self.step(made, "issue")
        return made

    def signed(self, **more: Any) -> Id:
        """Signed by the customer."""
        made = self.issued(**more)
        self.sign(made)
        return made

    def assigned(self, **more: Any) -> Id:
        """The technician has it."""
        made = self.signed(**more)
        self.step(made, "assign", by="WS", technician=self.technician(), bay="3 号举升机")
        return made

    def diagnosing(self, **more: Any) -> Id:
        """The technician looks at the car."""
        made = self.assigned(**more)
        self.step(made, "diagnose", by="TE")
        return made

    def diagnosed(self, **more: Any) -> Id:
        """The cause is known, nothing is needed."""
        made = self.diagnosing(**more)
        self.diagnose(made)
        return made

    def diagnose(self, id: Id, by: Any = "TE") -> None:
        """Writes down what was found."""
        words = {"symptom": "低速尖叫", "cause": "制动片磨到报警线", "remedy": "更换制动片", "needs_nothing": True}
        self.shop.run(bench.note_diagnosis, id, by=by, **words)

    def in_repair(self, **more: Any) -> Id:
        """Being repaired."""
        made = self.diagnosed(**more)
        self.step(made, "repair", by="TE")
        return made

    def done(self, **more: Any) -> Id:
        """Every item is finished and self-checked."""
        made = self.in_repair(**more)
        self.finish(made)
        return made

    def finish(self, id: Id, by: Any = "TE") -> None:
        """What is left to do is done, and self-checked."""
        for line in self.lines(id):
            if line.status in (rules.PLANNED, rules.IN_WORK):
                self.shop.run(times.stop, line.id, done=True, by=by)
        self.shop.run(checking.check_mine, id, by=by)

    def self_checked(self, **more: Any) -> Id:
        """Through the self-check: to the inspector, or not drawn."""
        made = self.done(**more)
        self.step(made, "self_check", by="TE")
        return made

    def to_inspect(self, **more: Any) -> Id:
        """With the inspector: level-2 maintenance always is."""
        return self.self_checked(**{"category": "LEVEL_2", **more})

    def sheet_of(self, id: Id) -> Id:
        """The last inspection of an order."""
        return self.shop.ask(looking.rounds, id)[-1].id  # type: ignore[no-any-return]

    def inspect(self, id: Id, *wrong: int, by: Any = "QI") -> Id:
        """The inspector looks at everything; items `wrong` go back, else he signs. Returns the inspection."""
        sheet = self.sheet_of(id)
        for item in wrong:
            self.shop.run(ticking.tick, sheet, item, right=False, note="螺栓未按力矩紧固", by=by)
        self.shop.run(ticking.all_right, sheet, by=by)
        if wrong:
            self.shop.step("inspections", sheet, "fail", by=by)
        else:
            self.shop.step("inspections", sheet, "pass", by=by, signer=by)
        return sheet

    def passed(self, **more: Any) -> Id:
        """Inspected and signed."""
        made = self.to_inspect(**more)
        self.inspect(made)
        return made

    def failed(self, **more: Any) -> Id:
        """Back with the technician."""
        made = self.to_inspect(**more)
        self.inspect(made, 1)
        return made

    def not_drawn(self) -> Id:
        """Self-checked; nobody has to inspect it."""
        for key in (inspecting.RATE.key, inspecting.LEAST.key):
            if self.shop.ask(settings.value, key):
                self.shop.run(settings.change, key, 0)
        return self.self_checked(work=[Work(name="更换空调滤清器", hours=300)])

    def propose(self, id: Id, *work: Work, goods: Sequence[Goods] = (), by: Any = "TE") -> None:
        """The technician proposes more work."""
        rows = list(work) or [Work(name="更换前制动盘", hours=800)]
        self.shop.run(consent.propose_lines, id, rows, list(goods), by=by)

    def waiting(self, **more: Any) -> Id:
        """More work is proposed; the customer was not asked yet."""
        made = self.in_repair(**more)
        self.propose(made)
        self.step(made, "propose", by="TE", reason="制动盘沟槽过深")
        return made

    def reissued(self, **more: Any) -> Id:
        """Revision 2 is printed."""
        made = self.waiting(**more)
        self.step(made, "reissue")
        return made

    def agreed(self, id: Id) -> None:
        """He agrees on the phone."""
        self.step(id, "consent", way="CALL", person="李芳", words="138****5521，同意更换，14:20")

    def paused(self) -> Id:
        """Waits for a part."""
        made = self.in_repair()
        self.step(made, "pause", by="TE", why="PARTS", reason="等制动盘")
        return made

    def do(self, order: Id, at: int) -> None:
        """One item is done."""
        line = self.lines(order)[at].id
        self.shop.run(times.start, line, by="TE")
        self.shop.run(times.stop, line, done=True, by="TE")

    def terminated(self, *, done: bool = False) -> Id:
        """The customer stops it; with `done` the first item is finished."""
        made = self.in_repair()
        if done:
            self.do(made, 0)
        self.step(made, "terminate", reason="客户要求终止", person="李芳", car="REASSEMBLED")
        return made

    # --- the end ------------------------------------------------------------------------------------------------------
    def settling(self, id: Id | None = None, **fees: Any) -> Id:
        """An order whose settlement is written (of the given one, or one that was stopped with its item done)."""
        order = id or self.terminated(done=True)
        self.step(order, "settle")
        if fees:
            self.type(order, **fees)
        return order

    def settlement(self, order: Id) -> Any:
        """The settlement of an order, with its lines."""
        return self.shop.ask(_settlement, order)

    def type(self, order: Id, by: Any = "SA", **values: Any) -> None:
        """Types into the settlement of an order."""
        made = self.settlement(order)
        self.shop.run(drafts.edit, "settlements", made.id, made.version, values, by=by)

    def confirmed(self, id: Id | None = None, **fees: Any) -> Id:
        """The customer signed what it comes to."""
        order = self.settling(id, **fees)
        self.confirm(order)
        return order

    def confirm(self, order: Id) -> None:
        """The customer signs the settlement on the pad."""
        given = {"name": "李芳", "strokes": HAND, "image": picture()}
        self.shop.run(settling.sign_on_screen, self.settlement(order).id, by="SA", **given)

    def pay(self, order: Id, *tenders: Tender, by: Any = "FI") -> list[Id]:
        """Pays the settlement; without tenders all of it, by phone."""
        made = self.settlement(order)
        rest = tenders or (Tender("WECHAT", self.read(order)[4]),)
        return self.shop.run(money.pay, made.id, list(rest), by=by)  # type: ignore[no-any-return]

    def paid(self, id: Id | None = None, **fees: Any) -> Id:
        """Settled, signed, paid."""
        order = self.confirmed(id, **fees)
        if self.read(order)[4] > 0:
            self.pay(order)
        return order

    def ready(self, id: Id | None = None, **fees: Any) -> Id:
        """Paid, and the customer knows."""
        order = self.paid(id, **fees)
        self.tell(order)
        return order

    def tell(self, order: Id) -> None:
        """The customer is called (R61)."""
        self.step(order, "notify_ready", recipient="李芳 139", words="可以取车")

    def hand_over(self, order: Id, **more: Any) -> None:
        """Explained and looked at together (R62, R63)."""
        usual = {"receiver": "李芳", "odometer": 46_822, "fuel": 375, "explained": True, "looked": True}
        self.shop.run(deliveries.hand_over, order, by="SA", **(usual | more))

    def fetched(self, id: Id | None = None, **fees: Any) -> Id:
        """Handed over and signed for (R64); not gone yet."""
        order = self.ready(id, **fees)
        self.hand_over(order)
        self.sign_for(order)
        return order

    def sign_for(self, order: Id) -> None:
        """The customer signs that he has his car back (R64)."""
        self.shop.run(deliveries.sign_delivery, order, name="李芳", strokes=HAND, image=picture(), by="SA")

    def delivered(self, id: Id | None = None, **fees: Any) -> Id:
        """Gone."""
        order = self.fetched(id, **fees)
        self.step(order, "deliver")
        return order

    # --- looking ------------------------------------------------------------------------------------------------------
    def read(self, id: Id) -> Any:
        """(order, items, parts, revisions, owed)."""
        return self.shop.ask(_order, id)

    def lines(self, id: Id) -> list[Any]:
        """The items."""
        return self.read(id)[1]  # type: ignore[no-any-return]

    def state(self, id: Id) -> str:
        """Where it stands."""
        return self.shop.state(KIND, id)

    def sheet(self, id: Id, name: str = "work_orders.order", by: Any = "SA") -> Any:
        """A paper's data as it would be printed."""
        return self.shop.run(sheets.issue, KIND, id, name, by=by)

    def list_of(self, order: Id) -> Any:
        """The settlement list of an order as it would be printed."""
        return self.shop.run(sheets.issue, "settlements", self.settlement(order).id, "settlements.list", by="SA")

    def offer(self, id: Id, step: str, by: Any = "SA") -> Any:
        """A step as it is offered to a person."""
        seen = self.shop.ask(documents.show, KIND, id, by=by)
        return next((o for o in seen.offers if o.step == step), None)
