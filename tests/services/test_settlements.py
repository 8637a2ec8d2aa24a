"""Settlements: what is billed and to whom, discount and tax to the fen, money in many ways, and back (R62, SD9)."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.clock import Id, today
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.paper import paper_code
from app.printing.reports import report as on_paper
from app.services import deliveries, documents, drafts, payments, receptions, reports, settings, sheets
from app.services.settlements import money, signing
from app.services.settlements.arithmetic import change_for, spread, taxes
from app.services.settlements.money import Tender
from app.services.vehicles import life
from app.services.work_orders import arriving, closing
from app.services.work_orders.amounts import tax_in
from app.services.work_orders.consent import Goods, Work
from tests.garage import Garage
from tests.printing import reading
from tests.services.reception_desk import MARKS, png
from tests.services.reception_desk import Desk as ReceptionDesk
from tests.shopfloor import Shopfloor
from tests.ways.settlements import give_credit

KIND = "settlements"
AMOUNTS = st.lists(st.integers(0, 10**9), max_size=40)


@query("test.life", allow=None)
def of_life(ctx: Reader, car: Id) -> Any:
    """What happened to a car here."""
    return life(ctx, car)


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """A workshop with advisor, cashier, manager."""
    return Garage(shop)


def choose(shop: Shopfloor, key: str, value: Any) -> None:
    """What the administrator does in the settings room."""
    shop.run(settings.change, key, value, by="AD")


@given(AMOUNTS, st.integers(0, 10**9))
def test_a_discount_is_spread_to_the_fen(over: list[int], amount: int) -> None:
    amount = min(amount, sum(over))
    shares = spread(amount, over)
    assert sum(shares) == (amount if sum(over) else 0)
    assert all(0 <= share <= part for share, part in zip(shares, over, strict=True))


@given(AMOUNTS, st.integers(0, 100), st.sampled_from((0, 100, 600, 900, 1300)))
def test_net_and_tax_of_all_lines_are_the_total(over: list[int], percent: int, rate: int) -> None:
    less = spread(sum(over) * percent // 100, over)
    found = taxes(over, less, [rate] * len(over))
    net = sum(a - b - t for a, b, t in zip(over, less, found, strict=True))
    assert net + sum(found) == sum(over) - sum(less)
    assert all(t == tax_in(a - b, rate) for a, b, t in zip(over, less, found, strict=True))


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.sampled_from((1, 10, 100)))
def test_change_is_in_whole_steps_and_its_rounding_is_known(owed: int, more: int, step: int) -> None:
    change, rounded = change_for(owed, owed + more, step)
    assert change % step == 0
    assert change - rounded == more
    assert -step < 2 * rounded <= step


def test_the_list_follows_the_form_and_counts_tax_line_by_line(garage: Garage, shop: Shopfloor) -> None:
    """Diagnosis, testing, material, labour, processing, other; prices hold the tax; the customer's part costs nothing.

    E60: no warranty of the shop for what he brought. A terminated order bills what is done; what was begun is there to
    be typed in, and never more than was agreed.
    """
    order = garage.in_repair(
        work=[Work(name="更换前制动片", hours=1200), Work(name="更换雨刮片", hours=500)],
        goods=[Goods(item=1, name="制动液", price=50_000_000, grade="OEM"),
               Goods(item=1, name="雨刮片", source="CUSTOMER", grade="OEM")],
    )  # fmt: skip
    garage.do(order, 0)
    garage.step(order, "terminate", reason="客户赶时间", person="李芳", car="REASSEMBLED")
    garage.settling(order, diagnosis=1_000, testing=500, other=300)
    made = garage.settlement(order)
    assert [(x.section, x.name, x.amount, x.tax) for x in made.lines] == [
        ("DIAGNOSIS", "", 1_000, 115), ("TESTING", "", 500, 58), ("MATERIAL", "制动液", 5_000, 575),
        ("MATERIAL", "雨刮片", 0, 0), ("LABOUR", "更换前制动片", 14_400, 1_657), ("OTHER", "", 300, 35),
    ]  # fmt: skip
    assert (made.total_amount, made.tax_amount, made.fees_amount) == (21_200, 2_440, 1_800)
    assert [x.warranty_days for x in made.lines if x.source == "CUSTOMER"] == [0]
    rows = [{"id": x.id} for x in made.lines]
    with pytest.raises(Refused, match="come from the order"):
        garage.type(order, lines=rows[1:])
    with pytest.raises(Refused, match=r"at most 1.2 h"):
        garage.type(order, lines=[*rows[:4], rows[4] | {"qty": 1_300}, rows[5]])
    garage.type(order, lines=[*rows[:4], rows[4] | {"qty": 600}, rows[5]], diagnosis=0, testing=0, other=0)
    assert garage.settlement(order).total_amount == 12_200


def test_discounts_have_limits_by_role(garage: Garage, shop: Shopfloor) -> None:
    """The advisor 5 %, the manager 30 %, both a rounding of their own; each is a setting; a reason is asked."""
    order = garage.settling()
    with pytest.raises(Refused, match=r"¥7.20 at most"):
        garage.type(order, discount=721, discount_reason="老客户")
    with pytest.raises(Refused, match="why there is a discount"):
        garage.type(order, discount=720)
    garage.type(order, discount=720, discount_reason="老客户", rounding=80)
    made = garage.settlement(order)
    assert (made.total_amount, made.tax_amount, made.lines[0].reduced) == (13_600, 1_565, 800)
    with pytest.raises(Refused, match=r"round down by ¥1.00"):
        garage.type(order, rounding=101)
    choose(shop, "settlements.rounding", 200)
    garage.type(order, rounding=200)
    choose(shop, "settlements.discount", 1000)
    garage.type(order, discount=1_440)
    with pytest.raises(Refused, match=r"¥43.20 at most"):
        garage.type(order, by="MG", discount=4_321)
    choose(shop, "settlements.manager_discount", 4000)
    garage.type(order, by="MG", discount=5_000)
    with pytest.raises(Refused, match=r"round down by ¥10.00"):
        garage.type(order, by="MG", rounding=1_001)
    choose(shop, "settlements.manager_rounding", 2000)
    garage.type(order, by="MG", rounding=1_001)
    garage.type(order, diagnosis=100)  # an advisor's other change leaves the manager's discount alone
    assert garage.settlement(order).discount == 5_000
    with pytest.raises(Refused, match="can't be negative"):
        garage.type(order, testing=-1)


def test_e56_another_amount_and_nobody_has_signed_it(garage: Garage, shop: Shopfloor) -> None:
    order = garage.settling()
    made = garage.settlement(order)
    with pytest.raises(Refused, match="not signed"):
        shop.step(KIND, made.id, "confirm", by="SA")
    from tests.ways.settlements import keep_signature

    shop.run(keep_signature, made.id)
    garage.type(order, rounding=50)
    with pytest.raises(Refused, match="not signed"):
        shop.step(KIND, made.id, "confirm", by="SA")
    garage.type(order, rounding=0)
    with pytest.raises(Refused, match="not signed"):  # a signature belongs to one revision, whatever it says again
        shop.step(KIND, made.id, "confirm", by="SA")
    with pytest.raises(Refused, match="changed after this paper was printed"):
        shop.run(signing.paper_back, paper_code(made.number, made.revision), png(), by="SA")
    shop.run(keep_signature, made.id)
    shop.step(KIND, made.id, "confirm", by="SA")
    with pytest.raises(Refused, match="can't be edited"):
        garage.type(order, rounding=50)


def test_the_list_comes_back_signed_with_a_pen(garage: Garage, shop: Shopfloor) -> None:
    """Its code signs the draft; another page is added; of a reversed one it is refused."""
    order = garage.settling()
    made = garage.settlement(order)
    with pytest.raises(Refused, match="No settlement has the code"):
        shop.run(signing.paper_back, "ST-01-20200101-0001.1", png(), by="SA")
    code = paper_code(made.number, made.revision)
    assert shop.run(signing.paper_back, code, png(), by="SA").signed
    assert garage.settlement(order).state == "confirmed"
    assert not shop.run(signing.paper_back, code, png(9), by="SA").signed
    shop.step(KIND, made.id, "reverse", by="SA", signer="FI", reason="工时写错")
    with pytest.raises(Refused, match="does not hold any more"):
        shop.run(signing.paper_back, code, png(8), by="SA")


def test_paid_in_several_ways_with_a_deposit_and_change(garage: Garage, shop: Shopfloor) -> None:
    """The deposit counts; never more than is owed; change in ¥0.10, its rounding kept; paid by itself."""
    order = garage.in_repair()
    shop.run(payments.take, order, amount=5_003, by="FI")
    garage.do(order, 0)
    garage.step(order, "terminate", reason="不修了", person="李芳", car="AS_IS")
    garage.confirmed(order)
    made = garage.settlement(order)
    assert (made.state, garage.read(order)[4]) == ("part_paid", 9_397)
    with pytest.raises(Refused, match="Less is given"):
        garage.pay(order, Tender("CASH", 9_397, given=9_000))
    with pytest.raises(Refused, match=r"Only ¥43.97"):
        garage.pay(order, Tender("CARD", 5_000), Tender("CASH", 4_398))  # all or none
    with pytest.raises(Refused, match="insurer owes"):
        garage.pay(order, Tender("INSURER", 1))
    assert garage.read(order)[4] == 9_397
    _card, cash = garage.pay(order, Tender("CARD", 5_000, reference="POS 42"), Tender("CASH", 4_397, given=10_000))
    kept = shop.ask(documents.show, "payments", cash, by="FI").values
    assert (kept["given"], kept["change"], garage.settlement(order).state) == (10_000, 5_600, "paid")
    receipt = shop.run(sheets.issue, "payments", cash, "payments.receipt", by="FI")
    assert (receipt.given, receipt.change) == (10_000, 5_600)
    with pytest.raises(Refused, match="Nothing is to be paid"):
        garage.pay(order, Tender("CARD", 1))
    till = shop.ask(money.till, made.id, by="FI")
    assert (till.owed, [p.amount for p in till.payments]) == (0, [5_003, 5_000, 4_397])


def test_payments_never_exceed_what_is_owed(garage: Garage, shop: Shopfloor) -> None:
    """Whatever is tried in whatever order: what is paid grows by exactly what was taken, up to the total."""
    order, rnd, paid = garage.confirmed(), Random(20261126), 0
    while paid < 14_400:
        tenders = [
            Tender(rnd.choice(("CASH", "CARD", "ALIPAY")), rnd.randint(-50, 9_000)) for _ in range(rnd.randint(1, 3))
        ]
        fits = all(t.amount > 0 for t in tenders) and paid + sum(t.amount for t in tenders) <= 14_400
        if fits:
            garage.pay(order, *tenders)
            paid += sum(t.amount for t in tenders)
        else:
            with pytest.raises(Refused):
                garage.pay(order, *tenders)
            rest = 14_400 - paid
            if rest < 3_000:
                garage.pay(order, Tender("CARD", rest))
                paid = 14_400
        assert garage.read(order)[4] == 14_400 - paid >= 0
    assert garage.settlement(order).state == "paid"


def test_the_step_of_the_change_is_a_setting(garage: Garage, shop: Shopfloor) -> None:
    order = garage.confirmed()
    choose(shop, "settlements.change", "100")
    (cash,) = garage.pay(order, Tender("CASH", 14_397, given=15_000))
    assert shop.ask(documents.show, "payments", cash, by="FI").values["change"] == 600


def test_sd9_what_was_taken_goes_back_by_two(garage: Garage, shop: Shopfloor) -> None:
    """A reversed payment leaves the settlement unpaid; a reversed settlement keeps the money for the next one."""
    order = garage.confirmed()
    (first,) = garage.pay(order, Tender("CARD", 4_400))
    garage.pay(order, Tender("CASH", 10_000))
    made = garage.settlement(order)
    shop.step("payments", first, "reverse", by="FI", signer="MG", reason="刷错卡")
    assert garage.settlement(order).state == "part_paid"
    with pytest.raises(Refused, match="another role"):
        shop.step(KIND, made.id, "reverse", by="SA", signer="SA", reason="x")
    shop.step(KIND, made.id, "reverse", by="SA", signer="FI", reason="工时写错")
    assert (garage.state(order), garage.read(order)[0].bill_total) == ("terminated", None)
    garage.settling(order, diagnosis=100)
    garage.confirm(order)
    assert (garage.settlement(order).state, garage.read(order)[4]) == ("part_paid", 4_500)


def test_e63_unpaid_a_car_leaves_only_on_account_with_approval(garage: Garage, shop: Shopfloor) -> None:
    """Who may owe, up to his limit, with the PIN of finance or the manager; later money settles it."""
    order = garage.confirmed()
    made = garage.settlement(order)
    owe = {"due": today() + timedelta(days=30), "reason": "月结"}
    with pytest.raises(Refused, match="may not pay on account"):
        shop.step(KIND, made.id, "put_on_account", by="SA", signer="MG", **owe)
    shop.run(give_credit, made.id, 14_399)
    with pytest.raises(Refused, match=r"more than his limit of ¥143.99"):
        shop.step(KIND, made.id, "put_on_account", by="SA", signer="MG", **owe)
    shop.run(give_credit, made.id, 14_400)
    with pytest.raises(Refused, match="is over"):
        shop.step(KIND, made.id, "put_on_account", by="SA", signer="MG", due=today() - timedelta(days=1), reason="x")
    shop.step(KIND, made.id, "put_on_account", by="SA", signer="MG", **owe)
    garage.tell(order)
    garage.hand_over(order)
    garage.sign_for(order)
    garage.step(order, "deliver")
    slip = garage.sheet(order, "work_orders.gate")
    assert (slip.on_account, slip.paid, slip.total) == (owe["due"], 0, 14_400)
    with pytest.raises(Refused, match="left the house"):
        shop.step(KIND, made.id, "reverse", by="SA", signer="FI", reason="x")
    garage.pay(order, Tender("TRANSFER", 14_400))
    assert garage.settlement(order).state == "paid"


def test_invoices_are_recorded_with_what_they_must_have(garage: Garage, shop: Shopfloor) -> None:
    order = garage.paid()
    made = garage.settlement(order)
    good: dict[str, Any] = {
        "type": "SPECIAL", "number": "26312000000012345678", "title": "沪东物流有限公司",
        "tax_no": "91110108551385082Q", "amount": 14_400, "on": today(),
    }  # fmt: skip
    wrong: dict[str, Any] = {
        "type": "ODD", "number": "123", "title": "", "tax_no": "", "amount": 14_401, "on": today() + timedelta(days=1),
    }  # fmt: skip
    for name, value in wrong.items():
        with pytest.raises(Refused) as refused:
            shop.run(money.record_invoice, made.id, by="FI", **(good | {name: value}))
        assert [p.where for p in refused.value.problems] == [name]
    with pytest.raises(Refused, match="roles do not allow"):
        shop.run(money.record_invoice, made.id, by="SA", **good)
    shop.run(money.record_invoice, made.id, by="FI", **good)
    shop.run(money.record_invoice, made.id, by="FI", **(good | {"type": "PAPER", "number": "12345678"}))
    assert garage.list_of(order).invoice == "12345678"
    shop.run(money.record_invoice, made.id, by="FI", type="NONE")
    assert garage.settlement(order).invoice_title is None


def test_the_car_is_handed_back_as_it_came(garage: Garage, shop: Shopfloor, time: Any) -> None:
    """Out ≥ in; more km want a road test (a setting); explained, looked at, signed; later it closes by itself."""
    order = garage.ready()
    for wrong, where in (({"odometer": 46_819}, "odometer"), ({"odometer": 46_826}, "road_test"),
                         ({"odometer": None}, "odometer"), ({"receiver": " "}, "receiver")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            garage.hand_over(order, **wrong)
        assert [p.where for p in refused.value.problems] == [where]
    choose(shop, "work_orders.road_test_km", 6)
    garage.hand_over(order, odometer=46_826, explained=False)
    with pytest.raises(Refused, match="Hand the car over first"):
        garage.sign_for(order)
    garage.hand_over(order, odometer=46_826, next_service_km=56_800, next_service_on=today())
    garage.sign_for(order)
    garage.hand_over(order, odometer=46_824, next_service_km=56_800)
    with pytest.raises(Refused, match="not signed for the car"):
        garage.step(order, "deliver")
    garage.sign_for(order)
    garage.step(order, "deliver")
    car = garage.read(order)[0].vehicle_id
    assert shop.ask(documents.show, "vehicles", car).values["next_service_km"] == 56_800
    visit = next(v for v in shop.ask(of_life, car) if v.id == order)
    assert (visit.day, visit.odometer_km, visit.category) == (today(), 46_824, "MINOR")  # the warranty runs from here
    sheet = garage.sheet(order, "work_orders.delivery")
    assert (sheet.odometer_in, sheet.odometer_out, sheet.work) == (46_820, 46_824, ("更换前制动片",))
    time.forward(days=6)
    assert shop.ask(closing.closing_due) == 0
    choose(shop, "work_orders.close_days", 5)
    assert (shop.run(closing.close_old), garage.state(order)) == (1, "closed")


def marked(desk: ReceptionDesk) -> Id:
    """A signed check-in with two marks, the first one photographed."""
    id = desk.kept(MARKS).id
    sha = desk.run(receptions.add_photo, id, "划痕.png", png())
    version = desk.see(id)["version"]
    desk.run(receptions.keep, id, version, {}, [MARKS[0] | {"photo": sha}, MARKS[1]])
    desk.step(id, "check")
    desk.sign(id)
    return id  # type: ignore[no-any-return]


def test_e49_damage_then_and_now_stand_side_by_side(garage: Garage, shop: Shopfloor) -> None:
    """The check-in's marks and photos are there when the car is fetched; less fuel wants a word (§5.10)."""
    order = shop.run(arriving.open_from_reception, marked(ReceptionDesk(shop)), by="SA")
    version = shop.ask(documents.standing, "work_orders", order).version
    shop.run(drafts.edit, "work_orders", order, version, {"promised_at": clock.now() + timedelta(hours=6)}, by="SA")
    garage.step(order, "issue")
    garage.sign(order)
    garage.step(order, "terminate", reason="不修了", person="李芳", car="AS_IS")
    garage.settling(order)
    found = shop.ask(deliveries.handing, order, by="SA")
    assert [(m.side, m.kind, m.size_cm) for m in found.marks] == [("left", "SCRATCH", 15), ("interior", "BROKEN", None)]
    assert found.photos[found.marks[0].photo] == png()
    assert (found.fuel, found.kept, found.signed) == (375, {"receiver": "李芳"}, False)
    with pytest.raises(Refused, match="fuel differs"):
        garage.hand_over(order, odometer=found.odometer, fuel=0)
    garage.hand_over(order, odometer=found.odometer, fuel=0, fuel_reason="试车")
    sheet = garage.sheet(order, "work_orders.delivery")
    assert [(m.side, m.size_cm, bool(m.photo)) for m in sheet.marks] == [("left", 15, True), ("interior", None, False)]
    assert (sheet.fuel_in, sheet.fuel_out, sheet.fuel_note) == (375, 0, "试车")


