"""The demo shop's workshop: the labour catalogue, and orders in every state, each from its signed check-in.

Orders of the year that has passed were cancelled, or stopped and paid: the others stand in the house now.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.work_orders import WorkOrder
from app.services import documents, payments, receptions
from app.services.demo.cashier import HAND, Cashier, png
from app.services.demo.people import FINANCE, TECHNICIAN
from app.services.demo.walker import Walker
from app.services.imports.labour_rows import LabourRow, import_labour
from app.services.work_orders import arriving, bench, consent, signing, times
from app.services.work_orders.consent import Goods, Work

ADVISOR, SUPERVISOR, OTHER = "chenjing", "zhaoqiang", "liuming"
KIND = "work_orders"

# 编码 | 名称 | English | 工种 | 工时 | 重要
_CATALOGUE = """\
BY01|更换机油机滤|Oil and filter change|MAINTENANCE|0.5|
BY02|四万公里保养|40,000 km service|MAINTENANCE|1.5|
BY03|更换空调滤清器|Cabin filter|MAINTENANCE|0.3|
ZD01|更换前制动片|Front brake pads|MECHANICAL|1.2|Y
ZD02|更换前制动盘（左右）|Front brake discs, both|MECHANICAL|0.8|Y
ZD03|更换制动液|Brake fluid|MAINTENANCE|0.8|Y
DP01|更换前减振器（左右）|Front shock absorbers, both|MECHANICAL|2.4|Y
DP02|更换平衡杆连杆|Stabiliser links|MECHANICAL|0.9|Y
LQ01|更换散热器总成|Radiator|MECHANICAL|2.0|
LQ02|更换水泵|Water pump|MECHANICAL|2.8|
DQ01|检测启动与充电系统|Test starting and charging|ELECTRICAL|0.6|
DQ02|更换蓄电池|Battery|ELECTRICAL|0.4|
DQ03|空调不制冷检修|Air conditioning does not cool|ELECTRICAL|1.5|
ZD90|故障诊断|Fault diagnosis|DIAGNOSIS|0.5|
GD01|动力电池绝缘检测|Insulation test of the drive battery|ELECTRICAL|1.0|Y
BP01|右前门钣金|Right front door, body|BODY|2.5|
PQ01|右前门喷漆|Right front door, paint|PAINT|3.0|
LT01|更换轮胎四条|Four tyres|TYRES|1.0|
LT02|四轮定位|Wheel alignment|TYRES|0.8|
QT01|洗车|Car wash|OTHER|0.2|
"""
_VISITS = (
    ("刹车有尖叫声，低速更明显；顺便做保养", ("更换前制动片", "更换机油机滤")), ("空调不凉", ("空调不制冷检修",)),
    ("常规保养", ("更换机油机滤", "更换空调滤清器")), ("电瓶亏电，打不着火", ("检测启动与充电系统",)),
    ("低速时底盘异响", ("更换平衡杆连杆",)), ("右前门剐蹭", ("右前门钣金", "右前门喷漆")),
    ("轮胎磨损，方向跑偏", ("更换轮胎四条", "四轮定位")), ("水温高", ("更换散热器总成",)),
)  # fmt: skip


@query("demo.items", allow=None)
def _items(ctx: Reader, order: Id) -> list[Id]:
    """The items of an order."""
    return [line.id for line in ctx.session.get_one(WorkOrder, order).labour]


OPENS, CLOSES = 9, 18


class Workshop:
    """Cars come in, are signed for, assigned, diagnosed, repaired, asked about, and some leave unrepaired."""

    def __init__(self, walker: Walker, cars: list[Id], km: dict[Id, int]) -> None:
        self.walker, self.cars, self.km = walker, list(cars), km
        self.random = Random(20261126)
        self.next = 0
        self.takes = 6.0  # hours until the customer gets his car, if nothing else is said
        self.picture = png()

    def describe(self) -> None:
        """The catalogue, in the first week."""
        rows = []
        for at, line in enumerate(_CATALOGUE.splitlines(), 1):
            code, zh, en, trade, hours, important = line.split("|")
            columns = {"name_zh": zh, "name_en": en, "category": trade, "hours": round(float(hours) * 1000)}
            rows.append(LabourRow(at, code, columns | {"important": bool(important)}))
        self.walker.run(SUPERVISOR, import_labour, tuple(rows))

    # --- one car ------------------------------------------------------------------------------------------------------
    def draft(self, hours: float | None = None) -> Id:
        """Checked in, walked round, signed for: the order's draft."""
        return self.walker.run(ADVISOR, arriving.open_from_reception, self._signed(hours))  # type: ignore[no-any-return]

    def _signed(self, hours: float | None = None) -> Id:
        """A check-in the customer has signed on the pad."""
        id, name = self._checked(hours)
        version = self.walker.desk.ask(documents.standing, self.walker.people[ADVISOR], "receptions", id).version
        self.walker.run(ADVISOR, receptions.sign, id, version, name, HAND, self.picture)
        return id

    def _checked(self, hours: float | None = None) -> tuple[Id, str]:
        """A check-in that waits for its signature, and who brings the car."""
        values = self._seen(hours)
        kept = self.walker.run(ADVISOR, receptions.keep, None, 0, values)
        self.walker.step(ADVISOR, "receptions", kept.id, "check")
        return kept.id, str(values["sender_name"])

    def _seen(self, hours: float | None = None) -> dict[str, Any]:
        """What the advisor writes down of the next car."""
        car = self.cars[self.next * 7 % len(self.cars)]
        words, wanted = _VISITS[self.next % len(_VISITS)]
        self.next += 1
        known = self.walker.desk.ask(receptions.arriving, self.walker.people[ADVISOR], car)
        return {
            "plate": known.values["plate"], "vin": known.values["vin"],
            "odometer": (known.last_km or self.km[car]) + 800,
            "fuel": 375, "fuel_scale": known.values["fuel_scale"], "sender_name": known.values["sender_name"],
            "sender_phone": known.values["sender_phone"], "words": words, "wanted": "\n".join(wanted), "walked": True,
            "old_parts": self.random.choice(("WAIVE", "TAKE")), "promised_at": self._on(hours),
        }  # fmt: skip

    def at_the_desk(self) -> None:
        """The last cars of the day: one half written down, two to sign, one signed, one that left unrepaired."""
        half = self._seen()
        self.walker.run(ADVISOR, receptions.keep, None, 0, {n: half[n] for n in ("plate", "vin", "odometer", "words")})
        self._checked()
        self._checked(8)
        self._signed(20)
        gone, _name = self._checked()
        self.walker.step(ADVISOR, "receptions", gone, "leave", {"reason": "客户时间不够，改约下周"})

    def _on(self, hours: float | None) -> datetime:
        """So many hours on, at a full half hour; what would be after closing time is for the next morning."""
        moment = clock.local(self.walker.now() + timedelta(hours=self.takes if hours is None else hours))
        moment = moment.replace(minute=30 if moment.minute >= 30 else 0, second=0, microsecond=0)
        if not OPENS <= moment.hour < CLOSES:
            moment = moment.replace(hour=OPENS, minute=0) + timedelta(days=moment.hour >= CLOSES)
        return moment.astimezone(UTC)

    def step(self, order: Id, name: str, by: str = ADVISOR, **answers: Any) -> None:
        """One step, by its usual person, a while after the last one."""
        self.walker.go(self.walker.at + timedelta(minutes=4))
        self.walker.step(by, KIND, order, name, answers)

    def upto(self, state: str, *, hours: float | None = None) -> Id:
        """A car brought as far as `state`."""
        order = self.draft(hours)
        for name in _WAY[: _WAY_STATES.index(state) if state in _WAY_STATES else len(_WAY)]:
            self._go(order, name)
        return order

    def bring(self, order: Id) -> None:
        """A draft through signature, assignment and diagnosis into repair."""
        for name in _WAY:
            self._go(order, name)

    def _go(self, order: Id, name: str) -> None:
        technician = TECHNICIAN.login if self.next % 2 else OTHER
        if name == "sign":
            self.walker.run(ADVISOR, signing.sign_on_screen, order, name="车主", strokes=HAND, image=self.picture)
        elif name == "assign":
            user = self.walker.people[technician].user
            self.step(order, "assign", SUPERVISOR, technician=user, bay=f"举升 {1 + self.next % 3}")
        elif name == "diagnose":
            self.walker.run(
                technician, times.start, self.walker.desk.ask(_items, self.walker.people[ADVISOR], order)[0]
            )
        elif name == "repair":
            words = {"symptom": "试车确认", "cause": "部件磨损到限", "remedy": "更换并复检"}
            self.walker.run(technician, bench.note_diagnosis, order, needs_nothing=True, **words)
            self.step(order, "repair", technician)
        else:
            self.step(order, name)

    def proposed(self, *, issued: bool) -> Id:
        """More work is needed; the customer is asked, or will be."""
        order = self.upto("in_repair")
        work = [Work(name="更换平衡杆连杆", hours=900)]
        goods = [Goods(name="平衡杆连杆", qty=2000, price=96_000_000, grade="OES")]
        self.walker.run(SUPERVISOR, consent.propose_lines, order, work, goods)
        self.step(order, "propose", SUPERVISOR, reason="连杆球头松旷")
        if issued:
            self.step(order, "reissue")
            self.walker.run(
                ADVISOR, consent.log_contact, order, channel="PHONE", recipient="车主", reached=False, words="无人接听"
            )
        return order

    def stopped(self, *, leaves: bool) -> Id:
        """The customer wants his car back: a fee, paid, and out of the gate."""
        order = self.upto("in_repair")
        self.step(order, "terminate", reason="客户另行安排", person="车主", car="REASSEMBLED")
        if leaves:
            Cashier(self.walker).through(order, fee=3_000)
        return order

    # --- the year -----------------------------------------------------------------------------------------------------
    def work_day(self, morning: datetime) -> None:
        """A day of the past: one car that left unrepaired, or one whose order was never signed."""
        self.walker.go(morning)
        if self.random.random() < 0.6:
            self.stopped(leaves=True)
        else:
            self.step(self.upto("wait_sign"), "cancel", reason="客户改日再来")

    def today(self, last: datetime) -> None:
        """What stands in the house now, in every state; some late, some at risk."""
        self.walker.go(last - timedelta(hours=5))
        for hours, state in zip((30, 26, 22, 27, 19, 24, 31, 20, 28, 21), _STANDING, strict=False):
            order = self.upto(state, hours=hours)
            if state == "in_repair" and hours % 2:
                self.walker.run(FINANCE.login, payments.take, order, amount=20_000, method="ALIPAY")
        self.step(self.upto("in_repair", hours=25), "pause", SUPERVISOR, why="PARTS", reason="等制动盘到货")
        self.proposed(issued=False)
        self.proposed(issued=True)
        agreed = self.proposed(issued=True)
        self.step(agreed, "consent", way="CALL", person="车主", words="电话 14:20，同意更换")
        refused = self.proposed(issued=True)
        self.step(refused, "refuse", way="CALL", person="车主", risk="底盘异响会加重")
        self.stopped(leaves=False)


_WAY = ("issue", "sign", "assign", "diagnose", "repair")
_WAY_STATES = ("draft", "wait_sign", "signed", "assigned", "diagnosing", "in_repair")
_STANDING = (
    "draft", "wait_sign", "wait_sign", "signed", "assigned", "diagnosing", "in_repair", "in_repair", "in_repair",
    "diagnosing",
)  # fmt: skip
