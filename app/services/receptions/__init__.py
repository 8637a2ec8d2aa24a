"""Reception: the car comes in, is looked at all round, and the customer signs what was seen and asked (R49, §3.10)."""

from app.services.receptions.desk import (
    Arriving,
    CameBack,
    ForOrder,
    Kept,
    LastTime,
    add_photo,
    arriving,
    converted,
    half_typed,
    keep,
    paper_back,
    promise,
    promised,
    sign,
    to_order,
)
from app.services.receptions.rules import EDIT, VIEW, lacks
from app.services.receptions.screens import KIND
from app.services.receptions.sheets import CheckSheet, check_sheet, code_of, read_code
from app.services.receptions.warranty import Covered, check_warranty, covered
from app.services.receptions.workflow import WORKFLOW

__all__ = [
    "EDIT", "KIND", "VIEW", "WORKFLOW", "Arriving", "CameBack", "CheckSheet", "Covered", "ForOrder", "Kept", "LastTime",
    "add_photo", "arriving", "check_sheet", "check_warranty", "code_of", "converted", "covered", "half_typed", "keep",
    "lacks", "paper_back", "promise", "promised", "read_code", "sign", "to_order",
]  # fmt: skip
