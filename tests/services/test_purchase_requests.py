"""The purchase request: each step, who may approve what, what is proposed, and what counts as on order (R13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.people import User
from app.models.purchasing import PurchaseOrder, PurchaseRequest
from app.services import documents, drafts, people, purchasing, settings, signing
from app.services.purchasing import watch
from tests.buying import Buying
from tests.rig import PIN
from tests.shopfloor import MICRO, PROGRAM, Shopfloor

REQUESTS = "purchase_requests"


@query("test.on_order", allow=None)
def on_order(ctx: Reader, parts: Any = None, house: Any = None) -> dict[Id, int]:
    """What is on order."""
    return purchasing.on_order(ctx, parts, house)


@pytest.fixture
def buying(shop: Shopfloor) -> Buying:
    return Buying(shop)


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """What the watchers were told."""
    told: list[Any] = []
    purchasing.after_change(lambda ctx, parts, house: told.append((list(parts), house)))
    yield told
    watch._watchers.pop()


def lines(shop: Shopfloor, id: Id, kind: str = REQUESTS, by: Any = PROGRAM) -> list[dict[str, Any]]:
    return list(shop.ask(documents.show, kind, id, by=by).lines["lines"])


def refused(shop: Shopfloor, id: Id, step: str, **more: Any) -> dict[str, str]:
    """What a step refuses: place → words."""
    with pytest.raises(Refused) as said:
        shop.step(REQUESTS, id, step, **more)
    return {p.where: str(p.text) for p in said.value.problems}


def head_of_purchasing(shop: Shopfloor) -> Any:
    """A purchaser with the flag HD(purchasing)."""
    actor = shop.actor("PU", "9")
    user = shop.get(User, "id", actor.user)
    shop.run(people.set_roles, user.id, user.version, ["PU"], heads=["PU"])
    return actor


def signed(shop: Shopfloor, id: Id, step: str, person: Any) -> None:
    """A step signed by this very person."""
    version = shop.ask(documents.standing, REQUESTS, id).version
    proof = signing.sign(
        shop.desk, person, user=person.user, pin=PIN, kind=REQUESTS, id=id, step=step, version=version
    )  # fmt: skip
    shop.desk.run(documents.step, person.signed(proof), REQUESTS, id, step, {}, version)


def test_the_keeper_asks_the_manager_approves_purchasing_orders(buying: Buying, heard: list[Any]) -> None:
    """R13: from the request to a draft order with the supplier's price; the watchers hear of it."""
    shop = buying.shop
    part = shop.part()
    supplier = buying.supplier("S1", buying.offer(part, 12.5, days=3))
    id = buying.request((part, 4), reason="low")
    assert shop.ask(documents.show, REQUESTS, id).called[:6] == "PR-01-"
    shop.step(REQUESTS, id, "submit")
    assert shop.ask(on_order) == {}
    assert heard == []
    shop.step(REQUESTS, id, "approve", signer="MG")
    assert heard == [([part], shop.house)]
    assert shop.ask(on_order, [part], shop.house) == {part: 4000}
    shop.step(REQUESTS, id, "order", by="PU")
    assert shop.state(REQUESTS, id) == "ordered"
    order = shop.get(PurchaseOrder, "supplier_id", supplier)
    assert (order.state, order.number[:6], order.expected) == ("draft", "PO-01-", date(2026, 11, 26))
    assert shop.ask(on_order) == {part: 4000}  # a draft from an approved request counts like the request did


def test_supplier_price_and_packs_are_proposed(buying: Buying) -> None:
    """The cheapest supplier by default; 12 bottles are one box."""
    shop = buying.shop
    part = shop.part("OIL", purchase_unit="箱", factor_up=12, unit="瓶")
    buying.supplier("S1", buying.offer(part, 20, days=1))
    cheap = buying.supplier("S2", buying.offer(part, 18, days=9))
    (line,) = lines(shop, buying.request((part, 27)))
    assert (line["supplier_id"], line["price"], line["packs"]) == (cheap, 18 * MICRO, "2 箱 + 3 瓶")
    shop.run(settings.change, "purchasing.choose_supplier", "FASTEST")
    (line,) = lines(shop, buying.request((part, 1)))
    assert line["price"] == 20 * MICRO


