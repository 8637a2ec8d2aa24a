"""Loading a data collector's file into a count: what it brings, which rows are wrong, then one key. No database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from app.core.clock import Id
from app.core.errors import Refused, Trouble
from app.core.i18n import tr
from app.core.screen import Choice
from app.services.counts import collector, queries, rules
from app.services.counts.collector import FileReport
from app.services.documents import DocumentView
from app.views.kit.buttons import button, icon_button
from app.views.kit.controls import ChoiceControl
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import card, clear, col, frame, row, scroll
from app.views.kit.messages import Messages
from app.views.kit.theme import px
from app.views.session import Session

MOST_SHOWN = 200


class CollectorPage(QWidget):
    """One file: chosen, checked, loaded. Nothing is counted before the button is pressed."""

    left = Signal()
    said = Signal(str, object)

    def __init__(self, session: Session, seen: DocumentView) -> None:
        super().__init__()
        self.setObjectName("collector")
        self._session, self._seen = session, seen
        self._data, self._name, self._report = b"", "", FileReport(0, 0, ())
        self._bins: dict[str, Id] = {}
        self._people: dict[str, Id] = {}
        self.messages = Messages()
        self._file, self._sum = text("", "strong"), text("", wrap=True)
        self._body = QVBoxLayout()
        self._bin, self._who = ChoiceControl(()), ChoiceControl((), may_be_empty=False)
        self._bin.setObjectName("collector.bin")
        self._who.setObjectName("collector.who")
        self._load = button("", "primary", "download", key="Ctrl+Enter", act=self.load, object_name="collector.load")
        choose = button(tr("Choose file"), "", "folder-open", key="F7", act=self.choose, object_name="collector.choose")
        back = icon_button("chevron-left", tr("Back"), key="Esc", act=self.leave)
        self._choose = choose
        head = row(
            back, text(tr("Collector's file"), "title"), text(seen.called, "muted"), None, choose, self._load, gap=10
        )
        fields = row(
            text(tr("Counted by"), "caption"), self._who, 16,
            text(tr("Bin, if no bin label is in the file"), "caption"), self._bin, None, margins=(14, 8, 14, 8),
        )  # fmt: skip
        about = col(self._file, self._sum, gap=4, margins=(14, 4, 14, 8))
        rows = scroll(frame(col(self._body, None, margins=(14, 6, 14, 12))))
        self.setLayout(
            col(head, self.messages, card(col(fields, about, rows, gap=0, stretch=2)), gap=10,
                margins=(16, 10, 16, 10), stretch=2)
        )  # fmt: skip
        self._bin.edited.connect(self.check)
        self.setFocusProxy(choose)
        self._tell(FileReport(0, 0, ()))
        session.ask(queries.header, seen.id, done=self._offer, owner=self)

    def _offer(self, header: queries.CountHeader) -> None:
        self._bins = {str(b.bin_id): b.bin_id for b in header.bins}
        self._bin.offer([Choice(str(b.bin_id), b.bin) for b in header.bins])
        names = self._seen.names
        team = [r["user_id"] for r in self._seen.lines["team"] if r["role"] in rules.COUNTERS]
        leads = header.role == "LEADER"
        self._people = {str(u): u for u in team if leads or u == self._session.actor.user}
        self._who.offer(
            [Choice(code, names.get(u, "").partition(" ")[2] or names.get(u, "")) for code, u in self._people.items()]
        )
        mine = str(self._session.actor.user)
        self._who.put(mine if mine in self._people else next(iter(self._people), None))

    # --- the file -----------------------------------------------------------------------------------------------------
    def choose(self) -> None:
        """F7: asks for a file."""
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose file"), "", "*.txt *.csv *.dat *.tsv *.*")
        if path:
            self.take(path)

    def take(self, path: str) -> None:
        """Reads a file and says what it would bring."""
        self._session.tasks.run_aside(
            lambda _task: _bytes(path), lambda data: self._read(path, data), self._failed, owner=self
        )

    def _read(self, path: str, data: bytes) -> None:
        self._data, self._name = data, Path(path).name
        self.check()

    def check(self) -> None:
        """Asks what the file would bring; nothing is counted."""
        if self._data:
            self.messages.drop("refused")
            self._session.ask(
                collector.check_file, self._seen.id, self._data, self._place(), done=self._tell, failed=self._failed,
                owner=self, latest="file",
            )  # fmt: skip

    def _place(self) -> Any:
        return self._bins.get(self._bin.value() or "")

    def _tell(self, report: FileReport) -> None:
        self._report = report
        self._file.tell(self._name or tr("No file chosen yet: lines of a code and a quantity, bins by their labels."))
        self._sum.tell(_summed(report) if self._name else "")
        clear(self._body)
        self._load.setVisible(bool(self._name) and not report.before and bool(report.counted + report.unknown))
        self._load.rename(
            tr("Count {n} rows, leave out {wrong}", n=report.counted + report.unknown, wrong=len(report.troubles))
            if report.troubles else tr("Count {n} rows", n=report.counted + report.unknown)
        )  # fmt: skip
        if report.before:
            self.messages.say("refused", "warn", tr("This file was loaded before; nothing is counted twice."))
        if report.troubles:
            self._body.addLayout(self._troubles(report))

    def _troubles(self, report: FileReport) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(6))
        for at, words in enumerate((tr("Row"), tr("What stands there"), tr("Why it is not counted"))):
            grid.addWidget(text(words, "caption"), 0, at)
        for at, one in enumerate(report.troubles[:MOST_SHOWN], 1):
            cells = (
                text(str(one.number), "muted"),
                text(one.text[:80], "strong"),
                text(tr(one.why), tone="bad", wrap=True),
            )
            for place, cell in enumerate(cells):
                grid.addWidget(cell, at, place)
        if len(report.troubles) > MOST_SHOWN:
            words = tr("and {n} more", n=len(report.troubles) - MOST_SHOWN)
            grid.addWidget(text(words, "muted"), MOST_SHOWN + 1, 1)
        grid.setColumnStretch(2, 1)
        return grid

    def load(self) -> None:
        """Ctrl+Enter: counts the good rows."""
        if not self._load.isVisible():
            return
        given = {
            "name": self._name, "bin": self._place(), "counter": self._people.get(self._who.value() or ""),
            "despite": bool(self._report.troubles),
        }  # fmt: skip
        self._session.run(
            collector.load_file, self._seen.id, self._data, done=self._loaded, failed=self._failed, owner=self,
            given=given,
        )  # fmt: skip

    def _loaded(self, report: FileReport) -> None:
        self.said.emit(
            tr("{n} rows counted, {unknown} unknown codes kept.", n=report.counted, unknown=report.unknown), None
        )
        self.left.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, (Refused, Trouble)):
            self.messages.say("refused", "bad", tr(error.text))

    # --- what the room asks -------------------------------------------------------------------------------------------
    def leave(self) -> None:
        """Esc: back to the count; nothing is counted."""
        self.left.emit()

    def refresh(self) -> None:
        """F5: checks again."""
        self.check()

    def keys(self) -> list[Key]:
        """What works here."""
        return [
            Key("F7", tr("Choose file"), self.choose), Key("Ctrl+Enter", tr("Count"), self.load),
            Key("Esc", tr("Back"), self.leave),
        ]  # fmt: skip


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Trouble("The file can't be read. Look whether it is still there.") from error


def _summed(report: FileReport) -> str:
    bins = " · ".join(tr("{bin}: {n} rows", bin=b, n=n) for b, n in report.bins[:20])
    words = tr(
        "{n} rows can be counted, {unknown} codes nobody knows (they are kept), {wrong} rows are wrong.",
        n=report.counted, unknown=report.unknown, wrong=len(report.troubles),
    )  # fmt: skip
    return f"{words} {bins}" if bins else words
