"""What a report is: name, what it asks, columns, and a query that fills them. Knows no single report, no screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.core.access import Permission
from app.core.desk import Reader
from app.core.i18n import N_, Text
from app.core.paper import UNSIGNED, AuditHead, Imprint, Signature
from app.core.screen import Choice, Column, May

ZONE = ZoneInfo("Asia/Shanghai")
READ = Permission("reports.view", N_("Read stock reports"))


@dataclass(frozen=True)
class Asked:
    """What the reader wants: days from `since` to `until` (both included), one category ("" = all), grouped by what."""

    since: date
    until: date
    category: str = ""
    by: str = ""

    @property
    def start(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.since, time(), ZONE)

    @property
    def end(self) -> datetime:
        """The first moment after the last day."""
        return datetime.combine(self.until + timedelta(days=1), time(), ZONE)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days + 1


@dataclass(frozen=True)
class Slice:
    """One bar of a chart: its name and how long it is, in any unit."""

    label: str | Text
    size: int


@dataclass(frozen=True)
class Found:
    """The answer: one tuple per row in column order, sums in the same order, remarks, and what is `wrong`.

    `chart` are bars to be drawn above the rows: `pareto` puts the longest first and runs a line of their share along.
    """

    rows: Sequence[tuple[Any, ...]]
    foot: tuple[Any, ...] | None = None
    remarks: tuple[Text, ...] = ()
    wrong: tuple[Text, ...] = ()
    chart: tuple[Slice, ...] = ()
    pareto: bool = True

    @property
    def bad(self) -> bool:
        """True if somebody has to do something about it."""
        return bool(self.wrong)


@dataclass(frozen=True)
class Report:
    """One report. `asks`: what of period ("period"), day ("until") and "category" means something to it.

    `by` are the ways to group its rows, the usual one first; () if there is but one.
    `signs` are the roles that sign the paper (msgids). `rules` name what of the rulebook it serves. `file` is a form of
    its own that others demand: the ending, and what makes the content; `some` the column that names a row there, and
    what makes the file of chosen ones.
    """

    name: str
    label: str
    about: str
    allow: Permission
    columns: tuple[Column, ...]
    make: Callable[[Reader, Asked], Found]
    asks: tuple[str, ...] = ("period", "category")
    signs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    file: tuple[str, Callable[[Reader, Asked], bytes]] | None = None
    some: tuple[str, Callable[[Reader, Sequence[str]], bytes]] | None = None
    chained: bool = False  # its paper tells where the audit chain stood
    by: tuple[Choice, ...] = ()

    def seen_by(self, may: May) -> Report:
        """The report without the columns that this person may not see."""
        return replace(self, columns=tuple(c for c in self.columns if c.allow is None or may(c.allow)))


@dataclass(frozen=True)
class ReportSheet:
    """A report as it goes on paper."""

    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    foot: tuple[Any, ...] | None
    remarks: tuple[Text, ...]
    since: date | None
    until: date
    category: str
    by: str
    chart: tuple[Slice, ...]
    pareto: bool
    signatures: tuple[Signature, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    audit: AuditHead | None = field(metadata=UNSIGNED, default=None)
