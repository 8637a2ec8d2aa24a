"""Return slips: what was not used comes back at the cost at which it went out (R67, E54, E67, E68, §6.5)."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.services import drafts, requisitions, sheets
from app.services.requisitions import watchers
from app.services.return_slips import drafting
from app.services.work_orders import checking
from tests.partsdesk import BACK, PartsDesk
from tests.services.test_requisitions import issued_of
from tests.shopfloor import Shopfloor


def test_e67_unopened_opened_and_damaged_each_go_their_way(shop: Shopfloor) -> None:
    """E67, §6.5: available, quarantine, scrap with a person; each at original cost, whatever the average is now."""
    desk = PartsDesk(shop)
    part = desk.stocked(qty=4, yuan=32)
    parts = [part, desk.stocked("P2", 3, 10, name="密封垫"), desk.stocked("P3", 3, 7, name="卡扣")]
    slip = desk.issued(*((one, 2) for one in parts))
    shop.receive(part, 10, 50)  # today's average is another one
    made = desk.open_return(slip, line1=1, line2=1, line3=2)
    with pytest.raises(Refused, match="not possible"):
        desk.step(made, "check", by="WK", kind=BACK)
    desk.step(made, "submit", kind=BACK)
    desk.edit(made, "WK", {"condition": "UNOPENED"}, {"condition": "OPENED"}, {"condition": "DAMAGED"})
    with pytest.raises(Refused, match="say why"):
        desk.step(made, "check", by="WK", kind=BACK)
    desk.edit(made, "WK", {}, {"reason": "多领"}, {"reason": "摔裂"})
    with pytest.raises(Refused, match="who answers"):
        desk.step(made, "check", by="WK", kind=BACK)
    desk.edit(made, "WK", {}, {}, {"responsible_id": desk.garage.technician()})
    desk.step(made, "check", by="WK", kind=BACK)
    told: list[int] = []
    watcher = requisitions.after_return(lambda _ctx, lines: told.extend(x.returned for x in lines))
    desk.step(made, "post", by="WK", kind=BACK)
    watchers._returned.remove(watcher)
    rows = [(r.kind, r.status, r.qty, r.value) for one in parts for r in shop.rows(one) if r.source_id == made]
    assert rows == [
        ("REPAIR_RETURN", "AVAILABLE", 1000, 3200), ("REPAIR_RETURN", "QUARANTINE", 1000, 1000),
        ("REPAIR_RETURN", "DEFECT", 2000, 1400), ("SCRAP", "DEFECT", -2000, -1400),
    ]  # fmt: skip
    assert told == [1000, 1000, 2000]
    order = desk.slip(slip)[0].order_id
    assert [(x.returned, x.qty, x.value) for x in shop.ask(issued_of, order)] == [
        (1000, 1000, 3200), (1000, 1000, 1000), (2000, 0, 0)
    ]  # fmt: skip
    assert shop.differences() == []
    finance, workshop = shop.run(sheets.issue, BACK, made, "return_slips.slip", by="FI")
    assert [x.value for x in finance.lines] == [3200, 1000, 1400]
    assert {x.value for x in workshop.lines} == {None}


def test_no_more_comes_back_than_is_out(shop: Shopfloor) -> None:
    """§3.13: issued − returned − fitted, less what other open slips bring; never the keeper's own slip."""
    desk = PartsDesk(shop)
    slip = desk.issued()
    first = desk.open_return(slip, line1=1)
    desk.step(first, "submit", kind=BACK)
    assert desk.back(desk.open_return(slip))[1][0].issued == 1000  # the other one is on its way
    second = desk.open_return(slip, line1=2)
    with pytest.raises(Refused, match="at most 1"):
        desk.step(second, "submit", kind=BACK)
    order = desk.slip(slip)[0].order_id
    desk.step(second, "cancel", kind=BACK, reason="写错了")
    with pytest.raises(Refused, match="not finished"):
        desk.step(slip, "close", by="WK")
    with pytest.raises(Refused, match="More came back"):
        desk.edit(first, "WK", {"qty": 2000})
    with pytest.raises(Refused, match="with the keeper"):
        desk.edit(first, "TE", {"qty": 1000})
    desk.step(first, "reject", by="WK", kind=BACK, reason="包装不全")
    assert desk.back(first)[0].revision == 2
    with pytest.raises(Refused, match="No item of"):
        shop.run(drafting.open_return, order, by=shop.actor("TE", "2"))
    own = shop.run(drafting.open_return, order, [(desk.handed(order)[0].id, 1000)], by="WS")
    keeper = shop.actor("WK", "WS")
    desk.step(own, "submit", by=keeper, kind=BACK)
    with pytest.raises(Refused, match="somebody else"):
        desk.step(own, "check", by=keeper, kind=BACK)


