"""Tries the setups on a Windows: install, self-test, upgrade with and without trouble, uninstall; writes what it saw.

Each step either holds or stops the proof. The log is for a person: what was done, what came of it, how long it took.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from installer.bundle import size
from installer.machine import Stop, Windows, Wine, small_disk

# Exit codes of the setup
RUNNING, FAILED_TEST, FAILED_DATA, NO_ADMIN, NEWER_THERE, NOT_WRITTEN = 3, 4, 5, 6, 7, 9
COUNTED = ("users", "parts", "stock_moves", "stock_documents", "work_orders", "vehicles", "customers", "attachments")


@dataclass(frozen=True)
class Setups:
    """The setups to try: an older one, this one, one that does not start, one that can't migrate; two versions."""

    old: Path
    new: Path
    no_start: Path
    no_data: Path
    old_version: str
    new_version: str


class Log:
    """Lines for the screen and for a file."""

    def __init__(self, file: Path) -> None:
        self._file, self._began = file, time.monotonic()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", encoding="utf-8")

    def say(self, words: str) -> None:
        """One line, with the seconds since the beginning."""
        line = f"{time.monotonic() - self._began:6.0f} s  {words}"
        print(line, flush=True)
        with self._file.open("a", encoding="utf-8") as out:
            out.write(line + "\n")


