"""Writes small files, imports them, and reads history back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from app.database import TenantSession, tenant_session
from app.history.importing import import_history
from app.history.problems import HistoryRefused
from app.history.schemas import ImportOptions, ImportReport
from app.history.service import QueueHistory, queue_called, read_history
from app.organizations.tables import Organization


class Office:
    """An organization whose history is imported and read."""

    def __init__(self, engine: Engine, organization: Organization) -> None:
        self._engine = engine
        self._organization = organization

    @contextmanager
    def session(self) -> Iterator[TenantSession]:
        with tenant_session(self._engine, self._organization.id) as session:
            yield session

    def imports(self, file: str | bytes, *, create_queues: bool = True, **options: Any) -> ImportReport:
        content = file.encode() if isinstance(file, str) else file
        with self.session() as session:
            chosen = ImportOptions(create_queues=create_queues, **options)
            done = import_history(session, [content], chosen)
            return ImportReport.model_validate(done.report)

    def errors(self, file: str | bytes, **options: Any) -> list[tuple[int, str, str]]:
        """Row, column and finding of every error listed when the file is refused."""
        with pytest.raises(HistoryRefused) as refused:
            self.imports(file, **options)
        return [(each["row"], each["column"], each["found"]) for each in refused.value.errors]

    def history(self, queue: str = "Sales", **span: datetime) -> QueueHistory:
        with self.session() as session:
            return read_history(session, queue_called(session, queue).id, **span)

    def volumes(self, queue: str = "Sales") -> dict[str, float]:
        """Volume by UTC start."""
        found = self.history(queue)
        return {
            f"{datetime.fromtimestamp(60 * minute, UTC):%m-%d %H:%M}": volume
            for minute, volume in zip(found.start_minutes.tolist(), found.volume.tolist(), strict=True)
        }


def counts(*rows: str, header: str = "queue,start,volume") -> str:
    """A file of counts of the queue Sales: each row is ``start,volume…``."""
    return "\n".join([header, *(f"Sales,{row}" for row in rows)]) + "\n"


TICKETS = "id,created,first_response,resolved,channel,group,handle_seconds,csat,nps,ces"


def tickets(*rows: str, header: str = TICKETS) -> str:
    return "\n".join([header, *rows]) + "\n"
