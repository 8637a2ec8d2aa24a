"""Rows that are painted, not built: the lists beside the stage and those on it. Only what changed is painted again.

Walked by ↑↓, taken by Enter; all other keys belong to the page. They know no count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.views.kit.cells import LEFT, RIGHT, words
from app.views.kit.chips import bin_width, chip_width, paint_bin, paint_chip
from app.views.kit.icons import paint_icon
from app.views.kit.paint import rounded
from app.views.kit.theme import Role, colour, metrics, px

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
WALK = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Entry:
    """One row: what it stands for, bin, words and a second line, what stands at the right, an icon with its tone.

    `chip` is (words, family); `cap` a key that takes the row; `photo` the hash of a picture.
    """

    key: Any
    bin: str = ""
    words: str = ""
    tail: str = ""
    icon: str = ""
    tone: str = "ink2"
    chip: tuple[str, str] | None = None
    detail: str = ""
    cap: str = ""
    photo: str | None = None

    def spoken(self) -> str:
        """The row for a screen reader."""
        chip = self.chip[0] if self.chip else ""
        return " ".join(part for part in (self.cap, self.bin, self.words, self.detail, chip, self.tail) if part)


class EntryModel(QAbstractListModel):
    """The rows; from one state to the next it tells only what differs."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def tell(self, entries: Sequence[Entry]) -> None:
        """Shows these rows; those that stay as they are, are not touched."""
        old, new = self.entries, list(entries)
        head = next(
            (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a is not b and a != b),
            min(len(old), len(new)),
        )
        most = min(len(old), len(new)) - head
        tail = next((i for i in range(most) if old[-1 - i] is not new[-1 - i] and old[-1 - i] != new[-1 - i]), most)
        gone, come = len(old) - head - tail, len(new) - head - tail
        same = min(gone, come) if gone == come else 0
        if gone > same:
            self.beginRemoveRows(ROOT, head, head + gone - 1)
            self.entries = old[:head] + old[head + gone :]
            self.endRemoveRows()
        if come > same:
            self.beginInsertRows(ROOT, head, head + come - 1)
            self.entries = new
            self.endInsertRows()
        self.entries = new
        if same:
            self.dataChanged.emit(self.index(head), self.index(head + same - 1))

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.entries[index.row()].spoken()
        return None


class EntryPainter(QStyledItemDelegate):
    """Draws a row: key cap or photo, shelf label, words over their detail, chip and figure at the right."""

    def __init__(self, view: QWidget, height: int, role: Role, photo: Callable[[str], QImage | None]) -> None:
        super().__init__(view)
        self._height, self._role, self._photo = height, role, photo

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(120), px(self._height))

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.model().entries[index.row()]  # type: ignore[attr-defined]
        r = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        p.fillRect(r, colour("select" if chosen else "surface"))
        if chosen:
            p.fillRect(QRect(r.left(), r.top(), px(3), r.height()), colour("accent_ink"))
        inner = r.adjusted(px(12), 0, -px(12), 0)
        self._left(p, inner, entry)
        self._right(p, inner, entry)
        if entry.detail:
            middle = inner.center().y()
            upper = QRect(inner.left(), middle - px(24), inner.width(), px(26))
            words(p, upper, entry.words, "ink", LEFT, self._role, elide=True)
            words(p, upper.translated(0, px(25)), entry.detail, "ink2", LEFT, "body", elide=True)
        else:
            words(p, inner, entry.words, "ink", LEFT, self._role, elide=True)

    def _left(self, p: QPainter, r: QRect, entry: Entry) -> None:
        """Paints from the left and moves the left edge of what remains."""
        middle = r.center().y() + 0.5
        if entry.cap:
            box = QRectF(r.left(), middle - px(16), px(32), px(32))
            rounded(p, box, 4, colour("surface"), colour("edge"))
            words(p, box.toRect(), entry.cap, "ink", Qt.AlignmentFlag.AlignCenter, "tile")
            r.setLeft(r.left() + px(44))
        if entry.photo and (picture := self._photo(entry.photo)) is not None:
            side = r.height() - px(12)
            p.drawImage(fitted(picture, QRectF(r.left(), r.top() + px(6), side, side)), picture)
            r.setLeft(r.left() + side + px(12))
        if entry.icon:
            paint_icon(p, r.left(), middle - px(7), entry.icon, 14, entry.tone)
            r.setLeft(r.left() + px(22))
        if entry.bin:
            paint_bin(p, r.left(), middle, entry.bin)
            r.setLeft(r.left() + bin_width(entry.bin) + px(11))

    @staticmethod
    def _right(p: QPainter, r: QRect, entry: Entry) -> None:
        if entry.tail:
            words(p, r, entry.tail, "ink", RIGHT, "strong")
            r.setRight(r.right() - metrics("strong").horizontalAdvance(entry.tail) - px(8))
        if entry.chip:
            width = chip_width(entry.chip[0])
            paint_chip(p, r.right() - width, r.center().y() + 0.5, *entry.chip)
            r.setRight(r.right() - width - px(8))


def fitted(picture: QImage, box: QRectF) -> QRectF:
    """Where a picture lies in a box, whole and in its own proportions."""
    size = picture.deviceIndependentSize().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRectF(
        box.center().x() - size.width() / 2, box.center().y() - size.height() / 2, size.width(), size.height()
    )


def no_photo(_sha: str) -> QImage | None:
    """For rows without pictures."""
    return None


class EntryView(QListView):
    """The rows on screen. A key it does not know goes on to the page; so does what a slow scanner types."""

    picked = Signal(object)  # the key of the row
    turned = Signal(int)  # ← or →
    left = Signal()  # Esc

    def __init__(
        self, name: str, *, height: int = 40, role: Role = "body", photo: Callable[[str], QImage | None] = no_photo
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.rows = EntryModel()
        self.setModel(self.rows)
        self.setItemDelegate(EntryPainter(self, height, role, photo))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.picked.emit(self.rows.entries[index.row()].key))

    def tell(self, entries: Sequence[Entry]) -> None:
        """Shows these rows."""
        self.rows.tell(entries)

    def current(self) -> Any:
        """The key of the row under the cursor, or None."""
        at = self.currentIndex().row()
        return self.rows.entries[at].key if 0 <= at < len(self.rows.entries) else None

    def walk_to(self, row: int) -> None:
        """Puts the cursor on a row."""
        if self.rows.entries:
            self.setCurrentIndex(self.rows.index(max(0, min(row, len(self.rows.entries) - 1))))

    def forget(self) -> None:
        """No row is chosen any more: a stray Enter does nothing."""
        self.setCurrentIndex(QModelIndex())

    def before_scan(self) -> Callable[[], None]:
        """For the scanner: what shows the typing is the page."""
        home = self.parentWidget()
        while home is not None and not hasattr(home, "before_scan"):
            home = home.parentWidget()
        return home.before_scan() if home is not None else lambda: None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in WALK:
            super().keyPressEvent(event)
        elif key in ENTER and self.current() is not None:
            self.picked.emit(self.current())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.ignore()
