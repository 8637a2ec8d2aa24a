"""What is typed into date fields, read: 1123, 11-23, +3, 今天, 23 Nov, 16:30. Pure; knows no widget."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.errors import Refused
from app.core.i18n import N_

WORDS = {
    "今天": 0, "今日": 0, "today": 0, "昨天": -1, "yesterday": -1, "明天": 1, "tomorrow": 1, "后天": 2, "前天": -2,
}  # fmt: skip
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
WRONG_DAY = N_("This is not a date. Enter one such as 11-23, 1123, +3 or today.")
WRONG_MOMENT = N_("This is not a time. Enter one such as 16:30 or 11-23 16:30.")
ZONE = "Asia/Shanghai"


def read_day(typed: str, today: date | None = None) -> date | None:
    """The date that was typed, None if nothing was; raises Refused saying what fits. Without a year: the year that
    brings it nearest to today.
    """
    plain = typed.strip().lower().replace("／", "/").replace("－", "-").replace("＋", "+")
    if not plain:
        return None
    here = today or clock.today(ZONE)
    if plain in WORDS:
        return here + timedelta(days=WORDS[plain])
    if found := re.fullmatch(r"([+-])(\d{1,4})", plain):
        return here + timedelta(days=int(found[2]) * (1 if found[1] == "+" else -1))
    try:
        return _spelled(plain, here)
    except ValueError:
        raise Refused(WRONG_DAY) from None


def _spelled(plain: str, here: date) -> date:
    if re.fullmatch(r"\d{8}", plain):
        return date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    if re.fullmatch(r"\d{4}", plain):
        return _nearest(int(plain[:2]), int(plain[2:]), here)
    if re.fullmatch(r"\d{1,2}", plain):
        return date(here.year, here.month, int(plain))
    if found := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})日?", plain):
        return _nearest(int(found[1]), int(found[2]), here)
    if (found := re.fullmatch(r"(\d{1,2})\s*([a-z]{3})[a-z]*\s*(\d{4})?", plain)) and found[2] in MONTHS:
        month, day = MONTHS[found[2]], int(found[1])
        return date(int(found[3]), month, day) if found[3] else _nearest(month, day, here)
    raise ValueError(plain)


def _nearest(month: int, day: int, here: date) -> date:
    years = []
    for year in (here.year, here.year - 1, here.year + 1):
        try:
            years.append(date(year, month, day))
        except ValueError:  # 29 February
            continue
    if not years:
        raise ValueError
    return min(years, key=lambda one: abs((one - here).days) + (30 if one.year != here.year else 0))


def read_moment(typed: str, now: datetime | None = None) -> datetime | None:
    """The moment that was typed, on the shop's clock; a time alone is today's."""
    plain = typed.strip().replace("：", ":")
    if not plain:
        return None
    here = clock.local(now or clock.now(), ZONE)
    found = re.fullmatch(r"(.*?)\s*(\d{1,2}):(\d{2})", plain)
    if not found:
        raise Refused(WRONG_MOMENT)
    day = read_day(found[1], here.date()) if found[1] else here.date()
    hour, minute = int(found[2]), int(found[3])
    if day is None or hour > 23 or minute > 59:
        raise Refused(WRONG_MOMENT)
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(clock.now().tzinfo)


def month_later(day: date, by: int) -> date:
    """The same day some months on, or that month's last."""
    month = day.year * 12 + day.month - 1 + by
    year, number = month // 12, month % 12 + 1
    return date(year, number, min(day.day, calendar.monthrange(year, number)[1]))
