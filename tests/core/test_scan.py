"""What a scanner said: every clothing a code comes in, and that any text is heard without an error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core import scan
from app.core.scan import GS, Scan, check_digit_fits, is_gtin, parse, with_separators

EAN = "6901234567892"
GTIN = "06901234567892"


@pytest.mark.parametrize(
    ("text", "code", "quantity"),
    [
        ("BRAKE", "BRAKE", None), (" brake\r\n", "brake", None), ("12*BRAKE", "BRAKE", 12_000),
        ("2.5*OIL", "OIL", 2_500), ("１２＊BRAKE", "BRAKE", 12_000), ("*", "*", None), ("12*", "12*", None),
        (f"1{GS}2", "12", None), ("04465－0Ｄ150", "04465-0D150", None), ("8w0 698-151.Aa", "8w0 698-151.Aa", None),
        ("制动片", "制动片", None), ("", "", None), (f"3*]E0{EAN}", EAN, 3_000), ("7**A", "7**A", None),
    ],
)  # fmt: skip
def test_what_was_heard(text: str, code: str, quantity: int | None) -> None:
    said = parse(text)
    assert (said.code, said.quantity) == (code, quantity)


@pytest.mark.parametrize("text", [EAN, "5901234123457", "036000291452", "96385074", "16901234567899"])
def test_a_gtin_is_fourteen_digits_with_a_right_check_digit(text: str) -> None:
    assert is_gtin(text)
    assert parse(text).gtin == text.zfill(14)
    wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
    said = parse(wrong)
    assert (said.code, said.gtin, said.fault) == (wrong, "", "check")


@pytest.mark.parametrize(
    ("text", "symbology", "gtin", "fault"),
    [
        (f"]E0{EAN}", "E0", GTIN, ""), (f"]E3{EAN}51234", "E3", GTIN, ""), ("]E496385074", "E4", "00000096385074", ""),
        ("]I116901234567899", "I1", "16901234567899", ""), ("]E06901234567890", "E0", "", "check"),
        ("]C012345678", "C0", "", ""), ("]A012345678", "A0", "", ""), (f"]C0{EAN}", "C0", GTIN, ""),
        ("]C1", "C1", "", ""), ("]", "", "", ""), ("]Y", "", "", ""), ("]C1nonsense", "C1", "", ""),
        ("]C112345", "C1", "", ""),
    ],
)  # fmt: skip
def test_the_symbology_chooses_the_reader(text: str, symbology: str, gtin: str, fault: str) -> None:
    said = parse(text)
    assert (said.symbology, said.gtin, said.fault) == (symbology, gtin, fault)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("04252614", "042100005264"), ("01234505", "012000003455"), ("01234531", "012300000451"),
        ("01234543", "012340000053"), ("01234565", "012345000065"),
    ],
)  # fmt: skip
def test_upc_e_is_also_its_long_form(short: str, long: str) -> None:
    assert check_digit_fits(long)
    said = parse(short)
    assert said.code == short
    assert said.others == (long,)
    assert said.gtin in (long.zfill(14), short.zfill(14))


def test_eight_digits_that_are_ean_and_upc_are_the_ean_first() -> None:
    assert parse("12345670").gtin == "00000012345670"
    assert parse("22345673").others == ()


def test_gs1_elements_in_any_order() -> None:
    said = parse(f"0106901234567892213ABC{GS}17261100{GS}10LOT-7{GS}306")
    assert (said.code, said.gtin, said.serial, said.batch, said.count) == (GTIN, GTIN, "3ABC", "LOT-7", 6)
    assert said.expires == date(2026, 11, 30)
    assert said.text == "(01)06901234567892(21)3ABC(17)261100(10)LOT-7(30)6"
    assert (said.fault, said.rest) == ("", "")


def test_all_dates_and_measures_of_a_label() -> None:
    said = parse(f"]C10106901234567892112601151326011615260201172602003102001250{GS}3153012345")
    assert (said.produced, said.packed, said.best_before) == (date(2026, 1, 15), date(2026, 1, 16), date(2026, 2, 1))
    assert (said.expires, said.kilograms, said.litres) == (date(2026, 2, 28), 12_500, 12_345)


@pytest.mark.parametrize(
    ("elements", "kilograms"),
    [
        ("3103001250", 1_250), ("3100000012", 12_000), ("3105001250", 13), ("3201000100", 4_536), ("3203004565", 2_071),
        ("31030012503201000100", 1_250), ("32010001003103001250", 1_250), ("3302001250", None), ("3112001250", None),
    ],
)  # fmt: skip
def test_net_weights_of_a_label(elements: str, kilograms: int | None) -> None:
    """AI 310n kilograms, 320n pounds; the gross weight (330n) is not the goods', a length (311n) is no weight."""
    assert parse(f"]C101{GTIN}{elements}").kilograms == kilograms
    assert parse(f"]C101{GTIN}3112001250").metres == 12_500


