"""A document as it is read, not edited: facts, lines, and the proof of its steps. Knows no noun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core import i18n
from app.core.i18n import tr
from app.core.screen import Field, FormSpec, Lines
from app.services import vehicles
from app.services.documents import DocumentView, Done
from app.services.kinds import named
from app.views.kit.buttons import Button, Switch
from app.views.kit.chips import Chip, Plate
from app.views.kit.labels import fact, section, text
from app.views.kit.layout import card, clear, col, frame, row, rule, scroll
from app.views.kit.lines import LinesGrid
from app.views.kit.records import Hit, Records
from app.views.kit.tasks import Tasks
from app.views.kit.theme import colour, family_tokens, px

ACROSS = 4
LONGEST_PLATE = 10
FIGURES = ("quantity", "money", "price", "percent", "number")


def shown(field: Field, value: Any, seen: DocumentView, row_: dict[str, Any] | None = None) -> str:
    """A field's value in words of the language in force; "" if it is empty."""
    if value is None or value == "":
        return ""
    kind = field.kind or "text"
    if field.name == "unit":
        return i18n.unit(str(value))
    if kind == "record":
        return seen.names.get(value, "")
    if kind == "choice":
        return next((tr(c.label) for c in field.choices if c.code == value), str(value))
    if kind == "flag":
        return tr("Yes") if value else tr("No")
    makers: dict[str, Any] = {
        "quantity": lambda v: i18n.quantity(v, field.decimals or 0), "money": i18n.money, "price": i18n.price,
        "percent": i18n.percent, "date": i18n.day, "moment": i18n.moment,
    }  # fmt: skip
    words: str = makers.get(kind, str)(value)
    return words + (f" {field.unit}" if field.unit and kind in FIGURES else "")


