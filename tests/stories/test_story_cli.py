"""A bin counted by the command line alone: from an empty shop to the signed report. Knows exit codes and answers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import boot
from app.core import i18n

DATA = Path(__file__).parents[1] / "data"
BIN = "A-01-1-01"
PEOPLE = {"wk": ("王磊", ["WK"], "1002"), "wk2": ("林芳", ["WK"], "1010"), "fi": ("周敏", ["FI"], "1006")}


class Terminal:
    """One terminal on the shop's folder: runs commands, keeps the exit code, reads JSON answers."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._capsys, self._env = folder, capsys, monkeypatch
        self.err = ""

    def __call__(self, user: str, *words: object, signer: str = "", pin: str = "", code: int = 0) -> Any:
        self._env.setenv("COUNTERPART_PASSWORD", "admin-demo" if user == "admin" else f"{user}-password")
        self._env.setenv("COUNTERPART_PIN", pin or (PEOPLE[signer or user][2] if (signer or user) in PEOPLE else ""))
        more = ["--signer", signer] if signer else []
        said = boot.main(
            ["--data", str(self.folder), "--lang", "en", "--json", "--user", user, *more, *map(str, words)]
        )
        out = self._capsys.readouterr()
        self.err = out.err
        assert said == code, out.err + out.out
        return json.loads(out.out) if out.out.strip() else None

    def use(self, user: str, case: str, code: int = 0, **given: Any) -> Any:
        """run USECASE --with JSON."""
        return self(user, "run", case, "--with", json.dumps(given), code=code)


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    language = i18n.current()
    monkeypatch.delenv("COUNTERPART_USER", raising=False)
    yield Terminal(tmp_path / "shop", capsys, monkeypatch)
    boot.close_log()
    i18n.use(language)


@pytest.mark.slow
def test_a_bin_is_counted_from_import_to_signed_report(at: Terminal, tmp_path: Path) -> None:
    """R7, R9, R11; SD1: nobody approves his own slip; SD4: who counted does not approve."""
    at("admin", "demo", "--empty")
    for login, (name, roles, pin) in PEOPLE.items():
        at.use("admin", "people.create", login=login, name=name, roles=roles, password=f"{login}-password", pin=pin)
    stocked = parts_and_stock(at)
    number = planned(at)
    loaded(at, number, stocked, tmp_path / "collector.txt")
    counted(at, number, stocked)
    approved(at, number)
    report = tmp_path / "report.pdf"
    at("fi", "print", "counts.report", number, "--out", report)
    assert report.read_bytes().startswith(b"%PDF")
    at("fi", "print", "counts.report", number, "--out", tmp_path / "report.xlsx")
    assert (tmp_path / "report.xlsx").read_bytes().startswith(b"PK")
    at("wk", "print", "counts.sheet", number, "--out", tmp_path / "sheet.xlsx", code=1)
    at("wk", "do", "counts", number, "close")
    assert at("wk", "show", "counts", number)["state"] == "closed"
    assert all(f["severity"] != "bad" for f in at("admin", "doctor"))


def parts_and_stock(at: Terminal) -> dict[str, int]:
    """Imports the real list and its opening stock; answers what lies in the bin, in whole units."""
    defaults = json.dumps({"unit": "件", "category": "其他", "quality_grade": "AFTERMARKET"})
    done = at(
        "wk", "import", "parts", DATA / "british_classic_parts_A.txt", "--defaults", defaults, "--accept-supersessions"
    )
    assert (done["rows"], done["accepted"], done["supersessions"]) == (17_200, 17_200, 802)
    opened = at("wk", "import", "opening_stock", DATA / "opening_stock_1000.csv")
    assert (opened["rows"], opened["accepted"]) == (1000, 1000)
    slip = opened["document"]
    at("wk", "do", "stock_documents", slip, "submit")
    at("wk", "do", "stock_documents", slip, "approve", code=1)
    at("wk", "do", "stock_documents", slip, "approve", signer="fi", pin="0000", code=1)
    at("wk", "do", "stock_documents", slip, "approve", signer="fi")
    if at("wk", "show", "stock_documents", slip)["state"] != "posted":
        at("wk", "do", "stock_documents", slip, "post")
    with (DATA / "opening_stock_1000.csv").open(encoding="utf-8-sig") as stream:
        return {r["part_code"]: int(r["quantity"]) for r in csv.DictReader(stream) if r["bin"] == BIN}


