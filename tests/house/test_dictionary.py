"""The dictionary of all data: every table and column that goes out says what it is, in both languages."""

from __future__ import annotations

from app.services import shop_files


def test_every_table_and_column_is_explained() -> None:
    silent = [sheet.name for sheet in shop_files.sheets() if not _told(sheet.told)]
    silent += [f"{s.name}.{part.name}" for s in shop_files.sheets() for part in s.parts if not _told(part.told)]
    assert not silent, f"give the column a label, or write it into resources/dictionary: {silent}"


def test_the_dictionary_says_nothing_of_what_is_gone() -> None:
    names = {sheet.name for sheet in shop_files.sheets()}
    columns = {part.name for sheet in shop_files.sheets() for part in sheet.parts}
    columns |= {f"{sheet.name}.{part.name}" for sheet in shop_files.sheets() for part in sheet.parts}
    assert set(shop_files.dictionary("tables")) <= names
    assert set(shop_files.dictionary("columns")) <= columns


def test_every_figure_says_its_form() -> None:
    forms = {row["kind"] for row in shop_files.dictionary("columns").values()} - {""}
    assert forms <= set(shop_files.FORMS)


def _told(told: shop_files.Told) -> bool:
    return bool(told.label or (told.en and told.zh))
