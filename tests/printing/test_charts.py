"""Charts: bars as long as their values, words beside them, the same drawing in print and in both themes."""

import io

import pytest
from PIL import Image
from reportlab.graphics.shapes import Rect, String

from app.printing import charts, fonts

ITEMS = [
    charts.Bar("漏记单据", 120, "¥120.00"),
    charts.Bar("错发/串货", 60, "¥60.00"),
    charts.Bar("单位换算错", 0, "¥0.00"),
]


def shapes(drawing: object, kind: type) -> list:
    found = []
    for node in drawing.contents:  # type: ignore[attr-defined]
        found += shapes(node, kind) if hasattr(node, "contents") else [node] if isinstance(node, kind) else []
    return found


def test_bars_are_as_long_as_their_values() -> None:
    long, half = shapes(charts.bars(ITEMS, 400), Rect)
    assert long.width == pytest.approx(2 * half.width)
    assert long.y > half.y
    assert [s.text for s in shapes(charts.bars(ITEMS, 400), String)] == [
        "漏记单据", "¥120.00", "错发/串货", "¥60.00", "单位换算错", "¥0.00",
    ]  # fmt: skip


def test_words_stay_inside_the_chart() -> None:
    long = [charts.Bar("一个非常长的原因说明文字" * 4, 5, "¥5.00"), *ITEMS]
    for drawing in (charts.bars(long, 300), charts.pareto(long, 300, 160)):
        for word in shapes(drawing, String):
            wide = fonts.width(word.text, word.fontSize)
            left = {"start": word.x, "middle": word.x - wide / 2, "end": word.x - wide}[word.textAnchor]
            assert left >= -0.01
            assert left + wide <= 300.01
    assert any(s.text.endswith("…") for s in shapes(charts.bars(long, 300), String))


def test_pareto_puts_the_largest_first_and_runs_to_the_whole() -> None:
    drawing = charts.pareto(list(reversed(ITEMS)), 400, 200)
    first, second = shapes(drawing, Rect)
    assert first.x < second.x
    assert first.height == pytest.approx(2 * second.height)
    labels = [s.text for s in shapes(drawing, String)]
    assert labels[:3] == ["0%", "50%", "100%"]


def test_no_data_is_an_empty_frame() -> None:
    assert not shapes(charts.pareto([], 400, 200), Rect)
    assert charts.bars([], 400).height > 0


@pytest.mark.parametrize(("palette", "ground"), [(charts.LIGHT, (255, 255, 255)), (charts.DARK, (0x1B, 0x23, 0x2D))])
def test_on_screen_it_wears_the_theme(palette: charts.Palette, ground: tuple[int, int, int]) -> None:
    for drawing in (charts.bars(ITEMS, 300, palette), charts.pareto(ITEMS, 300, 160, palette)):
        shot = Image.open(io.BytesIO(charts.png(drawing, 2)))
        assert shot.size == (600, round(drawing.height * 2))
        assert shot.getpixel((599, shot.height - 2)) == ground
        bar = tuple(palette.bar.to_bytes(3, "big"))
        assert bar in {color for _, color in shot.getcolors(100_000)}
