"""A list that was written to a file is imported again: every row is known and nothing changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core import i18n
from app.core.screen import ListQuery
from app.printing import spreadsheets
from app.services import documents, drafts
from app.services.imports import running
from app.services.kinds import KINDS, named
from app.services.parts.grades import GRADES
from app.services.tables import page_of
from tests.shopfloor import Shopfloor

NAMES = ("前制动片", "=1+1 灯", "-5 号灯", "'-5 号灯", "+86 灯", "@灯", '1/2" 管', "灯,a;b")


def parts(shop: Shopfloor) -> str:
    for n, name in enumerate(NAMES):
        shop.part(f"0045{n}-A", name_zh=name, category_id=shop.category("BRK"), quality_grade="OEM")
    return "WK"


def suppliers(shop: Shopfloor) -> str:
    for n, name in enumerate(NAMES):
        given = {"number": f"00{n}", "name": name, "phone": f"-{n}", "lead_days": n + 1}
        shop.run(drafts.create, "suppliers", given)
    return "PU"


def labour(shop: Shopfloor) -> str:
    for n, name in enumerate(NAMES):
        given: dict[str, Any] = {"number": f"-{n}", "name_zh": name, "hours": 1500, "rate": 80_000_000}
        shop.run(drafts.create, "labour", given)
    return "WS"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_a_choice_is_called_in_a_list_is_understood_by_the_import(language: str) -> None:
    with i18n.language(language):
        for list_kind in running.LIST_KINDS:
            kind = next((k for k in KINDS if k.name == list_kind.name), None)
            for column in kind.list.columns if kind else ():
                target = next((t for t in list_kind.targets if t.choices and t.label == column.label), None)
                for code, label in column.choices if target else ():
                    assert target.choice(i18n.tr(label)) == code, (list_kind.name, column.name, label)
        grade = next(t for t in running.list_kind("parts").targets if t.name == "quality_grade")
        assert [grade.choice(i18n.tr(label)) for label in GRADES.values()] == list(GRADES)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("fill", [parts, suppliers, labour])
def test_a_list_comes_back_unchanged(shop: Shopfloor, tmp_path: Path, ending: str, fill: Any, language: str) -> None:
    i18n.use(language)
    actor, kind = shop.actor(fill(shop)), fill.__name__
    ids = shop.desk.ask(documents.find, actor, kind, ListQuery())
    rows = shop.desk.ask(documents.read, actor, kind, ids)
    file = tmp_path / f"list.{ending}"
    spreadsheets.write(file, [page_of(named(kind), rows, actor.may)])
    plan = running.prepare(shop.desk, actor, kind, file)
    assert not plan.report.refused
    done = running.carry_out(shop.desk, actor, plan)
    assert (done.accepted, done.created, done.changed) == (len(NAMES), 0, 0)
    assert shop.desk.ask(documents.read, actor, kind, ids) == rows
