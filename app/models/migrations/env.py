"""Alembic's environment: runs on the connection that models/engine.py passes in."""

from alembic import context

import app.models.registry  # noqa: F401 - fills the metadata
from app.models.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
context.run_migrations()
