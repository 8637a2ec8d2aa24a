"""A page whose form is kept by itself while it is typed, also what is no value yet: a power cut loses nothing.

Knows no noun: what is kept, and by which use-case, the page of the kind says.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import QTimer

from app.core.clock import Id
from app.core.desk import Changes, UseCase
from app.core.workflow import Offer
from app.services import documents
from app.services.documents import DocumentView
from app.views.document_page import DocumentPage

KEEP_MS = 500  # after the first key


class Kept(Protocol):
    """A half-filled document as it was kept: its id and new version."""

    @property
    def id(self) -> Id: ...
    @property
    def version(self) -> int: ...


class KeepingPage(DocumentPage):
    """`keep` takes id, version and what `typed_in` gives; where `keeps` says no the page is like any other."""

    keep: ClassVar[UseCase[..., Any]]
    quiet: ClassVar[tuple[str, ...]] = ()  # what this page itself does beside the form, and need not read again
    _soon: QTimer | None = None
    _stale = False  # kept since the offers were read

    def keeps(self) -> bool:
        """True while the form is kept by itself."""
        return self.form is not None

    def typed_in(self) -> tuple[Any, ...]:
        """What stands in the form, as `keep` wants it."""
        raise TypeError(f"{type(self).__name__} keeps nothing")

    def busy(self) -> bool:
        """Being kept, or kept for the first time and not read again yet."""
        return self._saving or (self._id is not None and self.seen is None)

    def _edited(self) -> None:
        super()._edited()
        if not self.keeps():
            return
        if self._soon is None:
            self._soon = QTimer(self)
            self._soon.setSingleShot(True)
            self._soon.setInterval(KEEP_MS)
            self._soon.timeout.connect(self.save)
        if not self._soon.isActive():  # who types on without a pause is kept all the same
            self._soon.start()

    def save(self, then: Any = None) -> None:
        """Keeps the form as it stands; it stays as it is, and the focus where it is."""
        if not self.keeps():
            super().save(then)
            return
        if then is None and not self._dirty:
            return  # nothing new: a step may be under way, which a second saving would outrun
        if self.busy():  # the one under way first: then this, with what follows from it
            QTimer.singleShot(KEEP_MS // 10, self, partial(self.save, then))
            return
        self._saving, self._dirty = True, False
        version = self.seen.version if self.seen is not None else 0
        self._session.run(
            self.keep, self._id, version, *self.typed_in(), done=partial(self._was_kept, then),
            failed=self._not_kept, owner=self,
        )  # fmt: skip

    def _was_kept(self, then: Any, kept: Kept) -> None:
        self._saving, self._stale = False, True
        new = self._id is None
        self._id = kept.id
        if self.seen is not None:
            self.seen = replace(self.seen, version=kept.version)
        self.messages.drop("refused")
        if then is not None:
            then()
        elif new:
            self._session.ask(documents.show, self.kind.name, kept.id, done=self._meet, owner=self)
        self.changed.emit()

    def _meet(self, seen: DocumentView) -> None:
        """The first time it was kept: it has a number and steps now; the form stays as it is."""
        if self.seen is None:
            self.seen = seen
            self._headline(seen)
            self.changed.emit()

    def _not_kept(self, error: Exception) -> None:
        self._dirty = True
        self._save_failed(error)

    def commit_seen(self, changes: Changes) -> None:
        if changes.initiator is self._session and changes.op in (self.keep.name, *self.quiet) and self.keeps():
            return
        super().commit_seen(changes)

    def press(self, offer: Offer) -> None:
        """A step: what was typed is kept first, and the step is judged by what is kept."""
        if self.keeps() and (self._dirty or self._stale):
            self._dirty = False
            self.save(partial(self._again, offer.step))
        elif self._stale:
            self._again(offer.step)
        else:
            super().press(offer)

    def _press_again(self, step: str, seen: DocumentView) -> None:
        self._stale = False
        super()._press_again(step, seen)

    def unsaved(self) -> str:
        if not self.keeps():
            return super().unsaved()
        return self.called() if self._dirty and self._id is None else ""

    def go_back(self) -> None:
        """Back to the list: what is typed is kept first."""
        if self.papers.preview is None and self._dirty and self.keeps():
            self.save(self.back_wanted.emit)
        else:
            super().go_back()
