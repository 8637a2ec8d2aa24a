"""Customers: phones, search, blocking, merging, what the law on personal information asks."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.core.clock import Id
from app.core.doors import open_door
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.customers import Customer, CustomerIndex
from app.models.vehicles import Vehicle, VehicleIndex
from app.services import customers, doctor, documents, drafts, lookup, notices, settings, vehicles
from app.services.customers import term
from tests.shopfloor import Shopfloor


def opened(shop: Shopfloor, name: str = "王小明", mobile: str = "13800138000", **more: Any) -> Id:
    """A customer entered by the advisor."""
    return shop.run(customers.open_customer, name, mobile=mobile, more=more, by="SA")  # type: ignore[no-any-return]


def found(shop: Shopfloor, text: str, by: Any = "SA") -> list[str]:
    """Names of the customers that typing finds."""
    ids = shop.ask(documents.find, "customers", ListQuery(text), by=by)
    return [shop.get(Customer, "id", i).name for i in ids]


@pytest.mark.parametrize(
    ("typed", "kept", "odd"),
    [
        ("138 0013 8000", "13800138000", False), ("+86-138-0013-8000", "13800138000", False),
        ("8613800138000", "13800138000", False), ("（021）5555 0100", "02155550100", False),
        ("021-55550100转123", "02155550100-123", False), ("021-55550100-8", "02155550100-8", False),
        ("400-820-8820", "4008208820", False), ("95518", "95518", False), ("852 5123 4567", "85251234567", False),
        ("55550100", "02155550100", True), ("12345678901", "12345678901", True),
        ("+49 30 123456", "+4930123456", False),
    ],
)  # fmt: skip
def test_phones_are_kept_as_digits(typed: str, kept: str, odd: bool) -> None:
    """domain.md §5.3: what looks odd is kept and said; the extension is split off first."""
    phone = customers.read_phone(typed, "021")
    assert (phone.number, phone.warning is not None, phone.wrong) == (kept, odd, False)


@pytest.mark.parametrize("typed", ["张三", "12", "138x0138000"])
def test_what_is_no_phone_is_refused_beside_its_field(shop: Shopfloor, typed: str) -> None:
    """Nothing is kept."""
    with pytest.raises(Refused) as said:
        shop.run(drafts.create, "customers", {"name": "李雷", "mobile": typed}, by="SA")
    assert [p.where for p in said.value.problems] == ["mobile"]
    assert customers.read_phone("").number == ""


def test_a_customer_without_a_phone_is_refused(shop: Shopfloor) -> None:
    """Nobody could be told that the car is ready; without a name he is nobody."""
    with pytest.raises(Refused, match="needs a phone"):
        shop.run(drafts.create, "customers", {"name": "李雷"}, by="SA")
    with pytest.raises(Refused, match="Name is missing"):
        shop.run(customers.open_customer, " ", mobile="13800138000", by="SA")
    with pytest.raises(Refused):
        shop.run(customers.open_customer, "李雷", mobile="13800138000", by="TE")


def test_found_by_any_part_of_name_pinyin_phone_and_number(shop: Shopfloor) -> None:
    """And no longer by what he was called before."""
    one = opened(shop, uscc="91110108551385082q", contact="韩梅梅")
    opened(shop, "上海永达物流有限公司", "", landline="021-55550100", kind="company")
    for text in ("小明", "wxm", "wangxiao", "0138 00", "138-0013", "KH-01", "hmm", "91110108"):
        assert "王小明" in found(shop, text), text
    assert found(shop, "yongda") == ["上海永达物流有限公司"]
    assert found(shop, "5555 0100") == ["上海永达物流有限公司"]
    kept = shop.get(Customer, "id", one)
    assert (kept.number[:6], kept.uscc) == ("KH-01-", "91110108551385082Q")
    shop.run(drafts.edit, "customers", one, kept.version, {"name": "王大明"}, by="SA")
    assert found(shop, "xiaoming") == []
    (alike,) = shop.ask(customers.similar, "", "138-0013-8000", by="SA")
    assert (alike.id, alike.why) == (one, "the same phone")
    assert shop.ask(customers.similar, "王大明", exclude=one, by="SA") == []
    assert shop.ask(lookup.code, kept.number, by="SA")[0].id == one


def test_lists_sort_and_filter(shop: Shopfloor) -> None:
    """By number backwards, by kind."""
    opened(shop)
    opened(shop, "永达", "13900139000", kind="company")
    rows = shop.ask(documents.find, "customers", ListQuery(where=(("kind", "company"),), limit=10), by="SA")
    assert len(rows) == 1
    ids = shop.ask(documents.find, "customers", ListQuery(sort="-number"), by="SA")
    assert [r[1] for r in shop.ask(documents.read, "customers", ids, by="SA")] == ["永达", "王小明"]


def test_phones_are_not_for_the_workshop(shop: Shopfloor) -> None:
    """The technician sees who, the advisor how to reach him; masked as papers of the shop floor show it."""
    one = opened(shop, address="示例路 2 号")
    assert [len(r) for r in shop.ask(documents.read, "customers", [one], by="TE")] == [5]
    assert [len(r) for r in shop.ask(documents.read, "customers", [one], by="SA")] == [7]
    assert "mobile" not in shop.ask(documents.show, "customers", one, by="TE").values
    told = [f.value for f in shop.ask(documents.peek, "customers", one, by="SA").facts]
    assert "示例路 2 号" in told
    assert "13800138000" not in [f.value for f in shop.ask(documents.peek, "customers", one, by="TE").facts]
    assert [customers.masked(p) for p in ("13800138000", "02155550100-12", "95518", None)] == [
        "138****8000", "021****0100-12", "***18", "",
    ]  # fmt: skip


def test_credit_is_changed_by_finance_alone(shop: Shopfloor) -> None:
    """The advisor reads it; blocking, too, is finance's."""
    one = opened(shop)
    version = shop.ask(documents.standing, "customers", one).version
    with pytest.raises(Refused):
        shop.run(drafts.edit, "customers", one, version, {"on_account": True}, by="SA")
    with pytest.raises(Refused):
        shop.step("customers", one, "block", by="SA", reason="x")
    shop.step("customers", one, "block", by="FI", reason="未付款")
    assert shop.state("customers", one) == "blocked"
    shop.step("customers", one, "unblock", by="FI")


