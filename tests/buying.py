"""Short words for tests of purchasing: suppliers with their offers, requests, orders and receipts by use-cases."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.services import documents, drafts
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
        self.shop.run(drafts.edit, kind, id, self.shop.ask(documents.show, kind, id).version, values, by=by)
