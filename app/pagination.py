"""Lists in pages: an opaque cursor remembers the last row, so that pages neither skip nor repeat one."""

import base64
import binascii
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field, TypeAdapter
from sqlalchemy import ColumnElement, literal, tuple_
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from app.fields import Instant, Name
from app.problems import CursorInvalid

MOST = 200
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)

Item = TypeVar("Item")
Row = TypeVar("Row")


class Page(BaseModel, Generic[Item]):
    """One page of a list; ``next_cursor`` fetches the following one and is absent on the last."""

    items: list[Item]
    next_cursor: str | None = Field(default=None, description="Pass it as `cursor` to read on.")


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page begins and how many rows it may hold."""

    limit: int
    cursor: str | None
    newest_first: bool = False


def paging(
    limit: Annotated[int, Query(ge=1, le=MOST, description="Rows per page.")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=1000, description="`next_cursor` of the page before.")
    ] = None,
) -> Paging:
    return Paging(limit, cursor)


def paging_by_time(
    page: Annotated[Paging, Depends(paging)],
    newest_first: Annotated[bool, Query(description="Else in the order of creation.")] = False,  # noqa: FBT002 - FastAPI's default
) -> Paging:
    return replace(page, newest_first=newest_first)


NameFilter = Annotated[Name | None, Query(description="Only the one with exactly this name.")]
Paged = Annotated[Paging, Depends(paging)]
PagedByTime = Annotated[Paging, Depends(paging_by_time)]
"""For lists in the order of creation, which may be read backwards; a cursor fits one direction."""


def page(
    session: Session, statement: SelectOfScalar[Row], order: Sequence[Any], paging: Paging
) -> tuple[list[Row], str | None]:
    """The rows of one page and the cursor of the next.

    ``order`` are columns of the selected table that together are unique and never null, such as name and id;
    raises CursorInvalid for a cursor that does not fit them.
    """
    columns = list(order)
    if paging.cursor is not None:
        here, bound = tuple_(*columns), tuple_(*_bound(columns, _read(paging.cursor, columns)))
        statement = statement.where(here < bound if paging.newest_first else here > bound)
    order = [column.desc() for column in columns] if paging.newest_first else columns
    rows = list(session.exec(statement.order_by(*order).limit(paging.limit + 1)))
    if len(rows) <= paging.limit:
        return rows, None
    rows.pop()
    return rows, _write([getattr(rows[-1], column.key) for column in columns])


def _bound(columns: Sequence[Any], values: Sequence[Any]) -> list[ColumnElement[Any]]:
    return [literal(value, column.type) for column, value in zip(columns, values, strict=True)]


def _write(values: Sequence[Any]) -> str:
    text = json.dumps([value if isinstance(value, int) else str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, columns: Sequence[Any]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_value(_kind(column.type), value) for column, value in zip(columns, values, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        raise CursorInvalid from None


def _kind(stored: TypeEngine[Any]) -> type:
    # SQLModel wraps types in decorators, which do not tell what they hold.
    held: TypeEngine[Any] = stored.impl_instance if isinstance(stored, TypeDecorator) else stored
    return held.python_type


def _value(kind: type, value: Any) -> Any:
    if kind is uuid.UUID:
        return uuid.UUID(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is datetime:
        return _INSTANT.validate_python(value)
    if not isinstance(value, kind) or "\0" in str(value):
        raise TypeError(kind)
    return value
