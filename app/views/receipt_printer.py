"""This PC's receipt printer: which one, how it speaks, and sending tickets to it. Knows rows and bytes, no document.

As the printer of a sheet it is called RECEIPT; where it stands and what paper it has is set once, under Settings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from PySide6.QtGui import QImage

from app.core.errors import Trouble
from app.core.i18n import tr
from app.printing import ports, ticket_printers
from app.printing.ticket_printers import Machine
from app.printing.tickets import COLUMNS, Ticket
from app.views import paper
from app.views.kit.table import Memory
from app.views.paper import Habit

RECEIPT = "receipt:"
KEPT = "receipt.printer"


@dataclass(frozen=True)
class Drawn:
    """A sheet ready to be printed: its pages, and its rows where a receipt printer can print it too."""

    pdf: bytes
    ticket: Ticket = ()


@dataclass(frozen=True)
class ReceiptPrinter:
    """`target` as `ports.send` takes it; "" = there is none."""

    target: str = ""
    machine: Machine = field(default_factory=Machine)


def chosen(memory: Memory) -> ReceiptPrinter:
    """What this workstation keeps; what it keeps unreadably counts as nothing."""
    kept = memory.get(KEPT)
    if not isinstance(kept, dict):
        return ReceiptPrinter()
    width, words = kept.get("paper"), kept.get("words")
    machine = Machine(
        width if width in COLUMNS else 80, cast("Any", words) if words in ("gbk", "picture") else "gbk",
        kept.get("cuts") is not False,
    )  # fmt: skip
    return ReceiptPrinter(str(kept.get("target") or ""), machine)


def keep(memory: Memory, one: ReceiptPrinter) -> None:
    """From now on tickets go there."""
    machine = one.machine
    memory.put(
        KEPT, {"target": one.target, "paper": machine.paper, "words": machine.words, "cuts": machine.cuts}
    )  # fmt: skip


def called(printer: str) -> str:
    """A printer's name for people."""
    return tr("Receipt printer") if printer == RECEIPT else printer


def send(drawn: Drawn, how: Habit, memory: Memory) -> None:
    """Prints a sheet on the printer chosen for it; called in a worker. Raises Trouble if it does not take it."""
    if how.printer != RECEIPT:
        paper.send(drawn.pdf, how)
        return
    one = chosen(memory)
    if not one.target or not drawn.ticket:
        raise Trouble("No receipt printer is set up on this PC. Set it up under “Settings”, or choose another printer.")
    send_ticket(drawn.ticket, one, how.copies)


def picture(ticket: Ticket, memory: Memory) -> QImage:
    """The ticket as it comes out, for the preview; called in a worker."""
    drawn = ticket_printers.picture(ticket, chosen(memory).machine).convert("L")
    return QImage(drawn.tobytes(), drawn.width, drawn.height, drawn.width, QImage.Format.Format_Grayscale8).copy()


def send_ticket(ticket: Ticket, one: ReceiptPrinter, copies: int = 1) -> None:
    """The ticket, so many times; called in a worker."""
    ports.send(one.target, ticket_printers.code(ticket, one.machine) * copies, tr("Receipt"))
