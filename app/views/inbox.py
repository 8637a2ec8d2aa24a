"""The inbox beside Today: what waits for this person, grouped by what it is about, and what came before. Knows no noun.

A notice that asked for something leaves by itself when somebody has done it; the rest goes when he has read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.i18n import moment, tr
from app.services import notices
from app.services.kinds import KINDS
from app.services.notices import Item
from app.views.kit.buttons import Button
from app.views.kit.labels import Pic, text
from app.views.kit.layout import clear, col, frame, row, rule, scroll
from app.views.session import Session

SHOWN = 3  # of a group, until somebody asks for the rest
MOST, EARLIER = 200, 40

CARDS = {kind.name: kind for kind in KINDS}


class Inbox(QWidget):
    """Unread notices in groups, the group with the newest first; a link shows those that are read or over."""

    asked = Signal(str, object)  # kind, id (None: the list)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("today.inbox")
        self._session = session
        self._whole: set[str] = set()  # the groups of which all is shown
        self._earlier = False
        self._found: Sequence[Item] = ()
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._all = Button(tr("Mark all as read"), "link", act=self._read_all)
        self._all.setObjectName("inbox.all")
        head = row(text(tr("Notices for you"), "section"), None, self._all)
        self.setLayout(col(head, rule(), scroll(frame(col(self._body, None))), gap=8, stretch=2))

    def refresh(self) -> None:
        """Asks again what there is."""
        wanted = (EARLIER, False) if self._earlier else (MOST, True)
        self._session.ask(notices.inbox, *wanted, done=self._show, owner=self, latest="inbox")

    def _show(self, found: Sequence[Item]) -> None:
        self._found = found
        clear(self._body)
        waiting = [n for n in found if n.read_at is None and not n.over]
        self._all.setVisible(bool(waiting))
        if self._earlier:
            for notice in found:
                self._body.addLayout(self._notice(notice))
        elif not found:
            self._body.addWidget(text(tr("Nothing new."), "muted"))
        else:
            groups = [(kind, list(some)) for kind, some in groupby(sorted(found, key=_kind), _kind)]
            for kind, some in sorted(groups, key=lambda one: -max(n.seq for n in one[1])):
                self._body.addLayout(self._group(kind, some))
        label = tr("Back to what is new") if self._earlier else tr("Earlier notices")
        turn = Button(label, "link", act=self._turn)
        turn.setObjectName("inbox.earlier")
        self._body.addLayout(row(turn, None))

    def _group(self, kind: str, some: Sequence[Item]) -> QVBoxLayout:
        """One heading with its number, the newest, and a link to the rest."""
        card = CARDS.get(kind)
        icon, name = (card.icon, tr(card.plural)) if card else ("bell", tr("Other notices"))
        head = row(Pic(icon, 16, "ink2"), text(name, "strong"), None, text(str(len(some)), "caption"), gap=6)
        made = col(head, gap=6, margins=(0, 0, 0, 6))
        shown = some if kind in self._whole else some[:SHOWN]
        for notice in shown:
            made.addLayout(self._notice(notice))
        if len(shown) < len(some):
            rest = Button(tr("{n} more", n=len(some) - len(shown)), "link", act=partial(self._show_whole, kind))
            rest.setObjectName(f"inbox.more.{kind}")
            made.addLayout(row(rest, None))
        return made

    def _notice(self, notice: Item) -> QVBoxLayout:
        said = text(tr(notice.text), "muted" if notice.over or notice.read_at else "body", wrap=True)
        look = Button(tr("Open it"), "link", act=partial(self._read, notice), name=tr(notice.text))
        look.setVisible(notice.document is not None or notice.read_at is None)
        what = tr("Done") if notice.over else tr("Read") if notice.read_at else ""
        when = "  ".join(filter(None, (moment(notice.at, full=False), what)))
        return col(said, row(text(when, "caption"), None, look), rule(), gap=4)

    # --- what is pressed ----------------------------------------------------------------------------------------------
    def _show_whole(self, kind: str) -> None:
        self._whole.add(kind)
        self._show(self._found)

    def _turn(self) -> None:
        self._earlier = not self._earlier
        self.refresh()

    def _read_all(self) -> None:
        self._session.run(notices.mark_read, None, done=lambda _n: self.refresh(), owner=self)

    def _read(self, notice: Item) -> None:
        self._session.run(notices.mark_read, [notice.seq], done=lambda _n: self._open(notice), owner=self)

    def _open(self, notice: Item) -> None:
        if notice.document is not None:
            kind, id = notice.document
            room, _, page = kind.partition(".")
            self.asked.emit(room, id or page or None)
        else:
            self.refresh()


def _kind(notice: Item) -> str:
    return notice.document[0].partition(".")[0] if notice.document else ""
