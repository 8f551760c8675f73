"""The five things done to the rows of a tenant: add, find, list, replace, remove."""

import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlmodel import select

from app.database import TenantSession
from app.fields import Document
from app.pagination import Paging, page
from app.problems import NotFound
from app.tables import TenantRow

Row = TypeVar("Row", bound=TenantRow)


def add(session: TenantSession, table: type[Row], body: Document) -> Row:
    """A new row with the fields of ``body``; what the database refuses is raised here, not at commit."""
    row = table(organization_id=session.organization_id, **_columns(table, body))
    session.add(row)
    session.flush()
    return row


def find(session: TenantSession, table: type[Row], row_id: uuid.UUID) -> Row:
    """The row with this id; raises NotFound alike for unknown ids and for those of other organizations."""
    row = session.get(table, row_id)
    if row is None:
        raise NotFound
    return row


def listed(
    session: TenantSession, table: type[Row], order: Sequence[Any], paging: Paging, *conditions: Any
) -> tuple[list[Row], str | None]:
    """One page of the rows that meet all ``conditions``; a condition of None is left out."""
    chosen = [condition for condition in conditions if condition is not None]
    return page(session, select(table).where(*chosen), order, paging)


def replace(session: TenantSession, row: Row, body: Document) -> Row:
    """``row`` with every field of ``body`` written anew."""
    for name, value in _columns(type(row), body).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def remove(session: TenantSession, row: TenantRow) -> None:
    """Delete ``row``; refused as StillInUse while other rows refer to it."""
    session.delete(row)
    session.flush()


def _columns(table: type[TenantRow], body: Document) -> dict[str, Any]:
    # Fields that are rows of their own, such as an agent's skills, are written by their noun's service.
    return {name: getattr(body, name) for name in type(body).model_fields if name in table.model_fields}
