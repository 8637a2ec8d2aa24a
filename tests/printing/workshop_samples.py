"""Papers of a work order to print in tests: one revision, a re-issue, the small ones. Plain data, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.core.clock import micros
from app.core.i18n import Text
from app.core.paper import Signature
from app.services.order_papers import (
    GateSlip,
    Issued,
    Item,
    JobCard,
    JobItem,
    Material,
    OrderSheet,
    Refused,
    RoadTest,
)
from app.services.payment_papers import Receipt
from tests.printing.samples import LONG, NOON, imprint

NUMBER = "WO-01-20261123-0007"
CAR = {"plate": "沪A8K219", "vehicle": "丰田 卡罗拉 1.2T 2021"}
ITEMS = (Item(1, "更换前制动片", 1200, 120_000_000, 14_400), Item(2, "更换机油机滤", 500, 120_000_000, 6_000))
PARTS = (
    Material(1, "04465-0D150", "前制动片", "套", 0, 1000, 386_000_000, 38_600, "OEM"),
    Material(1, "DOT4-1L", "制动液 1 L", "瓶", 0, 1000, 72_000_000, 7_200, "OES"),
    Material(2, "", "全合成机油 0W-20", "瓶", 0, 1000, 0, 0, source="CUSTOMER"),
)
SIGNED = (
    Signature("Customer", "李芳", NOON, 1, "On screen"), Signature("Service advisor", "陈静"), Signature("Technician"),
    Signature("Passed inspection"), Signature("Customer, on delivery"),
)  # fmt: skip


def order(
    language: str = "zh_CN", *, items: tuple[Item, ...] = ITEMS, parts: tuple[Material, ...] = PARTS
) -> OrderSheet:
    """Revision 1, signed."""
    labour, material = sum(i.amount for i in items), sum(p.amount for p in parts)
    return OrderSheet(
        NUMBER, 1, "李芳", "13800135521", CAR["plate"], CAR["vehicle"], "LVGBE40K08G123456", "MINOR",
        "刹车有尖叫声，低速更明显；顺便做保养。", "WAIVE", micros(NOON + timedelta(hours=4, minutes=30)), "陈静", items,
        parts, labour, material, 7_616, labour + material, labour + material, odometer=46_820, sender="王强",
        sender_phone="13900139000", imprint=imprint(language), signatures=SIGNED,
        people=((1, "张伟"), (2, "张伟 60%, 刘明 40%")), warranty=(2_000, 10), deposit=20_000,
    )  # fmt: skip


def reissue(language: str = "zh_CN") -> OrderSheet:
    """Revision 2: one item more, one changed, one declined before."""
    items = (
        replace(ITEMS[0], amount=18_000, hours=1500, change="CHANGED", old=14_400), ITEMS[1],
        Item(3, "更换前制动盘（左右）", 800, 120_000_000, 9_600, change="NEW"),
    )  # fmt: skip
    parts = (
        *PARTS,
        Material(3, "43512-YZZ-F1", "前制动盘 替代件", "件", 0, 2000, 239_000_000, 47_800, "EQUIVALENT", change="NEW"),
    )
    first = order(language, items=items, parts=parts)
    return replace(
        first, revision=2, replaces=1, old_total=66_200, old_promised_at=first.promised_at - 3_600_000_000,
        reason="制动盘沟槽过深", due=first.total - 6_000, signatures=(),
        refused=(Refused("更换雨刮片", 2_400, "雨天视线差"),),
        history=(
            Issued(1, 66_200, "AGREED", "Signature", "李芳", NOON), Issued(2, first.total, "OPEN"),
            Issued(3, first.total, "AGREED", "Call", "李芳", NOON, "138****5521，同意更换，14:20"),
        ),
    )  # fmt: skip


def many(language: str = "zh_CN", count: int = 40) -> OrderSheet:
    """Forty items with long names (E89)."""
    return order(language, items=tuple(Item(n, LONG, 1200, 120_000_000, 14_400) for n in range(1, count + 1)))


def job_card(language: str = "zh_CN") -> JobCard:
    """Two items, the second one locked."""
    items = (
        JobItem(1, "更换前制动片", 1200, "张伟", f"{NUMBER}/1"),
        JobItem(2, "更换前制动盘（左右）", 800, "", f"{NUMBER}/2", locked=True),
    )
    return JobCard(
        NUMBER, 2, CAR["plate"], CAR["vehicle"], "LVGBE40K08G123456", "3 号举升机", "陈静", "刹车有尖叫声", NOON, items,
        PARTS[:2], imprint(language), 46_820,
    )  # fmt: skip


def road_test(language: str = "zh_CN") -> RoadTest:
    """Not allowed by the customer."""
    return RoadTest(NUMBER, CAR["plate"], CAR["vehicle"], "李芳", False, 46_820, imprint(language), "刹车有尖叫声")


def gate(language: str = "zh_CN") -> GateSlip:
    """Paid."""
    return GateSlip(
        NUMBER, CAR["plate"], CAR["vehicle"], 17_400, 17_400, NOON, "陈静", "客户要求终止", imprint(language)
    )  # fmt: skip


def receipt_of_bill(language: str = "zh_CN") -> Receipt:
    """The rest of a bill in cash, with its lines and a discount."""
    return Receipt(
        "PY-01-20261123-0002", NUMBER, CAR["plate"], "李芳", "Bill", "Cash", 46_143, NOON, "周敏",
        imprint(language), held=66_143, bill=66_143, given=50_000, change=3_860,
        lines=(("前制动片（带报警线）", 38_600), ("更换前制动片并清洁制动钳导向销", 14_400),
               (Text("Diagnosis fee"), 14_000), (Text("Discount"), -857)),
    )  # fmt: skip


def receipt(language: str = "zh_CN") -> Receipt:
    """A deposit."""
    return Receipt(
        "PY-01-20261123-0001", NUMBER, CAR["plate"], "李芳", "Deposit", "WeChat", 20_000, NOON, "周敏",
        imprint(language), reference="42000023", held=20_000, estimate=66_200,
    )  # fmt: skip
