"""The plain stock document: opening, receipt, issue, transfer, revaluation; signed by finance, posted by the ledger."""

from app.services.stock_documents.lines import IN, OPENING, OUT, REVALUATION, TRANSFER, TYPES
from app.services.stock_documents.screens import KIND, slip
from app.services.stock_documents.workflow import APPROVE, EDIT, REVERSE, SUBMIT, VIEW, WORKFLOW

__all__ = [
    "APPROVE", "EDIT", "IN", "KIND", "OPENING", "OUT", "REVALUATION", "REVERSE", "SUBMIT", "TRANSFER", "TYPES", "VIEW",
    "WORKFLOW", "slip",
]  # fmt: skip
