"""What an installation may choose, read once from the environment and passed on."""

import ipaddress
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Self

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails


class AccessMode(StrEnum):
    """Who may call: anyone on this machine, or holders of an API key."""

    LOCAL = "local"
    KEYS = "keys"


class SettingsError(ValueError):
    """The environment holds a setting that cannot be used."""


class Settings(BaseModel):
    """One installation.

    ``home`` holds the embedded database when ``database_url`` is absent. ``request_threads`` bounds both the
    requests that run at once and the database connections they use.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    home: Path
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    access: AccessMode = AccessMode.LOCAL
    request_threads: int = Field(default=20, ge=1, le=200)
    max_body_bytes: int = Field(default=2_000_000, ge=1_000, le=2_000_000_000)

    @field_validator("database_url")
    @classmethod
    def _postgresql_only(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
            raise ValueError("expected a URL that starts with postgresql://")
        return url

    @model_validator(mode="after")
    def _keys_on_public_addresses(self) -> Self:
        if self.access is AccessMode.LOCAL and not self.is_loopback:
            raise ValueError(
                f"SUNDIAL_ACCESS: expected keys, because others can reach {self.host}; "
                "local lets everyone in who can connect"
            )
        return self

    @property
    def is_loopback(self) -> bool:
        """Whether only programs on this machine can reach ``host``."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """The settings of ``environ``; raises SettingsError naming the variable and what it expects."""
        chosen: dict[str, object] = {"home": data_folder()}
        for field, variable in VARIABLES.items():
            if environ.get(variable):
                chosen[field] = environ[variable]
        try:
            return cls.model_validate(chosen)
        except ValidationError as error:
            raise SettingsError("; ".join(_complaint(each) for each in error.errors())) from None


def data_folder() -> Path:
    """Where this platform keeps a program's data: of the user, or of the machine for its administrator."""
    if os.name == "posix" and os.geteuid() == 0:
        # The server then runs as another user, for whom root's own home would have to be opened.
        return Path("/var/lib/sundial")
    return platformdirs.user_data_path("sundial")


def _complaint(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ")
    return f"{VARIABLES[str(error['loc'][0])]}: {message}" if error["loc"] else message


VARIABLES = {
    "home": "SUNDIAL_HOME",
    "database_url": "DATABASE_URL",
    "host": "SUNDIAL_HOST",
    "port": "SUNDIAL_PORT",
    "access": "SUNDIAL_ACCESS",
    "request_threads": "SUNDIAL_REQUEST_THREADS",
    "max_body_bytes": "SUNDIAL_MAX_BODY_BYTES",
}
"""Setting → environment variable."""
