"""The scan room at one desk: what each scan and key does, what the stage says, and what it never shows."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.models.parts import PartCode
from app.services.counts import acts, places
from app.views.kit.scanner import Scanner
from app.views.kit.sounds import Sounds
from app.views.kit.tasks import Tasks
from app.views.scan_page import ScanPage
from app.views.session import Session
from tests.rig import PROGRAM
from tests.services.counting import Shop, Time, open_shop

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class AtDesk:
    """One person at the scan room of a count."""

    def __init__(self, shop: Shop, actor: Actor, count: Id, tasks: Tasks, scanner: Scanner) -> None:
        self.scanner, self.tasks, self.sounds = scanner, tasks, Sounds()
        self.session = Session(shop.rig.desk, actor, tasks)
        self.page = ScanPage(self.session, scanner, count, self.sounds)
        self.page.resize(1310, 640)
        self.page.show()
        self.page.activateWindow()
        self.page.come_to_front()
        self.wait()

    @property
    def sign(self) -> Any:
        return self.page.stage.sign

    def wait(self, ready: Callable[[], object] = lambda: True) -> None:
        """Until nothing is under way any more and `ready`; ten seconds at most."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            QApplication.processEvents()
            quiet = not self.tasks.busy() and not self.page.counting._soon.isActive()
            if quiet and ready() and not QApplication.processEvents():
                return
            time.sleep(0.002)
        raise TimeoutError(f"{self.sign} {self.page.counting.queue.waiting()}")

    def scan(self, *codes: str) -> Any:
        """Scans from any device, each waited for; the last sign."""
        for code in codes:
            self.page._heard = ("", 0.0)  # a person needs longer than 300 ms
            self.scanner.feed(code)
            self.wait()
        return self.sign

    def key(self, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Any:
        """Keys where the focus is, as pressed by hand; the last sign."""
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.page, key, with_)
            self.scanner.settle()
            self.wait()
        return self.sign

    def type(self, words: str) -> Any:
        """Typed by hand."""
        QTest.keyClicks(QApplication.focusWidget() or self.page, words)
        self.scanner.settle()
        self.wait()
        return self.sign

    def rows(self, tab: str) -> list[str]:
        """The rows of a tab as they are read aloud."""
        self.page.side.show_tab(tab)  # type: ignore[arg-type]
        return [entry.spoken() for entry in self.page.side.lists[tab].rows.entries]  # type: ignore[index]

    def tab(self, name: str) -> str:
        return self.page.side._tabs[name].text()  # type: ignore[index]

    def close(self) -> None:
        self.page.go_back()
        self.wait()
        self.session.end()
        self.page.close()
        self.page.deleteLater()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    time_ = Time()
    with clock.frozen(time_):
        made = open_shop(tmp_path, time_)
        time_.forward(minutes=5)
        yield made
        made.rig.close()


@pytest.fixture
def count(shop: Shop) -> Id:
    return shop.started()


@pytest.fixture
def desk(shop: Shop, count: Id, tasks: Tasks, scanner: Scanner) -> Iterator[AtDesk]:
    """The keeper, who leads, before his first scan."""
    made = AtDesk(shop, shop.keeper, count, tasks, scanner)
    yield made
    made.close()


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
        "scan_ok", "Counted +1", "A-01", "Brake pads", "BRAKE", "1", "套",
    )  # fmt: skip
    assert desk.sounds.last == "ok"
    assert sign.note == "Total in this bin\nscanned 1 · typed 0"
    assert desk.rows("open") == ["A-01 Brake disc"]
    assert desk.rows("counted") == ["A-01 Brake pads 1 套"]
    assert (desk.tab("open"), desk.tab("counted")) == ("To count 1", "Counted 1")
    assert [s.change for s in desk.page.side.tape.scans] == ["+1"]
    assert "Counted +1" in desk.page.stage.accessibleName()


def test_packs_multiply_and_what_looks_odd_is_counted_and_told(desk: AtDesk) -> None:
    desk.scan("A-01")
    sign = desk.scan("6934472009174")  # a carton of twelve that lies in another bin (E3, E14)
    assert (sign.signal, sign.figure, desk.sounds.last) == ("scan_warn", "12", "look")
    assert sign.head == "Counted +12  (×12), belongs to A-02"
    assert desk.rows("extra") == ["A-01 机油滤清器 12 个"]
    assert desk.page.side.tape.scans[0].words == "机油滤清器 (other bin)"
    for _ in range(2):  # the same label within 300 ms (E6)
        desk.scanner.feed("BRAKE")
    desk.wait()
    assert (desk.sign.signal, desk.sign.head, desk.sign.figure) == (
        "scan_warn", "Counted +1, the same label twice", "2",
    )  # fmt: skip
    sign = desk.key(K.Key_Backspace)
    assert (sign.signal, sign.head, sign.figure, desk.sounds.last) == ("scan_idle", "Undone −1", "1", "undone")


