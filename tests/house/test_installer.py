"""The installers as far as no Windows is needed: texts in both languages, one version, what is removed, the .deb."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import app
from installer import build, bundle, deb, machine, prove
from tests.house.source import ROOT

NSI = (ROOT / "installer" / "counterpart.nsi").read_text(encoding="utf-8")
TEXTS = (ROOT / "installer" / "texts.nsh").read_text(encoding="utf-8")
SPEC = (ROOT / "installer" / "counterpart.spec").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "installer.md").read_text(encoding="utf-8")
# name → (English, Chinese)
SAID = {
    name: (english, chinese)
    for name, english, chinese in re.findall(r'^\$\{Say\} (\w+)[ \\\n]+"(.+?)"[ \\\n]+"(.+?)"$', TEXTS, re.MULTILINE)
}


def test_every_text_is_there_in_both_languages() -> None:
    assert len(SAID) == TEXTS.count("${Say} ") > 20
    for name, (english, chinese) in SAID.items():
        if name != "Language":
            assert re.search(r"[\u4e00-\u9fff]", chinese), name
            assert not re.search(r"[\u4e00-\u9fff]", english), name
        assert sorted(re.findall(r"\$\{?\w+", english)) == sorted(re.findall(r"\$\{?\w+", chinese)), name


def test_every_text_is_said_and_everything_said_is_a_text() -> None:
    said = set(re.findall(r"\$\((\w+)\)", NSI))
    assert said == set(SAID)
    assert not re.search(r"please|请您", TEXTS, re.IGNORECASE)


def test_the_version_stands_in_one_place() -> None:
    assert bundle.version_of(ROOT) == app.__version__
    for text in (NSI, TEXTS, SPEC, (ROOT / "installer" / "deb.py").read_text(encoding="utf-8")):
        assert app.__version__ not in text
    assert "-DVERSION" in NSI
    assert "VERSION" in SPEC


def test_the_exit_codes_are_those_of_the_proof_and_of_the_guide() -> None:
    codes = dict(re.findall(r"^!define ([A-Z_]+) (\d)$", NSI, re.MULTILINE))
    for name in ("RUNNING", "FAILED_TEST", "FAILED_DATA", "NO_ADMIN", "NEWER_THERE", "NOT_WRITTEN"):
        assert int(codes[name]) == getattr(prove, name)
    for code in codes.values():
        assert re.search(rf"^\| {code} \|", GUIDE, re.MULTILINE)


def test_only_the_program_s_own_folders_are_removed_whole() -> None:
    """Never $INSTDIR: somebody may have chosen a folder in which other things lie, or the data's."""
    assert set(re.findall(r"RMDir /r (.+)$", NSI, re.MULTILINE)) == {'"${PROGRAM}"', '"${OLD}"', '"${GONE}"'}
    for name, place in (("PROGRAM", "program"), ("OLD", "program.old"), ("GONE", "program.gone")):
        assert f'!define {name} "$INSTDIR\\{place}"' in NSI


def test_the_data_is_nowhere_removed() -> None:
    removed = re.findall(r"^\s*(?:RMDir|Delete|DeleteRegKey).*$", NSI, re.MULTILINE)
    assert removed
    assert not [line for line in removed if "LOCALAPPDATA" in line]
    assert all("LOCALAPPDATA" in said for said in SAID["DataStays"])


def test_parts_of_qt_under_the_gpl_stay_out() -> None:
    unused = re.search(r"QT_UNUSED = re\.compile\(\n(.+?)\n\)", SPEC, re.DOTALL)
    assert unused
    pattern = re.compile("".join(re.findall(r'r"(.+?)"$', unused[1], re.MULTILINE)))
    for name in ("qt6virtualkeyboard.dll", "qt6charts.dll", "libqt6graphs.so.6", "qt6quick.dll", "opengl32sw.dll"):
        assert pattern.search(f"/pyside6/{name}"), name
    for name in ("qt6svg.dll", "qt6printsupport.dll", "qt6serialport.dll", "plugins/platforms/qwindows.dll"):
        assert not pattern.search(f"/pyside6/{name}"), name


def test_libraries_of_windows_itself_are_noticed() -> None:
    assert bundle.STRAY.match("icuuc.dll")
    assert bundle.STRAY.match("MSCMS.dll")
    assert bundle.STRAY.match("bcryptprimitives.dll")
    assert not bundle.STRAY.match("Qt6Core.dll")
    assert not bundle.STRAY.match("icu.txt")  # a licence


