"""The demo shop's finished cars: inspected, settled, paid in every way or on account, fetched, closed."""

from __future__ import annotations

from datetime import timedelta

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.work_orders import WorkOrder
from app.services.demo.cashier import ADVISOR, SETTLEMENTS, Cashier
from app.services.demo.people import FINANCE, MANAGER, TECHNICIAN
from app.services.demo.walker import Walker
from app.services.demo.workshop import KIND, OTHER, Workshop
from app.services.inspections import looking, ticking
from app.services.settlements import money
from app.services.settlements.money import Tender
from app.services.work_orders import checking, times

INSPECTOR = "sunhao"


@query("demo.to_do", allow=None)
def _to_do(ctx: Reader, order: Id) -> tuple[list[Id], Id]:
    """(items that are not done, customer) of an order."""
    one = ctx.session.get_one(WorkOrder, order)
    return [line.id for line in one.labour if line.status in ("PLANNED", "IN_WORK")], one.customer_id


class Leaving:
    """Cars on their way out, each from its check-in."""

    def __init__(self, walker: Walker, shop: Workshop) -> None:
        self.walker, self.shop, self.desk = walker, shop, Cashier(walker)

    def finished(self, hours: float | None = None) -> Id:
        """Done, self-checked and, if it was drawn, inspected; promised in so many hours."""
        order = self.shop.upto("in_repair", hours=hours)
        technician = TECHNICIAN.login if self.shop.next % 2 else OTHER
        for line in self.walker.desk.ask(_to_do, self.walker.people[ADVISOR], order)[0]:
            self.walker.run(technician, times.stop, line, done=True)
        self.walker.run(technician, checking.check_mine, order)
        self.shop.step(order, "self_check", technician)
        if self.walker.state(ADVISOR, KIND, order) == "qc_wait":
            sheet = self.walker.desk.ask(looking.rounds, self.walker.people[INSPECTOR], order)[-1].id
            self.walker.run(INSPECTOR, ticking.all_right, sheet)
            self.walker.step(INSPECTOR, "inspections", sheet, "pass")
        return order

    def left(self) -> Id:
        """Paid by phone or card, fetched."""
        order = self.finished()
        self.desk.through(order)
        return order

    def may_owe(self, order: Id) -> None:
        """Finance lets this customer pay by the month."""
        customer = self.walker.desk.ask(_to_do, self.walker.people[ADVISOR], order)[1]
        self.walker.edit(FINANCE.login, "customers", customer, {"on_account": True, "credit_limit": 2_000_000})

    def on_account(self, days: int) -> Id:
        """Fetched unpaid, with the manager's approval; due in so many days."""
        order = self.finished()
        self.may_owe(order)
        made = self.desk.signed(order)
        answers = {"due": clock.local(self.walker.now()).date() + timedelta(days=days), "reason": "月结客户"}
        self.walker.step(MANAGER.login, SETTLEMENTS, made, "put_on_account", answers, signer=MANAGER.login)
        self.desk.fetched(order)
        return order

    def today(self) -> None:
        """One in every state of the way out; promised for three days later."""
        self.finished(80)
        self.desk.settled(self.finished(78), rounding=50)
        self.desk.signed(self.finished(79))
        half = self.finished(77)
        self.desk.paid(half, Tender("CARD", 1_000, reference="POS 000731"))
        ready = self.finished(76)
        made = self.desk.signed(ready)
        owed = self.walker.desk.ask(money.till, self.walker.people[FINANCE.login], made).owed
        self.walker.run(FINANCE.login, money.pay, made, [Tender("CASH", owed, given=(owed // 10_000 + 1) * 10_000)])
        self.desk.step(ready, "notify_ready", channel="PHONE", recipient="车主", words="车已修好，可以取车")
        self.left()
        self.on_account(30)
        wrong = self.finished()
        self.desk.settled(wrong)
        self.walker.step(ADVISOR, SETTLEMENTS, self.desk.of(wrong)[0], "withdraw", {"reason": "工时写错"})
