"""The page of one complaint: taken on the phone in one go; then its clocks, what is to be written, and its thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.core.desk import Changes
from app.core.i18n import tr
from app.core.screen import FormSpec
from app.core.workflow import Offer
from app.services import documents
from app.services.complaints import acts, keeping, queries, receiving, rules
from app.services.complaints.calling import Paper
from app.services.complaints.keeping import HalfTyped
from app.services.complaints.queries import Seen
from app.services.documents import DocumentView
from app.views.around import AroundRoom
from app.views.complaint_actions import ActionsCard
from app.views.complaint_clocks import ClockStrip
from app.views.complaint_intake import IntakeForm, duplicate
from app.views.complaint_thread import ThreadSide
from app.views.draft_drop import DraftDrop
from app.views.facts import facts_of, lines_card, links_card
from app.views.keeping_page import KeepingPage
from app.views.kit.form import Form
from app.views.kit.keyline import Key
from app.views.kit.layout import clear, col, frame, row, scroll
from app.views.kit.lines import LinesGrid
from app.views.kit.theme import px
from app.views.paper_intake import files_in

SIDE = 372  # px at 100 %
BESIDE = tuple(c.name for c in (acts.note, acts.add_evidence, acts.drop_evidence, acts.wait, acts.go_on))
CARRIED_OUT = (rules.AGREED, rules.IMPLEMENTING, rules.RESOLVED, rules.REPORTED, rules.CLOSED, rules.REOPENED)


class ComplaintPage(KeepingPage):
    """While it is taken the intake fills the page and keeps itself; later the form has the thread beside it."""

    keep = keeping.keep
    aside: ThreadSide | None = None
    intake: IntakeForm | None = None

    @cached_property
    def strip(self) -> ClockStrip:
        """The clocks, above the form in every state."""
        return ClockStrip()

    @cached_property
    def _drop(self) -> DraftDrop:
        return DraftDrop(self, self._session, rules.REGISTER, self._refused)

    def _show(self, seen: DocumentView) -> None:
        super()._show(seen)
        if self.intake is not None:  # the call needs the height
            clear(self._bar)

    # --- building -----------------------------------------------------------------------------------------------------
    def keeps(self) -> bool:
        return self.intake is not None

    def _fill_form(self, values: dict[str, Any], lines: dict[str, Any], state: str, seen: Any = None) -> None:
        self._lay_intake({}, "", None)

    def _fill_body(self, seen: DocumentView) -> None:
        if seen.editable and seen.state == rules.RECEIVED:
            self._lay_intake(seen.values, seen.state, seen)
        else:
            self._lay_case(seen)

    def _lay_intake(self, values: dict[str, Any], state: str, seen: DocumentView | None) -> None:
        clear(self._body)
        made = IntakeForm(self._spec, self._records, self._session.tasks, self._session)
        made.load(values, state)
        made.own = self._id
        self.intake, self.aside, self.form = made, None, cast("Any", made)
        self.grids, self._dirty, self._stale = {}, False, False
        made.edited.connect(self._edited)
        made.opened.connect(self.opened)
        made.same_case.connect(self._same_case)
        made.search.picked.connect(self._warn_twice)
        self._body.addWidget(made, 1)
        if seen is not None:
            self._session.ask(keeping.half_typed, seen.id, done=self._retype, owner=made)
            self._ask_clocks()
        if values.get("plate") or values.get("complainant"):
            made.search.line.setText(str(values.get("plate") or values.get("complainant")))

    def _retype(self, kept: HalfTyped) -> None:
        if self.intake is not None:
            self.intake.retype(kept.typed)
            self.intake.known.source = kept.source
            self.intake.search.look()

    def _lay_case(self, seen: DocumentView) -> None:
        clear(self._body)
        self.intake, self.form, self.grids = None, None, {}
        self._dirty = self._stale = False
        written = self._written(seen) if seen.editable else FormSpec()
        parts: list[Any] = [self._fresh_strip()]
        if written.sections:
            self.form = Form(written, self._records, self._session.tasks)
            self.form.load(seen.values, seen.state)
            self.form.edited.connect(self._edited)
            parts.append(self.form)
        parts += self._lines(seen)
        names = {f.name for f in written.fields()}
        rest = tuple(
            replace(s, fields=tuple(f for f in s.fields if f.name not in names)) for s in self._spec.sections
        )  # fmt: skip
        parts.append(facts_of(replace(self._spec, sections=rest), seen))
        self.setAcceptDrops(True)
        self.aside = ThreadSide(self._session, seen, self._ask_over_the_room)
        self.aside.changed.connect(self._added)
        self.aside.opened.connect(self.opened)
        self.aside.told.connect(self._tell)
        links = [links_card(seen, self.opened.emit)] if seen.links else []
        side = frame(col(*links, self.aside, gap=12, stretch=len(links)))
        side.setFixedWidth(px(SIDE))
        self._body.addLayout(row(scroll(frame(col(*parts, None, gap=12)), name="page.scroll"), side, gap=12,
                                 stretch=0), 1)  # fmt: skip

    def _written(self, seen: DocumentView) -> FormSpec:
        """The fields that can be written in this state, under their headings; those that only tell stay facts."""

        def writes(field: Any) -> bool:
            states = self._spec.editable_in if field.editable_in is None else field.editable_in
            return not field.fixed and seen.state in states

        sections = tuple(replace(s, fields=tuple(f for f in s.fields if writes(f) and f.name not in _BY_CALLER))
                         for s in self._spec.sections)  # fmt: skip
        own = [s for s in sections if s.fields]
        own.sort(key=lambda s: s.fields[0].name == "channel")  # what is to be written next stands first
        return replace(self._spec, sections=tuple(own), lines=())

    def _lines(self, seen: DocumentView) -> list[QWidget]:
        """Measures and improvements: a grid where they are written, a list with buttons where they are carried out."""
        made: list[QWidget] = []
        for spec in self._spec.lines:
            rows = seen.lines.get(spec.name, ())
            if seen.editable and seen.state in (spec.editable_in or ()):
                grid = LinesGrid(spec, self._records, self._session.tasks)
                grid.load(rows)
                grid.edited.connect(self._edited)
                self.grids[spec.name] = grid
                made.append(grid)
            elif rows and (spec.name == "improvements" or seen.state in CARRIED_OUT):
                actions = ActionsCard(self._session, seen, spec.name, seen.values.get("handler_id"))
                actions.changed.connect(self.refresh)
                actions.refused.connect(self._refused)
                made.append(actions)
            elif rows:
                made.append(lines_card(spec, seen, self._records, self._session.tasks))
        return made

    def _fresh_strip(self) -> ClockStrip:
        self.__dict__.pop("strip", None)  # the one before went with its body
        return self.strip

    def _ask_over_the_room(self, *asked: Any) -> None:
        """A side sheet stands over the whole room."""
        room: QWidget | None = self.parentWidget()
        while room is not None and not isinstance(room, AroundRoom):
            room = room.parentWidget()
        if room is not None:
            room.ask(*asked)

    # --- clocks and thread --------------------------------------------------------------------------------------------
    def _tell(self, told: Seen) -> None:
        self.strip.tell(told.clocks)

    def _added(self) -> None:
        """Something was added beside the form: the thread and the steps are read again; the form stays as it is."""
        if self.aside is not None and self._id is not None:
            self.aside.refresh()
            self._session.ask(documents.show, self.kind.name, self._id, done=self._take_offers, owner=self.aside)

    def _take_offers(self, seen: DocumentView) -> None:
        if self.seen is not None:
            self.seen = replace(self.seen, version=seen.version, offers=seen.offers)
            self.steps.show_offers(seen.offers)
            self.messages.keep_if("refused", self.steps.refusals())
            self.changed.emit()

    def _ask_clocks(self) -> None:
        if self._id is not None and self.intake is not None:
            self._session.ask(queries.view, self._id, done=self._offer, owner=self.intake, latest="clocks")

    def _offer(self, told: Seen) -> None:
        if self.intake is not None:
            self.intake.offer(told.clocks)

    # --- taking the call ----------------------------------------------------------------------------------------------
    def typed_in(self) -> tuple[Any, ...]:
        form = self.intake
        return ({}, None, None) if form is None else (form.given(), form.typed(), form.known.source)

    def _was_kept(self, then: Any, kept: Any) -> None:
        super()._was_kept(then, kept)
        if self.intake is not None:
            self.intake.own = kept.id
        self._ask_clocks()

    def _warn_twice(self, caller: Any) -> None:
        """An open complaint of the same caller: perhaps it is that one he calls about."""
        twice = duplicate([paper for paper in caller.open if paper.id != self._id])
        if twice is None:
            self.messages.drop("twice")
            return
        first = next(paper for paper in caller.open if paper.id != self._id)
        self.messages.say(
            "twice", "warn", tr(twice), first.about, (tr("Open it"), partial(self.opened.emit, first.kind, first.id))
        )

    def _same_case(self, paper: Paper) -> None:
        """E79: it is the same case: both run by the earliest clock."""
        self.save(partial(self._link_case, paper))

    def _link_case(self, paper: Paper) -> None:
        self._session.run(
            receiving.link_case, self._id, paper.id, failed=self._refused, owner=self,
            done=lambda _none: self._linked(paper),
        )  # fmt: skip

    def _linked(self, paper: Paper) -> None:
        self.said.emit(tr("Linked to {number}.", number=paper.number), None)
        self._dirty = False
        self.refresh()

    def next_step(self) -> None:
        """Ctrl+Enter; a new one is kept first, so that it has steps."""
        if self.seen is None and self.intake is not None:
            self.save(partial(self._again, "classify"))
        else:
            self.steps.press_primary()

    def press(self, offer: Offer) -> None:
        """Refused, all that is still missing is said and marked at once; evidence is added at the side."""
        super().press(offer)
        if offer.refusal is None or self._dirty:
            return
        said = list(dict.fromkeys(tr(problem.text) for problem in offer.problems))
        self.messages.say("refused", "bad", said[0], " ".join(said[1:]))
        if self.intake is not None and not offer.side:
            self.intake.show_problems(self.intake.missing())
        elif self.form is not None:
            for name, grid in self.grids.items():
                grid.show_problems([p for p in offer.problems if p.where.startswith(f"{name}.")])
            self.form.show_problems(offer.problems)
        if self.aside is not None and offer.where == "evidence":
            self.aside.show_tab("evidence")
            self.aside.evidence.own.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit_seen(self, changes: Changes) -> None:
        if self._id in changes.ids and changes.op in BESIDE and self.aside is not None:
            self._added()
        else:
            super().commit_seen(changes)

    # --- keys ---------------------------------------------------------------------------------------------------------
    def keys(self) -> Sequence[Key]:
        """While it is taken: link a paper, what is missing, promise a time; later: write a word, add a file."""
        if self.intake is not None:
            return [
                Key("Ctrl+Enter", tr("Next step"), self.next_step),
                Key("F7", tr("Link a paper"), self.intake.known.link_next),
                Key("F8", tr("Next missing field"), self.intake.next_missing),
                Key("F9", tr("Promise a time"), self.intake.promise_next),
                Key("Ctrl+S", tr("Save"), self.save), Key("Esc", tr("Back"), self.go_back, shown=False),
            ]  # fmt: skip
        keys = list(super().keys())
        if self.aside is not None and self.seen is not None and self.seen.state in rules.OPEN_STATES:
            keys[1:1] = [Key("F7", tr("Write it down"), self.aside.begin), Key("F9", tr("Add a file"), self._to_file)]
        return keys

    def _to_file(self) -> None:
        if self.aside is not None:
            self.aside.show_tab("evidence")
            self.aside.evidence.choose()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.aside is not None and files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files dropped anywhere on the page are evidence."""
        if self.aside is not None:
            self.aside.show_tab("evidence")
            self.aside.evidence.take_files(files_in(event.mimeData()))

    def go_back(self) -> None:
        """Back to the list: what is typed is kept first; where nobody said anything nothing is left behind."""
        if self.papers.preview is None and self.keeps() and self._drop.leave():
            self._dirty = False
        else:
            super().go_back()

    def regions(self) -> Sequence[QWidget]:
        """The caller, the form and what is known; later the form, the grids and the thread."""
        if self.intake is not None:
            return [self.intake.search, self.intake.form, self.intake.known]
        words = [self.aside.words] if self.aside is not None else []
        return [*super().regions(), *words]


_BY_CALLER = ("customer_id", "vehicle_id")  # set by who calls, not by hand
