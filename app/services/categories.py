"""Categories of parts, named in both languages."""

from __future__ import annotations

from typing import Any

from app.core.access import Permission
from app.core.desk import Context
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.kind import Kind
from app.core.screen import Column, Field, FormSpec, Section
from app.models.parts import Category
from app.services.masters import plain_list
from app.services.parts import VIEW

EDIT = Permission("categories.edit", N_("Edit categories"))


def before_save(_ctx: Context, category: Category, values: dict[str, Any]) -> None:
    """One of the two names is enough."""
    if not any(values.get(name, getattr(category, name)) for name in ("name_zh", "name_en")):
        raise Refused("A category needs a Chinese or an English name.", where="name_zh")


KIND = Kind(
    name="categories",
    label=N_("Category"),
    plural=N_("Categories"),
    icon="tag",
    area="manage",
    model=Category,
    view=VIEW,
    edit=EDIT,
    list=plain_list(
        Category,
        (
            Column("code", N_("Category"), "strong", 100), Column("name_zh", N_("Chinese name"), width=160),
            Column("name_en", N_("English name"), width=200, stretch=True),
        ),
        ("code", "name_zh", "name_en"),
        row=lambda _ctx, c: (c.code, c.name_zh, c.name_en),
    ),
    form=FormSpec((Section("", (Field("code"), Field("name_zh"), Field("name_en"))),)),
    key="code",
    title="name_zh",
    before_save=before_save,
)  # fmt: skip
