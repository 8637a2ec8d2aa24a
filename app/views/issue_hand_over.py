"""The hand-over of what is picked: the receiver signs with his PIN, or on the printed slip. Posted once, printed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core import clock
from app.core.access import Actor
from app.core.errors import Refused
from app.core.i18n import tr
from app.services import signing
from app.services.requisitions import issuing
from app.services.requisitions.issuing import Handed
from app.services.signing import Candidate
from app.views.issue_words import called, left
from app.views.kit.approval import ApprovalSheet
from app.views.kit.buttons import button
from app.views.kit.keyline import Key, bind
from app.views.kit.layout import row
from app.views.kit.pinpad import Person

if TYPE_CHECKING:
    from app.views.issue_page import IssuePage

KIND, STEP = "requisitions", "issue"
NAMED = 2  # lines that stay due are named up to so many


class HandOverSheet(ApprovalSheet):
    """Tiles of those who may receive, PIN, and the way without one."""

    on_paper = Signal(object)  # person id

    def __init__(self, home: QWidget, people: Sequence[Person], figures: Sequence[tuple[str, str]]) -> None:
        super().__init__(home, tr("Issue parts"), tr("Issue and sign"), people, figures)
        paper = button(tr("Signs on paper"), "", "printer", key="F9", act=self.take_paper, object_name="issue.paper")
        paper.setToolTip(tr("The slip is printed; the name is written on it."))
        self._others = button(tr("Somebody else"), "link", act=self.show_all, object_name="issue.others")
        self.body.insertLayout(self.body.indexOf(self.pin), row(paper, None, self._others))
        self._others.hide()
        bind(self, [Key("F9", tr("Signs on paper"), self.take_paper)])

    def only(self, person: Person) -> None:
        """One tile as long as nobody asks for another: keys and PIN stay in sight. A badge picks anybody."""
        for tile in self.tiles:
            tile.setVisible(tile.person is person)
        self._others.setVisible(len(self.tiles) > 1)
        self.choose(person)

    def choose(self, person: Person) -> None:
        """Picks who receives; his tile is in sight."""
        for tile in self.tiles:
            tile.setVisible(tile.person is person or not tile.isHidden())
        super().choose(person)

    def show_all(self) -> None:
        """Somebody else than who asked for the parts receives them."""
        self._others.hide()
        for tile in self.tiles:
            tile.show()

    def take_paper(self) -> None:
        """F9: no PIN; the name goes onto the paper."""
        if self.person is None:
            self.pin.say(tr("Choose who receives the parts first."), "warn")
        else:
            self.on_paper.emit(self.person.id)


class HandOver(QObject):
    """Asks who receives, has it signed, posts, tells the page."""

    def __init__(self, page: IssuePage) -> None:
        super().__init__(page)
        self._page = page
        self.sheet: HandOverSheet | None = None
        self._key: Any = None  # of this hand-over: a second press gives the first result

    def open(self) -> None:
        """Ctrl+Enter: who may receive."""
        if self.sheet is None:
            page = self._page
            page.session.ask(signing.signers, KIND, page.slip, STEP, done=self._ask, failed=page.refused, owner=self)

    def _ask(self, found: list[Candidate]) -> None:
        page, bench = self._page, self._page.issuing.bench
        if bench is None or self.sheet is not None:
            return
        self._key = clock.new_id()
        people = [Person(c.user, c.name, "", barred=tr(c.reason) if c.reason else "") for c in found]
        people.sort(key=lambda p: p.id != bench.technician_id)
        done, total = page.issuing.counts()
        rest = [called(line) for line in bench.lines if left(line) > 0]
        stays = (tr("Stays due"), ", ".join(rest[:NAMED]) + (" …" if len(rest) > NAMED else ""))
        figures = [(tr("Complete lines"), f"{done} / {total}"), *([stays] if rest else [])]
        sheet = self.sheet = HandOverSheet(page, people, figures)
        sheet.approved.connect(self._sign)
        sheet.on_paper.connect(partial(self._post, page.session.actor, "PAPER"))
        sheet.closed.connect(self._gone)
        his = next((p for p in people if p.id == bench.technician_id and not p.barred), None)
        if his is not None:
            sheet.only(his)
        sheet.open_sheet(sheet.pin if his else None)

    def _sign(self, person: Any, pin: str) -> None:
        session, bench = self._page.session, self._page.issuing.bench
        if bench is None or self.sheet is None:
            return
        signer = partial(
            signing.sign, session.desk, session.actor, user=person, pin=pin, kind=KIND, id=self._page.slip, step=STEP,
            version=bench.version,
        )  # fmt: skip
        session.tasks.run_aside(
            lambda _task: session.actor.signed(signer()), lambda actor: self._post(actor, "PIN", person),
            self.sheet.refused, owner=self,
        )  # fmt: skip

    def _post(self, actor: Actor, way: str, person: Any) -> None:
        page, bench = self._page, self._page.issuing.bench
        given = {"receiver": person, "way": way, "key": self._key, "version": bench.version if bench else None}
        page.session.run(
            issuing.issue, page.slip, given=given, done=partial(self._handed, way), failed=self._failed, owner=self,
            actor=actor,
        )  # fmt: skip

    def _handed(self, way: str, handed: Handed) -> None:
        if self.sheet is not None:
            self.sheet.close_sheet()
        self._page.was_handed(handed, way)

    def _failed(self, error: Exception) -> None:
        """Nothing left the books; the scans are kept, the sentence stands under the dots."""
        if self.sheet is not None and isinstance(error, Refused):
            self.sheet.refused(error)
        else:
            self._page.refused(error)
        self._page.issuing.refresh()

    def _gone(self) -> None:
        self.sheet = None
        self._page.listen()
