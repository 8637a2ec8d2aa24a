"""The sheet of a step that is signed: who may, what is approved, the PIN; rejecting needs a reason.

It checks no PIN and knows no step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import Refused, Trouble
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.views.kit.buttons import Button
from app.views.kit.controls import LongControl
from app.views.kit.fields import FieldBox
from app.views.kit.labels import fact, text
from app.views.kit.layout import col, grid, row, rule
from app.views.kit.pinpad import Person, PinPad, UserTile
from app.views.kit.scanner import scanner_of
from app.views.kit.sidesheet import SideSheet

REASON = "reason"


class ApprovalSheet(SideSheet):
    """Tiles of those who may sign (one who may not is struck, with the reason), the figures, the PIN.

    A badge scan picks the person and never replaces the PIN. `find` of a person holds his badge code as well.
    """

    approved = Signal(object, str)  # person id, PIN
    rejected = Signal(object, str, str)  # person id, PIN, reason

    def __init__(
        self, home: QWidget, title: str, verb: str, people: Sequence[Person],
        figures: Sequence[tuple[str, str]] = (), *, reject: str = "",
    ) -> None:  # fmt: skip
        super().__init__(home, title, verb)
        self.setObjectName("approval")
        self.person: Person | None = None
        self._rejecting = False
        self._verb = verb
        self.tiles = [self._tile(one) for one in sorted(people, key=lambda p: bool(p.barred))]
        if figures:
            self.put(grid([[fact(*pair) for pair in figures[at : at + 2]] for at in range(0, len(figures), 2)]))
            self.put(rule())
        self.put(text(tr("Who signs?"), "section"))
        free = [tile for tile in self.tiles if not tile.person.barred]
        self.put(grid([list(free[at : at + 2]) for at in range(0, len(free), 2)], hgap=8, vgap=8))
        for tile in self.tiles[len(free) :]:
            self.put(tile)
        self.reason = FieldBox(Field(REASON, N_("Reason"), "long", required=True), LongControl())
        self.reason.hide()
        self.put(self.reason)
        self.pin = PinPad(verb, tall=False)
        self.pin.enter.hide()  # the sheet's own verb does it; Enter after the PIN too
        self.pin.entered.connect(self._signed)
        self.put(self.pin)
        self._nobody = text("", "body", "warn", wrap=True)
        self.put(self._nobody)
        if reject:
            self._reject = Button(reject, "danger", act=self.start_rejecting)
            self._reject.setObjectName("approval.reject")
            self.put(col(rule(), row(self._reject, None)))
        self.done.connect(self.pin.finish)
        self._first_choice()

    def _tile(self, person: Person) -> UserTile:
        made = UserTile(person, lambda: self.choose(person), width=376 if person.barred else 184, low=True)
        made.setObjectName(f"approval.{person.name}")
        return made

    def _first_choice(self) -> None:
        free = [tile.person for tile in self.tiles if not tile.person.barred]
        if len(free) == 1:
            self.choose(free[0])
        self.pin.setVisible(bool(free))
        self.verb.setEnabled(bool(free))
        self._nobody.setVisible(not free)
        self._nobody.setText(tr("Nobody at this station may sign this. Ask somebody with the right role."))

    def choose(self, person: Person) -> None:
        """Picks who signs; the PIN is his."""
        self.person = person
        for tile in self.tiles:
            tile.setChecked(tile.person is person)
        self.pin.wipe()
        self.pin.say("")
        self.pin.setFocus()

    def start_rejecting(self) -> None:
        """Asks for the reason; the same PIN signs it."""
        self._rejecting = True
        self.reason.show()
        self.verb.rename(self._reject.text())
        self._reject.hide()
        self.reason.control.setFocus()

    def open_sheet(self, first: QWidget | None = None) -> None:
        scanner = scanner_of(self)
        if scanner is not None:
            scanner.claim(self, self._badge)
        super().open_sheet(first or (self.pin if self.person else None))

    def close_sheet(self) -> None:
        scanner = scanner_of(self)
        if scanner is not None:
            scanner.release(self)
        super().close_sheet()

    def refused(self, error: Exception) -> None:
        """The PIN was not right, or this person may not: the sentence stands under the dots."""
        said = tr(error.text) if isinstance(error, (Refused, Trouble)) else tr("This could not be signed.")
        self.pin.wrong(said)
        self.pin.setFocus()

    def _badge(self, code: str) -> None:
        wanted = code.strip().lower()
        hit = next((t.person for t in self.tiles if wanted and wanted in t.person.find.split()), None)
        if hit is None:
            self.pin.say(tr("This badge belongs to nobody who may sign here."), "warn")
        elif hit.barred:
            self.pin.say(f"{hit.name}: {hit.barred}", "warn")
        else:
            self.choose(hit)

    def _signed(self, pin: str) -> None:
        if self.person is None:
            self.pin.say(tr("Choose who signs first."), "warn")
            return
        person: Any = self.person.id
        if not self._rejecting:
            self.approved.emit(person, pin)
        elif self.reason.demand():
            self.rejected.emit(person, pin, str(self.reason.control.value()))
        else:
            self.reason.control.setFocus()
