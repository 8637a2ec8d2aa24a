"""Purchasing: request, order, goods receipt, return, late price (domain.md §3.4). Alerts know it, not it them."""

from app.services.purchasing.on_order import on_order
from app.services.purchasing.requests import Wanted, open_request
from app.services.purchasing.watch import after_change

__all__ = ["Wanted", "after_change", "on_order", "open_request"]
