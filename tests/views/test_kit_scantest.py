"""The scanner test: what it shows of a scan, which settings it proposes, and that the page around it goes on."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core import i18n
from app.core.scan import GS
from app.printing.barcodes import code128, gs1_128
from app.views.kit.scanner import Scanner
from app.views.kit.scanreport import PARTS, TEST, Report, Stroke, report
from app.views.kit.scantest import Bars, ScanTest
from app.views.kit.tasks import Tasks
from app.views.kit.theme import Look, apply
from app.views.kit.wedge import Tuning
from app.views.scanner_card import ScannerCard
from tests.views.keyboarding import scan


def strokes(text: str, *, gap: float = 5, end: str = "Enter") -> list[Stroke]:
    found = [Stroke(c, c, gap if place else None) for place, c in enumerate(text)]
    return [*found, Stroke(end, "", gap)] if end else found


def words(found: Report) -> str:
    return " | ".join(i18n.tr(note) for _, note in found.notes)


@pytest.mark.parametrize(
    ("text", "end", "gap", "proposal", "code"),
    [
        (TEST, "Enter", 5, Tuning(), TEST), (TEST, "Tab", 5, Tuning(), TEST),
        (TEST, "", 5, Tuning(ends="silence"), TEST), (f"]C0{TEST}", "Enter", 5, Tuning(), f"]C0{TEST}"),
        (f"~{TEST}#", "Enter", 5, Tuning(prefix="~", suffix="#"), TEST),
        (f"\x02]C0{TEST}\x03", "Enter", 90, Tuning(prefix="\x02", suffix="\x03", gap=120), f"]C0{TEST}"),
        (TEST, "Enter", 50, Tuning(gap=80), TEST), (TEST, "Enter", 150, Tuning(gap=120), TEST),
        (GS.join(PARTS), "Enter", 5, Tuning(), GS.join(PARTS)), ("".join(PARTS), "Enter", 5, Tuning(), "".join(PARTS)),
        ("|".join(PARTS), "Enter", 5, Tuning(group="|"), GS.join(PARTS)),
        ("]C1" + "{GS}".join(PARTS), "Enter", 5, Tuning(group="{GS}"), "]C1" + GS.join(PARTS)),
        ("6934472009174", "Enter", 5, Tuning(), "6934472009174"),
    ],
)  # fmt: skip
def test_what_is_proposed(text: str, end: str, gap: float, proposal: Tuning, code: str) -> None:
    found = report(strokes(text, gap=gap, end=end), Tuning())
    assert (found.proposal, found.code) == (proposal, code)


def test_what_is_remarked() -> None:
    assert "Caps Lock is on" in words(report(strokes(TEST.swapcase()), Tuning()))
    assert "English (US)" in words(report(strokes("CPß09-aZ"), Tuning()))
    assert "typed by hand" in words(report(strokes(TEST, gap=260), Tuning()))
    assert "typed by hand" in words(report(strokes("ab"), Tuning()))
    assert "is lost" in words(report(strokes("".join(PARTS)), Tuning()))
    assert "arrives" in words(report(strokes(GS.join(PARTS)), Tuning()))
    assert "‹02›" in words(report(strokes(f"\x02{TEST}"), Tuning()))
    assert "send a prefix" in words(report(strokes(TEST, gap=95), Tuning()))


@pytest.fixture
def box(qtbot: QtBot, scanner: Scanner) -> ScanTest:
    home, made, line = QWidget(), ScanTest(scanner), QLineEdit()
    made.home = home  # type: ignore[attr-defined]  # else Python lets go of the window
    layout = QVBoxLayout(home)
    layout.addWidget(made)
    layout.addWidget(line)
    qtbot.addWidget(home)
    home.show()
    home.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def test_a_scan_is_shown_key_by_key_and_accepted(qtbot: QtBot, scanner: Scanner, box: ScanTest) -> None:
    kept: list[Tuning] = []
    box.accepted.connect(kept.append)
    QTest.keyClicks(box, "~CP-09")
    QTest.keyPress(box, Qt.Key.Key_Shift)
    QTest.keyClicks(box, "/aZ")
    QTest.keyClick(box, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: box.report is not None)
    assert [s.name for s in box.strip.strokes] == [*"~CP-09/aZ", "Tab"]
    assert box.strip.strokes[0].gap is None
    assert all(s.gap is not None and s.gap < 60 for s in box.strip.strokes[1:])
    assert box.hasFocus()  # the scanner's Tab moved nothing
    take = box._take
    assert take.isVisible()
    QTest.mouseClick(take, Qt.MouseButton.LeftButton)
    assert kept == [scanner.tuning] == [Tuning(prefix="~")]
    assert not take.isVisible()
    assert box.heightForWidth(200) > box.strip.heightForWidth(2_000)


def test_a_person_leaves_the_box_by_tab_and_types_beside_it(qtbot: QtBot, scanner: Scanner, box: ScanTest) -> None:
    QTest.keyClick(box, Qt.Key.Key_Tab)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "COM3")
    scanner.settle()
    assert line.text() == "COM3"
    assert scanner.owner() is None


def test_an_input_method_is_told(qtbot: QtBot, scanner: Scanner, box: ScanTest) -> None:
    QApplication.sendEvent(box, QInputMethodEvent("cp", []))
    assert any("Shift" in w.text() for w in box.findChildren(QWidget) if hasattr(w, "text"))
    scanner.feed("6934472009174")  # a serial scanner speaks while the box listens
    assert any("6934472009174" in w.text() for w in box.findChildren(QWidget) if hasattr(w, "text"))


@pytest.mark.parametrize("dark", [False, True])
def test_the_test_barcodes_on_the_screen_can_be_read(qtbot: QtBot, dark: bool) -> None:
    apply(Look(dark=dark, motion=False))
    for modules, content, symbology in (
        (code128(TEST), TEST.encode(), "]C0"), (gs1_128(*PARTS), GS.join(PARTS).encode(), "]C1"),
    ):  # fmt: skip
        bars = Bars(modules, "test")
        qtbot.addWidget(bars)
        bars.show()
        store = QBuffer()
        store.open(QIODevice.OpenModeFlag.WriteOnly)
        bars.grab().save(store, "PNG")
        found = zxingcpp.read_barcodes(Image.open(BytesIO(bytes(store.data().data()))))
        assert [(f.bytes, f.symbology_identifier) for f in found] == [(content, symbology)]


def test_the_card_keeps_what_is_set(qtbot: QtBot, scanner: Scanner, tasks: Tasks) -> None:
    kept: dict[str, object] = {"scanner": {"prefix": "\x02"}}

    class Memory(dict[str, object]):
        def put(self, key: str, value: object) -> None:
            self[key] = value

    memory = Memory(kept)
    scanner.tune(Tuning.kept(memory["scanner"]))
    card = ScannerCard(scanner, memory, tasks)
    qtbot.addWidget(card)
    card.show()
    assert card.boxes["prefix"].control.value() == "\\x02"
    for name, value in (
        ("suffix", "#"), ("gap", 80), ("ends", "silence"), ("group", "{GS}"), ("port", "/nowhere/at/all"),
        ("baud", "115200"), ("volume", 30), ("muted", True),
    ):  # fmt: skip
        card.boxes[name].control.put(value)
        card.boxes[name].left.emit(f"scanner.{name}")
    assert Tuning.kept(memory["scanner"]) == scanner.tuning
    assert scanner.tuning == Tuning(prefix="\x02", suffix="#", gap=80, ends="silence", group="{GS}")
    assert (memory["scanner.port"], memory["scanner.baud"]) == ("/nowhere/at/all", 115200)
    assert scanner.state() == "lost"
    assert (memory["sounds.volume"], memory["sounds.muted"]) == (30, True)
    card.boxes["port"].control.put("")
    card.boxes["port"].left.emit("scanner.port")
    assert scanner.state() == "ready"


def test_a_scan_over_the_card_moves_nothing(qtbot: QtBot, scanner: Scanner, tasks: Tasks, heard: list[str]) -> None:
    card = ScannerCard(scanner, {}, tasks)  # type: ignore[arg-type]
    qtbot.addWidget(card)
    card.show()
    scan(card.boxes["suffix"].control.face, "6934472009174")
    assert heard == ["6934472009174"]
