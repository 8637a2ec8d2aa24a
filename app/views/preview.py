"""Print preview: pages at the left, the sheet at real size, how to print at the right; prints or saves the PDF.

Knows bytes and what this workstation likes, no sheet's matter and no document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap, QShowEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.core.errors import Refused, Trouble
from app.core.i18n import N_, tr
from app.core.screen import Choice, Field
from app.printing import pages, saving
from app.services.prints import FAILED, PRINTED
from app.views import paper, receipt_printer
from app.views.kit.buttons import Button, button
from app.views.kit.controls import ChoiceControl
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.keyline import Key, bind
from app.views.kit.labels import text
from app.views.kit.layout import card, clear, col, frame, row, scroll
from app.views.kit.messages import Messages
from app.views.kit.tasks import Task
from app.views.kit.theme import px
from app.views.paper import Habit
from app.views.receipt_printer import RECEIPT, Drawn
from app.views.records import DeskRecords
from app.views.session import Session

THUMB = 92  # px
FILES = {".xlsx": "Excel (*.xlsx)", ".csv": "CSV (*.csv)"}
FIELDS = (
    Field("paper", N_("Paper"), "choice", choices=paper.PAPERS),
    Field("tray", N_("Tray"), "choice", choices=paper.TRAYS),
    Field("copies", N_("Copies"), "number"),
    Field("direct", N_("Print without preview"), "flag", help=N_("As soon as the step that prints it is done.")),
)


class Preview(QWidget):
    """Ctrl+Enter prints, Ctrl+S saves, Esc goes back. What is chosen at the right is kept for this sheet and PC."""

    closed = Signal()
    ended = Signal(str, str, object)  # how a print ended: outcome, printer, reason

    def __init__(
        self, title: str, drawn: Drawn, session: Session, sheet: str, file_name: str,
        tables: Mapping[str, Callable[[], bytes]] | None = None,
    ) -> None:  # fmt: skip
        """`tables`: ending of a file → what makes its content, for a sheet that is also a table."""
        super().__init__()
        self._tables = tables or {}
        self.setObjectName("preview")
        self.setProperty("kind", "canvas")
        self._drawn, self._session, self._sheet, self._file_name = drawn, session, sheet, file_name
        self.kept: Any = None
        self._sending = self._asked = self._rolls = False
        self.messages = Messages()
        self._pages, self._thumbs = QVBoxLayout(), QVBoxLayout()
        for box in (self._pages, self._thumbs):
            box.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            box.setSpacing(px(12))
        self._count = text("", "caption")
        self.boxes = {"printer": self._printer_box(), **{field.name: self._box(field) for field in FIELDS}}
        self._load(paper.habit(session.memory, sheet))
        self._print = button(
            tr("Print"), "primary", "printer", key="Ctrl+Enter", act=self.print_pages, object_name="preview.print"
        )
        self._build(title)
        session.tasks.run_aside(lambda _task: paper.printers(), self._offer, owner=self)

    # --- building ---------------------------------------------------------------------------------------------------
    def _build(self, title: str) -> None:
        words = tr("Save as file") if self._tables else tr("Save as PDF")
        save = button(words, "", "download", key="Ctrl+S", act=self.save_as, object_name="preview.save")
        back = button(tr("Back"), "quiet", "chevron-left", key="Esc", act=self.closed.emit, object_name="preview.back")
        side = card(col(*self.boxes.values(), self._count, None, gap=10, margins=(12, 12, 12, 12)))
        side.setFixedWidth(px(272))
        self._middle: QScrollArea = scroll(frame(self._pages), name="preview.pages")
        self._left = scroll(frame(self._thumbs), name="preview.thumbs")
        self._left.setFixedWidth(px(THUMB + 44))
        self._left.hide()
        head = row(back, text(title, "title"), None, save, self._print)
        body = row(self._left, self._middle, side, gap=12, stretch=1)
        self.setLayout(col(head, self.messages, body, gap=10, margins=(16, 12, 16, 12), stretch=2))
        bind(self, self.keys())

    def keys(self) -> list[Key]:
        """What works here; bound already."""
        return [
            Key("Ctrl+Enter", tr("Print"), self.print_pages), Key("Ctrl+S", tr("Save as PDF"), self.save_as),
            Key("Esc", tr("Back"), self.closed.emit),
        ]  # fmt: skip

    def _box(self, field: Field) -> FieldBox:
        if field.kind == "choice":
            box = FieldBox(field, ChoiceControl(field.choices, may_be_empty=False, drops=True))
        else:
            box = FieldBox(field, make_control(field, DeskRecords(self._session), self._session.tasks))
        box.edited.connect(lambda _place: self._keep())
        return box

    def _printer_box(self) -> FieldBox:
        box = self._box(Field("printer", N_("Printer"), "choice"))
        box.edited.connect(lambda _place: self._choose())
        return box

    def _load(self, how: Habit) -> None:
        for name, value in asdict(how).items():
            self.boxes[name].control.put(value)

    def _offer(self, names: list[str]) -> None:
        """The system's printers are known; one that is kept but gone stays chosen and says so later."""
        control: Any = self.boxes["printer"].control
        known = paper.habit(self._session.memory, self._sheet).printer
        names = (
            [RECEIPT, *names] if self._drawn.ticket and receipt_printer.chosen(self._session.memory).target else names
        )
        control.offer(tuple(Choice(name, receipt_printer.called(name)) for name in names))
        control.put(known or (names[0] if names else ""))
        self._choose()
        if not control.value():
            self._print.refuse(tr("No printer is set up on this PC. Save the PDF instead."))

    def how(self) -> Habit:
        """What is chosen at the right."""
        value = {name: box.control.value() for name, box in self.boxes.items()}
        copies = min(max(value["copies"] or 1, 1), 99)
        return Habit(
            value["printer"] or "", copies, value["paper"], value["tray"], bool(value["direct"])
        )  # fmt: skip

    def _keep(self) -> None:
        paper.keep(self._session.memory, self._sheet, self.how())

    def _choose(self) -> None:
        """A receipt printer has neither trays nor sheets; what it will print is shown."""
        rolls = self.how().printer == RECEIPT
        for name in ("paper", "tray"):
            self.boxes[name].setVisible(not rolls)
        if rolls != self._rolls:
            self._rolls = rolls
            if self._asked:
                self._ask()

    # --- pages ------------------------------------------------------------------------------------------------------
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self._ask)  # when the room for it is known

    def _ask(self) -> None:
        self._session.tasks.run_aside(partial(self._render, self._dots()), self._show, owner=self)

    def _render(self, dots: int, _task: Task[list[QImage]]) -> list[QImage]:
        if self._rolls:
            return [receipt_printer.picture(self._drawn.ticket, self._session.memory)]
        pdf = self._drawn.pdf
        return [paper.image_of(pages.picture(pdf, n, dpi=dots)) for n in range(len(pages.sizes(pdf)))]

    def _dots(self) -> int:
        """Of this screen, an inch: a sheet is shown as large as it comes out, or as wide as there is room."""
        sizes = pages.sizes(self._drawn.pdf)
        small = self._left.maximumWidth() + px(12) if len(sizes) > 1 and self._left.isHidden() else 0  # they come yet
        room = self._middle.viewport().width() - px(24) - small
        widest = max(wide for wide, _ in sizes) / 72
        return int(min(max(self.screen().physicalDotsPerInch(), 72), 220, max(room / widest, 48)))

    def _show(self, images: list[QImage]) -> None:
        clear(self._pages)
        clear(self._thumbs)
        for number, shot in enumerate(images, 1):
            page = QLabel()
            page.setPixmap(QPixmap.fromImage(shot))
            page.setAccessibleName(tr("Page {n} of {count}", n=number, count=len(images)))
            self._pages.addWidget(page)
            self._thumbs.addWidget(self._thumb(number, shot, page))
        self._left.setVisible(len(images) > 1)
        self._count.tell(tr("{count} pages", count=len(images)) if len(images) != 1 else tr("1 page"))

    def _thumb(self, number: int, shot: QImage, page: QLabel) -> Button:
        small = shot.scaledToWidth(px(THUMB), Qt.TransformationMode.SmoothTransformation)
        made = Button("", "quiet", name=tr("Page {n}", n=number), act=partial(self._go, page))
        made.setObjectName(f"preview.page.{number}")
        made.setIcon(QIcon(QPixmap.fromImage(small)))
        made.setIconSize(QSize(small.width(), small.height()))
        made.setFixedSize(small.width() + px(12), small.height() + px(12))
        return made

    def _go(self, page: QLabel) -> None:
        self._middle.verticalScrollBar().setValue(page.y() - px(12))

    # --- printing ---------------------------------------------------------------------------------------------------
    def print_pages(self) -> None:
        """Sends the pages to the chosen printer, in a worker."""
        how = self.how()
        if self._sending:
            return
        if not how.printer:
            self.messages.say("sent", "warn", tr("No printer is set up on this PC. Save the PDF instead."))
            return
        self._keep()
        self._sending = True
        self.messages.drop("sent")
        self._session.tasks.run_aside(
            lambda _task: receipt_printer.send(self._drawn, how, self._session.memory),
            partial(self._sent, how),
            partial(self._failed, how),
            owner=self,
        )

    def _sent(self, how: Habit, _none: None) -> None:
        self._sending = False
        self.ended.emit(PRINTED, how.printer, None)
        self.messages.say("sent", "ok", tr("Sent to {printer}.", printer=receipt_printer.called(how.printer)))

    def _failed(self, how: Habit, error: Exception) -> None:
        self._sending = False
        if isinstance(error, Trouble):
            self.ended.emit(FAILED, how.printer, error.text)
            waits = tr("The print waits under “Prints”.")
            self.messages.say("sent", "bad", tr(error.text), waits, (tr("Print again"), self.print_pages))
        elif isinstance(error, Refused):
            self.messages.say("sent", "bad", tr(error.text))

    def save_as(self) -> None:
        """Asks for a file and writes the PDF there, or the table where its ending says so."""
        patterns = ";;".join(["PDF (*.pdf)", *(FILES[ending] for ending in self._tables)])
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as file"), self._file_name, patterns)
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        """Writes the PDF, or the table that is made in a worker; a full disk or a locked file is said in the bar."""
        make = self._tables.get(target.suffix.lower())
        if make is None:
            self._write(target, self._drawn.pdf)
        else:
            self._session.tasks.run_aside(lambda _task: make(), partial(self._write, target), owner=self)

    def _write(self, target: Path, content: bytes) -> None:
        try:
            saving.save(target, content)
        except Trouble as trouble:
            reason = trouble.text.args["why"]
            self.messages.say("save", "bad", tr("The file could not be written."), tr(reason))
            return
        self.ended.emit(PRINTED, target.name, None)
        self.messages.say("save", "ok", tr("Saved: {file}", file=str(target)))
