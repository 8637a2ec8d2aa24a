"""What a count puts on paper, as frozen data: the blind sheet and the report. Knows neither database nor PDF.

Quantities are in 1/1000 of the stock unit ("milli"), money in fen, unit costs in 1e-6 yuan ("micro"), rates in basis
points; None stands for "n/a" (a denominator of 0) or "not yet". A field typed `Label` is a msgid or a text for words
of ours (causes, kinds, modes), or simply the name the shop gave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.i18n import Text
from app.core.paper import UNSIGNED, AuditHead, Imprint, Signature

Label = str | Text


@dataclass(frozen=True)
class CountSheetLine:
    """One part to be counted at one bin. No book quantity: the count is blind."""

    bin: str
    code: str
    name: str
    spec: str
    unit: str
    status: Label = ""  # said only of what is not simply available
    batch: str = ""


@dataclass(frozen=True)
class CountSheet:
    """The blind sheet of one bin (R8), to be filled in by hand.

    `code` is what its bar code says; "" = the count's number. `spare` empty rows at the end take what is found here
    but is not on the list.
    """

    number: str
    kind: Label
    period: Label
    warehouse: str
    bin: str
    mode: Label
    lines: tuple[CountSheetLine, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    code: str = ""
    leader: str = ""
    first_counter: str = ""
    second_counter: str = ""
    observer: str = ""
    spare: int = 3


@dataclass(frozen=True)
class Tally:
    """What one person counted, and when: first count, recount or third count."""

    quantity: int
    by: str
    at: datetime


@dataclass(frozen=True)
class MoveBetween:
    """A stock move between the snapshot and the moment the line was counted."""

    at: datetime
    kind: Label
    number: str
    quantity: int


@dataclass(frozen=True)
class CountDifference:
    """A line whose accepted quantity is not the book's. `book` = `snapshot` + the moves in between."""

    code: str
    name: str
    bin: str
    unit: str
    snapshot: int
    book: int
    tallies: tuple[Tally, ...]
    accepted: int
    difference: int
    value: int
    cost: int
    cost_posted: int | None = None
    spec: str = ""
    decimals: int = 0
    cause: Label = ""
    treatment: Label = ""
    responsible: str = ""
    due: date | None = None
    note: str = ""
    moves: tuple[MoveBetween, ...] = ()


@dataclass(frozen=True)
class CountItem:
    """A part that was expected and not found, or found and not expected. `quantity`: book, or counted."""

    code: str
    name: str
    bin: str
    unit: str
    quantity: int
    decimals: int = 0
    value: int | None = None
    note: str = ""


@dataclass(frozen=True)
class UnknownCode:
    """A scanned code that belongs to no part, and what became of it."""

    code: str
    bin: str
    quantity: int
    by: str
    at: datetime
    outcome: Label = ""


@dataclass(frozen=True)
class CauseShare:
    """How much of the difference one cause explains."""

    cause: Label
    lines: int
    gain: int
    loss: int


@dataclass(frozen=True)
class CountFigures:
    """The result in figures (§6.3). `matched` lines have no difference, `tolerated` lines at most a tolerated one."""

    lines: int
    matched: int
    tolerated: int
    book_value: int
    gain_value: int
    loss_value: int
    lines_strict: int | None
    lines_tolerance: int | None
    value_accuracy: int | None
    gain_rate: int | None
    loss_rate: int | None
    net_rate: int | None

    @property
    def net_value(self) -> int:
        """Gain less loss, in fen."""
        return self.gain_value - self.loss_value


@dataclass(frozen=True)
class LastCount:
    """The count of the same scope before this one."""

    number: str
    period: Label
    figures: CountFigures


@dataclass(frozen=True)
class CountReport:
    """The gain-and-loss report (R10, R11). What is signed is its `fingerprint()`, printed as `document_hash`."""

    number: str
    kind: Label
    period: Label
    scope: Label
    mode: Label
    method: Label
    warehouse: str
    leader: str
    figures: CountFigures
    imprint: Imprint = field(metadata=UNSIGNED)
    revision: int = 1
    counters: tuple[str, ...] = ()
    observer: str = ""
    snapshot_at: datetime | None = None
    counted_from: datetime | None = None
    counted_until: datetime | None = None
    posted_at: datetime | None = None
    differences: tuple[CountDifference, ...] = ()
    missing: tuple[CountItem, ...] = ()
    unlisted: tuple[CountItem, ...] = ()
    unknown: tuple[UnknownCode, ...] = ()
    causes: tuple[CauseShare, ...] = ()
    suggestions: tuple[Label, ...] = ()
    last: LastCount | None = None
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
    document_hash: str = field(metadata=UNSIGNED, default="")
    audit: AuditHead | None = field(metadata=UNSIGNED, default=None)
