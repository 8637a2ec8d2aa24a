"""Tables on paper: wrapping cells, right-aligned figures, a head that returns on each page. Knows no document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.printing import fonts, wrapping
from app.printing.pen import FAINT, INK, LEADING, LINE, MM, QUIET, Align, Paper, Pen, baseline
from app.printing.sheet import Strip

PAD = 3.2  # points between a cell's text and its neighbour, each side
SPACE = 2.4  # points above and below a row's text
DEEP = 4  # lines: a longer text is set in small print


@dataclass(frozen=True)
class Column:
    """One column. `width` in mm (0 = as wide as its content); `stretch` = its share of what is left over.

    A right-aligned column holds figures: they stay on one line, set smaller before they are ever broken.
    """

    label: str
    width: float = 0.0
    stretch: float = 0.0
    align: Align = "left"
    strong: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell with a quiet second text under the first."""

    text: str
    note: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Row:
    """A row of cells; `below` runs under them across the table, from the second column on, quiet and small."""

    cells: Sequence[Cell | str]
    below: str = ""


@dataclass(frozen=True)
class _Line:
    """One line of one cell, already measured."""

    text: str
    size: float
    bold: bool
    shade: float


@dataclass(frozen=True)
class Table:
    """Rows under a head. `foot` rows are sums: bold, ruled off, kept with the last row.

    `grid` draws the upright lines too, for sheets that are filled in by hand; `least` is the least height of a row
    in mm; `hold` is how many of the last rows never stand on another page than what follows them.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    foot: Sequence[Row] = ()
    grid: bool = False
    least: float = 0.0
    size: float = 0.0  # 0 = half a point under the paper's body size
    gap: float = 1.5 * MM
    hold: int = 1

    def strips(self, paper: Paper) -> list[Strip]:
        """The head, one strip a row (a very tall row gives several), the sums."""
        return _Setter(self, paper).strips()


class _Setter:
    """Sets one table for one paper."""

    def __init__(self, table: Table, paper: Paper) -> None:
        self.table = table
        self.paper = paper
        self.size = table.size or paper.body - 0.5
        self.small = max(6.0, self.size - 1.5)
        self.widths = self._columns()
        self.edges = [sum(self.widths[:i]) for i in range(len(self.widths) + 1)]

    def strips(self) -> list[Strip]:
        table = self.table
        head = self._head()
        made = [Strip(head.height, head.draw, gap=table.gap, glued=True)]
        held = len(table.rows) - table.hold
        for place, row in enumerate(table.rows):
            last = place == len(table.rows) - 1
            made.extend(self._row(row, (head,), glued=place >= held and (not last or bool(table.foot))))
        for place, row in enumerate(table.foot):
            made.extend(self._row(row, (head,), glued=place < len(table.foot) - 1, sums=True))
        if not table.rows and not table.foot:
            made[-1] = Strip(head.height, head.draw, gap=table.gap)
        return made

    # -- widths ---------------------------------------------------------------------------------------------------

    def _columns(self) -> list[float]:
        """A width for each column; together exactly the paper's room."""
        table, room = self.table, self.paper.room
        wants = [self._wish(i, column) for i, column in enumerate(table.columns)]
        least, natural = [low for low, _ in wants], [high for _, high in wants]
        if sum(natural) <= room:
            return self._share(natural, room - sum(natural))
        if sum(least) <= room:
            give = [high - low for low, high in wants]
            part = (room - sum(least)) / sum(give)
            return [low + slack * part for low, slack in zip(least, give, strict=True)]
        return [low * room / sum(least) for low in least]

    def _share(self, widths: list[float], spare: float) -> list[float]:
        shares = [column.stretch for column in self.table.columns]
        if not any(shares):
            shares = [0.0 if column.width else 1.0 for column in self.table.columns]
        if not any(shares):
            shares = list(widths)
        total = sum(shares)
        return [wide + spare * share / total for wide, share in zip(widths, shares, strict=True)]

    def _wish(self, place: int, column: Column) -> tuple[float, float]:
        """The least and the natural width of a column, in points."""
        if column.width:
            return column.width * MM, column.width * MM
        # a short head stays on one line, a longer one takes two: 账面数 broken after each character reads badly
        whole = max((fonts.width(part, self.small, bold=True) for part in _parts(column.label)), default=0.0)
        half = max(wrapping.widest_piece(column.label, self.small, bold=True), whole * 0.6)
        head = whole if whole <= 13 * MM else half
        least = natural = 0.0
        sums = len(self.table.rows)
        for count, row in enumerate((*self.table.rows, *self.table.foot)):
            cell = _cell(row.cells[place])
            bold = cell.strong or column.strong or count >= sums
            wide = max((fonts.width(part, self.size, bold=bold) for part in _parts(cell.text)), default=0.0)
            note = max((fonts.width(part, self.small) for part in _parts(cell.note)), default=0.0)
            natural = max(natural, wide, note)
            if column.align == "right":
                least = max(least, wide, note)
            else:
                least = max(least, min(wrapping.widest_piece(cell.text, self.size, bold=bold), 26 * MM))
        least = max(least, head, 6 * MM) + 2 * PAD
        return least, max(least, natural + 2 * PAD)

    # -- rows -----------------------------------------------------------------------------------------------------

    def _head(self) -> Strip:
        cells = [
            wrapping.wrap(column.label, self.small, wide - 2 * PAD, bold=True)
            for column, wide in zip(self.table.columns, self.widths, strict=True)
        ]
        deep = max(len(lines) for lines in cells)
        high = deep * self.small * LEADING + 2 * SPACE

        def draw(pen: Pen, left: float, top: float) -> None:
            right = left + self.edges[-1]
            pen.wash(left, top - high, self.edges[-1], high)
            pen.rule(left, right, top, 0.8, INK)
            pen.rule(left, right, top - high, 0.4, LINE)
            for place, lines in enumerate(cells):
                down = (deep - len(lines)) * self.small * LEADING
                x = self._x(place) + left
                align = self.table.columns[place].align
                pen.lines(x, top - SPACE - down, lines, self.small, bold=True, shade=QUIET, align=align)
            self._uprights(pen, left, top, high)

        return Strip(high, draw)

    def _row(self, row: Row, heads: tuple[Strip, ...], *, glued: bool, sums: bool = False) -> list[Strip]:
        """One strip; a row taller than a third of the page is cut into several between its lines."""
        cells = [self._lines(place, _cell(cell), sums) for place, cell in enumerate(row.cells)]
        indent = self.edges[1] + PAD if len(self.widths) > 1 else PAD
        below = wrapping.wrap(row.below, self.small, self.edges[-1] - indent - PAD)
        limit = self.paper.height / 3
        most = int(limit / (self.small * LEADING))
        pieces: list[tuple[list[list[_Line]], Sequence[str]]] = []
        while any(cells) or not pieces:
            taken, cells = _cut(cells, limit)
            pieces.append((taken, ()))
        pieces[-1] = (pieces[-1][0], below[:most])
        pieces += [([], below[place : place + most]) for place in range(most, len(below), most)]
        strips = [
            self._strip(lines, under, heads, last=place == len(pieces) - 1, sums=sums and place == 0)
            for place, (lines, under) in enumerate(pieces)
        ]
        if glued:
            strips[-1] = Strip(strips[-1].height, strips[-1].draw, glued=True, heads=heads)
        return strips

    def _strip(
        self, cells: list[list[_Line]], below: Sequence[str], heads: tuple[Strip, ...], *, last: bool, sums: bool
    ) -> Strip:
        text = max((sum(line.size for line in lines) * LEADING for lines in cells), default=0.0)
        under = len(below) * self.small * LEADING
        high = max(self.table.least * MM, text + under + (2 * SPACE if last else SPACE))
        return Strip(high, partial(self._draw, cells, below, text, high, last, sums), heads=heads)

    def _draw(
        self, cells: list[list[_Line]], below: Sequence[str], text: float, high: float, last: bool, sums: bool,
        pen: Pen, left: float, top: float,
    ) -> None:  # fmt: skip
        right = left + self.edges[-1]
        down = SPACE
        if self.table.least and text + 2 * SPACE < high and not below:
            down = (high - text) / 2
        if sums:
            pen.rule(left, right, top, 0.8, INK)
        for place, lines in enumerate(cells):
            y = top - down
            if lines:  # small print in the first line stands on the row's common baseline
                y -= baseline(self.size) - baseline(lines[0].size)
            for line in lines:
                y = pen.line(
                    left + self._x(place), y, line.text, line.size, bold=line.bold, shade=line.shade,
                    align=self.table.columns[place].align,
                )  # fmt: skip
        indent = self.edges[1] + PAD if len(self.widths) > 1 else PAD
        pen.lines(left + indent, top - down - text, below, self.small, shade=QUIET)
        if last:
            pen.rule(left, right, top - high, 0.3, LINE if self.table.grid else FAINT)
        self._uprights(pen, left, top, high)

    def _x(self, place: int) -> float:
        """Where a cell's text is anchored, from the table's left edge."""
        match self.table.columns[place].align:
            case "right":
                return self.edges[place + 1] - PAD
            case "center":
                return (self.edges[place] + self.edges[place + 1]) / 2
            case _:
                return self.edges[place] + PAD

    def _uprights(self, pen: Pen, left: float, top: float, high: float) -> None:
        if self.table.grid:
            for edge in self.edges:
                pen.stroke(left + edge, top, left + edge, top - high, 0.3, LINE)

    def _lines(self, place: int, cell: Cell, sums: bool) -> list[_Line]:
        """The lines of one cell at the size at which they fit."""
        column, room = self.table.columns[place], self.widths[place] - 2 * PAD
        bold = sums or cell.strong or column.strong
        size, small = self.size, self.small
        if column.align == "right":
            size = min((wrapping.fit(part, size, room, bold=bold) for part in _parts(cell.text)), default=size)
            small = min((wrapping.fit(part, small, room) for part in _parts(cell.note)), default=small)
        if column.align != "right" and len(wrapping.wrap(cell.text, size, room, bold=bold)) > DEEP:
            size = small  # a specification of two hundred characters must not fill the page with one part
        lines = [_Line(text, size, bold, INK) for text in wrapping.wrap(cell.text, size, room, bold=bold)]
        return lines + [_Line(text, small, False, QUIET) for text in wrapping.wrap(cell.note, small, room)]


def _cell(cell: Cell | str) -> Cell:
    return cell if isinstance(cell, Cell) else Cell(cell)


def _parts(text: str) -> list[str]:
    return fonts.printable(text).split("\n") if text else []


def _cut(cells: list[list[_Line]], limit: float) -> tuple[list[list[_Line]], list[list[_Line]]]:
    """The first lines of every cell, up to `limit` points high, and the rest."""
    taken, rest = [], []
    for lines in cells:
        used, count = 0.0, 0
        while count < len(lines) and (used + lines[count].size * LEADING <= limit or not count):
            used += lines[count].size * LEADING
            count += 1
        taken.append(lines[:count])
        rest.append(lines[count:])
    return taken, rest
