"""What a later change, a far paper, a changed card and a second diff must not undo."""

from __future__ import annotations

import json

import pytest

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Conflict, Refused
from app.models.parts import Part
from app.models.stations import Warehouse
from app.services import attachments, drafts
from app.services import settings as shop_settings
from app.services.exchange import MINUTES
from app.sync import decisions, site, status
from tests.stations import PNG, Pair, sent, settle


@usecase("test.named_and_reckoned", allow=None)
def named_and_reckoned(ctx: Context, part: Id) -> None:
    """A new name and then a figure of this station's own, as two diffs of one entry."""
    kept = ctx.session.get_one(Part, part)
    kept.name_zh = "新名"
    ctx.flush()
    kept.last_price = 7
    ctx.flush()


def test_the_other_version_does_not_wipe_out_later_work(pair: Pair) -> None:
    one, two, folder = pair
    part = one.part("P1", name_zh="原名")
    sent(one, two, folder)
    two.take(folder)
    one.edit(part, name_zh="甲")
    two.edit(part, name_zh="乙")
    settle((one, two), folder)
    at = one if one.ask(decisions.merges) else two
    [twice] = at.ask(decisions.merges)
    assert at.ask(status.status).merges == 1
    at.edit(part, name_zh="后来")
    assert at.ask(decisions.merges) == []
    assert at.ask(status.status).merges == 0
    with pytest.raises(Conflict, match="changed this record since"):
        at.run(decisions.decide, twice.id, "OTHER")
    assert at.name_of(part) == "后来"


def test_a_figure_of_our_own_does_not_hide_a_change(pair: Pair) -> None:
    one, two, folder = pair
    part = one.part("P1", name_zh="原名")
    sent(one, two, folder)
    two.take(folder)
    one.run(named_and_reckoned, part)
    sent(one, two, folder)
    two.take(folder)
    assert two.name_of(part) == "新名"


def test_nobody_adds_to_or_takes_from_a_paper_of_another_station(pair: Pair) -> None:
    one, two, folder = pair
    house = one.get(Warehouse, "code", "W01").id
    line = {"part_id": one.part("P1"), "qty": 1000, "unit_cost": 1_000_000}
    given = {"type": "IN", "warehouse_id": house, "reason": "x", "lines": [line]}
    paper = one.run(drafts.create, "stock_documents", given)
    kept = one.run(attachments.add, "stock_documents", paper, "a.png", PNG[0])
    sent(one, two, folder)
    two.take(folder)
    with pytest.raises(Refused, match="belongs to station 01"):
        two.run(attachments.add, "stock_documents", paper, "b.png", PNG[1])
    with pytest.raises(Refused, match="belongs to station 01"):
        two.run(attachments.remove, kept)
    assert [one.id for one in two.ask(attachments.list_of, "stock_documents", paper)] == [kept]


def test_a_card_with_another_code_has_another_fingerprint(pair: Pair) -> None:
    one, two, _folder = pair
    card = two.ask(site.card)
    spoken = site.read_card(card).fingerprint
    told = json.loads(card)
    with pytest.raises(Refused, match="not that of the card"):
        one.run(site.pair, json.dumps(told | {"station": "04"}), spoken)
    for code in ("../02", "0 2", "02-1", "123456789", "o2"):
        with pytest.raises(Refused, match="no card of a station"):
            site.read_card(json.dumps(told | {"station": code}))


def test_of_two_settings_with_one_key_the_one_that_went_can_be_taken_back(pair: Pair) -> None:
    one, two, folder = pair
    one.run(shop_settings.change, MINUTES.key, 15)
    two.run(shop_settings.change, MINUTES.key, 30)
    settle((one, two), folder)
    at = one if one.ask(decisions.merges) else two
    [twice] = at.ask(decisions.merges)
    assert twice.reason == "DROPPED"
    before = at.ask(minutes)
    at.run(decisions.decide, twice.id, "OTHER")
    assert {before, at.ask(minutes)} == {15, 30}
    settle((one, two), folder)
    assert one.ask(minutes) == two.ask(minutes) == at.ask(minutes) != before


@query("test.minutes", allow=None)
def minutes(ctx: Reader) -> int:
    """The shop's setting."""
    return int(ctx.setting(MINUTES))
