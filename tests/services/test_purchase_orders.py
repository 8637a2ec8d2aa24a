"""The purchase order: each step, the separation of duties (SD8), and what becomes of its requests."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.purchasing import PurchaseOrder
from app.services import documents, drafts, purchasing, signing
from tests.buying import Buying
from tests.rig import PIN
from tests.shopfloor import MICRO, Shopfloor

ORDERS, REQUESTS, RECEIPTS = "purchase_orders", "purchase_requests", "goods_receipts"


@query("test.still_to_come", allow=None)
def still_to_come(ctx: Reader) -> dict[Id, int]:
    """What is on order."""
    return purchasing.on_order(ctx)


@pytest.fixture
def buying(shop: Shopfloor) -> Buying:
    return Buying(shop)


def refused(shop: Shopfloor, id: Id, step: str, **more: Any) -> dict[str, str]:
    """What a step refuses: place → words."""
    with pytest.raises(Refused) as said:
        shop.step(ORDERS, id, step, **more)
    return {p.where: str(p.text) for p in said.value.problems}


def may_not_sign(shop: Shopfloor, id: Id, step: str, person: Any) -> str:
    """Why this person may not sign."""
    version = shop.ask(documents.standing, ORDERS, id).version
    with pytest.raises(Refused) as said:
        signing.sign(
            shop.desk, person, user=person.user, pin=PIN, kind=ORDERS, id=id, step=step, version=version
        )  # fmt: skip
    return str(said.value)


def test_an_order_is_approved_sent_received_and_closed(buying: Buying) -> None:
    """R13: in two deliveries; what is still to come counts as on order."""
    shop = buying.shop
    part = shop.part()
    order = buying.sent((part, 10), supplier=buying.supplier("S1", buying.offer(part, 10, days=4)))
    seen = shop.ask(documents.show, ORDERS, order)
    assert (seen.state, seen.called[:6], str(seen.values["expected"])) == ("sent", "PO-01-", "2026-11-27")
    assert shop.ask(still_to_come) == {part: 10_000}
    buying.posted(buying.receipt(order, 4))
    assert (shop.state(ORDERS, order), shop.ask(still_to_come)) == ("part_received", {part: 6000})
    buying.posted(buying.receipt(order, 6))
    assert (shop.state(ORDERS, order), shop.ask(still_to_come)) == ("received", {})
    shop.step(ORDERS, order, "close", by="PU")
    assert shop.state(ORDERS, order) == "closed"
    assert shop.held(part)[0] == 10_000


def test_who_asked_does_not_approve_the_order(buying: Buying) -> None:
    """SD8: PR creator ≠ PO approver; SD1: nor does its writer."""
    shop = buying.shop
    part = shop.part()
    buying.supplier("S1", buying.offer(part, 10))
    both = shop.actor("WK", "MG")
    request = buying.request((part, 1), by=both)
    shop.step(REQUESTS, request, "submit", by=both)
    shop.step(REQUESTS, request, "approve", signer="MG")
    order = shop.step(REQUESTS, request, "order", by="PU").opens[1]
    assert "somebody else must approve the order" in may_not_sign(shop, order, "approve", both)
    shop.step(ORDERS, order, "approve", signer="MG")
    own = shop.actor("PU", "MG")
    written = shop.run(
        drafts.create, ORDERS, {"supplier_id": shop.get(PurchaseOrder, "id", order).supplier_id, "lines": []}, by=own
    )
    assert "somebody else must approve" in may_not_sign(shop, written, "approve", own)


def test_who_ordered_does_not_receive(buying: Buying) -> None:
    """SD8: PO creator ≠ goods receiver, neither inspecting nor posting."""
    shop = buying.shop
    part = shop.part()
    both = shop.actor("PU", "WK")
    order = buying.sent((part, 2), supplier=buying.supplier(), by=both)
    assert "somebody else must receive" in refused(shop, order, "receive", by=both)[""]
    receipt = buying.receipt(order, 2)
    with pytest.raises(Refused, match="somebody else must receive"):
        shop.step(RECEIPTS, receipt, "inspect", by=both)
    shop.step(RECEIPTS, receipt, "inspect", by="QI")
    with pytest.raises(Refused, match="somebody else must receive"):
        shop.step(RECEIPTS, receipt, "post", by=both)
    shop.step(RECEIPTS, receipt, "post")


def test_the_rest_is_cancelled_and_its_request_is_open_again(buying: Buying) -> None:
    """CANCELLED for the open balance: what was asked for is to order once more."""
    shop = buying.shop
    part = shop.part()
    buying.supplier("S1", buying.offer(part, 10))
    request = buying.approved((part, 5))
    order = shop.step(REQUESTS, request, "order", by="PU").opens[1]
    shop.step(ORDERS, order, "approve", signer="MG")
    shop.step(ORDERS, order, "send", by="PU")
    buying.posted(buying.receipt(order, 2))
    assert refused(shop, order, "drop_rest", by="PU") == {"reason": "Reason is missing."}
    shop.step(ORDERS, order, "drop_rest", by="PU", reason="out of production")
    assert (shop.state(ORDERS, order), shop.state(REQUESTS, request)) == ("received", "part_ordered")
    assert shop.ask(still_to_come) == {part: 3000}
    second = shop.step(REQUESTS, request, "order", by="PU").opens[1]
    assert buying.lines(ORDERS, second)[0]["qty"] == 3000
    shop.step(ORDERS, second, "cancel", by="PU", reason="no money")
    assert (shop.state(ORDERS, second), shop.state(REQUESTS, request)) == ("cancelled", "part_ordered")


def test_a_request_closes_when_everything_is_here(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part()
    buying.supplier("S1", buying.offer(part, 10))
    request = buying.approved((part, 5))
    order = shop.step(REQUESTS, request, "order", by="PU").opens[1]
    shop.step(ORDERS, order, "approve", signer="MG")
    shop.step(ORDERS, order, "send", by="PU")
    receipt = buying.posted(buying.receipt(order, 5))
    assert shop.state(REQUESTS, request) == "closed"
    shop.step(RECEIPTS, receipt, "reverse", signer="FI", reason="wrong goods")
    assert (shop.state(ORDERS, order), shop.state(REQUESTS, request)) == ("sent", "ordered")
    assert (shop.held(part)[0], shop.ask(still_to_come)) == (0, {part: 5000})
    assert refused(shop, order, "receive_more", by="WK")[""].startswith("PO-01-")


def test_lines_taken_off_a_draft_give_their_request_back(buying: Buying) -> None:
    shop = buying.shop
    first, second = shop.part("P1"), shop.part("P2")
    buying.supplier("S1", buying.offer(first, 10), buying.offer(second, 10))
    request = buying.approved((first, 5), (second, 5))
    order = shop.step(REQUESTS, request, "order", by="PU").opens[1]
    kept, _ = buying.lines(ORDERS, order)
    buying.edit(ORDERS, order, {"lines": [kept]}, by="PU")
    assert shop.state(REQUESTS, request) == "part_ordered"
    assert shop.ask(still_to_come) == {first: 5000, second: 5000}
    version = shop.ask(documents.standing, ORDERS, order).version
    shop.run(drafts.remove, ORDERS, order, version, by="PU")
    assert shop.state(REQUESTS, request) == "approved"
    assert shop.ask(still_to_come) == {first: 5000, second: 5000}


def test_an_approved_order_is_changed_as_another_revision(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part()
    supplier = buying.supplier("S1", buying.offer(part, 7))
    order = shop.run(
        drafts.create, ORDERS, {"supplier_id": supplier, "lines": [{"part_id": part, "qty": 1000}]}, by="PU"
    )
    assert buying.lines(ORDERS, order)[0]["price"] == 7 * MICRO
    shop.step(ORDERS, order, "approve", signer="MG")
    shop.step(ORDERS, order, "revise", by="PU")
    seen = shop.ask(documents.show, ORDERS, order)
    assert (seen.state, seen.revision, shop.get(PurchaseOrder, "id", order).approved_by) == ("draft", 2, None)


def test_what_lines_must_say(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part()
    supplier = buying.supplier()
    empty = shop.run(drafts.create, ORDERS, {"supplier_id": supplier, "lines": []}, by="PU")
    free = {"part_id": part, "qty": 1000, "price": 0}
    gift = shop.run(drafts.create, ORDERS, {"supplier_id": supplier, "lines": [free]}, by="PU")
    why = {o.step: str(o.refusal) for o in shop.ask(documents.show, ORDERS, empty).offers}
    assert why["approve"] == "Add at least one line."
    why = {o.step: str(o.refusal) for o in shop.ask(documents.show, ORDERS, gift).offers}
    assert why["approve"] == "The price is 0: note why."


def test_orders_are_found_by_supplier(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part()
    one = buying.sent((part, 2), supplier=buying.supplier("S1"))
    two = buying.sent((part, 3), supplier=buying.supplier("S2"))
    find = lambda text="", **more: list(shop.ask(documents.find, ORDERS, ListQuery(text, **more), by="FI"))  # noqa: E731
    assert find("供应商 s1") == [one]
    assert find(where=(("supplier", "S2"),)) == [two]
    assert [c.code for c in shop.ask(documents.filter_choices, ORDERS, "supplier")] == ["S1", "S2"]
    (row,) = shop.ask(documents.read, ORDERS, [two], by="FI")
    assert (row[1], row[3]) == ("供应商 S2", 30_00)
    assert len(shop.ask(documents.read, ORDERS, [two], by="WK")[0]) == len(row) - 1
