"""What endpoints ask for: a session of the caller's organization that the caller may use in this way."""

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from app.access.service import Access, Scope, access_of_request
from app.database import TenantSession, tenant_session


def engine_of(request: Request) -> Engine:
    """The engine that the application opened at its start."""
    engine: Engine = request.app.state.engine
    return engine


def _session_with(scope: Scope) -> Callable[..., Iterator[TenantSession]]:
    def opened(
        engine: Annotated[Engine, Depends(engine_of)], access: Annotated[Access, Depends(access_of_request)]
    ) -> Iterator[TenantSession]:
        access.require(scope)
        with tenant_session(engine, access.tenant()) as session:
            yield session

    return opened


# Function scope: the transaction is committed before the answer leaves, so no caller acts on a lost write.
ReadSession = Annotated[TenantSession, Depends(_session_with(Scope.READ), scope="function")]
WriteSession = Annotated[TenantSession, Depends(_session_with(Scope.WRITE), scope="function")]
PublishSession = Annotated[TenantSession, Depends(_session_with(Scope.PUBLISH), scope="function")]
HumanResourcesSession = Annotated[TenantSession, Depends(_session_with(Scope.HR), scope="function")]
AdminSession = Annotated[TenantSession, Depends(_session_with(Scope.ADMIN), scope="function")]
