"""Made-up papers of old parts, filled as the services would fill them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.core.i18n import Text
from app.core.paper import Signature
from app.services.old_part_papers import OldLine, OldPartSlip, ScrapItem, ScrapSlip
from app.services.part_labels import LabelRun, PartLabel
from tests.printing import samples
from tests.printing.samples import imprint

NUMBER, NOON = "OP-01-20261123-0004", datetime(2026, 11, 23, 4, tzinfo=UTC)
COMPLETE, BROKEN = Text("Complete"), Text("Damaged")
LINES = (
    OldLine(
        NUMBER, "27060-0T030", "发电机总成", "件", 0, 1000, "DN-88120-7", "DN-40417-2", COMPLETE,
        Text("Can be repaired"),
        Text("{what}: {who}", what=Text("With the customer"), who="李芳"), "J-01-1-03", "1–2",
    ),
    OldLine("OP-01-20261123-0005", "28800-31230", "免维护蓄电池 70Ah", "件", 0, 1000, "", "", COMPLETE,
            Text("Not usable"), Text("{what}: {who}", what=Text("Disposed of"), who="OB-01-20261130-0001"), "J-02-1-01",
            "1", "HW31"),
    OldLine("OP-01-20261123-0006", "43512-YZZ-F1", "前制动盘", "件", 0, 2000, "", "", BROKEN, Text("Not usable"),
            Text("{what}: {who}", what=Text("To be scrapped"), who=Text("waived by {name}", name="李芳")), "J-01-1-04"),
    OldLine("OP-01-20261123-0007", "16100-39466", "水泵（带密封垫）", "件", 0, 1000, "", "", COMPLETE,
            Text("Usable"), Text("Kept until {day}", day="2026-12-23"), "J-01-1-04", "1"),
)  # fmt: skip


def slip(language: str = "zh_CN", declares: str = "") -> OldPartSlip:
    """Four parts of one order, each with another fate; or what the customer signs for one of them."""
    boxes = (
        Signature("Technician", "张伟", NOON), Signature("Warehouse keeper", "王磊", NOON),
        Signature("Customer", "李芳", NOON, 1, "On paper"),
    )  # fmt: skip
    return OldPartSlip(
        NUMBER, "WO-01-20261123-0007", "沪A8K219", "传祺 GS4 2021款", "李芳", LINES[:1] if declares else LINES,
        imprint(language), declares=declares, until=date(2026, 12, 23) if declares == "KEEP" else None,
        answers=() if declares else (
            Text("{number}: {person} asked for it on {day}: {words}", number="OP-01-20261123-0005", person="李芳",
                 day="2026-12-02", words="11-23 已签字放弃，11-30 随危险废物批次交出"),
        ),
        signatures=(Signature("Customer"), Signature("For the shop")) if declares else boxes,
    )  # fmt: skip


def scrap(language: str = "zh_CN") -> ScrapSlip:
    """Two batteries and a drum of rags."""
    items = (
        ScrapItem("OP-01-20261123-0005", "28800-31230 免维护蓄电池 70Ah", "沪A8K219", "HW31", 16_500),
        ScrapItem("OP-01-20261121-0002", "28800-0T090 免维护蓄电池 60Ah", "苏E71234", "HW31", 14_200),
        ScrapItem("", "含油抹布、手套", "", "HW49", 3_200),
    )
    return ScrapSlip(
        "OB-01-20261130-0001", True, items, imprint(language), "上海绿源环保科技有限公司", "沪环危废 2024-012",
        "2026310112000117", 0, NOON, "",
        (Signature("Warehouse keeper", "王磊", NOON), Signature("Manager", "何志远", NOON), Signature("Handler")),
    )  # fmt: skip


def tag(language: str = "zh_CN") -> LabelRun:
    """The label on a generator."""
    one = PartLabel(NUMBER, "发电机总成", spec="沪A8K219  27060-0T030", bin="J-01-1-03", grade=Text("Used part"),
                    barcode=NUMBER)  # fmt: skip
    return samples.labels(language, one)
