"""The room of parts: duplicates are said while one is typed; a part is replaced by another, or takes one in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.desk import UseCase
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services import parts
from app.services.documents import DocumentView
from app.services.parts import EDIT, KIND, MERGE, MOVABLE, Substitute
from app.views.alike import AlikePage
from app.views.around import AroundRoom, Refuse
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import col, row
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.session import Session

BY = (
    Field("new", N_("The part that replaces it"), "record", required=True, record="parts"),
    Field("use_up_old", N_("Use up the old one first"), "flag", default=True),
)
DROP = (Field("drop", N_("The duplicate, which becomes obsolete"), "record", required=True, record="parts"),)


class PartPage(AlikePage):
    """The same number but for signs, another code of a part, the same OEM number or name."""

    alike = parts.similar

    def typed(self) -> tuple[Any, ...]:
        value = {name: box.control.value() or "" for name, box in self.form.boxes.items()} if self.form else {}
        codes = self.grids["codes"].rows() if "codes" in self.grids else []
        oem = next((row["code"] or "" for row in reversed(codes) if row.get("kind") == "OEM"), "")
        return value.get("number", ""), value.get("name_zh") or value.get("name_en") or "", oem


class PartsRoom(AroundRoom):
    """F7 says by which part an open one is replaced, F9 takes a duplicate in; each by its right."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__(KIND, session, memory, tools=self, page=PartPage)

    def _tools(self, seen: DocumentView) -> list[tuple[str, str, str, Callable[[], None], str]]:
        """Words, icon, key, act and name of what this person may do with the part."""
        found: list[tuple[str, str, str, Callable[[], None], str]] = []
        if seen.state in MOVABLE and self._session.may(EDIT):
            found.append((tr("Replaced by"), "arrow-left-right", "F7", partial(self.replace, seen), "parts.replace"))
        if seen.state in MOVABLE and self._session.may(MERGE):
            found.append((tr("Merge a duplicate"), "layers", "F9", partial(self.merge, seen), "parts.merge"))
        return found

    def head(self, seen: DocumentView) -> Sequence[QWidget]:
        """The buttons beside the steps."""
        return [
            button(words, "", icon, key=key, act=act, object_name=name)
            for words, icon, key, act, name in self._tools(seen)
        ]

    def page_keys(self) -> Sequence[Key]:
        seen = self.base.page.seen if self.base.page is not None else None
        return [Key(key, words, act) for words, _, key, act, _ in self._tools(seen)] if seen is not None else []

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """By what it is replaced, the next first; read in a worker."""
        holder = QWidget()
        holder.setLayout(col(gap=0))
        self._session.ask(parts.substitutes, seen.id, done=partial(self._show, holder, seen), owner=holder)
        return [holder]

    def _show(self, holder: QWidget, seen: DocumentView, chain: Sequence[Substitute]) -> None:
        if not chain:
            return
        lines = []
        for one in chain:
            go = button(one.number, "link", act=partial(self.asked.emit, "parts", one.id))
            lines.append(row(go, text(tr("use up the old one first") if one.use_up_old else "", "muted"), None))
        head = []
        if self._session.may(EDIT):
            undo = button(tr("Not replaced any more"), "quiet", "undo-2", act=partial(self.keep, seen))
            undo.setObjectName("parts.keep")
            head = [None, undo]
        layout = holder.layout()
        if layout is not None:
            layout.addWidget(section(tr("Replaced by"), col(*lines, gap=2), *head, name="parts.chain"))

    # --- acts ---------------------------------------------------------------------------------------------------------
    def replace(self, seen: DocumentView) -> None:
        """F7: which part is taken instead from now on."""

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            self._do(parts.supersede, (seen.id, given["new"], bool(given["use_up_old"])), close, refuse)

        about = tr("{part} stays in use as long as there is some of it.", part=seen.called)
        self.ask(tr("Replaced by"), tr("Keep it"), about, BY, act)

    def keep(self, seen: DocumentView) -> None:
        """The part is not replaced any more."""
        self._do(parts.unsupersede, (seen.id,), lambda: None, self.refused)

    def merge(self, seen: DocumentView) -> None:
        """F9: the same part entered twice: stock, codes and open lines come here, the other one becomes obsolete."""

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            self._do(parts.merge, (seen.id, given["drop"]), close, refuse)

        about = tr(
            "{part} stays: stock, codes and open lines of the duplicate come here, its labels go on working.",
            part=f"{seen.called} {seen.title}",
        )
        self.ask(tr("Merge a duplicate"), tr("Merge"), about, DROP, act)

    def _do(
        self, case: UseCase[..., Any], given: tuple[Any, ...], close: Callable[[], None], refuse: Refuse
    ) -> None:  # fmt: skip
        def done(_none: object) -> None:
            close()
            if self.base.page is not None:
                self.base.page.refresh()

        self._session.run(case, *given, done=done, failed=refuse, owner=self)
