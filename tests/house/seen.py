"""What can be seen of a window without eyes: cut-off words, controls without a name, too small to hit, out of order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QLabel, QLineEdit, QScrollBar, QWidget

SMALLEST = 22  # px; ui.md §2: controls 32, compact rows 28, a link in a line of text 22


def complaints(window: QWidget) -> list[str]:
    """Everything that is wrong with what is in sight, each once."""
    checks = (cut_off, cut_buttons, nameless, too_small, out_of_order)
    return sorted({f"{check.__name__}: {said}" for check in checks for said in check(window)})


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
        if button.isVisible() and button.text() and button.width() < button.minimumSizeHint().width() - 1:
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


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def out_of_order(window: QWidget) -> Iterator[str]:
    """Neighbours in one place where Tab goes upwards, or to the left in the same line (principle 5)."""
    chain = stops(window)
    for one, two in pairwise(chain):
        if one.parentWidget() is not two.parentWidget():
            continue
        a, b = _place(one, window), _place(two, window)
        level = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) > min(a.height(), b.height()) // 2
        if (level and b.right() < a.left()) or (
            b.bottom() < a.top() and b.left() <= a.right() and a.left() <= b.right()
        ):
            yield f"{one.objectName() or one.accessibleName()!r} → {two.objectName() or two.accessibleName()!r}"
