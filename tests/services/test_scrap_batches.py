"""Scrap batches (R71): approved by the manager, handed over once; hazardous waste with licence and slip."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.services import drafts, reports, sheets
from tests.olds import BATCH, Yard
from tests.shopfloor import Shopfloor
from tests.ways import old_parts as ways


@pytest.fixture
def yard(shop: Shopfloor) -> Yard:
    return Yard(shop)


def test_scrap_leaves_with_a_batch_that_the_manager_signed(yard: Yard, shop: Shopfloor) -> None:
    first, second = yard.to_scrap(), yard.to_scrap()
    numbers = [yard.see(id)["number"] for id in (first, second)]
    batch = yard.batch(first, second, more=({"what": "旧轮胎 4 条"},))
    shop.step(BATCH, batch, "submit")
    other = yard.batch(first)
    with pytest.raises(Refused, match="stands on another batch"):
        shop.step(BATCH, other, "submit")
    for step, by, more in (("give_after_all", "SA", {"person": "李芳"}), ("unscrap", "WK", {})):
        with pytest.raises(Refused, match="stands on the scrap batch"):
            yard.step(first, step, by=by, **more)
    with pytest.raises(Refused, match="may not sign"):
        shop.step(BATCH, batch, "approve", by="WK", signer="WK")
    shop.step(BATCH, batch, "reject", by="MG", reason="轮胎另走")
    yard.step(first, "unscrap")
    with pytest.raises(Refused, match="does not wait for scrapping: Registered"):
        shop.step(BATCH, batch, "submit")
    yard.step(first, "scrap")
    shop.step(BATCH, batch, "submit")
    shop.step(BATCH, batch, "approve", by="MG", signer="MG")
    shop.step(BATCH, batch, "hand_over", handler="绿源再生资源", proceeds=6_000)
    assert [yard.see(id)["state"] for id in (first, second)] == ["disposed", "disposed"]
    slip = shop.run(sheets.issue, BATCH, batch, "scrap_batches.slip", by="WK")
    assert [item.number for item in slip.lines] == [*numbers, ""]
    assert (slip.handler, slip.proceeds, slip.signatures[1].name) == ("绿源再生资源", 6_000, "Mg")
    for lines, why in (((), "Add at least one line"), (({"what": ""},), "say what it is"),
                       (({"old_part_id": first},), "does not wait")):  # fmt: skip
        bad = shop.run(drafts.create, BATCH, {"type": "ORDINARY", "lines": list(lines)}, by="WK")
        with pytest.raises(Refused, match=why):
            shop.step(BATCH, bad, "submit")


def test_e74_hazardous_waste_is_weighed_and_leaves_with_licence_and_transfer_slip(yard: Yard, shop: Shopfloor) -> None:
    """A battery: weight at the counter, its own batch, and the ledger says where every gram is."""
    made = yard.handed_in(hazardous="HW31", name_zh="蓄电池")
    with pytest.raises(Refused, match="weigh it"):
        yard.register(made)
    yard.register(made, grams=14_500)
    with pytest.raises(Refused, match="hazardous waste"):
        yard.step(made, "reuse", by="TS", signer="TS", bin=yard.bin)
    yard.step(made, "scrap")
    assert yard.waste()[1] == {"HW31": 14_500}
    wrong = yard.batch(made)
    with pytest.raises(Refused, match="leaves with a batch of hazardous waste"):
        shop.step(BATCH, wrong, "submit")
    plain = yard.batch(yard.to_scrap(), type="HAZARDOUS")
    with pytest.raises(Refused, match="no hazardous waste"):
        shop.step(BATCH, plain, "submit")
    for row, why in (({"what": "含油抹布"}, "Enter the class"), ({"what": "含油抹布", "hw_class": "HW49"}, "weighed")):
        bad = yard.batch(type="HAZARDOUS", more=(row,))
        with pytest.raises(Refused, match=why):
            shop.step(BATCH, bad, "submit")
    rags = {"what": "含油抹布", "hw_class": "HW49", "grams": 3_200}
    batch = yard.approved(made, type="HAZARDOUS", more=(rags,))
    with pytest.raises(Refused, match="licence"):
        shop.step(BATCH, batch, "hand_over", handler="绿源")
    with pytest.raises(Refused, match="transfer slip"):
        shop.step(BATCH, batch, "hand_over", handler="绿源", licence="沪危废许 012")
    shop.step(BATCH, batch, "hand_over", handler="绿源", licence="沪危废许 012", slip="2026-0117")
    rows, lying = yard.waste()
    assert lying == {}
    assert [(r.hw_class, r.grams, r.way, r.transfer) for r in rows] == [
        ("HW31", 14_500, "IN", ""), ("HW31", -14_500, "HANDLER", "2026-0117"), ("HW49", 3_200, "IN", ""),
        ("HW49", -3_200, "HANDLER", "2026-0117"),
    ]  # fmt: skip
    ledger = shop.ask(reports.make, "hazardous_waste", by="WK")
    assert [(row[0], row[3], row[6]) for row in ledger.rows] == [
        ("HW31", "IN", (14_500, 3, "kg")), ("HW31", "HANDLER", (0, 3, "kg")), ("HW49", "IN", (3_200, 3, "kg")),
        ("HW49", "HANDLER", (0, 3, "kg")),
    ]  # fmt: skip
    assert [str(words) for words in ledger.remarks] == ["Nothing lies here at the end."]


def test_waste_that_leaves_otherwise_stands_in_the_ledger_too(yard: Yard, shop: Shopfloor) -> None:
    """The customer takes his battery, the maker wants his, one is missing; one that never came in never goes out."""
    kinds = {"hazardous": "HW31", "weight_g": 15_000}
    taken, back, lost = yard.registered(intent="TAKE", **kinds), yard.registered(payer="WARRANTY", **kinds), (
        yard.registered(**kinds)
    )  # fmt: skip
    never = yard.expected(**kinds)
    assert yard.waste()[1] == {"HW31": 45_000}  # by the part's own weight
    words = shop.ask(reports.make, "hazardous_waste", by="WK").remarks
    assert [str(one) for one in words] == ["HW31: 45.000 kg lie here at the end."]
    yard.step(taken, "give_back", by="SA", person="李芳")
    yard.step(back, "to_supplier", by="PU", supplier=ways.supplier(shop))
    for id in (lost, never):
        yard.step(id, "missing", signer="WS", responsible=ways.technician(shop), reason="被人拿走")
    rows, lying = yard.waste()
    assert lying == {}
    assert [r.way for r in rows if r.grams < 0] == ["CUSTOMER", "SUPPLIER", "MISSING"]
