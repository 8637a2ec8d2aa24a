"""Duplicates and substitutes that both have stock (domain.md §8, E24 and E27)."""

from __future__ import annotations

from app.core.screen import ListQuery
from app.services import documents, parts
from app.services.parts import queries
from tests.shopfloor import Shopfloor


def test_e24_a_duplicate_with_stock_is_transferred_and_keeps_its_history(shop: Shopfloor) -> None:
    """E24: rows of a transfer, no cent lost; what happened to the duplicate stays with it."""
    keep, drop = shop.part("04465-0D150"), shop.part("044650D150X")
    shop.receive(keep, 3, 100)
    shop.receive(drop, 2, 150)
    shop.run(parts.merge, keep, drop, by="WK")
    assert shop.held(keep)[:2] == (5000, 600_00)
    assert shop.held(drop)[:2] == (0, 0)
    assert [row.qty for row in shop.rows(drop)] == [2000, -2000]
    assert shop.state("parts", drop) == "obsolete"
    assert shop.differences() == []


def test_e27_the_old_one_is_used_up_first_and_both_are_found(shop: Shopfloor) -> None:
    """E27: the chain says what replaces it and that the old one goes first; typing finds both."""
    old, new = shop.part("OLD-1", name_zh="水泵总成"), shop.part("NEW-1", name_zh="水泵总成")
    shop.receive(old, 2, 100)
    shop.receive(new, 5, 110)
    shop.run(parts.supersede, old, new, by="WK")
    (instead,) = shop.ask(queries.substitutes, old)
    assert (instead.number, instead.qty, instead.use_up_old) == ("NEW-1", 5000, True)
    assert set(shop.ask(documents.find, "parts", ListQuery("水泵"))) == {old, new}
    shop.issue(old, 2)
    assert shop.held(old)[0] == 0
