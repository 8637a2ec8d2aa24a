"""Where a way was broken off is seen on the step bar."""

from __future__ import annotations

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from app.core.workflow import ANYWHERE, State
from app.views.kit.steps import StepBar, marks_of

STATES = (State("draft", "Draft", "idle"), State("repair", "Repair"), State("done", "Done", "ok"))


def test_what_was_called_off_hangs_where_it_was_left(qtbot: QtBot) -> None:
    states = (*STATES, State("off", "Cancelled", "bad", beside=ANYWHERE))
    marks = marks_of(states, "off", {}, left="repair")
    assert [(m.label, m.place) for m in marks] == [("Draft", "done"), ("Repair", "here"), ("Done", "later")]
    assert (marks[1].note, marks[1].family) == ("Cancelled", "bad")
    bar = StepBar()
    qtbot.addWidget(bar)
    bar.show_states(states, "off", left="draft")
    assert bar.accessibleName() == "1 / 3 Draft Cancelled"
    bar.resize(900, 38)
    bar.grab()


def test_what_was_left_out_has_no_tick() -> None:
    """With the moments known, a station that was never reached stands plain between those that were."""
    moment = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert [m.place for m in marks_of(STATES, "done", {"done": moment})] == ["done", "skipped", "here"]
    assert [m.place for m in marks_of(STATES, "done", {"repair": moment, "done": moment})] == ["done", "done", "here"]


def test_a_long_way_is_folded_where_it_does_not_fit(qtbot: QtBot) -> None:
    """First what lies far behind, then what lies far ahead; the present, its past and its next always stand."""
    states = tuple(State(f"s{n}", f"Station number {n}") for n in range(13))
    bar = StepBar()
    qtbot.addWidget(bar)
    bar.show_states(states, "s6")
    bar.resize(3000, 38)
    assert len(bar.fitting()) == 13
    bar.resize(1150, 38)
    shown = [m.label for m in bar.fitting()]
    assert shown[0] == "5 steps"
    assert shown[1:4] == ["Station number 5", "Station number 6", "Station number 7"]
    bar.resize(700, 38)
    shown = [m.label for m in bar.fitting()]
    assert shown == ["5 steps", "Station number 5", "Station number 6", "Station number 7", "5 more"]
    bar.resize(360, 38)
    assert [m.label for m in bar.fitting()] == ["Station number 6", "Station number 7"]
    bar.resize(160, 38)
    assert [m.label for m in bar.fitting()] == ["Station number 6"]
    bar.resize(700, 38)
    bar.show_states(states, "s0")
    assert [m.place for m in bar.fitting()][:2] == ["here", "later"]
    assert not bar.grab().isNull()
