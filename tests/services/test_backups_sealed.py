"""Copies with a passphrase: opened here and by the standard tool, by nobody else; what is said when it does not fit."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Refused, Trouble
from app.services import backups, people
from app.services.backups import sealing
from tests.rig import PIN, PROGRAM, Rig, open_rig
from tests.services.test_backups_automatic import keep, work

WORDS = "correct horse 电池"


@pytest.fixture
def rig(tmp_path: Path, time: Any) -> Iterator[Rig]:
    (tmp_path / "shop").mkdir()
    rig = open_rig(tmp_path / "shop")
    rig.hire("annabelle", "WK")
    yield rig
    rig.close()


@cache
def key_of(words: str) -> tuple[str, bytes]:
    """Public key and key file of a passphrase; made once, for each one takes a second on purpose."""
    with tempfile.TemporaryDirectory() as folder:
        recipient = backups.set_passphrase(Path(folder), PROGRAM, words, words)
        return recipient, (Path(folder) / sealing.key_name(recipient)).read_bytes()


def sealed_place(rig: Rig, words: str = WORDS) -> backups.Place:
    """A stick that gets sealed copies."""
    recipient, content = key_of(words)
    (rig.folder / sealing.key_name(recipient)).write_bytes(content)
    return backups.Place(backups.choose(rig.folder, PROGRAM, rig.folder.parent / "stick"), recipient)


def sent(rig: Rig, stick: backups.Place) -> Path:
    """The newest copy, sent."""
    rig.desk.run(work, PROGRAM)
    backups.backup_at_close(rig.desk, rig.store, rig.folder)
    told = backups.keep_up(rig.desk, rig.store, rig.folder, stick)
    assert told.trouble is None
    assert told.there is not None
    return told.there.file


def test_a_sealed_copy_comes_back_with_its_files_on_another_pc(rig: Rig, tmp_path: Path) -> None:
    sha = rig.desk.run(keep, PROGRAM, b"slip")
    stick = sealed_place(rig)
    file = sent(rig, stick)
    assert backups.is_sealed(file)
    raw = b"".join(f.read_bytes() for f in stick.folder.rglob("*") if f.is_file())
    assert b"SQLite format 3" not in raw
    assert b"%PDF-slip" not in raw
    assert b"Annabelle" not in raw
    inside = backups.look_inside(file, tmp_path / "new", WORDS)
    assert inside.heads.keys() == {"01"}
    done = backups.restore(tmp_path / "new", file, WORDS)
    assert (done.kept, done.files, done.damaged) == (None, 1, ())
    assert (tmp_path / "new" / "attachments" / sha[:2] / sha).read_bytes() == b"%PDF-slip"
    again = open_rig(tmp_path / "new")
    assert [t.name for t in again.desk.ask(people.tiles, PROGRAM)] == ["Annabelle"]
    again.close()
    assert not list((tmp_path / "new").glob("looking-*"))


def test_the_standard_tool_opens_it(rig: Rig, tmp_path: Path) -> None:
    """age asks the passphrase at a terminal: `script` is one. Without the tool pyrage alone proves the format."""
    file = sent(rig, sealed_place(rig, "only letters here"))
    (key,) = file.parent.glob("counterpart-key-*")
    out = tmp_path / "shop.db"
    if shutil.which("age") and shutil.which("script"):
        command = f"age --decrypt --identity {key} --output {out} {file}"
        subprocess.run(
            ["script", "--quiet", "--command", command, "/dev/null"], input=b"only letters here\n", check=True,
            capture_output=True, timeout=60,
        )  # fmt: skip
    else:
        sealing.unseal(file, out, sealing.unlock(file, key.name, "only letters here"))
    with closing(sqlite3.connect(out)) as conn:
        assert conn.execute("SELECT name FROM users").fetchall() == [("Annabelle",)]


@pytest.mark.parametrize("wrong", ["", "Correct horse 电池"])
def test_a_wrong_passphrase_is_said_plainly_and_nothing_changes(rig: Rig, tmp_path: Path, wrong: str) -> None:
    file = sent(rig, sealed_place(rig))
    with pytest.raises(Refused, match="does not open the copy"):
        backups.restore(tmp_path / "new", file, wrong)
    assert not (tmp_path / "new").exists()


def test_the_passphrase_is_nowhere(rig: Rig) -> None:
    stick = sealed_place(rig, "a-very-rare-word")
    sent(rig, stick)
    rig.close()
    for file in [*rig.folder.rglob("*"), *stick.folder.rglob("*")]:
        assert not file.is_file() or b"a-very-rare-word" not in file.read_bytes()


def test_a_passphrase_is_long_enough_and_typed_twice_by_who_may(rig: Rig) -> None:
    with pytest.raises(Refused, match="at least 10"):
        backups.set_passphrase(rig.folder, PROGRAM, "short", "short")
    with pytest.raises(Refused, match="differ"):
        backups.set_passphrase(rig.folder, PROGRAM, WORDS, WORDS + "!")
    keeper = people.sign_in(rig.desk, "01", "annabelle", PIN)
    with pytest.raises(Refused, match="Your roles"):
        backups.set_passphrase(rig.folder, keeper, WORDS, WORDS)
    assert not list(rig.folder.glob("*.age"))


def test_another_passphrase_sends_all_files_again(rig: Rig) -> None:
    """Copies of the old one stay readable while they are kept; then their files and their key go."""
    rig.desk.run(keep, PROGRAM, b"slip")
    old = sealed_place(rig)
    first = sent(rig, old)
    new = sealed_place(rig, "only letters here")
    sent(rig, new)
    assert len(list(old.folder.glob("attachments-*"))) == 2
    assert backups.look_inside(first, rig.folder, WORDS).papers == ()
    backups.manifest_of(first).unlink()
    first.unlink()
    sent(rig, new)
    assert len(list(old.folder.glob("attachments-*"))) == len(list(old.folder.glob("counterpart-key-*"))) == 1


def test_an_open_copy_becomes_a_sealed_one(rig: Rig) -> None:
    rig.desk.run(keep, PROGRAM, b"slip")
    stick = sealed_place(rig)
    sent(rig, backups.Place(stick.folder))
    assert (stick.folder / "attachments").is_dir()
    for one in backups.list_in(stick.folder):
        backups.manifest_of(one.file).unlink()
        one.file.unlink()
    sent(rig, stick)
    assert not (stick.folder / "attachments").exists()


def test_a_key_file_that_is_gone(rig: Rig) -> None:
    stick = sealed_place(rig)
    file = sent(rig, stick)
    key = stick.folder / sealing.key_name(stick.recipient)
    key.rename(key.with_suffix(".old"))
    with pytest.raises(Refused, match="belongs beside"):
        backups.look_inside(file, rig.folder, WORDS)
    (rig.folder / key.name).unlink()
    rig.desk.run(work, PROGRAM)
    assert "Set the passphrase anew" in str(backups.keep_up(rig.desk, rig.store, rig.folder, stick).trouble)


def test_flipped_bytes_are_found(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sha = rig.desk.run(keep, PROGRAM, b"slip")
    stick = sealed_place(rig)
    file = sent(rig, stick)
    (slip,) = stick.folder.glob(f"attachments-*/*/{sha}.age")
    for victim in (slip, file):
        content = bytearray(victim.read_bytes())
        content[-20] ^= 1
        victim.write_bytes(content)
    with pytest.raises(Refused, match="changed after it was made"):
        backups.look_inside(file, tmp_path / "new", WORDS)
    told = json.loads(backups.manifest_of(file).read_text(encoding="utf-8"))
    told["sha256"] = backups.copies.sha256(file)
    backups.manifest_of(file).write_text(json.dumps(told), encoding="utf-8")
    key = sealing.unlock(file, told["key"], WORDS)
    monkeypatch.setattr(sealing, "unlock", lambda *_: key)
    with pytest.raises(Refused, match="changed after it was made"):
        backups.restore(tmp_path / "new", file, WORDS)
    assert sealing.read(slip, key) == b""


def test_a_sealed_copy_that_does_not_open_is_not_kept(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = sealed_place(rig)
    monkeypatch.setattr(sealing, "sha256", lambda _file: "another")
    rig.desk.run(work, PROGRAM)
    assert "differs" in str(backups.keep_up(rig.desk, rig.store, rig.folder, stick).trouble)
    assert backups.list_in(stick.folder) == []


def test_a_disk_that_is_full_is_not_a_wrong_passphrase(rig: Rig, tmp_path: Path, monkeypatch: Any) -> None:
    import pyrage

    file = sent(rig, sealed_place(rig))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pyrage, "decrypt_io", full)
    with pytest.raises(Trouble, match="the disk is full"):
        backups.restore(tmp_path / "new", file, WORDS)
