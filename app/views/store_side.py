"""The keeper's day beside Today: what went out, how far counts are, which deliveries come; each leads to its room.

Others see nothing of it: it is there for who hands out parts.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core import clock
from app.core.i18n import day, tr
from app.services import store_day
from app.services.counts.rules import VIEW as COUNTS
from app.services.purchasing.rules import VIEW_ORDERS
from app.services.requisitions.rules import ISSUE
from app.services.store_day import Counting, Delivery, StoreDay
from app.views.kit.buttons import Button
from app.views.kit.labels import text
from app.views.kit.lamp import ProgressBar
from app.views.kit.layout import clear, col, row, rule
from app.views.session import Session


class StoreSide(QWidget):
    """Figures of the day, a bar for each running count, a line for each delivery."""

    asked = Signal(str, object)  # kind, id (None: the room)
    filled = Signal()  # `links` are others now

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("today.store")
        self._session = session
        self._shown: StoreDay | None = None
        self.links: list[QWidget] = []  # in reading order
        self._box = QVBoxLayout()
        self._box.setSpacing(6)
        self.setLayout(col(self._box, gap=0))
        self._mine = session.may(ISSUE)
        self.setVisible(self._mine)

    def refresh(self) -> None:
        """Asks again."""
        if self._mine:
            self._session.ask(store_day.figures, done=self._show, owner=self, latest="store")

    def _show(self, found: StoreDay) -> None:
        if found == self._shown:  # a line that has the focus keeps it
            return
        self._shown = found
        box, self.links = self._box, []
        clear(box)
        box.addLayout(row(text(tr("Issued today"), "section"), None, text(tr("{n} lines", n=found.lines), "strong")))
        box.addLayout(row(text(tr("Hand-overs"), "muted"), None, text(str(found.slips), "strong")))
        waiting = self._link("requisitions", None, tr("Slips waiting"))
        box.addLayout(row(waiting, None, text(str(found.waiting), "strong")))
        box.addWidget(rule())
        if found.counts:
            box.addWidget(text(tr("Counts"), "section"))
        for count in found.counts:
            self._count(count)
        if found.counts:
            box.addWidget(rule())
        box.addWidget(text(tr("Deliveries expected"), "section"))
        for delivery in found.deliveries:
            self._delivery(delivery)
        if not found.deliveries:
            box.addWidget(text(tr("None today."), "muted"))
        box.addWidget(rule())
        self.filled.emit()

    def _link(self, kind: str, id: Any, words: str) -> QWidget:
        made = Button(words, "link", act=partial(self.asked.emit, kind, id))
        made.setObjectName(f"store.{kind}")
        self.links.append(made)
        return made

    def _count(self, count: Counting) -> None:
        known = self._session.may(COUNTS)
        called = self._link("counts", count.id, count.number) if known else text(count.number)
        self._box.addLayout(row(called, None, text(f"{count.counted} / {count.total}", "strong")))
        self._box.addWidget(ProgressBar(count.counted, count.total))

    def _delivery(self, delivery: Delivery) -> None:
        late = delivery.expected < clock.today()
        when = text(day(delivery.expected, full=False), "strong", "bad" if late else "")
        known = self._session.may(VIEW_ORDERS)
        name = self._link("purchase_orders", delivery.id, delivery.supplier) if known else text(delivery.supplier)
        self._box.addLayout(row(when, name, None, text(tr("{n} lines", n=delivery.lines), "muted")))
