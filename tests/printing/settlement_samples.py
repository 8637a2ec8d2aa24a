"""What the settlement list and the delivery sheet are drawn from in tests."""

from __future__ import annotations

from datetime import date

from app.core.paper import Signature
from app.services.settlement_papers import Damage, DeliverySheet, SettlementRow, SettlementSheet
from tests.printing.samples import NOON, imprint
from tests.printing.workshop_samples import CAR, NUMBER

ROWS = (
    SettlementRow("DIAGNOSIS", 0, "", "", "", 0, 1000, 300_000_000, 30_000, tax_rate=1300),
    SettlementRow(
        "MATERIAL", 1, "04465-0D150", "前制动片", "套", 0, 1000, 386_000_000, 38_600, grade="OES", tax_rate=1300,
        warranty_km=20_000, warranty_days=360,
    ),
    SettlementRow(
        "MATERIAL", 1, "08887-02007", "制动部件清洗剂", "罐", 0, 0, 28_000_000, 0, free=1000, why="CONSUMABLE",
        payer="INTERNAL", grade="OEM", tax_rate=1300,
    ),
    SettlementRow("MATERIAL", 2, "", "雨刮片（客户自带）", "副", 0, 1000, 0, 0, source="CUSTOMER"),
    SettlementRow(
        "LABOUR", 1, "", "更换前制动片", "h", 2, 1200, 120_000_000, 14_400, tax_rate=1300, warranty_km=2000,
        warranty_days=10,
    ),
    SettlementRow(
        "LABOUR", 2, "", "右前门喷漆", "h", 2, 3000, 120_000_000, 36_000, payer="INSURER", tax_rate=1300,
        warranty_km=2000, warranty_days=10,
    ),
)  # fmt: skip


def settlement(language: str = "zh_CN") -> SettlementSheet:
    """Every section, a discount, a deposit, something the insurer pays, and a rest on account."""
    return SettlementSheet(
        "ST-01-20261123-0001", 1, NUMBER, "李芳", "138****5521", CAR["plate"], CAR["vehicle"], "LVGBE40K08G123456",
        "MINOR", 46_820, date(2026, 11, 23), ROWS,
        (("DIAGNOSIS", 30_000), ("MATERIAL", 38_600), ("LABOUR", 50_400)), 4_000, 57, 13_223, 114_943, 36_000, "TAKE",
        2000, 10, "制动片磨合期 200 公里内避免急刹车", advisor="陈静", paid=50_000, deposit=20_000, odometer_out=46_823,
        left_at=date(2026, 11, 23), invoice="26312000000012345678", account_due=date(2026, 12, 31),
        imprint=imprint(language),
        signatures=(Signature("Customer", "李芳", NOON, 1, "On screen"), Signature("Settled by", "陈静"),
                    Signature("Seal of the shop")),
    )  # fmt: skip


def delivery(language: str = "zh_CN") -> DeliverySheet:
    """Two marks from the check-in, a road test, less fuel."""
    marks = (
        Damage("left", 620, 480, "Front door", "Scratch", 8, "x"), Damage("front", 240, 700, "Bumper", "Dent", 3),
    )  # fmt: skip
    return DeliverySheet(
        NUMBER, 2, "ST-01-20261123-0001", "李芳", "李芳", CAR["plate"], CAR["vehicle"], "LVGBE40K08G123456",
        ("更换前制动片", "右前门喷漆"), ("前制动片", "雨刮片（客户自带）"), 46_820, 46_829, "", "张伟试车 9 公里",
        625, 375, "EIGHTHS", "试车及怠速检测", marks, "", True, True, "200 公里内避免急刹车", 2000, 10, 56_800,
        date(2027, 11, 23), 114_943, True, NOON, imprint(language),
        (Signature("Customer", "李芳", NOON, 2, "On screen"), Signature("Service advisor", "陈静")),
    )  # fmt: skip
