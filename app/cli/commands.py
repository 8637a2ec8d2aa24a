"""The commands that work with documents: list, show, create, edit, do, run, scan, print, report, import, export.

Derived from the cards of the kinds and the registry of use-cases: knows no single noun.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli import labels, parsing, tables
from app.cli.counter import Counter, given
from app.core.desk import REGISTRY
from app.core.errors import Refused
from app.core.i18n import N_, Text, tr
from app.core.screen import ListQuery
from app.printing import saving, spreadsheets
from app.services import documents, drafts, reports, today, values
from app.services.kinds import KINDS, named
from app.services.labels import are_labels
from app.services.tables import page_of

Args = argparse.Namespace
SHOP = "shop"  # all of it, instead of a kind
VALUES = N_('values, e.g. \'{"unit": "件"}\'; - reads the standard input')


def declare(add: Any) -> None:
    """Declares the commands of this module."""
    kinds = " | ".join(k.name for k in KINDS)
    kind = {"metavar": "KIND", "choices": [k.name for k in KINDS], "help": kinds}
    number = {"metavar": "NUMBER", "help": N_("what people call it: document number, part number, code, login")}
    with_ = {"metavar": "JSON", "dest": "given", "help": VALUES}
    verb = add("list", N_("List what there is of one kind"), listed)
    verb.add_argument("kind", **kind)
    _which(verb)
    verb = add("show", N_("Show one document or record with its possible steps"), show)
    verb.add_argument("kind", **kind)
    verb.add_argument("number", **number)
    verb = add("create", N_("Create a draft or a record"), create)
    verb.add_argument("kind", **kind)
    verb.add_argument("--with", **with_)
    verb = add("edit", N_("Change fields of a draft or a record"), edit)
    verb.add_argument("kind", **kind)
    verb.add_argument("number", **number)
    verb.add_argument("--with", required=True, **with_)
    verb = add("do", N_("Do one step of a document: submit, approve, post …"), do)
    verb.add_argument("kind", **kind)
    verb.add_argument("number", **number)
    verb.add_argument("step", metavar="STEP", help=N_("name of the step; “show” lists those possible now"))
    verb.add_argument("--with", **with_)
    verb = add("run", N_("Run any use-case or query by its name (docs/generated/cli.md lists them)"), run)
    verb.add_argument("usecase", metavar="USECASE", help=N_("e.g. people.create"))
    verb.add_argument("--with", **with_)
    verb = add("scan", N_("What a scanner would type: finds the part, or counts it"), scan)
    verb.add_argument("text", metavar="TEXT", help=N_("code, as the scanner types it; 12*CODE counts twelve"))
    verb.add_argument("--count", metavar="NUMBER", help=N_("count this scan in the count NUMBER"))
    verb.add_argument("--bin", metavar="CODE", help=N_("at this bin"))
    verb = add("load", N_("Count what a data collector brought: a file of lines code[,qty]"), load)
    verb.add_argument("number", metavar="NUMBER", help=N_("the count"))
    verb.add_argument("file", type=Path, metavar="FILE", help=N_("text: one code[,quantity] a line"))
    verb.add_argument("--bin", metavar="CODE", help=N_("the bin, if no bin's label stands in the file"))
    verb.add_argument("--person", metavar="NAME", help=N_("login of who counted; default: the user"))
    verb.add_argument("--despite", action="store_true", help=N_("count the good rows although others are wrong"))
    _declare_files(add, kind)


def _declare_files(add: Any, kind: dict[str, Any]) -> None:
    verb = add("print", N_("Print a sheet of a document as PDF, or labels"), print_sheet)
    sheets = [s.name for k in KINDS for s in k.sheets]
    verb.add_argument("sheet", metavar="SHEET", choices=sheets, help=" | ".join(sheets))
    verb.add_argument("number", metavar="NUMBER", nargs="+", help=N_("several only for labels"))
    verb.add_argument("--out", type=Path, metavar="FILE", help=N_("where to write it; some also as .xlsx or .csv"))
    labels.declare(verb)
    verb = add("report", N_("Write a report: a saved view of a list"), report)
    names = [r.name for r in reports.REPORTS] + [f"{k.name}.{v.name}" for k in KINDS for v in k.list.views]
    verb.add_argument("name", metavar="NAME", choices=names, help=" | ".join(names))
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help=N_(".csv, .xlsx, or .pdf of a report"))
    day = {"type": parsing.day, "metavar": "YYYY-MM-DD"}
    verb.add_argument("--since", help=N_("first day of the report"), **day)
    verb.add_argument("--until", help=N_("last day of the report; default: today"), **day)
    verb.add_argument("--category", metavar="CODE", default="", help=N_("only parts of this category"))
    verb.add_argument("--by", metavar="WHAT", default="", help=" | ".join(_ways()))
    verb.add_argument("--station", metavar="CODE", default="", help=N_("of another station, as its books came here"))
    verb = add("export", N_("Write a list to a file, or the whole shop into a folder of CSV files"), export)
    verb.add_argument("kind", **kind | {"choices": [SHOP, *kind["choices"]], "help": f"{SHOP} | {kind['help']}"})
    _which(verb)
    verb.add_argument("--out", type=Path, metavar="FILE", help=N_("where to write the list: .csv or .xlsx"))
    verb.add_argument("--to", type=Path, metavar="DIR", help=N_("where to write the whole shop"))


def _ways() -> list[str]:
    """All ways in which reports group their rows."""
    return list(dict.fromkeys(choice.code for r in reports.REPORTS for choice in r.by))


def _which(verb: Any) -> None:
    verb.add_argument("--filter", metavar="TEXT", default="", help=N_("what one would type into the filter box"))
    verb.add_argument("--view", metavar="NAME", default="", help=N_("a saved view of the list"))
    verb.add_argument(
        "--where", metavar="NAME=VALUE", action="append", default=[], help=N_("a filter; may be repeated")
    )
    verb.add_argument("--sort", metavar="COLUMN", default="", help=N_("-COLUMN sorts downwards"))
    verb.add_argument("--limit", type=parsing.count, default=1_000_000, metavar="N", help=N_("at most so many"))


def _wanted(counter: Counter, args: Args) -> ListQuery:
    spec = today.list_of(named(args.kind)).seen_by(counter.actor.may)
    where: tuple[tuple[str, str], ...] = ()
    if args.view:
        found = {v.name: v for v in spec.views}
        if args.view not in found:
            raise Refused(
                "There is no view “{name}”. There are: {names}.", name=args.view, names=", ".join(found) or "–"
            )
        where = found[args.view].where
    for each in args.where:
        name, equals, value = each.partition("=")
        if not equals or name not in {f.name for f in spec.filters}:
            raise Refused(
                "There is no filter “{name}”. There are: {names}.", name=name,
                names=", ".join(f.name for f in spec.filters) or "–",
            )  # fmt: skip
        where += ((name, value),)
    sort = args.sort or spec.sort
    if sort.lstrip("-") not in {c.name for c in spec.columns} | {spec.sort.lstrip("-")}:
        raise Refused("There is no column “{name}”.", name=sort.lstrip("-"))
    return ListQuery(args.filter, where, sort, args.limit)


def _rows(counter: Counter, args: Args) -> list[tuple[Any, ...]]:
    ids = list(counter.ask(documents.find, args.kind, _wanted(counter, args)))[: args.limit]
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(ids), 500):
        rows += counter.ask(documents.read, args.kind, ids[start : start + 500])
    return rows


def listed(counter: Counter, args: Args) -> None:
    """list KIND."""
    card, rows = named(args.kind), _rows(counter, args)
    columns = card.list.seen_by(counter.actor.may).columns
    counter.say(
        [{c.name: spreadsheets.bare(c, cell) for c, cell in zip(columns, row, strict=True)} for row in rows],
        tables.aligned(card, columns, rows),
    )


def _found(counter: Counter, args: Args) -> Any:
    return counter.ask(documents.show, args.kind, counter.ask(documents.locate, args.kind, args.number))


def show(counter: Counter, args: Args) -> None:
    """show KIND NUMBER."""
    view = _found(counter, args)
    counter.say(tables.document(view), tables.sheet(view))


def create(counter: Counter, args: Args) -> None:
    """create KIND --with JSON."""
    given_ = counter.ask(values.of_form, args.kind, given(args.given))
    id = counter.do(drafts.create, args.kind, given_)
    view = counter.ask(documents.show, args.kind, id)
    counter.say({"id": id, "number": view.called, "state": view.state, "version": view.version}, view.called)


def edit(counter: Counter, args: Args) -> None:
    """edit KIND NUMBER --with JSON."""
    view = _found(counter, args)
    given_ = counter.ask(values.of_form, args.kind, given(args.given))
    version = counter.do(drafts.edit, args.kind, view.id, view.version, given_)
    counter.say({"number": view.called, "version": version}, tr("{number} saved.", number=view.called))


def do(counter: Counter, args: Args) -> None:
    """do KIND NUMBER STEP."""
    card, view = named(args.kind), _found(counter, args)
    if card.workflow is None:
        raise Refused("{kind} have no steps.", kind=Text(card.plural))
    if args.step not in {s.name for s in card.workflow.steps}:
        now = ", ".join(o.step for o in view.offers) or "–"
        raise Refused("There is no step “{name}”. Possible now: {names}.", name=args.step, names=now)
    step = card.workflow.step(args.step)
    answers = counter.ask(values.of_answers, args.kind, args.step, given(args.given))
    actor = counter.actor
    if step.sign and view.state in step.source:
        actor = counter.signed(args.kind, view.id, view.version, step.name)
    done = counter.desk.run(documents.step, actor, args.kind, view.id, args.step, answers, view.version)
    state = tr(card.workflow.state(done.state).label)
    counter.say(
        {
            "number": view.called,
            "state": done.state,
            "version": done.version,
            "prints": done.prints,
            "opens": list(done.opens) if done.opens else None,
        },
        tr("{number} is “{state}”.", number=view.called, state=state),
    )


def run(counter: Counter, args: Args) -> None:
    """run USECASE --with JSON."""
    case = REGISTRY.get(args.usecase)
    if case is None:
        near = [n for n in sorted(REGISTRY) if n.startswith(args.usecase.partition(".")[0] + ".")]
        raise Refused(
            "There is no use-case “{name}”. Near it: {names}.", name=args.usecase, names=", ".join(near) or "–"
        )
    arguments = counter.ask(values.of_arguments, case, given(args.given))
    answer = counter.do(case, **arguments) if case.writes else counter.ask(case, **arguments)
    counter.say(answer)
    if isinstance(why := getattr(answer, "reason", None), Text):  # a scan that is kept, and counts for nothing
        raise Refused(why)


def scan(counter: Counter, args: Args) -> None:
    """scan TEXT."""
    from app.cli import scanning

    scanning.scan(counter, args.text, args.count, args.bin)


def load(counter: Counter, args: Args) -> None:
    """load NUMBER FILE."""
    from app.cli import scanning

    scanning.load(counter, args.number, args.file, args.bin, args.person, args.despite)


def print_sheet(counter: Counter, args: Args) -> None:
    """print SHEET NUMBER --out FILE."""
    from app.printing import SHEETS, tables_of
    from app.services import sheets

    card = next(k for k in KINDS if any(s.name == args.sheet for s in k.sheets))
    if args.out is None and args.to is None:
        raise Refused("Say where it goes: --out FILE, or --to PRINTER for labels.", where="out")
    if are_labels(args.sheet):
        labels.print_labels(counter, args, card)
        return
    if len(args.number) != 1 or args.out is None:
        raise Refused("One document at a time is printed, into a file: --out FILE.", where="out")
    ending, tables = args.out.suffix.lower(), tables_of(args.sheet)
    if ending in (".xlsx", ".csv") and ending not in tables:
        raise Refused("{sheet} is not written as {ending}. Write it as PDF.", where="out", sheet=args.sheet,
                      ending=ending)  # fmt: skip
    draw = tables.get(ending, SHEETS[args.sheet])
    id = counter.ask(documents.locate, card.name, args.number[0])
    saving.check(args.out)
    data = counter.do(sheets.issue, card.name, id, args.sheet)
    saving.save(args.out, draw(data))
    counter.say({"file": args.out, "sheet": args.sheet}, str(args.out))


def report(counter: Counter, args: Args) -> None:
    """report NAME --out FILE."""
    if "." not in args.name:
        _stock_report(counter, args)
        return
    args.kind, _, args.view = args.name.partition(".")
    args.filter, args.where, args.sort, args.limit = "", [], "", 1_000_000
    export(counter, args)


def _stock_report(counter: Counter, args: Args) -> None:
    if args.category:
        counter.ask(values.find_record, "categories", args.category)
    given_ = {name: getattr(args, name) for name in ("since", "until", "category", "by", "station")}
    if args.out.suffix.lower() == ".pdf":
        from app.printing.reports import report as paper

        saving.save(args.out, paper(counter.ask(reports.sheet, args.name, **given_)))
        counter.say({"file": args.out}, str(args.out))
        return
    wanted = reports.named(args.name)
    if wanted.file is not None and args.out.suffix.lower() == wanted.file[0]:
        saving.save(args.out, counter.ask(reports.file, args.name, **given_))
        counter.say({"file": args.out}, str(args.out))
        return
    found = counter.ask(reports.make, args.name, **given_)
    spreadsheets.write(args.out, [reports.page_of(reports.named(args.name).seen_by(counter.actor.may), found)])
    n = len(found.rows)
    counter.say({"file": args.out, "rows": n}, tr("{file}: {n} rows.", file=str(args.out), n=n))


def export(counter: Counter, args: Args) -> None:
    """export KIND --out FILE, export shop --to DIR."""
    if args.kind == SHOP:
        export_shop(counter, args.to)
        return
    if args.out is None:
        raise Refused("Say where to: --out FILE.", where="out")
    rows = _rows(counter, args)
    spreadsheets.write(args.out, [page_of(named(args.kind), rows, counter.actor.may)])
    counter.say({"file": args.out, "rows": len(rows)}, tr("{file}: {n} rows.", file=str(args.out), n=len(rows)))


def export_shop(counter: Counter, target: Path | None) -> None:
    """export shop --to DIR."""
    from app.printing import shop_files

    if target is None:
        raise Refused("Say where to: --to DIR.", where="to")
    taken = shop_files.take_out(counter.desk, counter.actor, target)
    words = tr("{folder}: {tables} tables, {rows} rows, {files} attached files. README.csv explains every column.",
               folder=str(taken.folder), tables=taken.tables, rows=f"{taken.rows:,}", files=taken.files)  # fmt: skip
    counter.say(taken, words)
