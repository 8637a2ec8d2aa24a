"""A restored station takes its own lost work back, out of packages in which another one sent everything again.

It happens before the copy is put in place: then its audit ends where the copy was made, and what the others have of it
follows without a gap. Later it would have gone on by itself, and two pasts can't be made one.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.desk import Desk, Reader, query
from app.core.errors import Refused
from app.models.base import Document
from app.services.backups.restoring import Number
from app.services.kinds import KINDS
from app.services.people.login import program
from app.services.roles import EXCHANGE
from app.services.shop import own_station
from app.sync import exchange
from app.sync.apply import take_in
from app.sync.reading import opened
from app.sync.site import peers
from app.sync.workbench import bench, home

log = logging.getLogger(__name__)


def taking_back(folder: str | Path | None) -> Callable[[Desk], list[Number]]:
    """What `backups.restore` does with a copy before it goes in place: takes in what lies in the exchange's folder.

    Gives the last numbers of the papers that came back. A package that does not fit is left where it is.
    """

    def take(desk: Desk) -> list[Number]:
        actor = program(desk.ask(own_station, program("")))
        files = list(exchange.packages_for(Path(folder), actor.station)) if folder and Path(folder).is_dir() else []
        came = False
        for file in files:
            try:
                site, known = desk.ask(exchange.site, actor), desk.ask(peers, actor)
                with file.open("rb") as stream:
                    sha = hashlib.file_digest(stream, "sha256").hexdigest()
                with bench(desk.ask(home, actor)) as own, opened(file, site, known, own) as package:
                    if actor.station in package.streams:
                        desk.run(take_in, actor, package, sha, own=True)
                        came = True
            except (Refused, IntegrityError, LookupError, ValueError, TypeError, OSError) as error:
                ours = not isinstance(error, (Refused, OSError))  # our bug, or a package that does not fit our books
                log.info("nothing was taken back from %s: %s", file.name, error, exc_info=ours)
        return desk.ask(last_numbers, actor) if came else []

    return take


@query("exchange.last_numbers", allow=EXCHANGE)
def last_numbers(ctx: Reader) -> list[Number]:
    """(prefix, station, day, last) of this station's papers, of each series the last."""
    found: dict[str, tuple[str, int]] = {}
    for model in {kind.model for kind in KINDS if issubclass(kind.model, Document)}:
        for number in ctx.conn.execute(select(model.number).where(model.station == ctx.station)).scalars():
            prefix, station, day, last = (*number.split("-"), "", "", "")[:4]
            if station == ctx.station and day.isdigit() and last.isdigit():
                found[prefix] = max(found.get(prefix, ("", 0)), (day, int(last)))
    return [(prefix, ctx.station, day, last) for prefix, (day, last) in found.items()]
