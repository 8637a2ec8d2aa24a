"""The screen turned to the customer: the sheet at the left, the field to sign in at the right, in large type.

It fills the second screen if there is one. Only what is signed is shown; the clerk leaves it with F12 or “Not now”.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.printing import pages
from app.views import paper
from app.views.kit.buttons import button
from app.views.kit.labels import text
from app.views.kit.layout import col, frame, row, scroll
from app.views.kit.signfield import SignField
from app.views.kit.tasks import Task
from app.views.kit.theme import px
from app.views.session import Session

DPI = 92


class SigningPad(QWidget):
    """`signed` carries name, strokes, picture. `refused` says why a signature was not taken."""

    signed = Signal(str, object, bytes)
    closed = Signal()

    def __init__(self, session: Session, pdf: bytes, agreed: str, name: str, amount: str = "") -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("signing")
        self.setProperty("kind", "canvas")
        self.setWindowTitle(tr("Customer signs"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pages = QVBoxLayout()
        self.field = SignField()
        self.field.setObjectName("signing.field")
        self.field.changed.connect(self._look)
        self.name = QLineEdit(name)
        self.name.setObjectName("signing.name")
        self.name.setAccessibleName(tr("Name of who signs"))
        self._said = text("", "scan", "bad", wrap=True)
        self._clear = button(tr("Clear"), "big", "x", act=self.clear, object_name="signing.clear")
        self.done = button(tr("Finish"), "primary", "signature", act=self.finish, object_name="signing.done")
        self.done.setFixedHeight(px(64))
        self._clear.setFixedHeight(px(64))
        later = button(tr("Not now"), "quiet", key="F12", act=self.leave, object_name="signing.later")
        right = col(
            *([text(amount, "figure")] if amount else []), text(agreed, "scan", wrap=True), self.field,
            text(tr("Name of who signs"), "label"), self.name, self._said,
            row(self._clear, self.done, gap=12, stretch=1), None, later,
            gap=12, margins=(16, 24, 24, 16),
        )  # fmt: skip
        side = frame(right)
        side.setFixedWidth(px(576))
        self.setLayout(row(scroll(frame(self._pages), name="signing.sheet"), side, gap=0, stretch=0))
        session.tasks.run_aside(lambda _task: self._render(pdf, _task), self._show, owner=self)
        self._look()

    @staticmethod
    def _render(pdf: bytes, _task: Task[Any]) -> list[QImage]:
        return [paper.image_of(pages.picture(pdf, n, dpi=DPI)) for n in range(len(pages.sizes(pdf)))]

    def _show(self, images: list[QImage]) -> None:
        for image in images:
            sheet = QLabel()
            sheet.setPixmap(QPixmap.fromImage(image))
            sheet.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._pages.addWidget(sheet)

    def open_pad(self) -> None:
        """On the second screen if there is one, whole."""
        screens = QGuiApplication.screens()
        if len(screens) > 1:
            here = QGuiApplication.primaryScreen()
            self.setScreen(next(s for s in screens if s is not here))
            self.setGeometry(self.screen().geometry())
        self.showFullScreen()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Wipes the field."""
        self.field.clear()
        self._said.setText("")

    def finish(self) -> None:
        """Hands the signature over; whether it is one, the desk says."""
        if not self.field.empty():
            self.signed.emit(self.name.text().strip(), self.field.strokes(), self.field.picture())

    def refuse(self, words: str) -> None:
        """It was not taken: why. The field is empty again."""
        self.field.clear()
        self._said.setText(words)

    def leave(self) -> None:
        """The customer does not sign now: nothing is kept."""
        self.close()
        self.closed.emit()

    def _look(self) -> None:
        self.done.refuse("" if not self.field.empty() else tr("Sign in the white field first."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F12:
            self.leave()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.finish()
        else:
            super().keyPressEvent(event)
