"""The frame around every form: letterhead, page x of y, foot, watermark, repeated heads, signatures, same bytes."""

import io
import subprocess
import sys
from dataclasses import replace

import pytest
from PIL import Image

from app.core.paper import Signature
from app.printing import SHEETS, pages
from app.printing.blocks import Facts, Prose, Signatures
from app.printing.pen import A4, HALF, MM
from app.printing.sheet import Form, Strip, paginate, render
from app.printing.tables import Column, Row, Table
from tests.printing import reading, samples


def strip(height: float, **more: object) -> Strip:
    return Strip(height, lambda _pen, _x, _top: None, **more)  # type: ignore[arg-type]


def form(*blocks: object, **more: object) -> Form:
    usual = Form("Count report", "SC-S01-20261123-0007", samples.imprint("en"), blocks)  # type: ignore[arg-type]
    return replace(usual, **more)  # type: ignore[arg-type]


def placed(strips: list[Strip], first: float = 100, later: float = 100) -> list[list[int]]:
    """The places of the strips page by page; a head that is drawn again is -1."""
    return [
        [strips.index(p.strip) if p.strip in strips else -1 for p in page] for page in paginate(strips, first, later)
    ]


class TestPagination:
    def test_strips_fill_a_page_and_go_on_with_the_next(self) -> None:
        assert placed([strip(40 + i / 10) for i in range(5)]) == [[0, 1], [2, 3], [4]]

    def test_the_first_page_may_offer_less(self) -> None:
        assert placed([strip(40 + i / 10) for i in range(3)], first=50) == [[0], [1, 2]]

    def test_white_above_a_strip_is_dropped_where_it_opens_a_page(self) -> None:
        assert placed([strip(60), strip(100, gap=20)]) == [[0], [1]]

    def test_what_is_glued_moves_together(self) -> None:
        assert placed([strip(70), strip(10, glued=True), strip(30)]) == [[0], [1, 2]]
        assert placed([strip(50), strip(30), strip(30, clings=True)]) == [[0], [1, 2]]

    def test_a_glued_group_taller_than_a_page_is_cut_between_its_strips(self) -> None:
        strips = [strip(20 + i / 10, glued=True) for i in range(9)]
        assert [place for page in placed(strips) for place in page] == list(range(9))
        assert len(placed(strips)) == 3

    def test_the_head_returns_where_a_row_opens_a_page(self) -> None:
        head = strip(10)
        rows = [strip(40 + i / 10, heads=(head,)) for i in range(4)]
        assert placed([strip(10.5, glued=True), *rows]) == [[0, 1, 2], [-1, 3, 4]]

    def test_a_strip_taller_than_a_page_is_not_lost(self) -> None:
        assert placed([strip(10), strip(150), strip(11)]) == [[0], [1], [2]]

    def test_nothing_gives_one_empty_page(self) -> None:
        assert placed([]) == [[]]


def test_every_page_says_whose_it_is_which_it_is_and_who_printed_it() -> None:
    pdf = SHEETS["counts.report"](samples.report(40, language="en"))
    count = len(pages.sizes(pdf))
    assert count >= 4
    for page in range(count):
        text = pages.text(pdf, page)
        assert f"Page {page + 1} of {count}" in text
        assert "Hongda Vehicle Service Co., Ltd." in text
        assert "Count report" in text
        assert "SC-S01-20261123-0007" in text
        assert "Revision 1" in text
        assert "Printed by Wang Lei, 23 Nov 2026 16:40" in text
        assert "Copy 1" in text
        assert "Station S01" in text
    assert "88 Jiangjun Avenue" in pages.text(pdf, 0)
    assert "88 Jiangjun Avenue" not in pages.text(pdf, 1)


def test_chinese_paper_counts_pages_and_copies_as_customary() -> None:
    imprint = samples.imprint("zh_CN", copy=2)
    text = reading.text(SHEETS["counts.report"](replace(samples.report(2), imprint=imprint)))
    assert "第1页/共2页" in text
    assert "第2次打印" in text
    assert "打印：王磊 2026-11-23 16:40" in text


@pytest.mark.parametrize(("mark", "word"), [("draft", "DRAFT"), ("void", "VOID")])
def test_an_unposted_or_voided_paper_says_so_across_every_page(mark: str, word: str) -> None:
    sheet = samples.report(12, language="en")
    clean = SHEETS["counts.report"](sheet)
    marked = SHEETS["counts.report"](replace(sheet, imprint=samples.imprint("en", mark=mark)))
    assert all(word in pages.text(marked, page) for page in range(len(pages.sizes(marked))))
    assert word not in reading.text(clean)
    huge = [w for w in reading.words(marked) if w.text.strip() == word]
    assert huge[0].top - huge[0].bottom > 150


def test_both_languages_stand_in_the_title_if_asked() -> None:
    sheet = samples.report(0)
    assert "Count report" not in reading.text(SHEETS["counts.report"](sheet))
    both = replace(sheet, imprint=samples.imprint("zh_CN", bilingual=True))
    assert "盘点报告 Count report" in reading.text(SHEETS["counts.report"](both))


