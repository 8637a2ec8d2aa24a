"""`scan TEXT`: what a scanner would type, looked up or counted. Knows the services of look-up and counting."""

from __future__ import annotations

from pathlib import Path

from app.cli.counter import Counter
from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import tr


def scan(counter: Counter, text: str, count: str | None, bin: str | None) -> None:
    """Looks the scanned text up; with `count` counts it there, at `bin` (which is taken if nobody has it)."""
    if count:
        _into_count(counter, text, count, bin)
    else:
        _look_up(counter, text)


def _into_count(counter: Counter, text: str, number: str, bin: str | None) -> None:
    from app.services import documents, values
    from app.services.counts import places, scanning

    if not bin:
        raise Refused("Say at which bin you count: --bin CODE.", where="bin")
    id = counter.ask(documents.locate, "counts", number)
    place = counter.ask(values.find_record, "bins", bin)
    counter.do(places.take_bin, id, place)
    result = counter.do(scanning.scan, id, place, text)
    if result.kind == "refused" and result.reason:
        raise Refused(result.reason)
    said = {
        "unknown": tr("Unknown code {code}: kept, to be settled before the count ends.", code=text),
        "ask": tr("Type the quantity of {number}: run counts.enter.", number=result.number),
        "choose": tr("{code} means several parts. Scan the part's own label.", code=text),
        "bin": tr("{code} is a bin. Give it with --bin.", code=text),
    }
    total = i18n.quantity(result.total, result.decimals)
    name = i18n.pick(result.name_zh, result.name_en)
    counter.say(result, said.get(result.kind) or f"{result.number} {name} {bin} = {total} {result.unit}")


def load(counter: Counter, number: str, file: Path, bin: str | None, person: str | None, despite: bool) -> None:
    """Counts what a data collector brought; what can't be counted is listed row by row."""
    from app.services import documents, values
    from app.services.counts import collector

    id = counter.ask(documents.locate, "counts", number)
    place = counter.ask(values.find_record, "bins", bin) if bin else None
    who = counter.ask(values.find_record, "people", person) if person else None
    report = counter.do(
        collector.load_file, id, file.read_bytes(), name=file.name, bin=place, counter=who, despite=despite
    )
    lines = [tr("{n} rows counted, {unknown} unknown codes kept.", n=report.counted, unknown=report.unknown)]
    if report.before:
        lines = [tr("This file was loaded before; nothing is counted twice.")]
    counter.say(report, lines + [f"{t.number}: {t.text}: {tr(t.why)}" for t in report.troubles])


def _look_up(counter: Counter, text: str) -> None:
    from app.services import lookup
    from app.services.kinds import named

    found = counter.ask(lookup.code, text)
    if not found:
        raise Refused("Nothing is known by the code “{code}”.", code=text)
    hits = [{"kind": h.kind, "id": h.id, "called": h.called, "pack": h.pack // 1000} for h in found]
    counter.say(hits, [f"{tr(named(h.kind).label)} {h.called}" for h in found])
