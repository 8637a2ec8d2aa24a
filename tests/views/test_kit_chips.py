"""Chips: what kind of plate is drawn, and which letter stands for a person."""

from __future__ import annotations

from app.views.kit.chips import initial, plate_kind


def test_plates_and_people_are_drawn_by_what_they_are() -> None:
    assert [plate_kind(p) for p in ("沪A·8K219", "沪A·D33902", "沪A·123挂")] == [
        "plate_blue",
        "plate_green",
        "plate_yellow",
    ]
    assert [initial(n) for n in ("陈静", "wang lei", "")] == ["静", "W", ""]
