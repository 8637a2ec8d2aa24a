"""What can be seen of a window without eyes: cut-off words, controls without a name, too small to hit, out of order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)

SMALLEST = 22  # px; ui.md §2: controls 32, compact rows 28, a link in a line of text 22


def complaints(window: QWidget, room: QWidget) -> list[str]:
    """Everything that is wrong with what is in sight, each once."""
    checks = (cut_off, cut_buttons, nameless, too_small)
    found = {f"{check.__name__}: {said}" for check in checks for said in check(window)}
    return sorted(found | {f"out_of_order: {said}" for said in out_of_order(window, room)})


def cut_off(window: QWidget) -> Iterator[str]:
    """Labels of one line that are wider than their place (principle 7)."""
    for label in window.findChildren(QLabel):
        words = label.text()
        if not words or not label.isVisible() or label.wordWrap() or label.textFormat() == Qt.TextFormat.RichText:
            continue
        if QFontMetrics(label.font()).horizontalAdvance(words) > label.contentsRect().width() + 1:
            yield f"{words!r} in {label.width()} px"


def cut_buttons(window: QWidget) -> Iterator[str]:
    """Buttons narrower than their words."""
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.text() and button.width() < button.minimumSizeHint().width() - 3:
            yield f"{button.text()!r} {button.width()} of {button.minimumSizeHint().width()} px"


def stops(window: QWidget) -> list[QWidget]:
    """What Tab goes through, in its order."""
    found, at = [], window.nextInFocusChain()
    while at is not None and at is not window and len(found) < 2000:
        if at.isVisible() and at.isEnabled() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(at)
        at = at.nextInFocusChain()
    return found


def nameless(window: QWidget) -> Iterator[str]:
    """Stops of which a screen reader could say nothing (§9)."""
    for stop in stops(window):
        said = stop.accessibleName() or getattr(stop, "text", str)() or stop.toolTip()
        inside = isinstance(stop.parentWidget(), QAbstractItemView | QHeaderView) or isinstance(stop, QScrollBar)
        if not said and not inside:
            yield f"{type(stop).__name__} {stop.objectName()!r} in {type(stop.parentWidget()).__name__}"


def too_small(window: QWidget) -> Iterator[str]:
    """Buttons and fields that a hand does not hit."""
    for each in (*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)):
        if each.isVisible() and min(each.height(), each.width()) < SMALLEST:
            yield f"{type(each).__name__} {each.objectName() or each.text()!r} {each.width()}×{each.height()}"


def _place(widget: QWidget, window: QWidget, beside: QWidget) -> QRect:
    """Where it stands; what scrolls in a column that `beside` is not in comes into sight at the edge of that column."""
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    around = widget.parentWidget()
    while around is not None and not around.isAncestorOf(beside):
        if isinstance(around, QScrollArea):
            sight = QRect(around.mapTo(window, QPoint(0, 0)), around.size())
            place.moveTop(max(sight.top(), min(place.top(), sight.bottom() - place.height())))
        around = around.parentWidget()
    return place


def out_of_order(window: QWidget, room: QWidget) -> Iterator[str]:
    """Where Tab goes upwards without going on to the next column, or to the left in the same line (principle 5)."""
    for one, two in pairwise(stop for stop in stops(window) if room.isAncestorOf(stop)):
        a, b = _place(one, window, two), _place(two, window, one)
        level = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) > min(a.height(), b.height()) // 2
        if (level and b.right() < a.left()) or (b.bottom() < a.top() and b.left() <= a.right()):
            yield f"{_called(one)} → {_called(two)}"


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()!r}"
