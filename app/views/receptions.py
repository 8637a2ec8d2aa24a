"""The reception room: the list of check-ins, and one of them on a page of its own."""

from __future__ import annotations

from app.services import receptions, vehicles
from app.views.around import AroundRoom
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.reception_page import ReceptionPage
from app.views.session import Session


class ReceptionRoom(AroundRoom):
    """A plate or VIN that is scanned here begins a check-in."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__(receptions.KIND, session, memory, page=ReceptionPage)

    def wants_scan(self, code: str) -> bool:
        if self.base.page is None and self._session.may(receptions.EDIT) and _is_car(code):
            self.base.new_document()
        return super().wants_scan(code)


def _is_car(code: str) -> bool:
    return len(vehicles.read_vin(code).vin) == 17 or vehicles.read_plate(code).kind not in ("OTHER", "NONE")
