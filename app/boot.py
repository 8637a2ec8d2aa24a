"""Composition root: data folder, log, desk, window or command line. Knows every layer, decides nothing of the shop's.

What stands at the top of this file is the standard library only: the window shows before the database is loaded.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__

if TYPE_CHECKING:
    from app.core.desk import Desk
    from app.models.engine import Store
    from app.views.house import House

log = logging.getLogger("app")


@dataclass(frozen=True)
class Folder:
    """The shop's folder on this PC and what lies where in it."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / "counterpart.db"

    @property
    def attachments(self) -> Path:
        """Content-addressed files beside the database."""
        return self.path / "attachments"

    @property
    def backups(self) -> Path:
        """Verified copies."""
        return self.path / "backups"

    @property
    def logs(self) -> Path:
        """The rotating log."""
        return self.path / "logs"

    def make(self) -> None:
        """Makes what is missing. Raises Trouble if the folder may not be written."""
        from app.core.errors import Trouble, why

        try:
            for each in (self.path, self.attachments, self.backups, self.logs):
                each.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble(
                "The folder {folder} can't be written: {reason}. Choose another one.",
                folder=str(self.path), reason=why(error),
            ) from error  # fmt: skip


def default_folder() -> Path:
    """Where the shop's data lies if nobody says otherwise: COUNTERPART_DATA, or the user's data folder."""
    if said := os.environ.get("COUNTERPART_DATA"):
        return Path(said)
    from platformdirs import user_data_path

    return user_data_path("Counterpart", appauthor=False)


def open_log(folder: Folder, *, debug: bool = False) -> None:
    """Writes the log into the data folder: five files of 1 MB, kept in turn."""
    from logging.handlers import RotatingFileHandler

    folder.make()
    handler = RotatingFileHandler(folder.logs / "counterpart.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    close_log()
    root = logging.getLogger("app")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if debug else logging.INFO)


def close_log() -> None:
    """Lets go of the log file."""
    root = logging.getLogger("app")
    for old in [h for h in root.handlers if isinstance(h, logging.FileHandler)]:
        root.removeHandler(old)
        old.close()


def open_shop(data: Path, database: str | None = None) -> tuple[Store, Desk]:
    """Opens (and migrates) the shop's database in `data`, or at the URL `database`; the desk above it.

    Raises Refused with the file untouched (foreign, newer, damaged, remote), Trouble if the folder can't be written.
    """
    from app.core.desk import Desk
    from app.core.errors import Damaged
    from app.models.engine import damaged, open_store, sqlite_url
    from app.models.journal import SqlJournal, digest

    folder = Folder(data)
    folder.make()
    store = open_store(database or sqlite_url(folder.database))
    load_nouns()
    _keep_copy_before_migration(data)
    desk = Desk(store.writer, store.reader, SqlJournal(), digest)
    try:
        _give_new_rights(desk)
    except (Damaged, ValueError, TypeError, KeyError) as error:  # what stands first in the file can't be read
        desk.close()
        store.close()
        if store.file is None:
            raise
        raise damaged(store.file) from error
    return store, desk


def _keep_copy_before_migration(data: Path) -> None:
    """The copy that was made before a migration goes to the other backups. What hinders that hinders nothing else."""
    if any(data.glob("counterpart-before-*.db")):
        from app.core.errors import Trouble
        from app.services import backups

        try:
            backups.adopt(data)
        except Trouble as trouble:
            log.info("the copy before the migration stays where it is: %s", trouble)


def _give_new_rights(desk: Desk) -> None:
    """A right that came with this version is given to the roles as shipped; a new shop gets them by its first run."""
    from app.services import people, shop
    from app.services.people.login import program

    here = program(desk.ask(shop.own_station, program("")))
    if desk.ask(people.list_roles, here) and not desk.ask(people.roles_are_current, here):
        desk.run(people.seed_roles, here)


def load_nouns() -> None:
    """Imports every table, kind and use-case, so that the registry is complete."""
    import importlib
    import pkgutil

    import app.models.registry
    import app.services
    import app.sync

    for package in (app.services, app.sync):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


class Lock:
    """One window per data folder. The kernel lets go of the lock when the process dies, however it dies.

    `held` False means that another window is open; it is the caller's business to raise that one.
    """

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._file = (data / "window.lock").open("a+b")
        self.held = self._take()

    def _take(self) -> bool:
        try:
            if sys.platform == "win32":  # pragma: no cover - measured by the self-test on Windows
                import msvcrt

                self._file.seek(0)
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def release(self) -> None:
        """Lets go; the file stays, it means nothing."""
        self._file.close()
        self.held = False


def window_house(data: Path, database: str | None = None, *, debug: bool = False) -> House:
    """What the window is handed. Once the shop is open, what was loaded is no garbage: looking costs a pause."""
    gc.disable()  # nothing is thrown away yet; from then on the window sweeps by itself
    from app.views.house import House

    def opened(data: Path, database: str | None) -> tuple[Store, Desk]:
        try:
            open_log(Folder(data), debug=debug)
            return open_shop(data, database)
        finally:
            gc.freeze()

    return House(data, opened, Lock, database)


def options() -> argparse.ArgumentParser:
    """What may stand before a command; shared by the window and the command line."""
    parser = argparse.ArgumentParser(prog="counterpart", add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--data", type=Path, metavar="DIR", help="the shop's folder (or COUNTERPART_DATA)")
    parser.add_argument(
        "--database", metavar="URL", help="a PostgreSQL database instead of the file (or COUNTERPART_DATABASE)"
    )
    parser.add_argument("--lang", choices=("zh", "en"), help="language: zh (as shipped) or en")
    parser.add_argument("--debug", action="store_true", help="log more; show Python's own account of an error")
    parser.add_argument("--version", action="version", version=f"Counterpart {__version__}")
    parser.add_argument("--screenshots", type=Path, metavar="OUT", help="render the main rooms as PNG and end")
    parser.add_argument("--self-test", type=Path, metavar="DIR", help="migrate, write, scan, print and draw; then end")
    return parser


def main(argv: Sequence[str]) -> int:
    """Opens the window, or runs a command. Returns the exit code: 0 done, 1 refused, 2 usage, 3 trouble."""
    try:
        given, rest = options().parse_known_args(list(argv))
    except SystemExit:  # --version
        return 0
    except argparse.ArgumentError:  # the command line says what is wrong, in the language asked for
        given, rest = argparse.Namespace(data=None, database=None, lang=None, debug=False, self_test=None), list(argv)
    if given.self_test:
        from app.views import selftest

        return selftest.run(given.self_test, open_shop, Lock)
    data = given.data or default_folder()
    database = given.database or os.environ.get("COUNTERPART_DATABASE")
    language = {"zh": "zh_CN", "en": "en"}.get(given.lang)
    if rest:
        from app import cli

        def opened() -> None:
            open_log(Folder(data), debug=given.debug)

        return cli.main(list(argv), cli.House(__version__, data, database, open_shop, opened, load_nouns))
    house = window_house(data, database, debug=given.debug)
    from app.views import application

    return application.run(house, language=language, debug=given.debug, screenshots=given.screenshots)
