"""The stage and the card beside it: readable from two metres, on the poorest screen, in both languages."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from app.core import i18n
from app.views.kit import theme
from app.views.kit.theme import colour, metrics, px, signal_colours
from app.views.scan_rows import Entry, EntryModel, fitted
from app.views.scan_side import FAMILY_ICON, TABS, Scanned, ScanSide
from app.views.scan_stage import BAND, BigButtons, Sign, Stage, laid
from tests.views.test_theme import contrast

LONG = "空调滤清器 活性炭 适用威驰/致炫/雅力士/卡罗拉 2014-2022 款 带密封圈 原厂同质 加长包装 " * 2
PART = Sign("scan_ok", "已计入 +1", "14:26:08", "A-03-2-07", "前制动片 陶瓷", "0 986 AB2 854", "14", "套", "本库位合计")


def drawn(stage: Stage, width: int, height: int, sign: Sign) -> QImage:
    """The stage as it is painted."""
    stage.resize(width, height)
    stage.tell(sign)
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    stage.render(picture)
    return picture


def foot(picture: QImage, width: int) -> list[int]:
    """Rows at the left foot that hold ink of the number: from its top to its bottom."""
    ink = colour("ink").rgb()
    return [y for y in range(picture.height()) if any(picture.pixel(x, y) == ink for x in range(20, width))]


@pytest.mark.parametrize("dark", [False, True])
def test_all_that_is_read_from_afar_has_a_contrast_of_seven(dark: bool) -> None:
    tokens = theme.DARK if dark else theme.LIGHT
    for ink, ground in (("ink", "surface"), ("ink2", "surface"), ("bin_ink", "bin")):
        assert contrast(tokens[ink], tokens[ground]) >= 7, (ink, ground)
    for name in ("scan_ok", "scan_warn", "scan_bad", "scan_idle"):
        assert contrast(*theme.SIGNALS[name]) >= 7, name


SIZES = [(894, 540, 145), (894, 500, 145), (810, 404, 95), (520, 340, 28)]


@pytest.mark.parametrize(("width", "height", "least"), SIZES)
def test_a_long_name_never_pushes_the_number_out(width: int, height: int, least: int) -> None:
    """Two lines at most; the number stands whole at the foot, as tall as the screen allows."""
    stage = Stage(lambda _sha: None)
    for name in (PART.name, LONG):
        picture = drawn(stage, width, height, replace(PART, name=name, note=""))
        base = height - px(30)
        rows = [y for y in foot(picture, px(180)) if y <= base]
        top = rows[-1]
        while top - 1 in rows:
            top -= 1
        if name == PART.name:
            assert rows[-1] - top >= least
        assert rows[-1] >= base - 2
    assert laid(LONG, "far", 500, 2)[1].endswith("…")
    assert len(laid(LONG, "far", 500, 2)) == 2
    assert laid("", "far", 500, 2) == [""]


def test_the_photo_stands_at_the_right_and_the_name_keeps_clear_of_it() -> None:
    red = QImage(300, 200, QImage.Format.Format_RGB32)
    red.fill(QColor("red"))
    stage = Stage(lambda _sha: red)
    picture = drawn(stage, 894, 540, replace(PART, photo="sha"))
    assert QColor(picture.pixel(894 - 24 - 88, 84 + 16 + 88)) == QColor("red")
    box = fitted(red, QRectF(0, 0, 176, 176))
    assert (box.width(), round(box.height())) == (176, 117)
    stage.wave("× 12")
    assert "× 12" not in stage.accessibleName()
    stage.tell(PART)
    assert "× 12" in stage.accessibleName()


def test_a_complete_shelf_fills_the_stage() -> None:
    stage = Stage(lambda _sha: None)
    picture = drawn(stage, 894, 540, Sign("scan_ok", "All bins are counted", full=True))
    assert QColor(picture.pixel(400, 400)) == signal_colours("scan_ok")[0]
    stage.tell_list([Entry(1, words="One")])
    assert stage.list.geometry().top() >= px(BAND)


@pytest.mark.parametrize("zoom", [100, 130])
def test_no_tab_and_no_button_is_cut(language: str, zoom: int) -> None:
    theme.apply(theme.Look(motion=False, zoom=zoom))
    side, buttons = ScanSide(), BigButtons()
    for name in TABS:
        side.tell_tab(name, (), {"open": 214, "counted": 238}.get(name, 12))
    side.show()
    side.adjustSize()
    for tab in side._tabs.values():
        assert tab.width() >= tab.sizeHint().width(), (tab.text(), tab.width())
    assert side._tabs["extra"].accessibleName() in ("Not on the list 12", "不在清单上 12")
    buttons.tell([(i18n.tr("Undo"), "undo-2", "Backspace", lambda: None, "scan.undo")] * 4)
    first = buttons.findChild(QWidget, "scan.undo")
    buttons.tell([(i18n.tr("Undo"), "undo-2", "Backspace", lambda: None, "scan.undo")] * 4)
    assert buttons.findChild(QWidget, "scan.undo") is first  # the same again costs nothing
    assert buttons.minimumSizeHint().width() <= px(810)


def test_only_rows_that_changed_are_painted_again() -> None:
    model = EntryModel()
    told: list[str] = []
    model.rowsInserted.connect(lambda _p, a, b: told.append(f"+{a}-{b}"))
    model.rowsRemoved.connect(lambda _p, a, b: told.append(f"-{a}-{b}"))
    model.dataChanged.connect(lambda a, b: told.append(f"~{a.row()}-{b.row()}"))
    rows = [Entry(n, words=str(n)) for n in range(1000)]
    model.tell(rows)
    model.tell([*rows[:500], *rows[501:]])  # one was counted
    model.tell([Entry(-1), *rows[:500], *rows[501:]])
    model.tell([Entry(-1, tail="2"), *rows[:500], *rows[501:]])
    model.tell([Entry(-1, tail="2"), *rows[:500], *rows[501:]])
    assert told == ["+0-999", "-500-500", "+0-0", "~0-0"]
    model.tell([Entry(7), Entry(8), Entry(9)])
    assert told[4:] == ["-0-999", "+0-2"]
    assert [e.key for e in model.entries] == [7, 8, 9]


def test_the_tape_tells_shape_and_words() -> None:
    side = ScanSide()
    side.tape.tell([Scanned("14:26:08", f"part {n}", "+1", family) for n, family in enumerate(FAMILY_ICON)])
    assert len(side.tape.scans) == 5
    assert side.tape.accessibleName().startswith("14:26:08 part 0 +1; ")
    assert len(set(FAMILY_ICON.values())) == len(FAMILY_ICON)  # grey, each can still be told from the others
    assert metrics("count").capHeight() >= 140
