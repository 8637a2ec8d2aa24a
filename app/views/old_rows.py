"""The rows of an order's old parts at the counter, and the band over them that says what a scan did. Knows no desk."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from app.core.i18n import day, quantity, tr, unit
from app.services.old_parts import rules
from app.services.old_parts.queries import Row
from app.services.old_parts.workflow import WORKFLOW
from app.views.kit.chips import Chip
from app.views.kit.labels import Glance, Pic, text
from app.views.kit.layout import col, frame, row
from app.views.kit.paint import line_h
from app.views.kit.theme import colour, dress, px

FAMILIES = {s.code: (s.label, s.family) for s in WORKFLOW.states}
BAND, HIGH, OWNER, STATE = 64, 62, 116, 152
ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "octagon-alert"}


class Band(QFrame):
    """What the last scan did, in one line that is read from two metres."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "remark")
        self.setObjectName("olds.band")
        self.setFixedHeight(px(BAND))
        self._pic, self.words, self.more = Pic("scan-barcode", 24, "ink2"), text("", "title"), text("", "body")
        self.setLayout(
            row(self._pic, col(None, self.words, self.more, None, gap=0), None, margins=(14, 0, 14, 0), gap=14)
        )

    def tell(self, words: str, more: str = "", family: str = "idle") -> None:
        """Says something in the colours of a family."""
        tone = family if family in ICONS else "ink2"
        self._pic.show_icon(ICONS.get(family, "scan-barcode"), tone)
        self.words.tell(words, tone if tone != "ink2" else "")
        self.more.tell(more)
        self.more.setVisible(bool(more))
        self.setAccessibleName(f"{words} {more}".strip())
        dress(self, family=family)


class OldRow(QFrame):
    """One old part: number and name of the new one, what was found, bin, quantity, whose it is, where it stands."""

    pressed = Signal()

    def __init__(self, one: Row) -> None:
        super().__init__()
        self.setObjectName(f"olds.row.{one.number}")
        self.setFixedHeight(px(HIGH))
        self._chosen = False
        label, family = FAMILIES[one.state]
        words = col(
            None, row(text(one.part, "strong"), Glance(one.name, "section"), stretch=1),
            Glance(_detail(one), "caption"), None, gap=2,
        )  # fmt: skip
        photos = row(Pic("camera", 14), text(str(one.photos), "caption"), gap=4) if one.photos else row()
        owner = Chip(tr(rules.OWNERS[one.owner]), "idle" if one.owner == rules.SHOP else "warn", "user-round")
        self.setLayout(
            row(
                words, photos, text(one.bin, "strong"),
                text(f"{quantity(one.qty, one.decimals)} {unit(one.unit)}", "strong"),
                frame(row(owner, None), width=OWNER), frame(row(Chip(tr(label), family), None), width=STATE), gap=14,
                margins=(18, 0, 14, 0), stretch=0,
            )
        )  # fmt: skip
        self.setAccessibleName(f"{one.part} {one.name} {tr(label)}")

    def choose(self, on: bool) -> None:
        """It is the row that the keys are about, or no longer."""
        self._chosen = on
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        if self._chosen:
            p.fillRect(self.rect(), colour("accent_soft"))
            p.fillRect(QRectF(0, 0, px(4), self.height()), colour("accent_ink"))
        line_h(p, 0, self.height() - 1, self.width(), colour("line"))
        p.end()


def _detail(one: Row) -> str:
    found = [one.number, one.technician, one.hazardous, tr("Safety part") if one.safety else ""]
    if one.completeness:
        found.append(f"{tr(rules.COMPLETE[one.completeness])} · {tr(rules.USABLE[one.usability])}")
    if one.due:
        found.append(tr("until {day}", day=day(one.due)))
    return "  ·  ".join(filter(None, found))
