"""The desk's tasks, each beside the plain program, by turns. Knows the services; draws nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from app.core.clock import Id
from app.services import documents, lookup
from app.services.counts import acts, analysis, queries, scanning
from app.services.counts import places as rounds
from app.services.counts.findings import findings
from app.services.counts.paper_entry import Written, enter_sheet, returned_sheet, sheet_code
from app.services.demo.people import FINANCE, KEEPER, SECOND_KEEPER
from app.services.imports import running
from benchmarks.shop import PER_BIN, Shop, barcode, number, on_hand
from benchmarks.twin import Row, Series, Twin, timed

How = Literal["type", "scan", "sheet"]
LIST = Path(__file__).parent.parent / "tests" / "data" / "british_classic_parts_A.txt"
DEFAULTS = {"unit": "件", "category": "其他", "quality_grade": "EQUIVALENT"}


def opened(shop: Shop, bins: list[Id]) -> Id:
    """A count of these bins that is being counted."""
    second = shop.walker.people[SECOND_KEEPER.login].user
    id_ = shop.walker.create(
        KEEPER.login, "counts",
        {
            "type": "MONTHLY", "warehouse_id": shop.house, "mode": "LIVE", "scope": "BINS", "period": "2026-11",
            "bins": [{"bin_id": b} for b in bins], "team": [{"user_id": second, "role": "COUNTER"}],
        },
    )  # fmt: skip
    shop.step(KEEPER.login, "counts", id_, "plan")
    shop.step(KEEPER.login, "counts", id_, "start")
    return id_


def scans(shop: Shop, twin: Twin, times: int, *, task: str = "scan to committed", bar: float = 6) -> Row:
    """One scan, committed. The last stocked bin is counted, so that no other task waits for it."""
    last = shop.stocked - PER_BIN
    bin_ = shop.places[number(last)][1]
    count = opened(shop, [bin_])
    shop.walker.run(KEEPER.login, rounds.take_bin, count, bin_)
    twin.replay()
    series = Series()
    for turn in range(times):
        code = barcode(last + turn * 37 % PER_BIN)
        series.ours.append(timed(shop.desk.run, scanning.scan, shop.keeper, count, bin_, code))
        series.plain.append(twin.replay(code))
    return series.row(task, bar)


def look_ups(shop: Shop, twin: Twin, times: int) -> Row:
    """A barcode to its part."""
    series = Series()
    for turn in range(times):
        code = barcode(turn * 7919 % len(shop.places))
        series.ours.append(timed(shop.desk.ask, lookup.code, shop.keeper, code))
        series.plain.append(timed(twin.look_up, code))
    return series.row("look-up by barcode", 10)


def receipts(shop: Shop, twin: Twin, times: int) -> Iterator[Row]:
    """A receipt of 10 lines: the posting step, and the whole way from the first draft."""
    posted, whole = Series(), Series()
    for turn in range(times):
        values = shop.receipt(turn * 10 % 900)
        start = time.perf_counter()
        id_ = shop.walker.create(KEEPER.login, "stock_documents", values)
        drafted = time.perf_counter() - start
        version = shop.desk.ask(documents.show, shop.keeper, "stock_documents", id_).version
        drafted += timed(shop.desk.run, documents.step, shop.keeper, "stock_documents", id_, "submit", {}, version)
        plain = twin.replay()
        actor, version = shop.signed(FINANCE.login, "stock_documents", id_, "approve")
        twin.replay()
        posted.ours.append(timed(shop.desk.run, documents.step, actor, "stock_documents", id_, "approve", {}, version))
        posted.plain.append(twin.replay())
        whole.ours.append(drafted + posted.ours[-1])
        whole.plain.append(plain + posted.plain[-1])
    yield posted.row("receipt of 10 lines posted", 6)
    yield whole.row("… drafted, submitted and posted", 0, "three transactions")


def counts(shop: Shop, twin: Twin, times: int, lines: int = 1000) -> Row:
    """The posting of a count in which every line differs by one."""
    series = Series()
    for _turn in range(times):
        id_ = _approved(shop, lines)
        actor, version = shop.signed(FINANCE.login, "counts", id_, "post")
        twin.replay()
        series.ours.append(timed(shop.desk.run, documents.step, actor, "counts", id_, "post", {}, version))
        series.plain.append(twin.replay())
    return series.row(f"posting a count of {lines:,} lines", 6)


def whole_count(shop: Shop, twin: Twin, times: int, lines: int, how: How) -> Row:
    """A count from its plan over snapshot, counting, recount, analysis and approval to its posting."""
    series = Series()
    for _turn in range(times):
        twin.replay()
        start = time.perf_counter()
        id_ = _approved(shop, lines, how)
        shop.step(FINANCE.login, "counts", id_, "post")
        series.ours.append(time.perf_counter() - start)
        series.plain.append(twin.replay())
    note = {"scan": "each line scanned by two people", "sheet": "sheets of each bin by two people"}.get(how, how)
    return series.row(f"a count of {lines:,} lines from snapshot to posting", 5, note)


def _approved(shop: Shop, lines: int, how: How = "type") -> Id:
    """A count of the first `lines` parts, each one short, counted twice, explained and approved.

    Counted by typing each line, by scanning it with its quantity, or by returned sheets, a bin at a time.
    """
    codes = {shop.places[number(at)][0]: barcode(at) for at in range(lines)}
    held = shop.desk.ask(on_hand, shop.keeper)
    where: dict[Id, list[Id]] = {}
    for at in range(lines):
        part, bin_ = shop.places[number(at)]
        where.setdefault(bin_, []).append(part)
    id_ = opened(shop, list(where))
    for login in (KEEPER.login, SECOND_KEEPER.login):
        due = _due(shop, login, id_, how, where)
        for bin_, parts in where.items():
            found = {part: held[part] - 3000 for part in parts if part in due[bin_]}
            if how == "sheet":
                written = [Written(part, quantity) for part, quantity in found.items()]
                shop.walker.run(login, enter_sheet, id_, bin_, written)
            else:
                _one_by_one(shop, login, id_, bin_, found, codes if how == "scan" else {})
        shop.step(KEEPER.login, "counts", id_, "recount" if login == KEEPER.login else "analyse")
    wrong = [line.id for line in shop.desk.ask(findings, shop.keeper, id_).lines if line.difference]
    shop.walker.run(KEEPER.login, analysis.treat, id_, wrong, "LOST", "ADJUST")
    shop.step(KEEPER.login, "counts", id_, "submit")
    shop.step(FINANCE.login, "counts", id_, "approve")
    return id_


def _due(shop: Shop, login: str, count: Id, how: How, bins: Iterable[Id]) -> dict[Id, set[Id]]:
    """Bin → the parts to be counted, by what the room asks: the lines of the returned sheet, or those of the bin."""
    ask, who = shop.desk.ask, shop.walker.people[login]
    if how == "sheet":
        head = ask(queries.header, who, count)
        sheets = [ask(returned_sheet, who, sheet_code(head.number, b.bin, b.round)) for b in head.bins]
        return {sheet.bin_id: {line.part_id for line in sheet.lines} for sheet in sheets}
    return {bin_: {row.part_id for row in ask(queries.tabs, who, count, bin_).uncounted} for bin_ in bins}


def _one_by_one(shop: Shop, login: str, count: Id, bin_: Id, found: dict[Id, int], codes: dict[Id, str]) -> None:
    shop.walker.run(login, rounds.take_bin, count, bin_)
    for part, quantity in found.items():
        if codes:
            shop.walker.run(login, scanning.scan, count, bin_, codes[part], quantity=quantity)
        else:
            shop.walker.run(login, acts.enter, count, bin_, part, quantity)
    shop.walker.run(login, rounds.finish_bin, count, bin_)


def all_on_hand(shop: Shop, twin: Twin, times: int) -> Row:
    """What is on hand of all parts."""
    series = Series()
    for _turn in range(times):
        series.ours.append(timed(shop.desk.ask, on_hand, shop.keeper))
        series.plain.append(timed(twin.on_hand))
    return series.row(f"on hand of all parts ({len(shop.places):,})", 3)


def imports(times: int) -> Row:
    """The real list of 17,200 rows into an empty shop: read, checked, written; the plain one splits and writes."""
    series = Series()
    for _turn in range(times):
        with TemporaryDirectory() as folder:
            shop = Shop(Path(folder))
            twin = Twin(shop.store, Path(folder) / "plain.db")
            series.ours.append(timed(_import, shop))
            series.plain.append(_read_plainly() + twin.replay())
            twin.close()
            shop.close()
    return series.row("import of 17,200 rows", 10)


def _import(shop: Shop) -> None:
    plan = running.prepare(shop.desk, shop.keeper, "parts", LIST, defaults=DEFAULTS, accept_supersessions=True)
    done = running.carry_out(shop.desk, shop.keeper, plan)
    if done.created != 17_200:
        raise AssertionError(f"{done.created} of 17,200 rows were created")


def _read_plainly() -> float:
    """Seconds that splitting the list takes."""
    start = time.perf_counter()
    rows = [line.split(";", 1) for line in LIST.read_text(encoding="utf-8", errors="replace").splitlines()]
    if len(rows) < 17_200:
        raise AssertionError(f"{len(rows)} lines")
    return time.perf_counter() - start
