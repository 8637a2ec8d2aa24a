"""The command line: the same desk without a window. Knows parsing and exit codes; the registry knows what there is.

Exit codes: 0 done · 1 refused, with the reason on stderr · 2 wrong usage · 3 trouble (disk, lock, Ctrl+C, our own bug).
The answer goes to stdout, everything else to stderr; with --json both are JSON, so that a script never reads a mixture.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.cli.examples import EXAMPLES
from app.cli.parsing import Misused, Parser, shared
from app.core import i18n
from app.core.errors import Refused, Trouble, why
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
No secret belongs on the command line, where other programs of this PC can read it: use the variables, or --with -.
Values in JSON are written as people say them: quantity "2.5", money and prices in yuan "386.00", percent "13",
dates 2026-11-23, records by number or code. --with - reads the JSON from the standard input.
With --json the answer on stdout is JSON, and on stderr {"refused": […]}, {"usage": "…"} or {"trouble": "…"}.
Exit codes: 0 done, 1 refused (reason on stderr), 2 wrong usage, 3 trouble (disk, lock, stopped by Ctrl+C).
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


def parser(version: str) -> argparse.ArgumentParser:
    """The whole command line; also what docs/generated/cli.md is written from."""
    from app.cli import commands, exchanging, safekeeping, upkeep

    about = tr("Parts counter and service reception of a vehicle workshop. Without a command the window opens.")
    top = Parser(prog="counterpart", parents=[shared(again=False)], description=about, epilog=tr(EPILOG))
    top.add_argument(
        "--version", action="version", version=f"Counterpart {version}", help=N_("show the version and end")
    )
    verbs = top.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"), dest="command", required=True)
    again = shared(again=True)

    def add(name: str, help: str, run: Callable[..., int], *, opens: bool = True, signs_in: bool = True) -> Any:
        more = "\n".join((tr("examples:"), tr(EXAMPLES[name])))
        verb = verbs.add_parser(name, help=tr(help), description=tr(help), epilog=more, parents=[again])
        verb.set_defaults(run=run, opens=opens, signs_in=signs_in)
        return verb

    commands.declare(add)
    upkeep.declare(add)
    safekeeping.declare(add)
    exchanging.declare(add)
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
    as_json = "--json" in argv
    _settle_streams(as_json)
    try:
        args = parser(house.version).parse_args(list(argv))
    except Misused as wrong:
        return _say("usage", str(wrong), USAGE, as_json=as_json)
    except SystemExit:  # --help, --version
        return DONE
    try:
        code = _run(args, house)
        sys.stdout.flush()
        return code
    except Refused as refused:
        return _say_refused(refused, as_json=as_json)
    except Trouble as trouble:
        return _say("trouble", tr(trouble.text), TROUBLE, as_json=as_json)
    except BrokenPipeError:
        # the reader (head, less) has gone: nothing is wrong, and nothing more can be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (KeyboardInterrupt, EOFError):
        return _say("trouble", tr("Stopped. Nothing is half done."), TROUBLE, as_json=as_json)
    except OSError as error:
        words = tr("{file}: {reason}.", file=str(error.filename or ""), reason=why(error))
        return _say("trouble", words, TROUBLE, as_json=as_json)
    except Exception:
        if args.debug:
            raise
        log.exception("command %s", args.command)
        words = tr("The program has a fault; nothing was changed. Details are in the log of the data folder.")
        return _say("trouble", words, TROUBLE, as_json=as_json)


def _settle_streams(as_json: bool) -> None:
    """A character that the terminal does not know must not end the command; JSON is UTF-8 on every system."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", encoding="utf-8" if as_json else stream.encoding)


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
    return _say("refused", found if as_json else "\n".join(p["message"] for p in found), REFUSED, as_json=as_json)


def _say(what: str, words: object, code: int, *, as_json: bool) -> int:
    """Says on stderr why a command did not do its work."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()
    print(json.dumps({what: words}, ensure_ascii=False) if as_json else words, file=sys.stderr)
    return code
