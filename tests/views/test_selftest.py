"""What the self-test of a bundle says of signing and sealing; the whole of it runs in every bundle."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.sync import keys
from app.views import selftest

REPORT = b"%PDF-1.4 a count sheet\n"


def test_a_signature_holds_and_a_sealed_file_opens(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(REPORT)
    assert selftest.signed(REPORT)
    assert selftest.sealed(tmp_path)


def test_libraries_that_let_everything_pass_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.pdf").write_bytes(REPORT)
    monkeypatch.setattr(keys, "is_signed_by", lambda *_given: True)
    monkeypatch.setattr(keys, "seal", lambda source, target, _key: shutil.copy(source, target))
    monkeypatch.setattr(keys, "unseal", lambda source, target, _key: shutil.copy(source, target))
    assert not selftest.signed(REPORT)
    assert not selftest.sealed(tmp_path)
