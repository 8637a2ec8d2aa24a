"""Columns find their fields: by Chinese and English headers, by content, by the user's word, and from memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.errors import Refused
from app.services.imports.mapping import ColumnMap, Running, chosen, gaps, guess, recalled, remembered, signature
from app.services.imports.reading import read
from app.services.imports.running import FRONT_DESK, LIST_KINDS
from app.services.imports.sheet import Sheet
from app.services.imports.targets import OPENING_STOCK, PARTS, SUPPLIERS
from app.services.imports.words import ALIASES, is_header_word, plain

DATA = Path(__file__).resolve().parents[1] / "data"


def table(*lines: str) -> Sheet:
    return read("\n".join(lines).encode())


def test_chinese_headers() -> None:
    sheet = table(
        "配件编码,配件名称,规格型号,品牌,计量单位,货位,国标码,零售价(元),最低库存,质量等级,类别,适用车型",
        "A1,火花塞,X,NGK,支,A-01,6901234567892,35,4,原厂件,点火,轩逸",
    )
    assert guess(sheet, PARTS).columns == {
        "part_code": "配件编码",
        "name": "配件名称",
        "spec_model": "规格型号",
        "brand": "品牌",
        "unit": "计量单位",
        "bin": "货位",
        "barcode": "国标码",
        "price_retail": "零售价(元)",
        "warning_level": "最低库存",
        "quality_grade": "质量等级",
        "category": "类别",
        "fitment": "适用车型",
    }


def test_english_headers() -> None:
    sheet = table("SKU;Description;UOM;EAN;Shelf;Retail Price;Vendor;Lead-Time", "A1;bolt;pcs;1;A-1;3.5;V1;4")
    assert guess(sheet, PARTS).columns == {
        "part_code": "SKU",
        "name": "Description",
        "unit": "UOM",
        "barcode": "EAN",
        "bin": "Shelf",
        "price_retail": "Retail Price",
        "supplier": "Vendor",
        "lead_days": "Lead-Time",
    }


def test_opening_stock_and_suppliers() -> None:
    sheet = read(DATA / "opening_stock_1000.csv")
    names = ("part_code", "bin", "quantity", "unit_cost")
    assert guess(sheet, OPENING_STOCK).columns == dict(zip(names, names, strict=True))
    sheet = table("供应商编码,供应商名称,联系人,电话", "S1,上海某某,张三,13800000000")
    assert guess(sheet, SUPPLIERS).columns == {
        "code": "供应商编码",
        "name": "供应商名称",
        "contact": "联系人",
        "phone": "电话",
    }


def test_the_more_telling_header_wins() -> None:
    sheet = table("编码,零件号,名称,英文名称", "1,A1,火花塞,spark plug", "2,A2,机油,oil")
    assert guess(sheet, PARTS).columns == {"part_code": "零件号", "name": "名称", "name_en": "英文名称"}
    # a column with the better name but nothing in it loses
    assert guess(table("零件号,编码,名称", ",A1,机油", ",A2,火花塞"), PARTS).columns["part_code"] == "编码"


def test_words_within_headers() -> None:
    assert guess(table("主要配件编码,说明名称", "A1,机油"), PARTS).columns == {
        "part_code": "主要配件编码",
        "name": "说明名称",
    }
    assert "bin" not in guess(table("code,name,trackable", "A1,bolt,x"), PARTS).columns
    assert guess(table("code,name,old_barcode", "A1,bolt,x"), PARTS).columns["barcode"] == "old_barcode"


def test_the_british_list_by_its_content() -> None:
    sheet = read(DATA / "british_classic_parts_A.txt")
    used = guess(sheet, PARTS)
    assert used.columns == {"part_code": "A", "name": "B"}
    assert [target.name for target in used.missing(PARTS)] == ["unit", "category", "quality_grade"]


def test_the_plant_list() -> None:
    used = guess(read(DATA / "cn_plant_spare_parts.csv"), PARTS)
    assert used.columns == {
        "name": "备件名称",
        "spec_model": "规格",
        "part_code": "型号",
        "warning_level": "最小库存",
        "unit": "单位",
    }


def test_content_of_a_list_without_header() -> None:
    lines = [f"HS-{n:03d}|火花塞 {n}|支|{n % 4}|{n}.50" for n in range(40)]
    sheet = table(*lines)
    assert guess(sheet, OPENING_STOCK).columns == {"part_code": "A", "quantity": "D", "unit_cost": "E"}
    assert guess(sheet, PARTS).columns == {"part_code": "A", "name": "B", "unit": "C", "price_retail": "E"}


def test_an_unknown_header_falls_back_on_content() -> None:
    sheet = table("Réf;Libellé;Nombre", "AB-12;boulon long;4", "AB-13;vis courte;5")
    assert guess(sheet, PARTS).columns == {"part_code": "Réf", "name": "Libellé"}


def test_blank_columns_are_nothing() -> None:
    assert guess(table("x,,", "y,,"), PARTS).columns == {"name": "A"}
    assert guess(read(b"code,name\n"), PARTS).columns == {"part_code": "code", "name": "name"}


def test_the_user_names_columns_and_defaults() -> None:
    sheet = table("编码,名称,规格", "A1,火花塞,X")
    used = chosen(sheet, PARTS, {"part_code": "c", "spec_model": "规格", "name": "b "}, {"unit": "支"})
    assert used == ColumnMap({"part_code": "规格", "spec_model": "规格", "name": "名称"}, {"unit": "支"})
    assert chosen(sheet, PARTS, {"spec_model": ""}, {}).columns == {"part_code": "编码", "name": "名称"}
    assert chosen(sheet, PARTS, {}, {"name": "x"}).columns == guess(sheet, PARTS).columns
    assert chosen(sheet, PARTS, {"part_code": " 规 格"}, {}).columns["part_code"] == "规格"
    lettered = table("B,name,code", "A1,bolt,X", "A2,nut,Y")
    assert chosen(lettered, PARTS, {"part_code": "B"}, {}).columns["part_code"] == "B"
    with pytest.raises(Refused, match="no column “Z”"):
        chosen(sheet, PARTS, {"part_code": "Z"}, {})
    with pytest.raises(Refused, match="no field “colour”"):
        chosen(sheet, PARTS, {"colour": "A"}, {})


def test_what_is_missing_is_asked_once() -> None:
    nothing = ColumnMap()
    assert [target.name for target in nothing.missing(PARTS)] == [
        "part_code",
        "name",
        "unit",
        "category",
        "quality_grade",
    ]
    some = ColumnMap({"name_zh": "A"}, {"unit": "件"}, Running("P-"))
    assert [target.name for target in some.missing(PARTS)] == ["category", "quality_grade"]


def test_gaps_in_required_columns_are_counted() -> None:
    sheet = table("code,name,unit,category,quality grade", "A1,bolt,,x,", "A2,nut,pc, ,OEM", "A3,pin,,y,OEM")
    used = guess(sheet, PARTS)
    assert [(target.name, count) for target, count in gaps(sheet, PARTS, used)] == [
        ("unit", 2),
        ("category", 1),
        ("quality_grade", 1),
    ]
    filled = ColumnMap(used.columns, {"unit": "件", "category": "x", "quality_grade": "OEM"})
    assert gaps(sheet, PARTS, filled) == []


def test_running_codes() -> None:
    assert [Running("P-").code(n) for n in (0, 99_999)] == ["P-00001", "P-100000"]
    assert Running("HS", start=7, width=3).code(0) == "HS007"


def test_maps_are_kept_for_files_of_the_same_source() -> None:
    sheet = table("零件号,名称,规格", "A1,火花塞,X")
    used = ColumnMap({"part_code": "规格", "name": "名称"}, {"unit": "支"}, Running("P-", 5, 3))
    kept = json.loads(json.dumps(remembered({"other": {}}, sheet, PARTS, used)))
    again = table("零件号,名称,规格", "B1,机油,Y", "B2,滤芯,Z")
    assert recalled(kept, again, PARTS) == used
    assert recalled(kept, again, OPENING_STOCK) is None
    assert recalled(kept, table("零件号,名称", "A1,x"), PARTS) is None
    assert signature(read(b"11;a\n12;b\n"), PARTS) == "parts:2"


def test_a_kept_map_that_no_longer_fits_is_trimmed() -> None:
    sheet = table("零件号,名称", "A1,火花塞")
    kept = {
        signature(sheet, PARTS): {
            "columns": {"name": "名称", "colour": "零件号", "unit": "gone"},
            "defaults": {"x": "y"},
        }
    }
    assert recalled(kept, sheet, PARTS) == ColumnMap({"name": "名称"}, {}, None)
    assert recalled({signature(sheet, PARTS): "nonsense"}, sheet, PARTS) is None


def test_every_target_has_words_of_its_own() -> None:
    for kind in LIST_KINDS:
        assert all(target.aliases for target in kind.targets if target.name not in ("name_zh", "name_en")), kind.name
        assert kind.code is not None or kind.name in FRONT_DESK  # people and cars have no code of their own
        assert kind.target("nobody") is None
        found = kind.target(kind.key[0])
        assert found is not None
    assert all(is_header_word(word) for words in ALIASES.values() for word in words.partition("|")[0].split())


def test_headers_are_compared_without_noise() -> None:
    assert [plain(text) for text in ("Part No.", "part_no", "零售价（元）", "(pcs)", "***")] == [
        "partno", "partno", "零售价", "pcs", "",
    ]  # fmt: skip
    assert not is_header_word("x" * 61)
