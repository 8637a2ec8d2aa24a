"""The ledger to the figure: scenarios of comparable products, replayed through stock documents signed by finance.

Not replayed here, because they concern the count: A2, A3, A4 and A10 (see test_count_scenarios.py).
"""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.services import parts, stock_documents
from tests.shopfloor import MICRO, Shopfloor

pytestmark = pytest.mark.both


def test_a1_moving_average_on_receipt(shop: Shopfloor) -> None:
    """A1: one average per part over all bins; each document averages once; revaluations by a new cost."""
    part = shop.part()
    shop.receive(part, 1, 100)
    assert shop.held(part) == (1000, 100_00, 100 * MICRO)
    shop.receive(part, 1, 200, bin="B-01")
    assert shop.held(part) == (2000, 300_00, 150 * MICRO)
    shop.through(shop.paper("IN", shop.line(part, 1, 200), shop.line(part, 1, 200)))
    assert shop.held(part) == (4000, 700_00, 175 * MICRO)
    shop.revalue(part, 175 * 0.8)
    assert shop.held(part) == (4000, 560_00, 140 * MICRO)
    shop.revalue(part, 154)
    assert shop.held(part) == (4000, 616_00, 154 * MICRO)
    assert not shop.differences()


def test_a5_selling_out_leaves_no_cent(shop: Shopfloor) -> None:
    """A5, right-hand column: the average keeps six decimals, issues are rounded to the cent, the rest goes last."""
    part = shop.part()
    shop.through(shop.paper("IN", shop.line(part, 60, 15), shop.line(part, 140, 15.5)))
    assert shop.held(part) == (200_000, 3070_00, 15_350_000)
    shop.issue(part, 190)
    shop.receive(part, 70, 16)
    assert shop.held(part) == (80_000, 1273_50, 15_918_750)
    shop.issue(part, 30)
    shop.issue(part, 50)
    assert [row.value for row in shop.rows(part) if row.qty < 0] == [-2916_50, -477_56, -795_94]
    assert shop.held(part)[:2] == (0, 0)
    assert not shop.differences()


def test_a6_correcting_an_old_receipt(shop: Shopfloor) -> None:
    """A6: the wrong receipt is reversed, the right one entered; the average becomes what it should have been."""
    part = shop.part()
    wrong = shop.receive(part, 5, 10)
    assert shop.held(part) == (5000, 50_00, 10 * MICRO)
    shop.receive(part, 10, 20)
    assert shop.held(part) == (15_000, 250_00, 16_666_667)
    shop.step("stock_documents", wrong, "reverse", signer="FI", reason="15 pieces, not 5")
    shop.receive(part, 15, 10)
    assert shop.held(part) == (25_000, 350_00, 14 * MICRO)
    assert not shop.differences()


def test_a11_add_and_remove(shop: Shopfloor) -> None:
    """A11: negative quantities are refused; removing more than there is too, instead of clipping to zero (§3.2)."""
    part = shop.part()
    shop.receive(part, 5000, 1)
    shop.receive(part, 45, 1)
    assert shop.held(part)[0] == 5_045_000
    for type_ in ("IN", "OUT"):
        with pytest.raises(Refused, match="negative"):
            shop.paper(type_, shop.line(part, -10, 1))
    shop.issue(part, 15)
    assert shop.held(part)[0] == 5_030_000
    before = shop.rows()
    with pytest.raises(Refused, match=r"only 5,030 件 in A-01-1-01, 5,031 wanted"):
        shop.issue(part, 5031)
    assert (shop.rows(), shop.held(part)[0]) == (before, 5_030_000)


def test_a12_a_back_dated_receipt_revalues_nothing(shop: Shopfloor) -> None:
    """A12 asks that a back-dated count changes the difference of a later one. domain.md §3.2 decides otherwise: rows
    are only added; a late entry counts from its posting on, in the order of posting, and finance revalues if need be.
    """
    part = shop.part()
    shop.receive(part, 100, 100)
    ten = shop.time.forward(hours=2)
    shop.receive(part, 100, 200)
    late = shop.paper("IN", shop.line(part, 50, 50), occurred_at=ten)
    before = shop.rows(part)
    shop.through(late)
    after = shop.rows(part)
    assert after[: len(before)] == before
    assert (after[-1].occurred_at, after[-1].posted_at > ten) == (ten, True)
    assert shop.held(part) == (250_000, 32_500_00, 130 * MICRO)


def test_a13_a_replaced_part_is_used_up_and_stays(shop: Shopfloor) -> None:
    """A13 deactivates the old part with its last piece and rewrites open lines. domain.md §3.1 decides otherwise: the
    old part stays usable, its substitute is named, and only people retire it or change their drafts.
    """
    old, new = shop.part("P1"), shop.part("P2")
    shop.receive(old, 1, 10)
    shop.run(parts.supersede, old, new, by="WK")
    draft = shop.paper("IN", shop.line(old, 1, 10))
    shop.issue(old, 1)
    assert [s.number for s in shop.ask(parts.substitutes, old)] == ["P2"]
    assert shop.state("parts", old) == parts.ACTIVE
    assert shop.state("stock_documents", draft) == "draft"
    with pytest.raises(Refused, match="MV-01-"):
        shop.step("parts", old, "retire")
    shop.step("stock_documents", draft, "cancel", reason="P2 instead")
    shop.step("parts", old, "retire")
    assert shop.state("parts", old) == parts.OBSOLETE


def test_the_example_of_the_rulebook(shop: Shopfloor) -> None:
    """domain.md §6.5: a technician's return comes back at the cost at which it left, and the last issue takes all."""
    part = shop.part()
    shop.receive(part, 10, 30)
    shop.receive(part, 5, 36)
    assert shop.held(part)[2] == 32 * MICRO
    shop.post(shop.move(part, -4, "REPAIR_ISSUE"))
    shop.receive(part, 9, 35)
    assert shop.held(part) == (20_000, 667_00, 33_350_000)
    shop.post(shop.move(part, 1, "REPAIR_RETURN", 32))
    assert shop.held(part) == (21_000, 699_00, 33_285_714)
    shop.post(shop.move(part, -21, "REPAIR_ISSUE"))
    assert shop.rows(part)[-1].value == -699_00
    assert shop.held(part)[:2] == (0, 0)


def test_weighed_parts_add_up_exactly(shop: Shopfloor) -> None:
    """The decimal trap of A2: 2.5 + 1.3 = 3.8."""
    part = shop.part(unit="千克")
    shop.receive(part, 2.5, 70)
    shop.receive(part, 1.3, 70)
    assert shop.held(part) == (3800, 266_00, 70 * MICRO)
    assert stock_documents.WORKFLOW.final("reversed")
