"""Papers of an inspection to print in tests. Plain data, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.core.i18n import Text
from app.core.paper import Signature
from app.services.inspection_papers import CheckSheet, CompletionCertificate, Drive, InPlace, Looked, Value
from app.services.order_papers import RoadTest
from tests.printing.samples import NOON, imprint
from tests.printing.workshop_samples import CAR, NUMBER, road_test

QUESTIONS = (
    "All items were done", "The work is good", "Parts: issued, fitted and billed are the same", "The car is clean",
)  # fmt: skip
DRIVE = Drive(
    "孙丽", "路试制动与异响", 46_832, 46_838, NOON, NOON + timedelta(minutes=20), "制动平顺，无尖叫，方向不跑偏"
)
HANDS = (
    Signature("Technician", "王建国", NOON, method="Self-checked"),
    Signature("Passed inspection", "孙丽", NOON, method="With PIN"),
)  # fmt: skip


def check_sheet(language: str = "zh_CN", *, failed: bool = False) -> CheckSheet:
    """Brakes and oil, inspected; `failed`: the oil plug leaks."""
    items = (
        Looked("更换前制动片", "王建国", "OK", no=1),
        Looked("更换机油机滤", "王建国 60%、刘明 40%", "FAULT" if failed else "OK",
               "放油螺栓未按力矩紧固，有渗油" if failed else "", 2),
    )  # fmt: skip
    parts = (
        InPlace("04465-0D150", "前制动片", "套", 0, 1000, 1000), InPlace("DOT4-1L", "制动液 1 L", "瓶", 0, 1000, 2000),
        InPlace("", "全合成机油 0W-20", "瓶", 0, 1000, 0, own=False),
    )  # fmt: skip
    return CheckSheet(
        "QC-01-20261123-0003", NUMBER, 2 if failed else 1, CAR["plate"], CAR["vehicle"], "LFMAPE2C5M0123456",
        "Minor repair", "Full inspection", Text("{why}: {about}", why=Text("Important item"), about="更换前制动片"),
        "Failed" if failed else "Passed", items, tuple(Looked(q, result="OK") for q in QUESTIONS), parts,
        (Value("前制动片厚度", "11.2", "mm", "≥ 3"), Value("轮胎气压（前）", "2.4", "bar", "2.3–2.5")), DRIVE,
        imprint(language), (HANDS[0], Signature("Inspector", "孙丽", NOON, method="Failed")) if failed else HANDS,
        certificate="" if failed else "CC-01-20261123-0001",
    )  # fmt: skip


def empty_sheet(language: str = "zh_CN") -> CheckSheet:
    """Taken to the car, to be filled in by hand."""
    made = check_sheet(language)
    return replace(
        made, state="To inspect", items=tuple(replace(i, result="") for i in made.items), measured=(), drive=None,
        questions=tuple(Looked(q) for q in QUESTIONS), certificate="",
        signatures=(Signature("Technician"), Signature("Passed inspection")),
    )  # fmt: skip


def driven(language: str = "zh_CN") -> RoadTest:
    """A road test as it was written down."""
    return replace(road_test(language), drive=DRIVE)


def certificate(language: str = "zh_CN") -> CompletionCertificate:
    """After level-2 maintenance."""
    return CompletionCertificate(
        "CC-01-20261123-0001", NUMBER, "李芳", CAR["plate"], CAR["vehicle"], "LFMAPE2C5M0123456", "Level-2 maintenance",
        46_838, ("二级维护作业", "更换前制动片", "更换机油机滤"), NOON, 30, 5_000, imprint(language),
        (HANDS[1], Signature("Seal of the shop")),
    )  # fmt: skip
