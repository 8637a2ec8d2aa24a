"""Collects the texts of `app/` into the two catalogues, fills and compiles them. Runs with Babel, never in the program.

    python -m resources.locale.catalogues update                  new texts in, texts that are gone out
    python -m resources.locale.catalogues fill zh_CN words.json   {"English msgid": "中文", …} into what is still empty
    python -m resources.locale.catalogues compile                 .po → .mo, what gettext reads
    python -m resources.locale.catalogues check                   what is missing, fuzzy or does not fit

The English catalogue repeats its msgids, with narrow quotes, until somebody writes something better, such as words that
go by a number: "{n} {n:line is|lines are} open". The Chinese one is written by hand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LANGUAGES = ("zh_CN", "en")
# The font draws these as wide as a Chinese character: right between those, a hole in an English sentence.
NARROW = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."})
KEYWORDS = dict.fromkeys(("N_", "tr", "Text", "Refused", "Conflict", "Trouble"))
# A date that moves would change every catalogue at every run.
DATE = datetime(2026, 1, 1, tzinfo=UTC)

CHINESE = "\u3400-\u9fff"
# A half-width mark that touches a Chinese character, also across a space. "10:30", "1,639.00" and "{a}/{b}" are fine.
HALF_WIDTH = re.compile(rf'[{CHINESE}] ?[,;:!?()"]|[,;:!?()"] ?[{CHINESE}]|[{CHINESE}]\.(?!\w)')


def path_of(language: str) -> Path:
    """The .po file of a language."""
    return HERE / language / "LC_MESSAGES" / "counterpart.po"


def extracted() -> Catalog:
    """Every marked text of the source, as a template."""
    template = Catalog(project="Counterpart", version="", charset="utf-8", creation_date=DATE)
    found = extract_from_dir(ROOT / "app", [("**.py", "python")], keywords=KEYWORDS, comment_tags=("For translators:",))
    for name, _line, message, comments, context in found:
        if not isinstance(message, str):
            raise ValueError(f"app/{name}: a plural form; the catalogues do without: {message}")
        template.add(message, None, [(f"app/{Path(name).as_posix()}", 0)], auto_comments=comments, context=context)
    return template


def catalogue(language: str) -> Catalog:
    """The catalogue as it is on disk; an empty one if there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, domain="counterpart", project="Counterpart", version="", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="counterpart", abort_invalid=True)


def entries(language: str) -> dict[str, Message]:
    """msgid → message, without the header."""
    return {message.id: message for message in catalogue(language) if message.id}


def save(language: str, found: Catalog) -> None:
    """Writes the .po file, sorted and without anything that changes by itself."""
    found.header_comment = f"# Counterpart, {language}. Written by `dev.py messages`; the msgstr lines are yours."
    found.creation_date = found.revision_date = DATE
    found.fuzzy = False
    found.project, found.version = "Counterpart", "0.1"
    found.msgid_bugs_address = "see CONTRIBUTING.md"
    found.last_translator = "The Counterpart authors"
    found.language_team = language
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, found, width=118, sort_output=True, ignore_obsolete=True, include_lineno=False)


def update() -> None:
    """Brings both catalogues to the texts of the source; translations of texts that stayed are kept."""
    template = extracted()
    for language in LANGUAGES:
        found = catalogue(language)
        found.update(template, no_fuzzy_matching=True)
        found.obsolete.clear()
        empty = [message for message in found if message.id and not message.string]
        if language == "en":
            for message in found:
                if message.id and message.string in (None, "", message.id):
                    message.string = str(message.id).translate(NARROW)
        save(language, found)
        told = "" if language == "en" else f", {len(empty)} without translation"
        print(f"{language}: {len(found)} texts{told}")


def fill(language: str, words: dict[str, str], *, again: bool = False) -> None:
    """Enters translations where there is none yet, with `again` everywhere; words without a text are ignored."""
    found = catalogue(language)
    done = 0
    for message in found:
        if message.id and message.id in words and (again or not message.string):
            message.string = words[message.id]
            done += 1
    save(language, found)
    print(f"{language}: {done} texts filled")


def compile_all() -> None:
    """Compiles each catalogue whose .mo is missing or older."""
    for language in LANGUAGES:
        po = path_of(language)
        mo = po.with_suffix(".mo")
        if po.exists() and (not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns):
            # Beside and then over it: a program that starts right now reads the old one or the new one.
            new = mo.with_suffix(".new")
            with new.open("wb") as file:
                write_mo(file, catalogue(language))
            new.replace(mo)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def problems(language: str) -> list[str]:
    """What is wrong with a catalogue, one sentence each; empty when it is complete and fits the source."""
    texts = {message.id for message in extracted() if message.id}
    have = entries(language)
    said = [f"not in the catalogue: {text!r}" for text in sorted(texts - have.keys())]
    said += [f"no longer in the source: {text!r}" for text in sorted(have.keys() - texts)]
    for text, message in sorted(have.items()):
        translation = str(message.string)
        if not translation:
            said.append(f"without translation: {text!r}")
            continue
        if message.fuzzy:
            said.append(f"fuzzy: {text!r}")
        if placeholders(text) != placeholders(translation):
            said.append(f"other placeholders: {text!r} → {translation!r}")
        if language == "zh_CN" and HALF_WIDTH.search(translation):
            said.append(f"half-width punctuation beside Chinese: {translation!r}")
    return said


def main() -> int:
    """The command line named above."""
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = top.add_subparsers(dest="command", required=True)
    for name in ("update", "compile", "check"):
        commands.add_parser(name)
    filling = commands.add_parser("fill")
    filling.add_argument("language", choices=LANGUAGES)
    filling.add_argument("words", type=Path, nargs="+")
    filling.add_argument("--again", action="store_true", help="also where there is a translation already")
    args = top.parse_args()
    if args.command == "update":
        update()
    elif args.command == "compile":
        compile_all()
    elif args.command == "fill":
        for words in args.words:
            fill(args.language, json.loads(words.read_text(encoding="utf-8")), again=args.again)
    else:
        found = [f"{language}: {line}" for language in LANGUAGES for line in problems(language)]
        print("\n".join(found) or "both catalogues are complete")
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
