"""Appointments: booking, room in the bays, moving, arriving, missing, the board and the printed day (R47, R48)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.clock import Id
from app.core.errors import Conflict, Refused
from app.core.screen import ListQuery
from app.models.appointments import Appointment
from app.models.people import User
from app.services import appointments, bays, customers, documents, drafts, notices, today, vehicles
from app.services.appointments import rules
from tests.shopfloor import Shopfloor
from tests.ways.appointments import car, confirmed, late, requested
from tests.ways.vehicles import owner

DAY = date(2026, 11, 23)


def kept(shop: Shopfloor, id: Id) -> Appointment:
    """The record."""
    return shop.get(Appointment, "id", id)  # type: ignore[no-any-return]


def at(shop: Shopfloor, hours: float) -> Any:
    """So many hours from now."""
    return shop.time.present + timedelta(hours=hours)


def moved(shop: Shopfloor, id: Id, **to: Any) -> Any:
    """Dragged by the advisor."""
    return shop.run(appointments.move, id, kept(shop, id).version, by="SA", **to)


def booked(shop: Shopfloor, hours: float, **more: Any) -> Id:
    """An appointment in so many hours."""
    given = {"car": "新车", "customer_name": "李雷", "phone": "139-0013-9000"} | more
    return shop.run(appointments.book, at(shop, hours), "保养", more=given, by="CS")  # type: ignore[no-any-return]


def test_r47_a_car_that_is_known_brings_its_customer_along(shop: Shopfloor) -> None:
    """By its plate or by the record; a car nobody knows keeps what the customer said of it."""
    mine = shop.run(vehicles.open_vehicle, "沪A12345", "", owner(shop), by="SA")
    by_plate = booked(shop, 1, car="沪a·123 45", customer_name="", phone="")
    one = kept(shop, by_plate)
    assert (one.vehicle_id, one.car, one.customer_name, one.phone) == (mine, "沪A12345", "李雷", "13900139000")
    other = kept(shop, booked(shop, 2, car="苏e-88888"))
    assert (other.vehicle_id, other.car, other.phone, other.number[:6]) == (None, "苏E88888", "13900139000", "AP-01-")
    assert kept(shop, booked(shop, 3)).car == "新车"


@pytest.mark.parametrize(
    ("more", "where"),
    [({"phone": ""}, "phone"), ({"phone": "x"}, "phone"), ({"customer_name": ""}, "customer_name"),
     ({"car": ""}, "car"),
     ({"minutes": 5}, "minutes")],
)  # fmt: skip
def test_r48_what_is_missing_is_refused_beside_its_field(shop: Shopfloor, more: dict[str, Any], where: str) -> None:
    """Nobody could be called, nothing could be got ready."""
    with pytest.raises(Refused) as said:
        booked(shop, 1, **more)
    assert [p.where for p in said.value.problems] == [where]
    with pytest.raises(Refused, match="Fault description"):
        shop.run(appointments.book, at(shop, 1), " ", more={"car": "新车"}, by="SA")
    with pytest.raises(Refused):
        shop.run(appointments.book, at(shop, 1), "保养", by="TE")


def test_a_bay_is_not_promised_twice(shop: Shopfloor) -> None:
    """The same bay at the same time is refused; without a bay there must be one free."""
    one, two = shop.run(bays.open_bays, [("1", "举升机"), ("2", "举升机")], by="WS")
    assert shop.run(bays.open_bays, [("1", "x")], by="WS") == [one]
    first, second, third = (booked(shop, 1, bay_id=b) for b in (one, one, None))
    shop.step("appointments", first, "confirm", by="SA")
    with pytest.raises(Refused, match="1 is taken at 10:00"):
        shop.step("appointments", second, "confirm", by="SA")
    assert moved(shop, second, bay=two)[0] == "requested"
    shop.step("appointments", second, "confirm", by="SA")
    with pytest.raises(Refused, match="All 2 bays"):
        shop.step("appointments", third, "confirm", by="SA")
    with pytest.raises(Refused, match="taken"):
        moved(shop, second, bay=one)
    assert kept(shop, second).bay_id == two
    moved(shop, third, start=at(shop, 2.5))
    shop.step("appointments", third, "confirm", by="SA")


def test_the_same_car_twice_a_day_is_said_and_not_refused(shop: Shopfloor) -> None:
    """Also a time when the shop is closed, and a customer who is blocked."""
    mine = car(shop)
    first = requested(shop, vehicle_id=mine)
    second = shop.run(appointments.book, at(shop, 12), "喷漆", more={"vehicle_id": mine}, by="SA")
    shop.step("customers", kept(shop, first).customer_id, "block", by="FI", reason="x")
    said = [str(t) for t in shop.ask(appointments.remarks, second, by="SA")]
    assert [words[:15] for words in said] == ["This car is boo", "The shop is clo", "李雷 is blocked. "]
    assert [f.tone for f in shop.ask(documents.peek, "appointments", second, by="SA").facts].count("warn") == 3
    board = shop.ask(appointments.board, DAY, DAY, by="SA")
    assert [slot.twice for slot in board.slots] == [True, True]


def test_an_agreed_time_that_is_moved_is_to_be_agreed_again(shop: Shopfloor) -> None:
    """Another bay or advisor alone changes nothing for the customer; who drags what another one moved is told so."""
    (bay,) = shop.run(bays.open_bays, [("1", "1 号")], by="WS")
    one = confirmed(shop)
    version = kept(shop, one).version
    advisor = shop.actor("SA").user
    assert moved(shop, one, bay=bay, advisor=advisor, minutes=5)[0] == "confirmed"
    assert (kept(shop, one).bay_id, kept(shop, one).advisor_id, kept(shop, one).minutes) == (bay, advisor, 10)
    with pytest.raises(Conflict):
        shop.run(appointments.move, one, version, start=at(shop, 4), by="SA")
    assert moved(shop, one, start=at(shop, 4))[0] == "rescheduled"
    shop.step("appointments", one, "confirm", by="SA")
    shop.step("appointments", one, "remind", by="SA", way="PHONE", reached=True, answer="准时到")
    assert shop.ask(documents.show, "appointments", one).done[-1].answers["answer"] == "准时到"
    shop.step("appointments", one, "cancel", by="SA", reason="没空")
    with pytest.raises(Refused, match="can't be moved"):
        moved(shop, one, start=at(shop, 5))
    shop.step("appointments", one, "reschedule", by="SA", start=at(shop, 6), bay=bay)
    assert kept(shop, one).state == "rescheduled"


def test_e48_he_comes_with_another_car(shop: Shopfloor) -> None:
    """E48: the link is changed, not lost; one click leads to the reception."""
    opened: list[Id] = []

    def receive(_ctx: Any, appointment: Appointment) -> tuple[str, Id]:
        assert appointment.vehicle_id is not None
        opened.append(appointment.vehicle_id)
        return "vehicles", appointment.vehicle_id

    one, other = confirmed(shop), car(shop)
    meant = kept(shop, one).vehicle_id
    before = list(rules.RECEPTION)
    appointments.received_by(receive)
    try:
        stepped = shop.step("appointments", one, "arrive", by="SA", vehicle=other)
    finally:
        rules.RECEPTION[:] = before
    assert (stepped.state, stepped.opens, opened) == ("arrived", ("vehicles", other), [other])
    assert (kept(shop, one).vehicle_id, kept(shop, one).booked_vehicle_id) == (other, meant)
    links = shop.ask(documents.show, "appointments", one, by="SA").links
    assert [link.label for link in links] == ["Vehicle", "Booked for", "Customer"]
    with pytest.raises(Refused, match="reception is open"):
        shop.step("appointments", one, "not_here", by="SA")
    assert shop.ask(vehicles.life, other, by="SA") == []


def test_a_car_entered_meanwhile_is_linked_when_it_arrives(shop: Shopfloor) -> None:
    """And an arrival by mistake is taken back as long as no reception is open."""
    one = booked(shop, 1, car="沪A88888")
    mine = shop.run(vehicles.open_vehicle, "沪A88888", "", by="SA")
    before = list(rules.RECEPTION)
    rules.RECEPTION.clear()
    try:
        shop.step("appointments", one, "arrive", by="SA")
    finally:
        rules.RECEPTION[:] = before
    assert kept(shop, one).vehicle_id == mine
    assert [v.number for v in shop.ask(vehicles.life, mine, by="SA")] == [kept(shop, one).number]
    shop.step("appointments", one, "not_here", by="SA")
    assert (kept(shop, one).state, kept(shop, one).arrived_at) == ("confirmed", None)


def test_an_appointment_of_another_day_is_moved_first(shop: Shopfloor) -> None:
    """So it does not stand on today's page either."""
    one = booked(shop, 30)
    shop.step("appointments", one, "confirm", by="SA")
    with pytest.raises(Refused, match="2026-11-24"):
        shop.step("appointments", one, "arrive", by="SA")
    assert shop.ask(today.waiting, by="SA") == []
    shop.time.forward(hours=24)
    assert [w.called for w in shop.ask(today.waiting, by="SA")] == [kept(shop, one).number]


