"""The papers of purchasing: what each says, no money without the right, and long lists and names kept tidy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.paper import Signature
from app.printing import SHEETS, pages, purchasing
from tests.printing import reading, samples
from tests.printing.test_golden import assert_tidy

KINDS = ("REQUEST", "ORDER", "RECEIPT", "RETURN", "PRICE")
SPEC = "适用 2018–2022 年款 1.8 TSI / 2.0 TSI，带报警线，含安装卡簧及导向销。" * 5


def told(*args: object, **more: object) -> str:
    return reading.text(purchasing.paper(samples.bought(*args, language="en", **more)))  # type: ignore[arg-type]


def test_a_receipt_says_who_brought_what_and_what_of_it_was_accepted() -> None:
    text = told("RECEIPT")
    for said in ("Goods receipt slip", "HZ-88121", "24312000000012345678", "L-2026-07", "provisional", "Inspected by"):
        assert said in text
    assert "Amount in capitals: 人民币伍佰肆拾元贰角伍分" in text


def test_an_order_names_terms_and_packs_and_leaves_the_supplier_room_to_sign() -> None:
    text = told("ORDER")
    for said in ("Terms: 货到 30 天付款", "2 箱 + 3 瓶", "赵经理", "1 Dec 2026", "Ordered by"):
        assert said in text


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_see_costs_gets_a_paper_without_them(kind: str) -> None:
    text = told(kind, costs=False)
    assert "¥" not in text
    assert "540.25" not in text
    assert "capitals" not in text


def test_a_total_is_only_there_if_every_price_is_known() -> None:
    lines = samples.bought("ORDER").lines
    text = told("ORDER", lines=(lines[0], replace(lines[1], price=None, amount=None)))
    assert "Total" not in text


def test_a_reversal_and_an_unposted_receipt_say_so() -> None:
    text = told("RECEIPT", reverses="GR-S01-20261122-0003", posted_at=None, at=None, reason="wrong unit")
    for said in ("reverses GR-S01-20261122-0003", "not posted yet", "wrong unit"):
        assert said in text


def test_a_late_price_says_what_was_estimated_and_where_the_difference_went() -> None:
    text = told("PRICE")
    for said in ("Late price slip", "GR-S01-20261122-0008", "24312000000012345678", "Estimated", "To stock", "6.10"):
        assert said in text
    assert "capitals" not in text


def test_who_signed_stands_in_the_box() -> None:
    text = told("ORDER", signatures=(Signature("Approved by", "He Zhiyuan", samples.NOON, 1, "PIN"),))
    assert "He Zhiyuan" in text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize("kind", KINDS)
def test_one_line_forty_lines_and_long_names_stay_tidy(kind: str, count: int, language: str) -> None:
    """§8 E89: names of 100 and specs of 200 characters wrap, on A4 and on half a continuous sheet."""
    sheet = samples.bought(kind, count, language=language)  # type: ignore[arg-type]
    long = tuple(replace(line, name="盘" * 100, spec=SPEC[:200]) for line in sheet.lines)
    for paper in ("half", "a4"):
        assert_tidy(purchasing.paper(replace(sheet, paper=paper)))  # type: ignore[arg-type]
        assert_tidy(purchasing.paper(replace(sheet, paper=paper, lines=long)))  # type: ignore[arg-type]


def test_the_receipt_comes_on_both_papers() -> None:
    for name, paper, size in (("goods_receipts.slip", "half", (683, 397)), ("goods_receipts.a4", "a4", (595, 842))):
        pdf = SHEETS[name](samples.bought(paper=paper))
        assert next((round(w), round(h)) for w, h in pages.sizes(pdf)) == size