def planned(at: Terminal) -> str:
    """A monthly count of one bin, planned and started."""
    wanted = {
        "type": "MONTHLY", "warehouse_id": "01", "mode": "LIVE", "scope": "BINS", "period": "2026-11",
        "bins": [{"bin_id": BIN}], "team": [{"user_id": "wk2", "role": "COUNTER"}],
    }  # fmt: skip
    number = str(at("wk", "create", "counts", "--with", json.dumps(wanted))["number"])
    at("fi", "do", "counts", number, "plan", code=1)
    at("wk", "do", "counts", number, "plan")
    at("wk", "do", "counts", number, "start")
    return number


def loaded(at: Terminal, number: str, stocked: dict[str, int], file: Path) -> None:
    """A data collector's file: refused while a row is wrong, then its good rows once."""
    file.write_text(f"{BIN}\n{next(iter(stocked))},1\nmany,none\n", encoding="utf-8")
    at("wk", "load", number, file, code=1)
    assert "row 3" in at.err
    report = at("wk", "load", number, file, "--despite", "--person", "wk")
    assert (report["counted"], [t["number"] for t in report["troubles"]]) == (1, [3])
    assert at("wk", "load", number, file, "--bin", BIN)["before"] is True


def counted(at: Terminal, number: str, stocked: dict[str, int]) -> None:
    """The keeper finds one piece less of the first part; the second keeper finds the same."""
    short = next(part for part, quantity in stocked.items() if quantity > 1)
    for part, quantity in stocked.items():
        found = quantity - (part == short)
        at("wk", "scan", part, "--count", number, "--bin", BIN)
        enter(at, "wk", number, part, found)
    at("wk", "do", "counts", number, "analyse", code=1)
    at.use("wk", "counts.finish_bin", count=f"counts:{number}", bin=f"bins:{BIN}")
    at("wk", "do", "counts", number, "recount")
    at.use("wk", "counts.take_bin", code=1, count=f"counts:{number}", bin=f"bins:{BIN}")
    at.use("wk2", "counts.take_bin", count=f"counts:{number}", bin=f"bins:{BIN}")
    enter(at, "wk2", number, short, stocked[short] - 1)
    at.use("wk2", "counts.finish_bin", count=f"counts:{number}", bin=f"bins:{BIN}")
    at("wk", "do", "counts", number, "analyse")


def enter(at: Terminal, user: str, number: str, part: str, quantity: int) -> None:
    at.use(
        user,
        "counts.enter",
        count=f"counts:{number}",
        bin=f"bins:{BIN}",
        part=f"parts:{part}",
        quantity=quantity * 1000,
    )


def approved(at: Terminal, number: str) -> None:
    """Explained, submitted, signed by finance and posted; the counters may do neither."""
    found = at.use("wk", "counts.findings", count=f"counts:{number}")
    lines = [line["id"] for line in found["lines"] if line["difference"]]
    assert len(lines) == 1
    at("wk", "do", "counts", number, "submit", code=1)
    at.use("wk", "counts.treat", count=f"counts:{number}", lines=lines, cause="LOST", treatment="ADJUST")
    at("wk", "do", "counts", number, "submit")
    at("wk", "do", "counts", number, "approve", code=1)
    at("wk", "do", "counts", number, "approve", signer="wk2", code=1)
    at("wk", "do", "counts", number, "approve", signer="fi")
    at("wk", "do", "counts", number, "post", code=1)
    at("fi", "do", "counts", number, "post")
