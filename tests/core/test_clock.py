"""The only clock and the only source of ids."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.core import clock

MOMENT = datetime(2026, 11, 23, 16, 30, 0, 123456, tzinfo=UTC)


def test_now_is_aware_and_can_be_frozen() -> None:
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(seconds=5)
    with clock.frozen(MOMENT):
        assert clock.now() == MOMENT
        with clock.frozen(lambda: MOMENT + timedelta(days=1)):
            assert clock.now() == MOMENT + timedelta(days=1)
        assert clock.now() == MOMENT
    assert clock.now() > MOMENT or clock.now() < MOMENT


def test_the_day_is_the_shops() -> None:
    with clock.frozen(MOMENT):
        assert clock.today() == date(2026, 11, 24)
        assert clock.today("Europe/London") == date(2026, 11, 23)
    assert f"{clock.local(MOMENT):%H:%M}" == "00:30"


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_survive_storage_to_the_microsecond(moment: datetime) -> None:
    assert clock.from_micros(clock.micros(moment)) == moment


def test_stored_moments_sort_like_moments() -> None:
    moments = [datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), MOMENT]
    assert [clock.micros(m) for m in moments] == sorted(clock.micros(m) for m in moments)
    assert clock.micros(moments[0]) == -1


def test_ids_are_uuid7_and_sort_as_made() -> None:
    ids = [clock.new_id() for _ in range(20_000)]
    assert all(a < b for a, b in pairwise(ids))
    assert {i.version for i in ids[:50]} == {7}
    assert {i.variant for i in ids[:50]} == {UUID(int=0x7 << 76 | 0b10 << 62).variant}


def test_threads_never_get_the_same_id() -> None:
    made: list[UUID] = []
    threads = [threading.Thread(target=lambda: made.extend(clock.new_id() for _ in range(2000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000


def test_the_stopwatch_runs_forward() -> None:
    assert clock.stopwatch() <= clock.stopwatch()
