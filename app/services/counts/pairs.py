"""Two differences that explain each other: look-alikes mixed up (E15), or a part put into another bin (E14).

Proposed by what they have in common, kept by one act; posted as an offset of both, or as a transfer. Pure but for
the use-case at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.services.counts.analysis import differing, in_analysis, unpaired
from app.services.counts.places import LINES, fetch
from app.services.counts.queries import codes_of, parts_of
from app.services.counts.rules import ANALYSE

OFFSET, TRANSFER = "OFFSET", "TRANSFER"
CAUSE = {OFFSET: "MIXED_UP", TRANSFER: "MISPLACED"}
ENOUGH = 3  # points from which two parts are taken for look-alikes


@dataclass(frozen=True)
class Likeness:
    """What the comparison needs to know of a difference. `names` in all languages, `unit` of what is
    measured, `cost` 1e-6 yuan."""

    line: Id
    part: Id
    number: str
    names: tuple[str, ...]
    category: Id | None
    unit: str
    bin: str
    state: tuple[str, str]  # status and batch
    difference: int
    cost: int


@dataclass(frozen=True)
class Proposal:
    """A gain and a loss of the same size: OFFSET of two parts, or TRANSFER of one; why they go together."""

    gain: Id
    loss: Id
    kind: str
    why: tuple[Text, ...]


def alike(gain: Likeness, loss: Likeness) -> tuple[int, tuple[Text, ...]]:
    """How many points speak for a mix-up, and which."""
    points, why = 0, []
    if gain.bin == loss.bin:
        points, why = 3, [Text(N_("same bin"))]
    elif gain.bin.rpartition("-")[0] == loss.bin.rpartition("-")[0] != "":
        points, why = 2, [Text(N_("neighbouring bins"))]
    if gain.category is not None and gain.category == loss.category:
        points += 2
        why.append(Text(N_("same category")))
    ratios = [SequenceMatcher(None, a, b).ratio() for a in gain.names for b in loss.names]
    if ratios and max(ratios) >= 0.6:
        points += 2
        why.append(Text(N_("names alike")))
    if gain.cost and loss.cost and abs(gain.cost - loss.cost) * 4 <= max(gain.cost, loss.cost):
        points += 1
        why.append(Text(N_("cost close")))
    return points, tuple(why)


def propose(lines: Iterable[Likeness]) -> tuple[Proposal, ...]:
    """The likeliest pairs, each line in one at most: the same part in two bins first, then look-alikes."""
    by_size: dict[tuple[int, str], tuple[list[Likeness], list[Likeness]]] = defaultdict(lambda: ([], []))
    for one in lines:
        by_size[(abs(one.difference), one.unit)][one.difference < 0].append(one)
    found: list[tuple[int, str, str, Proposal]] = []
    for gains, losses in by_size.values():
        for gain in gains:
            for loss in losses:
                if gain.part == loss.part and gain.state == loss.state:
                    why = (Text(N_("the same part in two bins")),)
                    found.append((99, gain.number, loss.bin, Proposal(gain.line, loss.line, TRANSFER, why)))
                elif gain.part != loss.part and gain.state[0] == loss.state[0]:
                    points, reasons = alike(gain, loss)
                    if points >= ENOUGH:
                        proposal = Proposal(gain.line, loss.line, OFFSET, reasons)
                        found.append((points, gain.number, loss.number, proposal))
    taken: set[Id] = set()
    best = []
    for *_, likely in sorted(found, key=lambda f: (-f[0], f[1], f[2])):
        if not {likely.gain, likely.loss} & taken:
            taken |= {likely.gain, likely.loss}
            best.append(likely)
    return tuple(best)


def proposals(ctx: Any, rows: Sequence[Any]) -> tuple[Proposal, ...]:
    """Pairs among the differences of a count that have no treatment yet."""
    open_ = [x for x in rows if x.difference and not x.treatment]
    parts, codes = parts_of(ctx, [x.part_id for x in open_]), codes_of(ctx, [x.bin_id for x in open_])
    return propose(
        Likeness(
            x.id, x.part_id, p.number, tuple(n for n in (p.name_zh, p.name_en) if n), p.category_id, measure(p),
            codes[x.bin_id], (x.status, x.batch), x.difference, x.cost,
        )
        for x in open_
        for p in (parts[x.part_id],)
    )  # fmt: skip


def measure(part: Any) -> str:
    """What is weighed or measured is only like its own unit; a piece is a piece, whether it is called 套 or 片."""
    return part.unit if part.qty_decimals else ""


@usecase("counts.pair", allow=ANALYSE, rules=("R11",))
def pair(ctx: Context, count: Id, gain: Id, loss: Id) -> str:
    """Offsets a gain against a loss of the same size; returns OFFSET for two parts, TRANSFER for one in two bins.

    Whatever either was explained with before is replaced.
    """
    document = fetch(ctx, count)
    in_analysis(document)
    lines = {line.id: line for line in differing(ctx, document)}
    one, other = lines.get(gain), lines.get(loss)
    if one is None or other is None or one.difference != -other.difference or one.difference < 0:
        raise Refused("Choose one gain and one loss of the same size.", where="lines")
    units = {measure(p) for p in parts_of(ctx, [one.part_id, other.part_id]).values()}
    kind = TRANSFER if one.part_id == other.part_id else OFFSET
    apart = (one.status, one.batch) != (other.status, other.batch) if kind == TRANSFER else one.status != other.status
    if len(units) > 1 or apart:
        raise Refused("These two can't be offset: their unit, status or batch differs.", where="lines")
    blank = {"responsible_id": None, "due": None, "cost_entered": None, "note": None}
    ctx.update_many(
        LINES,  # type: ignore[arg-type]
        [
            {"id": i, "cause": CAUSE[kind], "treatment": kind, "pair_id": mate, **blank}
            for i, mate in ((gain, loss), (loss, gain))
        ]
        + [
            {"id": i, "cause": None, "treatment": None, "pair_id": None, **blank}
            for i in unpaired(lines.values(), {gain, loss})
        ],
    )  # fmt: skip
    return kind
