"""Reception: the car comes in, is looked at all round, and the customer signs what was seen and asked (R49, §3.10)."""

from app.services.receptions.desk import (
    Arriving,
    ForOrder,
    Kept,
    LastTime,
    add_photo,
    arriving,
    converted,
    half_typed,
    keep,
    paper_back,
    paper_signs,
    promise,
    promised,
    sign,
    to_order,
)
from app.services.receptions.rules import EDIT, VIEW, lacks
from app.services.receptions.screens import KIND
from app.services.receptions.sheets import CheckSheet, check_sheet
from app.services.receptions.warranty import Covered, check_warranty, covered
from app.services.receptions.workflow import WORKFLOW

__all__ = [
    "EDIT", "KIND", "VIEW", "WORKFLOW", "Arriving", "CheckSheet", "Covered", "ForOrder", "Kept", "LastTime",
    "add_photo", "arriving", "check_sheet", "check_warranty", "converted", "covered", "half_typed", "keep",
    "lacks", "paper_back", "paper_signs", "promise", "promised", "sign", "to_order",
]  # fmt: skip
