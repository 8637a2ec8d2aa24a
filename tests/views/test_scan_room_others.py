"""The scan room among others: pause, other counters, what changes meanwhile, a locked file; and that it is blind."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.core.clock import Id
from app.core.errors import Refused
from app.services.counts import acts, places
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from tests.atdesk import AtDesk, events
from tests.rig import PROGRAM
from tests.services.counting import Shop

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_pause_counts_nothing(desk: AtDesk) -> None:
    desk.scan("A-01")
    desk.page.acts.pause()
    assert (desk.sign.signal, desk.sign.head, desk.sign.icon) == ("scan_idle", "Counting is paused", "pause")
    assert desk.page.lamp.accessibleName() == "Scanning is paused"
    sign = desk.scan("BRAKE")
    assert (sign.signal, sign.tail, sign.name) == ("scan_warn", "not counted", "BRAKE")
    desk.page.acts.pause()
    assert desk.scan("BRAKE").figure == "1"


def test_another_counter_has_the_bin(desk: AtDesk, floor: Shop, count: Id) -> None:
    """E12: refused with his name, and nothing goes into the bin before; the leader may hand it over from here."""
    desk.scan("A-01", "BRAKE")
    floor.take(floor.counter, count, "A-02")
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
    with pytest.raises(Refused, match="Wang"):
        floor.run(acts.enter, floor.counter, count, floor.ids["A-02"], floor.ids["FILTER"], 3000)
    assert floor.scan(floor.counter, count, "A-02", "FILTER").kind == "refused"


def test_what_others_do_is_noticed(desk: AtDesk, floor: Shop, count: Id) -> None:
    """The bin is given away, goods move, the count is cancelled: the room says so within a few seconds."""
    desk.scan("A-01", "BRAKE")
    counting = desk.page.counting
    counting._feel()
    desk.wait()
    floor.move("DISC", "A-01", -1000)
    counting._feel()
    desk.wait()
    assert desk.rows("open") == ["A-01 Brake disc moved"]
    floor.run(
        places.hand_over,
        floor.keeper,
        count,
        floor.ids["A-01"],
        floor.user(floor.second),
    )
    counting._feel()
    desk.wait()
    assert (desk.sign.signal, desk.sign.head, desk.sounds.last) == ("scan_bad", "Chen counts this bin now", "refused")
    assert desk.scan("DISC").head == "Scan the bin label first"
    floor.step(floor.manager, count, "cancel", reason="test")
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


def test_it_goes_on_at_the_very_scan(desk: AtDesk, floor: Shop, count: Id, tasks: Tasks, scanner: Scanner) -> None:
    desk.scan("A-01", "DISC", "BRAKE", "BRAKE")
    desk.page.go_back()
    again = AtDesk(floor, floor.keeper, count, tasks, scanner)
    sign = again.sign
    assert (sign.head, sign.bin, sign.number, sign.figure) == ("Go on counting", "A-01", "BRAKE", "2")
    assert [s.change for s in again.page.side.tape.scans] == ["+1", "+1", "+1"]
    assert again.scan("BRAKE").figure == "3"
    again.close()


def test_scans_wait_for_a_locked_file_and_none_is_lost(desk: AtDesk, floor: Shop, count: Id) -> None:
    """Another program holds the data file for longer than the database waits; twenty scans come meanwhile."""
    desk.scan("A-01")
    file = floor.rig.folder / "counterpart.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    floor.rig.desk._connection().connection.dbapi_connection.execute("PRAGMA busy_timeout=100")  # type: ignore[union-attr]
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
    assert [e.code for e in floor.ask(events, PROGRAM, count)] == codes
    assert (desk.sign.signal, desk.sign.figure, desk.page.unsaved()) == ("scan_ok", "10", "")
    assert not desk.page.messages.said()


def test_nothing_of_the_book_is_anywhere_on_the_page(desk: AtDesk, floor: Shop, count: Id) -> None:
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


def test_it_fits_the_poorest_screen(floor: Shop, count: Id, tasks: Tasks, scanner: Scanner, language: str) -> None:
    """1280 × 640 leaves 1224 × 544 beside a slim rail, with the top bar and the key line: also with a long message."""
    desk = AtDesk(floor, floor.keeper, count, tasks, scanner)
    desk.scan("A-01", "BRAKE", "NOBODY")
    for state in ("ready", "paused", "composing", "lost", "deaf"):
        desk.page.lamp.tell(state)  # type: ignore[arg-type]
        least = desk.page.minimumSizeHint()
        assert (least.width() <= 1224 - 32, least.height() <= 544 - 20) == (True, True), (state, least)
    desk.page.acts.finish_bin()
    desk.wait()
    assert desk.page.minimumSizeHint().width() <= 1224 - 32
    desk.close()


def test_an_unplugged_scanner_is_told_and_typing_goes_on(desk: AtDesk) -> None:
    desk.scan("A-01", "BRAKE")
    desk.scanner.plug("/dev/no-such-scanner")
    desk.wait(lambda: desk.scanner.state() == "lost")
    assert (desk.sign.signal, desk.sign.head, desk.sign.figure) == ("scan_warn", "The scanner is unplugged", "1")
    desk.type("brake")
    assert desk.key(K.Key_Return).figure == "2"
    desk.scanner.plug("")
    assert desk.page.lamp.accessibleName() == "Scanner ready"
