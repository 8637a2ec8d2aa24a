"""What every printed sheet carries besides its matter: letterhead, imprint, signatures. Knows no shop noun, no PDF."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal

from app.core.clock import micros
from app.core.i18n import Text

Mark = Literal["", "draft", "void"]

UNSIGNED = {"unsigned": True}  # a sheet's field that no signature covers: field(metadata=UNSIGNED)


@dataclass(frozen=True)
class Letterhead:
    """Whose paper it is. `logo` is a PNG or JPEG file's content."""

    company: str
    address: str = ""
    phone: str = ""
    logo: bytes = b""
    uscc: str = ""  # the company code, as on the licence


@dataclass(frozen=True)
class Imprint:
    """One act of printing: on whose paper, by whom, when, the how-manieth copy, in which language.

    `mark` puts the watermark of an unposted or voided document across each page. `bilingual` adds the title in the
    other language.
    """

    letterhead: Letterhead
    station: str
    printed_by: str
    printed_at: datetime
    copy: int = 1
    language: str = "zh_CN"
    bilingual: bool = False
    zone: str = "Asia/Shanghai"
    mark: Mark = ""


@dataclass(frozen=True)
class AuditHead:
    """The newest link of a station's audit chain when a paper was made: what was there before can't change unseen."""

    station: str
    seq: int
    digest: str


@dataclass(frozen=True)
class Signature:
    """A box to sign in. Empty, or filled by who signed, when, for which revision and by what means (msgids).

    `image` is the picture of what was written, if it was written on a screen. `stands_in`: he signed in the place of a
    role that nobody holds (SD12), which is printed as 代.
    """

    role: str | Text
    name: str = ""
    signed_at: datetime | None = None
    revision: int | None = None
    method: str | Text = ""
    image: bytes = b""
    stands_in: bool = False


def _plain(value: Any) -> Any:
    """`value` as JSON would keep it, always the same for equal values."""
    if is_dataclass(value) and not isinstance(value, type):
        # a field at its default is left out: one that a later version adds leaves the fingerprints of old papers alone
        matter = {f.name: getattr(value, f.name) for f in fields(value) if not f.metadata.get("unsigned")}
        usual = {f.name: f.default for f in fields(value)}
        return {name: _plain(item) for name, item in matter.items() if item != usual[name]}
    if isinstance(value, Text):
        return value.msgid if not value.args else _plain(value.data())
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (bytes, bytearray)):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return micros(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def matter(sheet: Any) -> bytes:
    """The sheet's matter as canonical JSON: what a signature stands for. `sheet` is a frozen dataclass.

    Fields marked `UNSIGNED` (imprint, signatures, the fingerprint itself) are left out, so that another copy, another
    language or one more signature does not change it. A float raises TypeError: it has no place on a legal paper.
    """
    return json.dumps(_plain(sheet), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(sheet: Any) -> str:
    """SHA-256 (hex) of the sheet's matter."""
    return hashlib.sha256(matter(sheet)).hexdigest()


def paper_code(number: str, revision: int) -> str:
    """What the bar code of a sheet to be signed says: a paper belongs to one revision."""
    return f"{number}.{revision}"


def read_code(code: str) -> tuple[str, int] | None:
    """(number, revision) of such a bar code; None if it is none."""
    number, dot, revision = code.strip().upper().rpartition(".")
    return (number, int(revision)) if dot and "-" in number and revision.isdecimal() else None
