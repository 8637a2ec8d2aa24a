"""The checks beside a check-in that is filled in: the same fault within the warranty, an odd odometer reading."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.core import i18n
from app.core.i18n import tr
from app.services import receptions, vehicles
from app.services.receptions import Covered
from app.services.vehicles import Checked
from app.views.document_page import DocumentPage
from app.views.reception_form import ReceptionForm
from app.views.session import Session


class WarrantyCheck(QObject):
    """Asks when car, odometer or words changed; the answer stands in the page's bar until it is no longer true."""

    def __init__(self, page: DocumentPage, session: Session) -> None:
        super().__init__(page)
        self._page, self._session = page, session

    def ask(self, form: ReceptionForm, reception: Any) -> None:
        """What the form says now; nothing of a car that is not known."""
        if form.vehicle is not None:
            self._session.ask(
                receptions.check_warranty, form.vehicle, form.value("odometer"), str(form.value("words") or ""),
                reception, done=self._told, owner=form, latest="warranty",
            )  # fmt: skip

    def odometer(self, form: ReceptionForm) -> None:
        """Whether the reading fits those before it; what is odd is said under the field."""
        if form.vehicle is not None and form.value("odometer") is not None:
            self._session.ask(
                vehicles.check_odometer, form.vehicle, form.value("odometer"), form.value("odometer_unit") or "km",
                done=partial(self._odometer_checked, form), owner=form, latest="odometer",
            )  # fmt: skip

    @staticmethod
    def _odometer_checked(form: ReceptionForm, found: Checked) -> None:
        if not form.answered:
            form.warn("odometer", None if found.verdict == "ok" else found.text)

    def _told(self, found: list[Covered]) -> None:
        self._page.messages.drop("warranty")
        same = next((c for c in found if c.same), None)
        if same is None:
            return
        fact = tr(
            "The same fault within the warranty: {number}, {day}.", number=same.visit.number or "—",
            day=i18n.day(same.visit.day),
        )  # fmt: skip
        look = (tr("Open it"), partial(self._page.opened.emit, same.visit.kind, same.visit.id))
        self._page.messages.say(
            "warranty", "warn", fact, same.visit.work or same.visit.fault, look if same.visit.kind else None
        )
