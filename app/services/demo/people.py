"""The demo shop's people, one of every role at least: login, name, roles, password, PIN. Data only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPerson:
    """One person; password and PIN are public on purpose."""

    login: str
    name: str
    roles: tuple[str, ...]
    pin: str
    heads: tuple[str, ...] = ()
    badge: str | None = None

    @property
    def password(self) -> str:
        """The login name and "-demo": long enough, and easily remembered."""
        return f"{self.login}-demo"


ADMINISTRATOR = DemoPerson("admin", "系统管理", ("AD",), "9009")
KEEPER = DemoPerson("wanglei", "王磊", ("WK",), "1002", ("WK",), "EMP-002")
SECOND_KEEPER = DemoPerson("linfang", "林芳", ("WK",), "1010", (), "EMP-010")
FINANCE = DemoPerson("zhoumin", "周敏", ("FI",), "1006", ("FI",), "EMP-006")
MANAGER = DemoPerson("hezhiyuan", "何志远", ("MG",), "1008", (), "EMP-008")
PURCHASER = DemoPerson("wujing", "吴静", ("PU",), "1011", ("PU",), "EMP-011")
TECHNICIAN = DemoPerson("zhangwei", "张伟", ("TE",), "1003", (), "EMP-003")

PEOPLE = (
    DemoPerson("chenjing", "陈静", ("SA",), "1001", ("SA",), "EMP-001"),
    KEEPER,
    TECHNICIAN,
    DemoPerson("liuming", "刘明", ("TE",), "1004", (), "EMP-004"),
    DemoPerson("zhaoqiang", "赵强", ("WS",), "1005", ("WS",), "EMP-005"),
    FINANCE,
    DemoPerson("sunhao", "孙浩", ("QI",), "1007", (), "EMP-007"),
    MANAGER,
    SECOND_KEEPER,
    PURCHASER,
    DemoPerson("xulan", "徐岚", ("CS",), "1012", ("CS",), "EMP-012"),
    DemoPerson("huangbin", "黄斌", ("SL",), "1013", ("SL",), "EMP-013"),
    DemoPerson("machao", "马超", ("TS",), "1014", (), "EMP-014"),
    ADMINISTRATOR,
)
