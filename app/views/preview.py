"""Print preview: pages of a PDF as they will come out, then print or save. Knows bytes, no sheet and no document."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QSpinBox, QVBoxLayout, QWidget

from app.core.errors import Trouble
from app.core.i18n import tr
from app.views.kit.buttons import button
from app.views.kit.keyline import Key, bind
from app.views.kit.labels import text
from app.views.kit.layout import card, col, frame, row, scroll
from app.views.kit.messages import Messages
from app.views.kit.tasks import Task, Tasks
from app.views.kit.theme import px

SCREEN_SCALE = 1.35  # of 72 dpi: an A4 page is about 800 px wide
PRINT_SCALE = 300 / 72


def page_images(pdf: bytes, scale: float) -> list[QImage]:
    """All pages as pictures; called in a worker."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        images = []
        for page in document:
            picture = page.render(scale=scale).to_pil().convert("RGB")
            raw = picture.tobytes()
            shot = QImage(raw, picture.width, picture.height, picture.width * 3, QImage.Format.Format_RGB888)
            images.append(shot.copy())
        return images
    finally:
        document.close()


def _printers() -> QComboBox:
    made = QComboBox()
    made.setObjectName("preview.printer")
    made.addItems([p.printerName() for p in QPrinterInfo.availablePrinters()])
    return made


def _copies() -> QSpinBox:
    made = QSpinBox()
    made.setObjectName("preview.copies")
    made.setRange(1, 20)
    return made


class Preview(QWidget):
    """Pages in the middle, printer and copies at the right; Ctrl+Enter prints, Ctrl+S saves, Esc goes back."""

    closed = Signal()
    printed = Signal(int)  # copies sent to the printer, or 1 for a saved file

    def __init__(self, title: str, pdf: bytes, tasks: Tasks, file_name: str) -> None:
        super().__init__()
        self.setObjectName("preview")
        self.setProperty("kind", "canvas")
        self._pdf, self._tasks, self._file_name = pdf, tasks, file_name
        self.messages = Messages()
        self._pages = QVBoxLayout()
        self._pages.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._pages.setSpacing(px(12))
        self._count = text("", "caption")
        self._printer, self._copies = _printers(), _copies()
        self._print = button(
            tr("Print"), "primary", "printer", key="Ctrl+Enter", act=self.print_pages, object_name="preview.print"
        )
        save = button(tr("Save as PDF"), "", "download", key="Ctrl+S", act=self.save_as, object_name="preview.save")
        back = button(tr("Back"), "quiet", "chevron-left", key="Esc", act=self.closed.emit, object_name="preview.back")
        if not self._printer.count():
            self._print.refuse(tr("No printer is set up on this PC. Save the PDF instead."))
            self._printer.hide()
        side = card(
            col(
                text(tr("Printer"), "label"), self._printer, text(tr("Copies"), "label"), self._copies,
                self._count, None,
                margins=(12, 12, 12, 12),
            )
        )  # fmt: skip
        side.setFixedWidth(px(272))
        pages = scroll(frame(self._pages), name="preview.pages")
        head = row(back, text(title, "title"), None, save, self._print)
        self.setLayout(
            col(head, self.messages, row(pages, side, gap=12, stretch=0), gap=10, margins=(16, 12, 16, 12), stretch=2)
        )
        bind(
            self,
            [
                Key("Ctrl+Enter", tr("Print"), self.print_pages), Key("Ctrl+S", tr("Save as PDF"), self.save_as),
                Key("Esc", tr("Back"), self.closed.emit),
            ],
        )  # fmt: skip
        tasks.run_aside(self._render, self._show, owner=self)

    def _render(self, _task: Task[list[QImage]]) -> list[QImage]:
        return page_images(self._pdf, SCREEN_SCALE)

    def _show(self, images: list[QImage]) -> None:
        for number, shot in enumerate(images, 1):
            page = QLabel()
            page.setPixmap(QPixmap.fromImage(shot))
            page.setAccessibleName(tr("Page {n} of {count}", n=number, count=len(images)))
            self._pages.addWidget(page)
        self._count.tell(tr("{count} pages", count=len(images)))

    def print_pages(self) -> None:
        """Sends the pages to the chosen printer, at 300 dpi, in a worker."""
        if self._print.isEnabled():
            name, copies = self._printer.currentText(), self._copies.value()
            self._tasks.run_aside(lambda _task: self._send(name, copies), self._sent, owner=self)

    def _send(self, name: str, copies: int) -> int:
        printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        printer.setCopyCount(copies)
        painter = QPainter()
        if not printer.isValid() or not painter.begin(printer):
            raise Trouble("The printer does not answer. The data is saved; print again later.")
        for number, shot in enumerate(page_images(self._pdf, PRINT_SCALE)):
            if number:
                printer.newPage()
            painter.drawImage(QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)), shot)
        painter.end()
        return copies

    def _sent(self, copies: int) -> None:
        self.printed.emit(copies)
        self.messages.say("sent", "ok", tr("Sent to the printer."))

    def save_as(self) -> None:
        """Asks for a file and writes the PDF there."""
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as PDF"), self._file_name, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        """Writes the PDF; a full disk or a locked file is said in the bar."""
        try:
            target.write_bytes(self._pdf)
        except OSError as error:
            self.messages.say("save", "bad", tr("The file could not be written."), str(error.strerror or error))
            return
        self.printed.emit(1)
        self.messages.say("save", "ok", tr("Saved: {file}", file=str(target)))
