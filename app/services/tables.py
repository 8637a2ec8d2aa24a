"""A table as data, for whoever writes it to a file or onto paper: lists, reports, results of a count. Knows no noun."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.access import Permission
from app.core.i18n import Text
from app.core.kind import Kind
from app.core.screen import Column


@dataclass(frozen=True)
class Page:
    """One table: its title (a msgid), columns, rows as lists give them, and lines to stand above it.

    `labels` says what codes of a column are called: column name → code → msgid (states of a workflow).
    """

    title: str | Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str | Text] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def page_of(card: Kind, rows: Sequence[Sequence[Any]], may: Callable[[Permission], bool]) -> Page:
    """The list of a kind as a page, with the columns that somebody who `may` sees; states by their names."""
    columns = card.list.seen_by(may).columns
    states = {s.code: s.label for s in card.workflow.states} if card.workflow else {}
    return Page(card.plural, columns, rows, labels={c.name: states for c in columns if c.kind == "state"})
