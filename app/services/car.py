"""Our own outline of a car, seen from six sides, as plain data: the same for the screen and for paper. Draws nothing.

A shape is a list of strokes in a small design space with the origin at the top left. `x` and `y` of a mark go from
0 to 1 inside its view, so that it stands at the same place in any size. Seen from above the nose points left: the
car's left side lies at the foot, beside the view from the left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.core.i18n import N_

Side = Literal["left", "roof", "right", "front", "rear", "interior"]
Layer = Literal["body", "glass", "line"]  # how heavy it is drawn, and with what fill


@dataclass(frozen=True)
class Shape:
    """One path: M x y · L x y · C x1 y1 x2 y2 x y · Z, as SVG writes it, in absolute numbers."""

    layer: Layer
    path: str


@dataclass(frozen=True)
class View:
    """One side of the car: where its frame stands among the others, and what is drawn in it."""

    side: Side
    label: str
    x: float
    y: float
    width: float
    height: float
    shapes: tuple[Shape, ...]
    mirrored: bool = False


def _circle(x: float, y: float, r: float) -> str:
    k = round(r * 0.5523, 2)
    return (
        f"M {x + r} {y} C {x + r} {y + k} {x + k} {y + r} {x} {y + r} C {x - k} {y + r} {x - r} {y + k} {x - r} {y} "
        f"C {x - r} {y - k} {x - k} {y - r} {x} {y - r} C {x + k} {y - r} {x + r} {y - k} {x + r} {y} Z"
    )


def _box(x: float, y: float, w: float, h: float, r: float = 0) -> str:
    k = round(r * 0.4477, 2)
    return (
        f"M {x + r} {y} L {x + w - r} {y} C {x + w - k} {y} {x + w} {y + k} {x + w} {y + r} L {x + w} {y + h - r} "
        f"C {x + w} {y + h - k} {x + w - k} {y + h} {x + w - r} {y + h} L {x + r} {y + h} "
        f"C {x + k} {y + h} {x} {y + h - k} {x} {y + h - r} L {x} {y + r} C {x} {y + k} {x + k} {y} {x + r} {y} Z"
    )


_SIDE = (
    Shape("body", "M 12 62 C 3 61 2 50 5 45 C 8 39 30 35 66 31 C 80 22 92 11 108 9 C 126 6 150 6 164 10 "
          "C 180 15 192 23 202 29 C 216 30 230 32 233 36 C 238 43 238 55 234 62 L 209 62 "
          "C 209 52 201 44 191 44 C 181 44 173 52 173 62 L 67 62 C 67 52 59 44 49 44 C 39 44 31 52 31 62 Z"),
    Shape("glass", "M 79 31 C 90 22 98 15 110 13 L 131 12 L 131 31 Z"),
    Shape("glass", "M 136 31 L 136 12 C 152 12 160 13 166 15 C 176 19 184 24 191 30 Z"),
    Shape("line", "M 133.5 32 L 133.5 62"), Shape("line", "M 76 33 L 73 62"), Shape("line", "M 142 38 L 151 38"),
    Shape("line", "M 86 38 L 95 38"), Shape("line", "M 66 31 L 202 31"),
    Shape("line", "M 192 31 C 191 40 186 44 178 48"), Shape("line", "M 5 45 C 12 47 20 46 26 41"),
    Shape("line", "M 236 44 C 230 45 224 43 221 38"),
    *(Shape("body", _circle(x, 62, r)) for x in (49, 191) for r in (14.5, 8)),
)  # fmt: skip
_ROOF = (
    *(Shape("body", _box(86, y, 13, 8, 4)) for y in (2, 94)),
    Shape("body", "M 10 30 C 14 14 34 9 66 8 L 196 8 C 226 8 238 14 241 30 C 244 44 244 60 241 74 "
          "C 238 90 226 96 196 96 L 66 96 C 34 95 14 90 10 74 C 6 60 6 44 10 30 Z"),
    Shape("glass", "M 76 20 C 70 40 70 64 76 84 L 102 77 C 98 60 98 44 102 27 Z"),
    Shape("glass", "M 206 21 C 211 40 211 64 206 83 L 178 77 C 181 60 181 44 178 27 Z"),
    Shape("glass", "M 86 14 L 104 22 L 176 22 L 196 14 Z"), Shape("glass", "M 86 90 L 104 82 L 176 82 L 196 90 Z"),
    Shape("line", "M 16 34 C 36 30 56 26 72 22"), Shape("line", "M 16 70 C 36 74 56 78 72 82"),
    Shape("line", "M 210 24 L 236 30"), Shape("line", "M 210 80 L 236 74"), Shape("line", "M 138 22 L 138 10"),
    Shape("line", "M 138 82 L 138 94"),
)  # fmt: skip
_END = (
    *(Shape("body", _box(x, 66, 15, 10, 3)) for x in (9, 72)),
    Shape("body", "M 8 66 C 3 54 5 40 10 34 C 14 30 17 24 22 14 C 26 7 70 7 74 14 C 79 24 82 30 86 34 "
          "C 91 40 93 54 88 66 Z"),
    Shape("glass", "M 18 31 C 21 26 24 20 26 16 C 30 12 66 12 70 16 C 72 20 75 26 78 31 Z"),
    Shape("line", _box(37, 54, 22, 7)),
)  # fmt: skip
_FRONT = (
    *_END, Shape("line", _box(32, 42, 32, 9, 3)), Shape("line", _box(10, 40, 17, 8, 4)),
    Shape("line", _box(69, 40, 17, 8, 4)),
)  # fmt: skip
_REAR = (
    *_END, Shape("line", _box(8, 39, 20, 9, 2)), Shape("line", _box(68, 39, 20, 9, 2)),
    Shape("line", "M 12 36 L 84 36"),
)  # fmt: skip
_INTERIOR = (
    Shape("body", "M 14 26 C 20 10 40 6 60 6 L 400 6 C 430 6 444 18 448 40 C 454 90 454 170 448 220 "
          "C 444 242 430 254 400 254 L 60 254 C 40 254 20 250 14 234 C 6 180 6 80 14 26 Z"),
    Shape("glass", "M 62 24 C 44 90 44 170 62 236 L 96 226 C 84 160 84 100 96 34 Z"),
    Shape("line", "M 108 36 C 98 100 98 160 108 224 L 128 224 L 128 36 Z"),
    Shape("line", _circle(150, 182, 24)), Shape("line", _circle(150, 182, 7)),
    *(Shape("body", _box(176, y, 74, 84, 14)) for y in (36, 140)),
    *(Shape("body", _box(244, y, 18, 76, 8)) for y in (40, 144)),
    *(Shape("line", _box(262, y, 12, 38, 5)) for y in (59, 163)),
    Shape("line", _box(140, 122, 92, 16, 6)), Shape("line", _circle(160, 130, 5)),
    Shape("body", _box(316, 36, 66, 188, 16)), Shape("body", _box(376, 40, 18, 180, 8)),
    Shape("line", "M 316 98 L 376 98"), Shape("line", "M 316 162 L 376 162"),
    Shape("line", "M 412 34 C 426 90 426 170 412 226"),
)  # fmt: skip

WIDTH, HEIGHT = 472.0, 292.0  # of the drawing with all five outer views, and of the interior
VIEWS: tuple[View, ...] = (
    View("left", N_("Left"), 116, 206, 240, 78, _SIDE),
    View("roof", N_("Roof"), 111, 92, 250, 104, _ROOF),
    View("right", N_("Right"), 116, 2, 240, 78, _SIDE, mirrored=True),
    View("front", N_("Front"), 2, 104, 96, 78, _FRONT),
    View("rear", N_("Rear"), 374, 104, 96, 78, _REAR),
    View("interior", N_("Interior"), 6, 16, 460, 260, _INTERIOR),
)
OUTSIDE = VIEWS[:5]
INSIDE = VIEWS[5:]
KINDS: tuple[tuple[str, str], ...] = (
    ("SCRATCH", N_("Scratch")), ("DENT", N_("Dent")), ("PAINT", N_("Peeled")), ("CRACK", N_("Crack")),
    ("BROKEN", N_("Broken")), ("RUST", N_("Rust")), ("MISSING", N_("Missing")),
)  # fmt: skip

# what lies where in a view, first match wins: (left, top, right, bottom, name)
_Zone = tuple[float, float, float, float, str]
_LEFT: tuple[_Zone, ...] = (
    (0.13, 0.60, 0.29, 1, N_("Front left wheel")), (0.72, 0.60, 0.88, 1, N_("Rear left wheel")),
    (0.33, 0, 0.82, 0.41, N_("Left windows")), (0, 0, 0.30, 1, N_("Front left wing")),
    (0, 0.76, 1, 1, N_("Left sill")), (0, 0, 0.556, 1, N_("Front left door")), (0, 0, 0.79, 1, N_("Rear left door")),
    (0, 0, 1, 1, N_("Rear left wing")),
)  # fmt: skip
_RIGHT: tuple[_Zone, ...] = (
    (0.71, 0.60, 0.87, 1, N_("Front right wheel")), (0.12, 0.60, 0.28, 1, N_("Rear right wheel")),
    (0.18, 0, 0.67, 0.41, N_("Right windows")), (0.70, 0, 1, 1, N_("Front right wing")),
    (0, 0.76, 1, 1, N_("Right sill")), (0.444, 0, 1, 1, N_("Front right door")),
    (0.21, 0, 1, 1, N_("Rear right door")), (0, 0, 1, 1, N_("Rear right wing")),
)  # fmt: skip
_ABOVE: tuple[_Zone, ...] = (
    (0, 0, 0.29, 1, N_("Bonnet")), (0, 0, 0.41, 1, N_("Windscreen")), (0, 0, 0.71, 1, N_("Roof")),
    (0, 0, 0.84, 1, N_("Rear window")), (0, 0, 1, 1, N_("Boot lid")),
)  # fmt: skip
_AHEAD: tuple[_Zone, ...] = (
    (0, 0, 1, 0.41, N_("Windscreen")), (0, 0.48, 0.30, 0.66, N_("Right headlamp")),
    (0.70, 0.48, 1, 0.66, N_("Left headlamp")), (0.30, 0.52, 0.70, 0.67, N_("Grille")), (0, 0, 1, 0.52, N_("Bonnet")),
    (0, 0, 1, 1, N_("Front bumper")),
)  # fmt: skip
_BEHIND: tuple[_Zone, ...] = (
    (0, 0, 1, 0.41, N_("Rear window")), (0, 0.47, 0.30, 0.66, N_("Left tail lamp")),
    (0.70, 0.47, 1, 0.66, N_("Right tail lamp")), (0, 0, 1, 0.62, N_("Boot lid")), (0, 0, 1, 1, N_("Rear bumper")),
)  # fmt: skip
_CABIN: tuple[_Zone, ...] = (
    (0, 0, 0.22, 1, N_("Windscreen")), (0.26, 0.54, 0.39, 0.76, N_("Steering wheel")),
    (0.27, 0.44, 0.52, 0.56, N_("Centre console")), (0, 0, 0.30, 1, N_("Dashboard")),
    (0, 0, 0.61, 0.5, N_("Front passenger seat")), (0, 0, 0.61, 1, N_("Driver's seat")),
    (0, 0, 0.87, 1, N_("Rear seats")), (0, 0, 1, 1, N_("Luggage space")),
)  # fmt: skip
ZONES: dict[Side, tuple[_Zone, ...]] = {
    "left": _LEFT, "right": _RIGHT, "roof": _ABOVE, "front": _AHEAD, "rear": _BEHIND, "interior": _CABIN,
}  # fmt: skip


def view(side: str) -> View:
    """The view of a side."""
    return next(v for v in VIEWS if v.side == side)


def zone(side: Side, x: float, y: float) -> str:
    """What lies there, as a msgid: "Front left door"."""
    return next(name for left, top, right, bottom, name in ZONES[side] if left <= x <= right and top <= y <= bottom)


def strokes(path: str) -> list[tuple[str, tuple[float, ...]]]:
    """A path taken apart: ("M", (x, y)), ("L", …), ("C", six numbers), ("Z", ())."""
    made: list[tuple[str, list[float]]] = []
    for word in path.split():
        if word in "MLCZ":
            made.append((word, []))
        else:
            made[-1][1].append(float(word))
    return [(verb, tuple(numbers)) for verb, numbers in made]
