"""The demo shop's inspector: cars are self-checked, inspected or not drawn, sent back, and delivered."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.work_orders import WorkOrder
from app.services.demo.cashier import Cashier
from app.services.demo.people import TECHNICIAN
from app.services.demo.walker import Walker
from app.services.demo.workshop import ADVISOR, KIND, OTHER, Workshop
from app.services.inspections import looking, ticking
from app.services.work_orders import checking, times
from app.services.work_orders.rules import IN_WORK, PLANNED

INSPECTOR, SHEETS = "sunhao", "inspections"
MOST = 8  # cars until one is not drawn: seven of ten are not


@query("demo.left_to_do", allow=None)
def _left(ctx: Reader, order: Id) -> list[Id]:
    """The items that are not finished."""
    one = ctx.session.get_one(WorkOrder, order)
    return [line.id for line in one.labour if line.status in (PLANNED, IN_WORK)]


class Inspector:
    """From the technician's self-check to the gate."""

    def __init__(self, walker: Walker, workshop: Workshop) -> None:
        self.walker, self.workshop, self.cashier = walker, workshop, Cashier(walker)

    def checked(self) -> Id:
        """A car that is repaired and self-checked."""
        order = self.workshop.upto("in_repair")
        self.hand_over(order, TECHNICIAN.login if self.workshop.next % 2 else OTHER)
        return order

    def hand_over(self, order: Id, technician: str) -> None:
        """What is left is done, looked at again and handed over."""
        self.walker.go(self.walker.at + timedelta(minutes=40))
        for line in self.walker.desk.ask(_left, self.walker.people[technician], order):
            self.walker.run(technician, times.stop, line, done=True)
        self.walker.run(technician, checking.check_mine, order)
        self.workshop.step(order, "self_check", technician)

    def waits(self, order: Id) -> bool:
        """True if it has to be inspected."""
        return self.walker.state(ADVISOR, KIND, order) == "qc_wait"

    def sheet(self, order: Id) -> Id:
        """The last sheet of an order."""
        return self.walker.desk.ask(looking.rounds, self.walker.people[INSPECTOR], order)[-1].id

    def passed(self, order: Id) -> None:
        """Driven, measured, ticked through and signed."""
        sheet = self.sheet(order)
        self.walker.go(self.walker.at + timedelta(minutes=15))
        values = {
            "driver": "孙浩", "drive_reason": "确认故障已排除", "out_km": 46_830, "back_km": 46_834,
            "drive_result": "行驶平顺，无异响",
            "measured": [{"name": "轮胎气压（前）", "value": "2.4", "unit": "bar", "wanted": "2.3–2.5"}],
        }  # fmt: skip
        self.walker.edit(INSPECTOR, SHEETS, sheet, values)
        self.walker.run(INSPECTOR, ticking.all_right, sheet)
        self.walker.step(INSPECTOR, SHEETS, sheet, "pass")

    def failed(self, order: Id) -> None:
        """The first item is not in order."""
        sheet = self.sheet(order)
        self.walker.go(self.walker.at + timedelta(minutes=15))
        self.walker.run(INSPECTOR, ticking.tick, sheet, 1, right=False, note="紧固螺栓未按力矩拧紧")
        self.walker.run(INSPECTOR, ticking.all_right, sheet)
        self.walker.step(INSPECTOR, SHEETS, sheet, "fail")

    def released(self) -> Id:
        """A car that may be settled: inspected where it has to be."""
        order = self.checked()
        if self.waits(order):
            self.passed(order)
        return order

    def work_day(self, morning: datetime) -> None:
        """A car of the past: repaired, paid and fetched."""
        self.walker.go(morning)
        self.cashier.through(self.released())

    def today(self) -> None:
        """What stands there now: to inspect, back with the technician, inspected, and one that was not drawn."""
        for _ in range(MOST):
            order = self.checked()
            if not self.waits(order):
                break
            self.passed(order)
        again = self._waiting()
        self.failed(again)
        redone = self._waiting()
        technician = TECHNICIAN.login if self.workshop.next % 2 else OTHER
        self.failed(redone)
        self.hand_over(redone, technician)
        self.passed(redone)
        self._waiting()

    def _waiting(self) -> Id:
        """A car that has to be inspected: its owner is demanding."""
        order = self.workshop.draft()
        self.walker.edit(ADVISOR, KIND, order, {"strict": True})
        self.workshop.bring(order)
        self.hand_over(order, TECHNICIAN.login if self.workshop.next % 2 else OTHER)
        return order
