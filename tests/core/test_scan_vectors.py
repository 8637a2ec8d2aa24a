"""The cases of the library biip (tests/data/barcode) against our own reading: what it reads we read, or keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from biip.upc import Upc

from app.core.scan import GS, check_digit_fits, is_gtin, parse

CASES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "barcode" / "biip_vectors.json").read_text(encoding="utf-8")
)
ELEMENTS = "tests/test_gs1_element_strings.py"
MESSAGES = "tests/test_gs1_messages.py"


def cases(file: str, name: str) -> list[Any]:
    """The parametrised cases of one upstream test."""
    return list(CASES[file][name]["cases"])


def texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for inner in found.values():
            yield from texts(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from texts(inner)


def test_all_of_it_is_heard() -> None:
    heard = set(texts(CASES))
    assert len(heard) > 300
    for text in heard:
        for head in ("", "]C1", GS, "]E0"):
            said = parse(head + text)
            assert said.code.isprintable()


@pytest.mark.parametrize(("value", "expected"), cases("tests/test_parse.py", "test_parse"))
def test_the_goods_are_the_same(value: str, expected: dict[str, Any]) -> None:
    said = parse(value)
    gtin = (expected.get("gtin") or {}).get("value", "")
    if len(value) == 6:
        gtin = ""  # six digits alone may be any code: no UPC-E is guessed from them
    assert said.gtin == (gtin and gtin.zfill(14))
    if "(00)" in said.text:
        assert said.sscc == (expected.get("sscc") or {}).get("value", said.sscc)
    if said.elements:
        message = expected.get("gs1_message") or expected["gs1_digital_link_uri"]
        found = [(e["ai"]["args"][0], e["value"]) for e in message["element_strings"]["args"][0]]
        assert list(said.elements) == found


GTINS = [
    value
    for file in ("tests/gtin/test_parse.py", "tests/rcn/test_rcn.py")
    for name, test in CASES[file].items()
    for case in test["cases"]
    for value in [case if isinstance(case, str) else case[0]]
    if "nonnumeric" not in name and value.isdigit()
]


@pytest.mark.parametrize("value", GTINS)
def test_gtins(value: str) -> None:
    assert parse(value).gtin == value.zfill(14)


@pytest.mark.parametrize("value", cases("tests/gtin/test_parse.py", "test_parse_nonnumeric_value"))
def test_what_is_no_gtin(value: str) -> None:
    assert not is_gtin(value)
    assert parse(value).gtin == ""


@pytest.mark.parametrize("case", [c for c in cases("tests/upc/test_parse.py", "test_parse_upc_e") if len(c[0]) == 8])
def test_upc_e(case: list[Any]) -> None:
    assert Upc.parse(case[0]).as_upc_a() in parse(case[0]).others


@pytest.mark.parametrize(("value", "digit"), cases("tests/test_checksums.py", "test_gs1_standard_check_digit"))
def test_check_digits(value: str, digit: int) -> None:
    assert check_digit_fits(f"{value}{digit}")
    assert not check_digit_fits(f"{value}{(digit + 1) % 10}")


HRI = [(value, hri) for value, hri in cases(MESSAGES, "test_parse_ignores_redundant_separator_chars")]
HRI += [(value.replace(mark[0], GS), hri) for value, mark, hri in cases(MESSAGES, "test_parse_with_separator_char")]
HRI += [(value, hri) for value, hri in cases(MESSAGES, "test_as_hri")]


@pytest.mark.parametrize(("value", "hri"), HRI)
def test_messages(value: str, hri: str) -> None:
    assert parse(GS + value).text == hri
    assert parse(hri).text == hri


@pytest.mark.parametrize("case", cases(MESSAGES, "test_parse_fails_if_unparsed_data_left"))
def test_what_is_left_over_is_never_cut(case: list[str]) -> None:
    said = parse(GS + case[0])
    assert said.code == case[0]
    assert said.batch == ""


FIELDS = {"11": "produced", "13": "packed", "15": "best_before", "17": "expires"}
DATES = [(v, d) for v, d, _ in cases(ELEMENTS, "test_extract_date_and_datetime")]
DATES += [(v, d) for v, d in cases(ELEMENTS, "test_extract_handles_zero_day_as_last_day_of_month")]


@pytest.mark.parametrize(("value", "expected"), [(v, d["args"]) for v, d in DATES if v[:2] in FIELDS])
def test_dates(value: str, expected: list[int]) -> None:
    assert getattr(parse(GS + value), FIELDS[value[:2]]) == date(*expected)


@pytest.mark.parametrize(("ai", "value"), cases(ELEMENTS, "test_extract_fails_with_invalid_date"))
def test_impossible_dates_are_kept_as_they_are(ai: str, value: str) -> None:
    said = parse(GS + "10A" + GS + ai + value)
    assert (said.rest, said.batch) == (ai + value, "A")


@pytest.mark.parametrize("case", cases(ELEMENTS, "test_extract_with_nested_error")[1:])
def test_wrong_check_digits_in_elements(case: list[Any]) -> None:
    assert parse(GS + case[0]).fault == "check"
