"""Which copies stay: the newest few, then the last one of each day, then the last one of each month."""

from __future__ import annotations

from collections.abc import Sequence

from app.core import clock
from app.core.desk import Reader, query
from app.core.i18n import N_
from app.core.settings import Setting
from app.services.backups.copies import Backup, delete

KEEP = Setting(
    "backups.keep", "number", 7, N_("Newest copies kept"), group="data", least=3, most=90,
    help=N_("All of them, however short the time between them. Older ones are kept by day and by month."),
)  # fmt: skip
DAYS = Setting(
    "backups.days", "number", 14, N_("Days of which the last copy is kept"), group="data", least=0, most=366,
    unit=N_("days"),
)  # fmt: skip
MONTHS = Setting(
    "backups.months", "number", 6, N_("Months of which the last copy is kept"), group="data", least=0, most=120,
    unit=N_("months"),
)  # fmt: skip
Rule = tuple[int, int, int]  # newest, days, months


@query("backups.rule", allow=None)
def rule(ctx: Reader) -> Rule:
    """How many of the newest, of days and of months the shop keeps."""
    return ctx.setting(KEEP), ctx.setting(DAYS), ctx.setting(MONTHS)


def rotate(found: Sequence[Backup], rule: Rule) -> list[Backup]:
    """Deletes what need not stay of one folder's copies (newest first); returns those that stay."""
    stay = kept(found, rule)
    for one in found:
        if one not in stay:
            delete(one)
    return stay


def kept(found: Sequence[Backup], rule: Rule) -> list[Backup]:
    """Those of `found` (newest first) that stay."""
    newest, days, months = rule
    stay = {one.file for one in found[:newest]}
    for shape, count in (("%Y%m%d", days), ("%Y%m", months)):
        last: dict[str, Backup] = {}
        for one in found:
            last.setdefault(f"{clock.local(one.at):{shape}}", one)
        stay.update(one.file for one in list(last.values())[:count])
    return [one for one in found if one.file in stay]
