"""Which rooms a person may open, and what the frame's box, bell and scans do. Knows the special rooms by name only."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.core import i18n
from app.core.access import Permission
from app.core.desk import Changes
from app.core.i18n import N_, tr
from app.core.kind import Kind
from app.core.screen import ListQuery
from app.services import backups, documents, notices, prints, reports, set_back, today
from app.services.arrival import role_words
from app.services.imports.part_rows import IMPORT
from app.services.kinds import KINDS
from app.services.roles import BACKUP, DIAGNOSE, EXCHANGE, VIEW_SETTINGS
from app.services.work_orders import rules as orders
from app.views.document_room import DocumentRoom
from app.views.exchange_clock import ExchangeClock
from app.views.kit import pinyin
from app.views.kit.room import Room, RoomCard
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.main_window import MainWindow
from app.views.myself import Myself
from app.views.paper_intake import PaperWatch
from app.views.scans import Scans
from app.views.session import Session, touches
from app.views.topbar import Found

AREAS = {
    "desk": N_("Front desk"), "store": N_("Parts store"), "sales": N_("Sales and service"), "manage": N_("Management"),
}  # fmt: skip
# kind → module and class of its hand-made room; all other kinds get the DocumentRoom
SPECIAL = {
    "vehicles": ("app.views.vehicles", "VehiclesRoom"),
    "opening_hours": ("app.views.opening_hours", "OpeningHoursRoom"),
    "appointments": ("app.views.appointments", "AppointmentsRoom"),
    "counts": ("app.views.counts", "CountingRoom"), "alerts": ("app.views.alerts", "AlertsRoom"),
    "receptions": ("app.views.receptions", "ReceptionRoom"),
    "abc_runs": ("app.views.abc_runs", "AbcRoom"), "people": ("app.views.people", "PeopleRoom"),
    "work_orders": ("app.views.work_orders", "WorkOrderRoom"), "customers": ("app.views.customers", "CustomersRoom"),
    "inspections": ("app.views.inspections", "InspectionRoom"),
    "cost_runs": ("app.views.cost_runs", "CostRoom"), "follow_ups": ("app.views.follow_ups", "FollowUpsRoom"),
    "returned_papers": ("app.views.returned_papers", "ReturnedPapersRoom"),
    "requisitions": ("app.views.requisitions", "RequisitionRoom"),
    "old_parts": ("app.views.old_parts", "OldPartsRoom"),
    "complaints": ("app.views.complaints", "ComplaintsRoom"),
    "settlements": ("app.views.settlements", "SettlementRoom"), "parts": ("app.views.parts", "PartsRoom"),
}  # fmt: skip
Rights = tuple[Permission, ...]  # any of them opens the room
READS = tuple({report.allow.code: report.allow for report in reports.REPORTS}.values())
# rooms that belong to no kind: name, icon, label, area, what one must hold, module and class, at the foot
OTHERS: tuple[tuple[str, str, str, str, Permission | Rights | None, str, str, bool], ...] = (
    ("board", "square-kanban", N_("Board"), "desk", orders.VIEW, "app.views.board", "BoardRoom", False),
    ("jobs", "list-checks", N_("My jobs"), "desk", orders.WORK, "app.views.jobs", "JobsRoom", False),
    ("reports", "receipt", N_("Reports"), "store", READS, "app.views.reports", "ReportsRoom", False),
    ("import", "upload", N_("Import"), "store", IMPORT, "app.views.import_room", "ImportRoom", False),
    ("prints", "printer", N_("Prints"), "", None, "app.views.prints", "PrintsRoom", True),
    ("exchange", "arrow-left-right", N_("Data exchange"), "", EXCHANGE, "app.views.exchange_room", "Exchange", True),
    ("safety", "shield-check", N_("Data safety"), "", DIAGNOSE, "app.views.safety_room", "SafetyRoom", True),
    ("settings", "settings", N_("Settings"), "", VIEW_SETTINGS, "app.views.settings_room", "SettingsRoom", True),
)
PAUSE_MS = 400
CLOCK_MS = 600_000
DOCUMENTS = tuple(kind.model.__tablename__ for kind in KINDS if kind.workflow and kind.prefix)
TODAY = ("today", "house", N_("Today"), "app.views.today", "TodayRoom")


class Furnisher(QObject):
    """Gives a window its rooms and wires what they share."""

    def __init__(self, session: Session, window: MainWindow, scanner: Scanner, memory: Memory, data: Path) -> None:
        super().__init__(window)
        self._session, self._window, self._scanner, self._memory = session, window, scanner, memory
        self._scans = Scans(session, window)
        PaperWatch(session, memory, self).troubled.connect(self._tell_folder)
        ExchangeClock(session, memory, self).troubled.connect(self._tell_exchange)
        self._data = data
        self._waiting: dict[str, int] = {}
        self._recount = QTimer(self)  # a bulk step commits many times: the rail counts once
        self._recount.setSingleShot(True)
        self._recount.setInterval(PAUSE_MS)
        self._recount.timeout.connect(self._count_waiting)
        self._clock = QTimer(self)  # it may be set back while the program runs
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self._look_at_clock)

    def furnish(self) -> None:
        """Rooms by the person's rights, the box, the bell, scans that no room takes."""
        session, window = self._session, self._window
        window.topbar.tell_person(session.actor.name, role_words(session.actor.roles))
        window.topbar.box.typed.connect(self._search)
        window.topbar.box.opened.connect(self._open)
        window.topbar.inbox_wanted.connect(partial(window.go, "today"))
        window.topbar.person_wanted.connect(lambda: Myself(self._session, window.room()))
        window.looked_up.connect(self._scans.look_up)
        session.changed.connect(self._changed)
        session.said.connect(lambda words: window.toast.say(words, None))
        window.furnish(self.cards())
        self._open_what_was_wished()
        self._count_inbox()
        self._count_waiting()
        session.backup_told.connect(self._tell_backup)
        self._look_at_clock()
        self._clock.start()
        session.tasks.run_aside(lambda _task: pinyin.warm(), lambda _none: None, owner=self)

    def _open_what_was_wished(self) -> None:
        """The first run may have ended with a wish: import the parts list next. Whoever may do it is led there."""
        wished = self._memory.get("opens")
        if wished and self._window.go(wished):
            self._memory.put("opens", None)

    def cards(self) -> list[RoomCard]:
        """Today first, then the kinds by area, then the rest."""
        name, icon, label, module, cls = TODAY
        everything = partial(self._waits, "")
        cards = [RoomCard(name, icon, tr(label), "", self._maker(module, cls), everything)]
        for area, group in AREAS.items():
            cards += [self._card(k, tr(group)) for k in KINDS if k.area == area and self._session.may(k.view)]
            cards += self._others(area, tr(group))
        return cards + self._others("", "")

    def _others(self, area: str, group: str) -> list[RoomCard]:
        return [
            RoomCard(name, icon, tr(label), group, self._maker(module, cls), partial(self._waits, name), foot=foot)
            for name, icon, label, where, right, module, cls, foot in OTHERS
            if where == area and self._open_to(right)
        ]

    def _open_to(self, right: Permission | Rights | None) -> bool:
        rights = right if isinstance(right, tuple) else (right,)
        return any(one is None or self._session.may(one) for one in rights)

    def _card(self, kind: Kind, group: str) -> RoomCard:
        factory: Callable[[], Room] = partial(DocumentRoom, kind, self._session, self._memory)
        if kind.name in SPECIAL:
            factory = self._maker(*SPECIAL[kind.name])
        waits = partial(self._waits, kind.name)
        return RoomCard(kind.name, kind.icon, tr(kind.plural), group, factory, waits)

    def _waits(self, kind: str) -> int:
        """How many documents of a kind wait for this person; of all kinds for ""."""
        if kind:
            return self._waiting.get(kind, 0)
        return sum(count for name, count in self._waiting.items() if name != "prints")

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
    def _changed(self, changes: Changes) -> None:
        if "notices" in changes.tables or "notice_reads" in changes.tables or "step_proofs" in changes.tables:
            self._count_inbox()
        if touches(changes, (*DOCUMENTS, "print_outcomes")):
            self._recount.start()

    def _count_waiting(self) -> None:
        self._session.ask(today.counted, done=self._tell_waiting, owner=self, latest="rail")
        self._session.ask(prints.waiting, done=self._tell_prints, owner=self, latest="prints")

    def _tell_waiting(self, waiting: dict[str, int]) -> None:
        self._waiting = waiting | {"prints": self._waiting.get("prints", 0)}
        self._window.rail.recount()

    def _tell_prints(self, count: int) -> None:
        self._waiting["prints"] = count
        self._window.rail.recount()

    def _tell_backup(self, told: backups.Standing) -> None:
        """How the backups stand; a worry says itself once more to those who can do something, with the way there."""
        if told.here is not None:
            words = tr("Backed up {when}", when=i18n.moment(told.here.at, full=False))
            if (told.late_there or told.fails) and not told.late_here:
                words = tr("Second place: backup late") if told.late_there else tr("Second place: backup fails")
            self._window.topbar.tell_backup(words, late=told.worry)
        messages, may = self._window.messages, self._session.may(BACKUP)
        if not (told.worry and may):
            messages.drop("backup")
            return
        late = tr("The last backup is old.") if told.late_here else tr("The copies at the second place are old.")
        fact = late if told.late_here or told.late_there else tr("The second place takes no backup.")
        if told.ahead and not (told.late_here or told.late_there or told.fails):
            fact = tr("A backup is dated in the future: this PC's clock was ahead. Newer ones are made as usual.")
        more = tr(told.trouble) if told.trouble is not None else ""
        messages.say("backup", "warn", fact, more, (tr("Data safety"), partial(self._window.go, "safety")))

    def _look_at_clock(self) -> None:
        self._session.ask(set_back.last_entry, done=self._tell_clock, owner=self)

    def _tell_clock(self, last: datetime | None) -> None:
        """E85: a PC clock that was set back makes papers of the wrong day; the numbers go on all the same."""
        if last is not None:
            fact = tr("This PC's clock is wrong: it is before the last entry, of {when}.", when=i18n.moment(last))
            more = tr("Set date and time of the PC. Numbers go on after the last ones, so that none is given twice.")
            self._window.messages.say("clock", "warn", fact, more)
        else:
            self._window.messages.drop("clock")

    def _tell_folder(self, words: str) -> None:
        """The folder of signed papers can't be read, or can again."""
        if words:
            self._window.messages.say("papers", "warn", words)
        else:
            self._window.messages.drop("papers")

    def _tell_exchange(self, words: str) -> None:
        """What went wrong with the exchange by the clock; nothing once it went well."""
        if words:
            self._window.messages.say("exchange", "warn", words)
        else:
            self._window.messages.drop("exchange")

    def _count_inbox(self) -> None:
        self._session.ask(notices.unread, done=self._window.topbar.tell_inbox, owner=self)


def _split(name: str) -> tuple[str, str]:
    head, _, tail = name.partition(" ")
    return head, tail