def test_the_newest_migration_is_the_one_that_none_follows() -> None:
    """Whatever its number is."""
    pairs = (("0029", "0028"), ("0036", "0029"), ("0033", "0036"))
    texts = [f'revision = "{one}"\ndown_revision = "{before}"\n' for one, before in pairs]
    assert build.newest_of(texts) == {"0033"}


def test_windows_gets_locked_packages_only() -> None:
    lock = bundle.windows_lock()
    blocks = re.split(r"\n(?=\S)", lock)
    assert {"pyinstaller", "pefile", "pywin32-ctypes", "sqlalchemy"} <= {block.split("==")[0] for block in blocks}
    assert all("--hash=sha256:" in block for block in blocks)
    assert "win32" not in re.sub(r"pywin32", "", lock)


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    done: list[str] = []
    stamp = tmp_path / "stamp"
    for key in ("one", "one", "two"):
        bundle.once(stamp, key, lambda: done.append("work"))
    assert len(done) == 2

    def fails() -> None:
        raise machine.Stop("no")

    with pytest.raises(machine.Stop):
        bundle.once(stamp, "three", fails)
    assert bundle.once(stamp, "two", lambda: None)  # what was there before it failed counts no more


def test_a_failing_command_is_named_with_its_last_words() -> None:
    with pytest.raises(machine.Stop, match="ended with 3:\nlast words"):
        machine.must(sys.executable, "-c", "print('last words'); raise SystemExit(3)")


def test_the_debian_package(tmp_path: Path) -> None:
    """Built from a bundle of three files: layout, rights, what it says of itself."""
    if not sys.platform.startswith("linux"):
        return
    home = tmp_path / "counterpart"
    (home / "_internal").mkdir(parents=True)
    (home / "counterpart").write_text("#!/bin/sh\necho it runs\n", encoding="utf-8")
    (home / "_internal" / "data.txt").write_text("data", encoding="utf-8")
    file = deb.build(home, "1.2.3", tmp_path)
    assert file.name == "counterpart_1.2.3_amd64.deb"
    listed = subprocess.run(["dpkg-deb", "-c", file], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^-rwxr-xr-x root/root .* \./usr/lib/counterpart/counterpart$", listed, re.MULTILINE)
    assert re.search(r"^-rw-r--r-- root/root .* \./usr/lib/counterpart/_internal/data.txt$", listed, re.MULTILINE)
    for place in (
        "applications/counterpart.desktop",
        "icons/hicolor/scalable/apps/counterpart.svg",
        "doc/counterpart/copyright",
    ):
        assert f"./usr/share/{place}\n" in listed
    assert "./usr/bin/counterpart -> ../lib/counterpart/counterpart" in listed
    control = subprocess.run(["dpkg-deb", "-f", file], capture_output=True, text=True, check=True).stdout
    assert "Version: 1.2.3\n" in control
    assert "libxcb-cursor0" in control
    assert "home" not in deb.REMOVED


def test_a_bundle_that_is_not_there_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(machine.Stop, match="freeze"):
        deb.build(tmp_path / "none", "1.2.3", tmp_path)


def test_the_menu_entry_speaks_chinese() -> None:
    assert "GenericName[zh_CN]=配件柜台与维修前台" in deb.DESKTOP


def test_the_workflow_says_that_it_was_not_run() -> None:
    flow = (ROOT / ".github" / "workflows" / "windows.yml").read_text(encoding="utf-8")
    assert "NOT YET RUN" in flow
    assert "installer.build windows" in flow


def test_icon_and_pictures_are_those_of_the_svg() -> None:
    """They were drawn from it: the blue of its ground is in each."""
    from PIL import Image

    ground = re.search(r'fill="#(\w{6})"', (ROOT / "resources" / "counterpart.svg").read_text(encoding="utf-8"))
    assert ground
    blue = tuple(bytes.fromhex(ground[1]))
    with Image.open(ROOT / "resources" / "counterpart.ico") as icon:
        assert {(16, 16), (32, 32), (256, 256)} <= icon.info["sizes"]
        assert icon.convert("RGB").getpixel((128, 20)) == blue
    with Image.open(ROOT / "installer" / "pictures" / "side.bmp") as side:
        assert side.size == (328, 628)
