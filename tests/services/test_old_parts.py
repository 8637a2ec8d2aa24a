"""Old parts (R68–R71): expected for each part given out, handed in, registered, and disposed of as their owner says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.work_orders import WorkOrder
from app.services import attachments, documents, lookup, notices, reports, settings, sheets, signatures
from app.services.old_parts import photos, queries, signing, watching
from app.services.returned_papers.taking import take_in
from app.services.work_orders import gates
from tests.garage import HAND, picture
from tests.olds import KIND, Yard
from tests.shopfloor import MICRO, Shopfloor
from tests.ways import old_parts as ways
from tests.ways.returned_papers import a_scan


@pytest.fixture
def yard(shop: Shopfloor) -> Yard:
    return Yard(shop)


@query("test.old_gates", allow=None)
def gated(ctx: Reader, order: Any) -> tuple[str, str]:
    """What stands before the self-check and the settlement."""
    one = ctx.session.get_one(WorkOrder, order)
    return str(gates.before_self_check(ctx, one) or ""), str(gates.before_settling(ctx, one) or "")


def told(shop: Shopfloor, by: str) -> list[str]:
    """The notices of a role."""
    return [str(item.text) for item in shop.ask(notices.inbox, by=by)]


# --- what is expected -------------------------------------------------------------------------------------------------
def test_one_is_expected_for_each_part_given_out_and_none_for_consumables(yard: Yard, shop: Shopfloor) -> None:
    order, line = yard.given_out(2000, serial="SN-77", intent="DECIDE")
    [old] = yard.olds(line)
    assert (old.state, old.qty, old.owner, old.serial_new, old.order_id) == (
        "expected", 2000, "CUSTOMER", "SN-77", order,
    )  # fmt: skip
    assert old.technician_id == yard.garage.technician()
    assert yard.olds(yard.given_out(order=order, consumable=True)[1]) == []
    oil = yard.olds(yard.given_out(order=order, consumable=True, hazardous="HW08", unit="升")[1])
    assert [(o.hazardous, o.state) for o in oil] == [("HW08", "expected")]  # E74: waste has no way around
    [hit] = shop.ask(lookup.code, old.number, by="TE")  # the code of the tag
    assert (hit.kind, hit.id) == (KIND, old.id)


def test_what_comes_back_unused_is_expected_no_more(yard: Yard, shop: Shopfloor) -> None:
    _order, line = yard.given_out(3000)
    yard.bring_back(line, 1000)
    assert [(o.qty, o.state) for o in yard.olds(line)] == [(2000, "expected")]
    yard.bring_back(line, 2000)
    assert [o.state for o in yard.olds(line)] == ["not_applicable"]
    _order, line = yard.given_out()
    yard.step(yard.olds(line)[0].id, "hand_in", by="TE")
    yard.bring_back(line)
    assert [o.state for o in yard.olds(line)] == ["handed_in"]
    assert any("came back unused, but its old part was handed in" in words for words in told(shop, "WK"))


@pytest.mark.parametrize(
    ("payer", "intent", "values", "owner"),
    [
        ("CUSTOMER", "WAIVE", {}, "SHOP"), ("CUSTOMER", "TAKE", {}, "CUSTOMER"), ("WARRANTY", "TAKE", {}, "SUPPLIER"),
        ("INSURER", "TAKE", {}, "SHOP"), ("CUSTOMER", "WAIVE", {"core_return": True}, "SUPPLIER"),
    ],
)  # fmt: skip
def test_whose_an_old_part_is(yard: Yard, payer: str, intent: str, values: dict[str, Any], owner: str) -> None:
    """Who paid owns it, unless he waived it on the signed order or a supplier wants it back (S4)."""
    [old] = yard.olds(yard.given_out(payer=payer, intent=intent, **values)[1])
    assert old.owner == owner
    assert bool(old.waived_by) == (owner == "SHOP" and payer == "CUSTOMER")


def test_of_rework_the_shop_pays_and_owns(yard: Yard) -> None:
    [old] = yard.olds(yard.given_out(type="REWORK", intent="TAKE")[1])
    assert (old.payer, old.owner) == ("INTERNAL", "SHOP")


# --- handing in and registering ---------------------------------------------------------------------------------------
def test_a_technician_hands_in_and_the_keeper_registers(yard: Yard, shop: Shopfloor) -> None:
    made = yard.expected()
    yard.step(made, "hold", by="TE")
    with pytest.raises(Refused, match="No item of"):
        yard.step(made, "hand_in", by=shop.actor("TE", "2"))  # type: ignore[arg-type]
    yard.step(made, "hand_in", by="TE", serial_old="A-1")
    kept = shop.run(photos.add_photo, made, "IMG_7.PNG", picture(), by="WK")
    with pytest.raises(Refused, match="no JPEG or PNG"):
        shop.run(photos.add_photo, made, "a.pdf", b"%PDF-1.4", by="WK")
    yard.register(made, completeness="INCOMPLETE", usability="REPAIRABLE")
    seen = yard.see(made)
    assert (seen["state"], seen["completeness"], seen["usability"], seen["serial_old"], seen["bin_id"]) == (
        "registered", "INCOMPLETE", "REPAIRABLE", "A-1", yard.bin,
    )  # fmt: skip
    [photo] = shop.ask(attachments.list_of, KIND, made, by="WK")
    assert (photo.id, photo.name, photo.role) == (kept, f"{seen['number']}-1.png", "photo")
    slip = shop.run(sheets.issue, KIND, made, "old_parts.slip", by="WK")
    assert [(line.number, line.photos, line.bin) for line in slip.lines] == [(seen["number"], "1", "J-01-1-01")]
    [label] = shop.run(sheets.issue, KIND, made, "old_parts.tag", by="WK")
    assert label.barcode == seen["number"]


def test_e71_wrong_two_for_one_one_for_two(yard: Yard, shop: Shopfloor) -> None:
    """A wrong one goes back; more than expected wants a word; what is short is expected as a row of its own."""
    order, line = yard.given_out(2000)
    [old] = yard.olds(line)
    yard.step(old.id, "hand_in", by="TE")
    yard.step(old.id, "send_back", reason="这是空调压缩机")
    assert yard.see(old.id)["state"] == "held"
    assert any("this is not the old part" in words for words in told(shop, "TE"))
    yard.step(old.id, "hand_in", by="TE")
    with pytest.raises(Refused, match="Send it back"):
        yard.register(old.id, counted=0)
    with pytest.raises(Refused, match="Only 2 were expected"):
        yard.register(old.id, counted=3000)
    with pytest.raises(Refused, match="decimals"):
        yard.register(old.id, counted=1500)
    yard.register(old.id, counted=1000)
    first, rest = yard.olds(line)
    assert [(o.qty, o.state) for o in (first, rest)] == [(1000, "registered"), (1000, "expected")]
    assert any("were not handed in" in words for words in told(shop, "WS"))
    assert rest.number in shop.ask(gated, order)[0] + shop.ask(gated, order)[1]
    yard.step(rest.id, "hand_in", by="TE")
    yard.register(rest.id, counted=2000, reason="左右各一件")
    assert [o.qty for o in yard.olds(line)] == [1000, 2000]


def test_e71_missing_is_signed_by_the_supervisor_and_names_who_answers(yard: Yard, shop: Shopfloor) -> None:
    made, technician = yard.expected(), ways.technician(shop)
    with pytest.raises(Refused, match="may not sign"):
        yard.step(made, "missing", signer="WK", responsible=technician, reason="找不到")
    supervisor = shop.actor("WS").user
    with pytest.raises(Refused, match="approve it himself"):
        yard.step(made, "missing", signer="WS", responsible=supervisor, reason="找不到")
    yard.step(made, "missing", signer="WS", responsible=technician, reason="找不到")
    assert any("you answer for it: 找不到" in words for words in told(shop, "TE"))
    seen = yard.see(made)
    assert (seen["state"], seen["responsible_id"], seen["reason"]) == ("missing", technician, "找不到")
    yard.step(made, "found")
    assert yard.see(made)["state"] == "handed_in"


# --- the rule of ownership --------------------------------------------------------------------------------------------
def test_what_is_the_customers_is_neither_scrapped_nor_reused_before_he_waives_it(yard: Yard, shop: Shopfloor) -> None:
    made = yard.registered(intent="DECIDE")
    for step, by, more in (("scrap", "WK", {}), ("reuse", "TS", {"signer": "TS", "bin": yard.bin})):
        with pytest.raises(Refused, match="belongs to the customer"):
            yard.step(made, step, by=by, **more)
    yard.step(made, "waive", by="SA", person="李芳")
    seen = yard.see(made)
    assert (seen["state"], seen["owner"], seen["waived_by"]) == ("registered", "SHOP", "李芳")
    with pytest.raises(Refused, match="waived this part already"):
        yard.step(made, "keep", by="SA")
    yard.step(made, "scrap")
    yard.step(made, "give_after_all", by="SA", person="李芳")  # he paid for it: he may still have it
    assert yard.see(made)["taken_by"] == "李芳"
    other = yard.registered(payer="INSURER")
    with pytest.raises(Refused, match="was paid by: Insurer"):
        yard.step(other, "give_back", by="SA", person="李芳")


def test_e72_he_takes_it_with_his_signature_on_screen_or_paper(yard: Yard, shop: Shopfloor) -> None:
    made = yard.registered(intent="TAKE")
    with pytest.raises(Refused, match="not signed on the screen"):
        yard.step(made, "give_back", by="SA", person="李芳", way="SCREEN")
    with pytest.raises(Refused, match="Choose what he signs for"):
        shop.run(signing.sign_on_screen, made, purpose="X", name="李芳", strokes=HAND, image=picture(), by="SA")
    shop.run(
        signing.sign_on_screen, made, purpose="TAKE", name="李芳", strokes=HAND, image=picture(), paper=b"%PDF-1.4\n",
        by="SA",
    )  # fmt: skip
    assert yard.see(made)["state"] == "to_customer"
    slip = shop.run(sheets.issue, KIND, made, "old_parts.slip", by="SA")
    assert [(box.role, box.name) for box in slip.signatures] == [
        ("Technician", "Te"), ("Warehouse keeper", "Wk"), ("Customer", "李芳"),
    ]  # fmt: skip
    assert str(slip.lines[0].fate) == "With the customer: 李芳"
    boxes = yard.boxes(yard.see(made)["order_id"])
    assert (boxes.taken, boxes.waived, boxes.none) == (1, 0, False)


def test_the_slip_he_signed_with_a_pen_is_filed_when_it_comes_back(yard: Yard, shop: Shopfloor) -> None:
    made = yard.registered(intent="TAKE")
    code = f"{yard.see(made)['number']}.1"
    early = take_in(shop.desk, shop.actor("SA"), "slip.png", a_scan(), code)
    assert (early.filed, "note first" in str(early.said)) == (False, True)
    yard.step(made, "give_back", by="SA", person="李芳")
    filed = take_in(shop.desk, shop.actor("SA"), "slip.png", a_scan(), code, seen=False)
    assert (filed.filed, filed.document) == (True, yard.see(made)["number"])
    [held] = shop.ask(signatures.list_of, KIND, made, by="SA")
    assert (held.purpose, held.way, held.image is not None) == ("TAKE", "PAPER", True)
    lost = take_in(shop.desk, shop.actor("SA"), "slip.png", a_scan(), "OP-01-20200101-0001.1")
    assert "No old part has the code" in str(lost.said)


def test_e72_custody_has_its_date_on_the_slip_and_lapses_only_if_he_signed_it(yard: Yard, shop: Shopfloor) -> None:
    signed, unsigned = yard.kept(person="李芳"), yard.kept()
    today = shop.time().date()
    shop.run(settings.change, "old_parts.custody_days", 10, by="AD")
    third = yard.kept()
    assert [yard.see(id)["kept_until"] - today for id in (signed, unsigned, third)] == [
        timedelta(30), timedelta(30), timedelta(10),
    ]  # fmt: skip
    slip = shop.run(sheets.issue, KIND, signed, "old_parts.custody", by="SA")
    assert (slip.declares, slip.until) == ("KEEP", today + timedelta(30))
    with pytest.raises(Refused, match="still to come"):
        yard.step(third, "extend", by="SA", until=today, reason="客户出差")
    with pytest.raises(Refused, match="Enter a later day"):
        yard.step(third, "extend", by="SA", until=today + timedelta(5), reason="客户出差")
    yard.step(third, "extend", by="SA", until=today + timedelta(90), reason="客户出差")
    with pytest.raises(Refused, match="is kept for the customer until"):
        yard.step(signed, "lapse")
    shop.time.forward(days=32)
    assert shop.ask(watching.watch_due) == 2
    assert shop.run(watching.watch) == 2
    assert shop.ask(watching.watch_due) == 0
    assert sum("was kept until" in words for words in told(shop, "SA")) == 2
    late = shop.ask(documents.find, KIND, ListQuery(where=(("when", "late"),)), by="WK")
    assert set(late) == {signed, unsigned}
    report = shop.ask(reports.make, "old_parts_overdue", by="WK")
    assert {(row[0], row[7], row[8]) for row in report.rows} == {
        (yard.see(signed)["number"], 2, True), (yard.see(unsigned)["number"], 2, False),
    }  # fmt: skip
    assert report.bad
    with pytest.raises(Refused, match="signed for no date"):
        yard.step(unsigned, "lapse")
    yard.step(signed, "lapse")
    assert (yard.see(signed)["owner"], yard.see(signed)["waived_by"]) == ("SHOP", "李芳")


def test_e72_who_asks_after_the_disposal_is_answered_with_the_slip(yard: Yard, shop: Shopfloor) -> None:
    made = yard.to_scrap()
    yard.disposed(made)
    yard.step(made, "answer", by="SA", person="李芳", words="当日已签字放弃，11-23 已报废")
    slip = shop.run(sheets.issue, KIND, made, "old_parts.slip", by="SA")
    [answer] = slip.answers
    assert "李芳 asked for it on 2026-11-23" in str(answer)
    assert str(slip.lines[0].fate).startswith("Disposed of: OB-")


def test_e73_a_warranty_part_is_not_scrapped_before_the_supplier_had_it(yard: Yard, shop: Shopfloor) -> None:
    made, other = yard.registered(payer="WARRANTY"), yard.registered(core_return=True)
    for id in (made, other):
        for step, by, more in (("scrap", "WK", {}), ("reuse", "TS", {"signer": "TS", "bin": yard.bin})):
            with pytest.raises(Refused, match="must go back to the supplier"):
                yard.step(id, step, by=by, **more)
    with pytest.raises(Refused, match="not the customer's"):
        yard.step(other, "give_back", by="SA", person="李芳")
    yard.step(made, "to_supplier", by="PU", supplier=ways.supplier(shop), slip="SF-1")
    assert (yard.see(made)["state"], yard.see(made)["slip"]) == ("supplier_return", "SF-1")
    yard.step(other, "release", by="PU", reason="厂家不要旧件")
    yard.step(other, "scrap")
    with pytest.raises(Refused, match="No supplier wants"):
        yard.step(yard.registered(), "to_supplier", by="PU", supplier=ways.supplier(shop))


# --- reuse ------------------------------------------------------------------------------------------------------------
def test_e75_a_safety_part_is_never_reused(yard: Yard) -> None:
    made = yard.registered(safety_critical=True)
    with pytest.raises(Refused, match="safety part"):
        yard.step(made, "reuse", by="TS", signer="TS", bin=yard.bin)
    with pytest.raises(Refused, match="safety part"):
        yard.step(made, "appraise", by="FI", value=5_000)


def test_e29_a_reusable_one_comes_into_stock_only_by_its_own_way_and_grade(yard: Yard, shop: Shopfloor) -> None:
    """Appraised: as a part of the grade used, at that value; else among the old parts, without value."""
    made = yard.registered()
    part = yard.see(made)["part_id"]
    useless = yard.registered(found={"usability": "USELESS"})
    with pytest.raises(Refused, match="registered as not usable"):
        yard.step(useless, "reuse", by="TS", signer="TS", bin=yard.bin)
    yard.step(made, "appraise", by="FI", value=12_000)
    used = yard.part(quality_grade="OLD")
    for wrong, why in ((None, "It was appraised"), (part, "sold as a new part"),
                       (yard.part(quality_grade="OLD", safety_critical=True), "safety part"),
                       (yard.part(quality_grade="OLD", batch_tracked=True), "kept by batch"),
                       (shop.part("OLD-DRAFT", active=False, quality_grade="OLD"), "not in use")):  # fmt: skip
        with pytest.raises(Refused, match=why):
            yard.step(made, "reuse", by="TS", signer="TS", bin=yard.bin, stocked=wrong)
    yard.step(made, "reuse", by="TS", signer="TS", bin=yard.bin, stocked=used)
    assert shop.held(used) == (1000, 12_000, 120 * MICRO)
    free = yard.reused()
    plain = yard.see(free)["part_id"]
    assert shop.held(plain)[:2] == (0, 0)
    [row] = shop.rows(plain)
    assert (row.kind, row.status, row.qty, row.value) == ("OLD_IN", "OLD", 1000, 0)
    change = shop.paper("STATUS", shop.line(plain, 1, bin="J-01-1-01", status="OLD", to_status="AVAILABLE"))
    shop.step("stock_documents", change, "submit")
    with pytest.raises(Refused, match="can't become our stock"):
        shop.step("stock_documents", change, "approve", signer="FI")
    for id, of in ((made, used), (free, plain)):
        yard.step(id, "discard", reason="没人要")
        assert (yard.see(id)["state"], shop.held(of)[:2], shop.rows(of)[-1].kind) == ("scrap_wait", (0, 0), "OLD_OUT")
    assert shop.differences() == []


def test_what_leaves_the_reuse_stock_leaves_as_it_came_and_may_come_again(yard: Yard, shop: Shopfloor) -> None:
    """The new part was a used one: the old one joins it for sale. Discarded and taken in again, the ledger follows."""
    made = yard.registered(quality_grade="OLD")
    part = yard.see(made)["part_id"]
    for _time in range(2):
        yard.step(made, "reuse", by="TS", signer="TS", bin=yard.bin, stocked=part)
        assert shop.held(part)[0] == 1000
        yard.step(made, "discard", reason="没人要")
        assert shop.held(part)[0] == 0
        yard.step(made, "unscrap")
    rows = [("OLD_IN", "AVAILABLE"), ("OLD_OUT", "AVAILABLE")] * 2
    assert [(row.kind, row.status) for row in shop.rows(part)] == rows
    assert shop.differences() == []


def test_what_waits_for_the_scrap_is_not_offered_to_the_customer_first(yard: Yard, shop: Shopfloor) -> None:
    """He waived it: the main button gives nothing away; he may still ask for it."""
    seen = shop.ask(documents.show, "old_parts", yard.to_scrap(), by=shop.actor("SA", "WK"))
    assert [offer.step for offer in seen.offers if offer.primary] == []
    assert "give_after_all" in [offer.step for offer in seen.offers if offer.side]


def test_an_old_part_enters_stock_by_no_plain_receipt(yard: Yard, shop: Shopfloor) -> None:
    """E29: a plain receipt takes nothing into the stock of old parts."""
    paper = shop.paper("IN", shop.line(yard.part(), 1, bin="J-01-1-01", status="OLD"))
    with pytest.raises(Refused, match="Old parts come into stock"):
        shop.step("stock_documents", paper, "submit")


# --- what others ask --------------------------------------------------------------------------------------------------
def test_an_order_waits_for_its_old_parts(yard: Yard, shop: Shopfloor) -> None:
    """Before the self-check all are handed in (a setting), before the settlement each fate is known or dated."""
    order, line = yard.given_out(intent="DECIDE")
    [old] = yard.olds(line)
    assert "1 old parts are not handed in yet" in shop.ask(gated, order)[0]
    shop.run(settings.change, "old_parts.before_check", False, by="AD")
    assert shop.ask(gated, order)[0] == ""
    shop.run(settings.change, "old_parts.before_check", True, by="AD")
    yard.step(old.id, "hand_in", by="TE")
    yard.register(old.id)
    check, settle = shop.ask(gated, order)
    assert (check, old.number in settle) == ("", True)
    yard.step(old.id, "keep", by="SA")
    assert shop.ask(gated, order) == ("", "")
    boxes = yard.boxes(order)
    assert (boxes.kept, boxes.until) == (1, yard.see(old.id)["kept_until"])
    [row] = shop.ask(queries.rows_of, order, by="WK")
    assert (row.number, row.state, row.bin, row.due) == (old.number, "custody", "J-01-1-01", boxes.until)
    empty = yard.garage.in_repair()
    assert (yard.boxes(empty).none, shop.ask(gated, empty)) == (True, ("", ""))


def test_lists_find_and_show_them(yard: Yard, shop: Shopfloor) -> None:
    made, other = yard.kept(), yard.expected()
    seen = yard.see(made)

    def found(text: str = "", *where: tuple[str, str]) -> list[Any]:
        return list(shop.ask(documents.find, KIND, ListQuery(text, where, sort="number"), by="WK"))

    assert found(seen["number"]) == [made]
    assert found("", ("state", "expected held")) == [other]
    [row] = shop.ask(documents.read, KIND, [made], by="WK")
    assert (row[0], row[9], row[11]) == (seen["number"], seen["kept_until"], "custody")
    links = shop.ask(documents.show, KIND, made, by="WK").links
    assert [link.kind for link in links] == ["work_orders"]
    [done] = [d for d in shop.ask(documents.show, KIND, made, by="WK").done if d.step == "register"]
    assert done.answers["bin"] == "J-01-1-01"
