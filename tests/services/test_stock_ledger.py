"""The ledger's refusals, its idempotence, its reversals and its caches, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.core import clock, i18n
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.doors import open_door
from app.core.errors import Refused
from app.models.journal import Notice
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.models.stock import Balance, Period, StockValue
from app.services import stock
from app.services.stock import ledger
from app.services.stock.costing import Worth
from tests.shopfloor import MICRO, Shopfloor, post_moves, reverse_moves

pytestmark = pytest.mark.both


@usecase("test.close_month", allow=None)
def close_month(ctx: Context, month: str) -> None:
    """A closed month of this station."""
    ctx.session.add(Period(month=month, closed_by=None))


@usecase("test.set", allow=None)
def put(ctx: Context, model: type[Any], id: Id, **values: Any) -> None:
    """Changes a record."""
    record = ctx.session.get(model, id)
    for name, value in values.items():
        setattr(record, name, value)


@usecase("test.spoil", allow=None)
def spoil(ctx: Context) -> None:
    """Wrong figures in the caches, as a bug or a foreign hand would leave them."""
    with open_door(ctx.conn, "derived"):
        ctx.conn.execute(update(Balance).values(qty=Balance.qty + 1))
        ctx.conn.execute(delete(StockValue))


@usecase("test.rebuild", allow=None)
def rebuild(ctx: Context) -> None:
    """What `doctor --repair` does."""
    stock.rebuild(ctx.conn)


@query("test.look", allow=None)
def look(ctx: Reader, name: str, *args: Any, **kwargs: Any) -> Any:
    """One of the ledger's readers."""
    return getattr(stock, name)(ctx, *args, **kwargs)


@query("test.notices", allow=None)
def notices(ctx: Reader) -> list[str]:
    """All notices."""
    return [str(i18n.Text.of(n.message)) for n in ctx.session.query(Notice).order_by(Notice.seq)]


def test_a_second_post_of_the_same_lines_returns_the_first_result(shop: Shopfloor) -> None:
    part, source = shop.part(), clock.new_id()
    first = shop.post(shop.move(part, 5, "OPENING", 10), source=source)
    again = shop.post(shop.move(part, 5, "OPENING", 10), source=source)
    assert (first, len(first), shop.held(part)[0]) == (again, 1, 5000)
    other = shop.post(shop.move(part, 1, "OPENING", 10, source_line=2), source=source)
    assert other.start == first.stop
    with pytest.raises(ValueError, match="posted before"):
        shop.post(*(shop.move(part, 1, "OPENING", 10, source_line=n) for n in (2, 3)), source=source)
    assert shop.post(source=source) == range(0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "OTHER", "status": "LOST"}, {"kind": "GIFT"}, {"kind": "OTHER", "qty": 0}, {"kind": "REVALUATION"},
        {"kind": "SALES_OUT"}, {"kind": "OPENING", "qty": -1}, {"kind": "TRANSFER"},
    ],
)  # fmt: skip
def test_rows_that_can_not_be_are_our_bug(shop: Shopfloor, wrong: dict[str, Any]) -> None:
    part = shop.part()
    with pytest.raises(ValueError, match=r".+"):
        shop.post(shop.move(part, **({"qty": 1, "yuan": 1} | wrong)))
    with pytest.raises(ValueError, match="is not in this warehouse"):
        shop.post(shop.move(part, 1, "OTHER", 1, warehouse_id=_second_house(shop)))


def _second_house(shop: Shopfloor, station: str = "01") -> Id:
    from app.services import warehouses

    by = Actor(None, "program", station)
    return shop.run(warehouses.open_warehouse, f"W{station}", "Second", by=by)  # type: ignore[no-any-return]


