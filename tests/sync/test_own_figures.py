"""A station's figures are of its own warehouses; what another one has is shown apart and is only read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt, Supply
from app.models.stations import Warehouse
from app.models.stock import Balance
from app.models.suppliers import Supplier
from app.services import documents, drafts, payments, reports, signing, stock, suppliers
from app.services.abc_runs.computing import computed
from app.services.purchasing import receipts
from tests.rig import PIN
from tests.stations import Pair, Station, sent

Both = tuple[Station, Station, Id]


@query("test.totals", allow=None)
def totals(ctx: Reader, part: Id) -> tuple[int, int]:
    """On hand and available of a part, as everything else asks for them."""
    return stock.on_hand(ctx).get(part, 0), stock.available(ctx, [part]).get(part, 0)


@query("test.classed", allow=None)
def classed(ctx: Reader, part: Id) -> int:
    """What the ABC run reckons a part's use costs."""
    return next(int(row["value"]) for row in computed(ctx, "VALUE") if row["part_id"] == part)


@usecase("test.bought", allow=None)
def bought(ctx: Context, part: Id, house: Id) -> None:
    """A posted receipt of this station, as the part's card reads it."""
    seller = Supplier(number=f"S{ctx.station}", name=f"卖家{ctx.station}")
    workflow.begin(suppliers.WORKFLOW, seller)
    ctx.session.add(seller)
    ctx.flush()
    receipt = GoodsReceipt(number=f"GR-{ctx.station}", supplier_id=seller.id, warehouse_id=house)
    workflow.begin(replace(receipts.WORKFLOW, start="posted"), receipt)
    ctx.session.add(receipt)
    ctx.flush()
    ctx.append(
        Supply.__table__,  # type: ignore[arg-type]
        [{"supplier_id": seller.id, "part_id": part, "receipt_id": receipt.id, "number": receipt.number, "at": ctx.now,
          "qty": 1_000, "price": 1_000_000, "tax_rate": 1300, "lead_days": None}],
    )  # fmt: skip


@query("test.promised", allow=None)
def promised(ctx: Reader) -> dict[Id, int]:
    """Warehouse → what is promised of everything there, whosever it is."""
    return {house: qty for (_part, house), qty in stock.reserved(ctx).items()}


@query("test.lying", allow=None)
def lying(ctx: Reader, part: Id) -> list[Balance]:
    """The balances of a part, also those of nothing."""
    return list(ctx.session.scalars(select(Balance).where(Balance.part_id == part)))


class Signed:
    """Somebody at a station, who does steps of a requisition slip and signs where they are signed."""

    def __init__(self, station: Station, login: str, role: str) -> None:
        self.station, self.actor = station, station.rig.actor(login, role)

    def step(self, slip: Id, name: str) -> None:
        """One step."""
        actor, version = self.actor, self.station.ask(documents.standing, "requisitions", slip).version
        if name == "approve":
            assert actor.user is not None
            actor = actor.signed(
                signing.sign(
                    self.station.desk, actor, user=actor.user, pin=PIN, kind="requisitions", id=slip, step=name,
                    version=version,
                )
            )  # fmt: skip
        self.station.run(documents.step, "requisitions", slip, name, {}, version, by=actor)


@pytest.fixture
def both(pair: Pair) -> Both:
    """The part lies at both: 12 for 2 yuan at the first station, 5 for 1 yuan here; the first one's is known here."""
    one, two, folder = pair
    part = one.part("P1", warning_level=8_000)
    one.move(part, 12, cost=2_000_000)
    sent(one, two, folder)
    two.take(folder)
    two.move(part, 5)
    two.move(part, -1, "SALES_OUT")
    return one, two, part


def test_stock_of_another_station_is_not_in_our_totals(both: Both) -> None:
    one, two, part = both
    assert two.ask(totals, part) == (4_000, 4_000)
    assert one.ask(totals, part) == (12_000, 12_000)


