"""Complaints: from the call to the closed case, who may do what, evidence, waiting, and cases that really happen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.clock import Id
from app.core.errors import Refused
from app.services import documents
from app.services.complaints import acts, calling, queries, receiving
from tests.garage import Garage
from tests.grievances import FOUND, KIND, REPORT, Grievances, at, due
from tests.shopfloor import Shopfloor


@pytest.mark.both
def test_from_the_call_to_the_closed_case(shop: Shopfloor, time: Any) -> None:
    """One refused proposal, one waiting time over the national holiday; due dates as the calendar of 2026 has them."""
    cases = Grievances(shop)
    time.present = at("2026-09-28", "16:30")
    made = cases.received()
    assert [due(cases, made, name) for name in ("acknowledge", "assign", "proposal", "resolve")] == [
        "09-29 09:30", "09-29 11:30", "10-08 23:59", "10-13 23:59",
    ]  # fmt: skip
    time.present = at("2026-09-29", "08:50")
    cases.step(made, "classify")
    assert cases.seen(made).entries[0].type == "TOLD", "the promise is logged (R77)"
    cases.write(made, **cases.assignment())
    cases.step(made, "assign")
    assert due(cases, made, "handler") == "09-30 23:59"
    assert any("Name who handles it" in str(item.text) for item in cases.inbox("WS"))
    cases.step(made, "name", by="WS", handler=cases.user("TS"))
    cases.found(made)
    time.present = at("2026-09-30", "10:00")
    cases.step(made, "propose", by="TS")
    cases.step(made, "object", by="TS", words="三百块不够", channel="HOTLINE")
    cases.write(made, "TS", compensation=50_000)
    shop.run(acts.wait, made, "客户国庆外出，等他回来", by="TS")
    assert cases.lights(made)["resolve"] == "STOPPED"
    assert cases.case(made).next_due is None
    time.present = at("2026-10-09", "09:00")
    assert cases.lights(made)["resolve"] == "STOPPED"
    assert shop.ask(queries.overdue, by="CS") == []
    shop.run(acts.go_on, made, "客户回来了", by="TS")
    assert due(cases, made, "resolve") == "10-14 23:59", "8 October was lost; the holiday is none"
    _put_off(cases, made)
    cases.step(made, "propose_again", by="TS")
    cases.step(made, "agree", by="TS", method="PHONE", words="行，五百")
    assert any("免费返修 1" in str(item.text) for item in cases.inbox("TE"))
    cases.do_measures(made)
    assert cases.state(made) == "implementing", "the first measure begins it"
    cases.step(made, "resolve", by="TS", words="告知已修好", channel="HOTLINE", satisfaction="4")
    cases.write(made, "TS", improvements=[cases.improvement()], **REPORT)
    cases.step(made, "report", by="TS")
    cases.step(made, "close", by="MG", signer="MG")
    _told_afterwards(cases, made)


def _put_off(cases: Grievances, made: Id) -> None:
    """While he was waited for the day of the measure went by: another one is chosen."""
    with pytest.raises(Refused, match="This day is past: 2026-10-03"):
        cases.step(made, "propose_again", by="TS")
    put_off = {"measure": "免费返修 1", "owner_id": cases.user("TE"), "due": date(2026, 10, 13), "cost": 10_000}
    cases.write(made, "TS", measures=[put_off])


def _told_afterwards(cases: Grievances, made: Id) -> None:
    """What its page keeps of all that."""
    case, seen = cases.case(made), cases.seen(made)
    assert (case.state, case.round, case.satisfaction, case.next_due) == ("closed", 2, 4, None)
    assert [(r.round, r.compensation) for r in seen.rounds] == [(1, 30_000), (2, 50_000)]
    assert [e.verdict for e in seen.entries if e.verdict] == ["OBJECTS", "AGREES"]
    assert [(one.light, one.late) for one in seen.clocks] == [("DONE", False)] * 5
    assert [(w.reason, w.note) for w in seen.waits] == [("客户国庆外出，等他回来", "客户回来了")]


def test_nothing_is_closed_while_something_is_open(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.implementing()
    with pytest.raises(Refused, match="Not done yet: 免费返修 1"):
        cases.step(made, "resolve", by="TS", words="好了", satisfaction="5")
    shop.run(acts.wait, made, "等客户取车", by="TS")
    with pytest.raises(Refused, match="waited for already"):
        shop.run(acts.wait, made, "等客户取车", by="TS")
    cases.do_measures(made)
    with pytest.raises(Refused, match="still being waited for"):
        cases.step(made, "resolve", by="TS", words="好了", satisfaction="5")
    shop.run(acts.go_on, made, by="TS")
    with pytest.raises(Refused, match="how satisfied"):
        cases.step(made, "resolve", by="TS", words="好了")
    cases.step(made, "resolve", by="TS", words="好了", satisfaction="5")
    with pytest.raises(Refused, match="How it was handled is missing"):
        cases.step(made, "report", by="TS")
    cases.write(made, "TS", **REPORT)
    with pytest.raises(Refused, match="say why nothing is"):
        cases.step(made, "report", by="TS")
    cases.write(made, "TS", improvements=[{"action": "培训"}])
    with pytest.raises(Refused, match="by whom and until when"):
        cases.step(made, "report", by="TS")
    cases.write(made, "TS", improvements=[], no_improvement="个案")
    cases.step(made, "report", by="TS")
    cases.step(made, "send_back", by="MG", reason="写明路试结果")
    cases.step(made, "report", by="TS")
    assert cases.state(made) == "reported"


def test_who_handled_it_does_not_close_it(shop: Shopfloor) -> None:
    """SD7, even if he is the manager."""
    cases = Grievances(shop, handler=("MG",))
    made = cases.reported()
    with pytest.raises(Refused, match="handled this complaint"):
        cases.step(made, "close", by="CS", signer="MG")


def test_the_steps_say_what_is_missing(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.received(complainant=None, contact=None, promised=False, category=None)
    for field, value, lacks in (
        ("complainant", "李芳", "Complainant"), ("contact", "13812345678", "Phone or address"),
        ("promised", True, "Timely handling promised"), ("category", "REPAIR", "Kind of complaint"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=f"{lacks} is missing"):
            cases.step(made, "classify")
        cases.write(made, **{field: value})
    cases.step(made, "classify")
    assert f"{cases.case(made).due_on}" == "2026-12-02", "the day of the clock, unless another one is chosen"
    cases.write(made, severity="URGENT")
    assert f"{cases.case(made).due_on}" == "2026-11-26", "which goes along with it"
    cases.write(made, severity="GENERAL")
    for field, value in cases.assignment().items():
        if field != "due_on":
            with pytest.raises(Refused, match="is missing"):
                cases.step(made, "assign")
        cases.write(made, **{field: value})
    cases.write(made, co_dept="WS")
    with pytest.raises(Refused, match="another one"):
        cases.step(made, "assign")
    cases.write(made, co_dept="PU")
    cases.step(made, "assign")
    assert any("Name who handles it" in str(item.text) for item in cases.inbox("PU")), "the other department helps"
    cases.step(made, "name", by="WS", handler=cases.user("TS"))
    for match, do in (
        ("evidence", lambda: cases.proof(made)),
        ("Root cause lies in", lambda: cases.write(made, "TS", **FOUND)),
        ("at least one measure", lambda: cases.write(made, "TS", measures=[{"measure": "返修"}])),
        ("by whom and until when", lambda: cases.found(made)),
    ):
        with pytest.raises(Refused, match=match):
            cases.step(made, "propose", by="TS")
        do()
    cases.step(made, "propose", by="TS")


def test_nobody_is_promised_what_is_past(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.received(promised_at=clock.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="before he complained") as refused:
        cases.step(made, "classify")
    assert refused.value.where == "promised_at"
    cases.write(made, received_at=clock.now() - timedelta(hours=2))
    cases.step(made, "classify")


def test_only_the_handler_handles(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.handling()
    with pytest.raises(Refused, match="was named to handle"):
        cases.write(made, "WS", cause_code="MAN")
    with pytest.raises(Refused, match="was named to handle"):
        shop.run(acts.note, made, "FINDING", "听说的", by="WS")
    with pytest.raises(Refused, match="was named to handle"):
        shop.run(acts.wait, made, "x", by="WS")
    shop.run(acts.note, made, "SAID", "客户又来电催", channel="HOTLINE", by="SA")
    with pytest.raises(Refused, match="what was said"):
        shop.run(acts.note, made, "SAID", "  ", by="SA")
    with pytest.raises(Refused, match="roles do not allow"):
        shop.run(receiving.receive, {"description": "x"}, by="TE")
    assert not shop.ask(documents.show, KIND, made, by="CS").editable
    assert shop.ask(documents.show, KIND, made, by="TS").editable
    assert cases.seen(made, "TS").contact == "13812345678", "who talks to him sees his phone"
    assert cases.seen(made, "TE").contact == ""


def test_nobody_handles_a_complaint_about_his_own_work(shop: Shopfloor) -> None:
    """SD7: neither the person named nor who worked on the order it is about."""
    cases, order = Grievances(shop), Garage(shop).delivered()
    made = cases.assigned(source_kind="work_orders", source=order, about_id=cases.user("SA"))
    worker = Garage(shop).technician()
    for person in (worker, cases.user("SA")):
        with pytest.raises(Refused, match="somebody else must do this"):
            cases.step(made, "name", by="WS", handler=person)
    cases.step(made, "name", by="WS", handler=cases.user("TS"))
    with pytest.raises(Refused, match="somebody else must do this"):
        shop.run(acts.note, made, "SAID", "没事了", by="SA")
    links = shop.ask(documents.show, "work_orders", order, by="SA").links
    assert cases.case(made).number in [link.called for link in links]
    assert cases.case(made).customer_id, "customer and car come from the order"
    assert order in [paper.id for paper in shop.ask(calling.candidates, made, by="TS")]


def test_complaints_about_customer_service_or_a_manager_go_above(shop: Shopfloor) -> None:
    """E77."""
    cases = Grievances(shop)
    shop.actor("CS", "2")
    made = cases.classified(about_id=cases.user("CS", "2"))
    cases.write(made, **cases.assignment(dept="CS"))
    with pytest.raises(Refused, match="choose “The management”"):
        cases.step(made, "assign")
    cases.write(made, dept="WS")
    with pytest.raises(Refused, match="assign it to “The management”"):
        cases.step(made, "assign")
    cases.write(made, dept="MG")
    with pytest.raises(Refused, match="somebody else must do this"):
        cases.step(made, "assign", by=shop.actor("CS", "2"))
    cases.step(made, "assign")
    about_the_boss = cases.classified(about_id=cases.user("MG"))
    cases.write(about_the_boss, **cases.assignment(dept="MG"))
    with pytest.raises(Refused, match="no other manager"):
        cases.step(about_the_boss, "assign")
    shop.actor("MG", "2")
    cases.step(about_the_boss, "assign")
    with pytest.raises(Refused, match="somebody else must do this"):
        cases.step(about_the_boss, "name", by="MG", handler=cases.user("TS"))
    cases.step(about_the_boss, "name", by=shop.actor("MG", "2"), handler=cases.user("TS"))


def test_who_closes(shop: Shopfloor) -> None:
    """The head of customer service what is ordinary, the manager the rest; never who took it (SD1)."""
    cases = Grievances(shop)
    shop.actor("CS", "2")
    ordinary, major = cases.reported(), cases.reported(severity="MAJOR")
    cases.step(ordinary, "close", by=shop.actor("CS", "2"), signer="MG")
    assert cases.state(ordinary) == "closed"
    view = shop.ask(documents.show, KIND, major, by="CS")
    assert next(o for o in view.offers if o.step == "close").sign
    for role, match in (("CS", "created or submitted"), ("TS", "another role")):
        with pytest.raises(Refused, match=match):
            cases.step(major, "close", by="MG", signer=role)
    cases.step(major, "close", by="MG", signer="MG")


def test_dear_compensation_is_signed_for_by_the_manager(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.handling()
    cases.found(made, compensation=300_000)
    cases.step(made, "propose", by="TS")
    with pytest.raises(Refused, match="the manager approves it"):
        cases.step(made, "agree", by="TS", method="PHONE", words="行")
    cases.step(made, "approve_compensation", by="MG", signer="MG")
    with pytest.raises(Refused, match="needs no manager"):
        cases.step(made, "approve_compensation", by="MG", signer="MG")
    cases.step(made, "agree", by="TS", method="PHONE", words="行")
