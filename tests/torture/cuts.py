"""`kill -9` at random moments of every posting: the file is opened again and held against what was promised."""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table, func, select

from app import boot
from app.core.desk import Reader, query
from app.models.base import Base
from app.models.counts import ScanEvent
from app.models.journal import AuditEntry
from app.models.stock import StockDocument, StockLine, StockMove
from app.services import doctor
from tests.rig import PROGRAM
from tests.test_power_cut import _rest
from tests.torture.work import STORIES, work

FULL_EVERY = 25  # a full examination now and then; the quick one after each cut


@dataclass
class Promised:
    """What the children said was committed."""

    entries: dict[int, str] = field(default_factory=dict)
    scans: dict[int, int] = field(default_factory=dict)

    def hear(self, said: list[str]) -> None:
        """Takes what a child acknowledged."""
        for line in said:
            word, at, what = line.split()
            kept: dict[int, Any] = self.entries if word == "entry" else self.scans
            assert int(at) not in kept, "the same number was acknowledged twice"
            kept[int(at)] = what if word == "entry" else int(what)


@dataclass
class Tally:
    """What came of the cuts of one story."""

    cuts: int = 0
    promised: int = 0
    unheard: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    unsound: list[str] = field(default_factory=list)


@dataclass
class Found:
    """What is in the file beyond what was looked at before."""

    entries: dict[int, tuple[str, dict[str, Any]]]
    scans: dict[int, int]
    half: int
    unsound: list[str]
    states: dict[tuple[str, str], str]
    moves: int


class Journal:
    """Papers and ledger as the audit tells of them: what the file has otherwise stands there by half."""

    def __init__(self, seen: Found) -> None:
        self._states, self._moves = dict(seen.states), seen.moves

    def differs(self, seen: Found) -> int:
        """In how many papers and ledger rows the file is not as the entries since say; from here on it counts anew."""
        many: set[str] = set()  # of many records at once the audit keeps a hash only
        for _name, body in seen.entries.values():
            many |= {note["table"] for note in body["logs"] if "first" not in note}
            for diff in body["diffs"]:
                if "state" in diff["fields"]:
                    self._states[diff["table"], diff["id"]] = diff["fields"]["state"][1]
                if diff["op"] == "delete":
                    self._states.pop((diff["table"], diff["id"]), None)
            self._moves += sum(note["rows"] for note in body["logs"] if note["table"] == StockMove.__tablename__)
        papers = {paper for paper in self._states.keys() | seen.states.keys() if paper[0] not in many}
        wrong = sum(self._states.get(paper) != seen.states.get(paper) for paper in papers)
        wrong += abs(self._moves - seen.moves)
        self._states, self._moves = dict(seen.states), seen.moves
        return wrong


def run(
    folder: Path, lengths: dict[str, int], cuts: int, random: Random, *, warm: bool = False,
    told: Callable[[int], bool] = lambda _turn: True,
) -> dict[str, Tally]:  # fmt: skip
    """Cuts in turn through all stories. Returns what came of each."""
    tallies = {name: Tally() for name in STORIES}
    seen = _look(folder, 0, 0, full=True)
    journal = Journal(seen)
    last, last_scan = max(seen.entries), max(seen.scans)
    names = list(STORIES)
    for turn in range(cuts):
        name = names[turn % len(names)]
        promised = Promised()
        if not told(turn):
            break
        promised.hear(_cut(folder, name, turn, random.randint(0, lengths[name] - 1), random, warm=warm))
        seen = _look(folder, last, last_scan, full=turn % FULL_EVERY == FULL_EVERY - 1 or turn == cuts - 1)
        _count(tallies[name], promised, seen)
        tallies[name].half += journal.differs(seen)
        last, last_scan = max([last, *seen.entries]), max([last_scan, *seen.scans])
    return tallies


