"""Vehicles: plates, VINs, owners, odometer, the whole life of a car. The VIN decides which car it is."""

from app.services.vehicles.changes import cars_of, open_vehicle
from app.services.vehicles.decoding import Decoded, decode
from app.services.vehicles.indexing import compare_index, rebuild_index, reindex
from app.services.vehicles.marks import hang, keep_spells
from app.services.vehicles.odometer import (
    Checked,
    check_odometer,
    last_known,
    last_reading,
    read_odometer,
    readings,
    record_odometer,
    replace_cluster,
    strike_reading,
    to_km,
)
from app.services.vehicles.page import Page, Reading, Spell, page
from app.services.vehicles.plates import Plate, read_plate, shown
from app.services.vehicles.queries import FLAGS, Found, by_mark, find_vehicles, had_plate
from app.services.vehicles.screens import KIND
from app.services.vehicles.vins import Vin, check_digit, read_vin
from app.services.vehicles.visits import VISITS, Visit, add_past_visits, keep_past_visits, life, past_visits, visits_of
from app.services.vehicles.workflow import ACTIVE, FUELS, SCALES, SCRAPPED, TRANSFERRED, WORKFLOW

__all__ = [
    "ACTIVE", "FLAGS", "FUELS", "KIND", "SCALES", "SCRAPPED", "TRANSFERRED", "VISITS", "WORKFLOW", "Checked",
    "Decoded", "Found", "Page", "Plate", "Reading", "Spell", "Vin", "Visit", "add_past_visits", "by_mark", "cars_of",
    "check_digit", "check_odometer", "compare_index", "decode", "find_vehicles", "had_plate", "hang",
    "keep_past_visits", "keep_spells", "last_known", "last_reading", "life", "open_vehicle", "page", "past_visits",
    "read_odometer", "read_plate", "read_vin", "readings", "rebuild_index", "record_odometer", "reindex",
    "replace_cluster", "shown", "strike_reading", "to_km", "visits_of",
]  # fmt: skip
