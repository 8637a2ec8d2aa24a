"""Where appointments stand on a board: a day by lanes, or a week by lanes and days. Pure geometry; knows no widget.

A lane is a bay or an advisor; the lane without key takes what has none. All sizes are in px at 100 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.core import clock
from app.core.clock import Id
from app.services.appointments import Board, Slot

STEP = 30  # minutes between two places of the cursor
SNAP = 15  # minutes to which a dragged appointment snaps
GUTTER, HEAD = 56, 34
HOUR = 56  # px of an hour
LINE = 24  # px of an appointment in the week
LEAST_ROW = 56
USUAL_DAY = (8 * 60, 18 * 60)


@dataclass(frozen=True)
class Lane:
    """A bay or an advisor; `key` None = not given yet."""

    key: Id | None
    label: str


@dataclass(frozen=True)
class Spot:
    """A place on the board: day, lane, minute of the day; `nth` appointment of a cell in the week."""

    day: date
    lane: int
    minute: int
    nth: int = 0


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """True if the point lies in it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


def minute_of(slot: Slot) -> int:
    """The minute of the shop's day at which it begins."""
    local = clock.local(slot.start)
    return local.hour * 60 + local.minute


def lanes_of(board: Board, by: str) -> list[Lane]:
    """Bays or advisors, and one lane for what has none, if there is any or nothing else."""
    named = [Lane(b.id, b.code) for b in board.bays] if by == "bay" else [Lane(*a) for a in board.advisors]
    known = {lane.key for lane in named}
    loose = any(key_of(slot, by) not in known for slot in board.slots)
    return [*named, Lane(None, "")] if loose or not named else named


def key_of(slot: Slot, by: str) -> Id | None:
    """The bay or the advisor of an appointment."""
    return slot.bay_id if by == "bay" else slot.advisor_id


class Plan:
    """What a day and a week have in common: who stands in which lane, and the walk of the cursor."""

    def __init__(self, board: Board, by: str, width: float) -> None:
        self.board, self.by, self.width = board, by, width
        self.lanes = lanes_of(board, by)
        self.days = [board.since + timedelta(days=n) for n in range((board.until - board.since).days + 1)]
        self._lane = {lane.key: n for n, lane in enumerate(self.lanes)}
        self.boxes: dict[Id, Box] = {}
        self.height = 0.0

    def lane_of(self, slot: Slot) -> int:
        """The number of its lane; the last one takes what has none."""
        return self._lane.get(key_of(slot, self.by), len(self.lanes) - 1)

    def slot_at(self, x: float, y: float) -> Slot | None:
        """The appointment at a point."""
        return next(
            (s for s in reversed(self.board.slots) if s.id in self.boxes and self.boxes[s.id].holds(x, y)), None
        )


class DayPlan(Plan):
    """One day: lanes side by side, time downwards; what overlaps in a lane stands side by side."""

    def __init__(self, board: Board, by: str, width: float) -> None:
        super().__init__(board, by, width)
        spans = board.hours.get(board.since, ())
        first, last = USUAL_DAY
        if spans:
            first = min(s.hour * 60 + s.minute for s, _ in spans)
            last = max(e.hour * 60 + e.minute for _, e in spans)
        for slot in board.slots:
            first, last = min(first, minute_of(slot)), max(last, minute_of(slot) + slot.minutes)
        self.first, self.last = first // 60 * 60, min(-(-last // 60) * 60, 24 * 60)
        self.lane_width = (width - GUTTER) / max(len(self.lanes), 1)
        self.height = HEAD + (self.last - self.first) / 60 * HOUR + 8
        for n in range(len(self.lanes)):
            self._place([slot for slot in board.slots if self.lane_of(slot) == n], n)

    def _place(self, slots: Sequence[Slot], lane: int) -> None:
        """Side by side where they overlap: each group that touches is divided by as many as overlap in it."""
        group: list[Slot] = []
        over = -1
        for slot in [*slots, None]:
            if slot is None or minute_of(slot) >= over:
                self._divide(group, lane)
                group, over = [], -1
            if slot is not None:
                group.append(slot)
                over = max(over, minute_of(slot) + slot.minutes)

    def _divide(self, group: Sequence[Slot], lane: int) -> None:
        ends: list[int] = []
        column: dict[Id, int] = {}
        for slot in group:
            at = next((n for n, end in enumerate(ends) if end <= minute_of(slot)), len(ends))
            ends[at : at + 1] = [minute_of(slot) + slot.minutes]
            column[slot.id] = at
        for slot in group:
            width = (self.lane_width - 6) / len(ends)
            left = GUTTER + lane * self.lane_width + 3 + column[slot.id] * width
            self.boxes[slot.id] = Box(
                left, self.y_of(minute_of(slot)), width - 2, max(slot.minutes / 60 * HOUR - 2, 20)
            )

    def y_of(self, minute: int) -> float:
        """Where a minute of the day lies."""
        return HEAD + (minute - self.first) / 60 * HOUR

    def spot_at(self, x: float, y: float, snap: int = STEP) -> Spot | None:
        """The place at a point of the grid; None in head and gutter."""
        if x < GUTTER or y < HEAD:
            return None
        minute = self.first + int((y - HEAD) / HOUR * 60) // snap * snap
        lane = min(int((x - GUTTER) / self.lane_width), len(self.lanes) - 1)
        return Spot(self.board.since, lane, max(self.first, min(minute, self.last - snap)))

    def spot_of(self, slot: Slot) -> Spot:
        """The place of an appointment."""
        return Spot(slot.day, self.lane_of(slot), minute_of(slot))

    def cell(self, spot: Spot) -> Box:
        """The half hour of the cursor."""
        x = GUTTER + spot.lane * self.lane_width
        return Box(x, self.y_of(spot.minute), self.lane_width, STEP / 60 * HOUR)

    def walk(self, spot: Spot, dx: int, dy: int) -> Spot:
        """The cursor goes to the next lane or half hour."""
        lane = max(0, min(spot.lane + dx, len(self.lanes) - 1))
        minute = spot.minute // STEP * STEP + dy * STEP
        return replace(spot, lane=lane, minute=max(self.first, min(minute, self.last - STEP)))

    def under(self, spot: Spot) -> Slot | None:
        """The appointment that covers the cursor."""
        return next(
            (
                s for s in self.board.slots
                if self.lane_of(s) == spot.lane
                and minute_of(s) < spot.minute + STEP
                and spot.minute < minute_of(s) + s.minutes
            ),
            None,
        )  # fmt: skip


