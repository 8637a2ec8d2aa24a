"""Design tokens and their translation into a palette and one style sheet; the only file that knows a colour or a font
size. It knows no widget of ours: widgets ask `colour("ok")`, `px(14)`, `font("title")` and carry properties
(`kind`, `role`, `tone`, `state`) that the sheet dresses.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.core.i18n import resources
from app.views.kit.style import SHEET, family_rules

LIGHT = {
    "chrome": "#E6EBF1", "canvas": "#F3F5F8", "surface": "#FFFFFF", "sunken": "#F7F9FB",
    "line": "#D6DDE6", "edge": "#838E9E", "ink": "#18212F", "ink2": "#465365", "ink3": "#5C6979",
    "accent": "#1B57C9", "accent_hover": "#1548AA", "accent_ink": "#1B57C9", "accent_soft": "#E3ECFC",
    "on_accent": "#FFFFFF", "select": "#D9E6FC", "hover": "#EDF2F9",
    "ok": "#146C38", "ok_soft": "#DDF2E4", "warn": "#7D4A00", "warn_soft": "#FCEFD0",
    "bad": "#B0241C", "bad_soft": "#FBE5E3", "wait": "#6236B0", "wait_soft": "#EEE6FB",
    "idle": "#465365", "idle_soft": "#E6EBF1", "bin": "#FFF3C4", "bin_ink": "#3D2F00", "glass": "#DCE6F0",
}  # fmt: skip
DARK = {
    "chrome": "#0E1319", "canvas": "#141A22", "surface": "#1B232D", "sunken": "#171E27",
    "line": "#2D3945", "edge": "#6F7D8E", "ink": "#E7ECF3", "ink2": "#B3BFCD", "ink3": "#93A1B2",
    "accent": "#2F6BDB", "accent_hover": "#2660CB", "accent_ink": "#8FB8FF", "accent_soft": "#1C3157",
    "on_accent": "#FFFFFF", "select": "#22406F", "hover": "#222C38",
    "ok": "#74D493", "ok_soft": "#17362A", "warn": "#F3C35B", "warn_soft": "#3B2E12",
    "bad": "#FF968C", "bad_soft": "#472322", "wait": "#C7ADFF", "wait_soft": "#33294D",
    "idle": "#B3BFCD", "idle_soft": "#2A343F", "bin": "#4A3E14", "bin_ink": "#FFE9A6", "glass": "#2A3643",
}  # fmt: skip
# (ground, ink), the same in both themes: what is read across the workshop, number plates, and people's avatars.
SIGNALS = {
    "scan_ok": ("#106538", "#FFFFFF"), "scan_warn": ("#F4B730", "#1E1600"), "scan_bad": ("#A61B14", "#FFFFFF"),
    "scan_idle": ("#26313F", "#FFFFFF"),
    "plate_blue": ("#1246A8", "#FFFFFF"), "plate_green": ("#9FDDB0", "#0B1A10"), "plate_yellow": ("#F5C518", "#16150F"),
    "hue0": ("#3B5BA9", "#FFFFFF"), "hue1": ("#2A7565", "#FFFFFF"), "hue2": ("#8A5A2B", "#FFFFFF"),
    "hue3": ("#7A4A8C", "#FFFFFF"), "hue4": ("#A0463C", "#FFFFFF"), "hue5": ("#4C6A2F", "#FFFFFF"),
    "hue6": ("#2F6E8E", "#FFFFFF"), "hue7": ("#6B5B2E", "#FFFFFF"),
}  # fmt: skip
HUES = 8
FAMILIES = ("idle", "active", "warn", "wait", "ok", "bad")
# A state is never a colour alone: every family has a shape of its own.
FAMILY_ICON = {
    "idle": "circle-dashed", "active": "circle-dot", "warn": "hourglass", "wait": "user-round",
    "ok": "circle-check", "bad": "octagon-alert",
}  # fmt: skip
MESSAGE_ICON = {**FAMILY_ICON, "warn": "triangle-alert", "active": "info"}

Role = Literal[
    "caption", "caption_bold", "body", "strong", "section", "title", "figure",
    "scan", "scan_bold", "number", "bin_far", "band", "far", "count", "count_low", "count_least", "tile",
]  # fmt: skip
TYPE: dict[Role, tuple[int, bool]] = {  # role: (px at 100 %, bold)
    "caption": (12, False), "caption_bold": (12, True), "body": (14, False), "strong": (14, True),
    "section": (14, True), "title": (20, True), "figure": (28, True), "tile": (20, True),
    "scan": (22, False), "scan_bold": (22, True), "number": (24, False), "bin_far": (40, True), "band": (40, True),
    "far": (44, True), "count": (208, True), "count_low": (144, True), "count_least": (96, True),
}  # fmt: skip
ZOOMS = (90, 100, 115, 130)
ROWS = {"compact": 28, "normal": 34, "roomy": 44}
RADIUS = {"plate": 3, "chip": 4, "control": 4, "card": 6, "popup": 8}
MOTION_MS = 120
# what stands for paper stays white in every look: a signature is printed as it was written
PAPER, PAPER_INK, PAPER_LINE, PAPER_HINT = (QColor(name) for name in ("#ffffff", "#000000", "#c0c0c0", "#808080"))


@dataclass(frozen=True)
class Look:
    """What the user chose: light or dark, zoom in per cent, row height by name, motion on or off."""

    dark: bool = False
    zoom: int = 100
    rows: Literal["compact", "normal", "roomy"] = "normal"
    motion: bool = True
    contrast: bool = False  # the system asks for high contrast: its palette, no soft fills


class _Dressed:
    """The look in force and what follows from it."""

    def __init__(self) -> None:
        self.look = Look()
        self.tokens = dict(LIGHT)
        self.system: QPalette | None = None
        self.read: list[bytes] = []  # fonts that are read and not yet made known
        self.colours: dict[str, QColor] = {}
        self.fonts: dict[tuple[str, bool], QFont] = {}
        self.metrics: dict[tuple[str, bool], QFontMetrics] = {}


# Told before there is a QApplication: `setStyle` answers with a style, whose class takes 10 ms to be known in Python.
FUSION = QApplication.instance() is None
if FUSION:
    os.environ["QT_STYLE_OVERRIDE"] = "Fusion"
_now = _Dressed()  # one process shows one look, as it has one QApplication


def look() -> Look:
    """The look in force."""
    return _now.look


def px(n: float) -> int:
    """`n` px at 100 % in the zoom in force."""
    return round(n * _now.look.zoom / 100)


def row_height() -> int:
    """Height of a table row in px."""
    return px(ROWS[_now.look.rows])


def motion_ms() -> int:
    """How long a movement takes: 120 ms, or 0 if the system or the user asks for none."""
    return MOTION_MS if _now.look.motion else 0


def colour(name: str, alpha: int = 255) -> QColor:
    """A token as colour. The answer is shared: do not change it."""
    if alpha != 255:
        faint = QColor(_now.tokens[name])
        faint.setAlpha(alpha)
        return faint
    found = _now.colours.get(name)
    if found is None:
        found = _now.colours[name] = QColor(_now.tokens.get(name) or "#000000")
    return found


def signal_colours(name: str) -> tuple[QColor, QColor]:
    """(ground, ink) of a signal or plate."""
    ground, ink = SIGNALS[name]
    return QColor(ground), QColor(ink)


def tint(name: str) -> str:
    """The colour of a token, or "ground/ink of a signal" as `scan_ok.ink`, in #RRGGBB; for icons."""
    signal, _, part = name.partition(".")
    if part:
        return SIGNALS[signal][part == "ink"]
    return _now.tokens[name]


