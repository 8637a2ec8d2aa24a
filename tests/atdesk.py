"""One person at the scan room of a count, without the rest of the window: scans, keys, and what the stage says."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Reader, query
from app.services.counts import tallies
from app.views.kit.scanner import Scanner
from app.views.kit.sounds import Sounds
from app.views.kit.tasks import Tasks
from app.views.scan_page import ScanPage
from app.views.session import Session
from tests.services.counting import Shop


@query("atdesk.events", allow=None)
def events(ctx: Reader, count: Id) -> list[tallies.Event]:
    """The scan log of a count, in order."""
    return tallies.events(ctx, count)


class AtDesk:
    """One person at the scan room of a count."""

    def __init__(self, shop: Shop, actor: Actor, count: Id, tasks: Tasks, scanner: Scanner) -> None:
        self.scanner, self.tasks, self.sounds = scanner, tasks, Sounds()
        self.session = Session(shop.rig.desk, actor, tasks)
        self.page = ScanPage(self.session, scanner, count, self.sounds)
        self.page.resize(1310, 640)
        self.page.show()
        self.page.activateWindow()
        self.page.come_to_front()
        self.wait()

    @property
    def sign(self) -> Any:
        return self.page.stage.sign

    def wait(self, ready: Callable[[], object] = lambda: True) -> None:
        """Until nothing is under way any more and `ready`; a minute at most."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            QApplication.processEvents()
            quiet = not self.tasks.busy() and not self.page.counting._soon.isActive()
            if quiet and ready() and not QApplication.processEvents():
                return
            time.sleep(0.002)
        raise TimeoutError(f"{self.sign} {self.page.counting.queue.waiting()}")

    def scan(self, *codes: str) -> Any:
        """Scans from any device, each waited for; the last sign."""
        for code in codes:
            self.page._heard = ("", 0.0)  # a person needs longer than 300 ms
            self.scanner.feed(code)
            self.wait()
        return self.sign

    def key(self, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Any:
        """Keys where the focus is, as pressed by hand; the last sign."""
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.page, key, with_)
            self.scanner.settle()
            self.wait()
        return self.sign

    def type(self, words: str) -> Any:
        """Typed by hand."""
        QTest.keyClicks(QApplication.focusWidget() or self.page, words)
        self.scanner.settle()
        self.wait()
        return self.sign

    def rows(self, tab: str) -> list[str]:
        """The rows of a tab as they are read aloud."""
        self.page.side.show_tab(tab)  # type: ignore[arg-type]
        return [entry.spoken() for entry in self.page.side.lists[tab].rows.entries]  # type: ignore[index]

    def tab(self, name: str) -> str:
        return self.page.side._tabs[name].text()  # type: ignore[index]

    def close(self) -> None:
        self.page.go_back()
        self.wait()
        self.session.end()
        self.page.close()
        self.page.deleteLater()
