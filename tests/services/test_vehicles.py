"""Vehicles: plates, VINs, owners, odometer, search, the whole life of a car."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core.clock import Id
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.vehicles import Vehicle
from app.services import customers, documents, drafts, vehicles
from app.services.vehicles import vins
from tests.shopfloor import Shopfloor

VIN = "LSVAM4187C2184847"
OTHER_VIN = "1M8GDM9AXKP042788"


def owner(shop: Shopfloor, name: str = "王小明", mobile: str = "13800138000") -> Id:
    """Somebody who owns a car."""
    return shop.run(customers.open_customer, name, mobile=mobile, by="SA")  # type: ignore[no-any-return]


def opened(shop: Shopfloor, plate: str = "沪A12345", vin: str = "", **more: Any) -> Id:
    """A vehicle entered by the advisor."""
    given = {"brand": "大众", "series": "帕萨特"} | more
    whose = given.pop("owner", None) or owner(shop)
    return shop.run(vehicles.open_vehicle, plate, vin, whose, more=given, by="SA")  # type: ignore[no-any-return]


def car(shop: Shopfloor, id: Id) -> Vehicle:
    """The record."""
    return shop.get(Vehicle, "id", id)  # type: ignore[no-any-return]


def found(shop: Shopfloor, text: str) -> list[str]:
    """Plates of what typing finds."""
    return [f.plate for f in shop.ask(vehicles.find_vehicles, text, by="SA")]


@pytest.mark.parametrize(
    ("typed", "kept", "kind"),
    [
        ("京A12345", "京A12345", "ORDINARY"), ("粤BD12345", "粤BD12345", "NEV_SMALL"),
        ("粤B12345D", "粤B12345D", "NEV_LARGE"),
        ("京A1234挂", "京A1234挂", "TRAILER"), ("粤Z1234港", "粤Z1234港", "ENTRY"), ("224578使", "224578使", "EMBASSY"),
        ("沪A0023领", "沪A0023领", "CONSULATE"), ("京A1234学", "京A1234学", "TRAINING"),
        ("京O1234警", "京O1234警", "POLICE"),
        ("WJ京12345", "WJ京12345", "ARMED"), ("VA12345", "VA12345", "MILITARY"),
        ("京X1234应急", "京X1234应急", "RESCUE"),
        ("沪a·１２３４５", "沪A12345", "ORDINARY"), (" 沪 A-123.45 ", "沪A12345", "ORDINARY"), ("", "", "NONE"),
    ],
)  # fmt: skip
def test_plates_of_every_kind(typed: str, kept: str, kind: str) -> None:
    """domain.md §5.1: normalised first, then tried in order; nothing to say about a right one."""
    plate = vehicles.read_plate(typed)
    assert (plate.plate, plate.kind, plate.warning, plate.wrong) == (kept, kind, None, False)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("京I12345", ""), ("京A1234O", "京A12340"), ("粤BF1A234", ""), ("B-MW 1234", ""), ("AI2345", "")],
)
def test_an_odd_plate_is_kept_with_a_warning(typed: str, meant: str) -> None:
    """Never refused: it may be a foreign car. O and I are offered as 0 and 1, never replaced silently."""
    plate = vehicles.read_plate(typed)
    assert (plate.kind, plate.meant, plate.wrong) == ("OTHER", meant, False)
    assert plate.warning is not None


def test_what_can_be_no_plate_and_what_is_odd_on_this_car() -> None:
    """Too long, signs; a green plate on a petrol car; a large new-energy plate that ends in A."""
    assert vehicles.read_plate("沪A12345678901").wrong
    assert vehicles.read_plate("沪A1@345").wrong
    assert vehicles.read_plate("粤BD12345", "PETROL").warning is not None
    assert vehicles.read_plate("粤B12345A", "EV").warning is not None
    assert [vehicles.shown(p) for p in ("沪A12345", "224578使", None)] == ["沪A·12345", "224578使", ""]


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "LSVAM4187C2184847", "JTHCE96S770008889"])
def test_vins_with_a_right_check_digit(vin: str) -> None:
    """domain.md §5.2; also scanned from Code 39 with a leading I or stars."""
    for typed in (vin, f"I{vin}", f"*{vin}*", f" {vin[:3]} {vin[3:].lower()}"):
        assert vehicles.read_vin(typed) == vins.Vin(vin)


@pytest.mark.parametrize(
    ("typed", "warned", "wrong", "meant"),
    [
        ("LFV3A23C8D3012345", True, False, ""), ("LSVAM4I87C2184847", True, True, VIN), ("ABC1234", True, False, ""),
        ("LSVAM4187C21848471", True, True, ""), ("LSVAM4187C218484车", True, True, ""), ("", False, False, ""),
    ],
)  # fmt: skip
def test_e46_a_vin_that_does_not_fit(typed: str, warned: bool, wrong: bool, meant: str) -> None:
    """E46: a wrong check digit and a short frame number are kept and said; what no VIN can be is refused."""
    vin = vehicles.read_vin(typed)
    assert (vin.warning is not None, vin.wrong, vin.meant) == (warned, wrong, meant)


def test_check_digit_and_model_year() -> None:
    """The digit must be 3; position 10 says the year, in a cycle of thirty."""
    assert vehicles.check_digit("LFV3A23C8D3012345") == "3"
    today = date(2026, 11, 23)
    assert [vins.model_year(v, today) for v in (VIN, OTHER_VIN, "ABC")] == [2012, 2019, None]


def test_a_car_is_opened_found_and_shown(shop: Shopfloor) -> None:
    """By any part of plate, VIN, phone, name and pinyin, before and after the owner's name changes."""
    whose = owner(shop)
    one = opened(shop, "沪a·12345", f"I{VIN}", owner=whose, sender_name="韩梅梅", sender_phone="139-0013-9000")
    opened(shop, "苏E88888", owner=owner(shop, "李雷", "13700137000"))
    for text in (
        "12345",
        "A·123",
        "沪a 123",
        "2184847",
        "c218 4847",
        "0138",
        "wxm",
        "xiaoming",
        "hmm",
        "3900139",
        "帕萨特 沪",
    ):
        assert found(shop, text)[:1] == ["沪A12345"], text
    assert found(shop, " ") == []
    assert (car(shop, one).model_year, car(shop, one).number[:6], car(shop, one).sender_phone) == (
        2012,
        "VH-01-",
        "13900139000",
    )
    kept = shop.ask(documents.show, "customers", whose)
    shop.run(drafts.edit, "customers", whose, kept.version, {"name": "赵云"}, by="SA")
    assert found(shop, "zhaoyun") == ["沪A12345"]
    assert found(shop, "xiaoming") == []
    assert shop.ask(vehicles.by_mark, f"I{VIN}", by="SA") == [one]
    assert shop.ask(vehicles.by_mark, "沪A 12345", by="SA") == [one]
    assert shop.ask(vehicles.by_mark, " ", by="SA") == []
    assert [f.phone for f in shop.ask(vehicles.find_vehicles, "12345", by="TE")] == [""]


