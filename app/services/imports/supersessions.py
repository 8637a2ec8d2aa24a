"""Reads "USE <code>" in the names of a list as proposals: old → new. Decides, guesses and stores nothing."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from app.services.imports.numbers import fold

_USE = re.compile(r"USE\s+(?P<target>\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UseRow:
    """A row whose name says "USE …": its number, its code, and what stands after USE."""

    row: int
    old: str
    new: str


@dataclass(slots=True)
class Proposals:
    """Every such row stands in exactly one of the five lists; only `proposals` may become supersessions."""

    proposals: list[UseRow] = field(default_factory=list)
    self_loops: list[UseRow] = field(default_factory=list)
    missing: list[UseRow] = field(default_factory=list)
    with_more_words: list[UseRow] = field(default_factory=list)
    circular: list[UseRow] = field(default_factory=list)
    chains: int = 0
    """Proposals whose new part is itself replaced, by the words of its own row or in the part master."""

    @property
    def total(self) -> int:
        """Rows that say USE."""
        lists = (self.proposals, self.self_loops, self.missing, self.with_more_words, self.circular)
        return sum(map(len, lists))


def propose(
    rows: Iterable[tuple[int, str, str]], known: Container[str] = (), existing: Mapping[str, str] | None = None
) -> Proposals:
    """Sorts the rows (number, code, name) that say USE.

    `known`: codes already in the part master; `existing`: supersessions there, old code → new code.
    """
    every = list(rows)
    codes = {code for _, code, _ in every}
    found = Proposals()
    said: set[str] = set()
    for number, code, name in every:
        match = _USE.fullmatch(name.strip()) if name[:6].lstrip()[:3].upper() == "USE" else None
        if match is None:
            continue
        said.add(code)
        row = UseRow(number, code, fold(match["target"]).upper())
        if row.new == code:
            found.self_loops.append(row)
        elif row.new in codes or row.new in known:
            found.proposals.append(row)
        elif " " in row.new:
            found.with_more_words.append(row)
        else:
            found.missing.append(row)
    _take_out_circles(found, dict(existing or {}))
    replaced = said | set(existing or {})
    found.chains = sum(1 for row in found.proposals if row.new in replaced)
    return found


def _take_out_circles(found: Proposals, existing: dict[str, str]) -> None:
    """Moves rows that lead back to themselves: a → b → a. Each part is replaced by one other, so a walk decides."""
    follow = existing | {row.old: row.new for row in found.proposals}
    clean: dict[str, bool] = {}
    for start in follow:
        path: dict[str, None] = {}
        at = start
        while at in follow and at not in clean and at not in path:
            path[at] = None
            at = follow[at]
        members = list(path)
        circle = members[members.index(at) :] if at in path else []
        clean |= dict.fromkeys(members, True) | dict.fromkeys(circle, False)
    found.circular = [row for row in found.proposals if not clean[row.old]]
    found.proposals = [row for row in found.proposals if clean[row.old]]
