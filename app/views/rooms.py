"""Which rooms a person may open, and what the frame's box, bell and scans do. Knows the special rooms by name only."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.core.access import Permission
from app.core.desk import Changes
from app.core.i18n import N_, tr
from app.core.kind import Kind
from app.core.screen import ListQuery
from app.services import documents, lookup, notices, today
from app.services.arrival import role_words
from app.services.imports.part_rows import IMPORT
from app.services.kinds import KINDS
from app.services.roles import VIEW_SETTINGS
from app.views.document_room import DocumentRoom
from app.views.kit.room import Room, RoomCard
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.main_window import MainWindow
from app.views.session import Session
from app.views.topbar import Found

AREAS = {
    "desk": N_("Front desk"), "store": N_("Parts store"), "sales": N_("Sales and service"), "manage": N_("Management"),
}  # fmt: skip
# kind → module and class of its hand-made room; all other kinds get the DocumentRoom
SPECIAL = {"counts": ("app.views.counts", "CountingRoom")}
# rooms that belong to no kind: name, icon, label, area, what one must hold, module and class, at the foot
OTHERS: tuple[tuple[str, str, str, str, Permission | None, str, str, bool], ...] = (
    ("import", "upload", N_("Import"), "store", IMPORT, "app.views.import_room", "ImportRoom", False),
    ("settings", "settings", N_("Settings"), "", VIEW_SETTINGS, "app.views.settings_room", "SettingsRoom", True),
)
TODAY = ("today", "house", N_("Today"), "app.views.today", "TodayRoom")


class Furnisher(QObject):
    """Gives a window its rooms and wires what they share."""

    def __init__(self, session: Session, window: MainWindow, scanner: Scanner, memory: Memory) -> None:
        super().__init__(window)
        self._session, self._window, self._scanner, self._memory = session, window, scanner, memory
        self._mine: frozenset[str] = frozenset()  # rooms in which something waits for this very person

    def furnish(self) -> None:
        """Rooms by the person's rights, the box, the bell, scans that no room takes."""
        session, window = self._session, self._window
        window.topbar.tell_person(session.actor.name, role_words(session.actor.roles))
        window.topbar.box.typed.connect(self._search)
        window.topbar.box.opened.connect(self._open)
        window.topbar.inbox_wanted.connect(partial(window.go, "today"))
        window.looked_up.connect(self._scanned)
        session.changed.connect(self._changed)
        window.furnish(self.cards())
        self._count_inbox()
        self._look_what_waits()

    def cards(self) -> list[RoomCard]:
        """Today first, then the kinds by area, then the rest."""
        name, icon, label, module, cls = TODAY
        cards = [RoomCard(name, icon, tr(label), "", self._maker(module, cls), mine=self._waits(name))]
        for area, group in AREAS.items():
            cards += [self._card(k, tr(group)) for k in KINDS if k.area == area and self._session.may(k.view)]
            cards += self._others(area, tr(group))
        return cards + self._others("", "")

    def _others(self, area: str, group: str) -> list[RoomCard]:
        return [
            RoomCard(name, icon, tr(label), group, self._maker(module, cls), foot=foot)
            for name, icon, label, where, right, module, cls, foot in OTHERS
            if where == area and (right is None or self._session.may(right))
        ]

    def _card(self, kind: Kind, group: str) -> RoomCard:
        if kind.name in SPECIAL:
            factory = self._maker(*SPECIAL[kind.name])
        else:
            factory = partial(DocumentRoom, kind, self._session, self._memory)
        return RoomCard(kind.name, kind.icon, tr(kind.plural), group, factory, mine=self._waits(kind.name))

    def _waits(self, room: str) -> Callable[[], bool]:
        return lambda: room in self._mine

    def _maker(self, module: str, cls: str) -> Callable[[], Room]:
        def make() -> Room:
            made: Room = getattr(importlib.import_module(module), cls)(self._session, self._memory, self._scanner)
            return made

        return make

    # --- the box --------------------------------------------------------------------------------------------------
    def _search(self, words: str) -> None:
        if not words:
            self._window.topbar.box.close_hits()
            return
        self._session.tasks.run_read(
            partial(self._find, words), self._window.topbar.box.show_hits, owner=self, latest="box"
        )  # fmt: skip

    def _find(self, words: str) -> list[Found]:
        """Up to four hits of each kind the person may see; called in a reader thread."""
        found: list[Found] = []
        for kind in (k for k in KINDS if self._session.may(k.view)):
            wanted = ListQuery(text=words, limit=4)
            ids: Sequence[Any] = self._session.desk.ask(documents.find, self._session.actor, kind.name, wanted)
            ids = ids[:4]
            names = self._session.desk.ask(documents.names, self._session.actor, kind.name, frozenset(ids))
            found += [Found(tr(kind.plural), *_split(names.get(i, "")), kind.name, i) for i in ids]
        return found

    def _open(self, kind: str, id: Any) -> None:
        self._window.go(kind, id)

    # --- scans and notices ------------------------------------------------------------------------------------------
    def _scanned(self, code: str) -> None:
        self._session.ask(lookup.code, code, done=partial(self._resolved, code), owner=self)

    def _resolved(self, code: str, hits: Any) -> None:
        if hits:
            self._window.go(hits[0].kind, hits[0].id)
        else:
            self._window.toast.say(tr("Nothing here has the code {code}.", code=code), None)

    def _changed(self, changes: Changes) -> None:
        if "notices" in changes.tables or "notice_reads" in changes.tables or "step_proofs" in changes.tables:
            self._count_inbox()
        if "step_proofs" in changes.tables:
            self._look_what_waits()

    def _look_what_waits(self) -> None:
        self._session.ask(today.waiting, done=self._waiting, owner=self, latest="waiting")

    def _waiting(self, found: Sequence[Any]) -> None:
        self._mine = frozenset({w.kind for w in found} | ({TODAY[0]} if found else set()))
        self._window.rail.recount()

    def _count_inbox(self) -> None:
        self._session.ask(notices.unread, done=self._window.topbar.tell_inbox, owner=self)


def _split(name: str) -> tuple[str, str]:
    head, _, tail = name.partition(" ")
    return head, tail