def test_more_than_there_is_is_refused_with_every_line(shop: Shopfloor) -> None:
    one, two = shop.part("P1"), shop.part("P2", unit="千克")
    shop.post(shop.move(one, 2, "OPENING", 10), shop.move(two, 1.5, "OPENING", 10, source_line=2))
    with pytest.raises(Refused) as said:
        shop.post(
            shop.move(one, -3, "SALES_OUT", source_line=1), shop.move(two, -1.75, "SALES_OUT", source_line=2),
            shop.move(one, -1, "SALES_OUT", source_line=3),
        )  # fmt: skip
    assert [(p.where, str(p.text)) for p in said.value.problems] == [
        ("lines.0.qty", "P1: only 2 件 in A-01-1-01, 4 wanted."),
        ("lines.1.qty", "P2: only 1.500 千克 in A-01-1-01, 1.750 wanted."),
    ]
    assert (shop.held(one)[0], shop.held(two)[0], len(shop.rows())) == (2000, 1500, 2)


def test_where_the_warehouse_allows_it_less_than_nothing_is_flagged_and_told(shop: Shopfloor) -> None:
    part = shop.part()
    shop.run(put, Warehouse, shop.house, allow_negative=True)
    shop.post(shop.move(part, 2, "OPENING", 10))
    shop.post(shop.move(part, -5, "SALES_OUT"))
    assert (shop.rows(part)[-1].flag, shop.rows(part)[-1].value) == ("NEGATIVE", -50_00)
    assert shop.held(part)[:2] == (-3000, -30_00)
    assert any("P1 in A-01-1-01 is at −3 件" in said for said in shop.ask(notices))
    shop.post(shop.move(part, 1, "PURCHASE_IN", 12))
    assert (shop.rows(part)[-1].flag, shop.held(part)[:2]) == (None, (-2000, -20_00))
    shop.post(shop.move(part, 4, "PURCHASE_IN", 12))
    assert shop.held(part) == (2000, 24_00, 12 * MICRO)
    assert not shop.differences()


def test_a_part_without_cost_goes_out_flagged(shop: Shopfloor) -> None:
    """E23: issued without a cost."""
    part = shop.part()
    shop.run(put, Warehouse, shop.house, allow_negative=True)
    shop.post(shop.move(part, -1, "SALES_OUT", flag="OVERRIDE"), shop.move(part, -1, "SALES_OUT", source_line=2))
    assert [row.flag for row in shop.rows(part)] == ["OVERRIDE", "NEGATIVE"]
    free = shop.part("P2")
    shop.post(shop.move(free, 1, "OTHER", 0))
    shop.post(shop.move(free, -1, "SALES_OUT"))
    assert shop.rows(free)[-1].flag == "NO_COST"


def test_the_future_and_closed_months_are_refused(shop: Shopfloor) -> None:
    part = shop.part()
    late = shop.time.present + timedelta(hours=1)
    with pytest.raises(Refused, match="future"):
        shop.post(shop.move(part, 1, "OPENING", 1, occurred_at=late))
    shop.run(close_month, "2026-10")
    with pytest.raises(Refused, match="2026-10 is closed"):
        shop.post(shop.move(part, 1, "OPENING", 1, occurred_at=shop.time.present - timedelta(days=40)))
    # the last evening of October in UTC is November in the shop
    shop.post(shop.move(part, 1, "OPENING", 1, occurred_at=shop.time.present.replace(month=10, day=31, hour=17)))
    assert shop.held(part)[0] == 1000


def test_only_the_owning_station_posts(shop: Shopfloor) -> None:
    part, house = shop.part(), _second_house(shop, "02")
    bin_ = shop.bin("B-02", house)
    with pytest.raises(Refused, match="belongs to station 02"):
        shop.post(shop.move(part, 1, "OPENING", 1, warehouse_id=house, bin_id=bin_))
    other = Actor(None, "program", "02")
    shop.run(post_moves, [shop.move(part, 1, "OPENING", 7, warehouse_id=house, bin_id=bin_)], clock.new_id(), by=other)
    assert shop.held(part) == (0, 0, None)
    assert shop.ask(look, "average_cost", [part], "02") == {part: 7 * MICRO}
    assert not shop.differences()


