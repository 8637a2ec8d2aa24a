"""Texts, amounts and dates as people read them, in both languages."""

from __future__ import annotations

import gettext
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages import pofile

from app.core import clock, i18n
from app.core.i18n import Text, tr
from app.services.starting_lists import UNITS

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # 16:30 in the shop


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    i18n.use("zh_CN")
    yield
    i18n.use("zh_CN")


def test_a_text_is_data() -> None:
    text = Text("{part} at {place}", part="A", place=Text("bin {n}", n=3))
    assert str(text) == "A at bin 3"
    assert str(Text("100 {%}")) == "100 {%}"
    assert Text.of(text.data()) == text
    assert hash(Text.of(text.data())) == hash(text)
    assert text != Text("{part} at {place}", part="B", place="x")
    assert text != "A at bin 3"
    assert repr(Text("x", n=1)) == "Text('x', {'n': 1})"


def test_texts_are_translated_with_their_arguments() -> None:
    with i18n.language("en"):
        assert tr("{part} is {what}", part="A", what=Text("not there")) == "A is not there"
        assert tr(Text("{n} left", n=2)) == "2 left"
        assert tr(Text("{n} left", n=2), n=3) == "3 left"
        assert tr("plain") == "plain"
        assert tr("") == ""


def test_the_language_can_be_set_and_borrowed() -> None:
    i18n.use("en")
    assert i18n.current() == "en"
    with i18n.language("zh_CN"):
        assert i18n.current() == "zh_CN"
        with i18n.language("en"):
            assert i18n.current() == "en"
    assert i18n.current() == "en"
    with pytest.raises(ValueError, match="fr"):
        i18n.use("fr")


def test_names_in_two_languages() -> None:
    assert i18n.pick("甲", "A") == "甲"
    assert i18n.pick(None, "A") == "A"
    with i18n.language("en"):
        assert i18n.pick("甲", "A") == "A"
        assert i18n.pick("甲", "") == "甲"
    assert i18n.pick(None, None) == ""


def test_resources_lie_beside_the_package_or_in_the_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (i18n.resources() / "locale").is_dir()
    monkeypatch.setattr(sys, "_MEIPASS", "/bundle", raising=False)
    assert i18n.resources() == Path("/bundle/resources")


@pytest.mark.parametrize(
    ("milli", "decimals", "says"),
    [
        (2500, 1, "2.5"), (2000, 0, "2"), (2500, 0, "2.5"), (1_234_567_000, 0, "1,234,567"), (-3000, 0, "−3"),
        (0, 2, "0.00"), (1, 0, "0.001"), (1500, 3, "1.500"),
    ],
)  # fmt: skip
def test_quantities(milli: int, decimals: int, says: str) -> None:
    assert i18n.quantity(milli, decimals) == says


def test_signs() -> None:
    assert i18n.quantity(5000, sign=True) == "+5"
    assert i18n.quantity(0, sign=True) == "0"
    assert i18n.money(57400, sign=True) == "+¥574.00"
    assert i18n.money(-57400, sign=True) == "−¥574.00"
    assert i18n.money(163900) == "¥1,639.00"
    assert i18n.money(-5) == "−¥0.05"


def test_prices_show_what_they_have() -> None:
    assert i18n.price(33_285_714) == "¥33.285714"
    assert i18n.price(1_200_000_000) == "¥1,200.00"
    assert i18n.price(-500_000) == "−¥0.50"


@pytest.mark.parametrize(
    ("points", "zh", "en"),
    [
        (8780, "87.8%", "87.8 %"), (10000, "100%", "100 %"), (-150, "−1.5%", "−1.5 %"), (0, "0%", "0 %"),
        (25, "0.3%", "0.3 %"), (35, "0.4%", "0.4 %"), (-25, "−0.3%", "−0.3 %"), (-4, "0%", "0 %"),
    ],
)  # fmt: skip
def test_percent(points: int, zh: str, en: str) -> None:
    assert i18n.percent(points) == zh
    with i18n.language("en"):
        assert i18n.percent(points) == en


def test_days() -> None:
    assert i18n.day(date(2026, 11, 3)) == "2026-11-03"
    assert i18n.day(date(2026, 11, 3), full=False) == "11-03"
    with i18n.language("en"):
        assert i18n.day(date(2026, 11, 3)) == "3 Nov 2026"
        assert i18n.day(date(2026, 11, 3), full=False) == "3 Nov"


def test_moments_are_told_from_today() -> None:
    with clock.frozen(NOW), i18n.language("en"):
        assert i18n.moment(NOW) == "23 Nov 2026 16:30"
        assert i18n.moment(NOW, full=False) == "today 16:30"
        assert i18n.moment(NOW.replace(day=22), full=False) == "yesterday 16:30"
        assert i18n.moment(NOW.replace(day=2), full=False) == "2 Nov 16:30"
        assert i18n.moment(NOW.replace(year=2025), full=False) == "23 Nov 2025 16:30"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_text_is_found_as_the_standard_library_finds_it(language: str) -> None:
    folder = i18n.resources() / "locale"
    standard = gettext.translation("counterpart", folder, [language])
    with (folder / language / "LC_MESSAGES" / "counterpart.po").open("rb") as file:
        messages = [str(m.id) for m in pofile.read_po(file) if m.id]
    assert len(messages) > 1000
    with i18n.language(language):
        assert [tr(m) for m in messages] == [standard.gettext(m) for m in messages]
        assert [tr(m) for m in ("", "~ no such text", "\x00")] == ["", "~ no such text", "\x00"]


def test_without_a_catalogue_the_text_is_itself(tmp_path: Path) -> None:
    assert i18n._Catalogue(tmp_path / "none.mo").find("Save") == "Save"


def test_english_words_go_by_the_number() -> None:
    with i18n.language("en"):
        said = [i18n.tr("{n} lines are not counted yet", n=n) for n in (0, 1, 2, "1", "1,000")]
    assert said == [
        "0 lines are not counted yet", "1 line is not counted yet", "2 lines are not counted yet",
        "1 line is not counted yet", "1,000 lines are not counted yet",
    ]  # fmt: skip
    with i18n.language("zh_CN"):
        assert "{" not in i18n.tr("{n} lines are not counted yet", n=1)


def test_units_are_shown_in_the_language_and_kept_as_they_are() -> None:
    """Every unit a shop begins with has its English short form; one that the shop added stays as it is written."""
    with i18n.language("en"):
        assert [code for code, _name, _decimals in UNITS if not i18n.unit(code).isascii()] == []
        assert i18n.unit("扎") == "扎"
        assert i18n.tr("In {unit}, quantities have at most {decimals} decimals.", unit="件", decimals=0).startswith(
            "In pc"
        )
    with i18n.language("zh_CN"):
        assert i18n.unit("件") == "件"
