"""What happens at the desk and in the bay, from the customer's wish to his car leaving, through use-cases."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.printing import SHEETS
from app.services import deliveries, payments, sheets, signatures
from app.services.settlements.money import Tender
from app.services.work_orders import bench, consent, signing, times
from app.services.work_orders.consent import Goods, Work
from tests.garage import HAND, KIND, Garage, picture
from tests.printing import reading
from tests.shopfloor import Shopfloor


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """A workshop with advisor, supervisor, technician, cashier."""
    return Garage(shop)


def printed(garage: Garage, id: object, name: str = "work_orders.order") -> str:
    """The words on a paper."""
    return reading.text(SHEETS[name](garage.sheet(id, name)))


def test_a_plain_visit(garage: Garage, shop: Shopfloor) -> None:
    """Issued, signed, a deposit, assigned, started by the job card's code, diagnosed, repaired."""
    pads, brakes = garage.part(), garage.item()
    order = garage.order(work=[Work(labour_id=brakes)], goods=[Goods(item=1, part_id=pads)])
    garage.step(order, "issue")
    one, _, _, revisions, _ = garage.read(order)
    # 1.2 h × ¥120 + ¥386; tax of each line by itself: 144.00 → 16.57, 386.00 → 44.41
    assert (one.labour_amount, one.parts_amount, one.tax_amount, one.total_amount) == (14_400, 38_600, 6_098, 53_000)
    assert [(r.number, r.total, r.outcome) for r in revisions] == [(1, 53_000, "OPEN")]
    with pytest.raises(Refused, match="not possible there"):
        garage.step(order, "assign", by="WS", technician=garage.technician())
    garage.sign(order)
    assert garage.state(order) == "signed"
    deposit = shop.run(payments.take, order, amount=20_000, method="WECHAT", by="FI")
    assert "¥200.00" in reading.text(
        SHEETS["payments.receipt"](shop.run(sheets.issue, "payments", deposit, "payments.receipt", by="FI"))
    )
    garage.step(order, "assign", by="WS", technician=garage.technician(), bay="3 号")
    number = garage.read(order)[0].number
    card = printed(garage, order, "work_orders.job_card")
    assert f"{number}/1" in card
    assert "386" not in card
    assert shop.run(times.scan, f"{number}/1", by="TE").running
    assert garage.state(order) == "diagnosing"
    with pytest.raises(Refused, match="diagnosis first"):
        garage.step(order, "repair", by="TE")
    words = {"symptom": "尖叫", "cause": "制动片磨损", "remedy": "更换"}
    shop.run(bench.note_diagnosis, order, by="TE", **words)
    with pytest.raises(Refused, match="parts that are needed"):
        garage.step(order, "repair", by="TE")
    shop.run(bench.need_part, order, part_id=pads, by="TE")
    garage.step(order, "repair", by="TE")
    assert not shop.run(times.scan, f"{number}/1", by="TE").running
    shop.run(times.stop, garage.lines(order)[0].id, done=True, by="TE")
    assert [line.status for line in garage.lines(order)] == ["DONE"]
    paper = printed(garage, order)
    for words in ("李芳", "¥200.00", "¥330.00", "2,000"):  # who signed, the deposit, what is left, the warranty
        assert words in paper


def test_an_added_item_with_consent_by_phone(garage: Garage, shop: Shopfloor) -> None:
    """R53: proposed, priced, issued as revision 2 with old and new amounts, agreed on the phone, then worked on."""
    order = garage.in_repair()
    garage.propose(
        order, Work(name="更换前制动盘", hours=800), goods=[Goods(name="前制动盘", qty=2000, grade="EQUIVALENT")]
    )
    garage.step(order, "propose", by="TE", reason="制动盘沟槽过深")
    new = garage.lines(order)[1]
    with pytest.raises(Refused, match="locked"):
        shop.run(times.start, new.id, by="TE")
    with pytest.raises(Refused, match="price is missing"):
        garage.step(order, "reissue")
    disc = garage.read(order)[2][0]
    shop.run(consent.price_line, order, disc.id, price=239_000_000, by="SA")
    with pytest.raises(Refused, match="issue it again"):
        garage.step(order, "consent", way="CALL", person="李芳", words="同意")
    garage.step(order, "reissue")
    paper = printed(garage, order)
    assert "replaces revision 1" in paper or "替代第 1 版" in paper
    assert "+574.00" in paper.replace("¥", "")
    with pytest.raises(Refused, match="what the customer said"):
        garage.step(order, "consent", way="CALL", person="李芳", words="")
    garage.agreed(order)
    one, labour, _parts, revisions, _ = garage.read(order)
    assert (garage.state(order), one.agreed, one.agreed_amount) == ("in_repair", 2, 14_400 + 9_600 + 47_800)
    assert [(r.number, r.outcome, r.way, r.answered_by) for r in revisions] == [
        (1, "AGREED", "SIGNATURE", "李芳"), (2, "AGREED", "CALL", "李芳"),
    ]  # fmt: skip
    assert shop.run(times.start, labour[1].id, by="TE").running
    both = reading.text(SHEETS["work_orders.revisions"](garage.sheet(order, "work_orders.revisions")))
    assert both.count("138****5521") >= 1


