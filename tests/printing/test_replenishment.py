"""The replenishment notice (补货通知) on paper: one line, forty, and the longest names and specs a part may have."""

from __future__ import annotations

import pytest

from app.core import i18n
from app.core.i18n import Text
from app.core.paper import Signature
from app.printing.reports import report as paper
from app.services.alerts import rules
from app.services.reports.kinds import ReportSheet
from app.services.reports.lists import TO_BUY
from tests.printing import golden, reading, samples
from tests.printing.test_golden import assert_tidy


def notice(count: int, *, name: str = "前制动片", spec: str = "带报警线", language: str = "zh_CN") -> ReportSheet:
    """So many alerts of parts of this name and spec."""
    rows = tuple(
        (
            (rules.OUT, rules.LOW, rules.REORDER)[n % 3], f"1K0-615-301-{n:03}", name, spec, (n * 500, 1, "件", "bad"),
            (12_000, 1, "件"), (1_234_500, 1, "件"), "∞", (24_000, 1, "件"), "上海大众汽车零部件销售有限公司",
            samples.NOON,
        )
        for n in range(count)
    )  # fmt: skip
    return ReportSheet(
        TO_BUY.label, TO_BUY.about, TO_BUY.columns, rows, None, (Text("{n} parts to replenish.", n=count),), None,
        samples.NOON.date(), "", "", (), True, tuple(Signature(Text(role)) for role in TO_BUY.signs),
        samples.imprint(language),
    )  # fmt: skip


def words(pdf: bytes) -> str:
    """All that stands there, without the breaks between lines."""
    return "".join(reading.text(pdf).split())


LONGEST = [("", ""), ("盘" * 100, "带" * 200), ("X" * 100, "Y" * 200), (samples.LONG[:100], "M12x1.5 " * 25)]


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 40])
@pytest.mark.parametrize(("name", "spec"), LONGEST, ids=["none", "chinese", "latin", "words"])
def test_every_name_and_spec_stands_whole_in_its_cell(count: int, name: str, spec: str, language: str) -> None:
    with i18n.language(language):
        pdf = paper(notice(count, name=name, spec=spec, language=language))
    assert_tidy(pdf)
    if count == 1:
        found = words(pdf)
        assert sum(found.count(c) for c in set(name + spec) - {" "}) >= len((name + spec).replace(" ", ""))
