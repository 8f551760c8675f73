"""The row that a job is about."""

from typing import TypeVar

from app import rows
from app.database import TenantSession
from app.jobs.context import JobContext
from app.problems import NotFound
from app.tables import TenantRow

Row = TypeVar("Row", bound=TenantRow)


def subject_of(context: JobContext, session: TenantSession, table: type[Row]) -> Row:
    """The subject of ``context``; raises NotFound when it is gone."""
    if context.subject_id is None:
        raise NotFound
    return rows.find(session, table, context.subject_id)
