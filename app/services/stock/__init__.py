"""The stock ledger and what it answers. `post` and `reverse` are the only writers; the rest reads."""

from app.services.stock.balances import (
    Content,
    Held,
    Moved,
    after_reserving,
    available,
    average_cost,
    bin_contents,
    book,
    far_houses,
    has_moves,
    here,
    last_moves,
    moves_between,
    on_hand,
    reserved,
    reserved_here,
    reserves,
    stock_value,
    tell_reserved,
)
from app.services.stock.blind import HIDDEN, blind_bins, blind_parts, must_see
from app.services.stock.checks import check_moments, month_of
from app.services.stock.costing import cost_of, half_up, value_of
from app.services.stock.ledger import after_post, post, reverse
from app.services.stock.moves import (
    KIND_LABELS,
    NEGATIVE,
    NO_COST,
    OURS,
    OVERRIDE,
    STATUS_LABELS,
    STATUSES,
    Move,
)
from app.services.stock.proof import Difference, compare, rebuild, rebuild_parts

__all__ = [
    "HIDDEN", "KIND_LABELS", "NEGATIVE", "NO_COST", "OURS", "OVERRIDE", "STATUSES", "STATUS_LABELS", "Content",
    "Difference", "Held", "Move", "Moved", "after_post", "after_reserving", "available", "average_cost",
    "bin_contents", "blind_bins", "blind_parts", "book", "check_moments", "compare", "cost_of", "far_houses",
    "half_up", "has_moves", "here", "last_moves", "month_of", "moves_between", "must_see", "on_hand", "post",
    "rebuild", "rebuild_parts", "reserved", "reserved_here", "reserves", "reverse", "stock_value", "tell_reserved",
    "value_of",
]  # fmt: skip
