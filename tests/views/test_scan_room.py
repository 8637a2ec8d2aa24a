"""The scan room at one desk: what each scan and key does, and what the stage says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.core.clock import Id
from app.core.desk import usecase
from app.models.parts import PartCode
from tests.atdesk import AtDesk, events
from tests.rig import PROGRAM
from tests.services.counting import Shop

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@usecase("scanroom_test.twin", allow=None)
def twin(ctx: Any, parts: tuple[Id, ...]) -> None:
    """One code that two parts have."""
    for part in parts:
        ctx.session.add(PartCode(part_id=part, code="TWIN-1", key="TWIN1", pack_qty=1000))


def test_bin_first_then_parts(desk: AtDesk) -> None:
    assert (desk.sign.signal, desk.sign.head) == ("scan_idle", "Scan a bin label to begin")
    assert desk.rows("open") == ["A-01 0 / 2", "A-02 0 / 2"]
    sign = desk.scan("BRAKE")
    assert (sign.signal, sign.head, sign.name, desk.sounds.last) == (
        "scan_bad", "Scan the bin label first", "BRAKE", "refused",
    )  # fmt: skip
    sign = desk.scan("A-01")
    assert (sign.signal, sign.head, sign.bin) == ("scan_idle", "Scan the parts now", "A-01")
    assert desk.rows("open") == ["A-01 Brake pads", "A-01 Brake disc"]
    sign = desk.scan("BRAKE")
    assert (sign.signal, sign.head, sign.bin, sign.name, sign.number, sign.figure, sign.unit) == (
        "scan_ok", "Counted +1", "A-01", "Brake pads", "BRAKE", "1", "set",
    )  # fmt: skip
    assert desk.sounds.last == "ok"
    assert sign.note == "Total in this bin\nscanned 1 · typed 0"
    assert desk.rows("open") == ["A-01 Brake disc"]
    assert desk.rows("counted") == ["A-01 Brake pads 1 set"]
    assert (desk.tab("open"), desk.tab("counted")) == ("To do 1", "Counted 1")
    assert [s.change for s in desk.page.side.tape.scans] == ["+1"]
    assert "Counted +1" in desk.page.stage.accessibleName()


def test_packs_multiply_and_what_looks_odd_is_counted_and_told(desk: AtDesk) -> None:
    desk.scan("A-01")
    sign = desk.scan("6934472009174")  # a carton of twelve that lies in another bin (E3, E14)
    assert (sign.signal, sign.figure, desk.sounds.last) == ("scan_warn", "12", "look")
    assert sign.head == "Counted +12  (×12), belongs to A-02"
    assert desk.rows("extra") == ["A-01 机油滤清器 12 pc"]
    assert desk.page.side.tape.scans[0].words == "机油滤清器 (other bin)"
    for _ in range(2):  # the same label within 300 ms (E6)
        desk.scanner.feed("BRAKE")
    desk.wait()
    assert (desk.sign.signal, desk.sign.head, desk.sign.figure) == (
        "scan_warn", "Counted +1, the same label twice", "2",
    )  # fmt: skip
    sign = desk.key(K.Key_Backspace)
    assert (sign.signal, sign.head, sign.figure, desk.sounds.last) == ("scan_idle", "Undone −1", "1", "undone")


def test_unknown_codes_stay_with_bin_time_and_neighbours(desk: AtDesk, floor: Shop, count: Id) -> None:
    """E2: red, kept, never in the way; settled later by keyboard, and until then the count can't go on."""
    desk.scan("A-01", "BRAKE")
    sign = desk.scan("WHAT-1")
    assert (sign.signal, sign.head, sign.tail, sign.name, sign.figure, desk.sounds.last) == (
        "scan_bad", "Unknown barcode", "kept", "WHAT-1", "1", "unknown",
    )  # fmt: skip
    desk.scan("DISC")
    spot = desk.page.counting.sheet.unknown_codes()[0]  # type: ignore[union-attr]
    assert (spot.before, spot.after) == ("BRAKE", "DISC")
    desk.page.refresh()
    desk.wait()
    assert desk.page.counting.sheet.unknown_codes()[0].after == "DISC"  # type: ignore[union-attr]
    desk.key(K.Key_Left, K.Key_Down)
    assert desk.page.side.here == "unknown"
    desk.key(K.Key_Return)
    sheet = desk.page.settling.sheet
    assert sheet is not None
    desk.scan("DISC")  # a scan fills the field of the sheet and counts nothing
    assert desk.page.counting.last.total == 1000  # type: ignore[union-attr]
    keep = sheet.findChild(QWidget, "field.keep")
    assert keep is not None
    keep.setFocus()
    desk.key(K.Key_Space)
    desk.key(K.Key_Return, with_=CTRL)
    assert desk.page.settling.sheet is None
    assert (desk.sign.head, desk.tab("unknown")) == ("The code is settled", "Unknown 0")
    desk.key(K.Key_Escape)
    sign = desk.scan("WHAT-1")
    assert (sign.signal, sign.number, sign.figure) == ("scan_ok", "DISC", "3")


