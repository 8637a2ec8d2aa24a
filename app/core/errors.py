"""Three kinds of failure. Refused: the user can act. Trouble: the world (disk, lock, printer). All else is our bug."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Any

from app.core.i18n import N_, Text


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (a field name, or "lines.3.quantity"; "" = the whole) and what."""

    where: str
    text: Text
    warning: bool = False


class _Said(Exception):
    """An error whose message is a translatable text."""

    def __init__(self, message: str | Text, /, **args: Any) -> None:
        self.text = message if isinstance(message, Text) else Text(message, **args)
        super().__init__(str(self.text))

    def __str__(self) -> str:
        return str(self.text)


class Refused(_Said):
    """The shop's rules say no. The message says what is so and what to do; nothing was changed.

    `where` names the field it is about; `problems` holds all of them when several are wrong at once.
    """

    def __init__(
        self, message: str | Text, /, *, where: str = "", problems: tuple[Problem, ...] = (), **args: Any
    ) -> None:
        super().__init__(message, **args)
        self.where = where
        self.problems = problems or (Problem(where, self.text),)

    @classmethod
    def all(cls, problems: tuple[Problem, ...]) -> Refused:
        """One refusal that carries every problem found (ui.md §4: all errors at once, not one by one)."""
        return cls(problems[0].text, where=problems[0].where, problems=problems)


class Conflict(Refused):
    """Somebody else changed the document since it was read."""


class Trouble(_Said):
    """The world does not play along: disk full, file locked, printer off. Says whether the data is safe."""


class Damaged(Trouble):
    """The data file itself is damaged: a backup has to take its place."""


_WHY = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("this may not be read or written by you"),
    errno.EPERM: N_("this may not be read or written by you"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EISDIR: N_("this is a folder"),
    errno.ENOTDIR: N_("this is no folder"),
    errno.EEXIST: N_("this exists already"),
    errno.ECONNREFUSED: N_("nobody listens there"),
    errno.ETIMEDOUT: N_("no answer came in time"),
    errno.EHOSTUNREACH: N_("that PC can't be reached"),
}


def why(error: BaseException) -> Text | str:
    """The reason the system gives for a failure, in the language in force where we know the words for it."""
    if isinstance(error, TimeoutError):
        return Text(N_("no answer came in time"))
    if isinstance(error, OSError) and error.errno in _WHY:
        return Text(_WHY[error.errno])
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
