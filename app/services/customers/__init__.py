"""Customers: who owns cars, brings them and pays. Knows no car: what names a customer registers a `Tie`."""

from app.services.customers.afar import follow_afar
from app.services.customers.changes import give_out, merge, open_customer
from app.services.customers.indexing import compare_index, lines, rebuild_index, reindex, spoken
from app.services.customers.phones import digits_of, masked, read_phone
from app.services.customers.queries import similar, words_match
from app.services.customers.screens import KIND
from app.services.customers.ties import MASKED_NAME, Tie, papers_of, tie
from app.services.customers.workflow import (
    ACTIVE,
    BLOCKED,
    CONTACT,
    CREDIT,
    EDIT,
    ERASING,
    MASKED,
    MERGE,
    MERGED,
    PRIVACY,
    VIEW,
    WORKFLOW,
)

__all__ = [
    "ACTIVE", "BLOCKED", "CONTACT", "CREDIT", "EDIT", "ERASING", "KIND", "MASKED", "MASKED_NAME", "MERGE", "MERGED",
    "PRIVACY", "VIEW", "WORKFLOW", "Tie", "compare_index", "digits_of", "follow_afar", "give_out", "lines", "masked",
    "merge", "open_customer", "papers_of", "read_phone", "rebuild_index", "reindex", "similar", "spoken", "tie",
    "words_match",
]  # fmt: skip
