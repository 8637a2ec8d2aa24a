"""Lays strips of content out on pages: letterhead, repeated heads, foot, page x of y, watermark. Knows no document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.core import i18n, paper
from app.core.i18n import N_, Text, tr
from app.printing import barcodes, fonts
from app.printing.pen import A4, BAR_MODULE, FAINT, LINE, MM, QUIET, Paper, Pen, pdf

MARKS = {"draft": N_("DRAFT"), "void": N_("VOID")}
SPACER = "   "  # between facts on one line; the font's middle dot is as wide as a hanzi


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of content as wide as the page that is never cut: `draw(pen, left, top)`.

    `gap` is the white above it unless it opens a page; `glued` keeps it on one page with the strip after it, `clings`
    with the strip before it; `heads` are drawn again above it when it opens a page.
    """

    height: float
    draw: Callable[[Pen, float, float], None]
    gap: float = 0.0
    glued: bool = False
    clings: bool = False
    heads: tuple[Strip, ...] = ()


class Block(Protocol):
    """Anything that turns itself into strips for a given paper."""

    def strips(self, paper: Paper) -> list[Strip]:
        """The block's content from top to bottom."""
        ...


@dataclass(frozen=True)
class Form:
    """What the frame around a document's blocks says. `title` is a msgid; the bar code says `code`, else `number`."""

    title: str
    number: str
    imprint: paper.Imprint
    blocks: Sequence[Block] = field(default=())
    revision: int | None = None
    subtitle: str = ""
    paper: Paper = A4
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    strip: Strip
    top: float  # distance from the top of the body


