"""Twelve months in the demo shop: opening stock, receipts, issues, transfers, counts. Deterministic by its seed."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Desk, Reader, query
from app.models.parts import Part, PartBin
from app.services import documents
from app.services.demo import catalogue, founding
from app.services.demo.after_care import AfterCare
from app.services.demo.buying import purchases
from app.services.demo.catalogue import DemoPart
from app.services.demo.complaining import Complaining
from app.services.demo.counting import three_counts
from app.services.demo.front_desk import CUSTOMERS, FrontDesk
from app.services.demo.inspecting import Inspector
from app.services.demo.leaving import Leaving
from app.services.demo.old_parts import OldYard
from app.services.demo.parts_counter import PartsCounter
from app.services.demo.people import FINANCE, KEEPER, PEOPLE, PURCHASER
from app.services.demo.walker import Walker
from app.services.demo.watching import look_after
from app.services.demo.workshop import Workshop
from app.services.imports import part_rows, stock_rows
from app.services.imports.part_rows import PartRow
from app.services.imports.stock_rows import StockRow

_ZONE = ZoneInfo("Asia/Shanghai")
_CATEGORIES = {
    "滤清": "滤清器", "点火": "点火与电子", "传感": "点火与电子", "悬架": "悬架与转向", "转向": "悬架与转向",
    "传动": "离合与变速", "冷却": "冷却与空调", "电器": "电气与灯光", "车身": "车身与内饰", "易损": "车身与内饰",
}  # fmt: skip
_IMPORTANCE = {"制动": 1, "转向": 1, "车身": 3, "易损": 3}
_BOTTLE = "瓶"
_WASTE = {"机油滤清器": ("HW49", 450), "蓄电池": ("HW31", 14_500)}
_WEEKS = 52


@query("demo.places", allow=None)
def places(ctx: Reader) -> dict[str, tuple[Id, Id]]:
    """Part number → (part, its primary bin)."""
    wanted = select(Part.number, Part.id, PartBin.bin_id).join(PartBin, PartBin.part_id == Part.id)
    return {r.number: (r.id, r.bin_id) for r in ctx.conn.execute(wanted.where(PartBin.is_primary))}


def walk(desk: Desk, program: Actor, count: int) -> None:
    """Makes the whole year up to yesterday evening."""
    today = clock.local(clock.now() - timedelta(hours=8)).date()  # yesterday's last papers are of past midnight
    last = datetime.combine(today - timedelta(days=1), time(18), _ZONE).astimezone(UTC)
    walker = Walker(desk, last - timedelta(weeks=_WEEKS, hours=9))
    with clock.frozen(walker.now):
        walker.people = founding.found(desk, program, PEOPLE)
        wanted = catalogue.parts(count)
        walker.run(PURCHASER.login, part_rows.import_parts, tuple(_row(i, p) for i, p in enumerate(wanted, 2)))
        _Year(walker, wanted, last).live()


def _row(row: int, part: DemoPart) -> PartRow:
    columns: dict[str, Any] = {
        "name_zh": part.name_zh, "name_en": part.name_en, "quality_grade": part.grade, "unit": part.unit,
        "brand": part.brand, "fitment": part.fitment, "price_retail": part.retail * 10_000,
        "price_wholesale": part.retail * 8_500, "abc_class": part.abc,
        "warning_level": part.warning * 1000 if part.abc != "C" else None,
        "reorder_point": part.warning * 1500 // 1000 * 1000, "max_level": (part.warning * 4 + 4) * 1000,
        "safety_critical": part.category in ("制动", "转向"), "criticality": _IMPORTANCE.get(part.category, 2),
        "consumable": part.unit == _BOTTLE,
    }  # fmt: skip
    for word, (waste, grams) in _WASTE.items():
        if word in part.name_zh:
            columns |= {"hazardous": waste, "weight_g": grams}
    category = _CATEGORIES.get(part.category, part.category)
    return PartRow(row, part.number, columns, (("BARCODE", part.barcode),), (part.bin,), category)


class _Year:
    """Knows what is on hand, so that nobody issues what is not there."""

    def __init__(self, walker: Walker, parts: list[DemoPart], last: datetime) -> None:
        self.walker, self.parts, self.last = walker, parts, last
        self.random = Random(20261123)
        self.people = min(CUSTOMERS, len(parts))  # a small shop has few customers, too
        self.house: Id = walker.desk.ask(_house, walker.people[KEEPER.login])
        self.places: dict[str, tuple[Id, Id]] = walker.desk.ask(places, walker.people[KEEPER.login])
        self.on_hand: defaultdict[str, int] = defaultdict(int)
        self.weights = [p.use for p in parts]

    def live(self) -> None:
        """Opening stock, then week by week; the counts stand among them."""
        self._open()
        buying = purchases(self.walker, self.parts, self.places)
        desk = FrontDesk(self.walker, people=self.people, cars=self.people * 4 // 3)
        desk.open_books()
        shop = Workshop(self.walker, desk.cars, desk.km)
        shop.describe()
        leaving = Leaving(self.walker, shop)
        inspector = Inspector(self.walker, shop)
        care = AfterCare(self.walker, shop, inspector, self._fluids())
        complaints = Complaining(self.walker)
        for week in range(_WEEKS):
            monday = self.last - timedelta(weeks=_WEEKS - week, hours=8)
            self._receive(monday)
            if week >= _WEEKS - 4:
                next(buying)
            if week >= _WEEKS - 12:
                complaints.monday(week)
            for day in (1, 3):
                self._issue(monday + timedelta(days=day))
                desk.book_day(monday + timedelta(days=day, minutes=30))
            if week % 4 == 1:
                shop.work_day(monday + timedelta(days=4, hours=1))
            if week % 8 == 5:
                leaving.left()
            if week % 16 == 6:
                self.walker.go(monday + timedelta(days=3))
                leaving.on_account(20)
            if week % 8 == 0:
                inspector.work_day(monday + timedelta(days=2, hours=1))
            if week >= _WEEKS - 9 and self._poured():
                self.walker.go(monday + timedelta(days=3, hours=1))
                care.repair()
            if week % 4 == 3:
                self._transfer(monday + timedelta(days=4, hours=2))
        self._last_days(leaving, complaints, desk, shop, inspector)
        self._to_the_evening(care)
        complaints.yesterday()

    def _last_days(
        self, leaving: Leaving, complaints: Complaining, desk: FrontDesk, shop: Workshop, inspector: Inspector
    ) -> None:
        """What stands open this morning."""
        self.walker.go(self.last - timedelta(days=2, hours=9))
        leaving.today()
        shop.takes = 44  # who comes now is promised today or tomorrow; a few of the days before are late
        complaints.two_days_ago()
        self._behind_the_counter(shop)
        desk.look_ahead(self.last)
        shop.today(self.last)
        inspector.today()
        shop.at_the_desk()

    def _to_the_evening(self, care: AfterCare) -> None:
        """Counts, alerts, calls and costs of the last day."""
        three_counts(self.walker, self.house, self.last)
        look_after(self.walker, self.house, self.places)
        care.call()
        care.cost()

    def _behind_the_counter(self, shop: Workshop) -> None:
        """The day before yesterday: slips and old parts in every state."""
        self.walker.go(self.last - timedelta(hours=33))
        counter = PartsCounter(self.walker, shop, self._much_used())
        counter.today()
        OldYard(counter, self.house).today()

    def _fluids(self) -> list[tuple[Id, str]]:
        """Oil and brake fluid in bottles: nothing old comes back of them."""
        return [(self.places[p.number][0], p.number) for p in self.parts if p.unit == _BOTTLE][:2]

    def _poured(self) -> bool:
        """A bottle of each is taken, if there is one."""
        wanted = [p.number for p in self.parts if p.unit == _BOTTLE][:2]
        there = bool(wanted) and all(self.on_hand[number] > 0 for number in wanted)
        for number in wanted if there else ():
            self.on_hand[number] -= 1
        return there

    def _much_used(self) -> list[tuple[Id, str]]:
        """A dozen parts of which there is plenty, counted in pieces."""
        plenty = [p for p in self.parts if p.unit == "件" and self.on_hand[p.number] >= 12][:12] or self.parts[:1]
        return [(self.places[p.number][0], p.number) for p in plenty]

    def _open(self) -> None:
        rows = []
        for at, part in enumerate(self.parts, 2):
            spare = self.random.randint(1, max(2, part.use // 6))
            quantity = part.warning * 2 + spare if at % 40 else self.random.randint(0, part.warning)
            if quantity:
                self.on_hand[part.number] = quantity
                rows.append(StockRow(at, part.number, part.bin, quantity * 1000, part.cost * 10_000))
        number = self.walker.run(KEEPER.login, stock_rows.import_opening_stock, tuple(rows)).number
        actor = self.walker.people[KEEPER.login]
        self._through(self.walker.desk.ask(documents.locate, actor, "stock_documents", number))

    def _receive(self, moment: datetime) -> None:
        """Every Monday: what has fallen to its warning level, and a few of the rest."""
        short = [p for p in self.parts if self.on_hand[p.number] <= p.warning and p.use > 3]
        chosen = self.random.sample(short, min(30, len(short)))
        lines = []
        for part in chosen:
            quantity = max(2, part.use // 6)
            cost = part.cost * self.random.randint(96, 104) * 100
            self.on_hand[part.number] += quantity
            lines.append(self._line(part, quantity) | {"unit_cost": cost})
        self._book(moment, "IN", "采购入库", lines)

    def _issue(self, moment: datetime) -> None:
        """What the workshop took: the much used parts more often."""
        lines = []
        for part in dict.fromkeys(self.random.choices(self.parts, self.weights, k=14)):
            here = self.on_hand[part.number]
            if here:
                quantity = min(here, self.random.randint(1, 4))
                self.on_hand[part.number] -= quantity
                lines.append(self._line(part, quantity))
        self._book(moment, "OUT", "维修领用", lines)

    def _transfer(self, moment: datetime) -> None:
        """A few parts to another bin and back to where they belong the hour after."""
        here = [p for p in self.parts if self.on_hand[p.number] > 2]
        chosen = self.random.sample(here, min(3, len(here)))
        other = self.places[self.parts[0].number][1]
        there, back = [], []
        for part in chosen:
            home = self.places[part.number][1]
            if home != other:
                there.append(self._line(part, 1) | {"to_bin_id": other})
                back.append(self._line(part, 1) | {"bin_id": other, "to_bin_id": home})
        self._book(moment, "TRANSFER", "移库整理", there)
        self._book(moment + timedelta(hours=1), "TRANSFER", "移回原库位", back)

    def _line(self, part: DemoPart, quantity: int) -> dict[str, Any]:
        id, bin = self.places[part.number]
        return {"part_id": id, "bin_id": bin, "qty": quantity * 1000}

    def _book(self, moment: datetime, type_: str, reason: str, lines: list[dict[str, Any]]) -> None:
        if lines:
            self.walker.go(moment)
            head = {"type": type_, "warehouse_id": self.house, "reason": reason}
            self._through(self.walker.create(KEEPER.login, "stock_documents", head | {"lines": lines}))

    def _through(self, id: Id) -> None:
        """The keeper submits, finance signs; where the signature does not post already, the keeper does."""
        self.walker.step(KEEPER.login, "stock_documents", id, "submit")
        self.walker.step(FINANCE.login, "stock_documents", id, "approve")
        if self.walker.state(KEEPER.login, "stock_documents", id) != "posted":
            self.walker.step(KEEPER.login, "stock_documents", id, "post")


@query("demo.house", allow=None)
def _house(ctx: Reader) -> Id:
    return part_rows.the_warehouse(ctx, "")
