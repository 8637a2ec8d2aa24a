"""The count report's lists: every difference with its proof, and what was missing, unlisted or unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.core import i18n
from app.core.i18n import N_, tr
from app.printing.blocks import Heading, Prose
from app.printing.counts.figures import bare, minute
from app.printing.sheet import Block, said
from app.printing.tables import Cell, Column, Row, Table
from app.services.counts.sheets import CountDifference, CountItem, CountReport, UnknownCode


def differences(sheet: CountReport) -> Iterator[Block]:
    """Every line whose accepted quantity is not the book's, with the counts, the cause and the treatment."""
    lines = sheet.differences
    if not lines:
        yield Heading(tr(N_("Differences")))
        yield Prose(tr(N_("Books match goods: no counted line differs.")))
        return
    gains = [line for line in lines if line.difference > 0]
    losses = [line for line in lines if line.difference < 0]
    proof = tr(N_("book = snapshot + moves until the line was counted"))
    for heading, some in ((tr(N_("Gain list")), gains), (tr(N_("Loss list")), losses)):
        if some:
            yield Heading(heading, proof)
            yield _list(some, sheet.imprint.zone)
            proof = ""


def _list(lines: Sequence[CountDifference], zone: str) -> Table:
    columns = [
        Column(tr(N_("No.")), 8, align="right"),
        Column(tr(N_("Part")), stretch=1),
        Column(tr(N_("Bin"))),
        Column(tr(N_("Book quantity")), align="right"),
        Column(tr(N_("Counted quantity")), 35),
        Column(tr(N_("Accepted quantity")), align="right"),
        Column(tr(N_("Difference")), align="right", strong=True),
        Column(tr(N_("Unit cost, ¥")), align="right"),
        Column(tr(N_("Value, ¥")), align="right", strong=True),
    ]
    rows = [_difference(place, line, zone) for place, line in enumerate(lines, 1)]
    total = sum(line.value for line in lines)
    foot = Row(
        ("", tr(N_("Total of {n} lines"), n=len(lines)), "", "", "", "", "", "", bare(i18n.money(total, sign=True)))
    )
    return Table(columns, rows, foot=[foot])


def _difference(place: int, line: CountDifference, zone: str) -> Row:
    def many(milli: int, *, sign: bool = False) -> str:
        return i18n.quantity(milli, line.decimals, sign=sign)

    posted = ""
    if line.cost_posted is not None and line.cost_posted != line.cost:
        posted = tr(N_("posted {cost}"), cost=bare(i18n.price(line.cost_posted)))
    moved = line.book - line.snapshot
    counts = [f"{many(tally.quantity)}  {tally.by} {minute(tally.at, zone)}" for tally in line.tallies]
    return Row(
        (
            str(place),
            Cell(line.code, "  ".join(part for part in (line.name, line.spec) if part), strong=True),
            line.bin,
            Cell(many(line.book), f"{many(line.snapshot)} {many(moved, sign=True)}" if line.moves or moved else ""),
            Cell("", "\n".join(counts)),
            many(line.accepted),
            Cell(many(line.difference, sign=True), i18n.unit(line.unit)),
            Cell(bare(i18n.price(line.cost)), posted),
            bare(i18n.money(line.value, sign=True)),
        ),
        below="\n".join(_explanation(line, zone)),
    )


def _explanation(line: CountDifference, zone: str) -> Iterator[str]:
    """Why, what is done about it and by whom; then the moves that changed the book while the count ran."""
    parts = []
    if line.cause:
        parts.append(tr(N_("Cause: {cause}"), cause=said(line.cause)))
    if line.treatment:
        parts.append(tr(N_("Treatment: {treatment}"), treatment=said(line.treatment)))
    if line.responsible:
        parts.append(tr(N_("Responsible: {name}"), name=line.responsible))
    if line.due:
        parts.append(tr(N_("Due: {day}"), day=i18n.day(line.due)))
    if line.note:
        parts.append(line.note)
    if parts:
        yield "    ".join(parts)
    if line.moves:
        moves = [
            f"{minute(move.at, zone)} {said(move.kind)} {move.number} "
            + i18n.quantity(move.quantity, line.decimals, sign=True)
            for move in line.moves
        ]
        yield tr(N_("Moved during the count: {moves}"), moves=tr(N_("; ")).join(moves))


def strays(sheet: CountReport) -> Iterator[Block]:
    """What was not found, what was not expected, what nobody knows; or one sentence that there is none of it."""
    if not (sheet.missing or sheet.unlisted or sheet.unknown):
        yield Heading(tr(N_("Not found, not listed, not known")))
        yield Prose(tr(N_("Every expected part was found, no other part and no unknown code turned up.")))
        return
    if sheet.missing:
        yield Heading(tr(N_("Expected, not found")))
        yield _items(sheet.missing, tr(N_("Book quantity")))
    if sheet.unlisted:
        yield Heading(tr(N_("Found, not on the list")))
        yield _items(sheet.unlisted, tr(N_("Counted quantity")))
    if sheet.unknown:
        yield Heading(tr(N_("Unknown codes")))
        yield _unknown(sheet.unknown, sheet.imprint.zone)


def _items(items: Sequence[CountItem], quantity: str) -> Table:
    columns = [
        Column(tr(N_("No.")), 8, align="right"),
        Column(tr(N_("Part number")), strong=True),
        Column(tr(N_("Name")), stretch=2),
        Column(tr(N_("Bin"))),
        Column(quantity, align="right"),
        Column(tr(N_("Unit"))),
        Column(tr(N_("Value, ¥")), align="right"),
        Column(tr(N_("Remark")), stretch=1),
    ]
    rows = [
        Row(
            (
                str(place),
                item.code,
                item.name,
                item.bin,
                i18n.quantity(item.quantity, item.decimals),
                i18n.unit(item.unit),
                "" if item.value is None else bare(i18n.money(item.value)),
                item.note,
            )
        )
        for place, item in enumerate(items, 1)
    ]
    return Table(columns, rows)


def _unknown(codes: Sequence[UnknownCode], zone: str) -> Table:
    columns = [
        Column(tr(N_("No.")), 8, align="right"),
        Column(tr(N_("Scanned code")), strong=True),
        Column(tr(N_("Bin"))),
        Column(tr(N_("Counted quantity")), align="right"),
        Column(tr(N_("Scanned by"))),
        Column(tr(N_("What became of it")), stretch=1),
    ]
    rows = [
        Row(
            (
                str(place),
                code.code,
                code.bin,
                i18n.quantity(code.quantity),
                f"{code.by} {minute(code.at, zone)}",
                said(code.outcome) or tr(N_("still open")),
            )
        )
        for place, code in enumerate(codes, 1)
    ]
    return Table(columns, rows)
