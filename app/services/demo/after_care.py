"""The demo shop after the cars have left: customers are called, the last month is costed and closed. Deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.follow_ups import FollowUp
from app.services.cost_runs import computing
from app.services.cost_runs.rules import Month
from app.services.demo.inspecting import Inspector
from app.services.demo.parts_counter import PartsCounter
from app.services.demo.people import FINANCE
from app.services.demo.walker import Walker
from app.services.demo.workshop import SUPERVISOR, Workshop
from app.services.follow_ups.rules import KIND_NAME as CALLS
from app.services.follow_ups.rules import PLANNED

CALLER, RUNS = "xulan", "cost_runs"
WAITING = 3  # calls that are left for today
SAID: tuple[tuple[int, int, int, int, int, str], ...] = (
    (5, 5, 5, 4, 4, "师傅讲得很清楚"), (4, 5, 4, 3, 4, "等了一会儿才交车"), (5, 5, 5, 5, 5, ""),
    (2, 2, 4, 3, 3, "刹车低速时还有响声"), (4, 4, 5, 4, 3, "价格偏高"),
)  # fmt: skip


@query("demo.calls", allow=None)
def _calls(ctx: Reader) -> Sequence[Id]:
    """Calls that are planned, oldest first."""
    wanted = select(FollowUp.id).where(FollowUp.state == PLANNED).order_by(FollowUp.number)
    return ctx.conn.execute(wanted).scalars().all()


class AfterCare:
    """Repairs with their parts, the calls after them, and the costs of their month."""

    def __init__(
        self, walker: Walker, workshop: Workshop, inspector: Inspector, goods: Sequence[tuple[Id, str]]
    ) -> None:
        self.walker, self.inspector = walker, inspector
        self.counter = PartsCounter(walker, workshop, goods)

    def repair(self) -> None:
        """A car that gets its parts from the counter, is inspected, paid and fetched."""
        order = self.counter.order(len(self.counter.goods))
        slip = self.counter.slip(order)[0]
        self.counter.step(slip, "submit")
        self.counter.step(slip, "approve", SUPERVISOR)
        self.counter.hand_out(slip)
        self.inspector.hand_over(order, self.counter.technician)
        if self.inspector.waits(order):
            self.inspector.passed(order)
        self.inspector.cashier.through(order)

    def call(self) -> None:
        """Old calls are done: most answer, one wants no questions, one is never reached; the last ones still wait."""
        planned = self.walker.desk.ask(_calls, self.walker.people[CALLER])
        for at, call in enumerate(planned[:-WAITING]):
            self.walker.go(self.walker.at + timedelta(minutes=4))
            if at % 9 == 7:
                self.walker.step(CALLER, CALLS, call, "refuse", {"why": "在开车，不方便"})
            elif at % 9 == 8:
                for _ in range(3):
                    self.walker.step(CALLER, CALLS, call, "not_reached", {"note": "无人接听"})
            else:
                self._answered(call, at)

    def _answered(self, call: Id, at: int) -> None:
        overall, quality, attitude, timeliness, price, words = SAID[at % len(SAID)]
        values = {
            "overall": overall, "quality": quality, "attitude": attitude, "timeliness": timeliness, "price": price,
            "words": words or None, "problem": overall < 3,
        }  # fmt: skip
        self.walker.edit(CALLER, CALLS, call, values)
        self.walker.step(CALLER, CALLS, call, "finish")

    def cost(self) -> None:
        """The month before is closed, this one is calculated."""
        this = Month(f"{clock.local(self.walker.now()):%Y-%m}")
        made = self.walker.run(FINANCE.login, computing.open_run, this.before.name)
        self.walker.step(FINANCE.login, RUNS, made, "close")
        self.walker.run(FINANCE.login, computing.open_run, this.name)
