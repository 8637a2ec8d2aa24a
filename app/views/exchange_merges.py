"""The merge list: what two stations changed at once, both versions side by side, and the buttons that decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.core import i18n
from app.core.i18n import tr
from app.sync import decisions
from app.sync.decisions import KEPT, OTHER, Side, Twice
from app.views.kit.buttons import button
from app.views.kit.labels import text
from app.views.kit.layout import Cell, card, clear, col, frame, grid, row
from app.views.session import Session

SHOWN = 20  # at once; the next ones follow when these are decided


class MergeList(QFrame):
    """A card with one block per record; hidden while there is nothing to decide."""

    def __init__(self, session: Session, told: Callable[[Exception | None], object]) -> None:
        super().__init__()
        self._session, self._told = session, told
        self._blocks = QVBoxLayout()
        self._more = text("", "muted")
        words = tr("The newest version stands until somebody decides. The decision goes to all stations.")
        inner = card(
            col(text(tr("Changed twice"), "section"), text(words, "muted", wrap=True), self._blocks, self._more,
                gap=10, margins=(12, 10, 12, 12)), name="exchange.merges",
        )  # fmt: skip
        self.setLayout(col(inner))
        self.hide()

    def refresh(self) -> None:
        """Reads the list again."""
        self._session.ask(decisions.merges, done=self._show, owner=self, latest="merges")

    def _show(self, found: Sequence[Twice]) -> None:
        clear(self._blocks)
        for one in found[:SHOWN]:
            self._blocks.addWidget(self._block(one))
        left = len(found) - SHOWN
        self._more.tell(tr("{n} more follow.", n=left) if left > 0 else "")
        self._more.setVisible(left > 0)
        self.setVisible(bool(found))

    def _block(self, one: Twice) -> QWidget:
        keep = button(
            tr("Keep as it is"), "", "check", act=partial(self.decide, one, KEPT), object_name="exchange.keep",
            name=tr("Keep {called} as it is", called=one.called),
        )  # fmt: skip
        take = button(
            tr("Take the other"), "", "undo-2", act=partial(self.decide, one, OTHER), object_name="exchange.other",
            name=tr("Take the other version of {called}", called=one.called),
        )  # fmt: skip
        take.setVisible(not one.fixed)
        head = row(text(tr(one.label), "muted"), text(tr(one.called), "strong"), None, keep, take, gap=10)
        body: list[QWidget | None] = []
        if words := _why(one):
            body.append(text(words, "muted", wrap=True))
        made = col(head, *body, _side_by_side(one), gap=8, margins=(12, 10, 12, 10))
        return frame(made, kind="sunken")

    def decide(self, one: Twice, which: str) -> None:
        """One of the two stands from now on, everywhere."""
        self._session.run(
            decisions.decide, one.id, which, done=lambda _none: self._told(None), failed=self._told, owner=self
        )  # fmt: skip


def _why(one: Twice) -> str:
    """What is special about an entry, and what to do."""
    if one.reason == "DROPPED":
        return tr("It was entered at both stations; the newest stands.")
    if one.reason != "CODE":
        return tr("It was merged into another record there, and that stands.") if one.fixed else ""
    if one.table == "users":
        return tr(
            "Two people had one login. The one of station {station} signs in as {name} from now on: tell him, or give "
            "one of them another login under People. If it is one person, block one of the two.",
            station=one.other.station, name=one.renamed,
        )  # fmt: skip
    return tr(
        "Two records had the same code. That of station {station} is {name} now. If both are the same thing merge them "
        "in their room, else give one another code there.",
        station=one.other.station, name=one.renamed,
    )  # fmt: skip


def _side_by_side(one: Twice) -> QWidget:
    rows: list[list[Cell]] = [
        [text(""), text(tr("Stands now: {side}", side=_side(one.kept)), "label"),
         text(tr("The other: {side}", side=_side(one.other)), "label")],
    ]  # fmt: skip
    rows += [
        [text(tr(f.label), "muted"), text(tr(f.kept), "body", wrap=True), text(tr(f.other), "body", wrap=True)]
        for f in one.fields
    ]  # fmt: skip
    made = grid(rows, vgap=6)
    for column, share in ((0, 1), (1, 2), (2, 2)):
        made.setColumnStretch(column, share)
    return frame(made)


def _side(side: Side) -> str:
    words = tr("station {station}, {when}", station=side.station, when=i18n.moment(side.at))
    return words + (" · " + tr("deleted") if side.gone else "")
