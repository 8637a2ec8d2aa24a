"""The paper's fonts: what they can draw, what stands for what they can not, and how wide it is."""

import json
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from app.printing import fonts


def test_chinese_latin_and_signs_are_drawn_as_they_are() -> None:
    said = "前制动片 Citroën Ø312 ¥1,639.00 − × ± ℃ ① “一” — … → □ ■ Ω Я"
    assert fonts.printable(said) == said


def test_a_character_the_font_lacks_is_seen_on_paper() -> None:
    assert fonts.printable("𠮷野 😀") == "〓野 〓"


def test_controls_go_and_accents_are_joined() -> None:
    assert fonts.printable("a\tb\x07c\u200bd") == "a b cd"
    assert fonts.printable("Citroe\u0308n ☑") == "Citroën 〓"


def test_an_accent_the_font_lacks_is_left_off() -> None:
    assert fonts.printable("Škoda") == "Skoda"


def test_line_ends_of_every_kind_are_kept() -> None:
    assert fonts.printable("one\r\ntwo\rthree\x00") == "one\ntwo\nthree "


@given(st.text())
def test_every_text_becomes_one_that_can_be_measured_and_drawn(text: str) -> None:
    said = fonts.printable(text)
    assert all(char == "\n" or ord(char) in fonts._widths[fonts.REGULAR] for char in said)
    assert fonts.printable(said) == said
    assert fonts.width(said, 9) >= 0


def test_width_grows_with_size_and_hanzi_are_square() -> None:
    assert fonts.width("盘点", 10) == 20
    assert fonts.width("盘点", 20, bold=True) == 40
    assert fonts.width("", 10) == 0
    # figures are all of one width, so that columns of money line up
    assert len({fonts.width(digit, 10) for digit in "0123456789"}) == 1


def test_a_shop_that_prints_nothing_loads_no_reportlab() -> None:
    code = "import sys, json, app.printing; print(json.dumps([m for m in sys.modules if m.startswith('reportlab')]))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == []
