"""The words of a command line: options, help and wrong usage in the language in force. Knows argparse, no command."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from app.core.i18n import N_, tr

# What argparse says by itself → the same in the language in force. What it says besides goes through as it is.
_SAID = (
    (r"the following arguments are required: (?P<names>.*)", N_("Missing: {names}.")),
    (r"unrecognized arguments: (?P<names>.*)", N_("Not understood: {names}.")),
    (r"argument (?P<name>\S+): expected one argument", N_("{name} needs a value.")),
    (r"argument (?P<name>\S+): expected at least one argument", N_("{name} needs a value.")),
    (r"argument (?P<name>\S+): ignored explicit argument .*", N_("{name} takes no value.")),
    (r"argument (?P<name>\S+): (?P<reason>.*)", N_("{name}: {reason}")),
)


class Misused(Exception):
    """The command line does not say what to do; the message says what is wrong with it."""


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

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, unknown(str(value), [str(each) for each in action.choices]))

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As everywhere; what is not understood is told with the help of the command it was written to."""
        found, rest = self.parse_known_args(args, namespace)
        if rest:
            self.prog += f" {found.command}"
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return found

    def error(self, message: str) -> NoReturn:
        """Wrong usage: the reason, and where to read on."""
        where = tr("“{command} --help” shows what it takes.", command=self.prog)
        for pattern, words in _SAID:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                raise Misused(f"{tr(words, **found.groupdict())}\n{where}")
        raise Misused(f"{message}\n{where}")


def near(name: str, names: Iterable[str], most: int = 8) -> list[str]:
    """Those of `names` that somebody who wrote `name` may have meant."""
    there = list(names)
    stem = name.casefold().rstrip("s")
    same = [each for each in there if stem and stem in each.casefold()]
    return (same or get_close_matches(name.casefold(), there, most, 0.6))[:most]


def unknown(name: str, names: Sequence[str]) -> str:
    """There is no such thing; what there is near it, else all there is."""
    return tr("there is no “{name}”. There are: {names}.", name=name, names=", ".join(near(name, names) or names))


def count(text: str) -> int:
    """A number of things, from 0 on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(tr("“{value}” is not a whole number.", value=text))
    return int(text)


def day(text: str) -> date:
    """A day, written 2026-11-23."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(tr("“{value}” is not a day. Write it as 2026-11-23.", value=text)) from error


def shared(*, again: bool) -> Parser:
    """Options that may stand before or after the command; `again` = after it, where they override."""
    kept: Any = argparse.SUPPRESS if again else None
    made = Parser(add_help=False)
    group = made.add_argument_group(tr("who and how"))
    group.add_argument(
        "--data", type=Path, metavar="DIR", default=kept, help=tr("the shop's folder (or COUNTERPART_DATA)")
    )
    group.add_argument(
        "--database", metavar="URL", default=kept,
        help=tr("a PostgreSQL database instead of the file (or COUNTERPART_DATABASE)"),
    )  # fmt: skip
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
