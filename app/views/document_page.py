"""One document on a page: header with its next step, step bar, fields or facts, lines, proof. Knows no noun."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.core.access import Actor
from app.core.desk import Changes
from app.core.errors import Conflict, Refused
from app.core.i18n import tr
from app.core.kind import Kind
from app.core.workflow import Offer
from app.services import documents, drafts, forms, lookup, signing
from app.services.documents import DocumentView, Stepped
from app.services.signing import Candidate
from app.services.vehicles import shown
from app.views.facts import facts_of, lines_card, side_of
from app.views.kit.approval import ApprovalSheet
from app.views.kit.buttons import button, icon_button
from app.views.kit.chips import Chip, Plate
from app.views.kit.form import Form
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import clear, col, frame, row, scroll
from app.views.kit.lines import LinesGrid
from app.views.kit.messages import Messages
from app.views.kit.picklist import Pick, pick_from
from app.views.kit.pinpad import Person
from app.views.kit.steps import StepBar, StepButtons, StepSheet, ask_step, ended
from app.views.papers import Papers
from app.views.preview import Preview
from app.views.records import DeskRecords
from app.views.session import Session

MOST_PRINTERS = 2  # buttons of sheets side by side


class Tools(Protocol):
    """What a hand-made room adds to the page of its kind: buttons in the header, cards above the facts."""

    def head(self, seen: DocumentView) -> Sequence[QWidget]: ...
    def body(self, seen: DocumentView) -> Sequence[QWidget]: ...


class DocumentPage(QWidget):
    """A new document (`id` None) or a kept one. Fields are edited where the state allows; the rest is read."""

    back_wanted = Signal()
    opened = Signal(str, object)  # another document: kind and id
    changed = Signal()
    said = Signal(str, object)
    led = Signal(str, object)  # (kind, id) of a document that a step made

    def __init__(self, kind: Kind, session: Session, id: Any, tools: Tools | None = None) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.kind, self._session, self._id, self._tools = kind, session, id, tools
        self.had_focus: QWidget | None = None  # when the page was last read: it may be built anew since
        self.seen: DocumentView | None = None
        self._spec = forms.form_of(kind.name).seen_by(session.may, own=True)
        self._records = DeskRecords(session)
        self.messages = Messages()
        self.form: Form | None = None
        self.grids: dict[str, LinesGrid] = {}
        self._dirty = self._saving = False
        self._stepping = False  # until what came of a step is shown: pressed twice it is done once
        self._asking: StepSheet | None = None
        self._head, self._bar, self._body = col(), col(), col()
        self.steps = StepButtons()
        self.steps.pressed.connect(self.press)
        column = col(self._head, self._bar, self.messages, self._body, gap=10, stretch=3)
        self.papers = Papers(self, column, kind, session)
        self.papers.refused.connect(self._refused)
        self.papers.said.connect(self.said)
        self.papers.opened.connect(self.changed)
        self.papers.closed.connect(self._preview_closed)
        if id is None:
            self._show_new()
        else:
            self.refresh()

    # --- reading --------------------------------------------------------------------------------
    def called(self) -> str:
        """The number, or what a new one is."""
        if self.seen is None:
            return tr("New {kind}", kind=tr(self.kind.label).lower())
        return self.seen.called

    def refresh(self) -> None:
        """Reads the document again, unless something is unsaved."""
        if self._id is not None and not self._dirty:
            self._session.ask(documents.show, self.kind.name, self._id, done=self._show, failed=self._save_failed)

    def commit_seen(self, changes: Changes) -> None:
        """Somebody saved this document: read again, or say so if something here is unsaved."""
        if self._id not in changes.ids or self._saving:
            return
        if self._dirty:
            self.messages.say(
                "conflict", "warn", tr("This was changed by somebody else."), tr("Your entries are still here."),
                (tr("Take the new one"), self._take_theirs),
            )  # fmt: skip
        else:
            self.refresh()

    def _take_theirs(self) -> None:
        self._dirty = False
        self.messages.drop("conflict")
        self.refresh()

    def _show_new(self) -> None:
        self._headline(None)
        self._fill_form({}, {}, "")
        self.changed.emit()

    def _show(self, seen: DocumentView) -> None:
        focus = self.had_focus = QApplication.focusWidget()
        inside = focus is None or self.isAncestorOf(focus)
        self.seen, self._spec, self._stepping = seen, seen.form, False
        self._headline(seen)
        self.messages.keep_if("refused", self.steps.refusals())
        clear(self._bar)
        if self.kind.workflow and sum(1 for s in self.kind.workflow.states if not s.beside) > 1:
            bar = StepBar()
            times = {d.target: d.at for d in seen.done}
            left = next((d.source for d in reversed(seen.done) if d.target == seen.state), "")
            bar.show_states(self.kind.workflow.states, seen.state, times, left)
            self._bar.addWidget(bar)
        self._fill_body(seen)
        if inside and self.isVisible() and self.papers.preview is None:  # what had the focus was built anew
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _headline(self, seen: DocumentView | None) -> None:
        clear(self._head)
        back = icon_button("chevron-left", tr("Back to the list"), key="Esc", act=self.go_back)
        back.setObjectName("page.back")
        line = row(back, text(self.called(), "title"), gap=10)
        if seen is not None:
            if self.kind.workflow:
                state = self.kind.workflow.state(seen.state)
                line.addWidget(Chip(tr(state.label), state.family))
            plate = self.kind.title == "plate" and bool(seen.title)
            line.addWidget(Plate(shown(seen.title)) if plate else text(seen.title, "muted"))
        line.addStretch(1)
        for printer in self._printers(seen.sheets if seen else ()):
            line.addWidget(printer)
        if seen is None or seen.editable:
            save = button(tr("Save"), "primary" if seen is None else "", "save", key="Ctrl+S", act=self.save)
            save.setObjectName("page.save")
            line.addWidget(save)
        for tool in self._tools.head(seen) if self._tools and seen else ():
            line.addWidget(tool)
        self.steps = StepButtons()
        self.steps.pressed.connect(self.press)
        self.steps.show_offers(seen.offers if seen else ())
        line.addWidget(self.steps)
        self._head.addLayout(line)

    def _printers(self, sheets: Sequence[tuple[str, str]]) -> Sequence[QWidget]:
        """A button for each sheet; of more than two, one that drops their list."""
        if len(sheets) <= MOST_PRINTERS:
            return [
                button(tr(label), "", "printer", key="Ctrl+P", act=partial(self.print_sheet, name))
                for name, label in sheets
            ]
        picks = [Pick(name, name=tr(label)) for name, label in sheets]
        drop = button(tr("Print"), "", "printer", object_name="page.print")
        drop.clicked.connect(lambda: pick_from(self, picks, self.print_sheet, under=drop))
        return [drop]

    def _fill_body(self, seen: DocumentView) -> None:
        if seen.editable:
            self._fill_form(seen.values, {name: list(rows) for name, rows in seen.lines.items()}, seen.state, seen)
            return
        clear(self._body)
        self.form, self.grids = None, {}
        own = self._tools.body(seen) if self._tools else ()
        grids = [lines_card(g, seen, self._records, self._session.tasks) for g in self._spec.lines]
        self._put_body(col(*own, facts_of(self._spec, seen), *grids, None, gap=12), seen)

    def _fill_form(self, values: dict[str, Any], lines: dict[str, Any], state: str, seen: Any = None) -> None:
        clear(self._body)
        self.form = Form(self._spec, self._records, self._session.tasks)
        self.form.load(values, state)
        self.form.edited.connect(self._edited)
        self.grids = {g.name: LinesGrid(g, self._records, self._session.tasks) for g in self._spec.lines}
        for name, grid in self.grids.items():
            grid.load(lines.get(name, ()))
            grid.edited.connect(self._edited)
        self._dirty = False
        own = self._tools.body(seen) if self._tools and seen else ()
        self._put_body(col(*own, self.form, *self.grids.values(), None, gap=12), seen)

    def _put_body(self, left: QVBoxLayout, seen: DocumentView | None) -> None:
        body = scroll(frame(left), name="page.scroll")
        if seen is None:
            self._body.addWidget(body, 1)
            return
        side = side_of(seen, self.opened.emit)
        side.setFixedWidth(284)
        self._body.addLayout(row(body, side, gap=12, stretch=0), 1)

    def _edited(self) -> None:
        if not self._dirty:
            self._dirty = True
            self.changed.emit()

    # --- saving --------------------------------------------------------------------------------
    def unsaved(self) -> str:
        """What would be lost by leaving."""
        return self.called() if self._dirty else ""

    def _given(self) -> dict[str, Any]:
        given = self.form.given(whole=self._id is None) if self.form is not None else {}
        return given | {name: grid.rows() for name, grid in self.grids.items()}

    def save(self, then: Any = None) -> None:
        """Ctrl+S: keeps the draft; what is wrong is shown beside its field."""
        if self.form is None or self._saving or not (self.form.fits() and all(g.fits() for g in self.grids.values())):
            return
        self._saving = True
        done = partial(self._saved, then)
        if self._id is None:
            self._session.run(
                drafts.create, self.kind.name, self._given(), done=done, failed=self._save_failed, owner=self
            )
        elif self.seen is not None:
            self._session.run(
                drafts.edit, self.kind.name, self._id, self.seen.version, self._given(), done=done,
                failed=self._save_failed, owner=self,
            )  # fmt: skip

    def save_now(self) -> bool:
        """Saves before leaving; the page stays if that can't be done at once."""
        self.save(self.go_back)
        return False

    def _saved(self, then: Any, answer: Any) -> None:
        self._saving = self._dirty = False
        if self._id is None:
            self._id = answer
        self.messages.drop("refused")
        self.said.emit(tr("Saved."), None)
        if then is not None:
            then()
        else:
            self.refresh()

    def _save_failed(self, error: Exception) -> None:
        stepping, self._saving, self._stepping = self._stepping, False, False
        self._refused(error)
        if stepping and self._asking is not None and isinstance(error, Refused):
            self._asking.come_back(error.problems)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self.messages.say(
                "conflict", "warn", tr(error.text), tr("Your entries are still here."),
                (tr("Take the new one"), self._take_theirs),
            )  # fmt: skip
        elif isinstance(error, Refused):
            self.messages.say("refused", "bad", tr(error.text))
            if self.form is not None:
                self.form.show_problems(error.problems)
                for name, grid in self.grids.items():
                    grid.show_problems([p for p in error.problems if p.where.startswith(f"{name}.")])

    # --- steps --------------------------------------------------------------------------------
    def press(self, offer: Offer) -> None:
        """A step's button: saves first, then says why not, or asks, or signs, or does it."""
        if self._dirty:
            self.save(partial(self._again, offer.step))
        elif offer.refusal is not None:
            self.messages.say("refused", "bad", tr(offer.refusal))
            if self.form is not None and offer.where and not self.form.show_problems(offer.problems):
                if (grid := self.grids.get(offer.where.partition(".")[0])) is not None:
                    grid.view.setFocus(Qt.FocusReason.OtherFocusReason)
                    grid.view.go_scan_row()
        elif offer.asks:
            self._asking = ask_step(self, offer, self._records, self._session.tasks, partial(self._asked, offer))
        else:
            self._asked(offer, {})

    def _asked(self, offer: Offer, answers: dict[str, Any]) -> None:
        """What the step asks is known; a step that is signed now wants its PIN."""
        if not offer.sign:
            self._do(offer, answers)
            return
        self._session.ask(
            signing.signers, self.kind.name, self._id, offer.step, done=partial(self._sign, offer, answers), owner=self
        )

    def _again(self, step: str) -> None:
        self._session.ask(documents.show, self.kind.name, self._id, done=partial(self._press_again, step), owner=self)

    def _press_again(self, step: str, seen: DocumentView) -> None:
        self._show(seen)
        if offer := next((o for o in seen.offers if o.step == step), None):
            self.press(offer)

    def _sign(self, offer: Offer, answers: dict[str, Any], found: list[Candidate]) -> None:
        people = [Person(c.user, c.name, "", barred=tr(c.reason) if c.reason else "") for c in found]
        sheet = ApprovalSheet(self, tr(offer.label), tr(offer.label), people, [(tr(self.kind.label), self.called())])
        sheet.approved.connect(partial(self._signed, offer, answers, sheet))
        sheet.open_sheet()

    def _signed(self, offer: Offer, answers: dict[str, Any], sheet: Any, person: Any, pin: str) -> None:
        desk, actor, seen = self._session.desk, self._session.actor, self.seen
        if seen is None:
            return
        signer = partial(
            signing.sign, desk, actor, user=person, pin=pin, kind=self.kind.name, id=seen.id, step=offer.step,
            version=seen.version,
        )  # fmt: skip
        self._session.tasks.run_aside(
            lambda _task: actor.signed(signer()), partial(self._do_signed, offer, answers, sheet), sheet.refused,
            owner=self,
        )  # fmt: skip

    def _do_signed(self, offer: Offer, answers: dict[str, Any], sheet: Any, actor: Actor) -> None:
        sheet.close_sheet()
        self._do(offer, answers, actor)

    def _do(self, offer: Offer, answers: dict[str, Any], actor: Actor | None = None) -> None:
        if self.seen is None or self._stepping:
            return
        self._saving = self._stepping = True
        self._session.run(
            documents.step, self.kind.name, self._id, offer.step, answers, self.seen.version,
            done=partial(self._stepped, offer), failed=self._save_failed, owner=self, actor=actor,
        )  # fmt: skip

    def _stepped(self, offer: Offer, stepped: Stepped) -> None:
        self._saving, asked, self._asking = False, self._asking, None
        ended(asked)
        self.messages.drop("refused")
        step = self.kind.workflow.step(offer.step) if self.kind.workflow else None
        self.said.emit(tr(step.done or step.label) if step else tr("Done."), None)
        self.refresh()
        if stepped.opens is not None:
            self.led.emit(*stepped.opens)
        elif stepped.prints:
            self.papers.after_step(stepped.prints, self._id, self.called())

    # --- paper --------------------------------------------------------------------------------
    def print_sheet(self, name: str) -> None:
        """Opens the preview of a sheet, or the labels."""
        self.papers.print_sheet(name, self._id, self.called())

    @property
    def _preview(self) -> Preview | None:
        """The preview that is open over the page."""
        return self.papers.preview

    def _preview_closed(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    # --- keys --------------------------------------------------------------------------------
    def keys(self) -> Sequence[Key]:
        """What works here now."""
        step = self.steps.primary()
        keys = [Key("Ctrl+Enter", tr("Next step"), self.steps.press_primary, shown=step is not None)]
        if self.form is not None:
            go = partial(self.form.next_missing, [p.where for p in step.problems] if step else ())
            keys += [Key("Ctrl+S", tr("Save"), self.save), Key("F8", tr("Next missing field"), go)]
        if self.seen is not None and self.seen.sheets:
            keys.append(Key("Ctrl+P", tr("Print"), partial(self.print_sheet, self.seen.sheets[0][0])))
        return [*keys, Key("Alt+Left", tr("Back"), self.go_back), Key("Esc", tr("Back"), self.go_back, shown=False)]

    def go_back(self) -> None:
        """Back to the list; unsaved work is saved first or kept in sight."""
        if self.papers.preview is not None:
            self.papers.close_preview()
        elif self._dirty:
            self.messages.say(
                "unsaved", "warn", tr("This is not saved yet."), "", (tr("Save"), partial(self.save, self.go_back))
            )
        else:
            self.back_wanted.emit()

    def take_scan(self, code: str) -> bool:
        """A scan goes to the first grid that can be edited, then to a record field; another document is opened."""
        if lookup.document_kind(code):
            return False
        if any(grid.take_scan(code) for grid in self.grids.values()):
            return True
        return self.form is not None and self.form.take_scan(code, lookup.scannable())

    def regions(self) -> Sequence[QWidget]:
        """Header, fields, lines."""
        return [w for w in (self.steps, self.form, *self.grids.values()) if w is not None]
