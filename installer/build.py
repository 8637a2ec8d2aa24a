"""The installers, made and proven: .venv/bin/python -m installer.build wine | windows | deb. See docs/installer.md.

wine     on Debian: Windows' bundle, setups and the proof of install, upgrade, rollback and uninstall, all under wine
windows  on Windows: the same with the real one
deb      on Debian or Ubuntu: the package, and a look at what it needs
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from installer import bundle, deb
from installer.bundle import digest, fresh, once, setup, tracked, version_of
from installer.machine import ROOT, Stop, Windows, Wine, missing
from installer.prove import Log, Proof, Setups, pages, starts

OLDER = "0.0.9"  # what the version before calls itself here
LATER = "9999.0.1"  # what the spoilt ones call themselves: an upgrade over anything
SPOILT = '''"""A migration that can't cope with a shop that people work in: made for the proof of the setup."""

from alembic import op

revision = "9999"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Fails where there is somebody."""
    if op.get_bind().exec_driver_sql("SELECT count(*) FROM users").scalar():
        raise ValueError("this shop is too much for me")
'''


class Works:
    """The folder that all of it is made in, and its steps."""

    def __init__(self, work: Path, log: Log) -> None:
        self.work, self.log = work, log

    def bundles(self, windows: Windows, python: Path, ref: str) -> tuple[Path, Path]:
        """The bundle of an earlier commit, and this one's."""
        older = partial(bundle.older_tree, ref=ref, version=OLDER)
        with ThreadPoolExecutor(2) as both:
            old = both.submit(self.bundle, windows, python, "old", ref, older)
            new = both.submit(self.bundle, windows, python, "new", digest(*tracked()), bundle.this_tree)
            return old.result(), new.result()

    def bundle(self, windows: Windows, python: Path, name: str, key: str, tree: Callable[[Path], None]) -> Path:
        """One bundle, unless it is there already for the same source."""
        source, out = self.work / f"source-{name}", self.work / name

        def make() -> None:
            tree(source)
            bundle.freeze(windows, python, source, out)

        said = "made" if once(self.work / f"{name}.done", key, make) else "kept"
        payload = out / "counterpart"
        self.log.say(f"{said}    bundle {name}, {bundle.size(payload) / 1e6:.1f} MB, no stand-in of wine in it")
        return payload

    def setups(self, old: Path, new: Path, *, quick: bool) -> Setups:
        """The four setups."""
        version, out = version_of(ROOT), self.work / "setups"
        takeover = (self.work / "source-old/app/services/upgrading.py").exists()
        made = Setups(
            old=setup(old, OLDER, out / f"counterpart-{OLDER}-setup.exe", quick=True, takeover=takeover),
            no_start=setup(self.no_start(new), LATER, out / "no-start-setup.exe", quick=True),
            no_data=setup(self.no_data(new), LATER, out / "no-data-setup.exe", quick=True),
            new=setup(new, version, out / f"counterpart-{version}-setup.exe", quick=quick),
            old_version=OLDER, new_version=version,
        )  # fmt: skip
        megabytes = made.new.stat().st_size / 1e6
        self.log.say(f"made    {made.new.name}, {megabytes:.1f} MB" + (" (quick packing)" if quick else ""))
        if not quick and megabytes > 55:
            raise Stop("the setup is over 55 MB")
        return made

    def no_start(self, new: Path) -> Path:
        """A bundle that lacks a library."""
        spoilt = bundle.linked_copy(new, self.work / "no-start")
        (spoilt / "_internal/PySide6/Qt6Widgets.dll").unlink()
        return spoilt

    def no_data(self, new: Path) -> Path:
        """A bundle whose last migration fails where there is somebody."""
        spoilt = bundle.linked_copy(new, self.work / "no-data")
        known = spoilt / "_internal/app/models/migrations/versions"
        [newest] = newest_of([file.read_text(encoding="utf-8") for file in known.glob("v*.py")])
        (known / "v9999_spoilt.py").write_text(SPOILT.format(newest=newest), encoding="utf-8")
        return spoilt


def newest_of(migrations: list[str]) -> set[str]:
    """The migrations that none follows; their numbers say nothing of their order."""
    known, followed = (
        {found for text in migrations for found in re.findall(rf'^{name} = "(\d+)"$', text, re.MULTILINE)}
        for name in ("revision", "down_revision")
    )
    return known - followed


def on_wine(given: argparse.Namespace, work: Path, log: Log) -> None:
    """All of it under wine."""
    lacking = missing()
    if lacking:
        raise Stop("apt-get install -y --no-install-recommends " + " ".join(lacking))
    python = bundle.windows_python(work)
    bundle.wheels(work)
    log.say("here    Windows' Python and the locked packages, checked by hash")
    wine = Wine(bundle.wine_prefix(work, "freezing"))
    try:
        old, new = Works(work, log).bundles(wine, python, given.before or bundle.before_last_migration())
    finally:
        wine.end()
    setups = Works(work, log).setups(old, new, quick=given.quick)
    out = fresh(work / "seen")
    wine = Wine(bundle.wine_prefix(work, "proving"))
    try:
        Proof(wine, setups, log, out).run()
    finally:
        wine.end()
    wine = Wine(bundle.wine_prefix(work, "starting"))
    try:
        starts(wine, python, work / "source-new", new, log)
    finally:
        wine.end()
    for language, locale in (("zh", "zh_CN.UTF-8"), ("en", "en_US.UTF-8")):
        wine = Wine(bundle.wine_prefix(work, f"looking-{language}"), language=locale)
        try:
            pages(wine, setups.new, out, language)
            log.say(f"seen    the setup's pages, {language}")
        finally:
            wine.end()


def on_windows(given: argparse.Namespace, work: Path, log: Log) -> None:
    """All of it on a real Windows, with the Python that runs this."""
    windows = Windows()
    ref = given.before or bundle.before_last_migration()
    old, new = Works(work, log).bundles(windows, Path(sys.executable), ref)
    setups = Works(work, log).setups(old, new, quick=given.quick)
    Proof(windows, setups, log, fresh(work / "seen")).run()


def on_debian(_given: argparse.Namespace, work: Path, log: Log) -> None:
    """The Debian package of dist/counterpart, which `dev.py freeze` makes."""
    file = deb.build(ROOT / "dist" / "counterpart", version_of(ROOT), work)
    log.say(f"made    {file}, {file.stat().st_size / 1e6:.1f} MB")


def main() -> int:
    """Does what the command line asks; 0 if all of it held."""
    parser = argparse.ArgumentParser(
        prog="python -m installer.build", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("wine", "windows", "deb"))
    parser.add_argument(
        "--dir", type=Path, default=ROOT / "build" / "installer", help="where it is made; kept for the next time"
    )
    parser.add_argument(
        "--before", metavar="REF", help="the commit to upgrade from; default: before the newest migration"
    )
    parser.add_argument("--quick", action="store_true", help="pack quickly; the setup is not fit to be shipped")
    given = parser.parse_args()
    work = given.dir.resolve()
    work.mkdir(parents=True, exist_ok=True)
    log = Log(work / f"{given.what}-log.txt")
    log.say(f"Counterpart {version_of(ROOT)}, commit {bundle.commit()}, {given.what}")
    try:
        {"wine": on_wine, "windows": on_windows, "deb": on_debian}[given.what](given, work, log)
    except Stop as stop:
        log.say(f"STOPPED {stop}")
        return 1
    log.say("all of it holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
