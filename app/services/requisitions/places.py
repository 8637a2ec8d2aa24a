"""Where the parts of a slip lie: the bin a keeper is sent to, and the way he walks. Writes only the line's bin."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, select

from app.core.clock import Id
from app.core.desk import Reader
from app.models.batches import Batch
from app.models.parts import PartBin
from app.models.requisitions import Requisition, RequisitionLine
from app.models.stations import Bin
from app.models.stock import Balance


class Lying(NamedTuple):
    """So much (1/1000) of a part that can be handed out, in one bin and batch; `expires` None = no date is known."""

    part_id: Id
    bin_id: Id
    bin: str
    batch: str
    qty: int
    expires: Any


_lying: Any = (
    select(Balance.part_id, Balance.bin_id, Bin.code, Balance.batch, Balance.qty, Batch.expires)
    .join(Bin, Bin.id == Balance.bin_id)
    .outerjoin(Batch, (Batch.part_id == Balance.part_id) & (Batch.batch == Balance.batch))
    .where(
        Balance.part_id.in_(bindparam("parts", expanding=True)), Balance.warehouse_id == bindparam("house"),
        Balance.status == "AVAILABLE", Balance.qty > 0,
    )
    .order_by(case((Batch.expires.is_(None), 1), else_=0), Batch.expires, Bin.code, Balance.batch)
)  # fmt: skip
_homes: Any = (
    select(PartBin.part_id, PartBin.bin_id)
    .join(Bin, Bin.id == PartBin.bin_id)
    .where(PartBin.part_id.in_(bindparam("parts", expanding=True)), Bin.warehouse_id == bindparam("house"))
    .order_by(PartBin.is_primary, Bin.code.desc())
)


def lying(ctx: Reader, parts: Collection[Id], house: Id) -> dict[Id, list[Lying]]:
    """What of each part can be handed out here: what expires first, then by the way through the store."""
    found: dict[Id, list[Lying]] = {}
    for row in ctx.conn.execute(_lying, {"parts": list(parts), "house": house}) if parts else ():
        found.setdefault(row[0], []).append(Lying(*row))
    return found


def homes(ctx: Reader, parts: Collection[Id], house: Id) -> dict[Id, Id]:
    """The bin where each part is at home, its primary one first."""
    return dict(ctx.conn.execute(_homes, {"parts": list(parts), "house": house}).all()) if parts else {}


def part_of(line: RequisitionLine) -> Id:
    """The part that goes out: the substitute once the supervisor has allowed it."""
    return line.substitute_id if line.substitute_id and line.substitute_by else line.part_id


def first_bin(part: Id, there: dict[Id, list[Lying]], home: dict[Id, Id]) -> Id | None:
    """Where the keeper is sent for a part: its home if any lies there, else where some lies, else its home."""
    places = [one.bin_id for one in there.get(part, ())]
    mine = home.get(part)
    return mine if mine in places or not places else places[0]


def keep_places(ctx: Any, slip: Requisition) -> None:
    """Writes down where each line's part lies now."""
    parts = {part_of(line) for line in slip.lines}
    there, home = lying(ctx, parts, slip.warehouse_id), homes(ctx, parts, slip.warehouse_id)
    for line in slip.lines:
        line.bin_id = first_bin(part_of(line), there, home)
