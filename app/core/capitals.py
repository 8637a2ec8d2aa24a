"""Amounts of money in Chinese capitals, as cheques, receipts and settlement lists need them; pure, knows no paper."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_LIMIT = 10**16


def _group(value: int) -> str:
    """Up to four digits; several zeros inside are said once, those at the end not at all."""
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            said += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        elif said:
            gap = True
    return said


def _joined(high: str, low: int, places: int) -> str:
    """`high` and what follows it; a rest that does not fill its places is led in by one 零."""
    return high + ("零" if low < 10 ** (places - 1) else "") + _whole(low) if low else high


def _whole(yuan: int) -> str:
    """Whole yuan, from 1: by 亿, then by 万, then four digits."""
    for name, places in (("亿", 8), ("万", 4)):
        high, low = divmod(yuan, 10**places)
        if high:
            return _joined(_whole(high) + name, low, places)
    return _group(yuan)


def capitals(fen: int) -> str:
    """An amount in fen in words: 140950 → 人民币壹仟肆佰零玖元伍角整.

    No gap after 人民币; ends with 整 after 元 or 角, with nothing after 分; zeros inside are said once; a negative
    amount (a reversal) has 负 before the figure; zero is 零元整. Raises ValueError from 10^16 yuan on.
    """
    yuan, rest = divmod(abs(fen), 100)
    if yuan >= _LIMIT:
        raise ValueError(fen)
    jiao, cent = divmod(rest, 10)
    said = _whole(yuan) + "元" if yuan else ""
    if jiao:
        said += _DIGITS[jiao] + "角"
    elif cent and yuan:
        said += "零"
    if cent:
        said += _DIGITS[cent] + "分"
    else:
        said = (said or "零元") + "整"
    return "人民币" + ("负" if fen < 0 else "") + said
