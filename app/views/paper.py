"""Sends finished pages to a printer and remembers, per sheet and workstation, how. Knows bytes, no document.

Pages are drawn by pypdfium2 at 300 dpi, one at a time, in a worker; a printer is the system's name for it, or
"file:…" for a PDF.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.core.errors import Trouble
from app.core.i18n import N_
from app.core.screen import Choice
from app.printing import pages
from app.views.kit.table import Memory

DPI = 300
PAPERS = (
    Choice("sheet", N_("As the sheet is")), Choice("A4", "A4"), Choice("A5", "A5"), Choice("Letter", "Letter"),
)  # fmt: skip
TRAYS = (
    Choice("auto", N_("The printer's choice")), Choice("Upper", N_("Upper tray")), Choice("Middle", N_("Middle tray")),
    Choice("Lower", N_("Lower tray")), Choice("Manual", N_("By hand")),
)  # fmt: skip


@dataclass(frozen=True)
class Habit:
    """How a sheet is printed here. `direct`: at once after its step, without the preview."""

    printer: str = ""
    copies: int = 1
    paper: str = "sheet"
    tray: str = "auto"
    direct: bool = False


def habit(memory: Memory, sheet: str) -> Habit:
    """What this workstation does with the sheet; what it keeps unreadably counts as nothing."""
    kept = memory.get(f"print.{sheet}")
    usual = Habit()
    if not isinstance(kept, dict):
        return usual
    known = {f.name: kept[f.name] for f in fields(usual) if type(kept.get(f.name)) is type(getattr(usual, f.name))}
    return Habit(**known)


def keep(memory: Memory, sheet: str, chosen: Habit) -> None:
    """From now on this workstation prints the sheet so."""
    memory.put(f"print.{sheet}", asdict(chosen))


def printers() -> list[str]:
    """The names of the system's printers, its default first."""
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))


def send(pdf: bytes, how: Habit) -> None:
    """Prints all pages; called in a worker. Raises Trouble if the printer is gone or does not take them."""
    sizes = pages.sizes(pdf)
    printer = _printer(how)
    _lay(printer, how, sizes[0])
    painter = QPainter()
    if not painter.begin(printer):
        raise _off(how)
    try:
        for number, _ in enumerate(sizes):
            if number and not printer.newPage():
                raise _off(how)
            painter.drawImage(_place(printer, sizes[number]), _image(pdf, number))
    finally:
        painter.end()
    if printer.printerState() == QPrinter.PrinterState.Error:
        raise _off(how)


def _printer(how: Habit) -> QPrinter:
    if how.printer.startswith("file:"):
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(how.printer.removeprefix("file:"))
        printer.setResolution(DPI)
        return printer
    info = QPrinterInfo.printerInfo(how.printer)
    if info.isNull():
        raise Trouble(
            "There is no printer “{printer}” on this PC. Nothing was lost: choose another one and print again.",
            printer=how.printer,
        )
    return QPrinter(info, QPrinter.PrinterMode.HighResolution)


def _lay(printer: QPrinter, how: Habit, size: tuple[float, float]) -> None:
    """Paper, direction, tray and copies."""
    wide, high = size
    across = wide > high
    if how.paper != "sheet":
        paper = QPageSize(getattr(QPageSize.PageSizeId, how.paper))
    else:
        paper = QPageSize(QSizeF(min(size), max(size)), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(paper, way, QMarginsF(0, 0, 0, 0)))
    if how.tray != "auto":
        printer.setPaperSource(getattr(QPrinter.PaperSource, how.tray))
    printer.setCopyCount(how.copies)


def _place(printer: QPrinter, size: tuple[float, float]) -> QRectF:
    """Where the page goes on the paper: all over it, or as large as fits without being stretched."""
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    scale = min(paper.width() / size[0], paper.height() / size[1])
    wide, high = size[0] * scale, size[1] * scale
    return QRectF((paper.width() - wide) / 2, (paper.height() - high) / 2, wide, high)


def _image(pdf: bytes, page: int) -> QImage:
    return image_of(pages.picture(pdf, page, dpi=DPI))


def image_of(shot: pages.Picture) -> QImage:
    """A page's picture as Qt's."""
    return QImage(shot.pixels, shot.width, shot.height, shot.stride, QImage.Format.Format_RGB888).copy()


def _off(how: Habit) -> Trouble:
    return Trouble(
        "The printer {printer} did not answer ({reason}). Nothing was lost: print again when it is ready.",
        printer=how.printer, reason="QPrinter",
    )  # fmt: skip
