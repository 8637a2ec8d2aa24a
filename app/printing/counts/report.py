"""The gain-and-loss report of a count (R10, R11), from its parts. Knows no session and no rule."""

from __future__ import annotations

from collections.abc import Iterator

from app.core import i18n
from app.core.i18n import N_, tr
from app.printing.blocks import Fact, Facts, Heading, Prose, Signatures, chain_words
from app.printing.counts.differences import differences, strays
from app.printing.counts.figures import minute
from app.printing.counts.result import causes, comparison, headline
from app.printing.pen import A4, MM
from app.printing.sheet import Block, Form, render, said
from app.services.counts.sheets import CountReport


def report(sheet: CountReport) -> bytes:
    """The count report (A4): facts, result, causes, every difference with its proof, signatures, fingerprint."""
    with i18n.language(sheet.imprint.language):
        form = Form(
            title=N_("Count report"),
            number=sheet.number,
            imprint=sheet.imprint,
            revision=sheet.revision,
            subtitle=f"{said(sheet.kind)} {said(sheet.period)}",
            paper=A4,
            blocks=list(_report_blocks(sheet)),
        )
        return render(form)


def _report_blocks(sheet: CountReport) -> Iterator[Block]:
    yield _facts(sheet)
    yield headline(sheet.figures)
    yield from comparison(sheet)
    yield from causes(sheet)
    yield from differences(sheet)
    yield from strays(sheet)
    yield from _suggestions(sheet)
    if sheet.signatures:
        yield Signatures(sheet.signatures, zone=sheet.imprint.zone)
    yield from _proof(sheet)


def _facts(sheet: CountReport) -> Facts:
    zone = sheet.imprint.zone
    counted = " – ".join(minute(at, zone) for at in (sheet.counted_from, sheet.counted_until) if at)
    return Facts(
        [
            Fact(tr(N_("Period")), said(sheet.period)),
            Fact(tr(N_("Warehouse")), sheet.warehouse),
            Fact(tr(N_("Count scope")), said(sheet.scope), span=2),
            Fact(tr(N_("Snapshot taken")), i18n.moment(sheet.snapshot_at, zone=zone) if sheet.snapshot_at else ""),
            Fact(tr(N_("Counting time")), counted),
            Fact(
                tr(N_("Posted at")),
                i18n.moment(sheet.posted_at, zone=zone) if sheet.posted_at else tr(N_("not posted yet")),
            ),
            Fact(tr(N_("Count mode")), said(sheet.mode)),
            Fact(tr(N_("Count leader")), sheet.leader),
            Fact(tr(N_("Counters")), tr(N_(", ")).join(sheet.counters)),
            Fact(tr(N_("Count observer")), sheet.observer),
            Fact(tr(N_("Counting method")), said(sheet.method)),
        ]
    )


def _suggestions(sheet: CountReport) -> Iterator[Block]:
    if sheet.suggestions:
        yield Heading(tr(N_("Suggestions")))
        for place, suggestion in enumerate(sheet.suggestions, 1):
            # a page of two lines and three signatures reads badly: few suggestions move there as one
            yield Prose(said(suggestion), bullet=f"{place}.", glued=len(sheet.suggestions) <= 6)


def _proof(sheet: CountReport) -> Iterator[Block]:
    """By what one can tell later that this paper says what was signed."""
    said_by = []
    if sheet.document_hash:
        said_by.append(tr(N_("Fingerprint of this revision (SHA-256): {digest}"), digest=sheet.document_hash))
    if sheet.audit:
        said_by.append(chain_words(sheet.audit))
    if said_by:
        yield Prose("\n".join(said_by), size=6.5, quiet=True, gap=3 * MM, clings=True)