def test_the_days_cash_by_cashier_and_way(garage: Garage, shop: Shopfloor, time: Any) -> None:
    """What must lie in the till is what was given less what went back; a reversal counts on its own day."""
    order = garage.confirmed()
    garage.pay(order, Tender("CASH", 4_397, given=5_000))
    (card,) = garage.pay(order, Tender("CARD", 10_003))
    deposit = garage.signed()
    shop.run(payments.take, deposit, amount=2_000, by=shop.actor("FI", "2"))
    back = shop.run(payments.take, deposit, amount=500, purpose="REFUND", by="FI")
    shop.step("payments", back, "pay_back", by="FI", signer="MG")
    shop.run(payments.take, deposit, amount=1_000, purpose="REFUND", by="FI")  # only asked for: no money yet
    found = shop.ask(reports.make, "cash_day", by="FI")
    assert [row[1:] for row in found.rows] == [
        ("CARD", 1, 10_003, 0, 0, 10_003), ("CASH", 2, 4_397, 500, 0, 3_897), ("CASH", 1, 2_000, 0, 0, 2_000),
    ]  # fmt: skip
    assert found.foot is not None
    assert found.foot[2:] == (4, 16_400, 500, 0, 15_900)
    assert "¥59.00; change rounded by −¥0.03" in str(found.remarks[1])  # 50.00 − 6.00 − 5.00 + 20.00
    head = shop.ask(reports.sheet, "cash_day", by="FI").audit
    assert head is not None
    assert f"第 {head.seq:,} 条" in reading.text(on_paper(shop.ask(reports.sheet, "cash_day", by="FI")))
    time.forward(days=1)
    shop.step("payments", card, "reverse", by="FI", signer="MG", reason="退卡")
    assert [row[1:] for row in shop.ask(reports.make, "cash_day", by="FI").rows] == [("CARD", 0, 0, 0, 10_003, -10_003)]
    assert len(shop.ask(reports.make, "cash_day", by="FI", until=today() - timedelta(days=1)).rows) == 3


def test_receivables_by_customer_and_age(garage: Garage, shop: Shopfloor, time: Any) -> None:
    order = garage.confirmed()
    made = garage.settlement(order)
    shop.run(give_credit, made.id)
    shop.step(KIND, made.id, "put_on_account", by="SA", signer="MG", due=today() + timedelta(days=10), reason="月结")
    garage.pay(order, Tender("TRANSFER", 4_400))
    (row,) = shop.ask(reports.make, "receivables", by="FI").rows
    assert (row[1], row[3:6], row[8:]) == (made.number, (14_400, 10_000, 0), (0, "Not due"))
    time.forward(days=45)
    found = shop.ask(reports.make, "receivables", by="FI")
    assert (found.rows[0][8:], [str(r) for r in found.wrong]) == ((35, "31–60 days"), ["Overdue: ¥100.00."])
    garage.pay(order, Tender("TRANSFER", 10_000))
    assert shop.ask(reports.make, "receivables", by="FI").rows == []
