"""What the scan room asks on its stage: how much, which part, what of the lines left, who gets a bin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from app.core.i18n import N_, pick, tr
from app.services.counts.floor import Member, ShelfLine
from app.services.counts.queries import BinProgress
from app.services.counts.scanning import ScanResult
from app.views.kit.records import Hit
from app.views.scan_asks import FigureAsk, FinishAsk, ListAsk
from app.views.scan_rows import Entry
from app.views.scan_stage import Sign
from app.views.scan_words import called, part_sign, what_of

if TYPE_CHECKING:
    from app.views.scan_page import ScanPage

ROLES = {"LEADER": N_("Leader"), "COUNTER": N_("Counter")}


class Questions:
    """Makes each question of one scan page and says what becomes of its answer."""

    def __init__(self, page: ScanPage) -> None:
        self._page = page

    def ask_weight(self, result: ScanResult) -> None:
        """A weighed unit: a scan of it is no number."""
        counting = self._page.counting
        sign = Sign("scan_idle", tr("How much is it?"), tr("Type it, then Enter"), result.bin, called(result),
                    result.number, photo=result.photo)  # fmt: skip
        self._page.sound("look")
        self._page.begin_ask(
            FigureAsk(self._page, sign, result.unit, result.decimals, partial(counting.weigh, result),
                      partial(counting.drop, result))
        )  # fmt: skip

    def ask_which(self, result: ScanResult, homes: dict[Any, tuple[str, str | None]]) -> None:
        """A code of several parts (E1), or a part that lies here in several states."""
        counting, entries = self._page.counting, []
        for one in result.candidates:
            where, photo = homes.get(one.part_id, ("", None))
            detail = "   ".join(x for x in (one.number, what_of(one.status, one.batch), where) if x)
            entries.append(Entry(one, words=pick(one.name_zh, one.name_en) or one.number, detail=detail, photo=photo))
        self._page.sound("look")
        self._page.begin_ask(
            ListAsk(self._page, Sign("scan_warn", tr("Which part is it?"), result.code), entries,
                    partial(counting.choose, result), partial(counting.drop, result))
        )  # fmt: skip

    def ask_left(self, lines: Sequence[ShelfLine]) -> None:
        """What nobody counted, before the bin ends."""
        known = {line.key: line for line in lines}
        sign = Sign("scan_warn", tr("{n} lines are not counted yet", n=len(lines)), tr("Ctrl+Enter carries out"))
        self._page.sound("look")
        self._page.begin_ask(
            FinishAsk(self._page, sign, lines, lambda marks: self._page.counting.carry_out(marks, known))
        )

    def ask_who(self, place: BinProgress) -> None:
        """Who of the team gets the bin that another has: the leader decides (E12)."""
        sheet, me = self._page.counting.sheet, self._page.session.actor.user
        team = [m for m in sheet.team if m.name != place.counter] if sheet else []
        team.sort(key=lambda m: m.id != me)
        entries = [
            Entry(m, words=tr("{name} (me)", name=m.name) if m.id == me else m.name, detail=tr(ROLES[m.role]))
            for m in team
        ]
        sign = Sign("scan_warn", tr("Who goes on in {bin}?", bin=place.bin), place.counter)
        self._page.begin_ask(
            ListAsk(self._page, sign, entries, partial(self._handed, place), lambda: self._page.say(sign))
        )

    def _handed(self, place: BinProgress, to: Member) -> None:
        self._page.counting.hand_over(place, to)

    def ask_total(self) -> None:
        """*: types the total of the part that is in sight."""
        part, counting = self._page.acts.in_sight(), self._page.counting
        if part is None or counting.place is None:
            self._page.warn(tr("Scan or choose a part first"))
            return
        key = part.key[1:] if isinstance(part, ShelfLine) else (part.part_id, part.status, part.batch)
        self._ask_quantity(part_sign(part), part.unit, part.decimals, lambda n: counting.enter(key[0], n, *key[1:]))

    def ask_hit(self, hit: Hit) -> None:
        """The total of a part that was chosen by name."""
        counting = self._page.counting
        if counting.place is not None:
            sign = Sign("scan_idle", tr("Choose part"), "", counting.place.bin, hit.name or hit.code, hit.code)
            self._ask_quantity(sign, hit.unit, hit.decimals, lambda n: counting.enter(hit.id, n))

    def _ask_quantity(self, sign: Sign, unit: str, decimals: int, take: Callable[[int], object]) -> None:
        before = self._page.stage.sign
        shown = Sign("scan_idle", tr("How many are in this bin?"), tr("Type it, then Enter"), sign.bin, sign.name,
                     sign.number, photo=sign.photo)  # fmt: skip
        self._page.begin_ask(
            FigureAsk(self._page, shown, unit, decimals, take, lambda: self._page.say(before), yields=True)
        )
