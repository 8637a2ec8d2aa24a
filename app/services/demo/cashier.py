"""The demo shop's cash desk: settlements written, signed, paid in all ways, and cars handed back."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta
from typing import Any

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.work_orders import WorkOrder
from app.services import deliveries, drafts
from app.services.demo.people import FINANCE
from app.services.demo.walker import Walker
from app.services.settlements import making, money, signing
from app.services.settlements.money import Tender
from app.services.signatures import Strokes

ADVISOR, SETTLEMENTS, ORDERS = "chenjing", "settlements", "work_orders"
HAND = Strokes(520, 260, tuple(tuple((60 + 12 * i + 150 * n, 90 + 4 * i, 30 * i + 500 * n) for i in range(24))
                               for n in range(2)))  # fmt: skip


def png() -> bytes:
    """A small white picture, as the pad gives one."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\xff" * 8 for _ in range(8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@query("demo.settlement", allow=None)
def _settlement(ctx: Reader, order: Id) -> tuple[Id, int, int | None]:
    """(id, version, odometer at check-in) of an order's settlement."""
    made = making.live(ctx, order)
    if made is None:
        raise LookupError(order)
    return made.id, made.version, ctx.session.get_one(WorkOrder, order).odometer


class Cashier:
    """What advisor and cashier do at the end of an order, a few minutes after each other."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker

    def step(self, order: Id, name: str, **answers: Any) -> None:
        """One step of the order, by the advisor."""
        self.walker.go(self.walker.at + timedelta(minutes=4))
        self.walker.step(ADVISOR, ORDERS, order, name, answers)

    def of(self, order: Id) -> tuple[Id, int, int | None]:
        """(id, version, odometer) of the order's settlement."""
        return self.walker.desk.ask(_settlement, self.walker.people[ADVISOR], order)

    def settled(self, order: Id, *, fee: int = 0, rounding: int = 0) -> Id:
        """Written; a fee or a rounding is typed in."""
        self.step(order, "settle")
        made, version, _km = self.of(order)
        if fee or rounding:
            values = {"diagnosis": fee, "rounding": rounding}
            self.walker.run(ADVISOR, drafts.edit, SETTLEMENTS, made, version, values)
        return made

    def signed(self, order: Id, **more: int) -> Id:
        """The customer signed it on the pad."""
        made = self.settled(order, **more)
        self.walker.run(ADVISOR, signing.sign_on_screen, made, name="车主", strokes=HAND, image=png())
        return made

    def paid(self, order: Id, *tenders: Tender, **more: int) -> Id:
        """Paid as the tenders say; all of it by phone without any."""
        made = self.signed(order, **more)
        till = self.walker.desk.ask(money.till, self.walker.people[FINANCE.login], made)
        if till.owed > 0:
            self.walker.run(FINANCE.login, money.pay, made, list(tenders) or [Tender("WECHAT", till.owed)])
        return made

    def fetched(self, order: Id) -> None:
        """Told, handed over, signed for, gone."""
        km = self.of(order)[2]
        self.step(order, "notify_ready", channel="PHONE", recipient="车主", words="车已修好，可以取车")
        self.walker.run(
            ADVISOR, deliveries.hand_over, order, receiver="车主", odometer=None if km is None else km + 2,
            odometer_reason="" if km is not None else "仪表不亮", fuel=375, explained=True, looked=True,
        )  # fmt: skip
        self.walker.run(ADVISOR, deliveries.sign_delivery, order, name="车主", strokes=HAND, image=png())
        self.step(order, "deliver")

    def through(self, order: Id, **more: int) -> None:
        """From the settlement to the gate."""
        self.paid(order, **more)
        self.fetched(order)
