"""The commands that look after a shop: demo, import, doctor, diagnostics, alerts, docs. Knows services."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.counter import Counter, given
from app.cli.parsing import count
from app.core import i18n
from app.core.errors import Problem, Refused
from app.core.i18n import N_, resources, tr
from app.services.imports import running

Args = argparse.Namespace


def declare(add: Any) -> None:
    """Declares the commands of this module."""
    verb = add(
        "demo", N_("Make a demo shop in an empty folder; prints its users, passwords and PINs"), demo, signs_in=False
    )
    verb.add_argument("--empty", action="store_true", help=N_("a shop with only an administrator: no parts, no stock"))
    verb.add_argument(
        "--station", metavar="CODE", help=N_("code of this station: its own for each shop that exchanges; default 01")
    )
    verb.add_argument("--parts", type=count, default=2000, metavar="N", help=N_("how many parts (default 2000)"))
    verb = add(
        "import",
        N_("Import parts, stock, suppliers, labour, customers, vehicles, visits or complaints (CSV, TSV, XLSX, XLS)"),
        import_list,
    )
    _import_options(verb)
    add(
        "upgrade",
        N_("Bring the shop to this version: tried on a copy first; the setup does it"),
        upgrade,
        opens=False,
        signs_in=False,
    )
    verb = add("doctor", N_("Check the data: audit chain, balances, triggers, what is derived"), doctor, signs_in=False)
    verb.add_argument("--repair", action="store_true", help=N_("rebuild what is derived"))
    verb = add("diagnostics", N_("One file for technical support, without names, phones and plates"), diagnostics)
    verb.add_argument("--out", type=Path, metavar="DIR", help=N_("where to; default: this folder"))
    verb = add(
        "alerts", N_("Look at all warning levels, as the program does once a day"), look_at_levels, signs_in=False
    )
    verb.add_argument("what", metavar="run", choices=["run"], help="run")
    verb = add("docs", N_("Write docs/generated and docs/guide anew"), docs, opens=False, signs_in=False)
    verb.add_argument(
        "--out", type=Path, metavar="DIR", help=N_("default: docs/generated of the checkout; the guide goes beside it")
    )


def _import_options(verb: Any) -> None:
    verb.add_argument("kind", metavar="KIND", choices=running.KINDS, help=" | ".join(running.KINDS))
    verb.add_argument("file", type=Path, metavar="FILE", help=N_("the list"))
    verb.add_argument(
        "--map",
        metavar="JSON",
        help=N_('which field is in which column, by name or letter: \'{"part_code": "A", "name": "B"}\''),
    )
    verb.add_argument("--defaults", metavar="JSON", help=N_('values of fields the file lacks: \'{"unit": "件"}\''))
    verb.add_argument("--all-or-nothing", action="store_true", help=N_("one refused row: nothing is imported"))
    verb.add_argument("--accept-supersessions", action="store_true", help=N_("take “USE x” names as substitutes"))
    verb.add_argument("--check", action="store_true", help=N_("only check and report; import nothing"))


def demo(counter: Counter, args: Args) -> None:
    """demo [--empty] [--station CODE]."""
    from app.services import demo as shop

    made = shop.make(counter.desk, args.station or counter.station, empty=args.empty, parts=args.parts)
    lines = [tr("{shop} is ready. Sign in as:", shop=made.shop)]
    lines += [f"  {p.login:<12} {p.password:<14} {p.pin:<6}  {p.name} {'/'.join(p.roles)}" for p in made.people]
    counter.say(made, lines)


def import_list(counter: Counter, args: Args) -> int:
    """import KIND FILE."""
    plan = running.prepare(
        counter.desk, counter.actor, args.kind, args.file, columns=_words(args.map, "--map"),
        defaults=_words(args.defaults, "--defaults"), accept_supersessions=args.accept_supersessions,
    )  # fmt: skip
    done = plan.report
    if not args.check:
        if done.refused and (args.all_or_nothing or not done.accepted):
            counter.say(done, _rows_refused(done))
            raise Refused("{n} rows are refused, so nothing was imported.", n=len(done.refused))
        done = running.carry_out(counter.desk, counter.actor, plan)
    counter.say(done, [*_rows_refused(done), *_summary(done)])
    return 0


def _words(text: str | None, option: str) -> dict[str, str]:
    return {name: str(value) for name, value in given(text, option).items()}


def _rows_refused(done: Any) -> list[str]:
    lines = [
        tr("Row {row}: {reason}", row=row.number, reason=tr(problem.reason))
        for row in done.refused
        for problem in row.problems
    ]
    return lines + [tr("Row {row}, to look at: {reason}", row=r.row, reason=tr(r.text)) for r in done.remarks]


def _summary(done: Any) -> list[str]:
    return [
        tr(
            "{rows} rows: {accepted} accepted ({created} new, {changed} changed, {unchanged} unchanged), "
            "{refused} refused.",
            rows=done.rows, accepted=done.accepted, created=done.created, changed=done.changed,
            unchanged=done.unchanged, refused=len(done.refused),
        ),
        *([tr("{n} substitutes.", n=done.supersessions)] if done.supersessions else []),
        *([done.document] if done.document else []),
    ]  # fmt: skip


def upgrade(counter: Counter, _args: Args) -> None:
    """upgrade."""
    from app.services import upgrading

    if (counter.data / "counterpart.db").exists():  # a log would make a folder where there was none
        counter.house.open_log()
    counter.house.load_nouns()
    done = upgrading.upgrade(counter.data, counter.house.open_shop)
    words = (
        tr(
            "The shop in {folder} was brought to version {version}.",
            folder=str(counter.data),
            version=counter.house.version,
        )
        if done
        else tr("In {folder} there is nothing to upgrade.", folder=str(counter.data))
    )
    counter.say({"upgraded": done, "folder": counter.data}, words)


def doctor(counter: Counter, args: Args) -> int:
    """doctor [--repair]."""
    from app.services import doctor as surgery

    found = surgery.examine(counter.desk, counter.actor, repair=args.repair)
    counter.say(found, [f"{'✓' if f.sound else '✗'} {tr(f.text)}" for f in found])
    bad = [f for f in found if not f.sound]
    if bad:
        raise Refused.all(tuple(Problem(f.check, f.text) for f in bad))
    return 0


def diagnostics(counter: Counter, args: Args) -> None:
    """diagnostics [--out DIR]."""
    from app.services import diagnostics as support

    made = support.save(counter.desk, counter.actor, counter.data, args.out or Path())
    counter.say({"file": made}, str(made))


def look_at_levels(counter: Counter, args: Args) -> None:
    """alerts run."""
    from app.services import alerts

    found = counter.do(alerts.run)
    said = tr("{new} new, {over} resolved, {n} to do.", new=found.raised, over=found.resolved, n=found.standing)
    counter.say(found, said)


def docs(counter: Counter, args: Args) -> None:
    """docs."""
    from app.cli import generated, guide, parser

    counter.house.load_nouns()
    root = resources().parent
    out = args.out or root / "docs" / "generated"
    tests = root / "tests"
    with i18n.language("en"):
        pages = generated.pages(tests if tests.is_dir() else None, parser(counter.house.version))
    _write(out, pages)
    _write(out.parent / "guide", guide.pages(root / "docs" / "screenshots"))
    counter.say({"folder": out}, str(out))


def _write(folder: Path, pages: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
