"""Alembic's entry: runs on the connection that app.migrations hands over."""

from alembic import context
from sqlmodel import SQLModel

from app.nouns import noun_modules

for _ in noun_modules("tables"):
    pass  # importing them fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
