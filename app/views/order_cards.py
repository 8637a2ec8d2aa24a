"""What stands around a work order's form: revisions with their signatures, money, notes, calls. Knows no database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.core import i18n
from app.core.i18n import N_, moment, tr
from app.services.contacts import CHANNELS
from app.services.inspections.looking import Round
from app.services.work_orders import looking
from app.services.work_orders.looking import Line, Note, OrderView, Revision
from app.services.work_orders.rules import RIGHT
from app.views.kept_picture import show_picture
from app.views.kit.buttons import Button, button
from app.views.kit.chips import Chip
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, row
from app.views.kit.theme import px
from app.views.session import Session

OUTCOMES = {
    "OPEN": (N_("not answered yet"), "wait"), "AGREED": (N_("agreed"), "ok"), "REFUSED": (N_("refused"), "bad"),
    "LAPSED": (N_("lapsed"), "idle"),
}  # fmt: skip
STATUS = {
    "PLANNED": "idle", "PROPOSED": "wait", "IN_WORK": "active", "DONE": "ok", "DECLINED": "bad", "REPLACED": "idle",
}  # fmt: skip
ROUNDS = {"open": "wait", "passed": "ok", "failed": "bad", "not_drawn": "idle"}


class OrderCards(QWidget):
    """Asks once and shows it; `answer` gets the id of a question that the reader may answer."""

    def __init__(
        self, room: QWidget, session: Session, order: Any, answer: Callable[[Any], None] | None
    ) -> None:  # fmt: skip
        super().__init__()
        self._look = partial(show_picture, room, session)
        self.setObjectName("order.cards")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.view: OrderView | None = None
        self._answer = answer
        self._box = QVBoxLayout()
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(12))
        self.setLayout(self._box)
        session.ask(looking.view, order, done=self._show, owner=self)

    def _show(self, seen: OrderView) -> None:
        self.view = seen
        clear(self._box)
        if seen.revisions:
            lines = [self._revision(r, seen) for r in seen.revisions]
            self._box.addWidget(section(tr("Revisions and signatures"), col(*lines, gap=4), *self._money(seen)))
        if seen.lines:
            ordered = sorted(seen.lines, key=lambda line: (line.item, not line.is_work))
            self._box.addWidget(section(tr("Items and parts"), col(*map(self._line, ordered), gap=4)))
        if seen.rounds:
            self._box.addWidget(section(tr("Inspections"), col(*map(self._round, seen.rounds), gap=4)))
        if seen.notes:
            self._box.addWidget(section(tr("From the workshop"), col(*map(self._note, seen.notes), gap=4)))
        if seen.calls:
            self._box.addWidget(section(tr("Calls and messages"), col(*map(self._call, seen.calls), gap=4)))

    @staticmethod
    def _money(seen: OrderView) -> Sequence[Any]:
        if seen.held is None:
            return (None,)
        words = [tr("Paid {amount}", amount=i18n.money(seen.held))]
        if seen.owed is not None and seen.owed > 0:
            words.append(tr("To pay {amount}", amount=i18n.money(seen.owed)))
        return (None, text("   ".join(words), "strong"))

    def _revision(self, one: Revision, seen: OrderView) -> Any:
        label, family = OUTCOMES[one.outcome]
        amount = i18n.money(one.total) if one.total is not None else ""
        name = tr("Revision {n}", n=one.number)
        how = "  ".join(part for part in (tr(one.way), one.by, one.words) if part)
        role: Any = "strong" if one.number == seen.revision else "body"
        line = row(
            text(name, role), text(amount, role), Chip(tr(label), family), text(how, "muted", wrap=True),
            text(moment(one.at, full=False), "caption"), gap=12, stretch=3,
        )  # fmt: skip
        if one.picture is not None:
            look = partial(self._look, one.picture, f"{name} · {tr('Picture of the message')}")
            line.insertWidget(
                4, button(tr("Picture"), "link", "image", act=look, object_name=f"order.picture.{one.number}")
            )
        return line

    @staticmethod
    def _line(one: Line) -> Any:
        amount = i18n.money(one.amount) if one.amount is not None else ""
        role: Any = "strong" if one.is_work else "body"
        who = tr("handed out: {qty}", qty=one.got) if one.got else one.people
        state = tr("Self-checked") if one.check == RIGHT else tr(one.state)
        return row(
            text(str(one.item) if one.is_work else "   ", "strong"), text(one.label, role, wrap=True),
            text(one.check_note, "body", "bad"), text(who, "muted"), text(amount),
            Chip(state, STATUS[one.status]), gap=12, stretch=1,
        )  # fmt: skip

    @staticmethod
    def _round(one: Round) -> Any:
        """State, why it was inspected, what failed, who and when."""
        words = tr(one.failed) if one.failed else tr(one.why)
        about = f"{one.who} · {moment(one.at, full=False)}" if one.who else moment(one.at, full=False)
        return row(
            text(tr("Round {n}", n=one.round), "label"), Chip(tr(one.label), ROUNDS[one.state]),
            text(words, "body", "bad" if one.failed else "", wrap=True), text(one.certificate, "muted"),
            text(about, "caption"), gap=12, stretch=2,
        )  # fmt: skip

    def _note(self, one: Note) -> Any:
        about = f"{one.who} · {moment(one.at, full=False)}"
        line = row(text(tr(one.label), "label"), text(one.words, wrap=True), text(about, "caption"), gap=12, stretch=1)
        if one.question is not None and self._answer is not None:
            line.addWidget(Button(tr("Answer"), "link", act=partial(self._answer, one.question), name=one.words))
        return line

    @staticmethod
    def _call(one: Any) -> Any:
        channel = next((tr(c.label) for c in CHANNELS if c.code == one.channel), one.channel)
        reached = Chip(tr("reached") if one.reached else tr("not reached"), "ok" if one.reached else "warn")
        about = f"{one.who} · {moment(one.at, full=False)}"
        return row(
            text(channel, "label"), text(one.recipient, "strong"), reached, text(one.words, wrap=True),
            text(about, "caption"), gap=12, stretch=3,
        )  # fmt: skip
