"""The room of follow-up calls: whom to dial and about what over the scores, and the focus on the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core import i18n
from app.core.i18n import tr
from app.services.complaints import receiving
from app.services.complaints import rules as complaints
from app.services.documents import DocumentView
from app.services.follow_ups import screens
from app.services.follow_ups.rules import CALL, PLANNED
from app.services.follow_ups.screens import KIND, Brief
from app.views.around import AroundRoom
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, row
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.session import Session


class FollowUpsRoom(AroundRoom):
    """Digits 1–5 answer one score after the other; then the words, then Ctrl+Enter keeps it all."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__(KIND, session, memory, tools=self)

    def page_keys(self) -> Sequence[Key]:
        seen = self.base.page.seen if self.base.page is not None else None
        keys = [Key("1–5", tr("Score"))] if seen is not None and seen.state == PLANNED else []
        if seen is not None and self.head(seen):
            keys.append(Key("F7", tr("Make it a complaint"), partial(self.complain, seen.id)))
        return keys

    def head(self, seen: DocumentView) -> Sequence[QWidget]:
        """Where the customer has a problem: one press makes a complaint of it; then it stands among the links."""
        made = next((link for link in seen.links if link.kind == complaints.KIND_NAME), None)
        if made is not None or not (seen.values.get("problem") and self._session.may(CALL)):
            return ()
        return [button(tr("Make it a complaint"), "", "message-square-warning", key="F7",
                       act=partial(self.complain, seen.id), object_name="call.complain")]  # fmt: skip

    def complain(self, call: Any) -> None:
        """F7: the complaint of this call, with all that is known from it."""
        self._session.run(receiving.of_call, call, done=self._complained, failed=self.refused, owner=self)

    def _complained(self, complaint: Any) -> None:
        self.asked.emit(complaints.KIND_NAME, complaint)

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """Who is called, on which number, about what; what was tried before."""
        self._brief = QVBoxLayout()
        holder = section(tr("The call"), self._brief)
        self._session.ask(screens.brief, seen.id, done=self._show, failed=self.refused, owner=holder)
        if seen.state == PLANNED and self._session.may(CALL):
            QTimer.singleShot(0, holder, self._to_first_score)
        return (holder,)

    def _to_first_score(self) -> None:
        page = self.base.page
        if page is not None and page.form is not None and self.isVisible():
            page.form.boxes["overall"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, brief: Brief) -> None:
        clear(self._brief)
        phone = text(brief.phone or tr("No phone number"), "title")
        phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines: list[Any] = [row(text(brief.customer, "title"), phone, None, gap=16)]
        if brief.sender:
            lines.append(text(tr("Brought by {name}", name=brief.sender), "muted"))
        work = tr("{day}: {work}", day=i18n.day(brief.delivered), work=" · ".join(brief.work))
        lines.append(text(work, "body", wrap=True))
        for one in brief.before:
            words = tr("{at} {who}: {words}", at=i18n.moment(one.at), who=one.who,
                       words=one.words or tr("not reached"))  # fmt: skip
            lines.append(text(words, "muted", wrap=True))
        self._brief.addLayout(col(*lines, gap=4))
