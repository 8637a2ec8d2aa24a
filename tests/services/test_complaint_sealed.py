"""What nobody gets round: an agreement without a solution, closing one's own case, a complaint about oneself (SD7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.services import documents, settings, sheets
from app.services.complaints import acts, keeping, queries, receiving
from tests.garage import Garage
from tests.grievances import KIND, Grievances, at, due
from tests.shopfloor import Shopfloor

YES = {"method": "PHONE", "words": "行"}


@pytest.fixture
def office(shop: Shopfloor) -> Grievances:
    """Customer service and those who handle."""
    return Grievances(shop)


def test_nothing_is_agreed_that_was_not_proposed(shop: Shopfloor, office: Grievances) -> None:
    """R81-R83: while it is negotiated all may be rewritten; he agrees to what he was shown, or is shown it again."""
    made = office.negotiating()
    office.write(made, "TS", compensation=50_000)
    with pytest.raises(Refused, match="propose them again"):
        office.step(made, "agree", by="TS", **YES)
    office.write(made, "TS", compensation=30_000)
    lines = shop.ask(documents.show, KIND, made).lines["measures"]
    office.write(made, "TS", measures=[])
    with pytest.raises(Refused, match="propose them again"):
        office.step(made, "agree", by="TS", **YES)
    office.write(made, "TS", measures=[{k: lines[0][k] for k in ("measure", "owner_id", "due", "cost")}])
    [exhibit] = office.seen(made).evidence
    shop.run(acts.drop_evidence, exhibit.id, by="TS")
    for step, answers in (("agree", YES), ("propose_again", {})):
        with pytest.raises(Refused, match="piece of evidence"):
            office.step(made, step, by="TS", **answers)
    office.proof(made)
    office.write(made, "TS", cause_why=None)
    for step, answers in (("agree", YES), ("propose_again", {})):
        with pytest.raises(Refused, match="is missing"):
            office.step(made, step, by="TS", **answers)
    office.write(made, "TS", cause_why="未打磨导向销")
    office.step(made, "agree", by="TS", **YES)
    assert office.state(made) == "agreed", "unchanged, he may agree to the last proposal"


def test_who_handed_it_over_does_not_close_it(shop: Shopfloor) -> None:
    """SD7 goes by what somebody did, not by who is named now; nor does he approve what is paid."""
    office = Grievances(shop, handler=("MG",))
    shop.actor("MG", "2")
    made = office.handling()
    office.found(made, compensation=300_000)
    office.step(made, "propose", by="MG")
    office.step(made, "hand_over_proposed", by="WS", handler=office.user("TS"), reason="换人")
    with pytest.raises(Refused, match="handled this complaint"):
        office.step(made, "approve_compensation", by="MG", signer="MG")
    office.step(made, "approve_compensation", by="CS", signer=shop.actor("MG", "2"))
    office.step(made, "agree", by="TS", **YES)
    office.do_measures(made)
    office.step(made, "resolve", by="TS", words="已告知", satisfaction="4")
    office.write(made, "TS", report_process="x", report_solution="x", report_result="x", no_improvement="个案")
    office.step(made, "report", by="TS")
    with pytest.raises(Refused, match="handled this complaint"):
        office.step(made, "close", by="CS", signer="MG")
    office.step(made, "close", by="CS", signer=shop.actor("MG", "2"))


def test_who_reports_a_case_without_handler_does_not_close_it(shop: Shopfloor, office: Grievances) -> None:
    """Taken outside before anybody was named: customer service or the manager reports, somebody else closes."""
    made = office.received()
    office.step(made, "escalate", body="C12315", reason="直接投诉到 12315", words="已告知")
    office.write(made, "MG", report_process="x", report_solution="x", report_result="x", no_improvement="个案")
    with pytest.raises(Refused, match="customer service reports it"):
        office.step(made, "report", by="TS")
    office.step(made, "report", by="MG")
    with pytest.raises(Refused, match="handled this complaint"):
        office.step(made, "close", by="CS", signer="MG")
    shop.actor("MG", "2")
    office.step(made, "close", by="CS", signer=shop.actor("MG", "2"))


def test_whom_it_is_about_neither_writes_nor_links_it(shop: Shopfloor, office: Grievances) -> None:
    """SD7: he can't take himself out, rewrite the words, drop the order it is about, or hang it on another case."""
    order = Garage(shop).delivered()
    made = office.received(source_kind="work_orders", source=order, about_id=office.user("CS"))
    other = office.received()
    shop.actor("CS", "2")
    for values in ({"about_id": None}, {"description": "没什么"}):
        with pytest.raises(Refused, match="somebody else must do this"):
            office.write(made, "CS", **values)
    version = shop.ask(documents.standing, KIND, made).version
    with pytest.raises(Refused, match="somebody else must do this"):
        shop.run(keeping.keep, made, version, {}, {}, None, by="CS")
    for one, lead in ((made, other), (other, made)):
        with pytest.raises(Refused, match="somebody else must do this"):
            shop.run(receiving.link_case, one, lead, by="CS")
    assert not shop.ask(documents.show, KIND, made, by="CS").editable
    office.write(made, shop.actor("CS", "2"), demand="道歉")
    shop.run(receiving.link_case, made, other, by=shop.actor("CS", "2"))
    gone = office.received()
    office.step(gone, "withdraw", reason="误会", words="已确认")
    with pytest.raises(Refused, match="another complaint of the same case"):
        shop.run(receiving.link_case, other, gone, by="CS")


