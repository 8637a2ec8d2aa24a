"""What the scan room says: from the answer of a use-case to the sign on the stage, from lines to rows. No widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.core import clock, i18n
from app.core.i18n import N_, pick, tr
from app.services import stock
from app.services.counts import rules
from app.services.counts.floor import ShelfLine, shelf_of
from app.services.counts.queries import BinProgress, CountHeader, TapeRow, UnknownSpot
from app.services.counts.scanning import ScanResult
from app.views.kit.sounds import Tone
from app.views.scan_queue import Act
from app.views.scan_rows import Entry
from app.views.scan_side import Scanned
from app.views.scan_stage import Sign

ROUNDS = {1: N_("First count · blind"), 2: N_("Recount · blind"), 3: N_("Third count · blind")}


def time_of(moment: datetime) -> str:
    """14:26:08 on the shop's clock."""
    return f"{clock.local(moment):%H:%M:%S}"


def type_of(header: CountHeader) -> str:
    """What kind of count it is: monthly, annual …"""
    return tr(rules.label(rules.TYPES, header.type)) or tr("Stock count")


def round_of(number: int) -> str:
    """First count · blind."""
    return tr(ROUNDS[min(number, 3)])


def shelf_called(place: BinProgress) -> str:
    """The shelf of a bin, or the bin itself if it is a shelf of its own."""
    shelf = shelf_of(place.bin)
    return tr("Shelf {name}", name=shelf) if shelf != place.bin else place.bin


def what_of(status: str, batch: str) -> str:
    """Status and batch of goods, if they are not just good ones."""
    kept = "" if status == "AVAILABLE" else tr(stock.STATUS_LABELS[status])
    return " · ".join(part for part in (kept, tr("batch {code}", code=batch) if batch else "") if part)


# --- on the stage -------------------------------------------------------------------------------------------------
def answered(result: ScanResult, *, twice: bool = False, remembered: int = 0) -> tuple[Sign, Tone]:
    """What the band says to an answer, and its tone. `twice`: the same code came within 300 ms (E6); `remembered`: of
    so many parts the code could be, this one was chosen before (E1)."""
    if result.kind in ("ok", "look", "undone") and result.part_id is not None:
        return _counted(result, twice=twice, remembered=remembered)
    if result.kind == "undone":
        return Sign("scan_idle", tr("Undone"), time_of(result.at), result.bin, result.code, icon="undo-2"), "undone"
    if result.kind == "unknown":
        where = tr("Scanned at {bin} · counted for no part", bin=result.bin)
        later = "\n".join((tr("Just go on scanning"), tr("Sort it out later under Unknown")))
        unit = tr("unknown")
        head = tr(result.reason) if result.reason else tr("Unknown barcode")
        return Sign("scan_bad", head, tr("kept"), "", result.code, where, str(result.unknowns), unit, later), "unknown"
    reason = tr(result.reason) if result.reason else tr("Not counted")
    name = pick(result.name_zh, result.name_en) or result.code
    return Sign("scan_bad", reason, tr("not counted"), result.bin, name, result.number), "refused"


def _counted(result: ScanResult, *, twice: bool, remembered: int) -> tuple[Sign, Tone]:
    sign = part_sign(result)
    added = i18n.quantity(result.added, result.decimals, sign=True)
    if result.pack != 1000 and result.kind != "undone":
        added += f"  (×{i18n.quantity(result.pack, result.decimals)})"
    at = time_of(result.at)
    if result.kind == "undone":
        return replace(sign, signal="scan_idle", head=tr("Undone {n}", n=added), tail=at, icon="undo-2"), "undone"
    why = _why_look(result, twice=twice, remembered=remembered)
    if why:
        return replace(sign, signal="scan_warn", head=tr("Counted {n}, {why}", n=added, why=why), tail=at), "look"
    if result.seq is not None and not result.added and not result.total:
        return replace(sign, signal="scan_ok", head=tr("Confirmed: none here"), tail=at), "ok"
    return replace(sign, signal="scan_ok", head=tr("Counted {n}", n=added), tail=at), "ok"


def _why_look(result: ScanResult, *, twice: bool, remembered: int) -> str:
    if result.kind == "look" and result.elsewhere:
        return tr("belongs to {bin}", bin=result.elsewhere)
    if result.kind == "look":
        return tr("not on the list")
    if twice:
        return tr("the same label twice")
    return tr("code of {n} parts", n=remembered) if remembered else ""


def part_sign(part: ScanResult | ShelfLine) -> Sign:
    """A part with what is counted of it in this bin, for a band to be put over it."""
    total = part.total if isinstance(part, ScanResult) else part.counted
    status, batch = (part.status, part.batch) if isinstance(part, ScanResult) else part.key[2:]
    quantity, note = "", ""
    if total is not None:
        quantity = i18n.quantity(total, part.decimals)
        sums = tr("scanned {n} · typed {m}", n=i18n.quantity(part.scanned, part.decimals),
                  m=i18n.quantity(part.typed, part.decimals))  # fmt: skip
        note = "\n".join((tr("Total in this bin"), sums))
    number = " · ".join(x for x in (part.number, what_of(status, batch)) if x)
    return Sign(
        "scan_idle", "", "", part.bin, called(part), number, quantity, i18n.unit(part.unit) if quantity else "", note,
        photo=part.photo,
    )  # fmt: skip


def called(part: ScanResult | ShelfLine | TapeRow) -> str:
    """The part's name in the language of the screen, else its number."""
    return pick(part.name_zh, part.name_en) or part.number


# --- beside it ----------------------------------------------------------------------------------------------------
def line_entry(line: ShelfLine) -> Entry:
    """A line in the tabs; one whose stock moved during the count wears a chip."""
    counted = "" if line.counted is None else f"{i18n.quantity(line.counted, line.decimals)} {i18n.unit(line.unit)}"
    return Entry(line.key, line.bin, called(line), counted, chip=(tr("moved"), "warn") if line.moved else None)


def bin_entry(place: BinProgress) -> Entry:
    """A bin while none is being counted: who has it and how far it is."""
    return Entry(place.bin_id, place.bin, place.counter, f"{place.counted} / {place.total}")


def unknown_entry(unknown: UnknownSpot) -> Entry:
    """An unknown code with its bin and the time."""
    icon = "camera" if unknown.photos else "octagon-alert"
    return Entry(unknown.seq, unknown.bin, unknown.code, time_of(unknown.at), icon, "bad")


def tape_rows(waiting: Sequence[Act], tape: Sequence[TapeRow]) -> list[Scanned]:
    """The newest on top: what waits for the data file, then what is counted."""
    rows = [Scanned(time_of(act.at), act.words, tr("waits"), "wait") for act in reversed(waiting)]
    return rows + [_taped(act) for act in tape]


def _taped(act: TapeRow) -> Scanned:
    words = called(act) or act.code
    if act.mark == "OTHER_BIN":
        words = tr("{part} (other bin)", part=words)
    elif act.mark == "OFF_LIST":
        words = tr("{part} (not on the list)", part=words)
    if act.kind == "UNKNOWN":
        return Scanned(time_of(act.at), words, "?", "bad")
    family = "idle" if act.kind == "UNDO" else "warn" if act.mark in ("OTHER_BIN", "OFF_LIST") else "ok"
    change = "0" if act.kind in ("ZERO", "NOT_FOUND") else i18n.quantity(act.qty, act.decimals, sign=True)
    return Scanned(time_of(act.at), words, change, family)
