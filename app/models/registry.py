"""Imports every module of records, so that the metadata is whole for migrations and doctor."""

from app.models import (
    abc_runs,
    alerts,
    attachments,
    batches,
    counts,
    journal,
    kits,
    labour,
    parts,
    people,
    prints,
    purchasing,
    signatures,
    stations,
    stock,
    suppliers,
)

MODULES = (
    abc_runs,
    alerts,
    attachments,
    batches,
    counts,
    journal,
    kits,
    labour,
    parts,
    people,
    prints,
    purchasing,
    signatures,
    stations,
    stock,
    suppliers,
)
