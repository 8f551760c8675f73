"""Gives a repeated request the answer of the first one, which is stored in the transaction of its effect."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlalchemy import delete, func
from sqlmodel import col, select
from starlette.responses import Response

from app.database import TenantSession
from app.idempotency.problems import KeyInFlight, KeyReused
from app.idempotency.tables import KeptAnswer

KEPT = timedelta(hours=24)
"""How long an answer can be had again."""
REPLAYED = "Idempotency-Replayed"


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request that may come twice. Without a key every request is a new one.

    ``route`` is the method and path it came to; together with the organization it is the scope of ``key``.
    """

    key: str | None
    route: str
    request_hash: str

    def answer(self, session: TenantSession, work: Callable[[], Response]) -> Response:
        """The answer of ``work``, which runs within ``session``, or the one kept from an earlier request.

        The answer is committed together with what ``work`` does, so a caller that never saw it, because the
        service was killed after the commit, gets it by asking again. A request that fails keeps nothing.
        Raises KeyInFlight and KeyReused.
        """
        if self.key is None:
            return work()
        self._claim(session, self.key)
        kept = session.get(KeptAnswer, (session.organization_id, self.route, self.key))
        if kept is not None:
            if kept.request_hash != self.request_hash:
                raise KeyReused
            headers = {**kept.headers, REPLAYED: "true"}
            return Response(kept.body, kept.status, headers)
        response = work()
        self._keep(session, self.key, response)
        return response

    def _claim(self, session: TenantSession, key: str) -> None:
        # Held until the transaction ends, however it ends: a killed process leaves no claim behind.
        name = f"{session.organization_id} {self.route} {key}"
        claim = func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0))
        if not session.exec(select(claim)).one():
            raise KeyInFlight
        # An answer that is too old to be given again makes room for a new one.
        session.connection().execute(
            delete(KeptAnswer).where(
                col(KeptAnswer.organization_id) == session.organization_id,
                col(KeptAnswer.created_at) < func.now() - KEPT,
            )
        )

    def _keep(self, session: TenantSession, key: str, response: Response) -> None:
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        session.add(
            KeptAnswer(
                organization_id=session.organization_id,
                route=self.route,
                key=key,
                request_hash=self.request_hash,
                status=response.status_code,
                headers=headers,
                body=bytes(response.body).decode(),
            )
        )


async def repeatable_request(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            pattern=r"^[\x21-\x7e]+$",
            description="Repeat a request with the same key to get the first answer again, for 24 hours.",
        ),
    ] = None,
) -> Repeatable:
    body = await request.body()
    asked = hashlib.sha256(request.url.query.encode() + b"\n" + body).hexdigest()
    return Repeatable(idempotency_key, f"{request.method} {request.url.path}", asked)


RepeatableRequest = Annotated[Repeatable, Depends(repeatable_request)]
"""What a POST route with a JSON body asks for to be safely repeatable; it then answers with ``answer``."""
