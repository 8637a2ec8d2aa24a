"""Blind in every way (R9, SD4): while a person counts a bin, nothing shown to him tells what the book has there.

The book says 7,919 of the brake pads; the test looks for that figure in everything every kind shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import tables
from app.core.access import Actor
from app.core.clock import Id
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.parts import Part
from app.printing import spreadsheets
from app.services import documents, drafts, notices, sheets, signing, stock
from app.services.alerts import daily, rules
from app.services.counts import findings, places, queries
from app.services.kinds import KINDS
from app.services.roles import SHIPPED
from app.services.tables import page_of
from tests.rig import PIN, PROGRAM
from tests.services.counting import Shop, shop
from tests.services.test_counts_steps import change

__all__ = ["shop"]

TOLD = re.compile(r"7919|7,919|1,?186,?500|11,?878,?5")  # the quantity, and its worth at cost 15


def everything(shop: Shop, actor: Actor, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """What lists, exports, side panels, documents and papers of all kinds tell this person."""
    yield "inbox", repr(shop.ask(notices.inbox, actor))
    for kind in KINDS:
        if not actor.may(kind.view):
            continue
        ids = shop.ask(documents.find, actor, kind.name, ListQuery())
        rows = shop.ask(documents.read, actor, kind.name, ids)
        yield f"{kind.name} list", repr(rows)
        file = tmp_path / f"{kind.name}.csv"
        spreadsheets.write(file, [page_of(kind, rows, actor.may)])
        yield f"{kind.name} export", file.read_text(encoding="utf-8-sig")
        for id in ids:
            seen = shop.ask(documents.show, actor, kind.name, id)
            yield f"{kind.name} {seen.called}", repr(seen)
            yield f"{kind.name} {seen.called} on the command line", "\n".join(tables.sheet(seen))
            yield f"{kind.name} {seen.called} aside", repr(shop.ask(documents.peek, actor, kind.name, id))
            for name, _label in seen.sheets:
                try:
                    yield f"{kind.name} {seen.called} {name}", repr(shop.run(sheets.issue, actor, kind.name, id, name))
                except Refused as refused:
                    yield f"{kind.name} {seen.called} {name}", str(refused)


def told(shop: Shop, actor: Actor, tmp_path: Path) -> list[str]:
    return [where for where, words in everything(shop, actor, tmp_path) if TOLD.search(words)]


def received(shop: Shop, part: str, bin: str, quantity: int) -> Id:
    """A receipt by a posted stock document."""
    line = {"part_id": shop.ids[part], "bin_id": shop.ids[bin], "qty": quantity, "unit_cost": 15_000_000}
    paper: Id = shop.run(
        drafts.create, shop.second,
        "stock_documents", {"type": "IN", "warehouse_id": shop.ids["house"], "reason": "found", "lines": [line]},
    )  # fmt: skip
    return paper


def posted(shop: Shop, paper: Id, session: Actor | None = None) -> None:
    """Submitted by the keeper and signed by finance, in the session of somebody."""
    seen = shop.ask(documents.show, shop.keeper, "stock_documents", paper)
    shop.run(documents.step, shop.keeper, "stock_documents", paper, "submit", {}, seen.version)
    actor = session or shop.keeper
    proof = signing.sign(
        shop.rig.desk, actor, user=shop.user(shop.finance), pin=PIN, kind="stock_documents", id=paper, step="approve",
        version=seen.version + 1,
    )  # fmt: skip
    shop.run(documents.step, actor.signed(proof), "stock_documents", paper, "approve", {}, seen.version + 1)


@pytest.fixture
def everybody(shop: Shop) -> Actor:
    """One person with all roles: whatever he signs in as, he is the counter."""
    shop.second = shop.rig.actor("zhou", *(r.code for r in SHIPPED if r.code != "AD"))
    return shop.second


def test_a_counter_is_told_nothing_anywhere(shop: Shop, everybody: Actor, tmp_path: Path) -> None:
    shop.move("BRAKE", "A-01", -10_000)
    posted(shop, received(shop, "BRAKE", "A-01", 7_919_000))
    shop.run(change, PROGRAM, Part, shop.ids["BRAKE"], warning_level=9_000_000)
    shop.move("BRAKE", "A-01", 1_000, cost=15)
    shop.move("BRAKE", "A-01", -1_000)
    shop.run(daily.run, PROGRAM)
    said = {w.partition(" ")[0] for w in told(shop, everybody, tmp_path)}
    assert said >= {"parts", "stock_documents", rules.KIND_NAME, "inbox"}
    count = shop.started(["A-01"])
    shop.take(everybody, count, "A-01")
    assert told(shop, everybody, tmp_path) == []
    assert told(shop, shop.keeper, tmp_path) != []  # who does not count it goes on working
    technician = shop.rig.actor("sun", "TE")
    shop.run(places.add_member, shop.keeper, count, shop.user(technician))
    shop.run(places.hand_over, shop.keeper, count, shop.ids["A-01"], shop.user(technician))
    assert told(shop, everybody, tmp_path) != []
    assert told(shop, technician, tmp_path) == []


def test_filters_and_order_tell_nothing_either(shop: Shop, everybody: Actor) -> None:
    """Neither "out of stock" nor the order by quantity may give away what the counter is to find."""
    shop.move("BRAKE", "A-01", -10_000)
    count = shop.started(["A-01"])

    def found(level: str = "", sort: str = "") -> list[str]:
        where = (("level", level),) if level else ()
        ids = shop.ask(documents.find, everybody, "parts", ListQuery(where=where, sort=sort))
        names = shop.ask(documents.names, everybody, "parts", frozenset(ids))
        return [names[i].partition(" ")[0] for i in ids]

    assert found("out") == ["BRAKE", "BULB"]
    assert found(sort="-available")[:2] == ["FILTER", "DISC"]
    shop.take(everybody, count, "A-01")
    assert found("out") == ["BULB"]
    assert found(sort="-available")[:2] == ["FILTER", "OIL"]
    peek = shop.ask(documents.peek, everybody, "parts", shop.ids["DISC"])
    assert next((f.label, f.value) for f in peek.facts) == ("Available", stock.HIDDEN)
    assert not peek.figures or peek.figures[0].label != "Available"


def test_a_refused_issue_does_not_say_how_many_there_are(shop: Shop, everybody: Actor) -> None:
    count = shop.started(["A-01"])
    line = {"part_id": shop.ids["BRAKE"], "bin_id": shop.ids["A-01"], "qty": 999_000}
    given = {"type": "OUT", "warehouse_id": shop.ids["house"], "reason": "sold", "lines": [line]}
    with pytest.raises(Refused, match="only 10 套 in A-01, 999 wanted"):
        posted(shop, shop.run(drafts.create, everybody, "stock_documents", given), everybody)
    shop.take(everybody, count, "A-01")
    with pytest.raises(Refused, match="not enough of it in A-01"):
        posted(shop, shop.run(drafts.create, everybody, "stock_documents", given), everybody)


def test_last_months_result_waits_until_the_bin_is_counted(shop: Shop, everybody: Actor) -> None:
    """The report of the last count would tell the book as well as the ledger does."""
    shop.second = shop.rig.actor("qian", "WK")
    first = shop.started(["A-01"])
    shop.counted(shop.counter, first, "A-01", BRAKE=10_000, DISC=5_000)
    shop.step(shop.keeper, first, "recount")
    shop.step(shop.keeper, first, "analyse")
    assert shop.ask(findings.findings, everybody, first).lines
    shop.step(shop.keeper, first, "submit")
    shop.signed(shop.finance, first, "approve")
    shop.step(shop.finance, first, "post")
    again = shop.started(["A-01"])
    shop.run(places.add_member, shop.keeper, again, shop.user(everybody))
    shop.take(everybody, again, "A-01")
    with pytest.raises(Refused, match="You are counting bin A-01"):
        shop.ask(findings.findings, everybody, first)
    with pytest.raises(Refused, match="You are counting bin A-01"):
        shop.run(sheets.issue, everybody, "counts", first, "counts.report")
    assert shop.ask(findings.findings, shop.keeper, first).lines


def test_a_finished_bin_stays_hidden_until_the_round_ends(shop: Shop) -> None:
    """He could take it up again and put right what he has seen."""
    count = shop.started(["A-01"])
    shop.counted(shop.counter, count, "A-01", BRAKE=9_000, DISC=5_000)
    assert shop.ask(queries.blind_bins, shop.counter) == {shop.ids["A-01"]}
    shop.take(shop.counter, count, "A-01")
    shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])
    shop.step(shop.keeper, count, "recount")
    assert shop.ask(queries.blind_bins, shop.counter) == frozenset()
    shop.take(shop.second, count, "A-01")
    assert shop.ask(queries.blind_bins, shop.second) == {shop.ids["A-01"]}
    shop.enter(shop.second, count, "A-01", "BRAKE", 9_000)
    shop.run(places.finish_bin, shop.second, count, shop.ids["A-01"])
    assert shop.ask(queries.blind_bins, shop.second) == frozenset()
    assert shop.ask(queries.blind_bins, PROGRAM) == frozenset()
