"""The outline of the car: every place of every side has a name, and every path can be drawn."""

from __future__ import annotations

import pytest

from app.services import car


@pytest.mark.parametrize("side", [v.side for v in car.VIEWS])
def test_every_place_of_a_side_has_a_name(side: car.Side) -> None:
    names = {car.zone(side, x / 20, y / 20) for x in range(21) for y in range(21)}
    assert len(names) >= 5
    assert all(names)


def test_what_is_where() -> None:
    said = [
        car.zone(*spot)
        for spot in (
            ("left", 0.4, 0.6), ("right", 0.9, 0.5), ("front", 0.8, 0.8), ("front", 0.1, 0.55), ("roof", 0.14, 0.3),
            ("rear", 0.1, 0.55), ("interior", 0.45, 0.7), ("interior", 0.45, 0.3), ("left", 0.2, 0.8),
        )
    ]  # fmt: skip
    assert said == [
        "Front left door", "Front right wing", "Front bumper", "Right headlamp", "Bonnet", "Left tail lamp",
        "Driver's seat", "Front passenger seat", "Front left wheel",
    ]  # fmt: skip


def test_every_stroke_has_the_numbers_it_needs_and_stays_in_its_frame() -> None:
    for view in car.VIEWS:
        assert view.x >= 0
        assert view.x + view.width <= car.WIDTH
        assert view.y >= 0
        assert view.y + view.height <= car.HEIGHT
        for shape in view.shapes:
            strokes = car.strokes(shape.path)
            assert strokes[0][0] == "M"
            assert all(len(n) == {"M": 2, "L": 2, "C": 6, "Z": 0}[verb] for verb, n in strokes)
            xs = [n for _, numbers in strokes for n in numbers[::2]]
            assert min(xs) >= -1
            assert max(xs) <= view.width + 1


def test_a_side_is_found_by_its_name() -> None:
    assert car.view("roof").label == "Roof"
    assert car.view("right").mirrored
    assert not car.view("left").mirrored
