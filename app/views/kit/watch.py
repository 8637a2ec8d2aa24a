"""The one place through which all keys and clicks of the program pass before a widget gets them.

An event filter of Python on the whole application is called for every event of every widget, and a page that is being
built sends thousands: three such filters took more time than the building. So there is one, which looks at the class
of the event alone, and none at all while the program itself builds something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

One = TypeVar("One", bound=QObject)
Take = Callable[[QObject, QEvent], bool]


class Watch(QObject):
    """Hands events of the wished classes to those who asked, the last who asked first; True keeps an event back."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._app = app
        self._takers: dict[type[QEvent], tuple[Take, ...]] = {}
        self._busy = 0
        self._waking = False

    def add(self, take: Take, *classes: type[QEvent]) -> None:
        """From now on `take(widget, event)` sees events of exactly these classes."""
        if not self._takers and not self._busy:
            self._app.installEventFilter(self)
        for kind in classes:
            self._takers[kind] = (take, *self._takers.get(kind, ()))

    def remove(self, take: Take) -> None:
        """It sees no more."""
        left = {kind: tuple(t for t in takers if t != take) for kind, takers in self._takers.items()}
        self._takers = {kind: takers for kind, takers in left.items() if takers}
        if not self._takers:
            self._app.removeEventFilter(self)

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Sees nothing meanwhile: for building, in which no event loop runs and nobody can press a key.

        If one runs all the same (what was built opened a dialog, one of files too), it sees again.
        """
        self._busy += 1
        if self._busy == 1:
            self._app.removeEventFilter(self)
            if not self._waking:
                self._waking = True
                QTimer.singleShot(0, self, self._wake)
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy and self._takers:
                self._app.installEventFilter(self)

    def _wake(self) -> None:
        """An event loop runs: within a building it is that of a dialog, and somebody presses keys there."""
        self._waking = False
        if self._busy and self._takers:
            self._app.installEventFilter(self)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Sees again, also from within a building: a question stops it and waits for a key."""
        busy, self._busy = self._busy, 0
        if busy and self._takers:
            self._app.installEventFilter(self)
        try:
            yield
        finally:
            self._busy = busy
            if busy:
                self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return any(take(watched, event) for take in self._takers.get(type(event), ()))


def one_of(kind: type[One]) -> One:
    """The program's one object of this class; the first call makes it, with the application as its parent.

    Asking Qt for it (`findChild`) would wrap every child of the application, its style and devices too: 8 ms at the
    start of the program.
    """
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError(f"there is no application for {kind.__name__}")
    kept: dict[type[QObject], Any] = app.__dict__.setdefault("one_of", {})
    if kind not in kept:
        kept[kind] = kind(app)
    return kept[kind]  # type: ignore[no-any-return]


def watch() -> Watch:
    """The application's watch."""
    return one_of(Watch)