def test_an_unknown_code_is_set_aside_with_a_reason(desk: AtDesk) -> None:
    desk.scan("A-01", "WHAT-1")
    desk.page.acts.choose_part()  # F4, the button of the red stage
    desk.wait()
    sheet = desk.page.settling.sheet
    assert sheet is not None
    desk.key(K.Key_Return, with_=CTRL)  # nothing said yet
    assert desk.page.settling.sheet is sheet
    reason = sheet.findChild(QWidget, "field.reason")
    assert reason is not None
    reason.setFocus()
    desk.type("a sticker of the maker")
    desk.key(K.Key_Return, with_=CTRL)
    assert desk.page.settling.sheet is None
    assert desk.tab("unknown") == "Unknown 0"
    assert QApplication.focusWidget() in (desk.page, *desk.page.side.lists.values())


def test_a_photo_of_what_nobody_knows(desk: AtDesk, tmp_path: Path, qtbot: Any) -> None:
    """E2: F9 chooses a file, or one is dropped; it stands on the stage and in the sheet that settles the code."""
    for name, tint in (("one.png", "red"), ("two.png", "blue")):
        picture = QImage(300, 200, QImage.Format.Format_RGB32)
        picture.fill(QColor(tint))
        assert picture.save(str(tmp_path / name))
    desk.scan("A-01", "BRAKE")
    desk.page.snaps.choose()
    assert desk.sign.head == "A photo belongs to an unknown code: scan it, or choose it under Unknown"
    desk.scan("WHAT-1")
    desk.page.snaps._ask = lambda: [str(tmp_path / "one.png")]
    QTest.mouseClick(desk.page.findChild(QWidget, "scan.photo"), Qt.MouseButton.LeftButton)
    desk.wait()
    assert (desk.sign.name, desk.sign.tail) == ("WHAT-1", "photo kept")
    desk.wait(lambda: desk.page.photos.get(desk.sign.photo) is not None)
    drop(desk.page, tmp_path / "two.png")
    drop(desk.page, tmp_path / "none.png")  # it is gone already
    desk.wait()
    assert [m.fact for m in desk.page.messages.said()] == ["The file could not be read."]
    desk.scan("DISC")
    desk.page.refresh()
    desk.wait()
    desk.key(K.Key_Left, K.Key_Down, K.Key_Return)
    strip = desk.page.settling.strip
    assert strip is not None
    desk.wait(lambda: strip.shown() == 2)
    drop(desk.page, tmp_path / "one.png")  # the same again
    desk.wait()
    assert strip.shown() == 2


