"""Drops a draft that is typed into: an empty one at once, one with something in it after a word. Knows no noun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.core.access import Permission
from app.core.i18n import tr
from app.services import drafts
from app.views.keeping_page import KeepingPage
from app.views.kit.buttons import icon_button
from app.views.session import Session

SOON_MS = 50


class DraftDrop(QObject):
    """`ask` is the button's; `leave` is Esc: what nobody filled in leaves no paper behind."""

    def __init__(
        self, page: KeepingPage, session: Session, right: Permission, refused: Callable[[Exception], None]
    ) -> None:
        super().__init__(page)
        self._page, self._session, self._right, self._refused = page, session, right, refused

    def buttons(self, *, editable: bool) -> list[QWidget]:
        """The button of the header, where there is a draft to be dropped."""
        if not editable or not self._session.may(self._right):
            return []
        made = icon_button("delete", tr("Delete the draft"), act=self.ask)
        made.setObjectName("draft.drop")
        return [made]

    def ask(self) -> None:
        """Drops an empty one; of another one says first what goes with it."""
        if not self.leave():
            fact, verb = tr("What is filled in goes with the draft."), tr("Delete the draft")
            self._page.messages.say("drop", "warn", fact, tr("Its number is not used again."), (verb, self._drop))

    def leave(self) -> bool:
        """Esc: drops a draft with nothing in it; False if there is something."""
        form: Any = self._page.form  # of such a page it is none of the kit's
        blank = bool(self._page.keeps() and form.blank() and self._session.may(self._right))
        if blank:
            self._drop()
        return blank

    def _drop(self) -> None:
        """Deletes what was kept, and goes back to the list; a saving that is under way is waited for."""
        page = self._page
        if page.busy():
            QTimer.singleShot(SOON_MS, self, self._drop)
        elif page.seen is None:
            page.back_wanted.emit()
        else:
            self._session.run(
                drafts.remove, page.kind.name, page.seen.id, page.seen.version, done=lambda _none: self._gone(),
                failed=self._refused, owner=page,
            )  # fmt: skip

    def _gone(self) -> None:
        self._page.said.emit(tr("Deleted."), None)
        self._page.back_wanted.emit()
