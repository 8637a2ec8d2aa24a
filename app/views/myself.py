"""What everybody changes of himself: language, PIN, password. A sheet over the room in front, opened by Shift+F12."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.core import i18n
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text, tr
from app.core.screen import Choice, Field
from app.services import people
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import Words, section, text
from app.views.kit.layout import col
from app.views.kit.sidesheet import SideSheet, open_sheets
from app.views.session import Session

LANGUAGES = (Choice("zh_CN", "中文"), Choice("en", "English"))
FIELDS = (
    Field("language", N_("My language"), "choice", required=True, choices=LANGUAGES),
    Field("old", N_("Present PIN or password"), "secret"),
    Field("pin", N_("New PIN"), "secret", help=N_("4 to 6 digits, for signing and the login tile")),
    Field("again", N_("New PIN once more"), "secret"),
    Field("password", N_("New password"), "secret", help=N_("For the command line; left empty it stays as it is")),
)


class Myself(SideSheet):
    """Opens at once over `home`; with one open already it does nothing."""

    def __init__(self, session: Session, home: QWidget) -> None:
        super().__init__(home, session.actor.name, tr("Save"))
        self._session = session
        self.boxes = {f.name: FieldBox(f, make_control(f, None, session.tasks)) for f in FIELDS}  # type: ignore[arg-type]
        self._other: Words = text("", "body", "bad", wrap=True)
        self.put(self.boxes["language"])
        self.put(section(tr("PIN and password"), col(*(self.boxes[f.name] for f in FIELDS[1:]), gap=10)))
        self.put(self._other)
        self.done.connect(self._send)
        if open_sheets(home):
            self.deleteLater()
            return
        self._language = i18n.current()
        self.boxes["language"].control.put(self._language)
        self.open_sheet(self.boxes["old"].control)

    def _send(self) -> None:
        given = {name: box.control.value() or None for name, box in self.boxes.items()}
        for box in self.boxes.values():
            box.show_problem(None)
        if given["pin"] != given["again"]:
            self._show(Problem("again", Text(N_("The two are not the same. Type the new PIN once more."))))
        elif given["pin"] or given["password"]:
            self._session.run(
                people.change_secret, given["old"] or "", given={"pin": given["pin"], "password": given["password"]},
                done=lambda _none: self._prefer(given["language"]), failed=self._failed, owner=self,
            )  # fmt: skip
        else:
            self._prefer(given["language"])

    def _prefer(self, language: Any) -> None:
        if language in (None, self._language):
            self._over(tr("Saved."))
            return
        self._session.run(
            people.prefer, given={"language": language}, failed=self._failed, owner=self,
            done=lambda _none: self._over(tr("Saved. The language changes with your next sign-in.")),
        )  # fmt: skip

    def _over(self, words: str) -> None:
        self.close_sheet()
        self._session.said.emit(words)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Refused):
            for problem in error.problems:
                self._show(problem)

    def _show(self, problem: Problem) -> None:
        box = self.boxes.get(problem.where)
        if box is None:
            self._other.tell(tr(problem.text), "bad")
            return
        box.show_problem(problem)
        box.control.setFocus()
