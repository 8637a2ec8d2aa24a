"""Text to exact integers: separators of all kinds, yuan only, nothing rounded, nothing guessed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Refused
from app.services.imports import numbers
from app.services.imports.numbers import Style, style_of


@pytest.mark.parametrize(
    ("text", "milli"),
    [
        ("0", 0),
        ("12", 12_000),
        (" 12 ", 12_000),
        ("1.5", 1_500),
        ("1,5", 1_500),
        ("0,125", 125),
        (".5", 500),
        ("5.", 5_000),
        ("440.00000", 440_000),
        ("1,234.50", 1_234_500),
        ("1 234,50", 1_234_500),
        ("1\u00a0234,50", 1_234_500),
        ("1'234.5", 1_234_500),
        ("1.234,50", 1_234_500),
        ("1,234", 1_234_000),
        ("1.234", 1_234),
        ("123,456", 123_456_000),
        ("0,123", 123),
        ("１，２３４．５", 1_234_500),
        ("＋１２", 12_000),
        ("+3", 3_000),
        ("999999", 999_999_000),
        ("-0", 0),
    ],
)
def test_quantities(text: str, milli: int) -> None:
    assert numbers.quantity(text) == milli


@pytest.mark.parametrize("text", ["-5", "−5", "－5", "–5", "5-", "(5)", "( 5 )"])
def test_negative_only_where_it_is_allowed(text: str) -> None:
    assert numbers.quantity(text, negative=True) == -5_000
    with pytest.raises(Refused, match="negative"):
        numbers.quantity(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "missing"),
        (" ", "missing"),
        ("abc", "not a number"),
        ("5个", "unit"),
        ("5 pcs", "unit"),
        ("1,23,456", "not a number"),
        ("1,234,50", "not a number"),
        ("1.2.3", "not a number"),
        ("--5", "not a number"),
        (".", "not a number"),
        (",", "not a number"),
        ("1/2", "not a number"),
        ("①", "not a number"),
        ("٣", "not a number"),
        ("NaN", "not a number"),
        ("¥5", "not a number"),
        ("5%", "not a number"),
        ("1E+09", "shortened by a spreadsheet"),
        ("1.2e3", "shortened by a spreadsheet"),
        ("1000000", "999,999"),
        ("9" * 60, "not a number"),
        ("0.0001", "3 decimals"),
        ("436,965.3704", "3 decimals"),
    ],
)
def test_quantities_that_are_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        numbers.quantity(text)


def test_the_unit_says_how_many_decimals() -> None:
    assert numbers.quantity("2.0", decimals=0) == 2_000
    assert numbers.quantity("2.50", decimals=1) == 2_500
    with pytest.raises(Refused, match="whole number"):
        numbers.quantity("2.5", decimals=0)
    with pytest.raises(Refused, match="more than 1 decimals"):
        numbers.quantity("2.55", decimals=1)


YUAN = [
    "12.5",
    "¥12.50",
    "￥12.50",
    "¥ 12.5",
    "12.5元",
    "12.50 元",
    "RMB 12.5",
    "rmb12.5",
    "12.5 CNY",
    "人民币12.5",
    "CN¥12.5",
]


@pytest.mark.parametrize("text", YUAN)
def test_yuan_in_every_spelling(text: str) -> None:
    assert numbers.money(text) == 1_250
    assert numbers.price(text) == 12_500_000


@pytest.mark.parametrize("text", ["-¥12.5", "¥-12.5", "(¥12.50)", "-12.5元"])
def test_negative_yuan(text: str) -> None:
    assert numbers.money(text, negative=True) == -1_250


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("€12.5", "€"),
        ("12,50 €", "€"),
        ("$12", "$"),
        ("US$12", "$"),
        ("HK$12", "$"),
        ("£3", "£"),
        ("₩500", "₩"),
        ("USD 12", "USD"),
        ("12 usd", "usd"),
        ("12.5 EUR", "EUR"),
        ("EUR -5", "EUR"),
        ("12 美元", "美元"),
        ("12新加坡元", "新加坡元"),
        ("100 @ 0.513300 USD", "USD"),
    ],
)
def test_other_currencies_are_refused_by_name(text: str, currency: str) -> None:
    for read in (numbers.money, numbers.price):
        with pytest.raises(Refused) as refused:
            read(text)
        assert refused.value.text.args["currency"] == currency


def test_money_has_two_decimals_and_prices_six() -> None:
    assert numbers.price("0.513300") == 513_300
    assert numbers.price("33.285714") == 33_285_714
    with pytest.raises(Refused, match="2 decimals"):
        numbers.money("12.345")
    with pytest.raises(Refused, match="6 decimals"):
        numbers.price("0.0000001")
    with pytest.raises(Refused, match="too large"):
        numbers.money("10000000000")
    with pytest.raises(Refused, match="missing"):
        numbers.price("¥")


def test_whole_numbers() -> None:
    assert numbers.whole("365", most=999) == 365
    assert numbers.whole("-3", least=-5, most=5) == -3
    for text in ("1000", "1.5", "x"):
        with pytest.raises(Refused):
            numbers.whole(text, most=999)


def test_percentages() -> None:
    assert [numbers.percent(text) for text in ("13%", "13", "13.5 %", "0", "100", "0.5%", "１３％")] == [
        1_300, 1_300, 1_350, 0, 10_000, 50, 1_300,
    ]  # fmt: skip
    with pytest.raises(Refused, match="share or a percentage"):
        numbers.percent("0.13")
    with pytest.raises(Refused, match="100 %"):
        numbers.percent("101")


def test_the_column_decides_what_a_comma_means() -> None:
    assert style_of(["12", "1,234", "x"]) is Style.POINT
    assert style_of(["1,5", "1,234"]) is Style.COMMA
    assert style_of(["1.50", "1,5"]) is Style.MIXED
    assert style_of(["€1.234,50"]) is Style.POINT  # no number: says nothing
    assert style_of(["１，５"]) is Style.COMMA
    assert style_of(["12345.6789"]) is Style.POINT
    assert numbers.quantity("1,234", style=Style.COMMA) == 1_234
    assert numbers.quantity("1.234", style=Style.COMMA) == 1_234_000
    assert numbers.quantity("1 234", style=Style.MIXED) == 1_234_000
    assert numbers.quantity("1.5", style=Style.MIXED) == 1_500
    for text in ("1,234", "1.234"):
        with pytest.raises(Refused, match="two ways"):
            numbers.quantity(text, style=Style.MIXED)


def spelled(scaled: int, places: int, group: str, point: str) -> str:
    whole, rest = divmod(abs(scaled), 10**places)
    return ("-" if scaled < 0 else "") + f"{whole:,}".replace(",", group) + f"{point}{rest:0{places}d}"


SIGNS = st.sampled_from([(",", "."), (" ", ","), ("'", "."), ("", "."), (".", ",")])


@given(st.integers(-999_999_000, 999_999_000), SIGNS)
def test_quantities_come_back_from_every_spelling(milli: int, signs: tuple[str, str]) -> None:
    """Three decimals are where a point could also group; the column's style settles it."""
    style = Style.COMMA if signs[1] == "," else Style.POINT
    assert numbers.quantity(spelled(milli, 3, *signs), negative=True, style=style) == milli


@given(st.integers(-(10**11), 10**11), SIGNS, st.sampled_from(["{}", "¥{}", "{}元", "RMB {}", "￥ {}", "{} CNY"]))
def test_money_comes_back_from_every_spelling(fen: int, signs: tuple[str, str], currency: str) -> None:
    assert numbers.money(currency.format(spelled(fen, 2, *signs)), negative=True) == fen


@given(st.integers(0, 10**15))
def test_prices_come_back(micro: int) -> None:
    assert numbers.price(spelled(micro, 6, ",", ".")) == micro


@settings(max_examples=500)
@given(st.text(max_size=20) | st.text("0123456789.,-+ ()¥€元%E'", max_size=14))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    style_of([text])
    readers: list[Callable[[str], int]] = [
        partial(read, negative=True, style=style)
        for read in (numbers.quantity, numbers.money, numbers.price)
        for style in Style
    ]
    for reader in [*readers, numbers.percent, partial(numbers.whole, most=99)]:
        with suppress(Refused):
            assert isinstance(reader(text), int)