def test_letters_and_digits_alone_may_be_gs1_too() -> None:
    assert parse(f"01{GTIN}10AB7").batch == "AB7"
    assert parse("01A7").code == "01A7"


def test_day_zero_is_the_last_of_the_month() -> None:
    assert parse("]d21728020010A").expires == date(2028, 2, 29)
    assert parse("]d217280231").elements == ()  # there is no 31 February


def test_a_maker_number_in_a_label_is_looked_up_after_the_gtin() -> None:
    said = parse(f"]d201{GTIN}24004465-0D150{GS}241ABC")
    assert said.code == GTIN
    assert said.others[-2:] == ("04465-0D150", "ABC")


@pytest.mark.parametrize(
    "text", [f"01{GTIN}10A-1", f"01{GTIN}10A-1{GS}", f"(01){GTIN}(10)A-1", f"{GS}01{GTIN}10A-1", f"]Q301{GTIN}10A-1"]
)
def test_gs1_is_known_by_its_clothes(text: str) -> None:
    said = parse(text)
    assert (said.code, said.batch, said.text) == (GTIN, "A-1", f"(01){GTIN}(10)A-1")
    assert parse(said.text).batch == "A-1"  # what is shown can be scanned again


@pytest.mark.parametrize(
    "text",
    ["0106901234567891", "10ABC", "17261231", f"01{GTIN}99", "0012345678901234567", "01A234567890123410A"],
)  # fmt: skip
def test_what_only_looks_like_gs1_stays_a_code(text: str) -> None:
    said = parse(text)
    assert (said.code, said.elements, said.fault) == (text, (), "")


def test_a_wrong_check_digit_in_a_label_is_a_fault() -> None:
    said = parse("]C10106901234567891" + "10A")
    assert (said.fault, said.gtin, said.code) == ("check", "", "010690123456789110A")
    assert parse("]C100376130321109103421").fault == "check"


def test_a_label_that_says_two_things_is_a_conflict() -> None:
    said = parse(f"]C101{GTIN}10AB{GS}10AC")
    assert (said.fault, said.gtin) == ("conflict", "")
    assert parse(f"]C101{GTIN}02{GTIN}3712").fault == "conflict"
    assert parse(f"]C101{GTIN}10AB{GS}10AB").fault == ""


def test_an_unknown_identifier_is_kept_raw_up_to_the_next_separator() -> None:
    said = parse(f"]C101{GTIN}5999X{GS}10AB")
    assert (said.code, said.rest, said.batch) == (GTIN, "5999X", "AB")
    assert "5999X" in said.text
    assert parse("]C110ABCDEFGHIJKLMNOPQRSTUVW").batch == ""  # over 20 characters: where would it end?


def test_a_carton_names_its_contents_and_how_many() -> None:
    said = parse(f"0010614141234567890802{GTIN}3712")
    assert (said.code, said.gtin, said.sscc, said.count, said.doubt) == (GTIN, GTIN, "106141412345678908", 12, False)
    assert parse("00106141412345678908").code == "106141412345678908"


def test_a_count_with_the_unit_itself_is_doubted() -> None:
    said = parse(f"01{GTIN}3712")
    assert (said.gtin, said.count, said.doubt) == (GTIN, 12, True)