def test_unknown_codes_stay_with_bin_time_and_neighbours(desk: AtDesk, shop: Shop, count: Id) -> None:
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
    assert desk.rows("counted") == ["A-02 机油滤清器 1 个", "A-02 机油 17.355 L"]


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


def test_zero_asks_twice(desk: AtDesk, shop: Shop, count: Id) -> None:
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
    assert desk.tab("open") == "To count 0"
    page.acts.zero()
    assert desk.sign.head == "Every line of this bin is counted"
    results = {e.part_id: e.kind for e in shop_events(shop, count)}
    assert results == {shop.ids["BRAKE"]: "NOT_FOUND", shop.ids["DISC"]: "SCAN"}


def shop_events(shop: Shop, count: Id) -> list[Any]:
    from app.core.desk import REGISTRY, query
    from app.services.counts.tallies import events

    if "scanroom_test.events" not in REGISTRY:
        query("scanroom_test.events", allow=None)(lambda ctx, count: list(events(ctx, count)))
    return shop.ask(REGISTRY["scanroom_test.events"], PROGRAM, count)  # type: ignore[no-any-return]


def test_a_bin_ends_only_when_each_line_was_decided(desk: AtDesk) -> None:
    """E13: the lines left are listed; each is none here, not found or later; nothing is done before Ctrl+Enter."""
    desk.scan("A-01")
    page = desk.page
    page.acts.finish_bin()
    desk.wait()
    assert (desk.sign.head, desk.tab("open")) == ("2 lines are not counted yet", "To count 2")
    assert [e.chip[0] for e in page.stage.list.rows.entries] == ["Later", "Later"]
    page.acts.zero()
    page.acts.finish_bin()
    desk.wait()
    assert (desk.sign.head, desk.sign.tail) == ("1 lines come later", "The bin stays open")
    assert desk.tab("open") == "To count 1"
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


def test_a_code_of_two_parts_asks_once(desk: AtDesk, shop: Shop) -> None:
    """E1: the choice stands on the stage with number, bin and picture; it is remembered until undone."""
    from app.core.desk import REGISTRY, usecase

    if "scanroom_test.twin" not in REGISTRY:

        def twin(ctx: Any, parts: tuple[Id, ...]) -> None:
            for part in parts:
                ctx.session.add(PartCode(part_id=part, code="TWIN-1", key="TWIN1", pack_qty=1000))

        usecase("scanroom_test.twin", allow=None)(twin)
    shop.run(REGISTRY["scanroom_test.twin"], PROGRAM, (shop.ids["BRAKE"], shop.ids["DISC"]))
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


def test_pause_counts_nothing(desk: AtDesk) -> None:
    desk.scan("A-01")
    desk.page.acts.pause()
    assert (desk.sign.signal, desk.sign.head, desk.sign.icon) == ("scan_idle", "Counting is paused", "pause")
    assert desk.page.lamp.accessibleName() == "Scanning is paused"
    sign = desk.scan("BRAKE")
    assert (sign.signal, sign.tail, sign.name) == ("scan_warn", "not counted", "BRAKE")
    desk.page.acts.pause()
    assert desk.scan("BRAKE").figure == "1"


def test_another_counter_has_the_bin(desk: AtDesk, shop: Shop, count: Id) -> None:
    """E12: refused with his name, and nothing goes into the bin before; the leader may hand it over from here."""
    desk.scan("A-01", "BRAKE")
    shop.take(shop.counter, count, "A-02")
    sign = desk.scan("A-02")
    assert (sign.signal, sign.bin, desk.sounds.last) == ("scan_bad", "A-02", "refused")
    assert "Liu is counting this bin" in sign.head
    assert desk.scan("BRAKE").head == "Scan the bin label first"
    desk.scan("A-02")
    assert "F9" in [key.combo for key in list(desk.page.keys()) if key.shown]
    desk.page.acts.hand_over()
    desk.wait()
    assert [e.words for e in desk.page.stage.list.rows.entries] == ["Wang (me)", "Chen"]
    desk.type("1")
    assert (desk.sign.head, desk.sign.bin) == ("Scan the parts now", "A-02")
    assert desk.scan("FILTER").figure == "1"
    with pytest.raises(Exception, match="Wang"):
        shop.run(acts.enter, shop.counter, count, shop.ids["A-02"], shop.ids["FILTER"], 3000)
    assert shop.scan(shop.counter, count, "A-02", "FILTER").kind == "refused"


