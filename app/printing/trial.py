"""What a new printer is tried with: a sheet and a label that show all it can get wrong. Knows no document."""

from __future__ import annotations

from app.core import i18n
from app.core.i18n import N_, tr
from app.core.paper import Imprint
from app.printing import labels, tables
from app.printing.blocks import Prose
from app.printing.sheet import Form, render
from app.services.part_labels import LabelRun, PartLabel, Stock

NUMBER = "TEST-0001"


def sheet(imprint: Imprint) -> bytes:
    """One A4 page: letterhead, hanzi, the sign of the yuan, a table to its edges and a bar code."""
    with i18n.language(imprint.language):
        words = tr(N_("If the frame is whole on all sides and all Chinese can be read, all is well."))
        columns = [
            tables.Column(tr(N_("Part"))), tables.Column(tr(N_("Name")), stretch=1),
            tables.Column(tr(N_("Amount")), align="right"),
        ]  # fmt: skip
        row = tables.Row([NUMBER, "前制动片（带报警线） ½ ≥ ℃", "¥88.00"])
        return render(Form(N_("Test print"), NUMBER, imprint, [Prose(words), tables.Table(columns, [row], grid=True)]))


def label(language: str, stock: Stock | None = None) -> bytes:
    """One label of a part that is not there, on `stock` or the usual roll."""
    one = PartLabel(NUMBER, "前制动片 Brake pads", spec="¥ ½ ≥ ℃", bin="A-01-1-01", unit="件")
    run = LabelRun((one,), language=language) if stock is None else LabelRun((one,), stock, language=language)
    return labels.labels(run)