def test_consent_is_dated(shop: Shopfloor) -> None:
    """By the day it was given, unless another is said."""
    one = opened(shop)
    kept = shop.get(Customer, "id", one)
    shop.run(drafts.edit, "customers", one, kept.version, {"consent": True}, by="SA")
    assert shop.get(Customer, "id", one).consent_on == date(2026, 11, 23)


def test_duplicates_are_merged_with_their_cars(shop: Shopfloor) -> None:
    """The one that stays takes cars and fills empty fields; the other is found no more and not merged again."""
    keep, drop = opened(shop), opened(shop, "王晓明", "13800138001", address="示例路 2 号")
    car = shop.run(vehicles.open_vehicle, "沪A12345", "", drop, by="SA")
    with pytest.raises(Refused):
        shop.run(customers.merge, keep, drop, by="SA")
    shop.run(customers.merge, keep, drop, by="AD")
    assert shop.get(Vehicle, "id", car).owner_id == keep
    assert shop.get(Customer, "id", keep).address == "示例路 2 号"
    assert shop.state("customers", drop) == "merged"
    assert found(shop, "王晓明") == []
    assert [v.owner for v in shop.ask(vehicles.find_vehicles, "12345", by="SA")] == ["王小明"]
    for pair in ((keep, drop), (keep, keep)):
        with pytest.raises(Refused):
            shop.run(customers.merge, *pair, by="AD")