def test_what_others_do_is_noticed(desk: AtDesk, shop: Shop, count: Id) -> None:
    """The bin is given away, goods move, the count is cancelled: the room says so within a few seconds."""
    desk.scan("A-01", "BRAKE")
    counting = desk.page.counting
    counting._feel()
    desk.wait()
    shop.move("DISC", "A-01", -1000)
    counting._feel()
    desk.wait()
    assert desk.rows("open") == ["A-01 Brake disc moved"]
    shop.run(places.hand_over, shop.keeper, count, shop.ids["A-01"], shop.user(shop.second))
    counting._feel()
    desk.wait()
    assert (desk.sign.signal, desk.sign.head, desk.sounds.last) == ("scan_bad", "Chen counts this bin now", "refused")
    assert desk.scan("DISC").head == "Scan the bin label first"
    shop.step(shop.manager, count, "cancel", reason="test")
    counting._feel()
    desk.wait()
    assert desk.sign.head == "This count is not being counted any more"
    assert desk.scan("A-01").signal == "scan_bad"


def test_a_label_of_a_bin_outside_leaves_no_bin(desk: AtDesk) -> None:
    desk.scan("A-01", "BRAKE")
    sign = desk.scan("B-01")
    assert sign.signal == "scan_bad"
    assert "does not belong" in sign.head
    assert desk.scan("BRAKE").head == "Scan the bin label first"
    assert desk.tab("unknown") == "Unknown 0"


def test_it_goes_on_at_the_very_scan(desk: AtDesk, shop: Shop, count: Id, tasks: Tasks, scanner: Scanner) -> None:
    desk.scan("A-01", "DISC", "BRAKE", "BRAKE")
    desk.page.go_back()
    again = AtDesk(shop, shop.keeper, count, tasks, scanner)
    sign = again.sign
    assert (sign.head, sign.bin, sign.number, sign.figure) == ("Go on counting", "A-01", "BRAKE", "2")
    assert [s.change for s in again.page.side.tape.scans] == ["+1", "+1", "+1"]
    assert again.scan("BRAKE").figure == "3"
    again.close()


def test_scans_wait_for_a_locked_file_and_none_is_lost(desk: AtDesk, shop: Shop, count: Id) -> None:
    """Another program holds the data file for longer than the database waits; twenty scans come meanwhile."""
    desk.scan("A-01")
    file = shop.rig.folder / "counterpart.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    shop.rig.desk._connection().connection.dbapi_connection.execute("PRAGMA busy_timeout=100")  # type: ignore[union-attr]
    other.execute("BEGIN IMMEDIATE")
    let_go = threading.Timer(2.0, lambda: other.execute("ROLLBACK"))
    let_go.start()
    codes = ["BRAKE", "DISC"] * 10
    for n, code in enumerate(codes, 1):
        desk.scanner.feed(code)
        QApplication.processEvents()
        assert len(desk.page.counting.queue.waiting()) == n
        assert desk.page.side.tape.scans[0].change == "waits"
    desk.wait(lambda: desk.page.counting.queue.stuck is not None)
    assert (desk.sign.head, desk.sign.tail) == ("Scan kept", "20 wait")
    assert desk.page.unsaved() == "20 scans"
    assert any(m.key == "waiting" and "20 scans wait" in m.consequence for m in desk.page.messages.said())
    desk.wait(lambda: not desk.page.counting.queue.waiting())
    let_go.join()
    other.close()
    assert [e.code for e in shop_events(shop, count)] == codes
    assert (desk.sign.signal, desk.sign.figure, desk.page.unsaved()) == ("scan_ok", "10", "")
    assert not desk.page.messages.said()


def test_nothing_of_the_book_is_anywhere_on_the_page(desk: AtDesk, shop: Shop, count: Id) -> None:
    """Blind: no text, tooltip or accessible name shows what is booked (10, 5, 20, 2.5), what it costs, who counted."""
    desk.scan("A-01", "BRAKE", "BULB", "WHAT-1")
    said: list[str] = []
    for tab in ("open", "counted", "extra", "unknown"):
        said += desk.rows(tab)
    for widget in (desk.page, *desk.page.findChildren(QWidget)):
        said += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        said += [getattr(widget, "text", str)() or ""]
    figures = {word for line in said for word in line.replace("\xa0", " ").split()}
    assert not figures & {"10", "5", "20", "2.5", "30", "100", "30.00", "100.00", "¥30.00", "300"}


def test_bins_are_walked_by_keyboard(desk: AtDesk) -> None:
    desk.key(K.Key_Down, K.Key_Down, K.Key_Return)
    assert desk.sign.bin == "A-02"
    assert desk.key(K.Key_PageDown).bin == "A-01"
    assert desk.key(K.Key_PageUp).bin == "A-02"
    desk.key(K.Key_Down)
    assert desk.key(K.Key_Return).head == "To count"
    assert QApplication.focusWidget() is not None
    desk.type("*")
    desk.type("20")
    assert desk.key(K.Key_Return).figure == "20"
