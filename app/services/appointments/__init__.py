"""Appointments: who comes when with which car. Knows no reception: what opens one registers by `received_by`."""

from app.services.appointments.board import Board, DayRow, DaySheet, Slot, board, day_sheet
from app.services.appointments.changes import book, move, overdue, watch
from app.services.appointments.rules import (
    ARRIVED,
    CANCELLED,
    CONFIRMED,
    EDIT,
    NO_SHOW,
    REQUESTED,
    RESCHEDULED,
    VIEW,
    received_by,
)
from app.services.appointments.screens import KIND, remarks
from app.services.appointments.workflow import WORKFLOW

__all__ = [
    "ARRIVED", "CANCELLED", "CONFIRMED", "EDIT", "KIND", "NO_SHOW", "REQUESTED", "RESCHEDULED", "VIEW", "WORKFLOW",
    "Board", "DayRow", "DaySheet", "Slot", "board", "book", "day_sheet", "move", "overdue", "received_by",
    "remarks", "watch",
]  # fmt: skip