def test_the_parts_list_and_its_filter_count_our_own(both: Both) -> None:
    _one, two, part = both
    other = two.part("P2", warning_level=3_000)
    two.move(other, 6)
    low = two.ask(documents.find, "parts", ListQuery(where=(("level", "low"),)))
    assert list(low) == [part]
    [row] = two.ask(documents.read, "parts", (part,))
    assert row[4][0] == 4_000
    assert list(two.ask(documents.find, "parts", ListQuery(sort="-available"))) == [other, part]


def test_the_part_card_shows_the_other_station_apart(both: Both) -> None:
    _one, two, part = both
    card = two.ask(documents.peek, "parts", part)
    assert card.figures[0].value[0] == 4_000
    shown: dict[str, Any] = {table.label: table.rows for table in card.tables}
    assert [row[3][0] for row in shown["In stock"]] == [4_000]
    assert [row[2][0] for row in shown["At other stations"]] == [12_000]
    assert len(shown["Last moves"]) == 2


def test_reports_of_value_are_of_our_own_stock(both: Both) -> None:
    one, two, _part = both
    found = two.ask(reports.make, "stock_value")
    assert [(row[4][0], row[6]) for row in found.rows] == [(4_000, 400)]
    assert not found.wrong
    assert two.ask(reports.make, "stock_flow").foot[5] == 400
    assert two.ask(reports.make, "turnover").foot[2] == 400
    assert one.ask(reports.make, "stock_value").foot[6] == 2_400


def test_classes_value_the_use_by_our_own_cost(both: Both, pair: Pair) -> None:
    one, two, part = both
    one.move(part, -1, "SALES_OUT")
    sent(two, one, pair[2])
    one.take(pair[2])
    assert two.ask(classed, part) == 100
    assert one.ask(classed, part) == 200


def test_the_till_is_of_our_own_station(pair: Pair) -> None:
    one, two, folder = pair
    there, here = one.order(one.customer(), "沪A10001"), two.order(two.customer("李雷"), "沪A10002")
    one.run(payments.take, there, amount=30_000)
    sent(one, two, folder)
    two.take(folder)
    two.run(payments.take, here, amount=5_000)
    found = two.ask(reports.make, "cash_day")
    assert [row[2:] for row in found.rows] == [(1, 5_000, 0, 0, 5_000)]
    assert "50.00" in str(found.remarks[1])
    with pytest.raises(Refused, match="Only that station changes it"):
        two.run(payments.take, there, amount=1_000)


def test_what_others_bought_is_not_among_our_purchases(both: Both, pair: Pair) -> None:
    one, two, part = both
    for station in (one, two):
        station.run(bought, part, station.get(Warehouse, "station", station.code).id)
    sent(one, two, pair[2])
    two.take(pair[2])
    card = two.ask(documents.peek, "parts", part)
    assert [[row[1] for row in t.rows] for t in card.tables if t.label == "Purchases"] == [["卖家02"]]


def test_what_the_other_station_promised_is_taken_from_its_own_stock(both: Both, pair: Pair) -> None:
    one, two, part = both
    asking, approving = (Signed(one, login, role) for login, role in (("te", "TE"), ("ws", "WS")))
    asked = {"type": "INTERNAL", "reason": "清洁工位", "lines": [{"part_id": part, "qty": 3_000}]}
    slip = one.run(drafts.create, "requisitions", asked, by=asking.actor)
    asking.step(slip, "submit")
    approving.step(slip, "approve")
    assert one.ask(totals, part) == (12_000, 9_000)
    sent(one, two, pair[2])
    two.take(pair[2])
    assert two.ask(promised) == {two.get(Warehouse, "code", "W01").id: 3_000}
    assert two.ask(totals, part) == (4_000, 4_000)


def test_a_part_that_came_and_went_elsewhere_lies_nowhere(both: Both, pair: Pair) -> None:
    one, two, _part = both
    gone = one.part("P3")
    one.move(gone, 5)
    one.move(gone, -5, "SALES_OUT")
    sent(one, two, pair[2])
    two.take(pair[2])
    assert two.get(Part, "id", gone) is not None
    assert two.ask(lying, gone) == []
