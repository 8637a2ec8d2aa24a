"""The cost report of a month to print in tests. Plain data, no database."""

from __future__ import annotations

from app.core.paper import Signature
from app.services.cost_runs import looking
from app.services.cost_runs.looking import LINES, Share
from app.services.cost_runs.papers import CostSheet
from app.services.cost_runs.totals import Open
from app.services.tables import Page
from app.services.work_orders.rules import CATEGORIES
from tests.printing.samples import LONG, NOON, imprint
from tests.rig import PROGRAM

WORK = ("BR01 更换前制动片", "LU02 更换机油机滤", "CO05 更换冷却液泵", "SU11 更换平衡杆连杆", f"XX99 {LONG}")
PEOPLE = ("张伟", "赵强", "孙浩")
BRANDS = ("丰田", "大众", "本田")


def _shares(labels: tuple[str, ...]) -> tuple[Share, ...]:
    parts = [
        Share(label, 12 - at, (9 - at) * 154_321, (9 - at) * 98_765 + at * 30_000, (9 - at) * 70_000, 0)
        for at, label in enumerate(labels)
    ]
    return (*parts, Share(looking.NO_ITEM, 3, fees_revenue=9_000))


def report(language: str = "zh_CN") -> CostSheet:
    """October, calculated, with one issue that belongs to no item."""
    labels = (
        WORK, tuple(list(CATEGORIES.values())[:4]), PEOPLE, PEOPLE, BRANDS, ("2026-08", "2026-09", "2026-10"),
    )  # fmt: skip
    views = tuple((choice.label, _shares(names)) for choice, names in zip(looking.BY, labels, strict=True))
    lost = Open(
        PROGRAM.user or NOON, "ITEM", NOON, "RQ-01-20261023-0021", None, "", "04465-0D150", "前制动片",  # type: ignore[arg-type]
        (1000, 0, "套"), 18_600, NOON,
    )  # fmt: skip
    return CostSheet(
        "CR-01-20261101-0001", "2026-10", NOON, 46, 88, Share("", 46, 4_938_272, 3_160_480, 2_450_000, 9_000), views,
        (Share("Maker's warranty", 2, parts_cost=38_600), Share("Rework", 1, parts_cost=4_450)),
        (51_230_018, 8_845_000, -7_412_233, 52_662_785), (412_300, 388_150), (lost,),
        Page("Repair items", LINES.columns, ()),
        (Signature("Finance", "周敏"), Signature("Manager")), imprint(language),
    )  # fmt: skip
