"""Kind: the card that names the parts of a document type or master. Knows no particular one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.access import Permission
from app.core.clock import Id
from app.core.screen import FormSpec, ListSpec
from app.core.workflow import Verdict, Workflow

if TYPE_CHECKING:
    from app.core.desk import UseCase


@dataclass(frozen=True)
class Sheet:
    """A printed sheet of a kind: its name in printing.SHEETS, its label; `data(ctx, id)` gives the frozen dataclass."""

    name: str
    label: str
    data: Any
    states: tuple[str, ...] = ()  # () = in every state


@dataclass(frozen=True)
class Picker:
    """How the records of a kind are chosen in a field, by people who need not see the kind itself.

    `allow`: who may pick; he learns name and fact, nothing else. `find(ctx, text)` gives ids, the likeliest first;
    `fact(ctx, record)` the one fact that tells it apart. `called` is the attribute shown instead of key and title.
    """

    allow: Permission
    find: Any
    fact: Any
    called: str = ""


@dataclass(frozen=True)
class Link:
    """Another document that belongs to this one: its kind, id and number, and what it is to this one (a msgid)."""

    kind: str
    id: Id
    called: str
    label: str
    state: str = ""


@dataclass(frozen=True)
class Waits:
    """How documents of a kind wait on Today: the attributes that say when they are due, for which car and about what.

    `due_in` names the states in which that counts (none: all). `here`: `due` is when somebody came and waits since.
    `tell(ctx, records)` gives more words where attributes do not say it. `whose(ctx)` is the condition that leaves out
    what is a colleague's, or another day's. `also`: what is done in a state beside or before its main step, as (state,
    who does it, verb).
    """

    due: str = ""
    due_in: tuple[str, ...] = ()
    here: bool = False
    plate: str = ""
    about: tuple[str, ...] = ()
    tell: Callable[[Any, Sequence[Any]], Mapping[Id, str]] | None = None
    whose: Callable[[Any], Any] | None = None
    also: tuple[tuple[str, Permission, str], ...] = ()


@dataclass(frozen=True)
class Task:
    """One piece of open work of a person: `id` is what is given to another, `document` of `kind` is where it stands.

    `number` is what the document is called, `what` says in a few words what is to be done. Only the `station` whose
    books it is in can give it to another.
    """

    person: Id
    station: str
    id: Id
    kind: str
    document: Id
    number: str
    what: str


@dataclass(frozen=True)
class Charge:
    """One way in which documents name who is in charge: `name` ("complaints.measures"), and its label (a msgid).

    `open(ctx, people)`: open tasks of any of them, of all stations; `give(ctx, id, person, to)`: one of them goes to
    `to`, whom the caller tells; Refused if he may not have it. `needs`: what he must be allowed to do.
    """

    name: str
    label: str
    open: Callable[[Any, Collection[Id]], Sequence[Task]]
    give: Callable[[Any, Id, Id, Id], None]
    needs: Permission | None = None


@dataclass(frozen=True)
class Kind:
    """Everything the program needs to list, show, edit, step, print and trace one type.

    `name` is the noun, the file name in every layer ("counts"); `model` the mapped class; `prefix` the document
    number's ("SC", "" for masters); `area` the rail's group. `usecases` are further verbs of this noun, which the
    command line and the docs list. `rules` name what of the rulebook its existence carries out.
    """

    name: str
    label: str
    plural: str
    icon: str
    area: str
    model: type[Any]
    view: Permission
    edit: Permission
    list: ListSpec
    form: FormSpec
    workflow: Workflow | None = None
    prefix: str = ""
    sheets: tuple[Sheet, ...] = ()
    usecases: tuple[UseCase[..., Any], ...] = ()
    rules: tuple[str, ...] = ()
    key: str = "number"  # the attribute people call one by: number, or code for masters
    spelt: Callable[[str], str] = str  # a name as people write it → as `key` keeps it
    title: str = ""  # the attribute shown beside it; "" = none
    before_save: Any = None  # (ctx, record, values) → None: raises Refused; fills snapshots
    after_save: Any = None  # (ctx, record) → None: keeps what is derived
    prefixes: tuple[tuple[str, str], ...] = ()  # (type, prefix) of documents whose `type` has numbers of its own
    before_remove: Any = None  # (ctx, record) → None: gives back what a deleted draft had taken
    creatable: bool = True
    create: Permission | None = None  # who makes new ones, if not all who edit them
    mine: Callable[[Any, Any], Verdict] | None = None  # (ctx, record) → why this holder of `edit` may not write it
    picker: Picker | None = None  # None: who may see the kind picks from its list
    waits: Waits = Waits()
    links: Callable[[Any, Any], Sequence[Link]] | None = None  # (ctx, record) → the documents that belong to it
    charges: tuple[Charge, ...] = ()  # what goes to somebody else before its owner is disabled
