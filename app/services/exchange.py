"""The shop's settings of the exchange with other stations, and what of it follows a customer who is masked.

The exchange itself is in `app/sync`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.i18n import N_
from app.core.settings import Setting
from app.models.exchange import Merge

MINUTES = Setting(
    "exchange.minutes", "number", 0, N_("Exchange data every"), group="data", least=0, most=1440, unit=N_("minutes"),
    help=N_(
        "While the program runs, with all paired stations, in the folder chosen under Data exchange. 0 = only by hand."
    ),
)  # fmt: skip
SETTINGS = (MINUTES,)
ENDED = "ELSEWHERE"  # how an entry of the merge list ends that nobody has to decide any more


def forget_versions(ctx: Any, customer: Id) -> None:
    """No version of a masked customer on the merge list brings him back, nor does one of his cars (E91)."""
    for merge in ctx.session.scalars(select(Merge).where(Merge.table_name == "customers", Merge.record_id == customer)):
        merge.kept = merge.other = None
        merge.decided, merge.decided_at = merge.decided or ENDED, ctx.now
    for merge in ctx.session.scalars(select(Merge).where(Merge.table_name == "vehicles")):
        if str(customer) in ((merge.kept or {}).get("owner_id"), (merge.other or {}).get("owner_id")):
            merge.kept, merge.other = _unsent(merge.kept), _unsent(merge.other)
    ctx.flush()


def _unsent(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """A car's version without who brings it."""
    return {k: v for k, v in row.items() if not k.startswith("sender_")} if row else row
