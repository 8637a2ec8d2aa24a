"""Bought by the command line alone: alert, request, order, receipt, alert resolved, papers. Knows exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stories.test_story_cli import PEOPLE, Terminal, at

__all__ = ["at"]

STAFF = {"wk": PEOPLE["wk"], "pu": ("吴静", ["PU"], "1011"), "mg": ("何志远", ["MG"], "1008")}


def given(**values: Any) -> str:
    """What --with takes."""
    return json.dumps(values, ensure_ascii=False)


@pytest.mark.slow
def test_a_part_is_asked_for_ordered_and_received(
    at: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R12, R13, SD8: the alert is requested, the keeper receives, the manager approves, purchasing orders."""
    for login, person in STAFF.items():
        monkeypatch.setitem(PEOPLE, login, person)
    at("admin", "demo", "--empty")
    for login, (name, roles, pin) in STAFF.items():
        at.use("admin", "people.create", login=login, name=name, roles=roles, password=f"{login}-password", pin=pin)
    at.use("admin", "bins.open", warehouse="warehouses:01", codes=["A-01"])
    at(
        "wk",
        "create",
        "parts",
        "--with",
        given(
            number="OIL-5W30", name_zh="机油", unit="瓶", bins=[{"bin_id": "A-01"}], warning_level="4", max_level="4"
        ),
    )
    at("wk", "do", "parts", "OIL-5W30", "activate", signer="mg")
    offer = {"part_id": "OIL-5W30", "price": "22.60", "lead_days": 3}
    at("pu", "create", "suppliers", "--with", given(number="S1", name="众诚", parts=[offer]))

    request, order = ordered(at)
    receipt = received(at, order)
    assert at("wk", "show", "purchase_orders", order)["state"] == "received"
    assert at("wk", "show", "purchase_requests", request)["state"] == "closed"
    (part,) = at("wk", "list", "parts")
    assert part["available"] == "4"
    (alert,) = at("wk", "list", "alerts")
    assert alert["state"] == "resolved"
    assert at.use("wk", "notices.unread") == 1  # the order that came is his to know; the alert is not any more
    for sheet, number in (
        ("purchase_requests.sheet", request), ("purchase_orders.sheet", order), ("goods_receipts.slip", receipt),
        ("goods_receipts.labels", receipt),
    ):  # fmt: skip
        file = tmp_path / f"{sheet}.pdf"
        at("wk", "print", sheet, number, "--out", file)
        assert file.read_bytes().startswith(b"%PDF")
    registered(at, receipt, tmp_path / "register.csv")
    assert all(f["severity"] != "bad" for f in at("admin", "doctor"))


def ordered(at: Terminal) -> tuple[str, str]:
    """Asked for by the keeper, approved by the manager, ordered and sent by purchasing: request and order."""
    at.use("wk", "alerts.run")
    (alert,) = (row["number"] for row in at("wk", "list", "alerts"))
    assert at.use("wk", "notices.unread") == 1
    at("pu", "do", "alerts", alert, "acknowledge")
    assert at.use("wk", "notices.unread") == 1  # the day's notice stands as long as something is to be bought
    at("wk", "do", "alerts", alert, "request")
    assert at.use("wk", "notices.unread") == 0
    (request,) = (row["number"] for row in at("wk", "list", "purchase_requests"))
    at("wk", "do", "purchase_requests", request, "submit")
    at("wk", "do", "purchase_requests", request, "approve", code=1)
    at("pu", "do", "purchase_requests", request, "approve", signer="mg")
    at("pu", "do", "purchase_requests", request, "order")
    (order,) = (row["number"] for row in at("pu", "list", "purchase_orders"))
    at("pu", "do", "purchase_orders", order, "approve", signer="mg")
    at("pu", "do", "purchase_orders", order, "send")
    assert at("wk", "show", "purchase_requests", request)["state"] == "ordered"
    return request, order


def received(at: Terminal, order: str) -> str:
    """Counted, inspected and put into stock by the keeper, who sees no price: the receipt."""
    at("wk", "do", "purchase_orders", order, "receive")
    (receipt,) = (row["number"] for row in at("wk", "list", "goods_receipts"))
    seen = at("wk", "show", "goods_receipts", receipt)
    assert "price" not in seen["lines"]["lines"][0]
    at("wk", "do", "goods_receipts", receipt, "inspect", code=1)
    assert "Everything as ordered" in at.err
    at("wk", "do", "goods_receipts", receipt, "all_here")
    at("wk", "do", "goods_receipts", receipt, "inspect")
    at("wk", "do", "goods_receipts", receipt, "post")
    return receipt


def registered(at: Terminal, receipt: str, lines: Path) -> None:
    """What came stands in the register, as plain lines; a slip is none."""
    month = given(first="2026-01-01", last="2035-12-31")
    register = at("pu", "create", "purchase_registers", "--with", month)["number"]
    at("wk", "print", "purchase_registers.sheet", register, "--out", lines)
    assert f"OIL-5W30,机油,,,4,瓶,False,{receipt}" in lines.read_text(encoding="utf-8-sig").replace('"', "")
    at("wk", "print", "goods_receipts.slip", receipt, "--out", lines.with_name("slip.csv"), code=1)
