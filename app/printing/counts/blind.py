"""The blind count sheet that is filled in at the shelf. Knows no book quantity, so it can not print one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.core.paper import Signature
from app.printing.blocks import Fact, Facts, Prose, Signatures
from app.printing.pen import A4_LANDSCAPE, MM
from app.printing.sheet import Block, Form, render, said
from app.printing.tables import Cell, Column, Row, Table
from app.services.counts.sheets import CountSheet, CountSheetLine


def count_sheet(sheets: CountSheet | Sequence[CountSheet]) -> bytes:
    """The blind sheets of one or more bins as one PDF (A4 landscape), each with its own page numbers.

    Raises Refused if there is none.
    """
    forms = []
    for sheet in [sheets] if isinstance(sheets, CountSheet) else sheets:
        with i18n.language(sheet.imprint.language):
            forms.append(
                Form(
                    title=N_("Count sheet"),
                    number=sheet.number,
                    code=sheet.code,
                    imprint=sheet.imprint,
                    subtitle=f"{said(sheet.kind)} {said(sheet.period)}",
                    paper=A4_LANDSCAPE,
                    blocks=list(_sheet_blocks(sheet)),
                )
            )
    if not forms:
        raise Refused("No bin of this count is left to be counted, so there is no sheet to print.")
    return render(*forms)


def _sheet_blocks(sheet: CountSheet) -> Iterator[Block]:
    yield Facts(
        [
            Fact(tr(N_("Bin")), sheet.bin, strong=True),
            Fact(tr(N_("Warehouse")), sheet.warehouse),
            Fact(tr(N_("Count mode")), said(sheet.mode)),
            Fact(tr(N_("Count leader")), sheet.leader),
            Fact(tr(N_("Number of lines")), str(len(sheet.lines))),
        ],
        columns=5,
    )
    yield _sheet_table(sheet)
    yield Prose(
        tr(N_("Write what lies there, not what ought to. Nothing there is 0; an empty field means not counted.")),
        size=7.5,
        quiet=True,
        clings=True,  # who signs sees what he signs for: the last line comes along
    )
    yield Signatures(
        [
            Signature(N_("First counter"), sheet.first_counter),
            Signature(N_("Recounted by"), sheet.second_counter),
            Signature(N_("Count observer"), sheet.observer),
        ],
        zone=sheet.imprint.zone,
    )


def _named(line: CountSheetLine) -> str:
    """The name, with what tells two lines of one part apart: status and batch."""
    return " · ".join(filter(None, (line.name, said(line.status), line.batch)))


def _sheet_table(sheet: CountSheet) -> Table:
    rows = [
        Row(
            (
                str(place),
                line.bin,
                Cell(line.code, strong=True),
                _named(line),
                line.spec,
                i18n.unit(line.unit),
                "",
                "",
                "",
            )
        )
        for place, line in enumerate(sheet.lines, 1)
    ]
    rows += [
        Row((str(len(rows) + place), sheet.bin, "", "", "", "", "", "", "")) for place in range(1, sheet.spare + 1)
    ]
    columns = [
        Column(tr(N_("No.")), 10, align="right"),
        Column(tr(N_("Bin"))),
        Column(tr(N_("Part number"))),
        Column(tr(N_("Name")), stretch=3),
        Column(tr(N_("Spec / model")), stretch=2),
        Column(tr(N_("Unit")), 13, align="center"),
        Column(tr(N_("Quantity, first count")), 24, align="center"),
        Column(tr(N_("Quantity, recount")), 24, align="center"),
        Column(tr(N_("Remark")), 38),
    ]
    return Table(columns, rows, grid=True, least=8.5, gap=3 * MM)
