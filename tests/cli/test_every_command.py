"""Every command of the command line, right and wrong, from one table: what it answers, where, and its exit code.

All of it runs with --json: what is done answers JSON on stdout and nothing on stderr; what is not done says why as JSON
on stderr. A command that is not in the table fails the last test.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import boot, cli
from app.cli.generated import _verbs
from app.core import i18n

PEOPLE = {"admin": "9009", "wk": "1002", "fi": "1006", "pu": "1011", "te": "1004", "ws": "1005"}
Answer = tuple[int, str, str]


@dataclass(frozen=True)
class Row:
    """One command: who gives it, its words ({slip}, {count}, {out} … are filled in), and what must come of it."""

    user: str
    words: str
    code: int
    said: str = ""


def ok(words: str, said: str = "", *, user: str = "wk") -> Row:
    return Row(user, words, cli.DONE, said)


def refused(words: str, said: str, *, user: str = "wk") -> Row:
    return Row(user, words, cli.REFUSED, said)


def usage(words: str, said: str) -> Row:
    return Row("wk", words, cli.USAGE, said)


def trouble(words: str, said: str, *, user: str = "wk") -> Row:
    return Row(user, words, cli.TROUBLE, said)


NOWHERE = "{out}/no/file"
TABLE: dict[str, tuple[Row, ...]] = {
    "list": (
        ok("list parts --filter W712 --limit 5", "W712/95"), ok("list counts --view open --where state=planned"),
        ok("list parts --limit 0", "[]"),
        refused("list people", "See users and roles"), refused("list parts --view lo", "There are: all, low"),
        refused("list parts --where colour=red", "no filter"), refused("list parts --sort colour", "no column"),
        usage("list part", 'there is no "part". There are: parts, old_parts.'), usage("list", "Missing: KIND."),
        usage("list parts --limit -1", "not a whole number"), usage("list parts --colour", "Not understood: --colour"),
        trouble("list parts --database postgresql://bob:secret99@127.0.0.1:1/x", "does not let this PC in"),
        refused("list parts --database nonsense", "no database address"),
        refused("list parts --database mysql://bob:secret99@host/x", "no database address"),
    ),
    "show": (
        ok("show parts W712/95", '"steps"'), ok("show stock_documents {slip}", '"state"'),
        refused("show parts W712/9", "Near it: W712/95"), refused("show parts ZZ", '"ZZ" is not known'),
        usage("show parts", "Missing: NUMBER."),
    ),
    "create": (
        ok('create suppliers --with {"number":"S9","name":"Nine"}', "S9", user="pu"),
        refused('create parts --with {"number":"","unit":"x"}', 'Unit: "x" is not offered. There are: '),
        refused("create parts --with {", "not JSON"), refused("create parts --with []", "JSON object"),
        refused('create counts --with {"bins":5}', "write a list"),
        refused('create counts --with {"bins":[{"id":"x"}]}', "not the id of a line"),
        refused('create counts --with {"period":["x"]}', "does not fit"),
        refused("create alerts", "by hand"), usage("create", "Missing: KIND."),
    ),
    "edit": (
        ok('edit parts W712/95 --with {"name_en":"Filter"}', "W712/95"),
        refused('edit parts W712/95 --with {"nme":"x"}', 'no field "nme"'),
        usage("edit parts W712/95", "Missing: --with."),
    ),
    "do": (
        ok("do stock_documents {slip} submit", "submitted"),
        refused("do stock_documents {slip} approv", "Possible now: "),
        refused("do stock_documents {slip} submit", "not possible"), refused("do people admin go", "", user="admin"),
        refused("do bins A-01 go", "no steps"), usage("do counts {count}", "Missing: STEP."),
    ),
    "run": (
        ok('run counts.header --with {"count":"counts:{count}"}', "total"),
        refused("run counts.heade", "counts.header"), refused("run counts.header", "takes count"),
        refused('run counts.header --with {"count":"counts:none"}', '"none" is not known'),
        refused("run requisitions.pick --with {surplus}", "more than the slip asks for"),
        refused('run settlements.pay --with {"settlement":"x","tenders":7}', "Write ST-01-20261126-0001", user="fi"),
        usage("run", "Missing: USECASE."),
    ),
    "scan": (
        ok("scan W712/95", '"kind": "parts"'), refused("scan 4711", "Nothing is known"),
        refused("scan W712/95 --count {count}", "--bin CODE"), usage("scan", "Missing: TEXT."),
    ),
    "load": (
        refused("load {count} {file}", ""), refused("load SC-none {file}", '"SC-none" is not known'),
        trouble("load {count} {out}/none.txt", "no such file"), usage("load {count}", "Missing: FILE."),
    ),
    "print": (
        ok("print counts.sheet {count} --out {out}/sheet.pdf", "sheet.pdf"),
        ok("print parts.label W712/95 --out {out}/label.zpl --as zpl", '"labels": 1'),
        refused("print counts.sheet {count}", "--out FILE"),
        refused("print counts.report {count} --out {out}/report.pdf", ""),
        usage("print counts.shee {count}", "There are: counts.sheet."),
        usage("print parts.label W712/95 --copies x --out {out}/x", "not a whole number"),
        trouble(f"print counts.sheet {{count}} --out {NOWHERE}", "no such file or folder"),
        trouble("print counts.sheet {count} --out {out}", "this is a folder"),
    ),
    "report": (
        ok("report stock_value --out {out}/value.pdf", "value.pdf", user="fi"),
        ok("report stock_value --out {out}/value.xlsx", '"rows"', user="fi"),
        ok("report complaints --by month --out {out}/complaints.pdf", "complaints.pdf"),
        refused("report complaints --by weather --out {out}/c.csv", "not grouped by"),
        ok("report parts.low --out {out}/low.csv", '"rows"'),
        refused("report stock_value --out {out}/v.csv", "See costs"),
        refused("report stock_value --category zz --out {out}/v.csv", '"zz" is not known', user="fi"),
        refused("report turnover --since 2026-05-01 --until 2026-04-01 --out {out}/v.csv", "period ends", user="fi"),
        usage("report stock_valu --out {out}/v.csv", "There are: stock_value."),
        usage("report turnover --since 1.5.2026 --out {out}/v.csv", "Write it as 2026-11-23"),
        usage("report turnover", "Missing: --out."),
        trouble(f"report stock_value --out {NOWHERE}.pdf", "no such file", user="fi"),
        trouble(f"report stock_value --out {NOWHERE}.csv", "no such file", user="fi"),
    ),
    "export": (
        ok("export parts --out {out}/parts.csv", '"rows": 2'), ok("export parts --out {out}/parts.xlsx", '"rows": 2'),
        refused("export parts --out {out}/parts.doc", ".csv or .xlsx"), refused("export parts", "--out FILE"),
        ok("export shop --to {out}/all", '"tables"', user="admin"), refused("export shop", "--to DIR", user="admin"),
        refused("export shop --to {out}/all", "Take all data out"), usage("export", "Missing: KIND"),
        trouble(f"export parts --out {NOWHERE}.csv", "could not be written"),
        trouble("export shop --to {file}", "can't be written", user="admin"),
    ),
    "demo": (
        refused("demo --empty", "set up already"), usage("demo --parts many", "not a whole number"),
        ok("demo --empty --station 02 --data {out}/second", "申江"),
        refused("demo --empty --station x-1 --data {out}/third", "capital letters"),
        trouble("demo --empty --data {file}/shop", ""),
    ),
    "import": (
        ok("import parts {list} --check", '"accepted": 2'), ok("import parts {list}", '"created": 0'),
        refused("import opening_stock {bad}", "1 row is refused"),
        refused("import opening_stock {bad} --all-or-nothing", "nothing was imported"),
        refused("import parts {list} --map {", "--map is not JSON"), usage("import part {list}", "There are: parts."),
        trouble("import parts {out}/none.csv", "can not be read"),
    ),
    "backup": (
        ok("backup --out {out}/copy.db", "copy.db", user="admin"), refused("backup", "Make and restore backups"),
        refused("backup --second-place", "no second place", user="admin"),
        usage("backup --to x", "Not understood"), trouble("backup --out {file}/x.db", "can't be written", user="admin"),
    ),
    "restore": (
        refused("restore {out}/none.db", "no file"), refused("restore {file}", "not a Counterpart data file"),
        usage("restore", "Missing: FILE."), ok("restore {copy} --look", '"heads"'),
        ok("restore {copy} --into {out}/own", "restored"), refused("restore {copy} --into {out}", "not empty"),
        ok("restore {copy}", "restored"), ok("restore {copy} --with {out}", "restored"),
    ),
    "upgrade": (ok("upgrade", '"upgraded": false'), usage("upgrade now", "Not understood")),
    "doctor": (ok("doctor", "severity"), ok("doctor --repair", "severity"), usage("doctor --cure", "--cure")),
    "diagnostics": (
        ok("diagnostics --out {out}/d", "counterpart-diagnostics-", user="admin"),
        refused("diagnostics --out {out}/d", "Your roles do not allow"),
        usage("diagnostics --to x", "Not understood"),
        trouble("diagnostics --out {file}/x", "can't be written", user="admin"),
    ),
    "alerts": (ok("alerts run", '"raised"'), usage("alerts", "Missing: run."), usage("alerts go", "There are: run.")),
    "sync": (
        ok("sync pair {out}/card.json --write", "fingerprint", user="admin"),
        refused("sync pair {out}/card.json", "read out at station 01", user="admin"),
        refused("sync pair {out}/card.json --fingerprint 0", "two codes", user="admin"),
        refused("sync pair {file}", "no card of a station", user="admin"),
        refused("sync go-on", "goes on already", user="admin"),
        ok("sync status", "fingerprint", user="admin"), ok("sync merges", "[]", user="admin"),
        refused("sync merges --decide 1", "no entry 1", user="admin"),
        refused("sync export {out}", "Pair one first", user="admin"), ok("sync import {out}", "[]", user="admin"),
        refused("sync import {out}/none", "no folder", user="admin"),
        refused("sync unpair 07", "not paired", user="admin"),
        refused("sync status", "Your roles do not allow"), usage("sync", "Missing: COMMAND."),
        trouble("sync pair {out}/none.json --fingerprint 0", "no such file", user="admin"),
    ),
    "docs": (
        ok("docs --out {out}/docs", "docs"), usage("docs --out", "--out needs a value"),
        trouble("docs --out {file}/docs", "this is no folder"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A small shop: two parts, a slip and a count as drafts, a supplier; and the files the table names."""
    folder = tmp_path_factory.mktemp("cli")
    out = folder / "out"
    out.mkdir()
    named = {"shop": str(folder / "shop"), "out": str(out), "file": str(folder / "a-file")}
    (folder / "a-file").write_text("no such thing", encoding="utf-8")
    files = {
        "list": "part_code,name_en,unit,category,quality_grade\nW712/95,Oil filter,件,FLT,OES\nG12,Coolant,L,CLG,OES\n",
        "stock": "part_code,bin,quantity,unit_cost\nW712/95,A-01,5,10\n",
        "bad": "part_code,bin,quantity,unit_cost\nNONE,A-01,5,10\n",
    }
    for name, text in files.items():
        named[name] = str(folder / f"{name}.csv")
        Path(named[name]).write_text(text, encoding="utf-8")
    language = i18n.current()
    with pytest.MonkeyPatch.context() as env:
        _furnish(env, named)
    yield named
    boot.close_log()
    i18n.use(language)


