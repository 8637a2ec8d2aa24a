"""Complaints against careless and hostile hands: what is done stays, evidence stays, who is named can act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import Refused
from app.models.complaints import Complaint
from app.models.people import User
from app.services import attachments, documents, people
from app.services.complaints import acts, receiving, rules
from tests.grievances import KIND, Grievances
from tests.shopfloor import Shopfloor


def test_only_who_may_handle_is_named_and_only_who_works_here_does_something(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.assigned()
    with pytest.raises(Refused, match="may not handle complaints"):
        cases.step(made, "name", by="WS", handler=cases.user("AD"))
    cases.step(made, "name", by="WS", handler=cases.handler.user)
    cases.found(made)
    gone = cases.user("QI")
    shop.run(people.disable, gone, shop.get(User, "id", gone).version, by="AD")
    line = {"measure": "返修", "owner_id": gone, "due": clock.today()}
    cases.write(made, cases.handler, measures=[line])
    with pytest.raises(Refused, match="does not work here any more") as refused:
        cases.step(made, "propose", by=cases.handler)
    assert refused.value.where == "measures.0.owner_id"


def test_the_rights_that_the_shop_gave_a_role_count_when_a_case_is_entrusted(shop: Shopfloor) -> None:
    """Named by a step, or handed over by the administrator: to who may handle complaints in this shop."""
    cases = Grievances(shop)
    made, clerk, handler = cases.assigned(), cases.user("AD"), cases.handler.user
    cases.step(made, "name", by="WS", handler=handler)
    with pytest.raises(Refused, match="has no right for this"):
        shop.run(people.hand_over, handler, clerk, [("complaints", made)], by="AD")
    role = next(one for one in shop.ask(people.list_roles, by="AD") if one.code == "AD")
    rights = [*role.permissions, rules.VIEW.code, rules.HANDLE.code]
    shop.run(people.grant, "AD", role.version, rights, by="AD")
    assert shop.run(people.hand_over, handler, clerk, [("complaints", made)], by="AD") == 0
    assert shop.get(Complaint, "id", made).handler_id == clerk
    other = cases.assigned()
    cases.step(other, "name", by="WS", handler=clerk)
    assert shop.get(Complaint, "id", other).handler_id == clerk


def test_what_is_evidence_stays_with_its_complaint(shop: Shopfloor) -> None:
    """Not itself, not twice, and its file is not taken off behind its back; taken off the evidence it is free again."""
    cases = Grievances(shop)
    made, other = cases.handling(), cases.handling()
    with pytest.raises(Refused, match="no evidence of itself"):
        shop.run(acts.add_evidence, made, "OTHER", kind=KIND, document=made, by="TS")
    shop.run(acts.add_evidence, made, "OTHER", kind=KIND, document=other, by="TS")
    with pytest.raises(Refused, match="among the evidence already"):
        shop.run(acts.add_evidence, made, "TEST", kind=KIND, document=other, by="TS")
    kept = cases.proof(made)
    [file] = [one.id for one in shop.ask(attachments.list_of, KIND, made)]
    with pytest.raises(Refused, match="can't be removed"):
        shop.run(attachments.remove, file, by="TS")
    with pytest.raises(Refused, match="among the evidence already"):
        shop.run(acts.add_evidence, made, "PHOTO", attachment=file, by="TS")
    shop.run(acts.drop_evidence, kept, by="TS")
    shop.run(attachments.remove, file, by="TS")
    assert [one.document for one in cases.seen(made).evidence] == [other]


def test_what_was_done_before_a_case_was_reopened_stays(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.closed()
    cases.step(made, "reopen", reason="又响")
    cases.write(made, **cases.assignment())
    cases.step(made, "assign")
    cases.step(made, "name", by="WS", handler=cases.handler.user)
    [before] = cases.seen(made).evidence
    with pytest.raises(Refused, match="before the case was reopened"):
        shop.run(acts.drop_evidence, before.id, by=cases.handler)
    [done] = shop.ask(documents.show, KIND, made).lines["measures"]
    kept = {name: done[name] for name in ("id", "measure", "owner_id", "due", "cost")}
    fresh = {"measure": "换制动盘", "owner_id": cases.user("TE"), "due": clock.today()}
    for lines in ([], [fresh], [kept | {"cost": 0}, fresh]):
        with pytest.raises(Refused, match="is done and stays"):
            cases.write(made, cases.handler, measures=lines)
    cases.write(made, cases.handler, measures=[kept, fresh])
    assert [line["measure"] for line in shop.ask(documents.show, KIND, made).lines["measures"]] == [
        "免费返修 1", "换制动盘",
    ]  # fmt: skip


def test_whom_it_is_about_makes_it_good_and_says_so(shop: Shopfloor) -> None:
    """SD7: he handles nothing, but the measure that is his he may say is done; the handler asks the customer."""
    cases = Grievances(shop)
    made = cases.agreed(about_id=cases.user("TE"))
    with pytest.raises(Refused, match="somebody else must do this"):
        shop.run(acts.note, made, "PROGRESS", "都好了", by="TE")
    cases.do_measures(made, by="TE")
    cases.step(made, "resolve", by=cases.handler, words="告知处理完毕", channel="HOTLINE", satisfaction="4")
    assert cases.state(made) == "resolved"


def test_reopened_on_the_thirtieth_day_and_not_later(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    first, second = cases.closed(), cases.closed()
    shop.time.forward(days=30)
    cases.step(first, "reopen", reason="又响")
    shop.time.forward(days=1)
    with pytest.raises(Refused, match="more than 30 days ago"):
        cases.step(second, "reopen", reason="又响")


def test_a_case_joined_to_another_brings_its_own_along(shop: Shopfloor) -> None:
    """E79: three reports of one case know each other, in whatever order they were joined."""
    cases = Grievances(shop)
    one, two, three = cases.received(), cases.received(), cases.received()
    shop.run(receiving.link_case, one, two, by="CS")
    shop.run(receiving.link_case, two, three, by="CS")
    for case in (one, two, three):
        assert {c.id for c in cases.seen(case).cases if c.same_case} == {one, two, three} - {case}


def test_slips_of_the_hand_are_refused_beside_their_field(shop: Shopfloor) -> None:
    """A year mistyped, a figure that fits no column, a reason of blanks."""
    cases = Grievances(shop)
    with pytest.raises(Refused, match="more than a year ago") as refused:
        cases.received(received_at=clock.now() - timedelta(days=20 * 365))
    assert refused.value.where == "received_at"
    made = cases.handling()
    for name in ("compensation", "loss_amount"):
        with pytest.raises(Refused, match="is too large") as refused:
            cases.write(made, cases.handler, **{name: 10**20})
        assert refused.value.where == name
    with pytest.raises(Refused, match="Reason is missing"):
        cases.step(made, "withdraw", reason=" 　", words="已确认")
