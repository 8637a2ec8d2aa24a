"""The board with 200 open orders beside plain sqlite3, its picture, and a work order as PDF beside bare reportlab."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from barcode.codex import Code128
from reportlab.pdfgen.canvas import Canvas

from app import boot
from app.core import clock, i18n
from app.core.access import Actor
from app.core.clock import micros
from app.core.paper import Imprint, Letterhead
from app.printing import barcodes, fonts, work_orders, wrapping
from app.services import customers, vehicles
from app.services.order_papers import Item, Material, OrderSheet
from app.services.work_orders import board, drafting
from app.services.work_orders.consent import Goods, Work
from benchmarks.twin import Row, Series, timed

PROGRAM = Actor(None, "bench", "01")
MM = 72 / 25.4
CACHES = (barcodes.code128, barcodes.code128_values, wrapping.wrap, fonts.printable)
HERE = "('draft', 'wait_sign', 'signed', 'assigned', 'diagnosing', 'in_repair', 'paused', 'wait_consent', 'terminated')"
READS = (
    (
        "SELECT id, number, state, plate, vehicle_name, complaint, bay, promised_at, advisor_id, reception_id"
        f" FROM work_orders WHERE state IN {HERE}"
    ),
    (
        "SELECT l.order_id, l.name, s.user_id FROM work_order_labour l JOIN work_orders o ON o.id = l.order_id"
        f" LEFT JOIN labour_shares s ON s.line_id = l.id WHERE o.state IN {HERE} ORDER BY l.position"
    ),
    "SELECT id, name FROM users",
)


def measured(quick: bool) -> Iterator[Row]:
    """Both."""
    yield _board(20 if quick else 100)
    yield from _paper(10 if quick else 40)


def _board(times: int) -> Row:
    with TemporaryDirectory() as folder:
        store, desk = boot.open_shop(Path(folder))
        owner = desk.run(customers.open_customer, PROGRAM, "李芳", mobile="13800135521")
        for n in range(200):
            car = desk.run(vehicles.open_vehicle, PROGRAM, f"沪A{n:05d}", "", owner)
            work = [Work(name="更换前制动片", hours=1200), Work(name="更换机油机滤", hours=500)]
            due = clock.now() + timedelta(minutes=n - 40)
            desk.run(drafting.open_order, PROGRAM, car, work=work, goods=[Goods(1, name="制动液")], promised_at=due)
        plain, series = sqlite3.connect(Path(folder) / "counterpart.db"), Series()
        for _ in range(times):
            series.ours.append(timed(desk.ask, board.board, PROGRAM))
            series.plain.append(timed(_read, plain))
        plain.close()
        desk.close()
        store.close()
        return series.row("board of 200 open orders", 0, _late(series))


def _read(plain: sqlite3.Connection) -> None:
    for statement in READS:
        plain.execute(statement).fetchall()


def _paper(times: int) -> Iterator[Row]:
    fonts.register()
    for lines in (5, 40):
        sheet, series = _sheet(lines), Series()
        with i18n.language("zh_CN"):
            for _ in range(times):
                series.plain.append(timed(bare, sheet))
                for cache in CACHES:
                    cache.cache_clear()
                series.ours.append(timed(work_orders.order, sheet))
        yield series.row(f"work order of {lines} items as PDF", 0, f"beside bare reportlab, {_late(series)}")


def _late(series: Series) -> str:
    """The 95th percentile of ours, in ms."""
    return f"p95 {quantiles(series.ours, n=20)[-1] * 1000:.1f} ms"


def _sheet(lines: int) -> OrderSheet:
    items = tuple(Item(n, f"更换前制动片（第 {n} 项）", 1200, 120_000_000, 14_400) for n in range(1, lines + 1))
    parts = tuple(Material(n, f"04465-0D{n:03}", "前制动片", "套", 0, 1000, 386_000_000, 38_600, "OEM")
                  for n in range(1, lines + 1))  # fmt: skip
    total = lines * 53_000
    sheet = OrderSheet(
        "WO-01-20261123-0007", 1, "李芳", "13800135521", "沪A8K219", "丰田 卡罗拉 1.2T 2021", "LVGBE40K08G123456",
        "MINOR", "刹车有尖叫声，低速更明显；顺便做保养。", "WAIVE", micros(clock.now()), "陈静", items, parts,
        lines * 14_400, lines * 38_600, total * 13 // 113, total, total, odometer=46_820,
    )  # fmt: skip
    return replace(sheet, imprint=Imprint(Letterhead("宏达汽车维修服务有限公司"), "01", "王磊", clock.now()))


def bare(sheet: OrderSheet) -> bytes:
    """What a short script would do: the same words at fixed places, nothing measured or wrapped, one path of bars."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1, invariant=1)
    y = _top(canvas, sheet)
    facts = (sheet.plate, sheet.vehicle, sheet.vin, sheet.customer, sheet.phone, sheet.complaint, sheet.advisor)
    for at, fact in enumerate(facts):
        canvas.setFont(fonts.REGULAR, 9)
        canvas.drawString((15 + at % 4 * 45) * MM, y - at // 4 * 9 * MM, fact)
    y -= 30 * MM
    for row in (*sheet.items, *sheet.parts):
        if y < 40 * MM:
            canvas.showPage()
            y = _top(canvas, sheet)
        price = row.rate if isinstance(row, Item) else row.price
        cells = (str(getattr(row, "no", "")), row.name, "1.2", i18n.price(price), i18n.money(row.amount), "")
        for at, cell in enumerate(cells):
            canvas.setFont(fonts.BOLD if at == 1 else fonts.REGULAR, 9)
            canvas.drawString((15 + (0, 10, 90, 110, 140, 160)[at]) * MM, y, cell)
        canvas.line(15 * MM, y - 2 * MM, 195 * MM, y - 2 * MM)
        y -= 6 * MM
    canvas.setFont(fonts.BOLD, 14)
    canvas.drawString(15 * MM, y - 8 * MM, i18n.money(sheet.total))
    for at, role in enumerate(("客户", "服务顾问", "维修技师", "检验合格", "客户（交车时）")):
        canvas.rect((15 + 36 * at) * MM, 15 * MM, 34 * MM, 24 * MM)
        canvas.setFont(fonts.BOLD, 8.5)
        canvas.drawString((17 + 36 * at) * MM, 34 * MM, role)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _top(canvas: Canvas, sheet: OrderSheet) -> float:
    """Company, title and bars; where the body begins."""
    canvas.setFont(fonts.BOLD, 18)
    canvas.drawString(15 * MM, 260 * MM, "维修工单")
    canvas.setFont(fonts.BOLD, 11.5)
    canvas.drawString(15 * MM, 280 * MM, "宏达汽车维修服务有限公司")
    path = canvas.beginPath()
    for start, bar in barcodes.runs(Code128(sheet.number).build()[0]):
        path.rect(120 * MM + start * 0.9, 272 * MM, bar * 0.9, 9 * MM)
    canvas.drawPath(path, stroke=0, fill=1)
    return 250 * MM
