"""The shop itself: its names, company code, address and logo, as settings; what stands on its letterhead."""

from __future__ import annotations

from typing import Any

from app.core import i18n
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text, pick
from app.core.paper import Imprint, Letterhead, Mark
from app.core.screen import Choice
from app.core.settings import Setting
from app.services import settings
from app.services.attachments import LOGO_KEY, content
from app.services.roles import CHANGE_SETTINGS

NAME_ZH = Setting("shop.name_zh", "text", "", N_("Chinese name of the shop"), group="shop")
NAME_EN = Setting("shop.name_en", "text", "", N_("English name of the shop"), group="shop")
USCC = Setting("shop.uscc", "text", "", N_("Company code"), group="shop", help=N_("18 characters, as on the licence"))
PHONE = Setting("shop.phone", "text", "", N_("Phone"), group="shop")
ADDRESS = Setting("shop.address", "text", "", N_("Address"), group="shop")
LOGO = Setting(LOGO_KEY, "text", "", N_("Logo"), group="shop")  # SHA-256 of an attachment's content
LANGUAGE = Setting(
    "shop.language", "choice", "zh_CN", N_("Language of the shop"), group="shop",
    choices=(Choice("zh_CN", "中文"), Choice("en", "English")),
    help=N_("Everybody may choose another one for himself."),
)  # fmt: skip
BILINGUAL = Setting(
    "shop.bilingual_paper", "flag", False, N_("Titles of papers in both languages"), group="shop",
    help=N_("The title is printed in Chinese and in English, as 维修工单 Work Order."),
)  # fmt: skip
SETTINGS = (NAME_ZH, NAME_EN, USCC, PHONE, ADDRESS, LOGO, LANGUAGE, BILINGUAL)

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z


def uscc_fits(code: str) -> bool:
    """True for a company code (统一社会信用代码, GB 32100-2015) with the right check character."""
    if len(code) != 18 or set(code) - set(_ALPHABET):
        return False
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _ALPHABET[-total % 31] == code[17]


def uscc_warning(code: str) -> Text | None:
    """What to say beside a company code that does not fit; None for a right or an empty one."""
    if not code.strip() or uscc_fits(code.strip().upper()):
        return None
    return Text(N_("The company code is not right. Compare it with the licence."))


@query("shop.letterhead", allow=None)
def letterhead(ctx: Reader) -> Letterhead:
    """What stands at the top of every sheet, in the language in force."""
    logo = ctx.setting(LOGO)
    return Letterhead(
        pick(ctx.setting(NAME_ZH), ctx.setting(NAME_EN)), ctx.setting(ADDRESS), ctx.setting(PHONE),
        (content(ctx, logo) or b"") if logo else b"",
    )  # fmt: skip


def imprint(ctx: Any, mark: Mark = "") -> Imprint:
    """On whose paper, by whom and when, in the language in force; every sheet's data carries one."""
    return Imprint(
        letterhead(ctx), ctx.station, ctx.actor.name, ctx.now, language=i18n.current(),
        bilingual=ctx.setting(BILINGUAL), mark=mark,
    )  # fmt: skip


@usecase("shop.change", allow=CHANGE_SETTINGS)
def change(
    ctx: Context, *, name_zh: str = "", name_en: str = "", uscc: str = "", phone: str = "", address: str = "",
    logo: str | None = None,
) -> None:  # fmt: skip
    """Sets the shop's data in one go; `logo` is the SHA-256 of kept content (None = as it is).

    Raises Refused without any name. A company code that does not fit is kept all the same: screens warn by
    `uscc_warning`, for old papers carry other codes (domain.md §5.4).
    """
    if not name_zh.strip() and not name_en.strip():
        raise Refused("Enter the shop's name in Chinese or English.", where="name_zh")
    given = ((NAME_ZH, name_zh), (NAME_EN, name_en), (USCC, uscc.upper()), (PHONE, phone), (ADDRESS, address))
    for setting, value in given:
        settings.put(ctx, setting, value.strip())
    if logo is not None:
        settings.put(ctx, LOGO, logo)
