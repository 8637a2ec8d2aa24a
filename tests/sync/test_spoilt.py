"""Packages that were cut, changed, forged, made for another or by a newer program: set aside, and nothing is taken."""

from __future__ import annotations

import errno
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.core.errors import Trouble
from app.models.parts import Part
from app.sync import package, status
from app.sync.package import Content
from tests.stations import Pair, Station, sent


def _spoil(file: Path, how: str) -> None:
    data = file.read_bytes()
    if how == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif how == "flipped":
        at = data.index(b"records/") + 60
        file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    elif how in ("encrypted", "packed otherwise"):
        at = data.index(b"PK\x01\x02")
        field, value = (8, 1) if how == "encrypted" else (10, 12)
        local = bytearray(data)
        local[at + field] = local[field - 2] = value
        file.write_bytes(bytes(local))
    elif how == "no zip":
        file.write_bytes(b"not a package")
    else:
        with zipfile.ZipFile(file) as archive:
            kept = {name: archive.read(name) for name in archive.namelist()}
        _rewritten(kept, how)
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in kept.items():
                archive.writestr(name, content)


def _rewritten(kept: dict[str, bytes], how: str) -> None:
    told = json.loads(kept["manifest.json"])
    if how == "member changed":
        kept["audit.ndjson"] = kept["audit.ndjson"].replace(b"parts", b"pants")
    elif how == "member more":
        kept["records/parts2.ndjson"] = b"{}"
    else:
        told |= {"newer": {"revision": "9999"}, "other format": {"format": "x"}, "stranger": {"station": "77"},
                 "for another": {"to": "55"}, "forged": {"number": 1}}[how]  # fmt: skip
        kept["manifest.json"] = json.dumps(told).encode()


SPOILT = {
    "encrypted": "is damaged", "packed otherwise": "is damaged",
    "cut": "is damaged", "flipped": "is damaged", "no zip": "is damaged", "member changed": "is damaged",
    "member more": "is damaged", "other format": "is no package", "stranger": "not paired", "forged": "not signed by",
    "newer": "not signed by", "for another": "not signed by",
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_package_is_set_aside_and_nothing_is_taken(pair: Pair, how: str) -> None:
    one, two, folder = pair
    part = one.part("P1")
    _spoil(sent(one, two, folder), how)
    [seen] = two.take(folder).seen
    assert seen.state == "refused"
    assert SPOILT[how] in str(seen.reason)
    assert two.get(Part, "id", part) is None
    assert (folder / "set-aside" / seen.name).is_file()
    assert two.take(folder).seen == []
    [kept] = two.ask(status.status).packages
    assert kept.state == "refused"
    assert kept.reason == seen.reason


@pytest.mark.parametrize(
    ("said", "reason"), [({"revision": "9999"}, "newer version"), ({"to": "03"}, "is for station")]
)
def test_signed_but_newer_or_for_another(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], reason: str
) -> None:  # fmt: skip
    one, two, folder = pair
    honest = Content.manifest
    monkeypatch.setattr(Content, "manifest", lambda self, members: honest(self, members) | said)
    one.part("P1")
    sent(one, two, folder)
    [seen] = two.take(folder).seen
    assert seen.state == "refused"
    assert reason in str(seen.reason)


def test_a_package_whose_links_lead_nowhere_is_set_aside_and_the_next_is_taken(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, quiet: list[str]
) -> None:
    one, two, folder = pair
    one.part("P1")
    honest = package.collect

    def torn(*args: Any, **how: Any) -> Content:
        content = honest(*args, **how)
        for line in content.lines["records/parts.ndjson"]:
            line["category_id"] = str(clock.new_id())
        return content

    monkeypatch.setattr(package, "collect", torn)
    [torn_file] = one.send(folder, only="02", anyhow=True).written
    monkeypatch.undo()
    three = Station("03", two.folder.parent / "03")
    theirs = three.part("P3")
    sent(three, two, folder)
    three.close()
    seen = {one.name: one for one in two.take(folder).seen}
    assert seen.pop(torn_file.name).state == "refused"
    assert quiet.pop().endswith(torn_file.name)
    assert [one.state for one in seen.values()] == ["applied"]
    assert two.name_of(theirs)
    assert (folder / "set-aside" / torn_file.name).is_file()


def test_what_vanished_or_can_not_be_read_does_not_stop_the_next(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, folder = pair
    part = one.part("P1")
    (folder / "counterpart-03-to-02-00000001.zip").write_bytes(b"")
    file = sent(one, two, folder)
    honest = Path.open

    def spoilt(self: Path, *args: Any, **how: Any) -> Any:
        if "-03-to-" in self.name:
            raise error
        return honest(self, *args, **how)

    monkeypatch.setattr(Path, "open", spoilt)
    error: OSError = FileNotFoundError(errno.ENOENT, "gone")
    assert [seen.name for seen in two.take(folder).seen] == [file.name]
    assert two.name_of(part)
    one.edit(part, name_zh="新名")
    sent(one, two, folder)
    error = PermissionError(errno.EACCES, "not yours")
    with pytest.raises(Trouble, match="can't be read"):
        two.take(folder)
    assert two.name_of(part) == "新名"
