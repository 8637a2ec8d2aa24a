"""The page of one check-in: all of it at once, by keyboard; the customer signs on paper or on screen.

What is typed is kept by itself a moment later, also what is no value yet: a power cut loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.core import i18n
from app.core.i18n import tr
from app.services import attachments, documents, receptions, vehicles
from app.services.documents import DocumentView
from app.services.receptions import Arriving
from app.services.vehicles import Found
from app.services.work_orders import rules as orders
from app.services.work_orders.arriving import open_from_reception
from app.views.draft_drop import DraftDrop
from app.views.keeping_page import KeepingPage
from app.views.kit.buttons import Button, button, icon_button
from app.views.kit.chips import Chip
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import clear, row
from app.views.kit.picklist import Pick, pick_from
from app.views.kit.steps import StepBar, StepButtons
from app.views.kit.theme import px
from app.views.pad_signing import PadSigning
from app.views.paper_intake import PaperBack
from app.views.reception_form import ReceptionForm
from app.views.reception_photos import Photo, Photos
from app.views.reception_signing import signing_of
from app.views.reception_warranty import WarrantyCheck


class ReceptionPage(KeepingPage):
    """One check-in: header with step bar and steps, the form below; no list of lines, no side."""

    _signing: PadSigning | None = None
    _known: Arriving | None = None
    _filled: ReceptionForm | None = None
    _missing: Button | None = None

    # --- building -------------------------------------------------------------------------------
    @cached_property
    def _paper(self) -> PaperBack:
        return PaperBack(self, self._session)

    def _headline(self, seen: DocumentView | None) -> None:
        clear(self._head)
        back = icon_button("chevron-left", tr("Back to the list"), key="Esc", act=self.go_back)
        back.setObjectName("page.back")
        line = row(back, text(tr("Check-in"), "title"), gap=10)
        if seen is not None:
            line.addWidget(text(seen.called, "muted"))
            bar = StepBar()
            bar.setMinimumWidth(px(270))
            bar.setMaximumWidth(px(640))
            flow = self.kind.workflow
            if flow is not None:
                bar.show_states(flow.states, seen.state, {d.target: d.at for d in seen.done})
                if flow.state(seen.state).beside:
                    line.addWidget(Chip(tr(flow.state(seen.state).label), flow.state(seen.state).family))
            line.addWidget(bar, 100)
        line.addStretch(1)
        self._missing = Button("", "missing", "triangle-alert", act=self._go_missing)
        self._missing.setObjectName("reception.missing")
        line.addWidget(self._missing)
        for drop in self._drop.buttons(editable=seen is None or seen.editable):
            line.addWidget(drop)
        for printer in self._printers(seen.sheets if seen and seen.state != "draft" else ()):
            line.addWidget(printer)
        if seen is not None and seen.state == "checked" and self._session.may(receptions.EDIT):
            line.addWidget(button(tr("Sign on screen"), "", "signature", key="F7", act=self.open_pad,
                                  object_name="reception.sign"))  # fmt: skip
            line.addWidget(icon_button("upload", tr("Paper is back"), key="F9", act=self._paper.choose))
        self.steps = StepButtons()
        self.steps.pressed.connect(self.press)
        self.steps.show_offers(seen.offers if seen else ())
        line.addWidget(self.steps)
        if self._may_order(seen):
            line.addWidget(button(tr("Make the work order"), "primary", "wrench", key="Ctrl+Enter",
                                  act=self.make_order, object_name="reception.order"))  # fmt: skip
        self._head.addLayout(line)
        self._tell_missing()

    def _printers(self, sheets: Sequence[tuple[str, str]]) -> list[QWidget]:
        """An icon for the only sheet; of two, each says which it is."""
        acts = [(tr(label), partial(self.print_sheet, name)) for name, label in sheets]
        if len(acts) > 1:
            return [button(words, "", "printer", act=act) for words, act in acts]
        return [icon_button("printer", words, key="Ctrl+P", act=act) for words, act in acts]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._id is None and self._filled is not None:
            QTimer.singleShot(0, self._filled, self._filled.focus_first)  # a hidden field takes no focus

    def _show(self, seen: DocumentView) -> None:
        super()._show(seen)
        clear(self._bar)  # it stands in the header: the form needs the height

    def _fill_form(self, values: dict[str, Any], lines: dict[str, Any], state: str, seen: Any = None) -> None:
        self._lay(values, lines.get("marks", ()), seen, editable=True)

    def _fill_body(self, seen: DocumentView) -> None:
        self._lay(seen.values, seen.lines.get("marks", ()), seen, editable=seen.editable)

    def _lay(self, values: dict[str, Any], marks: Sequence[Any], seen: Any, *, editable: bool) -> None:
        clear(self._body)
        made = ReceptionForm(self._spec, self._records, self._session.tasks)
        made.load(values, marks, editable=editable)
        made.answered = values.get("odometer_answer") or ""
        self._filled, self.form = made, cast("Any", made) if editable else None
        self._dirty = self._stale = False
        made.edited.connect(self._edited)
        made.missing_changed.connect(lambda _n: self._tell_missing())
        made.looked_for.connect(self._look_for)
        made.odometer_left.connect(self._check_odometer)
        made.words_left.connect(self._check_warranty)
        made.walk.photo_wanted.connect(self.add_photo)
        made.walk.photos_dropped.connect(self._take_files)
        self._body.addWidget(made, 1)
        self._tell_missing()
        if seen is not None:
            self._session.ask(attachments.list_of, self.kind.name, seen.id, done=self._tell_photos, owner=made)
            if editable:
                self._session.ask(receptions.half_typed, seen.id, done=made.retype, owner=made)
            if made.vehicle is not None:
                self._session.ask(receptions.arriving, made.vehicle, done=self._remember, owner=made)

    def _tell_photos(self, kept: list[Any]) -> None:
        if self._filled is not None:
            self._filled.walk.tell_photos(sum(k.role == "photo" for k in kept))

    def _tell_missing(self) -> None:
        if self._missing is not None:
            count = len(self._filled.missing()) if self._filled is not None and self.form is not None else 0
            self._missing.rename(tr("{n} missing", n=count))
            self._missing.setVisible(count > 0)

    def _go_missing(self) -> None:
        if self._filled is not None:
            self._filled.next_missing()

    @cached_property
    def _drop(self) -> DraftDrop:
        return DraftDrop(self, self._session, receptions.EDIT, self._refused)

    # --- keeping what is typed ------------------------------------------------------------------
    keep, quiet = receptions.keep, ("receptions.add_photo",)

    def typed_in(self) -> tuple[Any, ...]:
        """All that is a value, the marks, and what is none yet."""
        form = self._filled
        if form is None:
            return {}, None, None
        return form.given() | {"odometer_answer": form.answered}, form.walk.rows(), form.typed()

    def next_step(self) -> None:
        """Ctrl+Enter; a new check-in is kept first, so that it has steps."""
        if self.seen is None and self.form is not None:
            self.save(partial(self._again, "check"))
        elif self._may_order(self.seen):
            self.make_order()
        else:
            self.steps.press_primary()

    def _may_order(self, seen: DocumentView | None) -> bool:
        return seen is not None and seen.state == "signed" and self._session.may(orders.EDIT)

    def make_order(self) -> None:
        """Ctrl+Enter on a signed check-in: the draft of its work order, with all that was said here."""
        self._session.run(
            open_from_reception, self._id, failed=self._refused, owner=self,
            done=lambda order: self.led.emit(orders.KIND_NAME, order),
        )  # fmt: skip

    # --- which car ------------------------------------------------------------------------------
    def _look_for(self, name: str, words: str) -> None:
        """The plate or VIN was left: whose is it?"""
        form = self._filled
        if form is None or not words or self.form is None or (self._known is not None and form.vehicle and not name):
            return
        if name == "vin":
            form.warn("vin", vehicles.read_vin(words).warning)
        self._session.ask(vehicles.find_vehicles, words, 8, done=partial(self._found, name, words), owner=form,
                          latest="car")  # fmt: skip

    def _found(self, name: str, words: str, hits: list[Found]) -> None:
        form = self._filled
        if form is None:
            return
        plate, vin = vehicles.read_plate(words).plate, vehicles.read_vin(words).vin
        exact = [h for h in hits if (h.plate == plate if name == "plate" else h.vin == vin)]
        if exact or len(hits) == 1:
            self._take_car((exact or hits)[0].id)
        elif hits and len(words) < 7:
            picks = [Pick(h.id, h.plate or h.vin, h.car, h.owner) for h in hits]
            pick_from(form, picks, self._take_car, under=form.boxes[name])
        elif name == "plate":
            form.tell_visits(tr("New car"))
            form.warn("plate", vehicles.read_plate(words).warning)

    def _take_car(self, vehicle: Any) -> None:
        form = self._filled
        if form is None or (self._known is not None and self._known.vehicle == vehicle):
            return
        form.vehicle = vehicle
        self._session.ask(receptions.arriving, vehicle, done=self._arrived, owner=form)

    def _arrived(self, known: Arriving) -> None:
        form = self._filled
        if form is None:
            return
        self._remember(known)
        form.fill(known.values)
        if known.open_reception is not None and known.open_reception[0] != self._id:
            id, number = known.open_reception
            self.messages.say(
                "open", "warn", tr("This car is checked in already: {number}.", number=number), "",
                (tr("Open it"), lambda: self.opened.emit(self.kind.name, id)),
            )  # fmt: skip
        form.focus_field("odometer")
        self._check_warranty()

    def _remember(self, known: Arriving) -> None:
        self._known = known
        if self._filled is not None:
            words = tr("Visit no. {n}", n=known.visits + 1)
            if known.last is not None:
                words = f"{words}  {i18n.day(known.last.day)}"
            self._filled.tell_visits(words)

    def _check_odometer(self) -> None:
        if self._filled is not None and self.form is not None:
            self._warranty.odometer(self._filled)

    def _check_warranty(self) -> None:
        if self._filled is not None and self.form is not None:
            self._warranty.ask(self._filled, self._id)

    @cached_property
    def _warranty(self) -> WarrantyCheck:
        return WarrantyCheck(self, self._session)

    # --- photos ---------------------------------------------------------------------------------
    @cached_property
    def _photos(self) -> Photos:
        made = Photos(self, self._session)
        made.kept.connect(self._photo_kept)
        made.refused.connect(self._refused)
        return made

    def add_photo(self) -> None:
        """F9: a photo by file, for the chosen mark or for the car."""
        if self.form is not None:
            self._take_files(self._photos.choose())

    def _take_files(self, photos: Sequence[Photo]) -> None:
        if photos and self.form is not None:
            self.save(partial(self._keep_photos, list(photos)))

    def _keep_photos(self, photos: list[Photo]) -> None:
        if self.seen is None:
            self._session.ask(documents.show, self.kind.name, self._id, done=self._meet, owner=self)
        self._photos.keep(photos, lambda: self._id)

    def _photo_kept(self, sha: str) -> None:
        if self._filled is not None:
            self._filled.walk.take_photo(sha)
            self._session.ask(attachments.list_of, self.kind.name, self._id, done=self._tell_photos, owner=self)

    # --- signing on screen ----------------------------------------------------------------------
    def open_pad(self) -> None:
        """F7: the sheet and the field to sign in, on the screen turned to the customer."""
        if self.seen is not None and self.seen.state == "checked" and self._signing is None:
            self._signing = signing_of(self, self._session, self.seen)
            self._signing.refused.connect(self._refused)
            self._signing.ended.connect(self._pad_closed)
            self._signing.open()

    def _pad_closed(self, signed: bool) -> None:
        self._signing = None
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if signed:
            self.said.emit(tr("Signed"), None)
            self.refresh()

    def _preview_closed(self) -> None:
        super()._preview_closed()
        self._tell_missing()  # what the preview hid it shows again, this too

    # --- keys -----------------------------------------------------------------------------------
    def keys(self) -> Sequence[Key]:
        """Next step, walked round, missing things, photo; in a checked one the pad."""
        keys = [Key("Ctrl+Enter", tr("Next step"), self.next_step)]
        if self.form is not None and self._filled is not None:
            keys += [
                Key("F7", tr("Walked round"), self._walked), Key("F8", tr("Next missing field"), self._go_missing),
                Key("F9", tr("Photo"), self.add_photo), Key("Ctrl+S", tr("Save"), self.save),
                Key("0–8", tr("Fuel level")), Key("1–7", tr("Damage")),
            ]  # fmt: skip
        elif self.seen is not None and self.seen.state == "checked":
            keys += [Key("F7", tr("Sign on screen"), self.open_pad), Key("F9", tr("Paper is back"), self._paper.choose)]
        if self.seen is not None and self.seen.sheets and self.seen.state != "draft":
            keys.append(Key("Ctrl+P", tr("Print"), partial(self.print_sheet, self.seen.sheets[0][0])))
        return [*keys, Key("Esc", tr("Back"), self.go_back, shown=False)]

    def _walked(self) -> None:
        if self._filled is not None:
            control = self._filled.boxes["walked"].control
            control.put(not control.value())
            control.edited.emit()

    def go_back(self) -> None:
        """Back to the list: what is typed is kept first; a draft with nothing in it is dropped."""
        if self.papers.preview is None and self.form is not None and self._drop.leave():
            self._dirty = False
        else:
            super().go_back()

    def regions(self) -> Sequence[QWidget]:
        """The three columns."""
        form = self._filled
        return [form.boxes["plate"].control, form.walk.outline, form.boxes["words"].control] if form else ()
