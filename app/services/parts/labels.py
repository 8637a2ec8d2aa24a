"""Fills the labels of parts and their batches from the part master: set-based, for one part or all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from app.core.clock import Id
from app.core.i18n import pick
from app.models.batches import Batch
from app.models.parts import Part, PartBin, PartCode
from app.models.stations import Bin
from app.services.part_labels import PartLabel
from app.services.parts.grades import GRADES

MOST = 500  # labels of one line that are offered by themselves: a drum of screws is not labelled screw by screw
_CHUNK = 500

_parts = select(
    Part.id, Part.number, Part.name_zh, Part.name_en, Part.spec_model, Part.unit, Part.quality_grade, Part.qty_decimals
).where(Part.id.in_(bindparam("ids", expanding=True)))
_codes = (
    select(PartCode.part_id, PartCode.kind, PartCode.code, PartCode.key, PartCode.pack_qty)
    .where(PartCode.part_id.in_(bindparam("ids", expanding=True)))
    .order_by(PartCode.id.desc())
)
_bins = (
    select(PartBin.part_id, Bin.code)
    .join(Bin, Bin.id == PartBin.bin_id)
    .where(PartBin.part_id.in_(bindparam("ids", expanding=True)))
    .order_by(PartBin.is_primary, PartBin.id.desc())
)
_batches = select(Batch.part_id, Batch.batch, Batch.expires).where(
    Batch.part_id.in_(bindparam("ids", expanding=True)), Batch.batch.in_(bindparam("batches", expanding=True))
)


@dataclass(frozen=True)
class Wanted:
    """Labels wanted of one part: how many goods (1/1000) they are for, and what is known of these goods."""

    part: Id
    qty: int = 1000
    bin: str = ""  # "" = the part's own
    batch: str = ""
    serial: str = ""
    expiry: date | None = None  # None = what the batch's record says


def labels_for(ctx: Any, wanted: Sequence[Wanted]) -> tuple[PartLabel, ...]:
    """Their labels in this order: one for each whole unit, one in all for what is measured or weighed."""
    ids = list(dict.fromkeys(w.part for w in wanted))
    known: dict[Id, tuple[PartLabel, int]] = {}
    expiries: dict[tuple[Id, str], date | None] = {}
    batches = list({w.batch for w in wanted if w.batch})
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        known |= _known(ctx, some)
        if batches:
            rows = ctx.conn.execute(_batches, {"ids": some, "batches": batches})
            expiries |= {(part, batch): expires for part, batch, expires in rows}
    return tuple(
        _for(w, *known[w.part], w.expiry or expiries.get((w.part, w.batch))) for w in wanted if w.part in known
    )


def label(ctx: Any, part: Id) -> tuple[PartLabel, ...]:
    """The label of one part, once: what its card prints."""
    return labels_for(ctx, [Wanted(part)])


def labels(ctx: Any, parts: Iterable[Id]) -> tuple[PartLabel, ...]:
    """One label each."""
    return labels_for(ctx, [Wanted(part) for part in parts])


def _for(wanted: Wanted, made: PartLabel, decimals: int, expiry: date | None) -> PartLabel:
    copies = min(MOST, wanted.qty // 1000) if decimals == 0 else 1
    return PartLabel(
        made.code, made.name, made.spec, made.oem, wanted.bin or made.bin, made.unit, made.pack, made.grade,
        made.barcode, made.gtin, wanted.batch, wanted.serial, expiry, max(1, copies),
    )  # fmt: skip


def _known(ctx: Any, ids: list[Id]) -> dict[Id, tuple[PartLabel, int]]:
    given = {"ids": ids}
    oems: dict[Id, str] = {}
    gtins: dict[Id, str] = {}
    for part, kind, code, key, pack in ctx.conn.execute(_codes, given):  # backwards: the first one stays
        if kind == "OEM":
            oems[part] = code
        elif kind == "BARCODE" and pack == 1000 and len(key) == 14 and key.isdigit():
            gtins[part] = key
    bins = dict(ctx.conn.execute(_bins, given).all())
    return {
        id_: (
            PartLabel(
                number, pick(zh, en), spec, oems.get(id_, ""), bins.get(id_, ""), unit, "1", GRADES.get(grade, ""),
                _ean(gtins.get(id_, "")), gtins.get(id_, ""),
            ),
            decimals,
        )
        for id_, number, zh, en, spec, unit, grade, decimals in ctx.conn.execute(_parts, given)
    }  # fmt: skip


def _ean(gtin: str) -> str:
    """The EAN-13 of a GTIN that is one (UPC too); shorter and longer ones have symbols of their own."""
    return gtin[1:] if gtin.startswith("0") and not gtin.startswith("00000") else ""
