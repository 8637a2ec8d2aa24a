"""The ABC arithmetic of domain.md §6.1, rule by rule. Knows no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.abc_runs import classes


def test_value_classes_by_the_share_before_each_part() -> None:
    """80 % exactly is B, 95 % exactly is C; no use is C."""
    found = classes.by_value({"a": 8000, "b": 1500, "c": 500, "d": 0, "e": -3})
    assert {key: ranked.abc for key, ranked in found.items()} == {"a": "A", "b": "B", "c": "C", "d": "C", "e": "C"}
    assert [found[key].share for key in "abc"] == [0, 8000, 9500]


def test_the_first_is_always_a() -> None:
    assert classes.by_value({"only": 1})["only"].abc == "A"
    assert classes.by_value({}) == {}
    assert classes.by_value({"none": 0})["none"].abc == "C"


@given(st.dictionaries(st.integers(), st.integers(-100, 10**9), max_size=60))
def test_more_value_is_never_a_lower_class(values: dict[int, int]) -> None:
    found = classes.by_value(values)
    ordered = [found[key].abc for key in sorted(values, key=lambda key: -values[key])]
    assert ordered == sorted(ordered)


@pytest.mark.parametrize(
    ("documents", "wanted"),
    [(12, "HIGH"), (11, "MEDIUM"), (4, "MEDIUM"), (3, "LOW"), (0, "LOW")],
)
def test_frequency(documents: int, wanted: str) -> None:
    assert classes.frequency(documents) == wanted


@pytest.mark.parametrize(
    ("used", "criticality", "generic", "wanted"),
    [
        ("HIGH", 3, True, ("C", "GENERIC")), ("LOW", 3, True, ("C", "GENERIC")),
        ("HIGH", 2, True, ("B", "OFTEN")), ("HIGH", 1, True, ("A", "OFTEN_CRITICAL")),
        ("HIGH", 1, False, ("A", "OFTEN_CRITICAL")), ("HIGH", 2, False, ("B", "OFTEN")),
        ("HIGH", 3, False, ("B", "OFTEN")), ("MEDIUM", 1, False, ("B", "SOME_CRITICAL")),
        ("MEDIUM", 2, False, ("C", "SELDOM")), ("LOW", 1, False, ("C", "SAFEGUARD")),
        ("LOW", 2, False, ("C", "SELDOM")),
    ],
)  # fmt: skip
def test_the_rulebook_method(used: str, criticality: int, generic: bool, wanted: tuple[str, str]) -> None:
    """R15: often and critical is A. R16: often, less important is B. R17: seldom, or generic, is C."""
    assert classes.by_rulebook(used, criticality, generic, "C") == wanted
    assert classes.label(classes.RULES, wanted[1])


def test_class_a_by_value_is_never_below_b() -> None:
    assert classes.by_rulebook("LOW", 2, False, "A") == ("B", "VALUE_GUARD")
    assert classes.by_rulebook("LOW", 2, False, "A", guard=False) == ("C", "SELDOM")
    assert classes.by_rulebook("HIGH", 1, False, "A") == ("A", "OFTEN_CRITICAL")
    assert classes.label(classes.RULES, None) == ""