def drop(page: QWidget, path: Path) -> None:
    """A file falls onto the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where, copy = QPointF(300, 300), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (QDragEnterEvent(where.toPoint(), copy, data, left, none), QDropEvent(where, copy, data, left, none)):
        QApplication.sendEvent(page, event)
        assert event.isAccepted()


def test_digits_before_a_scan_multiply_it_and_fade(desk: AtDesk, qtbot: Any) -> None:
    desk.scan("A-01")
    desk.type("12*")
    assert desk.page.stage.flag == "× 12"
    sign = desk.scan("BRAKE")
    assert (sign.figure, desk.page.stage.flag) == ("12", "")
    desk.type("34")
    assert desk.key(K.Key_Backspace) is not None
    assert desk.page.stage.flag == "× 3"
    desk.page._flag.setInterval(10)
    desk.type("3")
    qtbot.waitUntil(lambda: desk.page.stage.flag == "")
    assert desk.scan("BRAKE").figure == "13"


def test_a_code_typed_by_hand_counts_like_a_scan(desk: AtDesk) -> None:
    """The scanner is lost: everything goes on by keyboard."""
    desk.type("a-01")
    assert desk.page.stage.flag == "a-01"
    assert desk.key(K.Key_Return).bin == "A-01"
    desk.type("disc")
    assert desk.key(K.Key_Return).figure == "1"
    desk.key(K.Key_Return)  # a stray Enter does nothing
    assert desk.page.counting.last.total == 1000  # type: ignore[union-attr]


def test_weighed_goods_ask_on_the_stage(desk: AtDesk) -> None:
    desk.scan("A-02")
    sign = desk.scan("OIL")
    assert (sign.head, sign.figure, sign.unit, desk.sounds.last) == ("How much is it?", "?", "L", "look")
    assert desk.type("17.3556").figure == "17.3556"
    assert desk.key(K.Key_Return).signal == "scan_bad"  # a litre has three decimals
    desk.key(K.Key_Backspace)
    desk.scanner.feed("FILTER")  # waits behind the question, in its order
    desk.wait()
    assert [s.change for s in desk.page.side.tape.scans] == ["waits"]
    desk.key(K.Key_Return)
    desk.wait(lambda: not desk.page.counting.queue.waiting())
    assert [(s.words, s.change) for s in desk.page.side.tape.scans] == [("机油滤清器", "+1"), ("机油", "+17.355")]
    desk.scan("OIL")
    desk.key(K.Key_Escape)
    assert (desk.sign.signal, desk.sign.head) == ("scan_warn", "Not counted")
    assert desk.rows("counted") == ["A-02 机油滤清器 1 pc", "A-02 机油 17.355 L"]


def test_a_total_is_typed_over(desk: AtDesk) -> None:
    desk.type("*")
    assert desk.sign.head == "Scan or choose a part first"
    desk.scan("A-01", "BRAKE")
    desk.type("*")
    assert desk.sign.head == "How many are in this bin?"
    desk.key(K.Key_Return)
    assert desk.sign.head == "Type how much it is"
    desk.type("9")
    sign = desk.key(K.Key_Return)
    assert (sign.figure, sign.note.split("\n")[1]) == ("9", "scanned 1 · typed 8")
    desk.type("*")
    sign = desk.scan("BRAKE")  # who scans on, wants no number
    assert sign.figure == "10"


def test_zero_asks_twice(desk: AtDesk, floor: Shop, count: Id) -> None:
    desk.scan("A-01")
    page = desk.page
    page.acts.zero()
    assert (desk.sign.signal, desk.sign.head, desk.sign.number) == ("scan_warn", "None here? F8 again", "BRAKE")
    page.acts.zero(not_found=True)  # another key asks anew
    assert desk.sign.head == "Not found? Shift+F8 again"
    page.acts.zero(not_found=True)
    desk.wait()
    assert (desk.sign.head, desk.sign.number) == ("Confirmed: none here", "BRAKE")
    page.acts.zero()
    desk.scan("DISC")  # counting goes on instead
    assert desk.tab("open") == "To do 0"
    page.acts.zero()
    assert desk.sign.head == "Every line of this bin is counted"
    results = {e.part_id: e.kind for e in floor.ask(events, PROGRAM, count)}
    assert results == {floor.ids["BRAKE"]: "NOT_FOUND", floor.ids["DISC"]: "SCAN"}


def test_a_bin_ends_only_when_each_line_was_decided(desk: AtDesk) -> None:
    """E13: the lines left are listed; each is none here, not found or later; nothing is done before Ctrl+Enter."""
    desk.scan("A-01")
    page = desk.page
    page.acts.finish_bin()
    desk.wait()
    assert (desk.sign.head, desk.tab("open")) == ("2 lines are not counted yet", "To do 2")
    assert [e.chip[0] for e in page.stage.list.rows.entries] == ["Later", "Later"]
    page.acts.zero()
    page.acts.finish_bin()
    desk.wait()
    assert (desk.sign.head, desk.sign.tail) == ("1 line comes later", "The bin stays open")
    assert desk.tab("open") == "To do 1"
    page.acts.finish_bin()
    desk.wait()
    assert page.stage.list.isVisible()
    desk.key(K.Key_Return)  # later
    desk.scan("DISC")  # found after all
    assert not page.stage.list.isVisible()
    page.acts.finish_bin()
    desk.wait()
    assert (desk.sign.signal, desk.sign.head, desk.sign.bin, desk.sign.name) == (
        "scan_ok", "Bin finished", "A-01", "Next bin: A-02 (PgDn)",
    )  # fmt: skip
    assert desk.sounds.last == "complete"
    desk.key(K.Key_PageDown)
    assert desk.sign.bin == "A-02"
    page.acts.finish_bin()
    desk.wait()
    for not_found in (False, True):
        page.acts.zero(not_found=not_found)
    page.acts.finish_bin()
    desk.wait()
    assert (desk.sign.head, desk.sign.full) == ("All bins are counted", True)


def test_the_end_is_not_green_while_codes_are_unknown(desk: AtDesk) -> None:
    """E2: all bins are counted, but what nobody knows must still be settled."""
    page = desk.page
    desk.scan("A-01", "WHAT-1")
    for last in (False, True):
        while page.counting.sheet.open_lines():
            page.acts.zero(not_found=True)
            page.acts.zero(not_found=True)
            desk.wait()
        page.acts.finish_bin()
        desk.wait()
        if not last:
            desk.key(K.Key_PageDown)
    sign = desk.sign
    assert (sign.signal, sign.head, sign.tail, sign.full) == (
        "scan_warn", "All bins are counted", "1 unknown code is still to be settled", False,
    )  # fmt: skip


def test_a_code_of_two_parts_asks_once(desk: AtDesk, floor: Shop) -> None:
    """E1: the choice stands on the stage with number, bin and picture; it is remembered until undone."""
    floor.run(twin, PROGRAM, (floor.ids["BRAKE"], floor.ids["DISC"]))
    desk.scan("A-01", "TWIN-1")
    page = desk.page
    entries = page.stage.list.rows.entries
    assert [(e.cap, e.words, e.detail) for e in entries] == [
        ("1", "Brake pads", "BRAKE   A-01"), ("2", "Brake disc", "DISC   A-01"),
    ]  # fmt: skip
    assert (desk.sign.head, desk.sounds.last) == ("Which part is it?", "look")
    desk.scanner.feed("BRAKE")  # waits
    desk.wait()
    desk.type("2")
    desk.wait(lambda: not page.counting.queue.waiting())
    assert [(s.words, s.change) for s in page.side.tape.scans] == [("Brake pads", "+1"), ("Brake disc", "+1")]
    sign = desk.scan("TWIN-1")
    assert (sign.signal, sign.head, sign.number) == ("scan_warn", "Counted +1, code of 2 parts", "DISC")
    desk.key(K.Key_Backspace)
    desk.scan("TWIN-1")
    assert page.stage.list.isVisible()
    desk.key(K.Key_Down, K.Key_Up, K.Key_Return)
    assert desk.sign.number == "BRAKE"
    desk.key(K.Key_Backspace)
    desk.scan("TWIN-1")
    desk.key(K.Key_Escape)
    assert (desk.sign.head, desk.sign.name) == ("Not counted", "TWIN-1")