def test_a_digital_link_is_a_gs1_code() -> None:
    said = parse("HTTPS://id.gs1.org/01/06901234567892/10/LOT?17=261231")
    assert (said.code, said.batch, said.expires) == (GTIN, "LOT", date(2026, 12, 31))
    assert said.url.startswith("HTTPS://id")


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("https://maker.cn/p/04465-0D150?sn=123456", ("04465-0D150",)),
        ("https://maker.cn/q?pn=04465-0D150&lot=2023-11", ("04465-0D150",)),
        (f"http://maker.cn/{EAN}/12345-X", (EAN,)),
        ("https://maker.cn/01/06901234567891", ("06901234567891",)),
        ("https://[", ()), ("https://maker.cn", ()), ("https://maker.cn/%ff%30%34%34%36%35", ("04465",)),
        ("PN:04465-0D150;SN:123123;QTY:2", ("04465-0D150",)), ("件号：04465-0D150，数量：2", ("04465-0D150",)),
        ("04465-0D150|20231101|OK", ("04465-0D150", "20231101")), ("a;b;c", ()), ("P/N=90915", ("90915",)),
    ],
)  # fmt: skip
def test_e4_a_maker_qr_is_searched_for_a_number(text: str, others: tuple[str, ...]) -> None:
    said = parse(text)
    assert (said.others, said.gtin, said.fault) == (others, "", "")


def test_car_makers_labels() -> None:
    said = parse(f"[)>\x1e06{GS}P04465-0D150{GS}Q12{GS}S778{GS}1TL5\x1e\x04")
    assert (said.code, said.count, said.serial, said.batch) == ("04465-0D150", 12, "778", "L5")
    assert parse(said.text).others == ("04465-0D150",)
    assert parse(f"[)>\x1e05{GS}01{GTIN}{GS}10A\x1e\x04").batch == "A"
    assert parse(f"[)>06{GS}Q9999999{GS}?").code == "Q:9999999"


def test_a_substitute_becomes_the_separator_only_where_it_makes_a_gs1_code() -> None:
    assert with_separators("010690123456789210AB|17261231", "|") == f"010690123456789210AB{GS}17261231"
    assert with_separators("]C110AB{GS}17261231", "{GS}") == f"]C110AB{GS}17261231"
    assert with_separators("A|B", "|") == "A|B"
    assert with_separators(f"10AB{GS}1|7", "|") == f"10AB{GS}1|7"
    assert with_separators("A|B", "") == "A|B"


@given(st.text(max_size=300))
@example("]")
@example("0" * 14)
@example("]C1" + "0" * 40)
@example("(01)٠٦")
@example("12*" * 80)
def test_any_text_is_heard(text: str) -> None:
    assert sound(parse(text))


@given(st.binary(max_size=120), st.sampled_from(["latin-1", "gb18030", "utf-16-le"]))
def test_any_bytes_are_heard(raw: bytes, encoding: str) -> None:
    assert sound(parse(raw.decode(encoding, errors="replace")))


gs1_like = st.text(alphabet=st.sampled_from(list("0123456789") * 3 + list(f"{GS}()A-]dC1/")), max_size=60)


@example("]C1", "30")
@given(st.sampled_from(["", "]C1", "]d2", "01", "https://id.gs1.org/01/", "[)>\x1e06\x1d", GS]), gs1_like)
def test_anything_like_gs1_is_heard(head: str, tail: str) -> None:
    assert sound(parse(head + tail))


def sound(said: Scan) -> bool:
    """Short, printable, countable, and a GTIN only with its check digit."""
    return all(
        (
            max(len(said.code), len(said.text)) <= scan.LONGEST,
            said.code.isprintable(),
            said.text.isprintable(),
            said.quantity is None or said.quantity >= 0,
            not said.gtin or (len(said.gtin) == 14 and check_digit_fits(said.gtin)),
            not (said.gtin and said.fault),
            isinstance(hash(said), int),
        )
    )