def _furnish(env: pytest.MonkeyPatch, named: dict[str, str]) -> None:
    def go(user: str, *words: str) -> dict[str, Any]:
        code, out, err = spoken(env, named["shop"], user, *words)
        assert code == cli.DONE, err
        return json.loads(out)  # type: ignore[no-any-return]

    go("", "demo", "--empty")
    for login, role in (("wk", "WK"), ("fi", "FI"), ("pu", "PU"), ("te", "TE"), ("ws", "WS")):
        person = {"login": login, "name": login, "roles": [role], "password": f"{login}-password", "pin": PEOPLE[login]}
        go("admin", "run", "people.create", "--with", json.dumps(person))
    go("wk", "import", "parts", named["list"])
    named["slip"] = go("wk", "import", "opening_stock", named["stock"])["document"]
    count = {"type": "MONTHLY", "warehouse_id": "01", "mode": "LIVE", "scope": "BINS", "period": "2026-11",
             "bins": [{"bin_id": "A-01"}]}  # fmt: skip
    named["count"] = go("wk", "create", "counts", "--with", json.dumps(count))["number"]
    go("wk", "do", "counts", named["count"], "plan")
    go("pu", "create", "suppliers", "--with", '{"number": "S1", "name": "One"}')
    asked = {"type": "INTERNAL", "warehouse_id": "01", "reason": "test", "lines": [{"part_id": "G12", "qty": "1"}]}
    slip = go("te", "create", "requisitions", "--with", json.dumps(asked))["number"]
    go("te", "do", "requisitions", slip, "submit")
    go("ws", "do", "requisitions", slip, "approve", "--signer", "ws")
    line = go("wk", "show", "requisitions", slip)["lines"]["lines"][0]["id"]
    named["surplus"] = f'{{"slip":"{slip}","line":"{line}","qty":2000}}'
    named["copy"] = go("admin", "backup")["file"]


