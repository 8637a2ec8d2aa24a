"""The room of opening hours, and beside them the state's calendar: its years, the import of one, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.services import calendar
from app.services.calendar import EDIT, HOURS
from app.views.around import AroundRoom
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.session import Session

LARGEST = 1_000_000  # bytes of a table of holidays


class OpeningHoursRoom(AroundRoom):
    """F7 brings in the holidays of a year; a year without a table stands above the list as a warning."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        bring = button(tr("Import holidays"), "", "calendar", key="F7", act=self.choose, object_name="hours.import")
        super().__init__(HOURS, session, memory, (bring,) if session.may(EDIT) else ())

    def list_keys(self) -> list[Key]:
        return [Key("F7", tr("Import holidays"), self.choose)] if self._session.may(EDIT) else []

    def on_shown(self, argument: object = None) -> None:
        super().on_shown(argument)
        self._look()

    def _look(self) -> None:
        self._session.ask(calendar.list_years, done=self._show_years, owner=self)
        self._session.ask(calendar.missing_year, done=self._show_missing, owner=self)

    def _show_years(self, years: list[calendar.Year]) -> None:
        known = ", ".join(str(y.year) for y in sorted(years, key=lambda y: y.year))
        self.base.messages.say("years", "active", tr("Holidays and make-up days are known of {years}.", years=known))

    def _show_missing(self, year: int | None) -> None:
        if year is None:
            self.base.messages.drop("missing")
            return
        self.base.messages.say(
            "missing", "warn", tr("The holidays of {year} are not known yet.", year=year),
            tr("Monday to Friday are reckoned with; deadlines are provisional until its table is imported."),
        )  # fmt: skip

    def choose(self) -> None:
        """F7: asks for the file of a year."""
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Import holidays"), "", "*.json")
        if chosen:
            self.bring_in(Path(chosen))

    def bring_in(self, file: Path) -> None:
        """Reads the file and imports its year."""
        try:
            text = file.read_bytes()[:LARGEST].decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            self.refused(Refused(N_("{file} can't be read. Choose another one."), file=file.name))
            return
        self._session.run(calendar.bring_in, text, done=self._did, failed=self.refused, owner=self)

    def _did(self, year: Any) -> None:
        self.base.messages.drop("refused")
        self.said.emit(tr("The holidays of {year} are imported.", year=year), None)
        self._look()
