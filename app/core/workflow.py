"""Workflows declared once, and the only writer of `state`. Knows documents only as objects with id, state and version.

Every consumer reads the same declaration: `apply` in use-cases, `offers` for buttons, lists for colours and filters,
the command line for verbs, the generated docs for diagrams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from app.core.access import Actor, Permission, Signer
from app.core.clock import Id
from app.core.errors import Conflict, Problem, Refused
from app.core.i18n import N_, Text
from app.core.screen import Field

Family = Literal["idle", "active", "warn", "wait", "ok", "bad"]
Verdict = Text | Problem | None  # why not, or None = fine
Guard = Callable[[Any, Any], Verdict | tuple[Problem, ...]]  # (ctx, document); several problems: all are said at once
Bar = Callable[[Any, Any, Id], Verdict]  # (ctx, document, person): why this person may not do or sign it
Effect = Callable[[Any, Any, dict[str, Any]], None]  # (ctx, document, answers)


class Moves(Protocol):
    """What a workflow needs of a document."""

    id: Id
    number: str
    state: str
    version: int


class Ground(Protocol):
    """What a workflow needs of the context of a use-case."""

    @property
    def actor(self) -> Actor: ...

    def redeem(self, document: Id, version: int, step: str) -> Signer: ...

    def trace(
        self, document: Any, step: Step, source: str, answers: Mapping[str, Any], signer: Signer | None
    ) -> None: ...


ANYWHERE = "*"


@dataclass(frozen=True)
class State:
    """A state: code, label and the family that gives colour and icon.

    A side state names the one it hangs beneath as `beside`; ANYWHERE: the one it was left from (cancelled).
    """

    code: str
    label: str
    family: Family = "active"
    beside: str = ""


@dataclass(frozen=True)
class Step:
    """One transition.

    `guards` say why not; `bars` say who may not (also over the signer); `asks` are the fields of the side sheet;
    `sign` wants the PIN of one who holds `allow`; `prints` names the sheet offered after commit; `side` steps live
    under "More"; `rules` name what of the rulebook it carries out ("R11", "SD4"). A step that `follows` from another
    document's step (an order is received by its receipts) is never offered or pressed: see `follow`.
    """

    name: str
    label: str
    source: tuple[str, ...]
    target: str
    allow: Permission
    rules: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    bars: tuple[Bar, ...] = ()
    effect: Effect | None = None
    asks: tuple[Field, ...] = ()
    sign: bool = False
    prints: str = ""
    side: bool = False
    danger: bool = False
    done: str = ""  # what the toast says afterwards; "" = the label
    follows: bool = False
    after: Callable[[Any, Any], None] | None = None  # (ctx, document): told when the new state stands


@dataclass(frozen=True)
class Offer:
    """A step as shown to one person for one document: pressable, or with the reason why not."""

    step: str
    label: str
    target: str
    permitted: bool
    problems: tuple[Problem, ...]  # why not: all that was found at once
    sign: bool
    asks: tuple[Field, ...]
    prints: str
    side: bool
    danger: bool
    primary: bool = False

    @property
    def refusal(self) -> Text | None:
        """The first reason why not; None = it can be done."""
        return self.problems[0].text if self.problems else None

    @property
    def where(self) -> str:
        """The field that this reason is about; "" = the whole."""
        return self.problems[0].where if self.problems else ""


@dataclass(frozen=True)
class Workflow:
    """States in reading order, the first state, and the steps between them."""

    states: tuple[State, ...]
    start: str
    steps: tuple[Step, ...]

    def state(self, code: str) -> State:
        """The state with this code."""
        return next(s for s in self.states if s.code == code)

    def step(self, name: str) -> Step:
        """The step with this name; Refused if the document type has none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise Refused(
            "There is no step “{step}” here. Possible: {names}.", step=name, names=", ".join(s.name for s in self.steps)
        )

    def final(self, code: str) -> bool:
        """True if no step leads out of the state."""
        return not any(code in s.source for s in self.steps)


_moving: ContextVar[bool] = ContextVar("moving", default=False)


def moving() -> bool:
    """True while this module itself writes a state; the models refuse every other assignment."""
    return _moving.get()


@contextmanager
def _move() -> Iterator[None]:
    token = _moving.set(True)
    try:
        yield
    finally:
        _moving.reset(token)


def begin(workflow: Workflow, document: Any) -> None:
    """Puts a new document into its first state."""
    with _move():
        document.state = workflow.start


def judge(verdict: Verdict, where: str = "") -> Problem | None:
    """A guard's answer as a Problem."""
    return Problem(where, verdict) if isinstance(verdict, Text) else verdict


def elsewhere(ctx: Any, document: Any) -> Text | None:
    """Why this document can't be changed here: it belongs to the books of another station. None = it is ours."""
    if getattr(document, "shared", True) or document.station in ("", ctx.station):
        return None
    if document.station not in ctx.far_stations:
        return None
    words = N_("This belongs to station {station}; here is a copy to read. Only that station changes it.")
    return Text(words, station=document.station)


