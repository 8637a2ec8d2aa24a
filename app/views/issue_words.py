"""What the issue room says: from the answer of a use-case to the sign in the band, from lines to rows. No widget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.core import clock, i18n
from app.core.i18n import pick, tr
from app.services.requisitions.bench import Bench, BenchLine
from app.services.requisitions.counter import Candidate, Lot, Scanned
from app.services.requisitions.rules import TYPES
from app.views.issue_rows import PickRow
from app.views.kit.sounds import Tone
from app.views.scan_queue import Act
from app.views.scan_rows import Entry
from app.views.scan_side import Scanned as Taped
from app.views.scan_stage import Sign
from app.views.scan_words import time_of

FAMILY = {"OK": "ok", "OTHER_BIN": "warn", "UNDO": "idle"}


@dataclass(frozen=True)
class Told:
    """One act for the tape: what came of a scan, and when."""

    at: datetime
    result: Scanned


def called(part: BenchLine | Scanned | Candidate) -> str:
    """The part's name in the language of the screen, else its number."""
    return pick(part.name_zh, part.name_en) or part.number


def amount(milli: int, part: BenchLine | Scanned, *, sign: bool = False) -> str:
    """ "+0.5 L"."""
    return f"{i18n.quantity(milli, part.decimals, sign=sign)} {i18n.unit(part.unit)}".strip()


def left(line: BenchLine) -> int:
    """What is still to be fetched (1/1000)."""
    return line.due - line.picked


def tally(line: BenchLine) -> tuple[str, str]:
    """("1", "2"): handed over and picked, of what was approved and not cancelled."""
    done = i18n.quantity(line.issued + line.picked, line.decimals)
    return done, i18n.quantity(line.issued + line.due, line.decimals)


# --- in the band --------------------------------------------------------------------------------------------------
def answered(result: Scanned, line: BenchLine | None, *, twice: bool = False) -> tuple[Sign, Tone]:
    """What the band says to an answer, and its tone; `line` as it is now. `twice`: the same code within 300 ms (E6)."""
    if result.verdict in ("OK", "OTHER_BIN"):
        return _picked(result, line, twice=twice)
    if result.verdict == "UNDO":
        head = tr("Undone {n}", n=amount(-abs(result.qty), result, sign=True))
        return replace(_part(result, line, "scan_idle", head), icon="undo-2"), "undone"
    if result.verdict == "BIN":
        note = tr("Scan the parts that you take here")
        return Sign("scan_idle", tr("You are at {bin}", bin=result.bin), note=note, icon="map-pin"), "ok"
    if result.verdict == "UNKNOWN":
        head = tr(result.reason) if result.reason else tr("Unknown barcode")
        note = tr(
            "{code} is kept, nothing was picked. Scan the part's own label, or choose its line.", code=result.code
        )
        return Sign("scan_bad", head, note=note), "unknown"
    if result.verdict == "WRONG":
        return _wrong(result), "refused"
    return _refused(result), "refused"


def _picked(result: Scanned, line: BenchLine | None, *, twice: bool) -> tuple[Sign, Tone]:
    added = amount(result.qty, result, sign=True)
    if result.verdict == "OTHER_BIN":
        head = tr("Picked {n} from {bin}, not from {own}", n=added, bin=result.bin, own=result.expected_bin or "–")
        return _part(result, line, "scan_warn", head), "look"
    if twice:
        return _part(result, line, "scan_warn", tr("Picked {n}, the same label twice", n=added)), "look"
    return _part(result, line, "scan_ok", tr("Picked {n}", n=added)), "ok"


def _part(result: Scanned, line: BenchLine | None, signal: Any, head: str) -> Sign:
    lot = tr("batch {code}", code=result.batch) if result.batch else ""
    note = " · ".join(x for x in (called(result), result.number, lot, result.bin) if x)
    return Sign(signal, head, note=note, figure=" / ".join(tally(line)) if line else "")


def _wrong(result: Scanned) -> Sign:
    head = tr("Not on this slip: {part}", part=called(result) or result.code)
    number = result.number or result.code
    if not result.wanted:
        return Sign("scan_bad", head, note=tr("Scanned {code}; nothing more is to be fetched. Nothing was picked.",
                                              code=number))  # fmt: skip
    note = tr("Scanned {code}; the slip asks for {part} from {bin}. Nothing was picked.", code=number,
              part=result.wanted, bin=result.wanted_bin or "–")  # fmt: skip
    return Sign("scan_bad", head, note=note)


