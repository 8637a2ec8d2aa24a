"""A document as it is read, not edited: facts, lines, and the proof of its steps. Knows no noun."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.core import i18n
from app.core.i18n import tr
from app.core.screen import Field, FormSpec, Lines
from app.services.documents import DocumentView, Done
from app.views.kit.buttons import Button
from app.views.kit.labels import fact, section, text
from app.views.kit.layout import card, clear, col, row, rule
from app.views.kit.theme import px

ACROSS = 4
FIGURES = ("quantity", "money", "price", "percent", "number")


def shown(field: Field, value: Any, seen: DocumentView, row_: dict[str, Any] | None = None) -> str:
    """A field's value in words of the language in force; "" if it is empty."""
    if value is None or value == "":
        return ""
    kind = field.kind or "text"
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
        cells = [(f.label, shown(f, seen.values.get(f.name), seen)) for f in part.fields]
        cells = [(label, words) for label, words in cells if words]
        if not cells:
            continue
        if part.label:
            column.addWidget(text(tr(part.label), "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(10))
        for at, (label, words) in enumerate(cells):
            value = text(words, wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addLayout(fact(tr(label), value), at // ACROSS, at % ACROSS)
        for at in range(ACROSS):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
    return card(column)


def lines_card(spec: Lines, seen: DocumentView) -> QFrame:
    """A grid of lines as a plain table: figures right, words left."""
    rows = seen.lines.get(spec.name, ())
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(16))
    grid.setVerticalSpacing(px(8))
    for at, field in enumerate(spec.fields):
        side = Qt.AlignmentFlag.AlignRight if field.kind in FIGURES else Qt.AlignmentFlag.AlignLeft
        grid.addWidget(text(tr(field.label), "caption"), 0, at, side)
        grid.setColumnStretch(at, 1 if field.kind == "record" else 0)
        for line, values in enumerate(rows, 1):
            words = shown(field, values.get(field.name), seen, values)
            grid.addWidget(text(words, wrap=field.kind == "record"), line, at, side)
    return section(f"{tr(spec.label)}  {len(rows)}", grid)


def proof_card(seen: DocumentView) -> QFrame:
    """At the side: what was done, newest on top; the same by rules of the book; and what was edited."""
    body = QVBoxLayout()
    body.setContentsMargins(0, 0, 0, 0)
    body.setSpacing(px(8))
    pages = ((tr("History"), _history), (tr("Rules met"), _rules))
    tabs = [Button(label, "view") for label, _ in pages]

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
    return card(col(row(*tabs, None, gap=14), rule(), body, None, gap=8, margins=(12, 8, 12, 12)))


def _history(seen: DocumentView) -> list[QWidget]:
    entries = [(d.at, tr(d.label), _who(d), _answers(d)) for d in seen.done]
    labels = {f.name: f.label for f in seen.form.fields()}
    for edit in seen.edits:
        # what a step itself writes has no label: the step stands there anyway
        changed = ", ".join(tr(labels[name]) for name, _, _ in edit.fields if name in labels)
        if changed:
            entries.append((edit.at, tr("Edited"), edit.who, changed))
    if seen.created_at is not None:
        entries.append((seen.created_at, tr("Created"), seen.created_by, ""))
    entries.sort(key=lambda e: e[0], reverse=True)
    return [_entry(label, f"{i18n.moment(at, full=False)} · {who}", more) for at, label, who, more in entries]


def _rules(seen: DocumentView) -> list[QWidget]:
    """Each rule of the book that a step carried out: by whom, when, with what proof."""
    found = [
        _entry(rule_, f"{tr(d.label)} · {_who(d)}", i18n.moment(d.at)) for d in reversed(seen.done) for rule_ in d.rules
    ]
    return found or [text(tr("No step has been done yet."), "muted", wrap=True)]


def _who(done: Done) -> str:
    if done.signer is None:
        return done.who
    signed = tr("signed by {name}", name=done.signer) + (tr(" (standing in)") if done.stands_in else "")
    return f"{done.who} · {signed}"


def _answers(done: Done) -> str:
    return "; ".join(str(v) for v in done.answers.values() if v not in (None, ""))


def _entry(head: str, below: str, more: str) -> QWidget:
    made = QWidget()
    lines = [text(head, "strong", wrap=True), text(below, "caption", wrap=True)]
    if more:
        lines.append(text(more, "caption", wrap=True))
    made.setLayout(col(*lines, gap=1))
    return made
