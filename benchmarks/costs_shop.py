"""A shop with a month of delivered orders for the bench: one order through use-cases' tables, thousands by SQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from app import boot
from app.core import clock
from app.core.access import Actor
from app.core.desk import Desk
from app.models.engine import Store
from app.services import customers, vehicles
from app.services.work_orders import drafting
from app.services.work_orders.consent import Work

PROGRAM = Actor(None, "bench", "01")
ITEMS = 2  # of an order


def furnish(folder: Path, orders: int, lines: int) -> tuple[Store, Desk]:
    """`orders` delivered in this month with `lines` settlement and issue lines together; the shop is open."""
    store, desk = boot.open_shop(folder)
    owner = desk.run(customers.open_customer, PROGRAM, "李芳", mobile="13800135521")
    car = desk.run(vehicles.open_vehicle, PROGRAM, "沪A88888", "", owner)
    desk.run(drafting.open_order, PROGRAM, car, work=[Work(name="更换前制动片", hours=1200)])
    desk.close()
    store.close()
    with closing(sqlite3.connect(folder / "counterpart.db", isolation_level=None)) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")
        conn.execute("BEGIN IMMEDIATE")
        _Filler(conn, owner.bytes, car.bytes).fill(orders, lines // orders // 2)
        conn.execute("COMMIT")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return boot.open_shop(folder)


class _Filler:
    """Writes rows table by table; what a column needs and nobody says is 0, "" or the moment."""

    def __init__(self, conn: sqlite3.Connection, owner: bytes, car: bytes) -> None:
        self.conn, self.owner, self.car = conn, owner, car
        self.now = clock.micros(clock.now())
        self.house = conn.execute("SELECT id FROM warehouses").fetchone() or (_id(),)
        self.part, self.bin = _id(), _id()
        self._shapes: dict[str, Any] = {}

    def put(self, table: str, **given: Any) -> None:
        """One row."""
        if table not in self._shapes:
            info = self.conn.execute(f"PRAGMA table_info({table})").fetchall()
            self._shapes[table] = [(c[1], c[2].upper(), c[3]) for c in info]
        shape = self._shapes[table]
        row = [given.get(n, self._usual(n, kind) if needed else None) for n, kind, needed in shape]
        names, marks = ", ".join('"' + n + '"' for n, _, _ in shape), ", ".join("?" * len(row))
        self.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)

    def _usual(self, name: str, kind: str) -> Any:
        if name == "station":
            return "01"
        if name.endswith("_at"):
            return self.now
        if name == "id" or name.endswith("_id"):
            return _id()
        return "" if "CHAR" in kind or "JSON" in kind or "TEXT" in kind else 0

    def fill(self, orders: int, each: int) -> None:
        """`each` settlement lines and as many issue lines an order."""
        self.put("parts", id=self.part, number="P1", state="active", unit="件", version=1)
        for n in range(orders):
            order, made, slip, issue = _id(), _id(), _id(), _id()
            self.put(
                "work_orders", id=order, number=f"WO-01-{n:06}", state="delivered", version=1, customer_id=self.owner,
                vehicle_id=self.car, plate="沪A88888", category="MINOR",
            )  # fmt: skip
            items = [_id() for _ in range(ITEMS)]
            for at, item in enumerate(items, 1):
                self.put(
                    "work_order_labour", id=item, order_id=order, position=at, name=f"更换前制动片 {n % 97}",
                    payer="CUSTOMER", status="DONE",
                )  # fmt: skip
            self.put("settlements", id=made, number=f"ST-{n:06}", state="paid", version=1, order_id=order)
            self.put("deliveries", order_id=order, settlement_id=made, delivered_at=self.now, version=1)
            self.put("requisitions", id=slip, number=f"RQ-{n:06}", state="closed", version=1, order_id=order,
                     type="ORDER", warehouse_id=self.house[0])  # fmt: skip
            self.put("part_issues", id=issue, requisition_id=slip, nth=1, way="PAPER", occurred_at=self.now)
            self._lines(order, made, slip, issue, items, each)

    def _lines(self, order: bytes, made: bytes, slip: bytes, issue: bytes, items: list[bytes], each: int) -> None:
        for at in range(each):
            item, asked, goods = items[at % ITEMS], _id(), _id()
            self.put(
                "work_order_parts", id=goods, order_id=order, position=at + 1, item=at % ITEMS + 1, part_id=self.part,
                payer="CUSTOMER",
            )  # fmt: skip
            self.put(
                "settlement_lines", settlement_id=made, position=at + 1, part_id=self.part, item=at % ITEMS + 1,
                section="MATERIAL", part_line_id=goods, amount=5_000 + at, tax=575, payer="CUSTOMER",
            )  # fmt: skip
            self.put("requisition_lines", id=asked, requisition_id=slip, position=at + 1, labour_line_id=item,
                     part_id=self.part, part_line_id=goods)  # fmt: skip
            self.put(
                "part_issue_lines", issue_id=issue, position=at + 1, line_id=asked, order_id=order, qty=1000,
                labour_line_id=item, part_id=self.part, bin_id=self.bin, value=3_000 + at,
            )  # fmt: skip


def _id() -> bytes:
    return clock.new_id().bytes
