"""The shop itself: its names, company code, address and logo, as settings; what stands on its letterhead."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import i18n
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text, pick
from app.core.paper import AuditHead, Imprint, Letterhead, Mark
from app.core.screen import Choice
from app.core.settings import Setting
from app.models.exchange import ExchangeSite
from app.models.journal import AuditEntry
from app.models.stations import Station
from app.services import pictures, settings
from app.services.attachments import LOGO_KEY, content, put
from app.services.roles import CHANGE_SETTINGS

NAME_ZH = Setting("shop.name_zh", "text", "", N_("Chinese name of the shop"), group="shop")
NAME_EN = Setting("shop.name_en", "text", "", N_("English name of the shop"), group="shop")
USCC = Setting("shop.uscc", "text", "", N_("Company code"), group="shop", help=N_("18 characters, as on the licence"))
PHONE = Setting("shop.phone", "text", "", N_("Phone"), group="shop")
ADDRESS = Setting("shop.address", "text", "", N_("Address"), group="shop")
LOGO = Setting(
    LOGO_KEY, "picture", "", N_("Logo"), group="shop",
    help=N_("PNG or JPEG up to 10 MB; also dropped here or pasted. It stands at the top left of every paper."),
)  # fmt: skip
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


@query("shop.own_station", allow=None)
def own_station(ctx: Reader) -> str:
    """The station whose books are kept here: the one the exchange knows us by, else the first that is not far.

    01 while the first run has named none.
    """
    site = ctx.conn.execute(select(ExchangeSite.station)).scalar()
    ours = select(Station.code).where(Station.code.not_in(ctx.far_stations)).order_by(Station.code).limit(1)
    return site or ctx.conn.execute(ours).scalar() or "01"


@query("shop.letterhead", allow=None)
def letterhead(ctx: Reader) -> Letterhead:
    """What stands at the top of every sheet, in the language in force."""
    return Letterhead(
        pick(ctx.setting(NAME_ZH), ctx.setting(NAME_EN)),
        ctx.setting(ADDRESS),
        ctx.setting(PHONE),
        logo(ctx),
        ctx.setting(USCC),
    )


def imprint(ctx: Any, mark: Mark = "") -> Imprint:
    """On whose paper, by whom and when, in the language in force; every sheet's data carries one."""
    return Imprint(
        letterhead(ctx), ctx.station, ctx.actor.name, ctx.now, language=i18n.current(),
        bilingual=ctx.setting(BILINGUAL), mark=mark,
    )  # fmt: skip


@query("shop.logo", allow=None)
def logo(ctx: Reader) -> bytes:
    """The logo as it is printed; empty if there is none."""
    sha = ctx.setting(LOGO)
    return (content(ctx, sha) or b"") if sha else b""


@usecase("shop.change_logo", allow=CHANGE_SETTINGS)
def change_logo(ctx: Context, picture: bytes, name: str = "") -> None:
    """Takes a PNG or JPEG as the logo, in the size it is printed in; empty takes it off all papers.

    Raises Refused for what is no picture, damaged, too large or too small to be printed.
    """
    settings.put(ctx, LOGO, put(ctx, "logo.png", pictures.as_logo(picture, name))[0] if picture else "")


def audit_head(ctx: Any) -> AuditHead | None:
    """Where this station's audit chain stands now: printed on counts and the day's cash."""
    wanted = select(AuditEntry.n, AuditEntry.hash).where(AuditEntry.station == ctx.station)
    head = ctx.conn.execute(wanted.order_by(AuditEntry.n.desc()).limit(1)).first()
    return AuditHead(ctx.station, head.n, head.hash) if head else None


@usecase("shop.change", allow=CHANGE_SETTINGS)
def change(
    ctx: Context, *, name_zh: str = "", name_en: str = "", uscc: str = "", phone: str = "", address: str = "",
) -> None:  # fmt: skip
    """Sets the shop's data in one go; the logo has its own act.

    Raises Refused without any name. A company code that does not fit is kept all the same: screens warn by
    `uscc_warning`, for old papers carry other codes (domain.md §5.4).
    """
    if not name_zh.strip() and not name_en.strip():
        raise Refused("Enter the shop's name in Chinese or English.", where="name_zh")
    given = ((NAME_ZH, name_zh), (NAME_EN, name_en), (USCC, uscc.upper()), (PHONE, phone), (ADDRESS, address))
    for setting, value in given:
        settings.put(ctx, setting, value.strip())
