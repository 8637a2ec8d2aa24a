"""Rows become values or reasons; none is lost, and every reason names row, column and cell."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import Refused
from app.services.imports.checking import Checked, Known, check
from app.services.imports.encoding import UNREADABLE
from app.services.imports.mapping import ColumnMap, Running, chosen, guess
from app.services.imports.reading import read
from app.services.imports.sheet import ReadAs, Sheet, Stopped
from app.services.imports.targets import OPENING_STOCK, PARTS, SUPPLIERS, ListKind, Takes, Target, Values
from app.services.imports.texts import part_code

DATA = Path(__file__).resolve().parents[1] / "data"
DEFAULTS = {"unit": "件", "category": "其他", "quality_grade": "副厂件"}


def table(*lines: str) -> Sheet:
    return read("\n".join(lines).encode())


def parts(*lines: str, known: Known | None = None, **defaults: str) -> Checked:
    """A parts list checked by the guessed map, with defaults for what lists like this lack."""
    sheet = table(*lines)
    checked = check(sheet, PARTS, chosen(sheet, PARTS, {}, {**DEFAULTS, **defaults}), known)
    assert len(checked.accepted) + len(checked.refused) == checked.rows == len(sheet.rows)
    return checked


def reasons(checked: Checked) -> list[tuple[int, str, str]]:
    return [(row.number, problem.column, str(problem.reason)) for row in checked.refused for problem in row.problems]


def test_the_run_that_counts() -> None:
    """17,200 rows read, mapped and checked, none refused, codes byte for byte; 0.2 s, much more while traced."""
    before = time.process_time()
    sheet = read(DATA / "british_classic_parts_A.txt")
    checked = check(sheet, PARTS, chosen(sheet, PARTS, {}, DEFAULTS))
    spent = time.process_time() - before
    assert (len(checked.accepted), checked.refused, checked.warnings) == (17_200, [], [])
    assert [row.values["part_code"] for row in checked.accepted] == [row[0] for row in sheet.rows]
    assert {"106577R", "106577R#"} <= {row.values["part_code"] for row in checked.accepted}
    first = checked.accepted[0]
    assert first.number == 1
    assert first.defaulted == ("unit", "category", "quality_grade")
    assert first.values == {
        "part_code": "11",
        "name_en": "STONEGUARD SINGLE",
        "unit": "件",
        "category": "其他",
        "quality_grade": "AFTERMARKET",
    }
    assert spent < 5


def test_the_plant_list() -> None:
    sheet = read(DATA / "cn_plant_spare_parts.csv")
    checked = check(sheet, PARTS, replace(guess(sheet, PARTS), defaults=DEFAULTS))
    assert (len(checked.accepted), checked.refused) == (15, [])
    last = checked.accepted[-1]
    assert (last.number, last.values["unit"], last.values["name_zh"]) == (16, "米", "气管")
    assert last.defaulted == ("category", "quality_grade")


def test_inventree_stock_refuses_foreign_fractions_by_row() -> None:
    sheet = read(DATA / "inventree_stock.csv")
    used = chosen(sheet, OPENING_STOCK, {"part_code": "stock_id", "status": ""}, {"bin": "X", "unit_cost": "0"})
    known = Known(decimals=lambda values: 0 if values["part_code"] != "2" else None)
    checked = check(sheet, OPENING_STOCK, used, known)
    assert len(checked.accepted) + len(checked.refused) == 1_106
    assert all("whole number" in str(row.reason) for row in checked.refused)
    # what is accepted adds up to the file's sum less the fractions refused
    total = sum(row.values["quantity"] for row in checked.accepted)
    refused = sum(round(float(row.raw) * 10_000) for row in checked.refused)
    assert total * 10 + refused == 4_369_653_704


def test_dollars_are_refused_rows() -> None:
    sheet = read(DATA / "inventree_supplier_parts.csv")
    used = chosen(sheet, PARTS, {"part_code": "supplier_part_id", "name": "supplier_sku"}, DEFAULTS)
    checked = check(sheet, PARTS, used)
    priced = [row for row in checked.refused if row.column == "price_breaks" and "USD" in row.raw]
    assert len(checked.accepted) + len(checked.refused) == 773
    assert len(priced) > 100
    assert all(row.reason.args["currency"] in row.raw and "yuan" in row.reason.msgid for row in priced)


def test_gbk_and_tsv_in_preview_lose_no_row() -> None:
    for name in ("cn_line_stoppages_GBK.csv", "nhtsa_complaints_100.tsv", "hostile/blns.txt", "hostile/blns.json"):
        sheet = read(DATA / name)
        checked = check(sheet, PARTS, replace(guess(sheet, PARTS), defaults=DEFAULTS, running=Running("P-")))
        assert len(checked.accepted) + len(checked.refused) == len(sheet.rows), name


def test_codes() -> None:
    checked = parts(
        "零件号,名称",
        "106577R,a",
        "106577R#,a",
        "abc-1,a",
        "ＡＢＣ－２,a",
        "1K0 698 151,a",
        "1E5537,a",
        "火花塞,a",
        "ABC-1,a",
        f"{'X' * 41},a",
        ",a",
        "4.51E+08,a",
        "A\tB,a",
        "451103033.0,a",
    )
    assert [row.values["part_code"] for row in checked.accepted] == [
        "106577R", "106577R#", "ABC-1", "ABC-2", "1K0 698 151", "1E5537", "451103033.0",
    ]  # fmt: skip
    assert reasons(checked) == [
        (8, "零件号", "“火花塞” has the character “火”. Part numbers are made of Latin letters, digits and signs."),
        (9, "零件号", "“ABC-1” stands in row 4 already. Keep one of the two."),
        (10, "零件号", f"“{'X' * 39}…” has 41 characters, 40 at most are kept. Shorten it."),
        (11, "零件号", "Part number is missing. Fill it in, or give a value for all rows that lack it."),
        (
            12,
            "零件号",
            "“4.51E+08” is a number that a spreadsheet has shortened. Format the column as text and type it again.",
        ),
        (13, "零件号", "“A B” has the character “U+0009”. Part numbers are made of Latin letters, digits and signs."),
    ]
    assert [(remark.row, "ends in .0" in str(remark.text)) for remark in checked.warnings] == [(14, True)]


def test_texts() -> None:
    checked = parts(
        "part code,name,fitment",
        f"A1,{'n' * 100},f",
        f"A2,{'n' * 101},f",
        "A3,bell\x07,f",
        "A4,  火花塞\u00a0 NGK  ,f",
        'A5,"two\nlines","two\nlines"',
        "A6,turn\u202e,f",
        f"A7,bad {UNREADABLE},f",
        f"A{UNREADABLE},b,f",
        f"A9,b,{'f' * 501}",
        "A10,,f",
        "A11, ,f",
    )
    assert [(row.number, row.values.get("name_zh") or row.values["name_en"]) for row in checked.accepted] == [
        (2, "n" * 100),
        (5, "火花塞\u00a0 NGK"),
        (6, "two lines"),
    ]
    assert checked.accepted[2].values["fitment"] == "two\nlines"
    assert [(row, column) for row, column, _ in reasons(checked)] == [
        (3, "name"), (4, "name"), (9, "name"), (10, "name"),
        (11, "part code"), (12, "fitment"), (13, "name"), (14, "name"),
    ]  # fmt: skip
    said = [reason for _, _, reason in reasons(checked)]
    assert said[0] == "The text has 101 characters, 100 at most are kept. Shorten it."
    assert said[1] == "The text has the invisible character U+0007. Delete it and type the text again."
    assert "unreadable" in said[3]
    assert "unreadable" in said[4]
    assert said[6].startswith("Name is missing")
    assert [remark.row for remark in checked.warnings] == [6]


def test_names_go_to_the_field_of_their_script() -> None:
    checked = parts("code,name,英文名称", "A1,火花塞,spark plug", "A2,spark plug,", "A3,spark plug,plug")
    values = [(row.values.get("name_zh"), row.values.get("name_en")) for row in checked.accepted]
    assert values == [("火花塞", "spark plug"), (None, "spark plug"), (None, "plug")]


def test_numbers_units_and_lists() -> None:
    checked = parts(
        "code,name,unit,min stock,price,tax,barcode,OEM no,bin,shelf life",
        'A1,a,件,2,¥12.5,13%,6901234567892;6901234567908,"04465-33471,04465-33471",Ａ-01-1-01,365',
        "A2,a,升,2.5,12,,,, ,",
        "A3,a,件,2.5,12,,,,,",
        "A4,a,件,2,€12,0.13,,,,x",
        "A5,a,件, ,,,,,,",
        known=Known(decimals=lambda values: {"件": 0, "升": 3}[values["unit"]]),
    )
    first, second, last = (row.values for row in checked.accepted)
    assert (first["warning_level"], first["price_retail"], first["tax_rate"]) == (2_000, 12_500_000, 1_300)
    assert (first["barcode"], first["oem_no"]) == (("6901234567892", "6901234567908"), ("04465-33471",))
    assert (first["bin"], first["shelf_life_days"]) == ("A-01-1-01", 365)
    assert (second["warning_level"], second["bin"], second["tax_rate"]) == (2_500, None, None)
    assert (last["warning_level"], last["price_retail"]) == (None, None)
    assert [(row, column) for row, column, _ in reasons(checked)] == [
        (4, "min stock"), (5, "price"), (5, "tax"), (5, "shelf life"),
    ]  # fmt: skip
    assert checked.refused[0].raw == "2.5"
    assert checked.refused[1].column == "price"


def test_a_column_with_two_decimal_signs() -> None:
    checked = parts("code,name,price", 'A1,a,"1,5"', "A2,a,2.50", 'A3,a,"1,234"')
    assert [row.number for row in checked.refused] == [4]
    assert "two ways" in str(checked.refused[0].reason)


def test_lists_of_codes_in_one_cell() -> None:
    checked = parts("code,name,barcode", "A1,a,;;690；691 ;690、692", f"A2,a,{'9' * 81}")
    assert checked.accepted[0].values["barcode"] == ("690", "691", "692")
    assert [row.column for row in checked.refused] == ["barcode"]
    with pytest.raises(Refused, match="missing"):
        part_code(" ")


def test_grades() -> None:
    checked = parts(
        "code,name,quality grade", "A1,a,原厂", "A2,a,oes", "A3,a, Genuine ", "A4,a,best", "A5,a,", f"A6,a,{UNREADABLE}"
    )
    assert [row.values["quality_grade"] for row in checked.accepted] == ["OEM", "OES", "OEM", "AFTERMARKET"]
    assert checked.accepted[-1].defaulted == ("unit", "category", "quality_grade")
    assert "none of" in str(checked.refused[0].reason)


def test_yes_no_and_money_targets() -> None:
    kind = ListKind(
        "tools",
        "Tools",
        (Target("code", "Code", Takes.TEXT), Target("lent", "Lent", Takes.YES_NO), Target("fee", "Fee", Takes.MONEY)),
        key=("code",),
    )
    sheet = read("a,是,1.50\nb,No,2\nc,perhaps,3\nd,√,1.555\ne,,\n".encode(), how=ReadAs(header=False))
    checked = check(sheet, kind, ColumnMap({"code": "A", "lent": "B", "fee": "C"}))
    assert [row.values for row in checked.accepted] == [
        {"code": "a", "lent": True, "fee": 150},
        {"code": "b", "lent": False, "fee": 200},
        {"code": "e", "lent": None, "fee": None},
    ]
    assert [row.number for row in checked.refused] == [3, 4]
    assert kind.code is None


def test_rows_with_too_many_cells_are_refused() -> None:
    checked = parts("code,name,unit", "A1,bolt,pc", "A2,bolt, long,pc", "A3,nut,pc,,", "A4,pin,pc")
    assert [(row.number, row.column) for row in checked.refused] == [(3, "")]
    assert checked.refused[0].raw == "A2 · bolt · long · pc"


def test_a_refused_row_does_not_block_a_later_one() -> None:
    checked = parts("code,name,price", "A1,a,x", "A1,a,1", "A1,a,2")
    assert [row.number for row in checked.accepted] == [3]
    assert [row.number for row in checked.refused] == [2, 4]


def test_what_nobody_gave_is_missing_in_every_row() -> None:
    sheet = table("code,name", "A1,bolt")
    checked = check(sheet, PARTS, guess(sheet, PARTS))
    assert [str(p.reason.args["label"]) for p in checked.refused[0].problems] == ["Unit", "Category", "Quality grade"]


def test_bad_maps_and_defaults_are_refused_at_once() -> None:
    sheet = table("code,name", "A1,bolt")
    with pytest.raises(Refused, match="no column"):
        check(sheet, PARTS, ColumnMap({"part_code": "gone"}))
    with pytest.raises(Refused, match="none of") as refused:
        check(sheet, PARTS, ColumnMap({"part_code": "code"}, {"quality_grade": "best"}))
    assert refused.value.where == "quality_grade"


def test_made_codes_skip_taken_ones_and_stay_the_same() -> None:
    sheet = table("名称,单位", "火花塞,支", "机油,桶", "滤芯,个")
    used = ColumnMap({"name": "名称", "unit": "单位"}, DEFAULTS, Running("P-"))
    first = check(sheet, PARTS, used, Known(taken={"P-00002"}))
    codes = {row.values["name_zh"]: row.values["part_code"] for row in first.accepted}
    assert codes == {"火花塞": "P-00001", "机油": "P-00003", "滤芯": "P-00004"}
    again = table("名称,单位", "雨刮,副", "火花塞,支", "机油,桶", "滤芯,个")
    known = Known(find_code=lambda values: codes.get(values["name"]), taken=set(codes.values()))
    second = check(again, PARTS, used, known)
    assert {row.values["name_zh"]: row.values["part_code"] for row in second.accepted} == {**codes, "雨刮": "P-00002"}


def test_made_codes_fill_only_the_gaps() -> None:
    sheet = table("code,name", "A1,bolt", ",nut")
    checked = check(sheet, PARTS, ColumnMap({"part_code": "code", "name": "name"}, DEFAULTS, Running("P-")))
    assert [row.values["part_code"] for row in checked.accepted] == ["A1", "P-00001"]


def test_the_database_has_the_last_word() -> None:
    def verify(values: Values) -> None:
        if values["part_code"] == "A2":
            raise Refused("There is no part “{code}”.", code="A2", where="part_code")
        if values["part_code"] == "A3":
            raise Refused("The month is closed.")

    sheet = table("part code,bin,quantity,unit cost", "A1,B,1,1", "A2,B,1,1", "A3,B,1,1", "A1,C,1,1", "A1,B,2,1")
    checked = check(sheet, OPENING_STOCK, guess(sheet, OPENING_STOCK), Known(verify=verify))
    assert [(row.number, row.column, str(row.reason), row.raw) for row in checked.refused] == [
        (3, "part code", "There is no part “A2”.", "A2"),
        (4, "", "The month is closed.", "A3 · B"),
        (6, "part code", "“A1 · B” stands in row 2 already. Keep one of the two.", "A1 · B"),
    ]


def test_opening_stock_of_the_thousand() -> None:
    sheet = read(DATA / "opening_stock_1000.csv")
    checked = check(sheet, OPENING_STOCK, guess(sheet, OPENING_STOCK))
    assert (len(checked.accepted), checked.refused) == (1_000, [])
    first = checked.accepted[0].values
    assert first == {"part_code": "11", "bin": "A-01-1-01", "quantity": 4_000, "unit_cost": 383_450_000}


def test_stock_status_and_negative_quantities() -> None:
    sheet = table("part code,bin,quantity,unit cost,status", "A1,B,-1,1,可用", "A1,B,1,1,待检", "A1,B,1,1,?")
    checked = check(sheet, OPENING_STOCK, guess(sheet, OPENING_STOCK))
    assert [row.values["status"] for row in checked.accepted] == ["QUARANTINE"]
    assert [row.number for row in checked.refused] == [2, 4]


def test_suppliers() -> None:
    sheet = table("供应商编码,供应商名称", "s1,上海某某", "S1,北京某某", "S2,")
    checked = check(sheet, SUPPLIERS, guess(sheet, SUPPLIERS))
    assert [row.values for row in checked.accepted] == [{"code": "S1", "name": "上海某某"}]
    assert [row.number for row in checked.refused] == [3, 4]


def test_progress_and_cancel() -> None:
    sheet = read(DATA / "british_classic_parts_A.txt")
    used = chosen(sheet, PARTS, {}, DEFAULTS)
    told: list[tuple[int, int]] = []
    check(sheet, PARTS, used, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 17_200)
    assert told[-1] == (17_200, 17_200)
    with pytest.raises(Stopped):
        check(sheet, PARTS, used, cancelled=lambda: len(told) > 0)


def test_blank_rows_are_counted_apart() -> None:
    checked = parts("code,name", "A1,bolt", "", ",", "A2,nut")
    assert (checked.rows, checked.blank_rows, len(checked.accepted)) == (2, 2, 2)
