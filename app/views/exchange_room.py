"""Exchange: the stations we exchange data with, what waits, what two stations changed at once. Work runs aside.

It shows what app.sync says and does what a person asks of it; it knows no table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core import i18n
from app.core.desk import Changes
from app.core.errors import Refused, Trouble, why
from app.core.i18n import tr
from app.services.roles import DECIDE_MERGES, PAIR
from app.sync import exchange, site, status
from app.sync.exchange import Report
from app.sync.status import PackageState, PeerState, Standing
from app.views.exchange_clock import FOLDER, summary
from app.views.exchange_merges import MergeList
from app.views.exchange_pairing import Pairing
from app.views.kit.buttons import button
from app.views.kit.chips import Chip
from app.views.kit.keyline import Key
from app.views.kit.labels import Pic, fact, section, text
from app.views.kit.layout import clear, col, frame, row, rule, scroll
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.states import Progress
from app.views.kit.table import Memory
from app.views.kit.tasks import Task
from app.views.session import Session, touches

SHOWS = ("exchange_site", "exchange_peers", "exchange_cursors", "exchange_packages", "exchange_merges")


class Exchange(Room):
    """Cards: this station and its folder, the others, packages that wait or were refused, the merge list."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.exchange")
        self._session, self._memory = session, memory
        self._task: Task[Any] | None = None
        self._here, self._peers, self._packages = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._progress = Progress(tr("Exchanging"), self.cancel)
        self._send = button(
            tr("Export now"), "primary", "upload", key="Ctrl+Enter", act=self.export, object_name="exchange.export"
        )
        self._take = button(tr("Import now"), "", "download", act=self.take, object_name="exchange.import")
        self._pairing = Pairing(session, self._paired)
        self._merges = MergeList(session, self._decided)
        self._waiting = section(tr("Packages"), self._packages)
        cards = [self._station(), section(tr("Stations"), self._peers), self._waiting]
        if session.may(DECIDE_MERGES):
            cards.insert(0, self._merges)  # there only while somebody has to decide
        page = scroll(frame(col(*cards, None, gap=12)), name="exchange.page")
        head = row(text(tr("Data exchange"), "title"), None, self._take, self._send)
        self.setLayout(col(head, self.messages, self._progress, page, gap=10, margins=(16, 10, 16, 10), stretch=3))
        session.changed.connect(self._changed)

    def _station(self) -> QWidget:
        words = tr(
            "Stations exchange what changed by packages in a folder that all of them reach: a share, a stick. "
            "Late, double and lost packages do no harm."
        )
        acts = [button(tr("Choose the folder…"), "", "folder-open", act=self.choose, object_name="exchange.folder")]
        if self._session.may(PAIR):
            acts += [
                button(tr("Save my card…"), "", "save", act=self.save_card, object_name="exchange.card"),
                button(tr("Pair a station…"), "", "plus", act=self.choose_card, object_name="exchange.pair"),
            ]
        body = col(text(words, "muted", wrap=True), self._here, row(*acts, None), self._pairing, gap=10)
        return section(tr("This station"), body)

    # --- what the frame asks --------------------------------------------------------------------------------------
    def title(self) -> str:
        return tr("Data exchange")

    def keys(self) -> Sequence[Key]:
        return [Key("Ctrl+Enter", tr("Export now"), self.export)]

    def regions(self) -> Sequence[QWidget]:
        return [self._send]

    def on_shown(self, argument: object = None) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._session.ask(status.status, done=self._show, owner=self, latest="status")
        if self._session.may(DECIDE_MERGES):
            self._merges.refresh()

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and touches(changes, SHOWS):
            self.refresh()

    # --- what is shown --------------------------------------------------------------------------------------------
    def _show(self, found: Standing) -> None:
        clear(self._here)
        folder = str(self._memory.get(FOLDER) or tr("not chosen yet"))
        print_ = text(found.fingerprint or tr("made when the first card is saved"), "strong")
        print_.setObjectName("exchange.fingerprint")
        place = text(folder, wrap=True)
        place.setObjectName("exchange.place")
        self._here.addLayout(
            row(
                fact(tr("Code of this station"), found.station), fact(tr("Fingerprint"), print_),
                fact(tr("Folder"), place),
                gap=32, stretch=2,
            )
        )  # fmt: skip
        if found.restored:
            self._here.addLayout(self._restored())
        _fill(self._peers, [self._peer_row(one) for one in found.peers], tr("No station is paired yet."))
        _fill(self._packages, [_package_row(one) for one in found.packages], "")
        self._waiting.setVisible(bool(found.packages))
        none = tr("Pair a station first.") if not found.peers else ""
        for each in (self._send, self._take):
            each.refuse(none)

    def _restored(self) -> Any:
        words = tr(
            "This station was restored from a backup and sends nothing yet. Import first what the others sent: if one "
            "of them has newer work of this station, it is said here. Otherwise go on."
        )
        act = button(tr("Go on exchanging"), "", "check", act=self.go_on, object_name="exchange.go_on")
        act.setVisible(self._session.may(PAIR))
        return row(Chip(tr("Restored"), "wait"), text(words, wrap=True), act, gap=12, stretch=1)

    def _peer_row(self, one: PeerState) -> Any:
        sent, received = (i18n.moment(at, full=False) if at else tr("never") for at in (one.sent_at, one.received_at))
        told = {None: tr("it never answered"), 0: tr("has everything of ours")}.get(
            one.unconfirmed, tr("{n} changes not confirmed", n=one.unconfirmed or 0)
        )
        marks = [tr("sealed")] if one.peer.sealed else []
        marks += [] if one.peer.relay else [tr("only our own")]
        away = button(
            tr("Unpair"), "quiet", "x", act=partial(self.unpair, one.peer.code),
            object_name=f"exchange.unpair.{one.peer.code}",
            name=tr("Exchange nothing with station {station} any more", station=one.peer.code),
        )  # fmt: skip
        away.setVisible(self._session.may(PAIR))
        anew = button(
            tr("Send everything again"), "quiet", "upload", act=partial(self.send_again, one.peer.code),
            object_name=f"exchange.again.{one.peer.code}",
            name=tr("Send everything again to station {station}", station=one.peer.code),
        )  # fmt: skip
        return row(
            Pic("arrow-left-right", 16, "ink2"), text(one.peer.called, "strong"),
            text(tr("sent {when}", when=sent), "muted"), text(tr("received {when}", when=received), "muted"),
            text(" · ".join([told, *marks]), "muted"), None, anew, away, gap=16,
        )  # fmt: skip

    # --- acts -----------------------------------------------------------------------------------------------------
    def cancel(self) -> None:
        """Stops between two packages; those done are done."""
        if self._task is not None:
            self._task.cancel()
        self._progress.stop()

    def export(self) -> None:
        """A package for each station, also if there is nothing new: it tells how far we are."""
        self._run(partial(exchange.export, anyhow=True))

    def send_again(self, code: str) -> None:
        """All books, its own as well: for a station that lost some, or a stick that never came."""
        self._run(partial(exchange.export, only=code, again=True))

    def take(self) -> None:
        """What lies in the folder for this station."""
        self._run(exchange.take)

    def _run(self, act: Callable[..., Report]) -> None:
        folder = self._memory.get(FOLDER)
        if not folder:
            self._say("warn", tr("Choose the folder of the exchange first."))
            return
        session = self._session
        self.messages.drop("exchange")
        self._progress.start()
        self._task = session.tasks.run_aside(
            lambda task: act(session.desk, session.actor, Path(folder), tell=task.tell), self._done, self._failed,
            owner=self,
        )  # fmt: skip
        self._task.progressed.connect(self._progress.tell)

    def _done(self, report: Report) -> None:
        self._progress.stop()
        words, more = summary(report)
        self._say("warn" if report.count("refused") else "ok", words, more)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self._progress.stop()
        if isinstance(error, (Refused, Trouble)):
            self._say("bad", tr(error.text))

    def _say(self, tone: str, words: str, more: str = "") -> None:
        self.messages.say("exchange", tone, words, more)  # type: ignore[arg-type]

    def choose(self) -> None:
        """The folder that all stations reach."""
        if chosen := QFileDialog.getExistingDirectory(self, tr("Choose the folder…")):
            self.put_folder(chosen)

    def put_folder(self, folder: str) -> None:
        """This PC remembers it."""
        self._memory.put(FOLDER, folder)
        self.refresh()

    def save_card(self) -> None:
        """Where to, is the person's choice."""
        name = f"station-{self._session.actor.station}.json"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save my card…"), name, "*.json")
        if chosen:
            self.write_card(Path(chosen))

    def write_card(self, file: Path) -> None:
        """Makes the key if there is none, and writes the card."""
        session = self._session

        def job(_task: Task[Any]) -> str:
            print_ = session.desk.run(site.set_up, session.actor)
            try:
                file.write_text(session.desk.ask(site.card, session.actor), encoding="utf-8")
            except OSError as error:
                raise Trouble("{file}: {reason}.", file=str(file), reason=why(error)) from error
            return print_

        session.tasks.run_aside(job, partial(self._card_saved, file), self._failed, owner=self)

    def _card_saved(self, file: Path, print_: str) -> None:
        more = tr("Take it to the other station and read out this fingerprint there: {print}", print=print_)
        self._say("ok", tr("The card is saved: {file}", file=str(file)), more)
        self.refresh()

    def choose_card(self) -> None:
        """The card that came from the other station."""
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Pair a station…"), "", "*.json")
        if chosen:
            self.begin_pairing(Path(chosen))

    def begin_pairing(self, file: Path) -> None:
        """Reads the card and asks for the fingerprint."""

        def job(_task: Task[Any]) -> tuple[str, site.Peer]:
            try:
                card = file.read_text(encoding="utf-8", errors="replace")
            except OSError as error:
                raise Trouble("{file}: {reason}.", file=str(file), reason=why(error)) from error
            return card, site.read_card(card)

        self.messages.drop("exchange")
        self._session.tasks.run_aside(job, lambda found: self._pairing.begin(*found), self._failed, owner=self)

    def _paired(self, code: str) -> None:
        self._say("ok", tr("Station {station} is paired.", station=code))
        self.refresh()

    def unpair(self, code: str) -> None:
        """Nothing goes there or comes from there any more."""
        self._session.run(site.unpair, code, done=lambda _none: self.refresh(), failed=self._failed, owner=self)

    def go_on(self) -> None:
        """Somebody says that no other station has newer work of this one."""
        self._session.run(site.go_on, done=lambda _none: self.refresh(), failed=self._failed, owner=self)

    def _decided(self, error: Exception | None) -> None:
        if error is not None:
            self._failed(error)
        self.refresh()


def _package_row(one: PackageState) -> Any:
    waits = one.state == "waiting"
    chip = Chip(tr("Waits") if waits else tr("Not taken in"), "wait" if waits else "bad")
    why_ = text(tr(one.reason) if one.reason else "", wrap=True)
    name = [text(one.name, "muted")] if waits else []  # a refusal names it
    return row(chip, *name, why_, text(i18n.moment(one.at), "muted"), gap=12, stretch=len(name) + 1)


def _fill(layout: QVBoxLayout, rows: Sequence[Any], nothing: str) -> None:
    clear(layout)
    if not rows and nothing:
        layout.addWidget(text(nothing, "muted"))
    for number, each in enumerate(rows):
        if number:
            layout.addWidget(rule())
        layout.addLayout(each)
