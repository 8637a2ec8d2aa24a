"""Packages that were cut, changed, forged, made for another or by a newer program: set aside, and nothing is taken."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.models.parts import Part
from app.sync import status
from app.sync.package import Content
from tests.stations import Pair, sent


def _spoil(file: Path, how: str) -> None:
    data = file.read_bytes()
    if how == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif how == "flipped":
        at = data.index(b"records/") + 60
        file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
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
