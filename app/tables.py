"""What every table of a tenant has: its organization, its id and when it changed."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Dialect, Enum, ForeignKeyConstraint, TypeDecorator, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
# Problems are told from these names (app.errors.problem_of_constraint).


def created() -> Any:
    """A column with the moment of the row's creation."""
    return Field(default_factory=_now, sa_column_kwargs={"server_default": func.now()})


def updated() -> Any:
    """A column with the moment of the row's last change."""
    return Field(default_factory=_now, sa_column_kwargs={"server_default": func.now(), "onupdate": _now})


def _now() -> datetime:
    return datetime.now(UTC)


class TenantRow(SQLModel):
    """The columns of a row that belongs to one organization."""

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    organization_id: uuid.UUID = Field(foreign_key="organization.id", ondelete="CASCADE")
    created_at: datetime = created()
    updated_at: datetime = updated()


def tenant_key() -> UniqueConstraint:
    """What ``within_tenant`` of other tables points at; every table of a tenant has it."""
    return UniqueConstraint("organization_id", "id")


def within_tenant(column: str, table: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that can only reach rows of the same organization."""
    return ForeignKeyConstraint(
        ["organization_id", column], [f"{table}.organization_id", f"{table}.id"], ondelete=ondelete
    )


def words(kind: type[StrEnum]) -> Enum:
    """A text column that holds only the values of ``kind``, kept by a CHECK constraint."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
    )


class Documents(TypeDecorator[Any]):
    """A JSON column that holds documents of one kind: validated when they are read, plain JSON at rest."""

    impl = JSONB
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__(none_as_null=True)
        self.kind = kind
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Documents to JSON."""
        return None if value is None else self._adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """JSON to documents."""
        return None if value is None else self._adapter.validate_python(value)
