"""Rows, columns, grids and cards: how parts are put beside one another. Knows no part."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.views.kit.theme import px

Item = QWidget | QLayout | int | None  # int = space in px, None = stretch
Box = TypeVar("Box", QHBoxLayout, QVBoxLayout)
Margins = tuple[int, int, int, int]  # left, top, right, bottom in px


def row(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0), stretch: int | None = None) -> QHBoxLayout:
    """Items side by side; the item with index `stretch` takes the room that is left."""
    return _fill(QHBoxLayout(), items, gap, margins, stretch)


def col(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0), stretch: int | None = None) -> QVBoxLayout:
    """Items one below the other; the item with index `stretch` takes the room that is left."""
    return _fill(QVBoxLayout(), items, gap, margins, stretch)


def _fill(box: Box, items: Sequence[Item], gap: int, margins: Margins, stretch: int | None) -> Box:
    box.setSpacing(px(gap))
    box.setContentsMargins(*(px(m) for m in margins))
    for item in items:
        add(box, item)
    if stretch is not None:
        box.setStretch(stretch, 1)
    return box


def add(box: QBoxLayout, item: Item) -> None:
    """Appends one item."""
    if item is None:
        box.addStretch(1)
    elif isinstance(item, int):
        box.addSpacing(px(item))
    elif isinstance(item, QWidget):
        box.addWidget(item)
    else:
        box.addLayout(item)


Cell = QWidget | QLayout | tuple[QWidget | QLayout, int] | None


def grid(rows: Sequence[Sequence[Cell]], *, hgap: int = 16, vgap: int = 10) -> QGridLayout:
    """Cells in rows; a cell (item, n) spans n columns."""
    made = QGridLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(px(hgap))
    made.setVerticalSpacing(px(vgap))
    for y, cells in enumerate(rows):
        x = 0
        for cell in cells:
            item, span = cell if isinstance(cell, tuple) else (cell, 1)
            if isinstance(item, QWidget):
                made.addWidget(item, y, x, 1, span)
            elif item is not None:
                made.addLayout(item, y, x, 1, span)
            x += span
    return made


def frame(layout: QLayout, *, kind: str = "", name: str = "", width: int = 0, height: int = 0) -> QFrame:
    """A frame around a layout. `kind` is what the style sheet knows: card, sunken, canvas, topbar … Sizes in px."""
    made = QFrame()
    if kind:
        made.setProperty("kind", kind)
    if name:
        made.setObjectName(name)
    made.setLayout(layout)
    if width:
        made.setFixedWidth(px(width))
    if height:
        made.setFixedHeight(px(height))
    return made


def card(layout: QLayout, *, name: str = "") -> QFrame:
    """A white card with a hairline round it."""
    return frame(layout, kind="card", name=name)


def rule(vertical: bool = False) -> QFrame:
    """A hairline between two things."""
    made = QFrame()
    made.setProperty("kind", "vrule" if vertical else "rule")
    return made


def scroll(content: QWidget, *, name: str = "") -> QScrollArea:
    """On a low screen a column scrolls inside itself; header and key line never leave. It takes no focus itself."""
    area = QScrollArea()
    if name:
        area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area


def into_view(widget: QWidget) -> None:
    """Scrolls the columns around a widget until it is seen: Qt does that for Tab only, not for a jump of ours.

    Afterwards: a message that comes with the jump still takes its room from the column.
    """
    QTimer.singleShot(0, widget, lambda: _follow(widget))


def _follow(widget: QWidget) -> None:
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget, 0, px(24))
        around = around.parentWidget()


def clear(box: QLayout) -> None:
    """Takes everything out of a layout and deletes the widgets."""
    while (item := box.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def stop_before(anchor: QWidget, stops: Sequence[QWidget]) -> None:
    """Tab goes through `stops` just before it comes to `anchor`: where they stand, not where they were made."""
    last = anchor.previousInFocusChain()
    while last is not None and last is not anchor and not last.focusPolicy() & Qt.FocusPolicy.TabFocus:
        last = last.previousInFocusChain()
    if last is not None and last is not anchor:
        for one, two in pairwise([last, *stops]):
            QWidget.setTabOrder(one, two)
