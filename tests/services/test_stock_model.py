"""The ledger against a model, by random acts: sums, value 0 at quantity 0, refusals, exact reversals."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.core import clock
from app.core.clock import Id
from app.core.errors import Refused
from app.models.engine import open_store, sqlite_url
from app.services import stock
from tests.rig import Rig
from tests.shopfloor import MICRO, Shopfloor, reverse_moves

QTY = st.integers(1, 9_000)
COST = st.integers(0, 900 * MICRO)
PART = st.integers(0, 1)
BIN = st.integers(0, 1)


class Ledger(RuleBasedStateMachine):
    """Receipts, issues, transfers, revaluations, reversals, hand-overs and returns of two parts in two bins."""

    template: ClassVar[Path]
    time: ClassVar[Any]
    looked: ClassVar[int] = 0  # how often the invariants were looked at

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ledger"))
        shutil.copyfile(self.template, self.folder / "counterpart.db")
        self.store = open_store(sqlite_url(self.folder / "counterpart.db"))
        self.shop = Shopfloor(Rig.on(self.folder, self.store), self.time)
        self.parts = [self.shop.part(f"P{n}", active=False) for n in range(2)]
        self.bins = [self.shop.bin(code) for code in ("A-01", "A-02")]
        self.books: dict[tuple[Id, Id], int] = defaultdict(int)
        self.olds: dict[tuple[Id, Id], int] = defaultdict(int)
        self.posted: list[tuple[Id, list[stock.Move]]] = []
        self.undo: tuple[Id, list[Any]] | None = None
        self.quarantine = self.shop.bin("Q-01")
        self.out: list[dict[str, Any]] = []  # what the workshop got, and what came back of it

    def teardown(self) -> None:
        """Closes and removes the file."""
        self.shop.desk.close()
        self.store.close()
        shutil.rmtree(self.folder)

    def state(self) -> list[Any]:
        """Everything that a refused act must not change."""
        return [self.shop.held(part) for part in self.parts] + [self.shop.rows()]

    def post(self, *moves: stock.Move) -> None:
        """Posts and keeps books; a refusal is right only if a bin would be short, and then nothing has changed."""
        books = self.books.copy()
        for move in moves:
            books[move.part_id, move.bin_id] += move.qty
        before, source = self.state(), clock.new_id()
        try:
            self.shop.post(*moves, source=source)
        except Refused:
            no_stock = moves[0].kind == "REVALUATION" and before[self.parts.index(moves[0].part_id)][0] == 0
            assert no_stock or any(qty < 0 for qty in books.values())
            assert self.state() == before
            return
        assert all(qty >= 0 for qty in books.values())
        self.books = books
        self.posted.append((source, list(moves)))
        self.undo = (source, before[:-1])

    @rule(part=PART, bin_=BIN, qty=QTY, cost=COST)
    def receive(self, part: int, bin_: int, qty: int, cost: int) -> None:
        """Goods come in."""
        move = self.shop.move(self.parts[part], 0, "OTHER", bin_id=self.bins[bin_])
        self.post(_with(move, qty=qty, unit_cost=cost))

    @rule(part=PART, bin_=BIN, qty=QTY)
    def issue(self, part: int, bin_: int, qty: int) -> None:
        """Goods go out, if there are enough."""
        move = self.shop.move(self.parts[part], 0, "SALES_OUT", bin_id=self.bins[bin_])
        self.post(_with(move, qty=-qty))

    @rule(part=PART, bin_=BIN)
    def sell_out(self, part: int, bin_: int) -> None:
        """All of one bin goes out."""
        if qty := self.books[self.parts[part], self.bins[bin_]]:
            self.post(_with(self.shop.move(self.parts[part], 0, "SALES_OUT", bin_id=self.bins[bin_]), qty=-qty))

    @rule(part=PART, bin_=BIN, qty=QTY)
    def transfer(self, part: int, bin_: int, qty: int) -> None:
        """From one bin to the other."""
        move = self.shop.move(self.parts[part], 0, "TRANSFER", bin_id=self.bins[bin_])
        self.post(_with(move, qty=-qty), _with(move, qty=qty, leg=1, bin_id=self.bins[1 - bin_]))

    @rule(part=PART, cost=COST)
    def revalue(self, part: int, cost: int) -> None:
        """A new cost."""
        self.post(_with(self.shop.move(self.parts[part], 0, "REVALUATION", bin_id=self.bins[0]), unit_cost=cost))

    @rule(part=PART, bin_=BIN, fifths=st.integers(1, 6))
    def hand_out(self, part: int, bin_: int, fifths: int) -> None:
        """Some or all of a bin goes to the workshop; six fifths of it can't."""
        posted, qty = len(self.posted), self.books[self.parts[part], self.bins[bin_]] * fifths // 5
        if not qty:
            return
        move = self.shop.move(self.parts[part], 0, "REPAIR_ISSUE", bin_id=self.bins[bin_])
        self.post(_with(move, qty=-qty))
        if len(self.posted) > posted:
            self.posted.pop()  # corrected by a return, never by a reversal
            self.undo = None
            value = -self.shop.rows(self.parts[part])[-1].value
            self.out.append({"move": move, "qty": qty, "value": value, "back": 0, "worth": 0})

    @precondition(lambda self: any(one["back"] < one["qty"] for one in self.out))
    @rule(data=st.data(), condition=st.sampled_from(("AVAILABLE", "QUARANTINE", "DEFECT")))
    def give_back(self, data: st.DataObject, condition: str) -> None:
        """Some of it comes back at the cost at which it went out; what is damaged is scrapped at once."""
        one = data.draw(st.sampled_from([one for one in self.out if one["back"] < one["qty"]]))
        qty = data.draw(st.integers(1, one["qty"] - one["back"]))
        value = stock.half_up(one["value"] * (one["back"] + qty), one["qty"]) - one["worth"]
        place = self.quarantine if condition == "QUARANTINE" else one["move"].bin_id
        back = _with(one["move"], kind="REPAIR_RETURN", qty=qty, value=value, status=condition, bin_id=place)
        scrapped = _with(back, kind="SCRAP", qty=-qty, value=-value)
        self.shop.post(back, *([scrapped] if condition == "DEFECT" else []))
        row = next(r for r in reversed(self.shop.rows(back.part_id)) if r.kind == "REPAIR_RETURN")
        assert (row.qty, row.value) == (qty, value)
        one["back"], one["worth"] = one["back"] + qty, one["worth"] + value
        assert one["worth"] == one["value"] if one["back"] == one["qty"] else one["worth"] <= one["value"]
        if condition != "DEFECT":
            self.books[back.part_id, place] += qty
        self.undo = None

    @rule(part=PART, bin_=BIN, qty=QTY, value=st.integers(0, 500_000), graded=st.booleans())
    def take_old(self, part: int, bin_: int, qty: int, value: int, graded: bool) -> None:
        """An old part comes into stock: among the old ones without value, or appraised as goods of its own grade."""
        move = self.shop.move(self.parts[part], 0, "OLD_IN", bin_id=self.bins[bin_])
        if graded:
            self.post(_with(move, qty=qty, value=value))
            return
        before = self.shop.held(self.parts[part])
        self.shop.post(_with(move, qty=qty, value=value, status="OLD"))
        assert self.shop.held(self.parts[part]) == before  # never counted as ours
        self.olds[self.parts[part], self.bins[bin_]] += qty
        self.undo = None

    @precondition(lambda self: any(self.olds.values()))
    @rule(data=st.data(), more=st.booleans())
    def throw_old_away(self, data: st.DataObject, more: bool) -> None:
        """All of the old ones in a bin go to the scrap; one more than there is can't."""
        part, bin_ = data.draw(st.sampled_from(sorted(key for key, qty in self.olds.items() if qty)))
        move = self.shop.move(part, 0, "OLD_OUT", bin_id=bin_, status="OLD")
        before = self.state()
        if more:
            with pytest.raises(Refused):
                self.shop.post(_with(move, qty=-self.olds[part, bin_] - 1))
            assert self.state() == before
            return
        self.shop.post(_with(move, qty=-self.olds.pop((part, bin_))))
        assert self.state()[:-1] == before[:-1]
        self.undo = None

    @precondition(lambda self: self.undo is not None)
    @rule()
    def reverse_the_last(self) -> None:
        """Undone at once, everything is as it was."""
        assert self.undo is not None
        source, before = self.undo
        self.shop.run(reverse_moves, source, clock.new_id())
        self.undo = None
        moves = dict(self.posted).get(source, [])
        for move in moves:
            self.books[move.part_id, move.bin_id] -= move.qty
        self.posted = [(s, m) for s, m in self.posted if s != source]
        assert [kept[:2] for kept in self.state()[:-1]] == [kept[:2] for kept in before]

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def reverse_an_old_one(self, data: st.DataObject) -> None:
        """Undone later, quantities are right and value never stays without goods; refused if they are gone."""
        source, moves = data.draw(st.sampled_from(self.posted))
        books = self.books.copy()
        for move in moves:
            books[move.part_id, move.bin_id] -= move.qty
        before = self.state()
        try:
            self.shop.run(reverse_moves, source, clock.new_id())
        except Refused:
            assert any(qty < 0 for qty in books.values())
            assert self.state() == before
            return
        self.books, self.undo = books, None
        self.posted = [(s, m) for s, m in self.posted if s != source]

    @invariant()
    def the_books_agree(self) -> None:
        """Σ moves = on hand = the model; value exactly 0 at quantity 0 and never below; caches agree with the rows."""
        type(self).looked += 1
        rows = self.shop.rows()
        for part in self.parts:
            qty, value, _ = self.shop.held(part)
            mine = [row for row in rows if row.part_id == part and row.status in stock.OURS]
            old = sum(row.qty for row in rows if row.part_id == part and row.status == "OLD")
            assert old == sum(self.olds[part, bin_] for bin_ in self.bins)
            assert (
                qty
                == sum(row.qty for row in mine)
                == sum(self.books[part, bin_] for bin_ in (*self.bins, self.quarantine))
            )
            assert value == sum(row.value for row in mine)
            assert value == 0 if qty == 0 else value >= 0
        assert not self.shop.differences()


def _with(move: stock.Move, **values: Any) -> stock.Move:
    return move._replace(**values)


def test_the_ledger_keeps_its_word(template: Path, time: Any) -> None:
    """Twelve runs of up to 25 acts; each act and each invariant of the machine asserts."""
    Ledger.template, Ledger.time = template, time
    Ledger.TestCase.settings = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, database=None,
    )  # fmt: skip
    Ledger.looked = 0
    Ledger.TestCase().runTest()
    assert Ledger.looked > 12
