"""Duplicates of a part that are merged where several stations have stock and papers of them."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.models.parts import Part, PartCode
from app.models.stations import Bin, Warehouse
from app.models.stock import Balance, StockLine
from app.services import doctor, drafts, parts
from tests.stations import Pair, Station, settle


@query("test.on_hand_by_station", allow=None)
def on_hand(ctx: Reader, part: Id) -> dict[str, int]:
    """Whole pieces of a part in the warehouses of each station."""
    found: dict[str, int] = {}
    for row in ctx.session.query(Balance).filter(Balance.part_id == part, Balance.qty != 0):
        code = ctx.session.get_one(Warehouse, row.warehouse_id).station
        found[code] = found.get(code, 0) + row.qty // 1000
    return found


@query("test.codes_of", allow=None)
def codes_of(ctx: Reader, part: Id) -> list[str]:
    """The codes of a part."""
    return sorted(code.code for code in ctx.session.query(PartCode).filter(PartCode.part_id == part))


@usecase("test.freeze", allow=None)
def freeze(ctx: Context, bin: Id, by: Id | None) -> None:
    """Freezes a bin as a running count does, or frees it."""
    ctx.session.get_one(Bin, bin).frozen_by = by
    ctx.flush()


def _stand(stations: tuple[Station, Station], left: Id, right: Id) -> None:
    """The left one is in use with all stock, the right one merged into it; the books are equal and sound."""
    for station in stations:
        assert station.get(Part, "id", left).merged_into is None
        assert station.get(Part, "id", right).merged_into == left
        assert station.ask(on_hand, right) == {}
        assert all(finding.sound for finding in doctor.examine(station.desk, station.actor))
    one, two = (station.books() for station in stations)
    assert {name: one[name] for name in one if name != "audit"} == {name: two[name] for name in one if name != "audit"}


def _two_parts(pair: Pair) -> tuple[Id, Id]:
    one, two, folder = pair
    left, right = (one.part(number) for number in ("P1", "P2"))
    one.move(left, 3)
    one.move(right, 2)
    settle((one, two), folder)
    two.move(left, 5)
    two.move(right, 7)
    return left, right


def test_each_station_moves_its_own_stock_and_papers_of_a_merged_part(pair: Pair) -> None:
    one, two, folder = pair
    left, right = _two_parts(pair)
    house = two.get(Warehouse, "station", "02").id
    lines = [{"part_id": right, "qty": 1000, "unit_cost": 5_000_000}]
    given = {"type": "IN", "warehouse_id": house, "reason": "x", "lines": lines}
    paper = two.run(drafts.create, "stock_documents", given)
    settle((one, two), folder)
    one.run(parts.merge, left, right)
    assert (one.ask(on_hand, left), one.ask(on_hand, right)) == ({"01": 5, "02": 5}, {"02": 7})
    settle((one, two), folder)
    assert one.ask(on_hand, left) == two.ask(on_hand, left) == {"01": 5, "02": 12}
    assert [station.get(StockLine, "document_id", paper).part_id for station in (one, two)] == [left, left]
    _stand((one, two), left, right)


def test_of_two_parts_merged_into_each_other_the_one_made_first_stays(pair: Pair, time: Any) -> None:
    one, two, folder = pair
    left, right = _two_parts(pair)
    settle((one, two), folder)
    one.run(parts.keep_code, left, "6901234567892")
    one.run(parts.merge, right, left)
    time.forward(minutes=1)
    two.run(parts.keep_code, right, "5901234123457")
    two.run(parts.merge, left, right)
    settle((one, two), folder)
    assert one.ask(on_hand, left) == two.ask(on_hand, left) == {"01": 5, "02": 12}
    for station in (one, two):
        assert {"6901234567892", "5901234123457", "P2"} <= set(station.ask(codes_of, left))
        assert "P1" not in station.ask(codes_of, left)
    _stand((one, two), left, right)


def test_stock_in_a_frozen_bin_follows_when_it_is_free(pair: Pair) -> None:
    one, two, folder = pair
    left, right = _two_parts(pair)
    settle((one, two), folder)
    house = two.get(Warehouse, "station", "02").id
    bin_ = two.get(Balance, "warehouse_id", house).bin_id
    two.run(freeze, bin_, left)
    one.run(parts.merge, left, right)
    settle((one, two), folder)
    assert two.ask(on_hand, right) == {"02": 7}
    two.run(freeze, bin_, None)
    one.part("P3")
    settle((one, two), folder)
    assert two.ask(on_hand, left) == {"01": 5, "02": 12}
    _stand((one, two), left, right)


def test_a_duplicate_that_both_stations_merge_into_different_parts_ends_in_one(pair: Pair, time: Any) -> None:
    one, two, folder = pair
    left, right = _two_parts(pair)
    third = one.part("P3")
    settle((one, two), folder)
    one.run(parts.merge, left, right)
    time.forward(minutes=30)
    two.run(parts.merge, third, right)
    settle((one, two), folder)
    assert one.get(Part, "id", right).merged_into == two.get(Part, "id", right).merged_into == third
    assert two.ask(on_hand, third) == one.ask(on_hand, third) == {"02": 7}
    assert two.ask(on_hand, right) == {}
