"""A data collector's file: lines `code[,qty]`, bins by their own labels, into the scan log of a count (R9, §3.3).

Nothing is lost: what is wrong is listed by its row, what nobody knows is kept as an unknown code. The same file counts
once, however often and under whatever name it is loaded.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.scan import parse
from app.models.counts import CountFile, CountPlace, StockCount
from app.models.stations import Bin
from app.services.counts.codes import Found, identify
from app.services.counts.paper_entry import kept, take_for
from app.services.counts.places import due, fetch, floor_lines, place_of
from app.services.counts.rules import COUNT
from app.services.counts.scanning import EVENTS, MOST, misfit
from app.services.imports.encoding import decode
from app.services.measures import measured

FILES: Any = CountFile.__table__
_PARTED = re.compile(r"\s*([^,;\t|]*?)\s*[,;\t|]\s*([^,;\t|]*?)\s*(?:[,;\t|].*)?")
_SPACED = re.compile(r"(\S.*\S|\S)\s+(\d{1,6}(?:\.\d+)?)")
_QUANTITY = re.compile(r"(\d{1,9})(?:\.(\d{1,3})0*)?")
_NOWHERE = Text(N_("No bin of this count stands above this row."))
MOST_ROWS = 100_000


@dataclass(frozen=True)
class FileRow:
    """One line of the file: `quantity` in 1/1000 (None = one scan), `spaced` = how else it may be read."""

    number: int
    text: str
    code: str
    quantity: int | None = None
    spaced: tuple[str, int] | None = None
    wrong: Text | None = None


@dataclass(frozen=True)
class RowTrouble:
    """A row that was not counted, and why."""

    number: int
    text: str
    why: Text


@dataclass(frozen=True)
class FileReport:
    """What a file brings: rows counted, codes nobody knows (they are kept), rows that are wrong; bin → rows of it."""

    counted: int
    unknown: int
    troubles: tuple[RowTrouble, ...]
    bins: tuple[tuple[str, int], ...] = ()
    before: bool = False  # it was loaded earlier: nothing is counted again


def read_rows(text: str) -> list[FileRow]:
    """The lines of a file; blank ones and a heading are left out. Never raises for what stands in it."""
    found = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        said = "".join(c for c in unicodedata.normalize("NFKC", line) if c == "\t" or unicodedata.category(c) != "Cc")
        said = said.replace("、", ",").replace('"', "").strip(" \ufeff")
        if said.strip():
            row = _read(number, said)
            if not (number == 1 and row.wrong and not any(map(str.isdigit, said))):
                found.append(row)
    return found


def _read(number: int, said: str) -> FileRow:
    parted = _PARTED.fullmatch(said)
    if parted is None:
        spaced = _SPACED.fullmatch(said)
        other = (spaced[1], _milli(spaced[2])) if spaced else None
        return FileRow(number, said, said[:200], None, other if other and other[1] is not None else None)  # type: ignore[arg-type]
    code, quantity = parted[1][:200], parted[2]
    if not code:
        return FileRow(number, said, "", wrong=Text(N_("There is no code in this row.")))
    if not quantity:
        return FileRow(number, said, code)
    milli = _milli(quantity)
    if milli is None or milli > MOST:
        words = Text(N_("“{quantity}” is no quantity from zero to 999,999."), quantity=quantity[:40])
        return FileRow(number, said, code, wrong=words)
    return FileRow(number, said, code, milli)


def _milli(text: str) -> int | None:
    match = _QUANTITY.fullmatch(text)
    return int(match[1]) * 1000 + int((match[2] or "0").ljust(3, "0")) if match else None


@dataclass
class _Load:
    """What was made of a file: events by place, and the report."""

    rows: list[dict[str, Any]]
    places: dict[Id, int]
    unknown: int
    troubles: list[RowTrouble]


def _loaded(ctx: Any, count: StockCount, bin_: Id | None, rows: Sequence[FileRow]) -> _Load:
    """Each row under the bin whose label stands above it; what can't be counted is listed."""
    places = {p.bin_id: p for p in ctx.session.scalars(select(CountPlace).where(CountPlace.count_id == count.id))}
    labels = dict(ctx.conn.execute(select(Bin.code, Bin.id).where(Bin.warehouse_id == count.warehouse_id)).all())
    words = [row.code for row in rows] + [row.spaced[0] for row in rows if row.spaced]
    known = identify(ctx, [w for w in words if w])
    listed: dict[tuple[Id, Id], list[Any]] = defaultdict(list)
    for line in floor_lines(ctx, count):
        listed[(line.bin_id, line.part_id)].append(line)
    made, here = _Load([], {}, 0, []), bin_
    for row in rows:
        label = labels.get(row.code.upper())
        if label is not None and row.quantity is None and not known.get(row.code):
            here = label
            if label not in places:
                made.troubles.append(
                    RowTrouble(row.number, row.text, Text(N_("This bin does not belong to the count.")))
                )
            continue
        place = places.get(here) if here else None
        event = _event(row, known, listed, place) if place else {}
        if place is None or isinstance(event, Text):
            why = event if isinstance(event, Text) else _NOWHERE
            made.troubles.append(RowTrouble(row.number, row.text, row.wrong or why))
            continue
        made.rows.append(event | {"bin_id": place.bin_id, "round": place.round})
        made.places[place.bin_id] = made.places.get(place.bin_id, 0) + 1
        made.unknown += event["kind"] == "UNKNOWN"
    return made


