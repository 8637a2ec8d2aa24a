"""The whole window on a real shop for tests: opens it, waits for it, types, presses and scans as a person does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import boot
from app.core import clock
from app.services import people
from app.views.application import Application
from app.views.house import House
from app.views.kit.messages import Messages
from app.views.kit.sidesheet import SideSheet
from app.views.robot import scan, settle, sign_in, wait_for

CTRL = Qt.KeyboardModifier.ControlModifier
OPEN: list[Hands] = []
"""The windows of this test that have not ended; `conftest` ends what a failed test left."""


@contextmanager
def by_day() -> Iterator[None]:
    """The PC's clock, but in the small hours it is ten in the morning: what is booked for now is not of yesterday."""
    now = clock.real()
    ahead = max(clock.local(now).replace(hour=10, minute=0) - now, timedelta())
    with clock.frozen(lambda: clock.real() + ahead):
        yield


class Hands:
    """One window on the shop in `folder`, and the hands at its keyboard."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        people.use_hashing("cheap")
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setQuitOnLastWindowClosed(False)
        self.app = Application(app, House(folder, boot.open_shop, boot.Lock), language=language)
        OPEN.append(self)
        self.app.start()
        self.until(lambda: self.app.desk is not None, "the shop to open")
        self.front()

    @property
    def shell(self) -> QWidget:
        """The window itself."""
        return self.app.shell

    @property
    def room(self) -> Any:
        """The room in front."""
        return self.app.window.room()

    def front(self) -> None:
        """The window is the active one; nothing is under way."""
        self.shell.activateWindow()
        settle(self.app)

    def until(self, ready: Callable[[], object], what: str) -> Any:
        """Waits at most a minute; what did not come is told with what was there instead."""
        try:
            return wait_for(ready, what, 60.0)
        except TimeoutError:
            raise TimeoutError(f"{what}; {self.seen()}") from None

    def seen(self) -> str:
        """What is on the screen, for the reader of a failed test."""
        said = [m.fact for home in self.shell.findChildren(Messages) if home.isVisible() for m in home.said()]
        names = [f"{type(w).__name__} {w.objectName()}" for w in QApplication.topLevelWidgets() if w.isVisible()]
        focus = QApplication.focusWidget()
        return f"busy: {self.app.tasks.busy()}, said: {said}, windows: {names}, focus: {focus!r}"

    def settle(self) -> None:
        """Waits for the background work."""
        settle(self.app)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key where the focus is."""
        if not self.shell.isActiveWindow():  # a list that popped up and closed may keep it
            self.shell.activateWindow()
            self.until(self.shell.isActiveWindow, "the window to be active")
        QTest.keyClick(QApplication.focusWidget() or self.shell, key, modifier)
        QApplication.processEvents()

    def next(self) -> None:
        """Ctrl+Enter, and what follows from it."""
        self.key(Qt.Key.Key_Return, CTRL)
        self.settle()

    def type(self, control: QWidget, words: str) -> None:
        """Types into a control (ASCII)."""
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        target = QApplication.focusWidget() or control
        QTest.keyClicks(target, words)
        self.app.scanner.settle()

    def pin(self, pad: QWidget, pin: str) -> None:
        """A PIN on a pad, with Enter."""
        pad.setFocus(Qt.FocusReason.OtherFocusReason)
        QTest.keyClicks(pad, pin)
        self.app.scanner.settle()
        QTest.keyClick(pad, Qt.Key.Key_Return)
        self.settle()

    def scan(self, code: str) -> None:
        """One scan by key events, and its answer."""
        scan(self.shell, code)
        self.settle()

    def type_scan(self, code: str) -> None:
        """One scan by key events; its answer is not waited for."""
        target = QApplication.focusWidget() or self.shell
        QTest.keyClicks(target, code)
        QTest.keyClick(target, Qt.Key.Key_Return)

    def sign_in(self, name: str, pin: str) -> None:
        """The person's tile and PIN; whoever is there is locked out first."""
        if self.app.window is not None and self.app.login is None:
            self.key(Qt.Key.Key_F12)
            self.settle()
        sign_in(self.app, name, pin)

    def go(self, room: str, argument: Any = None) -> Any:
        """Opens a room; returns it."""
        assert self.app.window.go(room, argument), room
        self.settle()
        return self.room

    def to_counter(self, slip: str) -> None:
        """The bar code of a slip, scanned on Today, leads to the counter where it is issued."""
        self.go("today")
        self.scan(slip)
        self.until(lambda: getattr(self.room, "issue", None) is not None, "the counter")
        self.settle()

    def find(self, name: str, home: QWidget | None = None) -> Any:
        """The visible widget with this object name."""
        return self.until(
            lambda: next((w for w in (home or self.shell).findChildren(QWidget, name) if w.isVisible()), None), name
        )

    def press(self, name: str) -> None:
        """Clicks a button by its object name."""
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.settle()

    def step(self, page: Any, signer: str = "", pin: str = "") -> None:
        """The primary step of a document page by Ctrl+Enter; signed on the approval sheet if it asks."""
        self.next()
        for open_ in page.findChildren(SideSheet) if not signer else ():
            assert open_.isVisible()
            self.next()  # what it asks may stay empty
        self.close_preview(page)
        if signer:
            sheet = self.find("approval", page)
            tile = next(t for t in sheet.tiles if t.person.name == signer)
            assert not tile.person.barred, tile.person.barred
            QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
            self.pin(sheet.pin, pin)
            self.close_preview(page)

    def close_preview(self, page: Any) -> None:
        """A step may print: the preview goes with Esc."""
        if page._preview is not None:
            height = self.shell.height()
            self.key(Qt.Key.Key_Escape)
            self.settle()
            assert page._preview is None
            assert self.shell.height() == height, "page and preview stood one below the other"

    def end(self) -> None:
        """Closes the window and the shop, without a backup."""
        self.settle()
        self.drop()

    def drop(self) -> None:
        """As `end`, whatever is still under way: left open it would hear the keys of the tests that follow."""
        OPEN.remove(self)
        self.app.end()
        self.app.shell.setProperty("wears", False)
        self.app.shell.deleteLater()


def drop(widget: QWidget, *paths: Path) -> None:
    """Files dragged onto a widget from elsewhere."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    widget.dropEvent(QDropEvent(QPointF(20, 20), copy, data, left, plain))