def _refused(result: Scanned) -> Sign:
    reason = tr(result.reason) if result.reason else tr("More than the slip asks for")
    part = f"{result.number} {called(result)}".strip() or result.code
    if result.verdict == "NONE":
        way = tr("{part}: scan the label of the bin you took it from. Else its receipt is missing.", part=part)
        return Sign("scan_bad", reason, note=way)
    place = result.expected_bin or result.bin
    note = tr("{part}: put it back into {bin}.", part=part, bin=place) if place else part
    return Sign("scan_bad", reason, note=note)


# --- the lines ----------------------------------------------------------------------------------------------------
def row_of(line: BenchLine, *, next_: bool) -> PickRow:
    """A line as it is shown."""
    done, want = tally(line)
    swap = tr("Substitute asked for: {number}", number=line.substitute.number) if line.substitute else ""
    detail = " · ".join(x for x in (line.number, line.work, swap) if x)
    chip = _state(line, next_=next_)
    return PickRow(
        line.line_id, line.bin, called(line), detail, chip, done, want, i18n.unit(line.unit), next_, left(line) <= 0
    )


def _state(line: BenchLine, *, next_: bool) -> tuple[str, str]:
    if line.dropped:
        return tr("Dropped by the customer"), "bad"
    if any(p.other_bin for p in line.picks):
        return tr("Other bin"), "warn"
    if left(line) <= 0:
        return tr("All picked"), "ok"
    if line.short:
        return tr("Short"), "warn"
    if line.there is not None and line.there < left(line):
        return (tr("None in stock"), "bad") if line.there <= 0 else (tr("Not enough"), "warn")
    return (tr("Next"), "active") if next_ else (tr("To fetch"), "idle")


def is_open(line: BenchLine) -> bool:
    """Still to be fetched now."""
    return left(line) > 0 and not line.short and not line.dropped


def lot_entries(lots: Sequence[Lot]) -> list[Entry]:
    """Batches or serial numbers to choose from, the one that expires first in front."""
    return [
        Entry(lot.batch, lot.bin, lot.batch or tr("without a batch"),
              tr("expires {day}", day=i18n.day(lot.expires)) if lot.expires else "")
        for lot in lots
    ]  # fmt: skip


def choice_entries(candidates: Sequence[Candidate], lines: Sequence[BenchLine]) -> list[Entry]:
    """Parts of the slip that one code may be, with the bins to which it sends one (E1)."""
    bins = {line.part_id: line.bin for line in lines}
    return [Entry(x.part_id, bins.get(x.part_id, ""), called(x), detail=x.number) for x in candidates]


# --- the tape -----------------------------------------------------------------------------------------------------
def tape_rows(waiting: Sequence[Act], told: Collection[Told]) -> list[Taped]:
    """The newest on top: what waits for the data file, then what was answered."""
    rows = [Taped(time_of(act.at), act.words, tr("waits"), "wait") for act in reversed(waiting)]
    return rows + [_taped(one) for one in told]


def _taped(one: Told) -> Taped:
    result = one.result
    change = "?" if result.verdict == "UNKNOWN" else "–"
    if result.verdict in FAMILY:
        qty = -abs(result.qty) if result.verdict == "UNDO" else result.qty
        change = i18n.quantity(qty, result.decimals, sign=True)
    words = called(result) if result.number else result.code
    return Taped(time_of(one.at), words, change, FAMILY.get(result.verdict, "bad"))


def facts_of(bench: Bench) -> list[tuple[str, str, str]]:
    """What stands beside the lines: label, value, tone."""
    at = f" {clock.local(bench.approved_at):%H:%M}" if bench.approved_at else ""
    facts = [(tr("Approved by"), f"{bench.approved_by}{at}", "")]
    if bench.old_parts:
        facts.append((tr("Old parts due"), tr("{n} expected", n=i18n.quantity(bench.old_parts, 0)), "warn"))
    return [*facts, (tr("Work order"), bench.order_number, "")] if bench.order_number else facts


def receiver_of(bench: Bench) -> tuple[str, str]:
    """Who gets the parts, and where he works, with what kind of slip it is."""
    return bench.technician, " · ".join(x for x in (bench.bay, tr(TYPES[bench.type])) if x)
