"""Where a way was broken off is seen on the step bar."""

from __future__ import annotations

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
