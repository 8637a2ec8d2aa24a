"""The thread of a complaint at the side of its page: every word, proposal, wait and piece of evidence, newest on top.

One adds to it without leaving the page. It knows the complaints' use-cases and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.core import i18n
from app.core.desk import UseCase
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services.complaints import acts, queries, rules
from app.services.complaints.queries import Seen
from app.services.complaints.thread import Entry, Round
from app.services.documents import DocumentView
from app.views.complaint_evidence import EvidenceList
from app.views.facts import Bead, proof_card
from app.views.kit.buttons import Switch, button
from app.views.kit.controls import ChoiceControl, LongControl, TextControl
from app.views.kit.labels import text
from app.views.kit.layout import card, clear, col, frame, row, rule, scroll
from app.views.kit.messages import Messages
from app.views.kit.theme import px
from app.views.session import Session

SHOWN = 12  # at once; all at a press
OBJECTS, AGREES = N_("objects"), N_("agrees")
FAMILY = {rules.SAID: "wait", rules.TOLD: "active", rules.FINDING: "idle", rules.PROGRESS: "ok"}
Asks = Callable[[str, str, str, Sequence[Field], Any], None]  # AroundRoom.ask


@dataclass(frozen=True)
class Note:
    """One thing that happened, as the thread shows it."""

    at: datetime
    head: str
    who: str
    words: str
    family: str


def notes_of(seen: Seen) -> list[Note]:
    """Words, proposals and waits in one order, the newest first."""
    found = [_entry(one) for one in seen.entries] + [_round(one) for one in seen.rounds]
    for wait in seen.waits:
        found.append(Note(wait.since, tr("Waiting for the customer"), wait.who, wait.reason, "wait"))
        if wait.until is not None:
            found.append(Note(wait.until, tr("The waiting is over"), wait.who, wait.note, "active"))
    return sorted(found, key=lambda note: note.at, reverse=True)


def _entry(one: Entry) -> Note:
    verdict = {rules.OBJECTS: tr(OBJECTS), rules.AGREES: tr(AGREES)}.get(one.verdict, "")
    channel = tr(rules.CHANNELS[one.channel]) if one.channel in rules.CHANNELS else ""
    method = tr(rules.METHODS.get(one.method, one.method))
    head = " · ".join(filter(None, (tr(rules.ENTRIES[one.type]), verdict, channel, method)))
    family = {rules.OBJECTS: "bad", rules.AGREES: "ok"}.get(one.verdict, FAMILY[one.type])
    return Note(one.at, head, " ← ".join(filter(None, (one.who, one.person))), one.words, family)


def _round(one: Round) -> Note:
    lines = [" · ".join(filter(None, (m.measure, m.owner, m.due))) for m in one.measures]
    if one.compensation:
        lines.append(tr("Compensation {amount}", amount=i18n.money(one.compensation)))
    return Note(one.at, tr("Proposal {n}", n=one.round), one.who, "\n".join(lines), "active")


class ThreadSide(QFrame):
    """Thread, evidence and history as tabs; over the thread the line in which one writes."""

    changed = Signal()
    opened = Signal(str, object)
    told = Signal(object)  # Seen, each time it is read

    def __init__(self, session: Session, document: DocumentView, ask: Asks) -> None:
        super().__init__()
        self._session, self._document, self._asks = session, document, ask
        self._seen: Seen | None = None
        self._all = False
        self.messages = Messages()
        self.evidence = EvidenceList(session, document)
        self.evidence.opened.connect(self.opened)
        self.evidence.changed.connect(self.changed)
        self.evidence.refused.connect(self._refused)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._history = col(gap=0)  # built when somebody wants to see it
        self._compose_line()
        self._pages = {
            "thread": frame(col(self._writer, scroll(frame(col(self._list, None, gap=0))), gap=8, stretch=1)),
            "evidence": frame(col(self.evidence, gap=0, stretch=0)), "history": frame(self._history),
        }  # fmt: skip
        self._tabs = {name: Switch("", "view", act=partial(self.show_tab, name)) for name in self._pages}
        for name, tab in self._tabs.items():
            tab.setObjectName(f"thread.{name}")
        tabs = row(*self._tabs.values(), None, gap=14)
        pages = list(self._pages.values())
        inner = col(tabs, rule(), self.messages, *pages, gap=8, margins=(12, 8, 12, 12))
        for page in pages:
            inner.setStretchFactor(page, 1)
        self.setLayout(col(card(inner), stretch=0))
        self.show_tab("thread")
        self.refresh()

    def _compose_line(self) -> None:
        self._type = ChoiceControl(rules.choices(rules.ENTRIES), may_be_empty=False, drops=True)
        self._type.put(rules.SAID)
        self._type.called(tr("What it is"), "thread.type")
        self._channel = ChoiceControl(rules.choices(rules.CHANNELS), drops=True)
        self._channel.put("HOTLINE")
        self._channel.called(tr("Channel"), "thread.channel")
        self.method = TextControl(length=100)
        self.method.called(tr("How it was found"), "thread.method")
        self._how = frame(row(text(tr("How it was found"), "label"), self.method, gap=6, stretch=1))
        self.words = LongControl(rows=2)
        self.words.called(tr("What was said or done"), "thread.words")
        self._type.edited.connect(self._arrange)
        write = button(tr("Write it down"), "", "pen-line", key="F7", act=self.write, object_name="thread.write")
        self._wait = button(tr("Wait for the customer"), "quiet", "pause", act=self._wait_or_go,
                            object_name="thread.wait")  # fmt: skip
        self._writer = frame(
            col(
                row(self._type, self._channel, gap=6), self._how, self.words, row(self._wait, None, write, gap=6), gap=6
            )
        )

    def _arrange(self) -> None:
        self._channel.setVisible(self._type.value() in (rules.SAID, rules.TOLD))
        self._how.setVisible(self._type.value() == rules.FINDING)

    def show_tab(self, name: str) -> None:
        """One of the three."""
        if name == "history" and not self._history.count():
            self._history.addWidget(proof_card(self._document), 1)
        for one, page in self._pages.items():
            page.setVisible(one == name)
            self._tabs[one].setChecked(one == name)

    # --- reading ------------------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Reads the thread; what is typed into its line stays."""
        self._session.ask(queries.view, self._document.id, done=self._show, owner=self, latest="thread")

    def _show(self, seen: Seen) -> None:
        self._seen = seen
        notes = notes_of(seen)
        clear(self._list)
        shown = notes if self._all else notes[:SHOWN]
        for at, note in enumerate(shown):
            self._list.addWidget(_line(note, first=at == 0, last=at == len(shown) - 1))
        if len(notes) > len(shown):
            more = tr("{n} more", n=len(notes) - len(shown))
            self._list.addWidget(button(more, "quiet", act=self._show_all, object_name="thread.more"))
        if not notes:
            self._list.addWidget(text(tr("Nothing was written down yet."), "muted", wrap=True))
        self.evidence.tell(seen.evidence, mine=seen.mine)
        self._tabs["thread"].rename(tr("Thread  {n}", n=len(notes)))
        self._tabs["evidence"].rename(tr("Evidence  {n}", n=len(seen.evidence)))
        self._tabs["history"].rename(tr("History"))
        open_ = self._document.state in rules.OPEN_STATES and not seen.about_me
        self._writer.setVisible(open_)
        waits = seen.mine and (bool(seen.waiting) or self._document.state in rules.TALKING)
        self._wait.setVisible(waits)
        self._wait.rename(tr("The customer answered") if seen.waiting else tr("Wait for the customer"))
        if seen.waiting:
            self.messages.say("waiting", "wait", tr("Waiting: {reason}", reason=seen.waiting))
        else:
            self.messages.drop("waiting")
        self._arrange()
        self.told.emit(seen)

    def _show_all(self) -> None:
        self._all = True
        if self._seen is not None:
            self._show(self._seen)

    # --- adding -------------------------------------------------------------------------------------------------------
    def begin(self) -> None:
        """F7: to the line in which one writes; there, once something stands in it, it is kept."""
        self.show_tab("thread")
        if self.words.face.hasFocus() and self.words.value():
            self.write()
        else:
            self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def write(self) -> None:
        """One more line of the thread."""
        kind = self._type.value() or rules.SAID
        channel = (self._channel.value() or "") if kind in (rules.SAID, rules.TOLD) else ""
        method = (self.method.value() or "") if kind == rules.FINDING else ""
        self._do(acts.note, kind, self.words.value() or "", given={"channel": channel, "method": method},
                 after=partial(self._written))  # fmt: skip

    def _written(self) -> None:
        self.words.put("")
        self.method.put("")
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wait_or_go(self) -> None:
        if self._seen is not None and self._seen.waiting:
            self._do(acts.go_on)
            return
        fields = (Field("reason", N_("What he is waited for"), "text", required=True, length=200),)

        def act(given: Any, close: Callable[[], None], refuse: Callable[[Exception], None]) -> None:
            self._do(acts.wait, given["reason"] or "", after=close, failed=refuse)

        title = tr("Wait for the customer")
        self._asks(title, title, tr("All clocks stand still until he answers."), fields, act)

    def _do(
        self, case: UseCase[..., Any], *args: Any, given: dict[str, Any] | None = None,
        after: Callable[[], None] | None = None, failed: Callable[[Exception], None] | None = None,
    ) -> None:  # fmt: skip
        def done(_answer: Any) -> None:
            self.messages.drop("refused")
            if after is not None:
                after()
            self.changed.emit()

        self._session.run(
            case, self._document.id, *args, given=given, done=done, failed=failed or self._refused, owner=self
        )

    def _refused(self, error: Exception) -> None:
        if hasattr(error, "text"):
            self.messages.say("refused", "bad", tr(error.text))


def _line(note: Note, *, first: bool, last: bool) -> QWidget:
    """A bead and its words."""
    when = " · ".join(filter(None, (i18n.moment(note.at, full=False), note.who)))
    lines = [text(note.head, "strong", wrap=True), text(when, "caption", wrap=True)]
    if note.words:
        words = text(note.words, "body", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines.append(words)
    made = QWidget()
    made.setLayout(
        row(Bead(note.family, first=first, last=last), col(*lines, gap=1, margins=(0, 0, 0, 10)), gap=8, stretch=1)
    )
    made.setMinimumWidth(px(10))
    return made
