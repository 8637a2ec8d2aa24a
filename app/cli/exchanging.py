"""The commands of the exchange with other stations: pair, export, import, status, merges. Knows app.sync."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.counter import Counter
from app.cli.parsing import shared
from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import N_, tr

Args = argparse.Namespace


def declare(add: Any) -> None:
    """Declares the commands of this module: `sync VERB`."""
    sync = add("sync", N_("Exchange data with other stations by packages in a folder"), run)
    verbs = sync.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"), dest="verb", required=True)
    again = shared(again=True)
    for name, says, options in (
        ("pair", N_("Write this station's card, or trust a station by its card"), _pair_options),
        ("unpair", N_("Exchange nothing with a station any more"), _code),
        ("go-on", N_("Send again after this station was restored from a backup"), _nothing),
        ("export", N_("Write what the others lack, a package for each, into a folder"), _export_options),
        ("import", N_("Take in what lies in the folder for this station"), _folder),
        ("status", N_("Who has what, what waits, what was refused"), _nothing),
        ("merges", N_("Records that two stations changed at once; decide which version stands"), _merge_options),
    ):
        options(verbs.add_parser(name, help=tr(says), description=tr(says), parents=[again]))


def _nothing(_verb: Any) -> None:
    """No options."""


def _code(verb: Any) -> None:
    verb.add_argument("station", metavar="STATION", help=N_("code of the station, e.g. 02"))


def _folder(verb: Any) -> None:
    verb.add_argument("folder", type=Path, metavar="DIR", help=N_("the folder that the stations share"))


def _pair_options(verb: Any) -> None:
    verb.add_argument(
        "card", type=Path, metavar="FILE", help=N_("the card of the other station, or where to write ours")
    )
    verb.add_argument("--write", action="store_true", help=N_("write the card of this station"))
    verb.add_argument("--fingerprint", metavar="TEXT", help=N_("as it was read out at the other station"))
    verb.add_argument("--own-only", action="store_true", help=N_("send it only what was done here, nothing of others"))
    verb.add_argument("--sealed", action="store_true", help=N_("encrypt packages for it (age)"))


def _export_options(verb: Any) -> None:
    _folder(verb)
    verb.add_argument("--to", metavar="STATION", default="", help=N_("only for this station"))
    verb.add_argument("--again", action="store_true", help=N_("everything there is, from the beginning"))
    verb.add_argument("--anyhow", action="store_true", help=N_("also if there is nothing new"))


def _merge_options(verb: Any) -> None:
    verb.add_argument("--decide", metavar="N", type=int, help=N_("the entry of the list, as numbered there"))
    verb.add_argument("--take", choices=["kept", "other"], default="kept", help="kept | other")


def run(counter: Counter, args: Args) -> int:
    """sync VERB."""
    {
        "pair": _pair, "unpair": _unpair, "go-on": _go_on, "export": _export, "import": _import, "status": _status,
        "merges": _merges,
    }[args.verb](counter, args)  # fmt: skip
    return 0


def _pair(counter: Counter, args: Args) -> None:
    from app.sync import site

    if args.write:
        mine = counter.do(site.set_up)
        args.card.write_text(counter.ask(site.card), encoding="utf-8")
        said = tr("The card is in {file}. Read out this fingerprint when the other station is paired: {print}",
                  file=str(args.card), print=mine)  # fmt: skip
        counter.say({"file": args.card, "fingerprint": mine}, said)
        return
    card = args.card.read_text(encoding="utf-8")
    if not args.fingerprint:
        peer = site.read_card(card)
        raise Refused(
            "Have the fingerprint read out at station {station} and give it with --fingerprint. The card says: {print}",
            where="fingerprint", station=peer.code, print=peer.fingerprint,
        )  # fmt: skip
    code = counter.do(site.pair, card, args.fingerprint, relay=not args.own_only, sealed=args.sealed)
    counter.say({"station": code}, tr("Station {station} is paired.", station=code))


def _unpair(counter: Counter, args: Args) -> None:
    from app.sync import site

    counter.do(site.unpair, args.station)
    counter.say({"station": args.station}, tr("Station {station} is no longer paired.", station=args.station))


def _go_on(counter: Counter, args: Args) -> None:
    from app.sync import site

    counter.do(site.go_on)
    counter.say({}, tr("The exchange goes on."))


def _export(counter: Counter, args: Args) -> None:
    from app.sync import exchange

    done = exchange.export(
        counter.desk, counter.actor, args.folder, only=args.to, again=args.again, anyhow=args.anyhow
    )  # fmt: skip
    lines = [str(file) for file in done.written] or [tr("There is nothing new to send.")]
    counter.say({"written": done.written}, lines)


def _import(counter: Counter, args: Args) -> None:
    from app.sync import exchange

    done = exchange.take(counter.desk, counter.actor, args.folder)
    words = {"applied": tr("taken in"), "known": tr("nothing new"), "waiting": tr("waits"), "refused": tr("set aside")}
    lines = [
        f"{one.name}: {words[one.state]}" + (f": {tr(one.reason)}" if one.reason else "")
        + (tr(", {records} records, {rows} rows, {n} to decide", records=one.records, rows=one.rows, n=one.conflicts)
           if one.state == "applied" else "")
        for one in done.seen
    ] or [tr("There is nothing for this station.")]  # fmt: skip
    counter.say(done.seen, lines)


def _status(counter: Counter, args: Args) -> None:
    from app.sync import status

    found = counter.ask(status.status)
    lines = [tr("Station {station}, fingerprint {print}", station=found.station, print=found.fingerprint or "—")]
    if found.restored:
        lines.append(tr("This station was restored from a backup and sends nothing yet: counterpart sync go-on"))
    for one in found.peers:
        sent, received = (i18n.moment(at) if at else "—" for at in (one.sent_at, one.received_at))
        lines.append(
            tr("{station}: sent {sent}, received {received}, not confirmed: {n}", station=one.peer.called, sent=sent,
               received=received, n="—" if one.unconfirmed is None else one.unconfirmed)
        )  # fmt: skip
    lines += [f"{p.name}: {tr(p.reason) if p.reason else p.state}" for p in found.packages]
    if found.merges:
        lines.append(tr("{n} records to decide: counterpart sync merges", n=found.merges))
    counter.say(found, lines)


def _merges(counter: Counter, args: Args) -> None:
    from app.sync import decisions

    found = counter.ask(decisions.merges)
    if args.decide is not None:
        if not 1 <= args.decide <= len(found):
            raise Refused("There is no entry {n} on the list.", n=args.decide)
        counter.do(decisions.decide, found[args.decide - 1].id, args.take.upper())
        counter.say({"left": len(found) - 1}, tr("{n} records to decide.", n=len(found) - 1))
        return
    lines = []
    for number, one in enumerate(found, 1):
        lines.append(f"{number}. {tr(one.label)} {tr(one.called)}" + (f" → {one.renamed}" if one.renamed else ""))
        lines += [
            tr("   {field}: {kept} (station {a}) · {other} (station {b})", field=tr(f.label), kept=f.kept,
               a=one.kept.station, other=f.other, b=one.other.station)
            for f in one.fields
        ]  # fmt: skip
    counter.say(found, lines or [tr("Nothing is to be decided.")])
