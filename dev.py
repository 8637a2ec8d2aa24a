#!/usr/bin/env python3
"""The two commands of a checkout, `run` and `test`, and their sisters. Needs only Python; knows nothing inside app/.

    python3 dev.py run               the program on a demo shop          (Windows: py dev.py run)
    python3 dev.py run --data DIR    the program on a shop of your own; an empty DIR starts the wizard
    python3 dev.py test              every check; --fast leaves out slow tests and coverage

`python3 dev.py --help` names the others. Whatever is missing is made or installed first: the environment .venv, the
packages of the lock file (exact versions, checked by hash), the system libraries of Qt, the compiled translations.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
LINUX = sys.platform.startswith("linux")
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
STAMP = VENV / "installed-locks.txt"

# Library → Debian package. A missing one is found by loading it, so any distribution that has it will do.
OFFSCREEN_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
# Program → Debian package (9 MB): the screen and the keyboard of the test that scans into a real X server.
SCREEN_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool"}


class Stop(Exception):
    """Nothing more can be done; the message says what is so and what to do."""


def say(message: str) -> None:
    """One line of progress, seen at once even when the output is piped."""
    print(f"dev.py: {message}", flush=True)


def environment(**more: str) -> dict[str, str]:
    """The environment for what we start: UTF-8 everywhere, a locale where the machine has none set, and compiled
    modules kept: else each start of the program would compile all of it again.
    """
    env = dict(os.environ, PYTHONUTF8="1", **more)
    for unwanted in ("PYTHONHOME", "PYTHONDONTWRITEBYTECODE"):
        env.pop(unwanted, None)
    if LINUX and not any(env.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        env["LANG"] = "C.UTF-8"
    return env


def start(*command: str | Path, **more: str) -> int:
    """Runs a command in the checkout and returns its exit code; `more` are environment variables."""
    try:
        done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment(**more), check=False)
    except KeyboardInterrupt:
        return 130
    return done.returncode


def must(message: str, *command: str | Path, **more: str) -> None:
    """Runs a command that has to succeed; raises Stop with `message` otherwise."""
    code = start(*command, **more)
    if code:
        raise Stop(f"{message} (exit code {code})")


# --- The machine -----------------------------------------------------------------------------------------------------


def fitting_python() -> None:
    """Goes on with a Python that fits: this one, or a newer one of this machine; raises Stop if there is none."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = None if WINDOWS else shutil.which(f"python3.{minor}")
        # Tried before it is trusted: a version manager's shim may be there and still not run.
        if other and subprocess.run([other, "-c", ""], capture_output=True, check=False).returncode == 0:
            say(f"Python {sys.version.split()[0]} does not fit; going on with {other}")
            os.execv(other, [other, *sys.argv])
    example = "py -3.13 dev.py run" if WINDOWS else "python3.13 dev.py run"
    raise Stop(
        f"Counterpart needs Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}, this is "
        f"{sys.version.split()[0]}. Install one of them and start dev.py with it, for example: {example}"
    )


