"""What fields ask of records, answered by the desk. Called in worker threads only; knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.desk import Context, Reader, query, usecase
from app.core.screen import Choice, Field
from app.services import documents, lookup
from app.views.kit.records import Hit
from app.views.session import Session


class DeskRecords:
    """The kit's `Records`, for one signed-in person."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, kind: str, text: str, limit: int) -> Sequence[Hit]:
        """Records of a kind that fit what is typed, the likeliest first."""
        return _hits(kind, self._session.desk.ask(documents.pick, self._session.actor, kind, text, limit))

    def get(self, kind: str, id_: Any) -> Hit | None:
        """The record of an id."""
        found = _hits(kind, self._session.desk.ask(documents.hits, self._session.actor, kind, (id_,)))
        return found[0] if found else None

    def scanned(self, code: str, kinds: Sequence[str]) -> Hit | None:
        """The record of one of these kinds that a scan names."""
        for hit in self._session.desk.ask(lookup.code, self._session.actor, code):
            if hit.kind in kinds:
                return self.get(hit.kind, hit.id)
        return None

    def choices(self, field: Field) -> Sequence[Choice]:
        """The values of a choice field whose list the shop defines."""
        return self._session.desk.ask(field_choices, self._session.actor, field)

    def attach(self, name: str, content: bytes) -> str:
        """Takes a file into the shop's files; gives the hash of its content."""
        return self._session.desk.run(keep_file, self._session.actor, name, content)

    def file_name(self, id_: Any) -> str:
        """What a kept file is called: the head of its hash."""
        return str(id_)[:8]


def _hits(kind: str, called: list[documents.Called]) -> list[Hit]:
    return [Hit(kind, c.id, c.code, c.name, c.fact, c.unit, c.decimals) for c in called]


@query("records.choices", allow=None)
def field_choices(ctx: Reader, field: Field) -> Sequence[Choice]:
    """The values a choice field offers in this shop."""
    return tuple(field.options(ctx)) if field.options else field.choices


@usecase("records.keep_file", allow=None)
def keep_file(ctx: Context, name: str, content: bytes) -> str:
    """Keeps a file's content and returns its SHA-256. Raises Refused: wrong type, too large."""
    from app.services import attachments

    return attachments.put(ctx, name, content)[0]
