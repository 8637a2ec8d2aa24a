"""Papers that come back by their bar code, promises, the warranty check, the list of check-ins (R49, E56)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.services import attachments, documents, receptions, vehicles
from app.services.customers.ties import TIES
from app.services.receptions import Covered, rules
from app.services.vehicles import Visit
from app.services.work_orders.arriving import open_from_reception
from tests.services.reception_desk import MARKS, Desk, png, sheet
from tests.shopfloor import Shopfloor


@pytest.fixture
def desk4(shop: Shopfloor) -> Desk:
    return Desk(shop)


# --- papers -------------------------------------------------------------------------------------
def test_a_signed_paper_comes_back_by_its_bar_code(desk4: Desk) -> None:
    desk4.car()
    id = desk4.checked()
    code = desk4.shop.ask(sheet, id).code
    assert code == f"{desk4.see(id)['number']}.1"
    back = desk4.run(receptions.paper_back, code, png(3))
    assert (back.signed, desk4.see(id)["state"]) == (True, "signed")
    held = desk4.signature(id)
    assert held is not None
    assert (held.way, held.name) == ("PAPER", "李芳")
    with pytest.raises(Refused, match="here already"):
        desk4.run(receptions.paper_back, code, png(3))


def test_a_paper_signed_before_its_scan_gets_it_later(desk4: Desk) -> None:
    desk4.car()
    id = desk4.checked()
    desk4.step(id, "sign", who="李芳")
    back = desk4.run(receptions.paper_back, f"{desk4.see(id)['number']}.1", png(3))
    held = desk4.signature(id)
    assert held is not None
    assert (back.signed, held.image is not None) == (False, True)


def test_e56_a_paper_of_an_older_revision_signs_nothing(desk4: Desk) -> None:
    desk4.car()
    id = desk4.checked()
    code = desk4.shop.ask(sheet, id).code
    desk4.step(id, "correct")
    desk4.step(id, "check")
    with pytest.raises(Refused, match="revision 1"):
        desk4.run(receptions.paper_back, code, png())
    for nonsense in ("WO-01-20261123-0001.1", "RC-01-20261123-0999.1", "4711"):
        with pytest.raises(Refused, match="No check-in"):
            desk4.run(receptions.paper_back, nonsense, png())


# --- promise and warranty -----------------------------------------------------------------------
def test_a_promise_reckons_with_the_opening_hours(desk4: Desk) -> None:
    at = desk4.shop.ask(receptions.promise, 600).at
    assert clock.local(at).strftime("%m-%d %H:%M")[:5] == "11-24"
    assert desk4.shop.ask(receptions.promised, at) is None
    late = datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert "closed" in str(desk4.shop.ask(receptions.promised, late))
    assert "past" in str(desk4.shop.ask(receptions.promised, datetime(2026, 11, 1, tzinfo=UTC)))


def past(*visits: tuple[date, str, str, str, int | None]) -> Sequence[Covered]:
    found = [
        Visit(day, "", clock.new_id(), f"V{n}", fault, work, km, None, category)
        for n, (day, fault, work, category, km) in enumerate(visits)
    ]
    return receptions.covered(found, date(2026, 11, 23), 46_820, "刹车有尖叫声")


def test_the_same_fault_within_the_warranty_is_shown_first() -> None:
    found = past(
        (date(2026, 11, 20), "空调不凉", "加制冷剂", "MINOR", 46_700),
        (date(2026, 11, 15), "刹车尖叫", "更换前制动片", "MINOR", 46_100),
        (date(2026, 11, 1), "刹车尖叫", "更换后制动片", "MINOR", 46_000),  # 10 days are over
        (date(2026, 9, 1), "发动机异响", "发动机总成修理", "ASSEMBLY", 46_000),
        (date(2026, 11, 22), "换机油", "换机油", "MINOR", 40_000),  # too far gone
    )
    assert [(c.visit.number, c.same) for c in found] == [("V1", True), ("V0", False), ("V3", False)]
    assert (found[0].days_left, found[0].km_left) == (2, 1_280)


def test_the_warranty_check_reads_past_visits(desk4: Desk) -> None:
    car = desk4.car()
    day = clock.local(desk4.shop.time.present).date()
    rows = [{"vehicle_id": car, "day": day, "fault": "刹车尖叫", "work": "更换前制动片", "odometer_km": 46_500,
             "number": "OLD-1", "category": "MINOR"}]  # fmt: skip
    desk4.run(vehicles.add_past_visits, rows)
    [found] = desk4.shop.ask(receptions.check_warranty, car, 46_820, "刹车有尖叫声")
    assert (found.visit.number, found.same) == ("OLD-1", True)


# --- screens ------------------------------------------------------------------------------------
def test_the_list_finds_by_plate_and_name_and_links_the_car(desk4: Desk) -> None:
    desk4.car()
    id = desk4.signed()
    for text in ("8k219", "李芳", "RC-01", "帕萨特"):
        assert desk4.shop.ask(documents.find, "receptions", ListQuery(text)) == [id]
    assert desk4.shop.ask(documents.find, "receptions", ListQuery("no such", (("state", "signed"),))) == []
    [row] = desk4.shop.ask(documents.read, "receptions", [id])
    assert (row[1], row[-1]) == ("沪A·8K219", "signed")
    shown = desk4.shop.ask(documents.show, "receptions", id)
    assert [link.kind for link in shown.links] == ["vehicles"]


def test_the_list_sorts_and_a_number_is_found_whole_or_in_part(desk4: Desk) -> None:
    car = desk4.car()
    first = desk4.signed()
    [visit] = desk4.shop.ask(vehicles.life, car)
    assert (visit.kind, visit.id, visit.odometer_km) == ("receptions", first, 46_820)
    second = desk4.kept(plate="苏E22334", vin="", vin_reason="磨损").id
    both = {"plate": [first, second], "-plate": [second, first], "": [second, first]}
    for sort, order in both.items():
        assert desk4.shop.ask(documents.find, "receptions", ListQuery(sort=sort)) == order, sort
    assert desk4.shop.ask(documents.find, "receptions", ListQuery("—")) == []


def test_e49_marks_and_photos_stand_beside_the_car_at_delivery_and_nobody_takes_them_off(desk4: Desk) -> None:
    car = desk4.car()
    kept = desk4.kept()
    spare, shown = (desk4.run(receptions.add_photo, kept.id, f"{n}.png", png(n)) for n in (3, 9))
    files = {p.sha256: p.id for p in desk4.shop.ask(attachments.list_of, "receptions", kept.id)}
    desk4.run(attachments.remove, files[spare])  # blurred, say: while the form is filled in
    desk4.run(receptions.keep, kept.id, kept.version, {}, [MARKS[0] | {"photo": shown}, MARKS[1]])
    desk4.step(kept.id, "check")
    desk4.sign(kept.id)
    order = desk4.run(open_from_reception, kept.id)
    with pytest.raises(Refused, match="stays with it"):
        desk4.run(attachments.remove, files[shown])
    paper = desk4.shop.ask(sheet, kept.id)
    assert [(m.side, m.damage, m.size_cm, m.photo) for m in paper.marks] == [
        ("left", "Scratch", 15, shown), ("interior", "Broken", None, ""),
    ]  # fmt: skip
    assert desk4.shop.ask(attachments.read, files[shown]) == png(9)
    held = desk4.signature(kept.id)
    assert held is not None
    assert held.name == "李芳"
    seen = desk4.shop.ask(documents.show, "work_orders", order)
    assert ("receptions", kept.id) in [(link.kind, link.id) for link in seen.links]
    assert ("vehicles", car) in [(link.kind, link.id) for link in seen.links]
    back = desk4.shop.ask(documents.show, "receptions", kept.id)
    assert [(link.kind, link.id) for link in back.links] == [("vehicles", car), ("work_orders", order)]


@usecase("test.tie_of_receptions", allow=None)
def by_hand(ctx: Context, what: str, *ids: Id) -> Any:
    """What customers do to their check-ins."""
    return getattr(TIES["receptions"], what)(ctx, *ids)


def test_check_ins_follow_their_customer(desk4: Desk) -> None:
    desk4.car()
    id = desk4.signed()
    was, other = desk4.see(id)["customer_id"], desk4.owner("王强", "13816205522")
    desk4.shop.run(by_hand, "hand_over", other, was)
    assert desk4.see(id)["customer_id"] == other
    [row] = desk4.shop.run(by_hand, "export", other)
    assert (row["sender_name"], row["words"]) == ("李芳", "刹车有尖叫声，低速更明显")
    assert desk4.shop.run(by_hand, "export", was) == []
    desk4.shop.run(by_hand, "mask", other)
    masked = desk4.see(id)
    assert (masked["owner"], masked["sender_name"]) == ("***", "***")
    assert (masked["sender_phone"], masked["consent_phone"]) == (None, None)


def test_codes_and_labels_of_the_choices() -> None:
    assert rules.labels(rules.LAMPS, "ABS OIL") == ["ABS", "Oil"]