def test_lists_sort_and_filter(shop: Shopfloor) -> None:
    """By owner, by fuel, with a limit."""
    opened(shop, owner=owner(shop, "B", "13800138000"))
    opened(shop, "沪AD12345", fuel_kind="EV", owner=owner(shop, "A", "13800138001"))
    ids = shop.ask(documents.find, "vehicles", ListQuery(sort="owner"), by="SA")
    assert [r[0] for r in shop.ask(documents.read, "vehicles", ids, by="SA")] == ["沪A·D12345", "沪A·12345"]
    electric = ListQuery(where=(("fuel_kind", "EV"),), sort="-called", limit=5)
    (one,) = shop.ask(documents.find, "vehicles", electric, by="SA")
    assert car(shop, one).fuel_scale == "SOC"
    assert len(shop.ask(documents.read, "vehicles", [one], by="TE")[0]) == 7


def test_what_is_impossible_is_refused_what_is_foreign_is_not(shop: Shopfloor) -> None:
    """A foreign plate wants the VIN or a reason; a VIN with letters it can't have is refused beside its field."""
    whose = owner(shop)
    given = {"brand": "BMW", "series": "3", "owner_id": whose}
    for values, where in (
        ({"plate": "B-MW 1234"}, "vin"), ({"plate": "沪A1@345"}, "plate"),
        ({"plate": "沪A11111", "vin": "I" * 17}, "vin"),
        ({"plate": "沪A11111", "sender_phone": "x"}, "sender_phone"),
    ):  # fmt: skip
        with pytest.raises(Refused) as said:
            shop.run(drafts.create, "vehicles", given | values, by="SA")
        assert [p.where for p in said.value.problems] == [where]
    foreign = shop.run(drafts.create, "vehicles", given | {"plate": "B-MW 1234", "plate_reason": "外籍"}, by="SA")
    assert (car(shop, foreign).plate, car(shop, foreign).plate_kind) == ("BMW1234", "OTHER")
    odd = shop.run(drafts.create, "vehicles", given | {"plate": "沪A11111", "vin": "LFV3A23C8D3012345"}, by="SA")
    assert car(shop, odd).vin == "LFV3A23C8D3012345"
    with pytest.raises(Refused, match="plate or a VIN"):
        shop.run(vehicles.open_vehicle, " ", "", by="SA")
    with pytest.raises(Refused):
        shop.run(vehicles.open_vehicle, "沪A99999", "", by="TE")


