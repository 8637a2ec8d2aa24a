"""Signed papers that come back as scans or photos: kept at once, filed by their bar code, or looked at by somebody."""

from app.services.returned_papers.intake import Taken, keep, told
from app.services.returned_papers.screens import KIND
from app.services.returned_papers.workflow import EDIT, VIEW, WORKFLOW

__all__ = ["EDIT", "KIND", "VIEW", "WORKFLOW", "Taken", "keep", "told"]
