"""A copy of another station's document is not changed by any side door: its lines, its clocks, what hangs on it."""

from __future__ import annotations

import json

import pytest

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.doors import owner
from app.core.errors import Refused
from app.models.base import Document, Record, Versioned
from app.models.calendar import CalendarYear
from app.models.complaints import Complaint, ComplaintEvidence, ComplaintImprovement
from app.models.stations import Warehouse
from app.models.stock import StockLine
from app.services import calendar, documents, drafts
from app.services.complaints import acts, receiving
from tests.grievances import TAKEN
from tests.stations import Pair, Station, sent

WHY = "This belongs to station 01; here is a copy to read. Only that station changes it."


@usecase("test.grow", allow=None)
def grow(ctx: Context, case: Id) -> None:
    """Evidence and an improvement on a complaint, whose deadline lies in a year without a calendar."""
    ctx.session.add(ComplaintEvidence(complaint_id=case, type="OTHER", added_at=ctx.now))
    ctx.session.add(ComplaintImprovement(complaint_id=case, position=1, action="培训", done_at=ctx.now))
    ctx.session.get_one(Complaint, case).provisional = True


@usecase("test.alter", allow=None)
def alter(ctx: Context, model: type[Record], id: Id, name: str, value: object) -> None:
    """Writes one field of a record, asking nobody."""
    setattr(ctx.session.get_one(model, id), name, value)


@usecase("test.strip", allow=None)
def strip(ctx: Context, model: type[Record], id: Id) -> None:
    """Deletes a record, asking nobody."""
    ctx.session.delete(ctx.session.get_one(model, id))


@pytest.fixture
def case(pair: Pair) -> Id:
    """A complaint of station 01, known at station 02."""
    one, two, folder = pair
    made: Id = one.run(receiving.receive, TAKEN, "", None)
    one.run(grow, made)
    sent(one, two, folder)
    two.take(folder)
    return made


def _refused(two: Station, *call: object) -> None:
    with pytest.raises(Refused) as refused:
        two.run(*call)
    assert str(refused.value) == WHY


def test_nothing_is_done_to_a_complaint_of_another_station(pair: Pair, case: Id) -> None:
    _one, two, _folder = pair
    evidence = two.get(ComplaintEvidence, "complaint_id", case)
    improvement = two.get(ComplaintImprovement, "complaint_id", case)
    _refused(two, acts.note, case, "SAID", "又响了")
    _refused(two, acts.add_evidence, case, "OTHER")
    _refused(two, acts.drop_evidence, evidence.id)
    _refused(two, acts.wait, case, "等配件")
    _refused(two, acts.improvement_done, improvement.id)
    _refused(two, acts.verify, improvement.id)
    assert two.get(ComplaintImprovement, "complaint_id", case).verified_at is None


def test_no_step_of_a_copy_is_done_and_its_button_says_why(pair: Pair, case: Id) -> None:
    one, two, _folder = pair
    _refused(two, documents.step, "complaints", case, "classify")
    offers = two.ask(documents.show, "complaints", case).offers
    assert {str(o.refusal) for o in offers} == {WHY}
    assert [o.step for o in one.ask(documents.show, "complaints", case).offers if o.refusal is None]


def test_lines_go_with_their_document(pair: Pair, case: Id) -> None:
    one, two, folder = pair
    improvement = two.get(ComplaintImprovement, "complaint_id", case)
    _refused(two, alter, ComplaintImprovement, improvement.id, "note", "x")
    _refused(two, strip, ComplaintImprovement, improvement.id)
    _refused(two, grow, case)
    house = one.get(Warehouse, "code", "W01")
    line = {"part_id": one.part("P1"), "qty": 1000, "unit_cost": 1_000_000}
    one.run(drafts.create, "stock_documents", {"type": "IN", "warehouse_id": house.id, "reason": "x", "lines": [line]})
    sent(one, two, folder)
    two.take(folder)
    _refused(two, alter, StockLine, two.get(StockLine, "part_id", line["part_id"]).id, "qty", 2000)
    one.run(alter, StockLine, one.get(StockLine, "part_id", line["part_id"]).id, "qty", 2000)
    assert [station.get(StockLine, "part_id", line["part_id"]).qty for station in (one, two)] == [2000, 1000]


def test_the_calendar_comes_in_beside_a_copy_with_provisional_clocks(pair: Pair, case: Id) -> None:
    one, two, _folder = pair
    before = two.get(Complaint, "id", case)
    text = json.dumps({"year": 2033, "days": [{"name": "元旦", "date": "2033-01-01", "isOffDay": True}]})
    two.run(calendar.bring_in, text)
    one.run(calendar.bring_in, text)
    assert two.get(CalendarYear, "year", 2033) is not None
    after = two.get(Complaint, "id", case)
    assert (after.version, after.provisional) == (before.version, True)
    assert not one.get(Complaint, "id", case).provisional


def test_every_line_names_first_what_it_belongs_to() -> None:
    """What `owner` finds is a document or a master, or a line of one: else a copy could be changed unasked."""
    lines = {
        m.class_
        for m in Record.registry.mappers
        if issubclass(m.class_, Record) and not issubclass(m.class_, Versioned)
    }
    for line in lines:
        while not issubclass(line, Versioned):
            _named, line = owner(line)
        assert issubclass(line, Document), line
