"""Prices and costs are seen, changed, listed and exported by those whose they are (domain.md §2); people are picked
by name and role by everybody. Once in the kernel, so it holds for every kind."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.parts import Part
from app.models.stock import StockDocument
from app.services import documents, drafts, people
from tests.shopfloor import MICRO, Shopfloor


def names(view: documents.DocumentView) -> set[str]:
    """The fields on the form, lines included."""
    return {f.name for f in view.form.fields()} | {f.name for grid in view.form.lines for f in grid.fields}


def test_prices_are_seen_by_some_and_changed_by_fewer(shop: Shopfloor) -> None:
    with pytest.raises(Refused, match="See prices"):
        shop.part("P1", active=False, by="WK", price_retail=100 * MICRO)
    made = shop.part("P1", active=False, by="PU", price_retail=100 * MICRO)
    seen = {role: shop.ask(documents.show, "parts", made, by=role) for role in ("WK", "TS", "SA", "PU")}
    assert "price_retail" not in names(seen["WK"]) | seen["WK"].values.keys()
    assert "price_retail" not in names(seen["TS"])
    assert seen["SA"].values["price_retail"] == seen["PU"].values["price_retail"] == 100 * MICRO
    locked = {role: next(f for f in seen[role].form.fields() if f.name == "price_retail") for role in ("SA", "PU")}
    assert (locked["SA"].fixed, locked["PU"].fixed) == (True, False)
    assert "last_price" in names(seen["PU"])
    assert "last_price" not in names(seen["SA"])


def test_what_is_not_changed_may_be_sent_along(shop: Shopfloor) -> None:
    made = shop.part("P1", active=False, by="PU", price_retail=100 * MICRO)
    version = shop.get(Part, "id", made).version
    same = {"price_retail": 100 * MICRO, "tax_rate": 1300, "brand": "BOSCH"}
    version = shop.run(drafts.edit, "parts", made, version, same, by="WK")
    with pytest.raises(Refused, match="See prices"):
        shop.run(drafts.edit, "parts", made, version, {"price_retail": 1}, by="WK")
    assert shop.get(Part, "id", made).price_retail == 100 * MICRO


def test_one_who_only_sees_a_price_does_not_change_it(shop: Shopfloor) -> None:
    made = shop.part("P1", active=False, by="PU", price_retail=100 * MICRO)
    both = shop.actor("SL", "TS")
    with pytest.raises(Refused, match="Change prices"):
        shop.desk.run(drafts.edit, both, "parts", made, shop.get(Part, "id", made).version, {"price_retail": 1})


def test_the_list_has_no_column_of_it_and_is_not_sorted_by_it(shop: Shopfloor) -> None:
    for number, price in (("P1", 3), ("P2", 1), ("P3", 2)):
        shop.part(number, active=False, by="PU", price_retail=price * MICRO)

    def order(role: str) -> list[str]:
        ids = shop.ask(documents.find, "parts", ListQuery(sort="price"), by=role)
        return [row[0] for row in shop.ask(documents.read, "parts", ids, by=role)]

    assert order("PU") == ["P2", "P3", "P1"]
    assert order("WK") == ["P1", "P2", "P3"]
    ids = shop.ask(documents.find, "parts", ListQuery(), by="WK")
    widths = {role: len(shop.ask(documents.read, "parts", ids, by=role)[0]) for role in ("WK", "PU")}
    assert widths["PU"] == widths["WK"] + 1


def test_the_history_does_not_tell_it_either(shop: Shopfloor) -> None:
    made = shop.part("P1", active=False, by="PU", price_retail=1 * MICRO)
    version = shop.get(Part, "id", made).version
    shop.run(drafts.edit, "parts", made, version, {"price_retail": 2 * MICRO, "brand": "BOSCH"}, by="PU")

    def told(role: str) -> list[tuple[str, Any, Any]]:
        return [one for edit in shop.ask(documents.show, "parts", made, by=role).edits for one in edit.fields]

    assert ("price_retail", 1 * MICRO, 2 * MICRO) in told("PU")
    assert told("WK") == [("brand", None, "BOSCH")]


def test_the_writer_of_a_receipt_sees_the_cost_he_typed_until_it_is_handed_in(shop: Shopfloor) -> None:
    part = shop.part("P1")
    slip = shop.paper("IN", shop.line(part, 3, 10))

    def cost(role: str, *more: str) -> Any:
        actor = shop.actor(role, *more)
        return shop.desk.ask(documents.show, actor, "stock_documents", slip).lines["lines"][0].get("unit_cost")

    assert (cost("WK"), cost("WK", "2"), cost("FI"), cost("SL")) == (10 * MICRO, None, 10 * MICRO, None)
    shop.step("stock_documents", slip, "submit")
    assert (cost("WK"), cost("FI")) == (None, 10 * MICRO)


def test_another_keeper_changes_the_quantity_and_the_unseen_cost_stays(shop: Shopfloor) -> None:
    slip = shop.paper("IN", shop.line(shop.part("P1"), 3, 10))
    other = shop.actor("WK", "2")
    seen = shop.desk.ask(documents.show, other, "stock_documents", slip)
    row = dict(seen.lines["lines"][0]) | {"qty": 4000}
    shop.desk.run(drafts.edit, other, "stock_documents", slip, seen.version, {"lines": [row]})
    line = shop.ask(documents.show, "stock_documents", slip).lines["lines"][0]
    assert (line["qty"], line["unit_cost"]) == (4000, 10 * MICRO)
    version = shop.get(StockDocument, "id", slip).version
    with pytest.raises(Refused, match="See costs"):
        shop.desk.run(drafts.edit, other, "stock_documents", slip, version, {"lines": [row | {"unit_cost": 1}]})


def test_a_keeper_picks_people_by_name_and_role_and_learns_nothing_else(shop: Shopfloor) -> None:
    shop.rig.desk.run(people.create, shop.actor("AD"), "lina", "李娜", ["TE"], phone="13800001111", badge="B-7")
    found = shop.ask(documents.pick, "people", "ln", by="WK")
    assert [(one.code, one.name, one.fact) for one in found] == [("李娜", "", "维修技师")]
    assert shop.ask(documents.pick, "people", "1380", by="WK") == []
    assert shop.ask(documents.names, "people", frozenset({found[0].id}), by="WK") == {found[0].id: "李娜"}
    assert [one.code for one in shop.ask(documents.hits, "people", (found[0].id,), by="WK")] == ["李娜"]
    for case, given in ((documents.find, ListQuery()), (documents.show, found[0].id), (documents.read, [found[0].id])):
        with pytest.raises(Refused, match="See users and roles"):
            shop.ask(case, "people", given, by="WK")


def test_somebody_disabled_is_not_picked_any_more(shop: Shopfloor) -> None:
    made = shop.rig.desk.run(people.create, shop.actor("AD"), "lina", "李娜", ["TE"])
    shop.run(people.disable, made, 1, by="AD")
    assert shop.ask(documents.pick, "people", "ln", by="WK") == []


def test_other_kinds_are_picked_by_those_who_see_them(shop: Shopfloor) -> None:
    shop.part("P1", active=False, by="PU")
    assert [one.code for one in shop.ask(documents.pick, "parts", "p1", by="WK")] == ["P1"]
    with pytest.raises(Refused, match="See suppliers"):
        shop.ask(documents.pick, "suppliers", "", by="SA")
