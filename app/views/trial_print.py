"""Trying a printer before there is anything to print: a sheet and a label, and how that ended. Knows no document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core import clock
from app.core.errors import Trouble
from app.core.i18n import N_, current, tr
from app.core.paper import Imprint, Letterhead
from app.core.screen import Choice, Field
from app.printing import trial
from app.views import paper
from app.views.kit.buttons import button
from app.views.kit.controls import ChoiceControl
from app.views.kit.fields import FieldBox
from app.views.kit.labels import Words, text
from app.views.kit.layout import col, row
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px
from app.views.paper import Habit

PRINTER = Field("printer", N_("Printer"), "choice")


class TrialPrint(QWidget):
    """One of the system's printers, "Test sheet" and "Test label"; without a printer it says so."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("trial")
        self._tasks, self.shop = tasks, ""
        self._control = ChoiceControl((), may_be_empty=False, drops=True)
        self._box = FieldBox(PRINTER, self._control, place="trial.printer")
        self._box.setMinimumWidth(px(220))
        self.outcome: Words = text("", "body", wrap=True)
        sheet = button(tr("Test sheet"), "", "printer", act=self.print_sheet, object_name="trial.sheet")
        label = button(tr("Test label"), "", "tag", act=self.print_label, object_name="trial.label")
        self._tries = [sheet, label]
        self.setLayout(col(row(self._box, None), row(sheet, label, None), self.outcome))
        self.offer([])
        tasks.run_aside(lambda _task: paper.printers(), self.offer, owner=self)

    def offer(self, names: list[str]) -> None:
        """The printers of this PC are known; the usual one is chosen."""
        self._control.offer(tuple(Choice(name, name) for name in names))
        self._control.put(names[0] if names else None)
        for widget in (self._box, *self._tries):
            widget.setVisible(bool(names))
        none = tr("No printer is set up on this PC. Everything can be saved as PDF.")
        self.outcome.tell("" if names else none, "ink2")

    def print_sheet(self) -> None:
        """A page for the printer of documents."""
        imprint = Imprint(Letterhead(self.shop or "Counterpart"), "", "", clock.now(), language=current())
        self._send(lambda: trial.sheet(imprint))

    def print_label(self) -> None:
        """A label for the printer of labels."""
        language = current()
        self._send(lambda: trial.label(language))

    def _send(self, draw: Callable[[], bytes]) -> None:
        how = Habit(str(self._control.value()))
        for one in self._tries:
            one.setEnabled(False)
        self._tasks.run_aside(
            lambda _task: paper.send(draw(), how), partial(self._ended, None), self._ended, owner=self
        )  # fmt: skip

    def _ended(self, error: Exception | None, _none: None = None) -> None:
        for one in self._tries:
            one.setEnabled(True)
        if error is None:
            self.outcome.tell(tr("The printer took it. Is all there, and can all Chinese be read?"), "ok")
        elif isinstance(error, Trouble):
            self.outcome.tell(tr(error.text), "bad")
