"""What is sent to a technician tells of the program and not of people."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import Refused, Trouble
from app.services import diagnostics, people, shop
from tests.rig import PROGRAM, Rig, open_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path)
    rig.desk.run(people.create, PROGRAM, "wangfang", "王芳", ["WK"], phone="13812345678")
    rig.desk.run(shop.change, PROGRAM, name_zh="老王汽修", uscc="91110108551385082Q")
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "counterpart.log.1").write_text("an older line\n", encoding="utf-8")
    (logs / "counterpart.log").write_text(
        f"INFO 王芳 (wangfang) opened SC-01-20261123-0001 in {Path.home()}/shop\nINFO 老王汽修 called 010-12345678\n",
        encoding="utf-8",
    )
    yield rig
    rig.close()


def test_the_zip_holds_what_helps_and_no_person(rig: Rig, tmp_path: Path) -> None:
    file = diagnostics.save(rig.desk, PROGRAM, rig.folder, tmp_path / "out")
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == ["doctor.json", "log.txt", "rows.json", "settings.json", "versions.json"]
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    everything = "\n".join(texts.values())
    personal = ["王芳", "wangfang", "13812345678", "老王汽修", "91110108551385082Q", "010-12345678", str(Path.home())]
    assert [word for word in personal if word in everything] == []
    assert texts["log.txt"].startswith("an older line\n")
    assert "SC-01-20261123-0001" in texts["log.txt"]
    assert json.loads(texts["rows.json"])["users"] == 1
    assert json.loads(texts["settings.json"])["people.lock_after"] == 5
    assert json.loads(texts["versions.json"])["database"] == "sqlite"
    assert {f["severity"] for f in json.loads(texts["doctor.json"])} == {"ok"}


@pytest.mark.parametrize(
    "personal", ["13812345678", "010-87654321", "a.b@c.cn", "京A12345", "粤B·D12345", "LSVAM4187C2184847"]
)
def test_what_looks_personal_is_blotted(personal: str) -> None:
    assert personal not in diagnostics.blotted(f"x {personal} y", [])


@pytest.mark.parametrize("plain", ["SC-01-20261123-0001", "1E5537", "451103033", "took 1234567 us", "9f86d081884c7d65"])
def test_what_helps_stays(plain: str) -> None:
    assert plain in diagnostics.blotted(f"x {plain} y", ["q"])


def test_who_may_and_where_to(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Your roles"):
        diagnostics.save(rig.desk, rig.actor("ann", "WK"), rig.folder, tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Trouble, match="can't be written"):
        diagnostics.save(rig.desk, PROGRAM, rig.folder, tmp_path / "file")
