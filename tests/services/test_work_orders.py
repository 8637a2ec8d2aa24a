"""What a work order refuses and keeps: the edges that really happen (domain.md §8), through use-cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Conflict, Refused
from app.core.screen import ListQuery
from app.models.people import User
from app.models.work_orders import TechnicalAdvice, WorkTime
from app.printing import SHEETS
from app.services import bays, documents, drafts, notices, payments
from app.services.work_orders import amounts, bench, board, shares, signing, times
from app.services.work_orders.consent import Goods, Work
from tests.garage import KIND, Garage, picture
from tests.printing import reading
from tests.rig import PROGRAM
from tests.shopfloor import Shopfloor
from tests.ways.vehicles import active
from tests.ways.work_orders import on_paper


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """A workshop."""
    return Garage(shop)


@query("test.shares", allow=None)
def shared(ctx: Reader, line: Id) -> list[tuple[Id, int]]:
    """Who does an item."""
    return shares.shares_of(ctx, [line]).get(line, [])


@query("test.advice", allow=None)
def asked(ctx: Reader) -> list[TechnicalAdvice]:
    """All questions."""
    return list(ctx.session.scalars(select(TechnicalAdvice)))


@query("test.times", allow=None)
def clocked(ctx: Reader, lines: list[Id]) -> dict[Id, int]:
    """Minutes per item."""
    return times.minutes_of(ctx, lines, ctx.now)


# --- estimate ---------------------------------------------------------------------------------------------------------
def test_the_tax_is_in_the_price_line_by_line() -> None:
    """Half up, and net + tax is the amount to the fen."""
    assert [amounts.tax_in(fen, 1300) for fen in (113, 100, 1, 0, 99_999)] == [13, 12, 0, 0, 11_504]
    assert amounts.tax_in(-100, 1300) == -12
    assert amounts.totals([], [], 1_000, 600) == amounts.Totals(0, 0, 1_000, 57, 1_000, 1_000)


def test_e60_the_customer_s_own_part_costs_nothing_and_stands_on_no_stock(garage: Garage) -> None:
    order = garage.issued(goods=[Goods(item=1, name="自带机油", qty=4000, source="CUSTOMER", price=90_000_000)])
    one, _, parts, _, _ = garage.read(order)
    assert (parts[0].amount, parts[0].old_part, one.parts_amount) == (0, False, 0)
    assert garage.sheet(order).parts[0].source == "CUSTOMER"


def test_who_pays_a_line_is_said_and_the_customer_s_share_is_his_lines(garage: Garage, shop: Shopfloor) -> None:
    order = garage.order(work=[Work(name="更换前制动片", hours=1000), Work(name="召回检查", hours=1000)])
    seen = shop.ask(documents.show, KIND, order, by="SA")
    rows = [dict(row) for row in seen.lines["labour"]]
    rows[1]["payer"] = "WARRANTY"
    shop.run(drafts.edit, KIND, order, seen.version, {"labour": rows}, by="SA")
    garage.step(order, "issue")
    sheet = garage.sheet(order)
    assert (sheet.total, sheet.due) == (24_000, 12_000)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"promised_at": None}, "promised"), ({"old_parts": None}, "old parts"), ({"work": []}, "at least one item"),
        ({"goods": [Goods(item=3, name="机油", price=1, grade="OEM")]}, "name the item"),
        ({"goods": [Goods(item=1, name="机油", grade="OEM")]}, "price is missing"),
        ({"goods": [Goods(item=1, name="机油", price=1)]}, "quality grade"),
        ({"goods": [Goods(item=1, name="机油", price=1, grade="OEM", qty=0)]}, "above zero"),
        ({"goods": [Goods(item=1, name="机油", price=1, grade="OEM", qty=500)]}, "at most 0 decimals"),
    ],
)  # fmt: skip
def test_an_order_is_issued_only_when_it_says_all_the_customer_signs(
    garage: Garage, change: dict[str, object], why: str
) -> None:
    order = garage.order(**change)
    with pytest.raises(Refused, match=why):
        garage.step(order, "issue")


def test_all_that_an_order_lacks_is_said_at_once(garage: Garage) -> None:
    order = garage.order(promised_at=None, old_parts=None)
    with pytest.raises(Refused) as said:
        garage.step(order, "issue")
    assert [p.where for p in said.value.problems] == ["promised_at", "old_parts"]


def test_nobody_is_promised_a_time_that_is_over(garage: Garage) -> None:
    order = garage.order(promised_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match="promised time is over"):
        garage.step(order, "issue")


def test_a_draft_takes_the_owner_the_phone_and_the_price_from_what_is_known(garage: Garage, shop: Shopfloor) -> None:
    brakes = garage.item(certificate="HV", important=True)
    car = active(shop)
    draft = {"vehicle_id": car, "labour": [{"labour_id": brakes}], "parts": [{"part_id": garage.part(), "item": 1}]}
    order = shop.run(drafts.create, KIND, draft, by="SA")
    one, work, parts, _, _ = garage.read(order)
    assert (one.vehicle_name, one.consent_phone) == ("大众 帕萨特", "13900139000")
    assert (work[0].name, work[0].hours, work[0].rate, work[0].important) == ("更换前制动片", 1200, 120_000_000, True)
    assert (parts[0].code, parts[0].grade, parts[0].amount) == ("04465-0D150", "OEM", 38_600)
    with pytest.raises(Refused, match="name the work"):
        shop.run(drafts.create, KIND, {"vehicle_id": car, "labour": [{"hours": 1000}]}, by="SA")
    with pytest.raises(Refused, match="Choose a part"):
        shop.run(drafts.create, KIND, {"vehicle_id": car, "parts": [{"qty": 1000}]}, by="SA")


def test_two_advisors_on_one_order_the_second_one_is_told(garage: Garage, shop: Shopfloor) -> None:
    order = garage.order()
    version = shop.ask(documents.standing, KIND, order).version
    shop.run(drafts.edit, KIND, order, version, {"bay": "1 号"}, by="SA")
    with pytest.raises(Conflict, match="somebody else"):
        shop.run(drafts.edit, KIND, order, version, {"bay": "2 号"}, by=shop.actor("SA", "2"))


# --- signature --------------------------------------------------------------------------------------------------------
def test_e56_a_signature_on_revision_1_does_not_sign_revision_2(garage: Garage, shop: Shopfloor) -> None:
    order = on_paper(shop)
    garage.step(order, "rewrite")
    version = shop.ask(documents.standing, KIND, order).version
    shop.run(drafts.edit, KIND, order, version, {"bay": "1 号"}, by="SA")
    garage.step(order, "issue")
    assert garage.read(order)[0].revision == 2
    with pytest.raises(Refused, match="Revision 2 is not signed"):
        garage.step(order, "sign")
    assert garage.sheet(order).signatures[0].signed_at is None
    first, second = garage.sheet(order, "work_orders.revisions")
    assert (first.signatures[0].name, first.imprint.mark, second.signatures[0].name) == ("李芳", "void", "")


def test_no_work_begins_without_a_signature(garage: Garage, shop: Shopfloor) -> None:
    order = garage.issued()
    with pytest.raises(Refused, match="no work is done"):
        shop.run(times.start, garage.lines(order)[0].id, by="TE")
    with pytest.raises(Refused, match="does not wait"):
        shop.run(signing.sign_on_paper, garage.order(), name="李芳", by="SA")


def test_a_customer_who_will_not_sign_is_noted_and_may_sign_later(garage: Garage, shop: Shopfloor) -> None:
    order = garage.issued()
    shop.run(signing.not_signed, order, name="李芳", reason="价格太高", by="SA")
    assert garage.state(order) == "wait_sign"
    shop.run(signing.sign_on_paper, order, name="李芳", by="SA")
    assert garage.state(order) == "signed"
    number = garage.sheet(order).number
    back = shop.run(signing.paper_back, f"{number}.1", picture(), by="SA")
    assert (back.number, back.revision, back.signed) == (number, 1, False)
    with pytest.raises(Refused, match="no revision 7"):
        shop.run(signing.paper_back, f"{number}.7", picture(), by="SA")


# --- technicians ------------------------------------------------------------------------------------------------------
def test_e57_shares_of_several_technicians_are_a_whole(garage: Garage, shop: Shopfloor) -> None:
    order = garage.assigned()
    line = garage.lines(order)[0].id
    one, two = garage.technician(), garage.technician("TE", "2")
    with pytest.raises(Refused, match="100 %"):
        shop.run(bench.share, line, [(one, 6000), (two, 3000)], by="WS")
    with pytest.raises(Refused, match="Only technicians"):
        shop.run(bench.share, line, [(garage.technician("SA"), 10_000)], by="WS")
    shop.run(bench.share, line, [(one, 6000), (two, 4000)], by="WS")
    assert shop.ask(shared, line) == [(one, 6000), (two, 4000)]
    assert garage.sheet(order, "work_orders.job_card").items[0].people == "Te 60%, Te-2 40%"
    shop.run(bench.share, line, [(two, 10_000)], by="WS")
    with pytest.raises(Refused, match="assigned to Te"):
        garage.step(order, "diagnose", by="TE")
    with pytest.raises(Refused, match="no work to assign"):
        shop.run(bench.share, garage.lines(garage.order())[0].id, [(one, 10_000)], by="WS")


def test_e52_high_voltage_work_wants_a_certificate_or_a_reason(garage: Garage, shop: Shopfloor) -> None:
    item = garage.item("HV1", "更换动力电池模组", 5000, certificate="HV")
    order = garage.signed(work=[Work(labour_id=item)])
    with pytest.raises(Refused, match="no valid certificate"):
        garage.step(order, "assign", by="WS", technician=garage.technician())
    garage.step(order, "assign", by="WS", technician=garage.technician(), without="由持证主管现场监护")
    person = shop.get(User, "id", garage.technician())
    values = {"hv_until": clock.today() + timedelta(days=30)}
    shop.run(drafts.edit, "people", person.id, person.version, values)
    garage.step(garage.signed(work=[Work(labour_id=item)]), "assign", by="WS", technician=person.id)


def test_one_person_is_at_one_item_at_a_time(garage: Garage, shop: Shopfloor) -> None:
    order = garage.assigned(work=[Work(name="更换前制动片", hours=1200), Work(name="更换机油", hours=500)])
    first, second = (line.id for line in garage.lines(order))
    shop.run(times.start, first, by="TE")
    shop.time.forward(minutes=30)
    with pytest.raises(Refused, match="runs already"):
        shop.run(times.start, first, by="TE")
    shop.run(times.start, second, by="TE")
    shop.time.forward(minutes=10)
    shop.run(times.stop, second, by="TE")
    with pytest.raises(Refused, match="does not run"):
        shop.run(times.stop, second, by="TE")
    assert shop.ask(clocked, [first, second]) == {first: 30, second: 10}
    shop.run(times.stop, first, done=True, by="TE")
    for refused in (times.start, times.stop):
        with pytest.raises(Refused):
            shop.run(refused, first, by="TE")
    with pytest.raises(Refused, match="locked"):
        shop.run(times.stop, first, done=True, by="TE")
    with pytest.raises(Refused, match="assigned to Te-2"):
        shop.run(times.stop, second, done=True, by=shop.actor("TE", "2"))
    with pytest.raises(Refused, match="assigned to Te-2"):
        shop.run(times.start, second, by=shop.actor("TE", "2"))
    with pytest.raises(Refused, match="Sign in"):
        shop.run(times.start, second, by=PROGRAM)
    for code in ("WO-01-20261123-9999/1", "nothing", f"{garage.read(order)[0].number}/9"):
        with pytest.raises(Refused, match="no item of a job card"):
            shop.run(times.scan, code, by="TE")


def test_a_pause_stops_every_clock_and_tells_the_advisor(garage: Garage, shop: Shopfloor) -> None:
    order = garage.in_repair()
    shop.run(times.start, garage.lines(order)[0].id, by="TE")
    garage.step(order, "pause", by="TE", why="PARTS", reason="等制动盘")
    assert shop.get(WorkTime, "line_id", garage.lines(order)[0].id).ended_at is not None
    assert any("pauses" in str(n.text) for n in shop.ask(notices.inbox, by="SA"))
    garage.step(order, "resume", by="TE")
    assert garage.state(order) == "in_repair"


def test_r55_a_question_reaches_the_supervisor_and_his_advice_the_technician(garage: Garage, shop: Shopfloor) -> None:
    order = garage.diagnosing()
    shop.run(bench.ask_advice, order, "异响只在冷车出现，先查哪里？", by="TE")
    assert any("冷车" in str(n.text) for n in shop.ask(notices.inbox, by="TS"))
    (question,) = shop.ask(asked)
    shop.run(bench.advise, question.id, "先查张紧轮", by="TS")
    assert any("张紧轮" in str(n.text) for n in shop.ask(notices.inbox, by="TE"))
    for refused, words in ((bench.ask_advice, order), (bench.advise, question.id)):
        with pytest.raises(Refused, match="Write down"):
            shop.run(refused, words, " ", by="TS")
    with pytest.raises(Refused, match="not exist"):
        shop.run(bench.advise, clock.new_id(), "x", by="TS")


def test_what_is_written_at_the_car_must_say_something(garage: Garage, shop: Shopfloor) -> None:
    order = garage.diagnosing()
    with pytest.raises(Refused, match="symptom, cause and remedy"):
        shop.run(bench.note_diagnosis, order, symptom="尖叫", cause="", remedy="更换", by="TE")
    for wrong in ({}, {"name": "机油", "qty": 0}, {"name": "机油", "item": 4}):
        with pytest.raises(Refused):
            shop.run(bench.need_part, order, by="TE", **wrong)
    with pytest.raises(Refused, match="not in the workshop"):
        shop.run(bench.need_part, garage.signed(), name="机油", by="TE")
    with pytest.raises(Refused, match="assigned to Te-2"):
        shop.run(bench.need_part, order, name="机油", by=shop.actor("TE", "2"))


# --- looking ----------------------------------------------------------------------------------------------------------
def test_an_order_is_found_by_number_plate_and_customer(garage: Garage, shop: Shopfloor) -> None:
    order = garage.signed()
    one = garage.read(order)[0]
    garage.order()
    for text in (one.number, one.plate[-5:], one.plate.lower()):
        assert shop.ask(documents.find, KIND, ListQuery(text=text), by="SA") == [order]
    assert len(shop.ask(documents.find, KIND, ListQuery(text="李雷"), by="SA")) == 2
    where = (("state", "signed"), ("category", "MINOR"))
    found = shop.ask(documents.find, KIND, ListQuery(where=where, sort="plate"), by="SA")
    (row,) = shop.ask(documents.read, KIND, found, by="SA")
    assert (row[0], row[3], row[5], row[-1]) == (one.number, "李雷", 14_400, "signed")
    taken = shop.run(payments.take, order, amount=100, by="FI")
    (paid,) = shop.ask(documents.read, "payments", [taken], by="FI")
    assert (paid[1], paid[5]) == (one.plate, 100)
    links = shop.ask(documents.show, KIND, order, by="SA").links
    assert [link.kind for link in links] == ["payments", "vehicles"]
    assert [link.kind for link in shop.ask(documents.show, "payments", taken, by="FI").links] == [KIND]


def test_the_car_s_papers_go_along(garage: Garage, shop: Shopfloor) -> None:
    """Job card and road-test slip while the car is in work; none of them shows a price."""
    order = garage.in_repair(goods=[Goods(item=1, name="前制动片", price=386_000_000, grade="OEM")])
    for name in ("work_orders.job_card", "work_orders.road_test"):
        words = reading.text(SHEETS[name](garage.sheet(order, name, by="TE")))
        assert garage.read(order)[0].plate in words
        assert "386" not in words
    with pytest.raises(Refused, match="There is no sheet"):
        garage.sheet(order, "work_orders.gate")


def test_rights_hide_prices_from_the_workshop(garage: Garage, shop: Shopfloor) -> None:
    order = garage.in_repair()
    seen = shop.ask(documents.show, KIND, order, by="TE")
    assert "total_amount" not in seen.values
    assert "rate" not in seen.lines["labour"][0]


def test_lanes_of_the_board(garage: Garage, shop: Shopfloor) -> None:
    """By bay the free ones stand there too; a car in none, and one that nobody works on, stand first."""
    shop.run(bays.open_bays, [("1 号", "双柱"), ("2 号", "剪式")])
    working, waiting = garage.in_repair(), garage.issued(promised_at=clock.now() + timedelta(minutes=30))
    cards = shop.ask(board.board, by="WS")
    assert [(c.id, c.trouble) for c in cards] == [(waiting, "risk"), (working, "")]
    assert 28 <= cards[0].minutes <= 30
    places = shop.ask(board.places, by="WS")
    assert [(x.name, len(x.cards)) for x in board.lanes_of(cards, "bay", places)] == [
        ("", 1), ("1 号", 0), ("2 号", 0), ("3 号举升机", 1),
    ]  # fmt: skip
    assert [len(x.cards) for x in board.lanes_of(cards, "state")] == [1, 1, 0, 0, 0, 0]
    assert [(x.label, len(x.cards)) for x in board.lanes_of(cards, "advisor")] == [("Sa", 2)]
    assert [len(x.cards) for x in board.lanes_of(cards, "technician")] == [1, 1]
    shop.run(bench.to_bay, working, "2 号", by="WS")
    assert garage.read(working)[0].bay == "2 号"
    with pytest.raises(Refused, match="not in the workshop"):
        shop.run(bench.to_bay, waiting, "1 号", by="WS")
    shop.run(bench.to_bay, working, "", by="WS")
    assert garage.read(working)[0].bay is None
