"""Parts: master data, codes, search, substitutes, merging. Stock is the ledger's; nothing here posts but a merge."""

from app.services.parts.changes import keep_code, supersede, unsupersede
from app.services.parts.codes import code_key, compare_key, folded, part_number
from app.services.parts.grades import GRADES
from app.services.parts.indexing import compare_index, pinyin, rebuild_index, reindex
from app.services.parts.labels import Wanted, labels_for
from app.services.parts.merging import follow_afar, left_behind, merge
from app.services.parts.queries import Similar, Substitute, find, similar, substitutes
from app.services.parts.screens import KIND
from app.services.parts.workflow import (
    ACTIVE,
    APPROVE,
    DRAFT,
    EDIT,
    EDIT_PRICES,
    MERGE,
    MOVABLE,
    OBSOLETE,
    SALE_STOP,
    VIEW,
    VIEW_COST,
    VIEW_PRICES,
    WORKFLOW,
)

__all__ = [
    "ACTIVE", "APPROVE", "DRAFT", "EDIT", "EDIT_PRICES", "GRADES", "KIND", "MERGE", "MOVABLE", "OBSOLETE",
    "SALE_STOP", "VIEW", "VIEW_COST", "VIEW_PRICES", "WORKFLOW", "Similar", "Substitute", "Wanted", "code_key",
    "compare_index", "compare_key", "find", "folded", "follow_afar", "keep_code", "labels_for", "left_behind", "merge",
    "part_number", "pinyin", "rebuild_index", "reindex", "similar", "substitutes", "supersede", "unsupersede",
]  # fmt: skip
