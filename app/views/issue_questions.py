"""What the issue room asks in its band: how many, which part, which batch or serial number. Never modal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.scan import parse
from app.services.requisitions.bench import BenchLine
from app.services.requisitions.counter import Scanned
from app.views.issue_words import called, choice_entries, lot_entries
from app.views.scan_asks import FigureAsk, ListAsk
from app.views.scan_stage import Sign

if TYPE_CHECKING:
    from app.views.issue_page import IssuePage


class LotAsk(ListAsk):
    """Which batch or serial number: chosen, or read from the part's label."""

    def scanned(self, code: str) -> bool:
        """A scan that is one of them answers."""
        said = parse(code)
        known = {entry.key for entry in self._entries}
        lot = next((x for x in (said.serial, said.batch, said.text) if x and x in known), None)
        if lot is not None:
            self.take(lot)
        return lot is not None


class IssueQuestions:
    """Makes each question of one page and says what becomes of its answer."""

    def __init__(self, page: IssuePage) -> None:
        self._page = page

    def ask_total(self, line: BenchLine | None = None) -> None:
        """* types how much of a line is picked: of the one under the cursor, the last one, or the next."""
        page, issuing = self._page, self._page.issuing
        here = page.stage.lines.current() or (issuing.last.line_id if issuing.last else None)
        line = line or issuing.line(here) or issuing.next_line()
        if line is None or not issuing.open():
            return
        before = page.stage.sign
        note = " · ".join(x for x in (called(line), line.number, line.bin) if x)
        sign = Sign("scan_idle", tr("How many are picked? Type it, then Enter"), name=note)
        page.begin_ask(
            FigureAsk(page, sign, line.unit, line.decimals, partial(issuing.enter, line), lambda: page.say(before),
                      yields=True)
        )  # fmt: skip

    def ask_which(self, result: Scanned) -> None:
        """The code is several of the slip's parts (E1), or the part is kept by batch or serial number."""
        page, issuing = self._page, self._page.issuing
        page.sound("look")
        if result.verdict == "MANY":
            sign = Sign("scan_warn", tr("Which part is it?"), note=result.code)
            entries = choice_entries(result.candidates, issuing.lines())
            page.begin_ask(ListAsk(page, sign, entries, partial(issuing.choose, result), partial(issuing.drop, result)))
            return
        line = issuing.line(result.line_id)
        serial = line is not None and line.tracked == "serial"
        head = tr("Which serial number? Scan or choose it") if serial else tr("Which batch? Scan or choose it")
        sign, entries = Sign("scan_warn", head, note=f"{result.number} {called(result)}"), lot_entries(result.lots)
        page.begin_ask(LotAsk(page, sign, entries, partial(issuing.take_lot, result), partial(issuing.drop, result)))