def test_who_does_not_come_within_the_hour_is_noted_and_the_advisor_told(shop: Shopfloor) -> None:
    """After 60 minutes, by itself; whoever comes late all the same is taken in."""
    advisor = shop.actor("SA").user
    one = confirmed(shop)
    moved(shop, one, advisor=advisor)
    shop.time.forward(minutes=10)
    with pytest.raises(Refused, match="still come"):
        shop.step("appointments", one, "no_show", by="SA")
    shop.time.forward(minutes=49)
    assert shop.run(appointments.watch) == 0
    shop.time.forward(minutes=2)
    assert shop.ask(appointments.overdue) == 1
    assert shop.run(appointments.watch) == 1
    assert kept(shop, one).state == "no_show"
    assert ["did not come at 09:00" in str(n.text) for n in shop.ask(notices.inbox, by="SA")] == [True]
    late(shop)
    shop.time.forward(minutes=31)
    assert shop.run(appointments.watch) == 1
    shop.step("appointments", one, "arrive", by="SA")


def test_the_board_shows_bays_advisors_hours_and_load(shop: Shopfloor) -> None:
    """Cancelled ones are left out; phones are masked for the workshop; capacity is bays times hours."""
    one, _ = shop.run(bays.open_bays, [("1", "1 号"), ("2", "2 号")], by="WS")
    shop.actor("SA")
    first = booked(shop, 1, bay_id=one, minutes=90)
    gone = booked(shop, 2)
    shop.step("appointments", gone, "cancel", by="SA", reason="x")
    shop.time.forward(hours=1, minutes=30)
    board = shop.ask(appointments.board, DAY, DAY + timedelta(days=1), by="TE")
    later = date(2027, 3, 1)  # no holidays of that year are known
    assert (board.provisional, shop.ask(appointments.board, later, later, by="TE").provisional) == (False, True)
    assert [(s.id, s.day, s.late, s.phone, s.movable) for s in board.slots] == [(first, DAY, 30, "139****9000", True)]
    assert ([b.code for b in board.bays], [n for _, n in board.advisors]) == (
        ["1", "2"],
        [shop.get(User, "id", shop.actor("SA").user).name],
    )
    assert board.load == {DAY: (90, 2 * 9 * 60), DAY + timedelta(days=1): (0, 2 * 9 * 60)}
    assert shop.ask(appointments.board, DAY, DAY, by="SA").slots[0].phone == "13900139000"


