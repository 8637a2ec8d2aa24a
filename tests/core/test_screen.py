"""Lists and forms as data."""

from __future__ import annotations

from app.core.screen import Field, FormSpec, Lines, Section


def test_a_form_gives_its_fields_in_reading_order() -> None:
    form = FormSpec((Section("Head", (Field("a"), Field("b"))), Section("", (Field("c"),))))
    assert [f.name for f in form.fields()] == ["a", "b", "c"]


def test_a_form_filled_in_keeps_the_rest() -> None:
    form = FormSpec((Section("", (Field("a"),)),), editable_in=("draft", "open"), slots=(("photo", "camera"),))
    lines = (Lines("lines", "Lines", (Field("part"),)),)
    filled = form.with_((Section("", (Field("a", label="A"),)),), lines)
    assert (filled.editable_in, filled.slots, filled.lines) == (("draft", "open"), (("photo", "camera"),), lines)
    assert filled.fields()[0].label == "A"
