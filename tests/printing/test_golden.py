"""Every sheet says what it said when somebody last read it, in both languages; nothing on it overlaps or runs off."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from app.printing import SHEETS, pages
from app.printing.pen import A4, A4_LANDSCAPE, A5_LANDSCAPE, HALF, MM, Paper
from app.services.part_labels import ROLLS
from tests.printing import golden, reading, samples

EDGE = (2.0 * MM, 2.0 * MM, 1.2 * MM, 1.2 * MM)
LABELS = (Paper(roll.width / 10 * MM, roll.height / 10 * MM, *EDGE) for roll in ROLLS.values())
PAPERS = (A4, A4_LANDSCAPE, A5_LANDSCAPE, HALF, *LABELS)
MARGINS = {(round(paper.width), round(paper.height)): paper for paper in PAPERS}


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("case", golden.CASES)
def test_the_words_are_those_we_read(case: str, language: str) -> None:
    expected = golden.path(case, language).read_text(encoding="utf-8")
    assert golden.words(case, language) == expected


def assert_tidy(pdf: bytes) -> None:
    """No text lies on another and none leaves the margins."""
    for page, (width, height) in enumerate(pages.sizes(pdf)):
        paper = MARGINS[round(width), round(height)]
        assert not reading.collisions(pdf, page)
        for word in reading.words(pdf, page):
            assert word.left >= paper.left - 1, word
            assert word.right <= width - paper.right + 1, word
            assert word.bottom >= paper.bottom - 3, word
            assert word.top <= height - paper.top + 2, word


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("case", golden.CASES)
def test_nothing_overlaps_or_leaves_the_page(case: str, language: str) -> None:
    name, sample = golden.CASES[case]
    assert_tidy(SHEETS[name](sample(language)))


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 40])
@pytest.mark.parametrize("name", ["", samples.LONG, "X" * 100, "盘" * 100])
def test_long_names_wrap_in_their_cell(count: int, name: str, language: str) -> None:
    assert_tidy(SHEETS["counts.report"](samples.report(count, language=language, name=name)))
    assert_tidy(SHEETS["counts.sheet"](samples.blind_sheet(count, language=language, name=name)))


def _stretched(sheet: Any, depth: int = 0) -> Any:
    """The sheet with at least forty lines wherever it has lines, and names of a hundred characters."""
    if isinstance(sheet, tuple) and sheet and all(is_dataclass(one) for one in sheet):
        lines = [_stretched(one, depth + 1) for one in sheet]
        return tuple(lines * 40)[: max(40, len(lines))] if depth < 2 else tuple(lines)
    if not is_dataclass(sheet):
        return sheet
    given: dict[str, Any] = {}
    for field in fields(sheet):
        value = getattr(sheet, field.name)
        if field.name in ("name", "spec", "customer", "note", "remark", "reason", "finding", "cause", "supplier"):
            given[field.name] = "盘" * 100 if value and isinstance(value, str) else value
        elif field.name not in ("imprint", "marks"):  # marks have their place on the picture of the car
            given[field.name] = _stretched(value, depth + 1)
    return replace(sheet, **given)  # type: ignore[type-var]


@pytest.mark.parametrize(
    "case", [case for case, (name, _) in golden.CASES.items() if "label" not in name and not case.endswith("-long")]
)
def test_e89_forty_lines_and_long_names_stay_within_their_cells(case: str) -> None:
    name, sample = golden.CASES[case]
    assert_tidy(SHEETS[name](_stretched(sample("zh_CN"))))


def test_a_sheet_is_there_for_every_name() -> None:
    assert {name for name, _ in golden.CASES.values()} == set(SHEETS)