def test_the_list_finds_by_car_customer_and_fault(shop: Shopfloor) -> None:
    """Through the car's index, too; sorted, filtered, written into rows."""
    one = requested(shop)
    plate = kept(shop, one).car or ""
    two = booked(shop, 2)
    for text, found in ((plate[2:], [one]), ("lilei", [one]), ("保养", [two]), ("xyz", [])):
        assert list(shop.ask(documents.find, "appointments", ListQuery(text), by="SA")) == found, text
    wanted = ListQuery(where=(("state", "requested"),), sort="-start")
    ids = shop.ask(documents.find, "appointments", wanted, by="SA")
    assert [row[2] for row in shop.ask(documents.read, "appointments", ids, by="SA")] == ["新车", plate]


def test_the_form_writes_one_and_the_printed_day_lists_it(shop: Shopfloor) -> None:
    """Phones are masked on paper; a day on which the shop is closed says so."""
    given = {"start": at(shop, 1), "vehicle_id": car(shop), "fault": "保养", "parts_wanted": "机滤"}
    shop.run(drafts.create, "appointments", given, by="SA")
    sheet = shop.ask(appointments.day_sheet, DAY, by="SA")
    assert [(f"{clock.local(r.start):%H:%M}", f"{clock.local(r.end):%H:%M}", r.phone, r.parts) for r in sheet.rows] == [
        ("10:00", "11:00", "139****9000", "机滤")
    ]
    assert (sheet.note, sheet.booked) == (None, 60)
    shop.run(drafts.create, "opening_hours", {"day": DAY}, by="AD")
    assert shop.ask(appointments.day_sheet, DAY, by="SA").note is not None


def test_appointments_follow_their_customer(shop: Shopfloor) -> None:
    """Merged: they name the other one. Masked: only when nothing is to come. Given out with the rest."""
    one = requested(shop)
    customer = kept(shop, one).customer_id
    other = owner(shop)
    shop.run(customers.merge, other, customer, by="AD")
    assert kept(shop, one).customer_id == other
    assert kept(shop, one).number in shop.ask(customers.give_out, other, by="CS")
    shop.step("customers", other, "ask_erasure", by="CS")
    with pytest.raises(Refused, match="2026-11-23"):
        shop.step("customers", other, "mask", by="CS")
    shop.step("appointments", one, "cancel", by="SA", reason="x")
    shop.step("customers", other, "mask", by="CS")
    assert (kept(shop, one).customer_name, kept(shop, one).phone) == ("***", "")


def test_one_click_opens_the_reception_with_what_is_known(shop: Shopfloor) -> None:
    """R47 → R49: car, customer and fault stand in the form; who may not open one is told on to the advisors."""
    one = confirmed(shop)
    stepped = shop.step("appointments", one, "arrive", by="SA")
    assert stepped.opens is not None
    kind, reception = stepped.opens
    values = shop.ask(documents.show, kind, reception, by="SA").values
    assert (kind, values["words"], values["plate"]) == ("receptions", "刹车异响", kept(shop, one).car)
    assert (values["vehicle_id"], values["sender_phone"]) == (kept(shop, one).vehicle_id, "13900139000")
    again = requested(shop, vehicle_id=kept(shop, one).vehicle_id)
    assert shop.step("appointments", again, "arrive", by="SA").opens == (kind, reception)
    unknown = shop.step("appointments", booked(shop, 1), "arrive", by="SA").opens
    assert shop.ask(documents.show, *unknown, by="SA").values["sender_name"] == "李雷"
    told = shop.step("appointments", booked(shop, 2, car="沪A99999"), "arrive", by="CS")
    assert told.opens is None
    assert ["李雷 is here with 沪A99999" in str(n.text) for n in shop.ask(notices.inbox, by="SA")] == [True]
