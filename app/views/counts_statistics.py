"""Charts over all counts: where differences come from, and how accuracy develops. Drawn by printing, shown here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core import i18n
from app.core.i18n import N_, tr
from app.core.screen import Choice
from app.printing import charts
from app.services.counts import rules, statistics
from app.services.counts.statistics import Accuracy, Share
from app.views.kit.buttons import icon_button
from app.views.kit.controls import ChoiceControl
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, frame, row, scroll
from app.views.kit.states import empty
from app.views.kit.theme import look, px
from app.views.session import Session

WIDE = 640.0  # points
ALL = "all"


class StatisticsPage(QWidget):
    """Differences by one of five views, of all causes or one; below, the accuracy of the last counts."""

    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("statistics")
        self._session = session
        self._by = ChoiceControl(statistics.BY, may_be_empty=False)
        self._by.setObjectName("statistics.by")
        self._by.put("cause")
        self._cause = ChoiceControl((Choice(ALL, N_("All causes")), *rules.CAUSES), may_be_empty=False)
        self._cause.setObjectName("statistics.cause")
        self._cause.put(ALL)
        self.shares, self.history = QVBoxLayout(), QVBoxLayout()
        back = icon_button("chevron-left", tr("Back to the list"), key="Esc", act=self.leave)
        head = row(back, text(tr("Count statistics"), "title"), None, gap=10)
        choose = row(self._by, 12, text(tr("Cause"), "caption"), self._cause, None)
        body = col(
            section(tr("Where differences come from"), col(choose, self.shares, gap=10)),
            section(tr("Accuracy of the last counts"), self.history), None, gap=12,
        )  # fmt: skip
        self.setLayout(col(head, scroll(frame(body)), gap=10, margins=(16, 10, 16, 10), stretch=1))
        self.setFocusProxy(self._by)
        self._by.edited.connect(self.ask)
        self._cause.edited.connect(self.ask)
        self.refresh()

    def refresh(self) -> None:
        """F5: reads and draws again."""
        self.ask()
        self._session.ask(statistics.accuracy, done=self._show_history, owner=self)

    def ask(self) -> None:
        """Reads what falls to each cause, person, bin, class or month."""
        cause = "" if self._cause.value() == ALL else self._cause.value()
        self._session.ask(
            statistics.shares, self._by.value() or "cause", cause or "", done=self._show_shares,
            owner=self, latest="shares",
        )  # fmt: skip

    def _show_shares(self, found: Sequence[Share]) -> None:
        bars = [
            charts.Bar(tr(s.label), s.size, tr("{gain} · {loss} · {n} lines", gain=i18n.money(s.gain, sign=True),
                                               loss=i18n.money(-s.loss), n=s.lines))
            for s in found
        ]  # fmt: skip
        self._draw(self.shares, bars, tr("No posted count has a difference of this kind."))

    def _show_history(self, found: Sequence[Accuracy]) -> None:
        bars = [
            charts.Bar(
                f"{a.number} {a.period}", a.figures.lines_tolerance or 0,
                tr("{tolerated} within tolerance · {strict} exactly · {value} by value",
                   tolerated=_percent(a.figures.lines_tolerance), strict=_percent(a.figures.lines_strict),
                   value=_percent(a.figures.value_accuracy)),
            )
            for a in found
        ]  # fmt: skip
        self._draw(self.history, bars, tr("No count is posted yet."))

    def _draw(self, place: QVBoxLayout, bars: list[charts.Bar], nothing: str) -> None:
        """The picture is drawn in a worker; its words are there for a screen reader too."""
        if not bars:
            clear(place)
            place.addWidget(empty(nothing, icon_name="chart-column"))
            return
        palette, scale = charts.DARK if look().dark else charts.LIGHT, self.devicePixelRatioF() * px(100) / 100
        self._session.tasks.run_aside(
            lambda _task: charts.png(charts.bars(bars, WIDE, palette, size=10.5), 1.35 * scale),
            lambda png: self._put(place, png, "\n".join(f"{b.label}: {b.text}" for b in bars)), owner=self,
        )  # fmt: skip

    def _put(self, place: QVBoxLayout, png: bytes, words: str) -> None:
        clear(place)
        shown, pixmap = QLabel(), QPixmap()
        pixmap.loadFromData(png)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        shown.setPixmap(pixmap)
        shown.setAccessibleName(words)
        shown.setAlignment(Qt.AlignmentFlag.AlignLeft)
        place.addWidget(shown)

    def leave(self) -> None:
        """Esc: back to the counts."""
        self.left.emit()

    def keys(self) -> list[Key]:
        """What works here."""
        return [Key("F5", tr("Refresh")), Key("Esc", tr("Back"), self.leave)]


def _percent(rate: int | None) -> str:
    return tr("n/a") if rate is None else i18n.percent(rate)
