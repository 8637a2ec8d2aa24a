"""Tells a scanner's burst of keys from a person's typing. Pure: characters and times in, a verdict out; knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

GROUP_SEPARATOR = "\x1d"  # how a wedge types FNC1 (Ctrl+])


@dataclass(frozen=True)
class Tuning:
    """When a burst is a scan, and how long a key waits to find out. All times in ms; set per workstation.

    The median gap decides, not the largest: a busy PC delivers single keys of a scan late.
    """

    gap: int = 50  # a scanner's median gap lies below
    least: int = 4  # characters; fewer are typing
    hold_text: int = 30  # how long a key waits before it appears in a text field
    hold_other: int = 100  # … before it reaches anything else, where nobody watches letters appear
    hold_sure: int = 300  # … when four or more keys came so fast that no hand did it
    idle_ends: bool = False  # a scanner without terminator: 100 ms of silence end its scan (E7)


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
        """Enough characters, fast enough."""
        if len(self.times) < self.tuning.least:
            return False
        from statistics import median  # 5 ms that the start of the window need not wait for

        gaps = [b - a for a, b in zip(self.times, self.times[1:], strict=False)]
        return median(gaps) < self.tuning.gap

    def continues(self, at: float) -> bool:
        """True if a key at `at` ms belongs to this burst: within three gaps, or longer once it is surely a scanner."""
        pause = self.tuning.hold_sure if self.is_scan() else 3 * self.tuning.gap
        return bool(self.times) and at - self.times[-1] <= pause
