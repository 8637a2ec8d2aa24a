"""Stock alerts through postings, the daily run and their steps, on both engines (R12, R13, §3.4, E17, E28)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.alerts import StockAlert
from app.models.parts import Part
from app.services import alerts, documents, drafts, notices, reorder
from app.services.alerts import daily, requesting, rules
from tests.shopfloor import Shopfloor

pytestmark = pytest.mark.both


def alerts_of(shop: Shopfloor, state: str = "") -> list[Any]:
    """The rows of the list, worst first."""
    ids = shop.ask(documents.find, "alerts", ListQuery(where=(("state", state),) if state else ()))
    return list(shop.ask(documents.read, "alerts", ids))


def alert(shop: Shopfloor, part: Any) -> Any:
    """The alert of a part that was raised last."""
    ids = shop.ask(documents.find, "alerts", ListQuery(sort="-created_at"))
    views = [shop.ask(documents.show, "alerts", i) for i in ids]
    return next((v for v in views if v.values["part_id"] == part), None)


def use(shop: Shopfloor, part: Any, days: int, qty: float = 1) -> None:
    """Issues over the last `days` days, one every third day, from what came in before; the clock ends where it was."""
    shop.post(shop.move(part, 1000, "OPENING", 30, occurred_at=shop.time() - timedelta(days=days + 1)))
    for at in range(0, days, 3):
        shop.post(shop.move(part, -qty, "REPAIR_ISSUE", occurred_at=shop.time() - timedelta(days=days - at)))


def test_an_alert_is_raised_at_once_when_stock_falls_below_its_level(shop: Shopfloor) -> None:
    """R12: below is below; equal is none. Purchasing and the keeper are told."""
    part = shop.part(warning_level=5000)
    shop.receive(part, 8, 30)
    shop.issue(part, 3)
    assert alerts_of(shop) == []
    shop.issue(part, 1)
    (row,) = alerts_of(shop)
    assert row[1] == "P1"
    assert row[3][0] == 4000
    assert (row[0], row[-1]) == ("REORDER", "open")
    for role in ("WK", "PU"):
        (notice,) = shop.ask(notices.inbox, by=role, only_unread=True)[:1]
        assert "P1 is at 4 件, below its warning level of 5 件" in str(notice.text)
        assert notice.document[0] == "alerts"


def test_there_is_one_alert_per_part_and_it_is_armed_again_when_stock_is_back(shop: Shopfloor) -> None:
    part = shop.part(warning_level=5000)
    shop.receive(part, 5, 30)
    shop.issue(part, 1)
    shop.issue(part, 1)
    assert len(alerts_of(shop)) == 1
    shop.receive(part, 1, 30)
    assert alerts_of(shop, "resolved") == []
    shop.receive(part, 1, 30)
    assert len(alerts_of(shop, "resolved")) == 1
    shop.issue(part, 1)
    assert len(alerts_of(shop)) == 2
    assert len(alerts_of(shop, "open")) == 1


def test_what_comes_in_raises_none(shop: Shopfloor) -> None:
    """Only on the way down: a first receipt that does not reach the level is no warning; the daily look finds it."""
    part = shop.part(warning_level=5000)
    shop.receive(part, 2, 30)
    assert alerts_of(shop) == []
    assert shop.run(alerts.run).raised == 1


def test_what_cannot_be_issued_counts_for_nothing(shop: Shopfloor) -> None:
    part = shop.part(warning_level=5000)
    shop.receive(part, 6, 30)
    shop.post(shop.move(part, -2, "STATUS_CHANGE"), shop.move(part, 2, "STATUS_CHANGE", status="QUARANTINE", leg=1))
    (row,) = alerts_of(shop)
    assert row[3][0] == 4000
    assert shop.differences() == []


def test_a_loss_found_by_a_count_raises_one(shop: Shopfloor) -> None:
    """E17, the part of it that is stock: what a loss takes below the level is told at once."""
    part = shop.part(warning_level=5000)
    shop.receive(part, 6, 30)
    shop.post(shop.move(part, -3, "COUNT_LOSS"))
    assert len(alerts_of(shop, "open")) == 1


def test_a_reversal_settles_what_it_brings_back(shop: Shopfloor) -> None:
    part = shop.part(warning_level=5000)
    shop.receive(part, 6, 30)
    paper = shop.issue(part, 3)
    shop.step("stock_documents", paper, "reverse", by="FI", signer="MG", reason="wrong part")
    assert len(alerts_of(shop, "resolved")) == 1


def test_the_level_is_the_reorder_point_when_none_is_set_by_hand(shop: Shopfloor) -> None:
    part = shop.part()
    use(shop, part, 90)
    assert shop.run(reorder.compute, by="WK") == reorder.Computed(1, 1)
    point = shop.get(Part, "id", part).reorder_point
    assert point > 0
    assert point % 1000 == 0
    left = shop.held(part)[0]
    shop.post(shop.move(part, -(left - point) / 1000, "REPAIR_ISSUE"))
    assert alerts_of(shop) == []
    shop.post(shop.move(part, -1, "REPAIR_ISSUE"))
    (row,) = alerts_of(shop)
    assert row[4][0] == point
    assert row[7][0] > 0


def test_figures_are_kept_and_shown(shop: Shopfloor) -> None:
    part = shop.part(warning_level=1_000_000)
    use(shop, part, 90)
    shown = alert(shop, part)
    kept = shop.get(StockAlert, "number", shown.called).figures
    assert (kept["days"], kept["documents"], kept["z"]) == (365, 1, 165)
    peek = shop.ask(documents.peek, "alerts", shown.id, by="PU")
    labels = [fact.label for fact in peek.facts]
    assert {"Used", "Daily use", "Lead time", "Safety stock", "Reorder point", "Maximum"} <= set(labels)
    today = shop.ask(reorder.figures_of, part, by="PU")
    assert "29 in 90 days, 30 documents" in [str(fact.value) for fact in today]


def test_severity_follows_the_stock(shop: Shopfloor) -> None:
    part = shop.part()
    use(shop, part, 90)
    shop.run(reorder.compute)
    left = shop.held(part)[0] / 1000
    shop.post(shop.move(part, -(left - 1), "REPAIR_ISSUE"))
    assert alerts_of(shop)[0][0] == "LOW"
    shop.post(shop.move(part, -1, "REPAIR_ISSUE"))
    assert alerts_of(shop)[0][0] == "OUT"
    assert rules.severity(0, 0, 0, 0) == "REORDER"


def test_e28_many_at_once_are_told_together(shop: Shopfloor) -> None:
    """E28: a flood after an import is one alert per part and one notice a day."""
    parts = [shop.part(f"P{n}", warning_level=2000) for n in range(6)]
    assert shop.run(alerts.run, by="WK") == daily.Checked(6, 0, 0, 6, 0)
    assert len(alerts_of(shop)) == 6
    assert shop.ask(notices.unread, by="PU") == 1
    assert shop.run(alerts.run, by="WK").raised == 0
    assert shop.ask(notices.unread, by="PU") == 1  # the newer word took the place of the older one
    for part in parts:
        shop.receive(part, 2, 30)
    shop.through(shop.paper("OUT", *(shop.line(part, 1) for part in parts)))
    texts = [str(item.text) for item in shop.ask(notices.inbox, by="PU")]
    assert texts.count("6 parts fell below their warning level: see the stock alerts.") == 1


def test_purchasing_acknowledges(shop: Shopfloor) -> None:
    """R13: who of purchasing knows of it since when."""
    part = shop.part(warning_level=5000)
    shop.run(alerts.run)
    shown = alert(shop, part)
    with pytest.raises(Refused, match="roles do not allow"):
        shop.step("alerts", shown.id, "acknowledge", by="WK")
    shop.step("alerts", shown.id, "acknowledge", by="PU")
    shown = alert(shop, part)
    assert shown.state == "notified"
    assert shown.values["notified_at"] is not None
    assert shown.done[-1].who == shop.actor("PU").name


def test_ignored_until_a_day_then_open_again(shop: Shopfloor) -> None:
    part = shop.part(warning_level=5000)
    shop.run(alerts.run)
    shown = alert(shop, part)
    today = clock.today()
    with pytest.raises(Refused, match="after today"):
        shop.step("alerts", shown.id, "ignore", reason="new model", until=today)
    shop.step("alerts", shown.id, "ignore", reason="new model", until=today + timedelta(days=3))
    assert shop.run(alerts.run) == daily.Checked(0, 0, 0, 0, 0)
    shop.time.forward(days=3)
    assert shop.run(alerts.run).woken == 1
    assert alert(shop, part).state == "open"
    shop.step("alerts", shown.id, "ignore", reason="new model", until=clock.today() + timedelta(days=9))
    shop.step("alerts", shown.id, "look_again")
    assert (alert(shop, part).state, alert(shop, part).values["until"]) == ("open", None)
    shop.step("alerts", shown.id, "ignore", reason="new model", until=clock.today() + timedelta(days=9))
    shop.receive(part, 9, 30)
    assert alert(shop, part).state == "resolved"


def test_what_the_program_does_nobody_does_by_hand(shop: Shopfloor) -> None:
    part = shop.part(warning_level=5000)
    shop.run(alerts.run)
    shown = alert(shop, part)
    assert "resolve" not in {offer.step for offer in shown.offers}
    for step in ("resolve", "wake"):
        with pytest.raises(Refused):
            shop.step("alerts", shown.id, step, by="MG")
    with pytest.raises(Refused, match="not by hand"):
        shop.run(drafts.create, "alerts", {"part_id": part}, by="WK")


def test_a_part_that_is_replaced_is_not_bought_again(shop: Shopfloor) -> None:
    """E27: the old one is used up; its alert goes, and no new one comes."""
    from app.services.parts import supersede

    old, new = shop.part("OLD", warning_level=5000), shop.part("NEW")
    shop.run(alerts.run)
    assert [row[1] for row in alerts_of(shop, "open")] == ["OLD"]
    shop.run(supersede, old, new, by="WK")
    shop.run(alerts.run)
    assert alerts_of(shop, "open") == []
    shop.receive(old, 6, 30)
    shop.issue(old, 3)
    assert alerts_of(shop, "open") == []


def test_a_safety_part_that_is_seldom_used_is_kept_at_one(shop: Shopfloor) -> None:
    """§6.1: low frequency but no car leaves without it (保障件)."""
    part, other = shop.part("BRAKE", criticality=1), shop.part("RADIO", criticality=3)
    shop.run(reorder.compute)
    assert shop.get(Part, "id", part).reorder_point == 1000
    assert shop.get(Part, "id", other).reorder_point == 0
    assert "Kept in any case" in [fact.label for fact in shop.ask(reorder.figures_of, part)]


def test_the_day_begins_once(shop: Shopfloor) -> None:
    assert shop.ask(alerts.is_due)
    shop.run(alerts.run)
    assert not shop.ask(alerts.is_due)
    shop.time.forward(hours=16)  # 09:00 → 01:00 of the next day in the shop
    assert shop.ask(alerts.is_due)
    assert daily.next_day(clock.now()) - daily.start_of_day(clock.now()) == timedelta(days=1)


def test_the_list_filters_and_sorts(shop: Shopfloor) -> None:
    for n, category in enumerate(("BRK", "FLT")):
        shop.part(f"P{n}", warning_level=(n + 1) * 1000, category_id=shop.category(category))
    shop.run(alerts.run)

    def numbers(**where: str) -> list[str]:
        ids = shop.ask(documents.find, "alerts", ListQuery(where=tuple(where.items()), sort="-level"))
        return [row[1] for row in shop.ask(documents.read, "alerts", ids)]

    assert numbers() == ["P1", "P0"]
    assert numbers(category="BRK") == ["P0"]
    assert numbers(warehouse="W1", severity="REORDER") == ["P1", "P0"]
    assert numbers(supplier="NONE") == []
    assert [c.code for c in shop.ask(documents.filter_choices, "alerts", "warehouse")] == ["W1"]
    assert list(shop.ask(documents.filter_choices, "alerts", "supplier")) == []
    found = shop.ask(documents.find, "alerts", ListQuery(text="p1"))
    assert len(found) == 1


def supplier(shop: Shopfloor, number: str, *parts: Any, **terms: Any) -> Any:
    """An active supplier of these parts."""
    lines = [{"part_id": part, "price": 30_000_000} | terms for part in parts]
    return shop.run(drafts.create, "suppliers", {"number": number, "name": f"Supplier {number}", "parts": lines})


def test_one_request_per_supplier_from_the_chosen_alerts(shop: Shopfloor) -> None:
    """R13: several alerts, one press; what is chosen and not open is left alone."""
    parts = [shop.part(f"P{n}", warning_level=5000, max_level=9000) for n in range(4)]
    supplier(shop, "S1", parts[0], parts[1], moq=12_000)
    supplier(shop, "S2", parts[2])
    shop.run(alerts.run)
    ids = list(shop.ask(documents.find, "alerts", ListQuery()))
    assert shop.run(requesting.acknowledge, ids[:1], by="PU") == 1
    made = shop.run(requesting.request, ids, by="WK")
    assert (len(made.requests), made.alerts) == (3, 4)
    lines = {}
    for id_ in made.requests:
        view = shop.ask(documents.show, "purchase_requests", id_)
        assert view.state == "draft"
        lines[view.lines["lines"][0]["supplier_id"]] = [(x["qty"], x["source"]) for x in view.lines["lines"]]
    assert sorted(lines.values()) == [[(9000, "ALERT")], [(9000, "ALERT")], [(12_000, "ALERT"), (12_000, "ALERT")]]
    assert {row[-1] for row in alerts_of(shop)} == {"in_purchase"}
    with pytest.raises(Refused, match="open ones"):
        shop.run(requesting.request, ids, by="WK")
    linked = shop.ask(documents.show, "alerts", ids[0]).links
    assert [link.kind for link in linked] == ["parts", "purchase_requests"]


def test_ignoring_many(shop: Shopfloor) -> None:
    for n in range(2):
        shop.part(f"P{n}", warning_level=5000)
    shop.run(alerts.run)
    ids = list(shop.ask(documents.find, "alerts", ListQuery()))
    until = clock.today() + timedelta(days=5)
    assert shop.run(requesting.ignore, ids, reason="season is over", until=until, by="PU") == 2
    assert {row[-1] for row in alerts_of(shop)} == {"ignored"}


def test_a_suggestion_of_nothing_is_not_requested(shop: Shopfloor) -> None:
    part = shop.part(warning_level=5000, max_level=1000)
    shop.receive(part, 3, 30)
    shop.run(alerts.run)
    shown = alert(shop, part)
    with pytest.raises(Refused, match="maximum is reached"):
        shop.step("alerts", shown.id, "request")
    with pytest.raises(Refused, match="maximum is reached"):
        shop.run(requesting.request, [shown.id], by="WK")


def test_what_is_on_order_counts(shop: Shopfloor) -> None:
    """Position = available + approved on order: an alert that nobody took up is over when the request is approved."""
    part = shop.part(warning_level=5000)
    shop.run(alerts.run)
    line = {"part_id": part, "qty": 6000, "price": 30_000_000}
    made = shop.run(drafts.create, "purchase_requests", {"warehouse_id": shop.house, "lines": [line]}, by="PU")
    shop.step("purchase_requests", made, "submit", by="PU")
    assert alert(shop, part).state == "open"
    shop.step("purchase_requests", made, "approve", by="MG", signer="MG")
    assert alert(shop, part).state == "resolved"
    assert shop.run(alerts.run).raised == 0
    shop.step("purchase_requests", made, "close", by="PU", reason="not wanted")
    assert alert(shop, part).state == "open"


def test_an_alert_being_bought_ends_with_the_goods_or_opens_again(shop: Shopfloor) -> None:
    part = shop.part(warning_level=5000, max_level=9000)
    shop.run(alerts.run)
    shown = alert(shop, part)
    shop.step("alerts", shown.id, "request")
    request = shop.get(StockAlert, "number", shown.called).request_id
    shop.step("purchase_requests", request, "submit")
    shop.step("purchase_requests", request, "approve", by="MG", signer="MG")
    assert alert(shop, part).state == "in_purchase"
    shop.step("purchase_requests", request, "close", by="PU", reason="not to be had")
    assert alert(shop, part).state == "open"
    shop.step("alerts", shown.id, "request")
    request = shop.get(StockAlert, "number", shown.called).request_id
    shop.step("purchase_requests", request, "cancel", reason="by mistake")
    shop.run(alerts.run)
    assert alert(shop, part).state == "open"
