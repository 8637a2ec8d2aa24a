"""The rows of docs/reliability.md: what was done, how often, what was lost or doubled, what the user was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

HEAD = """# What the books survive

Written by `python3 dev.py torture`; measured, not promised. A *commit* is one act of a person that the program said
was done. *Lost*: it was said and is not there. *Doubled*: it is there twice. *Half*: part of it is there, or a paper or
the ledger is otherwise than the audit says. After each
blow the shop was opened as the next start would, and examined by `doctor`.

| What | How often | Commits promised | Lost | Doubled | Half | What the user is told, and what came of it |
|---|---|---|---|---|---|---|
"""


@dataclass
class Row:
    """One kind of blow and what came of it."""

    what: str
    times: int = 0
    promised: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    told: str = ""
    notes: dict[str, int] = field(default_factory=dict)
    faults: int = 0  # outcomes that must not be, whatever the disk did
    lied: bool = False  # the disk had lied: what it never wrote may be missing

    @property
    def failed(self) -> bool:
        """True if the program did not keep what it promises."""
        return bool(self.faults or self.half or (not self.lied and (self.lost or self.doubled)))

    def fault(self, words: str) -> None:
        """Counts an outcome that must not be."""
        self.note(words)
        self.faults += 1

    def note(self, words: str) -> None:
        """Counts an outcome."""
        self.notes[words] = self.notes.get(words, 0) + 1

    def line(self) -> str:
        """The row of the table."""
        outcomes = "; ".join(f"{n} × {words}" for words, n in sorted(self.notes.items(), key=lambda kept: -kept[1]))
        said = " ".join(one for one in (self.told, f"{outcomes}." if outcomes else "") if one)
        figures = (self.times, self.promised, self.lost, self.doubled, self.half)
        return f"| {self.what} | " + " | ".join(f"{n:,}" for n in figures) + f" | {said.replace('|', '/')} |"


def page(rows: Sequence[Row], tail: str) -> str:
    """The whole page."""
    return HEAD + "\n".join(row.line() for row in rows) + "\n\n" + tail.strip() + "\n"
