"""The only clock and the only source of ids; knows nothing of time zones of a shop beyond converting to one."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Id = uuid.UUID


def real() -> datetime:
    """What the PC's clock says, even while `now` is frozen."""
    return datetime.now(UTC)


_wall: Callable[[], datetime] = real
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_lock = threading.Lock()
_last = 0


def now() -> datetime:
    """The present moment, aware, in UTC, to the microsecond."""
    return _wall()


def today(zone: str = "Asia/Shanghai") -> date:
    """The shop's calendar day; numbers, periods and cash days follow it."""
    return local(now(), zone).date()


def local(moment: datetime, zone: str = "Asia/Shanghai") -> datetime:
    """`moment` on the shop's wall clock."""
    return moment.astimezone(_zone(zone))


@cache
def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # the login is on the screen before anybody asks for the day

    return ZoneInfo(name)


def micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC: how moments are stored."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


@lru_cache(maxsize=1 << 15)  # the rows of one posting or sheet carry the same moment
def from_micros(value: int) -> datetime:
    """The moment stored as `value`."""
    return _EPOCH + timedelta(microseconds=value)


def new_id() -> Id:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then a counter that never goes back within this process.

    Ids made by one process sort in the order they were made, even within a millisecond and when the PC's clock is
    set back.
    """
    global _last
    with _lock:
        stamp = (time.time_ns() // 1_000_000) << 12
        _last = max(_last + 1, stamp)
        high = _last
    value = (high >> 12) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0b10 << 62
    return uuid.UUID(int=value | int.from_bytes(os.urandom(8)) >> 2)


def fixed_id(words: str) -> Id:
    """The same id for the same words on every station (UUIDv8): for what every new shop begins with."""
    import hashlib

    digest = int.from_bytes(hashlib.sha256(words.encode()).digest()[:16])
    return uuid.UUID(int=digest & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62)


def stopwatch() -> float:
    """Seconds on a clock that never jumps; for measuring, never for records."""
    return time.perf_counter()


@contextmanager
def frozen(moment: datetime | Callable[[], datetime]) -> Iterator[None]:
    """Within the block `now()` answers `moment` (or what it returns). For tests and the demo shop's past."""
    global _wall
    before, _wall = _wall, moment if callable(moment) else lambda: moment
    try:
        yield
    finally:
        _wall = before
