"""Short words for tests of purchasing: suppliers with their offers, requests, orders and receipts by use-cases."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import Any

import pytest
from sqlalchemy import select

from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.models.batches import Batch
from app.models.journal import Notice
from app.models.purchasing import GoodsReceipt, PriceVariance
from app.services import batches, documents, drafts
from app.services.purchasing import inspection, supplies
from tests.shopfloor import MICRO, MILLI, PROGRAM, Shopfloor


class Buying:
    """A shop that buys: hands the shopfloor's words on and adds its own."""

    def __init__(self, shop: Shopfloor) -> None:
        self.shop = shop

    def supplier(self, code: str = "S1", *offers: dict[str, Any], **head: Any) -> Id:
        """A supplier with what he offers."""
        given = {"number": code, "name": f"供应商 {code}", "parts": list(offers)} | head
        return self.shop.run(drafts.create, "suppliers", given, by="PU")  # type: ignore[no-any-return]

    def offer(
        self, part: Id, yuan: float | None = None, *, days: int | None = None, moq: float | None = None,
        pack: float | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """A part from a supplier: price in yuan, smallest order and pack in stock units."""
        return {
            "part_id": part, "price": None if yuan is None else round(yuan * MICRO), "lead_days": days,
            "moq": None if moq is None else round(moq * MILLI), "pack": None if pack is None else round(pack * MILLI),
        }  # fmt: skip

    def request(self, *lines: tuple[Id, float], by: Any = "WK", **head: Any) -> Id:
        """A draft request: (part, quantity in stock units) …"""
        rows = [{"part_id": part, "qty": round(qty * MILLI)} for part, qty in lines]
        return self.shop.run(drafts.create, "purchase_requests", {"lines": rows} | head, by=by)  # type: ignore[no-any-return]

    def approved(self, *lines: tuple[Id, float], **head: Any) -> Id:
        """A request the manager has approved."""
        id = self.request(*lines, **head)
        self.shop.step("purchase_requests", id, "submit")
        self.shop.step("purchase_requests", id, "approve", signer="MG")
        return id

    def lines(self, kind: str, id: Id, by: Any = PROGRAM) -> list[dict[str, Any]]:
        """The lines of a paper as somebody sees them."""
        return list(self.shop.ask(documents.show, kind, id, by=by).lines["lines"])

    def edit(self, kind: str, id: Id, values: dict[str, Any], by: Any = PROGRAM) -> None:
        """Changes a draft."""
        self.shop.run(drafts.edit, kind, id, self.shop.ask(documents.standing, kind, id).version, values, by=by)

    def sent(self, *lines: tuple[Id, float], supplier: Id, yuan: float | None = 10, by: Any = "PU", **head: Any) -> Id:
        """An order that the manager approved and purchasing sent: (part, quantity in stock units) …"""
        price = {} if yuan is None else {"price": round(yuan * MICRO)}
        rows = [{"part_id": part, "qty": round(qty * MILLI)} | price for part, qty in lines]
        given = {"supplier_id": supplier, "lines": rows} | head
        id: Id = self.shop.run(drafts.create, "purchase_orders", given, by=by)
        self.shop.step("purchase_orders", id, "approve", signer="MG")
        self.shop.step("purchase_orders", id, "send", by=by)
        return id

    def receipt(self, order: Id, *counted: float | dict[str, Any], by: Any = "WK") -> Id:
        """A draft receipt of an order, its lines counted: a quantity in stock units, or the values of the line."""
        step = "receive" if self.shop.state("purchase_orders", order) == "sent" else "receive_more"
        kind, id = self.shop.step("purchase_orders", order, step, by=by).opens
        rows = [
            line | ({"delivered": round(said * MILLI)} if isinstance(said, int | float) else said)
            for line, said in zip_longest(self.lines(kind, id, by=by), counted, fillvalue={})
        ]
        self.edit(kind, id, {"lines": [row | {"bin_id": row["bin_id"] or self.shop.bin()} for row in rows]}, by=by)
        return id  # type: ignore[no-any-return]

    def delivered(self, supplier: Id, *rows: dict[str, Any], by: Any = "WK", **head: Any) -> Id:
        """A draft receipt without an order, from line values."""
        full = [{"bin_id": self.shop.bin()} | row for row in rows]
        return self.shop.run(drafts.create, "goods_receipts", {"supplier_id": supplier, "lines": full} | head, by=by)  # type: ignore[no-any-return]

    def posted(self, receipt: Id, by: Any = "WK") -> Id:
        """Inspected and put into stock."""
        self.shop.step("goods_receipts", receipt, "inspect", by=by)
        self.shop.step("goods_receipts", receipt, "post", by=by)
        return receipt


@query("test.variances", allow=None)
def variances(ctx: Reader) -> list[tuple[str, int]]:
    """(source, fen) of all price variances."""
    table = PriceVariance.__table__.c
    return [tuple(row) for row in ctx.conn.execute(select(table.source_number, table.value).order_by(table.seq))]


@query("test.history", allow=None)
def history(ctx: Reader, part: Id) -> list[tuple[int | None, int | None]]:
    """(price, days) of a part's deliveries, newest first."""
    return [(row.price, row.lead_days) for row in supplies.history(ctx, part_id=part)]


@query("test.fefo", allow=None)
def fefo(ctx: Reader, part: Id, qty: int, house: Id, bin: Id | None = None) -> list[tuple[str, int]]:
    """(batch, quantity) as proposed."""
    return [(p.batch, p.qty) for p in batches.first_expired_first_out(ctx, part, qty, warehouse_id=house, bin_id=bin)]


@query("test.expires", allow=None)
def expires(ctx: Reader, part: Id, batch: str) -> date | None:
    """When it expires."""
    return ctx.conn.execute(select(Batch.expires).where(Batch.part_id == part, Batch.batch == batch)).scalar()


@query("test.inbox", allow=None)
def inbox(ctx: Reader, part: str) -> list[str]:
    """Notices that say this."""
    return [said["msgid"] for said in ctx.session.scalars(select(Notice.message)) if part in said["msgid"]]


def refused(shop: Shopfloor, id: Id, step: str, kind: str = "goods_receipts", **more: Any) -> dict[str, str]:
    """What a step refuses: place → words."""
    with pytest.raises(Refused) as said:
        shop.step(kind, id, step, **more)
    return {p.where: str(p.text) for p in said.value.problems}


def row(part: Id, qty: float, yuan: float | None = None, **more: Any) -> dict[str, Any]:
    """One line delivered; with a price it takes one who may enter it."""
    price = {} if yuan is None else {"price": round(yuan * MICRO)}
    return {"part_id": part, "delivered": round(qty * 1000)} | price | more


def buyer(shop: Shopfloor) -> Actor:
    """The small shop's one who keeps the stock and knows the prices."""
    return shop.actor("WK", "FI")


@query("test.problems", allow=None)
def _problems(ctx: Reader, id: Id) -> list[tuple[str, str]]:
    return [(p.where, str(p.text)) for p in inspection.problems(ctx, ctx.session.get(GoodsReceipt, id))]


def problems_of(shop: Shopfloor, id: Id) -> list[tuple[str, str]]:
    """All that is wrong with a receipt."""
    return shop.ask(_problems, id)  # type: ignore[no-any-return]
