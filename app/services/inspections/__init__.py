"""Inspections: which self-checked cars are inspected, the inspector's sheet, rework, completion certificates."""