def family_tokens(name: str) -> tuple[str, str]:
    """The tokens (ink, soft fill) of a state family."""
    return ("accent_ink", "accent_soft") if name == "active" else (name, f"{name}_soft")


def font(role: Role = "body", *, bold: bool | None = None) -> QFont:
    """The font of a role. The answer is shared: do not change it."""
    pixels, heavy = TYPE[role]
    key = (role, heavy if bold is None else bold)
    found = _now.fonts.get(key)
    if found is None:
        found = QFont()
        found.setFamilies(font_families())
        found.setPixelSize(px(pixels))
        found.setBold(key[1])
        _now.fonts[key] = found
    return found


def metrics(role: Role = "body", *, bold: bool | None = None) -> QFontMetrics:
    """Measures of the font of a role."""
    key = (role, TYPE[role][1] if bold is None else bold)
    found = _now.metrics.get(key)
    if found is None:
        found = _now.metrics[key] = QFontMetrics(font(role, bold=key[1]))
    return found


def font_families() -> list[str]:
    """Windows has hinted fonts for small sizes; elsewhere the packaged one comes first."""
    if sys.platform == "win32":
        return ["Segoe UI", "Microsoft YaHei UI", "Noto Sans SC"]
    return ["Noto Sans SC", "Noto Sans CJK SC", "sans-serif"]


def load_fonts() -> None:
    """Reads the packaged fonts from the disk: call it in a worker, then `renew()` in the UI thread.

    They are made known in the UI thread only (about 10 ms): Qt keeps what it knows of fonts per thread.
    """
    _now.read += [file.read_bytes() for file in sorted((resources() / "fonts").glob("*.ttf"))]