def _event(
    row: FileRow, known: dict[str, tuple[Found, ...]], listed: dict[tuple[Id, Id], list[Any]], place: CountPlace
) -> dict[str, Any] | Text:
    """The event of a row, or why there is none."""
    if row.wrong is not None:
        return row.wrong
    code, quantity, found = row.code, row.quantity, known.get(row.code, ())
    if not found and row.spaced:  # "8W0 698 151 12": the whole is no code, so the last number is the quantity
        code, quantity = row.spaced
        found = known.get(code, ())
    lines = listed.get((place.bin_id, found[0].part_id), []) if found else []
    if len(found) != 1 or len(lines) > 1:  # two parts, or one in two batches: somebody must say which
        return kept(code, quantity or 1000, ())
    line = lines[0] if lines else None
    if place.round > 1 and not (line is not None and due(line, place.round)):
        return Text(N_("This part is not counted again in this bin."))
    if quantity == 0:
        if line is None:
            return Text(N_("This part is not expected in this bin; nothing has to be confirmed."))
        return kept(code, 0, found) | _of(line) | {"kind": "ZERO"}
    if quantity is None and found[0].decimals and found[0].pack == 1000:
        quantity = measured(parse(code), found[0].unit, found[0].decimals)
        if quantity is None:
            return Text(N_("{part} is weighed or measured: the row needs a quantity."), part=found[0].number)
    many = found[0].pack if quantity is None else quantity * found[0].pack // 1000
    if why := misfit(many, found[0].decimals):
        return why
    return kept(code, many, found) | (_of(line) if line is not None else {})


def _of(line: Any) -> dict[str, Any]:
    return {"mark": "", "status": line.status, "batch": line.batch}


@query("counts.check_file", allow=COUNT)
def check_file(ctx: Reader, count: Id, data: bytes, bin: Id | None = None) -> FileReport:
    """What loading a file would bring, row by row; changes nothing."""
    document = fetch(ctx, count)
    if seen := _seen(ctx, document, data):
        return seen
    made = _loaded(ctx, document, bin, _rows(data))
    return _report(ctx, made)


def _rows(data: bytes) -> list[FileRow]:
    rows = read_rows(decode(data).text)
    if not rows or len(rows) > MOST_ROWS:
        raise Refused("A collector's file has 1 to {n} rows of a code and a quantity.", where="data", n=MOST_ROWS)
    return rows


def _seen(ctx: Any, count: StockCount, data: bytes) -> FileReport | None:
    kept_ = ctx.conn.execute(
        select(FILES).where(FILES.c.count_id == count.id, FILES.c.sha256 == hashlib.sha256(data).hexdigest())
    ).first()
    return FileReport(kept_.counted, kept_.unknown, (), before=True) if kept_ else None


def _report(ctx: Any, made: _Load) -> FileReport:
    codes = {row.id: row.code for row in ctx.conn.execute(select(Bin.id, Bin.code).where(Bin.id.in_(made.places)))}
    bins = sorted((codes[i], n) for i, n in made.places.items())
    return FileReport(len(made.rows) - made.unknown, made.unknown, tuple(made.troubles), tuple(bins))


@usecase("counts.load_file", allow=COUNT, rules=("R9", "R10", "SD4"), secret=("data",))
def load_file(
    ctx: Context, count: Id, data: bytes, *, name: str = "", bin: Id | None = None, counter: Id | None = None,
    despite: bool = False,
) -> FileReport:  # fmt: skip
    """Counts what a data collector brings; a bin's label in the file, or `bin`, says where.

    The same file again changes nothing and returns the first result. Raises Refused while rows are wrong, unless
    `despite` says that the good ones are to be counted all the same; the others are in the report.
    """
    document = fetch(ctx, count)
    if seen := _seen(ctx, document, data):
        return seen
    made = _loaded(ctx, document, bin, _rows(data))
    if made.troubles and not despite:
        first = made.troubles[0]
        raise Refused(
            "{n} rows can't be counted, first row {row}: {why}", where="data", n=len(made.troubles), row=first.number,
            why=first.why,
        )  # fmt: skip
    person = None
    for bin_ in made.places:
        person = take_for(ctx, document, place_of(ctx, document, bin_), counter)
    base = {
        "count_id": count, "status": "AVAILABLE", "batch": "", "part_id": None, "mark": "", "ref": None,
        "user_id": person, "at": ctx.now, "note": None, "origin_seq": None,
    }  # fmt: skip
    ctx.append(EVENTS, [base | row for row in made.rows])
    ctx.append(
        FILES,
        [{
            "count_id": count, "sha256": hashlib.sha256(data).hexdigest(), "name": name.strip()[:200],
            "counted": len(made.rows) - made.unknown, "unknown": made.unknown, "refused": len(made.troubles),
            "user_id": ctx.actor.user, "at": ctx.now, "origin_seq": None,
        }],
    )  # fmt: skip
    return _report(ctx, made)