def test_who_may_not_see_costs_sees_no_estimate_and_may_not_enter_one(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part()
    buying.supplier("S1", buying.offer(part, 20))
    id = buying.request((part, 2))
    assert "price" not in lines(shop, id, by="WK")[0]
    assert lines(shop, id, by="PU")[0]["price"] == 20 * MICRO
    version = shop.ask(documents.standing, REQUESTS, id).version
    with pytest.raises(Refused, match="See costs") as said:
        shop.run(drafts.edit, REQUESTS, id, version, {"lines": [{"part_id": part, "qty": 1000, "price": 1}]}, by="WK")
    assert said.value.where == "lines.0.price"
    (row,) = shop.ask(documents.read, REQUESTS, [id], by="WK")
    assert len(row) == 7
    (row,) = shop.ask(documents.read, REQUESTS, [id], by="FI")
    assert row[3] == 40_00


def test_the_head_approves_up_to_the_limit_the_manager_above(buying: Buying) -> None:
    """§1.10: ¥5,000; a price that is missing is the manager's too."""
    shop = buying.shop
    part, unknown = shop.part(), shop.part("P2")
    buying.supplier("S1", buying.offer(part, 100))
    head = head_of_purchasing(shop)
    small, large, bare = buying.request((part, 50)), buying.request((part, 51)), buying.request((unknown, 1))
    for id in (small, large, bare):
        shop.step(REQUESTS, id, "submit")
    signed(shop, small, "approve", head)
    assert shop.state(REQUESTS, small) == "approved"
    with pytest.raises(Refused, match="above ¥5,000"):
        signed(shop, large, "approve", head)
    with pytest.raises(Refused, match="price is missing"):
        signed(shop, bare, "approve", head)
    with pytest.raises(Refused, match="not the head of purchasing"):
        signed(shop, shop_submitted(buying, part), "approve", shop.actor("PU"))
    shop.step(REQUESTS, large, "approve", signer="MG")
    assert shop.get(PurchaseRequest, "id", large).approved_by == shop.actor("MG").user


def shop_submitted(buying: Buying, part: Id) -> Id:
    id = buying.request((part, 1))
    buying.shop.step(REQUESTS, id, "submit")
    return id


def test_nobody_approves_his_own_request(buying: Buying) -> None:
    """SD1."""
    shop = buying.shop
    part = shop.part()
    both = shop.actor("WK", "MG")
    id = buying.request((part, 1), by=both)
    shop.step(REQUESTS, id, "submit", by=both)
    with pytest.raises(Refused, match="somebody else must approve"):
        signed(shop, id, "approve", both)


def test_a_rejected_request_is_written_anew(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part()
    id = buying.request((part, 1))
    shop.step(REQUESTS, id, "submit")
    shop.step(REQUESTS, id, "withdraw")
    shop.step(REQUESTS, id, "submit")
    assert refused(shop, id, "reject", by="MG") == {"reason": "Reason is missing."}
    shop.step(REQUESTS, id, "reject", by="MG", reason="too many")
    assert shop.state(REQUESTS, id) == "rejected"
    shop.step(REQUESTS, id, "rework")
    assert shop.ask(documents.show, REQUESTS, id).revision == 2
    shop.step(REQUESTS, id, "cancel", reason="not needed")
    assert (shop.state(REQUESTS, id), shop.ask(on_order)) == ("cancelled", {})


def test_what_lines_must_say(buying: Buying) -> None:
    shop = buying.shop
    part, idle = shop.part(), shop.part("P2", active=False)
    assert refused(shop, buying.request(), "submit") == {"lines": "Add at least one line."}
    assert refused(shop, buying.request((part, 0)), "submit") == {"lines.0.qty": "Enter a quantity above zero."}
    assert "at most 0 decimals" in refused(shop, buying.request((part, 0.5)), "submit")["lines.0.qty"]
    assert "not in use" in refused(shop, buying.request((idle, 1)), "submit")["lines.0.part_id"]


def test_lines_are_ordered_supplier_by_supplier(buying: Buying) -> None:
    """ORDERED in part, then in full; two requests to one supplier share one draft order; packs are rounded up."""
    shop = buying.shop
    first, second = shop.part("P1"), shop.part("P2")
    one = buying.supplier("S1", buying.offer(first, 10, pack=5))
    two = buying.supplier("S2", buying.offer(second, 10, moq=8))
    id = buying.approved((first, 4), (second, 3))
    shop.step(REQUESTS, id, "order_some", by="PU", supplier_id=one)
    assert (shop.state(REQUESTS, id), shop.ask(on_order)) == ("part_ordered", {first: 5000, second: 3000})
    assert refused(shop, id, "order_some", by="PU", supplier_id=one) == {
        "supplier_id": "No open line is for this supplier."
    }
    assert "order them all" in refused(shop, id, "order_some", by="PU", supplier_id=two)["supplier_id"]
    stepped = shop.step(REQUESTS, id, "order", by="PU")
    assert (stepped.state, stepped.opens[0]) == ("ordered", "purchase_orders")
    assert shop.ask(on_order) == {first: 5000, second: 8000}
    again = buying.approved((first, 3))
    shop.step(REQUESTS, again, "order", by="PU")
    order = shop.get(PurchaseOrder, "supplier_id", one)
    assert shop.ask(on_order, [first]) == {first: 10_000}  # 4 + 3 wanted: two packs of 5, not three
    assert order.state == "draft"


def test_a_line_without_supplier_asks_for_one(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part()
    supplier = buying.supplier("S1")
    id = buying.approved((part, 2))
    assert refused(shop, id, "order", by="PU") == {"lines.0.supplier_id": "Name the supplier of this line."}
    shop.step(REQUESTS, id, "order", by="PU", supplier_id=supplier)
    assert shop.ask(documents.show, REQUESTS, id).done[-1].answers == {"supplier_id": "供应商 S1"}


def test_the_rest_can_be_given_up(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part()
    id = buying.approved((part, 2))
    shop.step(REQUESTS, id, "close", by="PU", reason="sold the car")
    assert (shop.state(REQUESTS, id), shop.ask(on_order)) == ("closed", {})


def test_an_alert_opens_a_request(buying: Buying) -> None:
    """What alerts call: the source stays on the line, the quantity is rounded to the supplier's pack."""
    shop = buying.shop
    part = shop.part()
    buying.supplier("S1", buying.offer(part, 10, pack=6))
    wanted = purchasing.Wanted(part, 7000, "ALERT", shop.house, "RA-01-20261123-0001", date(2026, 12, 1))
    id = shop.run(purchasing.open_request, [wanted], reason="alerts", by="WK")
    (line,) = lines(shop, id)
    assert (line["qty"], line["source"], line["source_number"]) == (12_000, "ALERT", "RA-01-20261123-0001")
    with pytest.raises(Refused, match="at least one part"):
        shop.run(purchasing.open_request, [], by="WK")


def test_follow_steps_are_nobodys(buying: Buying) -> None:
    shop = buying.shop
    id = buying.approved((shop.part(), 2))
    assert "nobody does it by hand" in refused(shop, id, "order_full", by="PU")[""]
    assert "order_full" not in {o.step for o in shop.ask(documents.show, REQUESTS, id).offers}


def test_requests_are_found(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part("04465-0D150")
    id = buying.request((part, 1), reason="Brakes")
    other = buying.request((shop.part("X"), 1))
    find = lambda text, **more: shop.ask(documents.find, REQUESTS, ListQuery(text, **more), by="FI")  # noqa: E731
    assert list(find("04465")) == [id] == list(find("brakes"))
    assert list(find("", sort="number")) == [id, other]
    assert list(find("", where=(("state", "submitted approved"),))) == []