def test_e45_a_plate_on_another_car_and_another_plate_on_a_car(shop: Shopfloor) -> None:
    """E45: the VIN decides which car it is; both are named, and the plate moves only when somebody says so."""
    old = opened(shop, "沪A12345", VIN, brand="大众")
    with pytest.raises(Refused, match=VIN):
        opened(shop, "沪A12345", OTHER_VIN)
    with pytest.raises(Refused, match="沪A12345"):
        opened(shop, "沪A00000", VIN)
    new = opened(shop, "", OTHER_VIN)
    assert car(shop, new).called == OTHER_VIN
    shop.time.forward(days=3)
    shop.step("vehicles", new, "replate", by="SA", plate="沪A·12345", reason="换车留牌")
    assert (car(shop, new).called, car(shop, old).called, car(shop, old).plate) == ("沪A12345", VIN, None)
    assert [(v, u) for v, _, u in shop.ask(vehicles.had_plate, "沪A 12345", by="SA")] == [
        (new, None), (old, date(2026, 11, 26)),
    ]  # fmt: skip
    assert {f.vin for f in shop.ask(vehicles.find_vehicles, "12345", by="SA")} == {VIN, OTHER_VIN}
    shop.step("vehicles", old, "replate", by="SA", plate="沪A54321", reason="新牌")
    tables = {t.label: t.rows for t in shop.ask(documents.peek, "vehicles", old, by="SA").tables}
    assert [row[0] for row in tables["Plates"]] == ["沪A54321", "沪A12345"]
    with pytest.raises(Refused):
        shop.step("vehicles", old, "replate", by="SA", plate="@", reason="x")
    version = car(shop, new).version
    with pytest.raises(Refused, match="沪A54321"):
        shop.run(drafts.edit, "vehicles", new, version, {"plate": "沪A54321"}, by="SA")


