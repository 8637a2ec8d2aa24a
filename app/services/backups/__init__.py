"""Verified copies of the shop: made by hand and by the program, sent to a second place, looked into, put back.

`copies` knows what a copy is, `making` makes one, `keeping` says which stay, `second_place` sends them elsewhere,
`sealing` encrypts them, `automatic` does all of it by itself, `looking` and `restoring` go the way back. PostgreSQL has
pg_dump for that.
"""

from app.services.backups.automatic import EVERY, Standing, backup_at_close, carry, deliver, keep_up, standing
from app.services.backups.copies import FOLDER, Backup, last_good, list_backups, list_in, manifest_of, read_manifest
from app.services.backups.keeping import DAYS, KEEP, MONTHS
from app.services.backups.looking import Inside, look_inside
from app.services.backups.making import adopt, make
from app.services.backups.restoring import Replaced, Restored, replaced, restore
from app.services.backups.sealing import is_sealed, set_passphrase
from app.services.backups.second_place import LATE, Place, choose, place_of, send

SETTINGS = (EVERY, KEEP, DAYS, MONTHS, LATE)
__all__ = [
    "DAYS", "EVERY", "FOLDER", "KEEP", "LATE", "MONTHS", "SETTINGS", "Backup", "Inside", "Place", "Replaced",
    "Restored", "Standing", "adopt", "backup_at_close", "carry", "choose", "deliver", "is_sealed", "keep_up",
    "last_good", "list_backups", "list_in", "look_inside", "make", "manifest_of", "place_of", "read_manifest",
    "replaced", "restore", "send", "set_passphrase", "standing",
]  # fmt: skip