def test_a_frozen_bin_is_only_passed_by_its_count_or_an_override(shop: Shopfloor) -> None:
    part, count = shop.part(), clock.new_id()
    shop.run(put, Bin, shop.bin(), frozen_by=count)
    with pytest.raises(Refused, match="A-01-1-01 is frozen"):
        shop.post(shop.move(part, 1, "OPENING", 1))
    shop.post(shop.move(part, 1, "OPENING", 1), source=count)
    shop.post(shop.move(part, -1, "SALES_OUT", flag=stock.OVERRIDE))
    assert shop.rows(part)[-1].flag == "OVERRIDE"
    source, by = clock.new_id(), clock.new_id()
    shop.post(shop.move(part, 1, "OPENING", 1, flag=stock.OVERRIDE), source=source)
    with pytest.raises(Refused, match="frozen"):
        shop.run(reverse_moves, source, by)
    assert len(shop.run(reverse_moves, source, by, override=True)) == 1


def test_what_comes_in_needs_a_cost(shop: Shopfloor) -> None:
    part, bought = shop.part("P1"), shop.part("P2")
    with pytest.raises(Refused, match=r"P1 has no cost yet.*"):
        shop.post(shop.move(part, 1, "OTHER"))
    with pytest.raises(Refused, match="P1 has no cost yet"):
        shop.post(shop.move(part, 1, "COUNT_GAIN"))
    with pytest.raises(Refused, match="no stock that could be revalued"):
        shop.post(shop.move(part, 0, "REVALUATION", 5))
    shop.run(put, Part, bought, last_price=8 * MICRO)
    shop.post(shop.move(bought, 2, "COUNT_GAIN"))
    assert (shop.held(bought)[:2], shop.rows(bought)[0].unit_cost) == ((2000, 16_00), 8 * MICRO)
    shop.post(shop.move(part, 3, "OPENING", 4))
    shop.post(shop.move(part, -3, "COUNT_LOSS"))
    shop.post(shop.move(part, 1, "COUNT_GAIN"))
    assert shop.held(part) == (1000, 4_00, 4 * MICRO)
    shop.post(shop.move(part, 1, "COUNT_GAIN"))
    assert shop.held(part) == (2000, 8_00, 4 * MICRO)


def test_a_value_may_be_given_instead_of_a_cost(shop: Shopfloor) -> None:
    part = shop.part()
    shop.post(shop.move(part, 3, "PURCHASE_IN", value=1000))
    assert (shop.held(part)[:2], shop.rows(part)[0].unit_cost) == ((3000, 1000), 3_333_333)
    shop.post(shop.move(part, 0, "REVALUATION", value=-100))
    assert shop.held(part)[:2] == (3000, 900)
    shop.post(shop.move(part, -1, "PURCHASE_RETURN", value=-950, source_line=1))
    assert (shop.held(part)[:2], shop.rows(part)[-1].value) == ((2000, 0), -900)
    shop.post(shop.move(part, 0, "REVALUATION", 2))
    assert shop.held(part) == (2000, 4_00, 2 * MICRO)
    shop.post(shop.move(part, 1, "PURCHASE_IN", 2, value=250, source_line=5))
    assert (shop.held(part)[:2], shop.rows(part)[-1].unit_cost) == ((3000, 6_50), 2 * MICRO)
    shop.post(shop.move(part, -1, "SALES_OUT", value=-250))
    shop.post(shop.move(part, 0, "REVALUATION"))
    assert shop.held(part)[:2] == (2000, 4_00)


