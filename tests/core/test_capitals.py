"""Amounts in Chinese capitals (domain §5.12): the given examples, zeros inside, large and negative amounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.capitals import capitals

CASES = [
    (1409_50, "人民币壹仟肆佰零玖元伍角整"),
    (6007_14, "人民币陆仟零柒元壹角肆分"),
    (16409_02, "人民币壹万陆仟肆佰零玖元零贰分"),
    (100000_00, "人民币壹拾万元整"),
    (5, "人民币伍分"),
    (0, "人民币零元整"),
    (10, "人民币壹角整"),
    (10_00, "人民币壹拾元整"),
    (10_01, "人民币壹拾元零壹分"),
    (100_50, "人民币壹佰元伍角整"),
    (325_04, "人民币叁佰贰拾伍元零肆分"),
    (107000_53, "人民币壹拾万柒仟元伍角叁分"),
    (1680_32, "人民币壹仟陆佰捌拾元叁角贰分"),
    (10001_00, "人民币壹万零壹元整"),
    (10010000_00, "人民币壹仟零壹万元整"),
    (100000000_00, "人民币壹亿元整"),
    (100000001_00, "人民币壹亿零壹元整"),
    (100010000_00, "人民币壹亿零壹万元整"),
    (1020304050_60, "人民币壹拾亿贰仟零叁拾万肆仟零伍拾元陆角整"),
    (1234567890123_45, "人民币壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分"),
    (1000000000000_00, "人民币壹万亿元整"),
    (1000000000001_00, "人民币壹万亿零壹元整"),
    (-1409_50, "人民币负壹仟肆佰零玖元伍角整"),
]


@pytest.mark.parametrize(("fen", "words"), CASES)
def test_amounts_are_said_as_the_bank_says_them(fen: int, words: str) -> None:
    assert capitals(fen) == words


def test_more_than_the_words_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="1000000000000000000"):
        capitals(10**18)


DIGITS = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read(words: str) -> int:
    """The amount in fen that the words say: written from the reader's side, not from the writer's."""
    total = section = digit = high = 0
    for char in words.removeprefix("人民币").removeprefix("负"):
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in PLACES:
            section, digit = section + digit * PLACES[char], 0
        elif char == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif char == "亿":
            high, total, section, digit = (total + section + digit) * 100_000_000, 0, 0, 0
        elif char == "元":
            total, section, digit = (high + total + section + digit) * 100, 0, 0
        elif char == "角":
            total, digit = total + digit * 10, 0
        elif char == "分":
            total, digit = total + digit, 0
    return -total if "负" in words else total


@given(st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1))
def test_what_is_said_is_the_amount(fen: int) -> None:
    words = capitals(fen)
    assert read(words) == fen
    assert "零零" not in words
    assert "零元" not in words or fen == 0
    assert words.endswith("整") == (fen % 10 == 0)
