"""What a receipt printer prints: rows of a ticket, and how they fall into columns. Knows no printer and no bytes.

A column is the width of a Latin letter; a hanzi takes two. 80 mm paper has 48 of them, 58 mm paper 32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from app.core import i18n
from app.core.i18n import N_, Text, tr
from app.core.paper import Imprint
from app.services.order_papers import GateSlip
from app.services.payment_papers import Receipt

Align = Literal["left", "center", "right"]
COLUMNS = {80: 48, 58: 32}  # paper in mm → columns
DOTS = {80: 576, 58: 384}  # … → dots a thermal head has across
SAMPLE = "收据打印机 ¥1,234.50"


@dataclass(frozen=True)
class Line:
    """Words over the whole width; broken where they do not fit. `big` is twice as wide and high."""

    text: str
    align: Align = "left"
    bold: bool = False
    big: bool = False


@dataclass(frozen=True)
class Pair:
    """A caption at the left, its value at the right edge; below each other where they do not fit side by side."""

    left: str
    right: str
    bold: bool = False
    big: bool = False


@dataclass(frozen=True)
class Rule:
    """A line across."""


@dataclass(frozen=True)
class Bars:
    """A Code 128 with its text below; a QR code where the paper is too narrow for it."""

    text: str


@dataclass(frozen=True)
class Square:
    """A QR code."""

    text: str


Row = Line | Pair | Rule | Bars | Square
Ticket = tuple[Row, ...]


def width(text: str) -> int:
    """How many columns it takes: what is two bytes of GBK is as wide as a hanzi, a middle dot and a degree too."""
    return sum(1 if char.isascii() else 2 for char in text)


def lines(row: Line | Pair, columns: int) -> Iterator[Line]:
    """The row as lines that fit into the columns; what is big has half of them."""
    room = columns // 2 if row.big else columns
    if isinstance(row, Line):
        for part in _broken(_sayable(row.text), room):
            yield Line(part, row.align, row.bold, row.big)
        return
    left, right = _sayable(row.left), _sayable(row.right)
    gap = room - width(left) - width(right)
    if gap >= 1:
        yield Line(left + " " * gap + right, "left", row.bold, row.big)
        return
    for text, align in ((left, "left"), (right, "right")):
        for part in _broken(text, room):
            yield Line(part, align, row.bold, row.big)  # type: ignore[arg-type]


def _sayable(text: str) -> str:
    """GBK, which these printers speak, has the wide sign of the yuan only."""
    return text.replace("¥", "\N{FULLWIDTH YEN SIGN}")


def _broken(text: str, room: int) -> Iterator[str]:
    """At a blank where there is one in the line's second half, else where it is full, as Chinese is set."""
    rest = text.strip()
    while width(rest) > room:
        cut = taken = 0
        while taken + width(rest[cut]) <= room:
            taken += width(rest[cut])
            cut += 1
        blank = rest.rfind(" ", cut // 2, cut + 1)
        if blank > 0:
            cut = blank
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    yield rest


# --- the tickets ----------------------------------------------------------------------------------------------------
def _head(title: str, number: str, imprint: Imprint) -> Iterator[Row]:
    shop = imprint.letterhead
    yield Line(shop.company, "center", bold=True, big=width(shop.company) <= 20)
    for text in (shop.address, shop.phone):
        if text:
            yield Line(text, "center")
    yield Line(title, "center", bold=True)
    if imprint.copy > 1:
        yield Line(tr("Copy no. {n}", n=imprint.copy), "center")
    yield Rule()
    yield Pair(tr("Number"), number)


def _foot(imprint: Imprint) -> Iterator[Row]:
    yield Rule()
    printed = i18n.moment(imprint.printed_at, zone=imprint.zone)
    yield Line(f"{printed}  {imprint.printed_by}  {imprint.station}", "center")


def receipt(sheet: Receipt) -> Ticket:
    """收据: shop, number, time, plate, amount, how it was paid."""

    def rows() -> Iterator[Row]:
        yield from _head(tr(N_("Payment receipt")), sheet.number, sheet.imprint)
        yield Pair(tr("Taken at"), i18n.moment(sheet.taken_at, zone=sheet.imprint.zone))
        yield Pair(tr("Plate"), sheet.plate, bold=True)
        yield Pair(tr("Received from"), sheet.customer)
        yield Pair(tr("Work order"), sheet.order)
        yield Rule()
        if sheet.lines:
            for name, sum_ in sheet.lines:
                yield Pair(tr(name) if isinstance(name, Text) else name, i18n.money(sum_))
            yield Pair(tr("Total"), i18n.money(sum(sum_ for _name, sum_ in sheet.lines)), bold=True)
            yield Rule()
        yield Pair(tr(sheet.purpose), i18n.money(sheet.amount), bold=True, big=True)
        yield Pair(tr("How paid"), tr(sheet.method))
        if sheet.given is not None:
            yield Pair(tr("Given"), i18n.money(sheet.given))
            yield Pair(tr("Change"), i18n.money(sheet.change), bold=True)
        if sheet.reference:
            yield Pair(tr("Slip or transaction"), sheet.reference)
        yield Rule()
        yield Pair(tr("Paid so far"), i18n.money(sheet.held))
        if sheet.bill is not None:
            yield Pair(tr("Bill"), i18n.money(sheet.bill))
        elif sheet.estimate:
            yield Pair(tr("Estimate"), i18n.money(sheet.estimate))
        yield Pair(tr("Taken by"), sheet.taken_by)
        if sheet.invoice:
            yield Pair(tr("Invoice number"), sheet.invoice)
        elif sheet.lines:
            yield Line(tr("Invoice on request with this receipt."), "center")
        yield Bars(sheet.number)
        yield Line(tr("Thank you. Keep this receipt."), "center")
        yield from _foot(sheet.imprint)

    return _in_its_language(sheet.imprint, rows)


def leave(sheet: GateSlip) -> str:
    """What the gate must know: nothing is owed, or it is owed with approval."""
    if sheet.on_account is None or sheet.paid >= sheet.total:
        return tr(N_("Nothing is owed. This car may leave."))
    return tr(N_("On account until {day}, approved. This car may leave."), day=i18n.day(sheet.on_account))


def gate(sheet: GateSlip) -> Ticket:
    """放行条: the plate as large as it goes; the gate keeps it."""

    def rows() -> Iterator[Row]:
        yield from _head(tr(N_("Release slip")), sheet.number, sheet.imprint)
        yield Line(sheet.plate, "center", bold=True, big=True)
        yield Line(sheet.vehicle, "center")
        yield Rule()
        yield Pair(tr("Bill"), i18n.money(sheet.total))
        yield Pair(tr("Paid"), i18n.money(sheet.paid), bold=True)
        yield Pair(tr("Released at"), i18n.moment(sheet.released_at, zone=sheet.imprint.zone))
        yield Pair(tr("Released by"), sheet.released_by)
        if sheet.reason:
            yield Line(sheet.reason)
        yield Line(leave(sheet), "center", bold=True)
        yield Line("")
        yield Pair(tr("Gate"), "_" * 16)
        yield Bars(sheet.number)
        yield from _foot(sheet.imprint)

    return _in_its_language(sheet.imprint, rows)


def trial_ticket(columns: int) -> Ticket:
    """All that a printer can get wrong: the width, hanzi, the sign of the yuan, both codes."""
    ruler = "".join(str(n % 10) for n in range(1, columns + 1))
    return (
        Line(tr("Test print"), "center", bold=True, big=True),
        Line(ruler), Rule(),
        Pair(SAMPLE, "ABC abc"), Pair("前制动片（带报警线）", "¥88.00", bold=True), Pair("𠮷野家 €", "½ ≥ ℃"),
        Line(tr("If the digits above fill one line, and all Chinese can be read, all is well."), "center"),
        Bars("TEST-0001"), Square("https://example.com/TEST-0001"),
    )  # fmt: skip


def _in_its_language(imprint: Imprint, rows: Callable[[], Iterator[Row]]) -> Ticket:
    with i18n.language(imprint.language):
        return tuple(rows())


TICKETS: dict[str, Callable[[Any], Ticket]] = {"payments.receipt": receipt, "work_orders.gate": gate}
"""The sheets that a receipt printer prints as well, by the names of SHEETS."""
