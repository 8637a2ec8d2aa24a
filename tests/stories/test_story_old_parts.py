"""A car's old parts from the slip to the settlement, each with its fate before money is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.old_parts import OldPart
from app.services import documents, sheets
from app.services.old_parts import counter, queries
from tests.partsdesk import PartsDesk
from tests.shopfloor import Shopfloor


@query("test.old_ids", allow=None)
def ids(ctx: Reader, order: Any) -> list[Any]:
    """The old parts of an order with their parts."""
    return [(old.id, old.part) for old in queries.of_order(ctx, order)]


def test_from_the_slip_to_the_settlement_every_old_part_has_its_fate(shop: Shopfloor) -> None:
    """R68–R71 with R65 and R62: handed out, handed in by scan, registered, taken along; then check and settle."""
    desk = PartsDesk(shop)
    garage = desk.garage
    pads, starter = desk.stocked(safety_critical=True), desk.stocked("START-1", name="起动机", bin="B-01-1-01")
    order = desk.order((pads, 2), (starter, 1), old_parts="TAKE")
    slip = desk.issued(order=order)
    olds = {part: id for id, part in shop.ask(ids, order)}
    assert set(olds) == {"PAD-1", "START-1"}
    back = desk.open_return(slip, line1=1)  # one pad was not needed
    for step, by in (("submit", "TE"), ("check", "WK"), ("post", "WK")):
        desk.step(back, step, by, "return_slips")
    assert shop.get(OldPart, "id", olds["PAD-1"]).qty == 1000
    garage.finish(order)
    with pytest.raises(Refused, match="old parts are not handed in yet"):
        garage.step(order, "self_check", by="TE")
    for code in ("PAD-1", "START-1"):
        taken = shop.run(counter.take_in, code, order, by="TE")
        assert (taken.id, taken.taken, taken.state) == (olds[code], True, "handed_in")
    again = shop.run(counter.take_in, "PAD-1", order, by="TE")
    assert (again.id, again.taken) == (olds["PAD-1"], False)
    garage.step(order, "self_check", by="TE")
    for id in olds.values():
        shop.step("old_parts", id, "register", completeness="COMPLETE", usability="USELESS", bin=shop.bin("J-01"))
    if garage.state(order) == "qc_wait":
        garage.inspect(order)
    with pytest.raises(Refused, match="What becomes of these old parts is open"):
        garage.step(order, "settle")
    for id in olds.values():
        shop.step("old_parts", id, "give_back", by="SA", person="李芳")
    slip_paper = shop.run(sheets.issue, "old_parts", olds["PAD-1"], "old_parts.slip", by="SA")
    assert [str(line.fate) for line in slip_paper.lines] == ["With the customer: 李芳"] * 2
    garage.step(order, "settle")
    assert garage.state(order) == "settling"
    assert list(shop.ask(documents.find, "old_parts", ListQuery(where=(("state", "registered"),)), by="WK")) == []
    assert shop.differences() == []
