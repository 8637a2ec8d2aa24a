"""Plates among 50,000 vehicles with 300,000 visits, beside plain sqlite3 on the same file; then one car's life."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from app import boot
from app.core.access import Actor
from app.core.clock import Id
from app.services import vehicles
from app.services.imports import front_desk_rows
from benchmarks.twin import Row, Series, timed

PROGRAM = Actor(None, "bench", "01")
CHUNK = 5_000
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
FOUND = (
    "SELECT v.id, v.called, v.vin, c.name, c.mobile FROM vehicle_index i JOIN vehicles v ON v.id = i.vehicle_id"
    " LEFT JOIN customers c ON c.id = v.owner_id WHERE i.search_text LIKE '%' || ?1 || '%'"
    " ORDER BY CASE WHEN i.called = ?1 THEN 0 WHEN i.called LIKE '%' || ?1 THEN 1"
    " WHEN i.called LIKE '%' || ?1 || '%' THEN 2 ELSE 3 END, i.called LIMIT 20"  # hits on the plate first, as ours
)
LIFE = "SELECT day, number, fault, odometer_km FROM past_visits WHERE vehicle_id = ? ORDER BY day DESC"


def measured(quick: bool) -> Iterator[Row]:
    """Part of a plate, part of a phone, pinyin; then the visits of one car."""
    cars, visits, times = (5_000, 30_000, 40) if quick else (50_000, 300_000, 200)
    with TemporaryDirectory() as folder:
        store, desk = boot.open_shop(Path(folder))
        for start in range(0, cars, CHUNK):
            desk.run(
                front_desk_rows.import_vehicles, PROGRAM, [_car(n) for n in range(start, min(start + CHUNK, cars))]
            )
        known = desk.ask(front_desk_rows.known_cars, PROGRAM)
        ids = [car for car, _vin in known.plates.values()]
        for start in range(0, visits, CHUNK * 4):
            rows = [_visit(ids[n % cars], n) for n in range(start, min(start + CHUNK * 4, visits))]
            desk.run(front_desk_rows.import_visits, PROGRAM, rows)
        plain = sqlite3.connect(Path(folder) / "counterpart.db")
        about = f"among {cars:,} vehicles"
        for task, words in (
            ("part of a plate", _plates),
            ("part of a phone", _phones),
            ("pinyin of the owner", _names),
        ):
            series = Series()
            for turn in range(times):
                text = words(turn * 37 % cars)
                series.ours.append(timed(desk.ask, vehicles.find_vehicles, PROGRAM, text))
                series.plain.append(timed(_fetch, plain, FOUND, text.lower()))
            yield series.row(f"{task} {about}", 3, _late(series))
        series = Series()
        for turn in range(times):
            car = ids[turn * 37 % cars]
            series.ours.append(timed(desk.ask, vehicles.life, PROGRAM, car))
            series.plain.append(timed(_fetch, plain, LIFE, car.bytes))
        yield series.row(f"life of one car among {visits:,} visits", 0, _late(series))
        plain.close()
        desk.close()
        store.close()


def _late(series: Series) -> str:
    """The 95th percentile of ours, in ms."""
    return f"p95 {quantiles(series.ours, n=20)[-1] * 1000:.1f} ms"


def _fetch(conn: sqlite3.Connection, statement: str, value: Any) -> list[Any]:
    return conn.execute(statement, (value,)).fetchall()


def _car(n: int) -> dict[str, Any]:
    """A car of its own plate and VIN; six cars in ten have an owner of their own."""
    serial = f"{n:06d}"
    vin = f"LSVAM4180C2{serial}"
    person = n % 30_000
    name = "王李张刘陈"[person % 5] + "伟芳娜敏静丽强磊"[person // 5 % 8] + "明华国英兰军"[person // 40 % 6]
    return {
        "plate": f"沪{LETTERS[n % 7]}{LETTERS[n // 7 % 24]}{n // 168 % 10_000:04d}", "plate_kind": "ORDINARY",
        "vin": vin[:8] + vehicles.check_digit(vin) + vin[9:], "owner": name, "owner_phone": f"138{person:08d}",
        "brand": "大众", "series": "帕萨特",
    }  # fmt: skip


def _visit(car: Id, n: int) -> dict[str, Any]:
    return {
        "vehicle_id": car, "day": date(2020, 1, 1) + timedelta(days=n % 2200), "number": f"V{n}", "fault": "常规保养",
        "odometer": 5_000 + n % 150_000,
    }  # fmt: skip


def _plates(n: int) -> str:
    return str(_car(n)["plate"])[2:]


def _phones(n: int) -> str:
    return str(_car(n)["owner_phone"])[4:]


def _names(n: int) -> str:
    return ("wwm", "lfh", "zng", "lmy", "cjl")[n % 5]