class Proof:
    """One walk over one Windows."""

    def __init__(self, windows: Windows, setups: Setups, log: Log, out: Path) -> None:
        self.windows, self.setups, self.log, self.out = windows, setups, log, out
        self.home = windows.local / "Programs/Counterpart"
        self.data = windows.local / "Counterpart"

    @property
    def cli(self) -> Path:
        """The command line of the installed program."""
        return self.home / "program/counterpart-cli.exe"

    def run(self) -> None:
        """The whole walk."""
        self.first_install()
        self.shop_made()
        self.open_program_stops_it()
        self.broken_program_is_put_back()
        self.failed_migration_is_put_back()
        self.cut_setup_is_mended()
        self.upgrade()
        self.older_is_refused()
        self.uninstall()
        self.older_is_refused_by_newer_data()
        self.without_rights()
        self.full_disk_leaves_nothing()
        self.for_everyone()

    # --- steps --------------------------------------------------------------------------------------------------------
    def first_install(self) -> None:
        """Silent, for one user."""
        self.installed(self.setups.old, 0, "/S", "/CurrentUser")
        self.holds("the version in the list of apps", self.version(), self.setups.old_version)
        for link in (self.windows.menu, self.windows.desktop):
            self.holds(f"shortcut {link.name} in {link.parent.name}", link.exists(), True)
        self.self_tested("the old version")

    def shop_made(self) -> None:
        """A shop of the old version, where the program keeps it when nobody says otherwise."""
        self.said("demo", "--parts", "60")
        self.before = self.counts()
        self.log.say(f"a shop of {self.setups.old_version} in {self.inside(self.data)}: {self.before}")

    def open_program_stops_it(self) -> None:
        """The window is open: the setup refuses and changes nothing."""
        window = self.windows.begin(self.home / "program/counterpart.exe")
        if isinstance(self.windows, Wine):
            self.windows.wait_for_window("Counterpart")
        time.sleep(15)
        self.picture("program-old")
        self.installed(self.setups.new, RUNNING, "/S")
        self.holds("the version stays", self.version(), self.setups.old_version)
        self.windows.close("counterpart.exe")
        window.wait(60)
        copies = list((self.data / "backups").glob("*.db"))
        self.holds("a backup was made when the window closed", bool(copies), True)

    def broken_program_is_put_back(self) -> None:
        """A bundle that lacks a library."""
        self.installed(self.setups.no_start, FAILED_TEST, "/S")
        self.as_before()

    def failed_migration_is_put_back(self) -> None:
        """A migration that fails with this shop's data, and only with it."""
        self.installed(self.setups.no_data, FAILED_DATA, "/S")
        self.as_before()

    def cut_setup_is_mended(self) -> None:
        """The power goes while files are written: the old program is aside, the new one half there."""
        aside, begun = self.home / "program.old", self.home / "program/_internal/PySide6"
        self.windows.cut(self.setups.new, "/S", when=lambda: aside.exists() and begun.exists())
        self.holds("the power went while files were written; left", self.folders()[:2], ["program", "program.old"])
        self.holds("the version stays", self.version(), self.setups.old_version)

    def upgrade(self) -> None:
        """The upgrade that works."""
        self.installed(self.setups.new, 0, "/S")
        self.holds("the version in the list of apps", self.version(), self.setups.new_version)
        self.holds("nothing is left of the old program", self.folders(), ["program", "uninstall.exe"])
        self.holds("installed, MB ≤ 130", size(self.home) / 1e6 <= 130, True, f"{size(self.home) / 1e6:.1f} MB")
        self.holds("the shop's rows", self.counts(), self.before)
        self.holds("a copy of the old data is kept", bool(list(self.data.rglob("*before*.db"))), True)
        self.said("doctor")
        self.self_tested("the new version")
        window = self.windows.begin(self.home / "program/counterpart.exe")
        if isinstance(self.windows, Wine):
            self.windows.wait_for_window("Counterpart")
        time.sleep(15)
        self.picture("program-new")
        self.windows.close("counterpart.exe")
        window.wait(60)

    def older_is_refused(self) -> None:
        """The old setup over the new program."""
        self.installed(self.setups.old, NEWER_THERE, "/S")
        self.holds("the version stays", self.version(), self.setups.new_version)

    def uninstall(self) -> None:
        """Silent; the data stays."""
        self.done("the uninstaller", self.windows.run(self.home / "uninstall.exe", "/S")[0], 0)
        self.windows.settle()
        gone = [self.home, self.windows.menu, self.windows.desktop]
        self.holds("program and shortcuts are gone", [path.name for path in gone if path.exists()], [])
        self.holds("the entry in the list of apps is gone", self.version(), "")
        self.holds("the data is still there", self.counts(), self.before)

    def older_is_refused_by_newer_data(self) -> None:
        """The old setup when only the data of the new program is there."""
        self.installed(self.setups.old, FAILED_DATA, "/S")
        self.holds("nothing was installed", (self.home.exists(), self.version()), (False, ""))
        self.holds("the data is still there", self.counts(), self.before)

    def without_rights(self) -> None:
        """For all users, by one who is no administrator. Wine only: on a real Windows nobody here is one without."""
        if not isinstance(self.windows, Wine):
            return
        setup = self.windows.named(self.setups.new)
        self.installed(self.windows.limited, NO_ADMIN, setup, "/S", "/AllUsers")
        left = [self.version("HKLM"), self.version(), (self.windows.programs / "Counterpart").exists()]
        self.holds("nothing was installed", left, ["", "", False])

    def full_disk_leaves_nothing(self) -> None:
        """A disk too small, then one too small for a second program. Wine only: it takes a disk in memory, and root."""
        if not isinstance(self.windows, Wine) or os.geteuid():
            return
        place = self.own_home.parent
        with small_disk(place) as resize:
            resize(60)
            self.installed(self.setups.new, NOT_WRITTEN, "/S", "/CurrentUser", *self.own_folder())
            self.holds("nothing was left on the full disk", (list(place.iterdir()), self.version()), ([], ""))
            resize(400)
            self.installed(self.setups.new, 0, "/S", "/CurrentUser", *self.own_folder())
            resize(size(place) // 1_000_000 + 60)
            self.installed(self.setups.no_start, NOT_WRITTEN, "/S")
            self.holds("the version stays", self.version(), self.setups.new_version)
            left = sorted(path.name for path in self.own_home.iterdir())
            self.holds("the program is in place", left, ["program", "uninstall.exe"])
            self.done("its doctor", self.windows.run(self.own_home / "program/counterpart-cli.exe", "doctor")[0], 0)
            self.done("the uninstaller", self.windows.run(self.own_home / "uninstall.exe", "/S")[0], 0)
            self.windows.settle()

    def for_everyone(self) -> None:
        """For all users, in a Chinese folder of one's own with blanks, without a shortcut on the desktop."""
        home = self.own_home
        self.installed(self.setups.new, 0, "/S", "/AllUsers", "/NoDesktop", *self.own_folder())
        self.holds("the version in the list of apps", self.version("HKLM"), self.setups.new_version)
        self.holds("the program is where it was wanted", (home / "program/counterpart.exe").exists(), True)
        self.holds("no shortcut on the desktop", self.windows.desktop.exists(), False)
        self.done("its doctor", self.windows.run(home / "program/counterpart-cli.exe", "doctor")[0], 0)
        self.done("the uninstaller", self.windows.run(home / "uninstall.exe", "/S")[0], 0)
        self.windows.settle()
        self.holds("program is gone", home.exists(), False)
        self.holds("the entry in the list of apps is gone", self.version("HKLM"), "")
        self.holds("the data is still there", self.counts(), self.before)

    @property
    def own_home(self) -> Path:
        """Where somebody wants the program who does not take what is proposed."""
        return self.windows.programs.parent / "配件 柜台" / "Counter part"

    def own_folder(self) -> list[str]:
        """The switch that says so: it may not be quoted, so each word goes by itself."""
        return f"/D={self.inside(self.own_home)}".split(" ")

    # --- how it looks -------------------------------------------------------------------------------------------------
    def done(self, what: str, code: int, wanted: int) -> None:
        """An exit code."""
        self.holds(f"{what} ends with {wanted}", code, wanted)

    def holds(self, what: str, found: object, wanted: object, more: str = "") -> None:
        """One thing that has to be so."""
        if found != wanted:
            self.log.say(f"FAILED  {what}: {found!r} instead of {wanted!r}")
            raise Stop(f"{what}: {found!r} instead of {wanted!r}")
        self.log.say(f"ok      {what}" + (f": {more}" if more else ""))

    def installed(self, setup: Path, wanted: int, *switches: str) -> None:
        """Runs a setup without a hand; its own log goes into ours."""
        self.windows.log.unlink(missing_ok=True)
        code, _ = self.windows.run(setup, *switches)
        if self.windows.log.exists():
            for line in self.windows.log.read_text(encoding="utf-16").splitlines():
                if line.strip():
                    self.log.say(f"        | {line}")
        said = [word.rsplit("\\", 1)[-1] if word.endswith(".exe") else word for word in switches]
        self.done(f"{setup.name} {' '.join(said)}", code, wanted)

    def self_tested(self, what: str) -> None:
        """The installed program's own test, by the program with the window."""
        folder = self.out / "self-test"
        shutil.rmtree(folder, ignore_errors=True)
        code, said = self.windows.run(self.home / "program/counterpart.exe", "--self-test", self.windows.named(folder))
        ok = folder / "ok.txt"
        told = ok.read_text(encoding="utf-8").strip() if ok.exists() else said
        self.holds(f"{what} tests itself", (code, ok.exists()), (0, True), told)

    def said(self, *words: str) -> str:
        """What the installed command line answers."""
        code, said = self.windows.run(self.cli, "--lang", "en", *words)
        if code:
            raise Stop(f"counterpart-cli {' '.join(words)} ended with {code}: {said}")
        self.log.say(f"ok      counterpart-cli {' '.join(words)}: {len(said.splitlines())} lines")
        return said

    def as_before(self) -> None:
        """The old program is there and works with the old data."""
        self.holds("the version stays", self.version(), self.setups.old_version)
        self.holds("the old program is in place", self.folders(), ["program", "uninstall.exe"])
        self.holds("the shop's rows", self.counts(), self.before)
        self.said("doctor")

    def folders(self) -> list[str]:
        """What lies where it was installed."""
        return sorted(path.name for path in self.home.iterdir())

    def version(self, root: str = "HKCU") -> str:
        """The version in Windows' list of apps."""
        return self.windows.registered(root, "DisplayVersion")

    def counts(self) -> dict[str, int]:
        """Rows of the shop's tables, read without the program."""
        with closing(sqlite3.connect(self.data / "counterpart.db")) as conn:
            known = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return {
                table: conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in COUNTED
                if table in known
            }

    def inside(self, path: Path) -> str:
        """A path on Windows' own drive."""
        if isinstance(self.windows, Wine):
            return "C:\\" + str(path.relative_to(self.windows.prefix / "drive_c")).replace("/", "\\")
        return str(path)

    def picture(self, name: str) -> None:
        """The screen, where there is one to look at."""
        if isinstance(self.windows, Wine):
            self.windows.picture(self.out / f"{name}.png")


def pages(wine: Wine, setup: Path, out: Path, language: str) -> None:
    """Walks through the setup's pages by keyboard and takes a picture of each."""
    begun = wine.begin(setup)
    wine.wait_for_window("Counterpart")
    shots: list[tuple[str, Callable[[], None]]] = [
        ("welcome", lambda: wine.keys("Return")), ("for-whom", lambda: wine.keys("Return")),
        ("folder", lambda: wine.keys("Return")), ("installing", lambda: time.sleep(0)),
    ]  # fmt: skip
    for number, (name, then) in enumerate(shots, 1):
        time.sleep(3)
        wine.picture(out / f"setup-{language}-{number}-{name}.png")
        then()
    end, there = time.monotonic() + 1200, wine.local / "Programs/Counterpart/uninstall.exe"
    while not there.exists():  # it is written last
        if time.monotonic() > end:
            raise Stop("the setup does not come to its end:\n" + wine.log.read_text(encoding="utf-16"))
        time.sleep(1)
    time.sleep(6)
    wine.picture(out / f"setup-{language}-5-done.png")
    wine.keys("Tab", "space")  # the program is not started from here
    wine.keys("Return")
    begun.wait(60)


def starts(wine: Wine, python: Path, tree: Path, bundle: Path, log: Log) -> None:
    """The bundle's start beside the same program run from source, to the login on the screen; 2 × is the bar."""
    took: dict[str, list[float]] = {"source": [], "bundle": []}
    ways = {"source": (python, "-m", "app"), "bundle": (bundle / "counterpart.exe",)}
    for name in ways:
        wine.run(bundle / "counterpart-cli.exe", "--data", wine.named(wine.local / name), "demo", "--empty")
    for turn in range(4):
        for name, way in ways.items():
            began = time.monotonic()
            program = wine.begin(*way, "--data", wine.named(wine.local / name), cwd=tree)
            wine.wait_for_window("^Counterpart$")
            if turn:  # the first of each warms the disk and compiles the source
                took[name].append(time.monotonic() - began)
            program.kill()
            program.wait(60)
            while wine.shows("^Counterpart$"):
                time.sleep(0.05)
    source, frozen = (median(took[name]) for name in ways)
    said = f"the bundle starts in {frozen:.1f} s, the source in {source:.1f} s: {frozen / source:.1f} ×"
    log.say(f"ok      {said}" if frozen <= 2 * source else f"FAILED  {said}, more than 2 ×")
    if frozen > 2 * source:
        raise Stop(said)
