"""Imports every module of records, so that the metadata is whole for migrations and doctor."""

from app.models import abc_runs, alerts, attachments, counts, journal, parts, people, stations, stock, suppliers

MODULES = (abc_runs, alerts, attachments, counts, journal, parts, people, stations, stock, suppliers)
