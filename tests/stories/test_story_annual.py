"""The annual count: two counters, a recount, an unknown code, a swapped pair and a late slip, to the closed report."""

from __future__ import annotations

import pytest

from app.core.clock import Id
from app.core.errors import Refused
from app.printing import SHEETS, WORKBOOKS
from app.services import doctor, sheets
from app.services.counts import acts, analysis, findings, pairs, places, queries
from tests.rig import PROGRAM
from tests.services.counting import Shop, shop
from tests.services.test_counts_steps import annual

__all__ = ["shop"]


def found(shop: Shop, count: Id) -> dict[str, findings.Finding]:
    return {x.number: x for x in shop.ask(findings.findings, shop.keeper, count).lines}


def first_count(shop: Shop, count: Id) -> None:
    """Two people in two bins at once; a code nobody knows is settled by the leader before the recount."""
    shop.take(shop.counter, count, "A-01")
    shop.take(shop.second, count, "A-02")
    shop.scan(shop.counter, count, "A-01", "8*BRAKE")
    odd = shop.scan(shop.second, count, "A-02", "2*PLATE-7")
    shop.scan(shop.counter, count, "A-01", "7*DISC")
    shop.scan(shop.second, count, "A-02", "19*FILTER")
    shop.enter(shop.second, count, "A-02", "OIL", 2_500)
    for who, bin_ in ((shop.counter, "A-01"), (shop.second, "A-02")):
        shop.run(places.finish_bin, who, count, shop.ids[bin_])
    assert odd.kind == "unknown"
    with pytest.raises(Refused, match="Unknown codes not settled: 1"):
        shop.step(shop.keeper, count, "recount")
    shop.run(acts.attach, shop.keeper, count, odd.seq, shop.ids["FILTER"], quantity=1_000)
    assert shop.step(shop.keeper, count, "recount") == "recount"


def recount(shop: Shop, count: Id) -> None:
    """Only what is over tolerance, by the other one."""
    asked = shop.ask(queries.tabs, shop.second, count, shop.ids["A-01"]).uncounted
    assert [s.number for s in asked] == ["BRAKE", "DISC"]
    with pytest.raises(Refused, match="another person"):
        shop.take(shop.counter, count, "A-01")
    shop.counted(shop.second, count, "A-01", BRAKE=8_000, DISC=7_000)
    assert shop.step(shop.keeper, count, "analyse") == "analysis"


@pytest.mark.slow
def test_the_annual_count(shop: Shop) -> None:
    """R10, R11, SD4, E2, E10, E12, E15: from the manager's plan to the closed report; the books match the goods."""
    count = annual(shop, bins=["A-01", "A-02"])
    shop.step(shop.manager, count, "plan")
    shop.step(shop.keeper, count, "start")
    before = shop.time.forward(minutes=1)
    shop.time.forward(minutes=1)
    first_count(shop, count)
    recount(shop, count)
    assert {n: x.difference for n, x in found(shop, count).items() if x.difference} == {"BRAKE": -2_000, "DISC": 2_000}
    (offer,) = shop.ask(findings.findings, shop.keeper, count).proposals
    assert shop.run(pairs.pair, shop.keeper, count, offer.gain, offer.loss) == "OFFSET"
    shop.move("FILTER", "A-02", -1_000, occurred=before)
    with pytest.raises(Refused, match="A slip came late for FILTER"):
        shop.step(shop.keeper, count, "submit")
    assert shop.run(analysis.reconfirm, shop.keeper, count) == 1
    filter_ = found(shop, count)["FILTER"]
    assert (filter_.difference, filter_.treatment) == (1_000, "")
    assert found(shop, count)["BRAKE"].treatment == "OFFSET"
    shop.run(analysis.treat, shop.keeper, count, [filter_.id], "ENTRY", "ADJUST")
    shop.step(shop.keeper, count, "submit")
    with pytest.raises(Refused, match="by the manager first"):
        shop.signed(shop.finance, count, "approve")
    shop.signed(shop.manager, count, "approve_annual")
    shop.signed(shop.finance, count, "approve")
    assert shop.step(shop.finance, count, "post") == "posted"
    assert {p: shop.on_hand(p) for p in ("BRAKE", "DISC", "FILTER", "OIL")} == {
        "BRAKE": 8_000, "DISC": 7_000, "FILTER": 20_000, "OIL": 2_500,
    }  # fmt: skip
    report = shop.run(sheets.issue, shop.finance, "counts", count, "counts.report")
    assert SHEETS["counts.report"](report).startswith(b"%PDF")
    assert WORKBOOKS["counts.report"](report).startswith(b"PK")
    assert shop.step(shop.keeper, count, "close") == "closed"
    assert all(f.sound for f in doctor.examine(shop.rig.desk, PROGRAM))
