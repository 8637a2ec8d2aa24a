"""The Windows that a setup is tried on: a real one, or wine under Linux with a screen of its own. Knows no setup.

Both run programs and answer (exit code, what was said), know where Windows keeps things, and end what they started.
Wine 8 lacks three libraries that Qt and pyrage ask for: stand-ins go into the test's Windows, never beside our program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHIMS = ROOT / "installer" / "wine"
NEEDED = {
    "wine": "wine wine64", "Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "import": "imagemagick",
    "makensis": "nsis", "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64", "localedef": "libc-bin",
}  # fmt: skip
CHINESE = "zh_CN.UTF-8"
COMPILER = "x86_64-w64-mingw32-gcc"
PATIENCE = 3600  # seconds that one program may take on a slow machine


class Stop(Exception):
    """Something that has to be so is not; the message says what."""


def missing() -> list[str]:
    """The Debian packages of the programs that are not there."""
    return sorted({package for program, package in NEEDED.items() if not shutil.which(program)})


class Windows:
    """The Windows this runs on."""

    pictures = False

    def __init__(self) -> None:
        self.local = Path(os.environ.get("LOCALAPPDATA", ""))
        self.programs = Path(os.environ.get("PROGRAMFILES", ""))
        self.log = Path(os.environ.get("TEMP", "")) / "counterpart-setup.log"
        self.menu = Path(os.environ.get("APPDATA", "")) / "Microsoft/Windows/Start Menu/Programs/Counterpart.lnk"
        self.desktop = Path(os.environ.get("USERPROFILE", "")) / "Desktop/Counterpart.lnk"
        self._env: dict[str, str] = dict(os.environ)
        self._env.pop("PYTHONDONTWRITEBYTECODE", None)  # what runs from source is compiled, as the bundle is

    def command(self, program: Path | str, *words: str) -> list[str]:
        """What the system is asked to start."""
        return [str(program), *words]

    def named(self, path: Path) -> str:
        """A path as Windows writes it."""
        return str(path)

    def run(self, program: Path | str, *words: str, cwd: Path | None = None, **env: str) -> tuple[int, str]:
        """Runs a program to its end, its children included; (exit code, what it said)."""
        done = subprocess.run(
            self.command(program, *words), cwd=cwd, env=self._env | env, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=PATIENCE, check=False,
        )  # fmt: skip
        return done.returncode, decoded(done.stdout)

    def begin(self, program: Path | str, *words: str, cwd: Path | None = None) -> subprocess.Popen[bytes]:
        """Starts a program that stays open."""
        return subprocess.Popen(
            self.command(program, *words), cwd=cwd, env=self._env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def registered(self, root: str, value: str) -> str:
        """A value of our entry in Windows' list of apps; "" if there is none. `root` is HKCU or HKLM."""
        key = rf"{root}\Software\Microsoft\Windows\CurrentVersion\Uninstall\Counterpart"
        code, said = self.run("reg", "query", key, "/v", value, "/reg:64")
        lines = [line.split(None, 2) for line in said.splitlines() if line.strip().startswith(value)]
        return lines[0][2].strip() if code == 0 and lines else ""

    def close(self, image: str, patience: float = 90) -> None:
        """Asks a program's window to close, as its cross does, and waits until it is gone."""
        self.run("taskkill", "/im", image)
        end = time.monotonic() + patience
        while self.runs(image):
            if time.monotonic() > end:
                raise Stop(f"{image} does not close")
            time.sleep(1)

    def runs(self, image: str) -> bool:
        """Whether a program of this name is running."""
        return image.lower() in self.run("tasklist")[1].lower()

    def settle(self) -> None:
        """Until an uninstaller has ended: it goes on as a copy of itself."""
        time.sleep(10)

    def cut(self, program: Path, *words: str, when: Callable[[], bool]) -> None:
        """Ends a program without a word while it works, as soon as `when` is so."""
        begun, end = self.begin(program, *words), time.monotonic() + PATIENCE
        while not when():
            if begun.poll() is not None or time.monotonic() > end:
                raise Stop(f"{program.name} was never where it should be cut")
            time.sleep(0.01)
        self.off(begun)

    def off(self, begun: subprocess.Popen[bytes]) -> None:
        """Ends a program at once."""
        begun.kill()
        begun.wait(60)

    def end(self) -> None:
        """Lets go of what it started."""


def decoded(said: bytes) -> str:
    """What a Windows program wrote: UTF-8, or the code page of a Chinese Windows."""
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError:
        return said.decode("gb18030", errors="replace")


