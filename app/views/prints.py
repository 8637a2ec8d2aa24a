"""The room of prints: those that wait for their printer first, then the last ones; prints again, or gives one up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from app.core.desk import Changes
from app.core.errors import Trouble
from app.core.i18n import N_, tr
from app.core.screen import Column, ListQuery, ListSpec
from app.services import prints
from app.services.prints import Print
from app.services.tables import Page
from app.views import paper
from app.views.export import TableExport
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.layout import col
from app.views.kit.listing import Listing
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.paper import Habit
from app.views.papers import Job
from app.views.receipt_printer import called
from app.views.session import Session, touches

STATES = {"waits": (N_("Waits for the printer"), "warn"), "printed": (N_("Printed"), "ok")}
COLUMNS = (
    Column("number", N_("Number"), "strong", 200, sort=False), Column("sheet", N_("Sheet"), width=140, sort=False),
    Column("at", N_("When"), "moment", 140, sort=False), Column("printer", N_("Printer"), width=160, sort=False),
    Column("reason", N_("Why not"), "muted", 260, stretch=True, sort=False),
    Column("state", N_("State"), "state", 170, sort=False),
)  # fmt: skip


class PrintSource:
    """Feeds the table: prints are few and are read in one go. Called in a reader thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.known: dict[tuple[Any, str], Print] = {}

    def find(self, wanted: ListQuery) -> Sequence[tuple[Any, str]]:
        """Those with the typed words in number, sheet or printer."""
        found = self._session.desk.ask(prints.list_prints, self._session.actor)
        self.known = {(p.document, p.sheet): p for p in found}
        words = wanted.text.lower().split()
        return [
            key
            for key, p in self.known.items()
            if all(word in f"{p.number} {tr(p.label)} {called(p.printer)}".lower() for word in words)
        ]

    def read(self, ids: Sequence[tuple[Any, str]]) -> Sequence[tuple[Any, ...]]:
        """The rows."""
        return [_row(self.known[id_]) for id_ in ids]


def _row(p: Print) -> tuple[Any, ...]:
    reason = tr(p.reason) if p.reason else ""
    return p.number, tr(p.label), p.at, called(p.printer), reason, "waits" if p.waits else "printed"


def _page(rows: Sequence[Sequence[Any]]) -> Page:
    return Page(N_("Prints"), COLUMNS, rows, labels={"state": {code: label for code, (label, _) in STATES.items()}})


class PrintsRoom(Room):
    """Enter opens the document, Ctrl+Enter prints the chosen one again on the printer its sheet has here."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.prints")
        self._session, self._memory = session, memory
        self._source = PrintSource(session)
        asked_elsewhere: Any = self._source  # the list is fed by the source, in its own terms
        spec = ListSpec(
            COLUMNS, find=asked_elsewhere.find, read=asked_elsewhere.read, reads=("print_outcomes",), sort="-at",
            hint=N_("Number, sheet or printer"), empty=N_("Nothing was printed at this station yet."),
        )  # fmt: skip
        again = button(
            tr("Print again"), "primary", "printer", key="Ctrl+Enter", act=self.print_again, object_name="prints.again"
        )
        drop = button(tr("Give up"), "", "x", act=self.give_up, object_name="prints.drop")
        self.export = TableExport(tr("Prints"), session, lambda: PrintSource(session), _page)
        self.export.written.connect(self.said.emit)
        out = button(tr("Export"), "", "download", key="Ctrl+E", act=self._write, object_name="listing.export")
        self.listing = Listing(
            spec, self._source, session.tasks, title=tr("Prints"), states=STATES, memory=memory, more=(drop, out, again)
        )
        self.listing.opened.connect(self._open)
        self.setLayout(col(self.messages, self.export, self.listing, gap=10, margins=(16, 10, 16, 10), stretch=2))
        session.changed.connect(self._commit_seen)

    def title(self) -> str:
        return tr("Prints")

    def keys(self) -> Sequence[Key]:
        again = Key("Ctrl+Enter", tr("Print again"), self.print_again)
        return [*self.listing.keys(), again, Key("Ctrl+E", tr("Export"), self._write)]

    def on_shown(self, argument: object = None) -> None:
        self.listing.ask()
        self.listing.table.setFocus()

    def regions(self) -> Sequence[Any]:
        return (self.listing.table, self.listing.filter)

    def refresh(self) -> None:
        self.listing.refresh()

    def _commit_seen(self, changes: Changes) -> None:
        if self.isVisible() and touches(changes, ("print_outcomes",)):
            self.listing.ask()

    def _write(self) -> None:
        self.export.export(self.listing.query())

    def _chosen(self) -> Print | None:
        return self._source.known.get(self.listing.table.current_id())

    def _open(self, key: tuple[Any, str]) -> None:
        found = self._source.known.get(key)
        if found is not None:
            self.asked.emit(found.kind, found.document)

    def print_again(self) -> None:
        """The sheet as it is now, marked as a further copy."""
        found = self._chosen()
        if found is None:
            return
        how = paper.habit(self._memory, found.sheet)
        if not how.printer:
            how = Habit(found.printer)
        job = Job(self._session, found.kind, found.document, found.number, found.sheet)
        job.run(how, partial(self._printed, found, how), partial(self._failed, found), owner=self)

    def _printed(self, found: Print, how: Habit) -> None:
        self.messages.drop("print")
        self.said.emit(tr("{number} was sent to {printer}.", number=found.number, printer=called(how.printer)), None)

    def _failed(self, found: Print, error: Exception) -> None:
        if isinstance(error, Trouble):
            self.messages.say("print", "bad", tr(error.text), tr("{number} still waits.", number=found.number))

    def give_up(self) -> None:
        """It is not printed any more; the document stays as it is."""
        found = self._chosen()
        if found is not None:
            self._session.run(
                prints.note, found.kind, found.document, found.number, found.sheet, prints.DROPPED, found.printer,
                done=lambda _none: self.listing.ask(), owner=self,
            )  # fmt: skip
