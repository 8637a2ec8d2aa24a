"""Use-cases and queries: functions with a name, a permission and a place in the registry. Knows no database.

Callers write `desk.run(open_count, actor, …)`, typed by the function's own signature; the command line, the docs and
the house tests read the registry.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from app.core.access import Permission

if TYPE_CHECKING:
    from app.core.desk import Context, Reader

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class UseCase(Generic[P, R]):
    """A registered verb. Called with a context (by another use-case) it checks the permission and runs inside it."""

    name: str
    allow: Permission | None
    fn: Callable[Concatenate[Context, P], R]
    rules: tuple[str, ...]
    audited: bool
    secret: tuple[str, ...]
    writes: bool

    def __call__(self, ctx: Any, *args: P.args, **kwargs: P.kwargs) -> R:
        if self.allow is not None:
            ctx.actor.require(self.allow)
        return self.fn(ctx, *args, **kwargs)

    @functools.cached_property
    def signature(self) -> inspect.Signature:
        """The signature without the context: what the command line offers."""
        whole = inspect.signature(self.fn)
        return whole.replace(parameters=list(whole.parameters.values())[1:])

    @property
    def doc(self) -> str:
        """The first paragraph of the function's docstring."""
        return (inspect.getdoc(self.fn) or "").split("\n\n")[0].replace("\n", " ")

    def bound(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """The arguments by name, secrets blotted out, for the audit."""
        given = self.signature.bind(*args, **kwargs).arguments
        return {k: "•••" if k in self.secret else v for k, v in given.items()}


REGISTRY: dict[str, UseCase[..., Any]] = {}


def usecase(
    name: str,
    *,
    allow: Permission | None,
    rules: tuple[str, ...] = (),
    audited: bool = True,
    secret: tuple[str, ...] = (),
) -> Callable[[Callable[Concatenate[Context, P], R]], UseCase[P, R]]:
    """Registers a function as the use-case `name` ("counts.open").

    `allow` None means that the use-case itself decides who may. `audited` False is for hot paths whose own log rows
    are the proof (a scan). `secret` names arguments that the audit must not keep.
    """

    def register(fn: Callable[Concatenate[Context, P], R]) -> UseCase[P, R]:
        return _register(UseCase(name, allow, fn, rules, audited, secret, writes=True))

    return register


def query(name: str, *, allow: Permission | None) -> Callable[[Callable[Concatenate[Reader, P], R]], UseCase[P, R]]:
    """Registers a function that only reads, for `Desk.ask`."""

    def register(fn: Callable[Concatenate[Reader, P], R]) -> UseCase[P, R]:
        return _register(UseCase(name, allow, fn, (), False, (), writes=False))

    return register


def _register(case: UseCase[P, R]) -> UseCase[P, R]:
    if case.name in REGISTRY:
        raise ValueError(f"two use-cases are called {case.name}")
    REGISTRY[case.name] = case
    return case
