"""Works in the demo shop's past: a clock that walks, and people who do steps and sign them. Knows no story."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Desk, UseCase
from app.services import documents, drafts, signing
from app.services.demo.people import PEOPLE
from app.services.kinds import named

_PINS = {p.login: p.pin for p in PEOPLE}


class Walker:
    """Does what people do, at the moment its clock shows. Hand `now` to `clock.frozen`."""

    def __init__(self, desk: Desk, start: datetime) -> None:
        self.desk = desk
        self.at = start
        self.people: dict[str, Actor] = {}

    def now(self) -> datetime:
        """The moment of the walk; every look at the clock takes a millisecond."""
        self.at += timedelta(milliseconds=1)
        return self.at

    def go(self, moment: datetime) -> None:
        """Walks on to `moment`, never back."""
        self.at = max(self.at, moment)

    def run(self, login: str, case: UseCase[..., Any], *args: Any, **more: Any) -> Any:
        """A use-case, by one person."""
        return self.desk.run(case, self.people[login], *args, **more)

    def create(self, login: str, kind: str, values: dict[str, Any]) -> Id:
        """A draft, by one person."""
        return self.desk.run(drafts.create, self.people[login], kind, values)

    def edit(self, login: str, kind: str, id: Id, values: dict[str, Any]) -> None:
        """Changes a draft, by one person."""
        version = self.desk.ask(documents.standing, self.people[login], kind, id).version
        self.run(login, drafts.edit, kind, id, version, values)

    def state(self, login: str, kind: str, id: Id) -> str:
        """The present state of a document."""
        return str(self.desk.ask(documents.standing, self.people[login], kind, id).state)

    def step(
        self, login: str, kind: str, id: Id, name: str, answers: Mapping[str, Any] | None = None, *, signer: str = ""
    ) -> None:
        """One step of a document; a step that is signed takes the PIN of `signer`, else of the person himself."""
        actor = self.people[login]
        version = self.desk.ask(documents.standing, actor, kind, id).version
        workflow = named(kind).workflow
        if workflow is not None and workflow.step(name).sign:
            who = signer or login
            user = self.people[who].user
            if user is not None:
                actor = actor.signed(
                    signing.sign(
                        self.desk, actor, user=user, pin=_PINS[who], kind=kind, id=id, step=name, version=version
                    )
                )
        self.desk.run(documents.step, actor, kind, id, name, dict(answers or {}), version)
