"""The command line on a real shop: who may, what comes out, exit codes, secrets. Runs boot as the program does."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import boot, cli
from app.core import i18n
from app.printing import pages
from app.services import backups
from tests.printing import decoding, label_printer
from tests.rig import PROGRAM

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs one command in English on the folder `shop`, as `user`; answers exit code, output and errors."""
    language = i18n.current()
    monkeypatch.delenv("COUNTERPART_USER", raising=False)
    monkeypatch.delenv("COUNTERPART_PIN", raising=False)

    def go(*words: Any, user: str = "", password: str = "", pin: str = "") -> tuple[int, str, str]:
        for name, value in (("PASSWORD", password or f"{user}-demo"), ("PIN", pin)):
            monkeypatch.setenv(f"COUNTERPART_{name}", value) if value else monkeypatch.delenv(
                f"COUNTERPART_{name}", False
            )
        who = ["--user", user] if user else []
        code = boot.main(["--data", str(tmp_path / "shop"), "--lang", "en", *who, *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    yield go
    boot.close_log()
    i18n.use(language)


@pytest.fixture
def shop(run: Run) -> Run:
    """A shop with only an administrator."""
    code, out, err = run("demo", "--empty")
    assert code == cli.DONE, err
    assert "admin-demo" in out
    assert "9009" in out
    return run


def test_help_and_version_are_no_errors(run: Run) -> None:
    assert run("--help")[0] == cli.DONE
    assert "Exit codes" in run("--help")[1]
    assert run("list", "--help")[0] == cli.DONE


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (("--lang", "zh"), {}, "退出码"), (("--lang=en",), {"LANG": "zh_CN.UTF-8"}, "Exit codes"),
        ((), {"LANG": "en_US.UTF-8"}, "Exit codes"), ((), {"LANG": "zh_CN.UTF-8"}, "退出码"),
        ((), {"LANG": "C"}, "退出码"), ((), {"LANG": "zh_CN.UTF-8", "COUNTERPART_LANG": "en"}, "Exit codes"),
    ],
)  # fmt: skip
def test_the_help_speaks_the_language_asked_for(
    words: tuple[str, ...], environment: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "COUNTERPART_LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with i18n.language(cli.language_of([*words, "--help"])):
        out = cli.parser("1").format_help()
    assert said in out
    assert ("用法：" in out) == (said == "退出码")


@pytest.mark.parametrize(
    "words", [["nonsense"], ["list"], ["list", "nonsense"], ["do", "people"], ["--lang", "fr", "docs"]]
)
def test_wrong_usage(run: Run, words: list[str]) -> None:
    assert run(*words)[0] == cli.USAGE


def test_no_shop_here_is_refused_and_nothing_is_made(run: Run, tmp_path: Path) -> None:
    code, _, err = run("list", "people", user="admin")
    assert code == cli.REFUSED
    assert "demo --empty" in err
    assert not (tmp_path / "shop").exists()


def test_a_wrong_word_is_told_with_the_way_on(shop: Run, tmp_path: Path) -> None:
    """An option nobody knows names the command's own help; what is not made by hand names how it is made."""
    code, _, err = shop("list", "parts", "--nope", user="admin")
    assert (code, "counterpart list --help" in err) == (cli.USAGE, True)
    code, _, err = shop("create", "people", "--with", '{"login": "x"}', user="admin")
    assert (code, "people.create" in err) == (cli.REFUSED, True)
    (tmp_path / "no.db").write_text("no shop at all", encoding="utf-8")
    code, _, err = shop("restore", tmp_path / "no.db")
    assert (code, "folder" in err) == (cli.REFUSED, False)


def test_a_plate_is_found_as_it_hangs_on_the_car_and_an_argument_by_its_number(shop: Run) -> None:
    roles = {"login": "sa", "name": "SA", "roles": ["SA", "WS"], "password": "sa-demo-1"}
    assert shop("run", "people.create", "--with", json.dumps(roles), user="admin")[0] == cli.DONE
    owner = json.dumps({"name": "王芳", "mobile": "13800000000"})
    code, out, err = shop("create", "customers", "--with", owner, "--json", user="sa", password="sa-demo-1")
    assert code == cli.DONE, err
    made = {"plate": "苏e·12345", "brand": "大众", "series": "朗逸", "owner_id": json.loads(out)["number"]}
    code, _, err = shop("create", "vehicles", "--with", json.dumps(made), user="sa", password="sa-demo-1")
    assert code == cli.DONE, err
    for name in ("苏E·12345", "苏e12345", "苏E12345"):
        code, out, err = shop("show", "vehicles", name, user="sa", password="sa-demo-1")
        assert (code, "苏E12345" in out) == (cli.DONE, True), err
    given = json.dumps({"line": "12", "people": []})
    code, _, err = shop("run", "work_orders.share", "--with", given, user="sa", password="sa-demo-1")
    assert (code, '"12" tells no record' in err) == (cli.REFUSED, True)
    given = json.dumps({"order": "WO-01-20260101-0001", "question": "x"})
    code, _, err = shop("run", "work_orders.ask_advice", "--with", given, user="sa", password="sa-demo-1")
    assert (code, "WO-01-20260101-0001" in err) == (cli.REFUSED, True)


def test_a_demo_never_overwrites_a_shop(shop: Run) -> None:
    code, _, err = shop("demo", "--empty")
    assert code == cli.REFUSED
    assert "set up already" in err


def test_who_you_are(shop: Run) -> None:
    assert shop("list", "people")[0] == cli.REFUSED
    code, _, err = shop("list", "people", user="admin", password="wrong-one")
    assert code == cli.REFUSED
    assert "Tries left" in err
    assert shop("list", "people", user="admin")[0] == cli.DONE


def test_create_list_show_edit_and_export(shop: Run, tmp_path: Path) -> None:
    wanted = {"login": "li", "name": "=李雷", "roles": ["WK"], "password": "li-password", "pin": "4711"}
    assert shop("run", "people.create", "--with", json.dumps(wanted), user="admin")[0] == cli.DONE
    code, out, _ = shop("list", "people", "--json", user="admin")
    assert code == cli.DONE
    assert {row["login"] for row in json.loads(out)} == {"admin", "li"}
    assert "4711" not in out
    code, out, _ = shop("edit", "people", "li", "--with", '{"phone": "138"}', user="admin")
    assert code == cli.DONE
    shown = json.loads(shop("show", "people", "li", "--json", user="admin")[1])
    assert shown["values"]["phone"] == "138"
    assert "138" in shop("show", "people", "li", user="admin")[1]
    file = tmp_path / "people.csv"
    assert shop("export", "people", "--out", file, user="admin")[0] == cli.DONE
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert ["li", "'=李雷", "Warehouse keeper"] in [row[:3] for row in rows]
    assert shop("export", "people", "--out", tmp_path / "p.xlsx", user="admin")[0] == cli.DONE
    assert shop("report", "people.active", "--out", tmp_path / "p.csv", user="admin")[0] == cli.DONE
    code, _, err = shop("export", "people", "--out", tmp_path / "p.doc", user="admin")
    assert code == cli.REFUSED
    assert ".xlsx" in err


def test_every_reason_of_a_refusal_is_said_at_once(shop: Run) -> None:
    wanted = '{"login": "", "name": "", "roles": ["XX"]}'
    code, _, err = shop("run", "people.create", "--with", wanted, user="admin")
    assert code == cli.REFUSED
    assert len(err.splitlines()) == 3
    code, _, err = shop("run", "people.create", "--json", "--with", wanted, user="admin")
    assert [p["where"] for p in json.loads(err)["refused"]] == ["name", "login", "roles"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "people", "nobody"], "is not known"), (["run", "people.nothing"], "people.create"),
        (["run", "people.create", "--with", "{"], "not JSON"),
        (["run", "people.create", "--with", "[]"], "JSON object"),
        (["run", "people.create"], "people.create takes"), (["do", "people", "admin", "approve"], "no steps"),
        (["list", "people", "--view", "x"], "no view"), (["list", "people", "--where", "x=1"], "no filter"),
        (["list", "people", "--sort", "x"], "no column"), (["create", "people"], "by hand"),
        (["edit", "people", "admin", "--with", '{"nothing": 1}'], "no field"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_with_the_reason(shop: Run, words: list[str], said: str) -> None:
    code, _, err = shop(*words, user="admin")
    assert code == cli.REFUSED
    assert said in err


def test_backup_and_restore(shop: Run, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert shop("backup", "--out", target, user="admin")[0] == cli.DONE
    shop("edit", "people", "admin", "--with", '{"phone": "110"}', user="admin")
    assert shop("restore", target)[0] == cli.DONE
    shown = json.loads(shop("show", "people", "admin", "--json", user="admin")[1])
    assert shown["values"]["phone"] is None
    assert shop("restore", tmp_path / "none.db")[0] in (cli.REFUSED, cli.TROUBLE)


def test_the_second_place_of_this_pc_and_its_passphrase(
    shop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "shop"
    words = "only letters here"
    recipient = backups.set_passphrase(data, PROGRAM, words, words)
    stick = backups.choose(data, PROGRAM, tmp_path / "stick")
    kept = {"backups.place": str(stick), "backups.recipient": recipient}
    (data / "workstation.json").write_text(json.dumps(kept), encoding="utf-8")
    code, out, err = shop("backup", "--second-place", user="admin")
    assert code == cli.DONE, err
    file = out.splitlines()[1]
    assert file.endswith(".db.age")
    code, _, err = shop("restore", file, "--look")
    assert (code, "COUNTERPART_PASSPHRASE" in err) == (cli.REFUSED, True)  # nobody is there to type it
    monkeypatch.setenv("COUNTERPART_PASSPHRASE", words)
    code, out, err = shop("restore", file, "--look")
    assert code == cli.DONE, err
    assert "Station 01" in out
    stick.rename(tmp_path / "away")
    code, _, err = shop("backup", "--second-place", user="admin")
    assert (code, "Plug in the drive" in err) == (cli.TROUBLE, True)


def test_a_healthy_shop(shop: Run) -> None:
    code, out, err = shop("doctor")
    assert code == cli.DONE, out + err
    assert "✗" not in out


def test_another_programs_file_is_refused_untouched(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "shop" / "counterpart.db"
    file.parent.mkdir()
    file.write_bytes(b"not ours")
    code, _, err = run("list", "people", user="admin")
    assert code == cli.REFUSED
    assert "not a Counterpart data file" in err
    assert file.read_bytes() == b"not ours"


def test_a_damaged_workstation_file_is_trouble(shop: Run, tmp_path: Path) -> None:
    (tmp_path / "shop" / "workstation.json").write_text("{", encoding="utf-8")
    assert shop("list", "people", user="admin")[0] == cli.TROUBLE


def test_a_missing_file_is_trouble(shop: Run, tmp_path: Path) -> None:
    assert shop("export", "people", "--out", tmp_path / "no" / "x.csv", user="admin")[0] == cli.TROUBLE


def test_docs_are_written(run: Run, tmp_path: Path) -> None:
    assert run("docs", "--out", tmp_path / "docs")[0] == cli.DONE
    names = {file.name for file in (tmp_path / "docs").iterdir()}
    assert names == {"rulebook.md", "workflows.md", "permissions.md", "settings.md", "cli.md"}
    book = (tmp_path / "docs" / "rulebook.md").read_text(encoding="utf-8")
    assert "| R108 |" in book


def test_one_window_per_folder(tmp_path: Path) -> None:
    first = boot.Lock(tmp_path)
    assert first.held
    second = boot.Lock(tmp_path)
    assert not second.held
    second.release()
    first.release()
    third = boot.Lock(tmp_path)
    assert third.held
    third.release()


def test_labels_go_to_a_file_or_a_printer(shop: Run, tmp_path: Path) -> None:
    keeper = {"login": "keeper", "name": "Wang", "roles": ["WK"], "password": "keeper-demo", "pin": "8123"}
    assert shop("run", "people.create", "--with", json.dumps(keeper), user="admin")[0] == cli.DONE
    for number in ("W712/95", "A-VERY-LONG-PART-NUMBER-INDEED#7"):
        given = json.dumps({"number": number, "name_en": "Oil filter", "unit": "件"})
        assert shop("create", "parts", "--with", given, user="keeper")[0] == cli.DONE
    parts = ("parts.label", "W712/95", "A-VERY-LONG-PART-NUMBER-INDEED#7")
    out = tmp_path / "labels.zpl"
    code, said, err = shop("print", *parts, "--copies", 2, "--as", "zpl", "--size", "50x30", "--out", out,
                          user="keeper")  # fmt: skip
    assert code == cli.DONE, err
    assert "4 labels" in said
    assert "QR code" in said
    found = [decoding.read(image)[0].text for image in label_printer.zpl(out.read_bytes())]
    assert found == ["W712/95"] * 2 + ["A-VERY-LONG-PART-NUMBER-INDEED#7"] * 2
    sheet = tmp_path / "sheet.pdf"
    assert shop("print", *parts, "--size", "a4-7x3", "--start", 21, "--out", sheet, user="keeper")[0] == cli.DONE
    assert len(pages.sizes(sheet.read_bytes())) == 2
    device = tmp_path / "device"
    assert shop("print", *parts, "--as", "tspl", "--to", f"file:{device}", user="keeper")[0] == cli.DONE
    assert len(label_printer.tspl(device.read_bytes(), 203)) == 2


def test_what_can_not_be_printed_says_why(shop: Run, tmp_path: Path) -> None:
    house = json.dumps({"code": "W2", "name": "Second"})
    assert shop("create", "warehouses", "--with", house, user="admin")[0] == cli.DONE
    bin_ = json.dumps({"warehouse_id": "W2", "code": "A-1"})
    assert shop("create", "bins", "--with", bin_, user="admin")[0] == cli.DONE
    for words, reason in (
        (("bins.label", "A-1"), "Say where it goes"),
        (("bins.label", "A-1", "--copies", 0, "--out", tmp_path / "x"), "from 1 on"),
        (("bins.label", "A-1", "--size", "huge", "--out", tmp_path / "x"), "no label size"),
        (("counts.report", "A", "B", "--out", tmp_path / "x"), "One document at a time"),
        (("counts.report", "A", "--to", "Office"), "One document at a time"),
    ):
        code, _, err = shop("print", *words, user="admin")
        assert (code, reason in err) == (cli.REFUSED, True), err
    code, _, err = shop("print", "bins.label", "A-1", "--to", "tcp://127.0.0.1:9", user="admin")
    assert code == cli.TROUBLE
    assert "Nothing was lost" in err


def test_the_warning_levels_are_looked_at_from_a_schedule(shop: Run) -> None:
    """`alerts run` needs nobody to sign in: it is what the program itself does once a day (R12)."""
    code, out, err = shop("alerts", "run", "--json")
    assert (code, err) == (cli.DONE, "")
    assert json.loads(out) == {"raised": 0, "resolved": 0, "woken": 0, "standing": 0, "out": 0}
    code, out, err = shop("report", "stock_value", "--out", "value.doc", user="admin")
    assert code == cli.REFUSED


def test_the_whole_shop_goes_out_as_files(shop: Run, tmp_path: Path) -> None:
    code, out, err = shop("export", "shop", "--to", tmp_path / "out", "--json", user="admin")
    assert code == cli.DONE, err
    said = json.loads(out)
    folder = Path(said["folder"])
    assert (folder / "README.csv").exists()
    assert said["tables"] == len(list(folder.glob("*.csv"))) - 1
    assert shop("export", "shop", user="admin")[2] == "Say where to: --to DIR.\n"
    assert shop("export", "parts", user="admin")[2] == "Say where to: --out FILE.\n"
