"""Who calls: found by phone, plate or name as it is typed; beside it what the shop knows of him. Knows no form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.core import i18n
from app.core.i18n import tr
from app.services.complaints import calling
from app.services.complaints.calling import Caller, Paper
from app.services.vehicles import shown
from app.views.kit.buttons import button
from app.views.kit.labels import Glance, text
from app.views.kit.layout import card, clear, col, row, scroll
from app.views.kit.picklist import Pick, PickView
from app.views.kit.theme import px
from app.views.session import Session

TYPING_MS = 150
Source = tuple[str, Any]  # kind and id of the document that the complaint is about


class CallerSearch(QWidget):
    """One line; what fits drops below it. ↑↓ and Enter choose; Enter on nothing found leaves it as typed."""

    picked = Signal(object)  # Caller
    typed = Signal(str)  # nobody fits: what was typed
    recalled = Signal(object)  # Caller of a complaint that was kept before

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.line = QLineEdit()
        self.line.setObjectName("complaint.caller")
        self.line.setPlaceholderText(tr("Phone, plate or name of the caller"))
        self.line.setAccessibleName(tr("Who calls"))
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.hits = PickView()
        self.hits.picked.connect(lambda pick: self._take(pick.value))
        self.hits.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TYPING_MS)
        self._soon.timeout.connect(self._ask)
        self.line.textEdited.connect(lambda _words: self._soon.start())
        self._answered: str | None = None  # the words whose answer is shown
        self._enter = False  # pressed before the answer was in
        self.setLayout(col(self.line, self.hits, gap=4))
        self.setFocusProxy(self.line)

    def look(self) -> None:
        """Asks again for what stands there, to show what is known; chooses nobody."""
        words = self.line.text().strip()
        if words:
            self._session.ask(calling.caller, words, done=self._looked, owner=self, latest="caller")

    def _looked(self, found: list[Caller]) -> None:
        if len(found) == 1:
            self.recalled.emit(found[0])

    def _ask(self) -> None:
        words = self.line.text().strip()
        if len(words) < 2:
            self._show(words, [])
        else:
            self._session.ask(calling.caller, words, done=partial(self._show, words), owner=self, latest="caller")

    def _show(self, words: str, found: list[Caller]) -> None:
        if words != self.line.text().strip():
            return
        picks = [
            Pick(one, shown(one.plate), " ".join(filter(None, (one.name, one.vehicle))), _fact(one)) for one in found
        ]
        self.hits.show_picks(picks)
        self.hits.setFixedHeight(self.hits.needed_height())
        self.hits.setVisible(bool(picks))
        self._answered = words
        if self._enter:
            self._enter = False
            self._accept()

    def _take(self, caller: Caller) -> None:
        self.hits.hide()
        self.line.setText(" ".join(filter(None, (shown(caller.plate), caller.name))))
        self._answered = None
        self.picked.emit(caller)

    def _accept(self) -> None:
        chosen = self.hits.current() if self.hits.isVisible() else None
        if chosen is not None:
            self._take(chosen.value)
        elif words := self.line.text().strip():
            self.typed.emit(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._answered == self.line.text().strip():
                    self._accept()
                else:  # typed faster than answered: the answer chooses
                    self._enter = True
                    self._soon.stop()
                    self._ask()
                return True
            if self.hits.isVisible() and self.hits.walk(event):
                return True
        return False


def _fact(caller: Caller) -> str:
    """What tells him apart: open complaints first, else his number."""
    return tr("{n} open complaints", n=len(caller.open)) if caller.open else caller.phone


class KnownCard(QFrame):
    """At the side while a complaint is taken: the caller's open complaints and last papers, linked by one key."""

    linked = Signal(object)  # Source, or None
    same_case = Signal(object)  # Paper of an open complaint
    opened = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._papers: list[Paper] = []
        self._open: Sequence[Paper] = ()
        self._asked = False  # somebody was found: if nothing stands here he has no papers
        self.source: Source | None = None
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(6))
        inner = QWidget()
        inner.setLayout(col(self._body, None, gap=0))
        head = text(tr("Known of the caller"), "section")
        self.setLayout(col(card(col(head, scroll(inner), gap=8, margins=(12, 10, 8, 10), stretch=1)), stretch=0))
        self._show()

    def tell(self, papers: Sequence[Paper], open_: Sequence[Paper]) -> None:
        """What is known of him now."""
        self._papers, self._open, self._asked = [*open_, *papers], open_, True
        self._show()

    def link(self, source: Source | None) -> None:
        """The document that the complaint is about; it is shown as chosen."""
        self.source = source
        self._show()

    def link_next(self) -> None:
        """F7: the newest paper, then the one before it, then none."""
        places: list[Source | None] = [(p.kind, p.id) for p in self._papers]
        at = places.index(self.source) if self.source in places else -1
        self._choose(places[at + 1] if at + 1 < len(places) else None)

    def _choose(self, source: Source | None) -> None:
        self.link(source)
        self.linked.emit(source)

    def _show(self) -> None:
        clear(self._body)
        if not self._papers:
            nothing = tr("The shop has no papers of this caller.") if self._asked else tr(
                "Nothing yet. Type his phone, plate or name above."
            )  # fmt: skip
            self._body.addWidget(text(nothing, "muted", wrap=True))
        for paper in self._papers:
            self._body.addWidget(self._line(paper))

    def _line(self, paper: Paper) -> QWidget:
        """Pressed it is linked, pressed again not any more; of an open complaint also the ways to it."""
        here = self.source == (paper.kind, paper.id)
        label = f"{tr(paper.label)} {paper.number}"
        made = button(label, "seg", "check" if here else "", object_name=f"known.{paper.number}",
                      act=lambda: self._choose(None if here else (paper.kind, paper.id)))  # fmt: skip
        made.setChecked(here)
        said = row(text(i18n.day(paper.day, full=False), "caption"), Glance(paper.about, "caption"), gap=8, stretch=1)
        items: list[Any] = [made, said]
        if paper in self._open:
            show = button(tr("Open it"), "quiet", act=lambda: self.opened.emit(paper.kind, paper.id))
            same = button(tr("The same case"), "quiet", act=lambda: self.same_case.emit(paper))
            items.append(row(text(tr("open"), "caption_bold", "warn"), None, show, same, gap=4))
        holder = QWidget()
        holder.setLayout(col(*items, gap=3))
        return holder
