"""What fits a setting, for each shape."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import Refused
from app.core.screen import Choice
from app.core.settings import Setting

CHOICES = (Choice("a", "A"), Choice("b", "B"))
RATE = {"name": "a", "rate": 1300, "from": "2026-01-01"}


@pytest.mark.parametrize(
    ("setting", "good", "wrong"),
    [
        (Setting("x.flag", "flag", False, "Flag"), [True, False], [1, "yes", None]),
        (Setting("x.number", "number", 5, "Number", least=3, most=9), [3, 9], [2, 10, True, "5", 4.0, None]),
        (Setting("x.open", "number", 5, "Open"), [0, 10**9], [-1]),
        (Setting("x.below", "money", 0, "Below", least=-5), [-5, 0], [-6]),
        (Setting("x.percent", "percent", 100, "Percent", most=10000), [0, 10000], [10001]),
        (Setting("x.choice", "choice", "a", "Choice", choices=CHOICES), ["a", "b"], ["c", 1]),
        (Setting("x.text", "text", "", "Text"), ["", "x"], [1, None]),
        (Setting("x.rates", "rates", [RATE], "Rates", choices=CHOICES), [[RATE]], [[], [{}], [RATE, RATE], {}, 1]),
    ],
)
def test_what_fits(setting: Setting[Any], good: list[Any], wrong: list[Any]) -> None:
    for value in good:
        assert setting.check(value) == value
    for value in wrong:
        with pytest.raises(Refused) as caught:
            setting.check(value)
        assert caught.value.where == setting.key


def test_the_refusal_names_the_bounds() -> None:
    with pytest.raises(Refused, match="Number: enter a value from 3 to 9"):
        Setting("x.n", "number", 5, "Number", least=3, most=9).check(2)
    with pytest.raises(Refused, match="from 0 to ∞"):
        Setting("x.n", "number", 5, "Number").check(-2)
