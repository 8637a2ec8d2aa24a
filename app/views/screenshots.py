"""Renders the main rooms of a shop as PNG in both languages; for the docs and for a PC without display."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtWidgets import QApplication

from app.core import clock, i18n
from app.core.screen import ListQuery
from app.services import documents, people
from app.services.arrival import arrival
from app.services.counts import queries
from app.services.counts.scanning import ScanResult
from app.services.kinds import KINDS
from app.services.people.login import program, tiles
from app.views.application import Application
from app.views.house import House
from app.views.kit import theme
from app.views.robot import settle, wait_for

SIZE = (1366, 728)
WORKING = ("counting", "recount")
ROLES = ("SA", "TE", "WS", "PU", "WK", "FI", "MG", "AD")  # after the keeper's day: each room with who works in it


def render(house: House, out: Path) -> int:
    """Writes login, today, lists, a count and its scan room, import and settings into `out`; 0 when all are there.

    On the pictures it is a morning at work, whenever they are taken: at night all cars would be late.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return 3
    out.mkdir(parents=True, exist_ok=True)
    app.setQuitOnLastWindowClosed(False)
    began, opened = clock.now(), clock.local(clock.now()).replace(hour=9, minute=40)
    with clock.frozen(lambda: opened + (clock.real() - began)):
        for language, short in (("zh_CN", "zh"), ("en", "en")):
            application = Application(app, house, language=language)
            application.shell.resize(*SIZE)
            application.start()
            wait_for(lambda a=application: a.desk is not None and a.login and a.login.chosen(), "the login tiles")  # type: ignore[misc]
            settle(application)
            Camera(application, out, short).tour()
            application.end()
    i18n.use("zh_CN")
    return 0


class Camera:
    """Walks through the rooms as the warehouse keeper and the administrator and takes their pictures."""

    def __init__(self, application: Application, out: Path, language: str) -> None:
        self._app, self._out, self._language = application, out, language
        self._shot: set[str] = set()  # rooms that have their picture

    def shoot(self, name: str) -> None:
        """One picture of the whole window."""
        settle(self._app)
        file = self._out / f"{name}-{self._language}.png"
        self._app.shell.grab().save(str(file))
        with Image.open(file) as picture:  # 256 colours are enough for a screen and a quarter of the bytes
            picture.convert("RGB").quantize(256).save(file, optimize=True)

    def tour(self) -> None:
        """All main rooms."""
        self.shoot("login")
        self._enter("WK")
        window = self._app.window
        for room in ("today", "parts", "stock_documents", "counts"):
            self._shot.add(room)
            if window.go(room):
                self.shoot(room)
        self._help()
        self._first("stock_documents", "stock_document")
        self._issuing()
        self._enter("WK", counting=True)
        self._counting()
        self._enter("AD")
        for room in ("import", "settings", "people", "safety"):
            self._room(room)
        for role in ROLES:
            self._enter(role)
            for room in [name for name in self._app.window._cards if name not in self._shot]:
                self._room(room)

    def _help(self) -> None:
        """F1 over the counts: the keys and the page."""
        self._app.window.show_keys()
        self.shoot("help")
        self._app.window.show_keys()

    def _room(self, name: str) -> None:
        """A room as it opens, and the newest document in it."""
        self._shot.add(name)
        if self._app.window.go(name):
            self.shoot(name)
        if name in {kind.name for kind in KINDS}:
            self._first(name, f"{name}-one")

    def _enter(self, role: str, *, counting: bool = False) -> None:
        """Signs in the first person with the role (who has a bin to count, if there is one), without a PIN: only
        pictures are taken in this process."""
        desk = self._app.desk
        station = arrival(desk).station
        tiles_ = [t for t in desk.ask(tiles, program(station)) if role in t.roles]
        actors = [desk.ask(people.actor_of, program(station), t.id) for t in tiles_]
        busy = [a for a in actors if counting and desk.ask(queries.blind_bins, a)]
        self._app._signed_in((busy or actors)[0])
        settle(self._app)

    def _first(self, kind: str, name: str) -> None:
        """The page of the newest document of a kind."""
        session = self._app.session
        for id_ in session.desk.ask(documents.find, session.actor, kind, ListQuery(limit=1))[:1]:
            self._app.window.go(kind, id_)
            self.shoot(name)

    def _issuing(self) -> None:
        """The counter with a slip that something is still due of."""
        session, window = self._app.session, self._app.window
        for id_ in session.desk.ask(documents.find, session.actor, "requisitions", ListQuery()):
            if session.desk.ask(documents.show, session.actor, "requisitions", id_).state == "part_issued":
                window.go("requisitions")
                window.room().open_slip(id_)
                self.shoot("issue")
                window.room().leave_issue()
                return

    def _scan_room(self, count: Any) -> None:
        """The scan room of who is counting: a good scan, an unknown code, and the dark look. Nothing is written: the
        answers are made up from the line that was counted last."""
        room = self._app.window.room()
        room.count(count)
        settle(self._app)
        page = room.scan
        line = page.counting.sheet.last_line() if page.counting.sheet else None
        if line is None:
            self.shoot("scan")
        else:
            bin_id, part, status, batch = line.key
            seen = ScanResult(
                "ok", line.number, clock.now(), None, part, line.number, line.name_zh, line.name_en, line.unit,
                line.decimals, line.photo, bin_id, line.bin, status, batch, added=1000, seq=-1,
                total=(line.counted or 0) + 1000, scanned=line.scanned + 1000, typed=line.typed,
            )  # fmt: skip
            self._answered(page, seen, "scan")
            look = theme.look()
            theme.apply(replace(look, dark=True))
            self.shoot("scan-dark")
            theme.apply(look)
            nobody = replace(
                seen, kind="unknown", code="WT-2209", part_id=None, number="", name_zh=None, name_en=None, unknowns=1
            )  # fmt: skip
            self._answered(page, nobody, "scan-unknown")
        room.leave_scan()

    def _answered(self, page: Any, result: ScanResult, name: str) -> None:
        """The scan room after this answer."""
        page.counting.show(result)
        page.counting.changed.emit()
        self.shoot(name)

    def _counting(self) -> None:
        window, session = self._app.window, self._app.session
        ids = session.desk.ask(documents.find, session.actor, "counts", ListQuery())
        for id_ in ids:
            seen = session.desk.ask(documents.show, session.actor, "counts", id_)
            window.go("counts", id_)
            settle(self._app)
            if seen.state in WORKING:
                self.shoot("count")
                self._scan_room(id_)
            elif seen.state in ("analysis", "posted", "closed"):
                self.shoot(f"count-{seen.state}")
