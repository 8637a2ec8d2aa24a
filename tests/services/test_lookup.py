"""What a scan means to the shop: parts, bins and documents by everything that can stand on a label."""

from __future__ import annotations

import pytest

from app.services import documents, lookup
from app.services.lookup import Hit
from app.services.parts.merging import merge
from tests.shopfloor import Shopfloor

GTIN = "6900000000014"


@pytest.fixture
def part(shop: Shopfloor) -> object:
    """A brake pad with a barcode, a carton of twelve and an OEM number."""
    codes = [
        {"kind": "BARCODE", "code": GTIN, "pack_qty": 1000},
        {"kind": "BARCODE", "code": "(01)16900000000011(10)L1", "pack_qty": 12_000},
        {"kind": "OEM", "code": "8W0 698 151", "pack_qty": 1000},
    ]
    return shop.part("04465-0D150", codes=codes)


def called(shop: Shopfloor, text: str) -> list[tuple[str, str, int]]:
    hits: list[Hit] = shop.ask(lookup.code, text)
    return [(h.kind, h.called, h.pack) for h in hits]


@pytest.mark.parametrize(
    "text",
    [
        "04465-0D150", "04465-0d150", "０４４６５－０Ｄ１５０", GTIN, f"]E0{GTIN}", f"0{GTIN}",
        f"010{GTIN}10A-1\x1d17261231", f"https://id.gs1.org/01/{GTIN}", "8w0.698.151", "https://maker.cn/p/04465-0D150?x=1",
        "PN:04465-0D150;SN:12345678", "[)>\x1e06\x1dP04465-0D150\x1dQ2\x1e\x04",
    ],
)  # fmt: skip
def test_a_part_by_any_of_its_labels(shop: Shopfloor, part: object, text: str) -> None:
    assert called(shop, text) == [("parts", "04465-0D150", 1000)]


def test_e3_a_carton_brings_its_pack(shop: Shopfloor, part: object) -> None:
    assert called(shop, "16900000000011") == [("parts", "04465-0D150", 12_000)]
    kept = {row["code"] for row in shop.ask(documents.show, "parts", part).lines["codes"]}
    assert "16900000000011" in kept  # a GS1 label as a code is kept by its GTIN, not with the batch of one carton


def test_hyphens_and_signs_of_a_part_number_are_kept(shop: Shopfloor) -> None:
    shop.part("106577R")
    shop.part("106577R#")
    assert called(shop, "106577r#") == [("parts", "106577R#", 1000)]
    assert called(shop, "10-6577R") == []


def test_e1_a_code_of_two_parts_means_both(shop: Shopfloor) -> None:
    for number in ("P-A", "P-B"):
        shop.part(number, codes=[{"kind": "OEM", "code": "OEM-77", "pack_qty": 1000}])
    assert {name for _, name, _ in called(shop, "oem77")} == {"P-A", "P-B"}


def test_e8_the_old_label_of_a_merged_part_leads_to_its_heir(shop: Shopfloor, part: object) -> None:
    other = shop.part("OLD-1")
    shop.run(merge, part, other, by="WK")
    assert called(shop, "old-1") == [("parts", "04465-0D150", 1000)]


def test_bins_documents_and_nothing(shop: Shopfloor, part: object) -> None:
    shop.bin("A-01-1-01")
    assert called(shop, "a-01-1-01") == [("bins", "A-01-1-01", 1000)]
    paper = shop.paper("IN", shop.line(part, 1, 5))
    number = shop.ask(documents.show, "stock_documents", paper).called
    assert called(shop, number.lower()) == [("stock_documents", number, 1000)]
    nobody = shop.actor("TE")
    assert shop.desk.ask(lookup.code, nobody, "MV-01-20261123-9999") == []
    assert called(shop, "") == []
    assert called(shop, "6900000000015") == []
