"""Both catalogues hold every text of the source, translated and fitting. Judges no choice of words."""

from __future__ import annotations

import ast
import re

import pytest

from resources.locale import catalogues
from tests.house.source import called, sources

MARKS = set(catalogues.KEYWORDS)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_catalogue_is_complete(language: str) -> None:
    found = catalogues.problems(language)
    assert not found, "\n".join(["run `python3 dev.py messages` and translate:", *found])


def test_texts_are_whole_and_constant() -> None:
    """A text put together at run time is in no catalogue: placeholders, not f-strings, + or %."""
    found = [
        file.at(node)
        for file in sources("app")
        for node in file.nodes
        if isinstance(node, ast.Call)
        and called(node) in MARKS
        and node.args
        and (
            isinstance(node.args[0], (ast.JoinedStr, ast.BinOp))
            or called(node.args[0]) == "format"
            or (called(node) == "N_" and not isinstance(node.args[0], ast.Constant))
        )
    ]
    assert not found


def test_placeholders_have_names() -> None:
    """A bare {} or {0} can not change places in another language."""
    found = [text for text in catalogues.entries("en") if {"", "0", "1"} & catalogues.placeholders(text)]
    assert not found


def test_english_says_neither_please_nor_ok() -> None:
    """ui.md: sentence case, no "please", no "OK"."""
    found = [text for text in catalogues.entries("en") if re.search(r"\b[Pp]lease\b|\bOK\b", text)]
    assert not found


@pytest.mark.parametrize(
    ("translation", "wrong"),
    [
        ("共 {n} 行，已接受", False),
        ("时间 10:30", False),
        ("{a}/{b}", False),
        ("入库单 (草稿)", True),
        ("请输入数量,然后保存", True),
        ("零件:{code}", True),
        ("已过账. ", True),
        ("版本 1.5", False),
    ],
)
def test_half_width_marks_beside_chinese_are_seen(translation: str, wrong: bool) -> None:
    assert bool(catalogues.HALF_WIDTH.search(translation)) is wrong
