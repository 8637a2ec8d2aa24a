"""The shop's settings of the exchange with other stations; the exchange itself is in `app/sync`."""

from __future__ import annotations

from app.core.i18n import N_
from app.core.settings import Setting

MINUTES = Setting(
    "exchange.minutes", "number", 0, N_("Exchange data every"), group="data", least=0, most=1440, unit=N_("minutes"),
    help=N_(
        "While the program runs, with all paired stations, in the folder chosen under Data exchange. 0 = only by hand."
    ),
)  # fmt: skip
SETTINGS = (MINUTES,)
