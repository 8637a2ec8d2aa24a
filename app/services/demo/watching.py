"""The demo shop looks after its stock: classes in force, alerts in every state, batches that expire. Deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.screen import ListQuery
from app.services import abc_runs, alerts, batches, documents, notices
from app.services.alerts import requesting
from app.services.demo.people import FINANCE, KEEPER, MANAGER, PURCHASER
from app.services.demo.walker import Walker
from app.services.parts import EDIT

OPEN_VIEW = ListQuery(where=(("state", "open"),))
# part number, batch, days until it expires, quantity: two that have expired, two that will soon, two that keep
BATCHES = (
    ("DOT4-1L", "B2409", -12, 3), ("DOT4-1L", "B2511", 45, 6), ("DOT4-1L", "B2606", 400, 6),
    ("08880-83264", "L7A02", -3, 2), ("08880-83264", "L7K19", 80, 8), ("08880-83264", "L8C05", 700, 12),
)  # fmt: skip


@usecase("demo.batches", allow=EDIT)
def note_batches(ctx: Context, noted: list[tuple[Id, str, int]]) -> None:
    """Notes batches as a receipt would: part, batch, days until it expires."""
    today = clock.local(ctx.now).date()
    batches.note(ctx, [batches.Noted(part, batch, None, today + timedelta(days=left)) for part, batch, left in noted])


def look_after(walker: Walker, house: Id, places: dict[str, tuple[Id, Id]]) -> None:
    """Classes are computed and applied, batches came in, and the day's alerts are partly dealt with."""
    run = walker.run(KEEPER.login, abc_runs.open_run)
    walker.step(KEEPER.login, "abc_runs", run, "review")
    walker.step(MANAGER.login, "abc_runs", run, "apply")
    _batches(walker, house, places)
    for login in (KEEPER.login, PURCHASER.login):
        walker.run(login, notices.mark_read)
    walker.run(KEEPER.login, alerts.run)
    found: Sequence[Id] = walker.desk.ask(documents.find, walker.people[KEEPER.login], "alerts", OPEN_VIEW)
    waiting = list(found)
    if len(waiting) > 8:
        walker.run(PURCHASER.login, requesting.acknowledge, waiting[:4])
        walker.run(KEEPER.login, requesting.request, waiting[4:7])
        until = clock.local(walker.now()).date() + timedelta(days=60)
        walker.run(KEEPER.login, requesting.ignore, waiting[-1:], reason="车型停产，用完为止", until=until)
    walker.run(KEEPER.login, abc_runs.open_run)


def _batches(walker: Walker, house: Id, places: dict[str, tuple[Id, Id]]) -> None:
    here = [(number, batch, left, qty) for number, batch, left, qty in BATCHES if number in places]
    lines: list[dict[str, Any]] = [
        {"part_id": places[n][0], "bin_id": places[n][1], "qty": qty * 1000, "unit_cost": 40_000_000, "batch": batch}
        for n, batch, _left, qty in here
    ]
    if lines:
        head = {"type": "IN", "warehouse_id": house, "reason": "批次油液入库", "lines": lines}
        paper = walker.create(KEEPER.login, "stock_documents", head)
        walker.step(KEEPER.login, "stock_documents", paper, "submit")
        walker.step(FINANCE.login, "stock_documents", paper, "approve")
        walker.run(KEEPER.login, note_batches, [(places[n][0], batch, left) for n, batch, left, _qty in here])
