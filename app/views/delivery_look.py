"""The car as it came, beside what is handed back (E49): marks and photos of the check-in, dials then and now."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.i18n import N_, tr
from app.services import deliveries
from app.services.deliveries import Handing
from app.views.kit.chips import Chip
from app.views.kit.images import within
from app.views.kit.labels import fact, section, text
from app.views.kit.layout import clear, col, row
from app.views.kit.outline import CarOutline, Spot
from app.views.kit.theme import px
from app.views.session import Session

TICKS = (("explained", N_("Work and parts explained")), ("looked", N_("Looked round the car together")))
WIDE, HIGH, PHOTO = 420, 250, 92


class DeliveryLook(QWidget):
    """Asks once and shows it."""

    def __init__(self, session: Session, order: Any) -> None:
        super().__init__()
        self.setObjectName("delivery.look")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.outline = CarOutline()
        self.outline.editable(False)
        self.outline.setFixedSize(px(WIDE), px(HIGH))
        self.photos: list[QLabel] = []
        self._box = QVBoxLayout()
        self._box.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._box)
        high = px(PHOTO)

        def look() -> tuple[Handing, dict[str, QImage]]:
            found = session.desk.ask(deliveries.handing, session.actor, order)
            return found, {name: within(photo, 4 * high, high) for name, photo in found.photos.items()}

        session.tasks.run_read(look, self._show, owner=self)

    def _show(self, answer: tuple[Handing, dict[str, QImage]]) -> None:
        found, photos = answer
        clear(self._box)
        self.outline.put([Spot(m.side, m.x / 1000, m.y / 1000, m.kind) for m in found.marks])
        marks = [self._mark(n, mark, photos.get(mark.photo)) for n, mark in enumerate(found.marks, 1)]
        none = text(tr("No damage was noted when it came."), "muted")
        beside = col(self._dials(found), *(marks or [none]), None, gap=8)
        ticks = [
            Chip(tr(label), "ok" if found.kept.get(name) else "idle") for name, label in TICKS
        ]  # fmt: skip
        signed = Chip(tr("Signed for"), "ok") if found.signed else Chip(tr("Not signed for yet"), "wait")
        head = row(None, *ticks, signed, gap=8)
        self._box.addWidget(section(tr("Handing over"), row(self.outline, beside, gap=20, stretch=1), head))

    @staticmethod
    def _dials(found: Handing) -> Any:
        def km(value: int | None) -> str:
            return f"{value:,} km" if value is not None else "—"

        fuel = deliveries.fuel_words
        return row(
            fact(tr("Odometer in"), km(found.odometer)), fact(tr("Odometer out"), km(found.kept.get("odometer")), "",
                                                              "strong"),
            fact(tr("Fuel in"), fuel(found.fuel, found.fuel_scale)),
            fact(tr("Fuel out"), fuel(found.kept.get("fuel"), found.fuel_scale), "", "strong"), None, gap=24,
        )  # fmt: skip

    def _mark(self, n: int, mark: Any, photo: QImage | None) -> Any:
        size = f"{mark.size_cm} cm" if mark.size_cm else ""
        parts: list[Any] = [
            text(str(n), "strong"), text(f"{tr(mark.place)} · {tr(mark.damage)}"), text(size, "muted"), None,
        ]  # fmt: skip
        if photo is not None:
            parts.append(self._picture(photo, mark))
        return row(*parts, gap=10)

    def _picture(self, photo: QImage, mark: Any) -> QLabel:
        made = QLabel()
        made.setPixmap(QPixmap.fromImage(photo))
        made.setAccessibleName(tr("Photo of {place}, when it came", place=tr(mark.place)))
        self.photos.append(made)
        return made
