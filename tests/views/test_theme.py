"""Tokens: contrast of every pair that is drawn, no colour outside theme.py, borders that survive 125 per cent."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication

from app.core.i18n import resources
from app.views.kit import icons, theme

ROOT = Path(__file__).resolve().parents[2]
GROUNDS = ("chrome", "canvas", "surface", "sunken")
TEXTS = ("ink", "ink2", "ink3")
SOFT = [theme.family_tokens(f) for f in theme.FAMILIES]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours."""

    def light(name: str) -> float:
        parts = [v / 255 for v in QColor(name).getRgb()[:3]]
        r, g, b = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    a, b = sorted((light(one), light(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def text_pairs() -> list[tuple[str, str]]:
    """(ink, ground) of every text the kit draws."""
    pairs = list(itertools.product(TEXTS, GROUNDS))
    pairs += [(ink, soft) for ink, soft in SOFT]
    pairs += [(ink, ground) for ink, _ in SOFT for ground in ("surface", "canvas", "sunken", "select", "hover")]
    pairs += [("ink", soft) for _, soft in SOFT] + [("ink2", soft) for _, soft in SOFT]
    pairs += [("ink", "select"), ("ink2", "select"), ("ink", "hover"), ("ink2", "hover"), ("accent_ink", "chrome")]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("bin_ink", "bin"), ("surface", "ink")]
    return pairs


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", text_pairs(), ids="/".join)
def test_text_has_at_least_four_and_a_half_to_one(tokens: dict[str, str], pair: tuple[str, str]) -> None:
    ink, ground = pair
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_borders_of_controls_and_focus_rings_have_three_to_one(tokens: dict[str, str]) -> None:
    for ground in ("surface", "canvas"):
        assert contrast(tokens["edge"], tokens[ground]) >= 3
        assert contrast(tokens["accent_ink"], tokens[ground]) >= 3
        assert contrast(tokens["bad"], tokens[ground]) >= 3
        assert contrast(tokens["warn"], tokens[ground]) >= 3


@pytest.mark.parametrize("name", theme.SIGNALS)
def test_signals_and_plates_have_four_and_a_half_to_one(name: str) -> None:
    assert contrast(*theme.SIGNALS[name]) >= 4.5


def test_both_themes_know_the_same_tokens() -> None:
    assert theme.LIGHT.keys() == theme.DARK.keys()


def test_every_family_has_its_own_icon_and_it_is_there() -> None:
    assert len(set(theme.FAMILY_ICON.values())) == len(theme.FAMILIES)
    for name in {*theme.FAMILY_ICON.values(), *theme.MESSAGE_ICON.values()}:
        assert icons.known(name)


def test_nothing_is_set_smaller_than_twelve_px_or_in_a_third_weight() -> None:
    assert min(size for size, _ in theme.TYPE.values()) >= 12
    sizes = re.findall(r"font-size: \{s(\d+)\}", Path(theme.__file__).with_name("style.py").read_text())
    assert min(map(int, sizes)) >= 12


@pytest.mark.parametrize("zoom", theme.ZOOMS)
def test_zoom_scales_sizes_and_fonts(zoom: int) -> None:
    theme.apply(theme.Look(zoom=zoom))
    assert theme.px(100) == zoom
    assert theme.font("title").pixelSize() == round(20 * zoom / 100)


def test_the_packaged_font_is_used() -> None:
    wanted = ("Segoe UI", "Microsoft YaHei UI") if sys.platform == "win32" else ("Noto Sans SC",)
    assert QFontInfo(theme.font()).family() in wanted


def test_digits_are_tabular() -> None:
    for role in ("body", "strong", "figure"):
        assert len({theme.metrics(role).horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_high_contrast_takes_the_systems_colours_and_drops_soft_fills(qapp: QApplication) -> None:
    theme.apply(theme.Look(contrast=True))
    assert theme.colour("warn_soft") == theme.colour("surface")
    assert theme.colour("ink") == theme.colour("bad")


def test_the_marks_of_the_style_sheet_are_files_of_ours() -> None:
    for dark in (False, True):
        theme.apply(theme.Look(dark=dark))
        named = re.findall(r"url\((.+?)\)", theme.style_sheet())
        assert named
        for file in named:
            assert Path(file).is_file()
            assert Path(file).is_relative_to(resources())


def test_no_colour_and_no_style_sheet_outside_the_theme() -> None:
    for file in (ROOT / "app" / "views").rglob("*.py"):
        if file.name == "theme.py":
            continue
        code = file.read_text(encoding="utf-8")
        assert not re.search(r"[\"']#[0-9A-Fa-f]{3,8}[\"']", code), file
        assert "setStyleSheet" not in code, file
        assert not re.search(r"setPixelSize|setPointSize|Qt\.GlobalColor\.(?!transparent)", code), file


EDGES = """
import sys
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLineEdit
from app.views.kit import theme
from app.views.kit.chips import BinLabel
from app.views.kit.layout import card, col, frame
from app.views.kit.labels import text

app = QApplication([])
theme.apply(theme.Look())
field, chip = QLineEdit("x"), BinLabel("A-03-2-05")
inner = card(col(text("x"), margins=(12, 12, 12, 12)))
window = frame(col(field, inner, chip, margins=(7, 5, 7, 5)), kind="canvas")
window.resize(203, 151)
window.show()
inner.setFocus()
for _ in range(5):
    app.processEvents()
picture = window.grab().toImage()
ratio = picture.devicePixelRatioF()
canvas = theme.colour("canvas")
for name, widget in (("field", field), ("card", inner), ("chip", chip)):
    r = widget.geometry()
    left, top = round(r.left() * ratio), round(r.top() * ratio)
    right, bottom = round((r.left() + r.width()) * ratio) - 1, round((r.top() + r.height()) * ratio) - 1
    mid_x, mid_y = (left + right) // 2, (top + bottom) // 2
    if name == "chip":
        mid_x = left + 8
    runs = {"left": [(left + i, mid_y) for i in range(-1, 4)], "right": [(right - i, mid_y) for i in range(-1, 4)],
            "top": [(mid_x, top + i) for i in range(-1, 4)], "bottom": [(mid_x, bottom - i) for i in range(-1, 4)]}
    for side, spots in runs.items():
        print(name, side, *(picture.pixelColor(x, y).name() for x, y in spots))
"""


def strength(seen: str, ground: str, border: str) -> float:
    """How much of `border` a pixel holds, 0 to 1 (a line between two device pixels is shared by both)."""
    seen_, ground_, border_ = (sum(QColor(name).getRgb()[:3]) for name in (seen, ground, border))
    return (ground_ - seen_) / (ground_ - border_)


@pytest.mark.parametrize("ratio", ["1", "1.25", "1.5"])
def test_borders_are_there_once_at_each_scale(ratio: str, tmp_path: Path) -> None:
    script = tmp_path / "edges.py"
    script.write_text(EDGES, encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": ratio, "PYTHONPATH": str(ROOT)}
    said = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True)
    for line in said.stdout.splitlines():
        name, side, *seen = line.split()
        if name == "chip":  # a fill without border: all four sides reach the edge
            assert side == "right" or seen[2:].count(theme.LIGHT["bin"].lower()) >= 2, line
            continue
        border = theme.LIGHT["edge" if name == "field" else "line"]
        shares = [max(0.0, strength(pixel, theme.LIGHT["surface"], border)) for pixel in seen[1:]]
        assert max(shares) >= 0.6, line  # not vanished
        assert 0.7 <= sum(shares) <= 2.1, line  # not doubled
