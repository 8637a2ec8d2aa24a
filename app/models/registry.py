"""Imports every module of records, so that the metadata is whole for migrations and doctor."""

from app.models import attachments, counts, journal, parts, people, prints, stations, stock, suppliers

MODULES = (attachments, counts, journal, parts, people, prints, stations, stock, suppliers)
