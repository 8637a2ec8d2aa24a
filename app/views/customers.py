"""The room of customers: a duplicate is merged into the one that is open, and what is kept of a person is given out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import Trouble
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.printing import saving
from app.services import customers
from app.services.customers import KIND
from app.services.customers.workflow import MERGE, PRIVACY
from app.services.documents import DocumentView
from app.views.alike import AlikePage
from app.views.around import AroundRoom, Refuse
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.session import Session

OPEN = ("active", "blocked")


class CustomerPage(AlikePage):
    """The same phone or name."""

    alike = customers.similar

    def typed(self) -> tuple[Any, ...]:
        value = {name: box.control.value() or "" for name, box in self.form.boxes.items()} if self.form else {}
        return value.get("name", ""), value.get("mobile") or value.get("landline") or ""


class CustomersRoom(AroundRoom):
    """F7 on an open customer takes a duplicate in, F9 writes all that is kept of him to a file; each by its right."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__(KIND, session, memory, tools=self, page=CustomerPage)

    def _may_merge(self, seen: DocumentView) -> bool:
        return self._session.may(MERGE) and seen.state in OPEN

    def head(self, seen: DocumentView) -> Sequence[QWidget]:
        """The buttons beside the steps."""
        found = []
        if self._may_merge(seen):
            found.append(button(tr("Take a duplicate in"), "", "users", key="F7", act=partial(self.merge, seen),
                                object_name="customers.merge"))  # fmt: skip
        if self._session.may(PRIVACY):
            found.append(button(tr("Give out his data"), "", "download", key="F9", act=partial(self.give_out, seen),
                                object_name="customers.give_out"))  # fmt: skip
        return found

    def body(self, _seen: DocumentView) -> Sequence[QWidget]:
        """Nothing more."""
        return ()

    def page_keys(self) -> Sequence[Key]:
        seen = self.base.page.seen if self.base.page is not None else None
        if seen is None:
            return []
        keys = [Key("F7", tr("Take a duplicate in"), partial(self.merge, seen))] if self._may_merge(seen) else []
        if self._session.may(PRIVACY):
            keys.append(Key("F9", tr("Give out his data"), partial(self.give_out, seen)))
        return keys

    def merge(self, seen: DocumentView) -> None:
        """The other one goes: his cars and documents follow, what is empty here is filled from him."""
        fields = (Field("drop", N_("The duplicate, which goes"), "record", required=True, record="customers"),)

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            def done(_none: object) -> None:
                close()
                self.said.emit(tr("Merged"), None)
                self.base.refresh()

            self._session.run(customers.merge, seen.id, given["drop"], done=done, failed=refuse, owner=self)

        about = tr("{name} stays. Cars and documents of the duplicate follow.", name=f"{seen.called} {seen.title}")
        self.ask(tr("Take a duplicate in"), tr("Merge"), about, fields, act)

    def give_out(self, seen: DocumentView) -> None:
        """Everything kept about one person, as he may ask for; written where one chooses."""
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as file"), f"{seen.called}.json", "JSON (*.json)")
        if chosen:
            self._session.ask(customers.give_out, seen.id, done=partial(self.write, Path(chosen)), owner=self)

    def write(self, file: Path, content: str) -> None:
        """Keeps the file; a full disk or a locked file is said in the bar."""
        try:
            saving.save(file, content.encode("utf-8"))
        except Trouble as trouble:
            self.base.messages.say("saved", "bad", tr(trouble.text))
            return
        self.said.emit(tr("Saved: {file}", file=str(file)), None)
