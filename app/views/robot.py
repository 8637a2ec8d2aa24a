"""Hands for the self-test and the screenshots: waits, types, signs in; the window as a person would use it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.views.application import Application

PATIENCE = 120.0  # a busy PC is slow, and nobody waits: what does not come ends the self-test
SOON_MS = 300
GAP = 0.05  # seconds between two scans of a quick hand


def wait_for(ready: Callable[[], object], what: str, patience: float = PATIENCE) -> Any:
    """Runs the event loop until `ready` answers something true and returns it; TimeoutError names `what` failed."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        QApplication.processEvents()
        found = ready()
        if found:
            return found
        time.sleep(0.005)
    raise TimeoutError(what)


def settle(application: Application) -> None:
    """Until nothing is under way any more, nor about to: no job, no short pause of a list or a preview, and what was
    dropped from the window is gone, as in a running program.
    """
    rounds = 0

    def quiet() -> bool:
        nonlocal rounds
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        rounds = 0 if application.tasks.busy() else rounds + 1
        if rounds > 2 and _pausing():
            rounds = 0
        return rounds > 2

    wait_for(quiet, "the background work to end")
    QApplication.processEvents()  # what the last of it asked of the layouts


def _pausing() -> bool:
    """True while some timer is to fire once and soon."""
    homes: list[QObject] = [QCoreApplication.instance() or QObject(), *QApplication.topLevelWidgets()]
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() <= SOON_MS
        for home in homes
        for timer in home.findChildren(QTimer)
    )


def find(home: QWidget, name: str, kind: type[Any] = QWidget) -> Any:
    """The visible widget with this object name."""
    return wait_for(
        lambda: next((w for w in home.findChildren(kind, name) if w.isVisible()), None), f"the widget {name}"
    )


def sign_in(application: Application, login: str, pin: str) -> None:
    """Chooses the tile of the person with this name and types the PIN."""
    wait_for(lambda: application.login is not None and application.login.chosen(), "the login tiles")
    page: Any = application.login
    person = next(p for p in page._people if p.name == login)
    page._choose(person)
    # As slowly as a person: four keys at once would be a scanned badge.
    QTest.keyClicks(page.pad, pin, delay=120)
    QTest.keyPress(page.pad, Qt.Key.Key_Return, delay=120)  # no release: by then the pad may be gone
    wait_for(
        lambda: application.window is not None and application.shell.currentWidget() == application.window, "a window"
    )
    settle(application)


def scan(window: QWidget, code: str) -> None:
    """What a keyboard wedge does: the characters within milliseconds, then Enter."""
    target = QApplication.focusWidget() or window
    QTest.keyClicks(target, code, delay=1)
    QTest.keyClick(target, Qt.Key.Key_Return)
    end = time.monotonic() + GAP
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
