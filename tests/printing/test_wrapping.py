"""Breaking text into lines: nothing is lost, nothing runs over, punctuation keeps its place."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.printing import fonts, wrapping

TEXTS = st.text(alphabet=st.sampled_from("盘点前制动片，。（）“”、 ABCxyz0189-/.,¥#〓\n"), max_size=120)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(TEXTS, st.sampled_from([20.0, 33.3, 80.0, 240.0]), st.booleans())
def test_every_line_fits_and_nothing_is_lost(text: str, room: float, bold: bool) -> None:
    lines = wrapping.wrap(text, 9, room, bold=bold)
    assert all(fonts.width(line, 9, bold=bold) <= room + 0.02 for line in lines)
    assert squeezed("".join(lines)) == squeezed(text)


def test_chinese_breaks_between_characters_but_not_before_a_comma() -> None:
    lines = wrapping.wrap("前制动片，后制动片，火花塞。", 10, 40)
    assert lines == ("前制动", "片，后制", "动片，火", "花塞。")


def test_an_opening_bracket_goes_with_what_follows() -> None:
    assert wrapping.wrap("前制动（左）", 10, 40) == ("前制动", "（左）")


def test_latin_breaks_between_words() -> None:
    assert wrapping.wrap("front brake pads", 10, 62) == ("front brake", "pads")


def test_a_long_part_number_breaks_after_its_own_marks() -> None:
    assert wrapping.wrap("1K0-615-301-AA/X", 10, 60) == ("1K0-615-", "301-AA/X")
    pieces = wrapping.wrap("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10, 60)
    assert len(pieces) > 2
    assert "".join(pieces) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert "".join(wrapping.wrap("A-BCDEFGHIJKLMNOPQRSTUVW-Z", 10, 60)) == "A-BCDEFGHIJKLMNOPQRSTUVW-Z"


def test_empty_text_takes_no_line_and_given_breaks_are_kept() -> None:
    assert wrapping.wrap("", 9, 50) == ()
    assert wrapping.wrap("  \n ", 9, 50) == ()
    assert wrapping.wrap("一\n二", 9, 50) == ("一", "二")


def test_a_figure_is_set_smaller_before_it_is_broken() -> None:
    assert wrapping.fit("1,639.00", 9, 100) == 9
    small = wrapping.fit("123,456,789.00", 9, 50)
    assert wrapping.SMALLEST < small < 9
    assert fonts.width("123,456,789.00", small) <= 50
    assert wrapping.fit("1" * 200, 9, 50) == wrapping.SMALLEST


def test_the_longest_piece_of_a_text() -> None:
    assert wrapping.widest_piece("前制动片", 10) == 10
    assert wrapping.widest_piece("front brake", 10) == fonts.width("front", 10) or fonts.width("brake", 10)
    assert wrapping.widest_piece("", 10) == 0
