"""Old parts at the counter: an order is scanned, then one old part after the other; the keeper answers with one key.

Knows the use-cases, no database. What a scan means is found out by the service.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.desk import Changes
from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.services import documents
from app.services.old_parts import counter, rules
from app.services.old_parts.counter import Bench, Spot
from app.services.old_parts.queries import Row
from app.services.vehicles import shown
from app.views.kit.buttons import Button, button, icon_button
from app.views.kit.chips import Chip, Plate
from app.views.kit.labels import text
from app.views.kit.layout import card, clear, col, frame, row, scroll
from app.views.kit.sounds import Sounds, Tone
from app.views.kit.states import empty
from app.views.kit.theme import px
from app.views.old_rows import FAMILIES, Band, OldRow
from app.views.session import Session, touches

# what the keeper sees, in one key: (completeness, usability)
ANSWERS = (
    ("COMPLETE", "USABLE"), ("COMPLETE", "REPAIRABLE"), ("COMPLETE", "USELESS"), ("INCOMPLETE", "USELESS"),
    ("BROKEN", "USELESS"),
)  # fmt: skip
SIDE = 292
READS = ("old_parts", "attachments")


class OldBench(QWidget):
    """The counter: band, rows of the order, answers at the side. `wanted` opens the old part itself."""

    wanted = Signal(object)
    left = Signal()
    changed = Signal()
    photographed = Signal(object)  # the id of the old part that photos are to be added to
    weighed = Signal(object, object)  # Row and what is known: how heavy is it?

    def __init__(self, session: Session, sounds: Sounds) -> None:
        super().__init__()
        self.setObjectName("olds.bench")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._session, self._sounds = session, sounds
        self.bench: Bench | None = None
        self.at: Any = None  # the chosen row
        self.bin: tuple[Any, str] | None = None
        self._rows: dict[Any, OldRow] = {}
        self._lines, self._answers = QVBoxLayout(), QVBoxLayout()
        for box in (self._lines, self._answers):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
        self._title, self._plate = text(tr("Old parts at the counter"), "title"), row()
        self._count = text("", "muted")
        back = icon_button("chevron-left", tr("Back to the list"), key="Esc", act=self.left.emit)
        self._bin = Chip(tr("No bin yet"), "idle", "map-pin")
        head = row(
            back, self._title, self._plate, self._count, None, text(tr("Into bin"), "caption"), self._bin, gap=10
        )
        self.band = Band()
        side = card(col(self._answers, None, margins=(14, 12, 14, 12)))
        side.setFixedWidth(px(SIDE))
        self._area = scroll(frame(col(self._lines, None, gap=0)), name="olds.scroll")
        lines = card(col(self._area))
        self.setLayout(
            col(head, self.band, row(lines, side, gap=12, stretch=0), gap=10, margins=(16, 10, 16, 10), stretch=2)
        )
        session.changed.connect(self._commit_seen)
        self._tell()

    # --- an order -------------------------------------------------------------------------------------------------
    def show_order(self, order: Any, at: Any = None) -> None:
        """Lays an order on the counter; `at` is the old part that is chosen."""
        self._session.ask(
            counter.bench, order, done=partial(self._show, at), failed=self._refused, owner=self, latest="bench"
        )  # fmt: skip

    def _show(self, at: Any, found: Bench) -> None:
        self.bench = found
        known = {one.id for one in found.rows}
        self.at = at if at in known else self.at if self.at in known else None
        if self.at is None:
            self.at = next((one.id for one in found.rows if one.state == rules.HANDED_IN), None) or next(
                iter(known), None
            )
        self._tell()

    def refresh(self) -> None:
        """Reads again."""
        if self.bench is not None:
            self.show_order(self.bench.order)

    def _commit_seen(self, changes: Changes) -> None:
        if self.isVisible() and touches(changes, READS):
            self.refresh()

    def chosen(self) -> Row | None:
        """The row that the keys are about."""
        return next((one for one in self.bench.rows if one.id == self.at), None) if self.bench else None

    # --- showing --------------------------------------------------------------------------------------------------
    def _tell(self) -> None:
        clear(self._lines)
        self._rows = {}
        bench = self.bench
        if bench is None:
            self.band.tell(tr("Scan the work order, an old-part slip or a tag"))
            self._lines.addWidget(empty(tr("No order lies here yet.")))
        else:
            clear(self._plate)
            self._plate.addWidget(Plate(shown(bench.plate)))
            self._title.tell(bench.number)
            due = sum(one.state in rules.OUTSTANDING for one in bench.rows)
            self._count.tell(tr("{n} of {all} not handed in", n=due, all=len(bench.rows)))
            if not self.band.words.text() or self.band.property("family") == "idle":
                self.band.tell(tr("Scan a tag or the part's code"), bench.vehicle)
            if not bench.rows:
                self._lines.addWidget(empty(tr("No old parts are expected for this order.")))
            for one in bench.rows:
                made = self._rows[one.id] = OldRow(one)
                made.pressed.connect(partial(self.choose, one.id))
                self._lines.addWidget(made)
        self._mark()
        self.changed.emit()

    def choose(self, id: Any) -> None:
        """Another row is the one that the keys are about."""
        self.at = id
        self._mark()
        self.changed.emit()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark(self) -> None:
        for id, made in self._rows.items():
            made.choose(id == self.at)
        clear(self._answers)
        if self.at in self._rows:
            QTimer.singleShot(0, self._in_sight)
        one = self.chosen()
        if one is None:
            self._answers.addWidget(text(tr("What is scanned is told here."), "muted", wrap=True))
            return
        self._answers.addWidget(text(one.part, "strong"))
        self._answers.addWidget(text(one.name, "section", wrap=True))
        self._answers.addSpacing(px(10))
        for answer in self._buttons(one):
            self._answers.addWidget(answer)
            self._answers.addSpacing(px(6))

    def _in_sight(self) -> None:
        """The chosen row is seen, once the rows have their places."""
        made = self._rows.get(self.at)
        if made is not None:
            self._area.ensureWidgetVisible(made, 0, px(20))

    def _buttons(self, one: Row) -> Sequence[Button]:
        """What this person may do with a row now, each with its key."""
        may, found = self._session.may, []
        if may(rules.HAND_IN) and one.state in rules.OUTSTANDING:
            found.append(_answer("Enter", tr("Hand in"), partial(self.hand_in, one), "olds.hand_in"))
        if may(rules.REGISTER) and one.state == rules.HANDED_IN:
            for n, (complete, usable) in enumerate(ANSWERS, 1):
                words = f"{tr(rules.COMPLETE[complete])} · {tr(rules.USABLE[usable])}"
                found.append(_answer(str(n), words, partial(self.answer, n), f"olds.answer.{n}"))
        if may(rules.EDIT):
            found.append(_answer("F9", tr("Add a photo"), self.photograph, "olds.photo"))
        found.append(_answer("F2", tr("Open the old part"), self.open_chosen, "olds.open"))
        return found

    def photograph(self) -> None:
        """F9: the room has the files."""
        if self.chosen() is not None and self._session.may(rules.EDIT):
            self.photographed.emit(self.at)

    def open_chosen(self) -> None:
        """F2: the old part itself."""
        if self.chosen() is not None:
            self.wanted.emit(self.at)

    # --- scans ----------------------------------------------------------------------------------------------------
    def scan(self, code: str) -> None:
        """A code at the counter: in the writer's turn if it may hand in, so that scans keep their order."""
        order = self.bench.order if self.bench else None
        if self._session.may(rules.HAND_IN):
            self._session.run(counter.take_in, code, order, done=self._spotted, failed=self._refused, owner=self)
        else:
            self._session.ask(counter.spot, code, order, done=self._spotted, failed=self._refused, owner=self)

    def _spotted(self, spot: Spot) -> None:
        if spot.kind == counter.BIN:
            self.bin = (spot.id, spot.called)
            self._bin.tell(spot.called, "active", "map-pin")
            self._say(tr("Into {bin}", bin=spot.called), tr("What is registered now lies there."), "ok", "ok")
        elif spot.kind == counter.ORDER:
            self._say(spot.called, "", "idle", "ok")
            self.show_order(spot.order)
        elif spot.kind == counter.ROW:
            self._row_scanned(spot)
        else:
            known = self.bench is not None
            words = N_("{code} is no old part of this order") if known else N_("{code} is no order and no tag")
            self._say(tr(words, code=spot.called),
                      tr("Scan its tag, or the work order it came off."), "bad", "refused")  # fmt: skip

    def _row_scanned(self, spot: Spot) -> None:
        label = tr(FAMILIES[spot.state][0])
        if spot.taken:
            self._say(tr("Handed in: {name}", name=spot.name), spot.called, "ok", "ok")
        elif spot.state == rules.HANDED_IN and self._session.may(rules.REGISTER):
            self._say(spot.name, tr("Look at it: press 1 to 5"), "ok", "ok")
        else:
            self._say(spot.name, tr("It is: {state}", state=label), "warn", "look")
        self.show_order(spot.order, spot.id)

    def _say(self, words: str, more: str, family: str, tone: Tone) -> None:
        self.band.tell(words, more, family)
        self._sounds.play(tone)

    # --- answers --------------------------------------------------------------------------------------------------
    def hand_in(self, one: Row) -> None:
        """Enter: the technician hands it in."""
        self._step(one, "hand_in", {}, tr("Handed in: {name}", name=f"{one.part} {one.name}"))

    def answer(self, n: int) -> None:
        """1 to 5: the keeper registers what was handed in as it looks; waste without a weight is asked for it."""
        one = self.chosen()
        if one is None or one.state != rules.HANDED_IN or not self._session.may(rules.REGISTER):
            return
        complete, usable = ANSWERS[n - 1]
        given = {"completeness": complete, "usability": usable, "bin": self.bin[0] if self.bin else None}
        if one.hazardous and not one.grams:
            self.weighed.emit(one, given)
            return
        self._step(one, "register", given, tr("Registered: {name}", name=f"{one.part} {one.name}"))

    def register(self, one: Row, given: dict[str, Any]) -> None:
        """With what was asked for."""
        self._step(one, "register", given, tr("Registered: {name}", name=f"{one.part} {one.name}"))

    def _step(self, one: Row, name: str, answers: dict[str, Any], words: str) -> None:
        def done(_stepped: Any) -> None:
            self._say(words, "", "ok", "ok")
            self.at = self._after(one)
            self.refresh()

        self._session.run(
            documents.step, rules.NAME, one.id, name, answers, one.version, done=done, failed=self._refused, owner=self
        )  # fmt: skip

    def _after(self, one: Row) -> Any:
        """The next row below in the same state, else one above, so that keys go on; the same one if it was the last."""
        rows = list(self.bench.rows) if self.bench else []
        place = next((n for n, other in enumerate(rows) if other.id == one.id), 0)
        following = [*rows[place + 1 :], *rows[:place]]
        return next((other.id for other in following if other.state == one.state), one.id)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._say(tr(error.text), "", "bad", "refused")
            self.refresh()

    # --- keys -----------------------------------------------------------------------------------------------------
    def walk(self, by: int) -> None:
        """The row above or below."""
        rows = [one.id for one in self.bench.rows] if self.bench else []
        if rows:
            place = rows.index(self.at) if self.at in rows else 0
            self.choose(rows[max(0, min(len(rows) - 1, place + by))])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, one = event.key(), self.chosen()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.walk(1 if key == Qt.Key.Key_Down else -1)
        elif event.text() in "12345" and event.text():
            self.answer(int(event.text()))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and one is not None:
            if one.state in rules.OUTSTANDING and self._session.may(rules.HAND_IN):
                self.hand_in(one)
        else:
            super().keyPressEvent(event)


def _answer(key: str, words: str, act: Callable[[], object], name: str) -> Button:
    made = button(f"{key}   {words}", act=act, object_name=name)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys stay with the rows
    made.setMinimumHeight(px(40))
    return made
