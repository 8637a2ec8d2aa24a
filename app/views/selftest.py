"""The self-test of an installed program: makes a shop, writes, scans by key events, prints, takes a picture."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Desk
from app.core.errors import Refused, Trouble
from app.printing import SHEETS, returned
from app.services import documents, drafts, first_run, people, sheets, signing
from app.services.imports import running
from app.services.warehouses import bins_named, warehouse_named
from app.sync import keys
from app.views import paper
from app.views.application import Application
from app.views.house import House
from app.views.kit import icons, serial
from app.views.robot import scan, settle, sign_in, wait_for

KEEPER, PIN = "Keeper", "1234"
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
    missing = missing_parts(folder, open_shop)
    told = f"{app.platformName()} counted {counted}\n" + "".join(f"missing: {what}\n" for what in missing)
    sound = counted == 2 and not missing
    (folder / ("ok.txt" if sound else "failed.txt")).write_text(told, encoding="utf-8")
    return 0 if sound else 1


def missing_parts(folder: Path, open_shop: Callable[..., Any]) -> list[str]:
    """What a bundle can lack without the walk above noticing it."""
    report, printed = (folder / "report.pdf").read_bytes(), folder / "printed.pdf"
    paper.send(report, paper.Habit(printer=f"file:{printed}"))
    serial.port_names()
    icon = icons.pixmap("printer").toImage().convertToFormat(QImage.Format.Format_Alpha8)
    parts = {
        "the Chinese font": "Noto Sans SC" in QFontDatabase.families(),
        "SVG": any(icon.constBits()),
        "printing": printed.stat().st_size > 10_000,
        "the reader of scans": len(returned.papers(report)) == 1,
        "the driver of PostgreSQL": no_server(folder, open_shop),
        "signing": signed(report),
        "sealing": sealed(folder),
    }
    return [what for what, there in parts.items() if not there]


def signed(content: bytes) -> bool:
    """Whether a signature holds for what was signed and for nothing else."""
    mine = keys.new_keys()
    signature = keys.sign(mine["private_key"], content)
    holds = (keys.is_signed_by(mine["public_key"], said, signature) for said in (content, content + b"!"))
    return list(holds) == [True, False]


def sealed(folder: Path) -> bool:
    """Whether a file that was sealed opens to the same bytes and can't be read before."""
    mine, report = keys.new_keys(), folder / "report.pdf"
    shut, opened = folder / "sealed.age", folder / "opened.pdf"
    keys.seal(report, shut, mine["age_public"])
    keys.unseal(shut, opened, mine["age_secret"])
    return opened.read_bytes() == report.read_bytes() and b"%PDF" not in shut.read_bytes()


def no_server(folder: Path, open_shop: Callable[..., Any]) -> bool:
    """Whether the driver looked for a server where there is none; without the driver the address is refused."""
    try:
        open_shop(folder / "none", "postgresql://nobody@127.0.0.1:1/none")
    except Trouble:
        return True
    except Refused:
        return False
    return True


def prepared(desk: Desk, folder: Path) -> Id:
    """A shop with one part in one bin and a count that runs there; returns the count."""
    start = first_run.program()
    desk.run(first_run.set_up_place, start, first_run.Place("自检店", "Self-test shop"))
    boss = desk.run(first_run.set_up_people, start, first_run.Founder("boss", "Boss", "self-test-1", PIN))[0]
    keeper = desk.run(people.create, start, "keeper", KEEPER, ("WK",), password="self-test-2", pin=PIN)
    actor = desk.ask(people.actor_of, start, keeper)
    imported(desk, start, folder, "parts", PARTS)
    slip = desk.ask(documents.locate, actor, "stock_documents", imported(desk, actor, folder, "opening_stock", STOCK))
    posted(desk, actor, boss, slip)
    warehouse = desk.ask(warehouse_named, actor, "01")
    bins = desk.ask(bins_named, actor, ["A-01"])
    count = desk.run(
        drafts.create, actor, "counts",
        {
            "type": "SPOT", "mode": "LIVE", "scope": "BINS", "warehouse_id": warehouse,
            "bins": [{"bin_id": b} for b in bins.values()], "team": [{"user_id": keeper, "role": "LEADER"}],
        },
    )  # fmt: skip
    for step in ("plan", "start"):
        desk.run(documents.step, actor, "counts", count, step)
    return count


def imported(desk: Desk, actor: Actor, folder: Path, kind: str, words: str) -> str:
    """Imports what `words` say, from a file in `folder`; returns the number of the document it made, "" for none."""
    file = folder / f"{kind}.csv"
    file.write_text(words, encoding="utf-8")
    missing = {"spec_model": "-", "quality_grade": "OEM", "category": "OTHER"} if kind == "parts" else {}
    plan = running.prepare(desk, actor, kind, file, defaults=missing)
    return running.carry_out(desk, actor, plan).document


def posted(desk: Desk, keeper: Actor, boss: Id, slip: Id) -> None:
    """The keeper submits the opening stock, the boss signs it, and if that did not post it, the keeper does."""

    def version() -> int:
        return desk.ask(documents.show, keeper, "stock_documents", slip).version

    desk.run(documents.step, keeper, "stock_documents", slip, "submit", {}, version())
    signed = keeper.signed(
        signing.sign(
            desk, keeper, user=boss, pin=PIN, kind="stock_documents", id=slip, step="approve", version=version()
        )
    )
    desk.run(documents.step, signed, "stock_documents", slip, "approve", {}, version())
    if desk.ask(documents.show, keeper, "stock_documents", slip).state != "posted":
        desk.run(documents.step, keeper, "stock_documents", slip, "post", {}, version())


def scanned(application: Application, count: Id, folder: Path) -> int:
    """Signs in, scans the bin and twice the part by key events, prints the blind sheet; returns the pieces counted."""
    sign_in(application, KEEPER, PIN)
    window = application.window
    window.go("counts", count)
    settle(application)
    window.room().count(count)
    settle(application)
    for code in ("A-01", "6901234567892", "6901234567892"):
        scan(window, code)
        settle(application)
    page = window.room().scan
    wait_for(lambda: page.counting.last is not None and page.counting.last.total, "the scan to be counted")
    application.shell.grab().save(str(folder / "window.png"))
    with i18n.language("zh_CN"):
        issued = application.desk.run(sheets.issue, application.session.actor, "counts", count, "counts.sheet")
        (folder / "report.pdf").write_bytes(SHEETS["counts.sheet"](issued))
    return int(page.counting.last.total) // 1000