def test_it_was_received_before_it_was_entered(shop: Shopfloor, office: Grievances) -> None:
    """No clock is put back by dating the receipt later."""
    made = office.received()
    shop.time.forward(days=3)
    assert office.lights(made)["assign"] == "RED"
    with pytest.raises(Refused, match="received by then"):
        office.write(made, received_at=shop.time.present)
    office.write(made, received_at=at("2026-11-20"))


def test_the_earliest_report_of_a_case_keeps_its_clock(shop: Shopfloor, office: Grievances) -> None:
    """E79: also when the form of either is saved again, or one turns out to have come earlier still."""
    lead = office.received()
    first = due(office, lead, "resolve")
    shop.run(receiving.link_case, early := office.received(received_at=at("2026-11-20")), lead, by="CS")
    early_due = due(office, early, "resolve")
    assert due(office, lead, "resolve") == early_due != first
    office.write(lead, demand="道歉")
    assert due(office, lead, "resolve") == early_due
    office.write(early, received_at=at("2026-11-19"))
    assert due(office, lead, "resolve") == due(office, early, "resolve") != early_due


def test_a_missed_time_to_name_a_handler_stays_missed(shop: Shopfloor, office: Grievances) -> None:
    """R80: sending it back does not wipe it out; sent back in time, the next department has its own."""
    late, in_time = office.assigned(), office.assigned()
    office.step(in_time, "bounce", by="WS", reason="不是我们的")
    assert due(office, in_time, "handler") == ""
    missed = due(office, late, "handler")
    shop.time.forward(days=3)
    office.step(late, "bounce", by="WS", reason="不是我们的")
    office.write(late, demand="道歉")
    office.step(late, "assign")
    assert due(office, late, "handler") == missed
    office.step(late, "name", by="WS", handler=office.user("TS"))
    assert next(one for one in office.seen(late).clocks if one.name == "handler").late


def test_whom_it_is_about_is_found_by_every_link(shop: Shopfloor, office: Grievances) -> None:
    """SD7: who handled an earlier complaint, or did the work it goes back to, handles none of what follows from it."""
    order = Garage(shop).delivered()
    worker, first = Garage(shop).technician(), office.closed()
    second = office.assigned(source_kind=KIND, source=first)
    twin = office.assigned()
    shop.run(receiving.link_case, twin, second, by="CS")
    about_work = office.received(source_kind="work_orders", source=order)
    third = office.assigned(source_kind=KIND, source=office.received(source_kind=KIND, source=about_work))
    for made, person in ((second, office.user("TS")), (twin, office.user("TS")), (third, worker)):
        with pytest.raises(Refused, match="somebody else must do this"):
            office.step(made, "name", by="WS", handler=person)
    office.step(second, "name", by="WS", handler=office.user("QI"))


