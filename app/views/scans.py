"""A scan that no room took: looked up for the whole shop, shown or opened; two meanings ask, none is offered a part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.core import i18n, scan
from app.core.errors import Problem, Refused
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services import documents, lookup
from app.services import parts as part_master
from app.services.kinds import named
from app.services.lookup import Hit
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import text
from app.views.kit.layout import col
from app.views.kit.picklist import Pick, pick_from
from app.views.kit.sidesheet import ask_sheet
from app.views.main_window import MainWindow
from app.views.records import DeskRecords
from app.views.session import Session


class Scans(QObject):
    """Scan anywhere: a document number opens the document, a part its card, or its peek in the parts list."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._records = DeskRecords(session)
        self._chosen: dict[str, Any] = {}  # code of two parts → which was meant; for this session only (E1)

    def look_up(self, code: str) -> None:
        """Asks what it means, then shows it."""
        self._session.ask(lookup.code, code, done=partial(self._resolved, code), owner=self)

    def _resolved(self, code: str, hits: Sequence[Hit]) -> None:
        self._window.messages.drop("scanned")
        known = next((hit for hit in hits if hit.id == self._chosen.get(_key(code))), None)
        if known is not None or len(hits) == 1:
            self._show(known or hits[0])
        elif hits:
            job = partial(self._described, tuple(hits))
            self._session.tasks.run_read(job, partial(self._ask_which, code), owner=self)
        else:
            self._unknown(code)

    def _show(self, hit: Hit) -> None:
        if not self._window.room().shows(hit.kind, hit.id) and not self._window.begin(hit.kind, hit.id):
            kind = tr(named(hit.kind).label) if hit.kind != "bins" else tr("Bin location")
            self._window.toast.say(f"{kind} {hit.called}", None)

    # --- two meanings -----------------------------------------------------------------------------------------------
    def _described(self, hits: tuple[Hit, ...]) -> list[tuple[Hit, Pick]]:
        """What tells them apart: name, bin and stock. Called in a reader thread."""
        desk, actor = self._session.desk, self._session.actor
        parts = tuple(hit.id for hit in hits if hit.kind == "parts")
        rows = {row[0]: row for row in desk.ask(documents.read, actor, "parts", parts)} if parts else {}
        found = []
        for hit in hits:
            row = rows.get(hit.called)
            place = [row[3]] if row and row[3] else []
            stock = [f"{i18n.quantity(row[4][0], row[4][1])} {row[4][2]}"] if row and row[4] else []
            found.append((hit, Pick(hit, hit.called, row[1] if row else "", " · ".join(place + stock))))
        return found

    def _ask_which(self, code: str, found: Sequence[tuple[Hit, Pick]]) -> None:
        shown = scan.parse(code).text
        self._window.messages.say(
            "scanned", "warn", tr("The code {code} means {n} things.", code=shown, n=len(found)),
            tr("Choose which one. Then take the code away from the wrong one, or every scan asks again."),
        )  # fmt: skip
        pick_from(
            self._window, [pick for _, pick in found], partial(self._picked, code), under=self._window.topbar.box
        )  # fmt: skip

    def _picked(self, code: str, hit: Hit) -> None:
        self._chosen[_key(code)] = hit.id
        self._show(hit)

    # --- none -------------------------------------------------------------------------------------------------------
    def _unknown(self, code: str) -> None:
        said = scan.parse(code)
        if said.fault == "check":
            self._window.toast.say(tr("The check digit of {code} is wrong. Scan it again.", code=said.text), None)
            return
        words = tr("Nothing here has the code {code}.", code=said.text)
        attach = (tr("Attach to a part"), partial(self._attach, code))
        self._window.toast.say(words, attach if self._session.may(part_master.EDIT) else None)

    def _attach(self, code: str) -> None:
        """E2: the code becomes one of a part's codes; never a part of its own."""
        field = Field("part", N_("Part"), "record", record="parts", required=True)
        control = make_control(field, self._records, self._session.tasks)
        box = FieldBox(field, control, place="attach.part")
        holder = col(text(scan.parse(code).text, "title", wrap=True), box, None, gap=12)

        def take() -> None:
            if box.judge():
                self._session.run(
                    part_master.keep_code, control.value(), code, done=lambda _none: done(),
                    failed=refused, owner=self,
                )  # fmt: skip

        def refused(error: Exception) -> None:
            if isinstance(error, Refused):
                box.show_problem(Problem("attach.part", error.text))

        def done() -> None:
            sheet.close_sheet()
            self._window.toast.say(tr("Attached: {code}", code=scan.parse(code).text), None)

        sheet = ask_sheet(self._window.room(), tr("Attach to a part"), tr("Attach"), holder, take)
        control.setFocus()


def _key(code: str) -> str:
    return part_master.compare_key(scan.parse(code).code)
