"""A picture as a field: chosen, dropped or pasted, shown as it will be printed. Its owner keeps it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.core.errors import Trouble
from app.core.i18n import tr
from app.views.kit.buttons import Button
from app.views.kit.keyline import Key, bind
from app.views.kit.labels import text
from app.views.kit.layout import card, col, row
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px

SIZE = QSize(196, 77)  # the room that a letterhead has for it (28 × 11 mm), at screen size
PATTERN = "PNG, JPEG (*.png *.jpg *.jpeg)"


class PictureField(QWidget):
    """Preview, ways to bring a picture, and what was wrong with the last one. `brought` carries a file's content."""

    brought = Signal(str, bytes)  # file name, content
    taken_out = Signal()

    def __init__(self, label: str, help_: str, tasks: Tasks, *, ask: Callable[[], str] | None = None) -> None:
        super().__init__()
        self._tasks, self._ask = tasks, ask or self._ask_path
        self.setAcceptDrops(True)
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setFixedSize(px(SIZE.width()), px(SIZE.height()))
        self.preview.setAccessibleName(label)
        self._choose = Button(tr("Choose a picture"), "", "image", act=self.choose)
        self._choose.setObjectName("picture.choose")
        self._paste = Button(tr("Paste"), name=tr("Paste (Ctrl+V)"), act=self.paste)
        self._out = Button(tr("Take it out"), "quiet", "x", act=self._take_out)
        self._said = text("", "caption", "bad", wrap=True)
        acts = row(self._choose, self._paste, self._out, None, gap=6)
        ways = col(acts, text(help_, "caption", wrap=True), self._said, None, gap=6)
        paper = card(col(self.preview, margins=(0, 0, 0, 0)))
        self.setLayout(col(text(label, "label"), row(paper, ways, gap=12, stretch=2), gap=4))
        bind(self, [Key("Ctrl+V", tr("Paste"), self.paste)])
        self.put(b"")

    def put(self, content: bytes) -> None:
        """Shows a picture; empty = there is none."""
        self._said.setVisible(False)
        shown = QPixmap()
        shown.loadFromData(content)
        ratio = self.devicePixelRatioF()
        if shown.isNull():
            self.preview.setText(tr("No picture"))
        else:
            fitted = shown.scaled(
                self.preview.size() * ratio,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            fitted.setDevicePixelRatio(ratio)
            self.preview.setPixmap(fitted)
        self._out.setVisible(not shown.isNull())
        self._choose.rename(tr("Choose another picture") if content else tr("Choose a picture"))

    def refuse(self, words: str) -> None:
        """Says beside the picture why the last one was not taken."""
        self._said.setText(words)
        self._said.setVisible(True)

    def editable(self, on: bool) -> None:
        """Off = it is only shown."""
        for each in (self._choose, self._paste, self._out):
            each.setEnabled(on)
        self.setAcceptDrops(on)

    def choose(self) -> None:
        """Asks for a file and brings it."""
        path = self._ask()
        if path:
            self.bring(path)

    def bring(self, path: str) -> None:
        """Brings the file at `path`, read in a worker."""
        name = Path(path).name

        def read(_task: object) -> bytes:
            try:
                return Path(path).read_bytes()
            except OSError as error:
                raise Trouble("The file could not be read.") from error

        def refuse(error: Exception) -> None:
            self.refuse(tr(getattr(error, "text", "")))

        self._tasks.run_aside(read, lambda content: self.brought.emit(name, content), refuse, owner=self)

    def paste(self) -> None:
        """Brings what was copied elsewhere: a picture, or a picture's file."""
        if not self._take(QGuiApplication.clipboard().mimeData()):
            self.refuse(tr("There is no picture to paste. Copy one first, or choose a file."))

    def _take(self, data: QMimeData) -> bool:
        if data.hasUrls() and (path := data.urls()[0].toLocalFile()):
            self.bring(path)
            return True
        image = data.imageData() if data.hasImage() else None
        if not isinstance(image, QImage) or image.isNull():
            return False
        buffer = QBuffer()
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        self.brought.emit(tr("Pasted picture"), bytes(buffer.data().data()))
        return True

    def _take_out(self) -> None:
        self._choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.taken_out.emit()

    def _ask_path(self) -> str:
        return QFileDialog.getOpenFileName(self, tr("Choose a picture"), "", PATTERN)[0]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if not self._take(event.mimeData()):
            self.refuse(tr("This is no picture. Drop a PNG or JPEG file."))