def test_pairs_are_value_neutral(shop: Shopfloor) -> None:
    part, other = shop.part(), shop.bin("B-01")
    shop.post(shop.move(part, 3, "OPENING", value=1000))
    source, by = clock.new_id(), clock.new_id()
    shop.post(
        shop.move(part, -3, "TRANSFER", source_line=1),
        shop.move(part, 3, "TRANSFER", source_line=1, leg=1, bin_id=other),
        shop.move(part, 1, "STATUS_CHANGE", source_line=2, leg=1, bin_id=other, status="DEFECT"),
        shop.move(part, -1, "STATUS_CHANGE", source_line=2, bin_id=other),
        source=source,
    )  # fmt: skip
    assert [row.value for row in shop.rows(part)[1:]] == [-1000, 1000, 333, -333]
    assert shop.held(part)[:2] == (3000, 1000)
    assert {(c.bin_id, c.status, c.qty) for c in shop.ask(look, "bin_contents", [shop.bin(), other])} == {
        (other, "AVAILABLE", 2000), (other, "DEFECT", 1000),
    }  # fmt: skip
    shop.post(shop.move(part, 0, "REVALUATION", value=200))
    shop.run(reverse_moves, source, by)
    assert shop.held(part)[:2] == (3000, 1200)
    assert shop.ask(look, "book", part, shop.bin()) == 3000
    with pytest.raises(Refused, match="belongs to a customer"):
        shop.post(shop.move(part, -1, "STATUS_CHANGE"), shop.move(part, 1, "STATUS_CHANGE", leg=1, status="CUSTODY"))


def test_a_customers_property_has_no_value_and_is_not_counted_as_ours(shop: Shopfloor) -> None:
    part = shop.part()
    shop.post(shop.move(part, 2, "OTHER", status="CUSTODY"), shop.move(part, 1, "OLD_IN", status="OLD", source_line=2))
    assert [(row.unit_cost, row.value) for row in shop.rows(part)] == [(0, 0), (0, 0)]
    assert shop.held(part)[:2] == (0, 0)
    assert shop.ask(look, "on_hand") == {}
    assert shop.ask(look, "on_hand", statuses=("CUSTODY", "OLD")) == {part: 3000}
    assert not shop.differences()


def test_a_reversal_restores_exactly_and_is_done_once(shop: Shopfloor) -> None:
    part, source, by = shop.part(), clock.new_id(), clock.new_id()
    shop.post(shop.move(part, 7, "OPENING", value=1000))
    before = shop.held(part)
    shop.post(shop.move(part, -3, "SALES_OUT"), shop.move(part, 9, "PURCHASE_IN", 99, source_line=2), source=source)
    first = shop.run(reverse_moves, source, by)
    assert (shop.held(part), shop.run(reverse_moves, source, by)) == (before, first)
    rows = shop.rows(part)
    assert [(r.qty, r.is_reversal, r.reversal_of) for r in rows[3:]] == [
        (-9000, True, rows[2].seq), (3000, True, rows[1].seq),
    ]  # fmt: skip
    with pytest.raises(Refused, match="already reversed by T-2"):
        shop.run(reverse_moves, source, clock.new_id())
    # the price of the reversed receipt values nothing any more
    shop.post(shop.move(part, -7, "SALES_OUT"))
    assert shop.held(part) == (0, 0, 1_428_571)
    assert shop.run(reverse_moves, clock.new_id(), clock.new_id()) == range(0)


def test_a_reversal_of_what_is_gone_is_refused(shop: Shopfloor) -> None:
    part, source = shop.part(), clock.new_id()
    shop.post(shop.move(part, 5, "OPENING", 10), source=source)
    shop.post(shop.move(part, -4, "SALES_OUT"))
    with pytest.raises(Refused, match="only 1 件"):
        shop.run(reverse_moves, source, clock.new_id())
    assert shop.held(part)[:2] == (1000, 10_00)


def test_doctor_finds_and_mends_wrong_caches(shop: Shopfloor) -> None:
    part, other = shop.part("P1"), shop.part("P2")
    shop.post(shop.move(part, 5, "OPENING", 10), shop.move(other, 1, "OPENING", 3, source_line=2))
    shop.post(shop.move(other, -1, "SALES_OUT"))
    shop.run(spoil)
    found = shop.differences()
    assert {(d.table, d.kept, d.true) for d in found} == {
        ("balances", (5001,), (5000,)), ("balances", (1,), (0,)), ("stock_values", (0, 0), (5000, 5000)),
    }  # fmt: skip
    shop.run(rebuild)
    assert not shop.differences()
    assert (shop.held(part), shop.held(other)) == ((5000, 50_00, 10 * MICRO), (0, 0, 3 * MICRO))


