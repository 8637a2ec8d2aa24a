"""Settings: the shop's values by group with their rule, and what this PC likes. Saved at once; knows no single use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any, cast

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.core.errors import Problem, Refused
from app.core.i18n import N_, tr
from app.core.screen import Choice, Field, FieldKind
from app.core.settings import Setting
from app.services import settings, shop
from app.services.roles import CHANGE_SETTINGS
from app.services.settings import Chosen
from app.views.kit import theme
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, frame, grid, row, scroll
from app.views.kit.picture import PictureField
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.receipt_card import ReceiptCard
from app.views.records import DeskRecords
from app.views.scanner_card import ScannerCard
from app.views.session import Session
from app.views.tax_card import TaxCard

GROUPS = {
    "shop": N_("The shop"), "people": N_("People and locking"), "counts": N_("Stock counts"), "stock": N_("Stock"),
    "parts": N_("Parts"), "reorder": N_("Warnings and reorder points"), "abc": N_("ABC classes"),
    "purchasing": N_("Purchasing"), "reports": N_("Reports"), "workshop": N_("Workshop"),
    "settling": N_("Settlement and delivery"), "follow_ups": N_("Follow-up calls"), "complaints": N_("Complaints"),
    "tax": N_("Taxes"), "data": N_("Data safety"), "": N_("Other"),
}  # fmt: skip
KINDS: dict[str, FieldKind] = {
    "flag": "flag", "number": "number", "money": "money", "percent": "percent", "choice": "choice", "text": "text",
}  # fmt: skip
STATION = (
    Field("look", N_("Look"), "choice", choices=(Choice("light", N_("Light")), Choice("dark", N_("Dark")))),
    Field("zoom", N_("Zoom"), "choice", choices=tuple(Choice(str(z), f"{z} %") for z in theme.ZOOMS)),
    Field("rows", N_("Table rows"), "choice", choices=(
        Choice("compact", N_("Compact")), Choice("normal", N_("Normal")), Choice("roomy", N_("Roomy")),
    )),
)  # fmt: skip


def field_of(setting: Setting[Any]) -> Field:
    """A setting as a field: label, help, unit and choices."""
    return Field(
        setting.key, setting.label, KINDS[setting.shape], required=setting.shape not in ("text", "flag"),
        unit=tr(setting.unit) if setting.unit else "", choices=setting.choices, help=setting.help, length=200,
    )  # fmt: skip


def _group(chosen: Chosen) -> str:
    return chosen.setting.group


class SettingsRoom(Room):
    """One column of cards; a value is kept when its field is left, and what does not fit is said beside it."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.settings")
        self._session, self._memory, self._scanner = session, memory, scanner
        self._boxes: dict[str, FieldBox] = {}
        self._kept: dict[str, Any] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(12))
        self._column.setContentsMargins(0, 0, 0, 0)
        head = row(text(tr("Settings"), "title"), text(tr("Saved as soon as you leave a field."), "muted"), None)
        holder = frame(col(self._column, None))
        self.setLayout(
            col(head, self.messages, scroll(holder, name="settings.page"), gap=10, margins=(16, 10, 16, 10), stretch=2)
        )

    def title(self) -> str:
        return tr("Settings")

    def keys(self) -> Sequence[Key]:
        return [Key("Tab", tr("Next setting"))]

    def on_shown(self, argument: object = None) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._session.ask(settings.list_settings, done=self._show, owner=self)

    def regions(self) -> Sequence[QWidget]:
        return list(self._boxes.values())[:1]

    # --- showing ------------------------------------------------------------------------------------------------
    def _show(self, found: Sequence[Chosen]) -> None:
        clear(self._column)
        self._boxes = {}
        self._column.addWidget(self._station_card())
        self._column.addWidget(ScannerCard(self._scanner, self._memory, self._session.tasks))
        self._column.addWidget(ReceiptCard(self._memory, self._session.tasks))
        may = self._session.may(CHANGE_SETTINGS)
        order = list(GROUPS)
        for group, some in groupby(sorted(found, key=lambda c: order.index(c.setting.group)), _group):
            members = list(some)
            cells = [self._shop_row(c, may) for c in members if c.setting.shape in KINDS]
            pairs = [cells[at : at + 2] for at in range(0, len(cells), 2)]
            more = [self._logo_card(may)] if group == "shop" else [self._taxes(members, may)] if group == "tax" else []
            body = col(grid(pairs, hgap=24, vgap=10), *more, gap=14)
            self._column.addWidget(section(tr(GROUPS[group]), body))

    def _shop_row(self, chosen: Chosen, may: bool) -> QWidget:
        setting = chosen.setting
        box = self._box(field_of(setting), chosen.value, partial(self._change, setting))
        box.editable(may)
        self._kept[setting.key] = chosen.value
        rule = text(setting.rule, "caption")
        rule.setToolTip(tr("Rule of the book that this value belongs to") if setting.rule else "")
        made = QWidget()
        made.setLayout(col(row(box, rule, None, gap=12), None, gap=0))
        box.setFixedWidth(max(theme.px(420), min(box.sizeHint().width(), theme.px(490))))
        # a note that wraps beside it must not squeeze the field (Qt mixes up heights for width here)
        box.setMinimumHeight(box.sizeHint().height())
        return made

    def _taxes(self, members: Sequence[Chosen], may: bool) -> QWidget:
        made = TaxCard(self._session, next(c.value for c in members if c.setting.shape == "rates"))
        made.editable(may)
        made.said.connect(self.said)
        return made

    def _logo_card(self, may: bool) -> QWidget:
        field = PictureField(tr(shop.LOGO.label), tr(shop.LOGO.help), self._session.tasks)
        field.setObjectName(f"field.{shop.LOGO.key}")
        field.editable(may)

        def show(*_kept: object) -> None:
            self._session.ask(shop.logo, done=field.put, owner=field)

        def keep(name: str, content: bytes) -> None:
            self._session.run(
                shop.change_logo, content, name, done=show, owner=field,
                failed=lambda error: field.refuse(tr(getattr(error, "text", ""))),
            )  # fmt: skip

        field.brought.connect(keep)
        field.taken_out.connect(lambda: keep("", b""))
        show()
        return field

    def _station_card(self) -> QWidget:
        look = theme.look()
        values = {"look": "dark" if look.dark else "light", "zoom": str(look.zoom), "rows": look.rows}
        boxes = [self._box(f, values[f.name], partial(self._look, f.name)) for f in STATION]
        for box in boxes:
            box.setMinimumWidth(box.sizeHint().width())
        return section(tr("This PC"), row(*boxes, None, gap=16))

    def _box(self, field: Field, value: Any, keep: Any) -> FieldBox:
        control = make_control(field, DeskRecords(self._session), self._session.tasks)
        control.put(value)
        box = FieldBox(field, control)
        box.left.connect(lambda _place: keep(control.value()))
        if field.kind in ("flag", "choice"):
            box.edited.connect(lambda _place: keep(control.value()))
        self._boxes[field.name] = box
        return box

    # --- keeping ------------------------------------------------------------------------------------------------
    def _change(self, setting: Setting[Any], value: Any) -> None:
        given = "" if value is None and setting.shape == "text" else value
        if given is None or given == self._kept.get(setting.key):
            return
        self._session.run(
            settings.change, setting.key, given, done=partial(self._changed, setting, given),
            failed=partial(self._refused, setting), owner=self,
        )  # fmt: skip

    def _changed(self, setting: Setting[Any], value: Any, _none: Any) -> None:
        self._kept[setting.key] = value
        self._boxes[setting.key].show_problem(None)
        self.said.emit(tr("Saved: {setting}", setting=tr(setting.label)), None)

    def _refused(self, setting: Setting[Any], error: Exception) -> None:
        if isinstance(error, Refused):
            self._boxes[setting.key].show_problem(Problem(setting.key, error.text))

    def _look(self, name: str, value: Any) -> None:
        look = theme.look()
        chosen = {"look": "dark" if look.dark else "light", "zoom": str(look.zoom), "rows": look.rows}
        if value is None or chosen[name] == value:
            return
        chosen[name] = value
        if name == "look":  # until it is set, it follows the system
            self._memory.put("dark", value == "dark")
        self._memory.put("zoom", int(chosen["zoom"]))
        self._memory.put("rows", chosen["rows"])
        rows = cast("Any", chosen["rows"])
        theme.apply(theme.Look(chosen["look"] == "dark", int(chosen["zoom"]), rows, look.motion, look.contrast))
        QApplication.processEvents()
