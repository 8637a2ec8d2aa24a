"""The people room: the generic list and page of users, and the sheets by which they are hired, given roles and secrets.

Built from kit parts and the generic room; it knows the use-cases of people and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget
from shiboken6 import isValid

from app.core.errors import Conflict, Problem, Refused
from app.core.i18n import N_, pick, tr
from app.core.screen import Field
from app.services import people
from app.services.documents import DocumentView
from app.services.people import OpenTask, Standing
from app.services.roles import EDIT_PEOPLE, SHIPPED
from app.views.document_room import DocumentRoom
from app.views.kit.buttons import Button, button
from app.views.kit.controls import FlagControl
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.keyline import Key
from app.views.kit.labels import fact, section, text
from app.views.kit.layout import col, grid, row
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.sidesheet import SideSheet
from app.views.kit.table import Memory
from app.views.people_handing import OPEN_WORK, HandingSheet
from app.views.session import Session

NAMES = (
    Field("name", N_("Full name"), "text", required=True, length=100),
    Field("login", N_("Login name"), "text", required=True, length=40),
    Field("badge", N_("Badge code"), "code", length=40),
    Field("phone", N_("Phone"), "text", length=30),
)
SECRETS = (
    Field("pin", N_("PIN"), "secret", help=N_("4 to 6 digits, for signing and the login tile")),
    Field(
        "password", N_("Password"), "secret", help=N_("For the command line; 8 characters or more, as the settings say")
    ),
)


class Roles(QWidget):
    """All roles to tick, and beside each whether this person leads that department."""

    def __init__(self, standing: Standing | None = None) -> None:
        super().__init__()
        self._roles = {r.code: FlagControl(pick(r.name_zh, r.name_en)) for r in SHIPPED}
        self._heads = {r.code: FlagControl(tr("leads it")) for r in SHIPPED}
        self.said = text("", "caption", "bad", wrap=True)
        for code, box in self._roles.items():
            box.called(pick(*next((r.name_zh, r.name_en) for r in SHIPPED if r.code == code)), f"role.{code}")
            box.put(standing is not None and code in standing.roles)
            self._heads[code].called(tr("leads it"), f"head.{code}")
            self._heads[code].put(standing is not None and code in standing.heads)
        cells = [[self._roles[code], self._heads[code]] for code in self._roles]
        self.setLayout(col(grid(cells, vgap=2), self.said, gap=6))

    def chosen(self) -> tuple[list[str], list[str]]:
        """Codes of the roles, and of the departments led."""
        return [c for c, box in self._roles.items() if box.value()], [c for c, b in self._heads.items() if b.value()]


class PersonSheet(SideSheet):
    """Fields and roles at the side; what is wrong is said where it is. `given` carries the values."""

    def __init__(
        self, home: QWidget, title: str, verb: str, fields: Sequence[Field], session: Session, roles: Roles | None,
        send: Callable[[PersonSheet], object],
    ) -> None:  # fmt: skip
        super().__init__(home, title, verb)
        self.boxes = {f.name: FieldBox(f, make_control(f, None, session.tasks)) for f in fields}  # type: ignore[arg-type]
        self.roles = roles
        self._other = text("", "body", "bad", wrap=True)
        for box in self.boxes.values():
            self.put(box)
        if roles is not None:
            self.put(text(tr("Roles"), "section"))
            self.put(roles)
        self.put(self._other)
        self.done.connect(lambda: send(self))
        self.open_sheet(next((box.control for box in self.boxes.values()), None))

    def values(self) -> dict[str, Any]:
        """What was entered; empty as None."""
        return {name: box.control.value() or None for name, box in self.boxes.items()}

    def failed(self, error: Exception) -> None:
        """Each problem beside its field; what belongs to none, at the foot."""
        problems: Sequence[Problem] = error.problems if isinstance(error, Refused) else ()
        by_place = {p.where: p for p in problems}
        for name, box in self.boxes.items():
            box.show_problem(by_place.pop(name, None))
        if self.roles is not None:
            wrong = by_place.pop("roles", None)
            self.roles.said.tell(tr(wrong.text) if wrong else "", "bad")
        self._other.tell(" ".join(tr(p.text) for p in by_place.values()), "bad")


def _words(codes: Sequence[str]) -> str:
    names = {r.code: pick(r.name_zh, r.name_en) for r in SHIPPED}
    return " · ".join(names.get(code, code) for code in codes) or "–"


class PeopleRoom(Room):
    """Who works here. Names are edited on the page as of any record; the rest by the buttons over it."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.people")
        self._session = session
        self._standing: Standing | None = None
        self._toggle: Button | None = None
        self.base = DocumentRoom(people.KIND, session, memory, self, self._over_list())
        stack = QStackedLayout()
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.base)
        self.setLayout(stack)
        self.base.changed.connect(self.changed)
        self.base.said.connect(self.said.emit)
        self.base.asked.connect(self.asked.emit)

    def _over_list(self) -> Sequence[QWidget]:
        if not self._session.may(EDIT_PEOPLE):
            return ()
        return (button(tr("New user"), "primary", "plus", key="Ctrl+N", act=self.hire, object_name="people.new"),)

    # --- what the generic page gets ---------------------------------------------------------------------------------
    def head(self, seen: DocumentView) -> Sequence[QWidget]:
        """Roles, secrets, and whether he may come in at all."""
        if not self._session.may(EDIT_PEOPLE):
            return ()
        work = button(tr("Open work…"), "", "list-checks", act=partial(self.see_work, seen), object_name="people.work")
        self._toggle = button(tr("Disable"), "", "ban", object_name="people.active")
        self._toggle.clicked.connect(partial(self.let_in, seen))
        roles = button(tr("Roles…"), "", "users", act=partial(self.give_roles, seen), object_name="people.roles")
        secrets = button(
            tr("New PIN or password…"), "", "lock", act=partial(self.give_secrets, seen), object_name="people.secrets"
        )
        return roles, secrets, work, self._toggle

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """What the fields do not say; read in the background."""
        facts = row(gap=28)
        self._session.ask(people.standing, seen.id, done=partial(self._stand, facts), owner=self, latest="standing")
        return (section(tr("Standing"), facts),)

    def _stand(self, facts: QHBoxLayout, now: Standing) -> None:
        self._standing = now
        if self._toggle is not None and isValid(self._toggle):
            self._toggle.rename(tr("Disable") if now.active else tr("Enable"))
            self._toggle.show_icon("ban" if now.active else "check")
        if not isValid(facts):
            return
        yes = {True: tr("Yes"), False: tr("No")}
        cells = (
            (tr("Roles"), _words(now.roles)), (tr("Head of department"), _words(now.heads)), (tr("PIN"), yes[now.pin]),
            (tr("Password"), yes[now.password]), (tr("Active"), yes[now.active]),
        )  # fmt: skip
        for label, said in cells:
            facts.addLayout(fact(label, text(said)))
        facts.addStretch(1)

    # --- sheets -----------------------------------------------------------------------------------------------------
    def hire(self) -> None:
        """Ctrl+N: names, roles and secrets of a new user on one sheet."""
        PersonSheet(self, tr("New user"), tr("Create user"), (*NAMES, *SECRETS), self._session, Roles(), self._hired)

    def _hired(self, sheet: PersonSheet) -> None:
        roles, heads = sheet.roles.chosen() if sheet.roles else ([], [])
        given = sheet.values()
        self._send(
            sheet,
            people.create,
            given.pop("login") or "",
            given.pop("name") or "",
            roles,
            given=given | {"heads": heads},
        )

    def give_roles(self, seen: DocumentView) -> None:
        """Which roles he has, which departments he leads."""
        send = partial(self._given_roles, seen)
        PersonSheet(self, tr("Roles of {name}", name=seen.title), tr("Save"), (), self._session,
                    Roles(self._standing), send)  # fmt: skip

    def _given_roles(self, seen: DocumentView, sheet: PersonSheet) -> None:
        roles, heads = sheet.roles.chosen() if sheet.roles else ([], [])
        self._send(sheet, people.set_roles, seen.id, seen.version, roles, given={"heads": heads})

    def give_secrets(self, seen: DocumentView) -> None:
        """For one who forgot his."""
        title = tr("New PIN or password of {name}", name=seen.title)
        PersonSheet(self, title, tr("Save"), SECRETS, self._session, None, partial(self._given_secrets, seen))

    def _given_secrets(self, seen: DocumentView, sheet: PersonSheet) -> None:
        self._send(sheet, people.set_secrets, seen.id, given=sheet.values())

    def _send(self, sheet: PersonSheet, case: Any, *args: Any, given: dict[str, Any]) -> None:
        self._session.run(case, *args, given=given, done=partial(self._sent, sheet), failed=sheet.failed, owner=sheet)

    def _sent(self, sheet: PersonSheet, made: Any) -> None:
        sheet.close_sheet()
        self.said.emit(tr("Saved."), None)
        self.refresh()

    def see_work(self, seen: DocumentView) -> None:
        """What waits for him, to hand it over: while he is away, or after he was disabled."""
        words = tr("Choose who gets what is ticked.")
        HandingSheet(self, seen, self._session, lambda _seen: self.refresh(), words).read()

    def let_in(self, seen: DocumentView, _on: bool = False) -> None:
        """Disabled people can't come in or sign; what they did keeps their name."""
        if self._standing is None:
            return
        case = people.disable if self._standing.active else people.enable
        self._switch(case, seen)

    def _switch(self, case: Any, seen: DocumentView) -> None:
        self._session.run(
            case, seen.id, seen.version, done=partial(self._switched, case, seen), failed=self._not_let, owner=self
        )  # fmt: skip

    def _switched(self, case: Any, seen: DocumentView, _version: int) -> None:
        self.refresh()
        if case is people.disable:
            self._session.ask(people.open_work, seen.id, done=partial(self._left, seen), owner=self)

    def _left(self, seen: DocumentView, tasks: Sequence[OpenTask]) -> None:
        """E92: what other stations have of him does not keep him in, but nobody forgets it."""
        if tasks:
            words = tr("Other stations still have {n} open tasks of {name}. They hear of it with the next exchange.",
                       n=len(tasks), name=seen.title)  # fmt: skip
            self.said.emit(words, None)

    def _not_let(self, error: Exception) -> None:
        seen = self.base.page.seen if self.base.page is not None else None
        if seen is not None and isinstance(error, Refused) and error.where == OPEN_WORK:
            words = tr("Choose who gets what is ticked. When nothing is left, the user is disabled.")
            HandingSheet(self, seen, self._session, self._free, words).read()
        elif isinstance(error, (Refused, Conflict)) and self.base.page is not None:
            self.base.page.messages.say("refused", "bad", tr(error.text))

    def _free(self, seen: DocumentView) -> None:
        """Nothing is his any more: now he can be disabled."""
        self._switch(people.disable, seen)

    # --- what the frame asks ----------------------------------------------------------------------------------------
    def title(self) -> str:
        return self.base.title()

    def keys(self) -> Sequence[Key]:
        hire = [Key("Ctrl+N", tr("New user"), self.hire)] if self._session.may(EDIT_PEOPLE) else []
        return [*self.base.keys(), *(hire if self.base.page is None else ())]

    def on_shown(self, argument: object = None) -> None:
        self.base.on_shown(argument)

    def wants_scan(self, code: str) -> bool:
        return self.base.wants_scan(code)

    def regions(self) -> Sequence[QWidget]:
        return self.base.regions()

    def refresh(self) -> None:
        self.base.refresh()

    def unsaved(self) -> str:
        return self.base.unsaved()

    def save(self) -> bool:
        return self.base.save()
