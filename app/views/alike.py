"""A page that says, while somebody types, which kept records look like the one being typed. Knows no noun."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QTimer

from app.core.i18n import tr
from app.core.usecase import UseCase
from app.views.document_page import DocumentPage

PAUSE_MS = 250  # after the last key


class AlikePage(DocumentPage):
    """Asks a little after each change; the likeliest stands in the bar, with a button that opens it.

    `alike` answers records with id, number, name and `why` (a msgid): what is alike.
    """

    alike: ClassVar[UseCase[..., Any]]
    _soon: QTimer | None = None

    def typed(self) -> tuple[Any, ...]:
        """What tells one record from another, as the query takes it; the record itself comes after it."""
        return ()

    def _edited(self) -> None:
        super()._edited()
        if self._soon is None:
            self._soon = QTimer(self)
            self._soon.setSingleShot(True)
            self._soon.setInterval(PAUSE_MS)
            self._soon.timeout.connect(self._look)
        self._soon.start()

    def _look(self) -> None:
        if self.form is not None:
            self._session.ask(type(self).alike, *self.typed(), self._id, done=self._tell, owner=self.form,
                              latest="alike")  # fmt: skip

    def _tell(self, found: Sequence[Any]) -> None:
        if not found or not self._dirty:
            self.messages.drop("alike")
            return
        first = found[0]
        words = tr("Looks like {called}: {why}", called=f"{first.number} {first.name}".strip(), why=tr(first.why))
        more = tr("{n} more look alike.", n=len(found) - 1) if len(found) > 1 else ""
        self.messages.say(
            "alike", "warn", words, more, (tr("Open it"), partial(self.opened.emit, self.kind.name, first.id))
        )

    def _saved(self, then: Any, answer: Any) -> None:
        self.messages.drop("alike")
        super()._saved(then, answer)