def _groups(strips: Sequence[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        if group and not (group[-1].glued or strip.clings):
            yield group
            group = []
        group.append(strip)
    if group:
        yield group


def _tall(group: Sequence[Strip], opens: bool) -> float:
    heads = sum(head.height for head in group[0].heads) if opens else group[0].gap
    return heads + sum(strip.height for strip in group) + sum(strip.gap for strip in group[1:])


def paginate(strips: Sequence[Strip], first: float, later: float) -> list[list[_Placed]]:
    """Which strip stands where on which page; `first` and `later` are the heights that pages offer.

    A glued group moves to the next page together; only a group taller than a page is cut between its strips.
    """
    pages: list[list[_Placed]] = [[]]
    used = 0.0

    def place(strip: Strip) -> None:
        nonlocal used
        if pages[-1]:
            used += strip.gap
        else:
            for head in strip.heads:
                pages[-1].append(_Placed(head, used))
                used += head.height
        pages[-1].append(_Placed(strip, used))
        used += strip.height

    def room() -> float:
        return (first if len(pages) == 1 else later) - used + 0.01

    def turn() -> None:
        nonlocal used
        if pages[-1]:
            pages.append([])
            used = 0.0

    for group in _groups(strips):
        if _tall(group, not pages[-1]) > room():
            if _tall(group, True) <= later or not pages[-1]:
                turn()
        for strip in group:
            if _tall([strip], not pages[-1]) > room():
                turn()
            place(strip)
    return pages


def render(*forms: Form) -> bytes:
    """One PDF with all forms, each with its own page numbers. Language, marks and copies come with each imprint."""
    lead = forms[0]
    with i18n.language(lead.imprint.language):
        title = f"{tr(lead.title)} {lead.number}".strip()

    def draw(pen: Pen) -> None:
        for form in forms:
            with i18n.language(form.imprint.language):
                _draw(pen, form)

    return pdf(lead.paper, title, lead.imprint.letterhead.company, lead.imprint.printed_at, draw)


def _draw(pen: Pen, form: Form) -> None:
    sheet = form.paper
    pen.paper = sheet
    strips = [strip for block in form.blocks for strip in block.strips(sheet)]
    foot = sheet.bottom + 5.5 * MM
    first, later = _Head(form, whole=True), _Head(form, whole=False)
    body = sheet.height - sheet.top - foot
    pages = paginate(strips, body - first.height, body - later.height)
    for number, page in enumerate(pages, 1):
        pen.canvas.setPageSize((sheet.width, sheet.height))
        head = first if number == 1 else later
        _watermark(pen, form.imprint.mark)
        head.draw(pen, number, len(pages))
        _foot(pen, form)
        top = sheet.height - sheet.top - head.height
        for placed in page:
            placed.strip.draw(pen, sheet.left, top - placed.top)
        pen.canvas.showPage()


def _watermark(pen: Pen, mark: str) -> None:
    if not mark:
        return
    said = fonts.printable(tr(MARKS[mark]))
    sheet, canvas = pen.paper, pen.canvas
    size = min(sheet.width, sheet.height) * 0.9 / max(2.2, fonts.width(said, 1, bold=True))
    canvas.saveState()
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(30)
    canvas.setFont(fonts.BOLD, size)
    canvas.setFillGray(0.92)
    canvas.drawCentredString(0, -0.36 * size, said)
    canvas.restoreState()


def _foot(pen: Pen, form: Form) -> None:
    imprint, sheet = form.imprint, pen.paper
    size, y = 7.0, sheet.bottom
    pen.rule(sheet.left, sheet.width - sheet.right, y + 9, 0.3, FAINT)
    printed = tr(
        N_("Printed by {name}, {moment}"),
        name=imprint.printed_by,
        moment=i18n.moment(imprint.printed_at, zone=imprint.zone),
    )
    third = sheet.room / 3
    pen.squeezed(sheet.left, y, printed, size, third * 1.4, shade=QUIET)
    copy = tr(N_("Copy {n}"), n=imprint.copy)
    pen.squeezed(sheet.left + third * 1.75, y, copy, size, third * 0.6, shade=QUIET, align="center")
    station = tr(N_("Station {code}"), code=imprint.station)
    pen.squeezed(sheet.width - sheet.right, y, station, size, third * 0.8, shade=QUIET, align="right")


def _module(code: str, room: float) -> float:
    """The width of one bar module: whole dots at 600 dpi, the largest that fits `room` with its quiet zone."""
    dot = 72 / 600
    fitting = int(room / (len(code) + barcodes.QUIET) / dot) * dot
    return min(BAR_MODULE, fitting)


class _Head:
    """The head of a page: the whole letterhead on the first, one quiet line on the others."""

    def __init__(self, form: Form, *, whole: bool) -> None:
        self.form = form
        self.whole = whole
        self.small = form.paper.height < 250 * MM
        self.bars = barcodes.code128(form.code or form.number)
        if whole:
            self.height = (25 if self.small else 33) * MM
        else:
            self.height = 14 * MM

    def draw(self, pen: Pen, page: int, pages: int) -> None:
        """Draws page `page` of `pages`."""
        if self.whole:
            self._letterhead(pen)
            self._title(pen, page, pages)
        else:
            self._running(pen, page, pages)

    def _code(self, pen: Pen, top: float, high: float) -> float:
        """The bar code at the right margin; returns where it begins."""
        right = pen.paper.width - pen.paper.right
        module = _module(self.bars, pen.paper.room * 0.45) if self.bars else 0
        left = right - len(self.bars) * module
        if module >= 0.36:
            pen.bars(left, top - high, self.bars, module, high)
        return left - barcodes.QUIET * module

    def _letterhead(self, pen: Pen) -> None:
        sheet, head = pen.paper, self.form.imprint.letterhead
        top, x = sheet.height - sheet.top, sheet.left
        high = (7 if self.small else 9) * MM
        end = self._code(pen, top, high)
        pen.squeezed(sheet.width - sheet.right, top - high - 8.5, self.form.number, 8, 90 * MM, align="right")
        if head.logo:
            x += pen.picture(x, top, head.logo, 28 * MM, 11 * MM) + 3 * MM
        pen.squeezed(x, top - 10.5, head.company, 11.5, end - x - 4 * MM, bold=True)
        code = tr("Company code {code}", code=head.uscc) if head.uscc else ""
        contact = SPACER.join(part for part in (head.address, head.phone, code) if part)
        pen.squeezed(x, top - 22, contact, 7.5, end - x - 4 * MM, shade=QUIET)
        pen.rule(sheet.left, sheet.width - sheet.right, top - high - 13, 0.6, LINE)

    def _title(self, pen: Pen, page: int, pages: int) -> None:
        sheet, form = pen.paper, self.form
        y = sheet.height - sheet.top - self.height + (5 if self.small else 7) * MM
        size = 14.0 if self.small else 18.0
        right = sheet.width - sheet.right
        where = self._where(page, pages)
        limit = right - fonts.width(fonts.printable(where), 8) - 5 * MM
        title = fonts.printable(tr(form.title))
        pen.squeezed(sheet.left, y, title, size, limit - sheet.left, bold=True)
        x = sheet.left + min(fonts.width(title, size, bold=True), limit - sheet.left) + 3 * MM
        more = "  ".join(part for part in (self._other(), form.subtitle) if part)
        if limit - x > 15 * MM:
            pen.squeezed(x, y, more, 9.5, limit - x, shade=QUIET)
        pen.text(right, y, fonts.printable(where), 8, shade=QUIET, align="right")

    def _running(self, pen: Pen, page: int, pages: int) -> None:
        sheet, form = pen.paper, self.form
        top, right = sheet.height - sheet.top, sheet.width - sheet.right
        end = self._code(pen, top, 5.5 * MM)
        title = fonts.printable(tr(form.title))
        pen.squeezed(sheet.left, top - 8, title, 10, end - sheet.left - 4 * MM, bold=True)
        x = sheet.left + fonts.width(title, 10, bold=True) + 2.5 * MM
        if end - x > 25 * MM:
            pen.squeezed(x, top - 8, form.subtitle, 8, end - x - 4 * MM, shade=QUIET)
        y = top - 5.5 * MM - 8
        company = form.imprint.letterhead.company
        where = f"{form.number}{SPACER}{self._where(page, pages)}" if form.number else self._where(page, pages)
        pen.squeezed(sheet.left, y, company, 7.5, sheet.room * 0.45, shade=QUIET)
        pen.squeezed(right, y, where, 7.5, sheet.room * 0.5, shade=QUIET, align="right")
        pen.rule(sheet.left, right, y - 4, 0.4, LINE)

    def _where(self, page: int, pages: int) -> str:
        place = tr(N_("Page {page} of {pages}"), page=page, pages=pages)
        if self.form.revision is None:
            return place
        return tr(N_("Revision {n}"), n=self.form.revision) + SPACER + place

    def _other(self) -> str:
        """The title in the other language, if the form is to show both."""
        if not self.form.imprint.bilingual:
            return ""
        with i18n.language("en" if i18n.current() == "zh_CN" else "zh_CN"):
            return tr(self.form.title)


def said(value: str | Text) -> str:
    """A label that came with the data: a msgid or text in the sheet's language, a name the shop gave as it is."""
    return tr(value) if value else ""
