"""Builds the HTTP application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from app.errors import install_error_handlers
from app.headers import SafeHeaders
from app.installation import open_installation
from app.nouns import noun_modules
from app.responses import EVERYWHERE, WHERE_IDS_ARE_TOLD, problem_schema
from app.settings import Settings


class Application(FastAPI):
    """FastAPI with safe headers on every answer and the one problem body that all failures share."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description, made once."""
        if self.openapi_schema is None:
            description = super().openapi()
            description["components"]["schemas"]["Problem"] = problem_schema()
            for path, operations in description["paths"].items():
                for operation in operations.values() if "{" in path else ():
                    operation["responses"] |= WHERE_IDS_ARE_TOLD
        return super().openapi()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; around everything, because FastAPI refuses large bodies before middleware."""
        await SafeHeaders(super().__call__)(scope, receive, send)


def create_app(settings: Settings) -> FastAPI:
    """The application of one installation; its database opens with the server's start, not before."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # As many requests at once as there are connections for them: the others wait here, not in the pool.
        current_default_thread_limiter().total_tokens = settings.request_threads
        with open_installation(settings) as installation:
            app.state.url = installation.url
            app.state.engine = installation.engine
            yield

    app = Application(
        title="Sundial",
        summary="Workforce scheduling for support teams: forecast, staff, roster, publish, hire.",
        version=version("sundial-wfm"),
        lifespan=lifespan,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # its page loads scripts from another host
        redoc_url=None,
        max_body_size=settings.max_body_bytes,
        responses=EVERYWHERE,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    install_error_handlers(app)
    for module in noun_modules("router"):
        app.include_router(module.router)
    return app
