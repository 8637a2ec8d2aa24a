"""Pairs with a station by its card: the fingerprint is typed as it is read out there, never shown to be copied."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit

from app.core.errors import Refused, Trouble
from app.core.i18n import tr
from app.sync import site
from app.views.kit.buttons import button
from app.views.kit.labels import text
from app.views.kit.layout import col, row
from app.views.kit.scanner import no_input_method
from app.views.kit.theme import dress, px
from app.views.session import Session


class Pairing(QFrame):
    """Hidden until a card was chosen."""

    def __init__(self, session: Session, done: Callable[[str], object]) -> None:
        super().__init__()
        self.setProperty("kind", "sunken")
        self._session, self._done, self._card = session, done, ""
        self._who, self._wrong = text("", "strong"), text("", "body", "bad", wrap=True)
        self._print = QLineEdit()
        self._print.setObjectName("exchange.typed")
        self._print.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX")
        self._print.setMinimumWidth(px(300))
        no_input_method(self._print)
        self._sealed = QCheckBox(tr("Encrypt packages for it"))
        self._relay = QCheckBox(tr("Also send what came from other stations"))
        self._sealed.setObjectName("exchange.sealed")
        self._relay.setObjectName("exchange.relay")
        ask = text(
            tr("Have the fingerprint read out there, by phone, and type it. It proves that nobody changed the card."),
            "muted", wrap=True,
        )  # fmt: skip
        pair = button(tr("Pair"), "primary", act=self.pair, object_name="exchange.trust")
        away = button(tr("Not now"), "", act=self.hide, object_name="exchange.not_now")
        self.setLayout(
            col(
                self._who, ask, row(text(tr("Fingerprint"), "label"), self._print, None), self._wrong,
                row(self._relay, self._sealed, None, gap=24), row(pair, away, None), gap=10, margins=(12, 10, 12, 12),
            )
        )  # fmt: skip
        self.hide()

    def begin(self, card: str, peer: site.Peer) -> None:
        """Asks for the fingerprint of this card."""
        self._card = card
        self._who.tell(tr("Station {station}", station=peer.called))
        self._print.clear()
        self._relay.setChecked(True)
        self._sealed.setChecked(False)
        self._say("")
        self.show()
        self._print.setFocus()

    def pair(self) -> None:
        """Trusts the station if the fingerprint is right."""
        self._session.run(
            site.pair, self._card, self._print.text(), done=self._paired, failed=self._failed, owner=self,
            given={"relay": self._relay.isChecked(), "sealed": self._sealed.isChecked()},
        )  # fmt: skip

    def _paired(self, code: str) -> None:
        self.hide()
        self._done(code)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, (Refused, Trouble)):
            self._say(tr(error.text))

    def _say(self, words: str) -> None:
        self._wrong.tell(words)
        self._wrong.setVisible(bool(words))
        dress(self._print, state="bad" if words else "")
