"""Creates and changes users: names, roles, secrets, language and zoom. Knows nothing of the login.

Every change goes into the audit; passwords and PINs never do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Conflict, Problem, Refused
from app.core.i18n import LANGUAGES, N_, Text, pick
from app.core.kind import Kind, Picker
from app.core.screen import Choice, Column, Field, Filter, FormSpec, ListQuery, ListSpec, Section, View
from app.models.people import RoleRecord, User
from app.services.people.handing import hand_over, must_be_free, open_work
from app.services.people.hashing import fits, hashed
from app.services.people.login import PASSWORD_LENGTH
from app.services.roles import ADMINISTRATOR, EDIT_PEOPLE, PICK_PEOPLE, SHIPPED, VIEW_PEOPLE

ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)


def initials(name: str) -> str:
    """What one types to find a name: pinyin initials and whole pinyin of Chinese, the name itself in small letters."""
    from pypinyin import Style, lazy_pinyin  # 0.1 s, only when a name is saved

    first = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    whole = "".join(lazy_pinyin(name))
    return " ".join(dict.fromkeys(s.lower() for s in (first, whole, name)))[:100]


def password_problem(ctx: Any, password: str, where: str = "password") -> Problem | None:
    """What is wrong with a new password, or None."""
    least = ctx.setting(PASSWORD_LENGTH)
    if len(password) >= least:
        return None
    return Problem(where, Text(N_("The password needs at least {n} characters."), n=least))


def pin_problem(pin: str, where: str = "pin") -> Problem | None:
    """What is wrong with a new PIN, or None: 4 to 6 digits, for it is typed with gloves and on a pad."""
    if pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 6:
        return None
    return Problem(where, Text(N_("The PIN needs 4 to 6 digits.")))


@usecase("people.create", allow=EDIT_PEOPLE, rules=("R6",), secret=("password", "pin"))
def create(
    ctx: Context, login: str, name: str, roles: Sequence[str], *, password: str | None = None, pin: str | None = None,
    badge: str | None = None, phone: str | None = None, heads: Sequence[str] = (), language: str | None = None,
) -> Id:  # fmt: skip
    """Creates a user. `roles` are role codes ("WK"), `heads` those whose department he leads.

    Raises Refused with all problems at once: names missing, login or badge taken, unknown role, weak secret.
    """
    user = User(login=login.strip(), name=name.strip(), badge=badge or None, phone=phone or None, language=language)
    problems = _problems(ctx, user, roles, heads)
    problems += [
        p for p in (password is not None and password_problem(ctx, password), pin is not None and pin_problem(pin)) if p
    ]
    if problems:
        raise Refused.all(tuple(problems))
    user.name_pinyin = initials(user.name)
    user.roles, user.heads = list(roles), list(heads)
    user.password_hash = hashed(password) if password else None
    user.pin_hash = hashed(pin) if pin else None
    user.station, user.created_by = ctx.station, ctx.actor.user
    ctx.session.add(user)
    ctx.flush()
    return user.id


@usecase("people.edit", allow=EDIT_PEOPLE)
def edit(
    ctx: Context, user: Id, version: int, *, name: str, login: str, badge: str | None = None, phone: str | None = None
) -> int:
    """Changes name, login name, badge and phone; returns the new version. Conflict if somebody else was faster."""
    kept = get(ctx, user, version)
    kept.name, kept.login, kept.badge, kept.phone = name.strip(), login.strip(), badge or None, phone or None
    with ctx.session.no_autoflush:
        if problems := _problems(ctx, kept, kept.roles, kept.heads):
            raise Refused.all(tuple(problems))
    kept.name_pinyin = initials(kept.name)
    ctx.flush()
    return kept.version


@usecase("people.roles", allow=EDIT_PEOPLE, rules=("R6",))
def set_roles(ctx: Context, user: Id, version: int, roles: Sequence[str], *, heads: Sequence[str] = ()) -> int:
    """Gives a user these roles and headships; from his next sign-in on. The last administrator stays one."""
    kept = get(ctx, user, version)
    if problems := _problems(ctx, kept, roles, heads):
        raise Refused.all(tuple(problems))
    if ADMINISTRATOR not in roles:
        _keep_an_administrator(ctx, kept)
    kept.roles, kept.heads = list(roles), list(heads)
    ctx.flush()
    return kept.version


@usecase("people.disable", allow=EDIT_PEOPLE, rules=("R6",))
def disable(ctx: Context, user: Id, version: int) -> int:
    """A disabled user can't sign in or sign; what he did keeps his name.

    Refused for oneself, for the last administrator, and while work waits for him (E92, `where` "open_work").
    """
    kept = get(ctx, user, version)
    if kept.id == ctx.actor.user:
        raise Refused("You can't disable yourself. Another administrator can.")
    _keep_an_administrator(ctx, kept)
    must_be_free(ctx, kept)
    kept.active = False
    ctx.flush()
    return kept.version


@usecase("people.enable", allow=EDIT_PEOPLE)
def enable(ctx: Context, user: Id, version: int) -> int:
    """Lets a disabled user in again."""
    kept = get(ctx, user, version)
    kept.active = True
    ctx.flush()
    return kept.version


@usecase("people.secrets", allow=EDIT_PEOPLE, secret=("password", "pin"))
def set_secrets(ctx: Context, user: Id, *, password: str | None = None, pin: str | None = None) -> None:
    """The administrator gives a new password or PIN to one who forgot his."""
    _renew(ctx, get(ctx, user), password, pin)


@usecase("people.change_secret", allow=None, secret=("old", "password", "pin"))
def change_secret(ctx: Context, old: str, *, password: str | None = None, pin: str | None = None) -> None:
    """Everybody changes his own password or PIN; `old` is the present password or PIN."""
    kept = _oneself(ctx)
    if not (fits(old, kept.password_hash) or fits(old, kept.pin_hash)):
        raise Refused("That is not your present password or PIN.", where="old")
    _renew(ctx, kept, password, pin)


@usecase("people.prefer", allow=None)
def prefer(ctx: Context, *, language: str | None = None, zoom: int | None = None) -> None:
    """Everybody chooses his own language ("zh_CN", "en") and zoom (per cent)."""
    kept = _oneself(ctx)
    if language is not None:
        if language not in LANGUAGES:
            raise Refused("There is no language “{language}”.", where="language", language=language)
        kept.language = language
    if zoom is not None:
        if zoom not in ZOOMS:
            raise Refused("Choose a zoom of {zooms} %.", where="zoom", zooms=", ".join(map(str, ZOOMS)))
        kept.zoom = zoom


@dataclass(frozen=True)
class Standing:
    """What a user is beside his names: roles, departments led, whether he has secrets and may come in."""

    roles: tuple[str, ...]
    heads: tuple[str, ...]
    pin: bool
    password: bool
    active: bool


@query("people.standing", allow=VIEW_PEOPLE)
def standing(ctx: Reader, user: Id) -> Standing:
    """The standing of one user."""
    kept = get(ctx, user)
    return Standing(
        tuple(kept.roles), tuple(kept.heads), kept.pin_hash is not None, kept.password_hash is not None, kept.active
    )


@query("people.preferences", allow=None)
def preferences(ctx: Reader) -> tuple[str | None, int]:
    """The actor's language (None = the workstation's) and zoom in per cent."""
    user = ctx.session.get(User, ctx.actor.user) if ctx.actor.user else None
    return (user.language, user.zoom) if user else (None, 100)


def get(ctx: Reader, user: Id, version: int | None = None) -> User:
    """The user; Refused if there is none, Conflict if the version is another one."""
    kept = ctx.session.get(User, user)
    if kept is None:
        raise Refused("This user does not exist.")
    if version is not None and kept.version != version:
        raise Conflict("{name} was changed by somebody else in the meantime. Look at it again.", name=kept.name)
    return kept


def holders(ctx: Reader, role: str) -> list[User]:
    """Active users with this role. Roles are a short list in one column: asked in Python, equal on both engines."""
    return [u for u in ctx.session.scalars(select(User).where(User.active)) if role in u.roles]


def _oneself(ctx: Context) -> User:
    if ctx.actor.user is None:
        raise Refused("Sign in first.")
    return get(ctx, ctx.actor.user)


def _renew(ctx: Context, kept: User, password: str | None, pin: str | None) -> None:
    wrong = [
        p for p in (password is not None and password_problem(ctx, password), pin is not None and pin_problem(pin)) if p
    ]
    if wrong:
        raise Refused.all(tuple(wrong))
    if password is None and pin is None:
        raise Refused("Enter a new password or a new PIN.", where="password")
    if password is not None:
        kept.password_hash = hashed(password)
    if pin is not None:
        kept.pin_hash = hashed(pin)


def _keep_an_administrator(ctx: Context, leaving: User) -> None:
    if ADMINISTRATOR in leaving.roles and not [u for u in holders(ctx, ADMINISTRATOR) if u.id != leaving.id]:
        raise Refused(
            "{name} is the last administrator. Make somebody else one first.", where="roles", name=leaving.name
        )


def _problems(ctx: Reader, user: User, roles: Sequence[str], heads: Sequence[str]) -> list[Problem]:
    found = []
    if not user.name:
        found.append(Problem("name", Text(N_("{field} is missing."), field=Text(N_("Full name")))))
    if not user.login:
        found.append(Problem("login", Text(N_("{field} is missing."), field=Text(N_("Login name")))))
    for name, value in (("login", user.login), ("badge", user.badge)):
        column = getattr(User, name)
        with ctx.session.no_autoflush:
            other = ctx.session.scalar(
                select(User.id).where(func.lower(column) == (value or "").lower(), User.id != user.id)
            )
        if value and other is not None:
            found.append(
                Problem(name, Text(N_("“{value}” is taken. Choose another one, or open that one."), value=value))
            )
    known = {r.code for r in SHIPPED} | set(ctx.session.scalars(select(RoleRecord.code)))
    if unknown := [c for c in (*roles, *heads) if c not in known]:
        found.append(Problem("roles", Text(N_("There is no role “{role}”."), role=", ".join(unknown))))
    if not roles:
        found.append(Problem("roles", Text(N_("Choose at least one role; without one nothing can be done."))))
    return found


# --- the list of people -----------------------------------------------------------------------------------------------

_SORTS: dict[str, Any] = {"login": User.login, "name": User.name_pinyin, "active": User.active}


def _find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    statement = select(User.id, User.roles)
    if wanted.text:
        like = f"%{wanted.text.lower()}%"
        statement = statement.where(
            or_(User.name_pinyin.like(like), func.lower(User.login).like(like), User.phone.like(like))
        )
    where = dict(wanted.where)
    if "active" in where:
        statement = statement.where(User.active == (where["active"] == "yes"))
    column = _SORTS.get(wanted.sort.lstrip("-"), User.name_pinyin)
    statement = statement.order_by(column.desc() if wanted.sort.startswith("-") else column, User.id)
    rows = ctx.conn.execute(statement)
    return [row.id for row in rows if "role" not in where or where["role"] in row.roles][: wanted.limit]


def _read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    found = {u.id: u for u in ctx.session.scalars(select(User).where(User.id.in_(ids)))}
    words = {r.code: pick(r.name_zh, r.name_en) for r in SHIPPED}
    return [
        (
            u.login,
            u.name,
            " · ".join(words.get(c, c) for c in u.roles),
            u.phone,
            u.badge,
            bool(u.password_hash),
            bool(u.pin_hash),
            u.active,
        )
        for u in (found[i] for i in ids if i in found)
    ]


def _pick(ctx: Reader, text: str) -> Sequence[Id]:
    """Active people by name or pinyin; nothing else of them is looked at, for nothing else may be learnt here."""
    wanted = select(User.id).where(User.active).order_by(User.name_pinyin, User.id)
    if text.strip():
        wanted = wanted.where(User.name_pinyin.contains(text.strip().lower(), autoescape=True))
    return ctx.conn.execute(wanted).scalars().all()


def _roles_of(ctx: Reader, user: User) -> str:
    """His roles in words of the language in force."""
    names = {r.code: pick(r.name_zh, r.name_en) for r in ctx.session.scalars(select(RoleRecord))}
    return " · ".join(names.get(code, code) for code in user.roles)


def _before_save(ctx: Context, user: User, values: dict[str, Any]) -> None:
    if values.get("name"):
        user.name_pinyin = initials(values["name"])


_ROLE_CHOICES = tuple(Choice(r.code, r.name_en) for r in SHIPPED)

KIND = Kind(
    name="people",
    label=N_("User"),
    plural=N_("People"),
    icon="users",
    area="manage",
    model=User,
    view=VIEW_PEOPLE,
    edit=EDIT_PEOPLE,
    list=ListSpec(
        columns=(
            Column("login", N_("Login name"), "strong", 120),
            Column("name", N_("Full name"), width=140, stretch=True),
            Column("roles", N_("Roles"), width=200, sort=False),
            Column("phone", N_("Phone"), "code", 120, sort=False),
            Column("badge", N_("Badge code"), "code", 120, sort=False, hidden=True),
            Column("password", N_("Password"), "flag", 80, sort=False),
            Column("pin", N_("PIN"), "flag", 60, sort=False),
            Column("active", N_("Active"), "flag", 70),
        ),
        find=_find,
        read=_read,
        reads=("users",),
        filters=(
            Filter("role", N_("Roles"), _ROLE_CHOICES),
            Filter("active", N_("Active"), (Choice("yes", N_("Yes")), Choice("no", N_("No")))),
        ),
        views=(View("active", N_("Active"), (("active", "yes"),)), View("all", N_("All"))),
        sort="name",
        hint=N_("Name, pinyin or login name"),
        empty=N_("No users yet. Create the first one."),
    ),
    form=FormSpec(
        sections=(
            Section(
                "",
                (
                    Field("login"),
                    Field("name"),
                    Field("badge"),
                    Field("phone"),
                    Field("hv_until"),
                    Field("trial_until"),
                ),
            ),
        )
    ),
    rules=("R6",),
    key="login",
    title="name",
    creatable=False,
    picker=Picker(PICK_PEOPLE, _pick, _roles_of, called="name"),
    before_save=_before_save,
    usecases=(create, edit, set_roles, open_work, hand_over, disable, enable, set_secrets),
)