def facts_of(spec: FormSpec, seen: DocumentView) -> QFrame:
    """All header fields that say something, four across, section by section."""
    column = col(gap=12, margins=(14, 12, 14, 12))
    for part in spec.sections:
        said = [(f, shown(f, seen.values.get(f.name), seen)) for f in part.fields]
        cells = [(f.label, words, f.name == "plate" or f.record == "vehicles") for f, words in said if words]
        if not cells:
            continue
        if part.label and [part.label] != [label for label, *_ in cells]:
            column.addWidget(text(tr(part.label), "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(10))
        for at, (label, words, plate) in enumerate(cells):
            one = fact(tr(label), value_of(words, plate=plate), wrap=True)
            grid.addLayout(one, at // ACROSS, at % ACROSS)
        for at in range(ACROSS):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
    return card(column)


def value_of(words: str, *, plate: bool = False) -> QWidget:
    """The value of a fact; the plate it begins with is drawn as one, and never broken."""
    number, _, rest = words.partition(" ") if plate else ("", "", words)
    if len(number) > LONGEST_PLATE:  # a car that has none is called by its VIN
        number, rest = "", words
    value = text(rest, wrap=True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if not number:
        return value
    return frame(col(row(Plate(vehicles.shown(number)), None), *([value] if rest else []), gap=2))


def lines_card(spec: Lines, seen: DocumentView, records: Records, tasks: Tasks) -> LinesGrid:
    """The lines as they are read: the grid they are edited in, closed. It paints cells: a thousand lines are fine."""
    grid = LinesGrid(spec, records, tasks)
    grid.editable(False)
    rows = seen.lines.get(spec.name, ())
    grid.load(rows, {i: Hit(kind, i, *_code_and_name(kind, seen.names[i])) for kind, i in _named(spec, rows, seen)})
    return grid


def _named(spec: Lines, rows: Sequence[dict[str, Any]], seen: DocumentView) -> set[tuple[str, Any]]:
    """The records whose names came with the document. Parts are left to the grid, which also wants their unit."""
    return {
        (f.record, row[f.name])
        for f in spec.fields
        for row in rows
        if f.kind == "record" and f.record != "parts" and row.get(f.name) in seen.names
    }


def _code_and_name(kind: str, called: str) -> tuple[str, str]:
    code, _, name = called.partition(" ")
    return (code, name) if kind == "bins" else (called, "")


def side_of(seen: DocumentView, opened: Callable[[str, object], object]) -> QFrame:
    """At the side of the page: linked documents, if there are any, above the proof. `opened` opens one of them."""
    links = [links_card(seen, opened)] if seen.links else []
    return frame(col(*links, proof_card(seen), gap=12, stretch=len(links)))


def proof_card(seen: DocumentView) -> QFrame:
    """At the side: what was done, newest on top; the same by rules of the book; and what was edited."""
    body = QVBoxLayout()
    body.setContentsMargins(0, 0, 0, 0)
    body.setSpacing(px(8))
    pages = ((tr("History"), _history), (tr("Rules met"), _rules))
    tabs = [Switch(label, "view") for label, _ in pages]

    def show(at: int) -> None:
        for n, tab in enumerate(tabs):
            tab.setChecked(n == at)
        clear(body)
        for item in pages[at][1](seen):
            body.addWidget(item)
        body.addStretch(1)

    for at, tab in enumerate(tabs):
        tab.setObjectName(("page.history", "page.rules")[at])
        tab.clicked.connect(lambda _on=False, at=at: show(at))
    show(0)
    held = scroll(frame(body))  # a long history scrolls inside: it never makes the window taller
    return card(col(row(*tabs, None, gap=14), rule(), held, gap=8, margins=(12, 8, 12, 12), stretch=2))


def _history(seen: DocumentView) -> list[QWidget]:
    flow = named(seen.kind).workflow
    family = {state.code: state.family for state in flow.states} if flow else {}
    entries = [
        (d.at, tr(d.label), _who(d), _answers(d, seen), family.get(d.target, "idle")) for d in reversed(seen.done)
    ]  # fmt: skip
    labels = {f.name: f.label for f in seen.form.fields()}
    for edit in seen.edits:
        if edit.usecase == "documents.step":
            continue  # what a step itself writes: the step stands there anyway
        changed = ", ".join(tr(labels[name]) for name, _, _ in edit.fields if name in labels)
        if changed:
            entries.append((edit.at, tr("Edited"), edit.who, changed, "idle"))
    if seen.created_at is not None:
        entries.append((seen.created_at, tr("Entered"), seen.created_by, "", "idle"))
    entries.sort(key=lambda e: e[0], reverse=True)
    last = len(entries) - 1
    return [
        _entry(label, _when_who(at, who), more, Bead(tone, first=n == 0, last=n == last))
        for n, (at, label, who, more, tone) in enumerate(entries)
    ]


def _rules(seen: DocumentView) -> list[QWidget]:
    """Each rule of the book that a step carried out: by whom, when, with what proof."""
    found = [
        _entry(rule_, f"{tr(d.label)} · {_who(d)}", i18n.moment(d.at)) for d in reversed(seen.done) for rule_ in d.rules
    ]
    return found or [text(tr("No step has been done yet."), "muted", wrap=True)]


def _when_who(at: datetime, who: str) -> str:
    """What the program itself did has nobody's name."""
    return " · ".join(filter(None, (i18n.moment(at, full=False), who)))


def _who(done: Done) -> str:
    if done.signer is None:
        return done.who
    signed = tr("signed by {name}", name=done.signer) + (tr(" (standing in)") if done.stands_in else "")
    return signed if done.signer == done.who else f"{done.who} · {signed}"


def _answers(done: Done, seen: DocumentView) -> str:
    """What the step asked and was told; choices and ticks in words."""
    flow = named(seen.kind).workflow
    asked = {field.name: field for s in flow.steps if s.name == done.step for field in s.asks} if flow else {}
    said = []
    for name, value in done.answers.items():
        field = asked.get(name)
        in_words = field is not None and field.kind in ("choice", "flag")
        said.append(shown(field, value, seen) if field is not None and in_words else str(value or ""))
    return "; ".join(filter(None, said))


def _entry(head: str, below: str, more: str, bead: QWidget | None = None) -> QWidget:
    made = QWidget()
    lines = [text(head, "strong", wrap=True), text(below, "caption", wrap=True)]
    if more:
        lines.append(text(more, "caption", wrap=True))
    words = col(*lines, gap=1, margins=(0, 0, 0, 8 if bead else 0))
    made.setLayout(row(*([bead] if bead else []), words, gap=8, stretch=1 if bead else 0))
    return made


class Bead(QWidget):
    """A bead on the thread of the history: a ring in the colour of what was reached; the newest one is filled."""

    def __init__(self, family: str, *, first: bool, last: bool) -> None:
        super().__init__()
        self._family, self._first, self._last = family, first, last
        self.setFixedWidth(px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, at = self.width() / 2, px(11)
        top, foot = (at if self._first else 0), (at if self._last else self.height())
        p.fillRect(QRectF(middle - 0.5, top, 1, foot - top), colour("line"))
        ink, _soft = family_tokens(self._family)
        p.setPen(QPen(colour(ink), 2))
        p.setBrush(colour(ink if self._first else "surface"))
        p.drawEllipse(QPointF(middle, at), px(4), px(4))
        p.end()


def links_card(seen: DocumentView, opened: Callable[[str, object], object]) -> QFrame:
    """The documents that belong to this one; each opens at a click or Enter."""
    rows: list[QWidget] = []
    for link in seen.links:
        kind = named(link.kind)
        look = Button(
            link.called, "link", name=f"{tr(link.label)} {link.called}", act=partial(opened, link.kind, link.id)
        )
        look.setObjectName(f"page.link.{link.called}")
        state = kind.workflow.state(link.state) if kind.workflow and link.state else None
        chip = [Chip(tr(state.label), state.family)] if state else []
        head = row(text(tr(link.label), "caption"), None, *chip, gap=8)  # beside the number it would cut it
        rows.append(frame(col(head, row(look, None), gap=0)))
    held = scroll(frame(col(*rows, gap=6)))  # as high as its links where there is room, else they scroll
    held.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return section(tr("Linked documents"), col(held, gap=0), name="page.links")