def refusals(ctx: Any, document: Any, step: Step, person: Id | None) -> tuple[Problem, ...]:
    """What the first guard or bar says that stands in the way of this person (None = whoever may sign)."""
    if far := elsewhere(ctx, document):
        return (Problem("", far),)
    for guard in step.guards:
        said = guard(ctx, document)
        if problems := said if isinstance(said, tuple) else tuple(filter(None, (judge(said),))):
            return problems
    if person is not None:
        for bar in step.bars:
            if problem := judge(bar(ctx, document, person)):
                return (problem,)
    return ()


def refusal(ctx: Any, document: Any, step: Step, person: Id | None) -> Problem | None:
    """The first reason why this step can't be done now by this person (None = whoever may sign)."""
    return next(iter(refusals(ctx, document, step, person)), None)


def apply(
    ctx: Any, workflow: Workflow, document: Any, name: str, answers: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Step:  # fmt: skip
    """Does one step or raises Refused with the reason in the user's words; nothing is ever skipped silently.

    `version` is what the caller saw; another one means that somebody was faster (Conflict). A step with `sign` redeems
    the actor's Signer, which is bound to this document, version and step.
    """
    step = workflow.step(name)
    if version is not None and document.version != version:
        raise Conflict(
            "{number} was changed by somebody else in the meantime. Look at it again.", number=document.number
        )
    if document.state not in step.source:
        raise Refused(
            "{number} is “{state}”; “{step}” is not possible there.",
            number=document.number, state=Text(workflow.state(document.state).label), step=Text(step.label),
        )  # fmt: skip
    if step.follows:
        raise Refused("“{step}” comes about by other documents; nobody does it by hand.", step=Text(step.label))
    signer = _entitled(ctx, document, step)
    person = signer.user if signer else ctx.actor.user
    if problems := refusals(ctx, document, step, person):
        raise Refused.all(problems)
    given = dict(answers or {})
    if missing := tuple(_missing(step, given)):
        raise Refused.all(missing)
    source = document.state
    if step.effect:
        step.effect(ctx, document, given)
    with _move():
        document.state = step.target
    ctx.trace(document, step, source, given, signer)
    if step.after:
        step.after(ctx, document)
    return step


def follow(ctx: Any, workflow: Workflow, document: Any, name: str) -> bool:
    """Does a step that another document's step brings about, whoever did that; False if it does not apply now."""
    step = workflow.step(name)
    if not step.follows or document.state not in step.source or document.state == step.target:
        return False
    source = document.state
    if step.effect:
        step.effect(ctx, document, {})
    with _move():
        document.state = step.target
    ctx.trace(document, step, source, {}, None)
    if step.after:
        step.after(ctx, document)
    return True


def _entitled(ctx: Ground, document: Moves, step: Step) -> Signer | None:
    if not step.sign:
        ctx.actor.require(step.allow)
        return None
    signer = ctx.redeem(document.id, document.version, step.name)
    if step.allow.code not in signer.permissions:
        raise Refused(
            "{name} may not sign this: {right} belongs to another role.",
            name=signer.name, right=Text(step.allow.label),
        )  # fmt: skip
    return signer


def _missing(step: Step, answers: dict[str, Any]) -> Iterator[Problem]:
    for field in step.asks:
        if field.default is not None:
            answers.setdefault(field.name, field.default)
        if field.required and answers.get(field.name) in (None, ""):
            yield Problem(field.name, Text(N_("{field} is missing."), field=Text(field.label)))
    if unknown := set(answers) - {f.name for f in step.asks}:
        raise Refused("This step does not ask for: {names}.", names=", ".join(sorted(unknown)))


def _begun(step: Step, document: Any) -> tuple[Field, ...]:
    return tuple(replace(f, default=getattr(document, f.starts)) if f.starts else f for f in step.asks)


def offers(ctx: Any, workflow: Workflow, document: Any) -> tuple[Offer, ...]:
    """The steps out of the present state, for this actor, in declared order; the first pressable main step is primary.

    A step that needs a signature is offered to everybody who sees the document: the one who may signs with his PIN.
    """
    found: list[Offer] = []
    has_primary = False
    for step in workflow.steps:
        if document.state not in step.source or step.follows:
            continue
        permitted = step.sign or ctx.actor.may(step.allow)
        person = None if step.sign else ctx.actor.user
        problems = refusals(ctx, document, step, person)
        primary = permitted and not step.side and not has_primary
        has_primary = has_primary or primary
        found.append(
            Offer(
                step.name, step.label, step.target, permitted, problems, step.sign, _begun(step, document),
                step.prints, step.side, step.danger, primary,
            )
        )  # fmt: skip
    return tuple(found)
