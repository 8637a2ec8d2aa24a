"""The count's papers: the blind sheet hides the book, the report proves every figure it prints."""

from dataclasses import replace

import pytest

from app.core.errors import Refused
from app.core.i18n import Text
from app.core.paper import fingerprint
from app.printing import SHEETS, pages
from app.services.counts.sheets import CountDifference, CountFigures, CountSheetLine, MoveBetween, Tally
from tests.printing import reading, samples


def told(sheet: object) -> str:
    return reading.text(SHEETS["counts.report"](sheet))


def test_the_blind_sheet_can_not_carry_a_book_quantity() -> None:
    assert "quantity" not in CountSheetLine.__dataclass_fields__
    text = reading.text(SHEETS["counts.sheet"](samples.blind_sheet(language="en")))
    assert "book" not in text.lower()


def test_the_blind_sheet_has_every_part_and_room_for_what_is_not_listed() -> None:
    sheet = samples.blind_sheet(30, language="en")
    pdf = SHEETS["counts.sheet"](sheet)
    text = reading.text(pdf)
    assert all(line.code in text for line in sheet.lines)
    assert "\n33\n" in text or "\n33 " in text
    assert len(pages.sizes(pdf)) > 1
    assert all("Part number" in pages.text(pdf, page) for page in range(2))
    widths = [w.left for w in reading.words(pdf) if w.text.startswith(("Quantity, first", "Quantity, recount"))]
    assert len(widths) == 2


def test_the_sheets_of_a_count_are_one_file() -> None:
    sheets = (samples.blind_sheet(3, language="en"), samples.blind_sheet(40, language="en", bin="B-01"))
    text = reading.text(SHEETS["counts.sheet"](sheets))
    assert "Page 1 of 1" in text
    assert "B-01" in text
    with pytest.raises(Refused):
        SHEETS["counts.sheet"](())


def test_the_report_counts_what_the_rule_says() -> None:
    """The example of domain §6.3: strict 33.3 %, by value 87.8 %, gain 1.11 %, loss 11.11 %, net −10.00 %."""
    figures = CountFigures(3, 1, 1, 90_000, 1_000, 10_000, 3333, 3333, 8778, 111, 1111, -1000)
    text = told(replace(samples.report(0, language="en"), figures=figures))
    for said in ("33.33 %", "87.78 %", "1.11 %", "11.11 %", "−10 %", "¥10.00", "¥100.00", "−¥90.00"):
        assert said.replace("−10 %", "−10.00 %") in text


def test_where_nothing_was_in_the_books_the_rates_are_not_available() -> None:
    figures = CountFigures(0, 0, 0, 0, 0, 0, None, None, None, None, None, None)
    sheet = replace(samples.report(0, language="en"), figures=figures)
    assert told(sheet).count("n/a") == 10
    last = samples.report(2, language="en").last
    assert told(replace(sheet, last=last)).count("n/a") == 15


def test_a_difference_is_explained_by_counts_cause_and_moves() -> None:
    line = CountDifference(
        code="OIL-5W30",
        name="Engine oil",
        bin="A-01",
        unit="L",
        decimals=1,
        snapshot=12_000,
        book=9_500,
        tallies=(
            Tally(9_000, "Li Na", samples.NOON),
            Tally(8_500, "Chen Qiang", samples.NOON),
            Tally(9_000, "Zhou Hai", samples.NOON),
        ),
        accepted=9_000,
        difference=-500,
        value=-1_650,
        cost=33_000_000,
        cost_posted=33_123_456,
        cause=Text("Cause {n}", n=7),
        treatment="adjusted",
        responsible="Zhao Min",
        moves=(MoveBetween(samples.NOON, "repair issue", "RQ-7", -2_500),),
    )
    text = told(replace(samples.report(0, language="en"), differences=(line,)))
    for said in (
        "9.5", "12.0 −2.5", "9.0  Li Na 23 Nov 12:00", "8.5  Chen Qiang", "9.0  Zhou Hai", "−0.5", "−16.50", "33.00",
        "posted 33.123456", "Cause: Cause 7", "Treatment: adjusted", "Responsible: Zhao Min",
        "Moved during the count: 23 Nov 12:00 repair issue RQ-7 −2.5",
    ):  # fmt: skip
        assert said.replace("  ", " ") in text.replace("  ", " "), said


def test_the_report_says_what_was_signed_and_where_the_audit_stood() -> None:
    sheet = samples.report(3, language="en")
    signed = replace(sheet, document_hash=fingerprint(sheet))
    text = told(signed)
    assert fingerprint(sheet) in text
    assert fingerprint(signed) == fingerprint(sheet)
    assert "entry 18,422" in text
    bare = told(replace(sheet, document_hash="", audit=None, signatures=()))
    assert "SHA-256" not in bare
    assert "Audit chain" not in bare


def test_four_hundred_differences_are_all_there() -> None:
    sheet = samples.report(400, language="en")
    text = told(sheet)
    assert all(line.code in text for line in sheet.differences)
    gains = sum(1 for line in sheet.differences if line.difference > 0)
    assert f"Total of {gains} lines" in text
    assert f"Total of {400 - gains} lines" in text


def test_a_remark_as_long_as_allowed_is_printed_whole() -> None:
    sheet = samples.report(2, language="en")
    note = "很长的备注，" * 660
    wordy = replace(
        sheet, differences=(replace(sheet.differences[0], note=note, name="名" * 2_000), sheet.differences[1])
    )
    text = told(wordy).replace("\n", "")
    assert text.count("注") == 660
    assert text.count("名") == 2_000


@pytest.mark.parametrize("count", [1, *range(9, 16), 40])
def test_who_signs_a_count_sheet_sees_a_line_of_it_on_the_same_page(count: int) -> None:
    lines = tuple(
        replace(line, name=(samples.LONG * 2)[:100], spec=("通风盘 312×25 " * 20)[:200])
        for line in samples.blind_sheet(count).lines
    )
    pdf = SHEETS["counts.sheet"](replace(samples.blind_sheet(count), lines=lines))
    last = pages.text(pdf, len(pages.sizes(pdf)) - 1)
    assert "监盘人" in last
    assert "零件号" in last  # the head is there, so a line is


def test_a_long_specification_is_small_print_and_a_short_one_is_not() -> None:
    sheet = samples.blind_sheet(2)
    wide = replace(sheet.lines[0], spec="通风盘" * 66)
    pdf = SHEETS["counts.sheet"](replace(sheet, lines=(wide, replace(sheet.lines[1], spec="短规格"))))
    sizes = {word.text.strip()[:3]: word.size for word in reading.words(pdf)}
    assert sizes["通风盘"] < sizes["短规格"]
