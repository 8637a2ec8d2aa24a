"""A technician who helps at another station: the clock he left running at home stands in nobody's way."""

from __future__ import annotations

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.models.work_orders import LabourLine, WorkTime
from app.services import people
from app.services.work_orders import times
from tests.stations import Pair, settle


@usecase("test.clock_in", allow=None)
def clock_in(ctx: Context, order: Id, user: Id) -> Id:
    """An item on an order, and his clock runs on it."""
    line = LabourLine(order_id=order, position=1, name="更换前制动片", hours=1000)
    ctx.session.add(line)
    ctx.flush()
    ctx.session.add(WorkTime(line_id=line.id, user_id=user, started_at=ctx.now))
    ctx.flush()
    return line.id


@query("test.running", allow=None)
def running(ctx: Reader, user: Id) -> Id | None:
    """The item that he is at here."""
    now = times.running_of(ctx, user)
    return now.line_id if now else None


@query("test.all_running", allow=None)
def all_running(ctx: Reader) -> int:
    """How many clocks run in these books."""
    return ctx.session.query(WorkTime).filter(WorkTime.ended_at.is_(None)).count()


def test_a_clock_at_each_of_two_stations_goes_on_in_the_books_of_both(pair: Pair) -> None:
    one, two, folder = pair
    who = one.run(people.create, "zhang", "张伟", ("TE",), password="correct horse", pin="2468")
    settle((one, two), folder)
    lines = []
    for station, plate in ((one, "沪A10001"), (two, "沪A20002")):
        order = station.order(station.customer(f"客{plate}", f"1380013800{station.code[-1]}"), plate)
        lines.append(station.run(clock_in, order, who))
    settle((one, two), folder)
    assert [station.ask(all_running) for station in (one, two)] == [2, 2]
    assert [station.ask(running, who) for station in (one, two)] == lines
    left, right = one.books(), two.books()
    assert left["work_times"] == right["work_times"]