def test_a_refused_item(garage: Garage) -> None:
    """E53: the lines are declined with the risk he was told of; the agreed scope goes on; every later print says so."""
    order = garage.reissued()
    garage.step(order, "refuse", way="CALL", person="李芳", risk="制动距离会变长")
    one, labour, _, revisions, _ = garage.read(order)
    assert (garage.state(order), one.agreed, one.total_amount) == ("in_repair", 1, 14_400)
    assert [(line.status, line.note) for line in labour] == [("PLANNED", None), ("DECLINED", "制动距离会变长")]
    assert [r.outcome for r in revisions] == ["AGREED", "REFUSED"]
    assert "制动距离会变长" in printed(garage, order)
    garage.propose(order, Work(name="更换雨刮片", hours=200))
    garage.step(order, "propose", by="TE", reason="雨刮老化")
    garage.step(order, "reissue")
    garage.agreed(order)
    assert [(r.number, r.total, r.outcome) for r in garage.read(order)[3]][-1] == (3, 16_800, "AGREED")


def test_a_customer_who_stops_the_repair(garage: Garage, shop: Shopfloor) -> None:
    """E50: what was done and a fee are billed, the deposit counts, and no car leaves with something owed (E63)."""
    order = garage.in_repair(work=[Work(name="更换前制动片", hours=1200), Work(name="更换机油", hours=500)])
    shop.run(payments.take, order, amount=10_000, by="FI")
    first = garage.lines(order)[0].id
    shop.run(times.start, first, by="TE")
    shop.run(times.stop, first, done=True, by="TE")
    garage.propose(order)
    garage.step(order, "propose", by="TE", reason="制动盘")
    garage.step(order, "terminate", reason="客户嫌贵", person="李芳", car="REASSEMBLED")
    assert [line.status for line in garage.lines(order)] == ["DONE", "PLANNED", "DECLINED"]
    garage.confirmed(order, diagnosis=3_000)
    assert garage.read(order)[4] == 7_400
    garage.tell(order)
    with pytest.raises(Refused, match="Not paid yet"):
        garage.step(order, "deliver")
    with pytest.raises(Refused, match=r"Only ¥74.00"):
        garage.pay(order, Tender("ALIPAY", 7_500))
    garage.pay(order, Tender("ALIPAY", 7_400))
    with pytest.raises(Refused, match="Hand the car over first"):
        garage.step(order, "deliver")
    garage.hand_over(order)
    with pytest.raises(Refused, match="has not signed for the car"):
        garage.step(order, "deliver")
    shop.run(deliveries.sign_delivery_on_paper, order, name="李芳", by="SA")
    garage.step(order, "deliver")
    assert garage.state(order) == "delivered"
    assert "放行" in printed(garage, order, "work_orders.gate") or "leave" in printed(garage, order, "work_orders.gate")
    assert "¥174.00" in printed(garage, order, "work_orders.gate")


def test_the_proposal_is_signed_on_the_pad(garage: Garage, shop: Shopfloor) -> None:
    """A signature under revision 2 is the consent; revision 1 keeps its own (E56)."""
    order = garage.reissued()
    shop.run(signing.sign_on_screen, order, name="李芳", strokes=HAND, image=picture(), by="SA")
    assert garage.state(order) == "in_repair"
    found = shop.ask(signatures.list_of, KIND, order, by="SA")
    assert [(s.revision, s.name) for s in found] == [(1, "李芳"), (2, "李芳")]
