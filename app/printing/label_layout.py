"""Where words and codes stand on a label, in the printer's own dots: the same for PDF, ZPL and TSPL. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import N_, Text, tr
from app.printing import barcodes, fonts, wrapping
from app.services.part_labels import BinLabel, Code, Label, PartLabel

THINNEST = 0.165  # mm: a thinner bar smears into its neighbour
WIDEST = 0.5  # mm: a wider one only takes room
SMALLEST_SQUARE = 0.24  # mm, one module of a two-dimensional code
LEAD = 1.25  # line height in font sizes
LOWEST_BARS = 4.5  # mm


@dataclass(frozen=True, slots=True)
class Words:
    """One line of printable text, its baseline's left end at (x, y) dots from the upper left corner."""

    x: int
    y: int
    text: str
    size: float  # points
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A linear code; (x, y) is its upper left corner, without the white beside it."""

    x: int
    y: int
    module: int
    height: int
    kind: str  # "code128" or "ean13"
    text: str
    modules: str


@dataclass(frozen=True, slots=True)
class Square:
    """A two-dimensional code; (x, y) is its upper left corner, without the white around it."""

    x: int
    y: int
    module: int
    kind: str  # "qr" or "datamatrix"
    text: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Art:
    """A label, laid out. `note` says what had to be done otherwise than asked."""

    width: int
    height: int
    words: tuple[Words, ...]
    bars: Bars | None = None
    square: Square | None = None
    note: Text | None = None

    def dark(self) -> Iterator[tuple[int, int, int, int]]:
        """The black rectangles of its codes: left, top, width and height in dots."""
        if (bars := self.bars) is not None:
            for start, wide in barcodes.runs(bars.modules):
                yield bars.x + start * bars.module, bars.y, wide * bars.module, bars.height
        if (square := self.square) is not None:
            for depth, row in enumerate(square.rows):
                for start, wide in barcodes.runs(row):
                    left, top = square.x + start * square.module, square.y + depth * square.module
                    yield left, top, wide * square.module, square.module


@dataclass(frozen=True)
class _Plan:
    """Text sizes in points: head, name with its most lines, small print; the height of bars in mm."""

    head: float
    name: float
    name_lines: int
    small: float
    bars: float
    margin: float = 1.6


def _plan(width: int, height: int) -> _Plan:
    """Sizes for a label of these tenths of a millimetre."""
    if height < 240:
        return _Plan(9, 6.5, 1, 5.5, 7, 1.2)
    if height < 290:
        return _Plan(10, 7, 1, 6, 8, 1.4)
    if height < 350 or width < 450:
        return _Plan(10.5, 8, 1, 6.5, 9) if width >= 450 else _Plan(9.5, 7.5, 1, 6, 9)
    return _Plan(13, 9.5, 2, 7.5, 13)


def lay_out(label: Label, width: int, height: int, dpi: int, code: Code = "auto") -> Art:
    """The label on `width` × `height` tenths of a millimetre, in dots of `dpi`.

    Raises Refused if the code does not fit as it is wanted.
    """
    setter = _Setter(width, height, dpi)
    return setter.bin(label, code) if isinstance(label, BinLabel) else setter.part(label, code)


class _Setter:
    """Sets one label. Lengths are dots; `at(points)` and `mm(mm)` turn into dots."""

    def __init__(self, width: int, height: int, dpi: int) -> None:
        self.dpi = dpi
        self.width, self.height = round(width / 254 * dpi), round(height / 254 * dpi)
        self.plan = _plan(width, height)
        self.left = self.mm(2.0)
        self.edge = self.mm(self.plan.margin)
        self.room = self.width - 2 * self.left
        self.words: list[Words] = []

    def mm(self, length: float) -> int:
        return round(length / 25.4 * self.dpi)

    def at(self, points: float) -> int:
        return round(points / 72 * self.dpi)

    def points(self, dots: int) -> float:
        return dots * 72 / self.dpi

    # --- text -------------------------------------------------------------------------------------------------------
    def line(self, top: int, text: str, size: float, *, bold: bool = False, place: float = 0.0, room: int = 0) -> int:
        """One line that must fit `room`, squeezed if need be; `place` 0 left, 0.5 middle, 1 right. The next top."""
        said, size = squeezed(text, size, self.points(room or self.room), bold)
        if said:
            free = (room or self.room) - self.at(fonts.width(said, size, bold=bold)) if place else 0
            self.words.append(Words(self.left + round(free * place), top + self.at(size * 0.95), said, size, bold))
        return top + self.at(size * LEAD)

    def lines(self, top: int, lines: Sequence[str], size: float, *, bold: bool = False) -> int:
        """Lines that fit already."""
        for text in lines:
            self.words.append(Words(self.left, top + self.at(size * 0.95), text, size, bold))
            top += self.at(size * LEAD)
        return top

    def whole(self, top: int, text: str, size: float, most: int) -> int:
        """A code that is never cut: as large as fits on one line, else on several. Returns the next top."""
        room, least = self.points(self.room), self.plan.small
        size = max(least, wrapping.fit(text, size, room, bold=True))
        lines = wrapping.wrap(text, size, room, bold=True)
        while len(lines) > most and size > wrapping.SMALLEST:
            size -= 0.5
            lines = wrapping.wrap(text, size, room, bold=True)
        return self.lines(top, lines, size, bold=True)

    def name(self, top: int, text: str, most: int) -> int:
        """The name on at most `most` lines: smaller down to three quarters, then cut with an ellipsis."""
        size, room = self.plan.name, self.points(self.room)
        lines = wrapping.wrap(text, size, room, bold=True)
        while len(lines) > most and size > self.plan.name * 0.75:
            size -= 0.5
            lines = wrapping.wrap(text, size, room, bold=True)
        if len(lines) > most:
            lines = (*lines[: most - 1], _cut(_joined(lines[most - 1 :]), size, room))
        return self.lines(top, lines, size, bold=True)

    # --- codes ------------------------------------------------------------------------------------------------------
    def bars(self, text: str) -> Bars | None:
        """EAN-13 for thirteen digits that are one, else Code 128, with the widest module of whole dots that leaves the
        white beside it on the label; None if that is too thin.
        """
        ean = barcodes.ean13(text)
        modules = ean or barcodes.code128(text)
        quiet = barcodes.QUIET_EAN if ean else barcodes.QUIET
        module = min(self.width // (len(modules) + 2 * quiet), self.mm(WIDEST)) if modules else 0
        if module < ceil(THINNEST / 25.4 * self.dpi):
            return None
        x = (self.width - len(modules) * module) // 2
        return Bars(x, 0, module, 0, "ean13" if ean else "code128", text, modules)

    def square(self, kind: str, text: str, top: int, share: float = 0.5) -> Square:
        """At the lower right under `top`, as large as fits. Raises Refused if its modules would be too small."""
        rows = barcodes.square(kind, text)
        quiet = barcodes.QUIET_SQUARE[kind]
        least = ceil(SMALLEST_SQUARE / 25.4 * self.dpi - 0.2)
        for module in range(self.mm(0.8), least - 1, -1) if rows else ():
            side, pad = len(rows) * module, max(self.edge, quiet * module)
            x, y = self.width - pad - side, self.height - pad - side
            if y >= top + quiet * module and side + pad <= self.width * share:
                return Square(x, y, module, kind, text, rows)
        raise Refused(
            "There is no room for the code “{code}” on this label. Choose a larger one.", where="size", code=text
        )

    def placed(self, bars: Bars, top: int, bottom: int, most: float) -> Bars | None:
        """The bars between two heights, in the middle of what is free; None if there is less than they need."""
        height = min(bottom - top, self.mm(most))
        if height < self.mm(LOWEST_BARS):
            return None
        return replace(bars, y=bottom - height, height=height)

    # --- labels -----------------------------------------------------------------------------------------------------
    def part(self, label: PartLabel, code: Code) -> Art:
        """Part number, name, then bars over the foot, or a square code at the right."""
        text = label.barcode or label.code
        of_batch = bool(label.batch or label.serial or label.expiry)
        note: Text | None = None
        if of_batch and code in ("auto", "datamatrix"):
            whole = barcodes.gs1(label.gtin, label.code, label.batch, label.serial, label.expiry)
            if whole:
                return self._beside(label, "datamatrix", whole, None)
            note = Text(
                N_("The batch of “{code}” does not fit into GS1: the code says the part alone."), code=label.code
            )
        if code in ("auto", "bars"):
            bars = self.bars(text)
            art = self._over_foot(label, bars, text, note) if bars else None
            if art is not None:
                return art
            if code == "bars":
                raise Refused(
                    "“{code}” does not fit as bars on this label. Choose a larger label, or a QR code.", where="size",
                    code=text,
                )  # fmt: skip
            note = note or Text(N_("“{code}” does not fit as bars on this label: it gets a QR code."), code=text)
        return self._beside(label, "datamatrix" if code == "datamatrix" else "qr", text, note)

    def _over_foot(self, label: PartLabel, bars: Bars, text: str, note: Text | None) -> Art | None:
        """Bars across the label; what there is no room for goes: small print first, then the name's second line."""
        plan, own = self.plan, text != label.code
        foot = self.height - self.edge - self.at(plan.small * LEAD + 1)
        bottom = foot - self.at(2) - (self.at(plan.small * LEAD) if own else 0)
        for most, small in ((plan.name_lines, True), (plan.name_lines, False), (1, False)):
            self.words.clear()
            top = self.whole(self.edge, label.code, plan.head, 2)
            top = self.name(top, label.name, most)
            more = "  ".join(filter(None, _facts(label) if small else _batch(label)))
            top = self.line(top, more, plan.small) if more else top
            placed = self.placed(bars, top + self.at(2), bottom, plan.bars)
            if placed is not None:
                if own:
                    self.line(bottom + self.at(1), text, plan.small, place=0.5)
                self._foot(label, foot)
                return Art(self.width, self.height, tuple(self.words), bars=placed, note=note)
        return None

    def _foot(self, label: PartLabel, top: int) -> None:
        """Bin at the left, quality grade in the middle, pack and unit at the right."""
        plan, third = self.plan, self.room // 3
        self.line(top, label.bin, plan.small + 1, bold=True, room=round(third * 1.1))
        middle, right = _grade(label), _pack(label)
        for text, place in ((middle, 0.5), (right, 1.0)):
            line, size = squeezed(text, plan.small, self.points(round(third * 0.9)), False)
            if line:
                free = self.room - self.at(fonts.width(line, size))
                self.words.append(
                    Words(self.left + round(free * place), top + self.at((plan.small + 1) * 0.95), line, size)
                )

    def _beside(self, label: PartLabel, kind: str, text: str, note: Text | None) -> Art:
        """A square code at the lower right, the small print at its left."""
        plan = self.plan
        top = self.whole(self.edge, label.code, plan.head, 3)
        try:
            after = self.name(top, label.name, plan.name_lines)
            square = self.square(kind, text, after)
        except Refused:
            # it stands beside the name too, if it does not fit under it
            self.words = [w for w in self.words if w.y <= top]
            square = self.square(kind, text, top)
            self.room = square.x - barcodes.QUIET_SQUARE[kind] * square.module - self.left
            after = self.name(top, label.name, 2)
        room = square.x - barcodes.QUIET_SQUARE[kind] * square.module - self.left
        foot = " ".join(filter(None, (_grade(label), _pack(label))))
        low = [(foot, plan.small, False), (label.bin, plan.small + 1, True)]
        line, wide = self.at(plan.small * LEAD), self.points(room)
        must = sum(len(wrapping.wrap(fact, plan.small, wide)) for fact in _batch(label)) * line
        lines = [piece for fact in _facts(label) for piece in wrapping.wrap(fact, plan.small, wide)]
        bottom = self.height - self.edge
        for words, size, bold in low:  # what tells the batch goes before grade, pack and bin
            if words and bottom - self.at(size * LEAD) >= after + must:
                bottom -= self.at(size * LEAD)
                self.line(bottom, words, size, bold=bold, room=room)
        self.lines(after, lines[: max(0, (bottom - after) // line)], plan.small)
        return Art(self.width, self.height, tuple(self.words), square=square, note=note)

    def bin(self, label: BinLabel, code: Code) -> Art:
        """The warehouse small, the bin's code as large as it fits, and its bars."""
        plan = self.plan
        top = self.edge
        head = "  ".join(filter(None, (label.warehouse, label.note)))
        top = self.line(top, head, plan.small + 1) if head else top
        bars = self.bars(label.code) if code in ("auto", "bars") else None
        size = wrapping.fit(label.code, self.points(self.height) * 0.3, self.points(self.room), bold=True)
        while bars is not None and size >= plan.head:
            under = top + self.at(size * LEAD)
            placed = self.placed(bars, under + self.at(2), self.height - self.edge, plan.bars * 1.3)
            if placed is not None:
                self.line(top + (placed.y - under) // 2, label.code, size, bold=True, place=0.5)
                return Art(self.width, self.height, tuple(self.words), bars=placed)
            size -= 1
        if code == "bars":
            raise Refused(
                "“{code}” does not fit as bars on this label. Choose a larger label, or a QR code.", where="size",
                code=label.code,
            )  # fmt: skip
        kind = "datamatrix" if code == "datamatrix" else "qr"
        size = max(plan.head, min(size, self.points(self.height) * 0.2))
        under = self.whole(top, label.code, size, 3)
        square = self.square(kind, label.code, under, 0.9)
        middle = (self.width - len(square.rows) * square.module) // 2
        return Art(self.width, self.height, tuple(self.words), square=replace(square, x=middle))


def squeezed(text: str, size: float, room: float, bold: bool) -> tuple[str, float]:
    """One line as it fits `room` points: set smaller, at worst cut with an ellipsis."""
    line = fonts.printable(text).replace("\n", " ").strip()
    size = wrapping.fit(line, size, room, bold=bold)
    return _cut(line, size, room, bold=bold), size


def _cut(line: str, size: float, room: float, *, bold: bool = True) -> str:
    if fonts.width(line, size, bold=bold) <= room + 0.01:
        return line
    while line and fonts.width(line + "…", size, bold=bold) > room:
        line = line[:-1]
    return line + "…"


def _joined(lines: Sequence[str]) -> str:
    """Wrapped lines as one again: words get their space back, hanzi have none."""
    made = lines[0]
    for line in lines[1:]:
        made += " " + line if made[-1].isascii() and line[0].isascii() else line
    return made


def _facts(label: PartLabel) -> list[str]:
    return [fact for fact in (*_batch(label), label.spec, label.oem) if fact]


def _batch(label: PartLabel) -> list[str]:
    """What tells this batch from another."""
    return [
        tr(N_("Batch {batch}"), batch=label.batch) if label.batch else "",
        tr(N_("Serial no. {serial}"), serial=label.serial) if label.serial else "",
        tr(N_("Use by {date}"), date=i18n.day(label.expiry)) if label.expiry else "",
    ]


def _grade(label: PartLabel) -> str:
    return tr(label.grade) if label.grade else ""


def _pack(label: PartLabel) -> str:
    return " ".join(filter(None, (label.pack, i18n.unit(label.unit))))
