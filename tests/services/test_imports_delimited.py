"""Delimiters guessed, quotation marks of honest and of careless writers, line numbers as an editor shows them."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.errors import Refused
from app.services.imports.delimited import guess_delimiter, parse, split_lines
from app.services.imports.reading import read
from app.services.imports.sheet import ReadAs


@pytest.mark.parametrize("delimiter", ["\t", "|", ";", ","])
def test_each_delimiter_is_guessed(delimiter: str) -> None:
    lines = [delimiter.join(("A" + str(n), "bolt", "x y", str(n))) for n in range(20)]
    assert guess_delimiter(lines) == delimiter


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("11;STONEGUARD, SINGLE\n12;CLUTCH, R/BRG, JAG\n13;BULLET\n", ";"),
        ("1,5;2,5;3,5\n1,1;2,2;3,3\n", ";"),
        ('a,"x;y;z"\nb,"p;q"\n', ","),
        ("bolt\nnut, M8\npin\nwasher\n", ""),
        ("part code,name\nA1\nA2\nA3\nA4\n", ","),
        ("\n  \n", ""),
        ("", ""),
    ],
)
def test_delimiter_of_tricky_files(text: str, delimiter: str) -> None:
    assert guess_delimiter(split_lines(text)) == delimiter


def test_excels_hint_is_honoured_and_no_row() -> None:
    records = parse("sep=|\na|b\n1|2\n")
    assert (records.delimiter, records.cells, records.numbers) == ("|", [["a", "b"], ["1", "2"]], [2, 3])
    assert parse("sep=;\na,b\n1,2\n", ",").cells == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("word", "sign"), [("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|"), ("none", "")]
)
def test_the_user_names_the_delimiter(word: str, sign: str) -> None:
    assert read(b"a;b|c\td,e\n", how=ReadAs(delimiter=word, header=False)).delimiter == sign


def test_an_odd_delimiter_is_refused() -> None:
    with pytest.raises(Refused, match="no delimiter"):
        read(b"a;b\n", how=ReadAs(delimiter="#"))


def test_a_quoted_cell_over_several_lines_counts_from_its_first_line() -> None:
    records = parse('code,note\nA1,"two\nlines"\nA2,"""three"",\n\nlines"\nA3,one\n')
    assert records.cells == [["code", "note"], ["A1", "two\nlines"], ["A2", '"three",\n\nlines'], ["A3", "one"]]
    assert records.numbers == [1, 2, 4, 7]
    assert records.remarks == []


def test_inch_marks_inside_cells_survive() -> None:
    records = parse('A1;BOLT 3/4"\nA2;HOSE 1" X 2"\nA3;PIN\n')
    assert records.cells == [["A1", 'BOLT 3/4"'], ["A2", 'HOSE 1" X 2"'], ["A3", "PIN"]]


def test_a_cell_that_begins_with_a_bare_quote_swallows_nothing() -> None:
    records = parse('A1;"BOLT\nA2;SCREW 3/4"\nA3;NUT\nA4;"PIN"\nA5;6" HOSE\n')
    assert records.cells == [["A1", '"BOLT'], ["A2", 'SCREW 3/4"'], ["A3", "NUT"], ["A4", "PIN"], ["A5", '6" HOSE']]
    assert [(remark.row, remark.raw) for remark in records.remarks] == [(1, '"BOLT')]


def test_careless_quotes() -> None:
    """A quoted word at the start, an inch mark before the closing quote, a blank before the opening one."""
    text = 'A1,"3/4" BOLT,x\nA2,"HOSE 5"",x\nA3, "a, b" ,x\nA4,"a ""b""",x\nA5,"",x\nA6,"x"y",z\n'
    assert [row[1] for row in parse(text).cells] == ['"3/4" BOLT', 'HOSE 5"', "a, b", 'a "b"', "", 'x"y']


