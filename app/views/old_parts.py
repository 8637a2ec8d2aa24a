"""The room of old parts: the generic list and page, the counter where they are handed in, the customer's signature."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import Refused, Trouble, why
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services.documents import DocumentView
from app.services.old_part_papers import OldPartSlip
from app.services.old_parts import photos, rules, signing
from app.services.old_parts.queries import Row
from app.services.old_parts.screens import KIND
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.overflow import OverflowRow
from app.views.kit.scanner import Scanner
from app.views.kit.sounds import Sounds
from app.views.kit.table import Memory
from app.views.old_bench import OldBench
from app.views.pad_signing import Asked, PadRoom
from app.views.session import Session

GIVEN = (rules.REGISTERED, rules.CUSTODY, rules.SCRAP_WAIT)
SIGNED = (  # sheet, what it is signed for, label, in which states
    ("old_parts.take", rules.TAKE, N_("He takes it: sign on screen"), GIVEN),
    ("old_parts.waiver", rules.WAIVE, N_("He waives it: sign on screen"), (rules.REGISTERED, rules.CUSTODY)),
    ("old_parts.custody", rules.KEEP, N_("Kept for him: sign on screen"), (rules.REGISTERED,)),
)  # fmt: skip
AGREED = {
    rules.TAKE: N_("I have received these old parts of my car."),
    rules.WAIVE: N_("I waive these old parts of my car. The shop may dispose of them."),
    rules.KEEP: N_("I know until when these old parts are kept for me, and that the shop may dispose of them then."),
}
WEIGHT = Field("grams", N_("Weight"), "quantity", required=True, decimals=3, unit="kg")


class OldPartsRoom(PadRoom):
    """F7 opens the counter; on a page the customer signs on screen and photos are added."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        at_counter = button(
            tr("Take in old parts"), "", "scan-barcode", key="F7", act=self.open_counter, object_name="olds.counter"
        )
        super().__init__(KIND, session, memory, (at_counter,), self)
        self._sounds = Sounds(memory, self)
        self.counter = OldBench(session, self._sounds)
        self.counter.left.connect(self.leave_counter)
        self.counter.wanted.connect(self._open)
        self.counter.changed.connect(self.changed)
        self.counter.photographed.connect(self.add_photos)
        self.counter.weighed.connect(self._weigh)
        self._stack.addWidget(self.counter)

    # --- the counter --------------------------------------------------------------------------------------------------
    def open_counter(self, order: Any = None, at: Any = None) -> None:
        """F7: the counter, with an order on it if one is known."""
        if not self._sounds.ready:
            self._sounds.prepare(self._session.tasks)
        self._stack.setCurrentWidget(self.counter)
        self.counter.setFocus(Qt.FocusReason.OtherFocusReason)
        if order is not None:
            self.counter.show_order(order, at)
        self.changed.emit()

    def leave_counter(self) -> None:
        """Esc: back to the list."""
        self._stack.setCurrentWidget(self.base)
        self.base.refresh()
        self.changed.emit()

    def at_counter(self) -> bool:
        """True while the counter is in front."""
        return self._stack.currentWidget() is self.counter

    def _open(self, id: Any) -> None:
        self.leave_counter()
        self.base.open_document(id)

    def _weigh(self, one: Row, given: dict[str, Any]) -> None:
        def act(values: Any, close: Any, refuse: Any) -> None:
            if not values["grams"]:
                refuse(Refused("Hazardous waste is weighed: enter the weight.", where="grams"))
                return
            close()
            self.counter.register(one, given | {"grams": values["grams"]})

        about = tr("Hazardous waste ({kind}) is weighed.", kind=one.hazardous)
        self.ask(one.part, tr("Register"), about, (WEIGHT,), act)

    # --- photos -------------------------------------------------------------------------------------------------------
    def add_photos(self, id: Any) -> None:
        """F9: photos of an old part, from files."""
        names, _ = QFileDialog.getOpenFileNames(self, tr("Choose photos"), "", "JPEG, PNG (*.jpg *.jpeg *.png)")
        for name in names:
            self._session.tasks.run_write(partial(self._store, id, name), self._kept, self._not_kept, owner=self)

    def _store(self, id: Any, name: str) -> Any:
        try:
            content = Path(name).read_bytes()
        except OSError as error:
            raise Trouble("{file} can't be read: {why}.", file=name, why=why(error)) from error
        session = self._session
        return session.desk.run_as(session, photos.add_photo, session.actor, id, Path(name).name, content)

    def _kept(self, _photo: Any) -> None:
        self.said.emit(tr("The photo is kept."), None)
        self.counter.refresh()
        if self.base.page is not None:
            self.base.page.refresh()

    def _not_kept(self, error: Exception) -> None:
        if isinstance(error, (Refused, Trouble)):
            self.said.emit(tr(error.text), None)

    # --- what the generic page gets -----------------------------------------------------------------------------------
    def head(self, _seen: DocumentView) -> Sequence[QWidget]:
        """Nothing: the tools have a row of their own."""
        return ()

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """The counter of its order, photos, signing on screen."""
        at_counter = partial(self.open_counter, seen.values["order_id"], seen.id)
        found = [
            button(tr("The order's old parts"), "", "list-checks", key="F7", act=at_counter, object_name="olds.order")
        ]
        if self._session.may(rules.EDIT):
            add = partial(self.add_photos, seen.id)
            found.append(button(tr("Add a photo"), "", "camera", key="F9", act=add, object_name="olds.add_photo"))
        for sheet, purpose, label, states in SIGNED if self._session.may(rules.GIVE) else ():
            theirs = (rules.CUSTOMER, rules.SHOP) if purpose == rules.TAKE else (rules.CUSTOMER,)
            if seen.state in states and seen.values["owner"] in theirs:
                act = partial(self.sign, seen, sheet, purpose)
                found.append(button(tr(label), "", "signature", act=act, object_name=f"olds.sign.{purpose.lower()}"))
        tools = OverflowRow()
        tools.show_buttons(found)
        return (tools,)

    def page_keys(self) -> Sequence[Key]:
        seen = self.base.page.seen if self.base.page is not None else None
        if seen is None:
            return ()
        at_counter = partial(self.open_counter, seen.values["order_id"], seen.id)
        found = [Key("F7", tr("The order's old parts"), at_counter)]
        if self._session.may(rules.EDIT):
            found.append(Key("F9", tr("Add a photo"), partial(self.add_photos, seen.id)))
        return found

    def list_keys(self) -> Sequence[Key]:
        return [Key("F7", tr("Take in old parts"), self.open_counter)]

    # --- signing ------------------------------------------------------------------------------------------------------
    def sign(self, seen: DocumentView, sheet: str, purpose: str) -> None:
        """The customer signs on the pad what the slip says."""

        def asked(data: OldPartSlip) -> Asked:
            of = {"id": seen.id, "purpose": purpose}
            return Asked(tr(AGREED[purpose]), data.customer, None, signing.sign_on_screen, of)

        self.sign_on_pad(seen.id, sheet, asked)

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        return tr("Old parts at the counter") if self.at_counter() else super().title()

    def keys(self) -> Sequence[Key]:
        if not self.at_counter():
            return super().keys()
        return [
            Key("Scan", tr("Order, tag, part or bin")), Key("Up", tr("Choose")), Key("Return", tr("Hand in")),
            Key("1–5", tr("Register")), Key("F9", tr("Add a photo"), self.counter.photograph),
            Key("F2", tr("Open the old part"), self.counter.open_chosen),
            Key("Esc", tr("Back to the list"), self.leave_counter),
        ]  # fmt: skip

    def wants_scan(self, code: str) -> bool:
        if not self.at_counter():
            return super().wants_scan(code)
        self.counter.scan(code)
        return True

    def on_shown(self, argument: object = None) -> None:
        if argument is not None and self.at_counter():
            self.leave_counter()
        super().on_shown(argument)

    def regions(self) -> Sequence[QWidget]:
        return (self.counter,) if self.at_counter() else super().regions()

    def refresh(self) -> None:
        if self.at_counter():
            self.counter.refresh()
        else:
            super().refresh()