@cache
def _processes(warm: bool) -> Any:
    """New processes that share no open file with this one; `warm` ones need a while at first and are quick then."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    boot.load_nouns()
    loaded = [name for name in sys.modules if name.startswith(("app.", "tests."))]
    made.set_forkserver_preload([*loaded, *(["tests.torture.warm"] if warm else [])])
    return made


def _cut(folder: Path, story: str, turn: int, after: int, random: Random, *, warm: bool) -> list[str]:
    """Runs a child and kills it a moment after so many acknowledgements; all it acknowledged."""
    processes = _processes(warm)
    ours, its = processes.Pipe(duplex=False)
    child = processes.Process(target=work, args=(folder, its, story, turn), daemon=True)
    child.start()
    its.close()
    with ours:
        assert ours.recv_bytes() == b"ready"
        said = [ours.recv_bytes().decode() for _ in range(after)]
        time.sleep(random.uniform(0.0, 0.03))
        child.kill()
        child.join()
        return said + list(_rest(ours))


def _look(folder: Path, last: int, last_scan: int, *, full: bool) -> Found:
    """Opens the file as the next start would."""
    store, desk = boot.open_shop(folder)
    try:
        with store.reader.connect() as conn:
            found = doctor.look_at(conn, quick=not full, files=full)
        entries, scans, half = desk.ask(_since, PROGRAM, last, last_scan)
        return Found(
            entries, scans, half, [str(f.text) for f in found if not f.sound], *desk.ask(_standing, PROGRAM)
        )  # fmt: skip
    finally:
        desk.close()
        store.close()


@query("torture.since", allow=None)
def _since(ctx: Reader, last: int, last_scan: int) -> tuple[dict[int, Any], dict[int, int], int]:
    """Audit entries and scans since, and how many postings stand half: rows that an entry names and that are not there,
    and stock documents that moved less (or more) than their lines say.
    """
    entry = AuditEntry.__table__.c
    rows = ctx.conn.execute(select(entry.n, entry.usecase, entry.body).where(entry.n > last))
    entries = {n: (usecase, json.loads(body)) for n, usecase, body in rows}
    scan = select(ScanEvent.seq, ScanEvent.qty).where(ScanEvent.kind == "SCAN", ScanEvent.seq > last_scan)
    half = sum(_missing(ctx, log) for _name, body in entries.values() for log in body["logs"])
    return entries, dict(ctx.conn.execute(scan).all()), half + _half_papers(ctx)  # type: ignore[arg-type]


@query("torture.standing", allow=None)
def _standing(ctx: Reader) -> tuple[dict[tuple[str, str], str], int]:
    """The state of every paper by table and id, and how many rows the ledger has."""
    papers = [table for table in Base.metadata.tables.values() if {"id", "state"} <= set(table.c.keys())]
    found = {(t.name, str(id)): state for t in papers for id, state in ctx.conn.execute(select(t.c.id, t.c.state))}
    return found, ctx.conn.execute(select(func.count()).select_from(StockMove)).scalar_one()


def _missing(ctx: Reader, log: dict[str, Any]) -> int:
    if "first" not in log:  # many records at once: they are numbered by no sequence
        return 0
    table: Table = Base.metadata.tables[log["table"]]
    here = select(func.count()).where(table.c.seq.between(log["first"], log["last"]))
    return int(ctx.conn.execute(here).scalar_one() != log["rows"])


def _half_papers(ctx: Reader) -> int:
    lines = select(func.count()).where(StockLine.document_id == StockDocument.id).scalar_subquery()
    moves = select(func.count()).where(StockMove.source_id == StockDocument.id).scalar_subquery()
    papers = ctx.conn.execute(select(StockDocument.state, lines, moves))
    return sum(moved != (meant if state in ("posted", "reversed") else 0) for state, meant, moved in papers)


def _count(tally: Tally, promised: Promised, seen: Found) -> None:
    """Holds what is there against what was promised; a commit that died before it could say so is no fault."""
    tally.cuts += 1
    tally.promised += len(promised.entries) + len(promised.scans)
    tally.lost += sum(seen.entries.get(n, ("",))[0] != name for n, name in promised.entries.items())
    tally.lost += sum(seen.scans.get(n) != qty for n, qty in promised.scans.items())
    beyond = len(seen.entries.keys() - promised.entries.keys()) + len(seen.scans.keys() - promised.scans.keys())
    tally.unheard += min(beyond, 1)
    tally.doubled += max(beyond - 1, 0)
    tally.half += seen.half
    tally.unsound += seen.unsound


def total(tallies: dict[str, Tally]) -> Counter[str]:
    """All stories together."""
    out: Counter[str] = Counter()
    for tally in tallies.values():
        for name in ("cuts", "promised", "unheard", "lost", "doubled", "half"):
            out[name] += getattr(tally, name)
        out["unsound"] += len(tally.unsound)
    return out
