"""Labels of whatever is chosen in a list or stands on a document. Knows kinds by their cards, no printer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import Text
from app.core.kind import Kind, Sheet
from app.services.bin_labels import bin_labels
from app.services.kinds import named
from app.services.part_labels import Label
from app.services.parts.labels import labels as part_labels

MOST = 20_000  # labels in one go: a day's work of a fast printer
_SETS: dict[str, Any] = {"parts": part_labels, "bins": bin_labels}  # whole lists in a few statements


def label_sheet(card: Kind) -> Sheet | None:
    """The card's sheet of labels, if it has one."""
    return next((sheet for sheet in card.sheets if are_labels(sheet.name)), None)


def are_labels(sheet: str) -> bool:
    """True for a sheet of labels by its name: "parts.label", "goods_receipts.labels"."""
    return sheet.rpartition(".")[2] in ("label", "labels")


@query("labels.of", allow=None)
def labels_of(ctx: Reader, kind: str, ids: Sequence[Id]) -> tuple[Label, ...]:
    """The labels of these records or documents, in their order. Refused if the kind has none, or there are too many."""
    card = named(kind)
    ctx.actor.require(card.view)
    sheet = label_sheet(card)
    if sheet is None:
        raise Refused("{kind} have no labels.", kind=Text(card.plural))
    if len(ids) > MOST:
        raise Refused("{count} labels are too many for one go. Choose at most {most}.", count=len(ids), most=MOST)
    if kind in _SETS:
        return tuple(_SETS[kind](ctx, ids))
    return tuple(label for id_ in ids for label in sheet.data(ctx, id_))