def test_the_plate_of_the_form_writes_the_history(shop: Shopfloor) -> None:
    """The same field changed by hand; saved again without a change it writes nothing."""
    one = opened(shop, "沪A12345", VIN)
    for plate in ("沪A54321", "沪A54321", None):
        shop.run(drafts.edit, "vehicles", one, car(shop, one).version, {"plate": plate}, by="SA")
    assert [u is None for _, _, u in shop.ask(vehicles.had_plate, "沪A54321", by="SA")] == [False]
    assert (car(shop, one).called, car(shop, one).plate_kind) == (VIN, "NONE")


def test_e47_owner_and_sender_are_kept_apart(shop: Shopfloor) -> None:
    """E47: a new owner ends who used to bring it; the history says who owned it when."""
    first, second = owner(shop), owner(shop, "李雷", "13900139000")
    one = opened(shop, owner=first, sender_name="韩梅梅", sender_phone="13700137000")
    with pytest.raises(Refused, match="owner already"):
        shop.step("vehicles", one, "change_owner", by="SA", owner=first)
    shop.step("vehicles", one, "sell", by="SA", reason="卖了")
    assert (car(shop, one).owner_id, car(shop, one).sender_name, car(shop, one).state) == (None, None, "transferred")
    shop.time.forward(days=30)
    shop.step("vehicles", one, "change_owner", by="SA", owner=second)
    assert (car(shop, one).owner_id, car(shop, one).state) == (second, "active")
    tables = {t.label: t.rows for t in shop.ask(documents.peek, "vehicles", one, by="SA").tables}
    assert [row[0] for row in tables["Owners"]] == ["李雷", "王小明"]


def test_e62_the_life_of_a_car_goes_on_under_a_new_plate(shop: Shopfloor) -> None:
    """E62: visits belong to the car; what other documents know of it joins them, the newest first."""
    one = opened(shop, "沪A12345", VIN)
    rows = [
        {"vehicle_id": one, "day": date(2026, 5, 1), "number": "A1", "fault": "异响", "odometer_km": 30_000},
        {"vehicle_id": one, "day": date(2026, 8, 1), "number": "A2", "work": "保养", "amount": 38_000},
    ]
    assert shop.run(vehicles.add_past_visits, rows, by="SA") == 2
    assert shop.run(vehicles.add_past_visits, rows, by="SA") == 0
    shop.step("vehicles", one, "replate", by="SA", plate="沪A54321", reason="新牌")
    vehicles.visits_of("test", lambda _ctx, car: [vehicles.Visit(date(2026, 11, 1), "test", car, "T1")])
    try:
        assert [v.number for v in shop.ask(vehicles.life, one, by="SA")] == ["T1", "A2", "A1"]
    finally:
        vehicles.VISITS.pop("test")
    with pytest.raises(Refused):
        shop.run(vehicles.add_past_visits, [{"vehicle_id": owner(shop), "day": date(2026, 5, 1)}], by="SA")


def test_a_vin_says_who_built_the_car_without_a_network(shop: Shopfloor) -> None:
    """Maker, country and year; the brand is filled in where nobody said one, and never written over."""
    told = shop.ask(vehicles.decode, f"I{VIN}", by="SA")
    assert (told.maker, told.country, told.brand, told.year) == ("SAIC Volkswagen", "China", "大众", 2012)
    assert (told.maker_zh, told.country_zh) == ("上汽大众", "中国")
    foreign = shop.ask(vehicles.decode, "JTHCE96S770008889", by="SA")
    assert (foreign.maker_zh, foreign.country_zh) == ("雷克萨斯", "日本")
    assert shop.ask(vehicles.decode, "ABC1234", by="SA") == vehicles.Decoded("ABC1234")
    assert shop.ask(vehicles.decode, "ZZZ" + VIN[3:], by="SA").brand == ""
    silent = shop.run(vehicles.open_vehicle, "沪A12345", VIN, by="SA")
    spoken = opened(shop, "沪A54321", "LFV3A23C8D3012345", brand="一汽")
    assert (car(shop, silent).brand, car(shop, spoken).brand, car(shop, spoken).model_year) == ("大众", "一汽", 2013)
