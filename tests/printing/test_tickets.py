"""Receipts of 80 and 58 mm: what stands on them, and that a printer would print it."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace

import pytest

from app.core import i18n
from app.core.errors import Trouble
from app.printing import ports, ticket_printers, tickets
from app.printing.ticket_printers import Machine
from app.printing.tickets import COLUMNS, DOTS, Line, Pair, lines, width
from tests.printing import decoding, workshop_samples
from tests.printing.receipt_printer import listening, printed

MACHINES = [Machine(paper, words) for paper in COLUMNS for words in ("gbk", "picture")]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: f"{m.paper}-{m.words}")
def test_a_receipt_comes_out_whole_and_its_number_can_be_scanned(machine: Machine, language: str) -> None:
    sheet = workshop_samples.receipt(language)
    out = printed(ticket_printers.code(tickets.receipt(sheet), machine), DOTS[machine.paper])
    assert out.cuts == 1
    assert [code.text for code in decoding.read(out.picture())] == [sheet.number]
    said = "\n".join(text for *_, text in out.words)
    amount = i18n.money(sheet.amount).replace("¥", "￥")
    assert (amount in said) is (machine.words == "gbk")
    shown = ticket_printers.picture(tickets.receipt(sheet), machine)
    assert shown.width == DOTS[machine.paper] + 2 * ticket_printers.EDGE
    assert [code.text for code in decoding.read(shown.convert("L"))] == [sheet.number]


def test_the_amount_is_big_and_a_further_copy_says_so() -> None:
    sheet = workshop_samples.receipt("zh_CN")
    again = replace(sheet, imprint=replace(sheet.imprint, copy=2))
    out = printed(ticket_printers.code(tickets.receipt(again), Machine()))
    assert [text.split()[-1] for _, _, big, text in out.words if big][-1] == f"￥{sheet.amount / 100:,.2f}"
    first = printed(ticket_printers.code(tickets.receipt(sheet), Machine()))
    assert len(out.words) == len(first.words) + 1


def test_the_receipt_of_a_bill_tells_its_lines_in_short_and_about_the_invoice() -> None:
    """§4: lines short, total, paid by, change, invoice notice; the number of an invoice that is made out already."""
    sheet = workshop_samples.receipt_of_bill("zh_CN")
    out = "\n".join(text for *_, text in printed(ticket_printers.code(tickets.receipt(sheet), Machine())).words)
    for said in ("前制动片（带报警线）", "诊断费", "合计", "￥661.43", "找零", "￥38.60", "凭此收据"):
        assert said in out, said
    known = replace(sheet, invoice="26312000000012345678")
    out = "\n".join(text for *_, text in printed(ticket_printers.code(tickets.receipt(known), Machine())).words)
    assert "26312000000012345678" in out
    assert "凭此收据" not in out


@pytest.mark.parametrize("paper", COLUMNS)
def test_the_release_slip_shows_the_plate_big(paper: int) -> None:
    sheet = workshop_samples.gate("zh_CN")
    out = printed(ticket_printers.code(tickets.gate(sheet), Machine(paper)), DOTS[paper])
    assert ("center", True, True, sheet.plate) in out.words
    assert [code.text for code in decoding.read(out.picture())] == [sheet.number]


def test_what_gbk_can_not_say_goes_as_a_picture_and_the_rest_as_text() -> None:
    out = printed(ticket_printers.code((Line("前制动片"), Line("𠮷野家 €5"), Line("½"), Line("café")), Machine()))
    assert [text for *_, text in out.words if text] == ["前制动片", "café"]
    pictures = [part for part in out.parts[:4] if part.getextrema() == (0, 255)]
    assert len(pictures) == 4  # each of them has ink


def test_the_test_print_fills_the_line_and_both_codes_are_read() -> None:
    for paper, columns in COLUMNS.items():
        out = printed(ticket_printers.code(tickets.trial_ticket(columns), Machine(paper)), DOTS[paper])
        assert columns in [len(text) for *_, text in out.words if text.isdigit()]
        assert {c.text for c in decoding.read(out.picture())} == {"TEST-0001", "https://example.com/TEST-0001"}


def test_without_a_knife_nothing_is_cut() -> None:
    assert printed(ticket_printers.code((Line("x"),), Machine(cuts=False))).cuts == 0


def test_words_are_broken_where_the_line_is_full() -> None:
    assert [line.text for line in lines(Line("前制动片总成带报警线"), 8)] == ["前制动片", "总成带报", "警线"]
    assert [line.text for line in lines(Line("front brake pads with sensor"), 12)] == [
        "front brake",
        "pads with",
        "sensor",
    ]
    assert [line.text for line in lines(Line("x" * 10), 4)] == ["xxxx", "xxxx", "xx"]
    assert [line.text for line in lines(Line(""), 4)] == [""]
    assert [line.text for line in lines(Line("大字", big=True), 4)] == ["大", "字"]


def test_a_pair_stands_side_by_side_or_below_each_other() -> None:
    [one] = lines(Pair("合计", "¥5.00"), 12)
    assert (one.text, width(one.text)) == ("合计  ￥5.00", 12)
    below = list(lines(Pair("Slip or transaction", "4200001234567890"), 20))
    assert [(line.text, line.align) for line in below] == [
        ("Slip or transaction", "left"), ("4200001234567890", "right"),
    ]  # fmt: skip


def test_bytes_reach_a_network_printer_as_they_are_and_a_dead_one_is_trouble() -> None:
    code = ticket_printers.code(tickets.receipt(workshop_samples.receipt("zh_CN")), Machine())
    with listening() as (address, heard):
        ports.send(f"tcp://{address}", code)
    assert heard == [code]
    with pytest.raises(Trouble, match="did not answer"):
        ports.send(f"tcp://{address}", code, patience=1.0)


def test_the_library_leaves_the_log_and_the_terminal_alone(capfd: pytest.CaptureFixture[str]) -> None:
    before = list(logging.getLogger().handlers)
    sys.modules.pop("escpos.capabilities", None)
    ticket_printers._library.cache_clear()
    ticket_printers.code(tickets.trial_ticket(48), Machine())
    assert logging.getLogger().handlers == before
    assert capfd.readouterr().out == ""
