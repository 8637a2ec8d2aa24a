"""The receipt printer of this PC under Settings: where it is, what paper it has, a test print and how that ended."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.errors import Trouble
from app.core.i18n import N_, tr
from app.core.screen import Choice, Field
from app.printing.ticket_printers import Machine
from app.printing.tickets import COLUMNS, trial_ticket
from app.views import paper, receipt_printer
from app.views.kit.buttons import button
from app.views.kit.controls import ChoiceControl
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import Words, section, text
from app.views.kit.layout import col, row, stop_before
from app.views.kit.table import Memory
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px
from app.views.receipt_printer import ReceiptPrinter

NONE = ""
WORDS = (Choice("gbk", N_("As text (GBK)")), Choice("picture", N_("As a picture")))
PAPERS = tuple(Choice(str(mm), f"{mm} mm") for mm in COLUMNS)
FIELDS = (
    Field("printer", N_("Printer"), "choice"),
    Field("address", N_("or its network address"), "text", length=120),
    Field("paper", N_("Paper"), "choice", choices=PAPERS),
    Field("words", N_("Chinese"), "choice", choices=WORDS),
    Field("cuts", N_("It has a knife"), "flag"),
)


class ReceiptCard(QWidget):
    """Kept at once; the test print says whether the printer took it, and what to try if it did not."""

    def __init__(self, memory: Memory, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("settings.receipt")
        self._memory, self._tasks = memory, tasks
        self.boxes = {field.name: self._box(field) for field in FIELDS}
        self._outcome: Words = text("", "body", wrap=True)
        self._test = button(tr("Test print"), "", "printer", act=self.test, object_name="settings.receipt.test")
        words = text(
            tr(
                "The address of a network printer is like 192.168.1.50; with a port like 192.168.1.50:9100. If Chinese "
                "comes out as strange signs, print it as a picture."
            ),
            "caption", wrap=True,
        )  # fmt: skip
        first = row(self.boxes["printer"], self.boxes["address"], None, gap=16)
        second = row(self.boxes["paper"], self.boxes["words"], self.boxes["cuts"], None, gap=16)
        last = row(self._test, self._outcome, gap=12, stretch=1)
        self.setLayout(col(section(tr("Receipt printer"), col(first, second, words, last, gap=12))))
        self._show()
        tasks.run_aside(lambda _task: paper.printers(), self._offer, owner=self)

    def _box(self, field: Field) -> FieldBox:
        if field.kind == "choice":
            control: Any = ChoiceControl(field.choices, may_be_empty=field.name == "printer", drops=True)
        else:
            control = make_control(field, None, self._tasks)  # type: ignore[arg-type]  # none asks for records
        box = FieldBox(field, control, place=f"receipt.{field.name}")
        box.left.connect(lambda _place: self._keep())
        if field.kind != "text":
            box.edited.connect(lambda _place: self._keep())
        box.setMinimumWidth(px(170))
        return box

    def _show(self) -> None:
        kept = receipt_printer.chosen(self._memory)
        net = kept.target.removeprefix("tcp://") if kept.target.startswith("tcp://") else ""
        values = {
            "printer": "" if net else kept.target, "address": net, "paper": str(kept.machine.paper),
            "words": kept.machine.words, "cuts": kept.machine.cuts,
        }  # fmt: skip
        for name, value in values.items():
            self.boxes[name].control.put(value or None)

    def _offer(self, names: list[str]) -> None:
        control: Any = self.boxes["printer"].control
        known = control.value()
        control.offer(tuple(Choice(name, name) for name in names))
        control.put(known)
        stop_before(self.boxes["address"], [control.face])  # it was built anew: Tab still comes to it first

    def _value(self, name: str) -> Any:
        return self.boxes[name].control.value()

    def printer(self) -> ReceiptPrinter:
        """What is chosen: the network address if one is given, else the system's printer."""
        address = str(self._value("address") or "").strip().removeprefix("tcp://")
        machine = Machine(int(self._value("paper") or 80), self._value("words") or "gbk", bool(self._value("cuts")))
        return ReceiptPrinter(f"tcp://{address}" if address else str(self._value("printer") or ""), machine)

    def _keep(self) -> None:
        receipt_printer.keep(self._memory, self.printer())

    def test(self) -> None:
        """Prints all that a printer can get wrong, with what is chosen now."""
        one = self.printer()
        self._keep()
        if not one.target:
            self._outcome.tell(tr("Choose a printer, or enter its network address."), "bad")
            self.boxes["address"].setFocus()
            return
        self._test.setEnabled(False)
        ticket = trial_ticket(COLUMNS[one.machine.paper])
        self._tasks.run_aside(
            lambda _task: receipt_printer.send_ticket(ticket, replace(one)), partial(self._printed, one),
            self._failed, owner=self,
        )  # fmt: skip

    def _printed(self, one: ReceiptPrinter, _none: None) -> None:
        self._test.setEnabled(True)
        words = tr("The printer took it. Are the digits one full line, and can all Chinese be read?")
        self._outcome.tell(words, "ok")

    def _failed(self, error: Exception) -> None:
        self._test.setEnabled(True)
        if isinstance(error, Trouble):
            self._outcome.tell(tr(error.text), "bad")