class Wine(Windows):
    """A Windows in a folder, made by wine: a Chinese one, so that every file opened without an encoding shows."""

    pictures = True

    def __init__(self, prefix: Path, *, language: str = CHINESE) -> None:
        super().__init__()
        self.prefix = prefix
        user = prefix / "drive_c/users" / os.environ.get("USER", "root")
        self.local, self.programs = user / "AppData/Local", prefix / "drive_c/Program Files"
        self.log = user / "Temp/counterpart-setup.log"
        self.menu = user / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Counterpart.lnk"
        self.desktop = user / "Desktop/Counterpart.lnk"
        self.limited = prefix / "drive_c/windows/limited.exe"  # starts a program without an administrator's rights
        self._screen, number = screen()
        self._env |= {
            "WINEPREFIX": str(prefix), "WINEARCH": "win64", "WINEDEBUG": "-all", "DISPLAY": f":{number}",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;mscms=n,b", "LOCPATH": str(prefix.parent / "locale"),
            "LC_ALL": language, "USER": os.environ.get("USER", "root"),
        }  # fmt: skip
        self._desk = subprocess.Popen(["openbox"], env=self._env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def command(self, program: Path | str, *words: str) -> list[str]:
        return ["wine", str(program), *words]

    def named(self, path: Path) -> str:
        return "Z:" + str(path).replace("/", "\\")

    def run(self, program: Path | str, *words: str, cwd: Path | None = None, **env: str) -> tuple[int, str]:
        answer = super().run(program, *words, cwd=cwd, **env)
        noise = (
            "it looks like wine32 is missing",
            "multiarch needs to be enabled",
            "execute the following",
            "dpkg --add",
        )
        said = [line for line in answer[1].splitlines() if not any(word in line for word in noise)]
        return answer[0], "\n".join(line for line in said if not line.startswith("ALSA lib")).strip()

    def runs(self, image: str) -> bool:
        """Wine 8 has no tasklist that lists; Linux sees the processes."""
        mine = f"WINEPREFIX={self.prefix}\0".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if image.encode() in (process / "cmdline").read_bytes() and mine in (process / "environ").read_bytes():
                    return True
            except OSError:
                continue  # it has ended meanwhile
        return False

    def settle(self) -> None:
        """Until every Windows program has ended: an uninstaller goes on as a copy of itself."""
        subprocess.run(["wineserver", "-w"], env=self._env, check=False, timeout=300)

    def off(self, begun: subprocess.Popen[bytes]) -> None:
        """The power goes: everything on this Windows ends."""
        subprocess.run(["wineserver", "-k"], env=self._env, check=False)
        begun.wait(60)

    def make(self) -> None:
        """Makes the prefix: Windows 10, the stand-ins, and a Chinese font where wine's own dialogs look for one."""
        locale = self.prefix.parent / "locale"
        if not (locale / CHINESE).exists():
            locale.mkdir(parents=True, exist_ok=True)
            must("localedef", "-i", "zh_CN", "-f", "UTF-8", locale / CHINESE)
        for words in (("wineboot", "-i"), ("winecfg", "-v", "win10")):
            self.run(*words)
        for name in ("icuuc", "mscms", "bcryptprimitives"):
            target = self.prefix / "drive_c/windows/system32" / f"{name}.dll"
            must(COMPILER, "-O2", "-s", "-shared", "-o", target, SHIMS / f"{name}.c", "-ladvapi32")
        must(COMPILER, "-O2", "-s", "-municode", "-o", self.limited, SHIMS / "limited.c", "-ladvapi32")
        shutil.copy(ROOT / "resources/fonts/NotoSansSC-Regular.ttf", self.prefix / "drive_c/windows/Fonts")
        for name in ("Tahoma", "MS Shell Dlg", "MS Shell Dlg 2", "SimSun", "Segoe UI", "Microsoft YaHei UI"):
            self.run("reg", "add", r"HKCU\Software\Wine\Fonts\Replacements", "/v", name, "/d", "Noto Sans SC", "/f")
        self.settle()

    def keys(self, *keys: str) -> None:
        """Presses keys in the window in front."""
        subprocess.run(["xdotool", "key", "--delay", "80", *keys], env=self._env, check=False)

    def wait_for_window(self, title: str, patience: float = 90) -> None:
        """Until a window with this in its title is on the screen."""
        end = time.monotonic() + patience
        while not self.shows(title):
            if time.monotonic() > end:
                raise Stop(f"no window “{title}” came")
            time.sleep(0.05)

    def shows(self, title: str) -> bool:
        """Whether a window with this in its title is on the screen."""
        look = ["xdotool", "search", "--onlyvisible", "--name", title]
        return not subprocess.run(look, env=self._env, capture_output=True, check=False).returncode

    def picture(self, file: Path) -> None:
        """The whole screen as PNG."""
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-window", "root", str(file)], env=self._env, check=True)

    def end(self) -> None:
        subprocess.run(["wineserver", "-k"], env=self._env, check=False)
        for child in (self._desk, self._screen):
            child.terminate()
            child.wait(10)


def screen() -> tuple[subprocess.Popen[bytes], str]:
    """An X server with a free number, and that number."""
    ready, told = os.pipe()
    server: Any = subprocess.Popen(
        ["Xvfb", "-displayfd", str(told), "-screen", "0", "1366x768x24", "-nolisten", "tcp"], pass_fds=[told],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(told)
    with os.fdopen(ready) as answer:
        return server, answer.readline().strip()


@contextmanager
def small_disk(where: Path) -> Iterator[Callable[[int], None]]:
    """A disk in memory; gives what sets its size in MB. Needs root."""
    where.mkdir(parents=True)
    must("mount", "-t", "tmpfs", "tmpfs", where)

    def resize(megabytes: int) -> None:
        must("mount", "-o", f"remount,size={megabytes}m", where)

    try:
        yield resize
    finally:
        must("umount", "-l", where)
        where.rmdir()


def must(*command: object, cwd: Path | None = None, **env: str) -> str:
    """Runs a command of this system that has to succeed; returns what it said. Raises Stop with the end of it."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env={**os.environ, **env}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        raise Stop(f"{command[0]} ended with {done.returncode}:\n" + "\n".join(done.stdout.splitlines()[-20:]))
    return done.stdout
