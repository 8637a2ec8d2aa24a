"""Complaints as they really happen (domain.md E76–E80), evidence, improvements, who calls, what is found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.services import attachments, documents, drafts
from app.services.complaints import acts, calling, queries, receiving
from tests.garage import Garage, picture
from tests.grievances import KIND, REPORT, Grievances, at, due
from tests.shopfloor import Shopfloor
from tests.ways import follow_ups as calls


def test_anonymous_and_two_departments(shop: Shopfloor) -> None:
    """E76: no name, no follow-up, no satisfaction asked; one lead, one clock, the other department helps."""
    cases = Grievances(shop)
    made = cases.received(anonymous=True, complainant="张三", promised=False, promised_at=None)
    case = cases.case(made)
    assert (case.complainant, case.contact, case.customer_id) == ("无", None, None)
    cases.step(made, "classify")
    cases.write(made, **cases.assignment(co_dept="PU"))
    cases.step(made, "assign")
    cases.step(made, "name", by="WS", handler=cases.user("TS"))
    cases.found(made)
    cases.step(made, "propose", by="TS")
    cases.step(made, "agree", by="TS", method="PHONE", words="匿名，无法回复")
    cases.do_measures(made)
    cases.step(made, "resolve", by="TS")
    assert (cases.state(made), cases.case(made).satisfaction) == ("resolved", None)


def test_who_never_agrees_goes_outside_and_is_not_called_satisfied(shop: Shopfloor) -> None:
    """E78."""
    cases = Grievances(shop)
    made = cases.negotiating()
    with pytest.raises(Refused, match="what was said or done"):
        cases.step(made, "escalate", body="C12315", reason="协商不成")
    cases.step(made, "escalate", body="C12315", reason="协商不成", words="已告知可以找谁")
    case = cases.case(made)
    assert (case.state, case.escalated_to, case.satisfaction, case.next_due) == ("escalated", "C12315", None, None)
    assert {one.light for one in cases.seen(made).clocks} == {"DONE"}, "no clock of ours runs any more"
    cases.write(made, "TS", no_improvement="个案", **REPORT)
    cases.step(made, "report", by="TS")
    cases.step(made, "close", by="MG", signer="MG")
    assert cases.case(made).satisfaction is None


def test_the_same_case_by_phone_and_from_outside_has_one_clock(shop: Shopfloor) -> None:
    """E79: linked, and the earliest clock counts."""
    cases = Grievances(shop)
    first = cases.received()
    before = due(cases, first, "resolve")
    shop.time.forward(days=2)
    second = cases.received(channel="C12315")
    assert due(cases, second, "resolve") > before
    shop.run(receiving.link_case, second, first, by="CS")
    assert due(cases, second, "resolve") == before
    assert [(c.id, c.same_case) for c in cases.seen(second).cases] == [(first, True)]
    earlier = cases.received(received_at=at("2026-11-20"))
    shop.run(receiving.link_case, earlier, second, by="CS")
    assert due(cases, first, "resolve") == "12-01 23:59", "one that came before was entered later"
    for one, other in ((first, first), (second, first), (second, earlier)):  # itself, its own, its own by another
        with pytest.raises(Refused, match="another complaint"):
            shop.run(receiving.link_case, one, other, by="CS")


def test_departments_that_send_it_to_and_fro_are_decided_upon(shop: Shopfloor) -> None:
    """E80: after two times the manager decides, and that stands; the clock went on."""
    cases = Grievances(shop)
    shop.actor("SL")
    made = cases.assigned()
    before = due(cases, made, "assign")
    for role, dept in (("WS", "SL"), ("SL", "WS")):
        cases.step(made, "bounce", by=role, reason="不是我们的")
        cases.write(made, dept=dept)
        if role == "WS":
            cases.step(made, "assign")
    assert due(cases, made, "assign") == before
    with pytest.raises(Refused, match="the manager decides"):
        cases.step(made, "assign")
    with pytest.raises(Refused, match="roles do not allow"):
        cases.step(made, "decide")
    cases.step(made, "decide", by="MG")
    with pytest.raises(Refused, match="decided that it belongs"):
        cases.step(made, "bounce", by="WS", reason="还是不要")


def test_somebody_else_goes_on_when_the_handler_is_ill(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.negotiating()
    named = cases.case(made).named_at
    with pytest.raises(Refused, match="does not head"):
        cases.step(made, "hand_over_negotiating", by="TS", handler=cases.user("QI"), reason="病假")
    cases.step(made, "hand_over_negotiating", by="WS", handler=cases.user("QI"), reason="马超病假")
    assert (cases.case(made).handler_id, cases.case(made).named_at) == (cases.user("QI"), named)
    cases.step(made, "agree", by="QI", method="PHONE", words="行")
    assert cases.state(made) == "agreed"


def test_withdrawn_and_not_valid(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.handling()
    with pytest.raises(Refused, match="what was said or done"):
        cases.step(made, "withdraw", reason="误会")
    shop.run(acts.wait, made, "等回复", by="TS")
    cases.step(made, "withdraw", reason="误会", words="已确认")
    case = cases.case(made)
    assert (case.state, case.waiting_since, case.next_due, case.ended_reason) == ("withdrawn", None, None, "误会")
    with pytest.raises(Refused, match="past that"):
        shop.run(acts.note, made, "SAID", "x", by="CS")
    other = cases.received()
    cases.step(other, "invalidate", by="MG", signer="MG", reason="非本店", words="已说明")
    assert cases.state(other) == "invalid"


def test_evidence_is_a_record_of_ours_or_a_file(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.handling()
    file = shop.run(attachments.add, KIND, made, "偏磨.png", picture(), by="TS")
    kept = shop.run(acts.add_evidence, made, "PHOTO", attachment=file, note="内片偏磨", by="TS")
    shown = cases.seen(made).evidence[0]
    assert (shown.type, shown.number, shown.note) == ("PHOTO", "偏磨.png", "内片偏磨")
    for given, match in (
        ({"type": "GOSSIP"}, "what kind"), ({"type": "OTHER"}, "There is no type"),
        ({"type": "OTHER", "kind": KIND}, "Choose a document"),
        ({"type": "OTHER", "attachment": made}, "Attach the file"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=match):
            shop.run(acts.add_evidence, made, by="TS", **given)
    shop.run(acts.drop_evidence, kept, by="TS")
    with pytest.raises(Refused, match="gone already"):
        shop.run(acts.drop_evidence, kept, by="TS")
    with pytest.raises(Refused, match="Choose what it is"):
        shop.run(acts.note, made, "RUMOUR", "x", by="TS")
    with pytest.raises(Refused, match="channels"):
        shop.run(acts.note, made, "SAID", "x", channel="PIGEON", by="TS")


def test_improvements_are_tracked_after_the_case_is_closed(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    cases.closed()
    cases.step(cases.ready(), "withdraw", reason="误会", words="已确认")
    (open_,) = shop.ask(queries.improvements, by="CS")
    assert open_.verified_at is None
    with pytest.raises(Refused, match="not done yet"):
        shop.run(acts.verify, open_.id, by="MG")
    with pytest.raises(Refused, match="Only who is responsible"):
        shop.run(acts.improvement_done, open_.id, by="TE")
    shop.time.forward(days=30)
    assert shop.ask(queries.improvements, by="CS")[0].late
    shop.run(acts.improvement_done, open_.id, "指导书第 3 版", by="WS")
    shop.run(acts.verify, open_.id, by="MG")
    assert shop.ask(queries.improvements, by="CS") == []
    assert shop.ask(queries.improvements, open_only=False, by="CS")[0].verified_by


def test_a_call_that_meets_a_problem_becomes_a_complaint(shop: Shopfloor) -> None:
    cases, call = Grievances(shop), calls.scored(shop)
    with pytest.raises(Refused, match="there is a problem"):
        shop.run(receiving.of_call, call, by="CS")
    calls.say(shop, call, problem=True, words="刹车还是响")
    made = shop.run(receiving.of_call, call, by="SA")
    assert shop.run(receiving.of_call, call, by="CS") == made, "once only"
    case = cases.case(made)
    assert (case.description, case.source_kind, case.plate != "") == ("刹车还是响", "follow_ups", True)
    assert case.number in [link.called for link in shop.ask(documents.show, "follow_ups", call, by="CS").links]


def test_who_calls_is_found_by_phone_plate_or_name(shop: Shopfloor) -> None:
    cases, order = Grievances(shop), Garage(shop).delivered()
    made = cases.received(source_kind="work_orders", source=order, plate=None)
    case = cases.case(made)
    stranger = cases.received(complainant="过路人", contact="137 0000-1111", plate="苏b·00001")
    assert cases.case(stranger).plate == "苏B00001"
    for typed in (case.plate, case.plate[-4:]):
        (found,) = [one for one in shop.ask(calling.caller, typed, by="CS") if one.vehicle_id == case.vehicle_id]
        assert order in [paper.id for paper in found.papers]
        assert [paper.id for paper in found.open] == [made]
    for typed in ("13700001111", "137 0000 1111", "+86 137-0000-1111", "苏b·00001", "00001", "过路"):
        assert [one.open[0].id for one in shop.ask(calling.caller, typed, by="CS")] == [stranger], typed
    assert shop.ask(calling.caller, "1", by="CS") == []
    board = shop.ask(queries.of_vehicles, [case.vehicle_id], by="SA")
    assert (board[case.vehicle_id].number, board[case.vehicle_id].light) == (case.number, "GREEN")


def test_a_complaint_is_found_by_any_two_characters(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.received(complainant="欧阳建国")
    for typed in ("又响", "欧阳", "ouyang", "两趟", "A12345"):
        assert made in shop.ask(documents.find, KIND, ListQuery(text=typed), by="CS"), typed
    assert shop.ask(documents.find, KIND, ListQuery(text="不存在"), by="CS") == []
    shop.time.forward(hours=30)
    assert made in shop.ask(documents.find, KIND, ListQuery(where=(("late", "yes"),)), by="CS")
    assert made in shop.ask(documents.find, KIND, ListQuery(where=(("mine", "yes"),)), by="CS")
    assert made not in shop.ask(documents.find, KIND, ListQuery(where=(("mine", "yes"),)), by="TE")


def test_one_begun_by_mistake_can_be_deleted(shop: Shopfloor) -> None:
    blank = shop.run(receiving.receive, {}, by="CS")
    with pytest.raises(Refused, match="Customer service takes and assigns complaints"):
        shop.run(drafts.remove, KIND, blank, shop.ask(documents.standing, KIND, blank).version, by="TS")
    shop.run(drafts.remove, KIND, blank, shop.ask(documents.standing, KIND, blank).version, by="CS")
    made = Grievances(shop).received()
    with pytest.raises(Refused, match="withdraw it instead"):
        shop.run(drafts.remove, KIND, made, shop.ask(documents.standing, KIND, made).version, by="CS")
    with pytest.raises(Refused, match="still to come"):
        Grievances(shop).received(received_at=clock.now() + timedelta(days=1))