def test_an_unclosed_quote_at_the_end_of_the_file() -> None:
    records = parse('A1,bolt\nA2,"nut\n')
    assert records.cells == [["A1", "bolt"], ["A2", '"nut']]
    assert len(records.remarks) == 1


def test_a_multi_line_cell_in_a_careless_file_is_still_one_cell() -> None:
    records = parse('A1,3" PIPE,x\nA2,"long\nnote",y\nA3,b,z\n')
    assert records.cells == [["A1", '3" PIPE', "x"], ["A2", "long\nnote", "y"], ["A3", "b", "z"]]
    assert records.numbers == [1, 2, 4]


def test_a_joined_record_of_the_wrong_width_is_not_believed() -> None:
    records = parse('A1,b,c\nA2,"b,c\nA3,b",c,d,e,f\nA4,b,c\nA5,b,c\n')
    assert records.cells[1] == ["A2", '"b', "c"]
    assert len(records.cells) == 5


def test_one_column_of_a_careless_file_keeps_its_lines_apart() -> None:
    records = parse('3" PIPE\n"two\nlines"\nBOLT\n', "")
    assert records.cells == [['3" PIPE'], ['"two'], ['lines"'], ["BOLT"]]
    assert parse('"two\nlines"\nBOLT\n', "").cells == [["two\nlines"], ["BOLT"]]


def test_text_after_a_closing_quote_makes_a_file_careless() -> None:
    assert parse('"a" b,c\nd,e\n').cells == [['"a" b', "c"], ["d", "e"]]
    assert parse('"a" b\nc\n', "").cells == [['"a" b'], ["c"]]


def test_hopeless_quotes_cost_no_time() -> None:
    records = parse("\n".join(f'"BOLT {n};x' for n in range(3_000)))
    assert len(records.cells) == 3_000
    assert len(records.remarks) == 3_000


def test_a_quote_left_open_does_not_run_through_the_file() -> None:
    records = parse('A1;"BOLT\n' + "A2;NUT\n" * 500 + 'A3;PIN"\n')
    assert len(records.cells) == 502


def test_excels_formula_text_loses_its_wrapping() -> None:
    assert parse('="00123",bolt\nA2,nut\n').cells[0] == ["00123", "bolt"]
    assert parse('"=""00123""",bolt\nA2,nut\n').cells[0] == ["00123", "bolt"]
    assert parse('="a"&"b",bolt\n').cells[0] == ['="a"&"b"', "bolt"]


def test_lines_end_only_where_editors_end_them() -> None:
    assert split_lines("a\x0b\x0c\x85\u2028b\rc\nd\r\ne") == ["a\x0b\x0c\x85\u2028b", "c", "d", "e"]
    assert split_lines("") == []


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\x1a"), max_size=12) | st.text('a" ,;\n=', max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=8)))
@example([["", '"\n,'], ["x", "\n"]])
def test_what_python_writes_reads_back_the_same(table: list[list[str]]) -> None:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    records = parse(out.getvalue(), ",")
    unwrapped = [
        [c[2:-1] if c[:2] == '="' and c[-1] == '"' and c.count('"') == 2 and len(c) > 2 else c for c in r]
        for r in table
    ]
    assert records.cells == unwrapped
    assert records.remarks == []


@settings(max_examples=300, deadline=None)
@given(st.text('ab",;\n\t ', max_size=60))
def test_no_line_is_lost_however_quotes_stand(text: str) -> None:
    """Records cover the lines without gap or overlap: what has text in the file has text in a record."""
    records = parse(text, ",")
    assert records.numbers == sorted(set(records.numbers))
    assert len(records.cells) == len(records.numbers)
    assert (
        sorted("".join(split_lines(text)).replace('"', "").replace(",", ""))
        == sorted("".join("".join(row) for row in records.cells).replace('"', "").replace(",", "").replace("\n", ""))
        or '"' in text
    )
    assert sum(text.count(c) for c in "ab") == sum(cell.count(c) for row in records.cells for cell in row for c in "ab")