def test_the_logo_stands_left_of_the_name() -> None:
    content = io.BytesIO()
    Image.new("RGB", (200, 100), (20, 60, 140)).save(content, "PNG")
    imprint = samples.imprint("en")
    head = replace(imprint.letterhead, logo=content.getvalue())
    pdf = render(form(imprint=replace(imprint, letterhead=head)))
    shot = Image.open(io.BytesIO(pages.png(pdf, dpi=72)))
    x, y = A4.left + 5, A4.top + 5
    assert shot.getpixel((int(x), int(y))) == (20, 60, 140)
    name = next(w for w in reading.words(pdf) if w.text.startswith("Hongda"))
    assert name.left > A4.left + 22 * MM


class TestSignatures:
    BOXES = (Signature("Counter"), Signature("Warehouse head"), Signature("Finance head"))

    @pytest.mark.parametrize("lines", range(18, 46))
    def test_never_alone_on_a_page_whatever_precedes_them(self, lines: int) -> None:
        rows = [Row((str(i), f"part {i}")) for i in range(lines)]
        table = Table([Column("No."), Column("Name", stretch=1)], rows, foot=[Row(("", "Total"))])
        pdf = render(form(table, Signatures(self.BOXES)))
        last = pages.text(pdf, len(pages.sizes(pdf)) - 1)
        assert "Finance head" in last
        assert "Total" in last
        assert f"part {lines - 1}" in last

    @pytest.mark.parametrize("count", [0, 1, 40, 400])
    @pytest.mark.parametrize("name", ["", samples.LONG])
    def test_of_a_count_stand_with_the_end_of_the_report(self, count: int, name: str) -> None:
        pdf = SHEETS["counts.report"](samples.report(count, language="en", name=name))
        last = pages.text(pdf, len(pages.sizes(pdf)) - 1)
        assert "Finance head" in last
        assert "Warehouse head" in last
        assert "Audit chain, station S01, entry 18,422" in last
        ending = "no other part and no unknown code turned up" if not count else "Suggestions"
        assert ending in last

    def test_say_who_signed_when_and_which_revision(self) -> None:
        box = Signature("Finance head", "Sun Li", samples.NOON, 3, "PIN")
        for paper in (A4, HALF):
            text = reading.text(render(form(Prose("done"), Signatures([box]), paper=paper)))
            assert "Sun Li" in text
            assert "23 Nov 2026 12:00" in text
            assert "Revision 3" in text
            assert "PIN" in text
            assert "Date:" not in text

    def test_leave_room_to_sign_by_hand(self) -> None:
        pdf = render(form(Prose("done"), Signatures([Signature("Finance head", "Sun Li")])))
        role, date = (next(w for w in reading.words(pdf) if w.text.startswith(word)) for word in ("Finance", "Date"))
        assert role.bottom - date.top > 12 * MM
        assert "Sun Li" in reading.text(pdf)
        low = render(form(Prose("done"), Signatures([Signature("Finance head", "Sun Li")]), paper=HALF))
        assert "Sun Li" in reading.text(low)

    def test_more_than_fit_side_by_side_make_a_second_row(self) -> None:
        boxes = [Signature(f"Role {n}") for n in range(7)]
        found = [w for w in reading.words(render(form(Prose("done"), Signatures(boxes)))) if "Role" in w.text]
        assert len(found) == 7
        assert len({round(w.bottom) for w in found}) == 2


class TestSameBytes:
    def test_for_the_same_sheet_whatever_was_printed_before(self) -> None:
        sheet = samples.report(9)
        first = SHEETS["counts.report"](sheet)
        SHEETS["counts.sheet"](samples.blind_sheet(name=samples.LONG))
        assert SHEETS["counts.report"](sheet) == first
        assert SHEETS["counts.report"](replace(sheet, number="SC-S01-20261123-0008")) != first

    def test_in_another_process(self) -> None:
        code = (
            "import sys; from app.printing import SHEETS; from tests.printing import samples;"
            "sys.stdout.buffer.write(SHEETS['counts.report'](samples.report(5, language='en')))"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert run.stdout == SHEETS["counts.report"](samples.report(5, language="en"))

    def test_dated_by_the_sheet_not_by_the_clock(self) -> None:
        pdf = SHEETS["counts.report"](samples.report(1))
        assert b"D:20261123084000+00'00'" in pdf


def test_both_weights_are_embedded_and_no_font_of_the_pc_is_needed() -> None:
    for pdf in (SHEETS["counts.report"](samples.report(3)), SHEETS["parts.label"](samples.label())):
        names = reading.fonts(pdf)
        assert {name.partition("+")[2] for name in names} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}
        assert b"/FontFile2" in pdf


def test_several_forms_in_one_file_count_their_own_pages() -> None:
    long = Table([Column("No.")], [Row((str(i),)) for i in range(80)])
    text = reading.text(render(form(Prose("one")), form(long, number="SC-2")))
    assert "Page 1 of 1" in text
    assert "Page 2 of 2" in text


def test_facts_wrap_and_an_empty_one_is_a_dash() -> None:
    text = reading.text(SHEETS["counts.report"](replace(samples.report(0, language="en"), observer="")))
    assert "Count observer\n—" in text
    assert Facts([]).strips(A4) == []


def test_a_long_remark_runs_over_pages_and_keeps_two_lines_together() -> None:
    text = "盘点说明，" * 900
    pdf = render(form(Prose(text, bullet="1."), Signatures([Signature("Finance head")])))
    said = reading.text(pdf).replace("\n", "")
    assert said.count("，") == 900
    assert len(pages.sizes(pdf)) >= 2
