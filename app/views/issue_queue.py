"""Slips that wait at the counter, the oldest on top: plate, who asked, what is there, how long. Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStackedLayout, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core import clock
from app.core.desk import Changes
from app.core.i18n import N_, tr
from app.services.requisitions import bench
from app.services.requisitions.bench import Waiting
from app.services.requisitions.rules import TYPES
from app.services.vehicles import shown
from app.views.board_card import span
from app.views.kit.cells import LEFT, RIGHT, words
from app.views.kit.chips import chip_width, paint_chip, paint_plate, plate_width
from app.views.kit.labels import text
from app.views.kit.layout import card, col, row
from app.views.kit.paint import line_h
from app.views.kit.states import empty
from app.views.kit.theme import colour, metrics, px
from app.views.scan_rows import EntryView, Index
from app.views.session import Session, touches

HEIGHT, PATIENCE = 74, 15  # px; minutes
AGE = (N_("{n} min"), N_("{n} h"), N_("{n} days"))
TABLES = ("requisitions", "requisition_lines", "part_issues", "balances")


@dataclass(frozen=True)
class SlipRow:
    """One slip: key, plate, number with its type, who and where, (word, family) of what is there, its age and tone."""

    key: Any
    plate: str
    title: str
    who: str
    chip: tuple[str, str]
    age: str
    tone: str

    def spoken(self) -> str:
        """The row for a screen reader."""
        return " ".join(x for x in (self.plate, self.title, self.who, self.chip[0], self.age) if x)


def row_of(slip: Waiting) -> SlipRow:
    """A waiting slip as it is shown."""
    minutes = int((clock.now() - slip.approved_at).total_seconds() // 60) if slip.approved_at else 0
    if slip.ready_lines >= slip.due_lines:
        chip = (tr("All of it in stock"), "ok")
    elif slip.ready_lines:
        chip = (tr("{n} of {all} lines in stock", n=slip.ready_lines, all=slip.due_lines), "warn")
    else:
        chip = (tr("Nothing of it in stock"), "bad")
    who = " · ".join(x for x in (slip.technician, slip.bay, slip.order_number) if x)
    rest = tr("rest of it") if slip.state == "part_issued" else ""
    kind = " · ".join(x for x in (tr(TYPES[slip.type]), rest) if x)
    tone = "bad" if minutes >= PATIENCE and slip.ready_lines else "ink2"
    return SlipRow(slip.id, shown(slip.plate) if slip.plate else "", f"{slip.number}   {kind}", who, chip,
                   span(AGE, minutes), tone)  # fmt: skip


class SlipPainter(QStyledItemDelegate):
    """Paints a slip; plates, states and ages stand below each other."""

    def __init__(self, view: SlipView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row_: SlipRow = index.model().entries[index.row()]  # type: ignore[attr-defined]
        view, r = self._view, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        p.fillRect(r, colour("select" if chosen else "surface"))
        if chosen:
            p.fillRect(QRect(r.left(), r.top(), px(4), r.height()), colour("accent_ink"))
        line_h(p, r.left(), r.bottom(), r.width(), colour("line"))
        inner, middle = r.adjusted(px(18), 0, -px(18), 0), r.center().y() + 0.5
        if row_.plate:
            box = QRectF(inner.left(), middle - px(18), plate_width(row_.plate, "title"), px(36))
            paint_plate(p, box, row_.plate, "title")
        inner.setLeft(inner.left() + view.plates + px(18))
        words(p, inner, row_.age, row_.tone, RIGHT, "tile")
        inner.setRight(inner.right() - view.ages - px(18))
        paint_chip(p, inner.right() - chip_width(row_.chip[0]), middle, *row_.chip)
        inner.setRight(inner.right() - view.chips - px(14))
        upper = QRect(inner.left(), r.center().y() - px(26), inner.width(), px(28))
        words(p, upper, row_.who or row_.title, "ink", LEFT, "title", elide=True)
        words(p, upper.translated(0, px(28)), row_.title if row_.who else "", "ink2", LEFT, "body", elide=True)


class SlipView(EntryView):
    """The slips on screen."""

    def __init__(self) -> None:
        super().__init__("issue.slips", height=HEIGHT)
        self.plates = self.chips = self.ages = 0
        self.setItemDelegate(SlipPainter(self))
        self.setAccessibleName(tr("Slips to issue"))

    def tell_slips(self, rows: Sequence[SlipRow]) -> None:
        """Shows these slips; the cursor stays on the one it was on."""
        here = self.current()
        self.plates = max((plate_width(r.plate, "title") for r in rows if r.plate), default=px(96))
        self.chips = max((chip_width(r.chip[0]) for r in rows), default=0)
        self.ages = max((metrics("tile").horizontalAdvance(r.age) for r in rows), default=0)
        self.tell(rows)  # type: ignore[arg-type]
        self.walk_to(next((i for i, r in enumerate(rows) if r.key == here), 0))


class IssueQueue(QWidget):
    """The list with its count; empty says so."""

    opened = Signal(object)  # the slip

    def __init__(self, session: Session, more: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.setObjectName("issue.queue")
        self._session = session
        self.slips: Sequence[Waiting] = ()
        self._count, self.view = text("", "muted"), SlipView()
        self.view.picked.connect(self.opened.emit)
        self._pages = QStackedLayout()
        self._pages.setContentsMargins(1, 1, 1, 1)
        self._pages.addWidget(self.view)
        self._pages.addWidget(empty(tr("No slip waits. Scan one, or wait for the supervisor's approval.")))
        head = row(text(tr("Slips to issue"), "title"), self._count, None, *more, gap=10)
        # not laid out here: it changes place with the preview of a slip's paper
        self.column = col(head, card(self._pages), gap=10, margins=(16, 10, 16, 10), stretch=1)
        self.setFocusProxy(self.view)
        session.changed.connect(self._commit_seen)

    def refresh(self) -> None:
        """Asks again what waits."""
        self._session.ask(bench.waiting, done=self._show, owner=self, latest="slips")

    def _show(self, slips: Sequence[Waiting]) -> None:
        self.slips = slips
        self._count.tell(str(len(slips)))
        self.view.tell_slips([row_of(slip) for slip in slips])
        self._pages.setCurrentIndex(0 if slips else 1)

    def _commit_seen(self, changes: Changes) -> None:
        if self.isVisible() and touches(changes, TABLES):
            self.refresh()

    def open_chosen(self) -> None:
        """Enter, F9: the slip under the cursor."""
        if self.view.current() is not None:
            self.opened.emit(self.view.current())
