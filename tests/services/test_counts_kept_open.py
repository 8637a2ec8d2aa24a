"""What a count kept open is cleared up by finance: with a later document, or written off with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import Id
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.services import documents, notices
from app.services.counts import analysis, findings, kept_open
from tests.rig import PROGRAM
from tests.shopfloor import Shopfloor
from tests.ways import counts as ways


@pytest.fixture
def count(shop: Shopfloor) -> Id:
    """Ten pieces, eight found, posted, and the loss of two kept open for ten days."""
    made = ways.explained(shop)
    lines = [line.id for line in shop.ask(ways.lines_of, made)]
    due = shop.time.present.date() + timedelta(days=10)
    shop.run(analysis.treat, made, lines, cause="LOST", treatment="SUSPEND", due=due, by="WK")
    shop.step("counts", made, "submit", by="WK")
    shop.step("counts", made, "approve", by="FI", signer="FI")
    assert shop.ask(kept_open.kept_open, by="FI") == ()
    shop.step("counts", made, "post", by="FI")
    return made


def brought_back(shop: Shopfloor, count: Id, pieces: int) -> str:
    """A receipt of the part that was missing; its number."""
    (line,) = shop.ask(findings.findings, count, by="FI").lines
    shop.time.forward(minutes=5)
    shop.receive(line.part_id, pieces, 10, line.bin)
    (newest, *_) = shop.ask(documents.find, "stock_documents", ListQuery(sort="-created_at"), by="FI")
    return shop.ask(documents.show, "stock_documents", newest, by="FI").called


def cleared(shop: Shopfloor, line: Id, how: str, by: str = "FI", **given: Any) -> None:
    shop.run(kept_open.clear, line, how, by=by, **given)


def test_what_was_found_again_is_proved_by_its_document(shop: Shopfloor, count: Id) -> None:
    early = brought_back(shop, count, 1)
    late = brought_back(shop, count, 2)
    (line,) = shop.ask(kept_open.kept_open, by="WK")
    assert (line.difference, line.days, line.overdue, line.how) == (-2_000, 0, False, "")
    with pytest.raises(Refused, match="Say how it was cleared up"):
        cleared(shop, line.line_id, "")
    for proof in ("", "MV-NO-SUCH", early):
        with pytest.raises(Refused, match="the whole of it"):
            cleared(shop, line.line_id, "FOUND", proof=proof)
    cleared(shop, line.line_id, "FOUND", proof=f" {late.lower()} ", note="behind the shelf")
    assert shop.ask(kept_open.kept_open, by="FI") == ()
    (done,) = shop.ask(kept_open.kept_open, cleared=True, by="FI")
    assert (done.how, done.proof, done.cleared_note, done.cleared_by != "") == ("FOUND", late, "behind the shelf", True)
    with pytest.raises(Refused, match="cleared up already"):
        cleared(shop, line.line_id, "FOUND", proof=late)
    assert any("is cleared up: Found again" in str(n.text) for n in shop.ask(notices.inbox, by="WK"))


def test_what_is_written_off_says_why_and_grows_old(shop: Shopfloor, count: Id) -> None:
    shop.time.forward(days=11)
    (line,) = shop.ask(kept_open.kept_open, by="FI")
    assert (line.days, line.overdue) == (11, True)
    with pytest.raises(Refused, match="Say why it stays written off"):
        cleared(shop, line.line_id, "WRITTEN_OFF", note="  ")
    cleared(shop, line.line_id, "WRITTEN_OFF", note="searched twice")
    assert shop.ask(kept_open.kept_open, cleared=True, by="FI")[0].overdue is False


def test_what_is_past_its_date_is_told_once_a_day(shop: Shopfloor, count: Id) -> None:
    """R11: finance and the warehouse are told, one notice in place of the one before; over when all is cleared."""

    def waiting(role: str) -> list[str]:
        items = shop.ask(notices.inbox, only_unread=True, by=role)
        return [str(n.text) for n in items if n.document == kept_open.PAGE]

    desk = shop.rig.desk
    shop.time.forward(days=10)
    assert not desk.ask(kept_open.reminder_due, PROGRAM)
    assert desk.run(kept_open.remind, PROGRAM) == 0
    assert waiting("FI") == []
    shop.time.forward(days=1)
    assert desk.ask(kept_open.reminder_due, PROGRAM)
    assert desk.run(kept_open.remind, PROGRAM) == 1
    assert not desk.ask(kept_open.reminder_due, PROGRAM)
    shop.time.forward(days=1)
    assert desk.run(kept_open.remind, PROGRAM) == 1
    (line,) = shop.ask(kept_open.kept_open, by="FI")
    told = f"1 differences that counts kept open are past their date, the oldest 2 days: {line.number} in {line.bin}."
    assert waiting("FI") == waiting("WK") == [told]
    cleared(shop, line.line_id, "WRITTEN_OFF", note="searched twice")
    assert waiting("FI") == waiting("WK") == []
    assert not desk.ask(kept_open.reminder_due, PROGRAM)


def test_only_finance_that_did_not_count_clears(shop: Shopfloor, count: Id) -> None:
    (line,) = shop.ask(kept_open.kept_open, by="FI")
    with pytest.raises(Refused, match="Your roles"):
        cleared(shop, line.line_id, "WRITTEN_OFF", by="WK", note="x")
    with pytest.raises(Refused, match="Your roles"):
        shop.ask(kept_open.kept_open, by="TE")
    with pytest.raises(Refused, match="not kept open"):
        cleared(shop, count, "WRITTEN_OFF", note="x")


def test_the_approver_of_a_count_he_led_is_somebody_else(shop: Shopfloor, count: Id) -> None:
    """SD4: one who counted there does not say what became of it, though he may approve."""
    (line,) = shop.ask(kept_open.kept_open, by="FI")
    both = replace(shop.actor("FI"), user=shop.actor("WK").user)
    with pytest.raises(Refused, match="counted here"):
        shop.run(kept_open.clear, line.line_id, "WRITTEN_OFF", note="x", by=both)
