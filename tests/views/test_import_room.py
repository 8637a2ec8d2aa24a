"""The import room: what is written is what the page shows at that moment, and nothing of an earlier file or check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import Refused
from app.models.parts import Part, Supersession
from app.models.stations import Bin
from app.services.imports import running
from app.views.import_room import ImportRoom
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from app.views.session import Session
from tests.shopfloor import Shopfloor, first


@pytest.fixture
def session(shop: Shopfloor, tasks: Tasks) -> Iterator[Session]:
    """The administrator at the desk."""
    made = Session(shop.desk, shop.actor("AD"), tasks)
    yield made
    made.end()


def opened(qtbot: QtBot, session: Session, scanner: Scanner) -> ImportRoom:
    """The room as it stands after it was entered."""
    room = ImportRoom(session, session.memory, scanner)
    qtbot.addWidget(room)
    room.resize(1180, 688)
    room.show()
    return room


def test_what_the_shop_has_is_offered_for_all_rows(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, tmp_path: Path
) -> None:
    room, tasks = opened(qtbot, session, scanner), session.tasks
    file = tmp_path / "list.csv"
    file.write_text("code;name\nNEW1;Pad\n", encoding="utf-8")
    room.open_file(file)
    qtbot.waitUntil(lambda: bool(room._defaults))
    qtbot.waitUntil(lambda: not tasks.busy())
    grades, units, categories = (room._defaults[n] for n in ("quality_grade", "unit", "category"))
    assert (grades.isEditable(), units.isEditable()) == (False, True)
    assert [units.findData(code) > 0 for code in ("件", "升")] == [True, True]
    assert categories.findText("Brakes") > 0
    grades.setCurrentIndex(grades.findText("OEM genuine"))
    assert grades.text() == "OEM"
    units.setText("pcs")
    assert units.text() == "pcs"  # one that the shop does not have yet


def test_what_is_ticked_or_typed_after_the_check_is_checked_again(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, tmp_path: Path
) -> None:
    room, tasks = opened(qtbot, session, scanner), session.tasks
    file = tmp_path / "list.csv"
    file.write_text("code;name;bin\nNEW1;Pad;A-09-1-01\nOLD1;USE NEW1;A-09-1-02\n", encoding="utf-8")
    room.open_file(file)
    qtbot.waitUntil(lambda: not tasks.busy())
    room._targets[2].setCurrentIndex(0)  # (leave out)
    room.go_on()
    said = room.messages.said()[0].fact
    assert "Unit" in said
    assert "quality_grade" not in said
    for name, words in (("unit", "pcs"), ("category", "Other"), ("quality_grade", "副厂件")):
        room._defaults[name].setText(words)
    room.go_on()
    qtbot.waitUntil(lambda: room._plan is not None)
    room._defaults["quality_grade"].textEdited.emit("OEM")
    assert room._plan is None
    room.go_on()
    qtbot.waitUntil(lambda: room._plan is not None)
    room._replace.put(True)
    room._replace.edited.emit()
    assert room._plan is None  # the tick came after the check: the plan did not know of it
    room.go_on()
    qtbot.waitUntil(lambda: room._plan is not None)
    room.open_file(tmp_path / "gone.csv")
    with qtbot.waitSignal(tasks.troubled):
        pass
    room.go_on()  # the file that can not be read took nobody's place
    assert not room._primary.isEnabled()
    qtbot.waitUntil(lambda: not tasks.busy())
    assert room._primary.isEnabled()
    assert room._sheet is None
    assert not room._targets
    new, old = (shop.desk.ask(first, shop.actor("AD"), Part, "number", number) for number in ("NEW1", "OLD1"))
    assert shop.desk.ask(first, shop.actor("AD"), Supersession, "old_id", old.id).new_id == new.id
    assert shop.desk.ask(first, shop.actor("AD"), Bin, "code", "A-09-1-01") is None  # left out: not guessed after all


def test_who_may_not_write_a_stock_document_is_not_led_to_its_last_step(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, tmp_path: Path
) -> None:
    room = opened(qtbot, session, scanner)
    assert "opening_stock" not in room._kinds
    assert "parts" in room._kinds
    with pytest.raises(Refused, match="Write stock documents"):
        running.prepare(shop.desk, shop.actor("AD"), "opening_stock", tmp_path / "none.csv")
