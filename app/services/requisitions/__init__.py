"""Requisitions and the hand-over of parts to the workshop (R65–R67). Others hear of it by watchers, and ask `queries`.

Nothing here knows who listens: old parts and settlements register themselves.
"""

from app.services.requisitions import arrivals, gates, losses
from app.services.requisitions.queries import Issued, issued_of, open_slips
from app.services.requisitions.watchers import after_issue, after_return

__all__ = ["Issued", "after_issue", "after_return", "arrivals", "gates", "issued_of", "losses", "open_slips"]
