"""What a complaint is about more precisely, and all that is missing said at once, each beside its field."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.core import clock, i18n
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.screen import Choice, ListQuery
from app.services import documents, reports
from app.services.complaints import screens
from app.services.imports import running
from tests.grievances import FOUND, KIND, REPORT, Grievances
from tests.services.test_complaint_report import NAMES
from tests.services.test_imports_complaints import earlier
from tests.shopfloor import Shopfloor

pytestmark = pytest.mark.both


@query("test.suggested", allow=None)
def suggested(ctx: Reader) -> list[Choice]:
    """What the form suggests."""
    return screens.suggested(ctx)


def lacking(cases: Grievances, id: object, step: str, **more: object) -> list[str]:
    """The places of all that stands in the way of a step; the page shows the same."""
    with pytest.raises(Refused) as refused:
        cases.step(id, step, **more)  # type: ignore[arg-type]
    places = [problem.where for problem in refused.value.problems]
    shown = cases.shop.ask(documents.show, KIND, id, by=more.get("by", "CS"))
    assert [p.where for p in next(o for o in shown.offers if o.step == step).problems] == places
    return places


def test_a_sub_category_is_suggested_typed_found_and_grouped(shop: Shopfloor) -> None:
    """What usually happens is suggested for its kind; words of the shop's own are, as soon as they were typed once."""
    cases = Grievances(shop)
    usual = [one.label for one in shop.ask(suggested) if one.of == "REPAIR"]
    assert "The same fault again" in usual
    assert "Impolite" not in usual
    made = cases.received(subcategory="螺丝 没拧紧")
    cases.received(subcategory="螺丝 没拧紧")
    bare = cases.received(subcategory=None)
    assert "螺丝 没拧紧" in [one.label for one in shop.ask(suggested) if one.of == "REPAIR"]
    assert made in shop.ask(documents.find, KIND, ListQuery(text="没拧"), by="CS")
    found = shop.ask(documents.find, KIND, ListQuery(where=(("subcategory", "螺丝 没拧紧"),)), by="CS")
    assert (made in found, bare in found, len(found)) == (True, False, 2)
    assert [one.code for one in shop.ask(documents.filter_choices, KIND, "subcategory")] == ["螺丝 没拧紧"]
    groups = shop.desk.ask(reports.make, shop.actor("MG"), "complaints", by="subcategory")
    rows = [dict(zip(NAMES, row, strict=True)) for row in groups.rows]
    assert [(i18n.tr(row["group"]), row["count"]) for row in rows] == [
        ("维修质量：螺丝 没拧紧", 2), ("维修质量：未细分", 1),
    ]  # fmt: skip
    assert groups.pareto
    with pytest.raises(Refused, match="at most 60 characters"):
        cases.received(subcategory="响" * 61)


def test_a_list_of_earlier_complaints_brings_its_sub_categories(shop: Shopfloor, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "投诉日期,投诉内容,车牌,投诉类别,投诉子类\n2025-03-01,刹车异响,沪a·12345,维修质量,同一故障再次出现\n"
    )
    actor = shop.actor("AD")
    report = running.carry_out(shop.desk, actor, running.prepare(shop.desk, actor, "complaints", file))
    assert (report.created, report.refused) == (1, ())
    (case,) = shop.ask(earlier)
    assert (case.plate, case.category, case.subcategory) == ("沪A12345", "REPAIR", "同一故障再次出现")
    assert case.id in shop.ask(documents.find, KIND, ListQuery(text="再次"), by="CS")


def test_a_refused_step_names_all_that_is_missing(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.classified()
    cases.write(made, due_on=None)
    assert lacking(cases, made, "assign") == ["dept", "due_on", "problem", "requirement"]
    cases.write(made, **cases.assignment(due_on=clock.today() - timedelta(days=1), co_dept="WS", problem=None))
    assert lacking(cases, made, "assign") == ["problem", "due_on", "co_dept"]
    made = cases.handling()
    whole = ["evidence", "cause_code", "cause_why", "responsibility", "impact", "measures"]
    assert lacking(cases, made, "propose", by=cases.handler) == whole
    cases.write(made, cases.handler, measures=[{"measure": "返修"}], **FOUND)
    assert lacking(cases, made, "propose", by=cases.handler) == ["evidence", "measures.0.owner_id", "measures.0.due"]
    made = cases.implementing()
    assert lacking(cases, made, "resolve", by=cases.handler, satisfaction="5", words="好了") == [""]
    cases.do_measures(made)
    with pytest.raises(Refused) as refused:
        cases.step(made, "resolve", by=cases.handler)
    assert [problem.where for problem in refused.value.problems] == ["words", "satisfaction"]
    made = cases.resolved()
    assert lacking(cases, made, "report", by=cases.handler) == [*REPORT, "no_improvement"]


def test_open_measures_and_a_waited_for_customer_are_named_together(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.investigated(measures=2)
    cases.step(made, "propose", by=cases.handler)
    cases.step(made, "agree", by=cases.handler, method="PHONE", words="行")
    cases.step(made, "implement", by=cases.handler)
    with pytest.raises(Refused, match="免费返修 1; 免费返修 2"):
        cases.step(made, "resolve", by=cases.handler, words="好了", satisfaction="5")


def test_what_is_to_be_done_in_the_past_is_refused_beside_its_day(shop: Shopfloor) -> None:
    """A measure when it is proposed, an improvement when it is reported; what is done already may lie behind."""
    cases = Grievances(shop)
    yesterday, made = clock.today() - timedelta(days=1), cases.handling()
    cases.found(made)
    line = {"measure": "返修", "owner_id": cases.user("TE"), "due": yesterday}
    cases.write(made, cases.handler, measures=[line | {"due": clock.today()}, line])
    with pytest.raises(Refused, match="This day is past") as refused:
        cases.step(made, "propose", by=cases.handler)
    assert [problem.where for problem in refused.value.problems] == ["measures.1.due"]
    cases.write(made, cases.handler, measures=[line | {"due": clock.today()}])
    cases.step(made, "propose", by=cases.handler)
    made = cases.ready()
    cases.write(made, cases.handler, improvements=[cases.improvement(due=yesterday)])
    assert lacking(cases, made, "report", by=cases.handler) == ["improvements.0.due"]
    cases.write(made, cases.handler, improvements=[cases.improvement(due=clock.today())])
    cases.step(made, "report", by=cases.handler)
    shop.time.forward(days=3)
    cases.step(made, "close", by="MG", signer="MG")
    assert cases.state(made) == "closed", "the superior took his time"