def spoken(env: pytest.MonkeyPatch, shop: str, user: str, *words: str) -> Answer:
    """Runs one command in English; exit code, stdout, stderr."""
    env.setenv("COUNTERPART_PASSWORD", "admin-demo" if user == "admin" else f"{user}-password")
    env.setenv("COUNTERPART_PIN", PEOPLE.get(user, ""))
    env.delenv("COUNTERPART_USER", raising=False)
    out, err = io.StringIO(), io.StringIO()
    who = ["--user", user] if user else []
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = boot.main(["--data", shop, "--lang", "en", "--json", *who, *words])
    return code, out.getvalue(), err.getvalue()


def filled(words: str, named: dict[str, str]) -> list[str]:
    for name, value in named.items():
        words = words.replace(f"{{{name}}}", value)
    return words.split(" ")


@pytest.mark.parametrize("command", TABLE)
def test_each_command_says_what_it_did_or_why_not(
    command: str, places: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for row in TABLE[command]:
        code, out, err = spoken(monkeypatch, places["shop"], row.user, *filled(row.words, places))
        assert code == row.code, f"{row.words}: {out}{err}"
        assert row.said in (out if code == cli.DONE else err).replace('\\"', '"'), f"{row.words}: {out}{err}"
        assert "secret99" not in out + err
        if code == cli.DONE:
            assert json.loads(out) is not None
            assert err == ""
        else:
            key = {cli.REFUSED: "refused", cli.USAGE: "usage", cli.TROUBLE: "trouble"}[code]
            assert list(json.loads(err)) == [key], row.words
    left = [f for f in Path(places["out"]).iterdir() if f.suffix == ".part"]
    assert not left
    spoken(monkeypatch, places["shop"], command, command, "--help")


def test_every_command_stands_in_the_table_with_its_help_in_both_languages() -> None:
    for language in ("en", "zh_CN"):
        with i18n.language(language):
            verbs = dict(_verbs(cli.parser("1")))
            helps = {name: verb.format_help() for name, verb in verbs.items()}
            mark = i18n.tr("examples:")
        assert set(verbs) == set(TABLE)
        for name, text in helps.items():
            assert mark in text, name
            assert f"counterpart {name}" in text or f" {name} " in text
    for command, rows in TABLE.items():
        codes = {row.code for row in rows}
        assert cli.USAGE in codes, command
        writes = any("--out" in row.words for row in rows)
        assert cli.TROUBLE in codes or not writes, command


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("list part", "KIND：没有“part”。可用的有：parts, old_parts。"), ("list", "缺少：KIND。"),
        ("list parts --limit x", "“x”不是整数"), ("list parts --lang fr", "没有“fr”"),
        ("list parts --user", "需要写值"),
        ("list parts --json=yes", "不写值"), ("docs --data", "需要写值"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_chinese(words: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = i18n.current()
    assert boot.main(["--lang", "zh", *words.split(" ")]) == cli.USAGE
    i18n.use(before)
    told = capsys.readouterr()
    assert said in told.err
    assert "--help" in told.err
    assert told.out == ""
