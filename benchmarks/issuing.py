"""Issuing a slip of 20 lines: a scan kept, the scans of a quick hand in the room, and the hand-over posted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from app.core.clock import Id
from app.services import customers, settings, vehicles
from app.services.demo.cashier import HAND, png
from app.services.demo.people import KEEPER, TECHNICIAN
from app.services.requisitions import counter, drafting, issuing
from app.services.work_orders import drafting as orders
from app.services.work_orders import rules, signing
from app.services.work_orders.consent import Goods, Work
from benchmarks.shop import PROGRAM, Shop, barcode, number, user_of
from benchmarks.twin import Row, Series, Twin, timed
from benchmarks.window import child

LINES, SUPERVISOR = 20, "zhaoqiang"
PACE = 200.0  # ms: five scans a second


def measured(quick: bool) -> Iterator[Row]:
    """Scans and hand-overs by the desk alone, then the room by key strokes."""
    parts, times = (5_000, 5) if quick else (20_000, 20)
    with TemporaryDirectory() as name:
        folder = Path(name)
        shop = Shop(folder)
        shop.fill(parts, stocked=1_000)
        shop.desk.run(settings.change, PROGRAM, rules.CHECK_IN.key, False)
        twin = Twin(shop.store, folder / "plain.db")
        yield from _desk(shop, twin, times)
        twin.close()
        slip = _slip(shop, 900)
        person = shop.walker.people[KEEPER.login].name
        shop.close()
        *figures, blocked = child("issue", str(folder), person, str(slip), *map(barcode, range(900, 900 + LINES)))[1]
    note = f"median {median(figures):.1f} ms; the bar is the pace of five scans a second"
    yield Row(f"issue of {LINES} lines at 5 scans a second, slowest scan to painted line", max(figures), PACE, 1, note)
    yield Row("… longest time without an answer to the screen", blocked, 50.0, 1, "the bar is 50 ms")


def _desk(shop: Shop, twin: Twin, times: int) -> Iterator[Row]:
    scans, posted = Series(), Series()
    keeper, receiver = shop.keeper, user_of(shop.walker.people[TECHNICIAN.login])
    for turn in range(times):
        first = turn * LINES % 800
        slip = _slip(shop, first)
        twin.replay()
        for at in range(first, first + LINES):
            scans.ours.append(timed(shop.desk.run, counter.scan, keeper, slip, barcode(at)))
            scans.plain.append(twin.replay(barcode(at)))
        hand_over = partial(shop.desk.run, issuing.issue, keeper, slip, receiver=receiver)
        posted.ours.append(timed(hand_over))
        posted.plain.append(twin.replay())
    yield scans.row(f"scan of an issue of {LINES} lines kept", 0, f"{LINES * times} scans")
    yield posted.row(f"issue of {LINES} lines posted", 5, f"{times} slips")


def _slip(shop: Shop, first: int) -> Id:
    """An approved slip of the parts from place `first` on, one of each, for a signed order."""
    run: Any = partial(shop.desk.run)
    owner = run(customers.open_customer, PROGRAM, "李芳", mobile="13800135521")
    car = run(vehicles.open_vehicle, PROGRAM, f"沪A{first:05d}", "", owner)
    goods = [Goods(item=1, part_id=shop.places[number(at)][0], qty=1000) for at in range(first, first + LINES)]
    said = {"promised_at": shop.walker.now() + timedelta(hours=6), "old_parts": "WAIVE", "complaint": "四万公里保养"}
    work = [Work(name="四万公里保养", hours=1500)]
    order = run(orders.open_order, PROGRAM, car, work=work, goods=goods, **said)
    shop.step("chenjing", "work_orders", order, "issue")
    run(signing.sign_on_screen, PROGRAM, order, name="李芳", strokes=HAND, image=png())
    slip: Id = run(drafting.open_for_order, PROGRAM, order)
    shop.step(TECHNICIAN.login, "requisitions", slip, "submit")
    shop.step(SUPERVISOR, "requisitions", slip, "approve")
    return slip
