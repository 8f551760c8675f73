"""Builds the HTTP application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

from app.database import check_isolation, database_url, service_engine
from app.errors import install_error_handlers
from app.migrations import migrate
from app.nouns import noun_modules
from app.responses import EVERYWHERE
from app.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application of one installation; its database opens with the server's start, not before."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = settings.request_threads
        with database_url(settings) as url:
            migrate(url)
            app.state.url = url
            app.state.engine = service_engine(url, connections=settings.request_threads)
            try:
                check_isolation(app.state.engine)
                yield
            finally:
                app.state.engine.dispose()

    app = FastAPI(
        title="Sundial",
        version="1",
        lifespan=lifespan,
        max_body_size=settings.max_body_bytes,
        responses=EVERYWHERE,
    )
    app.state.settings = settings
    install_error_handlers(app)
    for module in noun_modules("router"):
        app.include_router(module.router)
    return app
