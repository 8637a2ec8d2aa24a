"""A list page: title and count, views as tabs, filter as you type, filter buttons, table, peek, foot.

Built from a ListSpec; it knows no kind and no query. Rooms put it into their layout and add their own buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedLayout, QWidget

from app.core.errors import Refused
from app.core.i18n import tr
from app.core.screen import Choice, Filter, ListQuery, ListSpec, Peek
from app.views.kit.buttons import Button, button
from app.views.kit.cells import States
from app.views.kit.keycap import KeyCap
from app.views.kit.keyline import Key, bind
from app.views.kit.labels import text
from app.views.kit.layout import card, col, row, rule
from app.views.kit.overflow import OverflowRow
from app.views.kit.peek import PeekPanel
from app.views.kit.picklist import Pick, pick_from
from app.views.kit.rows import Source
from app.views.kit.states import Action, Loading, empty, no_result, trouble
from app.views.kit.table import Memory, Table
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px

TYPING_MS, PEEK_MS = 150, 120


@dataclass(frozen=True)
class Tab:
    """A view as a tab: the shop's own (`label` translated) or one that was saved here."""

    name: str
    label: str
    where: tuple[tuple[str, str], ...] = ()
    text: str = ""
    sort: str = ""
    mine: bool = False


class Listing(QWidget):
    """The page. `new` is its primary button; `more` are further buttons left of it.

    `peek(id)` and `choices(filter name)` are asked in a reader thread: the side panel, and the values of a filter that
    the shop defines. `key` is the name under which columns and own views are remembered.
    """

    opened = Signal(object)
    chosen = Signal()  # the selection is new; see table.chosen_ids()

    def __init__(
        self, spec: ListSpec, source: Source, tasks: Tasks, *, title: str, key: str = "", states: States | None = None,
        memory: Memory | None = None, new: Action | None = None, more: Sequence[QWidget] = (),
        peek: Callable[[Any], Peek | None] | None = None, choices: Callable[[str], Sequence[Choice]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("listing")
        self.spec, self._source, self._tasks, self._memory, self._key = spec, source, tasks, memory, key
        self._new, self._title, self._ask_peek, self._ask_choices = new, title, peek, choices
        self._where: dict[str, str] = {}
        self._sort = spec.sort
        self._labels: dict[tuple[str, str], str] = {}
        self._tabs: list[Tab] = []
        self._tab = ""
        self._count = text("", "muted")
        self.table = Table(
            spec.columns, source, tasks, states=states, memory=memory, key=f"{key}.columns" if key else "", name=title
        )
        self.peek = PeekPanel()
        self.filter = self._filter_box()
        self._tab_row, self._filter_row = OverflowRow(gap=18), OverflowRow(more=tr("More filters"))
        self._foot, self._foot_keys = text("", "caption"), text(tr("Space to peek · Enter to open"), "caption")
        self._stack = QStackedLayout()
        self._loading = Loading(self.table.viewport())
        self._timer, self._peek_timer = self._pause(TYPING_MS, self._typed), self._pause(PEEK_MS, self._peek_now)
        self._compose(more)
        self._listen()
        self._load_tabs()

    # --- building ---------------------------------------------------------------------------------------------------
    def _pause(self, ms: int, act: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(act)
        return timer

    def _filter_box(self) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName("listing.filter")
        made.setPlaceholderText(tr(self.spec.hint) if self.spec.hint else tr("Type to filter"))
        made.setAccessibleName(tr("Filter"))
        made.setClearButtonEnabled(True)
        made.setFixedWidth(px(250))
        made.installEventFilter(self)
        return made

    def _compose(self, more: Sequence[QWidget]) -> None:
        head = row(text(self._title, "title"), self._count, None, *more, gap=8)
        if self._new:
            head.addWidget(
                button(self._new[0], "primary", "plus", key="Ctrl+N", act=self._new[1], object_name="listing.new")
            )
        band = row(self._tab_row, margins=(14, 2, 8, 0))
        save = button(tr("Save view"), "quiet", "bookmark", key="Ctrl+Shift+S", act=self.save_view)
        columns = button(tr("Columns"), "quiet", "columns-3", act=self._choose_columns, object_name="listing.columns")
        filters = row(self.filter, KeyCap("Ctrl+F"), 4, self._filter_row, columns, margins=(12, 6, 8, 6), stretch=3)
        body = QWidget()
        body.setLayout(self._stack)
        self._stack.addWidget(self.table)
        self.setFocusProxy(self.table)
        foot = row(self._foot, None, self._foot_keys, margins=(12, 5, 12, 6))
        listing = card(
            col(row(band, save, stretch=0), rule(), filters, rule(), body, rule(), foot, gap=0, stretch=4),
            name="listing.card",
        )
        self.setLayout(col(head, row(listing, self.peek, gap=12, stretch=0), gap=10, stretch=1))
        self._stops = (self._tab_row.more, save, self.filter, self._filter_row.more, columns, self.table)

    def _in_order(self) -> None:
        """Tab goes from the tabs to the filter and on to the table, wherever the list was put meanwhile."""
        for one, two in pairwise(self._stops):
            QWidget.setTabOrder(one, two)

    def _listen(self) -> None:
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self.table.opened.connect(self.opened)
        self.table.chosen.connect(self.chosen)
        self.table.chosen.connect(self._tell_chosen)
        self.table.chosen.connect(self._peek_timer.start)
        self.table.peeked.connect(lambda _id: self.toggle_peek())
        self.table.sorted_by.connect(self._sort_by)
        self.table.counted.connect(self._counted)
        self.table.failed.connect(self._failed)
        bind(self, [key for key in self.keys() if key.act is not None])

    def keys(self) -> list[Key]:
        """The keys of a list, for the key line; those with an act are bound already."""
        keys = [Key("↑↓", tr("Choose")), Key("Enter", tr("Open it")), Key("Space", tr("Peek"))]
        if self._new:
            keys.append(Key("Ctrl+N", tr("New"), self._new[1]))
        return [
            *keys, Key("Ctrl+F", tr("Filter"), self.focus_filter),
            Key("Ctrl+Shift+S", tr("Save view"), self.save_view, shown=False),
        ]  # fmt: skip

    # --- asking -----------------------------------------------------------------------------------------------------
    def query(self) -> ListQuery:
        """What is asked for now."""
        return ListQuery(self.filter.text().strip(), tuple(sorted(self._where.items())), self._sort)

    def _typed(self) -> None:
        """A blank at the end of a word asks for nothing new."""
        if self.query() != self.table.rows.query:
            self.ask()

    def ask(self) -> None:
        """Asks for what is typed and chosen."""
        self._timer.stop()
        if not self.table.rows.ids:
            self._show(self.table)
            self._loading.start()
        self.table.ask(self.query())

    def refresh(self) -> None:
        """F5: asks again, tabs too."""
        self.ask()
        self._count_tabs()

    def set_filter(self, name: str, code: str, label: str = "") -> None:
        """Sets one filter ("" = off) and asks."""
        if code:
            self._where[name] = code
            self._labels[name, code] = label or code
        else:
            self._where.pop(name, None)
        self._show_filters()
        self.ask()

    def clear(self) -> None:
        """No filter, no text, all rows."""
        self._where.clear()
        self.filter.clear()
        self._tab = self._tabs[0].name if self._tabs else ""
        self._show_tabs()
        self._show_filters()
        self.ask()

    def focus_filter(self) -> None:
        """Ctrl+F."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def toggle_peek(self) -> None:
        """Space: shows or hides the side panel."""
        self.peek.setVisible(not self.peek.isVisible())
        if self.peek.isVisible():
            self._peek_now()

    def _sort_by(self, sort: str) -> None:
        self._sort = sort
        self.ask()

    def _counted(self, count: int) -> None:
        filtered = bool(self._where or self.filter.text().strip())
        many = f"{count:,}+" if self.table.rows.busy else f"{count:,}"
        all_ = tr("1 item") if count == 1 else tr("{n} items", n=many)
        self._count.setText(tr("{n} found", n=many) if filtered else all_)
        self._loading.stop()
        if count:
            self._show(self.table)
        elif filtered:
            self._show(no_result(self.filter.text().strip(), (tr("Clear filters"), self.clear), self._new))
        else:
            said = tr(self.spec.empty) if self.spec.empty else tr("Nothing here yet.")
            self._show(empty(said, *([self._new] if self._new else [])))

    def _tell_chosen(self) -> None:
        """At the foot: how many are chosen, when it is more than the one under the cursor."""
        count = sum(part.height() for part in list(self.table.selectionModel().selection()))  # type: ignore[call-overload]
        self._foot.setText(tr("{n} chosen", n=f"{count:,}") if count > 1 else "")

    def _failed(self, error: Exception) -> None:
        self._loading.stop()
        if self.table.rows.ids:
            return  # what is shown stays; the message bar tells
        words = tr(error.text) if isinstance(error, Refused) else tr("The list could not be read.")
        self._show(trouble(words, tr("Nothing was changed."), self.ask, repr(error)))

    def _show(self, page: QWidget) -> None:
        old = self._stack.currentWidget()
        if old is page:
            return
        had_focus = old is not None and old.isAncestorOf(QApplication.focusWidget() or self)
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None and old is not self.table:
            self._stack.removeWidget(old)
            old.deleteLater()
            if had_focus:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- peek -------------------------------------------------------------------------------------------------------
    def _peek_now(self) -> None:
        ask, id_ = self._ask_peek, self.table.current_id()
        if ask is None or not self.peek.isVisible():
            return
        if id_ is None:
            self.peek.show_peek(None)
        else:
            self._tasks.run_read(lambda: ask(id_), self.peek.show_peek, latest="peek")

    def peek_at(self, id_: Any) -> bool:
        """A scan: the peek of a record, and its row if it is among what is found; False if it is not."""
        found = self.table.choose(id_)
        self.peek.setVisible(True)
        ask = self._ask_peek
        if ask is not None:
            self._tasks.run_read(lambda: ask(id_), self.peek.show_peek, latest="peek")
        return found

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._ask_peek is None:
            self.peek.hide()

    # --- filters ----------------------------------------------------------------------------------------------------
    def _show_filters(self) -> None:
        """A set filter stands first as a chip: it is never out of sight."""
        ordered = sorted(self.spec.filters, key=lambda one: one.name not in self._where)
        self._in_order()
        self._filter_row.show_buttons([self._filter_button(one) for one in ordered])

    def _filter_button(self, one: Filter) -> Button:
        code, label = self._where.get(one.name), tr(one.label)
        if code is None:
            made = button(label, "seg", "list-filter", act=partial(self._open_filter, one))
            made.setCheckable(False)
        else:
            shown = self._labels.get((one.name, code)) or self._label_of(one, code)
            made = button(f"{label}: {shown} ×", "chip", act=partial(self.set_filter, one.name, ""))
            made.setToolTip(tr("Remove this filter"))
        made.setObjectName(f"listing.filter.{one.name}")
        return made

    @staticmethod
    def _label_of(one: Filter, code: str) -> str:
        """What a value set by a view is called."""
        labels = {choice.code: tr(choice.label) for choice in one.choices}
        return labels.get(code) or ", ".join(labels.get(each, each) for each in code.split())

    def _open_filter(self, one: Filter) -> None:
        ask = self._ask_choices
        if one.query is None or ask is None:
            self._drop_filter(one, one.choices)
            return
        self._tasks.run_read(lambda: ask(one.name), partial(self._drop_filter, one), owner=self, latest="filter")

    def _drop_filter(self, one: Filter, choices: Sequence[Choice]) -> None:
        under = self.findChild(Button, f"listing.filter.{one.name}")
        picks = [Pick(choice, name=tr(choice.label)) for choice in choices]
        pick_from(self, picks, lambda choice: self.set_filter(one.name, choice.code, tr(choice.label)), under=under)

    def _choose_columns(self) -> None:
        picks = [
            Pick(number, name=f"✓ {label}" if not self.table.isColumnHidden(number) else f"　{label}")
            for number, label in enumerate(self.table.rows.labels)
        ]
        under = self.findChild(Button, "listing.columns")
        pick_from(
            self, picks, lambda number: self.table.show_column(number, self.table.isColumnHidden(number)), under=under
        )

    # --- views ------------------------------------------------------------------------------------------------------
    def _load_tabs(self) -> None:
        kept = (self._memory.get(f"{self._key}.views") if self._memory and self._key else None) or []
        mine = [Tab(**{**one, "where": tuple(map(tuple, one["where"])), "mine": True}) for one in kept]
        shops = [Tab(v.name, tr(v.label), v.where) for v in self.spec.views if v.where]
        self._tabs = [Tab("", tr("All")), *shops, *mine]
        self._show_tabs()
        self._show_filters()

    def _show_tabs(self) -> None:
        buttons = []
        for tab in self._tabs:
            made = button(tab.label, "view", act=partial(self.show_view, tab.name), object_name=f"view.{tab.name}")
            made.setChecked(tab.name == self._tab)
            buttons.append(made)
        self._in_order()
        self._tab_row.show_buttons(buttons)

    def show_view(self, name: str) -> None:
        """Chooses a view by its name ("" = all)."""
        tab = next((t for t in self._tabs if t.name == name), self._tabs[0])
        self._take(tab.name, ListQuery(tab.text, tab.where, tab.sort))

    def show_query(self, query: ListQuery) -> None:
        """Asks for what somebody else wants to be seen here; it is no view."""
        self._take("-", query)

    def _take(self, tab: str, query: ListQuery) -> None:
        self._tab, self._where, self._sort = tab, dict(query.where), query.sort or self._sort
        self.filter.setText(query.text)
        for one in self._tabs:
            if (made := self.findChild(Button, f"view.{one.name}")) is not None:
                made.setChecked(one.name == self._tab)
        self._show_filters()
        self.ask()

    def _count_tabs(self) -> None:
        source, tabs = self._source, list(self._tabs)

        def job() -> list[int]:
            return [len(source.find(replace(ListQuery(text=t.text), where=t.where))) for t in tabs]

        self._tasks.run_read(job, partial(self._tabs_counted, tabs), owner=self, latest="tabs")

    def _tabs_counted(self, tabs: list[Tab], counts: list[int]) -> None:
        for tab, count in zip(tabs, counts, strict=True):
            made = self.findChild(Button, f"view.{tab.name}")
            if made is not None:
                made.rename(f"{tab.label}  {count:,}" if tab.where else tab.label)

    def save_view(self) -> None:
        """Keeps what is asked for now as a tab of this station, named after what it shows."""
        query = self.query()
        if self._memory is None or not self._key or not (query.text or query.where):
            return
        parts = [self._labels.get(pair, pair[1]) for pair in query.where] + ([query.text] if query.text else [])
        label = tr("Mine: {what}", what=", ".join(parts))
        mine = [t for t in self._tabs if t.mine and t.label != label]
        tab = Tab(f"mine.{label}", label, query.where, query.text, query.sort, mine=True)
        kept = [{"name": t.name, "label": t.label, "where": list(map(list, t.where)), "text": t.text, "sort": t.sort}
                for t in [*mine, tab]]  # fmt: skip
        self._memory.put(f"{self._key}.views", kept)
        self._tab = tab.name
        self._load_tabs()
        self._count_tabs()

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """From the filter box ↓ goes into the list, Enter opens what is found, Esc clears."""
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.table.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
        return False
