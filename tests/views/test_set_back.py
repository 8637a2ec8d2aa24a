"""A PC clock that was set back (E85) is said in the window: at the start, while it runs, no more once it is mended."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.core import clock
from app.services import settings
from app.views.rooms import Furnisher
from tests.rig import Rig
from tests.shopfloor import Shopfloor
from tests.window import Hands


def test_e85_an_earlier_clock_is_said_and_looked_at_again(qapp: QApplication, store: Any, tmp_path: Path) -> None:
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    actor, ahead = shop.actor("AD"), clock.now() + timedelta(days=1)
    with clock.frozen(ahead):
        shop.run(settings.change, "customers.area_code", "0512", by=actor)
    shop.desk.close()
    hands = Hands(tmp_path, "en")
    hands.app._signed_in(actor)
    messages = hands.app.window.messages
    hands.until(messages.said, "the warning")
    assert messages.said()[0].fact.startswith("This PC's clock is wrong: it is before the last entry, of ")
    (rooms,) = hands.app.window.findChildren(Furnisher)
    with clock.frozen(ahead + timedelta(minutes=1)):
        rooms._clock.timeout.emit()
        hands.until(lambda: not messages.said(), "the warning to go")
    rooms._clock.timeout.emit()
    hands.until(messages.said, "the warning, while the program runs")
    hands.end()
