"""Checking a car in: what must be said, whose car, the odometer, signing, papers that come back (R49, E44–E52, E56)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.core.errors import Conflict, Refused
from app.core.paper import fingerprint, matter
from app.models.receptions import Reception
from app.printing import pages
from app.printing import receptions as printed
from app.services import attachments, documents, drafts, receptions, sheets, vehicles
from tests.printing import reading
from tests.services.reception_desk import MARKS, OTHER_VIN, VIN, Desk, convert, for_order, png, sheet
from tests.shopfloor import Shopfloor


@pytest.fixture
def desk4(shop: Shopfloor) -> Desk:
    return Desk(shop)


def refused(desk: Desk, what: str, **more: Any) -> Refused:
    """What the check says of a form."""
    id = desk.kept(**more).id
    with pytest.raises(Refused) as why:
        desk.step(id, "check")
    assert why.value.problems[0].where == what, why.value
    return why.value


# --- what must be said --------------------------------------------------------------------------
def test_a_known_car_is_checked_in_and_signed_on_screen(desk4: Desk) -> None:
    car = desk4.car()
    id = desk4.signed(marks=MARKS)
    kept = desk4.see(id)
    assert (kept["state"], kept["vehicle_id"], kept["owner"], kept["car"]) == ("signed", car, "李芳", "大众 帕萨特")
    assert kept["consent_phone"] == "138 1620 5521"
    held = desk4.signature(id)
    assert held is not None
    assert (held.name, held.revision, held.way) == ("李芳", 1, "SCREEN")
    [visit] = desk4.shop.ask(vehicles.life, car)
    assert (visit.kind, visit.odometer_km) == ("receptions", 46_820)


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("plate", {"plate": "", "vin": ""}),
        ("vin", {"vin": ""}),
        ("odometer", {"odometer": None}),
        ("fuel", {"fuel": None}),
        ("sender_name", {"sender_name": ""}),
        ("sender_phone", {"sender_phone": ""}),
        ("words", {"words": ""}),
        ("wanted", {"wanted": None}),
        ("old_parts", {"old_parts": None}),
        ("walked", {"walked": False}),
        ("valuables_told", {"valuables": "笔记本电脑"}),
    ],
)
def test_what_is_missing_is_named_by_its_field(desk4: Desk, what: str, more: dict[str, Any]) -> None:
    assert refused(desk4, what, **more).problems[0].where == what


def test_no_damage_seen_must_be_said(desk4: Desk) -> None:
    assert "no other damage" in str(refused(desk4, "walked", walked=False))


@pytest.mark.parametrize("fuel", [1001, 9000])
def test_an_impossible_fuel_level_is_not_even_kept(desk4: Desk, fuel: int) -> None:
    with pytest.raises(Refused, match="empty to full"):
        desk4.kept(fuel=fuel)


def test_half_an_eighth_is_no_reading_of_a_gauge_in_eighths(desk4: Desk) -> None:
    assert "in eighths" in str(refused(desk4, "fuel", fuel=60))


def test_e52_an_electric_car_shows_its_charge_and_range(desk4: Desk) -> None:
    desk4.car(fuel_kind="EV")
    id = desk4.checked(fuel=640, fuel_scale="SOC", range_km=310)
    paper = desk4.shop.ask(sheet, id)
    assert (paper.fuel, paper.fuel_scale, paper.range_km) == (640, "SOC", 310)
    assert "charge" in str(refused(desk4, "fuel", fuel=None, fuel_scale="SOC", plate="沪A00001", vin=OTHER_VIN))


def test_a_customer_without_a_phone_is_asked_for_one(desk4: Desk) -> None:
    assert "phone" in str(refused(desk4, "sender_phone", sender_phone=""))
    assert "no phone number" in str(refused(desk4, "sender_phone", sender_phone="call his wife"))


def test_e51_valuables_are_listed_or_the_customer_takes_them(desk4: Desk) -> None:
    desk4.car()
    id = desk4.checked(valuables="笔记本电脑", valuables_told=True)
    paper = desk4.shop.ask(sheet, id)
    assert (paper.valuables, paper.valuables_told) == ("笔记本电脑", True)


def test_what_else_lies_in_the_car_is_written_in_words_and_signed_for(desk4: Desk) -> None:
    """§3.10: a word of its own beside the list; without one a sheet is what it was before there was a word."""
    desk4.car()
    paper = desk4.shop.ask(sheet, desk4.checked(belongings="SPARE JACK", belongings_other="儿童座椅"))
    assert (paper.belongings, paper.belongings_other) == (("Spare wheel", "Jack"), "儿童座椅")
    bare = replace(paper, belongings_other="")
    assert (fingerprint(bare) != fingerprint(paper), b"belongings_other" in matter(bare)) == (True, False)
    assert "备胎、千斤顶、儿童座椅" in reading.text(printed.sheet(paper))


# --- whose car ----------------------------------------------------------------------------------
def test_a_new_car_and_customer_are_made_by_the_check(desk4: Desk) -> None:
    id = desk4.checked(plate="沪B12345", vin=OTHER_VIN)
    kept = desk4.see(id)
    [found] = desk4.shop.ask(vehicles.find_vehicles, "沪B12345")
    assert (found.id, found.owner, found.phone) == (kept["vehicle_id"], "李芳", "13816205521")
    second = desk4.checked(plate="沪C12345", vin="JTHCE96S770008889")
    assert desk4.see(second)["customer_id"] == kept["customer_id"]  # the same phone is the same customer


def test_e45_another_cars_plate_is_shown_and_moves_only_by_word(desk4: Desk) -> None:
    first = desk4.car()
    why = refused(desk4, "plate", vin=OTHER_VIN)
    assert VIN in str(why)
    assert "大众 帕萨特" in str(why)
    id = desk4.checked(vin=OTHER_VIN, plate_moved=True, odometer=120)
    assert desk4.see(id)["vehicle_id"] != first
    assert [car for car, _, until in desk4.shop.ask(vehicles.had_plate, "沪A8K219") if until is None] == [
        desk4.see(id)["vehicle_id"]
    ]


def test_e45_an_old_car_comes_with_a_new_plate(desk4: Desk) -> None:
    car = desk4.car()
    id = desk4.checked(plate="沪A99999")
    assert desk4.see(id)["vehicle_id"] == car
    [found] = desk4.shop.ask(vehicles.find_vehicles, "沪A99999")
    assert found.id == car


def test_e45_the_vin_belongs_to_one_car_and_the_plate_to_another(desk4: Desk) -> None:
    desk4.car()
    other = desk4.run(vehicles.open_vehicle, "沪A11111", OTHER_VIN)
    refused(desk4, "plate", vin=OTHER_VIN)
    id = desk4.checked(vin=OTHER_VIN, plate_moved=True)
    assert desk4.see(id)["vehicle_id"] == other


def test_e46_a_wrong_check_digit_wants_a_second_look_and_no_vin_a_reason(desk4: Desk) -> None:
    wrong = "LFV3A23C8D3012345"
    assert "check digit" in str(refused(desk4, "vin", vin=wrong, plate="沪A22222"))
    id = desk4.checked(vin=wrong, plate="沪A22222", vin_reason="铭牌如此")
    assert desk4.see(id)["vin"] == wrong
    id = desk4.checked(vin="", plate="沪A33333", vin_reason="铭牌看不清")
    assert desk4.see(id)["vin"] is None
    assert "17" in str(refused(desk4, "vin", vin="X" * 19, plate="沪A44444"))


def test_a_known_car_gets_the_vin_that_was_missing(desk4: Desk) -> None:
    car = desk4.run(vehicles.open_vehicle, "沪A55555", "")
    id = desk4.checked(plate="沪A55555", vin=OTHER_VIN)
    assert desk4.see(id)["vehicle_id"] == car
    assert desk4.shop.ask(vehicles.by_mark, OTHER_VIN) == [car]


def test_e47_who_brings_it_is_not_the_owner(desk4: Desk) -> None:
    car = desk4.car()
    id = desk4.checked(
        sender_name="王师傅", sender_phone="13900001111", sender_owns=False, consent_by="OWNER", pays="OWNER",
        consent_phone="13816205521",
    )  # fmt: skip
    paper = desk4.shop.ask(sheet, id)
    assert (paper.owner, paper.sender, paper.consent_by, paper.pays) == ("李芳", "王师傅", "Owner", "Owner")
    sign = next(o for o in desk4.shop.ask(documents.show, "receptions", id).offers if o.step == "sign")
    assert [(field.name, field.default) for field in sign.asks] == [("who", "王师傅")]  # who is likely to sign
    again = desk4.shop.ask(receptions.arriving, car)
    assert (again.values["sender_name"], again.values["sender_owns"]) == ("王师傅", False)


def test_e47_an_unknown_cars_sender_orders_the_work_without_owning_it(desk4: Desk) -> None:
    id = desk4.checked(plate="沪B12345", vin=OTHER_VIN, sender_owns=False)
    kept = desk4.see(id)
    assert (kept["owner"], kept["customer_id"] is not None) == ("", True)


def test_a_car_has_one_open_check_in(desk4: Desk) -> None:
    desk4.car()
    first = desk4.checked()
    assert desk4.see(first)["number"] in str(refused(desk4, "plate"))
    known = desk4.shop.ask(receptions.arriving, desk4.see(first)["vehicle_id"])
    assert known.open_reception == (first, desk4.see(first)["number"])


def test_what_is_known_of_a_car_fills_the_form(desk4: Desk) -> None:
    car = desk4.car()
    first = desk4.signed()
    desk4.shop.run(convert, first)
    known = desk4.shop.ask(receptions.arriving, car)
    assert (known.values["sender_name"], known.values["sender_phone"]) == ("李芳", "13816205521")
    assert (known.last_km, known.open_reception, known.values["vin"]) == (46_820, None, VIN)


# --- odometer -----------------------------------------------------------------------------------
def visited(desk: Desk, km: int = 47_310) -> Any:
    """The car was here with this reading."""
    car = desk.car()
    desk.run(vehicles.read_odometer, car, km)
    desk.later(days=90)
    return car


def test_e44_a_lower_odometer_is_asked_about(desk4: Desk) -> None:
    visited(desk4)
    assert "47310" in str(refused(desk4, "odometer"))
    refused(desk4, "odometer_reason", odometer_answer="LAST_WRONG")


def test_e44_the_last_reading_was_wrong(desk4: Desk) -> None:
    car = visited(desk4)
    desk4.checked(odometer_answer="LAST_WRONG", odometer_reason="上次看错一位")
    known = desk4.shop.ask(receptions.arriving, car)
    assert known.last_km == 46_820


def test_e44_the_cluster_was_replaced(desk4: Desk) -> None:
    car = visited(desk4)
    desk4.checked(odometer=120, odometer_answer="CLUSTER", odometer_reason="在别处换过仪表")
    assert desk4.shop.ask(vehicles.check_odometer, car, 100).verdict == "lower"
    assert desk4.shop.ask(vehicles.check_odometer, car, 130).verdict == "ok"


def test_e44_ten_times_as_much_is_looked_at_again(desk4: Desk) -> None:
    visited(desk4)
    assert "how that comes" in str(refused(desk4, "odometer_reason", odometer=473_200))
    desk4.checked(odometer=473_200, odometer_reason="看过两遍", plate="沪A8K219")


def test_e44_miles_and_unreadable(desk4: Desk) -> None:
    desk4.car()
    id = desk4.checked(odometer=29_000, odometer_unit="mi")
    assert desk4.shop.ask(receptions.arriving, desk4.see(id)["vehicle_id"]).last_km == 46_671
    other = desk4.checked(plate="沪A77777", vin=OTHER_VIN, odometer=None, fuel=None, odometer_reason="仪表不亮")
    assert desk4.shop.ask(sheet, other).odometer_note == "仪表不亮"


def test_an_odometer_has_seven_digits(desk4: Desk) -> None:
    assert "at most 9999999" in str(refused(desk4, "odometer", odometer=10_000_000))


def test_a_reading_that_is_corrected_strikes_the_first_one_out(desk4: Desk) -> None:
    car = desk4.car()
    id = desk4.checked()
    desk4.step(id, "correct")
    desk4.run(receptions.keep, id, desk4.see(id)["version"], {"odometer": 46_280, "odometer_answer": "LAST_WRONG",
                                                             "odometer_reason": "录错"})  # fmt: skip
    desk4.step(id, "check")
    assert desk4.shop.ask(receptions.arriving, car).last_km == 46_280
    assert desk4.see(id)["revision"] == 2


# --- half-filled forms --------------------------------------------------------------------------
def test_a_half_filled_form_is_kept_as_it_was_typed(desk4: Desk) -> None:
    first = desk4.run(receptions.keep, None, 0, {"plate": "沪a8k219"}, [], {"odometer": "46,8x"})
    again = desk4.run(receptions.keep, first.id, first.version, {"words": "异响"}, MARKS, {"odometer": "46,82"})
    kept = desk4.see(first.id)
    assert (kept["plate"], kept["words"], kept["typed"]) == ("沪A8K219", "异响", {"odometer": "46,82"})
    assert (again.number, again.version) == (kept["number"], kept["version"])
    with pytest.raises(Conflict):
        desk4.run(receptions.keep, first.id, first.version, {"words": "另一个人"})


def test_photos_belong_to_the_check_in_and_its_marks(desk4: Desk) -> None:
    desk4.car()
    kept = desk4.kept()
    sha = desk4.run(receptions.add_photo, kept.id, "left.png", png(9))
    desk4.run(receptions.keep, kept.id, kept.version, {}, [MARKS[0] | {"photo": sha}])
    desk4.step(kept.id, "check")
    [photo] = desk4.shop.ask(attachments.list_of, "receptions", kept.id)
    assert (photo.sha256, photo.role) == (sha, "photo")
    assert desk4.shop.ask(sheet, kept.id).marks[0].photo == sha
    with pytest.raises(Refused, match="To be signed"):
        desk4.run(receptions.add_photo, kept.id, "late.png", png(8))


# --- signing ------------------------------------------------------------------------------------
def test_e56_opened_again_it_is_unsigned_and_a_revision_later(desk4: Desk) -> None:
    desk4.car()
    id = desk4.signed()
    desk4.step(id, "reopen", reason="客户想起一件事")
    kept = desk4.see(id)
    assert (kept["state"], kept["revision"]) == ("draft", 2)
    desk4.run(receptions.keep, id, kept["version"], {"words": "刹车有尖叫声，空调不凉"})
    desk4.step(id, "check")
    assert desk4.signature(id) is None
    with pytest.raises(Refused, match="not signed"):
        desk4.shop.ask(for_order, id)
    desk4.sign(id)
    held = desk4.signature(id)
    assert held is not None
    assert held.revision == 2


def test_two_advisors_do_not_sign_over_one_another(desk4: Desk) -> None:
    desk4.car()
    id = desk4.checked()
    version = desk4.see(id)["version"]
    desk4.step(id, "refuse", reason="要再想想")
    desk4.step(id, "correct")
    desk4.step(id, "check")
    with pytest.raises(Conflict):
        desk4.run(receptions.sign, id, version, "李芳", *signed_with())


def signed_with() -> tuple[Any, bytes]:
    from tests.services.reception_desk import STROKES

    return STROKES, png()


def test_who_does_not_sign_is_written_down_and_nothing_starts(desk4: Desk) -> None:
    desk4.car()
    id = desk4.checked()
    desk4.step(id, "refuse", reason="嫌贵")
    assert desk4.see(id)["state"] == "checked"
    with pytest.raises(Refused, match="not signed"):
        desk4.shop.ask(for_order, id)
    with pytest.raises(Refused, match="Nobody has signed"):
        desk4.shop.run(convert, id)


def test_a_signed_check_in_hands_its_words_to_the_work_order(desk4: Desk) -> None:
    desk4.car()
    at = datetime(2026, 11, 24, 8, tzinfo=UTC)
    id = desk4.signed(promised_at=at, estimate=84_000, wash=True)
    given = desk4.shop.ask(for_order, id)
    assert (given.wanted, given.old_parts, given.promised_at, given.estimate) == (
        ("检查制动", "保养"), "WAIVE", at, 84_000,
    )  # fmt: skip
    assert (given.words, given.odometer, given.plate) == ("刹车有尖叫声，低速更明显", 46_820, "沪A8K219")
    desk4.shop.run(convert, id, "WO-7")
    assert (desk4.see(id)["state"], desk4.see(id)["order_number"]) == ("converted", "WO-7")
    with pytest.raises(Refused, match="work order already"):
        desk4.shop.run(convert, id, "WO-8")


def test_e50_a_car_leaves_unrepaired(desk4: Desk) -> None:
    desk4.car()
    id = desk4.signed()
    desk4.step(id, "leave", reason="客户改去4S店")
    assert (desk4.see(id)["state"], desk4.see(id)["left_reason"]) == ("left", "客户改去4S店")
    slip = desk4.run(sheets.issue, "receptions", id, "receptions.gate")
    assert (slip.plate, slip.sender, slip.reason) == ("沪A8K219", "李芳", "客户改去4S店")
    assert "may leave" in pages.text(printed.gate(replace(slip, imprint=replace(slip.imprint, language="en"))))


def test_all_that_is_missing_is_said_at_once(desk4: Desk) -> None:
    """Also on the command line: nobody is sent back once for each field."""
    id = desk4.run(receptions.keep, None, 0, {"plate": "沪A8K219"}, []).id
    with pytest.raises(Refused) as said:
        desk4.step(id, "check")
    wanted = {"vin", "odometer", "sender_name", "sender_phone", "words", "wanted", "old_parts", "walked"}
    assert {p.where for p in said.value.problems} == wanted


def test_a_check_in_opened_by_the_plate_alone_brings_what_is_known_of_the_car(shop: Shopfloor) -> None:
    """As on the command line: owner, who brings it, VIN and make; what is typed stands."""
    Desk(shop).car()
    made = shop.get(Reception, "id", shop.run(drafts.create, "receptions", {"plate": "沪a8k219"}, by="SA"))
    assert (made.owner, made.sender_name, made.sender_phone, made.vin) == ("李芳", "李芳", "13816205521", VIN)
    assert "大众" in made.car
    given = {"plate": "沪A8K219", "sender_name": "王强"}
    assert shop.get(Reception, "id", shop.run(drafts.create, "receptions", given, by="SA")).sender_name == "王强"
    blank = shop.get(Reception, "id", shop.run(drafts.create, "receptions", {"plate": "沪B00001"}, by="SA"))
    assert (blank.owner, blank.car, blank.sender_name) == ("", "", None)
