"""The clocks of a complaint as traffic lights: icon, word and colour side by side. Knows clocks, no desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.core import clock
from app.core.i18n import N_, day, moment, tr
from app.services.complaints.clocks import Clock
from app.views.board_card import LATE, span
from app.views.kit.labels import Glance, LabelRole, Pic, text
from app.views.kit.layout import card, clear, col, frame, row, rule
from app.views.kit.theme import FAMILY_ICON, family_tokens

FAMILY = {"GREEN": "ok", "YELLOW": "warn", "RED": "bad", "STOPPED": "wait", "DONE": "idle", "NONE": "idle"}
ICON = {"DONE": "check", "STOPPED": "pause", "NONE": "circle-dashed"}
LIGHT = {
    "GREEN": N_("In time"), "YELLOW": N_("Due soon"), "RED": N_("Overdue"), "STOPPED": N_("Stands still"),
    "DONE": N_("Done"), "NONE": N_("Not begun"),
}  # fmt: skip


SHORT = {
    "acknowledge": N_("Acceptance"), "assign": N_("Assignment"), "handler": N_("Complaint handler"),
    "proposal": N_("Proposed solution"), "resolve": N_("Problem solved"),
}  # fmt: skip


def says(one: Clock) -> str:
    """When it is due, how late it is, or when it was done, in few words."""
    if one.done_at is not None:
        done = moment(one.done_at, full=False)
        return tr("{when}, too late", when=done) if one.late else done
    if one.due is None:
        return ""
    if one.light == "RED":
        return span(LATE, int((clock.now() - one.due).total_seconds() // 60))
    by = tr("by {when}", when=when(one.due))
    return tr("{by}, provisional", by=by) if one.provisional else by


def when(due: datetime) -> str:
    """A moment, or only the day if it ends with that day."""
    end_of_day = clock.local(due + timedelta(seconds=1)).time() == time()
    return day(clock.local(due).date(), full=False) if end_of_day else moment(due, full=False)


class ClockStrip(QFrame):
    """Five clocks side by side, above everything else of the page."""

    def __init__(self) -> None:
        super().__init__()
        self._line = QVBoxLayout()
        self._line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(col(card(self._line, name="complaint.clocks")))
        self.clocks: Sequence[Clock] = ()
        self.hide()

    def tell(self, clocks: Sequence[Clock]) -> None:
        """Shows the clocks as they stand."""
        self.clocks = clocks
        clear(self._line)
        cells: list[QWidget] = []
        for one in clocks:
            cells += [rule(vertical=True), _cell(one)] if cells else [_cell(one)]
        line = row(*cells, gap=0)
        for at in range(0, len(cells), 2):
            line.setStretch(at, 1)
        self._line.addLayout(line)
        self.setVisible(bool(clocks))


def _cell(one: Clock) -> QWidget:
    """Which clock, its light as icon and word, and when."""
    family = FAMILY[one.light]
    tone = "bad" if one.late else family_tokens(family)[0]
    icon = ICON.get(one.light, FAMILY_ICON[family])
    role: LabelRole = "caption" if one.light in ("DONE", "NONE") else "caption_bold"
    light = row(Pic(icon, 14, tone), text(tr(LIGHT[one.light]), role, tone), None, gap=5)
    made = frame(
        col(Glance(tr(SHORT[one.name]), "strong"), light, text(says(one), "caption"), gap=2, margins=(12, 8, 8, 8)),
        name=f"complaint.clock.{one.name}",
    )
    made.setAccessibleName(" ".join((tr(one.label), tr(LIGHT[one.light]), says(one))))
    return made
