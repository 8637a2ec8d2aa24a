"""The demo shop's parts counter: slips in every state, handed out by scan, some of it brought back. Deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, ReturnSlipLine
from app.services import signing
from app.services.demo.people import KEEPER, PEOPLE, TECHNICIAN
from app.services.demo.walker import Walker
from app.services.demo.workshop import ADVISOR, OTHER, SUPERVISOR, Workshop
from app.services.requisitions import counter, issuing, substitutes
from app.services.requisitions.bench import bench
from app.services.return_slips import drafting as returning

KIND, BACK = "requisitions", "return_slips"
_PINS = {p.login: p.pin for p in PEOPLE}
Good = tuple[Id, str]  # a part and its number


@query("demo.slip", allow=None)
def _slip(ctx: Reader, order: Id) -> tuple[Id, list[Id], int]:
    """The last slip of an order: id, lines, version."""
    wanted = select(Requisition).where(Requisition.order_id == order).order_by(Requisition.number.desc()).limit(1)
    one = ctx.session.scalars(wanted).one()
    return one.id, [line.id for line in one.lines], one.version


@query("demo.handed", allow=None)
def _handed(ctx: Reader, slip: Id) -> list[Id]:
    """What a slip handed out, line by line."""
    wanted = select(PartIssueLine.id).join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
    return list(ctx.conn.execute(wanted.where(PartIssue.requisition_id == slip)
                                 .order_by(PartIssueLine.position)).scalars())  # fmt: skip


@query("demo.back_lines", allow=None)
def _back_lines(ctx: Reader, slip: Id) -> list[Id]:
    """The lines of a return slip."""
    return list(ctx.conn.execute(select(ReturnSlipLine.id).where(ReturnSlipLine.slip_id == slip)).scalars())


class PartsCounter:
    """Technicians ask for what the orders need, the supervisor approves, the keeper hands out."""

    def __init__(self, walker: Walker, workshop: Workshop, goods: Sequence[Good]) -> None:
        self.walker, self.workshop, self.goods = walker, workshop, list(goods)
        self.technician = TECHNICIAN.login

    def order(self, count: int, qty: int = 1) -> Id:
        """An order in repair that needs so many parts; its slip is drafted by then."""
        made = self.workshop.draft(hours=56)
        self.follow_technician()
        chosen = [self.goods[(self.workshop.next * 3 + at) % len(self.goods)] for at in range(count)]
        rows = [{"item": 1, "part_id": part, "qty": qty * 1000} for part, _ in dict.fromkeys(chosen)]
        self.walker.edit(ADVISOR, "work_orders", made, {"parts": rows})
        self.workshop.bring(made)
        return made

    def follow_technician(self) -> None:
        """Who works on the car that came in last."""
        self.technician = TECHNICIAN.login if self.workshop.next % 2 else OTHER

    def slip(self, order: Id) -> tuple[Id, list[Id], int]:
        """The order's slip."""
        return self.walker.desk.ask(_slip, self.walker.people[KEEPER.login], order)

    def step(self, slip: Id, name: str, by: str = "", kind: str = KIND, **answers: Any) -> None:
        """One step, some minutes after the last one."""
        self.walker.go(self.walker.at + timedelta(minutes=6))
        self.walker.step(by or self.technician, kind, slip, name, answers)

    def approved(self, count: int = 2, qty: int = 1) -> Id:
        """The keeper may hand it out."""
        slip = self.slip(self.order(count, qty))[0]
        self.step(slip, "submit")
        self.step(slip, "approve", SUPERVISOR)
        return slip

    def hand_out(self, slip: Id, order_lines: int | None = None) -> None:
        """Scans the lines (or the first few) and has the technician sign with his PIN."""
        keeper = self.walker.people[KEEPER.login]
        seen = self.walker.desk.ask(bench, keeper, slip)
        for line in seen.lines[:order_lines]:
            for _ in range(line.due // 1000):
                self.walker.run(KEEPER.login, counter.scan, slip, line.number)
        user = self.walker.people[self.technician].user
        if user is None:
            return
        proof = signing.sign(
            self.walker.desk, keeper, user=user, pin=_PINS[self.technician], kind=KIND, id=slip,
            step=issuing.SIGNED_STEP, version=seen.version,
        )  # fmt: skip
        self.walker.desk.run(issuing.issue, keeper.signed(proof), slip, receiver=user, way=issuing.PIN)

    def back(self, slip: Id, condition: str = "UNOPENED", upto: str = "post") -> None:
        """One piece of the slip's first line comes back."""
        line = self.walker.desk.ask(_handed, self.walker.people[KEEPER.login], slip)[0]
        made = self.walker.run(self.technician, returning.open_for_slip, slip, [(line, 1000)])
        for name, by in (("submit", ""), ("check", KEEPER.login), ("post", KEEPER.login)):
            if name == "check" and condition != "UNOPENED":
                self._judge(made, condition)
            self.step(made, name, by, BACK)
            if name == upto:
                break

    def _judge(self, made: Id, condition: str) -> None:
        lines = self.walker.desk.ask(_back_lines, self.walker.people[KEEPER.login], made)
        user = self.walker.people[self.technician].user
        rows = [{"id": id_, "condition": condition, "reason": "安装时磕碰", "responsible_id": user} for id_ in lines]
        self.walker.edit(KEEPER.login, BACK, made, {"lines": rows})

    def today(self) -> None:
        """Slips in every state; their cars are promised for the next days."""
        self.order(2)  # a draft that nobody has submitted yet
        for _ in range(2):
            self.step(self.slip(self.order(3))[0], "submit")
        for _ in range(2):
            self.approved(3)
        part = self.approved(3)
        self.hand_out(part, 1)
        seen = self.walker.desk.ask(bench, self.walker.people[KEEPER.login], part)
        waits = next(line.line_id for line in seen.lines if line.due)
        self.walker.run(KEEPER.login, counter.short, part, waits)
        swap = self.approved(2)
        seen = self.walker.desk.ask(bench, self.walker.people[KEEPER.login], swap)
        other = next(part for part, _ in self.goods if part != seen.lines[0].part_id)
        self.walker.run(KEEPER.login, substitutes.ask, swap, seen.lines[0].line_id, other, "原厂件缺货，同规格代用")
        for condition, upto in (("UNOPENED", "post"), ("OPENED", "post"), ("DAMAGED", "post"), ("UNOPENED", "submit")):
            slip = self.approved(2, 2)
            self.hand_out(slip)
            self.back(slip, condition, upto)
        called_off = self.approved(1)
        self.step(called_off, "cancel", reason="客户自带配件")
        self._internal()

    def _internal(self) -> None:
        part = self.goods[0][0]
        values = {"type": "INTERNAL", "reason": "清洗工位耗用", "lines": [{"part_id": part, "qty": 1000}]}
        made = self.walker.create(TECHNICIAN.login, KIND, values)
        self.technician = TECHNICIAN.login
        self.step(made, "submit")
        self.step(made, "approve", SUPERVISOR)
        self.hand_out(made)
        self.step(made, "close", KEEPER.login)
