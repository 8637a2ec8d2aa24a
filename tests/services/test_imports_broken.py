"""Damaged, protected, mistaken and odd workbooks: refused with what to do, or read all the same."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.services.imports.reading import read
from app.services.imports.sheet import ReadAs
from tests.services.made_workbooks import STRICT, by_hand, old_workbook, three_sheets, zipped


def damaged_xlsx() -> list[bytes]:
    good = three_sheets()
    broken = bytearray(good)
    at = good.index(b"xl/worksheets/sheet2.xml")
    broken[at + 60 : at + 90] = b"\x00" * 30
    return [good[:3_000], good[:200], b"PK\x03\x04 nothing", bytes(broken)]


@pytest.mark.parametrize("data", damaged_xlsx())
def test_damaged_xlsx_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="damaged"):
        read(data)


def test_damaged_xls_is_refused() -> None:
    good = old_workbook()
    for data in (good[:1_000], good[:600], good[:512] + b"\xff" * 3_000):
        with pytest.raises(Refused, match="damaged"):
            read(data)


def test_a_sheet_that_breaks_off_is_refused() -> None:
    good = bytearray(old_workbook(400))
    # the second BOF record opens the sheet; its rows follow
    at = good.index(b"\x09\x08\x10\x00", 600)
    good[at : at + 4] = b"\xff\xff\xff\x7f"
    with pytest.raises(Refused, match="damaged"):
        read(bytes(good))


def test_protected_workbooks_are_refused_with_what_to_do() -> None:
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    old = bytearray(old_workbook())
    # FILEPASS in place of the record that follows the workbook's BOF
    at = old.index(b"\x09\x08\x10\x00") + 20
    old[at : at + 2] = b"\x2f\x00"
    zipped = bytearray(three_sheets())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = zipped.find(magic)
        while start >= 0:
            zipped[start + flags] |= 1
            start = zipped.find(magic, start + 4)
    for data in (encrypted, bytes(old), bytes(zipped)):
        with pytest.raises(Refused, match="password"):
            read(data)


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (["word/document.xml"], "text document"),
        (["xl/workbook.bin"], "xlsb"),
        (["content.xml", "mimetype"], "OpenDocument"),
        (["photo.jpg"], "archive"),
    ],
)
def test_other_zips_are_refused_with_their_kind(names: list[str], what: str) -> None:
    with pytest.raises(Refused, match=what):
        read(zipped(dict.fromkeys(names, "x")))


def test_an_old_text_document_is_refused() -> None:
    with pytest.raises(Refused, match="text document"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"))


def test_workbooks_of_odd_programs() -> None:
    rows = (
        "<s:row><s:c t='s'><s:v>0</s:v></s:c><s:c t='inlineStr'><s:is><s:t>name</s:t></s:is></s:c></s:row>"
        "<s:row><s:c t='s'><s:v>1</s:v></s:c><s:c t='str'><s:f>x</s:f><s:v>bo_x000D_lt</s:v></s:c></s:row>"
        "<s:row r='9'><s:c r='B9' t='d'><s:v>2024-02-29T00:00:00</s:v></s:c>"
        "<s:c r='A9' t='b'><s:v>1</s:v></s:c></s:row>"
        "<s:row><s:c r='?' t='b'><s:v>0</s:v></s:c><s:c><s:v>7</s:v></s:c><s:c t='s'><s:v>99</s:v></s:c></s:row>"
        "<s:row><s:c t='str'><s:f>x</s:f><s:v/></s:c><s:c s='77'><s:v>8</s:v></s:c></s:row>"
        "<s:row r='8'><s:c r='A8'><s:v>1</s:v><s:extLst/></s:c></s:row><s:mergeCell ref='nonsense'/><s:mergeCell/>"
    )
    strings = "<si><r><t>co</t></r><r><rPr/><t>de</t></r><rPh><t>reading</t></rPh></si><si><t>A1</t></si>"
    sheet = read(by_hand(rows, strings=strings))
    assert sheet.columns == ("code", "name")
    assert dict(zip(sheet.row_numbers, sheet.rows, strict=True)) == {
        2: ("A1", "bo\rlt"),
        8: ("1", ""),
        9: ("TRUE", "2024-02-29"),
        10: ("7", ""),
        11: ("", "8"),
    }


def test_styles_by_hand() -> None:
    main = f'xmlns="{STRICT}/spreadsheetml/main"'
    styles = (
        f'<styleSheet {main}><numFmts><numFmt numFmtId="164" formatCode="0000"/></numFmts>'
        '<cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    rows = "<s:row><s:c s='1'><s:v>7</s:v></s:c><s:c s='2'><s:v>45351</s:v></s:c><s:c s='0'><s:v>7</s:v></s:c></s:row>"
    as_they_are = ReadAs(header=False)
    assert read(by_hand(rows, styles=styles), how=as_they_are).rows == [("0007", "2024-02-29", "7")]
    assert read(by_hand(rows, styles="<broken"), how=as_they_are).rows == [("7", "45351", "7")]
    assert read(by_hand(rows, styles=""), how=as_they_are).rows == [("7", "45351", "7")]


def test_a_workbook_without_sheets_is_damaged() -> None:
    with pytest.raises(Refused, match="damaged"):
        read(by_hand("", book="<workbook/>"))
    with pytest.raises(Refused, match="damaged"):
        read(zipped({"xl/other.xml": "<x/>"}))
    with pytest.raises(Refused, match="damaged"):
        read(by_hand("<s:row>"))


def test_a_workbook_whose_parts_lack_relations() -> None:
    """Some writers leave sharedStrings out when there is none."""
    data = by_hand("<s:row><s:c><s:v>7</s:v></s:c></s:row>", strings=None)
    assert read(data, how=ReadAs(header=False)).rows == [("7",)]
