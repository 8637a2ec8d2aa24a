"""Papers of the parts counter to print in tests: requisition and return slip. Plain data, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.core.i18n import Text
from app.core.paper import Signature
from app.services.parts import GRADES
from app.services.requisition_papers import (
    BackLine,
    BackSlip,
    ConsentSheet,
    HandOver,
    RequisitionSlip,
    SlipLine,
    SwapLine,
)
from app.services.requisitions.papers import WAYS
from app.services.requisitions.rules import TYPES
from app.services.return_slips.rules import CONDITIONS
from tests.printing.samples import LONG, NOON, imprint
from tests.printing.workshop_samples import CAR, NUMBER

LINES = (
    SlipLine("04465-0D150", "前制动片", "带报警线", "套", 0, "A-03-2-05", 1000, 1000, 1000, "更换前制动片"),
    SlipLine("DOT4-1L", "制动液 1 L", "DOT4", "瓶", 0, "C-02-1-10", 2000, 1000, 1000, "更换前制动片",
             "DOT4-PLUS 制动液 DOT4+ 1 L", "左前、右前"),
    SlipLine("OIL-5W30", "全合成机油", "5W-30 SN", "L", 1, "B-01-1-01", 4500, 4500, 0, "更换机油机滤"),
    SlipLine("SUPER-LONG-NUMBER-5Q0407151L-AA", LONG, "", "件", 0, "A-01-1-02", 1000, 0, 0, "更换前制动盘（左右）"),
)  # fmt: skip


def requisition(language: str = "zh_CN", *, lines: tuple[SlipLine, ...] = LINES) -> RequisitionSlip:
    """Approved by PIN, handed out in part."""
    return RequisitionSlip(
        "RQ-01-20261123-0021", Text(TYPES["ORDER"]), "主仓库", NUMBER, CAR["plate"], CAR["vehicle"], "陈静", "张伟", "",
        lines, imprint(language), 1, NOON,
        (HandOver(1, NOON + timedelta(minutes=12), "张伟", "王磊", Text(WAYS["PIN"])),),
        signatures=(
            Signature("Received by", "张伟", NOON + timedelta(minutes=12), method=Text("PIN")),
            Signature("Approved by", "赵强", NOON, method=Text("PIN")),
            Signature("Handed out by", "王磊", NOON + timedelta(minutes=12)),
        ),
    )  # fmt: skip


def copies(language: str = "zh_CN") -> tuple[RequisitionSlip, ...]:
    """Warehouse, finance with money, workshop."""
    one = requisition(language)
    dear = tuple(replace(line, value=line.issued * 30 // 10) for line in one.lines)
    return (
        replace(one, copy="WAREHOUSE", paper="a5"), replace(one, copy="FINANCE", paper="a5", lines=dear),
        replace(one, copy="WORKSHOP", paper="a5"),
    )  # fmt: skip


def consent(language: str = "zh_CN") -> ConsentSheet:
    """A cheaper part and a dearer one."""
    oem, other = Text(GRADES["OEM"]), Text(GRADES["AFTERMARKET"])
    lines = (
        SwapLine("04465-0D150", "前制动片", oem, 386_000_000, "D1060", "前制动片（陶瓷）", other, 268_500_000, 1000, 0,
                 "套", -11_750, "原厂缺货，5 天后到", True),
        SwapLine("OIL-5W30", "全合成机油", oem, 68_000_000, "OIL-0W30", LONG, oem, 88_000_000, 4500, 1, "L", 9_000,
                 "", True),
    )  # fmt: skip
    return ConsentSheet(
        "RQ-01-20261123-0021", NUMBER, CAR["plate"], CAR["vehicle"], "李芳", "陈静", lines, imprint(language),
        signatures=(Signature("Customer"), Signature("Service advisor", "陈静")),
    )  # fmt: skip


def back(language: str = "zh_CN") -> BackSlip:
    """One unopened, one opened, one damaged."""
    lines = (
        BackLine("04465-0D150", "前制动片", "带报警线", "套", 0, "A-03-2-05", 1000, Text(CONDITIONS["UNOPENED"]),
                 slip="RQ-01-20261123-0021"),
        BackLine("OIL-5W30", "全合成机油", "5W-30 SN", "L", 1, "Q-01", 500, Text(CONDITIONS["OPENED"]), "多领",
                 slip="RQ-01-20261123-0021", batch="20260818"),
        BackLine("G12EVO", LONG, "G12evo 1.5 L", "瓶", 0, "Q-01", 1000, Text(CONDITIONS["DAMAGED"]), "安装时摔裂",
                 "张伟", "RQ-01-20261123-0021"),
    )  # fmt: skip
    return BackSlip(
        "RT-01-20261123-0003", "主仓库", NUMBER, CAR["plate"], CAR["vehicle"], "张伟", "终止维修", lines,
        imprint(language), posted_at=NOON,
        signatures=(Signature("Brought back by", "张伟", NOON), Signature("Checked by", "王磊", NOON)),
    )  # fmt: skip


def back_copies(language: str = "zh_CN") -> tuple[BackSlip, ...]:
    """Finance with money, workshop."""
    one = back(language)
    dear = tuple(replace(line, value=line.quantity * 3) for line in one.lines)
    return replace(one, copy="FINANCE", paper="a5", lines=dear), replace(one, copy="WORKSHOP", paper="a5")