def renew() -> None:
    """Applies the look in force again: after fonts came in or the system's palette changed."""
    apply(_now.look)


def apply(wanted: Look, wearer: QWidget | None = None) -> None:
    """Dresses the whole program: tokens, palette, font and the one style sheet; widgets repaint. See `wear`."""
    app = QApplication.instance()
    if wearer is not None:
        wearer.setProperty("wears", True)
    _now.look = wanted
    _now.tokens = dict(DARK if wanted.dark else LIGHT)
    _now.colours.clear()
    _now.fonts.clear()
    _now.metrics.clear()
    if isinstance(app, QApplication):
        if _now.system is None:
            _now.system = app.palette()
        if wanted.contrast:
            _now.tokens = _high_contrast(_now.tokens, _now.system)
        for font_file in _now.read:
            QFontDatabase.addApplicationFontFromData(QByteArray(font_file))
        _now.read.clear()
        if not FUSION:
            app.setStyle("Fusion")
        app.setPalette(palette())
        app.setFont(font())
        worn = [one for one in app.topLevelWidgets() if one.property("wears")]
        for one in worn:
            one.setStyleSheet(style_sheet())
        app.setStyleSheet("" if worn else style_sheet())


def wear(window: QWidget) -> None:
    """The style sheet hangs on this window, which has no parent, and no longer on the application.

    What is built and put together outside of it is then looked at once, when it comes in, and not once for each frame
    around it: a page stands in half the time.
    """
    window.setProperty("wears", True)
    window.setStyleSheet(style_sheet())


def system_look(wanted: Look, dark: bool | None) -> Look:
    """`wanted` with high contrast and motion as the system asks, and dark too where it was not set (None)."""
    hints = QApplication.styleHints()
    dark = hints.colorScheme() == Qt.ColorScheme.Dark if dark is None else dark
    contrast = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    still = sys.platform == "win32" and not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    return replace(wanted, dark=dark, contrast=contrast, motion=wanted.motion and not still)


def _high_contrast(base: dict[str, str], p: QPalette) -> dict[str, str]:
    """The system's own colours; soft fills go, icons and words stay."""
    r = QPalette.ColorRole
    ground, ink = p.color(r.Base).name(), p.color(r.Text).name()
    tokens = {name: ink if name in {"line", "edge"} or not _is_ground(name) else ground for name in base}
    chosen, on_chosen = p.color(r.Highlight).name(), p.color(r.HighlightedText).name()
    return tokens | {"accent": chosen, "accent_hover": chosen, "on_accent": on_chosen}


def _is_ground(name: str) -> bool:
    fills = {"chrome", "canvas", "surface", "sunken", "select", "hover", "bin", "glass"}
    return name.endswith("_soft") or name in fills


def palette() -> QPalette:
    """The tokens as Qt's palette, for what the style sheet does not reach."""
    r, p = QPalette.ColorRole, QPalette()
    pairs = {
        r.Window: "canvas", r.WindowText: "ink", r.Base: "surface", r.AlternateBase: "sunken", r.Text: "ink",
        r.Button: "surface", r.ButtonText: "ink", r.BrightText: "bad", r.Highlight: "accent",
        r.HighlightedText: "on_accent", r.Link: "accent_ink", r.PlaceholderText: "ink3", r.ToolTipBase: "ink",
        r.ToolTipText: "surface", r.Light: "surface", r.Midlight: "line", r.Mid: "line", r.Dark: "edge",
        r.Accent: "accent",
    }  # fmt: skip
    for role, name in pairs.items():
        p.setColor(role, colour(name))
    for role in (r.Text, r.WindowText, r.ButtonText):
        p.setColor(QPalette.ColorGroup.Disabled, role, colour("ink3"))
    return p


def style_sheet() -> str:
    """The one style sheet, with tokens, sizes and mark files filled in."""
    names: dict[str, Any] = dict(_now.tokens)
    names |= {f"s{size}": f"{px(size)}px" for size in range(1, 90)}
    names |= {f"r_{part}": f"{radius}px" for part, radius in RADIUS.items()}
    marks = (resources() / "icons" / "marks").as_posix()
    names |= {"marks": marks, "theme": "dark" if _now.look.dark else "light"}
    return SHEET.format_map(names) + "".join(
        family_rules(family, *(_now.tokens[t] for t in family_tokens(family))) for family in FAMILIES
    )


def dress(widget: QWidget, **properties: object) -> None:
    """Sets style properties (`kind`, `role`, `tone`, `state` …) and lets the sheet look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
