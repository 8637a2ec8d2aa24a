"""SD12 on paper: who signed in the place of a missing role is printed as such and stands in the exception report."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.printing import SHEETS
from app.services import documents, people, reports, settings, sheets
from tests.printing import reading
from tests.rig import PROGRAM
from tests.shopfloor import Shopfloor
from tests.ways import inspections


def test_sd12_who_stands_in_is_printed_and_reported(shop: Shopfloor) -> None:
    """The inspector has left: the manager signs the check sheet, and both the sheet and the report say so."""
    sheet = inspections.right(shop)
    inspector = shop.actor("QI").user
    shop.run(people.disable, inspector, shop.ask(documents.standing, "people", inspector).version)
    shop.run(settings.change, people.RELAXED.key, True)
    assert shop.ask(reports.make, "stand_ins", by="MG").rows == []
    shop.step("inspections", sheet, "pass", by=PROGRAM, signer="MG")
    data = shop.run(sheets.issue, "inspections", sheet, "inspections.sheet", by="MG")
    assert [(box.name, box.stands_in) for box in data.signatures] == [("Te", False), ("Mg", True)]
    words = reading.text(SHEETS["inspections.sheet"](data))
    assert "Mg（代）" in words
    assert "Te（代）" not in words
    (row,) = shop.ask(reports.make, "stand_ins", by="MG").rows
    assert (row[2], row[-1]) == (data.number, "Mg")
    with pytest.raises(Refused):
        shop.ask(reports.make, "stand_ins", by="WK")


def test_who_signs_in_his_own_right_is_not_marked(shop: Shopfloor) -> None:
    paper = shop.receive(shop.part("P1"), 3, 10)
    data = shop.run(sheets.issue, "stock_documents", paper, "stock.slip", by="WK")
    assert any(box.name for box in data.signatures)
    assert not any(box.stands_in for box in data.signatures)
    assert shop.ask(reports.make, "stand_ins", by="MG").rows == []