def test_nothing_to_rebuild(shop: Shopfloor) -> None:
    shop.run(rebuild)
    assert not shop.differences()


def test_what_is_asked_of_the_stock(shop: Shopfloor) -> None:
    one, two = shop.part("P1"), shop.part("P2")
    start = shop.time.present
    shop.post(shop.move(one, 5, "OPENING", 10), shop.move(two, 2, "OPENING", 10, source_line=2, status="DEFECT"))
    middle = shop.time.forward(minutes=1)
    shop.post(shop.move(one, -1, "SALES_OUT"), source=clock.new_id())
    assert shop.ask(look, "on_hand") == {one: 4000, two: 2000}
    assert shop.ask(look, "on_hand", [one], [shop.bin()]) == {one: 4000}
    assert shop.ask(look, "available") == {one: 4000}
    assert shop.ask(look, "available", [two]) == {}
    assert shop.ask(look, "has_moves", one)
    assert not shop.ask(look, "has_moves", clock.new_id())
    moved = shop.ask(look, "moves_between", [shop.bin()], middle, shop.time.present)
    assert [(m.part_id, m.qty, m.kind) for m in moved] == [(one, -1000, "SALES_OUT")]
    assert len(shop.ask(look, "moves_between", [shop.bin()], start, shop.time.present)) == 3
    assert shop.ask(look, "moves_between", [], start, shop.time.present) == []
    assert [m.qty for m in shop.ask(look, "last_moves", one)] == [-1000, 5000]
    assert stock.month_of(start) == "2026-11"


def test_the_whole_value_goes_with_the_last_piece_even_at_a_given_price() -> None:
    worth = Worth(2000, 100, None)
    assert (worth.take_out(2000, 30), worth.value, worth.average) == (-100, 0, None)
    assert worth.take_out(1000) == 0
    worth = Worth(-1000, -10, 5)
    assert (worth.restore(500, 20), worth.value) == (10, 0)
    worth = Worth(3000, 30, 5)
    assert (worth.restore(-1000, -40), worth.value) == (-30, 0)
    assert Worth().revalue(5) == 0
    assert [stock.half_up(n, 2) for n in (3, -3, 2, -1)] == [2, -2, 1, -1]


@pytest.fixture
def watched() -> Iterator[list[tuple[dict[Any, int], dict[Any, int]]]]:
    """What a watcher of the ledger was told; one that sees stock of 13 undoes the posting."""
    told: list[tuple[dict[Any, int], dict[Any, int]]] = []

    @stock.after_post
    def watch(_ctx: Context, before: Any, after: Any, _kind: str) -> None:
        told.append((dict(before), dict(after)))
        if 13_000 in after.values():
            raise Refused("Not thirteen.")

    yield told
    ledger._watchers.remove(watch)


def test_a_watcher_is_told_before_and_after_and_can_undo_the_posting(shop: Shopfloor, watched: list[Any]) -> None:
    part, other = shop.part(), shop.bin("A-01-1-02")
    shop.post(shop.move(part, 10, "OPENING", 30))
    shop.post(shop.move(part, 5, "OPENING", 30, bin_id=other), shop.move(part, -4, "OTHER", source_line=1))
    here, there = ((part, shop.house, bin_, "AVAILABLE", "") for bin_ in (shop.bin(), other))
    assert watched == [({}, {here: 10_000}), ({here: 10_000}, {there: 5_000, here: 6_000})]
    with pytest.raises(Refused, match="thirteen"):
        shop.post(shop.move(part, 7, "OPENING", 30))
    assert shop.held(part)[0] == 11_000
    assert shop.differences() == []
