"""`print parts.label …`: labels of any number of parts, bins or documents into a file or to a label printer."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from app.cli.counter import Counter
from app.cli.parsing import count
from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import tr
from app.core.kind import Kind
from app.services import documents
from app.services.labels import labels_of
from app.services.part_labels import CODES, STOCKS, LabelRun, stock_named

WAYS = ("pdf", "zpl", "tspl")


def declare(verb: Any) -> None:
    """The options that labels take besides."""
    group = verb.add_argument_group(tr("labels (sheets that end in .label or .labels)"))
    group.add_argument("--size", default="60x40", metavar="SIZE", help=f"{' | '.join(STOCKS)}, any WIDTHxHEIGHT in mm, "
                       "or ROWSxCOLUMNS@WIDTHxHEIGHT+LEFT+TOP/GAPxGAP")  # fmt: skip
    group.add_argument("--code", choices=tuple(CODES), default="auto", help=tr("what a scanner reads"))
    group.add_argument("--copies", type=count, default=1, metavar="N", help=tr("of each label"))
    group.add_argument("--start", type=count, default=1, metavar="N", help=tr("first free label of the sheet"))
    group.add_argument("--dpi", type=int, choices=(203, 300, 600), default=203, help=tr("the printer's resolution"))
    group.add_argument("--as", dest="way", choices=WAYS, default="pdf", help=tr("a PDF, or a label printer's language"))
    group.add_argument(
        "--to", metavar="PRINTER", help=tr("send it raw: a printer's name, tcp://HOST[:PORT], file:DEVICE")
    )


def print_labels(counter: Counter, args: argparse.Namespace, card: Kind) -> None:
    """print KIND.label NUMBER… [--out FILE | --to PRINTER]."""
    from app.printing import label_printers, labels, ports, saving

    if args.copies < 1:
        raise Refused("Enter a number of copies from 1 on.", where="copies")
    ids = [counter.ask(documents.locate, card.name, number) for number in args.number]
    found = tuple(replace(x, copies=x.copies * args.copies) for x in counter.ask(labels_of, card.name, ids))
    run = LabelRun(found, stock_named(args.size), args.dpi, args.code, args.start, i18n.current())
    content = labels.labels(run) if args.way == "pdf" else label_printers.code(run, args.way)
    if args.to:
        ports.send(args.to, content)
    if args.out:
        saving.save(args.out, content)
    notes = [tr(note) for note in labels.notes(run)]
    count = sum(label.copies for label in found)
    where = ", ".join(str(place) for place in (args.out, args.to) if place)
    counter.say(
        {"labels": count, "out": args.out, "to": args.to, "notes": notes},
        [*notes, tr("{count} labels: {where}", count=count, where=where)],
    )
