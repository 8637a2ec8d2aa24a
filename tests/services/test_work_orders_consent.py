"""More work than was agreed, and money: what the customer is asked, answers and pays (R53, E53–E55, E64, SD9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Conflict, Refused
from app.services import attachments, contacts, notices, payments, settings
from app.services.work_orders import consent, looking, shares, signing, storage, times
from app.services.work_orders.consent import Goods, Work
from tests.garage import HAND, KIND, Garage, picture
from tests.shopfloor import Shopfloor


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """A workshop."""
    return Garage(shop)


@query("test.contacts", allow=None)
def kept(ctx: Reader, order: Id) -> list[contacts.Contact]:
    """The contact log of an order."""
    return list(contacts.entries_of(ctx, KIND, order))


@query("test.consent_shares", allow=None)
def shared(ctx: Reader, line: Id) -> list[tuple[Id, int]]:
    """Who does an item."""
    return shares.shares_of(ctx, [line]).get(line, [])


def pay_back(shop: Shopfloor, order: Id, amount: int) -> None:
    """Finance asks for it, the manager pays it out (SD9)."""
    asked = shop.run(payments.take, order, amount=amount, purpose="REFUND", by="FI")
    with pytest.raises(Refused, match="somebody else"):
        shop.step("payments", asked, "pay_back", by="FI", signer="FI")
    shop.step("payments", asked, "pay_back", by="FI", signer="MG")


# --- proposals --------------------------------------------------------------------------------------------------------
def test_e53_a_customer_nobody_reaches_leaves_the_order_waiting_with_attempts(garage: Garage, shop: Shopfloor) -> None:
    order = garage.reissued()
    for hour in range(2):
        shop.run(
            consent.log_contact, order, channel="PHONE", recipient="138****5521", reached=False,
            words=f"第 {hour + 1} 次无人接听", by="SA",
        )  # fmt: skip
    assert [(c.reached, c.words) for c in shop.ask(kept, order)] == [
        (False, "第 1 次无人接听"),
        (False, "第 2 次无人接听"),
    ]
    with pytest.raises(Refused, match="what was said"):
        shop.run(consent.log_contact, order, channel="PHONE", recipient="138", reached=True, by="SA")
    first, second = garage.lines(order)
    with pytest.raises(Refused, match="locked"):
        shop.run(times.start, second.id, by="TE")
    assert shop.run(times.start, first.id, by="TE").running
    assert garage.state(order) == "wait_consent"


def test_e55_work_nobody_agreed_to_is_not_billed(garage: Garage) -> None:
    order = garage.waiting()
    garage.step(order, "terminate", reason="不修了", person="李芳", car="TOWED")
    garage.confirmed(order)
    assert garage.read(order)[0].bill_total == 0


def test_e64_a_bill_beyond_the_agreed_amount_and_its_tolerance_is_refused(garage: Garage) -> None:
    order = garage.terminated(done=True)
    garage.settling(order, diagnosis=1_441)
    with pytest.raises(Refused, match="more than the agreed"):
        garage.confirm(order)
    garage.type(order, diagnosis=1_440)
    garage.confirm(order)
    assert garage.read(order)[0].bill_total == 15_840


def test_a_changed_item_stands_beside_the_agreed_one_until_he_agrees(garage: Garage, shop: Shopfloor) -> None:
    order = garage.in_repair(work=[Work(name="更换前制动片", hours=1200), Work(name="更换机油", hours=500)])
    first, second = garage.lines(order)
    garage.propose(order, Work(replaces=first.id, hours=1500), Work(replaces=second.id, hours=0))
    with pytest.raises(Refused, match="proposal for"):
        garage.propose(order, Work(replaces=first.id, hours=1600))
    garage.step(order, "propose", by="TE", reason="卡钳锈死")
    garage.step(order, "reissue")
    changes = [(i.name, i.change, i.old, i.amount) for i in garage.sheet(order).items]
    assert changes == [("更换前制动片", "CHANGED", 14_400, 18_000), ("更换机油", "DROPPED", 6_000, 0)]
    garage.agreed(order)
    assert [line.status for line in garage.lines(order)] == ["REPLACED", "REPLACED", "PLANNED", "REPLACED"]
    assert shop.ask(shared, garage.lines(order)[2].id) == [(garage.technician(), 10_000)]
    with pytest.raises(Refused, match="agreed to can be replaced"):
        garage.propose(order, Work(replaces=first.id, hours=1600))


def test_one_of_two_proposed_items_is_declined_the_other_one_agreed_to(garage: Garage, shop: Shopfloor) -> None:
    order = garage.in_repair()
    garage.propose(
        order, Work(name="更换前制动盘", hours=800), goods=[Goods(name="制动盘", price=239_000_000, grade="OES")]
    )
    garage.propose(order, Work(name="更换雨刮片", hours=200))
    garage.step(order, "propose", by="TE", reason="磨损")
    _, discs, wipers = garage.lines(order)
    with pytest.raises(Refused, match="risk"):
        shop.run(consent.decline_line, order, discs.id, " ", by="SA")
    shop.run(consent.decline_line, order, discs.id, "制动抖动", by="SA")
    garage.step(order, "reissue")
    with pytest.raises(Refused, match="was shown this line"):
        shop.run(consent.take_back, order, wipers.id, by="SA")
    garage.agreed(order)
    one, labour_, parts, _, _ = garage.read(order)
    assert [line.status for line in labour_] == ["PLANNED", "DECLINED", "PLANNED"]
    assert (parts[0].status, one.agreed_amount) == ("DECLINED", 16_800)
    with pytest.raises(Refused, match="can't be changed any more"):
        shop.run(consent.price_line, order, wipers.id, hours=100, by="SA")


def test_a_proposal_is_taken_back_before_anybody_saw_it(garage: Garage, shop: Shopfloor) -> None:
    order = garage.in_repair()
    garage.propose(order)
    shop.run(consent.take_back, order, garage.lines(order)[1].id, by="TE")
    assert len(garage.lines(order)) == 1
    with pytest.raises(Refused, match="Propose an item or a part first"):
        garage.step(order, "propose", by="TE", reason="x")


@pytest.mark.parametrize(
    ("work", "goods", "why"),
    [
        ([Work(name="", hours=100)], [], "Name the work"), ([Work(name="x")], [], "how many hours"),
        ([], [Goods(item=1)], "Name the part"), ([], [], "Propose an item"),
    ],
)  # fmt: skip
def test_a_proposal_says_what_is_proposed(
    garage: Garage, shop: Shopfloor, work: list[Work], goods: list[Goods], why: str
) -> None:
    order = garage.in_repair()
    with pytest.raises(Refused, match=why):
        shop.run(consent.propose_lines, order, work, goods, by="TE")


def test_only_those_at_the_car_and_the_advisor_propose(garage: Garage, shop: Shopfloor) -> None:
    order = garage.in_repair()
    with pytest.raises(Refused, match="assigned to Te-2"):
        garage.propose(order, by=shop.actor("TE", "2"))
    with pytest.raises(Refused, match="roles do not allow"):
        garage.propose(order, by="CS")
    with pytest.raises(Refused, match="diagnosed or repaired"):
        garage.propose(garage.signed(), by="SA")
    garage.propose(order, by="SA")


def test_an_offer_signed_on_the_pad_wants_the_words_of_the_last_one(garage: Garage, shop: Shopfloor) -> None:
    order = garage.reissued()
    shop.run(consent.price_line, order, garage.lines(order)[1].id, hours=900, by="SA")
    with pytest.raises(Refused, match="issue it again"):
        shop.run(signing.sign_on_screen, order, name="李芳", strokes=HAND, image=picture(), by="SA")
    garage.step(order, "reissue", promised_at=clock.now() + timedelta(hours=9))
    assert [r.outcome for r in garage.read(order)[3]] == ["AGREED", "LAPSED", "OPEN"]
    with pytest.raises(Refused, match="is not signed"):
        garage.step(order, "consent", way="SIGNATURE", person="李芳")
    with pytest.raises(Refused, match="promised time is over"):
        garage.step(order, "reissue", promised_at=clock.now() - timedelta(hours=1))


def test_what_was_reissued_while_the_customer_read_is_not_what_he_signed(garage: Garage, shop: Shopfloor) -> None:
    """E56, two at one order: the pad shows revision 1 while somebody issues revision 2; that stays unsigned."""
    order = garage.issued()
    seen = garage.sheet(order)
    garage.step(order, "rewrite")
    garage.step(order, "issue")
    given: dict[str, Any] = {"name": "李芳", "strokes": HAND, "image": picture(), "paper": b"%PDF-1.4"}
    with pytest.raises(Conflict, match="changed by somebody else"):
        shop.run(signing.sign_on_screen, order, revision=seen.revision, **given, by="SA")
    assert garage.state(order) == "wait_sign"
    assert not shop.ask(attachments.list_of, KIND, order, by="SA")
    shop.run(signing.sign_on_screen, order, revision=garage.sheet(order).revision, **given, by="SA")
    names = {one.name for one in shop.ask(attachments.list_of, KIND, order, by="SA")}
    number = garage.read(order)[0].number
    assert (garage.state(order), f"{number}.2.pdf" in names) == ("signed", True)


@pytest.mark.parametrize("value", ["hours", "rate", "qty", "price"])
def test_a_price_below_zero_is_refused_and_nothing_changes(garage: Garage, shop: Shopfloor, value: str) -> None:
    order = garage.reissued()
    before = garage.lines(order)
    with pytest.raises(Refused, match="below zero"):
        shop.run(consent.price_line, order, before[1].id, **{value: -100}, by="SA")
    assert [line.amount for line in garage.lines(order)] == [line.amount for line in before]


# --- money ------------------------------------------------------------------------------------------------------------
def test_a_deposit_is_given_back_before_the_order_is_cancelled(garage: Garage, shop: Shopfloor) -> None:
    order = garage.issued()
    shop.run(payments.take, order, amount=10_000, by="FI")
    with pytest.raises(Refused, match="pay it back first"):
        garage.step(order, "cancel", reason="改日")
    with pytest.raises(Refused, match=r"At most ¥100\.00"):
        shop.run(payments.take, order, amount=10_001, purpose="REFUND", by="FI")
    pay_back(shop, order, 10_000)
    garage.step(order, "cancel", reason="改日")
    with pytest.raises(Refused, match="takes no deposit"):
        shop.run(payments.take, order, amount=1, by="FI")


def test_too_much_deposit_goes_back_before_the_car_leaves(garage: Garage, shop: Shopfloor) -> None:
    order = garage.in_repair()
    shop.run(payments.take, order, amount=50_000, by="FI")
    garage.step(order, "terminate", reason="不修了", person="李芳", car="AS_IS")
    with pytest.raises(Refused, match="Have the settlement"):
        shop.run(payments.take, order, amount=1, purpose="BILL", by="FI")
    garage.fetched(order, diagnosis=1_000)
    with pytest.raises(Refused, match=r"¥490.00 is paid too much"):
        garage.step(order, "deliver")
    pay_back(shop, order, 49_000)
    garage.step(order, "deliver")


def test_a_payment_must_be_something_for_something(garage: Garage, shop: Shopfloor) -> None:
    order = garage.signed()
    for wrong in ({"amount": 0}, {"amount": 1, "method": "GOLD"}, {"amount": 1, "purpose": "TIP"}):
        with pytest.raises(Refused):
            shop.run(payments.take, order, by="FI", **wrong)
    with pytest.raises(Refused, match="does not exist"):
        shop.run(payments.take, clock.new_id(), amount=1, by="FI")
    with pytest.raises(Refused, match="roles do not allow"):
        shop.run(payments.take, order, amount=1, by="TE")


def test_sd9_the_cashier_does_not_reverse_his_own_taking(garage: Garage, shop: Shopfloor) -> None:
    order = garage.signed()
    taken = shop.run(payments.take, order, amount=10_000, by="FI")
    with pytest.raises(Refused, match="somebody else"):
        shop.step("payments", taken, "reverse", by="FI", signer="FI", reason="x")
    shop.step("payments", taken, "reverse", by="FI", signer="MG", reason="收错单")
    assert shop.state("payments", taken) == "reversed"
    garage.step(order, "terminate", reason="不修了", person="李芳", car="AS_IS")
    again = shop.run(payments.take, garage.signed(), amount=1, by="FI")
    assert shop.state("payments", again) == "taken"


def test_e65_of_a_car_that_nobody_fetches_the_advisor_is_told_until_he_calls(
    garage: Garage, shop: Shopfloor, time: Any
) -> None:
    """After thirty days, and again when thirty have passed since the notice or the call; the calls stay as proof."""
    order = garage.paused()
    garage.delivered()
    assert shop.ask(storage.storage_due) == 0
    time.forward(days=31)
    assert shop.run(storage.watch) == 1
    told = [n.text for n in shop.ask(notices.inbox, by="SA") if n.document == (KIND, order) and "31" in str(n.text)]
    assert len(told) == 1
    assert shop.run(storage.watch) == 0
    words = {"channel": "PHONE", "recipient": "13900139000", "reached": False, "words": "关机", "purpose": "STORAGE"}
    time.forward(days=20)
    shop.run(consent.log_contact, order, by="SA", **words)
    time.forward(days=15)
    assert shop.ask(storage.storage_due) == 0
    shop.run(settings.change, "work_orders.storage_days", 10)
    assert shop.run(storage.watch) == 1


@usecase("test.keep_picture", allow=None)
def keep_picture(ctx: Context, content: bytes) -> str:
    """A file as the field of a form takes it over: its hash."""
    return attachments.put(ctx, "chat.png", content)[0]


def test_a_message_is_proved_by_its_picture_which_stays_with_the_revision(garage: Garage, shop: Shopfloor) -> None:
    """R53: the chat as a picture; nobody takes it off; what is no picture of ours is refused and changes nothing."""
    order = garage.reissued()
    said = {"way": "MESSAGE", "person": "李芳", "words": "微信：同意"}
    for strange in ("f" * 64, "../../counterpart.db", shop.run(keep_picture, b"%PDF-1.4 no picture")):
        with pytest.raises(Refused, match="no picture of ours"):
            garage.step(order, "consent", picture=strange, **said)
    assert garage.state(order) == "wait_consent"
    garage.step(order, "consent", picture=shop.run(keep_picture, picture()), **said)
    first, second = shop.ask(looking.view, order, by="SA").revisions
    assert (first.picture, second.way, second.words) == (None, "Message", "微信：同意")
    assert shop.ask(attachments.read, second.picture, by="SA") == picture()
    [kept_] = [a for a in shop.ask(attachments.list_of, KIND, order, by="SA") if a.id == second.picture]
    assert (kept_.role, kept_.name) == ("consent 2", f"{garage.read(order)[0].number}.2.png")
    with pytest.raises(Refused, match="kept as proof"):
        shop.run(attachments.remove, second.picture, by="SA")


def test_a_refusal_may_have_its_picture_too(garage: Garage, shop: Shopfloor) -> None:
    order = garage.reissued()
    proof = shop.run(keep_picture, picture())
    garage.step(order, "refuse", way="MESSAGE", person="李芳", risk="制动距离会变长", picture=proof)
    assert shop.ask(looking.view, order, by="SA").revisions[-1].picture is not None
