"""Saves what a technician needs to help, in one zip, without personal data: versions, log, settings, findings.

Names, phones, plates and paths of the user are blotted out of the log; texts that the shop typed stay out altogether.
"""

from __future__ import annotations

import json
import platform
import re
import sqlite3
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select

from app import __version__
from app.core import clock
from app.core.access import Actor
from app.core.desk import Desk, Reader, query
from app.core.errors import Trouble
from app.models.base import Base
from app.models.people import User
from app.models.suppliers import Supplier
from app.services import doctor, settings, shop
from app.services.roles import DIAGNOSE

LINES = 3000
BLOT = "•••"
_PACKAGES = ("PySide6-Essentials", "SQLAlchemy", "alembic", "psycopg", "reportlab", "Pillow", "openpyxl", "argon2-cffi")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PERSONAL = re.compile(
    rf"""(?<![0-9A-Za-z-])1[3-9]\d{{9}}(?!\d)        # mobile
    | (?<![0-9A-Za-z-])0\d{{2,3}}-?\d{{7,8}}(?!\d)    # landline
    | [\w.+-]+@[\w-]+\.[\w.]+                        # e-mail
    | [{_PROVINCES}][A-Z][·\s]?[0-9A-Z]{{4,6}}[0-9A-Z挂学警港澳]?   # plate
    | (?<![0-9A-Za-z-])[0-9A-HJ-NPR-Z]{{17,18}}(?![0-9A-Za-z])       # VIN, company code, identity number
    """,
    re.VERBOSE,
)


def save(desk: Desk, actor: Actor, data: Path, target: Path) -> Path:
    """Writes the zip into the folder `target` and returns it. `data` is the shop's folder (its logs).

    Raises Refused without the right, Trouble if the folder can't be written.
    """
    told, words = desk.ask(_collected, actor)
    file = target / f"counterpart-diagnostics-{clock.local(clock.now()):%Y%m%d-%H%M%S}.zip"
    try:
        target.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, value in told.items():
                archive.writestr(f"{name}.json", json.dumps(value, ensure_ascii=False, indent=1))
            archive.writestr("log.txt", blotted(_tail(data / "logs"), words))
    except OSError as error:
        raise Trouble("{folder} can't be written. Choose another folder.", folder=str(target)) from error
    return file


def blotted(text: str, words: Iterable[str]) -> str:
    """`text` without the given names, and without what looks like a phone, e-mail, plate, VIN or the user's folder."""
    text = text.replace(str(Path.home()), "~")
    for word in sorted({w for w in words if len(w) > 1}, key=len, reverse=True):
        text = text.replace(word, BLOT)
    return _PERSONAL.sub(BLOT, text)


@query("diagnostics.collect", allow=DIAGNOSE)
def _collected(ctx: Reader) -> tuple[dict[str, Any], list[str]]:
    findings = doctor.look_at(ctx.conn, quick=True)
    return {
        "versions": _versions(ctx.conn),
        "settings": _settings(ctx),
        "rows": {t.name: _count(ctx, t) for t in Base.metadata.sorted_tables},
        "doctor": [{"check": f.check, "severity": f.severity, "msgid": f.text.msgid} for f in findings],
    }, _names(ctx)  # fmt: skip


def _count(ctx: Reader, table: Table) -> int:
    return int(ctx.conn.execute(select(func.count()).select_from(table)).scalar_one())


def _versions(conn: Connection) -> dict[str, str]:
    found = {"Counterpart": __version__, "Python": platform.python_version(), "system": platform.platform()}
    found |= {"database": conn.dialect.name, "SQLite": sqlite3.sqlite_version}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def _settings(ctx: Reader) -> dict[str, Any]:
    """Values that are chosen, not typed: a text may hold a name."""
    return {key: ctx.setting(s) for key, s in settings.registered().items() if s.shape != "text"}


def _names(ctx: Reader) -> list[str]:
    columns = (User.login, User.name, User.phone, User.badge, Supplier.name, Supplier.contact, Supplier.phone)
    found = [value for column in columns for value in ctx.conn.execute(select(column)).scalars() if value]
    typed = (shop.NAME_ZH, shop.NAME_EN, shop.PHONE, shop.ADDRESS, shop.USCC)
    return found + [value for value in (ctx.setting(s) for s in typed) if value]


def _tail(logs: Path) -> str:
    """The newest lines of the log, over its turned files, oldest first."""
    lines: list[str] = []
    for file in sorted(logs.glob("counterpart.log*"), key=lambda f: f.name, reverse=True):
        lines += file.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-LINES:])
