"""Stock sinks below its level → alert at once → purchasing → request → order → receipt → the alert is resolved."""

from __future__ import annotations

import pytest

from app.core.screen import ListQuery
from app.models.alerts import StockAlert
from app.services import documents, notices
from tests.buying import Buying
from tests.shopfloor import Shopfloor

pytestmark = pytest.mark.both


def test_from_the_last_piece_to_the_goods(shop: Shopfloor) -> None:
    """R12 and R13 from end to end, every step by the person whose step it is."""
    buying = Buying(shop)
    part = shop.part("04465-0D150", warning_level=5000, max_level=9000)
    buying.supplier("S-ONE")
    shop.receive(part, 6, 30)
    shop.issue(part, 2)

    (item,) = shop.ask(notices.inbox, by="PU", only_unread=True)
    assert item.document is not None
    kind, alert = item.document
    shop.run(notices.mark_read, [item.seq], by="PU")
    shop.step(kind, alert, "acknowledge", by="PU")
    shop.step(kind, alert, "request", by="PU")
    assert shop.state("alerts", alert) == "in_purchase"

    request = shop.get(StockAlert, "id", alert).request_id
    lines = [dict(line) for line in buying.lines("purchase_requests", request)]
    assert [(line["part_id"], line["qty"]) for line in lines] == [(part, 5000)]
    supplier = shop.ask(documents.find, "suppliers", ListQuery())[0]
    lines[0]["supplier_id"] = supplier
    buying.edit("purchase_requests", request, {"lines": lines})
    shop.step("purchase_requests", request, "submit", by="PU")
    shop.step("purchase_requests", request, "approve", by="PU", signer="MG")
    shop.step("purchase_requests", request, "order", by="PU")
    order = shop.ask(documents.find, "purchase_orders", ListQuery())[0]
    ordered = [dict(line) | {"price": 30_000_000} for line in buying.lines("purchase_orders", order)]
    buying.edit("purchase_orders", order, {"lines": ordered})
    shop.step("purchase_orders", order, "approve", by="PU", signer="MG")
    shop.step("purchase_orders", order, "send", by="PU")
    assert shop.state("alerts", alert) == "in_purchase"  # what is on its way is not here yet
    buying.posted(buying.receipt(order, 5))
    assert shop.state("alerts", alert) == "resolved"
    shown = shop.ask(documents.show, "alerts", alert)
    assert [done.step for done in shown.done] == ["acknowledge", "request", "resolve"]
