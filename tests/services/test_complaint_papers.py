"""The two papers of a complaint, made of real records: what they say, who signed, when they can be had."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.printing import SHEETS
from app.services import documents, sheets
from app.services.complaints import acts
from tests.grievances import KIND, Grievances
from tests.printing import reading
from tests.shopfloor import Shopfloor


def test_the_assignment_sheet_has_two_copies(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.assigned()
    department, file = shop.run(sheets.issue, KIND, made, "complaints.assignment", by="CS")
    assert (department.copy, department.facts.contact) == ("DEPARTMENT", "138****5678")
    assert (file.copy, file.facts.contact, file.problem) == ("FILE", "13812345678", "制动异响返修")
    assert [(one.what, one.done_at is None) for one in file.deadlines] == [
        ("Accept the complaint", False), ("Assign to the department", False), ("Name a handler", True),
        ("Propose a solution", True), ("Solve the problem", True),
    ]  # fmt: skip
    assert (file.signatures[0].name, file.signatures[1].name) == (shop.actor("CS").name, "")
    cases.step(made, "name", by="WS", handler=cases.user("TS"))
    again = shop.run(sheets.issue, KIND, made, "complaints.assignment", by="CS")[1]
    assert (again.signatures[1].name, again.handler) == (shop.actor("WS").name, shop.actor("TS").name)
    assert "制动异响返修" in reading.text(SHEETS["complaints.assignment"]((again,)))


def test_the_report_tells_the_whole_story(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.negotiating()
    with pytest.raises(Refused, match="There is no sheet"):
        shop.run(sheets.issue, KIND, made, "complaints.report", by="TS")
    shop.run(acts.wait, made, "等客户回来", by="TS")
    shop.run(acts.go_on, made, by="TS")
    cases.step(made, "propose_again", by="TS")
    cases.step(made, "agree", by="TS", method="SIGNED", words="同意，已签字")
    cases.do_measures(made)
    cases.step(made, "resolve", by="TS", words="告知处理完毕", channel="HOTLINE", satisfaction="4")
    cases.write(made, "TS", improvements=[cases.improvement()], report_process="查", report_solution="修",
                report_result="好")  # fmt: skip
    cases.step(made, "report", by="TS")
    cases.step(made, "close", by="MG", signer="MG")
    kept, superior = shop.run(sheets.issue, KIND, made, "complaints.report", by="CS")
    said = [moment.words for moment in kept.process if moment.words]
    assert said[-1] == "告知处理完毕"
    assert {"三百块不够", "同意，已签字", "路试复现异响"} <= set(said)
    assert [moment.at for moment in kept.process] == sorted(moment.at for moment in kept.process)
    assert (kept.rounds, kept.satisfaction, len(kept.waits), len(kept.evidence)) == (2, 4, 1, 1)
    assert [box.name for box in kept.signatures] == [shop.actor("TS").name, "", shop.actor("MG").name]
    assert (superior.copy, superior.measures) == ("SUPERIOR", kept.measures)
    text = reading.text(SHEETS["complaints.report"]((kept, superior)))
    for word in ("投诉处理报告", "三百块不够", "等客户回来", "作业指导书加入打磨导向销"):
        assert word in text
    names = [name for name, _ in shop.ask(documents.show, KIND, made, by="CS").sheets]
    assert names == ["complaints.assignment", "complaints.report"]
