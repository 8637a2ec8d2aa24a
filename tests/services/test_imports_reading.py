"""Text lists of every encoding and delimiter, real and hostile ones, read with the row numbers of the file."""

from __future__ import annotations

import codecs
import importlib.util
from pathlib import Path

import pytest

from app.core.errors import Refused, Trouble
from app.services.imports.encoding import UNREADABLE, guess
from app.services.imports.reading import LARGEST, read
from app.services.imports.sheet import ReadAs, Sheet, Stopped, excerpt, letters

DATA = Path(__file__).resolve().parents[1] / "data"

CHINESE = "零件号,名称,单位\r\nHS-001,火花塞,支\r\n04465-33471,前制动片 (套),套\r\n90915-YZZE1,一次性机油滤芯,个\r\n"


def test_british_parts_have_no_header_and_keep_every_row() -> None:
    sheet = read(DATA / "british_classic_parts_A.txt")
    assert (len(sheet.rows), sheet.columns, sheet.delimiter, sheet.has_header) == (17_200, ("A", "B"), ";", False)
    assert (sheet.row_numbers[0], sheet.row_numbers[-1], sheet.blank_rows, sheet.warnings) == (1, 17_200, 0, [])
    codes = [row[0] for row in sheet.rows]
    assert {"106577R", "106577R#", "14E4289", "1E5537"} <= set(codes)
    raw = (DATA / "british_classic_parts_A.txt").read_bytes()
    assert ("\r\n".join(";".join(row) for row in sheet.rows) + "\r\n").encode() == raw


def test_chinese_list_in_gbk() -> None:
    sheet = read(DATA / "cn_line_stoppages_GBK.csv")
    assert (sheet.encoding, len(sheet.rows), len(sheet.columns), sheet.row_numbers[0]) == ("gb18030", 122, 9, 2)
    assert sheet.columns[:3] == ("日期", "生产时长(H)", "工序")
    assert sheet.rows[0][3] == "旋转气缸未复位"
    assert all(row[8] == "" for row in sheet.rows)


def test_plant_spare_parts_keep_the_last_row_without_a_line_end() -> None:
    sheet = read(DATA / "cn_plant_spare_parts.csv")
    assert (len(sheet.rows), sheet.encoding, sheet.row_numbers[-1]) == (15, "utf-8", 16)
    assert sheet.columns == ("备件名称", "型号", "规格", "数量", "最小库存", "单位")


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [("inventree_parts.csv", 414, 15), ("inventree_stock.csv", 1_106, 12), ("inventree_supplier_parts.csv", 773, 6)],
)
def test_inventree_exports(name: str, rows: int, columns: int) -> None:
    sheet = read(DATA / name)
    assert (len(sheet.rows), len(sheet.columns), sheet.has_header) == (rows, columns, True)


def test_complaints_with_bare_quotation_marks() -> None:
    """Eight rows have quotes inside their text; every row still has its 49 cells."""
    sheet = read(DATA / "nhtsa_complaints_100.tsv")
    assert (len(sheet.rows), sheet.delimiter, sheet.has_header) == (101, "\t", False)
    assert {len(row) for row in sheet.rows} == {49}
    assert sum(any('"' in cell for cell in row) for row in sheet.rows) == 8
    assert max(len(cell) for row in sheet.rows for cell in row) == 1_912


def test_french_accents() -> None:
    sheet = read(DATA / "be_garage_labour_rates.csv")
    assert [row[0] for row in sheet.rows][:3] == ["Tôlerie", "Peinture", "Mécanique"]


def test_equal_header_names_become_distinct() -> None:
    assert read(DATA / "hostile" / "csvmedkit_dupehead.csv").columns == ("a", "b", "a (2)")


def test_blank_and_letter_like_header_names() -> None:
    sheet = read(b"code,,C,,name\n1,2,3,4,5\n")
    assert sheet.columns == ("code", "B", "C", "D", "name")
    assert read(b"C,,\n1,2,3\n", how=ReadAs(header=True)).columns == ("C", "B", "C (2)")


def test_header_cells_over_several_lines_become_one() -> None:
    assert read(b'"part\ncode",name\nA1,bolt\n').columns == ("part code", "name")


def test_blank_lines_above_the_header_count_as_lines() -> None:
    sheet = read(DATA / "hostile" / "csvmedkit_test_skip_lines.csv")
    assert (sheet.columns, sheet.header_row_number, sheet.row_numbers, sheet.blank_rows) == (("a", "b", "c"), 4, [5], 3)


def test_quoted_header_cell_with_a_comma() -> None:
    sheet = read(DATA / "hostile" / "csvmedkit_heady.csv")
    assert sheet.columns == ("A", "B Sharps", "SEA, shells!")
    assert sheet.rows == [("100", "cats", "Iowa"), ("200", "dogs", "Ohio")]


