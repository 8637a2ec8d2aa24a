"""An unknown code that turns out to be a part's: counted where it was scanned, and kept on the part (E2)."""

from __future__ import annotations

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.services.counts import acts
from app.services.counts.places import fetch
from app.services.counts.rules import COUNT
from app.services.counts.tallies import events
from app.services.parts import changes


@usecase("counts.attach_and_keep", allow=COUNT, rules=("R9", "R10"))
def attach_and_keep(
    ctx: Context, count: Id, seq: int, part: Id, *, quantity: int | None = None, status: str = "AVAILABLE",
    batch: str = "",
) -> int:  # fmt: skip
    """Says which part an unknown code was, counts it there, and makes the code one of the part's barcodes.

    Raises Refused, with nothing changed, if the person may not edit parts or another part has the code.
    """
    fetch(ctx, count)
    code = next((e.code for e in events(ctx, count) if e.seq == seq), "")
    new = acts.attach(ctx, count, seq, part, quantity=quantity, status=status, batch=batch)
    changes.keep_code(ctx, part, code)
    return new
