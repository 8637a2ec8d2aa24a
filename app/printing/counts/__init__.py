"""Paper of the stock count: the blind count sheet and the gain-and-loss report. Knows no session and no rule."""

from app.printing.counts.blind import count_sheet
from app.printing.counts.report import report
from app.printing.counts.workbook import workbook

__all__ = ["count_sheet", "report", "workbook"]