def test_e91_personal_data_is_given_out_and_masked_when_no_record_needs_it(shop: Shopfloor) -> None:
    """E91: asked while a repair's record must be kept → masked after the term; nothing then tells who he was."""
    one = opened(shop, address="示例路 2 号", consent=True)
    more = {"sender_name": "王小明的儿子", "sender_phone": "13700137000"}
    car = shop.run(vehicles.open_vehicle, "沪A12345", "", one, more=more, by="SA")
    visit = {"vehicle_id": car, "day": date(2025, 6, 1), "fault": "异响"}
    assert shop.run(vehicles.add_past_visits, [visit], by="SA") == 1
    told = json.loads(shop.ask(customers.give_out, one, by="CS"))
    assert told["customer"]["mobile"] == "13800138000"
    assert told["vehicles"][0]["sender_name"] == "王小明的儿子"
    shop.step("customers", one, "ask_erasure", by="CS")
    with pytest.raises(Refused, match="2027-06-02"):
        shop.step("customers", one, "mask", by="CS")
    shop.step("customers", one, "keep", by="CS")
    assert shop.get(Customer, "id", one).erase_asked_on is None
    shop.step("customers", one, "ask_erasure", by="CS")
    shop.time.forward(days=200)
    shop.step("customers", one, "mask", by="CS")
    kept = shop.get(Customer, "id", one)
    assert (kept.name, kept.mobile, kept.address, kept.consent) == ("***", None, None, False)
    assert shop.ask(vehicles.find_vehicles, "wxm", by="SA") == []
    assert found(shop, "0138") == []
    assert "王小明" not in shop.ask(customers.give_out, one, by="CS")


def test_the_doctor_mends_the_search_index(shop: Shopfloor) -> None:
    """What searching reads is derived: taken away, it is made anew."""
    owner = opened(shop)
    shop.run(vehicles.open_vehicle, "沪A12345", "", owner, by="SA")
    with shop.rig.store.writer.connect() as conn, conn.begin(), open_door(conn, "derived"):
        conn.execute(delete(CustomerIndex))
        conn.execute(update(VehicleIndex).values(search_text="x"))
    told = {f.check: f for f in doctor.examine(shop.desk, shop.actor("AD"))}
    assert "2 customers or vehicles" in str(told["people_index"].text)
    told = {f.check: f for f in doctor.examine(shop.desk, shop.actor("AD"), repair=True)}
    assert told["people_index"].severity == "ok"
    assert found(shop, "wxm") == ["王小明"]


def test_a_local_number_gets_the_towns_area_code(shop: Shopfloor) -> None:
    """The shop's setting is put before it."""
    shop.run(settings.change, "customers.area_code", "0512", by="AD")
    one = opened(shop, mobile="", landline="5555 0100")
    assert shop.get(Customer, "id", one).landline == "051255550100"


def test_e91_what_was_asked_is_masked_by_itself_when_the_term_is_over(shop: Shopfloor) -> None:
    """Nobody has to think of it after years; the proof stays, customer service is told. Not on the day it is asked."""
    kept, free = opened(shop), opened(shop, "李四", mobile="13900139000")
    car = shop.run(vehicles.open_vehicle, "沪A12345", "", kept, by="SA")
    shop.run(vehicles.add_past_visits, [{"vehicle_id": car, "day": date(2025, 6, 1), "fault": "异响"}], by="SA")
    for one in (kept, free):
        shop.step("customers", one, "ask_erasure", by="CS")
    assert shop.run(term.mask_due) == 0, "asked today: it can still be taken back"
    shop.time.forward(days=1)
    assert (shop.ask(term.masking_due), shop.run(term.mask_due), shop.ask(term.masking_due)) == (1, 1, 0)
    assert [shop.get(Customer, "id", one).name for one in (kept, free)] == ["王小明", "***"]
    shop.time.forward(days=200)
    assert shop.run(term.mask_due) == 1
    assert (shop.get(Customer, "id", kept).mobile, shop.state("customers", kept)) == (None, "masked")
    done = shop.ask(documents.show, "customers", kept, by="CS").done[-1]
    assert (done.step, done.who) == ("term_over", "Counterpart")
    assert any("personal data is masked" in str(item.text) for item in shop.ask(notices.inbox, by="CS"))
    with pytest.raises(Refused):
        shop.run(term.mask_due, by="MG")
