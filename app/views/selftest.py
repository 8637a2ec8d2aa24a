"""The self-test of an installed program: makes a shop, writes, scans by key events, prints, takes a picture."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.clock import Id
from app.core.desk import Desk
from app.printing import SHEETS
from app.services import documents, drafts, first_run, people, sheets
from app.services.imports import running
from app.services.people.login import program
from app.services.warehouses import bins_named, warehouse_named
from app.views.application import Application, House
from app.views.robot import scan, settle, sign_in, wait_for

PARTS = "零件号,名称,单位,条码\nSELF-1,自检件,件,6901234567892\n"
STOCK = "零件号,库位,数量,单价\nSELF-1,A-01,5,12.50\n"


def run(folder: Path, open_shop: Callable[..., Any], lock: Callable[..., Any]) -> int:
    """Leaves report.pdf, window.png and ok.txt in `folder` and returns 0; anything else is an exception."""
    if not os.environ.get("DISPLAY") and os.name != "nt":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "shop"
    app = QApplication.instance() or QApplication(["counterpart"])
    if not isinstance(app, QApplication):
        return 3
    app.setQuitOnLastWindowClosed(False)
    people.use_hashing("cheap")
    _store, desk = open_shop(data, None)
    count = prepared(desk, folder)
    desk.close()
    application = Application(app, House(data, open_shop, lock), language="zh_CN")
    application.start()
    counted = scanned(application, count, folder)
    application.end()
    (folder / "ok.txt").write_text(f"{app.platformName()} counted {counted}\n", encoding="utf-8")
    return 0 if counted == 2 else 1


def prepared(desk: Desk, folder: Path) -> Id:
    """A shop with one part in one bin and a count that runs there; returns the count."""
    start = first_run.program()
    desk.run(first_run.set_up_place, start, first_run.Place("自检店", "Self-test shop"))
    boss = first_run.Founder("boss", "Boss", "self-test-1", "1234")
    keeper = desk.run(first_run.set_up_people, start, boss)[0]
    everything = program("01")
    for kind, words in (("parts", PARTS), ("opening_stock", STOCK)):
        file = folder / f"{kind}.csv"
        file.write_text(words, encoding="utf-8")
        plan = running.prepare(
            desk, everything, kind, file, defaults={"spec_model": "-", "quality_grade": "OEM", "category": "OTHER"}
        )  # fmt: skip
        running.carry_out(desk, everything, plan)
    actor = desk.ask(people.actor_of, everything, keeper)
    warehouse = desk.ask(warehouse_named, everything, "01")
    bins = desk.ask(bins_named, everything, ["A-01"])
    count = desk.run(
        drafts.create, everything, "counts",
        {
            "type": "SPOT", "warehouse_id": warehouse, "bins": [{"bin_id": b} for b in bins.values()],
            "team": [{"user_id": actor.user, "role": "LEADER"}],
        },
    )  # fmt: skip
    for step in ("plan", "start"):
        desk.run(documents.step, everything, "counts", count, step)
    return count


def scanned(application: Application, count: Id, folder: Path) -> int:
    """Signs in, scans the bin and twice the part by key events, prints the blind sheet; returns the pieces counted."""
    sign_in(application, "Boss", "1234")
    window = application.window
    window.go("counts", count)
    settle(application)
    window.room().count(count)
    settle(application)
    for code in ("A-01", "6901234567892", "6901234567892"):
        scan(window, code)
        settle(application)
    page = window.room().scan
    wait_for(lambda: page.last is not None and page.last.total, "the scan to be counted")
    application.shell.grab().save(str(folder / "window.png"))
    with i18n.language("zh_CN"):
        issued = application.desk.run(sheets.issue, application.session.actor, "counts", count, "counts.sheet")
        (folder / "report.pdf").write_bytes(SHEETS["counts.sheet"](issued))
    return int(page.last.total) // 1000
