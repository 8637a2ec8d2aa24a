"""The check-in sheet: what it says, the same outline as on screen, its bar code by revision, many marks kept tidy."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from app.core.paper import Signature
from app.printing import pages, receptions
from tests.printing import decoding, reading, samples
from tests.printing.test_golden import assert_tidy


def told(**more: object) -> str:
    return reading.text(receptions.sheet(replace(samples.check_sheet(language="en"), **more)))  # type: ignore[arg-type]


def test_a_check_sheet_says_what_was_seen_and_said() -> None:
    text = told()
    for said in (
        "Check-in sheet", "沪A8K219", "46,820 km", "3/8", "Front left door", "15 cm", "No other damage seen",
        "Spare wheel, Jack", "customer told", "1. 检查制动系统", "¥840.00", "Owner", "李芳", "Revision 1",
    ):  # fmt: skip
        assert said in text


def test_an_electric_car_a_dead_dial_and_a_car_without_damage() -> None:
    text = told(fuel=640, fuel_scale="SOC", range_km=310, marks=(), odometer=None, odometer_note="dial dark")
    for said in ("Charge", "310 km", "dial dark", "No damage seen"):
        assert said in text
    text = told(fuel=None, marks=(), walked=False, towed=True, odometer=29_000, odometer_unit="mi")
    assert "Towed" in text
    assert "29,000 miles" in text
    assert "No damage seen" not in text


def test_the_bar_code_names_number_and_revision() -> None:
    pdf = receptions.sheet(samples.check_sheet())
    [code] = decoding.read(decoding.raster(pdf, dpi=200))
    assert code.text == "RC-01-20261123-0012.1"


def test_a_signature_on_screen_is_drawn_in_its_box() -> None:
    out = io.BytesIO()
    Image.new("L", (200, 100), 0).save(out, "PNG")
    box = Signature("Customer", "李芳", samples.NOON, 1, "On screen", out.getvalue())
    plain = receptions.sheet(samples.check_sheet())
    drawn = receptions.sheet(replace(samples.check_sheet(), signatures=(box,)))
    assert len(drawn) != len(plain)
    raster = decoding.raster(drawn, dpi=50)
    low = raster.crop((0, int(raster.height * 0.8), raster.width, raster.height))
    assert sum(1 for shade in low.tobytes() if shade < 60) > 500


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_five_marks_fit_on_one_page_and_forty_on_two(language: str) -> None:
    for marks, count in ((0, 1), (5, 1), (40, 2)):
        pdf = receptions.sheet(samples.check_sheet(language=language, marks=marks))
        assert len(pages.sizes(pdf)) == count
        if marks < 40:  # of forty, some lie on one another on the outline, as they do on the car
            assert_tidy(pdf)
        last = pages.text(pdf, count - 1)
        assert "李芳" in last
        assert len(last) > 100, "boxes to sign in never stand alone"


def test_a_sheet_without_paper_is_a_fault() -> None:
    with pytest.raises(ValueError, match="paper"):
        receptions.sheet(replace(samples.check_sheet(), imprint=None))
