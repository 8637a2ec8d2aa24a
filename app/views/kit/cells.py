"""Cells: a value of one of the column kinds made ready to show, measured and painted. Knows no list and no model.

Values are made ready once, in the thread that read them; painting only draws finished words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from app.core import clock, i18n
from app.core.i18n import tr
from app.core.screen import LIGHTS, CellKind, Column
from app.core.workflow import State
from app.views.kit.chips import bin_width, chip_width, paint_bin, paint_chip, paint_plate, plate_width
from app.views.kit.icons import paint_icon
from app.views.kit.theme import Role, colour, font, metrics, px

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
FIGURES: frozenset[CellKind] = frozenset({"quantity", "money", "price", "percent", "level", "number"})
MAY_ELIDE: frozenset[CellKind] = frozenset({"text", "muted"})
PADDING = 8
UNIT_SLOT = 26  # units stand aligned after the figures
States = Mapping[str, tuple[str, str]] | Sequence[State]  # code → (label msgid, family), or a workflow's states


class Cell(NamedTuple):
    """Finished words: text, unit after it, tone or family, and the share of a level (below 0 = no bar)."""

    text: str
    unit: str = ""
    tone: str = ""
    share: float = -1.0

    def spoken(self) -> str:
        """The cell as a screen reader says it and as it is copied."""
        return f"{self.text} {self.unit}" if self.unit else self.text


EMPTY = Cell("")
Ready = Callable[[Any], Cell]


def _quantity(value: tuple[int, int, str]) -> Cell:
    milli, decimals, unit = value
    return Cell(i18n.quantity(milli, decimals), i18n.unit(unit))


def _unit(code: str) -> Cell:
    return Cell(i18n.unit(code))


def _level(value: tuple[int, int, str, float, str]) -> Cell:
    milli, decimals, unit, share, family = value
    return Cell(i18n.quantity(milli, decimals), i18n.unit(unit), "" if family == "ok" else family, share)


def short_day(value: date) -> str:
    """2026-11-23, this year 11-23."""
    return i18n.day(value, full=value.year != clock.today().year)


def _moment(value: datetime) -> Cell:
    return Cell(i18n.moment(value, full=False))


_READY: dict[str, Ready] = {
    "quantity": _quantity,
    "level": _level,
    "money": lambda fen: Cell(i18n.money(fen)),
    "price": lambda micro: Cell(i18n.price(micro)),
    "percent": lambda points: Cell(i18n.percent(points)),
    "number": lambda number: Cell(f"{number:,}"),
    "date": lambda value: Cell(short_day(value)),
    "moment": _moment,
    "flag": lambda value: Cell(tr("Yes")) if value else EMPTY,
}


def ready(kind: CellKind, *, states: States | None = None, choices: Sequence[tuple[str, str]] = ()) -> Ready:
    """The function that turns a value of this kind into finished words."""
    if kind == "state":
        known = _by_code(states or {})
        return lambda code: Cell(known[code][0], "", known[code][1]) if code in known else Cell(str(code), "", "idle")
    if kind == "light":
        named = {code: tr(label) for code, label in choices}
        return lambda code: Cell(named.get(code, str(code)), "", LIGHTS.get(code, "idle"))
    if kind == "choice":
        labels = {code: tr(label) for code, label in choices}
        return lambda code: Cell(labels.get(code, str(code)))
    return _READY.get(kind, lambda value: Cell(tr(value) if isinstance(value, i18n.Text) else str(value)))


def _by_code(states: States) -> Mapping[str, tuple[str, str]]:
    if isinstance(states, Mapping):
        return {code: (tr(label), family) for code, (label, family) in states.items()}
    return {s.code: (tr(s.label), s.family) for s in states}


def rows_ready(columns: Sequence[Column], states: States | None = None) -> Callable[[Sequence[Any]], tuple[Cell, ...]]:
    """The function that makes a whole row ready."""
    makers = [_unit if c.name == "unit" else ready(c.kind, states=states, choices=c.choices) for c in columns]

    def make(row: Sequence[Any]) -> tuple[Cell, ...]:
        return tuple(
            EMPTY
            if value is None or value == ""
            else Cell(tr(value))
            if isinstance(value, i18n.Text)  # “n/a” instead of a figure
            else maker(value)
            for maker, value in zip(makers, row, strict=True)
        )

    return make


# --- measuring --------------------------------------------------------------------------------------------------
def cell_role(kind: CellKind) -> Role:
    """The type role of a kind."""
    return "strong" if kind in ("strong", "level") else "body"


def width_of(kind: CellKind, cell: Cell) -> int:
    """The width in px that the cell needs, with its padding."""
    if not cell.text:
        return 0
    pad = 2 * px(PADDING)
    if kind in ("state", "light"):
        return chip_width(cell.text) + pad
    if kind == "bin":
        return bin_width(cell.text) + pad
    if kind == "plate":
        return plate_width(cell.text) + pad
    if kind == "flag":
        return px(16) + pad
    width = metrics(cell_role(kind)).horizontalAdvance(cell.text) + pad
    if kind in ("quantity", "level"):
        width += _slot(cell)
    return width + (px(20) if kind == "level" else 0)


def _slot(cell: Cell) -> int:
    """The room for the unit after a figure: aligned with the others of its column; a bare figure has none."""
    return max(px(UNIT_SLOT), metrics("caption").horizontalAdvance(cell.unit) + px(4)) if cell.unit else 0


# --- painting ---------------------------------------------------------------------------------------------------
def paint_cell(p: QPainter, r: QRect, kind: CellKind, cell: Cell) -> None:
    """Paints the cell into `r` (without padding and without its ground)."""
    if not cell.text:
        return
    painter = _PAINTERS.get(kind)
    if painter is not None:
        painter(p, r, cell)
    else:
        tone = cell.tone or ("ink2" if kind in ("muted", "code") else "ink")
        words(p, r, cell.text, tone, RIGHT if kind in FIGURES else LEFT, cell_role(kind), elide=kind in MAY_ELIDE)


def words(
    p: QPainter, r: QRect, text: str, tone: str, align: Qt.AlignmentFlag, role: Role, *, elide: bool = False
) -> None:
    """Draws words in a tone and role; only running text may be elided."""
    if elide and metrics(role).horizontalAdvance(text) > r.width():
        text = metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, r.width())
    p.setFont(font(role))
    p.setPen(colour(tone))
    p.drawText(r, align | Qt.TextFlag.TextSingleLine, text)


def _paint_state(p: QPainter, r: QRect, cell: Cell) -> None:
    paint_chip(p, r.left(), r.top() + r.height() / 2, cell.text, cell.tone or "idle")


def _paint_bin(p: QPainter, r: QRect, cell: Cell) -> None:
    paint_bin(p, r.left(), r.top() + r.height() / 2, cell.text)


def _paint_plate(p: QPainter, r: QRect, cell: Cell) -> None:
    height = px(22)
    top = r.top() + (r.height() - height) / 2
    paint_plate(p, QRectF(r.left(), top, plate_width(cell.text), height), cell.text)


def _paint_flag(p: QPainter, r: QRect, cell: Cell) -> None:
    paint_icon(p, r.left(), r.top() + (r.height() - px(16)) / 2, "check", 16, "ink2", stroke=2.5)


def _paint_quantity(p: QPainter, r: QRect, cell: Cell) -> None:
    slot = _slot(cell)
    words(p, r.adjusted(0, 0, -slot, 0), cell.text, cell.tone or "ink", RIGHT, "body")
    words(p, QRect(r.right() - slot + px(5), r.top(), slot, r.height()), cell.unit, "ink2", LEFT, "caption")


def _paint_level(p: QPainter, r: QRect, cell: Cell) -> None:
    """Normal is quiet: only a level below its line gets a colour, a mark and a bar."""
    slot = _slot(cell)
    words(p, r.adjusted(0, 0, -slot, 0), cell.text, cell.tone or "ink", RIGHT, "strong")
    words(p, QRect(r.right() - slot + px(5), r.top(), slot, r.height()), cell.unit, "ink2", LEFT, "caption")
    if not cell.tone:
        return
    mark = "octagon-x" if cell.tone == "bad" else "triangle-alert"
    paint_icon(p, r.left(), r.top() + (r.height() - px(14)) / 2, mark, 14, cell.tone)
    if cell.share >= 0:
        track = QRect(r.right() - slot - px(40), r.bottom() - px(4), px(40), px(3))
        p.fillRect(track, colour("line"))
        share = min(1.0, cell.share)
        p.fillRect(QRect(track.left(), track.top(), round(track.width() * share), track.height()), colour(cell.tone))


_PAINTERS: dict[str, Callable[[QPainter, QRect, Cell], None]] = {
    "state": _paint_state, "light": _paint_state, "bin": _paint_bin, "plate": _paint_plate, "flag": _paint_flag,
    "quantity": _paint_quantity, "level": _paint_level,
}  # fmt: skip
