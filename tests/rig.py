"""A real shop in a temporary folder for tests of the desk itself and of what keeps the program going: no mocks."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import app.models.registry  # noqa: F401 - fills the metadata
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Desk
from app.models.engine import Store, open_store, sqlite_url
from app.models.journal import SqlJournal, digest
from app.services import people
from tests.fast import empty

PROGRAM = Actor(None, "Counterpart", "01")
PASSWORD, PIN = "correct horse", "2468"


@dataclass
class Rig:
    """An open shop: folder, store and desk."""

    folder: Path
    store: Store
    desk: Desk

    def hire(self, login: str, *roles: str, pin: str | None = PIN, password: str | None = PASSWORD) -> Id:
        """A user with these roles, through the use-case."""
        return self.desk.run(people.create, PROGRAM, login, login.title(), roles, password=password, pin=pin)

    def actor(self, login: str, *roles: str) -> Actor:
        """A hired user, signed in with his PIN."""
        return people.sign_in(self.desk, "01", self.hire(login, *roles), PIN)

    @classmethod
    def on(cls, folder: Path, store: Store) -> Rig:
        """A desk on an open store."""
        people.use_hashing("cheap")
        return cls(folder, store, Desk(store.writer, store.reader, SqlJournal(), digest))

    def close(self) -> None:
        """Closes the files."""
        self.desk.close()


def open_rig(folder: Path, *, seeded: bool = True, url: str = "") -> Rig:
    """Opens or makes the shop in `folder` (or at `url`), with cheap hashing and, if `seeded`, the shipped roles."""
    file = folder / "counterpart.db"
    if not url and not file.exists():
        shutil.copyfile(empty(), file)  # migrating anew for each test would take most of its time
    rig = Rig.on(folder, open_store(url or sqlite_url(file)))
    if seeded:
        rig.desk.run(people.seed_roles, PROGRAM)
    return rig
