"""What comes of inspections: the report of coverage and rework, the comparison of parts, papers."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.models.work_orders import WorkOrder
from app.services import reports, settings, sheets
from app.services.inspections import looking, ticking
from app.services.old_parts import rules as old_parts
from app.services.requisitions import drafting
from app.services.work_orders import bench, times
from app.services.work_orders.consent import Work
from tests.garage import Garage, picture
from tests.partsdesk import PartsDesk
from tests.shopfloor import Shopfloor


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """A workshop."""
    return Garage(shop)


@query("test.qc_fitted", allow=None)
def _fitted(ctx: Reader, order: Id) -> Any:
    return looking.fitted(ctx, ctx.session.get_one(WorkOrder, order))


@usecase("test.qc_forget_one", allow=None)
def forget_one(ctx: Context, order: Id) -> None:
    """One piece less is billed than was issued."""
    ctx.session.get_one(WorkOrder, order).parts[0].qty = 1000


def test_coverage_and_rework_as_a_report(garage: Garage, shop: Shopfloor) -> None:
    """§6.6: of three self-checked orders two were inspected, one of them failed; minutes of rework."""
    assert shop.ask(reports.make, "inspections", by="QI").rows == []
    order = garage.in_repair(category="LEVEL_2")
    line = garage.lines(order)[0].id
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order, 1)
    shop.run(times.start, line, by="TE")
    shop.time.forward(minutes=25)
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order)
    garage.passed()
    garage.not_drawn()
    found = shop.ask(reports.make, "inspections", by="QI")
    assert found.rows == [("Te", 3, 2, 6667, 1, 5000, 25)]
    assert found.foot == ("", 3, 2, 6667, 1, 5000, 25)
    assert "inspections" not in {r.name for r in reports.seen_by(shop.actor("WK"))}


def test_the_parts_are_compared_with_what_was_issued(shop: Shopfloor) -> None:
    """R57: as many issued as billed; what was issued beyond the order stands out, the customer's own is nobody's."""
    desk = PartsDesk(shop)
    slip = desk.issued()
    order = desk.slip(slip)[0].order_id
    [part] = shop.ask(_fitted, order)
    assert (part.code, part.agreed, part.issued, part.same) == ("PAD-1", 2000, 2000, True)
    shop.run(forget_one, order)
    assert [(p.agreed, p.issued, p.same) for p in shop.ask(_fitted, order)] == [(1000, 1000, True), (0, 1000, False)]


def test_papers_say_who_checked_and_who_inspected(garage: Garage, shop: Shopfloor) -> None:
    """R59: the order's boxes are filled; one that was not drawn says so; the certificate only where there is one."""
    order = garage.passed()
    boxes = {str(box.role): (box.name, str(box.method)) for box in garage.sheet(order).signatures}
    assert boxes["Technician"] == ("Te", "Self-checked")
    assert boxes["Passed inspection"] == ("Qi", "With PIN")
    sheet = garage.sheet_of(order)
    made = shop.run(sheets.issue, "inspections", sheet, "inspections.certificate", by="QI")
    assert (made.km, made.days) == (5000, 30)
    assert shop.run(sheets.issue, "inspections", sheet, "inspections.sheet", by="QI").state == "Passed"
    skipped = garage.not_drawn()
    boxes = {str(box.role): (box.name, str(box.method)) for box in garage.sheet(skipped).signatures}
    assert boxes["Passed inspection"] == ("—", "Self-checked, not drawn")
    plain = garage.to_inspect(category="MINOR", work=[Work(name="更换前制动片", hours=1200)])
    garage.inspect(plain)
    with pytest.raises(Refused, match="needs none"):
        shop.run(sheets.issue, "inspections", garage.sheet_of(plain), "inspections.certificate", by="QI")


def test_e61_parts_of_rework_have_a_slip_of_their_own(shop: Shopfloor) -> None:
    """The same part once more, noted after the inspection failed: a slip of rework, not charged to the customer."""
    desk = PartsDesk(shop)
    garage = desk.garage
    slip = desk.issued(category="LEVEL_2")
    one = desk.slip(slip)[0]
    part = desk.lines(slip)[0].part_id
    garage.finish(one.order_id)
    shop.run(settings.change, old_parts.BEFORE_CHECK.key, False)
    garage.step(one.order_id, "self_check", by="TE")
    garage.inspect(one.order_id, 1)
    with pytest.raises(Refused, match="asked for already"):
        shop.run(drafting.open_for_order, one.order_id, by="TE")
    shop.run(bench.need_part, one.order_id, part_id=part, by="TE")
    again = shop.run(drafting.open_for_order, one.order_id, by="TE")
    made, [line] = desk.slip(again)
    assert (made.type, line.part_id, line.qty) == ("REWORK", part, 1000)


def test_a_photo_of_what_is_wrong(garage: Garage, shop: Shopfloor) -> None:
    """R60: kept with the sheet and its item; once the sheet is signed nothing is added."""
    sheet = garage.sheet_of(garage.to_inspect())
    shop.run(ticking.tick, sheet, 1, right=False, note="漏油", by="QI")
    shop.run(ticking.picture, sheet, 1, "leak.png", picture(), by="QI")
    assert shop.ask(looking.sheet, sheet).items[0].photos == 1
    with pytest.raises(Refused, match="has no item 9"):
        shop.run(ticking.picture, sheet, 9, "leak.png", picture(), by="QI")
    shop.step("inspections", sheet, "fail", by="QI")
    with pytest.raises(Refused, match="nothing is ticked"):
        shop.run(ticking.picture, sheet, 1, "leak.png", picture(), by="QI")
