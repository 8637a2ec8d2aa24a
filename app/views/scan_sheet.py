"""What the scan room knows of its count, kept true scan by scan without asking the database again. No widget, no desk.

It is read whole when a bin is entered; after that each answer of a use-case changes the one line it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.services.counts.floor import Floor, ShelfLine
from app.services.counts.queries import BinProgress, CountHeader, TapeRow, UnknownSpot
from app.services.counts.scanning import ScanResult

TAPE = 5


class ScanSheet:
    """Lines of the shelf, unknown codes and the last acts; `place` is the bin that is being counted."""

    def __init__(self, floor: Floor) -> None:
        self.header: CountHeader = floor.header
        self.place: BinProgress | None = floor.place
        self.shelf, self.team = floor.shelf, floor.team
        self._lines: dict[Any, ShelfLine] = {line.key: line for line in floor.lines}
        self._others = floor.others
        self._unknown: list[UnknownSpot] = list(floor.unknown)
        self.tape: list[TapeRow] = list(floor.tape)

    # --- what stands in the tabs --------------------------------------------------------------------------------
    def open_lines(self, bin_id: Any = None) -> list[ShelfLine]:
        """Not counted yet: of one bin, or of the shelf with the bin that is being counted first."""
        here = self.place.bin_id if self.place else None
        found = [x for x in self._lines.values() if x.result == "OPEN" and bin_id in (None, x.key[0])]
        return sorted(found, key=lambda x: x.key[0] != here)

    def counted_lines(self) -> list[ShelfLine]:
        """Expected and counted, the newest on top."""
        return self._newest(x for x in self._lines.values() if x.listed and x.result != "OPEN")

    def extra_lines(self) -> list[ShelfLine]:
        """Found but not expected, the newest on top."""
        return self._newest(x for x in self._lines.values() if not x.listed and x.result != "OPEN")

    @staticmethod
    def _newest(lines: Iterable[ShelfLine]) -> list[ShelfLine]:
        return sorted(lines, key=lambda x: x.at.timestamp() if x.at else 0.0, reverse=True)

    def unknown_codes(self) -> list[UnknownSpot]:
        """Not settled yet; those of the bin that is being counted first."""
        here = self.place.bin_id if self.place else None
        return sorted(self._unknown, key=lambda u: u.bin_id != here)

    def unknown(self, seq: int) -> UnknownSpot | None:
        """The unsettled code with this number."""
        return next((u for u in self._unknown if u.seq == seq), None)

    def progress(self) -> tuple[int, int]:
        """(counted, expected) of the shelf, or of the whole count while no bin is being counted."""
        if self.place is None:
            return self.header.counted, self.header.total
        listed = [x for x in self._lines.values() if x.listed]
        return self._others[0] + sum(x.result != "OPEN" for x in listed), self._others[1] + len(listed)

    def last_line(self) -> ShelfLine | None:
        """The line of the bin that is being counted on which the person last did something: there he goes on."""
        mine = [x for x in self._lines.values() if self.place and x.key[0] == self.place.bin_id and x.at is not None]
        return max(mine, key=lambda x: x.at.timestamp() if x.at else 0.0, default=None)

    def bin_called(self, code: str) -> BinProgress | None:
        """The bin of this count with this label."""
        plain = code.strip().upper()
        return next((b for b in self.header.bins if b.bin.upper() == plain), None)

    def bin(self, bin_id: Any) -> BinProgress | None:
        """The bin of this count with this id."""
        return next((b for b in self.header.bins if b.bin_id == bin_id), None)

    # --- what happens -------------------------------------------------------------------------------------------
    def take(self, result: ScanResult) -> bool:
        """Takes in what an act has changed. True = it can't be told from here: read the whole again."""
        if result.seq is None or result.bin_id is None:
            return False
        self._note(result)
        if result.kind == "unknown":
            before = next((t.number for t in self.tape[1:] if t.kind == "SCAN"), "")
            self._unknown.append(
                UnknownSpot(result.seq, result.code, result.bin_id, result.bin, 1000, "", result.at, before, "", "")
            )
            return False
        if result.part_id is None:  # an unknown code was taken back
            return True
        self._between(result)
        key = (result.bin_id, result.part_id, result.status, result.batch)
        known = self._lines.get(key)
        line = known or ShelfLine(
            key, result.bin, result.number, result.name_zh, result.name_en, result.unit, result.decimals, False,
            photo=result.photo,
        )  # fmt: skip
        self._lines[key] = replace(
            line, result="COUNTED" if result.total else "ZERO_CONFIRMED", counted=result.total, scanned=result.scanned,
            typed=result.typed, at=result.at,
        )  # fmt: skip
        return result.kind == "undone"

    def photographed(self, seq: int, sha: str) -> None:
        """An unknown code has one photo more."""
        self._unknown = [
            replace(u, photos=tuple(dict.fromkeys((*u.photos, sha)))) if u.seq == seq else u for u in self._unknown
        ]

    def _note(self, result: ScanResult) -> None:
        kind = {"unknown": "UNKNOWN", "undone": "UNDO"}.get(result.kind, "SCAN")
        act = TapeRow(
            result.seq or 0, kind, result.at, result.code, result.number, result.name_zh, result.name_en, result.unit,
            result.decimals, result.added, result.mark, False,
        )  # fmt: skip
        self.tape = [act, *self.tape][: TAPE + 1]

    def _between(self, result: ScanResult) -> None:
        """The first good scan after an unknown code closes its gap."""
        if result.kind in ("ok", "look"):
            self._unknown = [
                replace(u, after=result.number) if u.bin_id == result.bin_id and not u.after else u
                for u in self._unknown
            ]  # fmt: skip