class WeekPlan(Plan):
    """Some days: days side by side, lanes downwards; in each cell the appointments by their time."""

    def __init__(self, board: Board, by: str, width: float) -> None:
        super().__init__(board, by, width)
        self.gutter = 96.0
        self.day_width = (width - self.gutter) / len(self.days)
        self.cells: dict[tuple[date, int], list[Slot]] = {}
        for slot in board.slots:
            self.cells.setdefault((slot.day, self.lane_of(slot)), []).append(slot)
        self.tops, y = [], float(HEAD)
        for n in range(len(self.lanes)):
            self.tops.append(y)
            most = max((len(self.cells.get((day, n), ())) for day in self.days), default=0)
            y += max(LEAST_ROW, most * LINE + 8)
        self.height = y
        for (day, lane), slots in self.cells.items():
            for n, slot in enumerate(slots):
                x = self.gutter + self.days.index(day) * self.day_width + 3
                self.boxes[slot.id] = Box(x, self.tops[lane] + 4 + n * LINE, self.day_width - 6, LINE - 2)

    def bottom(self, lane: int) -> float:
        """Where a lane ends."""
        return self.tops[lane + 1] if lane + 1 < len(self.tops) else self.height

    def spot_at(self, x: float, y: float, snap: int = STEP) -> Spot | None:
        """The cell at a point; None in head and gutter."""
        del snap
        if x < self.gutter or y < HEAD:
            return None
        lane = next((n for n in range(len(self.lanes)) if y < self.bottom(n)), len(self.lanes) - 1)
        day = self.days[min(int((x - self.gutter) / self.day_width), len(self.days) - 1)]
        return Spot(day, lane, -1, max(0, int((y - self.tops[lane] - 4) / LINE)))

    def spot_of(self, slot: Slot) -> Spot:
        """The cell of an appointment, and which one in it."""
        lane = self.lane_of(slot)
        return Spot(slot.day, lane, -1, self.cells[slot.day, lane].index(slot))

    def cell(self, spot: Spot) -> Box:
        """The cell of the cursor."""
        x = self.gutter + self.days.index(spot.day) * self.day_width
        return Box(x, self.tops[spot.lane], self.day_width, self.bottom(spot.lane) - self.tops[spot.lane])

    def walk(self, spot: Spot, dx: int, dy: int) -> Spot:
        """The cursor goes to the next day, or to the next appointment of the cell and then to the next lane."""
        if dx:
            at = max(0, min(self.days.index(spot.day) + dx, len(self.days) - 1))
            return replace(spot, day=self.days[at], nth=0)
        here = self.cells.get((spot.day, spot.lane), [])
        if 0 <= spot.nth + dy < len(here):
            return replace(spot, nth=spot.nth + dy)
        lane = spot.lane + dy
        if not 0 <= lane < len(self.lanes):
            return spot
        return replace(spot, lane=lane, nth=max(0, len(self.cells.get((spot.day, lane), ())) - 1) if dy < 0 else 0)

    def under(self, spot: Spot) -> Slot | None:
        """The appointment at the cursor."""
        here: Sequence[Slot] = self.cells.get((spot.day, spot.lane), ())
        return here[spot.nth] if spot.nth < len(here) else None


def plan_of(board: Board, by: str, width: float) -> DayPlan | WeekPlan:
    """The plan that fits: a day, or several."""
    return DayPlan(board, by, width) if board.since == board.until else WeekPlan(board, by, width)
