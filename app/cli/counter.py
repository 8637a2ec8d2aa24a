"""One command's place at the desk: opened shop, signed-in person, signature, answers as text or JSON. Knows no noun."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from app.core.access import Actor
from app.core.clock import Id
from app.core.errors import Refused, Trouble
from app.core.i18n import tr

if TYPE_CHECKING:
    from app.cli import House
    from app.core.desk import Desk, UseCase


class Counter:
    """What a command works with. `desk` and `actor` are there after `open` and `sign_in`."""

    desk: Desk
    actor: Actor
    store: Any

    def __init__(self, args: argparse.Namespace, house: House) -> None:
        self.args, self.house = args, house
        self.data: Path = args.data or house.data
        self.database: str | None = args.database or house.database
        self._opened = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened:
            self.desk.close()
            self.store.close()

    @property
    def kept(self) -> dict[str, Any]:
        """What the workstation's file says of this PC."""
        file = self.data / "workstation.json"
        try:
            return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}
        except ValueError as error:
            raise Trouble("{file} can't be read. Delete it and set this PC up again.", file=str(file)) from error

    @property
    def station(self) -> str:
        """The code of this PC's station: what the workstation's file says, else the one whose books are kept here."""
        from app.services import shop

        return str(self.kept.get("station") or self.desk.ask(shop.own_station, Actor(None, "Counterpart", "")))

    def open(self) -> None:
        """Opens the shop. Refused if there is none here: only `demo` and `restore` make one."""
        if self.database is None and not (self.data / "counterpart.db").exists() and not self.args.command == "demo":
            raise Refused(
                "There is no shop in {folder}. Give its folder with --data, or make one with “demo --empty”.",
                folder=str(self.data),
            )
        self.house.open_log()
        self.store, self.desk = self.house.open_shop(self.data, self.database)
        self._opened = True
        self.actor = self.program

    @property
    def program(self) -> Actor:
        """The program itself, at this station."""
        return Actor(None, "Counterpart", self.station)

    def sign_in(self) -> None:
        """Lets the person in by password. Refused if it is wrong; usage error if nobody says who it is."""
        from app.services import people

        name = self.args.user or os.environ.get("COUNTERPART_USER")
        if not name:
            raise Refused("Say who you are: --user NAME.", where="user")
        secret = os.environ.get("COUNTERPART_PASSWORD")
        secret = self.asked("COUNTERPART_PASSWORD", tr("Password of {name}: ", name=name)) if secret is None else secret
        self.actor = people.sign_in(self.desk, self.station, name, secret, by="PASSWORD")

    def signed(self, kind: str, document: Id, version: int, step: str) -> Actor:
        """The actor with the signer's PIN given for exactly this step."""
        from app.services import signing, values

        name = self.args.signer or self.args.user or os.environ.get("COUNTERPART_USER", "")
        pin = os.environ.get("COUNTERPART_PIN")
        pin = self.asked("COUNTERPART_PIN", tr("PIN of {name}: ", name=name)) if pin is None else pin
        user = self.desk.ask(values.find_record, self.program, "people", name)
        signer = signing.sign(
            self.desk, self.actor, user=user, pin=pin, kind=kind, id=document, step=step, version=version
        )
        return self.actor.signed(signer)

    @staticmethod
    def asked(variable: str, prompt: str) -> str:
        """A secret, typed at the terminal. Refused where nobody can type."""
        if not sys.stdin.isatty():
            raise Refused("A secret is needed: set {name}, or run this in a terminal.", name=variable)
        return getpass.getpass(prompt)

    def ask(self, case: UseCase[..., Any], *args: Any, **more: Any) -> Any:
        """Asks a query as the signed-in person."""
        return self.desk.ask(case, self.actor, *args, **more)

    def do(self, case: UseCase[..., Any], *args: Any, **more: Any) -> Any:
        """Runs a use-case as the signed-in person."""
        return self.desk.run(case, self.actor, *args, **more)

    def say(self, data: Any, lines: str | Sequence[str] | None = None) -> None:
        """Prints the answer: `data` with --json, else `lines` (nothing given: the data, readable)."""
        from app.services.values import plain

        if self.args.json or lines is None:
            print(json.dumps(plain(data), ensure_ascii=False, indent=None if self.args.json else 2))
        else:
            print(lines if isinstance(lines, str) else "\n".join(lines))


def given(text: str | None, option: str = "--with") -> dict[str, Any]:
    """The JSON object behind an option ("-" = from the standard input). Numbers stay as they were written."""
    if not text:
        return {}
    try:
        found = json.loads(sys.stdin.read() if text == "-" else text, parse_float=str)
    except ValueError as error:
        raise Refused(
            "{option} is not JSON: {reason}.", where=option.strip("-"), option=option, reason=str(error)
        ) from error
    if not isinstance(found, dict):
        example = '{"name_zh": "火花塞"}'
        raise Refused(
            "{option} takes a JSON object such as {example}.", where=option.strip("-"), option=option, example=example
        )
    return found