def test_who_said_it_is_done_does_not_verify_it(shop: Shopfloor) -> None:
    """R90: the manager who handled the case says that an improvement is done; another one sees whether it works."""
    office = Grievances(shop, handler=("MG",))
    shop.actor("MG", "2")
    made = office.reported()
    office.step(made, "close", by="CS", signer=shop.actor("MG", "2"))
    [line] = shop.ask(queries.improvements, by="CS")
    shop.run(acts.improvement_done, line.id, by="MG")
    with pytest.raises(Refused, match="Somebody else verifies"):
        shop.run(acts.verify, line.id, by="MG")
    shop.run(acts.verify, line.id, by=shop.actor("MG", "2"))


def test_a_reopened_case_is_handled_anew(shop: Shopfloor, office: Grievances) -> None:
    """New evidence, a measure still to be done, a new report; what was approved was for the first time."""
    made = office.closed()
    shop.time.forward(days=1)
    office.step(made, "reopen", reason="又响了")
    case = office.case(made)
    assert (case.report_process, case.no_improvement, case.approved_amount) == (None, None, None)
    office.write(made, **office.assignment())
    office.step(made, "assign")
    office.step(made, "name", by="WS", handler=office.user("TS"))
    with pytest.raises(Refused, match="what is wrong now"):
        office.step(made, "propose", by="TS")
    office.proof(made)
    with pytest.raises(Refused, match="still to be done"):
        office.step(made, "propose", by="TS")
    office.found(made)
    office.step(made, "propose", by="TS")


def test_after_reopening_it_goes_to_the_department_again(shop: Shopfloor, office: Grievances) -> None:
    """E80: it was sent to and fro, taken outside and closed; reopened, customer service assigns it, nobody is stuck."""
    shop.run(settings.change, "complaints.bounces", 1)
    made = office.assigned()
    office.step(made, "bounce", by="WS", reason="不是车间的问题")
    office.step(made, "escalate", body="C12315", reason="到 12315", words="已告知")
    office.step(made, "hand_over_escalated", by="WS", handler=office.user("TS"), reason="由他对接")
    office.write(made, "TS", report_process="x", report_solution="x", report_result="x", no_improvement="个案")
    office.step(made, "report", by="TS")
    office.step(made, "close", by="MG", signer="MG")
    office.step(made, "reopen", reason="又来了")
    office.write(made, **office.assignment())
    office.step(made, "assign")
    assert office.state(made) == "assigned"


def test_it_is_not_to_be_solved_yesterday(shop: Shopfloor, office: Grievances) -> None:
    made = office.classified()
    office.write(made, **office.assignment(due_on=clock.today() - timedelta(days=1)))
    with pytest.raises(Refused, match="This day is past"):
        office.step(made, "assign")
    office.write(made, due_on=clock.today())
    office.step(made, "assign")


def test_a_phone_is_read_and_found_by_who_may_see_phones(shop: Shopfloor, office: Grievances) -> None:
    """The handler and those with the right; the papers of all others have it masked."""
    made = office.closed(contact="138-1234-5678")
    for who, phone, found in (("CS", "138-1234-5678", [made]), ("TS", "138-1234-5678", [made]), ("TE", None, [])):
        for typed in ("13812345678", "5678", "138-1234"):
            assert shop.ask(documents.find, KIND, ListQuery(text=typed), by=who) == found, (who, typed)
        [paper, _] = shop.run(sheets.issue, KIND, made, "complaints.report", by=who)
        assert (paper.facts.contact == "138-1234-5678") is (phone is not None), who
    assert shop.ask(documents.find, KIND, ListQuery(text="李芳"), by="TE") == [made]
