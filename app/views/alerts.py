"""The room of stock alerts: the generic list and page, and what is done with many at once. Knows no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services.alerts import daily, requesting, rules
from app.services.alerts.screens import KIND
from app.views.around import AroundRoom, Refuse
from app.views.kit.buttons import Button, button
from app.views.kit.keyline import Key
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.session import Session

USUAL_REST = 30  # days for which an alert is ignored unless another day is chosen


class AlertsRoom(AroundRoom):
    """Ctrl+A chooses all, F7 acknowledges, Ctrl+Enter requests, F8 ignores, F9 looks at all levels now."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        self._acts: list[tuple[str, str, Callable[[], None]]] = []
        super().__init__(KIND, session, memory, self._buttons(session))

    def _buttons(self, session: Session) -> Sequence[Button]:
        wanted: tuple[tuple[Any, str, str, str, Any, Callable[[], None], str], ...] = (
            (rules.RUN, tr("Check now"), "refresh-cw", "F9", "", self.check_now, "alerts.check"),
            (rules.IGNORE, tr("Ignore"), "eye-off", "F8", "", self.ignore, "alerts.ignore"),
            (rules.ACKNOWLEDGE, tr("Acknowledge"), "check", "F7", "", self.acknowledge, "alerts.acknowledge"),
            (rules.REQUEST, tr("Request purchase"), "shopping-cart", "Ctrl+Enter", "primary", self.request,
             "alerts.request"),
        )  # fmt: skip
        made = []
        for right, label, icon, key, kind, act, name in wanted:
            if session.may(right):
                self._acts.append((key, label, act))
                made.append(button(label, kind, icon, key=key, act=act, object_name=name))
        return made

    def list_keys(self) -> Sequence[Key]:
        return [Key(key, label, act) for key, label, act in self._acts]

    def on_shown(self, argument: object = None) -> None:
        if argument is None and self.base.page is None and not self.base.listing.table.rows.ids:
            self.base.listing.show_view("todo")
        super().on_shown(argument)

    # --- many at once -------------------------------------------------------------------------------------------------
    def acknowledge(self) -> None:
        """F7: purchasing knows of the chosen ones."""
        if ids := self.chosen():
            self._session.run(
                requesting.acknowledge, ids, done=lambda n: self._did(tr("{n} acknowledged.", n=n)),
                failed=self.refused, owner=self,
            )  # fmt: skip

    def request(self) -> None:
        """Ctrl+Enter: the chosen ones become purchase requests, one per supplier."""
        if ids := self.chosen():
            self._session.run(requesting.request, ids, done=self._requested, failed=self.refused, owner=self)

    def _requested(self, made: requesting.Requested) -> None:
        words = tr("{n} purchase requests for {alerts} alerts.", n=len(made.requests), alerts=made.alerts)
        first = made.requests[0]
        self.base.messages.drop("refused")
        self.said.emit(words, (tr("Open it"), lambda: self.asked.emit("purchase_requests", first)))
        self.base.listing.refresh()

    def ignore(self) -> None:
        """F8: asks why and until when."""
        ids = self.chosen()
        if not ids:
            return
        fields = (
            Field("reason", N_("Reason"), "text", required=True, length=200),
            Field("until", N_("Ignored until"), "date", required=True,
                  default=clock.today() + timedelta(days=USUAL_REST)),
        )  # fmt: skip

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            def done(n: int) -> None:
                close()
                self._did(tr("{n} ignored.", n=n))

            named = {"reason": given["reason"] or "", "until": given["until"] or clock.today()}
            self._session.run(requesting.ignore, ids, done=done, failed=refuse, owner=self, given=named)

        self.ask(tr("Ignore"), tr("Ignore"), tr("{n} alerts", n=len(ids)), fields, act)

    def check_now(self) -> None:
        """F9: computes the reorder points and looks at every level."""
        self._session.run(daily.run, done=self._checked, failed=self.refused, owner=self)

    def _checked(self, found: daily.Checked) -> None:
        self._did(tr("{new} new, {over} resolved, {n} to do.", new=found.raised, over=found.resolved, n=found.standing))

    def _did(self, words: str) -> None:
        self.base.messages.drop("refused")
        self.said.emit(words, None)
        self.base.listing.refresh()
