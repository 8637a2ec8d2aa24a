"""The screen turned to the customer: the sheet at the left, the field to sign in at the right, in large type.

It fills the second screen if there is one. Only what is signed is shown, and no key leads from it into the program: the
clerk takes his screen back with his PIN.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QImage, QKeyEvent, QPixmap, QScreen
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from app.core.errors import Refused
from app.core.i18n import tr
from app.printing import pages
from app.services.people.login import Tile, check, tiles
from app.views import paper
from app.views.kit.buttons import button
from app.views.kit.labels import text
from app.views.kit.layout import col, frame, row, scroll
from app.views.kit.pinpad import PinPad
from app.views.kit.signfield import SignField
from app.views.kit.tasks import Task
from app.views.kit.theme import px, wear
from app.views.session import Session

DPI = 92


class SigningPad(QWidget):
    """`signed` carries name, strokes, picture; `refuse` says why it was not taken. `closed` when the clerk is back."""

    signed = Signal(str, object, bytes)
    closed = Signal()

    def __init__(self, session: Session, pdf: bytes, agreed: str, name: str, amount: str = "") -> None:
        super().__init__(None, Qt.WindowType.Window)
        wear(self)
        self.setObjectName("signing")
        self.setProperty("kind", "canvas")
        self.setWindowTitle(tr("Customer signs"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._free = session, False
        self._stack = QStackedLayout()
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
        self.done.setProperty("scale", "big")
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
        self.lock = PadLock(session)
        self.lock.opened.connect(self._let_go)
        self.lock.back.connect(lambda: self._stack.setCurrentIndex(0))
        self._stack.addWidget(frame(row(scroll(frame(self._pages), name="signing.sheet"), side, gap=0, stretch=0)))
        self._stack.addWidget(self.lock)
        self.setLayout(self._stack)
        session.ended.connect(self._let_go)
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
        other = second(QGuiApplication.screens(), QGuiApplication.primaryScreen())
        if other is not None:
            self.setScreen(other)
            self.setGeometry(other.geometry())
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
        """The customer does not sign now: nothing is kept. The clerk shows that it is he who takes the screen back."""
        self._ask_clerk(tr("For the shop: your PIN brings the program back."), signed=False)

    def thank(self) -> None:
        """The signature is kept. A screen of the customer's own is free at once; else the clerk takes his back."""
        if second(QGuiApplication.screens(), QGuiApplication.primaryScreen()) is not None:
            self._let_go()
        else:
            self._ask_clerk(tr("Thank you. Hand the screen back to the shop."), signed=True)

    def _ask_clerk(self, words: str, *, signed: bool) -> None:
        if not self.lock.has_pin:  # he could never take it back
            self._let_go()
            return
        self.lock.ask(words, may_go_on=not signed)
        self._stack.setCurrentWidget(self.lock)

    def _let_go(self) -> None:
        if not self._free:
            self._free = True
            self.close()
            self.closed.emit()

    def drop(self) -> None:
        """What is signed is not there any more: the pad goes, and the clerk is told in the program."""
        self._let_go()

    def _look(self) -> None:
        self.done.refuse("" if not self.field.empty() else tr("Sign in the white field first."))
        if not self.field.empty():
            self._said.setText("")  # he signs anew

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._free:
            event.accept()
        else:  # Alt+F4 in the customer's hand
            event.ignore()
            self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._stack.currentWidget() is self.lock:
            self.lock.keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_F12, Qt.Key.Key_Escape):
            self.leave()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.finish()
        else:
            super().keyPressEvent(event)


class PadLock(QWidget):
    """The PIN of the clerk who handed the screen over. `back`: the customer goes on."""

    opened = Signal()
    back = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._words = text("", "scan", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        who = text(session.actor.name, "muted")
        who.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.pin = PinPad(tr("Take the screen back"))
        self.pin.setFixedWidth(px(340))
        self.pin.entered.connect(self._check)
        self.has_pin = True
        session.ask(tiles, done=self._known, owner=self)
        self._on = button(tr("Go on signing"), "quiet", "chevron-left", act=self.back.emit, object_name="signing.on")
        middle = col(None, self._words, who, row(None, self.pin, None), row(None, self._on, None), None, gap=16)
        self.setLayout(row(None, middle, None))

    def ask(self, words: str, *, may_go_on: bool) -> None:
        """Says why it stands there."""
        self._words.setText(words)
        self._on.setVisible(may_go_on)
        self.pin.wipe()
        self.pin.say("")
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _known(self, people: Sequence[Tile]) -> None:
        """Whether the clerk has a PIN at all."""
        self.has_pin = any(one.id == self._session.actor.user and one.has_pin for one in people)

    def _check(self, pin: str) -> None:
        desk, actor = self._session.desk, self._session.actor
        user: Any = actor.user
        self._session.tasks.run_aside(
            lambda _task: check(desk, actor.station, user, pin, "PIN", "SIGN"), lambda _user: self.opened.emit(),
            self._wrong, owner=self,
        )  # fmt: skip

    def _wrong(self, error: Exception) -> None:
        self.pin.wrong(tr(error.text) if isinstance(error, Refused) else "")
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)


def second(screens: Sequence[QScreen], first: QScreen) -> QScreen | None:
    """The screen that is turned to the customer, if there is one besides the clerk's."""
    return next((screen for screen in screens if screen is not first), None)
