"""What callers write and read of API keys."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.fields import Document, Instant, Name, Stored


class Scope(StrEnum):
    """What a key may do; ``admin`` includes all others."""

    READ = "read"
    WRITE = "write"
    PUBLISH = "publish"
    HR = "hr"
    ADMIN = "admin"


class ApiKeyBody(Document):
    """A key for one program: what it may do, and until when."""

    name: Name
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=len(Scope))] = (Scope.READ,)
    expires_at: Instant | None = None


class ApiKeyView(ApiKeyBody, Stored):
    """A key as it is kept: without its secret, which nobody can read again."""

    last_used_at: datetime | None = None


class ApiKeyIssued(ApiKeyView):
    """A new key with its token, told this once."""

    token: str
