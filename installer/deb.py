"""The package for Debian and Ubuntu: the bundle in /usr/lib/counterpart, a command, a menu entry, an icon.

The data is each user's, in ~/.local/share/Counterpart: neither upgrading nor removing nor purging touches it. A shop's
file is migrated when its user next opens the program, after a copy was made; `counterpart upgrade` does it by hand.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

from installer.bundle import fresh, size
from installer.machine import ROOT, Stop, must

HOME = "usr/lib/counterpart"
# Package → the libraries of it that the bundle leaves to the system. Whatever else lacks stops the build.
DEPENDS = {
    "libegl1": ("libEGL.so.1",),
    "libgl1": ("libGL.so.1", "libOpenGL.so.0", "libGLX.so.0"),
    "libfontconfig1": ("libfontconfig.so.1",),
    "libdbus-1-3": ("libdbus-1.so.3",),
    "libglib2.0-0": ("libglib-2.0.so.0", "libgthread-2.0.so.0"),
    "libxkbcommon0": ("libxkbcommon.so.0",),
    "libxkbcommon-x11-0": ("libxkbcommon-x11.so.0",),
    "libx11-6": ("libX11.so.6", "libX11-xcb.so.1"),
    "libxcb1": ("libxcb.so.1",),
    "libxcb-cursor0": ("libxcb-cursor.so.0",),
    "libxcb-icccm4": ("libxcb-icccm.so.4",),
    "libxcb-keysyms1": ("libxcb-keysyms.so.1",),
    "libxcb-shape0": ("libxcb-shape.so.0",),
    "zlib1g": ("libz.so.1",),
}
LIBC = re.compile(r"^(ld-linux.*|lib(c|m|dl|pthread|rt|util|resolv))\.so\.\d+$")
CONTROL = """\
Package: counterpart
Version: {version}
Architecture: amd64
Maintainer: The Counterpart authors <counterpart@localhost>
Section: misc
Priority: optional
Installed-Size: {kilobytes}
Depends: libc6 (>= {glibc}), {depends}
Recommends: libcups2, pulseaudio-utils | pipewire-bin | alsa-utils, xdg-utils
Description: parts counter and service reception of a vehicle workshop
 One program and one file on one PC, without a server and without a network: stock
 counts by scanner, receipts, orders, work orders, settlement and complaints, in
 Simplified Chinese and English. Several PCs may share a PostgreSQL database.
 .
 Each user's data lies in ~/.local/share/Counterpart and stays when the package
 is removed.
"""
DESKTOP = """\
[Desktop Entry]
Type=Application
Name=Counterpart
GenericName=Parts counter and service reception
GenericName[zh_CN]=配件柜台与维修前台
Comment=Stock, work orders and settlement of a vehicle workshop
Comment[zh_CN]=汽车维修企业的库存、维修工单与结算
Exec=counterpart
Icon=counterpart
Terminal=false
Categories=Office;
StartupWMClass=Counterpart
"""
REMOVED = """\
#!/bin/sh
# The data is the users' and stays; here is where.
set -e
if [ "$1" = remove ] || [ "$1" = purge ]; then
    echo "Counterpart is removed. Each user's data stays in ~/.local/share/Counterpart."
fi
"""


def build(bundle: Path, version: str, work: Path) -> Path:
    """Packs the bundle; the package file. Raises Stop if the bundle needs a library that no package here brings."""
    if not (bundle / "counterpart").is_file():
        raise Stop(f"there is no bundle in {bundle}: python3 dev.py freeze")
    root = fresh(work / "deb")
    shutil.copytree(bundle, root / HOME, symlinks=True)
    strip(root / HOME)
    lay_out(root, version)
    modes(root)
    file = work / f"counterpart_{version}_amd64.deb"
    must("dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, file)
    return file


def lay_out(root: Path, version: str) -> None:
    """Everything beside the bundle itself."""
    for folder in ("DEBIAN", "usr/bin", "usr/share/applications", "usr/share/doc/counterpart"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "usr/bin/counterpart").symlink_to("../lib/counterpart/counterpart")
    write(root / "usr/share/applications/counterpart.desktop", DESKTOP)
    icons = root / "usr/share/icons/hicolor"
    for source, place in (
        (ROOT / "resources/counterpart.svg", "scalable/apps/counterpart.svg"),
        (ROOT / "installer/pictures/counterpart.png", "256x256/apps/counterpart.png"),
    ):
        (icons / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, icons / place)
    told = root / "usr/share/doc/counterpart"
    notice = "\n\n".join((ROOT / name).read_text(encoding="utf-8") for name in ("NOTICE", "LICENSE"))
    write(told / "copyright", notice)
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (told / "changelog.gz").write_bytes(gzip.compress(changes, mtime=0))
    write(root / "DEBIAN/postrm", REMOVED)
    write(root / "DEBIAN/control", control(root, version))


def control(root: Path, version: str) -> str:
    """What the package says of itself and what it needs."""
    needed, glibc = needs(root / HOME)
    known = {name for names in DEPENDS.values() for name in names}
    lacking = sorted(name for name in needed if name not in known and not LIBC.match(name))
    if lacking:
        raise Stop(f"no package is named in DEPENDS for {', '.join(lacking)}")
    return CONTROL.format(
        version=version, kilobytes=size(root / "usr") // 1024, glibc=glibc, depends=", ".join(sorted(DEPENDS))
    )


def needs(bundle: Path) -> tuple[set[str], str]:
    """The libraries that the bundle asks for and does not hold, and the oldest C library that will do."""
    held, asked, versions = set(), set(), {(2, 17)}
    for file in bundle.rglob("*"):
        if not file.is_file():
            continue
        held.add(file.name)
        if is_elf(file):
            said = must("readelf", "-dVW", file)
            asked |= set(re.findall(r"\(NEEDED\).*\[(.+)\]", said))
            versions |= {(int(a), int(b)) for a, b in re.findall(r"GLIBC_(\d+)\.(\d+)", said)}
    newest = max(versions)
    return asked - held, f"{newest[0]}.{newest[1]}"


def is_elf(file: Path) -> bool:
    """Whether it is a program or a library."""
    with file.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def strip(bundle: Path) -> None:
    """Takes debugging symbols out of Python and its modules; Qt's libraries come without any."""
    for file in bundle.rglob("*.so*"):
        if file.is_symlink() or not is_elf(file):
            continue
        if file.name.startswith("libpython") or ".cpython-" in file.name:
            subprocess.run(["strip", "--strip-unneeded", str(file)], check=True)


def modes(root: Path) -> None:
    """Readable by everyone, writable by root, whatever the umask was."""
    programs = {root / HOME / "counterpart", root / "DEBIAN/postrm"}
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)
    root.chmod(0o755)


def write(file: Path, words: str) -> None:
    """A text file with Unix's ends of lines on any system."""
    file.write_text(words, encoding="utf-8", newline="\n")
