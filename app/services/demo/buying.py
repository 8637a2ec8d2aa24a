"""Purchasing in the demo shop: two suppliers, requests and orders in several states, receipts, a return."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core.clock import Id
from app.core.screen import ListQuery
from app.services import documents
from app.services.demo.catalogue import DemoPart
from app.services.demo.people import FINANCE, KEEPER, MANAGER, PURCHASER
from app.services.demo.walker import Walker

REQUESTS, ORDERS, RECEIPTS = "purchase_requests", "purchase_orders", "goods_receipts"
_NEWEST = ListQuery(sort="-created_at", limit=1)
_SUPPLIERS = (
    ("S001", "上海众诚汽车配件有限公司", "赵经理", "021-5555 0211", 3),
    ("S002", "华东滤清器总经销", "钱小姐", "021-5555 0388", 5),
)


class _Buying:
    """What people of the shop do when they buy; each act a while after the one before."""

    def __init__(self, walker: Walker, parts: list[DemoPart], places: dict[str, tuple[Id, Id]]) -> None:
        self.walker, self.parts = walker, parts
        self.ids = [places[part.number][0] for part in parts]
        self.suppliers = [self._supplier(*row, at) for at, row in enumerate(_SUPPLIERS)]

    def _supplier(self, code: str, name: str, contact: str, phone: str, days: int, turn: int) -> Id:
        """Every other part comes from this one."""
        offers = [
            {"part_id": id, "price": part.cost * 10_000 * (100 + turn) // 100, "lead_days": days}
            for id, part in list(zip(self.ids, self.parts, strict=True))[turn::2]
        ]
        head = {"number": code, "name": name, "contact": contact, "phone": phone, "lead_days": days}
        return self.walker.create(PURCHASER.login, "suppliers", head | {"parts": offers})

    def request(self, reason: str, *wanted: tuple[int, int], upto: str = "") -> Id:
        """A request for (place of the part, quantity) …, as far as it has come."""
        lines = [{"part_id": self.ids[at], "qty": qty * 1000} for at, qty in wanted]
        id = self.walker.create(KEEPER.login, REQUESTS, {"reason": reason, "lines": lines})
        if upto:
            self.walker.step(KEEPER.login, REQUESTS, id, "submit")
        if upto == "approved":
            self.walker.step(PURCHASER.login, REQUESTS, id, "approve", signer=MANAGER.login)
        return id

    def order(self, request: Id, *, send: bool = True) -> Id:
        """The order made of a request, sent or left as a draft."""
        self.walker.step(PURCHASER.login, REQUESTS, request, "order")
        found: Any = self.walker.desk.ask(documents.show, self.walker.people[PURCHASER.login], REQUESTS, request)
        order: Id = next(link.id for link in found.links if link.kind == ORDERS)
        if send:
            self.walker.step(PURCHASER.login, ORDERS, order, "approve", signer=MANAGER.login)
            self.walker.step(PURCHASER.login, ORDERS, order, "send")
        return order

    def receive(self, order: Id, share: int = 100) -> Id:
        """A posted receipt of so many percent of each line."""
        self.walker.step(KEEPER.login, ORDERS, order, "receive")
        keeper = self.walker.people[KEEPER.login]
        receipt: Id = next(
            link.id for link in self.walker.desk.ask(documents.show, keeper, ORDERS, order).links
            if link.kind == RECEIPTS
        )  # fmt: skip
        lines = [
            line | {"delivered": max(1, line["ordered"] // 1000 * share // 100) * 1000, "certificate": True}
            for line in self.walker.desk.ask(documents.show, keeper, RECEIPTS, receipt).lines["lines"]
        ]
        self.walker.edit(KEEPER.login, RECEIPTS, receipt, {"lines": lines, "delivery_note": "SH-20418"})
        self.walker.step(KEEPER.login, RECEIPTS, receipt, "inspect")
        self.walker.step(KEEPER.login, RECEIPTS, receipt, "post")
        return receipt

    def loose(self, supplier: Id, at: int, qty: int) -> Id:
        """Goods nobody ordered, at a price nobody knows yet."""
        line = {"part_id": self.ids[at], "delivered": qty * 1000, "certificate": True}
        id = self.walker.create(
            KEEPER.login, RECEIPTS, {"supplier_id": supplier, "delivery_note": "急件", "lines": [line]}
        )
        self.walker.step(KEEPER.login, RECEIPTS, id, "inspect")
        self.walker.step(KEEPER.login, RECEIPTS, id, "post")
        return id

    def give_back(self, receipt: Id) -> None:
        """One piece goes back, signed by finance."""
        self.walker.step(KEEPER.login, RECEIPTS, receipt, "give_back")
        keeper = self.walker.people[KEEPER.login]
        (id,) = self.walker.desk.ask(documents.find, keeper, "purchase_returns", _NEWEST)
        lines = list(self.walker.desk.ask(documents.show, keeper, "purchase_returns", id).lines["lines"])
        lines[0] |= {"qty": 1000}
        self.walker.edit(KEEPER.login, "purchase_returns", id, {"reason": "包装破损", "lines": lines[:1]})
        self.walker.step(KEEPER.login, "purchase_returns", id, "submit")
        self.walker.step(KEEPER.login, "purchase_returns", id, "approve", signer=FINANCE.login)


def purchases(walker: Walker, parts: list[DemoPart], places: dict[str, tuple[Id, Id]]) -> Iterator[None]:
    """Four weeks of purchasing, a week between one `next` and the other."""
    shop = _Buying(walker, parts[:12], places)
    first = shop.order(shop.request("低于预警线", (0, 6), (2, 4), upto="approved"))
    second = shop.order(shop.request("保养季备货", (7, 20), (9, 10), upto="approved"))
    yield
    receipt = shop.receive(first)
    yield
    shop.receive(second, share=60)
    shop.give_back(receipt)
    yield
    shop.loose(shop.suppliers[0], 4, 2)
    shop.order(shop.request("客户预订", (6, 2), upto="approved"), send=False)
    shop.request("低于预警线", (1, 4), (3, 2), upto="approved")
    shop.request("年检高峰", (8, 6), upto="submitted")
    shop.request("备一件", (5, 1))
    yield
