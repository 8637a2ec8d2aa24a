"""The room of ABC runs: list and steps as for any document, the nine fields and the lines with both methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.i18n import N_, tr
from app.core.screen import Choice, Field, ListQuery
from app.services import abc_runs
from app.services.abc_runs import classes
from app.services.abc_runs.reviewing import IMPORTANCE, LINES, Spread
from app.services.abc_runs.screens import KIND
from app.services.documents import DocumentView
from app.views.around import AroundRoom, Refuse
from app.views.export import TableExport, export_of
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col
from app.views.kit.listing import Listing
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.kit.theme import px
from app.views.session import Session

SET = (
    Field("abc", N_("Class"), "choice", required=True, choices=(Choice("A", "A"), Choice("B", "B"), Choice("C", "C"))),
    Field("reason", N_("Reason"), "text", required=True, length=200),
    Field("locked_until", N_("Locked until"), "date", help=N_("No run changes the class before that day.")),
)
HIGH = 420  # of the lines on the page, which scrolls as a whole


class _Lines:
    """Feeds the table with the lines of one run; called in a reader thread."""

    def __init__(self, session: Session, run: Any) -> None:
        self._session, self._run = session, run

    def find(self, wanted: ListQuery) -> Sequence[Any]:
        """Parts in the wanted order."""
        return self._session.desk.ask(abc_runs.find_lines, self._session.actor, self._run, wanted)

    def read(self, ids: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """One row per part."""
        return self._session.desk.ask(abc_runs.read_lines, self._session.actor, self._run, ids)


class AbcRoom(AroundRoom):
    """F9 computes a new run; on an open one F2 sets the class of the chosen parts."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        self._memory = memory
        self._lines: Listing | None = None
        self._export: TableExport | None = None
        self._editable = False
        start = button(
            tr("Compute classes"), "primary", "calculator", key="F9", act=self.compute, object_name="abc.compute"
        )
        super().__init__(KIND, session, memory, [start] if session.may(classes.COMPUTE) else [], self)

    def list_keys(self) -> Sequence[Key]:
        return [Key("F9", tr("Compute classes"), self.compute)] if self._session.may(classes.COMPUTE) else []

    def page_keys(self) -> Sequence[Key]:
        export = [self._export.key()] if self._export is not None else []
        return [Key("F2", tr("Change class"), self.change), *export] if self._editable else export

    def compute(self) -> None:
        """F9: a new run of all parts, in the writer's thread; its page opens when it is there."""
        self.base.messages.say("busy", "active", tr("Computing the classes of all parts…"))
        self._session.run(abc_runs.open_run, done=self._computed, failed=self._not_computed, owner=self)

    def _computed(self, id: Any) -> None:
        self.base.messages.drop("busy")
        self.base.open_document(id)

    def _not_computed(self, error: Exception) -> None:
        self.base.messages.drop("busy")
        self.refused(error)

    # --- what the generic page gets -----------------------------------------------------------------------------------
    def head(self, seen: DocumentView) -> Sequence[QWidget]:
        """The change by hand, while the run is a draft."""
        self._editable = seen.state == "draft" and self._session.may(classes.REVIEW)
        if not self._editable:
            return ()
        return (button(tr("Change class"), "", "pen-line", key="F2", act=self.change, object_name="abc.change"),)

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """The nine fields, and the lines."""
        matrix = QGridLayout()
        matrix.setHorizontalSpacing(px(12))
        matrix.setVerticalSpacing(px(6))
        self._held = text("", "muted")
        spread = LINES.seen_by(self._session.may)
        self._export = export = export_of(seen.called, self._session, _Lines(self._session, seen.id), spread.columns)
        export.written.connect(self.said)
        self._lines = Listing(
            spread, _Lines(self._session, seen.id), self._session.tasks, title=tr("Parts"), key="list.abc_lines",
            memory=self._memory, more=(export.button(),),
        )  # fmt: skip
        self._lines.setFixedHeight(px(HIGH))
        self._lines.ask()
        self._session.ask(
            abc_runs.spread, seen.id, done=partial(self._show_spread, matrix), owner=self._lines, latest="spread"
        )
        return (section(tr("Use and importance"), col(self._held, matrix, gap=8)), export, self._lines)

    def _show_spread(self, matrix: QGridLayout, found: Spread) -> None:
        clear(matrix)
        said = [f"{tr(classes.label(classes.CLASSES, code))} {found.classes.get(code, 0):,}" for code in "ABC"]
        if new := found.classes.get("NEW"):
            said.append(f"{tr('New')} {new:,}")
        self._held.tell("   ".join(said))
        for at, label in enumerate(IMPORTANCE.values(), 1):
            matrix.addWidget(text(tr(label), "caption"), 0, at)
            matrix.setColumnStretch(at, 1)
        for line, choice in enumerate(classes.FREQUENCIES, 1):
            matrix.addWidget(text(tr(choice.label), "caption"), line, 0)
            for importance in IMPORTANCE:
                count = found.matrix.get((choice.code, importance), 0)
                words = f"{count:,}  {self._class_of(choice.code, importance)}"
                field = button(
                    words, "seg", act=partial(self._only, choice.code, importance),
                    object_name=f"abc.{choice.code}.{importance}",
                )  # fmt: skip
                field.setCheckable(False)
                matrix.addWidget(field, line, importance)

    @staticmethod
    def _class_of(frequency: str, importance: int) -> str:
        """What the rulebook makes of such a part that is not generic."""
        return classes.by_rulebook(frequency, importance, False, "C").abc

    def _only(self, frequency: str, importance: int) -> None:
        """A field of the nine: only its parts."""
        if self._lines is not None:
            labels = dict(IMPORTANCE)
            self._lines.set_filter("frequency", frequency, tr(classes.label(classes.FREQUENCIES, frequency)))
            self._lines.set_filter("criticality", str(importance), tr(labels[importance]))

    def change(self) -> None:
        """F2: one class for all chosen parts, with its reason."""
        lines, page = self._lines, self.base.page
        ids = lines.table.chosen_ids() if lines is not None else []
        if lines is None or page is None or page.seen is None or not ids:
            self.base.messages.say("chosen", "warn", tr("Choose at least one row first."))
            return
        self.base.messages.drop("chosen")
        run = page.seen.id

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            def done(n: int) -> None:
                close()
                self.said.emit(tr("{n} classes set by hand.", n=n), None)
                self.base.refresh()

            named = {"abc": given["abc"] or "", "reason": given["reason"] or "", "locked_until": given["locked_until"]}
            self._session.run(abc_runs.change, run, ids, done=done, failed=refuse, owner=self, given=named)

        self.ask(tr("Change class"), tr("Take over"), tr("For {n} lines", n=len(ids)), SET, act)