def test_e54_parts_of_a_stopped_order_come_back(shop: Shopfloor) -> None:
    """E54: the customer stops the repair; what was handed out and not used is returned before anything is settled."""
    desk = PartsDesk(shop)
    slip = desk.issued()
    order = desk.slip(slip)[0].order_id
    desk.garage.step(order, "terminate", reason="客户要求终止", person="李芳", car="REASSEMBLED")
    made = desk.open_return(slip, line1=2)
    for name, by in (("submit", "TE"), ("check", "WK"), ("post", "WK")):
        desk.step(made, name, by=by, kind=BACK)
    assert [x.qty for x in shop.ask(issued_of, order)] == [0]
    with pytest.raises(Refused, match="can come back"):
        desk.open_return(slip)
    one = desk.back(made)[0]
    with pytest.raises(Refused, match="can't be edited"):
        shop.run(drafts.edit, BACK, made, one.version, {"reason": "x"}, by="WK")


def test_e68_handed_out_for_the_wrong_order_it_comes_back_and_goes_out_again(shop: Shopfloor) -> None:
    """E68: a return and a new issue, never another link; each order bears its own cost."""
    desk = PartsDesk(shop)
    part = desk.stocked(qty=2, yuan=30)
    wrong, right = desk.issued((part, 2)), desk.approved((part, 2))
    assert desk.scan(right, "PAD-1").verdict == "NONE"
    made = desk.open_return(wrong, line1=2)
    for name, by in (("submit", "TE"), ("check", "WK"), ("post", "WK")):
        desk.step(made, name, by=by, kind=BACK)
    desk.hand_out(right, [desk.pick(right, qty=2)])
    orders = [desk.slip(slip)[0].order_id for slip in (wrong, right)]
    assert [[(x.qty, x.value) for x in shop.ask(issued_of, order)] for order in orders] == [[(0, 0)], [(2000, 6000)]]


def test_the_last_piece_takes_what_is_left_of_the_cost(shop: Shopfloor) -> None:
    """§6.5: three for ¥10.00 come back as 3.33, 3.34 and 3.33: nothing is lost or found."""
    desk = PartsDesk(shop)
    part = desk.part("CLIP", "卡扣")
    shop.receive(part, 1, 4)
    shop.receive(part, 2, 3)
    slip = desk.issued((part, 3))
    for _ in range(3):
        made = desk.open_return(slip, line1=1)
        for name, by in (("submit", "TE"), ("check", "WK"), ("post", "WK")):
            desk.step(made, name, by=by, kind=BACK)
    assert [r.value for r in shop.rows(part) if r.kind == "REPAIR_RETURN"] == [333, 334, 333]
    assert shop.held(part)[:2] == (3000, 1000)


def test_what_the_technician_found_right_is_in_the_car(shop: Shopfloor) -> None:
    """§3.13, R56: fitted parts of the order can't come back; what was got beyond it can; a failed check frees them."""
    desk = PartsDesk(shop)
    pads = desk.stocked(qty=10, consumable=True)
    slip = desk.issued((pads, 2))
    order = desk.slip(slip)[0].order_id
    extra = {"order_id": order, "type": "EXTRA", "lines": [{"item": 1, "part_id": pads, "qty": 1000}]}
    more = shop.run(drafts.create, "requisitions", extra, by="TE")
    desk.step(more, "submit")
    shop.step("requisitions", more, "approve", by="WS", signer="WS")
    desk.hand_out(more, [desk.pick(more)])
    desk.garage.finish(order)
    assert [line.fitted for line in desk.handed(order)] == [2000, 0]
    with pytest.raises(Refused, match="it is fitted"):
        shop.run(drafting.open_for_slip, slip, by="TE")
    assert shop.run(drafting.open_for_slip, more, by="TE")
    line = desk.garage.lines(order)[0].id
    shop.run(checking.check_line, line, right=False, note="异响", by="TE")
    assert [line.fitted for line in desk.handed(order)] == [0, 0]
    assert shop.run(drafting.open_for_slip, slip, [(desk.handed(order)[0].id, 1000)], by="TE")
