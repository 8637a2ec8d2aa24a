"""The command line: the same desk without a window. Knows parsing and exit codes; the registry knows what there is.

Exit codes: 0 done · 1 refused, with the reason on stderr · 2 wrong usage · 3 trouble (disk, lock, our own bug).
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.core import i18n
from app.core.errors import Refused, Trouble
from app.core.i18n import N_, tr

DONE, REFUSED, USAGE, TROUBLE = range(4)
log = logging.getLogger(__name__)

EPILOG = N_("""\
examples:
  counterpart --data shop demo                              a demo shop; prints its users, passwords and PINs
  counterpart --data shop --user wanglei list parts --filter hhs
  counterpart --data shop --user wujing import parts parts.csv --defaults '{"unit": "件"}'
  counterpart --data shop --user wanglei show parts 04465-0D150 --json
  counterpart --data shop --user wanglei create stock_documents --with '{"type": "IN", …}'
  counterpart --data shop --user wanglei do counts SC-01-20261123-0001 approve --signer zhoumin
  counterpart --data shop --user wanglei scan 6901234567892 --count SC-01-20261123-0001 --bin A-03-2-05
  counterpart --data shop --user wanglei print counts.report SC-01-20261123-0001 --out report.pdf
  counterpart --data shop --user wanglei print parts.label W712 G12EVO --copies 5 --as zpl --to tcp://192.168.1.50
  counterpart --data shop --user admin run people.create --with '{"login": "li", "name": "李雷", "roles": ["WK"]}'

Who you are: --user NAME (or COUNTERPART_USER); the password is asked for, or taken from COUNTERPART_PASSWORD.
A step that is signed asks the signer's PIN, or takes it from COUNTERPART_PIN; --signer NAME says who signs.
Values in JSON are written as people say them: quantity "2.5", money and prices in yuan "386.00", percent "13",
dates 2026-11-23, records by number or code. --with - reads the JSON from the standard input.
Exit codes: 0 done, 1 refused (reason on stderr), 2 wrong usage, 3 trouble.
""")


@dataclass(frozen=True)
class House:
    """What boot hands over: version, data folder, database URL, and how shop, log and registry are opened."""

    version: str
    data: Path
    database: str | None
    open_shop: Callable[[Path, str | None], tuple[Any, Any]]
    open_log: Callable[[], None]
    load_nouns: Callable[[], None]


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Examples stand as they are written; "usage" in the language in force."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, tr("usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Help in the language in force; no abbreviations, for a script must mean tomorrow what it means today."""

    def __init__(self, **more: Any) -> None:
        wants_help = more.pop("add_help", True)
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=Formatter, **more)
        self._positionals.title, self._optionals.title = tr("what"), tr("options")
        if wants_help:
            self.add_argument("-h", "--help", action="help", help=N_("show this help and end"))

    def add_argument(self, *names: Any, **more: Any) -> argparse.Action:
        """As everywhere, its help in the language in force."""
        words = more.pop("help", None)
        if words:
            more |= {"help": tr(words)}
        return super().add_argument(*names, **more)


def shared(*, again: bool) -> Parser:
    """Options that may stand before or after the command; `again` = after it, where they override."""
    kept: Any = argparse.SUPPRESS if again else None
    made = Parser(add_help=False)
    group = made.add_argument_group(tr("who and how"))
    group.add_argument(
        "--data", type=Path, metavar="DIR", default=kept, help=tr("the shop's folder (or COUNTERPART_DATA)")
    )
    group.add_argument("--database", metavar="URL", default=kept, help=tr("a PostgreSQL database instead of the file"))
    group.add_argument("--user", metavar="NAME", default=kept, help=tr("login name (or COUNTERPART_USER)"))
    group.add_argument(
        "--signer", metavar="NAME", default=kept, help=tr("who signs a step with a PIN; default: the user")
    )
    group.add_argument(
        "--lang", choices=("zh", "en"), default=kept,
        help=tr("language of all that is printed; default: COUNTERPART_LANG, else LANG, else Chinese"),
    )  # fmt: skip
    off = kept if again else False
    group.add_argument("--json", action="store_true", default=off, help=tr("answer in JSON"))
    group.add_argument("--debug", action="store_true", default=off, help=tr("log more"))
    return made


def parser(version: str) -> argparse.ArgumentParser:
    """The whole command line; also what docs/generated/cli.md is written from."""
    from app.cli import commands, upkeep

    about = tr("Parts counter and service reception of a vehicle workshop. Without a command the window opens.")
    top = Parser(prog="counterpart", parents=[shared(again=False)], description=about, epilog=tr(EPILOG))
    top.add_argument(
        "--version", action="version", version=f"Counterpart {version}", help=N_("show the version and end")
    )
    verbs = top.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"), dest="command", required=True)
    again = shared(again=True)

    def add(name: str, help: str, run: Callable[..., int], *, opens: bool = True, signs_in: bool = True) -> Any:
        verb = verbs.add_parser(name, help=tr(help), description=tr(help), parents=[again])
        verb.set_defaults(run=run, opens=opens, signs_in=signs_in)
        return verb

    commands.declare(add)
    upkeep.declare(add)
    return top


def language_of(argv: Sequence[str]) -> str:
    """The language asked for, known before the words are parsed: the help speaks it too."""
    said = [w.partition("=")[2] for w in argv if w.startswith("--lang=")]
    said += [after for word, after in pairwise(argv) if word == "--lang"]
    for wanted in (*said[-1:], os.environ.get("COUNTERPART_LANG", ""), os.environ.get("LANG", "")):
        if wanted[:2] in ("zh", "en"):
            return {"zh": "zh_CN", "en": "en"}[wanted[:2]]
    return "zh_CN"


def main(argv: Sequence[str], house: House) -> int:
    """Runs one command; returns the exit code."""
    i18n.use(language_of(argv))
    try:
        args = parser(house.version).parse_args(list(argv))
    except SystemExit as end:
        return DONE if end.code in (0, None) else USAGE
    try:
        return _run(args, house)
    except Refused as refused:
        return _say_refused(refused, as_json=args.json)
    except Trouble as trouble:
        return _say_trouble(tr(trouble.text), as_json=args.json)
    except BrokenPipeError:
        # the reader (head, less) has gone: nothing is wrong, and nothing more can be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        words = tr("{file}: {reason}.", file=str(error.filename or ""), reason=error.strerror or str(error))
        return _say_trouble(words, as_json=args.json)
    except Exception:
        if args.debug:
            raise
        log.exception("command %s", args.command)
        words = tr("The program has a fault; nothing was changed. Details are in the log of the data folder.")
        return _say_trouble(words, as_json=args.json)


def _run(args: argparse.Namespace, house: House) -> int:
    from app.cli.counter import Counter

    with Counter(args, house) as counter:
        if args.opens:
            counter.open()
        if args.signs_in:
            counter.sign_in()
        return int(args.run(counter, args) or DONE)


def _say_refused(refused: Refused, *, as_json: bool) -> int:
    found = [{"where": p.where, "message": tr(p.text)} for p in refused.problems]
    if as_json:
        print(json.dumps({"refused": found}, ensure_ascii=False), file=sys.stderr)
    else:
        for problem in found:
            print(problem["message"], file=sys.stderr)
    return REFUSED


def _say_trouble(words: str, *, as_json: bool) -> int:
    print(json.dumps({"trouble": words}, ensure_ascii=False) if as_json else words, file=sys.stderr)
    return TROUBLE