def test_blanks_around_values_stay_for_the_preview() -> None:
    assert read(DATA / "hostile" / "csvmedkit_ws_consec.csv").rows[-1] == (" 3  ", "  a  ok")


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n\r\n", b" ;;; \n", b"\xef\xbb\xbf", b"\xff\xfe", codecs.BOM_UTF8])
def test_a_file_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="empty"):
        read(data)


def test_an_empty_file_of_one_line_end() -> None:
    with pytest.raises(Refused, match="empty"):
        read(DATA / "hostile" / "csvmedkit_empty.csv")


@pytest.mark.parametrize("name", ["blns.txt", "blns.json"])
def test_naughty_strings_survive(name: str) -> None:
    path = DATA / "hostile" / name
    sheet = read(path, how=ReadAs(delimiter="none", header=False))
    lines = path.read_text(encoding="utf-8").replace("\r\n", "\n").split("\n")
    assert len(sheet.rows) + sheet.blank_rows == len(lines) - 1
    assert all(row[0] in lines[number - 1] for number, row in zip(sheet.row_numbers, sheet.rows, strict=True))


ENCODED = [
    ("utf-8", CHINESE.encode()),
    ("utf-8", codecs.BOM_UTF8 + CHINESE.encode()),
    ("gb18030", CHINESE.encode("gbk")),
    ("gb18030", CHINESE.encode("gb18030")),
    ("utf-16-le", CHINESE.encode("utf-16-le")),
    ("utf-16-be", CHINESE.encode("utf-16-be")),
    ("utf-16-le", codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le")),
    ("utf-16-be", codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be")),
]


@pytest.mark.parametrize(("encoding", "data"), ENCODED)
def test_encodings_are_guessed(encoding: str, data: bytes) -> None:
    sheet = read(data)
    assert sheet.encoding == encoding
    assert sheet.columns == ("零件号", "名称", "单位")
    assert sheet.rows[2] == ("90915-YZZE1", "一次性机油滤芯", "个")
    assert sheet.warnings == []


def test_gb18030_beyond_gbk() -> None:
    sheet = read("零件号,名称\nA1,张䶮的火花塞𠮷\nA2,机油\n".encode("gb18030"))
    assert sheet.rows[0][1] == "张䶮的火花塞𠮷"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_with_hardly_any_ascii(encoding: str) -> None:
    """Few zero bytes, as in long Chinese cells; characters such as 一 put zeros on the other side."""
    text = ("零件号,名称\n" + "火花塞" * 300 + "," + "一个制动片" * 200 + "\n") * 3
    assert guess(text.encode(encoding)) == encoding
    assert read(text.encode(encoding)).columns == ("零件号", "名称")


def test_a_stray_zero_byte_does_not_make_a_file_wide() -> None:
    text = CHINESE * 40
    assert guess(text.encode() + b"\x00") == "utf-8"
    assert guess(text.encode("gbk") + b"x\x00") == "gb18030"
    assert guess(b"abc" * 20 + b"\x00\x00\x00\x00" + b"abc") == "utf-8"


def test_western_list() -> None:
    sheet = read("code;libellé\nA1;Tôlerie\nA2;Mécanique\n".encode("cp1252"))
    assert (sheet.encoding, sheet.rows[1]) == ("cp1252", ("A2", "Mécanique"))


def test_the_user_chooses_another_encoding() -> None:
    data = "零件号,名称\nA1,火花塞\n".encode("gbk")
    assert read(data, how=ReadAs(encoding="cp1252", header=True)).columns != ("零件号", "名称")
    assert read(data, how=ReadAs(encoding="gb18030")).columns == ("零件号", "名称")
    with pytest.raises(Refused, match="not known"):
        read(data, how=ReadAs(encoding="klingon"))


def test_undecodable_rows_are_kept_and_named() -> None:
    good = "".join(f"A{n},火花塞{n}\n" for n in range(2, 20))
    data = ("零件号,名称\n" + good).encode() + b"A20,\xc3\xff\xfe bad\nA21,fine\n"
    sheet = read(data)
    assert (sheet.encoding, len(sheet.rows)) == ("utf-8", 20)
    assert [(remark.row, UNREADABLE in remark.raw) for remark in sheet.warnings] == [(20, True)]
    assert sheet.rows[-1] == ("A21", "fine")


def test_a_gbk_file_cut_in_the_middle_of_a_character_keeps_its_lines() -> None:
    sheet = read("零件号,名称\nA1,火花塞\nA2,机油".encode("gbk")[:-1])
    assert [row[0] for row in sheet.rows] == ["A1", "A2"]
    assert [remark.row for remark in sheet.warnings] == [3]


def test_wide_text_of_odd_length() -> None:
    sheet = read("code,name\nA1,bolt\nA2,nut\n".encode("utf-16-le")[:-1])
    assert [row[0] for row in sheet.rows] == ["A1", "A2"]


def test_old_dos_end_of_file_mark() -> None:
    assert read(b"code,name\r\nA1,bolt\r\n\x1a").row_numbers == [2]


@pytest.mark.parametrize(
    ("how", "columns", "numbers"),
    [
        (ReadAs(), ("part code", "name"), [2, 3]),
        (ReadAs(header=False), ("A", "B"), [1, 2, 3]),
        (ReadAs(header_row=2), ("A1", "bolt"), [3]),
    ],
)
def test_the_header_can_be_overruled(how: ReadAs, columns: tuple[str, ...], numbers: list[int]) -> None:
    sheet = read(b"part code,name\nA1,bolt\nA2,nut\n", how=how)
    assert (sheet.columns, sheet.row_numbers) == (columns, numbers)


def test_a_header_nobody_could_guess_can_be_forced() -> None:
    data = b"alpha,beta\ngamma,delta\n"
    assert not read(data).has_header
    sheet = read(data, how=ReadAs(header=True))
    assert (sheet.columns, sheet.rows) == (("alpha", "beta"), [("gamma", "delta")])


def test_a_header_row_that_is_blank_is_refused() -> None:
    with pytest.raises(Refused, match="Row 2"):
        read(b"a,b\n\n1,2\n", how=ReadAs(header_row=2))


def test_titles_above_the_header_are_left_out_and_named() -> None:
    sheet = read("某某汽修厂配件清单,,\n2026年,,\n\n零件号,名称,数量\nA1,火花塞,4\n".encode())
    assert (sheet.columns, sheet.row_numbers, sheet.skipped) == (("零件号", "名称", "数量"), [5], (1, 2))
    assert [str(warning.text) for warning in sheet.warnings] == ["Left out above the column names: row 1, 2."]


def test_a_code_in_the_first_row_is_no_header() -> None:
    assert not read(b"11;STONEGUARD\n50;USE X\n").has_header
    assert not read(b"ABC\nDEF\n").has_header


def test_rows_are_padded_and_long_ones_kept() -> None:
    sheet = read(b"code,name,qty\nA1,bolt\nA2,nut,4\nA3,pin,5,9\n")
    assert sheet.rows == [("A1", "bolt", ""), ("A2", "nut", "4"), ("A3", "pin", "5", "9")]


def test_header_only() -> None:
    sheet = read("零件号,名称\n".encode())
    assert (sheet.rows, sheet.row_numbers, sheet.header_row_number) == ([], [], 1)


def test_progress_and_cancel() -> None:
    told: list[tuple[int, int]] = []
    read(DATA / "british_classic_parts_A.txt", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1, 1)
    assert (512, 17_200) in told
    asked = iter([False, False, True])
    with pytest.raises(Stopped, match="Nothing was imported"):
        read(DATA / "british_classic_parts_A.txt", cancelled=lambda: next(asked))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"Rar!\x1a", "archive"),
        (b"SQLite format 3\x00", "database"),
        (b"{\\rtf1 x", "text document"),
        (b"<!DOCTYPE html><table>", "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><html xmlns="x">', "web page"),
        ("<html><table></table></html>".encode("utf-16"), "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML"),
        (bytes(range(256)) * 4, "damaged"),
    ],
)
def test_what_is_no_list_is_refused_with_its_kind(data: bytes, what: str) -> None:
    with pytest.raises(Refused, match=what):
        read(data)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"gone\.csv"):
        read(tmp_path / "gone.csv")


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Refused, match="300 MB"):
        read(path)


def test_the_name_of_a_text_file_is_the_sheets_name(tmp_path: Path) -> None:
    path = tmp_path / "wrongly.xlsx"
    path.write_bytes(b"part code,name\nA1,bolt\n")
    assert read(path).name == "wrongly.xlsx"
    assert read(b"a;b\n1;2\n", name="x.csv").name == "x.csv"


def test_column_letters_and_excerpts() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert excerpt("a\n b") == "a b"
    assert excerpt("x" * 50) == "x" * 39 + "…"
    sheet: Sheet = read(b"a,b\n1,2\n")
    assert sheet.warnings == []


def test_the_committed_opening_stock_is_what_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_opening_stock", DATA / "make_opening_stock.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.make().encode() == (DATA / "opening_stock_1000.csv").read_bytes()
    sheet = read(DATA / "opening_stock_1000.csv")
    known = {row[0] for row in read(DATA / "british_classic_parts_A.txt").rows}
    assert sheet.columns == ("part_code", "bin", "quantity", "unit_cost")
    assert len({row[0] for row in sheet.rows}) == 1_000
    assert {row[0] for row in sheet.rows} <= known