def loads(library: str) -> bool:
    """Whether the dynamic linker finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def privileged() -> list[str] | None:
    """The prefix that makes a command run as root without asking for a password; None if there is none."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def system_packages(packages: list[str], why: str) -> None:
    """Installs Debian packages if we may; otherwise raises Stop with the one line that does it."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if not shutil.which("apt-get"):
        raise Stop(f"{why}: install what this system calls {' '.join(packages)} (Debian's names), then start again.")
    prefix = privileged()
    if prefix is None:
        raise Stop(f"{why}. Run this once, then start again:\n\n    sudo apt-get update && sudo {line}\n")
    say(f"{why}; installing {' '.join(packages)}")
    # Through env, because sudo drops what it does not know.
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    if start(*apt, *line.split()) == 0:
        return
    say("that failed, perhaps for an old package list; fetching a new one")
    must("The package list could not be fetched", *apt, "apt-get", "update")
    must(f"Could not install {' '.join(packages)}", *apt, *line.split())


def libraries(wanted: dict[str, str]) -> None:
    """Makes sure that Qt finds its system libraries (Linux only; the wheels for Windows bring everything)."""
    missing = [name for name in wanted if not loads(name)] if LINUX else []
    if not missing:
        return
    system_packages([wanted[name] for name in missing], "Qt's system libraries are missing")
    still = [name for name in missing if not loads(name)]
    if still:
        raise Stop(f"These libraries are still not found after installing their packages: {', '.join(still)}")


def programs(wanted: dict[str, str]) -> None:
    """Makes sure that programs of the system are there which tests start (Linux only)."""
    missing = [name for name in wanted if not shutil.which(name)] if LINUX else []
    if missing:
        system_packages([wanted[name] for name in missing], "Programs that the tests start are missing")


# --- The environment -------------------------------------------------------------------------------------------------


def fingerprint(lock: Path) -> str:
    """What the stamp file remembers of an installed lock: the lock, what gets linked, and the Python it was for."""
    import tomllib  # new in Python 3.11: an older one gets as far as being told so

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    content = lock.read_bytes() + repr(sorted(project.items())).encode() + str(ROOT).encode()
    return f"{lock.name} {sys.version_info[0]}.{sys.version_info[1]} {hashlib.sha256(content).hexdigest()}"


def make_venv() -> None:
    """Makes .venv, and makes it anew when its Python is gone or of another version."""
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if PYTHON.exists():
        ask = [str(PYTHON), "-c", "import sys, pip; print('%d.%d' % sys.version_info[:2])"]
        found = subprocess.run(ask, capture_output=True, text=True, check=False)
        if found.returncode == 0 and found.stdout.split() == [here]:
            return
        say(".venv does not work with this Python; making it anew")
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        system_packages([f"python{here}-venv"], "Python's venv is missing")
        importlib.invalidate_caches()
    say("making the environment .venv")
    must("The environment .venv could not be made", sys.executable, "-m", "venv", "--clear", VENV)


def install(lock: Path) -> None:
    """Brings .venv to the state of the lock file; does nothing when the stamp says it is there already."""
    make_venv()
    installed = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    if fingerprint(lock) in installed:
        return
    say(f"installing the packages of {lock.name} (once; some 200 MB are fetched)")
    STAMP.unlink(missing_ok=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    must(
        "The packages could not be installed. They come from the package index that pip is configured for; "
        "look at pip's message above",
        *pip, "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", lock,
    )  # fmt: skip
    link = ("--no-index", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    must("Counterpart could not be linked into .venv", *pip, *link)
    # The developers' lock holds everything the other one holds, in the same versions (a house test compares them).
    done = [RUN_LOCK, DEV_LOCK] if lock == DEV_LOCK else [lock]
    STAMP.write_text("\n".join(map(fingerprint, done)) + "\n", encoding="utf-8")


def prepare(lock: Path, wanted: dict[str, str]) -> None:
    """All that has to be there before anything of ours can start."""
    install(lock)
    libraries(wanted)
    must("The translations could not be compiled", PYTHON, "-m", "resources.locale.catalogues", "compile")


# --- The commands ----------------------------------------------------------------------------------------------------


def demo_folder() -> Path:
    """Where the demo shop lives: beside the folder the program itself would choose for this person."""
    if WINDOWS:
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "counterpart-demo"


def empty(folder: Path) -> bool:
    """Whether the folder is not there or holds nothing."""
    return not folder.is_dir() or not any(folder.iterdir())


def make_demo(folder: Path) -> None:
    """Makes the demo shop; a broken attempt leaves nothing behind that looks like a shop."""
    attempt = folder.with_name(folder.name + ".new")
    shutil.rmtree(attempt, ignore_errors=True)
    attempt.parent.mkdir(parents=True, exist_ok=True)
    say(f"making the demo shop in {folder}")
    must("The demo shop could not be made", PYTHON, "-m", "app", "--data", attempt, "demo", QT_QPA_PLATFORM="offscreen")
    if folder.is_dir():
        folder.rmdir()
    attempt.rename(folder)


def run(args: argparse.Namespace, rest: list[str]) -> int:
    """Opens the program, or renders its rooms as pictures."""
    pictures = bool(args.screenshots)
    blind = LINUX and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    prepare(RUN_LOCK, OFFSCREEN_LIBRARIES if pictures or blind else {**OFFSCREEN_LIBRARIES, **WINDOW_LIBRARIES})
    folder = Path(args.data).resolve() if args.data else demo_folder()
    if empty(folder) and (pictures or not args.data):
        make_demo(folder)
    app = [PYTHON, "-m", "app", "--data", folder, *(["--lang", args.lang] if args.lang else []), *rest]
    if pictures:
        out = Path(args.screenshots).resolve()
        code = start(*app, "--screenshots", out, QT_QPA_PLATFORM="offscreen")
        say(f"pictures are in {out}" if code == 0 else f"the pictures failed (exit code {code})")
        return code
    if blind:
        say("everything is installed, but there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set).")
        say("To see the rooms as pictures: python3 dev.py run --screenshots DIR")
        return 1
    return start(*app)


def checks(fast: bool) -> list[tuple[str, list[str | Path]]]:
    """The checks in the order in which they run: name and command."""
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--durations=20"]
    steps: list[tuple[str, list[str | Path]]] = [
        ("lint", [PYTHON, "-m", "ruff", "check", "."]),
        ("format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        ("types", [PYTHON, "-m", "mypy"]),
        ("import rule", [BIN / ("lint-imports.exe" if WINDOWS else "lint-imports"), "--no-logo"]),
    ]
    if fast:
        return [*steps, ("tests", [*pytest, "-m", "not slow"])]
    return [
        *steps,
        ("tests", [*pytest, "--cov", "--cov-report=json:build/coverage.json"]),
        ("coverage", [PYTHON, "tests/house/coverage_gates.py", "build/coverage.json"]),
    ]


def test(args: argparse.Namespace, rest: list[str]) -> int:
    """Runs every check, also after one has failed; room words, catalogues and generated docs are among the tests."""
    prepare(DEV_LOCK, OFFSCREEN_LIBRARIES if args.fast else {**OFFSCREEN_LIBRARIES, **WINDOW_LIBRARIES})
    if not args.fast:
        programs(SCREEN_PROGRAMS)
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "coverage.json").unlink(missing_ok=True)
    results = []
    for name, command in checks(args.fast):
        print(f"\n=== {name}", flush=True)
        began = time.monotonic()
        code = start(*command, *(rest if name == "tests" else []), QT_QPA_PLATFORM="offscreen")
        results.append((name, code, time.monotonic() - began))
        if code == 130:
            break
    print("\n=== summary")
    for name, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'}  {name:12} {seconds:6.1f} s")
    return 1 if any(code for _, code, _ in results) else 0


def bench(_args: argparse.Namespace, rest: list[str]) -> int:
    """Measures the program beside plain sqlite3 in the same run."""
    prepare(DEV_LOCK, OFFSCREEN_LIBRARIES)
    return start(PYTHON, "-m", "benchmarks", *rest, QT_QPA_PLATFORM="offscreen")


def torture(_args: argparse.Namespace, rest: list[str]) -> int:
    """Cuts the power, fills and damages disks; writes docs/reliability.md. `--cuts N`, default 500."""
    prepare(DEV_LOCK, OFFSCREEN_LIBRARIES)
    return start(PYTHON, "-m", "tests.torture", *rest, QT_QPA_PLATFORM="offscreen")


def freeze(_args: argparse.Namespace, rest: list[str]) -> int:
    """Makes dist/counterpart with PyInstaller and lets the result test itself."""
    # The bundle takes the window's libraries along, so they have to be here.
    prepare(DEV_LOCK, {**OFFSCREEN_LIBRARIES, **WINDOW_LIBRARIES})
    spec = ROOT / "installer" / "counterpart.spec"
    places: list[str | Path] = ["--distpath", ROOT / "dist", "--workpath", ROOT / "build" / "freeze"]
    must("The bundle could not be made", PYTHON, "-m", "PyInstaller", "--noconfirm", *places, *rest, spec)
    program = ROOT / "dist" / "counterpart" / ("counterpart.exe" if WINDOWS else "counterpart")
    proof = ROOT / "build" / "self-test"
    shutil.rmtree(proof, ignore_errors=True)
    platform = {} if WINDOWS else {"QT_QPA_PLATFORM": "offscreen"}
    must(f"The bundle failed its self-test; see {proof}", program, "--self-test", proof, **platform)
    size = sum(file.stat().st_size for file in program.parent.rglob("*") if file.is_file() and not file.is_symlink())
    say(f"{program.parent} works ({size / 1e6:.0f} MB); what it wrote is in {proof}")
    return 0


def lock(_args: argparse.Namespace, rest: list[str]) -> int:
    """Makes both lock files anew from pyproject.toml; `--upgrade` takes the newest versions that fit."""
    install(DEV_LOCK)
    compiler: tuple[str | Path, ...] = (
        PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", ".".join(map(str, OLDEST)),
        "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--custom-compile-command", "python3 dev.py lock",
        *rest, ROOT / "pyproject.toml", "--extra", "checkout",
    )  # fmt: skip
    must("The lock could not be made", *compiler, "--output-file", RUN_LOCK)
    more = ("--extra", "dev", "--constraint", RUN_LOCK, "--output-file", DEV_LOCK)
    must("The developers' lock could not be made", *compiler, *more)
    return 0


def messages(_args: argparse.Namespace, rest: list[str]) -> int:
    """Collects the texts of the source into both catalogues and compiles them."""
    install(DEV_LOCK)
    code = start(PYTHON, "-m", "resources.locale.catalogues", "update", *rest)
    return code or start(PYTHON, "-m", "resources.locale.catalogues", "compile")


def docs(_args: argparse.Namespace, rest: list[str]) -> int:
    """Writes docs/generated and docs/guide anew."""
    prepare(DEV_LOCK, OFFSCREEN_LIBRARIES)
    return start(PYTHON, "-m", "app", "docs", *rest, QT_QPA_PLATFORM="offscreen")


def parser() -> argparse.ArgumentParser:
    """The command line of this file."""
    top = argparse.ArgumentParser(prog="dev.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (run, test, bench, torture, freeze, lock, messages, docs):
        told = (command.__doc__ or "").split("\n")[0]
        added = commands.add_parser(command.__name__, help=told, description=told, allow_abbrev=False)
        added.set_defaults(command=command)
        if command is run:
            added.add_argument("--data", metavar="DIR", help="the shop's folder; an empty one starts the wizard")
            added.add_argument("--screenshots", metavar="DIR", help="render the main rooms as PNG, without a display")
            added.add_argument("--lang", choices=("zh", "en"), help="language of the program")
        if command is test:
            added.add_argument("--fast", action="store_true", help="without slow tests and without coverage")
    return top


def main() -> int:
    """Does what the command line asks. Further arguments go to the program that the command starts."""
    try:
        fitting_python()
        args, rest = parser().parse_known_args()
        return int(args.command(args, [part for part in rest if part != "--"]))
    except Stop as stop:
        print(f"\ndev.py: {stop}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
