"""The commands of backups: make one, send it to the second place, look into one, put it back. Knows services."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

from app.cli.counter import Counter
from app.core import i18n
from app.core.errors import Refused, Trouble
from app.core.i18n import N_, tr

Args = argparse.Namespace
PASSPHRASE = "COUNTERPART_PASSPHRASE"


def declare(add: Any) -> None:
    """Declares the commands of this module."""
    verb = add("backup", N_("Make a verified copy of the shop"), backup)
    verb.add_argument("--out", type=Path, metavar="FILE", help=N_("where to; default: the folder’s backups"))
    verb.add_argument(
        "--second-place", action="store_true", help=N_("also to the second place that this PC has under Data safety")
    )
    verb = add("restore", N_("Put a backup in place of the shop’s data"), restore, opens=False, signs_in=False)
    verb.add_argument("file", type=Path, metavar="FILE", help=N_("a backup"))
    verb.add_argument(
        "--with", dest="folder", type=Path, metavar="DIR",
        help=N_("take back from this folder of the exchange what other stations have and the backup has not"),
    )  # fmt: skip
    verb.add_argument("--look", action="store_true", help=N_("only say what is in it; nothing is changed"))
    verb.add_argument(
        "--into", type=Path, metavar="DIR", help=N_("into this empty folder; the shop’s data stays as it is")
    )


def backup(counter: Counter, args: Args) -> None:
    """backup [--out FILE] [--second-place]."""
    from app.services import backups

    made = backups.make(counter.desk, counter.actor, counter.store, args.out or counter.data / backups.FOLDER)
    lines = [str(made)]
    if args.second_place:
        place = backups.place_of(counter.kept.get)
        if place is None:
            raise Refused("This PC has no second place for backups. Choose one under Data safety.")
        told = backups.deliver(counter.desk, counter.data, place)
        if told.trouble is not None:
            raise Trouble(told.trouble)
        lines += [str(told.there.file)] if told.there else []
    counter.say({"file": made, "files": lines}, lines)


def restore(counter: Counter, args: Args) -> None:
    """restore FILE [--with DIR] [--look] [--into DIR]."""
    from app.services import backups
    from app.sync.rejoin import taking_back

    if args.look:
        look(counter, args.file)
        return
    target = args.into or counter.data
    counter.house.load_nouns()
    words, before = _passphrase(counter, args.file), taking_back(args.folder)
    done = backups.restore(target, args.file, words, fresh_folder=args.into is not None, before=before)
    said = {"restored": args.file, "folder": target, "kept": done.kept, "files": done.files, "damaged": done.damaged}
    lines = [tr("{file} is in place.", file=str(args.file))]
    if done.kept is not None:
        lines.append(tr("The data that was there is kept as {file}.", file=str(done.kept)))
    if done.damaged:
        lines.append(tr("{n} attached files were damaged and are missing. Run the check.", n=len(done.damaged)))
    counter.say(said, lines)


def look(counter: Counter, file: Path) -> None:
    """What is in a copy."""
    from app.services import backups

    counter.house.load_nouns()
    with tempfile.TemporaryDirectory(prefix="counterpart-") as room:
        inside = backups.look_inside(file, Path(room), _passphrase(counter, file))
    made = i18n.moment(inside.made_at) if inside.made_at else "–"
    lines = [tr("Made {when} by version {version}", when=made, version=inside.version or "–")]
    if inside.last_at:
        lines.append(tr("Last entry {when}", when=i18n.moment(inside.last_at)))
    if inside.newer:
        lines.append(tr("It was made by a newer version and can't be restored here."))
    lines += [
        tr("Station {code}: {n} audit entries, head {head}", code=code, n=n, head=head[:12])
        for code, (n, head) in inside.heads.items()
    ]
    lines += [f"{count:>8}  {tr(label)}" for label, count in inside.rows]
    lines += [f"{i18n.moment(paper.at)}  {paper.number}  {tr(paper.kind)}" for paper in inside.papers]
    counter.say(inside, lines)


def _passphrase(counter: Counter, file: Path) -> str:
    """Asked for a sealed copy only."""
    from app.services import backups

    if not backups.is_sealed(file):
        return ""
    said = os.environ.get(PASSPHRASE)
    return counter.asked(PASSPHRASE, tr("Passphrase: ")) if said is None else said
