"""The demo shop's front desk: customers, their cars, visits of a year, appointments that were kept, missed, cancelled.

Deterministic by its seed. Phones and company codes are made up; VINs have a right check digit and belong to no car.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from app.core import clock
from app.core.clock import Id
from app.services import appointments, bays, vehicles
from app.services.appointments import rules
from app.services.demo.people import ADMINISTRATOR
from app.services.demo.walker import Walker
from app.services.imports import front_desk_rows

ADVISOR, SERVICE, SUPERVISOR = "chenjing", "xulan", "zhaoqiang"
CUSTOMERS, CARS = 300, 400
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰文辉建国志远晓峰雪梅嘉怡子涵浩然欣悦"
_FIRMS = (
    "上海永达物流",
    "苏州恒通建材",
    "昆山瑞丰食品",
    "申江出租",
    "浦东环卫",
    "华东医药配送",
    "锦程旅行社",
    "新城物业",
)
_BAYS = (
    ("举升 1", "双柱举升机"), ("举升 2", "双柱举升机"), ("举升 3", "剪式举升机"), ("定位 4", "四轮定位台"),
    ("钣喷 5", "烤漆房"),
)  # fmt: skip


class _Model(NamedTuple):
    """A model people drive here: brand, series, fuel, displacement, the beginning of its VINs."""

    brand: str
    series: str
    fuel: str
    engine: str
    begins: str


_MODELS = (
    _Model("大众", "帕萨特", "PETROL", "1.8T", "LSVCC6A4"), _Model("大众", "朗逸", "PETROL", "1.5L", "LSVAM418"),
    _Model("丰田", "凯美瑞", "PETROL", "2.0L", "LVGBE42K"), _Model("丰田", "卡罗拉", "PETROL", "1.2T", "LFMAP86C"),
    _Model("本田", "雅阁", "PETROL", "1.5T", "LHGCV164"), _Model("日产", "轩逸", "PETROL", "1.6L", "LGBH52E0"),
    _Model("别克", "GL8", "PETROL", "2.0T", "LSGUA83L"), _Model("奥迪", "A4L", "PETROL", "2.0T", "LFV3A28K"),
    _Model("比亚迪", "汉 EV", "EV", "", "LC0CE6CB"), _Model("比亚迪", "秦 PLUS DM-i", "PHEV", "1.5L", "LC0C14C4"),
    _Model("特斯拉", "Model 3", "EV", "", "LRW3E7EK"), _Model("理想", "L7", "EREV", "1.5T", "LW433B12"),
    _Model("江铃", "全顺", "DIESEL", "2.2T", "LJXCMCHC"),
)  # fmt: skip
_FAULTS = (
    ("常规保养，更换机油、机滤", "MAINTENANCE", 60), ("四万公里大保养", "MAINTENANCE", 120), ("刹车异响", "REPAIR", 90),
    ("空调不制冷", "REPAIR", 120), ("发动机故障灯亮", "REPAIR", 90), ("右前门剐蹭补漆", "BODY", 240),
    ("更换轮胎四条", "OTHER", 60), ("低速时底盘异响", "REPAIR", 90), ("电瓶亏电，打不着火", "REPAIR", 60),
    ("方向盘抖动，做动平衡", "REPAIR", 60), ("空调滤芯更换", "MAINTENANCE", 30), ("变速箱顿挫", "WARRANTY", 120),
)  # fmt: skip
_WORK = {
    "MAINTENANCE": ("一级维护", "更换机油机滤，检查制动、轮胎、灯光", 38_000),
    "REPAIR": ("小修", "检修并更换损坏件", 86_000), "BODY": ("小修", "钣金修复，局部喷漆", 60_000),
    "OTHER": ("小修", "更换并做动平衡", 188_000), "WARRANTY": ("小修", "升级程序，更换变速箱油", 132_000),
}  # fmt: skip


class FrontDesk:
    """Entered in the first week; then it goes on day by day as the year walks."""

    def __init__(self, walker: Walker, *, people: int = CUSTOMERS, cars: int = CARS) -> None:
        self.walker, self.random = walker, Random(20261125)
        self._people = [self._person(n) for n in range(people)]
        self._garage = [self._car(n) for n in range(cars)]
        self.cars: list[Id] = []
        self.bays: list[Id] = []
        self.km: dict[Id, int] = {}

    # --- who and what -------------------------------------------------------------------------------------------------
    def _person(self, n: int) -> dict[str, Any]:
        """Every tenth is a company with a landline and somebody to ask for."""
        name = self.random.choice(_SURNAMES) + "".join(self.random.choices(_GIVEN, k=self.random.choice((1, 2, 2))))
        if n % 10 == 9:
            firm = f"{self.random.choice(_FIRMS)}{n // 10 + 1} 部"
            return {
                "name": firm,
                "kind": "company",
                "landline": f"0215555{n:04d}",
                "contact": name,
                "invoice_title": firm,
            }
        return {"name": name, "kind": "person", "mobile": f"1990000{n:04d}"}

    def _car(self, n: int) -> dict[str, Any]:
        """The first cars have an owner each, the rest are second cars; every sixth is brought by somebody else."""
        model = self.random.choice(_MODELS)
        year = self.random.randint(2014, 2026)
        owner = self._people[n] if n < len(self._people) else self.random.choice(self._people)
        plate = vehicles.read_plate(self._plate(n, model.fuel))
        car: dict[str, Any] = {
            "plate": plate.plate, "plate_kind": plate.kind, "plate_colour": plate.colour,
            "vin": self._vin(n, model, year), "owner": owner["name"],
            "owner_phone": owner.get("mobile") or owner["landline"], "brand": model.brand, "series": model.series,
            "fuel_kind": model.fuel, "model_year": year,
            "colour": self.random.choice(("白", "黑", "灰", "银", "红", "蓝")),
        }  # fmt: skip
        if n % 6 == 5:
            sender = self.random.choice(_SURNAMES) + self.random.choice(_GIVEN)
            car |= {"sender_name": sender, "sender_phone": f"1991000{n:04d}"}
        return car

    def _plate(self, n: int, fuel: str) -> str:
        town = self.random.choice(("沪A", "沪B", "沪C", "沪D", "苏E", "苏U", "浙F", "皖A"))
        middle = "".join(self.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=2))
        if fuel in ("EV", "PHEV", "EREV"):
            return f"{town}{'D' if fuel == 'EV' else 'F'}{middle[0]}{n:04d}"
        return f"{town}{middle}{n:03d}"

    def _vin(self, n: int, model: _Model, year: int) -> str:
        code = "ABCDEFGHJKLMNPRSTVWXY123456789"[(year - 2010) % 30]
        vin = f"{model.begins}0{code}{self.random.choice('ABCDEFGHJKL')}{n + 100_000:06d}"
        return vin[:8] + vehicles.check_digit(vin) + vin[9:]

    # --- the year -----------------------------------------------------------------------------------------------------
    def open_books(self) -> None:
        """The first week: bays, customers, cars, and the visits of the twelve months that the old program knew."""
        self.bays = list(self.walker.run(SUPERVISOR, bays.open_bays, _BAYS))
        self.walker.run(ADMINISTRATOR.login, front_desk_rows.import_customers, self._people)
        self.walker.run(ADMINISTRATOR.login, front_desk_rows.import_vehicles, self._garage)
        known = self.walker.desk.ask(front_desk_rows.known_cars, self.walker.people[ADMINISTRATOR.login])
        self.cars = [known.vins[car["vin"]] for car in self._garage]
        self.km = {car: self.random.randint(3_000, 160_000) for car in self.cars}
        day = clock.local(self.walker.at).date()
        rows = []
        for car in self.cars:
            here = day - timedelta(days=self.random.randint(0, 200))
            for visit in range(self.random.randint(1, 4)):
                rows.append(self._visit(car, here, visit))
                here -= timedelta(days=self.random.randint(40, 120))
        self.walker.run(ADVISOR, vehicles.add_past_visits, rows)

    def _visit(self, car: Id, day: Any, visit: int) -> dict[str, Any]:
        fault, kind, _minutes = self.random.choice(_FAULTS)
        category, work, price = _WORK[kind]
        return {
            "vehicle_id": car, "day": day, "number": f"JL{day:%y%m%d}{visit}", "category": category, "fault": fault,
            "work": work, "odometer_km": max(500, self.km[car] - visit * 4_000),
            "amount": price * self.random.randint(80, 130) // 100,
        }  # fmt: skip

    def book_day(self, morning: datetime, count: int = 1) -> None:
        """A few come as agreed, one now and then does not; booked in the morning for the hours after."""
        self.walker.go(morning)
        receive, rules.RECEPTION[:] = list(rules.RECEPTION), []  # what came of them stands in the visits
        try:
            self._come(morning, count)
        finally:
            rules.RECEPTION[:] = receive

    def _come(self, morning: datetime, count: int) -> None:
        made = [self._book(morning + timedelta(hours=1 + 2 * n), n) for n in range(count)]
        for id in made:
            luck = self.random.random()
            if luck < 0.08:
                self.walker.step(SERVICE, "appointments", id, "cancel", {"reason": "客户临时有事"})
                continue
            self.walker.step(SERVICE, "appointments", id, "confirm")
            if luck < 0.16:
                self.walker.go(morning + timedelta(hours=1 + 2 * count))
                self.walker.step(ADVISOR, "appointments", id, "no_show")
            else:
                self.walker.step(ADVISOR, "appointments", id, "arrive")

    def _book(self, start: datetime, n: int, *, bay: bool = True) -> Id:
        fault, kind, minutes = self.random.choice(_FAULTS)
        more: dict[str, Any] = {
            "vehicle_id": self.random.choice(self.cars), "category": kind, "minutes": min(minutes, 120),
            "channel": self.random.choice(("PHONE", "PHONE", "ONLINE", "VISIT")),
            "advisor_id": self.walker.people[ADVISOR].user,
        }  # fmt: skip
        if bay:
            more["bay_id"] = self.bays[4] if kind == "BODY" else self.bays[n % 4]
        if kind == "MAINTENANCE":
            more["parts_wanted"] = "机油、机滤"
        return self.walker.run(SERVICE, appointments.book, start, fault, more=more)  # type: ignore[no-any-return]

    def look_ahead(self, last: datetime) -> None:
        """What is agreed for today and the days after, and what waits for an answer."""
        for ahead in range(8):
            for n in range(7 if ahead < 2 else 4):
                start = last + timedelta(days=ahead, hours=15 + n * 1.5)  # from nine o'clock on
                id = self._book(start.replace(minute=30 if n % 2 else 0), n, bay=n != 3)
                if n % 4 != 3:
                    self.walker.step(SERVICE, "appointments", id, "confirm")
                if n == 5 and ahead == 1:
                    later = start.replace(minute=0) + timedelta(hours=26)
                    self.walker.step(SERVICE, "appointments", id, "reschedule", {"start": later})
