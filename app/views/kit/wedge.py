"""Tells a scanner's burst of keys from a person's typing. Pure: characters and times in, a verdict out; knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

GROUP_SEPARATOR = "\x1d"  # how a wedge types FNC1 (Ctrl+])
Ends = Literal["key", "silence"]


@dataclass(frozen=True)
class Tuning:
    """When a burst is a scan, and how long a key waits to find out. All times in ms; set per workstation.

    The median gap decides, not the largest: a busy PC delivers single keys of a scan late. A scanner that is slower
    than a quick hand is known by its prefix.
    """

    gap: int = 50  # a scanner's median gap lies below
    least: int = 4  # characters; fewer are typing
    hold_text: int = 30  # how long a key waits before it appears in a text field
    hold_other: int = 100  # … before it reaches anything else, where nobody watches letters appear
    hold_sure: int = 300  # … when four or more keys came so fast that no hand did it
    ends: Ends = "key"  # Enter or Tab, whichever comes; or silence, for a scanner that sends neither (E7)
    idle: int = 100  # that long a silence
    prefix: str = ""  # what the scanner puts before and after each code
    suffix: str = ""
    group: str = ""  # what it sends in place of GS1's separator

    @classmethod
    def kept(cls, kept: Any) -> Tuning:
        """As kept in the workstation's file; what does not fit there is left at its default."""
        given: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
        fitting = {f.name: given[f.name] for f in fields(cls) if type(given.get(f.name)) is type(f.default)}
        fitting = {name: value for name, value in fitting.items() if not isinstance(value, int) or 1 <= value <= 1000}
        if fitting.get("ends") not in ("key", "silence"):
            fitting.pop("ends", None)
        return cls(**fitting)

    def to_keep(self) -> dict[str, Any]:
        """What differs from the defaults, for the workstation's file."""
        plain = asdict(Tuning())
        return {name: value for name, value in asdict(self).items() if value != plain[name]}

    def begun(self, text: str) -> bool:
        """True if the scanner's own prefix stands before it: no person types that."""
        return bool(self.prefix) and text.startswith(self.prefix)

    def cleaned(self, text: str) -> str:
        """The code alone: without prefix, suffix and line ends, with GS where the scanner sends something else."""
        text = text.strip("\r\n\t").removeprefix(self.prefix).removesuffix(self.suffix)
        if not self.group:
            return text
        from app.core.scan import with_separators  # the login is on the screen before anything reads a code

        return with_separators(text, self.group)


@dataclass
class Burst:
    """Keys that came without a pause between them."""

    tuning: Tuning
    characters: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def take(self, character: str, at: float) -> None:
        """One more key at `at` ms. After too long a pause a new burst begins."""
        if not self.continues(at):
            self.end()
        self.characters.append(character)
        self.times.append(at)

    def end(self) -> None:
        """Forgets the keys."""
        self.characters.clear()
        self.times.clear()

    def text(self) -> str:
        """What was typed."""
        return "".join(self.characters)

    def is_scan(self) -> bool:
        """Enough characters, and fast enough or behind the scanner's prefix."""
        if len(self.times) < self.tuning.least:
            return False
        if self.tuning.begun(self.text()):
            return True
        from statistics import median  # 5 ms that the start of the window need not wait for

        gaps = [b - a for a, b in zip(self.times, self.times[1:], strict=False)]
        return median(gaps) < self.tuning.gap

    def continues(self, at: float) -> bool:
        """True if a key at `at` ms belongs to this burst: within three gaps, or longer once it is surely a scanner."""
        pause = self.tuning.hold_sure if self.is_scan() else 3 * self.tuning.gap
        return bool(self.times) and at - self.times[-1] <= pause
