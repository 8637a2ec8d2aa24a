"""The quantity of weighed goods from their label (GS1 310n, 311n, 315n, 320n): counted without asking, if it fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.clock import Id
from app.core.desk import usecase
from app.core.scan import parse
from app.models.parts import Part, PartCode
from app.services.counts import collector
from app.services.measures import measured
from app.services.parts.codes import code_key
from tests.rig import PROGRAM
from tests.services.counting import Shop, counting_shop

GTIN = "96901234567895"
OIL = f"]C101{GTIN}3153001250"


@usecase("measures_test.label", allow=None)
def labelled(ctx: Any, parts: tuple[Id, ...]) -> None:
    """The parts have one GTIN for every amount."""
    for part in parts:
        ctx.session.add(PartCode(part_id=part, code=GTIN, key=code_key(GTIN, "BARCODE"), pack_qty=1000))


@usecase("measures_test.unit", allow=None)
def kept_in(ctx: Any, part: Id, unit: str, decimals: int) -> None:
    found = ctx.session.get(Part, part)
    found.unit, found.qty_decimals = unit, decimals


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with counting_shop(tmp_path) as shop:
        shop.run(labelled, PROGRAM, (shop.ids["OIL"],))
        yield shop


@pytest.fixture
def count(shop: Shop) -> Id:
    made = shop.started()
    shop.take(shop.counter, made, "A-02")
    return made


@pytest.mark.parametrize(
    ("elements", "unit", "decimals", "much"),
    [
        ("3103001250", "千克", 3, 1_250), ("3103001250", "KG ", 2, 1_250), ("3103001255", "kg", 2, 1_260),
        ("3103001250", "克", 2, 1_250_000), ("3103001250", "L", 3, None), ("3103000000", "kg", 3, None),
        ("3153001250", "升", 2, 1_250), ("3153001250", "毫升", 2, 1_250_000), ("3113001250", "米", 2, 1_250),
        ("3103001250", "个", 0, None), ("10AB", "kg", 3, None), ("3103001250" + "376", "kg", 3, None),
    ],
)  # fmt: skip
def test_what_a_label_says_in_a_unit(elements: str, unit: str, decimals: int, much: int | None) -> None:
    """E18: like from like only; rounded to the unit's decimals; a label in doubt says nothing."""
    assert measured(parse(f"]C101{GTIN}{elements}"), unit, decimals) == much


def test_a_weighed_part_takes_the_amount_of_its_label(shop: Shop, count: Id) -> None:
    """Two labels add up; typed before the scan wins; without an amount it still asks; pieces are no litres."""
    first = shop.scan(shop.counter, count, "A-02", OIL)
    assert (first.kind, first.number, first.added) == ("ok", "OIL", 1_250)
    assert shop.scan(shop.counter, count, "A-02", OIL.replace("3001250", "3000750")).total == 2_000
    assert shop.scan(shop.counter, count, "A-02", OIL, quantity=500).total == 2_500
    asked = shop.scan(shop.counter, count, "A-02", f"]C101{GTIN}3103001250")
    assert (asked.kind, asked.total) == ("ask", 2_500)
    assert shop.scan(shop.counter, count, "A-02", f"]C101{GTIN}306").kind == "ask"
    answered = shop.scan(shop.counter, count, "A-02", asked.code, quantity=600, part=shop.ids["OIL"])
    assert (answered.added, answered.total) == (600, 3_100)


def test_the_answer_to_a_choice_keeps_what_the_label_says(shop: Shop, count: Id) -> None:
    """One label of two parts: litres for the one, pieces for the other."""
    shop.run(labelled, PROGRAM, (shop.ids["FILTER"],))
    for code, part, added in (
        (OIL, "OIL", 1_250),
        (f"]C101{GTIN}306", "FILTER", 6_000),
        (f"2*01{GTIN}306", "FILTER", 12_000),
    ):
        asked = shop.scan(shop.counter, count, "A-02", code)
        assert asked.kind == "choose"
        chosen = shop.scan(shop.counter, count, "A-02", asked.code, quantity=asked.quantity, part=shop.ids[part])
        assert (chosen.kind, chosen.added) == ("ok", added)


def test_a_collector_row_needs_no_quantity_if_the_label_says_it(shop: Shop, count: Id) -> None:
    data = f"A-02\n(01){GTIN}(3153)001250\nOIL\n".encode()
    report = shop.ask(collector.check_file, shop.counter, count, data)
    assert (report.counted, [t.number for t in report.troubles]) == (1, [3])
